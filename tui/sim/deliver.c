/* A reply on its way out: compressed when the client takes that, and broken when a fault says so.
 */
#include "config.h"

#include "server_int.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

/* Below this a compressed body isn't worth its header; one piece of a dripping one; a stalled
 * connection is given up after an hour. */
enum { GZIP_MIN = 512, DRIP_PIECES = 64, STALL_MS = 3600 * 1000, BLOCK = 16 * 1024 };

static void free_body(void *body)
{
    ak_sim_body_unref(body);
}

/* A body that doesn't come as it should. */
struct reader {
    struct ak_sim_server *server;
    struct MHD_Connection *connection;
    struct ak_sim_body *body; /* a reference */
    enum ak_sim_fault_kind kind;
    int64_t step_ms;
    bool has_waited; /* dripping: the pause before this piece is over */
};

static void free_reader(void *pointer)
{
    struct reader *reader = pointer;
    ak_sim_body_unref(reader->body);
    free(reader);
}

static ssize_t copy_piece(const struct reader *reader, uint64_t at, size_t end, char *out,
                          size_t max)
{
    size_t left = end - (size_t)at;
    size_t len = left < max ? left : max;
    memcpy(out, reader->body->bytes + at, len);
    return (ssize_t)len;
}

static ssize_t read_half(struct reader *reader, uint64_t at, char *out, size_t max)
{
    size_t half = reader->body->len / 2;
    if (at < half) {
        return copy_piece(reader, at, half, out, max);
    }
    if (reader->kind == AK_SIM_FAULT_STALL && !reader->has_waited) {
        reader->has_waited = true;
        ak_sim_server_pause(reader->server, reader->connection, STALL_MS);
        return 0;
    }
    return MHD_CONTENT_READER_END_WITH_ERROR;
}

static ssize_t read_drip(struct reader *reader, uint64_t at, char *out, size_t max)
{
    size_t piece = reader->body->len / DRIP_PIECES + 1;
    if (at > 0 && !reader->has_waited) {
        reader->has_waited = true;
        ak_sim_server_pause(reader->server, reader->connection, reader->step_ms);
        return 0;
    }
    reader->has_waited = false;
    return copy_piece(reader, at, reader->body->len, out, piece < max ? piece : max);
}

static ssize_t read_huge(uint64_t at, char *out, size_t max)
{
    static const char start[] = "{\"value\":[";
    if (at == 0 && max >= sizeof start - 1) {
        memcpy(out, start, sizeof start - 1);
        return (ssize_t)(sizeof start - 1);
    }
    memset(out, ' ', max);
    return (ssize_t)max;
}

static ssize_t read_broken(void *pointer, uint64_t at, char *out, size_t max)
{
    struct reader *reader = pointer;
    if (reader->kind == AK_SIM_FAULT_HUGE) {
        return read_huge(at, out, max);
    }
    return reader->kind == AK_SIM_FAULT_DRIP ? read_drip(reader, at, out, max)
                                             : read_half(reader, at, out, max);
}

static struct MHD_Response *broken_response(struct ak_sim_server *server,
                                            struct MHD_Connection *connection,
                                            struct ak_sim_call *call)
{
    struct reader *reader = ak_alloc(1, sizeof *reader);
    *reader = (struct reader){.server = server,
                              .connection = connection,
                              .body = ak_sim_body_ref(call->reply),
                              .kind = call->verdict.kind,
                              .step_ms = call->verdict.value};
    uint64_t size = reader->kind == AK_SIM_FAULT_HUGE ? MHD_SIZE_UNKNOWN : call->reply->len;
    return MHD_create_response_from_callback(size, BLOCK, read_broken, reader, free_reader);
}

/* Whole, with the right length, and not JSON: cut at two thirds and closed wrongly. */
static struct ak_sim_body *malformed_body(const struct ak_sim_body *body)
{
    size_t kept = body->len * 2 / 3;
    char *bytes = ak_alloc(kept + 3, 1);
    memcpy(bytes, body->bytes, kept);
    memcpy(bytes + kept, "}]", sizeof "}]");
    return ak_sim_body_new(bytes, kept + 2);
}

static bool takes_gzip(const struct ak_sim_call *call)
{
    const char *accepted = ak_sim_call_header(call, "Accept-Encoding");
    return accepted != NULL && ak_text_casestr(accepted, "gzip") != NULL &&
           ak_text_casestr(accepted, "gzip;q=0") == NULL;
}

static struct MHD_Response *whole_response(struct ak_sim_call *call)
{
    struct ak_sim_body *body = call->reply;
    if (body == NULL) {
        return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    }
    if (body->len >= GZIP_MIN && takes_gzip(call)) {
        ak_sim_body_compress(body);
        if (body->gzip != NULL) {
            ak_sim_reply_header(call, "Content-Encoding", "gzip");
            ak_sim_reply_header(call, "Vary", "Accept-Encoding");
            return MHD_create_response_from_buffer_with_free_callback_cls(
                body->gzip_len, body->gzip, free_body, ak_sim_body_ref(body));
        }
    }
    return MHD_create_response_from_buffer_with_free_callback_cls(body->len, body->bytes, free_body,
                                                                  ak_sim_body_ref(body));
}

/* Dissolving a connection (connect to AF_UNSPEC, see connect(2)) sends RST at once; the library
 * itself would close it with FIN. */
static enum MHD_Result reset(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
    if (info != NULL) {
        (void)connect(info->connect_fd, &nowhere, sizeof nowhere);
    }
    return MHD_NO;
}

static bool is_broken_body(enum ak_sim_fault_kind kind)
{
    return kind == AK_SIM_FAULT_TRUNCATE || kind == AK_SIM_FAULT_STALL ||
           kind == AK_SIM_FAULT_DRIP || kind == AK_SIM_FAULT_HUGE;
}

enum MHD_Result ak_sim_deliver(struct ak_sim_server *server, struct MHD_Connection *connection,
                               struct ak_sim_call *call)
{
    if (call->verdict.kind == AK_SIM_FAULT_RESET || call->verdict.kind == AK_SIM_FAULT_LOST) {
        return reset(connection);
    }
    if (call->verdict.kind == AK_SIM_FAULT_MALFORMED && call->reply != NULL) {
        struct ak_sim_body *malformed = malformed_body(call->reply);
        ak_sim_body_unref(call->reply);
        call->reply = malformed;
    }
    bool is_broken = call->reply != NULL && is_broken_body(call->verdict.kind);
    struct MHD_Response *response =
        is_broken ? broken_response(server, connection, call) : whole_response(call);
    if (response == NULL) {
        return MHD_NO;
    }
    enum MHD_Result result = MHD_YES;
    for (size_t i = 0; i < call->reply_headers.len && result == MHD_YES; i++) {
        const struct ak_sim_pair *pair = ak_vec_at(&call->reply_headers, i);
        result = MHD_add_response_header(response, pair->name, pair->value);
    }
    if (result == MHD_YES) {
        result = MHD_queue_response(connection, (unsigned)call->status, response);
    }
    MHD_destroy_response(response);
    return result;
}
