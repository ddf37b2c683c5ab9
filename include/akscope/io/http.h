/* http.h: HTTP requests on the loop: libcurl's multi-socket interface driven by libuv. No other
 * module sees libcurl.
 *
 * Each request completes exactly once, on the loop thread, never inside ak_http_start, also when it
 * is cancelled or the client is closed. Connections are kept and reused, HTTP/2 is used over TLS,
 * answers may be compressed, bodies and headers are capped, redirects are never followed (a token
 * must not travel), certificates are always verified. Plain http is accepted for loopback addresses
 * (127.0.0.0/8, [::1], localhost) only, and where a request says so for link-local ones
 * (169.254.0.0/16, [fe80::]/10); the URL is checked before anything is sent. */
#ifndef AKSCOPE_IO_HTTP_H
#define AKSCOPE_IO_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/base/secret.h"
#include "akscope/io/loop.h"

struct ak_http;
struct ak_http_call;

struct ak_http_options {
    const char *user_agent;       /* "akscope/0.1.0" */
    const char *ca_file;          /* NULL: SSL_CERT_FILE, else the system's */
    int64_t connect_timeout_ms;   /* 0: 10 s */
    int64_t total_timeout_ms;     /* 0: 60 s; of one request, waiting for a connection included */
    int64_t stall_timeout_ms;     /* 0: 20 s without a byte; rounded up to whole seconds */
    int max_connections_per_host; /* 0: 8 */
};

struct ak_http_header {
    const char *name;
    const char *value;
};

/* What to send, once: only a GET may be sent again, when a kept connection died before anything
 * came; all else goes over a connection of its own. Everything is copied by ak_http_start. A header
 * whose name or value could break out of its line makes the request fail. */
struct ak_http_request {
    const char *method; /* "GET", "PUT", "POST", "PATCH", "DELETE" */
    const char *url;
    const struct ak_http_header *headers;
    size_t header_count;
    const struct ak_secret *bearer; /* Authorization: Bearer …, or NULL */
    const char *body;               /* or NULL */
    size_t body_len;
    size_t max_body;    /* of the answer; 0: AK_LIMIT_BODY */
    int64_t timeout_ms; /* of this request, from its start to its end; 0: the client's */
    bool is_secret;     /* body and answer are wiped when they are dropped */
    bool is_link_local; /* may go to a link-local address over plain http: endpoints of the machine
                           itself, which a proxy never sees */
};

/* An answer, valid during the callback. Names, values and body are as the server sent them:
 * sanitise what is to be shown. */
struct ak_http_response {
    int status;
    const char *body; /* NUL-terminated; may be taken with ak_http_take_body */
    size_t body_len;
    const struct ak_http_header *headers; /* names in lower case; last answer only */
    size_t header_count;
    struct ak_http_call *call;
};

/* On which step of the way to a server a request failed. */
enum ak_http_step {
    AK_HTTP_STEP_NONE,       /* on none: the failure is another one */
    AK_HTTP_STEP_PROXY,      /* the proxy's name, the way to it, or its own refusal */
    AK_HTTP_STEP_NAME,       /* the host's name has no address */
    AK_HTTP_STEP_CONNECTION, /* nobody answers at that address */
    AK_HTTP_STEP_ISSUER,     /* nobody who is trusted vouches for the certificate */
    AK_HTTP_STEP_HOST,       /* the certificate is another host's */
    AK_HTTP_STEP_VALIDITY,   /* the certificate has expired, or does not hold yet */
    AK_HTTP_STEP_TLS,        /* TLS failed otherwise */
    AK_HTTP_STEP_ANSWER,     /* connected, but no whole answer came */
};

/* The step of a failure of ak_http_on_done. */
AK_NONNULL enum ak_http_step ak_http_failed_step(const struct ak_err *err);

/* True when requests to this URL go through a proxy of the environment: where it is goes into out,
 * without the password that its address may hold. Networks among the exceptions (10.0.0.0/8), which
 * libcurl understands, are not looked at here. */
AK_NONNULL AK_MUST_USE bool ak_http_proxy(const char *url, char *out, size_t size);

/* `response` is NULL exactly when `err` is not. HTTP errors (status 400 and up) and redirects are
 * responses here. Kinds of failure: AK_ERR_CONFIG (refused URL), AK_ERR_NETWORK, AK_ERR_TLS,
 * AK_ERR_TIMEOUT, AK_ERR_TOO_LARGE (body over max_body after decompression, or headers over
 * AK_LIMIT_HEADER and AK_LIMIT_HEADERS), AK_ERR_MALFORMED, AK_ERR_CANCELLED. The text names the
 * host and never the rest of the URL, which may hold a signature. */
typedef void ak_http_on_done(const struct ak_http_response *response, const struct ak_err *err,
                             void *context);

/* AK_ERR_CONFIG when the CA file can't be read. Proxies are those of the environment (https_proxy,
 * no_proxy, …); loopback addresses are always reached directly. */
AK_NONNULL AK_MUST_USE int ak_http_new(struct ak_loop *loop, const struct ak_http_options *options,
                                       struct ak_http **out, struct ak_err *err);

/* Cancels what runs (each call still completes, with AK_ERR_CANCELLED) and frees the client after
 * the last of them. */
AK_NONNULL void ak_http_close(struct ak_http *http);

/* Connections that are kept are not used again: after the machine slept, the other side may have
 * forgotten them without a word, and a request on one waits in vain for its time-out. */
AK_NONNULL void ak_http_forget_connections(struct ak_http *http);

/* Checks the URL alone: AK_ERR_CONFIG when it is neither https nor http to a loopback address,
 * holds a user name, or is longer than AK_LIMIT_URL. */
AK_NONNULL AK_MUST_USE int ak_http_check_url(const char *url, struct ak_err *err);

/* Starts a request. A URL that is refused completes with that error, as all others do. */
AK_NONNULL_ARGS(1, 2, 3)
AK_RETURNS_NONNULL
struct ak_http_call *ak_http_start(struct ak_http *http, const struct ak_http_request *request,
                                   ak_http_on_done *on_done, void *context);

/* The call completes with AK_ERR_CANCELLED, later, whatever has arrived meanwhile; nothing happens
 * when its callback has begun. Afterwards the call is gone: don't keep the pointer. */
AK_NONNULL void ak_http_cancel(struct ak_http_call *call);

/* The first header of that name (lower case), or NULL. */
AK_NONNULL const char *ak_http_header_find(const struct ak_http_response *response,
                                           const char *name);

/* True for a web page, by its type or its look: somebody on the way answered (a captive portal, a
 * proxy), where data was asked for. */
AK_NONNULL bool ak_http_is_web_page(const struct ak_http_response *response);

/* Inside the callback: hands the body over; the caller frees it. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL char *
ak_http_take_body(const struct ak_http_response *response, size_t *len);

/* Seconds from a Retry-After value (a number of seconds, or an HTTP date relative to `now`); -1
 * when it is neither or NULL; never more than a day. */
int64_t ak_http_retry_after(const char *value, int64_t now);

/* True when both URLs can be understood, hold no user name, and have the same scheme, host and
 * port. */
AK_NONNULL bool ak_http_same_origin(const char *a, const char *b);

/* Percent-encodes `text` as one path segment or query value; appends to out. False, and nothing is
 * appended, when it does not fit. */
struct ak_buf;
AK_NONNULL AK_MUST_USE bool ak_http_encode(struct ak_buf *out, const char *text);

/* A random version 4 UUID as text, for x-ms-client-request-id. */
enum { AK_UUID_SIZE = 37 };
AK_NONNULL void ak_http_uuid(char out[AK_UUID_SIZE]);

#endif
