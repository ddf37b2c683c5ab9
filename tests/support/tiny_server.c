#include "config.h"

#include "support/tiny_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <zlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/arena.h"
#include "akscope/base/buf.h"
#include "akscope/base/err.h"
#include "support/tiny_tls.h"

enum { LARGEST_MESSAGE = 512 * 1024 * 1024, MOST_CONNECTIONS = 1024 };

struct connection {
    struct tiny_server *server;
    pthread_t thread;
    int socket;           /* -1 once closed; under the lock */
    struct tiny_tls *tls; /* NULL: plain */
    unsigned number;
};

struct tiny_server {
    int listener;
    int port;
    int notices[2];
    pthread_t acceptor;
    tiny_on_request *on_request;
    void *context;
    const struct tiny_answer *answers;
    size_t answer_count;
    const struct tiny_identity *identity; /* NULL: plain HTTP */

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t ended; /* a connection has */
    bool stopping;
    struct ak_arena *arena;
    struct tiny_request **requests;
    unsigned request_count;
    struct connection *connections[MOST_CONNECTIONS];
    unsigned connection_count;
};

static void must(bool fine, const char *what)
{
    if (!fine)
        AK_BUG("tiny_server: %s: %s", what, strerror(errno));
}

static void append(struct ak_buf *buf, const void *bytes, size_t len)
{
    must(ak_buf_append(buf, bytes, len), "message too large");
}

/* ---- the answer as bytes ---- */

static void gzip(struct ak_buf *body)
{
    size_t room = compressBound((uLong)body->len) + 64;
    unsigned char *packed = ak_alloc(room, 1);
    z_stream stream = {.next_in = (unsigned char *)body->bytes,
                       .avail_in = (uInt)body->len,
                       .next_out = packed,
                       .avail_out = (uInt)room};

    must(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK, "zlib");
    must(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib");
    ak_buf_clear(body);
    append(body, packed, stream.total_out);
    deflateEnd(&stream);
    free(packed);
}

static void chunk(struct ak_buf *body)
{
    size_t len = 0, half = body->len / 2;
    char *bytes = ak_buf_take(body, &len);

    if (half > 0)
        must(ak_buf_printf(body, "%zx\r\n", half), "message too large");
    append(body, bytes, half);
    if (half > 0)
        append(body, "\r\n", 2);
    if (len > half)
        must(ak_buf_printf(body, "%zx\r\n", len - half), "message too large");
    append(body, bytes + half, len - half);
    append(body, len > half ? "\r\n0\r\n\r\n" : "0\r\n\r\n", len > half ? 7 : 5);
    free(bytes);
}

static struct ak_buf compose_body(const struct tiny_answer *answer)
{
    struct ak_buf body = ak_buf_init(LARGEST_MESSAGE);
    const char *piece = answer->body ? answer->body : "";
    size_t piece_len = answer->body_len ? answer->body_len : strlen(piece);
    size_t count = answer->repeat ? answer->repeat : 1;

    for (size_t i = 0; i < count; i++)
        append(&body, piece, piece_len);
    if (answer->gzip)
        gzip(&body);
    if (answer->chunked)
        chunk(&body);
    return body;
}

static void compose_head(const struct tiny_answer *answer, size_t body_len, struct ak_buf *message)
{
    must(ak_buf_printf(message, "HTTP/1.1 %d Tiny\r\n%s", answer->status ? answer->status : 200,
                       answer->headers ? answer->headers : ""),
         "message too large");
    if (answer->gzip)
        must(ak_buf_puts(message, "content-encoding: gzip\r\n"), "message too large");
    if (answer->chunked)
        must(ak_buf_puts(message, "transfer-encoding: chunked\r\n"), "message too large");
    else if (answer->status != 204)
        must(ak_buf_printf(message, "content-length: %zu\r\n", body_len), "message too large");
    append(message, "\r\n", 2);
}

/* The whole message; returns the length of its head. */
static size_t compose(const struct tiny_answer *answer, struct ak_buf *message)
{
    if (answer->raw) {
        append(message, answer->raw, strlen(answer->raw));
        return message->len;
    }
    struct ak_buf body = compose_body(answer);
    compose_head(answer, body.len, message);
    size_t head_len = message->len;
    append(message, ak_buf_text(&body), body.len);
    ak_buf_release(&body);
    return head_len;
}

/* ---- sending ---- */

static bool send_all(const struct connection *connection, const char *bytes, size_t len,
                     size_t at_once)
{
    while (len > 0) {
        size_t now = len < at_once ? len : at_once;
        ssize_t sent = connection->tls ? tiny_tls_write(connection->tls, bytes, now)
                                       : send(connection->socket, bytes, now, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        len -= (size_t)sent;
    }
    return true;
}

/* Waits until the client (or tiny_server_stop) closes. */
static void wait_for_end(int socket)
{
    char ignored[256];
    while (recv(socket, ignored, sizeof ignored, 0) > 0)
        ;
}

/* The next close sends a reset. */
static void set_reset(int socket)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    must(setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0, "SO_LINGER");
}

/* Plays one answer; true when the connection goes on. */
static bool play(struct connection *connection, const struct tiny_answer *answer)
{
    struct ak_buf message = ak_buf_init(LARGEST_MESSAGE);
    size_t head_len = compose(answer, &message), len = message.len;

    if (answer->delay_ms > 0) {
        struct pollfd gone = {.fd = connection->socket, .events = POLLRDHUP};
        (void)poll(&gone, 1, answer->delay_ms);
    }
    if (answer->end != TINY_WHOLE && answer->cut != TINY_CUT_NOTHING)
        len = answer->cut == TINY_CUT_HEAD ? head_len : (size_t)answer->cut;
    bool goes_on =
        send_all(connection, ak_buf_text(&message), len < message.len ? len : message.len,
                 answer->trickle ? 1 : LARGEST_MESSAGE);
    ak_buf_release(&message);
    if (answer->notify)
        must(write(connection->server->notices[1], "!", 1) == 1, "notice");
    if (answer->end == TINY_HANG)
        wait_for_end(connection->socket);
    if (answer->end == TINY_RESET)
        set_reset(connection->socket);
    return goes_on && answer->end == TINY_WHOLE;
}

/* ---- receiving ---- */

static size_t content_length(const char *head)
{
    const char *line = strcasestr(head, "\r\ncontent-length:");
    return line ? strtoul(line + strlen("\r\ncontent-length:"), NULL, 10) : 0;
}

/* Reads one request; false when the client has gone. */
static bool receive(const struct connection *connection, struct ak_buf *message, size_t *head_len)
{
    char bytes[16 * 1024];
    size_t wanted = 0;

    *head_len = 0;
    while (*head_len == 0 || message->len < wanted) {
        ssize_t count = connection->tls ? tiny_tls_read(connection->tls, bytes, sizeof bytes)
                                        : recv(connection->socket, bytes, sizeof bytes, 0);
        if (count <= 0)
            return false;
        append(message, bytes, (size_t)count);
        const char *end = *head_len == 0 ? strstr(message->bytes, "\r\n\r\n") : NULL;
        if (end) {
            *head_len = (size_t)(end - message->bytes) + 4;
            wanted = *head_len + content_length(message->bytes);
        }
    }
    return true;
}

/* Keeps the request and chooses its answer; under the lock. */
static struct tiny_answer choose(struct connection *connection, const struct ak_buf *message,
                                 size_t head_len)
{
    struct tiny_server *server = connection->server;
    char *head = ak_arena_strndup(server->arena, message->bytes, head_len);
    char *target = strchr(head, ' ');
    char *line_end = strstr(head, "\r\n");
    must(target && target < line_end, "a request line");
    *target++ = '\0';
    *line_end = '\0';
    char *target_end = strchr(target, ' ');
    must(target_end != NULL, "a request line");
    *target_end = '\0';

    char *body = ak_arena_alloc(server->arena, message->len - head_len + 1, 1);
    memcpy(body, message->bytes + head_len, message->len - head_len);
    struct tiny_request *request = ak_arena_alloc(server->arena, 1, sizeof *request);
    *request = (struct tiny_request){
        .method = head,
        .target = target,
        .headers = line_end + 2,
        .body = body,
        .body_len = message->len - head_len,
        .number = server->request_count,
        .connection = connection->number,
    };
    server->requests =
        ak_realloc(server->requests, server->request_count + 1, sizeof *server->requests);
    server->requests[server->request_count++] = request;
    if (!server->on_request)
        return server->answers[request->number < server->answer_count ? request->number
                                                                      : server->answer_count - 1];
    struct tiny_answer answer = {0};
    server->on_request(request, &answer, server->context);
    return answer;
}

static void *serve(void *context)
{
    struct connection *connection = context;
    struct tiny_server *server = connection->server;
    bool goes_on = true;

    if (server->identity) {
        connection->tls = tiny_tls_accept(server->identity, connection->socket);
        goes_on = connection->tls != NULL;
    }
    while (goes_on) {
        struct ak_buf message = ak_buf_init(LARGEST_MESSAGE);
        size_t head_len = 0;
        goes_on = receive(connection, &message, &head_len);
        if (goes_on) {
            pthread_mutex_lock(&server->lock);
            struct tiny_answer answer = choose(connection, &message, head_len);
            pthread_mutex_unlock(&server->lock);
            goes_on = play(connection, &answer);
        }
        ak_buf_release(&message);
    }
    if (connection->tls)
        tiny_tls_free(connection->tls);
    pthread_mutex_lock(&server->lock);
    close(connection->socket);
    connection->socket = -1;
    pthread_cond_signal(&server->ended);
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

/* ---- life ---- */

static void *accept_all(void *context)
{
    struct tiny_server *server = context;
    int socket = -1;

    while ((socket = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        int on = 1;
        (void)setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        pthread_mutex_lock(&server->lock);
        must(server->connection_count < MOST_CONNECTIONS, "too many connections");
        if (server->stopping) {
            close(socket);
        } else {
            struct connection *connection = ak_alloc(1, sizeof *connection);
            connection->server = server;
            connection->socket = socket;
            connection->number = server->connection_count;
            server->connections[server->connection_count++] = connection;
            must(pthread_create(&connection->thread, NULL, serve, connection) == 0, "thread");
        }
        pthread_mutex_unlock(&server->lock);
    }
    return NULL;
}

static int listen_anywhere(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    must(listener >= 0, "socket");
    must(bind(listener, (struct sockaddr *)&address, size) == 0, "bind");
    must(listen(listener, 512) == 0, "listen");
    must(getsockname(listener, (struct sockaddr *)&address, &size) == 0, "getsockname");
    *port = ntohs(address.sin_port);
    return listener;
}

static struct tiny_server *start(const struct tiny_server *how)
{
    struct tiny_server *server = ak_alloc(1, sizeof *server);
    server->on_request = how->on_request;
    server->context = how->context;
    server->answers = how->answers;
    server->answer_count = how->answer_count;
    server->identity = how->identity;
    server->arena = ak_arena_new(0);
    server->listener = listen_anywhere(&server->port);
    must(pipe(server->notices) == 0, "pipe");
    must(pthread_mutex_init(&server->lock, NULL) == 0, "mutex");
    must(pthread_cond_init(&server->ended, NULL) == 0, "condition");
    must(pthread_create(&server->acceptor, NULL, accept_all, server) == 0, "thread");
    return server;
}

struct tiny_server *tiny_server_start(const struct tiny_answer *answers, size_t count)
{
    const struct tiny_server how = {.answers = answers, .answer_count = count};
    return start(&how);
}

struct tiny_server *tiny_server_start_with(tiny_on_request *on_request, void *context)
{
    const struct tiny_server how = {.on_request = on_request, .context = context};
    return start(&how);
}

struct tiny_server *tiny_server_start_tls(const struct tiny_answer *answers, size_t count,
                                          const struct tiny_identity *identity)
{
    const struct tiny_server how = {
        .answers = answers, .answer_count = count, .identity = identity};
    return start(&how);
}

void tiny_server_stop(struct tiny_server *server)
{
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    shutdown(server->listener, SHUT_RDWR);
    for (unsigned i = 0; i < server->connection_count; i++)
        if (server->connections[i]->socket >= 0)
            shutdown(server->connections[i]->socket, SHUT_RDWR);
    pthread_mutex_unlock(&server->lock);

    pthread_join(server->acceptor, NULL);
    for (unsigned i = 0; i < server->connection_count; i++) {
        pthread_join(server->connections[i]->thread, NULL);
        free(server->connections[i]);
    }
    close(server->listener);
    close(server->notices[0]);
    close(server->notices[1]);
    pthread_cond_destroy(&server->ended);
    pthread_mutex_destroy(&server->lock);
    free(server->requests);
    ak_arena_free(server->arena);
    free(server);
}

/* ---- looking at it ---- */

int tiny_server_port(const struct tiny_server *server)
{
    return server->port;
}

const char *tiny_server_url(struct tiny_server *server, const char *path)
{
    pthread_mutex_lock(&server->lock);
    const char *url = ak_arena_printf(server->arena, "%s://127.0.0.1:%d%s",
                                      server->identity ? "https" : "http", server->port, path);
    pthread_mutex_unlock(&server->lock);
    return url;
}

int tiny_server_notices(const struct tiny_server *server)
{
    return server->notices[0];
}

static bool has_open(const struct tiny_server *server)
{
    for (unsigned i = 0; i < server->connection_count; i++) {
        if (server->connections[i]->socket >= 0)
            return true;
    }
    return false;
}

void tiny_server_wait_until_left(struct tiny_server *server)
{
    pthread_mutex_lock(&server->lock);
    while (has_open(server))
        pthread_cond_wait(&server->ended, &server->lock);
    pthread_mutex_unlock(&server->lock);
}

unsigned tiny_server_connection_count(struct tiny_server *server)
{
    pthread_mutex_lock(&server->lock);
    unsigned count = server->connection_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

unsigned tiny_server_request_count(struct tiny_server *server)
{
    pthread_mutex_lock(&server->lock);
    unsigned count = server->request_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

const struct tiny_request *tiny_server_request(struct tiny_server *server, unsigned number)
{
    pthread_mutex_lock(&server->lock);
    const struct tiny_request *request =
        number < server->request_count ? server->requests[number] : NULL;
    pthread_mutex_unlock(&server->lock);
    return request;
}

bool tiny_request_has_header(const struct tiny_request *request, const char *line)
{
    size_t name_len = strcspn(line, ":");
    for (const char *at = request->headers; *at && *at != '\r'; at = strstr(at, "\r\n") + 2) {
        size_t len = strcspn(at, "\r");
        if (len == strlen(line) && strncasecmp(at, line, name_len) == 0 &&
            strncmp(at + name_len, line + name_len, len - name_len) == 0)
            return true;
    }
    return false;
}
