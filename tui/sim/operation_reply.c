#include "config.h"

#include "operation_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/date.h"
#include "akscope/base/err.h"
#include "call_int.h"
#include "json_int.h"
#include "shape_int.h"

/* The lengths of the recorded URLs' parts; `c` comes in two. */
enum { CERTIFICATE_LONG = 2956, CERTIFICATE_SHORT = 2575, SIGNATURE = 342, HASH = 43 };

/* The service's own api-version, not the request's (recorded since 2025). */
static const char service_version[] = "2025-03-01";

cJSON *ak_sim_operation_error(const char *code, const char *message)
{
    cJSON *error = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(error, "code", code);
    (void)cJSON_AddStringToObject(error, "message", message);
    return error;
}

/* One part of a row's statuses: "0.1 CreatingAgentPool: …", up to ";". */
struct phase {
    double from;
    double to;
    const char *text;
    int len;
};

static struct phase phase_at(const char *statuses, double part)
{
    struct phase phase = {.to = 1, .text = ""};
    const char *at = statuses;
    while (*at != '\0') {
        char *text = NULL;
        double from = strtod(at, &text);
        if (from > part) {
            phase.to = from;
            break;
        }
        text += strspn(text, " ");
        phase.from = from;
        phase.text = text;
        phase.len = (int)strcspn(text, ";");
        at = text + phase.len;
        at += *at == ';';
    }
    return phase;
}

/* Nodes come up one after the other in the second half of their phase. */
static int nodes_done(const struct ak_sim_operation *operation, const struct phase *phase,
                      double part)
{
    double way = (part - phase->from) / (phase->to - phase->from);
    double done = way < 0.5 ? 0 : (way - 0.5) * 2 * operation->nodes + 0.5;
    return done < operation->nodes ? (int)done : operation->nodes;
}

static char *filled(const struct phase *phase, int done, int nodes)
{
    static const char mark[] = "{done}/{nodes}";
    const char *found = strstr(phase->text, mark);
    if (found == NULL || found >= phase->text + phase->len) {
        return ak_strndup(phase->text, (size_t)phase->len);
    }
    const char *rest = found + strlen(mark);
    return ak_asprintf("%.*s%d/%d%.*s", (int)(found - phase->text), phase->text, done, nodes,
                       (int)(phase->text + phase->len - rest), rest);
}

char *ak_sim_operation_status_text(const struct ak_sim_operation *operation, int64_t now_ms)
{
    static const char *const ends[] = {[AK_SIM_SUCCEEDED] = "Succeeded",
                                       [AK_SIM_FAILED] = "Failed",
                                       [AK_SIM_CANCELED] = "Canceled"};
    if (operation->status != AK_SIM_RUNNING) {
        return ak_strdup(ends[operation->status]);
    }
    double part = (double)(now_ms - operation->started_ms) / (double)operation->duration_ms;
    part = part < 0 ? 0 : part;    /* a clock that went back */
    part = part < 1 ? part : 0.99; /* stalled */
    struct phase phase = phase_at(ak_sim_operation_row(operation->kind)->statuses, part);
    return filled(&phase, nodes_done(operation, &phase, part), operation->nodes);
}

/* "2025-11-04T22:33:33.9958015Z": .NET's seven digits, of which we know three. */
static void add_time(const struct ak_sim *sim, cJSON *json, const char *name, int64_t elapsed_ms)
{
    char day[40];
    int64_t ms = sim->world->now * 1000 + elapsed_ms;
    (void)ak_time_iso(ms / 1000, day, sizeof day);
    day[strcspn(day, "Z")] = '\0';
    char *text = ak_asprintf("%s.%03d0000Z", day, (int)(ms % 1000));
    (void)cJSON_AddStringToObject(json, name, text);
    free(text);
}

/* Remarks show from the middle on, and stay; errors of an end show with it. */
static bool shows_error(const struct ak_sim_operation *operation, int64_t now_ms)
{
    bool is_remark = operation->outcome == AK_SIM_SUCCEEDED || operation->outcome == AK_SIM_RUNNING;
    return operation->error != NULL &&
           (operation->status != AK_SIM_RUNNING ||
            (is_remark && now_ms - operation->started_ms >= operation->duration_ms / 2));
}

cJSON *ak_sim_operation_json(const struct ak_sim *sim, const struct ak_sim_operation *operation)
{
    int64_t now_ms = ak_sim_elapsed_ms(sim);
    cJSON *json = cJSON_CreateObject();
    char *status = ak_sim_operation_status_text(operation, now_ms);
    (void)cJSON_AddStringToObject(json, "name", operation->id);
    (void)cJSON_AddStringToObject(json, "status", status);
    add_time(sim, json, "startTime", operation->started_ms);
    if (operation->status != AK_SIM_RUNNING) {
        add_time(sim, json, "endTime", operation->ended_ms);
    }
    if (shows_error(operation, now_ms)) {
        (void)cJSON_AddItemToObject(json, "error", ak_sim_json_copy(operation->error));
    }
    free(status);
    return json;
}

/* What stands for a signature: the same for the same operation and endpoint, so that a URL that was
 * cut or changed can be told. The caller frees. */
static char *filler(uint64_t *state, size_t len)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *text = ak_alloc(len + 1, 1);
    for (size_t i = 0; i < len; i++) {
        text[i] = letters[ak_sim_random_next(state) % (sizeof letters - 1)];
    }
    return text;
}

char *ak_sim_operation_url(const struct ak_sim *sim, const struct ak_sim_operation *operation,
                           const char *origin, const char *endpoint)
{
    enum { UNIX_EPOCH_DAYS = 719162, TICKS_PER_MS = 10000 };
    uint64_t state = ak_sim_stable_hash(operation->id) ^ ak_sim_stable_hash(endpoint);
    bool is_long = ak_sim_random_next(&state) % 2 == 0;
    char *certificate = filler(&state, is_long ? CERTIFICATE_LONG : CERTIFICATE_SHORT);
    char *signature = filler(&state, SIGNATURE);
    char *hash = filler(&state, HASH);
    int64_t ticks =
        (((int64_t)UNIX_EPOCH_DAYS * 86400 + sim->world->now) * 1000 + operation->started_ms) *
        TICKS_PER_MS;
    char *url =
        ak_asprintf("%s/subscriptions/%s/providers/Microsoft.ContainerService/locations/%s/"
                    "%s/%s?api-version=%s&t=%" PRId64 "&c=%s&s=%s&h=%s",
                    origin, operation->scope.subscription, operation->scope.location, endpoint,
                    operation->id, service_version, ticks, certificate, signature, hash);
    free(certificate);
    free(signature);
    free(hash);
    return url;
}

void ak_sim_renew_etag(struct ak_sim *sim, cJSON *etag_owner)
{
    char guid[AK_SIM_GUID_SIZE];
    ak_sim_json_set_text(etag_owner, "eTag", ak_sim_random_guid(&sim->change_random, guid));
}
