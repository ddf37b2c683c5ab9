/* fault_test.c: commands while the simulator misbehaves: each ends with its status and one sentence
 * for each thing that could not be read, asks no more often than it may, and gets through where the
 * fault is a passing one. All of a table's programs run at the same time: most of them wait. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/conform/row.h"
#include "tests/conform/site.h"

enum { LONGEST_S = 300, TRIES = 4, CASES_MOST = 20, TEXT_SIZE = 512 };

struct fault_case {
    const char *options; /* of akscope-sim */
    const char *line;
    int status;
    const char *says; /* parts of standard error, separated by |; "" nothing */
    int wait_s;       /* between tries, at least; 0: the failing request is sent once */
};

/* ---- expectations ---- */

/* Path and query of an exchange. */
static const char *path_of(const cJSON *exchange)
{
    return strchr(strstr(json_text_at(exchange, "url"), "//") + 2, '/');
}

/* The second of the simulator's day at which it was answered. */
static int second_of(const cJSON *exchange)
{
    const char *date = json_text_at(exchange, "responseHeaders.Date");
    int hour, minute, second;

    assert_non_null(date);
    assert_int_equal(sscanf(strchr(date, ':') - 2, "%d:%d:%d", &hour, &minute, &second), 3);
    return (hour * 60 + minute) * 60 + second;
}

/* Requests for one path: no more than the tries, and with the waits between them. Times are whole
 * seconds, so that a wait may look one shorter. */
static void expect_waits(const struct fault_case *test, const cJSON *exchanges, const char *path)
{
    const cJSON *exchange = NULL;
    /* HTTP: a request on a kept connection that turns out to be dead is sent anew on a fresh one */
    int resends = strstr(test->options, "reset") != NULL ? 1 : 0;
    int resent = 0;
    int count = 0;
    int last = 0;

    cJSON_ArrayForEach(exchange, exchanges)
    {
        if (strcmp(path_of(exchange), path) != 0)
            continue;
        if (count > 0 && second_of(exchange) - last < test->wait_s - 1 && resent++ >= resends)
            fail_msg("%s, %s: asked again after %d s", test->options, test->line,
                     second_of(exchange) - last);
        last = second_of(exchange);
        count++;
    }
    if (count > (test->wait_s > 0 ? TRIES : 1) + resends)
        fail_msg("%s, %s: asked %d times for %s", test->options, test->line, count, path);
}

static void expect_no_storm(const struct fault_case *test, const struct site *site)
{
    cJSON *exchanges = site_exchanges(site);
    const cJSON *exchange = NULL;
    int faults = 0;

    cJSON_ArrayForEach(exchange, exchanges)
    {
        expect_waits(test, exchanges, path_of(exchange));
        faults += json_text_at(exchange, "fault") != NULL;
    }
    if (faults == 0 && strstr(test->options, "latency") == NULL &&
        strstr(test->options, "loop") == NULL)
        fail_msg("%s, %s: no request met the fault", test->options, test->line);
    cJSON_Delete(exchanges);
}

static void expect_case(const struct fault_case *test, const struct command *command)
{
    if (command->status != test->status)
        fail_msg("%s, %s: ended with %d, wanted %d: %s", test->options, test->line, command->status,
                 test->status, command->err);
    if (!has_all(command->err, test->says))
        fail_msg("%s, %s: wanted %s: %s", test->options, test->line, test->says, command->err);
    if (test->status != 0 && test->status != 6 && command->out_len > 0)
        fail_msg("%s, %s: printed %s", test->options, test->line, command->out);
    if ((test->status == 0 || test->status == 6) && command->out_len == 0)
        fail_msg("%s, %s: printed nothing", test->options, test->line);
}

/* ---- every fault, for good ---- */

static const struct fault_case lasting[] = {
    {"--fault status:400", "get clusters", 4, "can't read the subscriptions|Azure refused the", 0},
    {"--fault status:401", "get clusters", 3, "not signed in|az login", 0},
    {"--fault status:403", "get clusters", 3, "AuthorizationFailed|ask for a role", 0},
    {"--fault status:404", "get clusters", 4, "it does not exist|ResourceNotFound", 0},
    {"--fault status:409", "get clusters", 4, "another change is in the way", 0},
    {"--fault status:429", "get clusters", 5, "Azure asks to slow down|TooManyRequests", 1},
    {"--fault status:500", "get clusters", 5, "Azure is unwell|InternalServerError", 1},
    {"--fault status:502", "get clusters", 5, "Azure is unwell|BadGateway", 1},
    {"--fault status:503", "get clusters", 5, "Azure is unwell|ServerTimeout", 1},
    {"--fault status:504", "get clusters", 5, "Azure is unwell|GatewayTimeout", 1},
    {"--fault reset", "get clusters", 5, "the network failed|127.0.0.1|check the connection", 1},
    {"--fault truncate", "get clusters", 5, "the network failed|bytes remaining", 1},
    {"--fault malformed", "get clusters", 5, "can't be understood|not JSON|check the proxy", 1},
    {"--fault html", "get clusters", 5, "can't be understood|a web page|check the proxy", 1},
    {"--fault stall", "get clusters --timeout 1", 5, "no answer in time|127.0.0.1", 1},
    {"--fault latency:3000", "get clusters --timeout 1", 5, "no answer in time|127.0.0.1", 1},
    {"--fault loop", "get clusters", 5, "can't be understood|in a circle", 0},
    {"--fault huge", "get clusters", 5, "larger than allowed", 0},
};

/* ---- each command, where only its own list fails ---- */

#define SIZES "get sizes -l westeurope --subscription 5a7b1c3d-0001-4c0d-8e1f-c0de00000001"
static const struct fault_case partial[] = {
    {"--fault status:500@/managedClusters", "get pools", 5, "can't read clusters of 5a7b", 1},
    {"--fault reset@/managedClusters", "get pools", 5, "can't read clusters of 5a7b", 1},
    {"--fault malformed@/managedClusters", "show pool x", 5, "can't read clusters of 5a7b", 1},
    {"--fault html@/managedClusters", "show cluster x", 5, "can't read clusters of 5a7b", 1},
    {"--fault loop@/managedClusters", "get pools", 5, "can't read clusters|in a circle", 0},
    {"--fault huge@/managedClusters", "get clusters", 5, "can't read clusters|larger than", 0},
    {"--fault stall@/managedClusters", "get pools --timeout 1", 5, "clusters|no answer in", 1},
    {"--fault status:500@/skus", SIZES, 5, "VM sizes of 5a7b|Azure is unwell", 1},
    {"--fault status:403@/usages", SIZES, 6, "the quota of 5a7b|AuthorizationFailed", 0},
    {"--fault status:403@/skus --fault status:403@/usages", SIZES, 3, "VM sizes|the quota", 0},
    {"--fault truncate@/skus", "get pools", 6, "VM sizes of 5a7b|/westeurope", 1},
    {"--fault status:503@/kubernetesVersions", "get versions -l westeurope", 5,
     "Kubernetes versions of 5a7b|/westeurope|Azure is unwell", 1},
    {"--fault html@/kubernetesVersions", "get versions", 5, "Kubernetes versions|a web page", 1},
    {"--fault status:403@/features", "get features", 3, "preview features of 5a7b", 0},
    {"--fault reset@/features", "get features", 5, "preview features of 5a7b", 1},
    {"--fault status:403@0003/providers/Microsoft.Features", "get features", 6,
     "preview features of 5a7b1c3d-0003-4c0d-8e1f-c0de00000003", 0},
};

/* ---- waits ---- */

static const struct fault_case waiting[] = {
    {"--fault status:429:1:3", "get clusters", 5, "wait 3 s, then try again", 3},
    {"--fault status:503:x2:3", "get clusters", 0, "", 3},
    {"--fault status:429:x1:4@/managedClusters", "get pools", 0, "", 4},
    /* 0 is no wait at all: it would be a storm */
    {"--fault status:503:1:0", "get clusters", 5, "Azure is unwell", 1},
    {"--fault status:429:1:0@/features", "get features", 5, "slow down", 1},
    /* nobody waits an hour for a command */
    {"--fault status:429:1:3600", "get clusters", 5, "wait 3600 s, then try again", 0},
    {"--fault status:429:1:3600@0002-4c0d-8e1f-c0de00000002/", "get clusters", 6,
     "clusters of 5a7b1c3d-0002|wait 3600 s", 0},
};

/* ---- passing faults ---- */

static const struct fault_case passing[] = {
    {"--fault latency:200", "get clusters", 0, "", 1},
    {"--fault drip:10", "get pools", 0, "", 1},
    {"--fault status:429:x1", "get clusters", 0, "", 1},
    {"--fault status:500:x2", "get clusters", 0, "", 1},
    {"--fault status:503:x3", "get clusters", 0, "", 1},
    {"--fault reset:x1", "get pools", 0, "", 1},
    {"--fault truncate:x1", "get pools", 0, "", 1},
    {"--fault malformed:x2", "get clusters", 0, "", 1},
    {"--fault html:x1", "get features", 0, "", 1},
    {"--fault stall:x1", "get clusters --timeout 1", 0, "", 1},
};

/* Rates: one list of many pages, so that the requests come in the same order each time and meet the
 * same faults. */
#define PAGES "--clusters 40 --pools 1 --page-size 5 --seed 11 "
#define READ_LIST "get clusters -l nowhere"
static const struct fault_case rated[] = {
    {PAGES "--fault status:500:0.3", READ_LIST, 0, "", 1},
    {PAGES "--fault status:429:30%:1", READ_LIST, 0, "", 1},
    {PAGES "--fault status:503:0.3:2", READ_LIST, 0, "", 2},
    {PAGES "--fault reset:0.3", READ_LIST, 0, "", 1},
    {PAGES "--fault truncate:0.3", READ_LIST, 0, "", 1},
    {PAGES "--fault malformed:0.3", READ_LIST, 0, "", 1},
    {PAGES "--fault html:0.3", READ_LIST, 0, "", 1},
};

/* ---- all of them at the same time ---- */

struct run {
    struct site site;
    struct command command;
};

static struct table {
    const char *name;
    const struct fault_case *cases;
    size_t count;
    struct run runs[CASES_MOST];
} tables[] = {
    {.name = "each fault has its status and sentence",
     .cases = lasting,
     .count = sizeof lasting / sizeof lasting[0]},
    {.name = "each command says what it could not read",
     .cases = partial,
     .count = sizeof partial / sizeof partial[0]},
    {.name = "what the service asks for is waited",
     .cases = waiting,
     .count = sizeof waiting / sizeof waiting[0]},
    {.name = "passing faults are got over",
     .cases = passing,
     .count = sizeof passing / sizeof passing[0]},
    {.name = "a list is read whole while some requests fail",
     .cases = rated,
     .count = sizeof rated / sizeof rated[0]},
};

enum { TABLE_COUNT = (int)(sizeof tables / sizeof tables[0]) };

static void start_table(struct table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        site_open(&table->runs[i].site, table->cases[i].options);
        command_start(&table->runs[i].command, &table->runs[i].site, table->cases[i].line);
    }
}

static void close_table(struct table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        command_release(&table->runs[i].command);
        site_close(&table->runs[i].site);
    }
}

static void expect_table(void **state)
{
    struct table *table = *state;

    for (size_t i = 0; i < table->count; i++) {
        command_wait(&table->runs[i].command);
        expect_case(&table->cases[i], &table->runs[i].command);
        expect_no_storm(&table->cases[i], &table->runs[i].site);
    }
}

static int start_all(void **state)
{
    (void)state;
    for (int i = 0; i < TABLE_COUNT; i++)
        start_table(&tables[i]);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    for (int i = 0; i < TABLE_COUNT; i++)
        close_table(&tables[i]);
    return 0;
}

int main(void)
{
    struct CMUnitTest tests[TABLE_COUNT];

    for (int i = 0; i < TABLE_COUNT; i++)
        tests[i] = (struct CMUnitTest){
            .name = tables[i].name, .test_func = expect_table, .initial_state = &tables[i]};
    alarm(LONGEST_S);
    return cmocka_run_group_tests_name("faults", tests, start_all, close_all);
}
