/* lro.h: long-running operations as a pure state machine, and the driver that feeds it.
 *
 * As recorded (arm-traffic/README.md): `Azure-AsyncOperation` goes before `Location`; `Retry-After`
 * is obeyed; the status is free text and only Succeeded, Failed and Canceled end it; an `error`
 * beside another status is a remark; transient 5xx and resets happen mid-poll; polling URLs run to
 * 3,600 characters and are followed as they stand, but only to the origin of the request; after a
 * PUT the resource itself is read; without either header the resource's provisioningState is
 * polled, and so it is when the polling URL is no longer known to the service (404).
 *
 * A change that was sent is never sent again by this module: an answer that does not come, or that
 * can't be followed, is a failure whose text says that the change may have begun. */
#ifndef AKSCOPE_ARM_LRO_H
#define AKSCOPE_ARM_LRO_H

#include "akscope/arm/arm.h"
#include "akscope/wire/errors.h"

enum ak_lro_way { AK_LRO_NONE, AK_LRO_OPERATION, AK_LRO_LOCATION, AK_LRO_RESOURCE };

enum ak_lro_phase {
    AK_LRO_POLLING,    /* ask `url` after `wait_ms` */
    AK_LRO_READ_FINAL, /* read the resource itself after `wait_ms`, then it is done */
    AK_LRO_DONE,
    AK_LRO_FAILED, /* see err */
};

struct ak_lro {
    enum ak_lro_way way;
    enum ak_lro_phase phase;
    char *url; /* what to poll, NULL when there is nothing to poll; owned */
    char
        *resource_url; /* the resource: that of the request, for a POST without the action; owned */
    bool reads_resource; /* PUT and PATCH read the resource at the end */
    bool ends_when_gone; /* DELETE: a resource that is not found is the end */
    int64_t wait_ms;
    unsigned polls;
    unsigned transient_failures; /* in a row */
    char note[128];              /* the last free-text status */
    bool is_lost; /* FAILED, but the change may have begun or may go on: look at the resource */
    struct ak_err err;
};

/* One HTTP answer (or network error) as the state machine sees it. */
struct ak_lro_answer {
    int status; /* 0: no answer, see err */
    const char *azure_async_operation;
    const char *location;
    int64_t retry_after_s; /* -1: none */
    const char *body;
    size_t body_len;
    const struct ak_err *err; /* when status is 0 */
};

/* Begins from the answer to `method` on `url`. A final answer (200 or 204 without headers and
 * without a running provisioningState) is DONE at once; an error answer is FAILED. */
AK_NONNULL void ak_lro_begin(struct ak_lro *lro, const char *method, const char *url,
                             const struct ak_lro_answer *answer);

/* What is known of an operation of an earlier run. */
struct ak_lro_earlier {
    const char *method;       /* of its request */
    const char *polling_url;  /* NULL: the resource itself is polled */
    const char *resource_url; /* with its api-version */
};

/* Goes on with an operation of an earlier run. */
AK_NONNULL void ak_lro_resume(struct ak_lro *lro, const struct ak_lro_earlier *earlier);

/* Continues after a poll. At DONE and FAILED nothing happens. */
AK_NONNULL void ak_lro_step(struct ak_lro *lro, const struct ak_lro_answer *answer);
AK_NONNULL void ak_lro_release(struct ak_lro *lro);

/* ---- the driver ---- */
struct ak_lro_call;

/* What to send; copied. */
struct ak_arm_write {
    const char *method;
    const char *url;           /* absolute, same origin as the endpoint */
    const char *body;          /* JSON or NULL */
    const char *if_match;      /* etag or NULL */
    const char *if_none_match; /* "*" or NULL */
};

struct ak_lro_event {
    enum ak_lro_phase phase;
    const char *note;        /* the service's status text */
    const char *polling_url; /* what to resume from after a restart, or NULL */
    const char *request_id;  /* of the write itself, as Azure's support asks for it; "" unknown */
    const char *final_body;  /* at DONE: the resource as read last, or NULL */
    size_t final_body_len;
    const struct ak_err *err; /* at FAILED */
    bool is_lost;             /* at FAILED: nobody knows how it ended; the resource may tell */
};

/* Called for each change; the last call has phase DONE or FAILED. Never inside the starting call.
 * The first call with phase POLLING says that the service accepted. */
typedef void ak_lro_on_event(const struct ak_lro_event *event, void *context);

/* Sends a write, once (but again with a new token when the old one is refused), and follows it to
 * its end. A URL of another origin than the endpoint's completes as AK_ERR_UNTRUSTED, unsent. */
AK_NONNULL_ARGS(1, 2, 3)
AK_RETURNS_NONNULL
struct ak_lro_call *ak_arm_write_start(struct ak_arm *arm, const struct ak_arm_write *write,
                                       ak_lro_on_event *on_event, void *context);

/* Goes on with an operation of an earlier run; the texts are copied. */
AK_NONNULL_ARGS(1, 2, 3)
AK_RETURNS_NONNULL
struct ak_lro_call *ak_arm_write_resume(struct ak_arm *arm, const struct ak_lro_earlier *earlier,
                                        ak_lro_on_event *on_event, void *context);

/* Stops following (the operation itself goes on in Azure); completes as FAILED, cancelled, later,
 * unless its last event has begun. */
AK_NONNULL void ak_lro_cancel(struct ak_lro_call *call);

#endif
