/* arm.c: the client's life, and its gates. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "arm_int.h"

enum { TRIES = 4, FIRST_WAIT_MS = 2000 };

int ak_arm_new(const struct ak_arm_options *options, struct ak_arm **out, struct ak_err *err)
{
    int failed = ak_http_check_url(options->endpoint, err);
    struct ak_arm *arm;

    if (failed)
        return failed;
    arm = ak_alloc(1, sizeof *arm);
    arm->loop = options->loop;
    arm->http = options->http;
    arm->auth = options->auth;
    arm->clock = options->clock;
    arm->endpoint = ak_strndup(options->endpoint, ak_text_endpoint_len(options->endpoint));
    arm->max_tries = options->max_tries > 0 ? options->max_tries : TRIES;
    arm->first_wait_ms = options->first_wait_ms > 0 ? options->first_wait_ms : FIRST_WAIT_MS;
    TAILQ_INIT(&arm->calls);
    TAILQ_INIT(&arm->queue);
    TAILQ_INIT(&arm->writes);
    arm->gates = ak_vec_init(sizeof(struct ak__gate_entry));
    arm->random = ((uint64_t)ak_clock_ms(options->clock) * 2654435761u) | 1;
    *out = arm;
    return 0;
}

/* xorshift64: waits need to differ, not to be unpredictable. */
double ak__arm_jitter(struct ak_arm *arm)
{
    arm->random ^= arm->random << 13;
    arm->random ^= arm->random >> 7;
    arm->random ^= arm->random << 17;
    return (double)(arm->random >> 11) / 9007199254740992.0;
}

unsigned ak_arm_pending(const struct ak_arm *arm)
{
    return arm->reads + arm->write_requests;
}

void ak_arm_close(struct ak_arm *arm)
{
    arm->is_closing = true;
    ak__arm_cancel_reads(arm);
    ak__arm_cancel_writes(arm);
    ak__arm_finish_close(arm);
}

void ak__arm_finish_close(struct ak_arm *arm)
{
    if (!arm->is_closing || !TAILQ_EMPTY(&arm->calls) || !TAILQ_EMPTY(&arm->writes))
        return;
    for (size_t i = 0; i < arm->gates.len; i++)
        free(((struct ak__gate_entry *)ak_vec_at(&arm->gates, i))->subscription_id);
    ak_vec_release(&arm->gates);
    free(arm->endpoint);
    free(arm);
}

/* ---- gates ---- */

struct ak_gate *ak__arm_gate(const struct ak_arm *arm, size_t index)
{
    return &((struct ak__gate_entry *)ak_vec_at(&arm->gates, index))->gate;
}

void ak__arm_gate_fail(struct ak_arm *arm, size_t index, const struct ak_err *err)
{
    struct ak__gate_entry *entry = ak_vec_at(&arm->gates, index);

    if (ak_gate_closes_on(err))
        entry->last = *err;
    ak_gate_on_failure(&entry->gate, err, ak__arm_jitter(arm), ak_clock_ms(arm->clock));
}

const struct ak_err *ak__arm_gate_error(const struct ak_arm *arm, size_t index)
{
    return &((struct ak__gate_entry *)ak_vec_at(&arm->gates, index))->last;
}

/* The subscription that a request counts against; the caller frees. */
static char *subscription_of(const struct ak_arm_target *target)
{
    static const char start[] = "/subscriptions/";
    const char *id = target->id;

    if (target->subscription_id != NULL)
        return ak_strdup(target->subscription_id);
    if (id == NULL || !ak_text_has_prefix(id, start, true))
        return ak_strdup("");
    id += sizeof start - 1;
    return ak_strndup(id, strcspn(id, "/"));
}

size_t ak__arm_gate_index(struct ak_arm *arm, const struct ak_arm_target *target)
{
    char *subscription_id = subscription_of(target);
    struct ak__gate_entry *entry;

    for (size_t i = 0; i < arm->gates.len; i++) {
        entry = ak_vec_at(&arm->gates, i);
        if (ak_text_caseeq(entry->subscription_id, subscription_id)) {
            free(subscription_id);
            return i;
        }
    }
    entry = ak_vec_push(&arm->gates);
    entry->subscription_id = subscription_id;
    entry->gate.first_wait_ms = arm->first_wait_ms;
    entry->last = ak_err_none();
    return arm->gates.len - 1;
}

const char *ak_arm_endpoint(const struct ak_arm *arm)
{
    return arm->endpoint;
}
