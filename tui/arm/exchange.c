/* exchange.c: one request with a bearer token. A token that is refused is replaced once. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/log.h"
#include "akscope/base/text.h"
#include "akscope/wire/errors.h"
#include "arm_int.h"

enum { HEADERS_MOST = 5 };

struct ak__exchange {
    struct ak_arm *arm;
    struct ak__request request;
    struct ak_auth_call *auth_call; /* while a token is awaited */
    struct ak_http_call *http_call; /* while an answer is awaited */
    struct ak_secret *token;        /* sent last, to be rejected on 401 */
    bool had_new_token;
    char id[AK_UUID_SIZE]; /* x-ms-client-request-id: what a support case asks for */
    ak__exchange_on_done *on_done;
    void *context;
};

static void finish(struct ak__exchange *exchange, const struct ak__answer *answer)
{
    exchange->on_done(answer, exchange->context);
    ak_secret_unref(exchange->token);
    free(exchange);
}

static void finish_without_answer(struct ak__exchange *exchange, const struct ak_err *err)
{
    struct ak__answer answer = {.err = *err, .retry_after_s = err->retry_after_s};

    ak_text_copy(answer.request_id, sizeof answer.request_id, exchange->id);
    if (answer.err.request_id[0] == '\0')
        ak_err_set_request_id(&answer.err, exchange->id);
    ak_log(AK_LOG_INFO, "%s %s: no answer: %s: %s", exchange->request.method, exchange->id,
           ak_err_kind_name(err->kind), err->text);
    finish(exchange, &answer);
}

static void copy_request_id(const struct ak__exchange *exchange,
                            const struct ak_http_response *response, char out[AK_ERR_ID_SIZE])
{
    static const char *const names[] = {"x-ms-request-id", "x-ms-correlation-request-id"};
    const char *id = NULL;

    for (size_t i = 0; id == NULL && i < sizeof names / sizeof names[0]; i++)
        id = ak_http_header_find(response, names[i]);
    if (id == NULL)
        id = exchange->id;
    ak_text_sanitise(id, strlen(id), out, AK_ERR_ID_SIZE);
}

static void finish_with(struct ak__exchange *exchange, const struct ak_http_response *response)
{
    struct ak__answer answer = {.response = response, .err = ak_err_none()};
    const char *retry_after = ak_http_header_find(response, "retry-after");

    answer.retry_after_s = ak_http_retry_after(retry_after, ak_clock_now(exchange->arm->clock));
    copy_request_id(exchange, response, answer.request_id);
    if (response->status < 200 || response->status >= 300) {
        ak_wire_read_error(response->status, response->body, response->body_len, &answer.err);
        answer.err.retry_after_s = answer.retry_after_s;
        ak_err_set_request_id(&answer.err, answer.request_id);
    }
    ak_log(AK_LOG_DEBUG, "%s %s: %d, %zu bytes, request %s", exchange->request.method, exchange->id,
           response->status, response->body_len, answer.request_id);
    finish(exchange, &answer);
}

static void on_token(struct ak_secret *token, const struct ak_err *err, void *context);

static void on_response(const struct ak_http_response *response, const struct ak_err *err,
                        void *context)
{
    struct ak__exchange *exchange = context;

    exchange->http_call = NULL;
    if (response == NULL) {
        finish_without_answer(exchange, err);
        return;
    }
    if (response->status != 401 || exchange->had_new_token || exchange->arm->is_closing) {
        finish_with(exchange, response);
        return;
    }
    exchange->had_new_token = true;
    char *claims = ak_auth_read_challenge(ak_http_header_find(response, "www-authenticate"));
    ak_auth_reject(exchange->arm->auth, exchange->token, claims);
    free(claims);
    exchange->auth_call = ak_auth_get_token(exchange->arm->auth, on_token, exchange);
}

static size_t fill_headers(const struct ak__exchange *exchange,
                           struct ak_http_header headers[HEADERS_MOST])
{
    const struct ak__request *request = &exchange->request;
    const struct ak_http_header all[HEADERS_MOST] = {
        {"Accept", "application/json"},
        {"x-ms-client-request-id", exchange->id},
        {"Content-Type", request->body != NULL ? "application/json" : NULL},
        {"If-Match", request->if_match},
        {"If-None-Match", request->if_none_match},
    };
    size_t count = 0;

    for (size_t i = 0; i < HEADERS_MOST; i++) {
        if (all[i].value != NULL)
            headers[count++] = all[i];
    }
    return count;
}

static void on_token(struct ak_secret *token, const struct ak_err *err, void *context)
{
    struct ak__exchange *exchange = context;
    const struct ak__request *request = &exchange->request;
    struct ak_http_header headers[HEADERS_MOST];
    struct ak_http_request http = {.method = request->method,
                                   .url = request->url,
                                   .headers = headers,
                                   .header_count = fill_headers(exchange, headers),
                                   .bearer = token,
                                   .body = request->body,
                                   .body_len = request->body != NULL ? strlen(request->body) : 0};

    exchange->auth_call = NULL;
    if (token == NULL) {
        finish_without_answer(exchange, err);
        return;
    }
    ak_secret_unref(exchange->token);
    exchange->token = ak_secret_ref(token);
    exchange->http_call = ak_http_start(exchange->arm->http, &http, on_response, exchange);
}

struct ak__exchange *ak__exchange_start(struct ak_arm *arm, const struct ak__request *request,
                                        ak__exchange_on_done *on_done, void *context)
{
    struct ak__exchange *exchange = ak_alloc(1, sizeof *exchange);

    exchange->arm = arm;
    exchange->request = *request;
    exchange->on_done = on_done;
    exchange->context = context;
    ak_http_uuid(exchange->id);
    exchange->auth_call = ak_auth_get_token(arm->auth, on_token, exchange);
    return exchange;
}

void ak__exchange_cancel(struct ak__exchange *exchange)
{
    if (exchange->auth_call != NULL)
        ak_auth_cancel(exchange->auth_call);
    else if (exchange->http_call != NULL)
        ak_http_cancel(exchange->http_call);
}
