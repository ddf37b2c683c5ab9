/* http_int.h: the parts of the HTTP client.
 *
 *   http.c         the client and the life of a call
 *   http_call.c    a call's libcurl handle: what is sent, what is kept of the answer
 *   http_bridge.c  libcurl's sockets and its one timer on the libuv loop
 *   http_error.c   libcurl's failures as ours
 *   http_url.c     what a URL is allowed to be
 *   http_proxy.c   which proxy sees it
 *   http_value.c   values of single headers
 *
 * A call runs (its easy handle is in the multi handle), then has ended (result known, completion
 * queued), then is delivered. Completions come from the loop's deferral only, so no callback of a
 * caller ever runs on libcurl's stack: callers may start, cancel and close whatever they like. */
#ifndef AKSCOPE_IO_HTTP_INT_H
#define AKSCOPE_IO_HTTP_INT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include <curl/curl.h>

#include "akscope/base/arena.h"
#include "akscope/base/buf.h"
#include "akscope/base/vec.h"
#include "akscope/io/http.h"
#include "loop_int.h"

enum { AK__HOST_SIZE = 256 };

enum ak__call_state { AK__CALL_RUNS, AK__CALL_ENDED, AK__CALL_DELIVERED };

struct ak_http_call {
    struct ak__defer defer; /* first: on_deliver finds the call by it */
    struct ak_http *http;
    LIST_ENTRY(ak_http_call) link;
    enum ak__call_state state;
    ak_http_on_done *on_done;
    void *context;
    struct ak_err err; /* kind AK_ERR_NONE when there is an answer */

    /* what is sent: libcurl borrows it while the call runs */
    CURL *easy; /* NULL where nothing was ever sent */
    bool has_proxy;
    struct curl_slist *headers;
    char *body;
    size_t body_len;
    bool is_secret;
    const char *method;       /* static */
    char host[AK__HOST_SIZE]; /* for messages: the rest of a URL may hold a signature */

    /* what came back */
    int status;
    struct ak_buf answer;
    struct ak_arena *arena; /* holds names and values of answer_headers */
    struct ak_vec answer_headers;
    size_t header_bytes;
    bool headers_done;      /* what follows is a trailer, which must not pass for a header */
    const char *over_limit; /* what was too large, or NULL */
    char curl_text[CURL_ERROR_SIZE];
};

struct ak_http {
    struct ak_loop *loop;
    CURLM *multi;
    CURLSH *share; /* TLS sessions, so that a second connection needs no full handshake */
    uv_timer_t *timer;
    LIST_HEAD(, ak_http_call) calls;
    bool closing;
    uint64_t forgotten_at_ms; /* of the loop: connections from before are not used; 0: all are */
    char *user_agent;
    char *ca_file;
    long connect_timeout_ms;
    long total_timeout_ms;
    long stall_timeout_s;
};

/* ---- http.c ---- */

/* Ends a running call with libcurl's result. */
AK_NONNULL void ak__http_end(struct ak_http_call *call, CURLcode code);

/* ---- http_call.c ---- */

/* Fills call->easy for the request. On failure nothing was sent. */
AK_NONNULL AK_MUST_USE int ak__call_prepare(struct ak_http_call *call,
                                            const struct ak_http_request *request,
                                            struct ak_err *err);

/* Frees what was sent, wiping every header: one of them holds the token. */
AK_NONNULL void ak__call_release_request(struct ak_http_call *call);

/* ---- http_bridge.c ---- */
AK_NONNULL void ak__bridge_open(struct ak_http *http, int max_connections_per_host);
AK_NONNULL void ak__bridge_close(struct ak_http *http);

/* ---- http_error.c ---- */

/* The error of a call that libcurl ended with `code`. */
AK_NONNULL void ak__http_error(const struct ak_http_call *call, CURLcode code, struct ak_err *err);

/* Ends the program when libcurl refuses a call that can fail only by a mistake of ours or for want
 * of memory. */
void ak__curl_must(CURLcode code);
void ak__curlm_must(CURLMcode code);

/* ---- http_url.c ---- */

struct ak__url {
    char host[AK__HOST_SIZE];
    bool is_here; /* plain http will do, and no proxy sees it */
};

/* ak_http_check_url, and what was found; plain http to a link-local address only where it is
 * allowed. */
AK_NONNULL AK_MUST_USE int ak__url_check(const char *url, bool allows_link_local,
                                         struct ak__url *out, struct ak_err *err);

#endif
