#include "config.h"

#include "server_int.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "record_int.h"

struct ak_sim_wait {
    struct MHD_Connection *connection;
    int64_t due_ms;
};

/* Where an exchange stands; libmicrohttpd calls the same handler for every stage. */
enum stage { STAGE_NEW, STAGE_READING, STAGE_WAITING };

struct exchange {
    struct ak_sim_call *call;
    enum stage stage;
};

void ak_sim_server_pause(struct ak_sim_server *server, struct MHD_Connection *connection,
                         int64_t delay_ms)
{
    struct ak_sim_wait *wait = ak_vec_push(&server->waiting);
    wait->connection = connection;
    wait->due_ms = ak_sim_elapsed_ms(server->sim) + delay_ms;
    MHD_suspend_connection(connection);
}

static void resume_due(struct ak_sim_server *server, int64_t now_ms)
{
    for (size_t i = 0; i < server->waiting.len;) {
        struct ak_sim_wait wait = *(struct ak_sim_wait *)ak_vec_at(&server->waiting, i);
        if (wait.due_ms <= now_ms) {
            ak_vec_remove(&server->waiting, i);
            MHD_resume_connection(wait.connection);
        } else {
            i++;
        }
    }
}

/* The raw target comes here before anything else of the request; what is returned is the exchange.
 */
static void *on_target(void *pointer, const char *target, struct MHD_Connection *connection)
{
    struct ak_sim_server *server = pointer;
    (void)connection;
    struct exchange *exchange = ak_alloc(1, sizeof *exchange);
    exchange->call = ak_sim_call_new(server->sim, target);
    return exchange;
}

static void on_completed(void *pointer, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code)
{
    (void)pointer;
    (void)connection;
    (void)code;
    struct exchange *exchange = *state;
    if (exchange != NULL) {
        ak_sim_call_free(exchange->call);
        free(exchange);
    }
    *state = NULL;
}

static enum MHD_Result on_header(void *pointer, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    (void)kind;
    ak_sim_pairs_add(pointer, name, value != NULL ? value : "");
    return MHD_YES;
}

static enum MHD_Result answer(struct ak_sim_server *server, struct MHD_Connection *connection,
                              struct exchange *exchange)
{
    struct ak_sim_call *call = exchange->call;
    ak_sim_call_answer(call);
    if (server->sim->record != NULL) {
        ak_sim_record_write(server->sim->record, call);
    }
    exchange->stage = STAGE_WAITING;
    if (call->verdict.latency_ms > 0) {
        ak_sim_server_pause(server, connection, call->verdict.latency_ms);
        return MHD_YES;
    }
    return ak_sim_deliver(server, connection, call);
}

/* lint-allow parameters: the shape that libmicrohttpd calls */
static enum MHD_Result on_request(void *pointer, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_len, void **state)
{
    struct ak_sim_server *server = pointer;
    struct exchange *exchange = *state;
    (void)url;
    (void)version;
    switch (exchange->stage) {
    case STAGE_NEW:
        exchange->call->method = ak_strdup(method);
        (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, on_header,
                                        &exchange->call->headers);
        exchange->stage = STAGE_READING;
        return MHD_YES;
    case STAGE_READING:
        if (*upload_len > 0) {
            bool fits = ak_buf_append(&exchange->call->body, upload, *upload_len);
            *upload_len = 0;
            return fits ? MHD_YES : MHD_NO;
        }
        return answer(server, connection, exchange);
    case STAGE_WAITING:
        return ak_sim_deliver(server, connection, exchange->call);
    }
    return MHD_NO;
}

static struct MHD_Daemon *start_daemon(struct ak_sim_server *server,
                                       const struct ak_sim_place *place,
                                       const struct ak_sim_tls *tls)
{
    enum { IDLE_SECONDS = 120, CONNECTIONS = 1000, MEMORY = 64 * 1024 };
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(place->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 address_6 = {.sin6_family = AF_INET6,
                                     .sin6_port = htons(place->port),
                                     .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_SOCK_ADDR, 0, place->is_ipv6 ? (void *)&address_6 : (void *)&address},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_target, server},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, MEMORY, NULL},
        {tls != NULL ? MHD_OPTION_HTTPS_MEM_CERT : MHD_OPTION_END, 0,
         tls != NULL ? tls->certificate : NULL},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, tls != NULL ? tls->key : NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_SUPPRESS_DATE_NO_CLOCK |
                     (tls != NULL ? MHD_USE_TLS : 0) | (place->is_ipv6 ? MHD_USE_IPv6 : 0);
    return MHD_start_daemon(flags, 0, NULL, NULL, on_request, server, MHD_OPTION_ARRAY, options,
                            MHD_OPTION_END);
}

static int open_signals(struct ak_err *err)
{
    sigset_t ends;
    (void)sigemptyset(&ends);
    (void)sigaddset(&ends, SIGINT);
    (void)sigaddset(&ends, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &ends, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    int descriptor = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    if (descriptor < 0) {
        (void)ak_err_set(err, AK_ERR_NETWORK, "signals can't be waited for: %s", strerror(errno));
    }
    return descriptor;
}

int ak_sim_server_open(struct ak_sim_server *server, struct ak_sim *sim,
                       const struct ak_sim_place *place, const struct ak_sim_tls *tls,
                       struct ak_err *err)
{
    const char *address = place->is_ipv6 ? "[::1]" : "127.0.0.1";
    int signals = open_signals(err);
    if (signals < 0) {
        return AK_ERR_NETWORK;
    }
    *server = (struct ak_sim_server){
        .sim = sim, .waiting = ak_vec_init(sizeof(struct ak_sim_wait)), .signals = signals};
    server->daemon = start_daemon(server, place, tls);
    if (server->daemon == NULL) {
        (void)close(signals);
        return ak_err_set(err, AK_ERR_NETWORK, "can't listen on %s port %u: %s", address,
                          place->port, strerror(errno));
    }
    server->port = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    if (tls != NULL && !place->is_ipv6) {
        address = "localhost";
    }
    server->authority = ak_asprintf("%s:%u", address, server->port);
    sim->scheme = tls != NULL ? "https" : "http";
    sim->authority = server->authority;
    return 0;
}

/* Milliseconds until something is due: a paused connection, or what the library waits for. */
static int next_timeout(const struct ak_sim_server *server)
{
    MHD_UNSIGNED_LONG_LONG library = 0;
    int64_t least = MHD_get_timeout(server->daemon, &library) == MHD_YES && library < INT_MAX
                        ? (int64_t)library
                        : INT_MAX;
    int64_t now_ms = ak_sim_elapsed_ms(server->sim);
    for (size_t i = 0; i < server->waiting.len; i++) {
        const struct ak_sim_wait *wait = ak_vec_at(&server->waiting, i);
        int64_t left = wait->due_ms > now_ms ? wait->due_ms - now_ms : 0;
        least = left < least ? left : least;
    }
    return least == INT_MAX ? -1 : (int)least;
}

int ak_sim_server_run(struct ak_sim_server *server, struct ak_err *err)
{
    int epoll = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    struct pollfd polled[] = {{.fd = epoll, .events = POLLIN},
                              {.fd = server->signals, .events = POLLIN}};
    while (polled[1].revents == 0) {
        if (poll(polled, 2, next_timeout(server)) < 0 && errno != EINTR) {
            return ak_err_set(err, AK_ERR_NETWORK, "waiting failed: %s", strerror(errno));
        }
        resume_due(server, ak_sim_elapsed_ms(server->sim));
        (void)MHD_run(server->daemon);
    }
    return 0;
}

void ak_sim_server_close(struct ak_sim_server *server)
{
    resume_due(server, INT64_MAX); /* a paused connection must not meet MHD_stop_daemon */
    MHD_stop_daemon(server->daemon);
    ak_vec_release(&server->waiting);
    (void)close(server->signals);
    free(server->authority);
}
