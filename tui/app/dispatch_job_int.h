/* dispatch_job_int.h: one operation under way, as the files of the dispatch share it.
 *
 *   dispatch.c         sending, following, telling
 *   dispatch_settle.c  what became of an answer that was lost; features, which are waited for;
 *                      reading what a change has touched
 */
#ifndef AKSCOPE_APP_DISPATCH_JOB_INT_H
#define AKSCOPE_APP_DISPATCH_JOB_INT_H

#include <sys/queue.h>

#include "akscope/arm/lro.h"
#include "dispatch_int.h"

struct ak__job;
typedef void ak__job_step(struct ak__job *job);

struct ak__job {
    TAILQ_ENTRY(ak__job) link;
    struct ak_dispatch *dispatch;
    enum ak_intent_kind kind;
    char id[64]; /* of the journal; "" before it was written */
    char *title, *target;
    char *method, *url;        /* of the request */
    char *etag;                /* of the target when it was planned, or NULL */
    char *polling_url;         /* or NULL */
    struct ak_plan *plan;      /* NULL: an earlier process began it */
    struct ak_payload *before; /* the resource that the plan was made from, or NULL */
    size_t request;            /* which of the plan's is under way */
    bool waits_for_disk;
    bool was_accepted; /* the present request */
    unsigned throttled;
    unsigned looks; /* at a resource that shows no trace of the change */
    struct ak_err err;
    struct ak_timer *timer;
    ak__job_step *step;        /* what the timer does */
    struct ak_lro_call *write; /* NULL: none under way; so with read */
    struct ak_arm_call *read;
};

struct ak_dispatch {
    struct ak_dispatch_options options;
    struct ak_journal *journal;
    TAILQ_HEAD(, ak__job) jobs;
    bool is_ready;
    struct ak_err err; /* why there is no journal */
    bool is_closing;
};

/* ---- dispatch.c ---- */
struct ak__job *ak__job_new(struct ak_dispatch *dispatch);
/* True when nothing may be done any more: the caller returns at once, the job may be gone. */
bool ak__job_is_closing(struct ak__job *job);
void ak__job_wait(struct ak__job *job, ak__job_step *step, int64_t wait_ms);
void ak__job_follow(struct ak__job *job);
/* The three ends; the job is gone afterwards. */
void ak__job_done(struct ak__job *job, const char *note);
void ak__job_failed(struct ak__job *job, const struct ak_err *err, const char *text);
void ak__job_lost(struct ak__job *job, const char *why);
/* The plan's next request. */
void ak__job_next_request(struct ak__job *job);

/* ---- dispatch_settle.c ---- */

/* Reads the resource to learn what became of a request without an answer. */
void ak__job_settle(struct ak__job *job);
/* True while the first of a feature's two requests is the present one. */
bool ak__job_is_at_feature(const struct ak__job *job);
/* Waits until the feature is registered, then registers its provider again. */
void ak__job_wait_for_feature(struct ak__job *job);
/* Reads the cluster of the target anew, and what is shown of it. */
void ak__job_reread(struct ak__job *job);
/* Where the resource itself is read; the caller frees. */
char *ak__job_resource_url(const struct ak__job *job);

#endif
