/* arm_int.h: the client's parts.
 *
 *   ops.c   the table of operations and their URLs
 *   arm.c   the client: its life, gates, waiting reads
 *   read.c  one read: token, request, pages, retries
 *   lro.c   long-running operations as a state machine
 *   write.c the driver that feeds it
 */
#ifndef AKSCOPE_ARM_ARM_INT_H
#define AKSCOPE_ARM_ARM_INT_H

#include "akscope/arm/arm.h"
#include "akscope/arm/gate.h"
#include "akscope/base/buf.h"
#include "akscope/base/vec.h"

enum { AK__TRIES = 4, AK__READS_AT_ONCE = 16 };

struct ak__op_info {
    const char *method;
    const char *path;
    const char *version;
    enum ak_codec codec;
    unsigned flags;
};

struct ak_arm {
    struct ak_loop *loop;
    struct ak_http *http;
    struct ak_auth *auth;
    const struct ak_clock *clock;
    char *endpoint; /* without a slash at its end */
    int max_tries;
    bool is_closing;
    struct ak_arm_call *calls; /* reads, in the order of their start, newest first */
    unsigned running;          /* reads that have passed the queue */
    struct ak_lro_call *writes;
    uint64_t random; /* state of the jitter */
};

const struct ak__op_info *ak__op_get(enum ak_op op);

/* In [0, 1); spreads waits, nothing else. */
double ak__arm_jitter(struct ak_arm *arm);

/* A read has ended: the next in the queue may begin. (read.c) */
void ak__arm_start_waiting(struct ak_arm *arm);

/* Frees a closing client when nothing is left. */
void ak__arm_finish_close(struct ak_arm *arm);

/* Cancels all writes. (write.c) */
void ak__arm_cancel_writes(struct ak_arm *arm);

/* Reads x-ms-request-id and friends into *err. */
void ak__arm_note_ids(const struct ak_http_response *response, struct ak_err *err);

#endif
