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
    TAILQ_ENTRY(ak_lro_call) in_writes;
    struct ak_arm *arm;
    struct ak_lro lro;
    bool has_begun; /* the write was answered, or was so in an earlier run */
    bool is_cancelled;
    bool is_over;
    char *method;
    char *url;
    char *body;
    char *if_match;
    char *if_none_match;
    struct ak__exchange *exchange;
    struct ak_timer *timer;
    char request_id[AK_ERR_ID_SIZE]; /* of the write */
    ak_lro_on_event *on_event;
    void *context;
};

static void free_call(struct ak_lro_call *call)
{
    ak_lro_release(&call->lro);
    ak_timer_close(call->timer);
    free(call->method);
    free(call->url);
    free(call->body);
    free(call->if_match);
    free(call->if_none_match);
    free(call);
}

/* ---- what is told ---- */

static void tell(struct ak_lro_call *call, const struct ak__answer *resource)
{
    const struct ak_http_response *response = resource != NULL ? resource->response : NULL;
    bool failed = call->lro.phase == AK_LRO_FAILED;
    struct ak_lro_event event = {.phase = call->lro.phase,
                                 .note = call->lro.note,
                                 .polling_url = call->lro.url,
                                 .request_id = call->request_id,
                                 .final_body = response != NULL ? response->body : NULL,
                                 .final_body_len = response != NULL ? response->body_len : 0,
                                 .err = failed ? &call->lro.err : NULL,
                                 .is_lost = failed && call->lro.is_lost};

    call->on_event(&event, call->context);
}

/* The one end. The call stays in the list until its owner was told, who may close the client. */
static void finish(struct ak_lro_call *call, const struct ak__answer *resource)
{
    struct ak_arm *arm = call->arm;

    call->is_over = true;
    tell(call, resource);
    TAILQ_REMOVE(&arm->writes, call, in_writes);
    free_call(call);
    ak__arm_finish_close(arm);
}

static void finish_with(struct ak_lro_call *call, enum ak_err_kind kind, const char *why)
{
    call->lro.phase = AK_LRO_FAILED;
    call->lro.is_lost = call->has_begun || kind == AK_ERR_CANCELLED;
    ak_err_set(&call->lro.err, kind, "%s", why);
    finish(call, NULL);
}

static bool ends_by_cancel(struct ak_lro_call *call)
{
    if (!call->is_cancelled)
        return false;
    finish_with(call, AK_ERR_CANCELLED,
                call->has_begun ? "akscope no longer follows the operation; it goes on in Azure"
                                : "the change may have begun; look before sending it again");
    return true;
}

/* ---- answers ---- */

static struct ak_lro_answer read_answer(const struct ak__answer *answer)
{
    const struct ak_http_response *response = answer->response;

    if (response == NULL)
        return (struct ak_lro_answer){.retry_after_s = -1, .err = &answer->err};
    return (struct ak_lro_answer){
        .status = response->status,
        .azure_async_operation = ak_http_header_find(response, "azure-asyncoperation"),
        .location = ak_http_header_find(response, "location"),
        .retry_after_s = answer->retry_after_s,
        .body = response->body,
        .body_len = response->body_len,
        .err = &answer->err,
    };
}

/* True when the answer to the request that is out is the resource itself. */
static bool asks_for_resource(const struct ak_lro_call *call)
{
    if (!call->has_begun)
        return strcmp(call->method, "PUT") == 0 || strcmp(call->method, "PATCH") == 0;
    return call->lro.phase == AK_LRO_READ_FINAL || call->lro.way == AK_LRO_RESOURCE;
}

static bool has_body(const struct ak__answer *answer)
{
    return answer->err.kind == AK_ERR_NONE && answer->response->body_len > 0;
}

/* Feeds the state machine; true when there is something to tell. */
static bool step(struct ak_lro_call *call, const struct ak__answer *answer)
{
    struct ak_lro_answer read = read_answer(answer);
    char *url = ak_strdup_or_null(call->lro.url);
    char note[sizeof call->lro.note];
    enum ak_lro_phase phase = call->lro.phase;
    bool has_changed;

    ak_text_copy(note, sizeof note, call->lro.note);
    if (call->has_begun)
        ak_lro_step(&call->lro, &read);
    else
        ak_lro_begin(&call->lro, call->method, call->url, &read);
    has_changed = !call->has_begun || phase != call->lro.phase ||
                  strcmp(note, call->lro.note) != 0 || url == NULL || call->lro.url == NULL ||
                  strcmp(url, call->lro.url) != 0;
    call->has_begun = true;
    free(url);
    return has_changed;
}

static void on_answer(const struct ak__answer *answer, void *context)
{
    struct ak_lro_call *call = context;
    bool is_resource = asks_for_resource(call);
    bool has_changed;

    if (!call->has_begun)
        ak_text_copy(call->request_id, sizeof call->request_id, answer->request_id);
    call->exchange = NULL;
    call->arm->write_requests--;
    if (ends_by_cancel(call))
        return;
    has_changed = step(call, answer);
    switch (call->lro.phase) {
    case AK_LRO_POLLING:
    case AK_LRO_READ_FINAL:
        ak_timer_start(call->timer, (uint64_t)call->lro.wait_ms, 0);
        if (has_changed)
            tell(call, NULL);
        break;
    case AK_LRO_DONE:
        finish(call, is_resource && has_body(answer) ? answer : NULL);
        break;
    case AK_LRO_FAILED:
        ak_err_set_request_id(&call->lro.err, answer->request_id);
        finish(call, NULL);
        break;
    }
}

/* ---- requests ---- */

static bool is_ours(const struct ak_lro_call *call, const char *url)
{
    return url == NULL || ak_http_same_origin(url, call->arm->endpoint);
}

static struct ak__request next_request(const struct ak_lro_call *call)
{
    bool is_final = call->lro.phase == AK_LRO_READ_FINAL;

    if (call->has_begun)
        return (struct ak__request){.method = "GET",
                                    .url = is_final ? call->lro.resource_url : call->lro.url};
    return (struct ak__request){.method = call->method,
                                .url = call->url,
                                .body = call->body,
                                .if_match = call->if_match,
                                .if_none_match = call->if_none_match};
}

static void on_timer(void *context)
{
    struct ak_lro_call *call = context;
    struct ak__request request;

    if (ends_by_cancel(call))
        return;
    if (call->lro.phase == AK_LRO_FAILED) {
        finish(call, NULL);
        return;
    }
    request = next_request(call);
    if (!is_ours(call, request.url)) {
        finish_with(call, AK_ERR_UNTRUSTED, "the address is not at the endpoint; nothing was sent");
        return;
    }
    call->arm->write_requests++;
    call->exchange = ak__exchange_start(call->arm, &request, on_answer, call);
}

/* ---- from outside ---- */

static struct ak_lro_call *new_call(struct ak_arm *arm, ak_lro_on_event *on_event, void *context)
{
    struct ak_lro_call *call = ak_alloc(1, sizeof *call);

    call->arm = arm;
    call->on_event = on_event;
    call->context = context;
    call->lro.err = ak_err_none();
    call->timer = ak_timer_new(arm->loop, on_timer, call);
    TAILQ_INSERT_TAIL(&arm->writes, call, in_writes);
    ak_timer_start(call->timer, 0, 0);
    return call;
}

struct ak_lro_call *ak_arm_write_start(struct ak_arm *arm, const struct ak_arm_write *write,
                                       ak_lro_on_event *on_event, void *context)
{
    struct ak_lro_call *call = new_call(arm, on_event, context);

    call->method = ak_strdup(write->method);
    call->url = ak_strdup(write->url);
    call->body = ak_strdup_or_null(write->body);
    call->if_match = ak_strdup_or_null(write->if_match);
    call->if_none_match = ak_strdup_or_null(write->if_none_match);
    return call;
}

struct ak_lro_call *ak_arm_write_resume(struct ak_arm *arm, const struct ak_lro_earlier *earlier,
                                        ak_lro_on_event *on_event, void *context)
{
    struct ak_lro_call *call = new_call(arm, on_event, context);

    call->has_begun = true;
    ak_lro_resume(&call->lro, earlier);
    return call;
}

void ak_lro_cancel(struct ak_lro_call *call)
{
    if (call->is_cancelled || call->is_over)
        return;
    call->is_cancelled = true;
    if (call->exchange != NULL)
        ak__exchange_cancel(call->exchange);
    else
        ak_timer_start(call->timer, 0, 0);
}

void ak__arm_cancel_writes(struct ak_arm *arm)
{
    struct ak_lro_call *call;

    TAILQ_FOREACH(call, &arm->writes, in_writes)
    {
        ak_lro_cancel(call);
    }
}
