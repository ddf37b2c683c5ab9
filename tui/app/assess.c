/* assess.c: when to assess, and the job. */
#include "config.h"

#include "assess_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

/* Between two assessments while lists arrive: this long, and so many times what the last one took,
 * so that it never keeps a processor busy. */
enum { LEAST_WAIT_MS = 250, WAIT_SHARE = 4 };

/* The lists that a fleet is made of. */
static const enum ak_topic topics[] = {AK_TOPIC_SUBSCRIPTIONS, AK_TOPIC_CLUSTERS, AK_TOPIC_VM_SIZES,
                                       AK_TOPIC_VERSIONS};
enum { TOPIC_COUNT = sizeof topics / sizeof topics[0] };

/* A job: one snapshot becomes one fleet. */
struct assessment {
    struct ak_assessor *assessor;
    struct ak_snap *snap;
    const struct ak_facts *facts;
    struct ak_date today;
    const struct ak_clock *clock;
    struct ak_fleet *fleet;
    struct ak_demands regions;
    int64_t took_ms; /* without the wait for a worker */
};

struct ak_assessor {
    struct ak_assessor_options options;
    struct ak_timer *timer;
    struct ak_fleet *fleet;
    struct ak_demands regions;
    struct ak_work *work; /* NULL: no job runs */
    bool is_closing;
    uint64_t assessed; /* fingerprint of the lists that fleet or job were made from */
    struct ak_date assessed_day;
    int64_t next_ms; /* not before this while lists arrive */
};

/* ---- the job ---- */

static bool may_be_confidential(const struct ak_fleet_pool *pool)
{
    return pool->cvm.by_name == AK_WITNESS_YES || pool->cvm.by_image == AK_WITNESS_YES ||
           pool->cvm.by_capability == AK_WITNESS_YES;
}

static bool has_region(const struct ak_demands *demands, const char *location)
{
    for (size_t i = 0; i < demands->items.len; i++) {
        const struct ak_demand *demand = ak_vec_at(&demands->items, i);

        if (ak_text_caseeq(strchr(demand->key, '/') + 1, location))
            return true;
    }
    return false;
}

/* The capability of a size is the same for all subscriptions: one list a region is enough. */
static void add_region(struct ak_demands *demands, const struct ak_cluster *cluster)
{
    char key[AK_DEMAND_KEY_SIZE];

    if (cluster->location == NULL || cluster->subscription_id == NULL)
        return;
    ak_region_key(cluster->subscription_id, cluster->location, key, sizeof key);
    if (!has_region(demands, strchr(key, '/') + 1))
        ak_demands_add(demands, AK_TOPIC_VM_SIZES, key, 0);
}

static struct ak_demands collect_regions(const struct ak_fleet *fleet)
{
    struct ak_demands demands = ak_demands_init();

    for (size_t i = 0; i < fleet->cluster_count; i++) {
        const struct ak_fleet_cluster *cluster = &fleet->clusters[i];
        bool is_needed = false;

        for (size_t j = 0; j < cluster->pool_count && !is_needed; j++)
            is_needed = may_be_confidential(&cluster->pools[j]);
        if (is_needed)
            add_region(&demands, cluster->cluster);
    }
    return demands;
}

static void run_assessment(void *job)
{
    struct assessment *assessment = job;
    int64_t began_ms = ak_clock_ms(assessment->clock);

    assessment->fleet = ak_fleet_build(assessment->snap, assessment->facts, assessment->today);
    assessment->regions = collect_regions(assessment->fleet);
    assessment->took_ms = ak_clock_ms(assessment->clock) - began_ms;
}

/* ---- when ---- */

/* Tells whether the lists have changed: progress and details of one cluster do not count. The fleet
 * keeps its snapshot alive, so an address is never used again while it is compared. */
static uint64_t fingerprint(const struct ak_snap *snap)
{
    uint64_t print = 1;

    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        size_t first;
        size_t count = ak_snap_topic(snap, topics[i], &first);

        for (size_t j = first; j < first + count; j++) {
            const struct ak_payload *payload = snap->slots[j]->payload;

            if (payload != NULL)
                print = print * 1099511628211u + (uint64_t)(uintptr_t)payload;
        }
    }
    return print;
}

static bool is_more_coming(const struct ak_snap *snap)
{
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        size_t first;
        size_t count = ak_snap_topic(snap, topics[i], &first);

        for (size_t j = first; j < first + count; j++) {
            if (snap->slots[j]->in_flight)
                return true;
        }
    }
    return false;
}

bool ak__assessor_is_settled(const struct ak_assessor *assessor)
{
    const struct ak_assessor_options *options = &assessor->options;

    return assessor->work == NULL &&
           assessor->assessed == fingerprint(ak_store_snap(options->store)) &&
           ak_date_compare(assessor->assessed_day, ak_clock_today(options->clock)) == 0;
}

static void take_fleet(struct ak_assessor *assessor, struct assessment *assessment)
{
    int64_t wait_ms = assessment->took_ms * WAIT_SHARE;

    ak_fleet_unref(assessor->fleet);
    ak_demands_release(&assessor->regions);
    assessor->fleet = assessment->fleet;
    assessor->regions = assessment->regions;
    assessor->next_ms = ak_clock_ms(assessor->options.clock);
    if (assessor->fleet->cluster_count > 0) /* the first clusters are awaited */
        assessor->next_ms += wait_ms > LEAST_WAIT_MS ? wait_ms : LEAST_WAIT_MS;
}

static void free_assessor(struct ak_assessor *assessor)
{
    ak_fleet_unref(assessor->fleet);
    ak_demands_release(&assessor->regions);
    free(assessor);
}

static void on_assessed(void *job, bool cancelled)
{
    struct assessment *assessment = job;
    struct ak_assessor *assessor = assessment->assessor;

    if (cancelled)
        ak_snap_unref(assessment->snap);
    else
        ak_fleet_adopt(assessment->fleet);
    assessor->work = NULL;
    if (!cancelled)
        take_fleet(assessor, assessment);
    free(assessment);
    if (assessor->is_closing) {
        free_assessor(assessor);
        return;
    }
    ak__assessor_look(assessor);
    assessor->options.on_fleet(assessor->options.context);
}

static void start(struct ak_assessor *assessor)
{
    const struct ak_assessor_options *options = &assessor->options;
    struct ak_snap *snap = ak_store_snap(options->store);
    struct assessment *job = ak_alloc(1, sizeof *job);

    assessor->assessed = fingerprint(snap);
    assessor->assessed_day = ak_clock_today(options->clock);
    *job = (struct assessment){.assessor = assessor,
                               .snap = ak_snap_ref(snap),
                               .facts = options->facts,
                               .today = assessor->assessed_day,
                               .clock = options->clock,
                               .regions = ak_demands_init()};
    assessor->work = ak_work_start(options->loop, run_assessment, on_assessed, job);
}

void ak__assessor_look(struct ak_assessor *assessor)
{
    const struct ak_assessor_options *options = &assessor->options;
    int64_t wait_ms = assessor->next_ms - ak_clock_ms(options->clock);

    if (assessor->work != NULL || ak__assessor_is_settled(assessor))
        return;
    if (wait_ms > 0 && is_more_coming(ak_store_snap(options->store)))
        ak_timer_start(assessor->timer, (uint64_t)wait_ms, 0);
    else
        start(assessor);
}

static void on_timer(void *context)
{
    ak__assessor_look(context);
}

/* ---- life ---- */

struct ak_assessor *ak__assessor_new(const struct ak_assessor_options *options)
{
    struct ak_assessor *assessor = ak_alloc(1, sizeof *assessor);
    struct ak_snap *snap = ak_store_snap(options->store);

    assessor->options = *options;
    assessor->timer = ak_timer_new(options->loop, on_timer, assessor);
    assessor->regions = ak_demands_init();
    assessor->assessed = fingerprint(snap);
    assessor->assessed_day = ak_clock_today(options->clock);
    assessor->fleet = ak_fleet_build(ak_snap_ref(snap), options->facts, assessor->assessed_day);
    ak_fleet_adopt(assessor->fleet);
    assessor->next_ms = INT64_MIN / 2;
    return assessor;
}

void ak__assessor_close(struct ak_assessor *assessor)
{
    ak_timer_close(assessor->timer);
    assessor->is_closing = true;
    if (assessor->work != NULL)
        ak_work_cancel(assessor->work);
    else
        free_assessor(assessor);
}

struct ak_fleet *ak__assessor_fleet(const struct ak_assessor *assessor)
{
    return assessor->fleet;
}

const struct ak_demands *ak__assessor_regions(const struct ak_assessor *assessor)
{
    return &assessor->regions;
}
