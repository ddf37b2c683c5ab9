/* dispatch.c: a change from its plan to its end. How an operation that was lost is found again
 * stands in dispatch_settle.c. */
#include "config.h"

#include "dispatch_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/arm/lro.h"
#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/base/log.h"
#include "akscope/base/text.h"
#include "dispatch_job_int.h"

enum { THROTTLED_MOST = 5, THROTTLED_WAIT_MS = 10000, FOLLOW_AGAIN_MS = 15000 };

/* ---- what is told ---- */

static void tell(struct ak__job *job, enum ak_dispatch_event_kind kind, const struct ak_err *err,
                 const char *text)
{
    const struct ak_dispatch_options *options = &job->dispatch->options;
    struct ak_dispatch_event event = {.kind = kind,
                                      .id = job->id,
                                      .title = job->title,
                                      .target = job->target,
                                      .plan = job->plan,
                                      .err = err,
                                      .text = text};

    if (!job->dispatch->is_closing)
        options->on_event(&event, options->context);
}

/* ---- life of a job ---- */

static void on_timer(void *context);

struct ak__job *ak__job_new(struct ak_dispatch *dispatch)
{
    struct ak__job *job = ak_alloc(1, sizeof *job);

    job->dispatch = dispatch;
    job->timer = ak_timer_new(dispatch->options.loop, on_timer, job);
    TAILQ_INSERT_TAIL(&dispatch->jobs, job, link);
    return job;
}

static void free_dispatch_if_done(struct ak_dispatch *dispatch)
{
    if (!dispatch->is_closing || !TAILQ_EMPTY(&dispatch->jobs))
        return;
    free(dispatch);
}

static void free_job(struct ak__job *job)
{
    struct ak_dispatch *dispatch = job->dispatch;

    TAILQ_REMOVE(&dispatch->jobs, job, link);
    ak_timer_close(job->timer);
    ak_payload_unref(job->before);
    ak_plan_free(job->plan);
    free(job->title);
    free(job->target);
    free(job->method);
    free(job->url);
    free(job->etag);
    free(job->polling_url);
    free(job);
    free_dispatch_if_done(dispatch);
}

/* True when nothing may be done any more; the job is freed as soon as nothing is under way for it.
 */
bool ak__job_is_closing(struct ak__job *job)
{
    if (!job->dispatch->is_closing)
        return false;
    if (job->write == NULL && job->read == NULL && !job->waits_for_disk)
        free_job(job);
    return true;
}

void ak__job_wait(struct ak__job *job, ak__job_step *step, int64_t wait_ms)
{
    job->step = step;
    ak_timer_start(job->timer, (uint64_t)wait_ms, 0);
}

static void on_timer(void *context)
{
    struct ak__job *job = context;

    if (!ak__job_is_closing(job))
        job->step(job);
}

/* ---- the end ---- */

static void end_with(struct ak__job *job, enum ak_operation_state state, const char *note,
                     const struct ak_err *err)
{
    ak_journal_ended(job->dispatch->journal, job->id, state, note, err);
    ak__job_reread(job);
}

void ak__job_done(struct ak__job *job, const char *note)
{
    end_with(job, AK_OPERATION_DONE, note, NULL);
    tell(job, AK_DISPATCH_DONE, NULL, "");
    free_job(job);
}

void ak__job_lost(struct ak__job *job, const char *why)
{
    end_with(job, AK_OPERATION_LOST, why, NULL);
    tell(job, AK_DISPATCH_LOST, NULL, why);
    free_job(job);
}

void ak__job_failed(struct ak__job *job, const struct ak_err *err, const char *text)
{
    struct ak_err kept = *err; /* may lie in what is freed on the way */

    end_with(job, err->kind == AK_ERR_CANCELLED ? AK_OPERATION_CANCELLED : AK_OPERATION_FAILED,
             text[0] != '\0' ? text : NULL, &kept);
    if (kept.kind == AK_ERR_FORBIDDEN)
        ak__poller_doubt_permissions(job->dispatch->options.poller, job->target);
    tell(job, AK_DISPATCH_FAILED, &kept, text);
    free_job(job);
}

/* ---- a refused If-Match: what changed since ---- */

static void on_reread_after_refusal(const struct ak_arm_result *result, void *context)
{
    struct ak__job *job = context;
    struct ak_arena *arena = ak_arena_new(0);
    const char *difference = "";

    job->read = NULL;
    if (result->payload != NULL && job->before != NULL && job->before->as.raw.exact != NULL)
        difference =
            ak_plan_difference(job->before->as.raw.exact, result->payload->as.raw.exact, arena);
    ak_payload_unref(result->payload);
    if (!ak__job_is_closing(job))
        ak__job_failed(job, &job->err, difference);
    ak_arena_free(arena);
}

static void look_what_changed(struct ak__job *job, const struct ak_err *err)
{
    struct ak_arm_target target = {.id = job->target};

    job->err = *err;
    job->read = ak_arm_read(job->dispatch->options.arm, AK_OP_GET_RESOURCE, &target,
                            on_reread_after_refusal, NULL, job);
}

/* ---- requests ---- */

static void send_step(struct ak__job *job);

/* Azure says that it did not take it: asked again later, it is the first time. */
static bool waits_its_turn(struct ak__job *job, const struct ak_err *err)
{
    int64_t wait_ms = err->retry_after_s >= 0 ? err->retry_after_s * 1000 : THROTTLED_WAIT_MS;

    if (err->http_status != 429 || job->plan == NULL || job->throttled++ >= THROTTLED_MOST)
        return false;
    ak_log(AK_LOG_INFO, "%s: Azure asks to wait %lld ms", job->id, (long long)wait_ms);
    ak__job_wait(job, send_step, wait_ms);
    return true;
}

static void on_accepted(struct ak__job *job, const struct ak_lro_event *event)
{
    bool is_first = !job->was_accepted;

    job->was_accepted = true;
    free(job->polling_url);
    job->polling_url = ak_strdup_or_null(event->polling_url);
    ak_journal_accepted(job->dispatch->journal, job->id, event->polling_url, event->request_id,
                        event->note);
    if (!is_first)
        return;
    tell(job, AK_DISPATCH_ACCEPTED, NULL, "");
    ak__job_reread(job);
}

/* One request has ended well. */
static void on_request_done(struct ak__job *job, const struct ak_lro_event *event)
{
    if (!job->was_accepted)
        on_accepted(job, event);
    if (job->kind == AK_INTENT_FEATURE_REGISTER && ak__job_is_at_feature(job))
        ak__job_wait_for_feature(job);
    else
        ak__job_done(job, NULL);
}

static void on_request_failed(struct ak__job *job, const struct ak_lro_event *event)
{
    if (event->is_lost && job->was_accepted)
        ak__job_wait(job, ak__job_follow, FOLLOW_AGAIN_MS);
    else if (event->is_lost)
        ak__job_settle(job);
    else if (event->err->kind == AK_ERR_CHANGED)
        look_what_changed(job, event->err);
    else if (job->was_accepted || !waits_its_turn(job, event->err))
        ak__job_failed(job, event->err, "");
}

static void on_event(const struct ak_lro_event *event, void *context)
{
    struct ak__job *job = context;

    if (event->phase == AK_LRO_DONE || event->phase == AK_LRO_FAILED)
        job->write = NULL;
    if (ak__job_is_closing(job))
        return;
    switch (event->phase) {
    case AK_LRO_POLLING:
    case AK_LRO_READ_FINAL:
        on_accepted(job, event);
        break;
    case AK_LRO_DONE:
        on_request_done(job, event);
        break;
    case AK_LRO_FAILED:
        on_request_failed(job, event);
        break;
    }
}

static void send_step(struct ak__job *job)
{
    const struct ak_request *request = &job->plan->requests[job->request];
    struct ak_arm_write write = {.method = job->method,
                                 .url = job->url,
                                 .body = request->body,
                                 .if_match = request->if_match,
                                 .if_none_match = request->if_none_match};

    job->write = ak_arm_write_start(job->dispatch->options.arm, &write, on_event, job);
}

static void on_written(const char *id, const struct ak_err *err, void *context)
{
    struct ak__job *job = context;

    job->waits_for_disk = false;
    if (ak__job_is_closing(job))
        return;
    ak_text_copy(job->id, sizeof job->id, id);
    if (err != NULL)
        ak__job_failed(job, err, "");
    else
        send_step(job);
}

static char *url_of(const struct ak__job *job, const struct ak_request *request)
{
    struct ak_buf url = ak_buf_init(AK_LIMIT_URL);
    char *text = NULL;

    if (ak_arm_change_url(job->dispatch->options.arm, request, &url))
        text = ak_strdup(ak_buf_text(&url));
    ak_buf_release(&url);
    return text;
}

/* The line of the journal goes out; `begin` for the first request, `next` for the others. */
static void journal_request(struct ak__job *job)
{
    struct ak_dispatch *dispatch = job->dispatch;
    char who[AK_AUTH_WHO_SIZE];
    struct ak_journal_begin begin = {.kind = job->kind,
                                     .title = job->title,
                                     .target = job->target,
                                     .summary = job->plan->summary,
                                     .method = job->method,
                                     .url = job->url,
                                     .etag = job->etag,
                                     .who = ak_auth_who(dispatch->options.auth, who)};

    job->waits_for_disk = true;
    if (job->request == 0)
        ak_journal_begin(dispatch->journal, &begin, on_written, job);
    else
        ak_journal_next(dispatch->journal, job->id, &begin, on_written, job);
}

static void start_request(struct ak__job *job)
{
    const struct ak_request *request = &job->plan->requests[job->request];

    free(job->url);
    free(job->method);
    job->method = ak_strdup(ak_change_get(request->change)->method);
    job->url = url_of(job, request);
    job->throttled = 0;
    if (job->url == NULL)
        AK_BUG("the plan's target can't be part of a URL: %s", request->id);
    journal_request(job);
}

/* ---- after the feature is registered: its provider again ---- */

void ak__job_next_request(struct ak__job *job)
{
    job->request++;
    job->was_accepted = false;
    start_request(job);
}

/* ---- from outside ---- */

/* Of a pool that is changed without its body being read: a new node image, a deletion. */
static const char *listed_etag(const struct ak_snap *snap, const struct ak_intent *intent)
{
    const struct ak_payload *pools = intent->cluster_id != NULL && intent->pool_name != NULL
                                         ? ak_snap_payload(snap, AK_TOPIC_POOLS, intent->cluster_id)
                                         : NULL;

    for (size_t i = 0; pools != NULL && i < pools->as.pools.count; i++) {
        if (ak_text_caseeq(pools->as.pools.items[i].name, intent->pool_name))
            return pools->as.pools.items[i].etag;
    }
    return NULL;
}

void ak__dispatch_send(struct ak_dispatch *dispatch, struct ak_plan *plan)
{
    struct ak_snap *snap = ak_store_snap(dispatch->options.store);
    const struct ak_slot *raw = ak_snap_find(snap, AK_TOPIC_RESOURCE, plan->target);
    const char *etag;
    struct ak__job *job;

    if (!ak_plan_is_ready(plan))
        AK_BUG("a plan that is not ready was to be sent");
    job = ak__job_new(dispatch);
    job->plan = plan;
    job->kind = plan->intent.kind;
    job->title = ak_strdup(plan->title);
    job->target = ak_strdup(plan->target);
    if (raw != NULL && raw->payload != NULL)
        job->before = ak_payload_ref(raw->payload);
    etag = job->before != NULL ? job->before->as.raw.etag : listed_etag(snap, &plan->intent);
    job->etag = ak_strdup_or_null(etag);
    start_request(job);
}

static void on_open_end(const struct ak_journal_open_end *open_end, void *context)
{
    struct ak__job *job = ak__job_new(context);

    ak_text_copy(job->id, sizeof job->id, open_end->id);
    job->kind = open_end->kind;
    job->title = ak_strdup(ak_intent_get(open_end->kind)->verb);
    job->target = ak_strdup(open_end->target);
    job->method = ak_strdup(open_end->method);
    job->url = ak_strdup(open_end->url);
    job->etag = ak_strdup_or_null(open_end->etag);
    job->polling_url = ak_strdup_or_null(open_end->polling_url);
    job->was_accepted = job->polling_url != NULL;
    ak__job_wait(job, job->was_accepted ? ak__job_follow : ak__job_settle, 0);
}

/* Takes the operation up again at its polling URL, or where there is none at the resource. */
void ak__job_follow(struct ak__job *job)
{
    char *resource = ak__job_resource_url(job);
    struct ak_lro_earlier earlier = {
        .method = job->method, .polling_url = job->polling_url, .resource_url = resource};

    job->write = ak_arm_write_resume(job->dispatch->options.arm, &earlier, on_event, job);
    free(resource);
}

static void on_ready(const struct ak_err *err, void *context)
{
    struct ak_dispatch *dispatch = context;
    struct ak_dispatch_event event = {.kind = AK_DISPATCH_NO_JOURNAL,
                                      .id = "",
                                      .title = "",
                                      .target = "",
                                      .err = err,
                                      .text = ""};

    dispatch->is_ready = true;
    if (err == NULL)
        return;
    dispatch->err = *err;
    ak_log(AK_LOG_ERROR, "there is no journal, so nothing will be changed: %s", err->text);
    dispatch->options.on_event(&event, dispatch->options.context);
}

struct ak_dispatch *ak__dispatch_new(const struct ak_dispatch_options *options)
{
    struct ak_dispatch *dispatch = ak_alloc(1, sizeof *dispatch);
    struct ak_journal_options journal = {.loop = options->loop,
                                         .store = options->store,
                                         .clock = options->clock,
                                         .scope = options->endpoint,
                                         .follows = options->follows,
                                         .in_memory = options->in_memory};

    dispatch->options = *options;
    dispatch->err = ak_err_none();
    TAILQ_INIT(&dispatch->jobs);
    dispatch->journal =
        ak_journal_new(&journal, options->follows ? on_open_end : NULL, on_ready, dispatch);
    return dispatch;
}

void ak__dispatch_close(struct ak_dispatch *dispatch)
{
    struct ak__job *job;
    struct ak__job *next;

    if (dispatch == NULL)
        return;
    ak_journal_close(dispatch->journal);
    for (job = TAILQ_FIRST(&dispatch->jobs); job != NULL; job = next) {
        next = TAILQ_NEXT(job, link);
        job->waits_for_disk = false; /* the journal calls nobody back any more */
        if (job->write != NULL)
            ak_lro_cancel(job->write);
        else if (job->read != NULL)
            ak_arm_cancel(job->read);
        else
            free_job(job);
    }
    dispatch->is_closing = true; /* only now, since the last job to go takes the dispatch with it */
    free_dispatch_if_done(dispatch);
}

size_t ak__dispatch_running(const struct ak_dispatch *dispatch)
{
    const struct ak__job *job;
    size_t count = 0;

    TAILQ_FOREACH(job, &dispatch->jobs, link)
    {
        count++;
    }
    return count;
}

bool ak__dispatch_is_ready(const struct ak_dispatch *dispatch)
{
    return dispatch->is_ready;
}

const struct ak_err *ak__dispatch_error(const struct ak_dispatch *dispatch)
{
    return &dispatch->err;
}
