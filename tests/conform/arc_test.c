/* arc_test.c: the identity of an Azure Arc server, from the agent that the simulator plays. Its
 * keys are in a folder of the test's own: where the real agent's are, is not for tests to write. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/auth/auth.h"
#include "akscope/base/alloc.h"
#include "tests/screen/sandbox.h"
#include "tests/screen/simulator.h"

enum { WATCHDOG_S = 60 };

struct machine {
    struct sandbox sandbox;
    struct simulator simulator;
    char *keys;
    struct ak_loop *loop;
    struct ak_http *http;
    struct ak_clock clock;
    struct ak_auth *auth;
    int served;
    struct ak_err err;
};

static void start_agent(struct machine *machine)
{
    const char *build = getenv("top_builddir");
    char *program = ak_asprintf("%s/akscope-sim", build != NULL ? build : ".");
    char arc[] = "--arc";
    char *arguments[] = {arc, machine->keys, NULL};
    char *endpoint;

    assert_true(simulator_start(&machine->simulator, &machine->sandbox, program, arguments));
    endpoint =
        ak_asprintf("http://127.0.0.1:%d/metadata/identity/oauth2/token", machine->simulator.port);
    setenv("IDENTITY_ENDPOINT", endpoint, 1);
    setenv("IMDS_ENDPOINT", "http://127.0.0.1:40342", 1);
    unsetenv("IDENTITY_HEADER");
    unsetenv("AZURE_CLIENT_ID");
    unsetenv("AKSCOPE_TOKEN");
    free(endpoint);
    free(program);
}

static void open_auth(struct machine *machine, const char *folder, const char *identity)
{
    struct ak_cloud cloud;

    ak_cloud_init(&cloud, AK_CLOUD_PUBLIC);
    struct ak_auth_options options = {.http = machine->http,
                                      .cloud = &cloud,
                                      .credential = "managed-identity",
                                      .identity = identity,
                                      .arc_folder = folder};
    assert_int_equal(
        ak_auth_new(machine->loop, &machine->clock, &options, &machine->auth, &machine->err), 0);
    ak_cloud_release(&cloud);
}

static int set_up(void **state)
{
    struct machine *machine = ak_alloc(1, sizeof *machine);
    struct ak_http_options http = {.user_agent = "akscope/test"};

    alarm(WATCHDOG_S);
    sandbox_open(&machine->sandbox);
    machine->keys = sandbox_path(&machine->sandbox, "keys");
    machine->clock = ak_clock_system();
    machine->loop = ak_loop_new();
    machine->err = ak_err_none();
    if (mkdir(machine->keys, 0700) != 0 ||
        ak_http_new(machine->loop, &http, &machine->http, &machine->err) != 0)
        return -1;
    start_agent(machine);
    *state = machine;
    return 0;
}

static int tear_down(void **state)
{
    struct machine *machine = *state;

    ak_auth_close(machine->auth);
    ak_http_close(machine->http);
    ak_loop_free(machine->loop);
    simulator_stop(&machine->simulator);
    sandbox_close(&machine->sandbox);
    free(machine->keys);
    free(machine);
    return 0;
}

static void on_token(struct ak_secret *token, const struct ak_err *err, void *context)
{
    struct machine *machine = context;

    if (token != NULL)
        machine->served++;
    else
        machine->err = *err;
}

static void ask(struct machine *machine)
{
    (void)ak_auth_get_token(machine->auth, on_token, machine);
    ak_loop_run(machine->loop);
}

static void who_can_read_the_key_is_served(void **state)
{
    struct machine *machine = *state;

    open_auth(machine, machine->keys, NULL);
    ask(machine);
    if (machine->served != 1)
        fail_msg("%s", machine->err.text);
    assert_string_equal(ak_auth_attempts(machine->auth)[AK_CREDENTIAL_MANAGED_IDENTITY].detail,
                        "Azure Arc");
    ask(machine);
    assert_int_equal(machine->served, 2);
}

static void an_identity_that_was_asked_for_is_confirmed(void **state)
{
    struct machine *machine = *state;

    open_auth(machine, machine->keys, "object:11112222-bbbb-3333-cccc-4444dddd5555");
    ask(machine);
    if (machine->served != 1)
        fail_msg("%s", machine->err.text);
}

static void a_key_elsewhere_is_not_sent(void **state)
{
    struct machine *machine = *state;

    open_auth(machine, "/var/opt/azcmagent/tokens", NULL);
    ask(machine);
    assert_int_equal(machine->served, 0);
    assert_int_equal(machine->err.kind, AK_ERR_UNTRUSTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_can_read_the_key_is_served, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_identity_that_was_asked_for_is_confirmed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_key_elsewhere_is_not_sent, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("arc", tests, NULL, NULL);
}
