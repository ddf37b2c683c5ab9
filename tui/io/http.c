#include "config.h"

#include "akscope/io/http.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/log.h"
#include "akscope/base/text.h"
#include "http_int.h"

enum {
    DEFAULT_CONNECT_MS = 10 * 1000,
    DEFAULT_TOTAL_MS = 60 * 1000,
    DEFAULT_STALL_MS = 20 * 1000,
    DEFAULT_CONNECTIONS = 8
};

static long or_default(int64_t value, long fallback)
{
    return value > 0 ? (long)value : fallback;
}

static void open_share(struct ak_http *http)
{
    http->share = curl_share_init();
    ak__curl_must(http->share ? CURLE_OK : CURLE_OUT_OF_MEMORY);
    if (curl_share_setopt(http->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK)
        AK_BUG("libcurl can't share TLS sessions");
}

int ak_http_new(struct ak_loop *loop, const struct ak_http_options *options, struct ak_http **out,
                struct ak_err *err)
{
    const char *ca_file = options->ca_file ? options->ca_file : getenv("SSL_CERT_FILE");
    if (ca_file && !*ca_file)
        ca_file = NULL;
    if (ca_file && access(ca_file, R_OK) != 0)
        return ak_err_set(err, AK_ERR_CONFIG, "CA file %s: %s", ca_file,
                          uv_strerror(uv_translate_sys_error(errno)));

    /* Counted by libcurl, and undone in free_client. */
    ak__curl_must(curl_global_init(CURL_GLOBAL_DEFAULT));
    struct ak_http *http = ak_alloc(1, sizeof *http);
    http->loop = loop;
    LIST_INIT(&http->calls);
    http->user_agent = ak_strdup(options->user_agent ? options->user_agent : PACKAGE_NAME);
    http->ca_file = ca_file ? ak_strdup(ca_file) : NULL;
    http->connect_timeout_ms = or_default(options->connect_timeout_ms, DEFAULT_CONNECT_MS);
    http->total_timeout_ms = or_default(options->total_timeout_ms, DEFAULT_TOTAL_MS);
    http->stall_timeout_s = (or_default(options->stall_timeout_ms, DEFAULT_STALL_MS) + 999) / 1000;
    open_share(http);
    ak__bridge_open(http, (int)or_default(options->max_connections_per_host, DEFAULT_CONNECTIONS));
    loop->open[AK__OPEN_HTTP]++;
    *out = http;
    return 0;
}

static void free_client_if_done(struct ak_http *http)
{
    if (!http->closing || !LIST_EMPTY(&http->calls))
        return;
    ak__bridge_close(http);
    curl_share_cleanup(http->share);
    free(http->user_agent);
    free(http->ca_file);
    free(http);
    curl_global_cleanup();
}

static void free_call(struct ak_http_call *call)
{
    ak_buf_release(&call->answer);
    ak_vec_release(&call->answer_headers);
    ak_arena_free(call->arena);
    free(call);
}

static void log_end(const struct ak_http_call *call)
{
    if (call->err.kind != AK_ERR_NONE)
        ak_log(AK_LOG_INFO, "http: %s: %s", ak_err_kind_name(call->err.kind), call->err.text);
    else
        ak_log(AK_LOG_DEBUG, "http: %s %s: %d, %zu bytes", call->method, call->host, call->status,
               call->answer.len);
}

static void on_deliver(struct ak__defer *defer)
{
    struct ak_http_call *call = (struct ak_http_call *)defer;
    struct ak_http *http = call->http;
    const struct ak_http_response response = {
        .status = call->status,
        .body = ak_buf_text(&call->answer),
        .body_len = call->answer.len,
        .headers = call->answer_headers.items,
        .header_count = call->answer_headers.len,
        .call = call,
    };
    bool answered = call->err.kind == AK_ERR_NONE;

    log_end(call);
    call->state = AK__CALL_DELIVERED;
    ak__loop_end(http->loop);
    call->on_done(answered ? &response : NULL, answered ? NULL : &call->err, call->context);
    LIST_REMOVE(call, link);
    free_call(call);
    free_client_if_done(http);
}

/* The result is known: gives up libcurl's part and queues the completion. */
static void end_call(struct ak_http_call *call)
{
    if (call->easy)
        ak__curlm_must(curl_multi_remove_handle(call->http->multi, call->easy));
    ak__call_release_request(call);
    call->state = AK__CALL_ENDED;
    ak__loop_defer(call->http->loop, &call->defer);
}

void ak__http_end(struct ak_http_call *call, CURLcode code)
{
    long status = 0;

    /* libcurl takes a connection that ends among the headers for the end of the answer. */
    if (code == CURLE_OK && !call->headers_done)
        code = CURLE_PARTIAL_FILE;
    if (code == CURLE_OK) {
        ak__curl_must(curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status));
        call->status = (int)status;
    } else {
        ak__http_error(call, code, &call->err);
    }
    end_call(call);
}

struct ak_http_call *ak_http_start(struct ak_http *http, const struct ak_http_request *request,
                                   ak_http_on_done *on_done, void *context)
{
    if (http->closing)
        AK_BUG("ak_http_start on a closed client");

    struct ak_http_call *call = ak_alloc(1, sizeof *call);
    call->defer.run = on_deliver;
    call->http = http;
    call->on_done = on_done;
    call->context = context;
    call->err = ak_err_none();
    call->is_secret = request->is_secret;
    call->answer = ak_buf_init(request->max_body ? request->max_body : AK_LIMIT_BODY);
    call->answer.is_secret = request->is_secret;
    call->arena = ak_arena_new(0);
    call->answer_headers = ak_vec_init(sizeof(struct ak_http_header));
    LIST_INSERT_HEAD(&http->calls, call, link);
    ak__loop_begin(http->loop);

    if (ak__call_prepare(call, request, &call->err) != 0)
        end_call(call);
    else
        ak__curlm_must(curl_multi_add_handle(http->multi, call->easy));
    return call;
}

void ak_http_cancel(struct ak_http_call *call)
{
    if (call->state == AK__CALL_DELIVERED)
        return;
    ak_err_set(&call->err, AK_ERR_CANCELLED, "%s %s", call->method, call->host);
    if (call->state == AK__CALL_RUNS)
        end_call(call);
}

void ak_http_close(struct ak_http *http)
{
    struct ak_http_call *call = NULL;

    if (http->closing)
        AK_BUG("ak_http_close called twice");
    http->closing = true;
    http->loop->open[AK__OPEN_HTTP]--;
    LIST_FOREACH(call, &http->calls, link)
    ak_http_cancel(call);
    free_client_if_done(http);
}

void ak_http_forget_connections(struct ak_http *http)
{
    http->forgotten_at_ms = uv_now(&http->loop->uv);
}

const char *ak_http_header_find(const struct ak_http_response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (strcmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    return NULL;
}

bool ak_http_is_web_page(const struct ak_http_response *response)
{
    const char *type = ak_http_header_find(response, "content-type");

    return (type != NULL && ak_text_has_prefix(type, "text/html", true)) ||
           response->body[strspn(response->body, " \t\r\n")] == '<';
}

char *ak_http_take_body(const struct ak_http_response *response, size_t *len)
{
    return ak_buf_take(&response->call->answer, len);
}
