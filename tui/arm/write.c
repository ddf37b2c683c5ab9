/* write.c: sends a change and follows it: the driver of lro.c. A write is sent once; only polls are
 * repeated. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/arm/lro.h"
#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "arm_int.h"

struct ak_lro_call {
    struct ak_arm *arm;
    struct ak_lro_call *next;
    struct ak_lro lro;
    bool has_begun; /* the write was answered */
    bool is_cancelled;
    char *method;
    char *url;
    char *body;
    char *if_match;
    char *if_none_match;
    char *final_body;
    size_t final_body_len;
    struct ak_auth_call *auth_call;
    struct ak_http_call *http_call;
    struct ak_timer *timer;
    ak_lro_on_event *on_event;
    void *context;
};

static char *copy_or_null(const char *text)
{
    return text != NULL ? ak_strdup(text) : NULL;
}

static void free_call(struct ak_lro_call *call)
{
    ak_lro_release(&call->lro);
    ak_timer_close(call->timer);
    free(call->method);
    free(call->url);
    free(call->body);
    free(call->if_match);
    free(call->if_none_match);
    free(call->final_body);
    free(call);
}

static void tell(struct ak_lro_call *call, const struct ak_err *err)
{
    bool is_done = call->lro.phase == AK_LRO_DONE;
    struct ak_lro_event event = {.phase = err != NULL ? AK_LRO_FAILED : call->lro.phase,
                                 .note = call->lro.note,
                                 .polling_url = call->lro.url,
                                 .final_body = is_done ? call->final_body : NULL,
                                 .final_body_len = is_done ? call->final_body_len : 0,
                                 .err = err};

    call->on_event(&event, call->context);
}

static void finish(struct ak_lro_call *call, const struct ak_err *err)
{
    struct ak_arm *arm = call->arm;
    struct ak_lro_call **at = &arm->writes;

    while (*at != call)
        at = &(*at)->next;
    *at = call->next;
    tell(call, err);
    free_call(call);
    ak__arm_finish_close(arm);
}

static bool ends_by_cancel(struct ak_lro_call *call)
{
    struct ak_err err = ak_err_none();

    if (!call->is_cancelled)
        return false;
    ak_err_set(&err, AK_ERR_CANCELLED,
               "akscope no longer follows the operation; it goes on in Azure");
    finish(call, &err);
    return true;
}

/* What the state machine decided: wait and poll, or the end. */
static void go_on(struct ak_lro_call *call)
{
    switch (call->lro.phase) {
    case AK_LRO_POLLING:
        tell(call, NULL);
        ak_timer_start(call->timer, (uint64_t)call->lro.wait_ms, 0);
        break;
    case AK_LRO_READ_FINAL:
        ak_timer_start(call->timer, 0, 0);
        break;
    case AK_LRO_DONE:
        finish(call, NULL);
        break;
    case AK_LRO_FAILED:
        finish(call, &call->lro.err);
        break;
    }
}

/* Polling URLs are followed as they stand, but only to where the write went. */
static bool is_trusted(const struct ak_lro_call *call, const char *url)
{
    return url == NULL || ak_http_same_origin(url, call->arm->endpoint);
}

static void take_answer(struct ak_lro_call *call, const struct ak_lro_answer *answer)
{
    struct ak_err err = ak_err_none();

    if (!is_trusted(call, answer->azure_async_operation) || !is_trusted(call, answer->location)) {
        ak_err_set(&err, AK_ERR_UNTRUSTED, "the operation is said to be at another host");
        finish(call, &err);
        return;
    }
    if (call->has_begun) {
        ak_lro_step(&call->lro, answer);
    } else {
        call->has_begun = true;
        ak_lro_begin(&call->lro, call->method, call->url, answer);
    }
    go_on(call);
}

static void keep_body(struct ak_lro_call *call, const struct ak_http_response *response)
{
    if (response->status >= 300 || response->body_len == 0)
        return;
    free(call->final_body);
    call->final_body = ak_strndup(response->body, response->body_len);
    call->final_body_len = response->body_len;
}

static void on_response(const struct ak_http_response *response, const struct ak_err *err,
                        void *context)
{
    struct ak_lro_call *call = context;
    struct ak_lro_answer answer = {.retry_after_s = -1, .err = err};

    call->http_call = NULL;
    if (ends_by_cancel(call))
        return;
    if (response != NULL) {
        keep_body(call, response);
        answer.status = response->status;
        answer.azure_async_operation = ak_http_header_find(response, "azure-asyncoperation");
        answer.location = ak_http_header_find(response, "location");
        answer.retry_after_s = ak_http_retry_after(ak_http_header_find(response, "retry-after"),
                                                   ak_clock_now(call->arm->clock));
        answer.body = response->body;
        answer.body_len = response->body_len;
    }
    take_answer(call, &answer);
}

static size_t fill_headers(const struct ak_lro_call *call, char request_id[AK_UUID_SIZE],
                           struct ak_http_header headers[5])
{
    size_t count = 0;

    ak_http_uuid(request_id);
    headers[count++] = (struct ak_http_header){"Accept", "application/json"};
    headers[count++] = (struct ak_http_header){"x-ms-client-request-id", request_id};
    if (call->has_begun)
        return count;
    if (call->body != NULL)
        headers[count++] = (struct ak_http_header){"Content-Type", "application/json"};
    if (call->if_match != NULL)
        headers[count++] = (struct ak_http_header){"If-Match", call->if_match};
    if (call->if_none_match != NULL)
        headers[count++] = (struct ak_http_header){"If-None-Match", call->if_none_match};
    return count;
}

static const char *url_to_ask(const struct ak_lro_call *call)
{
    if (!call->has_begun)
        return call->url;
    return call->lro.phase == AK_LRO_READ_FINAL ? call->lro.resource_url : call->lro.url;
}

static void on_token(struct ak_secret *token, const struct ak_err *err, void *context)
{
    struct ak_lro_call *call = context;
    struct ak_http_header headers[5];
    char request_id[AK_UUID_SIZE];

    call->auth_call = NULL;
    if (ends_by_cancel(call))
        return;
    if (err != NULL) {
        take_answer(call, &(struct ak_lro_answer){.retry_after_s = -1, .err = err});
        return;
    }
    size_t count = fill_headers(call, request_id, headers);
    bool sends_body = !call->has_begun && call->body != NULL;
    struct ak_http_request request = {.method = call->has_begun ? "GET" : call->method,
                                      .url = url_to_ask(call),
                                      .headers = headers,
                                      .header_count = count,
                                      .bearer = token,
                                      .body = sends_body ? call->body : NULL,
                                      .body_len = sends_body ? strlen(call->body) : 0};
    call->http_call = ak_http_start(call->arm->http, &request, on_response, call);
}

static void on_timer(void *context)
{
    struct ak_lro_call *call = context;

    if (!ends_by_cancel(call))
        call->auth_call = ak_auth_get_token(call->arm->auth, on_token, call);
}

static struct ak_lro_call *new_call(struct ak_arm *arm, ak_lro_on_event *on_event, void *context)
{
    struct ak_lro_call *call = ak_alloc(1, sizeof *call);

    call->arm = arm;
    call->on_event = on_event;
    call->context = context;
    call->lro.err = ak_err_none();
    call->timer = ak_timer_new(arm->loop, on_timer, call);
    call->next = arm->writes;
    arm->writes = call;
    ak_timer_start(call->timer, 0, 0);
    return call;
}

struct ak_lro_call *ak_arm_write_start(struct ak_arm *arm, const struct ak_arm_write *write,
                                       ak_lro_on_event *on_event, void *context)
{
    struct ak_lro_call *call = new_call(arm, on_event, context);

    call->method = ak_strdup(write->method);
    call->url = ak_strdup(write->url);
    call->body = copy_or_null(write->body);
    call->if_match = copy_or_null(write->if_match);
    call->if_none_match = copy_or_null(write->if_none_match);
    return call;
}

struct ak_lro_call *ak_arm_write_resume(struct ak_arm *arm, const char *polling_url,
                                        const char *resource_url, ak_lro_on_event *on_event,
                                        void *context)
{
    struct ak_lro_call *call = new_call(arm, on_event, context);

    call->has_begun = true;
    ak_lro_resume(&call->lro, polling_url, resource_url);
    return call;
}

void ak_lro_cancel(struct ak_lro_call *call)
{
    if (call->is_cancelled)
        return;
    call->is_cancelled = true;
    if (call->auth_call != NULL)
        ak_auth_cancel(call->auth_call);
    else if (call->http_call != NULL)
        ak_http_cancel(call->http_call);
    else
        ak_timer_start(call->timer, 0, 0);
}

void ak__arm_cancel_writes(struct ak_arm *arm)
{
    for (struct ak_lro_call *call = arm->writes; call != NULL; call = call->next)
        ak_lro_cancel(call);
}
