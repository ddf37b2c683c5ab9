/* work.c: one unit of work of akscope, for callgrind to count: what is done inside of `measured` is
 * the work, the rest prepares it. Prints how many items it was, to divide by.
 *
 *   work decode FILE           decode the answer for one cluster
 *   work decode-recorded       decode every recorded answer for one cluster (AKSCOPE_SHARED)
 *   work frame FOLDER          render one 160×45 frame of the lists in FOLDER (fleet.h)
 *   work assess FOLDER COPIES  assess all pools
 *   work filter FOLDER COPIES TEXT     filter the list of all pools
 *   work sort FOLDER COPIES COLUMN     sort the list of all pools
 *   work select FOLDER COPIES          go to the next of all pools: its detail, with the way out
 *   work turn FOLDER COPIES GROUP      go to the next day on the time line, grouped so
 *   work plan FOLDER CLUSTER           plan a confidential pool for the cluster of that name */
#include "config.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/actions/plan.h"
#include "akscope/rules/fleet.h"
#include "akscope/ui/table.h"
#include "akscope/wire/decode.h"
#include "tests/bench/fleet.h"
#include "tui/app/frame_int.h"
#include "tui/app/skin_int.h"
#include "unit/rules/built_in.h"
#include "unit/wire/recorded.h"

enum { WIDTH = 160, HEIGHT = 45, NOW = 1795442700 /* 2026-11-23T14:05:00Z */ };

typedef void work_run(void *job);

/* What callgrind looks at (--toggle-collect=measured). The empty assembly keeps the call a call. */
#ifdef __clang__
#define AS_IT_IS __attribute__((noinline))
#else
#define AS_IT_IS __attribute__((noinline, noclone))
#endif
AS_IT_IS void measured(work_run *run, void *job);
void measured(work_run *run, void *job)
{
    run(job);
    __asm__ volatile("");
}

/* ---- decoding ---- */

struct decoding {
    const char *body;
    size_t len;
    struct ak_payload *payload;
};

static void run_decode(void *job)
{
    struct decoding *decoding = job;
    struct ak_decoder *decoder = ak_decoder_new(AK_CODEC_CLUSTER, "");
    struct ak_err err = ak_err_none();
    const char *next;

    if (ak_decoder_page(decoder, decoding->body, decoding->len, &next, &err))
        errx(EXIT_FAILURE, "%s", err.text);
    decoding->payload = ak_decoder_take(decoder);
    ak_decoder_free(decoder);
}

static size_t decode_one(const char *body, size_t len)
{
    struct decoding decoding = {.body = body, .len = len};
    size_t count;

    measured(run_decode, &decoding);
    count = decoding.payload->as.clusters.count;
    ak_payload_unref(decoding.payload);
    return count;
}

static size_t decode_file(char **arguments)
{
    size_t len;
    char *body = bench_read(arguments[0], &len);
    size_t count = decode_one(body, len);

    free(body);
    return count;
}

static void decode_exchange(const struct recorded *exchange, void *context)
{
    const cJSON *pools = recorded_at(exchange->body, "properties.agentPoolProfiles");
    size_t *count = context;
    char *body;

    if (strcmp(exchange->method, "GET") != 0 || exchange->status != 200 || !cJSON_IsArray(pools))
        return;
    body = cJSON_PrintUnformatted(exchange->body);
    *count += decode_one(body, strlen(body));
    cJSON_free(body);
}

static size_t decode_recorded(char **arguments)
{
    size_t count = 0;

    (void)arguments;
    if (recorded_is_there())
        recorded_visit("cassettes", decode_exchange, &count);
    return count;
}

/* ---- the fleet ---- */

struct assessing {
    struct ak_snap *snap;
    const struct ak_facts *facts;
    struct ak_fleet *fleet;
};

static void run_assess(void *job)
{
    struct assessing *assessing = job;
    struct ak_clock clock = ak_clock_fixed(NOW);

    assessing->fleet = ak_fleet_build(assessing->snap, assessing->facts, ak_clock_today(&clock));
}

static size_t copies_of(const char *argument)
{
    return strtoul(argument, NULL, 10);
}

static size_t assess(char **arguments)
{
    struct ak_facts *facts = built_in_facts();
    struct assessing job = {.snap = bench_snap(arguments[0], copies_of(arguments[1])),
                            .facts = facts};
    size_t count;

    measured(run_assess, &job);
    count = job.fleet->pool_count;
    ak_fleet_adopt(job.fleet);
    ak_fleet_unref(job.fleet);
    ak_facts_free(facts);
    return count;
}

/* ---- the desk ---- */

/* A dashboard without terminal and network. */
struct bench_desk {
    struct ak_facts *facts;
    struct ak_fleet *fleet;
    struct ak_clock clock;
    struct ak_keymap keymap;
    struct ak_surface surface;
    struct ak_desk desk;
    struct ak_desk_order *order; /* for a worker; NULL: none */
};

static void keep_order(void *context, struct ak_desk_order *order)
{
    struct bench_desk *bench = context;

    bench->order = order;
}

/* Brings the desk up to date, doing also what a worker would do. */
static void run_sync(void *job)
{
    struct bench_desk *bench = job;

    ak__desk_sync(&bench->desk);
    while (bench->order != NULL) {
        struct ak_desk_order *order = bench->order;

        bench->order = NULL;
        ak_order_run(order->order);
        (void)ak__desk_put_order(&bench->desk, order);
        ak__desk_sync(&bench->desk);
    }
}

static void open_desk(struct bench_desk *bench, const char *folder, size_t copies)
{
    struct ak_desk_host host = {.run_order = keep_order, .context = bench};
    struct ak_conf *conf = ak_conf_new();
    struct ak_err err = ak_err_none();

    *bench = (struct bench_desk){.facts = built_in_facts(),
                                 .clock = ak_clock_fixed(NOW),
                                 .keymap = ak_keymap_init(),
                                 .surface = ak_surface_init(WIDTH, HEIGHT, false)};
    if (ak__skin_keys(conf, &bench->keymap, &err))
        errx(EXIT_FAILURE, "%s", err.text);
    ak_conf_free(conf);
    bench->fleet =
        ak_fleet_build(bench_snap(folder, copies), bench->facts, ak_clock_today(&bench->clock));
    ak_fleet_adopt(bench->fleet);
    struct ak_view_input input = {.fleet = bench->fleet,
                                  .snap = bench->fleet->snap,
                                  .facts = bench->facts,
                                  .clock = &bench->clock,
                                  .keymap = &bench->keymap};
    ak__desk_init(&bench->desk, &host, &input);
    ak__desk_set_data(&bench->desk, bench->fleet, bench->fleet->snap);
}

static void close_desk(struct bench_desk *bench)
{
    ak__desk_release(&bench->desk);
    ak_fleet_unref(bench->fleet);
    ak_facts_free(bench->facts);
    ak_keymap_release(&bench->keymap);
    ak_surface_release(&bench->surface);
}

static void run_frame(void *job)
{
    struct bench_desk *bench = job;
    struct ak_chrome chrome = {.desk = &bench->desk,
                               .top = ak__desk_top(&bench->desk)->info->class,
                               .refresh_seconds = 30};

    run_sync(bench);
    (void)ak__frame_draw(&bench->desk, &chrome, &bench->surface);
}

static size_t frame(char **arguments)
{
    struct bench_desk bench;

    open_desk(&bench, arguments[0], 1);
    run_frame(&bench); /* the first frame also allocates */
    ak__desk_set_data(&bench.desk, bench.fleet, bench.fleet->snap);
    measured(run_frame, &bench);
    close_desk(&bench);
    return 1;
}

/* Measures what an action on the list of all pools makes of it. */
static size_t act_on_all(char **arguments, enum ak_action action)
{
    struct bench_desk bench;
    size_t count;

    open_desk(&bench, arguments[0], copies_of(arguments[1]));
    ak__desk_act(&bench.desk, AK_ACTION_ALL_POOLS, "on", NULL);
    run_sync(&bench);
    ak__desk_act(&bench.desk, action, arguments[2], NULL);
    measured(run_sync, &bench);
    count = bench.fleet->pool_count;
    close_desk(&bench);
    return count;
}

static size_t filter(char **arguments)
{
    return act_on_all(arguments, AK_ACTION_FILTER);
}

static size_t sort(char **arguments)
{
    return act_on_all(arguments, AK_ACTION_SORT);
}

/* ---- keys, each with the frame that answers it ---- */

static size_t answer(struct bench_desk *bench, enum ak_action action)
{
    run_frame(bench);
    ak__desk_act(&bench->desk, action, "", NULL);
    measured(run_frame, bench);
    close_desk(bench);
    return 1;
}

static size_t go_to_next(char **arguments)
{
    struct bench_desk bench;

    open_desk(&bench, arguments[0], copies_of(arguments[1]));
    ak__desk_act(&bench.desk, AK_ACTION_ALL_POOLS, "on", NULL);
    return answer(&bench, AK_ACTION_DOWN);
}

static size_t turn(char **arguments)
{
    struct bench_desk bench;

    open_desk(&bench, arguments[0], copies_of(arguments[1]));
    ak__desk_act(&bench.desk, AK_ACTION_RETIREMENTS, "", NULL);
    ak__desk_act(&bench.desk, AK_ACTION_GROUP, arguments[2], NULL);
    return answer(&bench, AK_ACTION_RIGHT);
}

/* ---- a plan ---- */

struct planning {
    struct ak_intent intent;
    struct ak_plan_input input;
    struct ak_plan *plan;
};

static void run_plan(void *job)
{
    struct planning *planning = job;

    planning->plan = ak_plan_make(&planning->intent, &planning->input);
}

static const char *id_of_cluster(const struct ak_snap *snap, const char *name)
{
    size_t first;
    size_t count = ak_snap_topic(snap, AK_TOPIC_CLUSTERS, &first);

    for (size_t i = first; i < first + count; i++) {
        const struct ak_clusters *clusters = &snap->slots[i]->payload->as.clusters;

        for (size_t j = 0; j < clusters->count; j++) {
            if (strcmp(clusters->items[j].name, name) == 0)
                return clusters->items[j].id;
        }
    }
    errx(EXIT_FAILURE, "there is no cluster %s", name);
}

/* With all that the wizard knows at its last step; it plans anew at each key. */
static size_t plan(char **arguments)
{
    struct ak_clock clock = ak_clock_fixed(NOW);
    struct ak_facts *facts = built_in_facts();
    struct ak_snap *snap = bench_snap(arguments[0], 1);
    struct planning job = {
        .intent = ak_intent_init(AK_INTENT_POOL_ADD, id_of_cluster(snap, arguments[1]), NULL),
        .input = {.snap = snap, .facts = facts, .today = ak_clock_today(&clock)}};

    ak_pool_wish_set(&job.intent.wish, AK_POOL_FIELD_NAME, "cvm2");
    ak_pool_wish_set(&job.intent.wish, AK_POOL_FIELD_CONFIDENTIAL, "yes");
    ak_pool_wish_set(&job.intent.wish, AK_POOL_FIELD_VM_SIZE, "Standard_DC4as_v5");
    ak_pool_wish_set(&job.intent.wish, AK_POOL_FIELD_OS_SKU, "Ubuntu2404");
    ak_pool_wish_set(&job.intent.wish, AK_POOL_FIELD_NODES, "1");
    ak_pool_wish_set(&job.intent.wish, AK_POOL_FIELD_LABELS, "team=pay,tier=vault");
    measured(run_plan, &job);
    if (!ak_plan_is_ready(job.plan))
        errx(EXIT_FAILURE, "the plan is not ready: %s",
             job.plan->missing != NULL ? job.plan->missing : "it is refused");
    ak_plan_free(job.plan);
    ak_intent_release(&job.intent);
    ak_snap_unref(snap);
    ak_facts_free(facts);
    return 1;
}

static const struct {
    const char *name;
    int arguments;
    size_t (*run)(char **arguments);
} works[] = {
    {"decode", 1, decode_file}, {"decode-recorded", 0, decode_recorded},
    {"frame", 1, frame},        {"assess", 2, assess},
    {"filter", 3, filter},      {"sort", 3, sort},
    {"plan", 2, plan},          {"select", 2, go_to_next},
    {"turn", 3, turn},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        if (argc > 1 && strcmp(argv[1], works[i].name) == 0 && argc == works[i].arguments + 2) {
            printf("%zu\n", works[i].run(argv + 2));
            return EXIT_SUCCESS;
        }
    }
    errx(2, "usage: see work.c");
}
