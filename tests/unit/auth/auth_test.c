/* auth_test.c: the chain of credentials, its cache, and the Azure CLI played by a shell script. */
#include "config.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/auth/auth.h"
#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"

enum { NOW = 1764000000, MANY = 10 };

/* A folder that is all of PATH, besides the system's for the shell's own tools. */
struct fixture {
    char *folder;
    char *path; /* PATH as it was */
    struct ak_clock clock;
    struct ak_loop *loop;
    struct ak_http *http;
    struct ak_auth *auth;
};

struct answer {
    struct ak_auth_call *call;
    int completions;
    char token[256]; /* "" when it failed */
    struct ak_err err;
    struct ak_auth *close_it; /* or NULL */
};

/* ---- the fake az ---- */

static char *path_in(const struct fixture *fixture, const char *name)
{
    return ak_asprintf("%s/%s", fixture->folder, name);
}

static void write_file(const struct fixture *fixture, const char *name, const char *text)
{
    char *path = path_in(fixture, name);
    struct ak_err err;
    assert_int_equal(ak_file_replace(path, text, strlen(text), &err), 0);
    assert_int_equal(chmod(path, 0700), 0);
    free(path);
}

/* An az that notes its arguments, then does as `script` says. */
static void install_az(const struct fixture *fixture, const char *script)
{
    char *whole = ak_asprintf("#!/bin/sh\necho \"$*\" >> '%s/log'\n%s\n", fixture->folder, script);
    write_file(fixture, "az", whole);
    free(whole);
}

/* An az that gives out `token`, which lasts `life` seconds from NOW. */
static void install_az_with(const struct fixture *fixture, const char *token, int life)
{
    char *script =
        ak_asprintf("echo '{\"accessToken\":\"%s\",\"expires_on\":%d}'", token, NOW + life);
    install_az(fixture, script);
    free(script);
}

/* What az was called with so far; the caller frees. */
static char *az_log(const struct fixture *fixture)
{
    char *path = path_in(fixture, "log"), *text = NULL;
    size_t len = 0;
    struct ak_err err;
    if (ak_file_read(path, 4096, &text, &len, &err) != 0)
        text = ak_strdup("");
    free(path);
    return text;
}

static int az_runs(const struct fixture *fixture)
{
    char *log = az_log(fixture);
    int lines = 0;
    for (const char *at = log; *at; at++)
        lines += *at == '\n';
    free(log);
    return lines;
}

/* ---- the fixture ---- */

static void open_auth_with(struct fixture *fixture, const char *subscription_id)
{
    struct ak_err err = ak_err_none();
    struct ak_cloud cloud;

    ak_cloud_init(&cloud, AK_CLOUD_PUBLIC);
    const struct ak_auth_options options = {.http = fixture->http,
                                            .cloud = &cloud,
                                            .subscription_id = subscription_id,
                                            .arc_agent = "/nonexistent"};
    if (ak_auth_new(fixture->loop, &fixture->clock, &options, &fixture->auth, &err) != 0)
        fail_msg("%s", err.text);
    ak_cloud_release(&cloud);
}

static void open_auth(struct fixture *fixture)
{
    open_auth_with(fixture, NULL);
}

/* Nothing of the person's or the machine's: nobody answers on port 1. */
static void clear_environment(const char *folder)
{
    static const char *const names[] = {"AKSCOPE_TOKEN",
                                        "AZURE_TENANT_ID",
                                        "AZURE_CLIENT_ID",
                                        "AZURE_CLIENT_SECRET",
                                        "AZURE_TOKEN_CREDENTIALS",
                                        "IDENTITY_ENDPOINT",
                                        "AZURE_FEDERATED_TOKEN_FILE"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unsetenv(names[i]);
    setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:1", 1);
    setenv("XDG_STATE_HOME", folder, 1);
}

static int set_up(void **state)
{
    struct fixture *fixture = ak_alloc(1, sizeof *fixture);
    char folder[] = "/tmp/akscope-auth-test-XXXXXX";

    if (!mkdtemp(folder))
        return -1;
    fixture->folder = ak_strdup(folder);
    fixture->path = ak_strdup(getenv("PATH"));
    fixture->clock = ak_clock_manual(NOW);
    fixture->loop = ak_loop_new();
    setenv("PATH", folder, 1);
    clear_environment(folder);
    struct ak_err err = ak_err_none();
    struct ak_http_options http = {.user_agent = "akscope/test"};
    *state = fixture;
    return ak_http_new(fixture->loop, &http, &fixture->http, &err);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    if (fixture->auth)
        ak_auth_close(fixture->auth);
    ak_http_close(fixture->http);
    ak_loop_free(fixture->loop);
    setenv("PATH", fixture->path, 1);
    int failed = nftw(fixture->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(fixture->folder);
    free(fixture->path);
    free(fixture);
    return failed;
}

/* ---- asking ---- */

static void on_token(struct ak_secret *token, const struct ak_err *err, void *context)
{
    struct answer *answer = context;
    assert_true((token == NULL) != (err == NULL));
    answer->call = NULL;
    answer->completions++;
    if (token)
        (void)ak_text_copy(answer->token, sizeof answer->token, ak_secret_reveal(token));
    else
        answer->err = *err;
    if (answer->close_it)
        ak_auth_close(answer->close_it);
}

static void ask(struct fixture *fixture, struct answer *answer)
{
    *answer = (struct answer){.err = ak_err_none()};
    answer->call = ak_auth_get_token(fixture->auth, on_token, answer);
    assert_int_equal(answer->completions, 0);
    assert_true(ak_loop_pending(fixture->loop) > 0);
}

static struct answer ask_now(struct fixture *fixture)
{
    struct answer answer;
    ask(fixture, &answer);
    ak_loop_run(fixture->loop);
    assert_int_equal(answer.completions, 1);
    return answer;
}

static void assert_served(struct fixture *fixture, const char *token)
{
    struct answer answer = ask_now(fixture);
    if (answer.err.kind != AK_ERR_NONE)
        print_error("%s\n", answer.err.text);
    assert_string_equal(answer.token, token);
}

static void assert_refused(struct fixture *fixture, enum ak_err_kind kind, const char *text)
{
    struct answer answer = ask_now(fixture);
    assert_string_equal(answer.token, "");
    assert_string_equal(ak_err_kind_name(answer.err.kind), ak_err_kind_name(kind));
    if (!strstr(answer.err.text, text))
        fail_msg("\"%s\" lacks \"%s\"", answer.err.text, text);
}

/* Takes the current token for refused by the service. */
static void reject_current(struct ak_secret *token, const struct ak_err *err, void *context)
{
    assert_null(err);
    ak_auth_reject(context, token, NULL);
}

static void reject(struct fixture *fixture)
{
    (void)ak_auth_get_token(fixture->auth, reject_current, fixture->auth);
    ak_loop_run(fixture->loop);
}

/* ---- the environment token ---- */

static void test_a_token_in_the_environment_serves_and_is_taken_out_of_it(void **state)
{
    struct fixture *f = *state;

    setenv("AKSCOPE_TOKEN", " opaque.token\r\n", 1);
    const char *in_place = getenv("AKSCOPE_TOKEN");
    open_auth(f);
    assert_null(getenv("AKSCOPE_TOKEN"));
    assert_null(strstr(in_place, "opaque"));
    install_az(f, "exit 1");
    assert_null(ak_auth_source(f->auth));
    assert_served(f, "opaque.token");
    f->clock.fixed_seconds += 1000000;
    assert_served(f, "opaque.token");
    assert_string_equal(ak_auth_source(f->auth), "environment token");
    assert_int_equal(az_runs(f), 0);
}

static void test_a_refused_environment_token_is_told_and_not_tried_again(void **state)
{
    struct fixture *f = *state;

    setenv("AKSCOPE_TOKEN", "opaque", 1);
    open_auth(f);
    install_az_with(f, "other", 3600);
    reject(f);
    assert_refused(f, AK_ERR_NOT_SIGNED_IN, "AKSCOPE_TOKEN was refused");
    assert_refused(f, AK_ERR_NOT_SIGNED_IN, "AKSCOPE_TOKEN was refused");
    assert_int_equal(az_runs(f), 0);
}

/* {"exp":1764000600}: ten minutes after NOW */
static const char ten_minutes[] = "eyJhbGciOiJub25lIn0.eyJleHAiOjE3NjQwMDA2MDB9.c2ln";

static void test_an_environment_token_serves_until_its_expiry(void **state)
{
    struct fixture *f = *state;

    setenv("AKSCOPE_TOKEN", ten_minutes, 1);
    open_auth(f);
    assert_served(f, ten_minutes);
    f->clock.fixed_seconds = NOW + 599;
    assert_served(f, ten_minutes);
    f->clock.fixed_seconds = NOW + 700;
    assert_refused(f, AK_ERR_NOT_SIGNED_IN, "AKSCOPE_TOKEN has expired");
}

static void test_an_environment_token_of_strange_bytes_is_refused(void **state)
{
    struct fixture *f = *state;

    setenv("AKSCOPE_TOKEN", "a\033[31mb", 1);
    open_auth(f);
    assert_refused(f, AK_ERR_NOT_SIGNED_IN, "characters that no token has");
}

static void test_an_empty_environment_token_counts_as_none(void **state)
{
    struct fixture *f = *state;

    setenv("AKSCOPE_TOKEN", "  ", 1);
    open_auth(f);
    install_az_with(f, "from-az", 3600);
    assert_served(f, "from-az");
}

/* ---- the Azure CLI ---- */

static void test_az_is_asked_for_the_resource_and_the_subscription(void **state)
{
    struct fixture *f = *state;

    open_auth_with(f, "00000000-0000-0000-0000-000000000001");
    install_az_with(f, "from-az", 3600);
    assert_served(f, "from-az");
    assert_string_equal(ak_auth_source(f->auth), "Azure CLI");
    char *log = az_log(f);
    assert_string_equal(log, "account get-access-token --output json --resource "
                             "https://management.azure.com/ --subscription "
                             "00000000-0000-0000-0000-000000000001\n");
    free(log);
}

static void test_however_many_wait_az_runs_once(void **state)
{
    struct fixture *f = *state;
    struct answer answers[MANY];

    open_auth(f);
    install_az_with(f, "shared", 3600);
    for (int i = 0; i < MANY; i++)
        ask(f, &answers[i]);
    ak_loop_run(f->loop);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(answers[i].completions, 1);
        assert_string_equal(answers[i].token, "shared");
    }
    assert_served(f, "shared");
    assert_int_equal(az_runs(f), 1);
}

static void test_a_token_is_renewed_five_to_six_minutes_before_it_ends(void **state)
{
    struct fixture *f = *state;

    open_auth(f);
    install_az_with(f, "first", 3600);
    assert_served(f, "first");
    install_az_with(f, "second", 7200);
    f->clock.fixed_seconds = NOW + 3600 - 361;
    assert_served(f, "first");
    f->clock.fixed_seconds = NOW + 3600 - 300;
    assert_served(f, "second");
    assert_int_equal(az_runs(f), 2);
}

static void test_a_failed_renewal_is_no_failure_while_the_token_lasts(void **state)
{
    struct fixture *f = *state;

    open_auth(f);
    install_az_with(f, "old", 3600);
    assert_served(f, "old");
    install_az(f, "echo 'ERROR: Please run az login' >&2; exit 1");
    f->clock.fixed_seconds = NOW + 3600 - 200;
    assert_served(f, "old");
    assert_served(f, "old");
    assert_int_equal(az_runs(f), 2);
    f->clock.fixed_seconds += 30;
    assert_served(f, "old");
    assert_int_equal(az_runs(f), 3);
    f->clock.fixed_seconds = NOW + 3600;
    assert_refused(f, AK_ERR_NOT_SIGNED_IN, "az login");
}

static void test_a_token_that_seems_expired_when_it_comes_is_used_for_a_while(void **state)
{
    struct fixture *f = *state;

    open_auth(f);
    install_az_with(f, "skewed", -3600); /* this machine's clock is ahead */
    assert_served(f, "skewed");
    assert_served(f, "skewed");
    assert_int_equal(az_runs(f), 1);
    f->clock.fixed_seconds += 60;
    assert_served(f, "skewed");
    assert_int_equal(az_runs(f), 2);
}

static void test_the_expiry_is_taken_from_the_token_when_az_does_not_say(void **state)
{
    struct fixture *f = *state;
    char *script = ak_asprintf("echo '{\"accessToken\":\"%s\"}'", ten_minutes);

    open_auth(f);
    install_az(f, script);
    free(script);
    assert_served(f, ten_minutes);
    f->clock.fixed_seconds = NOW + 239;
    assert_served(f, ten_minutes);
    assert_int_equal(az_runs(f), 1);
    f->clock.fixed_seconds = NOW + 301;
    assert_served(f, ten_minutes);
    assert_int_equal(az_runs(f), 2);
}

static void test_failures_of_az_are_told_in_its_words(void **state)
{
    static const struct {
        const char *script;
        enum ak_err_kind kind;
        const char *text;
    } cases[] = {
        {"echo 'ERROR: Please run '\"'az login'\"' to setup account.' >&2; exit 1",
         AK_ERR_NOT_SIGNED_IN, "az: Please run 'az login' to setup account."},
        {"echo 'ERROR: AADSTS70043: The refresh token has expired' >&2; exit 1",
         AK_ERR_NOT_SIGNED_IN, "az: AADSTS70043"},
        {"echo 'No module named azure' >&2; exit 1", AK_ERR_CHILD, "az: No module named azure"},
        {"exit 9", AK_ERR_CHILD, "status 9"},
        {"kill -KILL $$", AK_ERR_CHILD, "az ended"},
        {"echo no json", AK_ERR_CHILD, "can't be understood"},
        {"echo '{}'", AK_ERR_CHILD, "accessToken"},
        {"exit 0", AK_ERR_CHILD, "can't be understood"},
    };
    struct fixture *f = *state;

    open_auth(f);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        install_az(f, cases[i].script);
        assert_refused(f, cases[i].kind, cases[i].text);
    }
    assert_null(ak_auth_source(f->auth));
    install_az_with(f, "at-last", 3600);
    assert_served(f, "at-last");
}

static void test_a_missing_az_is_told(void **state)
{
    struct fixture *f = *state;

    open_auth(f);
    assert_refused(f, AK_ERR_NOT_SIGNED_IN, "the Azure CLI is not installed");
}

static void test_a_rejected_token_is_asked_for_anew(void **state)
{
    struct fixture *f = *state;
    struct ak_secret *stranger = ak_secret_new("first", 5);

    open_auth(f);
    install_az_with(f, "first", 3600);
    assert_served(f, "first");
    install_az_with(f, "second", 3600);
    ak_auth_reject(f->auth, stranger, NULL); /* not the one that was given out */
    assert_served(f, "first");
    reject(f);
    assert_served(f, "second");
    ak_secret_unref(stranger);
}

/* ---- cancelling and closing ---- */

static void test_a_cancelled_call_completes_once_and_others_are_served(void **state)
{
    struct fixture *f = *state;
    struct answer answers[3];

    open_auth(f);
    install_az_with(f, "token", 3600);
    for (int i = 0; i < 3; i++)
        ask(f, &answers[i]);
    ak_auth_cancel(answers[1].call);
    ak_auth_cancel(answers[1].call);
    assert_int_equal(answers[1].completions, 0);
    ak_loop_run(f->loop);
    for (int i = 0; i < 3; i++)
        assert_int_equal(answers[i].completions, 1);
    assert_string_equal(answers[0].token, "token");
    assert_int_equal(answers[1].err.kind, AK_ERR_CANCELLED);
    assert_string_equal(answers[2].token, "token");

    struct answer cached;
    ask(f, &cached);
    ak_auth_cancel(cached.call);
    ak_loop_run(f->loop);
    assert_int_equal(cached.completions, 1);
    assert_int_equal(cached.err.kind, AK_ERR_CANCELLED);
}

static void test_closing_completes_all_and_ends_az(void **state)
{
    struct fixture *f = *state;
    struct answer answers[MANY];

    open_auth(f);
    install_az(f, "while :; do :; done");
    for (int i = 0; i < MANY; i++)
        ask(f, &answers[i]);
    ak_auth_close(f->auth);
    f->auth = NULL;
    ak_loop_run(f->loop);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(answers[i].completions, 1);
        assert_int_equal(answers[i].err.kind, AK_ERR_CANCELLED);
    }
}

static void test_a_callback_may_close(void **state)
{
    struct fixture *f = *state;
    struct answer answers[3];

    setenv("AKSCOPE_TOKEN", "token", 1);
    open_auth(f);
    for (int i = 0; i < 3; i++)
        ask(f, &answers[i]);
    for (int i = 0; i < 3; i++)
        answers[i].close_it = i == 0 ? f->auth : NULL;
    f->auth = NULL;
    ak_loop_run(f->loop);
    for (int i = 0; i < 3; i++)
        assert_int_equal(answers[i].completions, 1);
    assert_string_equal(answers[0].token, "token");
}

static void test_closing_before_the_environment_token_came_is_fine(void **state)
{
    struct fixture *f = *state;
    struct answer answer;

    setenv("AKSCOPE_TOKEN", "token", 1);
    open_auth(f);
    ask(f, &answer);
    ak_auth_close(f->auth);
    f->auth = NULL;
    ak_loop_run(f->loop);
    assert_int_equal(answer.completions, 1);
    assert_int_equal(answer.err.kind, AK_ERR_CANCELLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_a_token_in_the_environment_serves_and_is_taken_out_of_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_a_refused_environment_token_is_told_and_not_tried_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_environment_token_serves_until_its_expiry, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_an_environment_token_of_strange_bytes_is_refused,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_empty_environment_token_counts_as_none, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_az_is_asked_for_the_resource_and_the_subscription,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_however_many_wait_az_runs_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_token_is_renewed_five_to_six_minutes_before_it_ends,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_failed_renewal_is_no_failure_while_the_token_lasts,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_a_token_that_seems_expired_when_it_comes_is_used_for_a_while, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_the_expiry_is_taken_from_the_token_when_az_does_not_say, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_failures_of_az_are_told_in_its_words, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_missing_az_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_rejected_token_is_asked_for_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_cancelled_call_completes_once_and_others_are_served,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_closing_completes_all_and_ends_az, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_callback_may_close, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_closing_before_the_environment_token_came_is_fine,
                                        set_up, tear_down),
    };
    alarm(60);
    return cmocka_run_group_tests_name("auth", tests, NULL, NULL);
}
