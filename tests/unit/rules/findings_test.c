/* findings_test.c: what is found in the fixture's fleet, each finding beside a golden one; how
 * findings are known again, fail and stand together; a part of a fleet. */
#include "config.h"

#include <stdio.h>

#include "akscope/base/buf.h"
#include "akscope/rules/findings.h"
#include "support/fixture_case.h"
#include "support/golden.h"

enum { TEXT_MAX = 1024 * 1024 };

static struct ak_findings collected(const struct fixture *fixture, struct ak_arena *arena)
{
    return ak_findings_collect(fixture->fleet, fixture->snap, arena);
}

/* ---- which there are ---- */

static void put_finding(struct ak_buf *text, const struct ak_finding *finding)
{
    char day[AK_DATE_TEXT_SIZE];

    assert_true(
        ak_buf_printf(text, "%s %s %s%s%s: %s\n", ak_finding_severity_get(finding->severity)->name,
                      ak_finding_rule_get(finding->rule)->id, finding->cluster->cluster->name,
                      finding->pool != NULL ? "/" : "",
                      finding->pool != NULL ? finding->pool->pool->name : "", finding->what));
    assert_true(ak_buf_printf(text, "  %s.\n  when %s, %d d; %lld nodes; %s\n", finding->message,
                              finding->has_days ? ak_date_iso(finding->when, day) : "-",
                              finding->has_days ? finding->days : 0, (long long)finding->nodes,
                              finding->fingerprint));
    assert_true(ak_buf_printf(text, "  way out: %s\n", finding->way_out));
    for (size_t i = 0; i < finding->steps.count; i++)
        assert_true(ak_buf_printf(text, "    %zu %s\n", i + 1, finding->steps.items[i]));
    assert_true(ak_buf_printf(text, "  source: %s\n", finding->source->name));
}

static void findings_are_as_the_golden_ones(void **state)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_findings findings = collected(*state, arena);
    struct ak_buf text = ak_buf_init(TEXT_MAX);
    const char *source = getenv("top_srcdir");
    char path[4096];

    for (size_t i = 0; i < findings.count; i++)
        put_finding(&text, &findings.items[i]);
    snprintf(path, sizeof path, "%s/tests/unit/rules/findings.golden",
             source != NULL ? source : ".");
    assert_true(golden_compare(path, ak_buf_text(&text), stderr));
    ak_buf_release(&text);
    ak_arena_free(arena);
}

/* The worst first; where the severity is the same, the nearest. */
static void the_worst_come_first(void **state)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_findings findings = collected(*state, arena);

    assert_in_range(findings.count, 10, 1000);
    for (size_t i = 1; i < findings.count; i++) {
        const struct ak_finding *before = &findings.items[i - 1];
        const struct ak_finding *finding = &findings.items[i];

        assert_true(before->severity >= finding->severity);
        if (before->severity == finding->severity && before->has_days && finding->has_days)
            assert_true(before->days <= finding->days);
    }
    ak_arena_free(arena);
}

/* Each deadline of each pool has its finding, and nothing else has one. */
static void no_deadline_is_left_out(void **state)
{
    const struct fixture *fixture = *state;
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_findings findings = collected(fixture, arena);
    size_t wanted[AK_FINDING_RULE_COUNT] = {0};
    size_t found[AK_FINDING_RULE_COUNT] = {0};

    for (size_t i = 0; i < fixture->fleet->cluster_count; i++) {
        const struct ak_fleet_cluster *cluster = &fixture->fleet->clusters[i];

        wanted[AK_FINDING_KUBERNETES] += cluster->kubernetes_end->severity > AK_SEVERITY_NONE;
        wanted[AK_FINDING_CLUSTER] += cluster->other_end_count;
    }
    for (size_t i = 0; i < fixture->fleet->pool_count; i++) {
        const struct ak_fleet_pool *pool = &fixture->fleet->pools[i];
        const struct ak_retirement *clusters = pool->cluster->kubernetes_end;

        wanted[AK_FINDING_OS] += pool->os_end->severity > AK_SEVERITY_NONE;
        wanted[AK_FINDING_KUBERNETES] += pool->kubernetes_end->severity > AK_SEVERITY_NONE &&
                                         strcmp(pool->kubernetes_end->what, clusters->what) != 0;
        wanted[AK_FINDING_POOL] += pool->other_end_count;
        wanted[AK_FINDING_CVM_CONFLICT] += pool->cvm.status == AK_CVM_CONFLICT;
        wanted[AK_FINDING_IMAGE_AGE] +=
            ak_date_is_set(pool->image_date) && pool->image_age_days >= AK_IMAGE_TOO_OLD_DAYS;
    }
    for (size_t i = 0; i < findings.count; i++)
        found[findings.items[i].rule]++;
    assert_memory_equal(found, wanted, sizeof wanted);
    assert_true(wanted[AK_FINDING_OS] > 0 && wanted[AK_FINDING_KUBERNETES] > 0 &&
                wanted[AK_FINDING_IMAGE_AGE] > 0 && wanted[AK_FINDING_CVM_CONFLICT] > 0);
    ak_arena_free(arena);
}

static void the_policy_says_which_images_are_old(void **state)
{
    const struct fixture *fixture = *state;
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_facts lenient = *fixture->facts;

    lenient.image_policy = (struct ak_image_policy){.old_days = 10000, .too_old_days = 10000};
    struct ak_fleet *fleet = ak_fleet_build(fixture->snap, &lenient, fixture->fleet->today);
    struct ak_findings findings = ak_findings_collect(fleet, fixture->snap, arena);
    for (size_t i = 0; i < findings.count; i++)
        assert_int_not_equal(findings.items[i].rule, AK_FINDING_IMAGE_AGE);
    ak_fleet_unref(fleet);
    ak_arena_free(arena);
}

/* What has no newer one can't be upgraded. */
static void the_newest_image_is_never_too_old(void **state)
{
    static const char upgrades[] =
        "{\"properties\": {\"kubernetesVersion\": \"1.33.5\", \"osType\": \"Linux\", "
        "\"latestNodeImageVersion\": \"AKSUbuntu-2004gen2CVMcontainerd-202607.02.0\"}}";
    struct fixture fixture;
    struct ak_arena *arena = ak_arena_new(0);

    (void)state;
    fixture_init(&fixture);
    fixture_read_all(&fixture);
    fixture_answer(&fixture, AK_CODEC_POOL_UPGRADES, FIXTURE_CVMPOOL, upgrades);
    fixture_assess(&fixture);
    struct ak_findings findings = collected(&fixture, arena);
    for (size_t i = 0; i < findings.count; i++)
        assert_true(findings.items[i].rule != AK_FINDING_IMAGE_AGE ||
                    strcmp(findings.items[i].pool->pool->name, "cvmpool") != 0);
    fixture_release(&fixture);
    ak_arena_free(arena);
}

/* The one finding of a node pool by something else than OS and version, in a fleet of one cluster
 * with one pool of SGX enclaves; `sizes` is the region's list, NULL: not read. */
static struct ak_finding finding_of_size(struct fixture *fixture, const char *sizes,
                                         struct ak_arena *arena)
{
    static const char clusters[] =
        "{\"value\": [{\"id\": \"/subscriptions/" FIXTURE_PRODUCTION "/resourceGroups/g/providers/"
        "Microsoft.ContainerService/managedClusters/enclaves\", \"name\": \"enclaves\", "
        "\"location\": \"westeurope\", \"properties\": {\"currentKubernetesVersion\": \"1.36.1\", "
        "\"agentPoolProfiles\": [{\"name\": \"sgx\", \"mode\": \"User\", \"count\": 2, "
        "\"osType\": \"Linux\", \"osSKU\": \"Ubuntu2404\", \"vmSize\": \"Standard_DC4s_v3\", "
        "\"currentOrchestratorVersion\": \"1.36.1\"}]}}]}";
    struct ak_findings findings;

    fixture_init(fixture);
    fixture_answer(fixture, AK_CODEC_CLUSTERS, FIXTURE_PRODUCTION, clusters);
    if (sizes != NULL)
        fixture_answer(fixture, AK_CODEC_VM_SIZES, FIXTURE_PRODUCTION "/westeurope", sizes);
    fixture_assess(fixture);
    findings = collected(fixture, arena);
    for (size_t i = 0; i < findings.count; i++) {
        if (findings.items[i].rule == AK_FINDING_POOL)
            return findings.items[i];
    }
    fail_msg("there is no finding of the VM size");
    return findings.items[0];
}

static void a_vm_size_that_retires_has_its_way_out(void **state)
{
    static const char sizes[] =
        "{\"value\": [{\"resourceType\": \"virtualMachines\", \"name\": \"Standard_DC4s_v3\", "
        "\"capabilities\": [{\"name\": \"vCPUs\", \"value\": \"4\"}]}, "
        "{\"resourceType\": \"virtualMachines\", \"name\": \"Standard_DC4as_v5\", "
        "\"capabilities\": ["
        "{\"name\": \"vCPUs\", \"value\": \"4\"}, "
        "{\"name\": \"ConfidentialComputingType\", \"value\": \"SNP\"}]}]}";
    struct ak_arena *arena = ak_arena_new(0);
    struct fixture fixture;
    struct ak_finding finding = finding_of_size(&fixture, sizes, arena);

    (void)state;
    assert_string_equal(finding.way_out,
                        "new node pool with VM size Standard_DC4as_v5 by 31 Oct 2029");
    assert_int_equal(finding.steps.count, 2);
    fixture_release(&fixture);
    ak_arena_free(arena);
}

static void without_the_regions_sizes_the_way_out_says_so(void **state)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct fixture fixture;
    struct ak_finding finding = finding_of_size(&fixture, NULL, arena);

    (void)state;
    assert_string_equal(finding.way_out,
                        "new node pool with a Confidential VM size: Which VM size can follow "
                        "Standard_DC4s_v3 is told once the VM sizes of westeurope are read.");
    assert_int_equal(finding.steps.count, 0);
    fixture_release(&fixture);
    ak_arena_free(arena);
}

/* ---- what makes them certain ---- */

static size_t count_demands(const struct ak_demands *demands, enum ak_topic topic, const char *key)
{
    size_t count = 0;

    for (size_t i = 0; i < demands->items.len; i++) {
        const struct ak_demand *demand = ak_vec_at(&demands->items, i);

        count += demand->topic == topic && strstr(demand->key, key) != NULL;
    }
    return count;
}

/* Of clusters and pools with a finding, once each; conflicts have no profile. */
static void profiles_are_wanted_of_what_has_a_finding(void **state)
{
    const struct fixture *fixture = *state;
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_findings findings = collected(fixture, arena);
    struct ak_demands demands = ak_demands_init();

    ak_findings_demand(fixture->fleet, 1000, &demands);
    for (size_t i = 0; i < findings.count; i++) {
        const struct ak_finding *finding = &findings.items[i];
        bool has_profile = finding->rule == AK_FINDING_OS || finding->rule == AK_FINDING_KUBERNETES;

        if (has_profile)
            assert_int_equal(
                count_demands(&demands, AK_TOPIC_CLUSTER_UPGRADES, finding->cluster->cluster->id),
                1);
        if (finding->pool != NULL && (has_profile || finding->rule == AK_FINDING_IMAGE_AGE))
            assert_int_equal(count_demands(&demands, AK_TOPIC_POOL_UPGRADES, finding->resource_id),
                             1);
    }
    assert_int_equal(count_demands(&demands, AK_TOPIC_POOL_UPGRADES, "/agentPools/batch"), 0);
    ak_demands_release(&demands);
    ak_arena_free(arena);
}

static void the_worst_have_their_profiles_first(void **state)
{
    const struct fixture *fixture = *state;
    struct ak_demands demands = ak_demands_init();

    ak_demands_add(&demands, AK_TOPIC_SUBSCRIPTIONS, "", 0); /* what was wanted before stays */
    ak_findings_demand(fixture->fleet, 2, &demands);
    assert_int_equal(demands.items.len, 3);
    assert_int_equal(count_demands(&demands, AK_TOPIC_CLUSTER_UPGRADES, "/managedClusters/museum"),
                     1);
    assert_int_equal(count_demands(&demands, AK_TOPIC_POOL_UPGRADES, "/agentPools/al2"), 1);
    ak_demands_release(&demands);
}

/* A snapshot that is newer than the fleet's: profiles are not assessed. */
static void ways_go_by_the_profiles_that_were_read(void **state)
{
    static const char offers[] =
        "{\"properties\": {\"controlPlaneProfile\": {\"kubernetesVersion\": \"1.34.1\", "
        "\"upgrades\": [{\"kubernetesVersion\": \"1.36.7\"}]}, \"agentPoolProfiles\": []}}";
    struct ak_arena *arena = ak_arena_new(0);
    struct fixture fixture;
    struct ak_findings findings;
    const struct ak_finding *found = NULL;
    struct ak_fleet *fleet;

    (void)state;
    fixture_init(&fixture);
    fixture_read_all(&fixture);
    fleet = ak_fleet_ref(fixture.fleet);
    fixture_answer(&fixture, AK_CODEC_CLUSTER_UPGRADES, FIXTURE_LEDGER, offers);
    findings = ak_findings_collect(fleet, fixture.snap, arena);
    for (size_t i = 0; i < findings.count; i++) {
        if (strcmp(findings.items[i].resource_id, FIXTURE_LEDGER) == 0)
            found = &findings.items[i];
    }
    assert_non_null(found);
    assert_string_equal(found->way_out, "Kubernetes 1.36 by 30 Jun 2027");
    assert_string_equal(found->steps.items[0],
                        "Upgrade the control plane of ledger to Kubernetes 1.36.7.");
    ak_fleet_unref(fleet);
    fixture_release(&fixture);
    ak_arena_free(arena);
}

static void an_empty_fleet_has_none(void **state)
{
    struct fixture fixture;
    struct ak_arena *arena = ak_arena_new(0);

    (void)state;
    fixture_init(&fixture);
    struct ak_findings findings = collected(&fixture, arena);
    assert_int_equal(findings.count, 0);
    assert_int_equal(ak_findings_group(&findings, arena).count, 0);
    assert_int_equal(ak_findings_drop_known(&findings, NULL, 0), 0);
    fixture_release(&fixture);
    ak_arena_free(arena);
}

/* ---- known again ---- */

static const struct ak_finding *find(const struct ak_findings *findings, enum ak_finding_rule rule,
                                     const char *pool)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct ak_finding *finding = &findings->items[i];

        if (finding->rule == rule && finding->pool != NULL &&
            strcmp(finding->pool->pool->name, pool) == 0)
            return finding;
    }
    fail_msg("there is no finding of %s", pool);
    return NULL;
}

/* Written down here: another fingerprint would make every baseline worthless. */
static void fingerprints_stay_what_they_are(void **state)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_findings findings = collected(*state, arena);

    assert_string_equal(find(&findings, AK_FINDING_OS, "cvmpool")->fingerprint, "6b6ccfb09ceb1d3b");
    assert_string_equal(find(&findings, AK_FINDING_CVM_CONFLICT, "batch")->fingerprint,
                        "277e0181b4f416af");
    for (size_t i = 0; i < findings.count; i++) {
        assert_int_equal(strlen(findings.items[i].fingerprint), 16);
        for (size_t j = i + 1; j < findings.count; j++)
            assert_string_not_equal(findings.items[i].fingerprint, findings.items[j].fingerprint);
    }
    ak_arena_free(arena);
}

/* The same fleet a year later. */
static void fingerprints_do_not_depend_on_the_day(void **state)
{
    const struct fixture *fixture = *state;
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_findings today = collected(fixture, arena);
    struct ak_fleet *later =
        ak_fleet_build(fixture->snap, fixture->facts, (struct ak_date){2027, 11, 23});
    struct ak_findings then = ak_findings_collect(later, fixture->snap, arena);

    assert_string_equal(find(&today, AK_FINDING_OS, "cvmpool")->fingerprint,
                        find(&then, AK_FINDING_OS, "cvmpool")->fingerprint);
    assert_int_equal(find(&today, AK_FINDING_OS, "cvmpool")->severity, AK_FINDING_IS_SOON);
    assert_int_equal(find(&then, AK_FINDING_OS, "cvmpool")->severity, AK_FINDING_IS_REMOVED);
    ak_fleet_unref(later);
    ak_arena_free(arena);
}

static void known_ones_go_unless_they_are_worse(void **state)
{
    static const struct {
        const char *name;
        const char *severity; /* of the baseline; the finding is "soon" */
        bool is_dropped;
    } cases[] = {
        {"the same", "soon", true},
        {"it was worse", "ended", true},
        {"it was worse", "removed", true},
        {"it has become worse", "later", false},
        {"a severity that is none", "terrible", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_arena *arena = ak_arena_new(0);
        struct ak_findings findings = collected(*state, arena);
        size_t before = findings.count;
        struct ak_known_finding known[] = {
            {"ffffffffffffffff", "removed"},
            {find(&findings, AK_FINDING_OS, "cvmpool")->fingerprint, cases[i].severity},
            {"0000000000000000", "removed"},
        };

        if (ak_findings_drop_known(&findings, known, 3) != cases[i].is_dropped)
            fail_msg("%s: %s", cases[i].name, cases[i].severity);
        assert_int_equal(findings.count, before - cases[i].is_dropped);
        for (size_t j = 0; j < findings.count && cases[i].is_dropped; j++)
            assert_string_not_equal(findings.items[j].fingerprint, known[1].fingerprint);
        ak_arena_free(arena);
    }
}

/* ---- failing ---- */

static void fail_on_words_choose_findings(void **state)
{
    /* Findings of each severity: later, old, soon, conflict, ended, removed; y where it fails. */
    static const struct {
        const char *words;
        const char *fails;
    } cases[] = {
        {"later", "y.y.yy"},       {"soon", "..y.yy"},     {"ended", "....yy"},
        {"removed", ".....y"},     {"old", ".y...."},      {"conflict", "...y.."},
        {"soon,old", ".yy.yy"},    {"SOON", "..y.yy"},     {"removed,conflict", "...y.y"},
        {"days=0", "....yy"},      {"days=30", "..y.yy"},  {"days=29", "....yy"},
        {"days=200", "y.y.yy"},    {"days=199", "..y.yy"}, {"days=0,days=30", "..y.yy"},
        {"days=30,old", ".yy.yy"},
    };
    /* None of them tells a day for what ended long ago. */
    static const struct ak_finding findings[AK_FINDING_SEVERITY_COUNT] = {
        {.severity = AK_FINDING_IS_LATER, .has_days = true, .days = 200},
        {.severity = AK_FINDING_IS_OLD},
        {.severity = AK_FINDING_IS_SOON, .has_days = true, .days = 30},
        {.severity = AK_FINDING_IS_CONFLICT},
        {.severity = AK_FINDING_IS_ENDED},
        {.severity = AK_FINDING_IS_REMOVED, .has_days = true, .days = -5},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_fail_on fail_on = {.has_days = false};
        struct ak_err err = ak_err_none();
        char fails[AK_FINDING_SEVERITY_COUNT + 1] = "";

        assert_false(ak_fail_on_is_set(&fail_on));
        assert_int_equal(ak_fail_on_add(&fail_on, cases[i].words, &err), 0);
        assert_true(ak_fail_on_is_set(&fail_on));
        for (int j = 0; j < AK_FINDING_SEVERITY_COUNT; j++)
            fails[j] = ak_finding_fails(&findings[j], &fail_on) ? 'y' : '.';
        if (strcmp(fails, cases[i].fails) != 0)
            fail_msg("%s: %s instead of %s", cases[i].words, fails, cases[i].fails);
    }
}

static void other_words_are_refused(void **state)
{
    static const struct {
        const char *words;
        const char *why;
    } cases[] = {
        {"", "nothing can be \"\""},
        {"never", "nothing can be \"never\" (there are soon, ended, removed, later, days=N, "},
        {"soon,", "nothing can be \"\""},
        {"soon;old", "nothing can be \"soon;old\""},
        {"days", "nothing can be \"days\""},
        {"days=", "\"days=\": write the days as days=90"},
        {"days=-1", "\"days=-1\""},
        {"days=x", "\"days=x\""},
        {"days=36501", "\"days=36501\""},
        {"days=99999999999999999999", "\"days=99999999999999999999\""},
        {"wordswordswordswordswordswordswordswordswordswordswordswordswordswords", "nothing"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_fail_on fail_on = {.has_days = false};
        struct ak_err err = ak_err_none();

        assert_int_equal(ak_fail_on_add(&fail_on, cases[i].words, &err), AK_ERR_USAGE);
        if (strncmp(err.text, cases[i].why, strlen(cases[i].why)) != 0)
            fail_msg("%s: %s", cases[i].words, err.text);
    }
}

/* ---- together ---- */

static void what_is_alike_is_one_group(void **state)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_findings findings = collected(*state, arena);
    struct ak_finding_groups groups = ak_findings_group(&findings, arena);
    size_t total = 0;

    for (size_t i = 0; i < groups.count; i++) {
        const struct ak_finding_group *group = &groups.items[i];
        int64_t nodes = 0;

        assert_ptr_equal(group->first, group->items[0]);
        for (size_t j = 0; j < group->count; j++) {
            assert_int_equal(group->items[j]->rule, group->first->rule);
            assert_string_equal(group->items[j]->id, group->first->id);
            nodes += group->items[j]->nodes;
        }
        assert_int_equal(group->nodes, nodes);
        assert_int_equal(group->pool_count, group->first->pool != NULL ? group->count : 0);
        for (size_t j = 0; j < i; j++)
            assert_true(groups.items[j].first->rule != group->first->rule ||
                        (groups.items[j].first->pool == NULL) != (group->first->pool == NULL) ||
                        strcmp(groups.items[j].first->id, group->first->id) != 0);
        total += group->count;
    }
    assert_int_equal(total, findings.count);
    ak_arena_free(arena);
}

/* ---- a part of a fleet ---- */

static bool wants_pool(const struct ak_fleet_cluster *cluster, const struct ak_fleet_pool *pool,
                       const void *context)
{
    (void)cluster;
    return pool != NULL && strcmp(pool->pool->name, context) == 0;
}

static bool wants_cluster(const struct ak_fleet_cluster *cluster, const struct ak_fleet_pool *pool,
                          const void *context)
{
    (void)pool;
    return strcmp(cluster->cluster->name, context) == 0;
}

static void a_part_of_a_fleet_counts_for_itself(void **state)
{
    const struct fixture *fixture = *state;
    const struct ak_fleet_pool *whole = pool_named(fixture, "cvmpool");
    struct ak_fleet *part = ak_fleet_narrow(fixture->fleet, wants_pool, "cvmpool");

    assert_int_equal(part->cluster_count, 1);
    assert_int_equal(part->pool_count, 1);
    assert_int_equal(part->sums.pools, 1);
    assert_int_equal(part->sums.nodes, 4);
    assert_int_equal(part->sums.cvm_confirmed, 1);
    assert_ptr_equal(part->pools[0].cluster, &part->clusters[0]);
    assert_ptr_equal(part->pools[0].pool, whole->pool);
    assert_int_equal(part->clusters[0].node_count, 4);
    /* A way out looks at the pools beside it all the same. */
    assert_ptr_equal(part->clusters[0].cluster, whole->cluster->cluster);
    assert_true(part->clusters[0].cluster->pool_count > 1);
    for (size_t i = 0; i < part->deadline_count; i++)
        assert_int_equal(part->deadlines[i].pool_count, 1);
    assert_non_null(ak_fleet_find_pool(part, whole->pool->id));
    ak_fleet_unref(part);
}

static void a_cluster_comes_with_all_its_pools(void **state)
{
    const struct fixture *fixture = *state;
    const struct ak_fleet_cluster *whole = cluster_named(fixture, "payments");
    struct ak_fleet *part = ak_fleet_narrow(fixture->fleet, wants_cluster, "payments");

    assert_int_equal(part->cluster_count, 1);
    assert_int_equal(part->pool_count, whole->pool_count);
    assert_int_equal(part->clusters[0].node_count, whole->node_count);
    assert_int_equal(part->clusters[0].cvm_pool_count, whole->cvm_pool_count);
    assert_ptr_equal(part->clusters[0].worst, whole->worst);
    ak_fleet_unref(part);
    part = ak_fleet_narrow(fixture->fleet, wants_cluster, "nowhere");
    assert_int_equal(part->cluster_count + part->pool_count + part->deadline_count, 0);
    ak_fleet_unref(part);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_are_as_the_golden_ones),
        cmocka_unit_test(the_worst_come_first),
        cmocka_unit_test(no_deadline_is_left_out),
        cmocka_unit_test(the_policy_says_which_images_are_old),
        cmocka_unit_test(the_newest_image_is_never_too_old),
        cmocka_unit_test(a_vm_size_that_retires_has_its_way_out),
        cmocka_unit_test(without_the_regions_sizes_the_way_out_says_so),
        cmocka_unit_test(profiles_are_wanted_of_what_has_a_finding),
        cmocka_unit_test(the_worst_have_their_profiles_first),
        cmocka_unit_test(ways_go_by_the_profiles_that_were_read),
        cmocka_unit_test(an_empty_fleet_has_none),
        cmocka_unit_test(fingerprints_stay_what_they_are),
        cmocka_unit_test(fingerprints_do_not_depend_on_the_day),
        cmocka_unit_test(known_ones_go_unless_they_are_worse),
        cmocka_unit_test(fail_on_words_choose_findings),
        cmocka_unit_test(other_words_are_refused),
        cmocka_unit_test(what_is_alike_is_one_group),
        cmocka_unit_test(a_part_of_a_fleet_counts_for_itself),
        cmocka_unit_test(a_cluster_comes_with_all_its_pools),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
