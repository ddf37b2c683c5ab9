/* rights_test.c: which actions permissions give, which a change needs, and what is not known. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/text.h"
#include "akscope/rules/rights.h"

#define SUBSCRIPTION "/subscriptions/11111111-2222-3333-4444-555555555555"
#define CLUSTER                                                                                    \
    SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/pay"
#define AKS "Microsoft.ContainerService/managedClusters/"
#define WRITE AKS "agentPools/write"
#define FEATURE                                                                                    \
    SUBSCRIPTION "/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/X"

enum { ITEMS_MOST = 3, TEXTS_MOST = 4, NOW = 1000000 };

/* A permission as a test writes it. */
struct given {
    const char *actions[TEXTS_MOST];
    const char *not_actions[TEXTS_MOST];
    const char *condition;
};

static struct ak_texts texts_of(const char *const *items)
{
    size_t count = 0;

    while (count < TEXTS_MOST && items[count] != NULL)
        count++;
    return (struct ak_texts){.items = items, .count = count};
}

/* ---- patterns ---- */

static const struct {
    const char *name;
    struct given items[ITEMS_MOST];
    size_t count;
    const char *action;
    enum ak_answer answer;
} patterns[] = {
    {"all", {{.actions = {"*"}}}, 1, WRITE, AK_YES},
    {"the action itself", {{.actions = {WRITE}}}, 1, WRITE, AK_YES},
    {"the action in other letters",
     {{.actions = {"MICROSOFT.CONTAINERSERVICE/managedclusters/AGENTPOOLS/Write"}}},
     1,
     WRITE,
     AK_YES},
    {"another action", {{.actions = {AKS "agentPools/read"}}}, 1, WRITE, AK_NO},
    {"a beginning is not enough", {{.actions = {AKS "agentPools"}}}, 1, WRITE, AK_NO},
    {"nor is an end", {{.actions = {"agentPools/write"}}}, 1, WRITE, AK_NO},
    {"an asterisk at the end", {{.actions = {"Microsoft.ContainerService/*"}}}, 1, WRITE, AK_YES},
    {"an asterisk at the beginning", {{.actions = {"*/write"}}}, 1, WRITE, AK_YES},
    {"an asterisk over several parts",
     {{.actions = {"Microsoft.ContainerService/*/write"}}},
     1,
     WRITE,
     AK_YES},
    {"an asterisk within a part", {{.actions = {AKS "agent*/w*e"}}}, 1, WRITE, AK_YES},
    {"several asterisks, one taken back",
     {{.actions = {"*/agentPools/*/action"}}},
     1,
     AKS "agentPools/upgradeNodeImageVersion/action",
     AK_YES},
    {"an asterisk stands for nothing too", {{.actions = {WRITE "*"}}}, 1, WRITE, AK_YES},
    {"readers do not write", {{.actions = {"*/read"}}}, 1, WRITE, AK_NO},
    {"a cluster's write is not that of its pools", {{.actions = {AKS "write"}}}, 1, WRITE, AK_NO},
    {"a not-action takes out",
     {{.actions = {"*"}, .not_actions = {"*/agentPools/write"}}},
     1,
     WRITE,
     AK_NO},
    {"in other letters too",
     {{.actions = {"*"}, .not_actions = {"*/AGENTPOOLS/WRITE"}}},
     1,
     WRITE,
     AK_NO},
    {"not-actions of something else",
     {{.actions = {"*"}, .not_actions = {"Microsoft.Authorization/*/Write"}}},
     1,
     WRITE,
     AK_YES},
    {"the second of two not-actions",
     {{.actions = {"*"}, .not_actions = {"x", AKS "*"}}},
     1,
     WRITE,
     AK_NO},
    {"what one role takes out, another gives",
     {{.actions = {"*"}, .not_actions = {WRITE}}, {.actions = {AKS "agentPools/*"}}},
     2,
     WRITE,
     AK_YES},
    {"the order does not matter",
     {{.actions = {AKS "agentPools/*"}}, {.actions = {"*"}, .not_actions = {WRITE}}},
     2,
     WRITE,
     AK_YES},
    {"roles add up", {{.actions = {"*/read"}}, {.actions = {WRITE}}}, 2, WRITE, AK_YES},
    {"but only what they have",
     {{.actions = {"*/read"}}, {.actions = {AKS "delete"}}},
     2,
     WRITE,
     AK_NO},
    {"one without actions", {{.actions = {NULL}}}, 1, WRITE, AK_NO},
    {"none at all", {{.actions = {NULL}}}, 0, WRITE, AK_UNKNOWN},
    {"on a condition",
     {{.actions = {"*"}, .condition = "@Resource[x] == 1"}},
     1,
     WRITE,
     AK_UNKNOWN},
    {"on a condition that is of something else",
     {{.actions = {"*/read"}, .condition = "@Resource[x] == 1"}},
     1,
     WRITE,
     AK_NO},
    {"on a condition, and without",
     {{.actions = {"*"}, .condition = "@Resource[x] == 1"}, {.actions = {WRITE}}},
     2,
     WRITE,
     AK_YES},
};

static void permissions_give_actions(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct ak_permission items[ITEMS_MOST];
        struct ak_permissions permissions = {.items = items, .count = patterns[i].count};

        for (size_t j = 0; j < patterns[i].count; j++)
            items[j] =
                (struct ak_permission){.actions = texts_of(patterns[i].items[j].actions),
                                       .not_actions = texts_of(patterns[i].items[j].not_actions),
                                       .condition = patterns[i].items[j].condition};
        if (ak_permissions_allow(&permissions, patterns[i].action) != patterns[i].answer)
            fail_msg("%s: %d", patterns[i].name,
                     (int)ak_permissions_allow(&permissions, patterns[i].action));
    }
    assert_int_equal(ak_permissions_allow(NULL, WRITE), AK_UNKNOWN);
}

/* ---- what changes need ---- */

static void every_change_needs_a_right(void **state)
{
    (void)state;
    for (int i = 0; i < AK_INTENT_COUNT; i++) {
        const struct ak_right *right = ak_right_get((enum ak_intent_kind)i, 0);

        if (right == NULL)
            fail_msg("%s needs nothing", ak_intent_get((enum ak_intent_kind)i)->name);
    }
    assert_non_null(ak_right_get(AK_INTENT_FEATURE_REGISTER, 1));
    assert_null(ak_right_get(AK_INTENT_FEATURE_REGISTER, 2));
    assert_null(ak_right_get(AK_INTENT_POOL_ADD, 1));
}

static void permissions_are_asked_for_at_the_cluster_or_the_subscription(void **state)
{
    static const struct {
        enum ak_intent_kind kind;
        const char *id, *key;
    } cases[] = {
        {AK_INTENT_POOL_SCALE, CLUSTER "/agentPools/batch", CLUSTER},
        {AK_INTENT_POOL_ADD, CLUSTER, CLUSTER},
        {AK_INTENT_CLUSTER_UPGRADE, CLUSTER, CLUSTER},
        {AK_INTENT_FEATURE_REGISTER, FEATURE, SUBSCRIPTION},
        {AK_INTENT_FEATURE_REGISTER, SUBSCRIPTION, SUBSCRIPTION},
        {AK_INTENT_POOL_ADD, "", NULL},
        {AK_INTENT_POOL_ADD, "/providers/x", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_demands demands = ak_demands_init();

        ak_rights_demand(cases[i].kind, cases[i].id, &demands);
        assert_int_equal(demands.items.len, cases[i].key != NULL);
        if (cases[i].key != NULL) {
            const struct ak_demand *demand = ak_vec_at(&demands.items, 0);

            assert_int_equal(demand->topic, AK_TOPIC_PERMISSIONS);
            assert_string_equal(demand->key, cases[i].key);
            assert_true(demand->interval_s < AK_RIGHTS_COUNT_S);
        }
        ak_demands_release(&demands);
    }
}

/* ---- what is known ---- */

/* A snapshot that knows of one scope that its readers may read. */
static struct ak_snap *snap_with(const char *scope, const struct ak_slot *as)
{
    static const char *const actions[] = {"*/read"};
    static const struct ak_permission reader = {.actions = {.items = actions, .count = 1}};
    struct ak_snap *empty = ak_snap_new();
    struct ak_payload *payload = ak_payload_new(AK_TOPIC_PERMISSIONS, 0);
    struct ak_slot slot = *as;
    struct ak_snap *snap;

    payload->as.permissions = (struct ak_permissions){.items = &reader, .count = 1};
    slot.topic = AK_TOPIC_PERMISSIONS;
    slot.key = (char *)(uintptr_t)scope;
    slot.payload = payload;
    snap = ak_snap_with_slot(empty, &slot);
    ak_payload_unref(payload);
    ak_snap_unref(empty);
    return snap;
}

static void only_what_was_read_just_now_refuses(void **state)
{
    static const struct {
        const char *name;
        const char *scope;
        struct ak_slot slot;
        bool lacks;
    } cases[] = {
        {"just read", CLUSTER, {.status = AK_SLOT_OK, .fetched_at = NOW}, true},
        {"in other letters",
         "/SUBSCRIPTIONS/11111111-2222-3333-4444-555555555555/resourcegroups/RG/providers/"
         "Microsoft.ContainerService/managedclusters/PAY",
         {.status = AK_SLOT_OK, .fetched_at = NOW},
         true},
        {"five minutes ago",
         CLUSTER,
         {.status = AK_SLOT_OK, .fetched_at = NOW - AK_RIGHTS_COUNT_S},
         true},
        {"longer ago",
         CLUSTER,
         {.status = AK_SLOT_OK, .fetched_at = NOW - AK_RIGHTS_COUNT_S - 1},
         false},
        {"not read again since", CLUSTER, {.status = AK_SLOT_STALE, .fetched_at = NOW - 9}, true},
        {"not readable any more",
         CLUSTER,
         {.status = AK_SLOT_FORBIDDEN, .fetched_at = NOW - 9},
         false},
        {"of the last session",
         CLUSTER,
         {.status = AK_SLOT_STALE, .from_cache = true, .fetched_at = NOW - 9},
         false},
        {"of the subscription", SUBSCRIPTION, {.status = AK_SLOT_OK, .fetched_at = NOW}, false},
        {"of another cluster", CLUSTER "2", {.status = AK_SLOT_OK, .fetched_at = NOW}, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_snap *snap = snap_with(cases[i].scope, &cases[i].slot);
        struct ak_lack lack = {.right = NULL};

        if (ak_rights_lack(snap, AK_INTENT_POOL_DELETE, CLUSTER "/agentPools/batch", NOW, &lack) !=
            cases[i].lacks)
            fail_msg("%s", cases[i].name);
        if (cases[i].lacks) {
            assert_string_equal(lack.right->action, AKS "agentPools/delete");
            assert_string_equal(lack.scope, CLUSTER);
        }
        ak_snap_unref(snap);
    }
}

static void what_was_never_asked_for_refuses_nothing(void **state)
{
    struct ak_snap *snap = ak_snap_new();
    struct ak_slot failed = {.topic = AK_TOPIC_PERMISSIONS,
                             .key = (char *)(uintptr_t)CLUSTER,
                             .status = AK_SLOT_FORBIDDEN};
    struct ak_snap *refused = ak_snap_with_slot(snap, &failed);
    struct ak_lack lack;

    (void)state;
    for (int i = 0; i < AK_INTENT_COUNT; i++) {
        assert_false(ak_rights_lack(snap, (enum ak_intent_kind)i, CLUSTER, NOW, &lack));
        assert_false(ak_rights_lack(refused, (enum ak_intent_kind)i, CLUSTER, NOW, &lack));
    }
    ak_snap_unref(refused);
    ak_snap_unref(snap);
}

/* ---- words ---- */

static void the_sentence_names_action_scope_and_role(void **state)
{
    static const struct {
        enum ak_intent_kind kind;
        size_t n;
        const char *scope, *words;
    } cases[] = {
        {AK_INTENT_POOL_ADD, 0, CLUSTER,
         "You lack " WRITE " on the cluster pay; the role Contributor gives it."},
        {AK_INTENT_CLUSTER_UPGRADE, 0, CLUSTER,
         "You lack " AKS "write on the cluster pay; the role Azure Kubernetes Service Contributor "
         "Role gives it."},
        {AK_INTENT_FEATURE_REGISTER, 1, SUBSCRIPTION,
         "You lack Microsoft.ContainerService/register/action on the subscription "
         "11111111-2222-3333-4444-555555555555; the role Contributor gives it."},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_lack lack = {.right = ak_right_get(cases[i].kind, cases[i].n)};
        char words[AK_RIGHT_WORDS_SIZE];

        ak_text_copy(lack.scope, sizeof lack.scope, cases[i].scope);
        assert_string_equal(ak_lack_say(&lack, words, sizeof words), cases[i].words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(permissions_give_actions),
        cmocka_unit_test(every_change_needs_a_right),
        cmocka_unit_test(permissions_are_asked_for_at_the_cluster_or_the_subscription),
        cmocka_unit_test(only_what_was_read_just_now_refuses),
        cmocka_unit_test(what_was_never_asked_for_refuses_nothing),
        cmocka_unit_test(the_sentence_names_action_scope_and_role),
    };

    return cmocka_run_group_tests_name("rules/rights", tests, NULL, NULL);
}
