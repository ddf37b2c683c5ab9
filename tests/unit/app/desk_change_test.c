/* desk_change_test.c: the way into changes and out of them: who may ask for what, and that nothing
 * is sent but what a person confirmed, once. */
#include "config.h"

#include "unit/app/workbench.h"

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

/* ---- the way in ---- */

static void each_key_opens_what_it_asks_for(void **state)
{
    static const struct {
        const char *keys, *view, *seen;
    } cases[] = {
        {"2 a", "wizard", "Add a node pool to payments"},
        {"2 C", "wizard", "like cvmpool"},
        {"2 d", "change", "Delete node pool cvmpool from payments"},
        {"2 s", "change", "Scale cvmpool in payments"},
        {"2 e", "change", "Update cvmpool in payments"},
        {"2 u", "change", "Upgrade node image of cvmpool in payments"},
        {"2 : s t o p Enter", "change", "Stop cvmpool in payments"},
        {"2 v", "verify", "Verify cvmpool of payments"},
        {"2 w", "way", "Way out \xC2\xB7 cvmpool \xC2\xB7 payments"},
        {"2 : w a y Enter", "way", "Set the OS SKU of the node pool cvmpool to Ubuntu2404"},
        {"4 Enter", "way", "Way out \xC2\xB7 cvmpool \xC2\xB7 payments"},
        {"1 a", "wizard", "Add a node pool to payments"},
        {"1 u", "change", "Upgrade control plane of payments"},
        {"4 s", "change", "Scale cvmpool in payments"},
        {"F", "features", "Preview features"},
    };
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        press(bench, cases[i].keys);
        if (strcmp(focused(bench), cases[i].view) != 0)
            fail_msg("after %s %s is on top", cases[i].keys, focused(bench));
        assert_seen(bench, cases[i].seen);
        press(bench, "Esc");
        assert_int_equal(bench->desk.overlay_count, 0);
    }
    assert_int_equal(bench->sends, 0);
}

static void what_makes_no_sense_says_why(void **state)
{
    static const struct {
        const char *keys, *said;
    } cases[] = {
        {"1 d", "select a node pool for that first"},
        {"1 v", "select a node pool for that first"},
        {"1 w", "select a node pool for that first"},
        {"2 : s t a r t Enter", "only a stopped node pool can be started"},
        {"2 X", "no operation is under way there"},
        {"2 R", "reconciling is for a node pool that failed"},
        {"2 Space Space s", "select a node pool for that first"}, /* one at a time */
    };
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        press(bench, cases[i].keys);
        assert_seen(bench, cases[i].said);
        assert_int_equal(bench->desk.overlay_count, 0);
    }
}

/* ---- steps of the way out ---- */

static void each_step_of_the_way_out_opens_what_does_it(void **state)
{
    static const struct {
        const char *keys, *title, *filled_in;
    } cases[] = {
        {"Enter", "Update cvmpool in payments", "\xE2\x97\x82 Ubuntu2404 \xE2\x96\xB8"},
        {"j Enter", "Upgrade control plane of payments", "1.33.5 \xE2\x86\x92 1.34.2"},
        {"G Enter", "Upgrade Kubernetes of cvmpool in payments", "\xE2\x97\x89 1.35.0"},
    };
    struct workbench *bench = *state;

    press(bench, "2 w");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        press(bench, "g");
        press(bench, cases[i].keys);
        assert_string_equal(focused(bench), "change");
        assert_seen(bench, cases[i].title);
        assert_seen(bench, cases[i].filled_in);
        press(bench, "Esc");
        assert_string_equal(focused(bench), "way"); /* back to the steps */
    }
    assert_int_equal(bench->sends, 0);
    press(bench, "g Enter Enter");
    assert_int_equal(bench->sends, 1);
    assert_string_equal(bench->sent, "update cvmpool in payments");
}

static void a_step_keeps_what_else_was_filled_in(void **state)
{
    struct workbench *bench = *state;

    press(bench, "2 e Down Down");
    type(bench, "cost=1");
    press(bench, "Esc w Enter");
    assert_seen(bench, "cost=1");
    assert_seen(bench, "\xE2\x97\x82 Ubuntu2404 \xE2\x96\xB8");
}

static void the_way_out_is_seen_but_not_gone_where_nothing_may_be_changed(void **state)
{
    struct workbench *bench = *state;

    press(bench, ": r o Enter 2 w");
    assert_seen(bench, "Set the OS SKU of the node pool cvmpool to Ubuntu2404");
    assert_not_seen(bench, "open the step");
    press(bench, "Enter");
    assert_seen(bench, "read-only: nothing is changed");
    assert_string_equal(focused(bench), "way");
}

static void fill_in_a_new_pool(struct workbench *bench, const char *os_sku, const char *vm_size)
{
    struct ak_intent *intent = ak_alloc(1, sizeof *intent);

    *intent = ak_intent_init(AK_INTENT_POOL_ADD, FIXTURE_PAYMENTS, NULL);
    ak_pool_wish_set(&intent->wish, AK_POOL_FIELD_OS_SKU, os_sku);
    ak_pool_wish_set(&intent->wish, AK_POOL_FIELD_VM_SIZE, vm_size);
    ak__desk_fill_in(&bench->desk, intent, FIXTURE_CVMPOOL);
    press(bench, "Home");
}

/* A draft is gone on with where it leads to the same OS; it never takes the place of another. */
static void a_new_pool_is_filled_in_by_the_wizard(void **state)
{
    struct workbench *bench = *state;

    fill_in_a_new_pool(bench, "AzureLinux3", "Standard_DC4as_v5");
    assert_string_equal(focused(bench), "wizard");
    assert_seen(bench, "like cvmpool");
    type(bench, "cvm9");
    press(bench, "Esc");
    fill_in_a_new_pool(bench, "AzureLinux3", "Standard_DC4as_v5");
    assert_seen(bench, "cvm9");
    press(bench, "Esc");
    fill_in_a_new_pool(bench, "Ubuntu2404", "Standard_DC4as_v5");
    assert_not_seen(bench, "cvm9");
}

/* A step out of a VM size that retires is not answered by a draft with the old one. */
static void a_new_pool_has_the_vm_size_of_the_step(void **state)
{
    struct workbench *bench = *state;

    fill_in_a_new_pool(bench, "Ubuntu2404", "Standard_DC4as_v5");
    type(bench, "cvm9");
    press(bench, "Esc");
    fill_in_a_new_pool(bench, "Ubuntu2404", "Standard_DC8as_v5");
    assert_not_seen(bench, "cvm9");
    assert_seen(bench, "Standard_DC8as_v5");
    type(bench, "cvm8");
    press(bench, "Esc");
    fill_in_a_new_pool(bench, "Ubuntu2404", "Standard_DC8as_v5");
    assert_seen(bench, "cvm8");
}

/* ---- read-only ---- */

static void read_only_takes_every_change_away(void **state)
{
    static const char *const keys[] = {
        "a", "d", "s", "e", "u", "C", "Space", ": d e l e t e Enter", ": s t o p Enter"};
    struct workbench *bench = *state;

    press(bench, ": r o Enter");
    assert_seen(bench, "READ-ONLY");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        press(bench, "2");
        press(bench, keys[i]);
        assert_seen(bench, "read-only: nothing is changed");
        assert_int_equal(bench->desk.overlay_count, 0);
    }
    press(bench, "2 v");
    assert_string_equal(focused(bench), "verify"); /* it only reads */
    press(bench, "Esc : r o Space o f f Enter");
    assert_not_seen(bench, "READ-ONLY");
    press(bench, "2 d");
    assert_string_equal(focused(bench), "change");
}

/* ---- rights ---- */

static const char reader[] = "{\"value\":[{\"actions\":[\"*/read\"],\"notActions\":[]}]}";

static void may(struct workbench *bench, const char *scope, const char *permissions)
{
    fixture_answer(&bench->fixture, AK_CODEC_PERMISSIONS, scope, permissions);
    workbench_update(bench);
}

static void what_azure_would_refuse_says_which_right_is_missing(void **state)
{
    static const struct {
        const char *keys, *said;
    } cases[] = {
        {"2 a", "You lack Microsoft.ContainerService/managedClusters/agentPools/write on the"},
        {"2 C", "agentPools/write on the"},
        {"2 d", "You lack Microsoft.ContainerService/managedClusters/agentPools/delete on the"},
        {"2 s", "agentPools/write on the"},
        {"2 e", "agentPools/write on the"},
        {"2 u", "agentPools/write on the"},
        {"2 : s t o p Enter", "agentPools/write on the"},
        {"1 a", "agentPools/write on the cluster payments; the role"},
        {"1 u", "You lack Microsoft.ContainerService/managedClusters/write on the cluster"},
        {"4 s", "agentPools/write on the"},
    };
    struct workbench *bench = *state;

    may(bench, FIXTURE_PAYMENTS, reader);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        press(bench, cases[i].keys);
        assert_seen(bench, cases[i].said);
        assert_int_equal(bench->desk.overlay_count, 0);
    }
    press(bench, "2 w Enter"); /* a step of the way out */
    assert_seen(bench, "agentPools/write on the");
    assert_string_equal(focused(bench), "way");
    press(bench, "Esc 2 v");
    assert_string_equal(focused(bench), "verify"); /* it only reads */
}

/* The role of the cell where the words begin, in the last row that has them: the footer's. What
 * stands before them on that row counts in columns. */
static enum ak_role role_of(struct workbench *bench, const char *words)
{
    for (int y = bench->height - 1; y >= 0; y--) {
        char row[1024];
        char *at = strstr(see_row(bench, y, row), words);

        if (at == NULL)
            continue;
        *at = '\0';
        return ak_surface_cell(&bench->surface, ak_text_width(row), y)->role;
    }
    fail_msg("%s is not seen", words);
    return AK_ROLE_TEXT;
}

static void its_keys_are_dimmed_and_the_others_are_not(void **state)
{
    struct workbench *bench = *state;

    press(bench, "2");
    assert_int_not_equal(role_of(bench, "delete"), AK_ROLE_DIM);
    may(bench, FIXTURE_PAYMENTS,
        "{\"value\":[{\"actions\":[\"*\"],\"notActions\":[\"*/agentPools/delete\"]}]}");
    assert_int_equal(role_of(bench, "delete"), AK_ROLE_DIM);
    assert_int_not_equal(role_of(bench, "scale"), AK_ROLE_DIM);
    assert_int_not_equal(role_of(bench, "verify"), AK_ROLE_DIM);
    press(bench, "?");
    assert_seen(bench, "or all that are marked; you lack");
    assert_int_equal(role_of(bench, "delete the node pool, or all"), AK_ROLE_DIM);
    assert_not_seen(bench, "number of nodes, or the autoscaler; you lack");
    assert_int_not_equal(role_of(bench, "add a node pool to the cluster"), AK_ROLE_DIM);
    may(bench, FIXTURE_PAYMENTS, reader); /* while it is open */
    press(bench, "PageDown");
    assert_seen(bench, "number of nodes, or the autoscaler; you lack");
}

/* An image can be upgraded without writing the pool, and the other way round. */
static void half_a_dialog_is_offered(void **state)
{
    static const char *const halves[] = {
        "{\"value\":[{\"actions\":[\"*/agentPools/upgradeNodeImageVersion/action\"]}]}",
        "{\"value\":[{\"actions\":[\"*/agentPools/write\"]}]}"};
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof halves / sizeof halves[0]; i++) {
        may(bench, FIXTURE_PAYMENTS, halves[i]);
        press(bench, "2 u");
        assert_string_equal(focused(bench), "change");
        press(bench, "Esc");
    }
    /* The half that is not there says so before it is sent. */
    may(bench, FIXTURE_PAYMENTS, halves[1]);
    press(bench, "2 u");
    assert_seen(bench, "agentPools/upgradeNodeImageVersion/action");
    press(bench, "Enter");
    assert_int_equal(bench->sends, 0);
}

static void rights_that_are_not_known_are_left_to_azure(void **state)
{
    struct workbench *bench = *state;

    may(bench, FIXTURE_PAYMENTS, reader);
    fixture_mark(&bench->fixture, AK_TOPIC_PERMISSIONS, FIXTURE_PAYMENTS, AK_SLOT_FORBIDDEN,
                 AK_ERR_FORBIDDEN);
    workbench_update(bench);
    press(bench, "2 d");
    assert_string_equal(focused(bench), "change");
    assert_not_seen(bench, "permissions"); /* no banner: nothing is missing for it */
    press(bench, "Esc");
    may(bench, FIXTURE_PAYMENTS, reader);
    bench->fixture.clock.fixed_seconds += 3600;
    press(bench, "2 d");
    assert_string_equal(focused(bench), "change");
}

/* One cluster's, that of the selected row; and none where nothing is changed anyway. */
static void permissions_of_one_cluster_are_asked_for(void **state)
{
    struct workbench *bench = *state;

    for (int i = 0; i < 2; i++) {
        struct ak_demands demands = ak_demands_init();
        const char *key = NULL;
        size_t count = 0;

        see(bench);
        ak__desk_demands(&bench->desk, &demands);
        for (size_t j = 0; j < demands.items.len; j++) {
            const struct ak_demand *demand = ak_vec_at(&demands.items, j);

            count += demand->topic == AK_TOPIC_PERMISSIONS;
            key = demand->topic == AK_TOPIC_PERMISSIONS ? demand->key : key;
        }
        assert_int_equal(count, i == 0);
        if (i == 0)
            assert_string_equal(key, FIXTURE_PAYMENTS);
        ak_demands_release(&demands);
        press(bench, ": r o Enter");
    }
}

static void a_feature_needs_a_right_on_the_subscription(void **state)
{
    struct workbench *bench = *state;

    may(bench, "/subscriptions/" FIXTURE_PRODUCTION, reader);
    press(bench, "F");
    assert_int_equal(role_of(bench, "register"), AK_ROLE_DIM);
    press(bench, "Enter");
    assert_seen(bench, "You lack Microsoft.Features/providers/features/register/action on the");
    assert_seen(bench, FIXTURE_PRODUCTION "; the role");
    assert_string_equal(focused(bench), "features");
}

static void some_clusters_are_read_only_by_their_names(void **state)
{
    static const char *const patterns[] = {"prod-*", "PAY*"};
    struct workbench *bench = *state;

    bench->desk.input.read_only_clusters = (struct ak_texts){.items = patterns, .count = 2};
    press(bench, "2 d");
    assert_seen(bench, "payments is read-only here: read-only-clusters has PAY*");
    assert_int_equal(bench->desk.overlay_count, 0);
    press(bench, "1 / Ctrl-u");
    type(bench, "ledger");
    press(bench, "Enter 2 d");
    assert_string_equal(focused(bench), "change");
}

/* ---- the way out ---- */

static void deleting_takes_the_name(void **state)
{
    struct workbench *bench = *state;

    press(bench, "2 d Enter");
    assert_int_equal(bench->sends, 0);
    assert_seen(bench, "type the word to confirm it");
    type(bench, "cvmpoo");
    press(bench, "Enter");
    assert_int_equal(bench->sends, 0);
    type(bench, "l"); /* which is no action here: it is the last letter */
    assert_seen(bench, "keep them");
    press(bench, "Enter");
    assert_int_equal(bench->sends, 1);
    assert_string_equal(bench->sent, "delete node pool cvmpool from payments");
    assert_seen(bench, "asking Azure");
    press(bench, "Enter Enter"); /* once is enough */
    assert_int_equal(bench->sends, 1);
}

static void nothing_goes_out_once_it_is_read_only(void **state)
{
    struct workbench *bench = *state;

    press(bench, "2 s 2");
    assert_seen(bench, "Enter sends it");
    bench->desk.input.is_read_only = true;
    press(bench, "Enter");
    assert_int_equal(bench->sends, 0);
    assert_seen(bench, "read-only: nothing is changed");
}

static void the_mouse_never_sends(void **state)
{
    struct workbench *bench = *state;

    press(bench, "2 s 2");
    see(bench);
    for (int y = 0; y < bench->height; y++) {
        for (int x = 0; x < bench->width; x += 7) {
            mouse(bench, AK_KEY_MOUSE_PRESS, x, y);
            mouse(bench, AK_KEY_MOUSE_DOUBLE, x, y);
        }
    }
    assert_int_equal(bench->sends, 0);
}

static void marked_pools_are_changed_together(void **state)
{
    struct workbench *bench = *state;

    press(bench, "2 g Space Space u");
    assert_seen(bench, "Upgrade node image of 2 node pools");
    press(bench, "Enter");
    assert_true(bench->sends > 0);
    see(bench);
    assert_int_equal(bench->desk.overlay_count, 0);
}

/* ---- what Azure answers ---- */

static struct ak_operation operation_of(enum ak_intent_kind kind, const char *target,
                                        enum ak_operation_state state)
{
    return (struct ak_operation){.id = "1",
                                 .kind = kind,
                                 .title = "the change",
                                 .target = target,
                                 .state = state,
                                 .started_at = FIXTURE_NOW,
                                 .is_ours = true,
                                 .err = ak_err_none()};
}

static void the_dialog_goes_when_azure_took_it(void **state)
{
    struct ak_operation taken =
        operation_of(AK_INTENT_POOL_SCALE, FIXTURE_CVMPOOL, AK_OPERATION_ACCEPTED);
    struct workbench *bench = *state;

    press(bench, "2 s 2 Enter");
    assert_string_equal(focused(bench), "change");
    fixture_operate(&bench->fixture, &taken, 1);
    workbench_update(bench);
    see(bench);
    assert_string_equal(focused(bench), "pools");
}

/* It stands where Azure says that it is wrong, until that is changed; the rest is as it was. */
static void a_refusal_leads_to_its_field(void **state)
{
    struct ak_operation refused =
        operation_of(AK_INTENT_POOL_SCALE, FIXTURE_CVMPOOL, AK_OPERATION_FAILED);
    struct workbench *bench = *state;

    assert_int_equal(ak_err_set(&refused.err, AK_ERR_REFUSED, "too many"), AK_ERR_REFUSED);
    ak_err_set_code(&refused.err, "QuotaExceeded");
    ak_text_copy(refused.err.target, sizeof refused.err.target, "agentPoolProfile.maxCount");
    press(bench, "2 s 2 Down 9 Up Enter");
    assert_int_equal(bench->sends, 1);
    fixture_operate(&bench->fixture, &refused, 1);
    workbench_update(bench);
    assert_seen(bench, "Azure refused the request: QuotaExceeded: too many");
    assert_seen(bench, "\xE2\x96\x8C  Maximum          9");
    assert_seen(bench, "Minimum          2");
    press(bench, "7");
    assert_not_seen(bench, "Azure refused the request");
    press(bench, "Enter");
    assert_int_equal(bench->sends, 2);
}

static void the_wizard_comes_back_to_the_step_that_azure_names(void **state)
{
    struct ak_operation refused =
        operation_of(AK_INTENT_POOL_ADD, FIXTURE_PAYMENTS "/agentPools/m1", AK_OPERATION_FAILED);
    struct workbench *bench = *state;

    assert_int_equal(ak_err_set(&refused.err, AK_ERR_REFUSED, "no such subnet"), AK_ERR_REFUSED);
    ak_text_copy(refused.err.target, sizeof refused.err.target, "agentPoolProfile.vnetSubnetID");
    press(bench, "2 a m 1 Tab Down Enter Tab Tab Tab");
    assert_seen(bench, "ready: Enter sends it");
    press(bench, "Enter Enter");
    assert_int_equal(bench->sends, 1);
    assert_string_equal(bench->sent, "add node pool m1 to payments");
    press(bench, "Esc"); /* looked away: it waits all the same */
    assert_int_equal(bench->desk.overlay_count, 0);
    fixture_operate(&bench->fixture, &refused, 1);
    workbench_update(bench);
    see(bench);
    press(bench, "2 a");
    assert_seen(bench, "4/6 Count and scaling");
    assert_seen(bench, "Azure refused: no such subnet");
    press(bench, "Tab Tab");
    assert_seen(bench, "Name             m1");
    assert_seen(bench, "Standard_M1");
}

/* ---- drafts ---- */

static void each_cluster_has_its_own_draft(void **state)
{
    struct workbench *bench = *state;

    press(bench, "2 a");
    type(bench, "mine");
    press(bench, "Down Space Esc 1 / Ctrl-u");
    type(bench, "ledger");
    press(bench, "Enter a");
    assert_seen(bench, "Add a node pool to ledger");
    assert_not_seen(bench, "mine");
    press(bench, "Esc / Ctrl-u");
    type(bench, "payments");
    press(bench, "Enter a");
    assert_seen(bench, "your draft; Ctrl-n starts over");
    assert_seen(bench, "Name             mine");
    press(bench, "Ctrl-n");
    assert_not_seen(bench, "mine");
}

int main(void)
{
#define CASE(name)                                                                                 \
    cmocka_unit_test_setup_teardown(name, workbench_open_for_changes, workbench_close)
    const struct CMUnitTest tests[] = {
        CASE(each_key_opens_what_it_asks_for),
        CASE(what_makes_no_sense_says_why),
        CASE(each_step_of_the_way_out_opens_what_does_it),
        CASE(a_step_keeps_what_else_was_filled_in),
        CASE(the_way_out_is_seen_but_not_gone_where_nothing_may_be_changed),
        CASE(a_new_pool_is_filled_in_by_the_wizard),
        CASE(a_new_pool_has_the_vm_size_of_the_step),
        CASE(read_only_takes_every_change_away),
        CASE(what_azure_would_refuse_says_which_right_is_missing),
        CASE(its_keys_are_dimmed_and_the_others_are_not),
        CASE(half_a_dialog_is_offered),
        CASE(rights_that_are_not_known_are_left_to_azure),
        CASE(permissions_of_one_cluster_are_asked_for),
        CASE(a_feature_needs_a_right_on_the_subscription),
        CASE(some_clusters_are_read_only_by_their_names),
        CASE(deleting_takes_the_name),
        CASE(nothing_goes_out_once_it_is_read_only),
        CASE(the_mouse_never_sends),
        CASE(marked_pools_are_changed_together),
        CASE(the_dialog_goes_when_azure_took_it),
        CASE(a_refusal_leads_to_its_field),
        CASE(the_wizard_comes_back_to_the_step_that_azure_names),
        CASE(each_cluster_has_its_own_draft),
    };
#undef CASE

    return cmocka_run_group_tests(tests, NULL, NULL);
}
