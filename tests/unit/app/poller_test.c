/* poller_test.c: demands become requests to a server, when and as often as they should. The clock
 * that tells what is due stands still until a test moves it. */
#include "config.h"

#include "unit/arm/arm_bench.h"

#include <poll.h>

#include "akscope/base/text.h"
#include "akscope/store/store.h"
#include "poller_int.h"

enum { NOW = 1764000000 };

#define S "/subscriptions/s-1"
#define P S "/providers/"

static const char empty_list[] = "{\"value\":[]}";

struct stage {
    struct bench bench;
    struct ak_clock clock; /* of store and poller */
    struct ak_store *store;
    struct ak_poller *poller;
    struct ak_demands demands;
};

static void on_change(enum ak_topic topic, const char *key, void *context)
{
    struct stage *stage = context;

    (void)topic;
    (void)key;
    ak_loop_stop(stage->bench.loop);
}

static void open_stage(struct stage *stage, struct tiny_server *server)
{
    /* One try: waiting between tries is the poller's work here. */
    bench_open(&stage->bench, &(struct bench_options){.max_tries = 1}, server);
    stage->clock = ak_clock_manual(NOW);
    stage->store = ak_store_new(&stage->clock, on_change, stage);
    stage->poller =
        ak__poller_new(stage->bench.loop, stage->bench.arm, stage->store, &stage->clock);
    stage->demands = ak_demands_init();
}

static void play(struct stage *stage, const struct tiny_answer *answers, size_t count)
{
    open_stage(stage, tiny_server_start(answers, count));
}

static void close_stage(struct stage *stage)
{
    ak__poller_close(stage->poller);
    ak_arm_close(stage->bench.arm);
    stage->bench.arm = NULL;
    bench_close(&stage->bench);
    ak_store_free(stage->store);
    ak_demands_release(&stage->demands);
}

static void want(struct stage *stage, enum ak_topic topic, const char *key, int interval_s)
{
    ak_demands_add(&stage->demands, topic, key, interval_s);
    ak__poller_set_demands(stage->poller, &stage->demands);
}

static void run_until_idle(struct stage *stage)
{
    while (!ak__poller_is_idle(stage->poller))
        ak_loop_run(stage->bench.loop);
}

static unsigned asked(struct stage *stage)
{
    return tiny_server_request_count(stage->bench.server);
}

/* Time passes, and the poller looks at it. */
static void pass(struct stage *stage, int64_t ms)
{
    stage->clock.fixed_ms += ms;
    stage->clock.fixed_seconds += ms / 1000;
    ak__poller_set_demands(stage->poller, &stage->demands);
}

static const struct ak_slot *slot(const struct stage *stage, enum ak_topic topic, const char *key)
{
    return ak_snap_find(ak_store_snap(stage->store), topic, key);
}

/* ---- what is asked for ---- */

static void each_topic_has_its_address(void **state)
{
    static const struct {
        enum ak_topic topic;
        const char *key;
        const char *target; /* how the request begins */
    } cases[] = {
        {AK_TOPIC_SUBSCRIPTIONS, "", "/subscriptions?"},
        {AK_TOPIC_CLUSTERS, "s-1", P "Microsoft.ContainerService/managedClusters?"},
        {AK_TOPIC_POOLS, S "/c", S "/c/agentPools?"},
        {AK_TOPIC_CLUSTER_UPGRADES, S "/c", S "/c/upgradeProfiles/default?"},
        {AK_TOPIC_POOL_UPGRADES, S "/c/p", S "/c/p/upgradeProfiles/default?"},
        {AK_TOPIC_VM_SIZES, "s-1/westeurope",
         P "Microsoft.Compute/skus?$filter=location%20eq%20%27westeurope%27"},
        {AK_TOPIC_USAGES, "s-1/westeurope", P "Microsoft.Compute/locations/westeurope/usages?"},
        {AK_TOPIC_VERSIONS, "s-1/westeurope",
         P "Microsoft.ContainerService/locations/westeurope/kubernetesVersions?"},
        {AK_TOPIC_FEATURES, "s-1",
         P "Microsoft.Features/providers/Microsoft.ContainerService/features?"},
        {AK_TOPIC_PROVIDER, P "Microsoft.Compute", P "Microsoft.Compute?"},
        {AK_TOPIC_ROLE_ASSIGNMENTS, "s-1/p-1",
         P "Microsoft.Authorization/roleAssignments?$filter=assignedTo(%27p-1%27)&"},
        {AK_TOPIC_ROLE_DEFINITION, S "/r", S "/r?"},
        {AK_TOPIC_RESOURCE, S "/c", S "/c?"},
        {AK_TOPIC_PERMISSIONS, "/s", "/s/providers/Microsoft.Authorization/permissions?"},
    };
    static const struct tiny_answer answer = {.status = 404, .body = "{}"};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stage stage;

        play(&stage, &answer, 1);
        want(&stage, cases[i].topic, cases[i].key, 0);
        run_until_idle(&stage);
        const char *target = tiny_server_request(stage.bench.server, 0)->target;
        if (!ak_text_has_prefix(target, cases[i].target, false))
            fail_msg("%s, not %s", target, cases[i].target);
        assert_int_equal(slot(&stage, cases[i].topic, cases[i].key)->status, AK_SLOT_FAILED);
        close_stage(&stage);
    }
}

static void a_demand_is_asked_for_once(void **state)
{
    static const struct tiny_answer answer = {
        .headers = "x-ms-ratelimit-remaining-subscription-reads: 77\r\n", .body = empty_list};
    struct stage stage;

    (void)state;
    play(&stage, &answer, 1);
    want(&stage, AK_TOPIC_CLUSTERS, "one", 30);
    assert_true(slot(&stage, AK_TOPIC_CLUSTERS, "one")->in_flight);
    assert_false(ak__poller_is_idle(stage.poller));
    want(&stage, AK_TOPIC_CLUSTERS, "ONE", 30); /* ids ignore case */
    want(&stage, AK_TOPIC_CLUSTERS, "two", 30);
    run_until_idle(&stage);
    assert_int_equal(asked(&stage), 2);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "one")->status, AK_SLOT_OK);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "one")->fetched_at, NOW);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "one")->reads_left.value, 77);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "two")->status, AK_SLOT_OK);
    close_stage(&stage);
}

/* ---- when ---- */

static void it_is_asked_again_when_it_is_as_old_as_was_asked(void **state)
{
    static const struct {
        int interval_s; /* of the demand; 0: the topic's own */
        int64_t due_ms;
    } cases[] = {{30, 30000}, {5, 5000}, {0, 30000}};
    static const struct tiny_answer answer = {.body = empty_list};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stage stage;

        play(&stage, &answer, 1);
        want(&stage, AK_TOPIC_CLUSTERS, "s", cases[i].interval_s);
        run_until_idle(&stage);
        pass(&stage, cases[i].due_ms - 1);
        assert_true(ak__poller_is_idle(stage.poller));
        pass(&stage, 1);
        assert_false(ak__poller_is_idle(stage.poller));
        run_until_idle(&stage);
        assert_int_equal(asked(&stage), 2);
        close_stage(&stage);
    }
}

/* What was read for a view that is content with less is too old for one that wants more. */
static void another_interval_counts_from_the_last_answer(void **state)
{
    static const struct tiny_answer answer = {.body = empty_list};
    struct stage stage;

    (void)state;
    play(&stage, &answer, 1);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30);
    run_until_idle(&stage);
    pass(&stage, 4000);
    ak_demands_clear(&stage.demands);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 5);
    assert_true(ak__poller_is_idle(stage.poller));
    ak_demands_clear(&stage.demands);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30);
    pass(&stage, 6000);
    assert_true(ak__poller_is_idle(stage.poller));
    ak_demands_clear(&stage.demands);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 5);
    assert_false(ak__poller_is_idle(stage.poller));
    run_until_idle(&stage);
    assert_int_equal(asked(&stage), 2);
    close_stage(&stage);
}

/* The first wait is short, each one twice the one before, up to five minutes; a good answer starts
 * anew. */
static void failures_are_waited_for_longer_and_longer(void **state)
{
    static const int64_t waits_ms[] = {5000, 10000, 20000, 40000, 80000, 160000, 300000, 300000};
    enum { FAILURES = sizeof waits_ms / sizeof waits_ms[0] };
    static struct tiny_answer answers[FAILURES + 3];
    struct stage stage;

    (void)state;
    for (size_t i = 0; i < FAILURES + 3; i++)
        answers[i] = (struct tiny_answer){.status = i == FAILURES + 1 ? 200 : 500,
                                          .body = i == FAILURES + 1 ? empty_list : "{}"};
    play(&stage, answers, FAILURES + 3);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30);
    run_until_idle(&stage);
    for (size_t i = 0; i < FAILURES; i++) {
        assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->status, AK_SLOT_FAILED);
        assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->next_try_at,
                         stage.clock.fixed_seconds + waits_ms[i] / 1000);
        pass(&stage, waits_ms[i] - 1000);
        assert_true(ak__poller_is_idle(stage.poller));
        pass(&stage, 1000);
        run_until_idle(&stage);
        assert_int_equal(asked(&stage), i + 2);
    }
    pass(&stage, 300000);
    run_until_idle(&stage);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->status, AK_SLOT_OK);
    pass(&stage, 30000);
    run_until_idle(&stage);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->status, AK_SLOT_STALE);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->next_try_at,
                     stage.clock.fixed_seconds + 5);
    close_stage(&stage);
}

/* Nobody is asked too often while no network is there: the waits stay short, so that a laptop that
 * wakes up is read soon. */
static void without_a_network_waits_stay_short(void **state)
{
    static const int64_t waits_ms[] = {5000, 10000, 20000, 30000, 30000};
    static const struct tiny_answer answer = {.end = TINY_RESET};
    struct stage stage;

    (void)state;
    play(&stage, &answer, 1);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30);
    run_until_idle(&stage);
    for (size_t i = 0; i < sizeof waits_ms / sizeof waits_ms[0]; i++) {
        assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->err.kind, AK_ERR_NETWORK);
        assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->next_try_at,
                         stage.clock.fixed_seconds + waits_ms[i] / 1000);
        pass(&stage, waits_ms[i]);
        run_until_idle(&stage);
    }
    close_stage(&stage);
}

/* The first `lost` requests, and always those of "lost", find no network. */
static void reset_or_answer(const struct tiny_request *request, struct tiny_answer *answer,
                            void *context)
{
    const unsigned *lost = context;

    answer->body = empty_list;
    if (request->number < *lost || strstr(request->target, "/lost/") != NULL)
        answer->end = TINY_RESET;
    else if (strstr(request->target, "/unwell/") != NULL)
        *answer = (struct tiny_answer){.status = 500, .body = "{}"};
}

/* The first good answer shows that the network is back: what waited for it waits no longer. */
static void one_answer_ends_the_wait_for_the_network(void **state)
{
    static unsigned lost = 3;
    struct stage stage;

    (void)state;
    open_stage(&stage, tiny_server_start_with(reset_or_answer, &lost));
    want(&stage, AK_TOPIC_CLUSTERS, "lost", 30);
    run_until_idle(&stage);
    want(&stage, AK_TOPIC_CLUSTERS, "one", 30);
    run_until_idle(&stage);
    want(&stage, AK_TOPIC_CLUSTERS, "unwell", 30);
    run_until_idle(&stage);
    pass(&stage, 1000);
    want(&stage, AK_TOPIC_CLUSTERS, "two", 30);
    run_until_idle(&stage);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "two")->status, AK_SLOT_OK);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "one")->status, AK_SLOT_OK);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "lost")->err.kind, AK_ERR_NETWORK);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "unwell")->err.kind, AK_ERR_UNAVAILABLE);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "lost")->tried_at, NOW + 1);
    /* What stays lost is not asked for again by each answer, nor what is unwell. */
    pass(&stage, 1000);
    want(&stage, AK_TOPIC_CLUSTERS, "three", 30);
    run_until_idle(&stage);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "three")->tried_at, NOW + 2);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "lost")->tried_at, NOW + 1);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "unwell")->tried_at, NOW + 1);
    close_stage(&stage);
}

/* How long Azure, or the kind of the failure, makes it wait. */
static void some_failures_say_themselves_how_long(void **state)
{
    static const struct {
        struct tiny_answer answer;
        enum ak_slot_status status;
        int64_t wait_s;
    } cases[] = {
        {{.status = 429, .headers = "retry-after: 17\r\n", .body = "{}"}, AK_SLOT_FAILED, 17},
        {{.status = 503, .headers = "retry-after: 0\r\n", .body = "{}"}, AK_SLOT_FAILED, 5},
        {{.status = 403, .body = "{}"}, AK_SLOT_FORBIDDEN, 300},
        {{.status = 404, .body = "{}"}, AK_SLOT_FAILED, 300},
        {{.body = "<html>"}, AK_SLOT_FAILED, 5},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stage stage;

        play(&stage, &cases[i].answer, 1);
        want(&stage, AK_TOPIC_CLUSTERS, "s", 30);
        run_until_idle(&stage);
        assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->status, cases[i].status);
        assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->next_try_at, NOW + cases[i].wait_s);
        pass(&stage, cases[i].wait_s * 1000 - 1);
        assert_true(ak__poller_is_idle(stage.poller));
        pass(&stage, 1);
        assert_false(ak__poller_is_idle(stage.poller));
        close_stage(&stage);
    }
}

static void refresh_reads_all_that_is_wanted_at_once(void **state)
{
    static const struct tiny_answer answers[] = {
        {.status = 403, .body = "{}"}, {.body = empty_list}, {.body = empty_list}};
    struct stage stage;

    (void)state;
    play(&stage, answers, 3);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30);
    run_until_idle(&stage);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->status, AK_SLOT_FORBIDDEN);
    ak__poller_refresh(stage.poller);
    run_until_idle(&stage);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->status, AK_SLOT_OK);
    ak_demands_clear(&stage.demands);
    pass(&stage, 0);
    ak__poller_refresh(stage.poller); /* nothing is wanted any more */
    assert_true(ak__poller_is_idle(stage.poller));
    assert_int_equal(asked(&stage), 2);
    close_stage(&stage);
}

static void commands_ask_once(void **state)
{
    static const struct tiny_answer answers[] = {{.body = empty_list}, {.status = 500}};
    struct stage stage;

    (void)state;
    play(&stage, answers, 2);
    ak__poller_ask_once(stage.poller);
    want(&stage, AK_TOPIC_CLUSTERS, "good", 5);
    run_until_idle(&stage);
    want(&stage, AK_TOPIC_CLUSTERS, "bad", 5);
    run_until_idle(&stage);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "bad")->next_try_at, 0);
    pass(&stage, 1000000000);
    assert_true(ak__poller_is_idle(stage.poller));
    assert_int_equal(asked(&stage), 2);
    close_stage(&stage);
}

/* ---- what nobody wants any more ---- */

static void stop_loop(void *context)
{
    ak_loop_stop(context);
}

/* Runs until the server has sent an answer with `notify`. */
static void run_until_notice(struct stage *stage)
{
    struct ak_watch *watch = ak_watch_open(
        stage->bench.loop, tiny_server_notices(stage->bench.server), stop_loop, stage->bench.loop);
    struct pollfd notice = {.fd = tiny_server_notices(stage->bench.server), .events = POLLIN};

    while (poll(&notice, 1, 0) == 0)
        ak_loop_run(stage->bench.loop);
    ak_watch_close(watch);
}

static void an_unwanted_read_is_cancelled_and_leaves_no_trace(void **state)
{
    static const struct tiny_answer answers[] = {
        {.body = empty_list, .end = TINY_HANG, .cut = TINY_CUT_HEAD, .notify = true},
        {.body = empty_list}};
    struct stage stage;

    (void)state;
    play(&stage, answers, 2);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30);
    run_until_notice(&stage);
    ak_demands_clear(&stage.demands);
    ak__poller_set_demands(stage.poller, &stage.demands);
    run_until_idle(&stage);
    assert_null(slot(&stage, AK_TOPIC_CLUSTERS, "s"));
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30); /* asked for again it begins anew */
    run_until_idle(&stage);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->status, AK_SLOT_OK);
    close_stage(&stage);
}

static void an_unwanted_read_leaves_what_was_read_before(void **state)
{
    static const struct tiny_answer answers[] = {
        {.body = empty_list},
        {.body = empty_list, .end = TINY_HANG, .cut = TINY_CUT_HEAD, .notify = true},
        {.body = empty_list}};
    struct stage stage;

    (void)state;
    play(&stage, answers, 3);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30);
    run_until_idle(&stage);
    pass(&stage, 30000);
    run_until_notice(&stage);
    ak_demands_clear(&stage.demands);
    ak__poller_set_demands(stage.poller, &stage.demands);
    run_until_idle(&stage);
    assert_non_null(slot(&stage, AK_TOPIC_CLUSTERS, "s")->payload);
    assert_false(slot(&stage, AK_TOPIC_CLUSTERS, "s")->in_flight);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->fetched_at, NOW);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30); /* it is as old as before: asked for at once */
    run_until_idle(&stage);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->fetched_at, NOW + 30);
    close_stage(&stage);
}

/* What failed is no trouble any more once nobody wants it: an unwanted list would be told of, with
 * its next try, for ever. */
static void an_unwanted_failure_is_forgotten(void **state)
{
    static const struct tiny_answer answers[] = {
        {.status = 403, .body = "{}"}, {.body = empty_list}, {.status = 500, .body = "{}"}};
    struct stage stage;

    (void)state;
    play(&stage, answers, 3);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30);
    run_until_idle(&stage);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->status, AK_SLOT_FORBIDDEN);
    ak_demands_clear(&stage.demands);
    pass(&stage, 0);
    assert_null(slot(&stage, AK_TOPIC_CLUSTERS, "s"));
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30); /* wanted again, it is read at once */
    run_until_idle(&stage);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->status, AK_SLOT_OK);
    pass(&stage, 30000);
    run_until_idle(&stage);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->err.kind, AK_ERR_UNAVAILABLE);
    ak_demands_clear(&stage.demands);
    pass(&stage, 0);
    assert_non_null(slot(&stage, AK_TOPIC_CLUSTERS, "s")->payload); /* what was read stays */
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->err.kind, AK_ERR_NONE);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->next_try_at, 0);
    close_stage(&stage);
}

static void what_comes_back_soon_is_not_read_again(void **state)
{
    static const struct tiny_answer answer = {.body = empty_list};
    struct stage stage;

    (void)state;
    play(&stage, &answer, 1);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30);
    run_until_idle(&stage);
    ak_demands_clear(&stage.demands);
    pass(&stage, 60000);
    assert_int_equal(asked(&stage), 1); /* unwanted, it is left alone */
    assert_non_null(slot(&stage, AK_TOPIC_CLUSTERS, "s"));
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30);
    assert_false(ak__poller_is_idle(stage.poller)); /* too old by now */
    run_until_idle(&stage);
    ak_demands_clear(&stage.demands);
    pass(&stage, 10000);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30);
    assert_true(ak__poller_is_idle(stage.poller));
    assert_int_equal(asked(&stage), 2);
    close_stage(&stage);
}

/* A change ended: what was read before it, or is being read, tells of a world that is gone. */
static void what_a_change_concerns_is_read_again(void **state)
{
    static const char cluster[] = "/subscriptions/s/c";
    static const struct tiny_answer answer = {.body = empty_list};
    struct stage stage;

    (void)state;
    play(&stage, &answer, 1);
    want(&stage, AK_TOPIC_POOLS, cluster, 30);
    want(&stage, AK_TOPIC_POOLS, "/subscriptions/s/other", 30);
    run_until_idle(&stage);
    ak_demands_clear(&stage.demands);
    pass(&stage, 0);
    ak__poller_expedite(stage.poller, cluster);
    assert_true(ak__poller_is_idle(stage.poller)); /* nobody wants it now */
    want(&stage, AK_TOPIC_POOLS, "/subscriptions/s/other", 30);
    assert_true(ak__poller_is_idle(stage.poller));
    want(&stage, AK_TOPIC_POOLS, cluster, 30);
    assert_false(ak__poller_is_idle(stage.poller));
    ak__poller_expedite(stage.poller, cluster); /* while it is being read */
    run_until_idle(&stage);
    assert_int_equal(asked(&stage), 4);
    ak__poller_expedite(stage.poller, cluster);
    run_until_idle(&stage);
    assert_int_equal(asked(&stage), 5);
    close_stage(&stage);
}

/* ---- while it arrives ---- */

static void send_page(const struct tiny_request *request, struct tiny_answer *answer, void *context)
{
    static char first[256];
    int *port = context;

    snprintf(first, sizeof first,
             "{\"value\":[{\"id\":\"/subscriptions/s/resourceGroups/g/x/1\"}],"
             "\"nextLink\":\"http://127.0.0.1:%d/next\"}",
             *port);
    answer->body = first;
    if (strstr(request->target, "/next") != NULL)
        *answer = (struct tiny_answer){.body = empty_list, .end = TINY_HANG, .cut = TINY_CUT_HEAD};
}

static void progress_is_told_and_closing_ends_it_in_silence(void **state)
{
    struct stage stage;
    int port = 0;
    struct tiny_server *server = tiny_server_start_with(send_page, &port);

    (void)state;
    port = tiny_server_port(server);
    open_stage(&stage, server);
    want(&stage, AK_TOPIC_CLUSTERS, "s", 30);
    while (slot(&stage, AK_TOPIC_CLUSTERS, "s")->progress == 0)
        ak_loop_run(stage.bench.loop);
    assert_int_equal(slot(&stage, AK_TOPIC_CLUSTERS, "s")->progress, 1);
    uint64_t version = ak_store_snap(stage.store)->version;
    ak__poller_close(stage.poller);
    ak_arm_close(stage.bench.arm);
    stage.bench.arm = NULL;
    bench_close(&stage.bench);
    assert_int_equal(ak_store_snap(stage.store)->version, version);
    ak_store_free(stage.store);
    ak_demands_release(&stage.demands);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_topic_has_its_address),
        cmocka_unit_test(a_demand_is_asked_for_once),
        cmocka_unit_test(it_is_asked_again_when_it_is_as_old_as_was_asked),
        cmocka_unit_test(another_interval_counts_from_the_last_answer),
        cmocka_unit_test(failures_are_waited_for_longer_and_longer),
        cmocka_unit_test(without_a_network_waits_stay_short),
        cmocka_unit_test(one_answer_ends_the_wait_for_the_network),
        cmocka_unit_test(some_failures_say_themselves_how_long),
        cmocka_unit_test(refresh_reads_all_that_is_wanted_at_once),
        cmocka_unit_test(commands_ask_once),
        cmocka_unit_test(an_unwanted_read_is_cancelled_and_leaves_no_trace),
        cmocka_unit_test(an_unwanted_read_leaves_what_was_read_before),
        cmocka_unit_test(an_unwanted_failure_is_forgotten),
        cmocka_unit_test(what_comes_back_soon_is_not_read_again),
        cmocka_unit_test(what_a_change_concerns_is_read_again),
        cmocka_unit_test(progress_is_told_and_closing_ends_it_in_silence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
