/* dispatch_test.c: changes from plan to end: what is on disk when, what is sent how often, what is
 * told, with answers that get lost, refusals, and senders that die. */
#include "config.h"

#include "unit/app/dispatch_stage.h"

#include <sys/stat.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "unit/rules/built_in.h"

#define SEAL "/agentPools/seal"

static bool is_write(const struct exchange *exchange)
{
    return strcmp(exchange->method, "GET") != 0;
}

static size_t count_writes(const struct stage *stage)
{
    size_t count = 0;

    for (size_t i = 0; i < stage->exchange_count; i++)
        count += is_write(&stage->exchanges[i]);
    return count;
}

static const struct told *last_told(const struct stage *stage)
{
    assert_true(stage->told_count > 0);
    return &stage->told[stage->told_count - 1];
}

static void expect_end(const struct stage *stage, enum ak_dispatch_event_kind kind,
                       const char *part)
{
    const struct told *told = last_told(stage);

    if (told->kind != kind ||
        (ak_text_casestr(told->err.text, part) == NULL && strstr(told->text, part) == NULL))
        fail_msg("event %d: %s: %s (%s)", (int)told->kind, ak_err_kind_name(told->err.kind),
                 told->err.text, told->text);
}

static size_t count_in(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
        count++;
    return count;
}

static void expect_in_file(const struct stage *stage, const char *name, const char *part,
                           size_t times)
{
    char *text = stage_file(stage, name);

    if (count_in(text, part) != times)
        fail_msg("%s: %s is there %zu times:\n%s", name, part, count_in(text, part), text);
    free(text);
}

/* ---- intents ---- */

static struct ak_intent add(void)
{
    struct ak_intent intent = stage_intent(AK_INTENT_POOL_ADD, NULL);

    ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_NAME, "fresh");
    ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_VM_SIZE, "Standard_D4s_v5");
    ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_NODES, "1");
    return intent;
}

static struct ak_intent delete (void)
{
    return stage_intent(AK_INTENT_POOL_DELETE, "seal");
}

static struct ak_intent update(void)
{
    struct ak_intent intent = stage_intent(AK_INTENT_POOL_UPDATE, "seal");

    ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_LABELS, "tier=hsm");
    return intent;
}

static struct ak_intent upgrade_image(void)
{
    return stage_intent(AK_INTENT_POOL_UPGRADE_IMAGE, "seal");
}

static struct ak_intent stop(void)
{
    return stage_intent(AK_INTENT_POOL_STOP, "seal");
}

static struct ak_intent register_feature(void)
{
    struct ak_intent intent = {.kind = AK_INTENT_FEATURE_REGISTER};

    intent.subscription_id = ak_strdup(SIM_CONTOSO + strlen("/subscriptions/"));
    intent.feature = ak_strdup("Ubuntu2604Preview");
    return intent;
}

static const struct change {
    const char *name;
    struct ak_intent (*intent)(void);
    const char *method;
    const char *part; /* of the request's target */
    size_t writes;
} changes[] = {
    {"add", add, "PUT", "/agentPools/fresh?", 1},
    {"delete", delete, "DELETE", SEAL "?", 1},
    {"scale", stage_scale, "PUT", SEAL "?", 1},
    {"update", update, "PUT", SEAL "?", 1},
    {"upgrade the image", upgrade_image, "POST", SEAL "/upgradeNodeImageVersion?", 1},
    {"stop", stop, "PUT", SEAL "?", 1},
    {"register a feature", register_feature, "POST", "/features/Ubuntu2604Preview/register?", 2},
};

enum { CHANGES = sizeof changes / sizeof changes[0], OF_POOLS = CHANGES - 1 };

/* ---- the order ---- */

static void nothing_is_sent_before_it_is_on_disk(void **state)
{
    for (size_t i = 0; i < CHANGES; i++) {
        struct stage stage;

        print_message("# %s\n", changes[i].name);
        stage_open(&stage, *state, NULL);
        stage_start(&stage, false);
        stage_send(&stage, changes[i].intent());
        assert_int_equal(count_writes(&stage), 0);
        stage_run(&stage, 1);
        expect_end(&stage, AK_DISPATCH_DONE, "");
        assert_int_equal(stage_count(&stage, changes[i].method, changes[i].part), 1);
        assert_int_equal(count_writes(&stage), changes[i].writes);
        for (size_t j = 0; j < stage.exchange_count; j++)
            assert_true(stage.exchanges[j].was_ready);
        stage_stop(&stage);
        expect_in_file(&stage, "journal.jsonl", "\"event\":\"begin\"", 1);
        expect_in_file(&stage, "journal.jsonl", "\"event\":\"next\"", changes[i].writes - 1);
        expect_in_file(&stage, "journal.jsonl", "\"state\":\"done\"", 1);
        stage_close(&stage);
    }
}

static void without_a_disk_nothing_is_sent(void **state)
{
    struct stage stage;
    char *journal;

    stage_open(&stage, *state, NULL);
    stage_start(&stage, false);
    journal = ak_asprintf("%s/akscope/journal.jsonl", stage.folder);
    assert_int_equal(mkdir(journal, 0700), 0);
    stage_send(&stage, stage_scale());
    stage_run(&stage, 1);
    assert_int_equal(last_told(&stage)->kind, AK_DISPATCH_FAILED);
    assert_int_equal(count_writes(&stage), 0);
    stage_stop(&stage);
    assert_int_equal(rmdir(journal), 0);
    free(journal);
    stage_close(&stage);
}

/* ---- refusals ---- */

static void what_changed_since_is_told(void **state)
{
    struct stage stage;

    stage_open(&stage, *state, NULL);
    stage_start(&stage, false);
    stage_send(&stage, stage_scale());
    /* Somebody else is faster: nothing was sent yet, the journal is being written. */
    assert_int_equal(sim_pool_put(&stage.sim, "seal", "nodeLabels", "{\"by\":\"another\"}"), 200);
    sim_fixture_pass(&stage.sim, SIM_LONG_ENOUGH);
    stage_run(&stage, 1);
    expect_end(&stage, AK_DISPATCH_FAILED, "properties.nodeLabels.by");
    assert_int_equal(last_told(&stage)->err.kind, AK_ERR_CHANGED);
    assert_int_equal(last_told(&stage)->err.http_status, 412);
    assert_non_null(strstr(last_told(&stage)->text, "\"another\""));
    assert_int_equal(count_writes(&stage), 1);
    stage_stop(&stage);
    expect_in_file(&stage, "journal.jsonl", "\"state\":\"failed\"", 1);
    stage_close(&stage);
}

/* Rights change within minutes: a refusal says that they are others than those that were read. */
static void after_a_refusal_for_want_of_a_right_permissions_are_read_again(void **state)
{
    struct stage stage;
    size_t before;

    stage_open(&stage, *state, "status:403:x1@PUT:/agentPools/");
    stage_start(&stage, false);
    stage_send(&stage, stage_scale());
    before = stage_count(&stage, "GET", "/Microsoft.Authorization/permissions?");
    assert_int_equal(before, 1);
    stage_run(&stage, 1);
    expect_end(&stage, AK_DISPATCH_FAILED, "does not have authorization");
    assert_int_equal(last_told(&stage)->err.kind, AK_ERR_FORBIDDEN);
    while (!ak__poller_is_idle(stage.poller))
        ak_loop_run(stage.loop);
    assert_int_equal(stage_count(&stage, "GET", "/Microsoft.Authorization/permissions?"), 2);
    stage_stop(&stage);
    stage_close(&stage);
}

static void after_any_other_end_they_are_not(void **state)
{
    static const char *const faults[] = {NULL, "status:409:x1@PUT:/agentPools/"};

    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct stage stage;

        stage_open(&stage, *state, faults[i]);
        stage_start(&stage, false);
        stage_send(&stage, stage_scale());
        stage_run(&stage, 1);
        while (!ak__poller_is_idle(stage.poller))
            ak_loop_run(stage.loop);
        assert_int_equal(stage_count(&stage, "GET", "/Microsoft.Authorization/permissions?"), 1);
        stage_stop(&stage);
        stage_close(&stage);
    }
}

static void azures_wish_to_wait_is_kept_to(void **state)
{
    struct stage stage;

    stage_open(&stage, *state, NULL);
    stage.play = (struct play){"PUT", SEAL "?", MISHAP_THROTTLED, 1};
    stage_start(&stage, false);
    stage_send(&stage, stage_scale());
    stage_run(&stage, 1);
    expect_end(&stage, AK_DISPATCH_DONE, "");
    assert_int_equal(stage_waits(7000), 1);
    assert_int_equal(stage_count(&stage, "PUT", SEAL "?"), 2); /* one of them carried out */
    stage_stop(&stage);
    assert_int_equal(sim_pool_number(&stage.sim, "seal", "count"), 3);
    expect_in_file(&stage, "journal.jsonl", "\"event\":\"begin\"", 1);
    stage_close(&stage);
}

static void azure_that_never_has_time_is_a_failure(void **state)
{
    struct stage stage;

    stage_open(&stage, *state, NULL);
    stage.play = (struct play){"PUT", SEAL "?", MISHAP_THROTTLED, 100};
    stage_start(&stage, false);
    stage_send(&stage, stage_scale());
    stage_run(&stage, 1);
    expect_end(&stage, AK_DISPATCH_FAILED, "Slow down.");
    assert_int_equal(last_told(&stage)->err.http_status, 429);
    assert_int_equal(stage_waits(7000), 5);
    assert_int_equal(stage_count(&stage, "PUT", SEAL "?"), 6);
    stage_stop(&stage);
    stage_close(&stage);
}

/* The only one, as the dashboard shows it. */
static const struct ak_operation *shown_operation(const struct stage *stage)
{
    const struct ak_payload *shown =
        ak_snap_payload(ak_store_snap(stage->store), AK_TOPIC_OPERATIONS, "");

    assert_non_null(shown);
    assert_int_equal(shown->as.operations.count, 1);
    return &shown->as.operations.items[0];
}

static void a_failure_on_the_way_is_told_in_full(void **state)
{
    struct stage stage;
    const struct told *told;
    char *code;

    stage_open(&stage, *state, "op:fail=quota@PUT:/agentPools/");
    stage_start(&stage, false);
    stage_send(&stage, stage_scale());
    stage_run(&stage, 1);
    told = last_told(&stage);
    expect_end(&stage, AK_DISPATCH_FAILED, "quota");
    assert_int_equal(stage.told[0].kind, AK_DISPATCH_ACCEPTED);
    assert_true(told->err.code[0] != '\0' && told->err.request_id[0] != '\0');
    code = ak_asprintf("\"code\":\"%s\"", told->err.code);
    while (!ak_operation_is_over(shown_operation(&stage)->state))
        ak_loop_run(stage.loop);
    assert_int_equal(shown_operation(&stage)->state, AK_OPERATION_FAILED);
    assert_string_equal(shown_operation(&stage)->err.code, told->err.code);
    assert_string_equal(shown_operation(&stage)->err.text, told->err.text);
    assert_string_equal(shown_operation(&stage)->err.request_id, told->err.request_id);
    stage_stop(&stage);
    expect_in_file(&stage, "journal.jsonl", code, 1);
    expect_in_file(&stage, "audit.jsonl", code, 1);
    free(code);
    stage_close(&stage);
}

static void cancelled_in_azure_is_told_as_such(void **state)
{
    struct stage stage;

    stage_open(&stage, *state, "op:cancel@PUT:/agentPools/");
    stage_start(&stage, false);
    stage_send(&stage, stage_scale());
    stage_run(&stage, 1);
    assert_int_equal(last_told(&stage)->kind, AK_DISPATCH_FAILED);
    stage_stop(&stage);
    expect_in_file(&stage, "journal.jsonl", "\"state\":\"cancelled\"", 1);
    stage_close(&stage);
}

/* ---- answers that are lost ---- */

static void a_lost_answer_is_settled_by_looking(void **state)
{
    for (size_t i = 0; i < CHANGES; i++) {
        struct stage stage;

        print_message("# %s\n", changes[i].name);
        stage_open(&stage, *state, NULL);
        stage.play = (struct play){changes[i].method, changes[i].part, MISHAP_LOST_ANSWER, 1};
        stage_start(&stage, false);
        stage_send(&stage, changes[i].intent());
        stage_run(&stage, 1);
        expect_end(&stage, AK_DISPATCH_DONE, "");
        assert_int_equal(stage_count(&stage, changes[i].method, changes[i].part), 1);
        stage_stop(&stage);
        expect_in_file(&stage, "journal.jsonl", "\"state\":\"done\"", 1);
        stage_close(&stage);
    }
}

static void a_request_that_never_arrived_is_not_repeated(void **state)
{
    for (size_t i = 0; i < CHANGES; i++) {
        struct stage stage;

        print_message("# %s\n", changes[i].name);
        stage_open(&stage, *state, NULL);
        stage.play = (struct play){changes[i].method, changes[i].part, MISHAP_LOST_REQUEST, 1};
        stage_start(&stage, false);
        stage_send(&stage, changes[i].intent());
        stage_run(&stage, 1);
        expect_end(&stage, AK_DISPATCH_FAILED, "never reached Azure");
        assert_true(stage_waits(10000) >= 1); /* it might still have been on its way */
        assert_int_equal(stage_count(&stage, changes[i].method, changes[i].part), 1);
        assert_int_equal(count_writes(&stage), 1);
        stage_stop(&stage);
        expect_in_file(&stage, "journal.jsonl", "\"state\":\"failed\"", 1);
        stage_close(&stage);
    }
}

static void bad_polls_do_not_end_it(void **state)
{
    struct stage stage;

    stage_open(&stage, *state, NULL);
    stage.play = (struct play){"GET", "/operations/", MISHAP_LOST_REQUEST, 12};
    stage_start(&stage, false);
    stage_send(&stage, stage_scale());
    stage_run(&stage, 1);
    expect_end(&stage, AK_DISPATCH_DONE, "");
    assert_int_equal(stage.play.times, 0);
    assert_int_equal(count_writes(&stage), 1);
    stage_stop(&stage);
    stage_close(&stage);
}

/* ---- senders that die ---- */

static size_t first_of(const struct stage *stage, const char *method, size_t from)
{
    while (from < stage->exchange_count && strcmp(stage->exchanges[from].method, method) != 0)
        from++;
    return from;
}

static void an_accepted_operation_is_taken_up_at_its_polling_url(void **state)
{
    struct stage stage;
    size_t before;

    /* It does not end while its sender lives. */
    stage_open(&stage, *state, NULL);
    stage.play = (struct play){"GET", "/operations/", MISHAP_LOST_REQUEST, 1};
    stage_send_and_die(&stage, "scale", "\"event\":\"accepted\"");
    expect_in_file(&stage, "journal.jsonl", "\"event\":\"ended\"", 0);
    before = stage.exchange_count;
    stage_start(&stage, true);
    stage_run(&stage, 1);
    expect_end(&stage, AK_DISPATCH_DONE, "");
    assert_true(before < stage.exchange_count);
    assert_non_null(
        strstr(stage.exchanges[first_of(&stage, "GET", before)].target, "/operations/"));
    assert_int_equal(count_writes(&stage), 1);
    stage_stop(&stage);
    expect_in_file(&stage, "journal.jsonl", "\"event\":\"adopted\"", 1);
    expect_in_file(&stage, "journal.jsonl", "\"state\":\"done\"", 1);
    stage_close(&stage);
}

/* The sender dies when its request arrives: before or after it is carried out. */
static void die_and_settle(const struct ak_facts *facts, const struct change *change,
                           enum mishap mishap)
{
    bool was_done = mishap == MISHAP_SENDER_DIES_AFTER;
    struct stage stage;

    print_message("# %s, %s it is carried out\n", change->name, was_done ? "after" : "before");
    stage_open(&stage, facts, NULL);
    stage.play = (struct play){change->method, change->part, mishap, 1};
    stage_send_and_die(&stage, change->name, NULL);
    expect_in_file(&stage, "journal.jsonl", "\"event\":\"begin\"", 1);
    expect_in_file(&stage, "journal.jsonl", "\"event\":\"accepted\"", 0);
    stage_start(&stage, true);
    stage_run(&stage, 1);
    expect_end(&stage, was_done ? AK_DISPATCH_DONE : AK_DISPATCH_FAILED,
               was_done ? "" : "never reached Azure");
    assert_int_equal(count_writes(&stage), 1);
    stage_stop(&stage);
    expect_in_file(&stage, "journal.jsonl", "\"event\":\"ended\"", 1);
    /* Settled is settled. */
    stage_start(&stage, true);
    assert_int_equal(ak__dispatch_running(stage.dispatch), 0);
    stage_stop(&stage);
    stage_close(&stage);
}

static void what_a_dead_sender_began_is_settled(void **state)
{
    for (size_t i = 0; i < OF_POOLS; i++) {
        die_and_settle(*state, &changes[i], MISHAP_SENDER_DIES_BEFORE);
        die_and_settle(*state, &changes[i], MISHAP_SENDER_DIES_AFTER);
    }
}

static void closing_leaves_it_to_the_next(void **state)
{
    struct stage stage;

    stage_open(&stage, *state, "op:stall");
    stage_start(&stage, false);
    stage_send(&stage, stage_scale());
    while (stage.told_count == 0)
        ak_loop_run(stage.loop);
    assert_int_equal(ak__dispatch_running(stage.dispatch), 1);
    stage_stop(&stage);
    assert_int_equal(count_writes(&stage), 1);
    expect_in_file(&stage, "journal.jsonl", "\"event\":\"accepted\"", 1);
    expect_in_file(&stage, "journal.jsonl", "\"event\":\"ended\"", 0);
    stage_close(&stage);
}

/* ---- what else is written and read ---- */

static void each_change_is_in_the_audit_log(void **state)
{
    static const char *const parts[] = {
        "\"at\":\"2026-11-24T",    "\"who\":\"ada@contoso.com\"",
        "\"what\":\"pool-scale\"", "\"target\":\"" SIM_LEDGER SEAL "\"",
        "\"method\":\"PUT\"",
    };
    struct stage stage;
    char *audit;

    stage_open(&stage, *state, NULL);
    stage_start(&stage, false);
    stage_send(&stage, stage_scale());
    stage_run(&stage, 1);
    stage_stop(&stage);
    audit = stage_file(&stage, "audit.jsonl");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        expect_in_file(&stage, "audit.jsonl", parts[i], count_in(audit, "\n"));
    expect_in_file(&stage, "audit.jsonl", "\"outcome\":\"requested\"", 1);
    expect_in_file(&stage, "audit.jsonl", "\"outcome\":\"done\"", 1);
    expect_in_file(&stage, "audit.jsonl", "\"requestId\":\"", 1);
    free(audit);
    for (int i = 0; i < 2; i++) {
        expect_in_file(&stage, i == 0 ? "audit.jsonl" : "journal.jsonl", "eyJ", 0);
        expect_in_file(&stage, i == 0 ? "audit.jsonl" : "journal.jsonl", "Bearer", 0);
    }
    stage_close(&stage);
}

static void a_change_is_seen_at_once(void **state)
{
    struct stage stage;
    const struct ak_payload *clusters;
    size_t seen = 0;

    stage_open(&stage, *state, NULL);
    stage_start(&stage, false);
    stage_send(&stage, stage_scale());
    size_t before = stage_count(&stage, "GET", "/managedClusters/ledger-prod?");
    stage_run(&stage, 1);
    while (stage_count(&stage, "GET", "/managedClusters/ledger-prod?") < before + 2 ||
           ak_arm_pending(stage.arm) > 0)
        ak_loop_run(stage.loop);
    clusters = ak_snap_payload(ak_store_snap(stage.store), AK_TOPIC_CLUSTERS,
                               SIM_CONTOSO + strlen("/subscriptions/"));
    for (size_t i = 0; i < clusters->as.clusters.count; i++) {
        const struct ak_cluster *cluster = &clusters->as.clusters.items[i];

        for (size_t j = 0; j < cluster->pool_count; j++)
            seen += strcmp(cluster->pools[j].name, "seal") == 0 &&
                    cluster->pools[j].count.value == 3 &&
                    strcmp(cluster->pools[j].provisioning_state, "Succeeded") == 0;
    }
    assert_int_equal(seen, 1);
    stage_stop(&stage);
    stage_close(&stage);
}

static void become_sender(char **argv, const char *what)
{
    struct ak_facts *facts = built_in_facts();

    for (size_t i = 0; i < CHANGES; i++) {
        if (strcmp(changes[i].name, what) == 0)
            stage_become_sender(argv, facts, changes[i].intent());
    }
    abort();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_sent_before_it_is_on_disk),
        cmocka_unit_test(without_a_disk_nothing_is_sent),
        cmocka_unit_test(what_changed_since_is_told),
        cmocka_unit_test(after_a_refusal_for_want_of_a_right_permissions_are_read_again),
        cmocka_unit_test(after_any_other_end_they_are_not),
        cmocka_unit_test(azures_wish_to_wait_is_kept_to),
        cmocka_unit_test(azure_that_never_has_time_is_a_failure),
        cmocka_unit_test(a_failure_on_the_way_is_told_in_full),
        cmocka_unit_test(cancelled_in_azure_is_told_as_such),
        cmocka_unit_test(a_lost_answer_is_settled_by_looking),
        cmocka_unit_test(a_request_that_never_arrived_is_not_repeated),
        cmocka_unit_test(bad_polls_do_not_end_it),
        cmocka_unit_test(an_accepted_operation_is_taken_up_at_its_polling_url),
        cmocka_unit_test(what_a_dead_sender_began_is_settled),
        cmocka_unit_test(closing_leaves_it_to_the_next),
        cmocka_unit_test(each_change_is_in_the_audit_log),
        cmocka_unit_test(a_change_is_seen_at_once),
    };

    if (stage_is_sender(argc, argv))
        become_sender(argv, argv[argc - 1]);
    return cmocka_run_group_tests_name("app/dispatch", tests, built_in_setup, built_in_teardown);
}
