/* tiny_server.h: an HTTP/1.1 server for tests that plays what it is told, well-behaved or not.
 *
 * It listens on a random port of 127.0.0.1. One thread accepts, one more serves each connection
 * with blocking sockets, so that the client under test has a real peer with its own timing. What it
 * plays comes from a script or from a function; what it was asked is kept for the test to look at.
 *
 *     static const struct tiny_answer script[] = {{.status = 429, .headers = "retry-after: 1\r\n"},
 *                                                 {.body = "{}"}};
 *     struct tiny_server *server = tiny_server_start(script, 2);
 *     … tiny_server_url(server, "/subscriptions") …
 *     tiny_server_stop(server);
 */
#ifndef AKSCOPE_TESTS_SUPPORT_TINY_SERVER_H
#define AKSCOPE_TESTS_SUPPORT_TINY_SERVER_H

#include <stdbool.h>
#include <stddef.h>

struct tiny_server;

/* How an answer ends after its first `cut` bytes. */
enum tiny_end {
    TINY_WHOLE, /* all of it is sent, and the connection is kept */
    TINY_CLOSE, /* the connection is closed in order */
    TINY_RESET, /* the connection is reset */
    TINY_HANG,  /* nothing more comes until the client goes away */
};

enum { TINY_CUT_HEAD = -1, TINY_CUT_NOTHING = -2 }; /* cut after the headers; send everything */

struct tiny_answer {
    int status;          /* 0: 200 */
    const char *headers; /* whole lines, each with its "\r\n"; or NULL */
    const char *body;    /* or NULL */
    size_t body_len;     /* 0: strlen(body) */
    size_t repeat;       /* the body is sent so many times; 0: once */
    const char *raw;     /* instead of all that: these bytes exactly */
    bool chunked;
    bool gzip;
    bool trickle; /* a packet for each byte */
    int delay_ms; /* before the first byte */
    enum tiny_end end;
    long cut;    /* bytes sent before any other end than TINY_WHOLE */
    bool notify; /* a byte is written to tiny_server_notices when this much has been sent */
};

struct tiny_request {
    const char *method;
    const char *target;  /* path and query */
    const char *headers; /* all lines after the first */
    const char *body;
    size_t body_len;
    unsigned number;     /* from 0, over all connections */
    unsigned connection; /* from 0 */
};

/* Plays answers[0], [1], … to the requests in the order they come; the last one for ever. `answers`
 * must outlive the server. */
struct tiny_server *tiny_server_start(const struct tiny_answer *answers, size_t count);

/* Fills in each answer, zeroed before (200 without a body). Called in the connection's thread, one
 * call at a time, and may not call the server; what the answer points to must outlive the server.
 */
typedef void tiny_on_request(const struct tiny_request *request, struct tiny_answer *answer,
                             void *context);
struct tiny_server *tiny_server_start_with(tiny_on_request *on_request, void *context);

/* The same over TLS, as `identity`, which must outlive the server. */
struct tiny_identity;
struct tiny_server *tiny_server_start_tls(const struct tiny_answer *answers, size_t count,
                                          const struct tiny_identity *identity);

/* Ends all connections, waits for the threads, frees. */
void tiny_server_stop(struct tiny_server *server);

/* Once all clients are closed or dead: waits until what they had sent is answered, and every
 * connection has ended. Afterwards nothing runs in the server until somebody connects. */
void tiny_server_wait_until_left(struct tiny_server *server);

int tiny_server_port(const struct tiny_server *server);

/* "http://127.0.0.1:<port><path>" (or https); valid until the server stops. */
const char *tiny_server_url(struct tiny_server *server, const char *path);

/* A descriptor that can be read once for each answer with `notify`. */
int tiny_server_notices(const struct tiny_server *server);

/* So far. */
unsigned tiny_server_connection_count(struct tiny_server *server);
unsigned tiny_server_request_count(struct tiny_server *server);

/* Request `number`, or NULL; valid until the server stops. */
const struct tiny_request *tiny_server_request(struct tiny_server *server, unsigned number);

/* True when the request has the header line `line` ("name: value"), the name in any letter case. */
bool tiny_request_has_header(const struct tiny_request *request, const char *line);

#endif
