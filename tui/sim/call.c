#include "config.h"

#include "call_int.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"

struct ak_sim_call *ak_sim_call_new(struct ak_sim *sim, const char *target)
{
    struct ak_sim_call *call = ak_alloc(1, sizeof *call);
    call->sim = sim;
    call->headers = ak_vec_init(sizeof(struct ak_sim_pair));
    call->reply_headers = ak_vec_init(sizeof(struct ak_sim_pair));
    call->body = ak_buf_init(AK_LIMIT_BODY);
    call->verdict.retry_after = -1;
    ak_sim_target_init(&call->target, target);
    return call;
}

void ak_sim_call_free(struct ak_sim_call *call)
{
    if (call == NULL) {
        return;
    }
    free(call->method);
    ak_sim_target_release(&call->target);
    ak_sim_pairs_release(&call->headers);
    ak_buf_release(&call->body);
    ak_sim_pairs_release(&call->reply_headers);
    ak_sim_body_unref(call->reply);
    free(call);
}

struct ak_sim_operation_fault ak_sim_call_operation_fault(struct ak_sim_call *call)
{
    struct ak_sim_fault_request request = {
        .method = call->method, .path = call->target.path, .is_arm = true};
    return ak_sim_fault_draw_operation(call->sim->faults.items, call->sim->faults.len, &request);
}

int64_t ak_sim_elapsed_ms(const struct ak_sim *sim)
{
    return ak_clock_ms(&sim->clock) - sim->started_ms;
}

int64_t ak_sim_now(const struct ak_sim *sim)
{
    return sim->world->now + ak_sim_elapsed_ms(sim) / 1000;
}

const char *ak_sim_call_header(const struct ak_sim_call *call, const char *name)
{
    return ak_sim_pairs_find(&call->headers, name);
}

const char *ak_sim_call_bearer(const struct ak_sim_call *call)
{
    static const char scheme[] = "Bearer ";
    const char *header = ak_sim_call_header(call, "Authorization");
    bool is_bearer = header != NULL && ak_text_has_prefix(header, scheme, true);
    return is_bearer ? header + sizeof scheme - 1 : NULL;
}

const char *ak_sim_call_query(const struct ak_sim_call *call, const char *name)
{
    return ak_sim_target_query(&call->target, name);
}

const char *ak_sim_call_parameter(const struct ak_sim_call *call, const char *name)
{
    return ak_sim_parameters_find(&call->parameters, name);
}

char *ak_sim_call_origin(const struct ak_sim_call *call)
{
    const char *host = ak_sim_call_header(call, "Host");
    return ak_asprintf("%s://%s", call->sim->scheme, host != NULL ? host : call->sim->authority);
}

static void set_reply(struct ak_sim_call *call, int status, struct ak_sim_body *body)
{
    ak_sim_body_unref(call->reply);
    call->reply = body;
    call->status = status;
}

void ak_sim_reply_text(struct ak_sim_call *call, int status, const char *content_type, char *text)
{
    set_reply(call, status, ak_sim_body_new(text, strlen(text)));
    ak_sim_reply_header(call, "Content-Type", content_type);
}

/* The AKS provider names no charset; ARM and the other providers do (as recorded). */
static const char *json_type(const struct ak_sim_call *call, bool from_provider)
{
    return from_provider && call->route != NULL &&
                   ak_sim_api_row(call->route->api)->owner == AK_SIM_OWNER_AKS
               ? "application/json"
               : "application/json; charset=utf-8";
}

static void print_reply(struct ak_sim_call *call, int status, const cJSON *json)
{
    char *text = cJSON_PrintUnformatted(json);
    if (text == NULL) {
        AK_BUG("an answer can't be printed");
    }
    ak_sim_reply_text(call, status, json_type(call, true), text);
}

void ak_sim_reply_json(struct ak_sim_call *call, int status, cJSON *json)
{
    print_reply(call, status, json);
    cJSON_Delete(json);
}

void ak_sim_reply_copy(struct ak_sim_call *call, const cJSON *json)
{
    print_reply(call, 200, json);
}

void ak_sim_reply_body(struct ak_sim_call *call, struct ak_sim_body *body)
{
    set_reply(call, 200, body);
    ak_sim_reply_header(call, "Content-Type", json_type(call, true));
}

void ak_sim_reply_header(struct ak_sim_call *call, const char *name, const char *value)
{
    for (size_t i = 0; i < call->reply_headers.len; i++) {
        struct ak_sim_pair *pair = ak_vec_at(&call->reply_headers, i);
        if (ak_text_caseeq(pair->name, name)) {
            free(pair->value);
            pair->value = ak_strdup(value);
            return;
        }
    }
    ak_sim_pairs_add(&call->reply_headers, name, value);
}

/* A printf-formatted message; the caller frees. */
AK_PRINTF(1, 0) static char *format_message(const char *format, va_list arguments)
{
    char *message = NULL;
    if (vasprintf(&message, format, arguments) < 0) {
        AK_BUG("a message can't be printed");
    }
    return message;
}

void ak_sim_reply_error(struct ak_sim_call *call, int status, const char *code, const char *format,
                        ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *message = format_message(format, arguments);
    va_end(arguments);
    cJSON *body = cJSON_CreateObject();
    cJSON *error = cJSON_AddObjectToObject(body, "error");
    (void)cJSON_AddStringToObject(error, "code", code);
    (void)cJSON_AddStringToObject(error, "message", message);
    free(message);
    ak_sim_reply_json(call, status, body);
    ak_sim_reply_header(call, "Content-Type", json_type(call, false));
    ak_sim_reply_header(call, "x-ms-failure-cause", "gateway");
}

void ak_sim_reply_provider_error(struct ak_sim_call *call, int status, const char *code,
                                 const char *target, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *message = format_message(format, arguments);
    va_end(arguments);
    cJSON *body = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(body, "code", code);
    (void)cJSON_AddNullToObject(body, "details");
    (void)cJSON_AddStringToObject(body, "message", message);
    (void)cJSON_AddStringToObject(body, "subcode", "");
    if (target != NULL) {
        (void)cJSON_AddStringToObject(body, "target", target);
    }
    free(message);
    ak_sim_reply_json(call, status, body);
}
