/* network_test.c: commands on a bad network: nobody there, names that lead nowhere, certificates
 * that prove nothing, and answers that lead elsewhere. Where a token could travel, the other place
 * listens too, and must hear nothing. All commands run at the same time: most of them wait. */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/tiny_server.h"
#include "support/tiny_tls.h"
#include "tests/conform/site.h"

enum { LONGEST_S = 120, TEXT_SIZE = 512, SERVERS_MOST = 2, AN_HOUR_S = 3600 };

static const char empty_list[] = "{\"value\":[]}";

/* What a case sets up. */
enum place {
    NOBODY,           /* a port where nothing listens */
    NAME,             /* a name that no resolver knows */
    PROXY,            /* a name behind a proxy where nothing listens */
    PLAIN,            /* a server without TLS that answers `answer` */
    TRUSTED,          /* a server with TLS, its certificate in --ca-file */
    UNTRUSTED,        /* one with a certificate that nobody vouches for */
    OTHER_NAME,       /* one with a certificate for another host */
    EXPIRED,          /* one whose certificate has expired */
    TRUSTED_AS_PLAIN, /* a server with TLS, asked for http */
    SIMULATOR,        /* akscope-sim without TLS, asked for https */
};

struct network_case {
    const char *name;
    enum place place;
    int status;
    const char *says;          /* parts of standard error, separated by | */
    struct tiny_answer answer; /* "%s" in its headers or body: where the other server is */
};

static const struct network_case cases[] = {
    {"nobody listens", NOBODY, 5, "the network failed|127.0.0.1|check the connection", {0}},
    {"the name is unknown", NAME, 5, "the network failed|akscope.invalid|resolve", {0}},
    {"the proxy is not there",
     PROXY,
     5,
     "the network failed|check the connection and the proxy",
     {0}},
    {"all is well over TLS", TRUSTED, 0, "", {.body = empty_list}},
    {"nobody vouches for the certificate",
     UNTRUSTED,
     5,
     "the secure connection failed|certificate|--ca-file",
     {.body = empty_list}},
    {"the certificate is another host's",
     OTHER_NAME,
     5,
     "the secure connection failed|127.0.0.1",
     {.body = empty_list}},
    {"the certificate has expired",
     EXPIRED,
     5,
     "the secure connection failed|expired",
     {.body = empty_list}},
    {"https meets a server without TLS", SIMULATOR, 5, "the secure connection failed", {0}},
    {"http meets a server with TLS", TRUSTED_AS_PLAIN, 5, "127.0.0.1", {.body = empty_list}},
    {"a redirect is not followed",
     PLAIN,
     5,
     "can't be understood|HTTP 302",
     {.status = 302, .headers = "Location: %s\r\n"}},
    {"a portal's page is no answer",
     PLAIN,
     5,
     "can't be understood|a web page|check the proxy",
     {.body = "<!DOCTYPE html><title>Welcome</title>"}},
    {"a portal says so itself",
     PLAIN,
     5,
     "the network failed|HTTP 511",
     {.status = 511, .body = "{}"}},
    {"a proxy wants its own sign-in",
     PLAIN,
     5,
     "the network failed|HTTP 407",
     {.status = 407, .body = ""}},
    {"a nextLink to another host is not followed",
     PLAIN,
     5,
     "the answer points somewhere else|another host|--arm-endpoint",
     {.body = "{\"value\":[],\"nextLink\":\"%s/subscriptions?page=2\"}"}},
    {"a nextLink that is no URL",
     PLAIN,
     5,
     "nextLink|absolute URL",
     {.body = "{\"value\":[],\"nextLink\":\"/subscriptions?page=2\"}"}},
    {"an answer of another shape",
     PLAIN,
     5,
     "can't be understood|value",
     {.body = "{\"value\":7}"}},
    {"an answer that is closed in the middle",
     PLAIN,
     5,
     "the network failed",
     {.body = empty_list, .end = TINY_CLOSE, .cut = 4}},
};

enum { CASE_COUNT = (int)(sizeof cases / sizeof cases[0]) };

struct run {
    struct site site;
    struct tiny_identity *identity;
    struct tiny_server *server; /* NULL where nobody listens */
    struct tiny_server *other;  /* must not be asked */
    struct tiny_answer answer;
    char texts[2][TEXT_SIZE]; /* headers and body with the other's address */
    struct command command;
};

static struct run runs[CASE_COUNT];

static bool is_tls(enum place place)
{
    return place == TRUSTED || place == UNTRUSTED || place == OTHER_NAME || place == EXPIRED ||
           place == TRUSTED_AS_PLAIN;
}

static const char *fill_in(const char *text, struct run *run, char out[TEXT_SIZE])
{
    const char *mark = text != NULL ? strstr(text, "%s") : NULL;

    if (mark == NULL)
        return text;
    (void)snprintf(out, TEXT_SIZE, "%.*s%s%s", (int)(mark - text), text,
                   tiny_server_url(run->other, ""), mark + 2);
    return out;
}

static void start_servers(struct run *run, const struct network_case *test)
{
    static const struct tiny_answer welcome = {.body = empty_list};
    const char *name = test->place == OTHER_NAME ? "DNS:example.com" : "IP:127.0.0.1";

    run->other = tiny_server_start(&welcome, 1);
    run->answer = test->answer;
    run->answer.headers = fill_in(test->answer.headers, run, run->texts[0]);
    run->answer.body = fill_in(test->answer.body, run, run->texts[1]);
    if (is_tls(test->place)) {
        char *path = sandbox_path(&run->site.sandbox, "ca.pem");

        run->identity = tiny_identity_new(name, test->place == EXPIRED ? -1 : AN_HOUR_S);
        tiny_identity_write(run->identity, path);
        if (test->place != UNTRUSTED)
            sandbox_set(&run->site.sandbox, "AKSCOPE_CA_FILE", path);
        free(path);
        run->server = tiny_server_start_tls(&run->answer, 1, run->identity);
    } else if (test->place == PLAIN) {
        run->server = tiny_server_start(&run->answer, 1);
    }
}

static void lead_there(struct run *run, enum place place)
{
    static const char *const elsewhere[] = {[NOBODY] = "http://127.0.0.1:1",
                                            [NAME] = "https://akscope.invalid",
                                            [PROXY] = "https://akscope.invalid"};
    char endpoint[64];

    if (place == SIMULATOR)
        (void)snprintf(endpoint, sizeof endpoint, "https://127.0.0.1:%d", run->site.simulator.port);
    else if (run->server == NULL)
        (void)snprintf(endpoint, sizeof endpoint, "%s", elsewhere[place]);
    else
        (void)snprintf(endpoint, sizeof endpoint, "%s://127.0.0.1:%d",
                       place == PLAIN || place == TRUSTED_AS_PLAIN ? "http" : "https",
                       tiny_server_port(run->server));
    sandbox_set(&run->site.sandbox, "AKSCOPE_ARM_ENDPOINT", endpoint);
    if (place == PROXY)
        sandbox_set(&run->site.sandbox, "https_proxy", "http://127.0.0.1:1");
}

static int start_all(void **state)
{
    (void)state;
    for (int i = 0; i < CASE_COUNT; i++) {
        site_open(&runs[i].site, cases[i].place == SIMULATOR ? "" : NULL);
        start_servers(&runs[i], &cases[i]);
        lead_there(&runs[i], cases[i].place);
        command_start(&runs[i].command, &runs[i].site, "get clusters -o json");
    }
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    for (int i = 0; i < CASE_COUNT; i++) {
        command_release(&runs[i].command);
        if (runs[i].server != NULL)
            tiny_server_stop(runs[i].server);
        tiny_server_stop(runs[i].other);
        if (runs[i].identity != NULL)
            tiny_identity_free(runs[i].identity);
        site_close(&runs[i].site);
    }
    return 0;
}

static void expect_case(void **state)
{
    const struct network_case *test = *state;
    struct run *run = &runs[test - cases];
    struct command *command = &run->command;

    command_wait(command);
    if (command->status != test->status || !has_all(command->err, test->says))
        fail_msg("ended with %d, wanted %d and %s: %s", command->status, test->status, test->says,
                 command->err);
    assert_string_equal(command->out, test->status == 0 ? "[]\n" : "");
    assert_int_equal(tiny_server_request_count(run->other), 0);
}

int main(void)
{
    struct CMUnitTest tests[CASE_COUNT];

    for (int i = 0; i < CASE_COUNT; i++) {
        const void *test = &cases[i];

        tests[i] = (struct CMUnitTest){.name = cases[i].name, .test_func = expect_case};
        memcpy(&tests[i].initial_state, &test, sizeof test);
    }
    (void)signal(SIGPIPE, SIG_IGN); /* clients go away in the middle of an answer */
    alarm(LONGEST_S);
    return cmocka_run_group_tests_name("network", tests, start_all, close_all);
}
