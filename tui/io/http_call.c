#include "config.h"

#include "http_int.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"

/* libcurl does not use connections that were idle for longer anyway. */
enum { OLDEST_CONNECTION_S = 118 };

/* ---- what comes back ---- */

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct ak_http_call *call = context;
    if (ak_buf_append(&call->answer, bytes, size * count))
        return size * count;
    call->over_limit = "the body is larger than allowed";
    return 0;
}

/* A new status line begins a new answer (after 100 Continue, say): the headers so far are void. */
static void begin_answer(struct ak_http_call *call)
{
    ak_vec_clear(&call->answer_headers);
    call->headers_done = false;
}

static void keep_header(struct ak_http_call *call, const char *line, size_t len)
{
    const char *colon = memchr(line, ':', len);
    if (!colon || colon == line)
        return;
    const char *value = colon + 1, *end = line + len;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && strchr("\r\n \t", end[-1]))
        end--;

    char *name = ak_arena_strndup(call->arena, line, (size_t)(colon - line));
    for (char *at = name; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    struct ak_http_header *header = ak_vec_push(&call->answer_headers);
    header->name = name;
    header->value = ak_arena_strndup(call->arena, value, (size_t)(end - value));
}

static size_t on_header(char *line, size_t size, size_t count, void *context)
{
    struct ak_http_call *call = context;
    size_t len = size * count;

    call->header_bytes += len;
    if (len > AK_LIMIT_HEADER || call->header_bytes > AK_LIMIT_HEADERS) {
        call->over_limit = "the headers are larger than allowed";
        return 0;
    }
    if (len >= 5 && memcmp(line, "HTTP/", 5) == 0)
        begin_answer(call);
    else if (len == 2 && memcmp(line, "\r\n", 2) == 0)
        call->headers_done = true;
    else if (!call->headers_done)
        keep_header(call, line, len);
    return len;
}

/* As libcurl does it itself, but not inherited by child processes. */
static curl_socket_t on_open_socket(void *context, curlsocktype purpose,
                                    struct curl_sockaddr *address)
{
    (void)context;
    (void)purpose;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- what is sent ---- */

static void add_header(struct ak_http_call *call, const char *line)
{
    struct curl_slist *longer = curl_slist_append(call->headers, line);
    ak__curl_must(longer ? CURLE_OK : CURLE_OUT_OF_MEMORY);
    call->headers = longer;
}

static bool is_header_name(const char *name)
{
    /* RFC 9110, 5.6.2: token */
    return name[0] && name[strspn(name, "!#$%&'*+-.^_`|~0123456789"
                                        "abcdefghijklmnopqrstuvwxyz"
                                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0';
}

static int add_headers(struct ak_http_call *call, const struct ak_http_request *request,
                       struct ak_err *err)
{
    bool has_type = false;

    for (size_t i = 0; i < request->header_count; i++) {
        const struct ak_http_header *header = &request->headers[i];
        /* A line break would begin a header of someone else's choice: etags come from outside. */
        if (!is_header_name(header->name) || header->value[strcspn(header->value, "\r\n")])
            return ak_err_set(err, AK_ERR_MALFORMED, "%s: header %s can't be sent", call->host,
                              header->name);
        has_type = has_type || ak_text_caseeq(header->name, "content-type");
        /* "Name;" is how libcurl is told to send a header without a value */
        char *line =
            ak_asprintf(header->value[0] ? "%s: %s" : "%s;%s", header->name, header->value);
        add_header(call, line);
        free(line);
    }
    /* Neither a made-up type nor a pause before large bodies. */
    if (!has_type)
        add_header(call, "Content-Type:");
    add_header(call, "Expect:");
    return 0;
}

/* The token exists outside its secret only in this line and in libcurl's list, and both are wiped.
 */
static int add_bearer(struct ak_http_call *call, const struct ak_secret *bearer, struct ak_err *err)
{
    static const char prefix[] = "Authorization: Bearer ";
    const char *token = ak_secret_reveal(bearer);
    size_t len = ak_secret_length(bearer), size = sizeof prefix + len;

    if (strcspn(token, "\r\n") != len)
        return ak_err_set(err, AK_ERR_NOT_SIGNED_IN, "%s: the token holds a line break",
                          call->host);
    char *line = ak_alloc(1, size);
    memcpy(line, prefix, sizeof prefix - 1);
    memcpy(line + sizeof prefix - 1, token, len);
    add_header(call, line);
    ak_secret_wipe(line, size);
    free(line);
    return 0;
}

static void set_long(CURL *easy, CURLoption option, long value)
{
    ak__curl_must(curl_easy_setopt(easy, option, value));
}

static void set_text(CURL *easy, CURLoption option, const char *value)
{
    ak__curl_must(curl_easy_setopt(easy, option, value));
}

static void set_constants(CURL *easy)
{
    static const struct {
        CURLoption option;
        long value;
    } constants[] = {
        {CURLOPT_NOSIGNAL, 1},
        {CURLOPT_FOLLOWLOCATION, 0},
        {CURLOPT_SSL_VERIFYPEER, 1},
        {CURLOPT_SSL_VERIFYHOST, 2},
        {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
        {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS},
        {CURLOPT_PIPEWAIT, 1},
        {CURLOPT_TCP_NODELAY, 1},
        {CURLOPT_TCP_KEEPALIVE, 1},
        {CURLOPT_LOW_SPEED_LIMIT, 1},
        /* what the proxy says and hears is not the server's */
        {CURLOPT_SUPPRESS_CONNECT_HEADERS, 1},
        {CURLOPT_HEADEROPT, CURLHEADER_SEPARATE},
#if LIBCURL_VERSION_NUM >= 0x075700
        /* a cancelled call does not wait for a name server */
        {CURLOPT_QUICK_EXIT, 1},
#endif
    };
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++)
        set_long(easy, constants[i].option, constants[i].value);
    set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set_text(easy, CURLOPT_ACCEPT_ENCODING, ""); /* all that libcurl can undo */
}

static void set_client(CURL *easy, const struct ak_http *http)
{
    set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, http->connect_timeout_ms);
    set_long(easy, CURLOPT_TIMEOUT_MS, http->total_timeout_ms);
    set_long(easy, CURLOPT_LOW_SPEED_TIME, http->stall_timeout_s);
    set_text(easy, CURLOPT_USERAGENT, http->user_agent);
    ak__curl_must(curl_easy_setopt(easy, CURLOPT_SHARE, http->share));
    if (http->ca_file)
        set_text(easy, CURLOPT_CAINFO, http->ca_file);
}

/* libcurl counts whole seconds for which a connection was idle: within the first two every request
 * goes on a new one. After that none from before is left within the limit. */
static void set_reuse(CURL *easy, const struct ak_http *http)
{
    uint64_t since_s = (uv_now(&http->loop->uv) - http->forgotten_at_ms) / 1000;

    if (http->forgotten_at_ms == 0)
        return;
    if (since_s < 2)
        set_long(easy, CURLOPT_FRESH_CONNECT, 1);
    else if (since_s <= OLDEST_CONNECTION_S)
        set_long(easy, CURLOPT_MAXAGE_CONN, (long)since_s - 1);
}

static void set_callbacks(CURL *easy, struct ak_http_call *call)
{
    ak__curl_must(curl_easy_setopt(easy, CURLOPT_PRIVATE, call));
    ak__curl_must(curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->curl_text));
    ak__curl_must(curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body));
    ak__curl_must(curl_easy_setopt(easy, CURLOPT_WRITEDATA, call));
    ak__curl_must(curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header));
    ak__curl_must(curl_easy_setopt(easy, CURLOPT_HEADERDATA, call));
    ak__curl_must(curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket));
}

/* Methods, whether they go with a body, if only an empty one, and whether they change anything. */
static const struct method {
    const char *name;
    bool has_body;
    bool changes;
} methods[] = {{"GET", false, false},
               {"PUT", true, true},
               {"POST", true, true},
               {"PATCH", true, true},
               {"DELETE", false, true}};

static const struct method *find_method(const char *name)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (strcmp(methods[i].name, name) == 0)
            return &methods[i];
    AK_BUG("no such HTTP method: %s", name);
}

static void set_body(struct ak_http_call *call, const struct method *method,
                     const struct ak_http_request *request)
{
    if (request->body || method->has_body) {
        call->body_len = request->body_len;
        call->body = ak_alloc(request->body_len + 1, 1);
        if (request->body)
            memcpy(call->body, request->body, request->body_len);
        ak__curl_must(curl_easy_setopt(call->easy, CURLOPT_POSTFIELDSIZE_LARGE,
                                       (curl_off_t)request->body_len));
        ak__curl_must(curl_easy_setopt(call->easy, CURLOPT_POSTFIELDS, call->body));
    }
    set_text(call->easy, CURLOPT_CUSTOMREQUEST, method->name);
}

int ak__call_prepare(struct ak_http_call *call, const struct ak_http_request *request,
                     struct ak_err *err)
{
    const struct method *method = find_method(request->method);
    struct ak__url url;
    int failed = 0;

    call->method = method->name;
    if ((failed = ak__url_check(request->url, request->is_link_local, &url, err)) != 0)
        return failed;
    memcpy(call->host, url.host, sizeof call->host);
    if ((failed = add_headers(call, request, err)) != 0)
        return failed;
    if (request->bearer && (failed = add_bearer(call, request->bearer, err)) != 0)
        return failed;

    call->easy = curl_easy_init();
    ak__curl_must(call->easy ? CURLE_OK : CURLE_OUT_OF_MEMORY);
    set_constants(call->easy);
    set_client(call->easy, call->http);
    set_reuse(call->easy, call->http);
    set_callbacks(call->easy, call);
    set_text(call->easy, CURLOPT_URL, request->url);
    if (request->timeout_ms > 0)
        set_long(call->easy, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
    char proxy[AK__HOST_SIZE];
    call->has_proxy = ak_http_proxy(request->url, proxy, sizeof proxy);
    if (url.is_here)
        set_text(call->easy, CURLOPT_PROXY, ""); /* whatever the environment says */
    /* A request on a kept connection that dies under it is sent anew by libcurl itself
     * (Curl_retry_request), on a new connection it is not. */
    if (method->changes)
        set_long(call->easy, CURLOPT_FRESH_CONNECT, 1);
    set_body(call, method, request);
    ak__curl_must(curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->headers));
    return 0;
}

void ak__call_release_request(struct ak_http_call *call)
{
    curl_easy_cleanup(call->easy);
    call->easy = NULL;
    for (struct curl_slist *at = call->headers; at; at = at->next)
        ak_secret_wipe(at->data, strlen(at->data));
    curl_slist_free_all(call->headers);
    call->headers = NULL;
    if (call->is_secret && call->body != NULL)
        ak_secret_wipe(call->body, call->body_len);
    free(call->body);
    call->body = NULL;
}
