/* lro.c: long-running operations as a state machine: answers in, what to do next out. */
#include "config.h"

#include "akscope/arm/lro.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"

enum {
    FIRST_WAIT_MS = 1000, /* the recorded service sends no Retry-After */
    LONGEST_WAIT_MS = 15000,
    TRANSIENT_MOST = 10, /* in a row: 502s occur mid-poll and pass */
};

static void set_url(struct ak_lro *lro, const char *url)
{
    char *copy = ak_strdup(url);

    free(lro->url);
    lro->url = copy;
}

static void done(struct ak_lro *lro)
{
    lro->phase =
        lro->reads_resource && lro->way != AK_LRO_RESOURCE ? AK_LRO_READ_FINAL : AK_LRO_DONE;
}

static void fail(struct ak_lro *lro, const struct ak_err *err)
{
    lro->phase = AK_LRO_FAILED;
    lro->err = *err;
}

/* The wait grows slowly where the service does not say. */
static void set_wait(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    if (answer->retry_after_s >= 0) {
        lro->wait_ms = answer->retry_after_s * 1000;
        return;
    }
    lro->wait_ms = lro->wait_ms > 0 ? lro->wait_ms * 3 / 2 : FIRST_WAIT_MS;
    if (lro->wait_ms > LONGEST_WAIT_MS)
        lro->wait_ms = LONGEST_WAIT_MS;
}

static bool is_final(const char *status, const char *word)
{
    return ak_text_caseeq(status, word);
}

static bool is_transient(const struct ak_lro_answer *answer)
{
    if (answer->status == 0)
        return ak_err_kind_retry(answer->err->kind) != AK_RETRY_NEVER;
    return answer->status == 429 || answer->status == 408 || answer->status >= 500;
}

/* A failed poll is not a failed operation, unless it goes on failing. */
static void take_transient(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    struct ak_err err = ak_err_none();

    set_wait(lro, answer);
    if (++lro->transient_failures < TRANSIENT_MOST)
        return;
    if (answer->status == 0)
        err = *answer->err;
    else
        ak_wire_read_error(answer->status, answer->body, answer->body_len, &err);
    fail(lro, &err);
}

static void take_error(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    struct ak_err err = ak_err_none();

    if (answer->status == 0)
        err = *answer->err;
    else
        ak_wire_read_error(answer->status, answer->body, answer->body_len, &err);
    fail(lro, &err);
}

static void end_badly(struct ak_lro *lro, const struct ak_operation_status *status)
{
    struct ak_err err = status->error;

    if (!status->has_error)
        ak_err_set(&err, AK_ERR_REFUSED, "the operation ended as %s; Azure gave no reason",
                   status->status);
    fail(lro, &err);
}

/* Azure-AsyncOperation: the status is free text, and only three words end it. */
static void take_operation(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    struct ak_operation_status status;
    struct ak_err err = ak_err_none();

    if (ak_wire_read_operation(answer->body, answer->body_len, &status, &err)) {
        take_transient(lro, &(struct ak_lro_answer){.status = 0, .err = &err, .retry_after_s = -1});
        return;
    }
    ak_text_copy(lro->note, sizeof lro->note, status.status);
    if (is_final(status.status, "Succeeded"))
        done(lro);
    else if (is_final(status.status, "Failed") || is_final(status.status, "Canceled"))
        end_badly(lro, &status);
    else
        set_wait(lro, answer);
}

/* Location: 202 while it runs; anything else below 300 is the end. */
static void take_location(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    if (answer->status != 202) {
        done(lro);
        return;
    }
    if (answer->location != NULL)
        set_url(lro, answer->location);
    set_wait(lro, answer);
}

static void take_state(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    char state[64] = "";
    struct ak_err err = ak_err_none();

    if (ak_wire_read_state(answer->body, answer->body_len, state, sizeof state, &err)) {
        fail(lro, &err);
        return;
    }
    ak_text_copy(lro->note, sizeof lro->note, state);
    if (state[0] == '\0' || is_final(state, "Succeeded")) {
        lro->phase = AK_LRO_DONE;
    } else if (is_final(state, "Failed") || is_final(state, "Canceled")) {
        ak_err_set(&err, AK_ERR_REFUSED, "the resource is left in the state %s", state);
        fail(lro, &err);
    } else {
        set_wait(lro, answer);
    }
}

static enum ak_lro_way choose_way(const struct ak_lro_answer *answer)
{
    if (answer->azure_async_operation != NULL)
        return AK_LRO_OPERATION;
    if (answer->location != NULL && answer->status != 200)
        return AK_LRO_LOCATION;
    return answer->body_len > 0 ? AK_LRO_RESOURCE : AK_LRO_NONE;
}

void ak_lro_begin(struct ak_lro *lro, const char *method, const char *url,
                  const struct ak_lro_answer *answer)
{
    *lro = (struct ak_lro){.phase = AK_LRO_POLLING,
                           .resource_url = ak_strdup(url),
                           .reads_resource =
                               strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0,
                           .err = ak_err_none()};
    if (answer->status == 0 || answer->status >= 300) {
        take_error(lro, answer);
        return;
    }
    lro->way = choose_way(answer);
    switch (lro->way) {
    case AK_LRO_NONE:
        lro->phase = AK_LRO_DONE;
        break;
    case AK_LRO_OPERATION:
        set_url(lro, answer->azure_async_operation);
        set_wait(lro, answer);
        break;
    case AK_LRO_LOCATION:
        set_url(lro, answer->location);
        set_wait(lro, answer);
        break;
    case AK_LRO_RESOURCE:
        set_url(lro, url);
        take_state(lro, answer);
        break;
    }
}

/* A resource that is gone after a DELETE is what was wanted. */
static bool is_gone_as_wanted(const struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    return answer->status == 404 && !lro->reads_resource && lro->way == AK_LRO_RESOURCE;
}

void ak_lro_step(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    struct ak_err err = ak_err_none();

    if (lro->phase == AK_LRO_DONE || lro->phase == AK_LRO_FAILED)
        return;
    if (++lro->polls > AK_LIMIT_OPERATION_POLLS) {
        ak_err_set(&err, AK_ERR_TIMEOUT, "the operation did not end after %d polls",
                   AK_LIMIT_OPERATION_POLLS);
        fail(lro, &err);
        return;
    }
    if (is_transient(answer)) {
        take_transient(lro, answer);
        return;
    }
    lro->transient_failures = 0;
    if (is_gone_as_wanted(lro, answer)) {
        lro->phase = AK_LRO_DONE;
        return;
    }
    if (answer->status == 0 || answer->status >= 300) {
        take_error(lro, answer);
        return;
    }
    if (lro->phase == AK_LRO_READ_FINAL) {
        lro->phase = AK_LRO_DONE;
        return;
    }
    if (lro->way == AK_LRO_OPERATION)
        take_operation(lro, answer);
    else if (lro->way == AK_LRO_LOCATION)
        take_location(lro, answer);
    else
        take_state(lro, answer);
}

void ak_lro_release(struct ak_lro *lro)
{
    free(lro->url);
    free(lro->resource_url);
    *lro = (struct ak_lro){.err = ak_err_none()};
}
