/* lists_test.c: what keys do in the views that are lists: clusters, pools, operations, sizes. */
#include "config.h"

#include "unit/views/view_case.h"

#define MUSEUM                                                                                     \
    "/subscriptions/" FIXTURE_SANDBOX                                                              \
    "/resourcegroups/rg-old/providers/Microsoft.ContainerService/managedClusters/museum"

/* ---- clusters ---- */

static void a_cluster_can_be_entered_and_copied(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_CLUSTERS);
    assert_rows(&stage, "[museum] ledger payments landing"); /* the worst first */
    assert_reaction(stage_key(&stage, "Enter"), AK_REACTION_FOCUS, "pools", "");
    assert_reaction(stage_key(&stage, "y"), AK_REACTION_OPEN, "raw", MUSEUM);
    assert_said(stage_key(&stage, "Y"), AK_REACTION_COPY, MUSEUM);
    assert_said(stage_key(&stage, "c"), AK_REACTION_COPY,
                "az aks show --subscription " FIXTURE_SANDBOX
                " --resource-group rg-old --name museum");
    assert_int_equal(stage_key(&stage, "z").kind, AK_REACTION_NONE); /* the desk's */
    assert_string_equal(stage.info->class->topic(stage.state, &stage.input), "kubernetes-support");
    stage_release(&stage);
}

static void keys_move_and_sort(void **state)
{
    static const struct {
        const char *key;
        const char *rows;
    } steps[] = {
        {"j", "museum [ledger] payments landing"},
        {"G", "museum ledger payments [landing]"},
        {"j", "museum ledger payments [landing]"},
        {"k", "museum ledger [payments] landing"},
        {"g", "[museum] ledger payments landing"},
        {"PageDown", "museum ledger payments [landing]"},
        {"o", "[landing] payments ledger museum"},
        {"o", "museum ledger payments [landing]"},
        {">", "[landing] ledger museum payments"},
        {">", "[landing] ledger museum payments"},
        {"<", "[landing] ledger museum payments"},
        {"<", "museum ledger payments [landing]"},
        {"Home", "[museum] ledger payments landing"},
        {"End", "museum ledger payments [landing]"},
    };
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_CLUSTERS);
    assert_rows(&stage, "[museum] ledger payments landing");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        assert_handled(stage_key(&stage, steps[i].key));
        assert_rows(&stage, steps[i].rows);
    }
    stage_release(&stage);
}

static void sort_takes_the_name_of_a_column(void **state)
{
    static const struct {
        const char *column;
        const char *rows;
    } cases[] = {
        {"name", "landing ledger [museum] payments"},
        {"REGION", "landing ledger [museum] payments"},
        {"k8s", "[museum] payments ledger landing"}, /* 1.31 1.33 1.34 1.37 */
        {"pools", "landing [museum] ledger payments"},
        {"nodes", "landing ledger [museum] payments"}, /* 0 4 5 9 */
        {"cvm", "payments ledger [museum] landing"},   /* conflicts first */
        {"state", "landing payments [museum] ledger"},
        {"subscription", "payments ledger [museum] landing"},
        {"worst", "[museum] ledger payments landing"},
    };
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_CLUSTERS);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        stage_key(&stage, "g");
        while (strcmp(stage.info->class->selected(stage.state), MUSEUM) != 0)
            stage_key(&stage, "j");
        assert_int_equal(stage_act(&stage, AK_ACTION_SORT, cases[i].column).kind, AK_REACTION_DONE);
        assert_rows(&stage, cases[i].rows);
    }
    assert_said(stage_act(&stage, AK_ACTION_SORT, "wurst"), AK_REACTION_ERROR,
                "there is no column \"wurst\"; did you mean \"worst\"?");
    assert_said(stage_act(&stage, AK_ACTION_SORT, ""), AK_REACTION_ERROR,
                ":sort needs a column: name, region, k8s, pools, nodes, cvm, state, subscription, "
                "worst");
    stage_release(&stage);
}

static void ready_filters_switch_on_and_off(void **state)
{
    static const struct {
        enum ak_action action;
        const char *argument;
        const char *rows;
    } steps[] = {
        {AK_ACTION_READY_CVM, "", "[ledger] payments"},
        {AK_ACTION_READY_CVM, "", "museum [ledger] payments landing"},
        {AK_ACTION_READY_DUE, "", "museum [ledger] payments"}, /* 120 days */
        {AK_ACTION_READY_DUE, "10", "museum [ledger]"},
        {AK_ACTION_READY_DUE, "10", "museum [ledger] payments landing"},
        {AK_ACTION_READY_FAILED, "", ""},
        {AK_ACTION_BACK, "", "museum [ledger] payments landing"},
    };
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_CLUSTERS);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        char rows[ROWS_SIZE];

        assert_int_equal(stage_act(&stage, steps[i].action, steps[i].argument).kind,
                         AK_REACTION_DONE);
        if (steps[i].rows[0] == '\0')
            assert_true(view_shows(&stage, "nothing matches the filter"));
        else
            assert_string_equal(view_rows(&stage, 0, rows), steps[i].rows);
        if (i == 0)
            stage_key(&stage, "g");
    }
    assert_int_equal(stage_act(&stage, AK_ACTION_BACK, "").kind, AK_REACTION_NONE);
    assert_said(stage_act(&stage, AK_ACTION_READY_DUE, "soon"), AK_REACTION_ERROR,
                "\"soon\" is no number of days");
    stage_release(&stage);
}

static void filters_are_told_in_the_frame(void **state)
{
    struct stage stage;
    char why[AK_TOAST_SIZE];

    (void)state;
    view_open(&stage, AK_VIEW_CLUSTERS);
    assert_int_equal(stage_filter(&stage, "region:europe !ledger", why), 0);
    assert_rows(&stage, "[payments]");
    assert_true(view_shows(&stage, " 1/1 of 4 /region:europe !ledger "));
    assert_string_equal(stage.info->class->filter(stage.state), "region:europe !ledger");
    assert_int_equal(stage_filter(&stage, "regoin:europe", why), AK_ERR_USAGE);
    assert_string_equal(why, "there is no column \"regoin\"; did you mean \"region\"?");
    assert_rows(&stage, "[payments]"); /* the old one holds */
    assert_int_equal(stage_filter(&stage, "", why), 0);
    assert_rows(&stage, "museum ledger [payments] landing");
    stage_release(&stage);
}

/* Polls change the rows below the selection: it stays on its cluster. */
static void the_selection_stays_on_its_cluster(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_CLUSTERS);
    stage_key(&stage, "j");
    stage_key(&stage, "j");
    assert_rows(&stage, "museum ledger [payments] landing");
    fixture_answer(&stage.fixture, AK_CODEC_CLUSTERS, FIXTURE_SANDBOX, "{\"value\": []}");
    stage_update(&stage);
    assert_rows(&stage, "ledger [payments]");
    fixture_read(&stage.fixture, AK_CODEC_CLUSTERS, FIXTURE_SANDBOX, "clusters-sandbox.json");
    stage_update(&stage);
    assert_rows(&stage, "museum ledger [payments] landing");
    fixture_answer(&stage.fixture, AK_CODEC_CLUSTERS, FIXTURE_PRODUCTION, "{\"value\": []}");
    stage_update(&stage);
    assert_rows(&stage, "museum [landing]"); /* it is gone: the nearest that is there */
    stage_release(&stage);
}

static void a_row_can_be_found_by_its_id(void **state)
{
    struct stage stage;
    char why[AK_TOAST_SIZE];

    (void)state;
    view_open(&stage, AK_VIEW_CLUSTERS);
    assert_true(stage.info->class->select(stage.state, FIXTURE_LEDGER));
    assert_string_equal(stage.info->class->selected(stage.state), FIXTURE_LEDGER);
    assert_false(stage.info->class->select(stage.state, "/nowhere"));
    assert_int_equal(stage_filter(&stage, "unicorn", why), 0);
    assert_string_equal(stage.info->class->selected(stage.state), "");
    assert_false(stage.info->class->select(stage.state, FIXTURE_LEDGER));
    stage_release(&stage);
}

static void the_mouse_selects_rows_and_sorts_by_headings(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_CLUSTERS);
    assert_rows(&stage, "[museum] ledger payments landing");
    assert_handled(stage_click(&stage, 5, 3));
    assert_rows(&stage, "museum ledger [payments] landing");
    assert_int_equal(stage_click(&stage, 5, 9).kind, AK_REACTION_NONE); /* below the last row */
    assert_int_equal(stage_click(&stage, 4, 0).kind, AK_REACTION_DONE); /* NAME */
    assert_rows(&stage, "landing ledger museum [payments]");
    assert_int_equal(stage_click(&stage, 4, 0).kind, AK_REACTION_DONE);
    assert_rows(&stage, "[payments] museum ledger landing");
    stage_release(&stage);
}

static void an_empty_list_reacts_to_nothing(void **state)
{
    static const char *const keys[] = {"Enter", "y", "Y", "c"};
    static const enum ak_view views[] = {AK_VIEW_CLUSTERS, AK_VIEW_POOLS, AK_VIEW_OPERATIONS,
                                         AK_VIEW_SUBSCRIPTIONS};

    (void)state;
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        struct stage stage;

        stage_init(&stage);
        stage_open(&stage, views[i], "");
        for (size_t j = 0; j < sizeof keys / sizeof keys[0]; j++)
            assert_int_equal(stage_key(&stage, keys[j]).kind, AK_REACTION_NONE);
        stage_release(&stage);
    }
}

/* ---- pools ---- */

static void pools_follow_the_cluster(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_POOLS);
    assert_rows(&stage, "[cvmpool] system win batch");
    stage_key(&stage, "G");
    assert_rows(&stage, "cvmpool system win [batch]");
    stage_look_at(&stage, FIXTURE_LEDGER, "");
    assert_rows(&stage, "[system] tdx newcvm"); /* from its top */
    stage_key(&stage, "j");
    stage_update(&stage);
    assert_rows(&stage, "system [tdx] newcvm"); /* the same cluster: nothing moves */
    stage_look_at(&stage, "", "");
    assert_true(view_shows(&stage, "no cluster is selected"));
    stage_release(&stage);
}

static void a_pool_can_be_entered_and_copied(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_POOLS);
    assert_reaction(stage_key(&stage, "Enter"), AK_REACTION_FOCUS, "detail", "");
    assert_reaction(stage_key(&stage, "y"), AK_REACTION_OPEN, "raw", FIXTURE_CVMPOOL);
    assert_said(stage_key(&stage, "Y"), AK_REACTION_COPY, FIXTURE_CVMPOOL);
    assert_said(stage_key(&stage, "c"), AK_REACTION_COPY,
                "az aks nodepool show --subscription " FIXTURE_PRODUCTION
                " --resource-group rg-pay --cluster-name payments --name cvmpool");
    stage_release(&stage);
}

static void all_pools_of_the_fleet_are_one_list(void **state)
{
    struct stage stage;
    char rows[ROWS_SIZE];

    (void)state;
    view_open(&stage, AK_VIEW_POOLS);
    stage_key(&stage, "g"); /* chosen: it stays */
    assert_int_equal(stage_key(&stage, "A").kind, AK_REACTION_DONE);
    assert_rows(&stage, "al2 system tdx newcvm [cvmpool] system win batch");
    assert_string_equal(view_rows(&stage, 1, rows),
                        "museum ledger ledger ledger [payments] payments payments payments");
    assert_true(view_shows(&stage, "whole fleet"));
    stage_look_at(&stage, FIXTURE_LEDGER, "");
    assert_rows(&stage, "al2 system tdx newcvm [cvmpool] system win batch");
    stage_act(&stage, AK_ACTION_ALL_POOLS, "on"); /* as a deadline asks for it: it stays on */
    assert_rows(&stage, "al2 system tdx newcvm [cvmpool] system win batch");
    assert_int_equal(stage_act(&stage, AK_ACTION_READY_CVM, "").kind, AK_REACTION_DONE);
    assert_rows(&stage, "tdx newcvm [cvmpool] batch");
    stage_act(&stage, AK_ACTION_READY_FAILED, "");
    assert_rows(&stage, "[tdx]");
    stage_act(&stage, AK_ACTION_READY_DUE, "30");
    assert_rows(&stage, "al2 system [tdx] newcvm");
    stage_key(&stage, "A");
    assert_rows(&stage, "system [tdx] newcvm"); /* the ready filter goes on */
    stage_release(&stage);
}

/* What one wonders about first in that row. */
static void a_pool_has_the_explanation_that_it_needs(void **state)
{
    static const struct {
        const char *pool;
        const char *topic;
    } cases[] = {
        {"cvmpool", "cvm"}, {"batch", "cvm"}, {"system", "retirement"}, {"win", "retirement"}};
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_POOLS);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char id[AK_ID_SIZE];

        snprintf(id, sizeof id, FIXTURE_PAYMENTS "/agentPools/%s", cases[i].pool);
        assert_true(stage.info->class->select(stage.state, id));
        assert_string_equal(stage.info->class->topic(stage.state, &stage.input), cases[i].topic);
    }
    stage_release(&stage);
}

static void ten_thousand_pools_are_a_list_like_any_other(void **state)
{
    struct stage stage;
    char why[AK_TOAST_SIZE];
    char rows[ROWS_SIZE];

    (void)state;
    stage_init(&stage);
    fixture_read_many(&stage.fixture, 10000);
    stage_look_at(&stage, FIXTURE_PAYMENTS, "");
    stage_open(&stage, AK_VIEW_POOLS, "");
    stage_key(&stage, "G");
    assert_string_equal(stage.info->class->selected(stage.state),
                        FIXTURE_PAYMENTS "/agentPools/p09999");
    assert_non_null(strstr(view_rows(&stage, 0, rows), "p09998 [p09999]"));
    assert_true(view_shows(&stage, " 10000/10000 "));
    assert_int_equal(stage_filter(&stage, "pool:/^p0777.$/", why), 0);
    assert_rows(&stage, "[p07770] p07771 p07772 p07773 p07774 p07775 p07776 p07777 p07778 p07779");
    assert_int_equal(stage_filter(&stage, "", why), 0);
    stage_act(&stage, AK_ACTION_READY_FAILED, "");
    assert_non_null(strstr(view_rows(&stage, 0, rows), "p00007 p01007 p02007"));
    assert_int_equal(stage.info->class->wanted_rows(stage.state, &stage.input), 10);
    stage_release(&stage);
}

/* ---- operations ---- */

static void a_change_leads_to_what_changes(void **state)
{
    struct stage stage;
    char rows[ROWS_SIZE];

    (void)state;
    view_open(&stage, AK_VIEW_OPERATIONS);
    assert_string_equal(view_rows(&stage, 0, rows), "[newcvm] landing ledger system tdx");
    assert_reaction(stage_key(&stage, "Enter"), AK_REACTION_POOL,
                    FIXTURE_LEDGER "/agentPools/newcvm", FIXTURE_LEDGER);
    assert_reaction(stage_key(&stage, "y"), AK_REACTION_OPEN, "raw",
                    FIXTURE_LEDGER "/agentPools/newcvm");
    stage_key(&stage, "j");
    stage_key(&stage, "j");
    assert_reaction(stage_key(&stage, "Enter"), AK_REACTION_CLUSTER, FIXTURE_LEDGER, "");
    assert_said(stage_key(&stage, "Y"), AK_REACTION_COPY, FIXTURE_LEDGER);
    stage_key(&stage, "G"); /* what failed comes last */
    assert_reaction(stage_key(&stage, "Enter"), AK_REACTION_POOL, FIXTURE_LEDGER "/agentPools/tdx",
                    FIXTURE_LEDGER);
    stage_act(&stage, AK_ACTION_READY_FAILED, "");
    assert_string_equal(view_rows(&stage, 0, rows), "[tdx]");
    assert_string_equal(stage.info->class->topic(stage.state, &stage.input), "provisioning-state");
    stage_release(&stage);
}

static void operations_want_a_line_more_for_their_headings(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_OPERATIONS);
    assert_int_equal(stage.info->class->wanted_rows(stage.state, &stage.input), 6);
    fixture_answer(&stage.fixture, AK_CODEC_CLUSTERS, FIXTURE_PRODUCTION, "{\"value\": []}");
    fixture_answer(&stage.fixture, AK_CODEC_CLUSTERS, FIXTURE_SANDBOX, "{\"value\": []}");
    stage_update(&stage);
    assert_int_equal(stage.info->class->wanted_rows(stage.state, &stage.input), 0);
    stage_release(&stage);
}

/* ---- sizes ---- */

/* Sizes and quota of the key are asked for. */
static void assert_sizes_of(const struct stage *stage, const char *key)
{
    char expected[256];

    snprintf(expected, sizeof expected, "vm-sizes %s\nusages %s\n", key, key);
    assert_demands(stage, expected);
}

static void sizes_are_those_of_a_region(void **state)
{
    static const struct {
        const char *cluster;
        const char *argument;
        const char *key;
    } cases[] = {
        {FIXTURE_PAYMENTS, "", FIXTURE_REGION},
        {FIXTURE_LEDGER, "", FIXTURE_PRODUCTION "/northeurope"},
        {FIXTURE_LEDGER, "West US 2", FIXTURE_PRODUCTION "/westus2"},
        {MUSEUM, "", FIXTURE_SANDBOX "/usgovvirginia"},
        {"", "", FIXTURE_REGION}, /* the first there is */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stage stage;

        stage_init(&stage);
        fixture_read_all(&stage.fixture);
        stage_look_at(&stage, cases[i].cluster, "");
        stage_open(&stage, AK_VIEW_SIZES, cases[i].argument);
        assert_sizes_of(&stage, cases[i].key);
        stage_release(&stage);
    }
}

static void another_region_can_be_asked_for(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_SIZES);
    assert_true(view_shows(&stage, "Standard_DC4as_v5"));
    assert_int_equal(stage_act(&stage, AK_ACTION_VM_SIZES, "eastus").kind, AK_REACTION_DONE);
    assert_sizes_of(&stage, FIXTURE_PRODUCTION "/eastus");
    assert_false(view_shows(&stage, "Standard_DC4as_v5"));
    assert_true(view_shows(&stage, "not read yet"));
    assert_reaction(stage_key(&stage, "V"), AK_REACTION_CLOSE, "", "");
    stage_release(&stage);
}

static void without_clusters_no_region_is_known(void **state)
{
    struct stage stage;

    (void)state;
    stage_init(&stage);
    stage_open(&stage, AK_VIEW_SIZES, "westeurope");
    assert_demands(&stage, "");
    assert_true(view_shows(&stage, "select a cluster first"));
    stage_release(&stage);
}

static void sizes_are_chosen_by_what_they_are_for(void **state)
{
    static const char all[] = "Standard_D4s_v5 Standard_DC4as_v5 Standard_DC8as_v5 "
                              "Standard_DC96ads_v5 Standard_EC4es_v6 Standard_M1";
    static const struct {
        const char *key;
        const char *rows;
    } steps[] = {
        {"C", "Standard_DC4as_v5 Standard_DC8as_v5 Standard_DC96ads_v5 Standard_EC4es_v6"},
        {"Q", "Standard_DC4as_v5 Standard_DC96ads_v5"}, /* 4 of 40 left; EC4es is restricted */
        {"C", "Standard_D4s_v5 Standard_DC4as_v5 Standard_DC96ads_v5 Standard_M1"},
        {"Q", all},
    };
    struct stage stage;
    char rows[ROWS_SIZE];

    (void)state;
    view_open(&stage, AK_VIEW_SIZES);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        assert_int_equal(stage_key(&stage, steps[i].key).kind, AK_REACTION_DONE);
        view_rows(&stage, 0, rows);
        for (char *at = rows; *at != '\0'; at++) { /* which one is selected does not matter here */
            if (*at == '[' || *at == ']')
                memmove(at, at + 1, strlen(at));
        }
        assert_string_equal(rows, steps[i].rows);
    }
    stage_release(&stage);
}

/* The bar is about the family; what can't be used says why. */
static void quota_decides_what_can_be_used(void **state)
{
    struct stage stage;
    char why[AK_TOAST_SIZE];

    (void)state;
    view_open(&stage, AK_VIEW_SIZES);
    assert_int_equal(stage_filter(&stage, "reason:/./", why), 0);
    assert_true(view_shows(&stage, "needs 8 vCPUs, 4 left"));
    assert_true(view_shows(&stage, "NotAvailableForSubscription"));
    assert_true(view_shows(&stage, " 1/2 of 6 "));
    stage_release(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cluster_can_be_entered_and_copied),
        cmocka_unit_test(keys_move_and_sort),
        cmocka_unit_test(sort_takes_the_name_of_a_column),
        cmocka_unit_test(ready_filters_switch_on_and_off),
        cmocka_unit_test(filters_are_told_in_the_frame),
        cmocka_unit_test(the_selection_stays_on_its_cluster),
        cmocka_unit_test(a_row_can_be_found_by_its_id),
        cmocka_unit_test(the_mouse_selects_rows_and_sorts_by_headings),
        cmocka_unit_test(an_empty_list_reacts_to_nothing),
        cmocka_unit_test(pools_follow_the_cluster),
        cmocka_unit_test(a_pool_can_be_entered_and_copied),
        cmocka_unit_test(all_pools_of_the_fleet_are_one_list),
        cmocka_unit_test(a_pool_has_the_explanation_that_it_needs),
        cmocka_unit_test(ten_thousand_pools_are_a_list_like_any_other),
        cmocka_unit_test(a_change_leads_to_what_changes),
        cmocka_unit_test(operations_want_a_line_more_for_their_headings),
        cmocka_unit_test(sizes_are_those_of_a_region),
        cmocka_unit_test(another_region_can_be_asked_for),
        cmocka_unit_test(without_clusters_no_region_is_known),
        cmocka_unit_test(sizes_are_chosen_by_what_they_are_for),
        cmocka_unit_test(quota_decides_what_can_be_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
