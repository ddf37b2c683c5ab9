/* http_bridge.c: libcurl says which sockets to watch and when to call again (the multi-socket
 * interface); libuv watches and calls.
 *
 * What is easy to get wrong here, and how it is done:
 * - A time-out of 0 must not call libcurl back from inside its own callback: it goes through a
 * timer.
 * - A transfer can end in any socket action, so finished ones are collected after each, timer or
 * not.
 * - A failing poll stops the libuv handle: libcurl is told at once, so that it reads the true error
 *   from the socket, and the handle is started again if libcurl still wants the socket.
 * - Input and output may be wanted together.
 * - A poll handle's memory dies in its close callback, long after libcurl forgot the socket. */
#include "config.h"

#include "http_int.h"

#include <sys/socket.h>

#include "akscope/base/alloc.h"
#include "akscope/base/log.h"

struct socket_poll {
    uv_poll_t uv; /* first: closed by ak__handle_close */
    struct ak_http *http;
    curl_socket_t socket;
    int events; /* of libuv, as libcurl last asked */
};

static void collect_ended(struct ak_http *http)
{
    CURLMsg *message;
    int left = 0;

    while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
        struct ak_http_call *call = NULL;
        CURLcode code = message->data.result;
        if (message->msg != CURLMSG_DONE)
            continue;
        ak__curl_must(curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&call));
        ak__http_end(call, code);
    }
}

/* Lets libcurl work on one socket (or on what is due by time), then collects what has ended. */
static void act(struct ak_http *http, curl_socket_t socket, int events)
{
    int running = 0;
    CURLMcode code = curl_multi_socket_action(http->multi, socket, events, &running);

    if (code == CURLM_OK) {
        collect_ended(http);
        return;
    }
    /* Without its handle no transfer would ever end: end them all, each with an error. */
    ak_log(AK_LOG_ERROR, "http: %s", curl_multi_strerror(code));
    struct ak_http_call *call = NULL, *next = NULL;
    for (call = LIST_FIRST(&http->calls); call; call = next) {
        next = LIST_NEXT(call, link);
        if (call->state == AK__CALL_RUNS)
            ak__http_end(call, CURLE_UNRECOVERABLE_POLL);
    }
}

static void on_poll(uv_poll_t *handle, int status, int events)
{
    struct socket_poll *poll = (struct socket_poll *)handle;
    int flags = 0;

    if (events & UV_READABLE)
        flags |= CURL_CSELECT_IN;
    if (events & UV_WRITABLE)
        flags |= CURL_CSELECT_OUT;
    if (status < 0)
        flags = CURL_CSELECT_IN | CURL_CSELECT_OUT | CURL_CSELECT_ERR;
    act(poll->http, poll->socket, flags);

    /* The handle is still memory of ours, even if libcurl has let go of it just now. */
    if (!uv_is_closing((uv_handle_t *)handle) && !uv_is_active((uv_handle_t *)handle))
        (void)uv_poll_start(handle, poll->events, on_poll);
}

static struct socket_poll *open_poll(struct ak_http *http, curl_socket_t socket)
{
    struct socket_poll *poll = ak_alloc(1, sizeof *poll);
    poll->http = http;
    poll->socket = socket;
    ak__uv_must(uv_poll_init_socket(&http->loop->uv, &poll->uv, socket), "uv_poll_init_socket");
    ak__curlm_must(curl_multi_assign(http->multi, socket, poll));
    return poll;
}

static int on_socket(CURL *easy, curl_socket_t socket, int what, void *client, void *assigned)
{
    struct ak_http *http = client;
    struct socket_poll *poll = assigned;
    (void)easy;

    if (what == CURL_POLL_REMOVE) {
        if (poll)
            ak__handle_close(http->loop, poll);
        return 0;
    }
    if (!poll)
        poll = open_poll(http, socket);
    poll->events = 0;
    if (what & CURL_POLL_IN)
        poll->events |= UV_READABLE;
    if (what & CURL_POLL_OUT)
        poll->events |= UV_WRITABLE;
    ak__uv_must(uv_poll_start(&poll->uv, poll->events, on_poll), "uv_poll_start");
    return 0;
}

static void on_due(uv_timer_t *timer)
{
    act(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static int on_set_timer(CURLM *multi, long timeout_ms, void *client)
{
    struct ak_http *http = client;
    (void)multi;

    if (timeout_ms < 0) {
        uv_timer_stop(http->timer);
        return 0;
    }
    uv_update_time(&http->loop->uv);
    ak__uv_must(uv_timer_start(http->timer, on_due, (uint64_t)timeout_ms, 0), "uv_timer_start");
    return 0;
}

void ak__bridge_open(struct ak_http *http, int max_connections_per_host)
{
    CURLM *multi = curl_multi_init();
    ak__curlm_must(multi ? CURLM_OK : CURLM_OUT_OF_MEMORY);
    http->multi = multi;

    http->timer = ak_alloc(1, sizeof *http->timer);
    ak__uv_must(uv_timer_init(&http->loop->uv, http->timer), "uv_timer_init");
    http->timer->data = http;

    ak__curlm_must(curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket));
    ak__curlm_must(curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, http));
    ak__curlm_must(curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_set_timer));
    ak__curlm_must(curl_multi_setopt(multi, CURLMOPT_TIMERDATA, http));
    ak__curlm_must(curl_multi_setopt(multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX));
    ak__curlm_must(
        curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)max_connections_per_host));
    ak__curlm_must(
        curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)max_connections_per_host * 2));
}

void ak__bridge_close(struct ak_http *http)
{
    ak__curlm_must(curl_multi_cleanup(http->multi));
    ak__handle_close(http->loop, http->timer);
}
