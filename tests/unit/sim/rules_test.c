/* Every rule of data/rules.json is broken by a request that breaks no other, on the demonstration
 * fleet; and good requests break none. The cases are in rule_cases.json. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/sim/sim_fixture.h"
#include "tui/sim/book_int.h"
#include "tui/sim/file_int.h"
#include "tui/sim/json_int.h"
#include "tui/sim/pool_change_int.h"

/* What a request has when a case says nothing else. */
static const char plain[] = "{\"count\":1,\"vmSize\":\"Standard_D4s_v5\",\"mode\":\"User\","
                            "\"osType\":\"Linux\",\"osDiskSizeGB\":0,\"upgradeSettings\":{},"
                            "\"scaleSetPriority\":\"Regular\",\"spotMaxPrice\":-1}";

/* A case of rule_cases.json: the `rule` that it breaks (null: none), the `cluster` (ledger-prod
 * when it says none), the `pool` (one that is there is updated with what it has, another is new),
 * the `action` (when it isn't create or update), the day (`now`), what the `request` has beside
 * the plain things, and what was `settled` before: properties of the cluster and its pools, facts.
 */
static const char default_cluster[] = "ledger-prod";
static const char default_day[] = "2026-11-23";

static const char *text_or(const cJSON *row, const char *name, const char *fallback)
{
    const char *text = ak_sim_json_text(row, name);
    return *text != '\0' ? text : fallback;
}

static cJSON *read_cases(void)
{
    static const char name[] = "/tests/unit/sim/rule_cases.json";
    const char *srcdir = getenv("top_srcdir");
    struct ak_err err = ak_err_none();
    char path[512];
    char *text = NULL;
    size_t len = 0;
    (void)snprintf(path, sizeof path, "%s%s", srcdir != NULL ? srcdir : ".", name);
    if (ak_sim_file_read(path, &text, &len, &err) != 0) {
        fail_msg("%s", err.text);
    }
    cJSON *cases = cJSON_Parse(text);
    assert_non_null(cases);
    free(text);
    return cases;
}

static struct ak_sim_cluster *find_cluster(const struct sim_fixture *fixture, const char *name,
                                           struct ak_sim_subscription **owner)
{
    const struct ak_sim_world *world = fixture->sim.world;
    for (size_t i = 0; i < world->subscription_count; i++) {
        struct ak_sim_cluster *cluster = ak_sim_find_cluster(world->subscriptions[i], NULL, name);
        if (cluster != NULL) {
            *owner = world->subscriptions[i];
            return cluster;
        }
    }
    fail_msg("there is no cluster %s", name);
    return NULL;
}

static void settle(struct ak_sim_cluster *cluster, const cJSON *settled)
{
    const cJSON *pool = NULL;
    const cJSON *network = ak_sim_json_get(settled, "networkProfile");
    cJSON *properties = ak_sim_json_get(cluster->body, "properties");
    cJSON_ArrayForEach(pool, ak_sim_json_get(settled, "pools"))
    {
        struct ak_sim_pool *found = ak_sim_find_pool(cluster, pool->string);
        assert_non_null(found);
        ak_sim_json_merge(ak_sim_json_get(found->body, "properties"), pool);
    }
    if (network != NULL) {
        ak_sim_json_merge(ak_sim_json_get(properties, "networkProfile"), network);
    }
    if (ak_sim_json_get(settled, "location") != NULL) {
        ak_sim_json_set_text(cluster->body, "location", ak_sim_json_text(settled, "location"));
    }
}

/* NULL for an action that sends no properties. */
static cJSON *request_of(const cJSON *row, const struct ak_sim_pool *pool)
{
    const cJSON *patch = ak_sim_json_get(row, "request");
    if (patch == NULL) {
        return NULL;
    }
    cJSON *request = pool != NULL ? ak_sim_json_copy(ak_sim_json_get(pool->body, "properties"))
                                  : cJSON_Parse(plain);
    ak_sim_json_merge(request, patch);
    return request;
}

static void add_facts(struct ak_sim_pool_change *change, const cJSON *facts)
{
    const cJSON *fact = NULL;
    cJSON_ArrayForEach(fact, facts)
    {
        ak_sim_json_set(change->facts, fact->string, ak_sim_json_copy(fact));
    }
}

/* The id of the rule that the case breaks, "" for none; the book owns it. */
static const char *broken_rule(struct sim_fixture *fixture, const cJSON *row)
{
    struct ak_sim_subscription *subscription = NULL;
    struct ak_sim_cluster *cluster =
        find_cluster(fixture, text_or(row, "cluster", default_cluster), &subscription);
    const cJSON *settled = ak_sim_json_get(row, "settled");
    const char *name = ak_sim_json_text(row, "pool");
    settle(cluster, settled);
    const struct ak_sim_pool *pool = ak_sim_find_pool(cluster, name);
    struct ak_sim_pool_change change = {
        .sim = &fixture->sim,
        .subscription = subscription,
        .cluster = cluster,
        .pool = pool,
        .name = name,
        .action = text_or(row, "action", pool != NULL ? "update" : "create"),
    };
    cJSON *request = request_of(row, pool);
    ak_sim_pool_change_plan(&change, request);
    add_facts(&change, ak_sim_json_get(settled, "facts"));
    struct ak_sim_refusal refusal = {0};
    const char *rule = "";
    if (!ak_sim_pool_change_judge(&change, &refusal)) {
        rule = refusal.rule;
        assert_true(strlen(refusal.message) > 10);
        assert_null(strchr(refusal.message, '{')); /* every fact has been filled in */
    }
    ak_sim_refusal_release(&refusal);
    ak_sim_pool_change_release(&change);
    cJSON_Delete(request);
    return rule;
}

static bool is_as_wanted(const cJSON *row)
{
    struct sim_fixture fixture;
    const char *now = text_or(row, "now", default_day);
    sim_fixture_open(&fixture, (const char *const[]){"--now", now, "--seed", "3", NULL});
    const char *rule = broken_rule(&fixture, row);
    bool is_wanted = strcmp(rule, ak_sim_json_text(row, "rule")) == 0;
    if (!is_wanted) {
        char *text = cJSON_PrintUnformatted(row);
        print_error("%s: it breaks \"%s\"\n", text, rule);
        free(text);
    }
    sim_fixture_close(&fixture);
    return is_wanted;
}

static void each_request_breaks_the_rule_that_it_is_for(void **state)
{
    (void)state;
    cJSON *groups = read_cases();
    const cJSON *group = NULL;
    int wrong = 0;
    int count = 0;
    cJSON_ArrayForEach(group, groups)
    {
        const cJSON *row = NULL;
        cJSON_ArrayForEach(row, group)
        {
            wrong += !is_as_wanted(row);
            count++;
        }
    }
    cJSON_Delete(groups);
    assert_int_equal(wrong, 0);
    assert_true(count > 150);
}

static bool has_case(const cJSON *groups, const char *id)
{
    const cJSON *group = NULL;
    cJSON_ArrayForEach(group, groups)
    {
        const cJSON *row = NULL;
        cJSON_ArrayForEach(row, group)
        {
            if (strcmp(ak_sim_json_text(row, "rule"), id) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Those whose requests are too large for a table have tests below. */
static bool is_tested_below(const char *rule)
{
    static const char *const others[] = {"limit.pools", "tags.count", "tags.value"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(others[i], rule) == 0) {
            return true;
        }
    }
    return false;
}

static void every_rule_has_a_case(void **state)
{
    (void)state;
    struct ak_sim_book *book = ak_sim_book_new();
    cJSON *groups = read_cases();
    const cJSON *rule = NULL;
    int missing = 0;
    cJSON_ArrayForEach(rule, book->rules)
    {
        const char *id = ak_sim_json_text(rule, "id");
        if (!is_tested_below(id) && !has_case(groups, id)) {
            print_error("rule %s has no case\n", id);
            missing++;
        }
    }
    cJSON_Delete(groups);
    ak_sim_book_free(book);
    assert_int_equal(missing, 0);
}

/* A case with so many tags, the last with a value of so many letters. */
static cJSON *tagged_case(int count, int value_len)
{
    char value[512];
    cJSON *row = cJSON_CreateObject();
    cJSON *tags = cJSON_AddObjectToObject(cJSON_AddObjectToObject(row, "request"), "tags");
    assert_true(value_len < (int)sizeof value);
    memset(value, 'v', sizeof value);
    value[value_len] = '\0';
    cJSON_AddStringToObject(row, "pool", "x");
    for (int i = 0; i < count; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "tag%d", i);
        cJSON_AddStringToObject(tags, name, i == count - 1 ? value : "short");
    }
    return row;
}

static void tags_are_at_most_50_of_256_letters(void **state)
{
    (void)state;
    static const struct {
        int count;
        int value_len;
        const char *rule;
    } cases[] = {{50, 256, ""}, {51, 256, "tags.count"}, {50, 257, "tags.value"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_fixture fixture;
        sim_fixture_open(&fixture, (const char *const[]){"--now", default_day, NULL});
        cJSON *row = tagged_case(cases[i].count, cases[i].value_len);
        assert_string_equal(broken_rule(&fixture, row), cases[i].rule);
        cJSON_Delete(row);
        sim_fixture_close(&fixture);
    }
}

static void a_cluster_has_at_most_100_pools(void **state)
{
    (void)state;
    enum { POOLS = 100 };
    struct sim_fixture fixture;
    struct ak_sim_subscription *subscription = NULL;
    sim_fixture_open(&fixture, (const char *const[]){"--now", default_day, NULL});
    struct ak_sim_cluster *cluster = find_cluster(&fixture, default_cluster, &subscription);
    cJSON *row = cJSON_Parse("{\"pool\":\"x\",\"request\":{}}");
    for (int i = 0; (int)cluster->pool_count < POOLS; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "more%d", i);
        assert_string_equal(broken_rule(&fixture, row), "");
        (void)ak_sim_cluster_put_pool(cluster, name, cJSON_Parse("{\"properties\":{}}"));
    }
    assert_string_equal(broken_rule(&fixture, row), "limit.pools");
    cJSON_Delete(row);
    sim_fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_breaks_the_rule_that_it_is_for),
        cmocka_unit_test(every_rule_has_a_case),
        cmocka_unit_test(tags_are_at_most_50_of_256_letters),
        cmocka_unit_test(a_cluster_has_at_most_100_pools),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
