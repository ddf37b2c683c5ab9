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
    SHORTEST_WAIT_MS = 100,  /* also where the service says 0 */
    TRANSIENT_MOST = 10,     /* in a row: 502s occur mid-poll and pass */
    TRANSIENT_MOST_FINAL = 3 /* the operation has succeeded: reading it again is a courtesy */
};

enum ending { ENDING_NONE, ENDING_GOOD, ENDING_BAD, ENDING_CANCELED };

/* Only three words end an operation or a provisioningState; all else is "still running". */
static enum ending ending_of(const char *status)
{
    static const struct {
        const char *word;
        enum ending ending;
    } words[] = {{"Succeeded", ENDING_GOOD}, {"Failed", ENDING_BAD}, {"Canceled", ENDING_CANCELED}};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (ak_text_caseeq(status, words[i].word))
            return words[i].ending;
    }
    return ENDING_NONE;
}

static void set_url(struct ak_lro *lro, const char *url)
{
    char *copy = ak_strdup(url);

    free(lro->url);
    lro->url = copy;
}

static void fail(struct ak_lro *lro, const struct ak_err *err)
{
    lro->phase = AK_LRO_FAILED;
    lro->err = *err;
}

/* The change went out, and what became of it is not known: no reason to think it did not happen. */
static void lose(struct ak_lro *lro, const struct ak_err *err)
{
    fail(lro, err);
    lro->is_lost = true;
    ak_err_detail(&lro->err, "the change may have begun; look before sending it again (%s)",
                  err->text);
}

static struct ak_err error_of(const struct ak_lro_answer *answer)
{
    struct ak_err err = ak_err_none();

    if (answer->status == 0)
        return *answer->err;
    ak_wire_read_error(answer->status, answer->body, answer->body_len, &err);
    err.retry_after_s = answer->retry_after_s;
    return err;
}

/* The wait grows slowly where the service does not say. */
static void set_wait(struct ak_lro *lro, int64_t retry_after_s)
{
    if (retry_after_s >= 0) {
        int64_t said_ms = retry_after_s * 1000;

        lro->wait_ms = said_ms > SHORTEST_WAIT_MS ? said_ms : SHORTEST_WAIT_MS;
        return;
    }
    lro->wait_ms = lro->wait_ms >= FIRST_WAIT_MS ? lro->wait_ms * 3 / 2 : FIRST_WAIT_MS;
    if (lro->wait_ms > LONGEST_WAIT_MS)
        lro->wait_ms = LONGEST_WAIT_MS;
}

static void finish_well(struct ak_lro *lro)
{
    bool has_read_it = lro->way == AK_LRO_RESOURCE;

    lro->phase = lro->reads_resource && !has_read_it ? AK_LRO_READ_FINAL : AK_LRO_DONE;
    lro->wait_ms = 0;
}

static void finish_badly(struct ak_lro *lro, enum ending ending, const struct ak_err *reason)
{
    struct ak_err err = ak_err_none();

    if (reason != NULL)
        err = *reason;
    else
        ak_err_set(&err, AK_ERR_REFUSED, "it ended as %s; Azure gave no reason", lro->note);
    err.kind = ending == ENDING_CANCELED ? AK_ERR_CANCELLED : AK_ERR_REFUSED;
    fail(lro, &err);
}

/* True when the URL is where the request went; else the end. */
static bool trusts(struct ak_lro *lro, const char *url)
{
    struct ak_err err = ak_err_none();

    if (ak_http_same_origin(url, lro->resource_url))
        return true;
    ak_err_set(&err, AK_ERR_UNTRUSTED, "the operation is said to be at another host");
    lose(lro, &err);
    return false;
}

static void poll_resource(struct ak_lro *lro)
{
    lro->way = AK_LRO_RESOURCE;
    set_url(lro, lro->resource_url);
}

/* ---- what a poll says ---- */

static bool is_transient(const struct ak_lro_answer *answer)
{
    struct ak_err err = error_of(answer);

    switch (ak_err_kind_retry(err.kind)) {
    case AK_RETRY_READ:
        return true;
    case AK_RETRY_NEVER:
        return false;
    case AK_RETRY_LATER:
        return err.kind == AK_ERR_THROTTLED || err.kind == AK_ERR_UNAVAILABLE;
    }
    return false;
}

/* A failed poll is not a failed operation, unless it goes on failing. */
static void take_transient(struct ak_lro *lro, const struct ak_err *err)
{
    bool is_final = lro->phase == AK_LRO_READ_FINAL;

    set_wait(lro, err->retry_after_s);
    lro->transient_failures++;
    if (is_final && lro->transient_failures >= TRANSIENT_MOST_FINAL)
        lro->phase = AK_LRO_DONE;
    else if (!is_final && lro->transient_failures >= TRANSIENT_MOST)
        lose(lro, err);
}

/* Azure-AsyncOperation: 200 with a status; 204 is the end without words. */
static void take_operation(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    struct ak_operation_status status;
    struct ak_err err = ak_err_none();
    enum ending ending;

    if (answer->status == 204) {
        finish_well(lro);
        return;
    }
    if (ak_wire_read_operation(answer->body, answer->body_len, &status, &err)) {
        take_transient(lro, &err);
        return;
    }
    lro->transient_failures = 0;
    ak_text_copy(lro->note, sizeof lro->note, status.status);
    ending = ending_of(status.status);
    if (ending == ENDING_NONE)
        set_wait(lro, answer->retry_after_s);
    else if (ending == ENDING_GOOD)
        finish_well(lro);
    else
        finish_badly(lro, ending, status.has_error ? &status.error : NULL);
}

/* False when the answer is no JSON object, as from something between here and Azure. */
static bool reads_object(const struct ak_lro_answer *answer, struct ak_err *err)
{
    char state[64];

    return ak_wire_read_state(answer->body, answer->body_len, state, sizeof state, err) == 0;
}

/* Location: 202 while it runs, with a status in the body or nothing; any other 2xx is the end. */
static void take_location(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    struct ak_operation_status status = {.status = ""};
    struct ak_err err = ak_err_none();
    enum ending ending;

    if (answer->body_len > 0 && !reads_object(answer, &err)) {
        take_transient(lro, &err);
        return;
    }
    lro->transient_failures = 0;
    if (ak_wire_read_operation(answer->body, answer->body_len, &status, &err) == 0)
        ak_text_copy(lro->note, sizeof lro->note, status.status);
    ending = ending_of(status.status);
    if (ending == ENDING_BAD || ending == ENDING_CANCELED) {
        finish_badly(lro, ending, status.has_error ? &status.error : NULL);
    } else if (answer->status != 202) {
        finish_well(lro);
    } else {
        if (answer->location != NULL && trusts(lro, answer->location))
            set_url(lro, answer->location);
        set_wait(lro, answer->retry_after_s);
    }
}

/* The resource itself: the end is in its provisioningState, or in its absence. */
static void take_state(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    char state[64] = "";
    struct ak_err err = ak_err_none();
    enum ending ending;

    if (ak_wire_read_state(answer->body, answer->body_len, state, sizeof state, &err)) {
        take_transient(lro, &err);
        return;
    }
    lro->transient_failures = 0;
    ak_text_copy(lro->note, sizeof lro->note, state);
    ending = ending_of(state);
    if (ending == ENDING_BAD || ending == ENDING_CANCELED)
        finish_badly(lro, ending, NULL);
    else if (lro->ends_when_gone || (ending == ENDING_NONE && state[0] != '\0'))
        set_wait(lro, answer->retry_after_s);
    else
        finish_well(lro);
}

/* The resource was read after the success, whatever its state: another change may have begun. */
static void take_final(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    struct ak_err err = ak_err_none();

    if (reads_object(answer, &err))
        lro->phase = AK_LRO_DONE;
    else
        take_transient(lro, &err);
}

static void take_success(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    if (lro->phase == AK_LRO_READ_FINAL) {
        take_final(lro, answer);
        return;
    }
    switch (lro->way) {
    case AK_LRO_OPERATION:
        take_operation(lro, answer);
        break;
    case AK_LRO_LOCATION:
        take_location(lro, answer);
        break;
    case AK_LRO_RESOURCE:
    case AK_LRO_NONE:
        take_state(lro, answer);
        break;
    }
}

/* A refusal that repeating won't mend. */
static void take_refusal(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    struct ak_err err = error_of(answer);

    if (lro->phase == AK_LRO_READ_FINAL) {
        /* A resource that can't be read, or is gone again, changes nothing of the success. */
        lro->phase = AK_LRO_DONE;
    } else if (answer->status != 404) {
        lose(lro, &err);
    } else if (lro->way != AK_LRO_RESOURCE) {
        poll_resource(lro);
        set_wait(lro, answer->retry_after_s);
    } else if (lro->ends_when_gone) {
        finish_well(lro);
    } else {
        fail(lro, &err);
    }
}

void ak_lro_step(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    bool is_success = answer->status >= 200 && answer->status < 300;
    struct ak_err err = ak_err_none();

    if (lro->phase == AK_LRO_DONE || lro->phase == AK_LRO_FAILED)
        return;
    lro->polls++;
    if (lro->polls > AK_LIMIT_OPERATION_POLLS) {
        ak_err_set(&err, AK_ERR_TIMEOUT, "the operation did not end within %d polls",
                   AK_LIMIT_OPERATION_POLLS);
        lose(lro, &err);
    } else if (!is_success && is_transient(answer)) {
        err = error_of(answer);
        take_transient(lro, &err);
    } else if (is_success) {
        take_success(lro, answer);
    } else {
        take_refusal(lro, answer);
    }
}

/* ---- the beginning ---- */

/* What the action of a POST is done to: the URL without the path's last segment. */
static char *resource_of_action(const char *url)
{
    size_t path = strcspn(url, "?");
    size_t end = path;

    while (end > 0 && url[end - 1] != '/')
        end--;
    return end == 0 ? ak_strdup(url) : ak_asprintf("%.*s%s", (int)(end - 1), url, url + path);
}

static bool is_set(const char *header)
{
    return header != NULL && header[0] != '\0';
}

static void follow(struct ak_lro *lro, enum ak_lro_way way, const char *url,
                   const struct ak_lro_answer *answer)
{
    if (!trusts(lro, url))
        return;
    lro->way = way;
    set_url(lro, url);
    set_wait(lro, answer->retry_after_s);
}

/* Without a polling URL: the body may say that it still runs; 202 says so without a body. */
static void begin_with_resource(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    char state[64] = "";
    struct ak_err ignored = ak_err_none();

    if (answer->body_len > 0 &&
        ak_wire_read_state(answer->body, answer->body_len, state, sizeof state, &ignored))
        state[0] = '\0';
    ak_text_copy(lro->note, sizeof lro->note, state);
    switch (ending_of(state)) {
    case ENDING_BAD:
    case ENDING_CANCELED:
        finish_badly(lro, ending_of(state), NULL);
        return;
    case ENDING_GOOD:
        break;
    case ENDING_NONE:
        if (state[0] == '\0' && answer->status != 202)
            break;
        poll_resource(lro);
        set_wait(lro, answer->retry_after_s);
        return;
    }
    lro->phase = AK_LRO_DONE;
}

static void begin_with_failure(struct ak_lro *lro, const struct ak_lro_answer *answer)
{
    struct ak_err err = error_of(answer);
    bool may_have_begun =
        answer->status == 0 && (err.kind == AK_ERR_NETWORK || err.kind == AK_ERR_TIMEOUT ||
                                err.kind == AK_ERR_MALFORMED || err.kind == AK_ERR_TOO_LARGE);

    if (may_have_begun || answer->status >= 500)
        lose(lro, &err);
    else
        fail(lro, &err);
}

void ak_lro_begin(struct ak_lro *lro, const char *method, const char *url,
                  const struct ak_lro_answer *answer)
{
    bool is_action = strcmp(method, "POST") == 0;

    *lro = (struct ak_lro){
        .phase = AK_LRO_POLLING,
        .resource_url = is_action ? resource_of_action(url) : ak_strdup(url),
        .reads_resource = strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0,
        .ends_when_gone = strcmp(method, "DELETE") == 0,
        .err = ak_err_none(),
    };
    if (answer->status < 200 || answer->status >= 300)
        begin_with_failure(lro, answer);
    else if (is_set(answer->azure_async_operation))
        follow(lro, AK_LRO_OPERATION, answer->azure_async_operation, answer);
    else if (is_set(answer->location) && answer->status == 202)
        follow(lro, AK_LRO_LOCATION, answer->location, answer);
    else
        begin_with_resource(lro, answer);
}

void ak_lro_resume(struct ak_lro *lro, const struct ak_lro_earlier *earlier)
{
    const char *url = earlier->polling_url != NULL ? earlier->polling_url : earlier->resource_url;
    bool polls_resource = strcmp(url, earlier->resource_url) == 0;
    bool is_location = ak_text_casestr(url, "/operationresults/") != NULL;
    bool deletes = strcmp(earlier->method, "DELETE") == 0;

    *lro = (struct ak_lro){
        .way = polls_resource ? AK_LRO_RESOURCE
               : is_location  ? AK_LRO_LOCATION
                              : AK_LRO_OPERATION,
        .phase = AK_LRO_POLLING,
        .resource_url = ak_strdup(earlier->resource_url),
        .reads_resource = !deletes,
        .ends_when_gone = deletes,
        .err = ak_err_none(),
    };
    if (trusts(lro, url))
        set_url(lro, url);
}

void ak_lro_release(struct ak_lro *lro)
{
    free(lro->url);
    free(lro->resource_url);
    *lro = (struct ak_lro){.err = ak_err_none()};
}
