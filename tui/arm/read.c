/* read.c: one read. Each step ends in a callback, and each callback looks first whether the read
 * was cancelled meanwhile. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/log.h"
#include "akscope/base/text.h"
#include "akscope/wire/errors.h"
#include "arm_int.h"

enum {
    RETRY_FIRST_MS = 500,
    RETRY_MOST_MS = 8000,
    RETRY_AFTER_MOST_S = 20, /* longer waits are the poller's, who tells the person */
};

enum stage { STAGE_QUEUED, STAGE_TOKEN, STAGE_REQUEST, STAGE_DECODE, STAGE_WAIT, STAGE_OVER };

struct ak_arm_call {
    struct ak_arm *arm;
    struct ak_arm_call *next;
    enum stage stage;
    enum ak_op op;
    char *url;          /* of the page that is asked for */
    struct ak_vec seen; /* char *: URLs of pages, since paging must end */
    struct ak_decoder *decoder;
    struct ak_secret *token; /* of the last request, to reject it on 401 */
    bool was_rejected;
    int tries; /* of this page */
    bool is_cancelled;
    struct ak_auth_call *auth_call;
    struct ak_http_call *http_call;
    struct ak_timer *timer;
    char *body; /* being decoded */
    size_t body_len;
    const char *next_link; /* of the page just decoded; the decoder's */
    struct ak_err err;
    struct ak_number reads_left;
    ak_arm_on_done *on_done;
    ak_arm_on_progress *on_progress;
    void *context;
};

static void ask_token(struct ak_arm_call *call);

static void unlink_call(struct ak_arm_call *call)
{
    struct ak_arm_call **at = &call->arm->calls;

    while (*at != call)
        at = &(*at)->next;
    *at = call->next;
}

static void free_call(struct ak_arm_call *call)
{
    for (size_t i = 0; i < call->seen.len; i++)
        free(*(char **)ak_vec_at(&call->seen, i));
    ak_vec_release(&call->seen);
    ak_decoder_free(call->decoder);
    ak_secret_unref(call->token);
    ak_timer_close(call->timer);
    free(call->url);
    free(call->body);
    free(call);
}

/* The one end of a read: the caller is told, then everything of it goes. */
static void finish(struct ak_arm_call *call)
{
    struct ak_arm *arm = call->arm;
    bool failed = call->err.kind != AK_ERR_NONE;
    struct ak_arm_result result = {.payload = failed ? NULL : ak_decoder_take(call->decoder),
                                   .err = failed ? &call->err : NULL,
                                   .reads_left = call->reads_left};

    if (failed && call->err.retry_after_s > 0)
        result.next_try_at = ak_clock_now(arm->clock) + call->err.retry_after_s;
    if (call->stage != STAGE_QUEUED)
        arm->running--;
    call->stage = STAGE_OVER;
    unlink_call(call);
    call->on_done(&result, call->context);
    free_call(call);
    ak__arm_start_waiting(arm);
    ak__arm_finish_close(arm);
}

static bool ends_by_cancel(struct ak_arm_call *call)
{
    if (!call->is_cancelled)
        return false;
    ak_err_set(&call->err, AK_ERR_CANCELLED, "the read was cancelled");
    finish(call);
    return true;
}

static void on_timer(void *context)
{
    struct ak_arm_call *call = context;

    if (ends_by_cancel(call))
        return;
    if (call->err.kind != AK_ERR_NONE && call->stage == STAGE_QUEUED) {
        finish(call);
        return;
    }
    ask_token(call);
}

/* Waits and tries the page again, or gives up. */
static void retry_or_finish(struct ak_arm_call *call)
{
    enum ak_retry retry = ak_err_kind_retry(call->err.kind);
    int64_t wait = RETRY_FIRST_MS;

    if (retry == AK_RETRY_NEVER || call->tries >= call->arm->max_tries ||
        call->err.kind == AK_ERR_FORBIDDEN || call->err.kind == AK_ERR_NOT_SIGNED_IN ||
        call->err.kind == AK_ERR_NO_PROVIDER || call->err.retry_after_s > RETRY_AFTER_MOST_S) {
        finish(call);
        return;
    }
    for (int i = 1; i < call->tries && wait < RETRY_MOST_MS; i++)
        wait *= 2;
    if (call->err.retry_after_s >= 0)
        wait = call->err.retry_after_s * 1000;
    wait += (int64_t)((double)wait * ak__arm_jitter(call->arm) / 4);
    ak_log(AK_LOG_INFO, "%s is tried again in %lld ms: %s",
           ak_codec_name(ak__op_get(call->op)->codec), (long long)wait, call->err.text);
    call->stage = STAGE_WAIT;
    ak_timer_start(call->timer, (uint64_t)wait, 0);
}

/* ---- pages ---- */

static bool was_seen(const struct ak_arm_call *call, const char *url)
{
    for (size_t i = 0; i < call->seen.len; i++) {
        if (strcmp(*(char **)ak_vec_at(&call->seen, i), url) == 0)
            return true;
    }
    return false;
}

/* A nextLink is followed only to where we are, once each, and not for ever. */
static int check_next(struct ak_arm_call *call, const char *next)
{
    if (!ak_http_same_origin(next, call->arm->endpoint))
        return ak_err_set(&call->err, AK_ERR_UNTRUSTED,
                          "the next page is said to be at another host; it was not asked for");
    if (was_seen(call, next))
        return ak_err_set(&call->err, AK_ERR_MALFORMED, "the pages of the list go in a circle");
    if (call->seen.len >= AK_LIMIT_PAGES)
        return ak_err_set(&call->err, AK_ERR_TOO_LARGE, "the list has more than %d pages",
                          AK_LIMIT_PAGES);
    return 0;
}

static void run_decode(void *job)
{
    struct ak_arm_call *call = job;

    call->next_link = NULL;
    if (ak_decoder_page(call->decoder, call->body, call->body_len, &call->next_link, &call->err))
        call->next_link = NULL;
}

static void on_decoded(void *job, bool cancelled)
{
    struct ak_arm_call *call = job;

    free(call->body);
    call->body = NULL;
    if (cancelled)
        call->is_cancelled = true;
    if (ends_by_cancel(call))
        return;
    if (call->err.kind != AK_ERR_NONE) {
        retry_or_finish(call);
        return;
    }
    if (call->on_progress != NULL)
        call->on_progress(ak_decoder_count(call->decoder), call->context);
    bool has_next = (ak__op_get(call->op)->flags & AK_OP_PAGED) != 0 && call->next_link != NULL;
    if (!has_next || check_next(call, call->next_link)) {
        finish(call);
        return;
    }
    *(char **)ak_vec_push(&call->seen) = call->url;
    call->url = ak_strdup(call->next_link);
    call->tries = 0;
    ask_token(call);
}

/* ---- one request ---- */

static void note_reads_left(struct ak_arm_call *call, const struct ak_http_response *response)
{
    static const char *const names[] = {"x-ms-ratelimit-remaining-subscription-reads",
                                        "x-ms-ratelimit-remaining-subscription-global-reads"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *text = ak_http_header_find(response, names[i]);
        int64_t value;

        if (text != NULL && ak_text_to_int(text, 0, INT32_MAX, &value) &&
            (!call->reads_left.is_set || value < call->reads_left.value))
            call->reads_left = (struct ak_number){.is_set = true, .value = value};
    }
}

static void take_refusal(struct ak_arm_call *call, const struct ak_http_response *response)
{
    int64_t now = ak_clock_now(call->arm->clock);
    const char *after = ak_http_header_find(response, "retry-after");

    ak_wire_read_error(response->status, response->body, response->body_len, &call->err);
    call->err.retry_after_s = ak_http_retry_after(after, now);
    ak__arm_note_ids(response, &call->err);
    if (response->status == 401 && call->token != NULL && !call->was_rejected) {
        /* Once: the token may have been refused only for its age. */
        call->was_rejected = true;
        ak_auth_reject(call->arm->auth, call->token);
        call->err = ak_err_none();
        ask_token(call);
        return;
    }
    retry_or_finish(call);
}

static void on_response(const struct ak_http_response *response, const struct ak_err *err,
                        void *context)
{
    struct ak_arm_call *call = context;

    call->http_call = NULL;
    if (ends_by_cancel(call))
        return;
    if (err != NULL) {
        call->err = *err;
        retry_or_finish(call);
        return;
    }
    note_reads_left(call, response);
    if (response->status != 200) {
        take_refusal(call, response);
        return;
    }
    call->stage = STAGE_DECODE;
    call->body = ak_http_take_body(response, &call->body_len);
    ak_work_start(call->arm->loop, run_decode, on_decoded, call);
}

static void on_token(struct ak_secret *token, const struct ak_err *err, void *context)
{
    struct ak_arm_call *call = context;
    char request_id[AK_UUID_SIZE];

    call->auth_call = NULL;
    if (ends_by_cancel(call))
        return;
    if (err != NULL) {
        call->err = *err;
        finish(call);
        return;
    }
    ak_secret_unref(call->token);
    call->token = ak_secret_ref(token);
    ak_http_uuid(request_id);
    struct ak_http_header headers[] = {{"Accept", "application/json"},
                                       {"x-ms-client-request-id", request_id}};
    struct ak_http_request request = {.method = ak__op_get(call->op)->method,
                                      .url = call->url,
                                      .headers = headers,
                                      .header_count = sizeof headers / sizeof headers[0],
                                      .bearer = token};
    call->stage = STAGE_REQUEST;
    call->http_call = ak_http_start(call->arm->http, &request, on_response, call);
}

static void ask_token(struct ak_arm_call *call)
{
    call->err = ak_err_none();
    call->tries++;
    call->stage = STAGE_TOKEN;
    call->auth_call = ak_auth_get_token(call->arm->auth, on_token, call);
}

/* ---- the queue ---- */

void ak__arm_start_waiting(struct ak_arm *arm)
{
    while (arm->running < AK__READS_AT_ONCE && !arm->is_closing) {
        struct ak_arm_call *oldest = NULL;

        for (struct ak_arm_call *call = arm->calls; call != NULL; call = call->next) {
            if (call->stage == STAGE_QUEUED && call->err.kind == AK_ERR_NONE && !call->is_cancelled)
                oldest = call;
        }
        if (oldest == NULL)
            return;
        arm->running++;
        ask_token(oldest);
    }
}

struct ak_arm_call *ak_arm_read(struct ak_arm *arm, enum ak_op op,
                                const struct ak_arm_target *target, ak_arm_on_done *on_done,
                                ak_arm_on_progress *on_progress, void *context)
{
    struct ak_arm_call *call = ak_alloc(1, sizeof *call);
    struct ak_buf url = ak_buf_init(AK_LIMIT_URL);
    size_t len;
    const char *about = target->id != NULL                ? target->id
                        : target->location != NULL        ? target->location
                        : target->subscription_id != NULL ? target->subscription_id
                                                          : "";

    call->arm = arm;
    call->op = op;
    call->err = ak_err_none();
    call->seen = ak_vec_init(sizeof(char *));
    call->on_done = on_done;
    call->on_progress = on_progress;
    call->context = context;
    call->timer = ak_timer_new(arm->loop, on_timer, call);
    call->next = arm->calls;
    arm->calls = call;
    call->decoder = ak_decoder_new(ak__op_get(op)->codec, about);
    if (!ak_arm_url(arm, op, target, &url)) {
        ak_err_set(&call->err, AK_ERR_TOO_LARGE, "the address of %s is too long", about);
        ak_timer_start(call->timer, 0, 0);
    }
    call->url = ak_buf_take(&url, &len);
    ak__arm_start_waiting(arm);
    return call;
}

void ak_arm_cancel(struct ak_arm_call *call)
{
    if (call->is_cancelled || call->stage == STAGE_OVER)
        return;
    call->is_cancelled = true;
    if (call->auth_call != NULL)
        ak_auth_cancel(call->auth_call);
    else if (call->http_call != NULL)
        ak_http_cancel(call->http_call);
    else if (call->stage == STAGE_QUEUED || call->stage == STAGE_WAIT)
        ak_timer_start(call->timer, 0, 0);
}

void ak_arm_close(struct ak_arm *arm)
{
    arm->is_closing = true;
    for (struct ak_arm_call *call = arm->calls; call != NULL; call = call->next)
        ak_arm_cancel(call);
    ak__arm_cancel_writes(arm);
    ak__arm_finish_close(arm);
}
