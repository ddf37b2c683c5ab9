/* arm.h: Azure Resource Manager: requests, paging, retry, throttling, long-running operations.
 *
 * A read is: template and api-version from ops.def → token → HTTP → each page decoded off the
 * thread → one completion with a payload, or an error with Azure's own code and message. Reads are
 * repeated a few times with growing, jittered waits (Retry-After obeyed) where errors.def allows; a
 * write is never repeated blindly. Per subscription a gate holds reads back while the service asks
 * to wait. nextLink and polling URLs are followed only to the origin of the endpoint. Loop thread
 * only. */
#ifndef AKSCOPE_ARM_ARM_H
#define AKSCOPE_ARM_ARM_H

#include "akscope/auth/auth.h"
#include "akscope/base/attributes.h"
#include "akscope/base/clock.h"
#include "akscope/base/err.h"
#include "akscope/io/http.h"
#include "akscope/model/delta.h"
#include "akscope/model/intent.h"
#include "akscope/wire/decode.h"

enum ak_op {
#define AK_OP(symbol, method, path, version, codec, flags) AK_OP_##symbol,
#include "akscope/arm/ops.def"
#undef AK_OP
    AK_OP_COUNT
};

enum ak_op_flags { AK_OP_PAGED = 1 << 0, AK_OP_LRO = 1 << 1 };

struct ak_arm;
struct ak_arm_call;

/* What the client works with; everything is borrowed until ak_arm_close but the endpoint, which is
 * copied. */
struct ak_arm_options {
    struct ak_loop *loop;
    struct ak_http *http;
    struct ak_auth *auth;
    const struct ak_clock *clock;
    const char *endpoint;  /* "https://management.azure.com"; checked by ak_http_check_url */
    int max_tries;         /* of one read request; 0: 4 */
    int64_t first_wait_ms; /* after a failure that says no Retry-After; it doubles; 0: 2 s */
};

/* What fills the template; NULL where the operation has no such parameter. */
struct ak_arm_target {
    const char *id; /* resource id, with its leading slash */
    const char *subscription_id;
    const char *location;
    const char *principal_id; /* object id in Microsoft Entra ID */
};

/* The end of a read. Exactly one of payload (its reference passes to the callee) and err is set. */
struct ak_arm_result {
    struct ak_payload *payload;
    const struct ak_err *err;
    struct ak_number reads_left; /* lowest x-ms-ratelimit-remaining-*-reads of the last answer */
    int64_t next_try_at; /* wall seconds before which the subscription is left alone; 0: at once */
};

typedef void ak_arm_on_done(const struct ak_arm_result *result, void *context);

/* Progress of a paged read: items so far. May be NULL. */
typedef void ak_arm_on_progress(size_t items, void *context);

AK_NONNULL AK_MUST_USE int ak_arm_new(const struct ak_arm_options *options, struct ak_arm **out,
                                      struct ak_err *err);

/* The endpoint without a slash at its end; borrowed. */
AK_NONNULL AK_RETURNS_NONNULL const char *ak_arm_endpoint(const struct ak_arm *arm);

/* Cancels what runs; each call still completes, later, and the client is freed after the last of
 * them. Auth and http may be closed at once afterwards. */
AK_NONNULL void ak_arm_close(struct ak_arm *arm);

/* Starts a read; one completion, never inside the call. What `target` points to is copied. Kinds of
 * failure: those of ak_http_on_done, ak_auth_on_token and ak_wire_read_error; AK_ERR_USAGE for a
 * target that can't be part of a URL, AK_ERR_UNTRUSTED for a nextLink to another origin,
 * AK_ERR_MALFORMED for an answer or nextLink that makes no sense (also pages in a circle),
 * AK_ERR_TOO_LARGE over AK_LIMIT_PAGES, while the subscription is left alone that which closed its
 * gate, AK_ERR_CANCELLED. */
AK_NONNULL_ARGS(1, 3, 4)
AK_RETURNS_NONNULL
struct ak_arm_call *ak_arm_read(struct ak_arm *arm, enum ak_op op,
                                const struct ak_arm_target *target, ak_arm_on_done *on_done,
                                ak_arm_on_progress *on_progress, void *context);

/* The person asks for answers now: reads that wait only because of our own caution after failures
 * go on, on the next turn. */
AK_NONNULL void ak_arm_hurry(struct ak_arm *arm);

/* The read completes with AK_ERR_CANCELLED, later, unless its completion has begun. */
AK_NONNULL void ak_arm_cancel(struct ak_arm_call *call);

/* The absolute URL of an operation, with api-version, appended to out: for dry runs and messages.
 * False when it does not fit, or the target can't be part of a URL. */
AK_NONNULL AK_MUST_USE bool ak_arm_url(const struct ak_arm *arm, enum ak_op op,
                                       const struct ak_arm_target *target, struct ak_buf *out);

/* The absolute URL of a change (model/changes.def), with api-version and the request's own query,
 * appended to out. False as for ak_arm_url. */
AK_NONNULL AK_MUST_USE bool ak_arm_change_url(const struct ak_arm *arm,
                                              const struct ak_request *request, struct ak_buf *out);

/* The operation that reads a topic; AK_BUG for AK_TOPIC_OPERATIONS, which Azure does not have. */
enum ak_op ak_arm_op_of_topic(enum ak_topic topic);

/* Seconds by which `clock` is ahead of Azure's (negative: behind), by the Date of the last answer; 0
 * while there is none. Source: RFC 9110, Date. */
AK_NONNULL int64_t ak_arm_clock_ahead(const struct ak_arm *arm);

/* Reads that have not completed, and requests of writes under way (not writes that wait for their
 * next poll). */
AK_NONNULL unsigned ak_arm_pending(const struct ak_arm *arm);

#endif
