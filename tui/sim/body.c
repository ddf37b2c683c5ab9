#include "config.h"

#include "body_int.h"

#include <limits.h>
#include <stdlib.h>

#include <zlib.h>

#include "akscope/base/alloc.h"

struct ak_sim_body *ak_sim_body_new(char *bytes, size_t len)
{
    struct ak_sim_body *body = ak_alloc(1, sizeof *body);
    body->references = 1;
    body->bytes = bytes;
    body->len = len;
    return body;
}

struct ak_sim_body *ak_sim_body_ref(struct ak_sim_body *body)
{
    body->references++;
    return body;
}

void ak_sim_body_unref(struct ak_sim_body *body)
{
    if (body == NULL || --body->references > 0) {
        return;
    }
    free(body->bytes);
    free(body->gzip);
    free(body);
}

void ak_sim_body_compress(struct ak_sim_body *body)
{
    /* 15 + 16: a gzip wrapper instead of zlib's, which is what "Content-Encoding: gzip" means. */
    enum { WINDOW_GZIP = 15 + 16, MEMORY = 8 };
    z_stream stream = {0};
    if (body->gzip != NULL || body->len > UINT_MAX ||
        deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, WINDOW_GZIP, MEMORY, Z_DEFAULT_STRATEGY) !=
            Z_OK) {
        return;
    }
    uLong bound = deflateBound(&stream, (uLong)body->len);
    char *out = ak_alloc(bound, 1);
    stream.next_in = (Bytef *)body->bytes;
    stream.avail_in = (uInt)body->len;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)bound;
    if (deflate(&stream, Z_FINISH) == Z_STREAM_END) {
        body->gzip = ak_realloc(out, stream.total_out, 1);
        body->gzip_len = stream.total_out;
    } else {
        free(out);
    }
    (void)deflateEnd(&stream);
}
