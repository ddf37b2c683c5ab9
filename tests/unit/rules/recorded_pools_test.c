/* recorded_pools_test.c: every recorded node pool gets an OS version, or a reason why not; and a
 * way out of what ends, or a reason why there is none. */
#include "config.h"

#include "unit/wire/recorded.h"

#include <strings.h>

#include "akscope/rules/way_out.h"
#include "unit/rules/built_in.h"

struct tally {
    const struct ak_facts *facts;
    size_t pools, unknown, found, not_needed, none;
};

static void check_os(const struct ak_pool *pool, struct tally *tally)
{
    struct ak_node_image image = ak_node_image_parse(pool->node_image_version);
    struct ak_pool_os os = ak_pool_os_find(pool, &image, false, tally->facts);

    tally->pools++;
    if (os.release != NULL)
        return;
    tally->unknown++;
    assert_non_null(os.note);
    print_message("# %s: %s, Kubernetes %s: %s\n", pool->name,
                  pool->os_sku != NULL ? pool->os_sku : "no OS SKU",
                  pool->kubernetes_version != NULL ? pool->kubernetes_version : "none", os.note);
}

static void check_way(const struct ak_cluster *cluster, const struct ak_pool *pool,
                      struct tally *tally)
{
    struct ak_arena *arena = ak_arena_new_scratch(0);
    struct ak_pool_surroundings around = {
        .cluster = cluster, .pool = pool, .facts = tally->facts, .today = {2026, 11, 23}};
    struct ak_way_out out = ak_way_out_find(&around, AK_WAY_TO_SUPPORTED, arena);

    assert_true((out.status == AK_WAY_FOUND) == (out.way_count > 0));
    assert_true((out.reason != NULL) == (out.status != AK_WAY_FOUND));
    assert_non_null(out.summary);
    for (size_t i = 0; i < out.way_count; i++) {
        const struct ak_way *way = &out.ways[i];

        assert_true(way->step_count > 0);
        assert_non_null(way->os.release);
        assert_true(way->os_end.severity < AK_SEVERITY_ENDED);
    }
    tally->found += out.status == AK_WAY_FOUND;
    tally->not_needed += out.status == AK_WAY_NOT_NEEDED;
    tally->none += out.status == AK_WAY_NONE;
    ak_arena_free(arena);
}

static void check_clusters(const struct ak_clusters *clusters, struct tally *tally)
{
    for (size_t i = 0; i < clusters->count; i++) {
        for (size_t j = 0; j < clusters->items[i].pool_count; j++) {
            check_os(&clusters->items[i].pools[j], tally);
            check_way(&clusters->items[i], &clusters->items[i].pools[j], tally);
        }
    }
}

static bool is_type(const cJSON *json, const char *end)
{
    const cJSON *type = recorded_at(json, "type");
    size_t len = cJSON_IsString(type) ? strlen(type->valuestring) : 0;

    return len > strlen(end) && cJSON_GetObjectItem(json, "properties") != NULL &&
           strcasecmp(type->valuestring + len - strlen(end), end) == 0;
}

static void visit_pools(const struct recorded *exchange, enum ak_codec codec, struct tally *tally)
{
    struct ak_payload *payload = recorded_decode(codec, "", exchange->body, exchange->file);

    for (size_t i = 0; i < payload->as.pools.count; i++)
        check_os(&payload->as.pools.items[i], tally);
    ak_payload_unref(payload);
}

static void visit_clusters(const struct recorded *exchange, enum ak_codec codec,
                           struct tally *tally)
{
    struct ak_payload *payload = recorded_decode(codec, "", exchange->body, exchange->file);

    check_clusters(&payload->as.clusters, tally);
    ak_payload_unref(payload);
}

static void visit(const struct recorded *exchange, void *context)
{
    const cJSON *list = recorded_at(exchange->body, "value");
    const cJSON *first = cJSON_IsArray(list) ? list->child : exchange->body;

    if (exchange->status >= 300 || !cJSON_IsObject(exchange->body))
        return;
    if (is_type(first, "/managedClusters"))
        visit_clusters(exchange, first == exchange->body ? AK_CODEC_CLUSTER : AK_CODEC_CLUSTERS,
                       context);
    else if (is_type(first, "/agentPools"))
        visit_pools(exchange, first == exchange->body ? AK_CODEC_POOL : AK_CODEC_POOLS, context);
}

static void every_recorded_pool_has_an_os_or_a_reason(void **state)
{
    struct tally tally = {.facts = *state};

    if (!recorded_is_there())
        skip();
    assert_true(recorded_visit("cassettes", visit, &tally) > 0);
    print_message("# %zu node pools: %zu with an unknown OS version; ways out: %zu found, %zu not "
                  "needed, %zu none\n",
                  tally.pools, tally.unknown, tally.found, tally.not_needed, tally.none);
    assert_true(tally.pools > 200);
    assert_true(tally.unknown * 20 < tally.pools);
    assert_true(tally.found > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_recorded_pool_has_an_os_or_a_reason),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
