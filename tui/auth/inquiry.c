#include "config.h"

#include "inquiry_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/log.h"

/* A service that asks for more than this is not waited for: the person is told instead. */
enum { WAIT_MOST_S = 10 };

static const int of_services[] = {408, 429, 0};
const struct ak__patience ak__patience_with_services = {
    .statuses = of_services,
    .server_errors = true,
    .network = true,
    .tries = 3,
    .first_ms = 1000,
};

/* As Azure's own libraries have it (DefaultManagedIdentityRetryPolicy). */
static const int of_agents[] = {404, 408, 429, 500, 503, 504, 0};
const struct ak__patience ak__patience_with_agents = {
    .statuses = of_agents,
    .network = true,
    .tries = 4,
    .first_ms = 1000,
};

enum state { WAITS, ASKS, OVER };

struct ak__inquiry {
    struct ak_loop *loop;
    struct ak_http *http;
    struct ak__inquiry_times times;
    const struct ak__patience *patience;
    ak__inquiry_on_done *on_done;
    void *context;
    enum state state;
    int tries;
    struct ak_timer *timer;
    struct ak_http_call *call;

    /* the question, owned */
    const char *method; /* static */
    char *url;
    struct ak_http_header headers[AK__INQUIRY_HEADERS];
    size_t header_count;
    struct ak_secret *bearer;
    struct ak_secret *form;
    int64_t timeout_ms;
    bool is_link_local;
};

static char *take_out_const(const char *text)
{
    char *copy;

    memcpy(&copy, &text, sizeof copy);
    return copy;
}

static void finish(struct ak__inquiry *inquiry, const struct ak_http_response *response,
                   const struct ak_err *err)
{
    inquiry->state = OVER;
    inquiry->on_done(response, err, inquiry->context);
    for (size_t i = 0; i < inquiry->header_count; i++)
        ak_secret_free(take_out_const(inquiry->headers[i].value));
    ak_timer_close(inquiry->timer);
    ak_secret_unref(inquiry->bearer);
    ak_secret_unref(inquiry->form);
    ak_secret_free(inquiry->url);
    free(inquiry);
}

static bool may_help(const struct ak__patience *patience, const struct ak_http_response *response)
{
    const int *status = patience->statuses;

    if (response == NULL)
        return patience->network;
    while (*status != 0 && *status != response->status)
        status++;
    return *status != 0 ||
           (patience->server_errors && response->status >= 500 && response->status <= 599);
}

/* Milliseconds until the next try; -1: none any more. */
static int64_t wait_before(const struct ak__inquiry *inquiry,
                           const struct ak_http_response *response, const struct ak_err *err)
{
    const struct ak__patience *patience = inquiry->patience;
    int64_t wait = patience->first_ms << (inquiry->tries - 1);

    if (inquiry->tries >= patience->tries || !may_help(patience, response))
        return -1;
    if (err != NULL && (err->kind == AK_ERR_CANCELLED || err->kind == AK_ERR_CONFIG))
        return -1;
    if (response != NULL) {
        const char *header = ak_http_header_find(response, "retry-after");
        int64_t asked = ak_http_retry_after(header, ak_clock_now(inquiry->times.clock));

        if (asked > WAIT_MOST_S)
            return -1;
        if (asked > 0)
            wait = asked * 1000;
        if (response->status == 410 && wait < patience->gone_ms)
            wait = patience->gone_ms;
    }
    return wait * inquiry->times.unit_ms / 1000;
}

static void on_response(const struct ak_http_response *response, const struct ak_err *err,
                        void *context)
{
    struct ak__inquiry *inquiry = context;
    int64_t wait = wait_before(inquiry, response, err);

    inquiry->call = NULL;
    if (wait < 0) {
        finish(inquiry, response, err);
        return;
    }
    ak_log(AK_LOG_INFO, "auth: try %d: %s %d; again in %lld ms", inquiry->tries,
           response != NULL ? "HTTP" : ak_err_kind_name(err->kind),
           response != NULL ? response->status : 0, (long long)wait);
    inquiry->state = WAITS;
    ak_timer_start(inquiry->timer, (uint64_t)wait, 0);
}

static void ask(void *context)
{
    struct ak__inquiry *inquiry = context;
    struct ak_http_request request = {
        .method = inquiry->method,
        .url = inquiry->url,
        .headers = inquiry->headers,
        .header_count = inquiry->header_count,
        .bearer = inquiry->bearer,
        .body = inquiry->form != NULL ? ak_secret_reveal(inquiry->form) : NULL,
        .body_len = inquiry->form != NULL ? ak_secret_length(inquiry->form) : 0,
        .max_body = AK_LIMIT_IDENTITY,
        .timeout_ms = inquiry->timeout_ms,
        .is_secret = true,
        .is_link_local = inquiry->is_link_local,
    };

    inquiry->state = ASKS;
    inquiry->tries++;
    inquiry->call = ak_http_start(inquiry->http, &request, on_response, inquiry);
}

static void copy_question(struct ak__inquiry *inquiry, const struct ak__question *question)
{
    inquiry->method = question->method;
    inquiry->url = ak_strdup(question->url);
    for (size_t i = 0; i < AK__INQUIRY_HEADERS && question->headers[i].name != NULL; i++) {
        inquiry->headers[i] = (struct ak_http_header){
            .name = question->headers[i].name, .value = ak_strdup(question->headers[i].value)};
        inquiry->header_count++;
    }
    if (question->bearer != NULL)
        inquiry->bearer =
            ak_secret_new(ak_secret_reveal(question->bearer), ak_secret_length(question->bearer));
    if (question->form != NULL)
        inquiry->form = ak_secret_new(ak_buf_text(question->form), question->form->len);
    inquiry->patience = question->patience;
    inquiry->timeout_ms = question->timeout_ms;
    inquiry->is_link_local = question->is_link_local;
}

struct ak__inquiry *ak__inquiry_start(struct ak_loop *loop, struct ak_http *http,
                                      const struct ak__inquiry_times *times,
                                      const struct ak__question *question,
                                      ak__inquiry_on_done *on_done, void *context)
{
    struct ak__inquiry *inquiry = ak_alloc(1, sizeof *inquiry);

    inquiry->loop = loop;
    inquiry->http = http;
    inquiry->times = *times;
    inquiry->on_done = on_done;
    inquiry->context = context;
    inquiry->timer = ak_timer_new(loop, ask, inquiry);
    copy_question(inquiry, question);
    ask(inquiry);
    return inquiry;
}

static void finish_cancelled(void *context)
{
    struct ak_err err = ak_err_none();

    ak_err_set(&err, AK_ERR_CANCELLED, "signing in");
    finish(context, NULL, &err);
}

void ak__inquiry_cancel(struct ak__inquiry *inquiry)
{
    if (inquiry->state == ASKS) {
        ak_http_cancel(inquiry->call);
    } else if (inquiry->state == WAITS) {
        inquiry->state = OVER;
        ak_timer_stop(inquiry->timer);
        ak_loop_later(inquiry->loop, finish_cancelled, inquiry);
    }
}
