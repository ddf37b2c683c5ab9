/* frame_test.c: what every plan has in common: what must be read, what is missing, commands as
 * data, differences. */
#include "config.h"

#include "unit/actions/plan_case.h"
#include "unit/rules/built_in.h"

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/text.h"

/* ---- what must be read ---- */

static void demands(void **state)
{
    static const struct {
        enum ak_intent_kind kind;
        const char *topics;
    } cases[] = {
        {AK_INTENT_POOL_ADD, "clusters vm-sizes usages versions features permissions "},
        {AK_INTENT_POOL_DELETE, "clusters pools permissions "},
        {AK_INTENT_POOL_SCALE, "clusters resource vm-sizes usages permissions "},
        {AK_INTENT_POOL_UPDATE, "clusters resource vm-sizes usages features permissions "},
        {AK_INTENT_POOL_UPGRADE_IMAGE, "clusters vm-sizes usages pool-upgrades pools permissions "},
        {AK_INTENT_POOL_UPGRADE, "clusters resource vm-sizes usages pool-upgrades permissions "},
        {AK_INTENT_CLUSTER_UPGRADE, "clusters resource cluster-upgrades permissions "},
        {AK_INTENT_POOL_START, "clusters resource vm-sizes usages permissions "},
        {AK_INTENT_POOL_STOP, "clusters resource permissions "},
        {AK_INTENT_POOL_ABORT, "clusters pools permissions "},
        {AK_INTENT_POOL_RECONCILE, "clusters resource permissions "},
        {AK_INTENT_FEATURE_REGISTER, "features permissions "},
    };
    struct plan_case c = plan_case_open(*state);

    assert_int_equal(sizeof cases / sizeof cases[0], AK_INTENT_COUNT);
    for (size_t i = 0; i < AK_INTENT_COUNT; i++) {
        struct ak_intent intent = change_of(cases[i].kind, "system");
        struct ak_demands demands = ak_demands_init();
        struct ak_buf topics = ak_buf_init(1024);

        ak_plan_demand(&intent, c.snap, &demands);
        for (size_t j = 0; j < demands.items.len; j++) {
            const struct ak_demand *demand = ak_vec_at(&demands.items, j);

            assert_true(ak_buf_printf(&topics, "%s ", ak_topic_name(demand->topic)));
            assert_non_null(ak_snap_find(c.snap, demand->topic, demand->key));
        }
        assert_string_equal(ak_buf_text(&topics), cases[i].topics);
        ak_buf_release(&topics);
        ak_demands_release(&demands);
        ak_intent_release(&intent);
    }
    plan_case_close(&c);
}

/* Without the cluster its region is not known: the rest is demanded when it is. */
static void demands_without_the_cluster(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_intent intent = change_of(AK_INTENT_POOL_SCALE, "system");
    struct ak_demands demands = ak_demands_init();

    plan_case_forget(&c, AK_TOPIC_CLUSTERS, SUBSCRIPTION);
    ak_plan_demand(&intent, c.snap, &demands);
    assert_int_equal(demands.items.len, 3);
    const struct ak_demand *demand = ak_vec_at(&demands.items, 1);
    assert_string_equal(demand->key, POOL "system");
    demand = ak_vec_at(&demands.items, 2);
    assert_string_equal(demand->key, CLUSTER);
    ak_demands_release(&demands);
    ak_intent_release(&intent);
    plan_case_close(&c);
}

/* ---- what is missing ---- */

static void what_is_not_read_yet_is_waited_for(void **state)
{
    static const struct {
        enum ak_topic topic;
        const char *key, *phrase;
    } cases[] = {
        {AK_TOPIC_CLUSTERS, SUBSCRIPTION, "the cluster"},
        {AK_TOPIC_RESOURCE, POOL "system", "the node pool as it is now"},
        {AK_TOPIC_VM_SIZES, REGION, "the VM sizes of the region"},
        {AK_TOPIC_USAGES, REGION, "the quota of the region"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_case c = plan_case_open(*state);

        plan_case_forget(&c, cases[i].topic, cases[i].key);
        struct ak_plan *plan =
            plan_of(&c, change_with(AK_INTENT_POOL_SCALE, "system", "node-count", "4", NULL));
        assert_string_equal(plan->missing, cases[i].phrase);
        assert_false(ak_violations_refuse(&plan->violations));
        assert_int_equal(plan->request_count, 0);
        assert_false(ak_plan_is_ready(plan));
        assert_string_equal(plan->title, "scale system in payments-prod");
        ak_plan_free(plan);
    }
}

static void all_that_is_missing_is_told(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_forget(&c, AK_TOPIC_RESOURCE, POOL "system");
    plan_case_forget(&c, AK_TOPIC_USAGES, REGION);
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_SCALE, "system", "node-count", "4", NULL));
    assert_string_equal(plan->missing, "the node pool as it is now, the quota of the region");
    ak_plan_free(plan);
}

/* The quota may be nobody's to read: the change is possible all the same, and says so. */
static void what_was_refused_is_not_checked(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_fail(&c, AK_TOPIC_USAGES, REGION, AK_ERR_FORBIDDEN, "needs Microsoft.Compute read");
    plan_case_fail(&c, AK_TOPIC_VM_SIZES, REGION, AK_ERR_UNAVAILABLE, "502");
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_SCALE, "system", "node-count", "50", NULL));
    expect_request(plan, AK_CHANGE_PUT_POOL, POOL "system");
    expect_line(plan, AK_PLAN_WARNING,
                "Not checked: the quota of the region (Azure refused access: "
                "needs Microsoft.Compute read).");
    expect_line(plan, AK_PLAN_WARNING,
                "Not checked: the VM sizes of the region (Azure is unwell: "
                "502).");
    assert_true(plan->violations.items.len > 0);
    const struct ak_violation *violation = ak_vec_at(&plan->violations.items, 0);
    assert_int_equal(violation->weight, AK_VIOLATION_REMARK);
    assert_non_null(strstr(violation->text, "not checked"));
    ak_plan_free(plan);
}

static void without_the_body_nothing_can_be_sent(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_fail(&c, AK_TOPIC_RESOURCE, POOL "system", AK_ERR_FORBIDDEN, "no role");
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_SCALE, "system", "node-count", "4", NULL));
    assert_string_equal(plan->missing,
                        "the node pool as it is now (Azure refused access: no role)");
    assert_false(ak_plan_is_ready(plan));
    /* What it would do is told all the same. */
    expect_line(plan, AK_PLAN_PLAIN, "3 → 4 nodes.");
    ak_plan_free(plan);
}

static void a_body_that_can_t_be_kept_is_not_sent(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_edit(&c, POOL "system", "properties.unknownToUs", "9007199254740994");
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_SCALE, "system", "node-count", "4", NULL));
    assert_non_null(strstr(plan->missing, "beyond 2^53"));
    assert_int_equal(plan->request_count, 0);
    ak_plan_free(plan);
}

/* The list of the last session is too old to act on. */
static void the_cache_is_not_enough(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_slot slot = *ak_snap_find(c.snap, AK_TOPIC_CLUSTERS, SUBSCRIPTION);

    slot.from_cache = true;
    struct ak_snap *next = ak_snap_with_slot(c.snap, &slot);
    ak_snap_unref(c.snap);
    c.snap = next;
    struct ak_plan *plan = plan_of(&c, change_of(AK_INTENT_POOL_STOP, "cvmpool"));
    assert_string_equal(plan->missing, "the cluster");
    ak_plan_free(plan);
}

/* ---- rights ---- */

static const char reader[] = "{\"value\":[{\"actions\":[\"*/read\"],\"notActions\":[]}]}";

static void what_azure_would_refuse_this_person_is_refused_here(void **state)
{
    static const struct {
        enum ak_intent_kind kind;
        const char *action;
    } cases[] = {
        {AK_INTENT_POOL_ADD, "agentPools/write on the cluster payments-prod"},
        {AK_INTENT_POOL_DELETE, "agentPools/delete on the cluster payments-prod"},
        {AK_INTENT_POOL_STOP, "agentPools/write on the cluster payments-prod"},
        {AK_INTENT_POOL_UPGRADE_IMAGE, "agentPools/upgradeNodeImageVersion/action on the cluster"},
        {AK_INTENT_CLUSTER_UPGRADE, "managedClusters/write on the cluster payments-prod"},
        {AK_INTENT_FEATURE_REGISTER, "features/register/action on the subscription " SUBSCRIPTION},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_case c = plan_case_open(*state);
        struct ak_intent intent = change_of(cases[i].kind, "cvmpool");

        if (cases[i].kind == AK_INTENT_FEATURE_REGISTER)
            intent.feature = ak_strdup("AzureLinuxCVMPreview");
        plan_case_put(&c, AK_CODEC_PERMISSIONS, CLUSTER, reader);
        plan_case_put(&c, AK_CODEC_PERMISSIONS, "/subscriptions/" SUBSCRIPTION, reader);
        struct ak_plan *plan = plan_of(&c, intent);
        expect_refused(plan, "rights.missing", cases[i].action);
        assert_true(plan->is_forbidden);
        ak_plan_free(plan);
    }
}

/* Where nobody knows, Azure has the word. */
static void rights_that_are_not_known_refuse_nothing(void **state)
{
    for (int i = 0; i < 4; i++) {
        struct plan_case c = plan_case_open(*state);
        struct ak_slot slot;
        struct ak_snap *next;

        plan_case_put(&c, AK_CODEC_PERMISSIONS, CLUSTER, reader);
        slot = *ak_snap_find(c.snap, AK_TOPIC_PERMISSIONS, CLUSTER);
        if (i == 0)
            plan_case_forget(&c, AK_TOPIC_PERMISSIONS, CLUSTER);
        else if (i == 1)
            plan_case_fail(&c, AK_TOPIC_PERMISSIONS, CLUSTER, AK_ERR_FORBIDDEN, "no role");
        else if (i == 2)
            plan_case_fail(&c, AK_TOPIC_PERMISSIONS, CLUSTER, AK_ERR_UNAVAILABLE, "502");
        slot.fetched_at -= 301;
        if (i == 3) {
            next = ak_snap_with_slot(c.snap, &slot);
            ak_snap_unref(c.snap);
            c.snap = next;
        }
        struct ak_plan *plan = plan_of(&c, change_of(AK_INTENT_POOL_STOP, "cvmpool"));
        expect_request(plan, AK_CHANGE_PUT_POOL, POOL "cvmpool");
        assert_false(plan->is_forbidden);
        reject_line(plan, "Not checked");
        ak_plan_free(plan);
    }
}

/* ---- what is there ---- */

static void a_cluster_that_is_gone(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_put(&c, AK_CODEC_CLUSTERS, SUBSCRIPTION, "{\"value\":[]}");
    struct ak_plan *plan = plan_of(&c, change_of(AK_INTENT_POOL_STOP, "cvmpool"));
    expect_refused(plan, "cluster.gone", "no cluster payments-prod");
    assert_null(plan->az);
    ak_plan_free(plan);
}

/* What is shown is what the etag stands for, not what a list said before. */
static void the_body_counts(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_edit(&c, POOL "system", "properties.count", "8");
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_SCALE, "system", "node-count", "9", NULL));
    expect_line(plan, AK_PLAN_PLAIN, "8 → 9 nodes.");
    ak_plan_free(plan);
}

/* ---- commands ---- */

static void values_are_data_to_a_shell(void **state)
{
    static const struct {
        const char *tags;
        const char *text;  /* as it stands in the command */
        const char *words; /* as a shell reads it */
    } cases[] = {
        {"a=b", "a=b", "a=b"},
        {"a=b c", "'a=b c'", "a=b c"},
        {"a=$(reboot)", "'a=$(reboot)'", "a=$(reboot)"},
        {"a=`x`;y&z|w>v", "'a=`x`;y&z|w>v'", "a=`x`;y&z|w>v"},
        {"a=it's", "'a=it'\\''s'", "a=it's"},
        {"a=\"!#~*?[]{}", "'a=\"!#~*?[]{}'", "a=\"!#~*?[]{}"},
        {"a=C:\\dir", "'a=C:\\dir'", "a=C:\\dir"},
        {"a=\xC3\xA9", "'a=\xC3\xA9'", "a=\xC3\xA9"},
        {"a=x\ny", "$'a=x\\012y'", "a=x\ny"},
        {"a='\\\x1b[2J\xC3\xA9", "$'a=\\'\\\\\\033[2J\xC3\xA9'", "a='\\\x1b[2J\xC3\xA9"},
        {"a=\xE2\x80\xAEx", "$'a=\\342\\200\\256x'", "a=\xE2\x80\xAEx"},
        {"a=\xFFx", "$'a=\\377x'", "a=\xFFx"},
        {"-x=y", "=-x=y", "=-x=y"},
        {"=x", "'=x'", "=x"},
        {"", "''", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_case c = plan_case_open(*state);
        struct ak_plan *plan =
            plan_of(&c, change_with(AK_INTENT_POOL_UPDATE, "batch", "tags", cases[i].tags, NULL));
        const char *at = strstr(plan->az, "--tags") + strlen("--tags");
        char words[1024];

        assert_string_equal(at + (*at == ' ' ? 1 : 0), cases[i].text);
        assert_true(ak_text_is_clean(plan->az, strlen(plan->az)));
        snprintf(
            words, sizeof words,
            "az|aks|nodepool|update|--subscription|" SUBSCRIPTION
            "|--resource-group|rg-payments|--cluster-name|payments-prod|--name|batch|--tags%s%s",
            cases[i].text[0] == '=' ? "" : "|", cases[i].words);
        expect_az(plan, words);
        ak_plan_free(plan);
    }
}

/* Half a command is worse than none. */
static void a_command_that_is_too_long_is_left_out(void **state)
{
    struct plan_case c = plan_case_open(*state);
    char *tags = ak_alloc(70001, 1);

    memset(tags, 'x', 70000);
    tags[1] = '=';
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_UPDATE, "batch", "tags", tags, NULL));
    assert_null(plan->az);
    free(tags);
    ak_plan_free(plan);
}

static void what_was_typed_is_safe_to_show(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan = plan_of(&c, change_with(AK_INTENT_POOL_ADD, NULL, "name", "a\x1b[2Jb",
                                                   "node-vm-size", "Standard_\xE2\x80\xAE", NULL));

    assert_true(ak_text_is_clean(plan->title, strlen(plan->title)));
    assert_true(ak_text_is_clean(plan->summary, strlen(plan->summary)));
    for (size_t i = 0; i < plan->line_count; i++)
        assert_true(ak_text_is_clean(plan->lines[i].text, strlen(plan->lines[i].text)));
    for (size_t i = 0; i < plan->violations.items.len; i++) {
        const struct ak_violation *violation = ak_vec_at(&plan->violations.items, i);

        assert_true(ak_text_is_clean(violation->text, strlen(violation->text)));
    }
    assert_false(ak_plan_is_ready(plan));
    ak_plan_free(plan);
}

/* ---- differences ---- */

static void differences(void **state)
{
    static const struct {
        const char *before, *after, *text;
    } cases[] = {
        {"{\"properties\":{\"count\":3,\"eTag\":\"a\"}}",
         "{\"properties\":{\"count\":5,\"eTag\":\"b\"}}", "properties.count: 3 → 5"},
        {"{\"a\":1}", "{\"a\":1}", ""},
        {"{\"a\":1,\"b\":[\"x\"]}", "{\"b\":[\"x\",\"y\"],\"c\":\"z\"}",
         "a: 1 → none\nb: [\"x\"] → [\"x\",\"y\"]\nc: none → \"z\""},
        {"{\"etag\":\"a\"}", "{\"etag\":\"b\"}", ""},
        {"{\"a\":1}", "oops", "it can't be told what changed: not JSON at byte 0 of 4"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_arena *arena = ak_arena_new(0);

        assert_string_equal(ak_plan_difference(cases[i].before, cases[i].after, arena),
                            cases[i].text);
        ak_arena_free(arena);
    }
    ak_plan_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(demands),
        cmocka_unit_test(demands_without_the_cluster),
        cmocka_unit_test(what_is_not_read_yet_is_waited_for),
        cmocka_unit_test(all_that_is_missing_is_told),
        cmocka_unit_test(what_was_refused_is_not_checked),
        cmocka_unit_test(without_the_body_nothing_can_be_sent),
        cmocka_unit_test(a_body_that_can_t_be_kept_is_not_sent),
        cmocka_unit_test(the_cache_is_not_enough),
        cmocka_unit_test(what_azure_would_refuse_this_person_is_refused_here),
        cmocka_unit_test(rights_that_are_not_known_refuse_nothing),
        cmocka_unit_test(a_cluster_that_is_gone),
        cmocka_unit_test(the_body_counts),
        cmocka_unit_test(values_are_data_to_a_shell),
        cmocka_unit_test(a_command_that_is_too_long_is_left_out),
        cmocka_unit_test(what_was_typed_is_safe_to_show),
        cmocka_unit_test(differences),
    };

    return cmocka_run_group_tests_name("actions/frame", tests, built_in_setup, built_in_teardown);
}
