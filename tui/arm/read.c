/* read.c: one read. A request waits for the gate of its subscription, then for its turn, is sent
 * (exchange.c), and its page is decoded off the thread; then comes the next page, another try, or
 * the end. Each wait ends in one callback, which finds in `stage` what the read was at. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/log.h"
#include "akscope/base/text.h"
#include "arm_int.h"

enum {
    REQUESTS_AT_ONCE = 8, /* as many as there are connections: a time-out must not run in a queue */
    HOLD_MOST_MS = 20000, /* longer waits are the poller's, who tells the person */
};

enum stage {
    STAGE_HELD,     /* the gate is closed: the timer runs */
    STAGE_QUEUED,   /* in arm->queue */
    STAGE_ASKING,   /* an exchange is under way */
    STAGE_DECODING, /* a worker has the page */
    STAGE_ENDING,   /* the timer brings the end, which must not come inside a starting call */
    STAGE_OVER,
};

/* What a worker gets, and gives back. */
struct page_job {
    struct ak_arm_call *call; /* not for the worker */
    struct ak_decoder *decoder;
    char *body;
    size_t body_len;
    const char *next_link; /* the decoder's */
    struct ak_err err;
};

struct ak_arm_call {
    TAILQ_ENTRY(ak_arm_call) in_calls;
    TAILQ_ENTRY(ak_arm_call) in_queue;
    struct ak_arm *arm;
    enum stage stage;
    bool is_cancelled;
    bool is_at_gate; /* held by its gate, not by the wait before another try */
    enum ak_op op;
    size_t gate;
    char *url;          /* of the page that is asked for */
    struct ak_vec seen; /* uint64_t: hashes of the pages' URLs, since paging must end */
    int tries;          /* of this page */
    unsigned failures;  /* of the gate in a row when this page was asked for first */
    struct ak__exchange *exchange;
    struct ak_timer *timer;
    struct ak_work *work;
    struct page_job page;
    struct ak_err err; /* of the last try */
    struct ak_number reads_left;
    ak_arm_on_done *on_done;
    ak_arm_on_progress *on_progress;
    void *context;
};

/* ---- the end ---- */

static void free_call(struct ak_arm_call *call)
{
    ak_vec_release(&call->seen);
    ak_decoder_free(call->page.decoder);
    free(call->page.body);
    ak_timer_close(call->timer);
    free(call->url);
    free(call);
}

/* Wall seconds at which the gate opens again, rounded up; 0 when it is open. */
static int64_t next_try_at(const struct ak_arm_call *call)
{
    const struct ak_clock *clock = call->arm->clock;
    const struct ak_gate *gate = ak__arm_gate(call->arm, call->gate);
    int64_t now_ms = ak_clock_ms(clock);

    if (ak_gate_is_open(gate, now_ms))
        return 0;
    return ak_clock_now(clock) + (gate->open_at_ms - now_ms + 999) / 1000;
}

/* The one end of a read. The read stays in the list until its caller was told, who may close the
 * client meanwhile. */
static void finish(struct ak_arm_call *call)
{
    struct ak_arm *arm = call->arm;
    bool failed = call->err.kind != AK_ERR_NONE;
    struct ak_arm_result result = {.payload = failed ? NULL : ak_decoder_take(call->page.decoder),
                                   .err = failed ? &call->err : NULL,
                                   .reads_left = call->reads_left,
                                   .next_try_at = next_try_at(call)};

    call->stage = STAGE_OVER;
    arm->reads--;
    call->on_done(&result, call->context);
    TAILQ_REMOVE(&arm->calls, call, in_calls);
    free_call(call);
    ak__arm_finish_close(arm);
}

static void end_soon(struct ak_arm_call *call)
{
    call->stage = STAGE_ENDING;
    ak_timer_start(call->timer, 0, 0);
}

static void cancel_soon(struct ak_arm_call *call)
{
    ak_err_set(&call->err, AK_ERR_CANCELLED, "the read was cancelled");
    end_soon(call);
}

static bool ends_by_cancel(struct ak_arm_call *call)
{
    if (!call->is_cancelled)
        return false;
    ak_err_set(&call->err, AK_ERR_CANCELLED, "the read was cancelled");
    finish(call);
    return true;
}

/* ---- its turn ---- */

static void on_answer(const struct ak__answer *answer, void *context);

static void send_request(struct ak_arm_call *call)
{
    struct ak__request request = {.method = ak__op_get(call->op)->method, .url = call->url};

    call->stage = STAGE_ASKING;
    call->tries++;
    call->arm->requests++;
    ak_gate_on_start(ak__arm_gate(call->arm, call->gate), ak_clock_ms(call->arm->clock));
    call->exchange = ak__exchange_start(call->arm, &request, on_answer, call);
}

static void hold(struct ak_arm_call *call, int64_t wait_ms)
{
    call->stage = STAGE_HELD;
    ak_timer_start(call->timer, (uint64_t)wait_ms, 0);
}

/* Ends a read whose gate stays closed, with its own failure or else the one that closed the gate.
 */
static void give_up(struct ak_arm_call *call, int64_t wait_ms)
{
    if (call->err.kind == AK_ERR_NONE) {
        call->err = *ak__arm_gate_error(call->arm, call->gate);
        ak_err_detail(&call->err, "the subscription is left alone for a while: %s",
                      ak__arm_gate_error(call->arm, call->gate)->text);
        call->err.retry_after_s = (wait_ms + 999) / 1000;
    }
    end_soon(call);
}

/* True when the gate is closed: the read is held until it opens; or it ends, when that is long, or
 * the subscription has meanwhile failed as often in a row as one read may. */
static bool is_held(struct ak_arm_call *call)
{
    const struct ak_gate *gate = ak__arm_gate(call->arm, call->gate);
    int64_t now_ms = ak_clock_ms(call->arm->clock);
    int64_t wait_ms = gate->open_at_ms - now_ms;

    if (ak_gate_is_open(gate, now_ms))
        return false;
    call->is_at_gate = true;
    if (wait_ms > HOLD_MOST_MS || gate->failures >= call->failures + (unsigned)call->arm->max_tries)
        give_up(call, wait_ms);
    else
        hold(call, wait_ms);
    return true;
}

static void start_queued(struct ak_arm *arm)
{
    while (arm->requests < REQUESTS_AT_ONCE && !TAILQ_EMPTY(&arm->queue)) {
        struct ak_arm_call *call = TAILQ_FIRST(&arm->queue);

        TAILQ_REMOVE(&arm->queue, call, in_queue);
        if (!is_held(call))
            send_request(call);
    }
}

static void ask(struct ak_arm_call *call)
{
    if (is_held(call))
        return;
    call->stage = STAGE_QUEUED;
    TAILQ_INSERT_TAIL(&call->arm->queue, call, in_queue);
    start_queued(call->arm);
}

static void on_timer(void *context)
{
    struct ak_arm_call *call = context;

    if (call->stage == STAGE_ENDING)
        finish(call);
    else
        ask(call);
}

/* Waits and tries the page again, or gives up. The gate has been told of the failure. */
static void retry_or_finish(struct ak_arm_call *call)
{
    bool is_worth_it =
        ak_gate_closes_on(&call->err) || ak_err_kind_retry(call->err.kind) == AK_RETRY_READ;
    int64_t wait_ms = call->arm->first_wait_ms;

    if (!is_worth_it || call->tries >= call->arm->max_tries) {
        finish(call);
        return;
    }
    ak_log(AK_LOG_INFO, "%s is tried again: %s", ak_codec_name(ak__op_get(call->op)->codec),
           call->err.text);
    if (ak_gate_closes_on(&call->err)) {
        ask(call);
        return;
    }
    call->is_at_gate = false;
    hold(call, wait_ms + (int64_t)((double)wait_ms * ak__arm_jitter(call->arm) / 4));
}

/* ---- pages ---- */

static uint64_t hash_of(const char *url)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */

    for (; *url != '\0'; url++)
        hash = (hash ^ (unsigned char)*url) * 1099511628211u;
    return hash;
}

static bool was_seen(const struct ak_arm_call *call, uint64_t hash)
{
    for (size_t i = 0; i < call->seen.len; i++) {
        if (*(uint64_t *)ak_vec_at(&call->seen, i) == hash)
            return true;
    }
    return false;
}

/* A nextLink is followed only to where we are, once each, and not for ever. */
static int check_next(struct ak_arm_call *call, const char *next)
{
    if (!ak_text_has_prefix(next, "https://", true) && !ak_text_has_prefix(next, "http://", true))
        return ak_err_set(&call->err, AK_ERR_MALFORMED, "nextLink: expected an absolute URL");
    if (!ak_http_same_origin(next, call->arm->endpoint))
        return ak_err_set(&call->err, AK_ERR_UNTRUSTED,
                          "nextLink: it leads to another host, which was not asked");
    if (was_seen(call, hash_of(next)))
        return ak_err_set(&call->err, AK_ERR_MALFORMED, "nextLink: the pages go in a circle");
    if (call->seen.len >= AK_LIMIT_PAGES)
        return ak_err_set(&call->err, AK_ERR_TOO_LARGE, "the list has more than %d pages",
                          AK_LIMIT_PAGES);
    return 0;
}

static void note_page(struct ak_arm_call *call)
{
    *(uint64_t *)ak_vec_push(&call->seen) = hash_of(call->url);
    call->tries = 0;
    call->failures = 0; /* the gate has just seen an answer that worked */
}

static void take_page(struct ak_arm_call *call)
{
    const char *next = call->page.next_link;
    bool is_paged = (ak__op_get(call->op)->flags & AK_OP_PAGED) != 0;

    note_page(call);
    if (call->on_progress != NULL)
        call->on_progress(ak_decoder_count(call->page.decoder), call->context);
    if (ends_by_cancel(call))
        return;
    if (!is_paged || next == NULL || check_next(call, next)) {
        finish(call);
        return;
    }
    free(call->url);
    call->url = ak_strdup(next);
    ask(call);
}

static void run_decode(void *data)
{
    struct page_job *job = data;
    const char *next = NULL;

    job->err = ak_err_none();
    if (ak_decoder_page(job->decoder, job->body, job->body_len, &next, &job->err))
        next = NULL;
    job->next_link = next;
    free(job->body);
    job->body = NULL;
}

static void note_time(struct ak_arm *arm, const struct ak_http_response *response)
{
    const char *date = ak_http_header_find(response, "date");
    int64_t seconds;

    if (date != NULL && ak_time_parse_http(date, &seconds))
        arm->clock_ahead_s = ak_clock_now(arm->clock) - seconds;
}

/* Reads that are held by a gate which is open meanwhile need not wait any longer. */
static void let_go_on(struct ak_arm *arm)
{
    int64_t now_ms = ak_clock_ms(arm->clock);
    struct ak_arm_call *call;

    TAILQ_FOREACH(call, &arm->calls, in_calls)
    {
        if (call->stage == STAGE_HELD && call->is_at_gate &&
            ak_gate_is_open(ak__arm_gate(arm, call->gate), now_ms))
            ak_timer_start(call->timer, 0, 0);
    }
}

/* An answer counts as one only when it could be understood. */
static void tell_gate(struct ak_arm_call *call)
{
    if (call->err.kind == AK_ERR_NONE)
        ak_gate_on_success(ak__arm_gate(call->arm, call->gate), call->reads_left,
                           ak_clock_ms(call->arm->clock));
    else
        ak__arm_gate_fail(call->arm, call->gate, &call->err);
    let_go_on(call->arm);
}

static void on_decoded(void *data, bool cancelled)
{
    struct ak_arm_call *call = ((struct page_job *)data)->call;

    call->work = NULL;
    call->is_cancelled = call->is_cancelled || cancelled;
    call->err = cancelled ? ak_err_none() : call->page.err;
    tell_gate(call);
    if (ends_by_cancel(call))
        return;
    if (call->err.kind == AK_ERR_NONE)
        take_page(call);
    else
        retry_or_finish(call);
}

/* ---- answers ---- */

static void note_reads_left(struct ak_arm_call *call, const struct ak_http_response *response)
{
    static const char *const names[] = {"x-ms-ratelimit-remaining-subscription-reads",
                                        "x-ms-ratelimit-remaining-subscription-global-reads",
                                        "x-ms-ratelimit-remaining-tenant-reads"};

    call->reads_left = (struct ak_number){.is_set = false};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *text = ak_http_header_find(response, names[i]);
        int64_t value;

        if (text != NULL && ak_text_to_int(text, 0, INT32_MAX, &value) &&
            (!call->reads_left.is_set || value < call->reads_left.value))
            call->reads_left = (struct ak_number){.is_set = true, .value = value};
    }
}

/* A captive portal answers in the place of whoever was asked, and says that all is well. */
static void refuse_web_page(struct ak_arm_call *call, const struct ak_http_response *response)
{
    if (ak_http_is_web_page(response))
        ak_err_set(&call->err, AK_ERR_MALFORMED, "a web page instead of JSON");
}

static void on_answer(const struct ak__answer *answer, void *context)
{
    struct ak_arm_call *call = context;

    call->exchange = NULL;
    call->arm->requests--;
    call->err = answer->err;
    if (answer->response != NULL) {
        note_reads_left(call, answer->response);
        note_time(call->arm, answer->response);
    }
    if (call->err.kind == AK_ERR_NONE && answer->response != NULL)
        refuse_web_page(call, answer->response);
    start_queued(call->arm);
    if (call->err.kind != AK_ERR_NONE || call->is_cancelled) {
        tell_gate(call);
        if (!ends_by_cancel(call))
            retry_or_finish(call);
        return;
    }
    if (answer->response == NULL)
        AK_BUG("an answer that worked has no body");
    call->stage = STAGE_DECODING;
    call->page.body = ak_http_take_body(answer->response, &call->page.body_len);
    call->work = ak_work_start(call->arm->loop, run_decode, on_decoded, &call->page);
}

/* ---- from outside ---- */

static const char *about(const struct ak_arm_target *target)
{
    const char *const names[] = {target->id, target->location, target->subscription_id};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i] != NULL)
            return names[i];
    }
    return "";
}

struct ak_arm_call *ak_arm_read(struct ak_arm *arm, enum ak_op op,
                                const struct ak_arm_target *target, ak_arm_on_done *on_done,
                                ak_arm_on_progress *on_progress, void *context)
{
    struct ak_arm_call *call = ak_alloc(1, sizeof *call);
    struct ak_buf url = ak_buf_init(AK_LIMIT_URL);
    bool is_url = ak_arm_url(arm, op, target, &url);
    size_t len;

    call->arm = arm;
    call->op = op;
    call->gate = ak__arm_gate_index(arm, target);
    call->failures = ak__arm_gate(arm, call->gate)->failures;
    call->url = ak_buf_take(&url, &len);
    call->seen = ak_vec_init(sizeof(uint64_t));
    call->timer = ak_timer_new(arm->loop, on_timer, call);
    call->page = (struct page_job){.call = call,
                                   .decoder = ak_decoder_new(ak__op_get(op)->codec, about(target))};
    call->err = ak_err_none();
    call->on_done = on_done;
    call->on_progress = on_progress;
    call->context = context;
    TAILQ_INSERT_TAIL(&arm->calls, call, in_calls);
    arm->reads++;
    if (is_url) {
        ask(call);
    } else {
        ak_err_set(&call->err, AK_ERR_USAGE, "%s: it can't be part of an address", about(target));
        end_soon(call);
    }
    return call;
}

int64_t ak_arm_clock_ahead(const struct ak_arm *arm)
{
    return arm->clock_ahead_s;
}

void ak_arm_hurry(struct ak_arm *arm)
{
    int64_t now_ms = ak_clock_ms(arm->clock);

    for (size_t i = 0; i < arm->gates.len; i++)
        ak_gate_hurry(ak__arm_gate(arm, i), now_ms);
    let_go_on(arm);
}

void ak_arm_cancel(struct ak_arm_call *call)
{
    if (call->is_cancelled)
        return;
    call->is_cancelled = true;
    switch (call->stage) {
    case STAGE_QUEUED:
        TAILQ_REMOVE(&call->arm->queue, call, in_queue);
        cancel_soon(call);
        break;
    case STAGE_HELD:
    case STAGE_ENDING:
        cancel_soon(call);
        break;
    case STAGE_ASKING:
        if (call->exchange != NULL)
            ak__exchange_cancel(call->exchange);
        break;
    case STAGE_DECODING:
        if (call->work != NULL)
            ak_work_cancel(call->work);
        break;
    case STAGE_OVER:
        break;
    }
}

void ak__arm_cancel_reads(struct ak_arm *arm)
{
    struct ak_arm_call *call;

    TAILQ_FOREACH(call, &arm->calls, in_calls)
    {
        ak_arm_cancel(call);
    }
}
