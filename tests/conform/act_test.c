/* act_test.c: changes by command, end to end: what a dry run shows, what needs a yes, what is sent
 * and printed, and which exit code says how it went. JSON is read by cJSON, which the product
 * doesn't write with; what was sent is what the simulator recorded. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/conform/site.h"

enum { LONGEST_S = 150, LINE_SIZE = 512, FAST = 8 };

#define QUICK "--time-scale 20000 --retry-after 1"
#define POOL "/managedClusters/ledger-prod/agentPools/"
#define CONTOSO "5a7b1c3d-0001-4c0d-8e1f-c0de00000001"

/* A change, and what is sent for it. */
struct change {
    const char *line;
    const char *method;
    const char *tail;   /* of the URL, before its query */
    const char *header; /* NULL: none; its value, "" for any etag: */
    const char *value;
    const char *path; /* a member of the body, NULL: there is no body; and its value as JSON */
    const char *member;
    const char *az; /* parts, separated by | */
};

static const struct change changes[] = {
    {"pool add fresh --cluster ledger-prod --node-vm-size Standard_D4s_v5 --node-count 1", "PUT",
     POOL "fresh", "If-None-Match", "*", "properties",
     "{\"count\":1,\"mode\":\"User\",\"vmSize\":\"Standard_D4s_v5\"}",
     "az aks nodepool add|--cluster-name ledger-prod|--name fresh|--node-count 1"},
    {"pool delete ledger-prod/seal", "DELETE", POOL "seal", "If-Match", "", NULL, NULL,
     "az aks nodepool delete|--name seal"},
    {"pool delete ledger-prod/seal --ignore-pdb", "DELETE", POOL "seal", "If-Match", "", NULL, NULL,
     "az aks nodepool delete|--ignore-pdb"},
    {"pool scale ledger-prod/seal --node-count 3", "PUT", POOL "seal", "If-Match", "",
     "properties.count", "3", "az aks nodepool scale|--node-count 3"},
    {"pool scale ledger-prod/api --min-count 7 --max-count 50", "PUT", POOL "api", "If-Match", "",
     "properties.maxCount", "50", "az aks nodepool update|--max-count 50"},
    {"pool update ledger-prod/cvmaz --labels a=b,c=d", "PUT", POOL "cvmaz", "If-Match", "",
     "properties.nodeLabels", "{\"a\":\"b\",\"c\":\"d\"}", "az aks nodepool update|--labels"},
    {"pool update ledger-prod/api --os-sku Ubuntu2404", "PUT", POOL "api", "If-Match", "",
     "properties.osSKU", "\"Ubuntu2404\"", "--os-sku Ubuntu2404"},
    {"pool upgrade ledger-prod/cvmaz --node-image-only", "POST",
     POOL "cvmaz/upgradeNodeImageVersion", NULL, NULL, NULL, NULL,
     "az aks nodepool upgrade|--node-image-only"},
    {"pool stop ledger-prod/cvmledger", "PUT", POOL "cvmledger", "If-Match", "",
     "properties.powerState", "{\"code\":\"Stopped\"}", "az aks nodepool stop"},
    {"pool reconcile ledger-prod/seal", "PUT", POOL "seal", "If-Match", "", "properties.count", "2",
     "az resource update"},
    {"cluster upgrade ledger-prod --kubernetes-version 1.35.9", "PUT",
     "/managedClusters/ledger-prod", "If-Match", "", "properties.kubernetesVersion", "\"1.35.9\"",
     "az aks upgrade|--control-plane-only|--kubernetes-version 1.35.9"},
    {"feature register Ubuntu2604Preview --subscription " CONTOSO, "POST",
     "/providers/Microsoft.ContainerService/features/Ubuntu2604Preview/register", NULL, NULL, NULL,
     NULL, "az feature register|az provider register"},
};

enum { CHANGES = sizeof changes / sizeof changes[0] };

/* ---- what was sent ---- */

static bool is_change(const cJSON *exchange)
{
    return strcmp(cJSON_GetObjectItem(exchange, "method")->valuestring, "GET") != 0;
}

static size_t count_changes(const struct site *site)
{
    cJSON *exchanges = site_exchanges(site);
    const cJSON *exchange;
    size_t count = 0;

    cJSON_ArrayForEach(exchange, exchanges)
    {
        count += is_change(exchange);
    }
    cJSON_Delete(exchanges);
    return count;
}

static const cJSON *member(const cJSON *json, const char *path)
{
    char copy[LINE_SIZE];
    char *rest = NULL;

    (void)snprintf(copy, sizeof copy, "%s", path);
    for (char *part = strtok_r(copy, ".", &rest); part != NULL; part = strtok_r(NULL, ".", &rest))
        json = cJSON_GetObjectItemCaseSensitive(json, part);
    return json;
}

static bool has_tail(const char *url, const char *tail)
{
    size_t len = strcspn(url, "?");

    return len >= strlen(tail) && strncasecmp(url + len - strlen(tail), tail, strlen(tail)) == 0;
}

static void expect_member(const char *line, const cJSON *body, const char *path, const char *wanted)
{
    cJSON *value = cJSON_Parse(wanted);

    if (!cJSON_Compare(member(body, path), value, true)) {
        char *text = cJSON_PrintUnformatted(body);

        fail_msg("%s: %s is not %s: %s", line, path, wanted, text);
    }
    cJSON_Delete(value);
}

/* ---- dry runs ---- */

static void expect_request(const struct change *change, const cJSON *request)
{
    const cJSON *headers = cJSON_GetObjectItem(request, "headers");
    const cJSON *body = cJSON_GetObjectItem(request, "body");
    const cJSON *header =
        change->header != NULL ? cJSON_GetObjectItemCaseSensitive(headers, change->header) : NULL;

    assert_string_equal(cJSON_GetObjectItem(request, "method")->valuestring, change->method);
    if (!has_tail(cJSON_GetObjectItem(request, "url")->valuestring, change->tail))
        fail_msg("%s: %s", change->line, cJSON_GetObjectItem(request, "url")->valuestring);
    assert_int_equal(cJSON_GetArraySize(headers), change->header != NULL);
    if (change->header != NULL && change->value[0] != '\0')
        assert_string_equal(header->valuestring, change->value);
    if (change->header != NULL)
        assert_true(header->valuestring[0] != '\0');
    if (change->path != NULL)
        expect_member(change->line, body, change->path, change->member);
    else
        assert_true(cJSON_IsNull(body));
}

static void a_dry_run_shows_the_request_and_sends_nothing(void **state)
{
    struct site site;

    (void)state;
    site_open(&site, "--quiet");
    for (size_t i = 0; i < CHANGES; i++) {
        char line[LINE_SIZE];
        struct command command;
        cJSON *plan;

        (void)snprintf(line, sizeof line, "%s --dry-run -o json", changes[i].line);
        command = command_run_well(&site, line);
        plan = command_json(&command, line);
        assert_true(cJSON_IsTrue(cJSON_GetObjectItem(plan, "isReady")));
        assert_true(cJSON_IsNull(cJSON_GetObjectItem(plan, "missing")));
        expect_request(&changes[i], cJSON_GetArrayItem(cJSON_GetObjectItem(plan, "requests"), 0));
        if (!has_all(cJSON_GetObjectItem(plan, "az")->valuestring, changes[i].az))
            fail_msg("%s: %s", line, cJSON_GetObjectItem(plan, "az")->valuestring);
        assert_true(cJSON_GetArraySize(cJSON_GetObjectItem(plan, "consequences")) > 0);
        cJSON_Delete(plan);
        command_release(&command);
    }
    assert_int_equal(count_changes(&site), 0);
    site_close(&site);
}

static void a_dry_run_names_the_right_that_is_missing(void **state)
{
    static const char line[] = "pool scale ledger-prod/seal --node-count 3 --dry-run -o json";
    struct site site;

    (void)state;
    site_open(&site, "--quiet --role reader");
    struct command command = command_run(&site, line);
    cJSON *plan = command_json(&command, line);
    const cJSON *violation = cJSON_GetArrayItem(member(plan, "violations"), 0);
    assert_int_equal(command.status, 3);
    expect_member(line, plan, "isReady", "false");
    expect_member(line, plan, "requests", "[]");
    expect_member(line, violation, "rule", "\"rights.missing\"");
    expect_member(line, violation, "weight", "\"refused\"");
    assert_non_null(strstr(member(violation, "text")->valuestring, "agentPools/write"));
    assert_int_equal(count_changes(&site), 0);
    cJSON_Delete(plan);
    command_release(&command);
    site_close(&site);
}

static void a_dry_run_is_readable(void **state)
{
    struct site site;
    struct command command;

    (void)state;
    site_open(&site, "--quiet");
    command = command_run_well(&site, "pool scale ledger-prod/seal --node-count 3 --dry-run");
    if (!has_all(command.out, "scale seal in ledger-prod: 2 → 3 nodes|\nPUT http://127.0.0.1:|"
                              "/agentPools/seal?api-version=2025-05-01\n|"
                              "\nContent-Type: application/json\nIf-Match: |\n    \"count\": 3,|"
                              "\naz aks nodepool scale --subscription"))
        fail_msg("%s", command.out);
    command_release(&command);
    site_close(&site);
}

/* ---- without a yes ---- */

static void without_a_yes_nothing_is_sent(void **state)
{
    struct site site;

    (void)state;
    site_open(&site, "--quiet");
    for (size_t i = 0; i < CHANGES; i++) {
        struct command command = command_run(&site, changes[i].line);

        if (command.status != 2 || command.out_len > 0 ||
            strcmp(command.err, "akscope: nobody can be asked here: add --yes to change it, or "
                                "--dry-run to look\n") != 0)
            fail_msg("%s: %d: %s", changes[i].line, command.status, command.err);
        command_release(&command);
    }
    assert_int_equal(count_changes(&site), 0);
    site_close(&site);
}

static void read_only_refuses_every_change(void **state)
{
    struct site site;

    (void)state;
    site_open(&site, "--quiet");
    for (size_t i = 0; i < CHANGES; i++) {
        char line[LINE_SIZE];
        struct command command;

        (void)snprintf(line, sizeof line, "%s --yes --read-only", changes[i].line);
        command = command_run(&site, line);
        if (command.status != 2 || command.out_len > 0 ||
            strcmp(command.err, "akscope: read-only is set (--read-only): nothing is changed\n") !=
                0)
            fail_msg("%s: %d: %s", line, command.status, command.err);
        command_release(&command);
    }
    sandbox_write(&site.sandbox, "config/akscope/config.ini", "read-only = true\n");
    struct command configured = command_run(&site, "pool delete ledger-prod/seal --yes");
    if (configured.status != 2 || !has_all(configured.err, "read-only is set|config.ini"))
        fail_msg("%d: %s", configured.status, configured.err);
    command_release(&configured);
    assert_int_equal(count_changes(&site), 0);
    site_close(&site);
}

/* ---- carried out ---- */

/* Of different pools, so that they can run at once. */
static const struct sent {
    const char *line;
    const char *method;
    const char *tail;
    const char *path; /* of what is printed, NULL: nothing is */
    const char *member;
} sent[FAST] = {
    {"pool add fresh --cluster ledger-prod --node-vm-size Standard_D4s_v5 --node-count 1", "PUT",
     POOL "fresh", "count", "1"},
    {"pool delete ledger-prod/spot1", "DELETE", POOL "spot1", NULL, NULL},
    {"pool scale ledger-prod/seal --node-count 3", "PUT", POOL "seal", "count", "3"},
    {"pool update ledger-prod/api --max-surge 50%", "PUT", POOL "api", "name", "\"api\""},
    {"pool upgrade ledger-prod/cvmaz --node-image-only", "POST",
     POOL "cvmaz/upgradeNodeImageVersion", "provisioningState", "\"Succeeded\""},
    {"pool stop ledger-prod/cvmledger", "PUT", POOL "cvmledger", "powerState", "\"Stopped\""},
    {"pool reconcile payments-prod/system", "PUT", "/payments-prod/agentPools/system",
     "provisioningState", "\"Succeeded\""},
    {"feature register Ubuntu2604Preview --subscription " CONTOSO, "POST",
     "/features/Ubuntu2604Preview/register", NULL, NULL},
};

static size_t count_tail(const cJSON *exchanges, const struct sent *row)
{
    const cJSON *exchange;
    size_t count = 0;

    cJSON_ArrayForEach(exchange, exchanges)
    {
        count += strcmp(cJSON_GetObjectItem(exchange, "method")->valuestring, row->method) == 0 &&
                 has_tail(cJSON_GetObjectItem(exchange, "url")->valuestring, row->tail);
    }
    return count;
}

static void expect_printed(const struct sent *row, const struct command *command)
{
    cJSON *printed;

    if (command->status != 0 || !has_all(command->err, "akscope: done: "))
        fail_msg("%s: %d: %s", row->line, command->status, command->err);
    if (row->path == NULL) {
        assert_int_equal(command->out_len, 0);
        return;
    }
    printed = command_json(command, row->line);
    expect_member(row->line, cJSON_IsArray(printed) ? cJSON_GetArrayItem(printed, 0) : printed,
                  row->path, row->member);
    cJSON_Delete(printed);
}

static void each_is_sent_once_and_followed_to_its_end(void **state)
{
    struct command commands[FAST];
    struct site site;
    cJSON *exchanges;

    (void)state;
    site_open(&site, "--quiet " QUICK);
    for (size_t i = 0; i < FAST; i++) {
        char line[LINE_SIZE];

        (void)snprintf(line, sizeof line, "%s --yes -o json", sent[i].line);
        command_start(&commands[i], &site, line);
    }
    for (size_t i = 0; i < FAST; i++) {
        command_wait(&commands[i]);
        expect_printed(&sent[i], &commands[i]);
        command_release(&commands[i]);
    }
    exchanges = site_exchanges(&site);
    for (size_t i = 0; i < FAST; i++)
        assert_int_equal(count_tail(exchanges, &sent[i]), 1);
    assert_int_equal(count_changes(&site), FAST + 1); /* the provider, after its feature */
    cJSON_Delete(exchanges);
    site_close(&site);
}

static void what_is_not_waited_for_can_be_waited_for_later(void **state)
{
    struct site site;
    struct command command;
    char line[LINE_SIZE];
    char id[64] = "";
    cJSON *shown;

    (void)state;
    site_open(&site, "--quiet " QUICK);
    command = command_run(&site, "pool scale ledger-prod/seal --node-count 3 --yes --no-wait");
    assert_int_equal(command.status, 0);
    assert_int_equal(command.out_len, 0);
    if (sscanf(command.err, "akscope: Azure has taken it; `akscope operations wait %63[^`]`", id) !=
        1)
        fail_msg("%s", command.err);
    command_release(&command);
    (void)snprintf(line, sizeof line, "operations wait %s", id);
    command = command_run(&site, line);
    if (command.status != 0 || !has_all(command.out, id))
        fail_msg("%d: %s%s", command.status, command.out, command.err);
    command_release(&command);
    (void)snprintf(line, sizeof line, "operations show %s", id);
    shown = site_json(&site, line);
    expect_member(line, shown, "state", "\"done\"");
    expect_member(line, shown, "kind", "\"pool-scale\"");
    cJSON_Delete(shown);
    shown = site_json(&site, "operations list");
    assert_int_equal(cJSON_GetArraySize(shown), 1);
    cJSON_Delete(shown);
    command = command_run(&site, "operations wait nonsense");
    if (command.status != 4 || !has_all(command.err, "the journal has no operation \"nonsense\""))
        fail_msg("%d: %s", command.status, command.err);
    command_release(&command);
    site_close(&site);
}

/* ---- failures ---- */

struct failure {
    const char *options; /* of the simulator */
    const char *line;
    int status;
    const char *says;
    size_t changes; /* sent */
};

static const struct failure failures[] = {
    /* the rules */
    {"", "pool add Fresh --cluster ledger-prod --node-vm-size Standard_D4s_v5", 2,
     "name|nothing was sent", 0},
    {"", "pool add cvm --cluster ledger-prod --node-vm-size Standard_DC4as_v5 --enable-fips-image",
     2, "FIPS|nothing was sent", 0},
    {"", "pool add big --cluster ledger-prod --node-vm-size Standard_DC8as_v5 --node-count 90", 2,
     "vCPUs|nothing was sent", 0},
    {"", "pool delete ledger-prod/system", 2, "last System pool|nothing was sent", 0},
    {"", "pool start ledger-prod/seal", 2, "not stopped|nothing was sent", 0},
    {"", "pool abort ledger-prod/seal", 2, "nothing to abort|nothing was sent", 0},
    {"", "pool update risk-analytics/newcvm --labels a=b", 2, "Creating|nothing was sent", 0},
    /* what can't be meant */
    {"", "pool scale seal", 2, "", 0},
    {"", "pool add fresh", 2, "--cluster", 0},
    {"", "pool scale ledger-prod/nosuch --node-count 3", 4, "nosuch", 0},
    {"", "feature register Ubuntu2604Preview", 2, "--subscription", 0},
    /* rights: what would be refused is not sent; what is not known is */
    {"--role reader", "pool scale ledger-prod/seal --node-count 3", 3,
     "You lack Microsoft.ContainerService/managedClusters/agentPools/write on the cluster "
     "ledger-prod; the role Contributor gives it.|nothing was sent",
     0},
    {"--role reader", "pool delete ledger-prod/seal", 3, "agentPools/delete|nothing was sent", 0},
    {"--role reader", "pool add fresh --cluster ledger-prod --node-vm-size Standard_D4s_v5", 3,
     "agentPools/write|nothing was sent", 0},
    {"--role reader", "feature register Ubuntu2604Preview --subscription " CONTOSO, 3,
     "Microsoft.Features/providers/features/register/action on the subscription " CONTOSO, 0},
    {"--role reader --role aks-contributor", "pool upgrade ledger-prod/cvmaz --node-image-only", 3,
     "agentPools/upgradeNodeImageVersion/action on the cluster ledger-prod", 0},
    {"--role reader --role aks-contributor",
     "cluster upgrade ledger-prod --kubernetes-version 1.35.9", 0, "done: upgrade control plane",
     1},
    {"--role reader --fault status:403@/Microsoft.Authorization/permissions",
     "pool scale ledger-prod/seal --node-count 3", 3,
     "does not have authorization|agentPools/write", 1},
    {"--fault status:403@/Microsoft.Authorization/permissions",
     "pool scale ledger-prod/seal --node-count 3", 0, "done: scale seal", 1},
    {"--fault status:500@/Microsoft.Authorization/permissions",
     "pool scale ledger-prod/seal --node-count 3", 0, "done: scale seal", 1},
    /* Azure */
    {"--fault status:403@PUT:", "pool scale ledger-prod/seal --node-count 3", 3, "", 1},
    {"--fault status:409@PUT:", "pool scale ledger-prod/seal --node-count 3", 4, "", 1},
    {"--fault op:fail=quota@PUT:", "pool scale ledger-prod/seal --node-count 3", 4, "quota", 1},
    {"--fault op:cancel@PUT:", "pool scale ledger-prod/seal --node-count 3", 1, "", 1},
    /* the network */
    {"--fault status:503@PUT:", "pool scale ledger-prod/seal --node-count 3", 5, "", 1},
    {"--fault reset@PUT:", "pool scale ledger-prod/seal --node-count 3", 5, "never reached Azure",
     1},
    {"--fault reset-after-accept:x1@PUT:", "pool scale ledger-prod/seal --node-count 3", 0,
     "done: scale seal", 1},
    /* not everything can be read */
    {"--fault status:500@GET:/agentPools/seal", "pool scale ledger-prod/seal --node-count 3", 6, "",
     0},
};

enum { FAILURES = sizeof failures / sizeof failures[0] };

static void expect_failure(const struct failure *failure, const struct site *site,
                           const struct command *command)
{
    if (command->status != failure->status || command->out_len > 0 ||
        strncmp(command->err, "akscope: ", strlen("akscope: ")) != 0 ||
        (failure->says[0] != '\0' && !has_all(command->err, failure->says)))
        fail_msg("%s (%s): ended with %d, wanted %d: %s", failure->line, failure->options,
                 command->status, failure->status, command->err);
    if (count_changes(site) != failure->changes)
        fail_msg("%s (%s): %zu changes were sent", failure->line, failure->options,
                 count_changes(site));
}

/* Each with a world of its own, all at once: one of them waits ten seconds before it is sure. */
static void exit_codes_say_why(void **state)
{
    static struct site sites[FAILURES];
    static struct command commands[FAILURES];

    (void)state;
    for (size_t i = 0; i < FAILURES; i++) {
        char options[LINE_SIZE];
        char line[LINE_SIZE];

        (void)snprintf(options, sizeof options, "--quiet " QUICK " %s", failures[i].options);
        (void)snprintf(line, sizeof line, "%s --yes", failures[i].line);
        site_open(&sites[i], options);
        command_start(&commands[i], &sites[i], line);
    }
    for (size_t i = 0; i < FAILURES; i++)
        command_wait(&commands[i]);
    for (size_t i = 0; i < FAILURES; i++)
        expect_failure(&failures[i], &sites[i], &commands[i]);
    for (size_t i = 0; i < FAILURES; i++) {
        command_release(&commands[i]);
        site_close(&sites[i]);
    }
}

static void verify_ends_with_1_on_a_fail(void **state)
{
    static const struct {
        const char *line;
        int status;
        const char *says;
    } cases[] = {
        {"pool verify ledger-prod/cvmledger", 0, "pass|VM size"},
        {"pool verify payments-prod/cvmpool", 0, "pass"},
        {"pool verify payments-prod/batch", 1, "fail"},
        {"pool verify payments-prod/system", 1, "fail"},
    };
    struct site site;

    (void)state;
    site_open(&site, "--quiet");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct command command = command_run(&site, cases[i].line);

        if (command.status != cases[i].status || !has_all(command.out, cases[i].says))
            fail_msg("%s: %d: %s%s", cases[i].line, command.status, command.out, command.err);
        command_release(&command);
    }
    assert_int_equal(count_changes(&site), 0);
    site_close(&site);
}

static void features_are_shown(void **state)
{
    struct site site;
    cJSON *feature;

    (void)state;
    site_open(&site, "--quiet");
    feature = site_json(&site, "feature show AzureLinuxCVMPreview --subscription " CONTOSO);
    expect_member("feature show", feature, "state", "\"NotRegistered\"");
    cJSON_Delete(feature);
    site_close(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dry_run_shows_the_request_and_sends_nothing),
        cmocka_unit_test(a_dry_run_names_the_right_that_is_missing),
        cmocka_unit_test(a_dry_run_is_readable),
        cmocka_unit_test(without_a_yes_nothing_is_sent),
        cmocka_unit_test(read_only_refuses_every_change),
        cmocka_unit_test(each_is_sent_once_and_followed_to_its_end),
        cmocka_unit_test(what_is_not_waited_for_can_be_waited_for_later),
        cmocka_unit_test(exit_codes_say_why),
        cmocka_unit_test(verify_ends_with_1_on_a_fail),
        cmocka_unit_test(features_are_shown),
    };

    alarm(LONGEST_S);
    return cmocka_run_group_tests_name("conform/act", tests, NULL, NULL);
}
