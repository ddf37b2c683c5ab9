/* requests_test.c: what akscope would send against what the Azure CLI sent. For each recorded
 * change of a node pool (and upgrade of a control plane) the same is planned from what was read
 * before, and the two requests are compared. The recordings have the command's name, not its
 * options: what the person chose is what differs from the CLI's own defaults (a new pool) or from
 * the last reading.
 *
 * Every difference is printed and must stand in requests_reasons.c with its reason; a reason that
 * explains nothing fails too. */
#include "config.h"

#include "requests_reasons.h"
#include "unit/rules/built_in.h"
#include "unit/wire/recorded.h"

#include "akscope/actions/plan.h"
#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/wire/edit.h"

enum { RESOURCES = 64 };

/* What the cassette has shown so far: the last reading of each resource, with its path. */
struct seen {
    char *path;
    const cJSON *body;
};

struct walk {
    const struct ak_facts *facts;
    char *file;
    struct ak_date today; /* of the recording */
    struct seen seen[RESOURCES];
    size_t seen_count;
    size_t requests; /* compared */
    size_t differences;
    size_t unexplained;
};

/* ---- what was read ---- */

/* The path without its query; the caller frees. */
static char *bare_path(const char *path)
{
    return ak_strndup(path, strcspn(path, "?"));
}

static const cJSON *last_reading(const struct walk *walk, const char *path)
{
    char *bare = bare_path(path);
    const cJSON *body = NULL;

    for (size_t i = 0; i < walk->seen_count; i++) {
        if (ak_text_caseeq(walk->seen[i].path, bare))
            body = walk->seen[i].body;
    }
    free(bare);
    return body;
}

static void forget_readings(struct walk *walk)
{
    for (size_t i = 0; i < walk->seen_count; i++)
        free(walk->seen[i].path);
    walk->seen_count = 0;
}

static void remember(struct walk *walk, const struct recorded *recorded)
{
    char *bare = bare_path(recorded->path);
    size_t i = 0;

    while (i < walk->seen_count && !ak_text_caseeq(walk->seen[i].path, bare))
        i++;
    if (i < walk->seen_count)
        free(bare);
    else
        walk->seen[walk->seen_count++] = (struct seen){.path = bare};
    assert_true(walk->seen_count < RESOURCES);
    walk->seen[i].body = recorded->body;
}

/* ---- from the recording to an intent ---- */

enum { OTHER_COMMAND = AK_INTENT_COUNT };

static const struct {
    const char *command;
    const char *method;
    enum ak_intent_kind kind;
} commands[] = {
    {"aks nodepool add", "PUT", AK_INTENT_POOL_ADD},
    {"aks nodepool delete", "DELETE", AK_INTENT_POOL_DELETE},
    {"aks nodepool scale", "PUT", AK_INTENT_POOL_SCALE},
    {"aks nodepool update", "PUT", AK_INTENT_POOL_UPDATE},
    {"aks nodepool upgrade", "POST", AK_INTENT_POOL_UPGRADE_IMAGE},
    {"aks nodepool upgrade", "PUT", AK_INTENT_POOL_UPGRADE},
    {"aks nodepool start", "PUT", AK_INTENT_POOL_START},
    {"aks nodepool stop", "PUT", AK_INTENT_POOL_STOP},
    {"aks nodepool operation-abort", "POST", AK_INTENT_POOL_ABORT},
    {"aks upgrade", "PUT", AK_INTENT_CLUSTER_UPGRADE},
};

static const char *text_at(const cJSON *json, const char *way)
{
    const char *text = json != NULL ? cJSON_GetStringValue(recorded_at(json, way)) : NULL;

    return text != NULL ? text : "";
}

/* The kind of change that the exchange is, or OTHER_COMMAND. */
static int kind_of(const struct recorded *recorded)
{
    const char *command = text_at(recorded->exchange, "command");

    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(command, commands[i].command) == 0 &&
            strcmp(recorded->method, commands[i].method) == 0)
            return (int)commands[i].kind;
    }
    return OTHER_COMMAND;
}

static void append(char *out, size_t size, const char *separator, const char *text)
{
    size_t len = strlen(out);

    snprintf(out + len, size - len, "%s%s", len > 0 ? separator : "", text);
}

/* A value of the recorded body as a person types it. */
static void type_value(const cJSON *value, char *out, size_t size)
{
    const cJSON *item;

    out[0] = '\0';
    if (cJSON_IsString(value))
        snprintf(out, size, "%s", value->valuestring);
    else if (cJSON_IsNumber(value))
        snprintf(out, size, "%.15g", value->valuedouble);
    else if (cJSON_IsBool(value))
        snprintf(out, size, "%s", cJSON_IsTrue(value) ? "yes" : "no");
    cJSON_ArrayForEach(item, value)
    {
        char pair[512];

        if (cJSON_IsObject(value))
            snprintf(pair, sizeof pair, "%s=%s", item->string, item->valuestring);
        append(out, size, ",", cJSON_IsObject(value) ? pair : item->valuestring);
    }
}

static bool is_same(const cJSON *a, const cJSON *b)
{
    return a == NULL || b == NULL ? a == b : cJSON_Compare(a, b, true);
}

/* Sets the fields whose recorded value is not the one in `otherwise`. */
static void choose_fields(struct ak_pool_wish *wish, const cJSON *sent, const cJSON *otherwise)
{
    for (int i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        const char *way = ak_pool_field_get((enum ak_pool_field)i)->path;
        const cJSON *value = way[0] != '\0' ? recorded_at(sent, way) : NULL;
        char typed[4096];

        if (value == NULL || is_same(value, recorded_at(otherwise, way)))
            continue;
        type_value(value, typed, sizeof typed);
        ak_pool_wish_set(wish, (enum ak_pool_field)i, typed);
    }
}

/* What `az aks nodepool add` sends when nothing is said. */
static cJSON *cli_defaults(void)
{
    cJSON *defaults =
        cJSON_Parse("{\"count\":3,\"vmSize\":\"\",\"osDiskSizeGB\":0,\"workloadRuntime\":"
                    "\"OCIContainer\",\"osType\":\"Linux\",\"enableAutoScaling\":false,"
                    "\"mode\":\"User\",\"enableNodePublicIP\":false,\"scaleSetPriority\":"
                    "\"Regular\",\"scaleSetEvictionPolicy\":\"Delete\",\"spotMaxPrice\":-1,"
                    "\"nodeTaints\":[],\"enableEncryptionAtHost\":false,\"enableFIPS\":false}");

    assert_non_null(defaults);
    return defaults;
}

/* A recording has stand-ins for names, which are too long for Windows where the real ones were not.
 */
enum { WINDOWS_NAME = 6 };

static void choose_new_pool(struct ak_intent *intent, const cJSON *sent, const char *name)
{
    bool is_windows = ak_text_caseeq(text_at(sent, "osType"), "Windows");
    char *fitting = ak_strndup(name, is_windows ? WINDOWS_NAME : strlen(name));
    cJSON *defaults = cli_defaults();

    choose_fields(&intent->wish, sent, defaults);
    ak_pool_wish_set(&intent->wish, AK_POOL_FIELD_NAME, fitting);
    cJSON_Delete(defaults);
    free(fitting);
}

static bool has_wish(const struct ak_pool_wish *wish)
{
    for (size_t i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        if (wish->values[i] != NULL)
            return true;
    }
    return false;
}

static void choose_scale(struct ak_intent *intent, const cJSON *sent)
{
    const cJSON *manual = recorded_at(sent, "virtualMachinesProfile.scale.manual");
    const cJSON *count = manual != NULL
                             ? cJSON_GetObjectItem(cJSON_GetArrayItem(manual, 0), "count")
                             : recorded_at(sent, "count");
    char typed[32];

    type_value(count, typed, sizeof typed);
    ak_pool_wish_set(&intent->wish, AK_POOL_FIELD_NODES, typed);
}

/* The request's own choice on top of cluster and pool. An update in which no field of ours differs
 * is a PUT of what was read: a reconcile. */
static void choose(struct ak_intent *intent, const struct recorded *recorded, const cJSON *before)
{
    const cJSON *sent = recorded_at(recorded->exchange, "request_body");
    const cJSON *properties = sent != NULL ? recorded_at(sent, "properties") : NULL;

    switch (intent->kind) {
    case AK_INTENT_POOL_ADD:
        choose_new_pool(intent, properties, intent->pool_name);
        break;
    case AK_INTENT_POOL_SCALE:
        choose_scale(intent, properties);
        break;
    case AK_INTENT_POOL_UPDATE:
        choose_fields(&intent->wish, properties, recorded_at(before, "properties"));
        if (!has_wish(&intent->wish))
            intent->kind = AK_INTENT_POOL_RECONCILE;
        break;
    case AK_INTENT_POOL_UPGRADE:
        intent->version = ak_strdup(text_at(properties, "orchestratorVersion"));
        break;
    case AK_INTENT_CLUSTER_UPGRADE:
        intent->version = ak_strdup(text_at(properties, "kubernetesVersion"));
        break;
    case AK_INTENT_POOL_DELETE:
        intent->ignores_disruption_budgets =
            strstr(recorded->path, "ignore-pod-disruption-budget=true") != NULL;
        break;
    default:
        break;
    }
}

/* The cluster's and the pool's part of a request's path. */
static struct ak_intent intent_of(int kind, const char *path)
{
    char *bare = bare_path(path);
    const char *pool = ak_text_casestr(bare, "/agentPools/");
    struct ak_intent intent;

    if (pool != NULL) {
        char *name =
            ak_strndup(pool + strlen("/agentPools/"), strcspn(pool + strlen("/agentPools/"), "/"));

        bare[pool - bare] = '\0';
        intent = ak_intent_init((enum ak_intent_kind)kind, bare, name);
        free(name);
    } else {
        intent = ak_intent_init((enum ak_intent_kind)kind, bare, NULL);
    }
    free(bare);
    return intent;
}

/* ---- the snapshot ---- */

/* The snapshot with the slot in it, whose key is a copy. */
static struct ak_snap *with_slot(struct ak_snap *snap, struct ak_slot slot, const char *key)
{
    struct ak_snap *next;

    slot.key = ak_strdup(key);
    next = ak_snap_with_slot(snap, &slot);
    free(slot.key);
    ak_snap_unref(snap);
    return next;
}

static struct ak_snap *with_payload(struct ak_snap *snap, const char *key,
                                    struct ak_payload *payload)
{
    struct ak_slot slot = {
        .topic = payload->topic, .status = AK_SLOT_OK, .err = ak_err_none(), .payload = payload};

    snap = with_slot(snap, slot, key);
    ak_payload_unref(payload);
    return snap;
}

/* Lists of the region and profiles of upgrades were not recorded: they are refused, and the plan is
 * made without them. */
static struct ak_snap *with_refusal(struct ak_snap *snap, enum ak_topic topic, const char *key)
{
    struct ak_slot slot = {.topic = topic, .status = AK_SLOT_FORBIDDEN};

    ak_err_set(&slot.err, AK_ERR_FORBIDDEN, "not recorded");
    return with_slot(snap, slot, key);
}

/* The list of pools as read last, with the pool itself, which may have come since. Either may be
 * NULL. */
static struct ak_payload *pools_of(const cJSON *list, const cJSON *pool,
                                   const struct ak_intent *intent, const char *file)
{
    cJSON *whole = list != NULL ? cJSON_Duplicate(list, true) : cJSON_Parse("{\"value\":[]}");
    cJSON *items = cJSON_GetObjectItem(whole, "value");
    bool is_in_it = false;
    const cJSON *item;

    cJSON_ArrayForEach(item, items)
    {
        is_in_it = is_in_it || ak_text_caseeq(text_at(item, "name"), intent->pool_name);
    }
    if (!is_in_it && pool != NULL)
        cJSON_AddItemToArray(items, cJSON_Duplicate(pool, true));
    struct ak_payload *pools = recorded_decode(AK_CODEC_POOLS, intent->cluster_id, whole, file);
    cJSON_Delete(whole);
    return pools;
}

static struct ak_snap *snap_of(const struct walk *walk, const struct ak_intent *intent,
                               const char *target)
{
    const cJSON *cluster = last_reading(walk, intent->cluster_id);
    const cJSON *resource = last_reading(walk, target);
    struct ak_snap *snap = ak_snap_new();
    char *list_path = ak_asprintf("%s/agentPools", intent->cluster_id);
    const cJSON *list = last_reading(walk, list_path);
    const cJSON *pool = intent->pool_name != NULL ? resource : NULL;
    char region[AK_DEMAND_KEY_SIZE];

    free(list_path);
    assert_non_null(cluster);
    ak_region_key(intent->subscription_id, text_at(cluster, "location"), region, sizeof region);
    snap = with_payload(snap, intent->subscription_id,
                        recorded_decode(AK_CODEC_CLUSTER, "", cluster, walk->file));
    if (resource != NULL)
        snap = with_payload(snap, target, recorded_decode(AK_CODEC_RAW, "", resource, walk->file));
    if (pool != NULL || list != NULL)
        snap = with_payload(snap, intent->cluster_id, pools_of(list, pool, intent, walk->file));
    else
        snap = with_refusal(snap, AK_TOPIC_POOLS, intent->cluster_id);
    snap = with_refusal(snap, AK_TOPIC_VM_SIZES, region);
    snap = with_refusal(snap, AK_TOPIC_USAGES, region);
    snap = with_refusal(snap, AK_TOPIC_VERSIONS, region);
    snap = with_refusal(snap, AK_TOPIC_FEATURES, intent->subscription_id);
    snap = with_refusal(snap, AK_TOPIC_CLUSTER_UPGRADES, intent->cluster_id);
    return with_refusal(snap, AK_TOPIC_POOL_UPGRADES, target);
}

/* ---- comparing ---- */

/* One request of each side, while it is compared. */
struct comparison {
    struct walk *walk;
    const char *command;
};

static void differ(const char *what, const char *recorded, const char *ours, void *context)
{
    const struct comparison *comparison = context;
    struct walk *walk = comparison->walk;
    const char *reason = reason_find(comparison->command, what, recorded, ours);

    walk->differences++;
    walk->unexplained += reason == NULL;
    printf("# %-52s %-24s %s: %s, here %s: %s\n", walk->file, comparison->command, what,
           recorded != NULL ? recorded : "none", ours != NULL ? ours : "none",
           reason != NULL ? reason : "NOT EXPLAINED");
}

static void compare_text(const char *what, const char *recorded, const char *ours,
                         struct comparison *comparison)
{
    if (!ak_text_caseeq(recorded, ours))
        differ(what, recorded, ours, comparison);
}

/* The request's path with its query, as arm/arm.h makes it. The caller frees. */
static char *path_of_request(const struct ak_request *request)
{
    const struct ak_change_info *info = ak_change_get(request->change);

    assert_true(strncmp(info->path, "{id}", 4) == 0);
    return ak_asprintf("%s%s%s%s", request->id, info->path + 4, request->query != NULL ? "?" : "",
                       request->query != NULL ? request->query : "");
}

/* A recorded path without its api-version. The caller frees. */
static char *path_of_recorded(const char *path)
{
    char *bare = bare_path(path);
    const char *query = ak_text_casestr(path, "&ignore-pod-disruption-budget=");
    char *whole =
        ak_asprintf("%s%s%s", bare, query != NULL ? "?" : "", query != NULL ? query + 1 : "");

    free(bare);
    return whole;
}

static void compare_bodies(const cJSON *sent, const char *body, struct comparison *comparison)
{
    struct ak_edit *theirs = NULL;
    struct ak_edit *ours = NULL;
    struct ak_err err = ak_err_none();
    char *text = cJSON_PrintUnformatted(sent);

    if ((body == NULL) != cJSON_IsNull(sent))
        differ("body", cJSON_IsNull(sent) ? NULL : "some", body != NULL ? "some" : NULL,
               comparison);
    if (body != NULL && cJSON_IsObject(sent)) {
        assert_int_equal(ak_edit_parse(text, strlen(text), &theirs, &err), 0);
        assert_int_equal(ak_edit_parse(body, strlen(body), &ours, &err), 0);
        ak_edit_compare(theirs, ours, differ, comparison);
    }
    ak_edit_free(theirs);
    ak_edit_free(ours);
    free(text);
}

static void compare_request(const struct recorded *recorded, const struct ak_request *request,
                            struct comparison *comparison)
{
    const cJSON *headers = recorded_at(recorded->exchange, "request_headers");
    const cJSON *sent = cJSON_GetObjectItem(recorded->exchange, "request_body");
    const char *if_none_match = cJSON_GetStringValue(recorded_at(headers, "if-none-match"));
    char *theirs = path_of_recorded(recorded->path);
    char *ours = path_of_request(request);

    compare_text("method", recorded->method, ak_change_get(request->change)->method, comparison);
    compare_text("path", theirs, ours, comparison);
    compare_text("api-version", strstr(recorded->path, "api-version=") + strlen("api-version="),
                 ak_change_get(request->change)->version, comparison);
    compare_text("If-None-Match", if_none_match, request->if_none_match, comparison);
    if (request->if_match != NULL)
        differ("If-Match", NULL, "the etag", comparison);
    compare_bodies(sent, request->body, comparison);
    free(theirs);
    free(ours);
}

/* What keeps a plan from being sent is a difference too: the CLI has sent it. */
static void tell_refusals(const struct ak_plan *plan, struct comparison *comparison)
{
    for (size_t i = 0; i < plan->violations.items.len; i++) {
        const struct ak_violation *violation = ak_vec_at(&plan->violations.items, i);

        if (violation->weight == AK_VIOLATION_REFUSED)
            differ("refused", violation->rule, violation->text, comparison);
    }
    if (plan->missing != NULL)
        differ("missing", NULL, plan->missing, comparison);
    else if (!ak_violations_refuse(&plan->violations))
        differ("request", "one", NULL, comparison);
}

static void compare_change(struct walk *walk, const struct recorded *recorded, int kind)
{
    struct ak_intent intent = intent_of(kind, recorded->path);
    const char *pool = intent.pool_name;
    char *target = pool != NULL ? ak_asprintf("%s/agentPools/%s", intent.cluster_id, pool)
                                : ak_strdup(intent.cluster_id);
    struct comparison comparison = {.walk = walk,
                                    .command = text_at(recorded->exchange, "command")};

    choose(&intent, recorded, last_reading(walk, target));
    struct ak_snap *snap = snap_of(walk, &intent, target);
    struct ak_plan_input input = {.snap = snap, .facts = walk->facts, .today = walk->today};
    struct ak_plan *plan = ak_plan_make(&intent, &input);
    if (ak_plan_is_ready(plan)) {
        assert_int_equal(plan->request_count, 1);
        compare_request(recorded, &plan->requests[0], &comparison);
        walk->requests++;
    } else {
        tell_refusals(plan, &comparison);
    }
    ak_plan_free(plan);
    ak_snap_unref(snap);
    ak_intent_release(&intent);
    free(target);
}

static void note_time(struct walk *walk, const cJSON *body)
{
    int64_t seconds;

    if (ak_time_parse(text_at(body, "startTime"), &seconds))
        walk->today = ak_date_from_time(seconds);
}

static void visit(const struct recorded *recorded, void *context)
{
    struct walk *walk = context;
    int kind = kind_of(recorded);

    if (walk->file == NULL || strcmp(walk->file, recorded->file) != 0) {
        forget_readings(walk);
        free(walk->file);
        walk->file = ak_strdup(recorded->file);
    }
    if (cJSON_IsObject(recorded->body))
        note_time(walk, recorded->body);
    if (kind != OTHER_COMMAND)
        compare_change(walk, recorded, kind);
    else if (strcmp(recorded->method, "GET") == 0 && recorded->status == 200)
        remember(walk, recorded);
}

static void what_the_cli_sent_is_what_we_send(void **state)
{
    struct walk walk = {.facts = *state};

    if (!recorded_is_there())
        skip();
    recorded_visit("cassettes", visit, &walk);
    forget_readings(&walk);
    free(walk.file);
    printf("# %zu requests compared, %zu differences, %zu without a reason\n", walk.requests,
           walk.differences, walk.unexplained);
    assert_int_equal(walk.unexplained, 0);
    assert_true(walk.requests > 0);
    assert_int_equal(reasons_unused(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_cli_sent_is_what_we_send),
    };

    return cmocka_run_group_tests_name("conform/requests", tests, built_in_setup,
                                       built_in_teardown);
}
