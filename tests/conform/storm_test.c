/* storm_test.c: the dashboard while Azure is unwell. Each fault: one line says what is wrong and
 * when it tries again, what was read stays, no more than one request a subscription is made in each
 * period of waiting, and it recovers by itself. Each case is a process of its own, all at the same
 * time: they wait most of it. */
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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/conform/site.h"
#include "tests/screen/session.h"

enum {
    LONGEST_S = 200,
    ENOUGH = 3, /* requests for the list of subscriptions: two periods of waiting are over */
    LOOK_MS = 200,
    MOST_LOOKS = 250,
    SOON_LOOKS = 75,
    SLEEP_S = 11,
    ID_LENGTH = 36,
    MOST_TIMES = 128,
    COLUMNS = 160,
    ROWS = 36,
};

struct storm {
    const char *name;
    const char *fault;
    const char *says; /* the banner */
    int later_s;      /* the second period of waiting, at least */
    void (*watch)(struct site *site, struct session *session); /* NULL: watch_storm */
};

static void watch_sleep(struct site *site, struct session *session);

static const struct storm storms[] = {
    {"unavailable", "--fault status:503", "Azure is unwell, ServerTimeout; next try in", 4, NULL},
    {"out of order", "--fault status:500", "Azure is unwell, InternalServerError; next try in", 4,
     NULL},
    {"throttled", "--fault status:429", "Azure asks to slow down, TooManyRequests; next try in", 4,
     NULL},
    {"reset", "--fault reset", "the network failed; next try in", 4, NULL},
    {"truncated", "--fault truncate", "the network failed; next try in", 4, NULL},
    {"not JSON", "--fault malformed", "the answer can't be understood; next try in", 4, NULL},
    {"a captive portal", "--fault html", "a web page instead of JSON", 4, NULL},
    {"a stall", "--fault stall", "no answer in time; next try in", 2, NULL},
    {.name = "the machine slept", .watch = watch_sleep},
};

enum { STORM_COUNT = sizeof storms / sizeof storms[0] };

static const struct storm *current; /* of this process */

/* In the child: cmocka's failures would be those of the parent. */
static void must(bool is_so, const char *what, const char *detail)
{
    if (is_so)
        return;
    fprintf(stderr, "%s: %s: %s\n", current->name, what, detail);
    _exit(EXIT_FAILURE);
}

/* ---- what was asked ---- */

/* Whom a request is about: a subscription, or "" for the list of them. */
static void scope_of(const cJSON *exchange, char scope[ID_LENGTH + 1])
{
    static const char mark[] = "/subscriptions/";
    const char *at = strstr(cJSON_GetStringValue(cJSON_GetObjectItem(exchange, "url")), mark);

    scope[0] = '\0';
    if (at != NULL && strlen(at + sizeof mark - 1) > ID_LENGTH)
        snprintf(scope, ID_LENGTH + 1, "%.*s", ID_LENGTH, at + sizeof mark - 1);
}

/* The second of the hour at which it was answered. */
static int second_of(const cJSON *exchange)
{
    const cJSON *headers = cJSON_GetObjectItem(exchange, "responseHeaders");
    const char *date = cJSON_GetStringValue(cJSON_GetObjectItem(headers, "Date"));
    int minute = 0, second = 0;

    must(date != NULL && sscanf(strchr(date, ':') + 1, "%d:%d", &minute, &second) == 2,
         "the record", "no time");
    return minute * 60 + second;
}

/* The times at which a scope was asked about; the count. */
static size_t times_of(const cJSON *exchanges, const char *scope, int times[MOST_TIMES])
{
    const cJSON *exchange = NULL;
    size_t count = 0;

    cJSON_ArrayForEach(exchange, exchanges)
    {
        char whom[ID_LENGTH + 1];

        scope_of(exchange, whom);
        if (strcmp(whom, scope) != 0)
            continue;
        must(count < MOST_TIMES, scope, "a storm");
        times[count++] = second_of(exchange);
    }
    return count;
}

/* What was under way together when the first failure came is one burst. Then it is one request a
 * period; periods are 2 s, and longer after each further failure; where no answer comes, one more
 * request goes each period. Times are whole seconds, so a wait may look one shorter. HTTP: a
 * request that dies on a kept connection is sent again at once.
 */
static void expect_one_a_period(const cJSON *exchanges, const char *scope)
{
    int times[MOST_TIMES];
    size_t count = times_of(exchanges, scope, times);
    size_t first = 0;

    while (first < count && times[first] <= times[0] + 1)
        first++;
    for (size_t i = first; i < count; i++) {
        int waited = times[i] - times[i - 1];
        int period = i == first ? 2 : current->later_s;
        char said[128];

        snprintf(said, sizeof said, "asked again after %d s, request %zu of %zu", waited, i, count);
        must(waited >= period - 1, scope, said);
    }
}

static void expect_no_storm(const cJSON *exchanges)
{
    const cJSON *exchange = NULL;

    cJSON_ArrayForEach(exchange, exchanges)
    {
        char scope[ID_LENGTH + 1];

        scope_of(exchange, scope);
        expect_one_a_period(exchanges, scope);
    }
}

/* Waits until the list of subscriptions was asked for so often. */
static cJSON *await_requests(const struct site *site, size_t wanted, int most_looks)
{
    for (int i = 0; i < most_looks; i++) {
        cJSON *exchanges = site_exchanges(site);
        int times[MOST_TIMES];

        if (times_of(exchanges, "", times) >= wanted)
            return exchanges;
        cJSON_Delete(exchanges);
        usleep(LOOK_MS * 1000);
    }
    must(false, "the list of subscriptions", "it is not asked for again");
    return NULL;
}

/* ---- a case ---- */

static void expect(struct session *session, const char *text)
{
    must(session_expect(session, text), text, session_problem(session));
}

static void watch_storm(struct site *site, struct session *session)
{
    char options[128];
    cJSON *exchanges;

    expect(session, "payments-prod");
    must(session_settle(session), "it settles", session_problem(session));
    snprintf(options, sizeof options, "--fleet contoso %s", current->fault);
    site_restart(site, options);
    must(session_press(session, "r"), "a key", session_problem(session));
    expect(session, current->says);
    exchanges = await_requests(site, ENOUGH, MOST_LOOKS);
    expect_no_storm(exchanges);
    cJSON_Delete(exchanges);
    expect(session, current->says);
    must(session_shows(session, "payments-prod") && session_shows(session, "12 clusters"),
         "what was read", "it is gone");
    site_restart(site, "--fleet contoso");
    must(session_expect_gone(session, "next try in"), "it recovers", session_problem(session));
}

/* It reads everything anew at once, long before the next poll. */
static void watch_sleep(struct site *site, struct session *session)
{
    expect(session, "payments-prod");
    must(session_settle(session), "it settles", session_problem(session));
    site_restart(site, "--fleet contoso");
    session_signal(session, SIGSTOP);
    must(session_wait_stopped(session), "it stops", session_problem(session));
    sleep(SLEEP_S);
    session_signal(session, SIGCONT);
    cJSON_Delete(await_requests(site, 1, SOON_LOOKS));
    expect(session, "payments-prod");
}

/* A child's whole life. */
static void run_case(void)
{
    struct site site;
    const char *folder = getenv("top_builddir");
    char program[4096];
    char timeout[] = "--timeout", one[] = "1";

    alarm(LONGEST_S);
    site_open(&site, "--fleet contoso");
    sandbox_set(&site.sandbox, "AKSCOPE_FENCE", "1");
    snprintf(program, sizeof program, "%s/akscope", folder != NULL ? folder : ".");
    struct session *session =
        session_start(&(struct leader_command){.argv = (char *[]){program, timeout, one, NULL},
                                               .env = site.sandbox.names,
                                               .folder = site.sandbox.folder},
                      COLUMNS, ROWS);
    (current->watch != NULL ? current->watch : watch_storm)(&site, session);
    session_end(session);
    site_close(&site);
    _exit(EXIT_SUCCESS);
}

static pid_t children[STORM_COUNT];

static int start_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < STORM_COUNT; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            current = &storms[i];
            run_case();
        }
        if (children[i] < 0)
            return -1;
    }
    return 0;
}

static void expect_well(void **state)
{
    const struct storm *storm = *state;
    int status = -1;

    assert_int_equal(waitpid(children[storm - storms], &status, 0), children[storm - storms]);
    if (status != 0)
        fail_msg("%s: see above", storm->name);
}

int main(void)
{
    struct CMUnitTest tests[STORM_COUNT];

    for (size_t i = 0; i < STORM_COUNT; i++)
        tests[i] = (struct CMUnitTest){.name = storms[i].name,
                                       .test_func = expect_well,
                                       .initial_state = (void *)(uintptr_t)&storms[i]};
    alarm(LONGEST_S);
    return cmocka_run_group_tests_name("storms", tests, start_all, NULL);
}
