/* dispatch_settle.c: what became of a change, by looking. A request that has no answer is never
 * sent again: the resource tells whether it is on its way, done, or never arrived. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/base/log.h"
#include "akscope/base/text.h"
#include "akscope/model/id.h"
#include "dispatch_job_int.h"

enum {
    LOOK_AGAIN_MS = 10000, /* a request may still be on its way when its sender is gone */
    LOOKS_MOST = 2,        /* without a trace: then it never arrived */
    NETWORK_WAIT_MS = 15000,
    FEATURE_WAIT_MS = 10000,
};

static const char features_part[] = "/providers/Microsoft.Features/";

/* ---- what a resource says ---- */

/* What is known of the target, whichever kind of resource it is. */
struct seen {
    const char *state; /* provisioningState */
    const char *etag;
};

static struct seen look_at(const struct ak_payload *payload)
{
    const struct ak_pool *pool;
    const struct ak_cluster *cluster;

    if (payload->topic == AK_TOPIC_POOLS && payload->as.pools.count == 1) {
        pool = &payload->as.pools.items[0];
        return (struct seen){pool->provisioning_state, pool->etag};
    }
    if (payload->topic == AK_TOPIC_CLUSTERS && payload->as.clusters.count == 1) {
        cluster = &payload->as.clusters.items[0];
        return (struct seen){cluster->provisioning_state, cluster->etag};
    }
    return (struct seen){NULL, NULL};
}

static bool is_final(const char *state)
{
    return ak_text_caseeq(state, "Succeeded") || ak_text_caseeq(state, "Failed") ||
           ak_text_caseeq(state, "Canceled");
}

/* ---- the verdict ---- */

static void settle_again(struct ak__job *job)
{
    ak__job_settle(job);
}

/* No trace of the change: once may be too early, twice is an answer. */
static void never_began(struct ak__job *job)
{
    struct ak_err err = ak_err_none();

    if (++job->looks < LOOKS_MOST) {
        ak__job_wait(job, settle_again, LOOK_AGAIN_MS);
        return;
    }
    ak_err_set(&err, AK_ERR_NETWORK,
               "the request never reached Azure: nothing was changed, it may be asked for again");
    ak__job_failed(job, &err, "");
}

static void is_gone(struct ak__job *job)
{
    if (job->kind == AK_INTENT_POOL_DELETE)
        ak__job_done(job, "settled by looking: it is gone");
    else if (job->kind == AK_INTENT_POOL_ADD)
        never_began(job);
    else
        ak__job_lost(job, "its answer was lost, and the resource is gone");
}

static void is_settled(struct ak__job *job, const struct seen *seen)
{
    struct ak_err err = ak_err_none();
    bool is_untouched = job->etag != NULL && ak_text_caseeq(job->etag, seen->etag);

    if (is_untouched || job->kind == AK_INTENT_POOL_DELETE) {
        never_began(job);
    } else if (job->kind != AK_INTENT_POOL_ADD && (job->etag == NULL || seen->etag == NULL)) {
        ak__job_lost(job,
                     "its answer was lost, and the resource does not tell whether it happened; "
                     "look before asking again");
    } else if (ak_text_caseeq(seen->state, "Succeeded")) {
        ak__job_done(job, "settled by looking: the resource was changed since, and is well");
    } else {
        ak_err_set(&err, AK_ERR_REFUSED, "settled by looking: it ended as %s", seen->state);
        ak__job_failed(job, &err, "");
    }
}

static void on_seen(struct ak__job *job, const struct ak_payload *payload)
{
    struct seen seen = look_at(payload);

    if (seen.state != NULL && is_final(seen.state)) {
        is_settled(job, &seen);
        return;
    }
    /* It is changing: that is ours, or it is the change that ours waits behind. */
    ak_journal_accepted(job->dispatch->journal, job->id, NULL, NULL, seen.state);
    job->was_accepted = true;
    ak__job_follow(job);
}

static void on_looked(const struct ak_arm_result *result, void *context)
{
    struct ak__job *job = context;

    job->read = NULL;
    if (ak__job_is_closing(job)) {
        ak_payload_unref(result->payload);
        return;
    }
    if (result->payload != NULL)
        on_seen(job, result->payload);
    else if (result->err->kind == AK_ERR_NOT_FOUND)
        is_gone(job);
    else
        ak__job_wait(job, settle_again, NETWORK_WAIT_MS);
    ak_payload_unref(result->payload);
}

void ak__job_settle(struct ak__job *job)
{
    struct ak_arm_target target = {.id = job->target};

    if (job->kind == AK_INTENT_FEATURE_REGISTER) {
        ak__job_wait_for_feature(job);
        return;
    }
    job->read = ak_arm_read(job->dispatch->options.arm,
                            ak_id_is_pool(job->target) ? AK_OP_GET_POOL : AK_OP_GET_CLUSTER,
                            &target, on_looked, NULL, job);
}

char *ak__job_resource_url(const struct ak__job *job)
{
    struct ak_arm_target target = {.id = job->target};
    struct ak_buf url = ak_buf_init(AK_LIMIT_URL);
    enum ak_op op = ak_id_is_pool(job->target) ? AK_OP_GET_POOL : AK_OP_GET_CLUSTER;
    char *text;

    if (!ak_arm_url(job->dispatch->options.arm, op, &target, &url))
        ak_buf_clear(&url);
    text = ak_strdup(ak_buf_text(&url));
    ak_buf_release(&url);
    return text;
}

/* ---- features ---- */

bool ak__job_is_at_feature(const struct ak__job *job)
{
    return ak_text_casestr(job->url, features_part) != NULL;
}

static void on_feature_state(struct ak__job *job, const char *state)
{
    struct ak_err err = ak_err_none();

    if (ak_text_caseeq(state, "Registered")) {
        if (ak__job_is_at_feature(job) && job->plan != NULL)
            ak__job_next_request(job);
        else
            ak__job_done(job, job->plan == NULL ? "register the provider once more if Azure still "
                                                  "refuses what needs the feature"
                                                : NULL);
    } else if (ak_text_caseeq(state, "Registering") || ak_text_caseeq(state, "Pending")) {
        ak_journal_accepted(job->dispatch->journal, job->id, NULL, NULL, state);
        ak__job_wait(job, ak__job_wait_for_feature, FEATURE_WAIT_MS);
    } else if (job->was_accepted) {
        ak_err_set(&err, AK_ERR_REFUSED, "the feature is %s", state != NULL ? state : "unknown");
        ak__job_failed(job, &err, "");
    } else {
        never_began(job);
    }
}

static const char *find_state(const struct ak_payload *payload, const char *name)
{
    for (size_t i = 0; i < payload->as.features.count; i++) {
        if (ak_text_caseeq(payload->as.features.items[i].name, name))
            return payload->as.features.items[i].state;
    }
    return NULL;
}

/* "/subscriptions/{this}/…" into out. */
static const char *subscription_of(const char *id, char out[64])
{
    static const char prefix[] = "/subscriptions/";
    const char *at = ak_text_has_prefix(id, prefix, true) ? id + sizeof prefix - 1 : "";
    size_t len = strcspn(at, "/");

    ak_text_copy(out, len < 63 ? len + 1 : 64, at);
    return out;
}

static void on_features(const struct ak_arm_result *result, void *context)
{
    struct ak__job *job = context;
    struct ak_store *store = job->dispatch->options.store;
    char subscription[64];

    job->read = NULL;
    if (ak__job_is_closing(job)) {
        ak_payload_unref(result->payload);
        return;
    }
    if (result->payload == NULL) {
        ak__job_wait(job, ak__job_wait_for_feature, NETWORK_WAIT_MS);
        return;
    }
    struct ak_delta delta = {.topic = AK_TOPIC_FEATURES,
                             .key = subscription_of(job->target, subscription),
                             .payload = ak_payload_ref(result->payload),
                             .fetched_at = ak_clock_now(job->dispatch->options.clock),
                             .reads_left = result->reads_left};
    ak_store_apply(store, &delta);
    on_feature_state(job, find_state(result->payload, ak_id_name(job->target)));
    ak_payload_unref(result->payload);
}

void ak__job_wait_for_feature(struct ak__job *job)
{
    char subscription[64];
    struct ak_arm_target target = {.subscription_id = subscription_of(job->target, subscription)};

    job->read = ak_arm_read(job->dispatch->options.arm, AK_OP_LIST_FEATURES, &target, on_features,
                            NULL, job);
}

/* ---- what a change has touched ---- */

/* The operation may be over and gone when the answer comes: only the store is needed. */
static void on_reread(const struct ak_arm_result *result, void *context)
{
    struct ak_store *store = context;

    if (result->payload != NULL)
        ak_store_merge(store, result->payload);
    else if (result->err->kind != AK_ERR_CANCELLED)
        ak_log(AK_LOG_INFO, "reading a changed cluster again failed: %s", result->err->text);
}

/* The lists are read again in their own time; the graph and the list lag behind the resource. */
void ak__job_reread(struct ak__job *job)
{
    const struct ak_dispatch_options *options = &job->dispatch->options;
    char *cluster = ak_strndup(job->target, ak_id_cluster_len(job->target));
    struct ak_arm_target target = {.id = cluster};

    if (job->kind != AK_INTENT_FEATURE_REGISTER)
        ak_arm_read(options->arm, AK_OP_GET_CLUSTER, &target, on_reread, NULL, options->store);
    ak__poller_expedite(options->poller, cluster);
    free(cluster);
}
