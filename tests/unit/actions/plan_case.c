/* plan_case.c: the fixture of plan_case.h. */
#include "config.h"

#include "unit/actions/plan_case.h"

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/wire/edit.h"

/* What all three pools have in common, among their properties. */
static const char common[] =
    "\"provisioningState\":\"Succeeded\",\"powerState\":{\"code\":\"Running\"},"
    "\"osType\":\"Linux\",\"osSKU\":\"Ubuntu\",\"type\":\"VirtualMachineScaleSets\","
    "\"orchestratorVersion\":\"1.33\",\"currentOrchestratorVersion\":\"1.33.5\","
    "\"enableFIPS\":false,\"unknownToUs\":{\"a\":[1,null]}";

static const struct {
    const char *name;
    const char *properties;
    const char *newest_image;
} pools[] = {
    {"system",
     "\"eTag\":\"etag-system\",\"mode\":\"System\",\"vmSize\":\"Standard_D4ds_v5\",\"count\":3,"
     "\"enableAutoScaling\":false,"
     "\"nodeImageVersion\":\"AKSUbuntu-2204gen2containerd-202610.13.0\"",
     "AKSUbuntu-2204gen2containerd-202611.09.0"},
    {"cvmpool",
     "\"eTag\":\"etag-cvm\",\"mode\":\"User\",\"vmSize\":\"Standard_DC4as_v5\",\"count\":4,"
     "\"enableAutoScaling\":true,\"minCount\":3,\"maxCount\":12,"
     "\"nodeImageVersion\":\"AKSUbuntu-2004gen2CVMcontainerd-202507.02.0\","
     "\"upgradeSettings\":{\"maxSurge\":\"10%\",\"drainTimeoutInMinutes\":45},"
     "\"nodeLabels\":{\"env\":\"prod\"},\"nodeTaints\":[\"cvm=yes:NoSchedule\"]",
     "AKSUbuntu-2004gen2CVMcontainerd-202611.09.0"},
    {"batch",
     "\"eTag\":\"etag-batch\",\"mode\":\"User\",\"vmSize\":\"Standard_D8s_v5\",\"count\":0,"
     "\"enableAutoScaling\":false,"
     "\"nodeImageVersion\":\"AKSUbuntu-2204gen2containerd-202611.09.0\"",
     "AKSUbuntu-2204gen2containerd-202611.09.0"},
};

enum { POOLS = sizeof pools / sizeof pools[0], READ_AT = 1000 };

static const char cluster_head[] =
    "\"id\":\"" CLUSTER "\",\"name\":\"payments-prod\",\"location\":\"westeurope\","
    "\"type\":\"Microsoft.ContainerService/ManagedClusters\",\"eTag\":\"etag-cluster\","
    "\"tags\":{\"team\":\"pay\"},\"sku\":{\"name\":\"Base\",\"tier\":\"Standard\"},"
    "\"identity\":{\"type\":\"SystemAssigned\",\"principalId\":\"p\",\"tenantId\":\"t\"},"
    "\"properties\":{\"provisioningState\":\"Succeeded\",\"powerState\":{\"code\":\"Running\"},"
    "\"kubernetesVersion\":\"1.33\",\"currentKubernetesVersion\":\"1.33.5\","
    "\"supportPlan\":\"KubernetesOfficial\",\"servicePrincipalProfile\":{\"clientId\":\"msi\"},"
    "\"networkProfile\":{\"networkPlugin\":\"azure\",\"loadBalancerSku\":\"Standard\"},"
    "\"agentPoolProfiles\":";

static const char sizes[] =
    "{\"value\":["
    "{\"resourceType\":\"virtualMachines\",\"name\":\"Standard_DC4as_v5\","
    "\"family\":\"standardDCASv5Family\",\"locations\":[\"westeurope\"],\"capabilities\":["
    "{\"name\":\"vCPUs\",\"value\":\"4\"},{\"name\":\"MemoryGB\",\"value\":\"16\"},"
    "{\"name\":\"HyperVGenerations\",\"value\":\"V2\"},"
    "{\"name\":\"ConfidentialComputingType\",\"value\":\"SNP\"}]},"
    "{\"resourceType\":\"virtualMachines\",\"name\":\"Standard_D4ds_v5\","
    "\"family\":\"standardDDSv5Family\",\"locations\":[\"westeurope\"],\"capabilities\":["
    "{\"name\":\"vCPUs\",\"value\":\"4\"},{\"name\":\"MemoryGB\",\"value\":\"16\"},"
    "{\"name\":\"HyperVGenerations\",\"value\":\"V1,V2\"}]},"
    "{\"resourceType\":\"virtualMachines\",\"name\":\"Standard_D8s_v5\","
    "\"family\":\"standardDSv5Family\",\"locations\":[\"westeurope\"],\"capabilities\":["
    "{\"name\":\"vCPUs\",\"value\":\"8\"},{\"name\":\"MemoryGB\",\"value\":\"32\"},"
    "{\"name\":\"HyperVGenerations\",\"value\":\"V1,V2\"}]}]}";

static const char usages[] =
    "{\"value\":["
    "{\"name\":{\"value\":\"cores\",\"localizedValue\":\"Total Regional vCPUs\"},"
    "\"currentValue\":100,\"limit\":500},"
    "{\"name\":{\"value\":\"standardDCASv5Family\",\"localizedValue\":\"Standard DCASv5 Family "
    "vCPUs\"},\"currentValue\":16,\"limit\":200},"
    "{\"name\":{\"value\":\"standardDSv5Family\",\"localizedValue\":\"Standard DSv5 Family "
    "vCPUs\"},\"currentValue\":64,\"limit\":100},"
    "{\"name\":{\"value\":\"standardDDSv5Family\",\"localizedValue\":\"Standard DDSv5 Family "
    "vCPUs\"},\"currentValue\":12,\"limit\":100}]}";

static const char versions[] =
    "{\"values\":["
    "{\"version\":\"1.34\",\"capabilities\":{\"supportPlan\":[\"KubernetesOfficial\"]},"
    "\"patchVersions\":{\"1.34.2\":{\"upgrades\":[\"1.35.1\"]}}},"
    "{\"version\":\"1.35\",\"capabilities\":{\"supportPlan\":[\"KubernetesOfficial\"]},"
    "\"patchVersions\":{\"1.35.1\":{\"upgrades\":[]}}},"
    "{\"version\":\"1.33\",\"capabilities\":{\"supportPlan\":[\"KubernetesOfficial\"]},"
    "\"patchVersions\":{\"1.33.5\":{\"upgrades\":[\"1.34.2\"]}}}]}";

static const char features[] =
    "{\"value\":[{\"name\":\"Microsoft.ContainerService/AzureLinuxCVMPreview\","
    "\"properties\":{\"state\":\"NotRegistered\"}},"
    "{\"name\":\"Microsoft.ContainerService/Ubuntu2604Preview\","
    "\"properties\":{\"state\":\"Registered\"}}]}";

static const char cluster_upgrades[] =
    "{\"properties\":{\"controlPlaneProfile\":{\"kubernetesVersion\":\"1.33.5\","
    "\"osType\":\"Linux\",\"upgrades\":[{\"kubernetesVersion\":\"1.34.2\"}]},"
    "\"agentPoolProfiles\":[]}}";

static const char pool_upgrades[] =
    "\"upgrades\":[{\"kubernetesVersion\":\"1.34.2\"},{\"kubernetesVersion\":\"1.35.1\"}]";

/* ---- the snapshot ---- */

static void replace(struct plan_case *c, struct ak_slot slot, const char *key)
{
    struct ak_snap *next;

    slot.key = ak_strdup(key);
    next = ak_snap_with_slot(c->snap, &slot);
    free(slot.key);
    ak_snap_unref(c->snap);
    c->snap = next;
}

void plan_case_put(struct plan_case *c, enum ak_codec codec, const char *key, const char *json)
{
    struct ak_decoder *decoder = ak_decoder_new(codec, "");
    struct ak_err err = ak_err_none();
    const char *link = NULL;

    if (ak_decoder_page(decoder, json, strlen(json), &link, &err) != 0)
        fail_msg("%s: %s", json, err.text);
    struct ak_payload *payload = ak_decoder_take(decoder);
    ak_decoder_free(decoder);
    replace(c,
            (struct ak_slot){.topic = payload->topic,
                             .status = AK_SLOT_OK,
                             .fetched_at = READ_AT,
                             .err = ak_err_none(),
                             .payload = payload},
            key);
    ak_payload_unref(payload);
}

void plan_case_forget(struct plan_case *c, enum ak_topic topic, const char *key)
{
    struct ak_snap *next = ak_snap_without_slot(c->snap, topic, key);

    ak_snap_unref(c->snap);
    c->snap = next;
}

void plan_case_fail(struct plan_case *c, enum ak_topic topic, const char *key,
                    enum ak_err_kind kind, const char *text)
{
    struct ak_slot slot = {
        .topic = topic,
        .status = kind == AK_ERR_FORBIDDEN ? AK_SLOT_FORBIDDEN : AK_SLOT_FAILED,
    };

    ak_err_set(&slot.err, kind, "%s", text);
    replace(c, slot, key);
}

/* The list of pools, and each of them by itself. */
static void put_pools(struct plan_case *c)
{
    struct ak_buf list = ak_buf_init(AK_LIMIT_BODY);

    assert_true(ak_buf_puts(&list, "{\"value\":["));
    for (size_t i = 0; i < POOLS; i++) {
        char *id = ak_asprintf(POOL "%s", pools[i].name);
        char *body = ak_asprintf("{\"id\":\"%s\",\"name\":\"%s\",\"type\":\"Microsoft."
                                 "ContainerService/managedClusters/agentPools\",\"properties\":"
                                 "{%s,%s}}",
                                 id, pools[i].name, common, pools[i].properties);
        char *upgrades =
            ak_asprintf("{\"properties\":{\"kubernetesVersion\":\"1.33.5\",\"osType\":\"Linux\","
                        "\"latestNodeImageVersion\":\"%s\",%s}}",
                        pools[i].newest_image, pool_upgrades);

        plan_case_put(c, AK_CODEC_RAW, id, body);
        plan_case_put(c, AK_CODEC_POOL_UPGRADES, id, upgrades);
        assert_true(ak_buf_printf(&list, "%s%s", i > 0 ? "," : "", body));
        free(upgrades);
        free(body);
        free(id);
    }
    assert_true(ak_buf_puts(&list, "]}"));
    plan_case_put(c, AK_CODEC_POOLS, CLUSTER, ak_buf_text(&list));
    ak_buf_release(&list);
}

/* The cluster by itself, and as the only one of the list. */
static void put_cluster(struct plan_case *c)
{
    struct ak_buf cluster = ak_buf_init(AK_LIMIT_BODY);

    assert_true(ak_buf_printf(&cluster, "{%s[", cluster_head));
    for (size_t i = 0; i < POOLS; i++)
        assert_true(ak_buf_printf(&cluster, "%s{\"name\":\"%s\",%s,%s}", i > 0 ? "," : "",
                                  pools[i].name, common, pools[i].properties));
    assert_true(ak_buf_puts(&cluster, "]}}"));
    plan_case_put(c, AK_CODEC_RAW, CLUSTER, ak_buf_text(&cluster));
    char *list = ak_asprintf("{\"value\":[%s]}", ak_buf_text(&cluster));
    plan_case_put(c, AK_CODEC_CLUSTERS, SUBSCRIPTION, list);
    free(list);
    ak_buf_release(&cluster);
}

static const char owner[] = "{\"value\":[{\"actions\":[\"*\"],\"notActions\":[]}]}";

struct plan_case plan_case_open(const struct ak_facts *facts)
{
    struct plan_case c = {.snap = ak_snap_new(), .facts = facts, .today = {2026, 11, 23}};

    put_pools(&c);
    put_cluster(&c);
    plan_case_put(&c, AK_CODEC_VM_SIZES, REGION, sizes);
    plan_case_put(&c, AK_CODEC_USAGES, REGION, usages);
    plan_case_put(&c, AK_CODEC_VERSIONS, REGION, versions);
    plan_case_put(&c, AK_CODEC_FEATURES, SUBSCRIPTION, features);
    plan_case_put(&c, AK_CODEC_CLUSTER_UPGRADES, CLUSTER, cluster_upgrades);
    plan_case_put(&c, AK_CODEC_PERMISSIONS, CLUSTER, owner);
    plan_case_put(&c, AK_CODEC_PERMISSIONS, "/subscriptions/" SUBSCRIPTION, owner);
    return c;
}

void plan_case_close(struct plan_case *c)
{
    ak_snap_unref(c->snap);
}

static struct ak_edit *parse(const char *json)
{
    struct ak_edit *edit = NULL;
    struct ak_err err = ak_err_none();

    if (ak_edit_parse(json, strlen(json), &edit, &err) != 0)
        fail_msg("%s: %s", json, err.text);
    return edit;
}

void plan_case_edit(struct plan_case *c, const char *pool, const char *path, const char *value)
{
    const struct ak_payload *payload = ak_snap_payload(c->snap, AK_TOPIC_RESOURCE, pool);
    struct ak_edit *edit = parse(payload->as.raw.exact);
    struct ak_buf out = ak_buf_init(AK_LIMIT_BODY);

    if (value == NULL)
        ak_edit_remove(edit, path);
    else
        ak_edit_set_text(edit, path, "@value@");
    assert_true(ak_edit_print(edit, false, &out));
    if (value != NULL) {
        char *at = strstr(out.bytes, "\"@value@\"");
        struct ak_buf whole = ak_buf_init(AK_LIMIT_BODY);

        assert_true(ak_buf_append(&whole, out.bytes, (size_t)(at - out.bytes)));
        assert_true(ak_buf_printf(&whole, "%s%s", value, at + strlen("\"@value@\"")));
        ak_buf_release(&out);
        out = whole;
    }
    plan_case_put(c, AK_CODEC_RAW, pool, ak_buf_text(&out));
    ak_buf_release(&out);
    ak_edit_free(edit);
}

/* ---- plans ---- */

struct ak_plan *plan_case_make(const struct plan_case *c, struct ak_intent intent)
{
    struct ak_plan_input input = {
        .snap = c->snap, .facts = c->facts, .today = c->today, .now = READ_AT};
    struct ak_plan *plan = ak_plan_make(&intent, &input);

    ak_intent_release(&intent);
    return plan;
}

struct ak_plan *plan_of(struct plan_case *c, struct ak_intent intent)
{
    struct ak_plan *plan = plan_case_make(c, intent);

    plan_case_close(c);
    return plan;
}

struct ak_intent change_of(enum ak_intent_kind kind, const char *pool)
{
    return ak_intent_init(kind, CLUSTER, pool);
}

struct ak_intent change_with(enum ak_intent_kind kind, const char *pool, ...)
{
    struct ak_intent intent = change_of(kind, pool);
    va_list arguments;
    const char *option;

    va_start(arguments, pool);
    while ((option = va_arg(arguments, const char *)) != NULL) {
        enum ak_pool_field field = ak_pool_field_find(option);

        assert_int_not_equal(field, AK_POOL_FIELD_COUNT);
        ak_pool_wish_set(&intent.wish, field, va_arg(arguments, const char *));
    }
    va_end(arguments);
    return intent;
}

/* ---- what is expected ---- */

static void print_plan(const struct ak_plan *plan)
{
    static const char *const tones[] = {"plain", "good", "warning", "loss"};

    for (size_t i = 0; i < plan->line_count; i++)
        print_message("  %s: %s\n", tones[plan->lines[i].tone], plan->lines[i].text);
    for (size_t i = 0; i < plan->violations.items.len; i++) {
        const struct ak_violation *violation = ak_vec_at(&plan->violations.items, i);

        print_message("  rule %s (%d): %s\n", violation->rule, (int)violation->weight,
                      violation->text);
    }
    print_message("  missing: %s\n  az: %s\n", plan->missing != NULL ? plan->missing : "nothing",
                  plan->az != NULL ? plan->az : "none");
}

static const struct ak_plan_line *find_line(const struct ak_plan *plan, const char *part)
{
    for (size_t i = 0; i < plan->line_count; i++) {
        if (strstr(plan->lines[i].text, part) != NULL)
            return &plan->lines[i];
    }
    return NULL;
}

void expect_line(const struct ak_plan *plan, enum ak_plan_tone tone, const char *part)
{
    const struct ak_plan_line *line = find_line(plan, part);

    if (line == NULL || line->tone != tone) {
        print_plan(plan);
        fail_msg("no sentence of tone %d says \"%s\"", (int)tone, part);
    }
}

void reject_line(const struct ak_plan *plan, const char *part)
{
    const struct ak_plan_line *line = find_line(plan, part);

    if (line != NULL)
        fail_msg("a sentence says: %s", line->text);
}

void expect_refused(const struct ak_plan *plan, const char *rule, const char *part)
{
    for (size_t i = 0; i < plan->violations.items.len; i++) {
        const struct ak_violation *violation = ak_vec_at(&plan->violations.items, i);

        if (violation->weight == AK_VIOLATION_REFUSED && strcmp(violation->rule, rule) == 0 &&
            strstr(violation->text, part) != NULL) {
            assert_non_null(violation->source);
            assert_int_equal(plan->request_count, 0);
            assert_false(ak_plan_is_ready(plan));
            return;
        }
    }
    print_plan(plan);
    fail_msg("%s does not refuse it with \"%s\"", rule, part);
}

const struct ak_request *expect_request(const struct ak_plan *plan, enum ak_change change,
                                        const char *id)
{
    if (!ak_plan_is_ready(plan))
        print_plan(plan);
    assert_true(ak_plan_is_ready(plan));
    assert_int_equal(plan->request_count, 1);
    assert_int_equal(plan->requests[0].change, change);
    assert_string_equal(plan->requests[0].id, id);
    assert_string_equal(plan->target, id);
    return &plan->requests[0];
}

static void fail_on_difference(const char *path, const char *before, const char *after,
                               void *context)
{
    (void)context;
    fail_msg("%s is %s, wanted %s", path, before != NULL ? before : "missing",
             after != NULL ? after : "missing");
}

void expect_json(const char *json, const char *wanted)
{
    struct ak_edit *a = parse(json);
    struct ak_edit *b = parse(wanted);

    ak_edit_compare(a, b, fail_on_difference, NULL);
    ak_edit_free(a);
    ak_edit_free(b);
}

void expect_member(const struct ak_request *request, const char *path, const char *value)
{
    struct ak_edit *edit = parse(request->body);
    struct ak_buf out = ak_buf_init(AK_LIMIT_BODY);
    bool is_there = ak_edit_get(edit, path, &out);

    assert_int_equal(is_there, value != NULL);
    if (value != NULL)
        assert_string_equal(ak_buf_text(&out), value);
    ak_buf_release(&out);
    ak_edit_free(edit);
}

/* ---- a shell's words ---- */

static int octal_digit(char c)
{
    return c >= '0' && c <= '7' ? c - '0' : -1;
}

/* After the backslash of $'…'; the last byte that was read. */
static const char *take_escape(const char *at, struct ak_buf *out)
{
    int code = 0;
    char byte = *at;

    if (octal_digit(*at) >= 0) {
        const char *end = at + 3;

        for (; at < end && octal_digit(*at) >= 0; at++)
            code = code * 8 + octal_digit(*at);
        byte = (char)code;
        at--;
    }
    assert_true(ak_buf_append(out, &byte, 1));
    return at;
}

/* A quoted piece from its opening quote to its closing one. */
static const char *take_quoted(const char *at, bool has_escapes, struct ak_buf *out)
{
    for (at++; *at != '\''; at++) {
        assert_int_not_equal(*at, '\0');
        if (has_escapes && *at == '\\')
            at = take_escape(at + 1, out);
        else
            assert_true(ak_buf_append(out, at, 1));
    }
    return at;
}

/* One command's words, as a shell reads them, between |. What a shell would take for anything but a
 * word fails the test. */
static const char *take_command(const char *at, struct ak_buf *out)
{
    for (; *at != '\0' && *at != '\n'; at++) {
        if (*at == ' ') {
            if (at[1] == ' ' || at[1] == '\n' || at[1] == '\0')
                fail_msg("a shell would see no word: %s", at);
            assert_true(ak_buf_puts(out, "|"));
        } else if (*at == '\'') {
            at = take_quoted(at, false, out);
        } else if (*at == '$' && at[1] == '\'') {
            at = take_quoted(at + 1, true, out);
        } else if (*at == '\\') {
            assert_true(ak_buf_append(out, ++at, 1));
        } else {
            if (strchr("\"$`!#&*()[]{};<>?|~^\t", *at) != NULL)
                fail_msg("a shell would act on: %s", at);
            assert_true(ak_buf_append(out, at, 1));
        }
    }
    return at;
}

void expect_az(const struct ak_plan *plan, const char *words)
{
    struct ak_buf out = ak_buf_init(AK_LIMIT_BODY);
    const char *at = plan->az;

    assert_non_null(at);
    for (at = take_command(at, &out); *at == '\n'; at = take_command(at + 1, &out))
        assert_true(ak_buf_puts(&out, "\n"));
    assert_string_equal(ak_buf_text(&out), words);
    ak_buf_release(&out);
}
