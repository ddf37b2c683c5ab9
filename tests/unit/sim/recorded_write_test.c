/* Recorded changes sent to a simulator that knows what the recording had shown before them: the
 * answers have the recorded status, headers, properties and errors. */
#include "config.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "tests/unit/sim/sim_cassettes.h"
#include "tests/unit/sim/sim_fixture.h"
#include "tui/sim/file_int.h"
#include "tui/sim/json_int.h"
#include "tui/sim/operation_int.h"

static const char recorded_subscription[] = "00000000-0000-0000-0000-000000000000";

/* Requests that the simulator answers otherwise, with its status (0: as recorded, with another
 * body). */
static const struct exception {
    const char *cassette;
    int place;
    int status;
    const char *why;
} exceptions[] = {
    {"test_aks_create_with_app_routing_enabled_and_nginx_specified_abbrv", 2, 201,
     "the recorded subscription was throttled"},
    {"test_aks_create_with_custom_headers", 10, 0, "Updating, which is Scaling since"},
    {"test_aks_create_with_crg_id", 1, 400, "that year's Kubernetes isn't known"},
    {"test_aks_create_with_crg_id", 8, 400, "that year's Kubernetes isn't known"},
    {"test_aks_upgrade_node_image_only_nodepool", 1, 400, "that year's Kubernetes isn't known"},
    {"test_aks_nodepool_add_with_gpu_instance_profile", 2, 400,
     "that year's Kubernetes isn't known"},
    {"test_aks_gpu_driver_type", 10, 400, "the recording's names were made longer"},
    {"test_aks_gpu_driver_type", 23, 400, "the recording's names were made longer"},
    {"test_aks_trustedaccess_rolebinding", 1, 404, "an api-version that is retired"},
    {"test_aks_nodepool_add_with_ossku", 2, 404, "an api-version that is retired"},
    {"test_aks_nodepool_abort", 2, 404, "an api-version that is retired"},
    {"test_aks_nodepool_abort", 9, 400, "an api-version that is retired"},
    {"test_aks_nodepool_abort", 17, 400, "an api-version that is retired"},
    {"test_aks_nodepool_abort", 20, 400, "an api-version that is retired"},
    {"test_aks_nodepool_add_with_ossku", 9, 400, "an api-version that is retired"},
    {"test_aks_nodepool_add_with_ossku", 15, 404, "an api-version that is retired"},
    {"test_aks_nodepool_add_with_gpu_instance_profile", 9, 400, "a size that isn't offered here"},
    {"test_aks_nodepool_add_with_ossku_azurelinuxosguard", 17, 400, "a feature of that account"},
    {"test_aks_nodepool_add_with_ossku_flatcar", 2, 400, "a feature of that account"},
    {"test_aks_nodepool_add_with_ossku_flatcar", 15, 400, "a feature of that account"},
    {"test_aks_nodepool_add_with_ossku_windows2025", 17, 400, "a feature of that account"},
    {"test_aks_nodepool_add_with_ossku_windowsannual", 10, 400, "a feature of that account"},
    {"test_aks_nodepool_snapshot", 16, 404, "snapshots aren't simulated"},
    {"test_aks_nodepool_snapshot", 24, 404, "snapshots aren't simulated"},
};

/* Members that answers had not yet, or have no more; the provider's own choices. */
static const char *const passed_over[] = {
    "eTag",
    "nodeImageVersion",
    "currentOrchestratorVersion",
    "virtualMachineNodesStatus",
};
static const char *const newer[] = {
    "eTag",       "upgradeStrategy", "upgradeSettingsBlueGreen", "maxUnavailable",
    "maxSurge",   "scaleDownMode",   "securityProfile",          "networkProfile",
    "enableVTPM", "sshAccess",       "enableSecureBoot",         "enableCustomCATrust",
    "type",       "powerState",
};

struct tally {
    int requests;
    int bodies;
    int wrong;
    char folder[64];
};

static bool is_listed(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- a world as the recording shows it before the request ---- */

/* PUT, DELETE, POST of a cluster, of a pool, or of one of their actions that are simulated. */
static bool is_change(const cJSON *exchange)
{
    static const char *const actions[] = {"abort", "stop", "start", "upgradeNodeImageVersion",
                                          "deleteMachines"};
    const char *method = ak_sim_json_text(exchange, "method");
    const char *path = ak_sim_json_text(exchange, "path");
    const char *cluster = ak_text_casestr(path, "/managedClusters/");
    if (strcmp(method, "GET") == 0 || cluster == NULL) {
        return false;
    }
    struct ak_sim_target target;
    ak_sim_target_init(&target, cluster);
    const char *second = ak_sim_target_segment(&target, 2);
    bool is_pool = second != NULL && ak_text_caseeq(second, "agentPools");
    const char *action = is_pool ? ak_sim_target_segment(&target, 4) : second;
    bool is_good = action == NULL || is_listed(actions, sizeof actions / sizeof *actions, action);
    ak_sim_target_release(&target);
    return is_good;
}

/* The time of the first operation that starts after the request; "" when none does. */
static const char *time_of(const cJSON *exchange)
{
    for (; exchange != NULL; exchange = exchange->next) {
        const char *start =
            ak_sim_json_text(ak_sim_json_get(exchange, "response_body"), "startTime");
        if (*start != '\0') {
            return start;
        }
    }
    return "";
}

static void write_prefix(const char *folder, const cJSON *interactions, int count)
{
    struct ak_err err = ak_err_none();
    cJSON *cassette = cJSON_CreateObject();
    cJSON *prefix = cJSON_AddArrayToObject(cassette, "interactions");
    const cJSON *exchange = interactions->child;
    for (int i = 0; i < count; i++) {
        cJSON_AddItemReferenceToArray(prefix, (cJSON *)(uintptr_t)exchange);
        exchange = exchange->next;
    }
    char *text = cJSON_PrintUnformatted(cassette);
    char *path = ak_asprintf("%s/recorded.json", folder);
    assert_int_equal(ak_sim_file_write(path, text, &err), 0);
    free(path);
    free(text);
    cJSON_Delete(cassette);
}

/* `text` with `to` for `from`; the caller frees. */
static char *replaced(const char *text, const char *from, const char *to)
{
    struct ak_buf buf = ak_buf_init(AK_LIMIT_BODY);
    size_t len = 0;
    for (const char *at = strstr(text, from); at != NULL; at = strstr(text, from)) {
        assert_true(ak_buf_append(&buf, text, (size_t)(at - text)) && ak_buf_puts(&buf, to));
        text = at + strlen(from);
    }
    assert_true(ak_buf_puts(&buf, text));
    return ak_buf_take(&buf, &len);
}

/* Creating a cluster needs its group, which no recorded answer makes known. */
static void make_group(struct sim_fixture *fixture, const char *path)
{
    struct ak_sim_target target;
    ak_sim_target_init(&target, path);
    (void)ak_sim_subscription_add_cluster(fixture->sim.world->subscriptions[0],
                                          ak_sim_target_segment(&target, 3), "another",
                                          cJSON_Parse("{\"properties\":{}}"));
    ak_sim_target_release(&target);
}

static void open_before(struct sim_fixture *fixture, const char *folder, const cJSON *interactions,
                        int place)
{
    const cJSON *exchange = cJSON_GetArrayItem(interactions, place);
    char now[32];
    const char *start = time_of(exchange);
    (void)snprintf(now, sizeof now, "%.19sZ", *start != '\0' ? start : "2025-11-01T00:00:00");
    write_prefix(folder, interactions, place);
    sim_fixture_open(fixture, (const char *const[]){"--import", folder, "--now", now, NULL});
    make_group(fixture, ak_sim_json_text(exchange, "path"));
}

static int send_recorded(struct sim_fixture *fixture, const cJSON *exchange)
{
    const char *own = fixture->sim.world->subscriptions[0]->id;
    const cJSON *body = ak_sim_json_get(exchange, "request_body");
    char *path = replaced(ak_sim_json_text(exchange, "path"), recorded_subscription, own);
    char *printed = cJSON_IsObject(body) ? cJSON_PrintUnformatted(body) : ak_strdup("");
    char *text = replaced(printed, recorded_subscription, own);
    char *whole =
        replaced(text, "\"adminPassword\":\"REDACTED\"", "\"adminPassword\":\"Replaced!2345678\"");
    int status = sim_fixture_send(fixture, ak_sim_json_text(exchange, "method"), path,
                                  *whole != '\0' ? whole : NULL, NULL);
    free(whole);
    free(text);
    free(printed);
    free(path);
    return status;
}

/* ---- comparing ---- */

static void report(struct tally *tally, const char *where, const char *what)
{
    print_error("%s: %s\n", where, what);
    tally->wrong++;
}

static bool is_same_value(const cJSON *recorded, const cJSON *ours)
{
    const char *a = cJSON_GetStringValue(recorded);
    const char *b = cJSON_GetStringValue(ours);
    return a != NULL && b != NULL ? ak_text_caseeq(a, b) : cJSON_Compare(recorded, ours, true);
}

/* What the request left to the provider, whose choices differ by region and year. */
static bool is_choice(const cJSON *request, const char *name)
{
    bool has_size = *ak_sim_json_text(request, "vmSize") != '\0';
    bool has_version = *ak_sim_json_text(request, "orchestratorVersion") != '\0';
    return (!has_size && strcmp(name, "vmSize") == 0) ||
           (!has_size && strcmp(name, "osDiskSizeGB") == 0) ||
           (!has_version && strcmp(name, "orchestratorVersion") == 0);
}

static void compare_members(struct tally *tally, const char *where, const cJSON *recorded,
                            const cJSON *ours, const cJSON *request)
{
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, recorded)
    {
        const char *name = member->string;
        const cJSON *own = ak_sim_json_get(ours, name);
        char *place = ak_asprintf("%s.%s", where, name);
        if (is_listed(passed_over, sizeof passed_over / sizeof *passed_over, name) ||
            is_choice(request, name)) {
            assert_true(strcmp(name, "virtualMachineNodesStatus") == 0 || own != NULL);
        } else if (cJSON_IsObject(member) && cJSON_IsObject(own)) {
            compare_members(tally, place, member, own, NULL);
        } else if (!is_same_value(member, own)) {
            report(tally, place, "it differs");
        }
        free(place);
    }
    cJSON_ArrayForEach(member, ours)
    {
        if (ak_sim_json_get(recorded, member->string) == NULL &&
            !is_listed(newer, sizeof newer / sizeof *newer, member->string)) {
            char *place = ak_asprintf("%s.%s", where, member->string);
            report(tally, place, "it was not recorded");
            free(place);
        }
    }
}

static void compare_error(struct tally *tally, const char *where, const cJSON *recorded,
                          const struct sim_fixture *fixture)
{
    static const char *const members[] = {"code", "target", "message"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const char *wanted = ak_sim_json_text(recorded, members[i]);
        const char *text = sim_fixture_text(fixture, members[i]);
        bool is_echo = strstr(wanted, "value Invalid is") != NULL; /* of "InvalidMode" */
        if (strcmp(text, wanted) != 0 && !is_echo) {
            report(tally, where, text);
        }
    }
}

static void compare_headers(struct tally *tally, const char *where, const cJSON *recorded,
                            const struct sim_fixture *fixture)
{
    static const char *const names[] = {"azure-asyncoperation", "location", "retry-after",
                                        "x-ms-ratelimit-remaining-subscription-writes",
                                        "x-ms-ratelimit-remaining-subscription-deletes"};
    enum { ALWAYS = 3 }; /* the first ones; the rest only where they were recorded */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bool is_recorded = ak_sim_json_get(recorded, names[i]) != NULL;
        bool is_ours = sim_fixture_header(fixture, names[i]) != NULL;
        if (is_recorded != is_ours && (is_recorded || i < ALWAYS)) {
            report(tally, where, names[i]);
        }
    }
}

static void compare_answer(struct tally *tally, const char *where, const cJSON *exchange,
                           const struct sim_fixture *fixture)
{
    const cJSON *recorded = ak_sim_json_get(exchange, "response_body");
    bool is_pool = ak_text_casestr(ak_sim_json_text(exchange, "path"), "/agentPools/") != NULL;
    compare_headers(tally, where, ak_sim_json_get(exchange, "response_headers"), fixture);
    if (fixture->call->status >= 400) {
        compare_error(tally, where, recorded, fixture);
    } else if (cJSON_IsObject(recorded) && is_pool) {
        const cJSON *request = ak_sim_json_get(exchange, "request_body");
        compare_members(tally, where, ak_sim_json_get(recorded, "properties"),
                        sim_fixture_at(fixture, "properties"),
                        ak_sim_json_get(request, "properties"));
        tally->bodies++;
    } else if (cJSON_IsObject(recorded)) {
        const char *state =
            ak_sim_json_text(ak_sim_json_get(recorded, "properties"), "provisioningState");
        const char *ours = sim_fixture_text(fixture, "properties.provisioningState");
        if (strcmp(ours, state) != 0) {
            report(tally, where, ours);
        }
        tally->bodies++;
    }
}

static const struct exception *exception_find(const char *cassette, int place)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++) {
        if (exceptions[i].place == place && strcmp(exceptions[i].cassette, cassette) == 0) {
            return &exceptions[i];
        }
    }
    return NULL;
}

static void compare_exchange(struct tally *tally, const char *cassette, const cJSON *interactions,
                             int place)
{
    const cJSON *exchange = cJSON_GetArrayItem(interactions, place);
    const struct exception *exception = exception_find(cassette, place);
    int recorded = ak_sim_json_int(exchange, "status", 0);
    int wanted = exception != NULL && exception->status != 0 ? exception->status : recorded;
    struct sim_fixture fixture;
    open_before(&fixture, tally->folder, interactions, place);
    int status = send_recorded(&fixture, exchange);
    char *where = ak_asprintf("%s %d", cassette, place);
    if (status != wanted) {
        char *text =
            ak_asprintf("it answered %d %s%s", status, sim_fixture_text(&fixture, "message"),
                        sim_fixture_text(&fixture, "error.message"));
        report(tally, where, text);
        free(text);
    } else if (exception == NULL) {
        compare_answer(tally, where, exchange, &fixture);
    }
    tally->requests++;
    free(where);
    sim_fixture_close(&fixture);
}

static void compare_cassette(const char *path, const cJSON *interactions, void *context)
{
    const char *name = strrchr(path, '/') + 1;
    char *cassette = ak_strndup(name, strcspn(name, "."));
    const cJSON *exchange = NULL;
    int place = 0;
    cJSON_ArrayForEach(exchange, interactions)
    {
        if (is_change(exchange)) {
            compare_exchange(context, cassette, interactions, place);
        }
        place++;
    }
    free(cassette);
}

static void changes_are_answered_as_recorded(void **state)
{
    (void)state;
    struct tally tally = {.folder = "recorded-write-XXXXXX"};
    char file[96];
    assert_non_null(mkdtemp(tally.folder));
    (void)snprintf(file, sizeof file, "%s/recorded.json", tally.folder);
    sim_cassettes_visit(compare_cassette, &tally);
    (void)unlink(file);
    assert_int_equal(rmdir(tally.folder), 0);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.requests > 200);
    assert_true(tally.bodies > 130);
}

/* ---- what polls say ---- */

/* Digits become "#", so that all counts of nodes are one text. */
static void generalize(const char *text, char *out, size_t size)
{
    size_t len = 0;
    for (; *text != '\0' && len + 1 < size; text++) {
        bool is_digit = isdigit((unsigned char)*text) != 0;
        if (!is_digit || len == 0 || out[len - 1] != '#') {
            out[len++] = is_digit ? '#' : *text;
        }
    }
    out[len] = '\0';
}

static void collect_statuses(const char *path, const cJSON *interactions, void *context)
{
    (void)path;
    const cJSON *exchange = NULL;
    cJSON_ArrayForEach(exchange, interactions)
    {
        char text[128];
        const char *status = ak_sim_json_text(ak_sim_json_get(exchange, "response_body"), "status");
        if (strstr(ak_sim_json_text(exchange, "path"), "/operations/") != NULL) {
            generalize(status, text, sizeof text);
            ak_sim_json_set(context, text, cJSON_CreateTrue());
        }
    }
}

static void operations_say_what_recorded_ones_said(void **state)
{
    (void)state;
    cJSON *known = cJSON_CreateObject();
    sim_cassettes_visit(collect_statuses, known);
    for (int kind = 0; kind < AK_SIM_OPERATION_COUNT; kind++) {
        struct ak_sim_operation operation = {.kind = (enum ak_sim_operation_kind)kind,
                                             .nodes = 3,
                                             .duration_ms = 1000,
                                             .status = AK_SIM_RUNNING};
        for (int64_t ms = 0; ms < 1000; ms += 5) {
            char general[128];
            char *text = ak_sim_operation_status_text(&operation, ms);
            generalize(text, general, sizeof general);
            if (ak_sim_json_get(known, general) == NULL) {
                fail_msg("\"%s\" was not recorded", text);
            }
            free(text);
        }
    }
    cJSON_Delete(known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_answered_as_recorded),
        cmocka_unit_test(operations_say_what_recorded_ones_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
