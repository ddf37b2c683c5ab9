/* body_int.h: the bytes of an answer, counted, so that one copy serves the cache and every
 * connection that is being sent it; compressed at most once. One thread. */
#ifndef AKSCOPE_SIM_BODY_INT_H
#define AKSCOPE_SIM_BODY_INT_H

#include <stddef.h>

#include "akscope/base/attributes.h"

struct ak_sim_body {
    unsigned references;
    char *bytes; /* owned, NUL-terminated */
    size_t len;
    char *gzip; /* owned; NULL until asked for */
    size_t gzip_len;
};

/* Takes `bytes` (from malloc, len bytes and a NUL) over. One reference is the caller's. */
AK_NONNULL AK_MUST_USE struct ak_sim_body *ak_sim_body_new(char *bytes, size_t len);
AK_NONNULL struct ak_sim_body *ak_sim_body_ref(struct ak_sim_body *body);
void ak_sim_body_unref(struct ak_sim_body *body); /* NULL allowed */

/* Fills `gzip`; a body that can't be compressed keeps NULL there. */
AK_NONNULL void ak_sim_body_compress(struct ak_sim_body *body);

#endif
