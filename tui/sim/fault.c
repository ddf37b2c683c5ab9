#include "config.h"

#include "fault_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "random_int.h"

/* How a kind reads its fields: first a value where it has one, then the rate, then Retry-After. */
struct kind_row {
    const char *name;
    bool has_value;
    int64_t value_min;
    int64_t value_max;
    int64_t value_default; /* -1: the value must be given */
};

enum { HOUR_MS = 3600 * 1000, DAY_SECONDS = 86400 };

static const struct kind_row kinds[] = {
    [AK_SIM_FAULT_NONE] = {.name = "none"},
    [AK_SIM_FAULT_LATENCY] = {.name = "latency",
                              .has_value = true,
                              .value_max = HOUR_MS,
                              .value_default = -1},
    [AK_SIM_FAULT_STATUS] = {.name = "status",
                             .has_value = true,
                             .value_min = 400,
                             .value_max = 599,
                             .value_default = -1},
    [AK_SIM_FAULT_RESET] = {.name = "reset"},
    [AK_SIM_FAULT_TRUNCATE] = {.name = "truncate"},
    [AK_SIM_FAULT_MALFORMED] = {.name = "malformed"},
    [AK_SIM_FAULT_STALL] = {.name = "stall"},
    [AK_SIM_FAULT_DRIP] = {.name = "drip",
                           .has_value = true,
                           .value_min = 1,
                           .value_max = HOUR_MS,
                           .value_default = -1},
    [AK_SIM_FAULT_HTML] = {.name = "html"},
    [AK_SIM_FAULT_LOOP] = {.name = "loop"},
    [AK_SIM_FAULT_HUGE] = {.name = "huge"},
};

enum { KIND_COUNT = (int)(sizeof kinds / sizeof *kinds), FIELDS_MAX = 4 };

const char *ak_sim_fault_name(enum ak_sim_fault_kind kind)
{
    return kinds[kind].name;
}

static int parse_kind(const char *name, enum ak_sim_fault_kind *kind, struct ak_err *err)
{
    for (int i = AK_SIM_FAULT_LATENCY; i < KIND_COUNT; i++) {
        if (ak_text_caseeq(kinds[i].name, name)) {
            *kind = (enum ak_sim_fault_kind)i;
            return 0;
        }
    }
    return ak_err_set(err, AK_ERR_USAGE, "there is no fault \"%s\"", name);
}

static int parse_value(const char *text, struct ak_sim_fault *fault, struct ak_err *err)
{
    const struct kind_row *row = &kinds[fault->kind];
    int64_t value = row->value_default;
    if (text != NULL && !ak_text_to_int(text, row->value_min, row->value_max, &value)) {
        value = -1;
    }
    if (value < 0) {
        return ak_err_set(err, AK_ERR_USAGE, "%s needs a number from %lld to %lld: %s:%lld",
                          row->name, (long long)row->value_min, (long long)row->value_max,
                          row->name, (long long)(row->value_max / 2));
    }
    fault->value = value;
    return 0;
}

static int parse_rate(const char *text, struct ak_sim_fault *fault, struct ak_err *err)
{
    if (text == NULL || *text == '\0') {
        return 0;
    }
    if ((*text == 'x' || *text == 'X') &&
        ak_text_to_int(text + 1, 1, INT32_MAX, &fault->remaining)) {
        return 0;
    }
    char *end = NULL;
    double rate = strtod(text, &end);
    if (*end == '%') {
        rate /= 100;
        end++;
    }
    if (*end != '\0' || end == text || !isfinite(rate) || rate < 0 || rate > 1) {
        return ak_err_set(err, AK_ERR_USAGE,
                          "\"%s\" is no rate: give 0.25, 25%%, or x3 for the first three", text);
    }
    fault->rate = rate;
    return 0;
}

static int parse_retry_after(const char *text, struct ak_sim_fault *fault, struct ak_err *err)
{
    if (text == NULL || ak_text_to_int(text, 0, DAY_SECONDS, &fault->retry_after)) {
        return 0;
    }
    return ak_err_set(err, AK_ERR_USAGE, "\"%s\" is no Retry-After: give seconds", text);
}

/* Splits at ":" in place; fields beyond the last given stay NULL. Returns how many there are. */
static int split_fields(char *text, char *fields[FIELDS_MAX])
{
    int count = 0;
    for (char *at = text; at != NULL; count++) {
        char *colon = strchr(at, ':');
        if (count < FIELDS_MAX) {
            fields[count] = at;
        }
        if (colon != NULL) {
            *colon++ = '\0';
        }
        at = colon;
    }
    return count;
}

/* Reads the fields behind the kind's name, in their order. */
static int parse_fields(const char *spec, char *const *fields, int count,
                        struct ak_sim_fault *fault, struct ak_err *err)
{
    bool has_value = kinds[fault->kind].has_value;
    bool has_retry = fault->kind == AK_SIM_FAULT_STATUS;
    char *const *rest = fields + (has_value ? 1 : 0);
    if (count > 1 + (has_value ? 1 : 0) + (has_retry ? 1 : 0)) {
        return ak_err_set(err, AK_ERR_USAGE, "\"%s\" has too many fields", spec);
    }
    int failed = has_value ? parse_value(fields[0], fault, err) : 0;
    failed = failed != 0 ? failed : parse_rate(rest[0], fault, err);
    return failed != 0 || !has_retry ? failed : parse_retry_after(rest[1], fault, err);
}

int ak_sim_fault_parse(const char *spec, uint64_t seed, struct ak_sim_fault *fault,
                       struct ak_err *err)
{
    struct ak_sim_fault parsed = {.retry_after = -1, .rate = 1, .remaining = -1, .random = seed};
    char *copy = ak_strdup(spec);
    char *at_sign = strchr(copy, '@');
    if (at_sign != NULL) {
        *at_sign = '\0';
    }
    char *fields[FIELDS_MAX] = {NULL};
    int count = split_fields(copy, fields);
    int failed = parse_kind(fields[0], &parsed.kind, err);
    failed = failed != 0 ? failed : parse_fields(spec, fields + 1, count - 1, &parsed, err);
    if (failed == 0) {
        parsed.path = at_sign != NULL && at_sign[1] != '\0' ? ak_strdup(at_sign + 1) : NULL;
        *fault = parsed;
    }
    free(copy);
    return failed;
}

void ak_sim_fault_release(struct ak_sim_fault *fault)
{
    free(fault->path);
    fault->path = NULL;
}

static bool strikes(struct ak_sim_fault *fault, const char *path, bool is_arm)
{
    bool applies = fault->path != NULL ? ak_text_casestr(path, fault->path) != NULL : is_arm;
    if (!applies || fault->remaining == 0) {
        return false;
    }
    if (fault->remaining > 0) {
        fault->remaining--;
        return true;
    }
    return fault->rate >= 1 || ak_sim_random_fraction(&fault->random) < fault->rate;
}

struct ak_sim_verdict ak_sim_fault_draw(struct ak_sim_fault *faults, size_t count, const char *path,
                                        bool is_arm)
{
    struct ak_sim_verdict verdict = {.retry_after = -1};
    for (size_t i = 0; i < count; i++) {
        struct ak_sim_fault *fault = &faults[i];
        if (!strikes(fault, path, is_arm)) {
            continue;
        }
        if (fault->kind == AK_SIM_FAULT_LATENCY) {
            verdict.latency_ms += fault->value;
        } else if (fault->kind == AK_SIM_FAULT_LOOP) {
            verdict.is_endless = true;
        } else if (verdict.kind == AK_SIM_FAULT_NONE) {
            verdict.kind = fault->kind;
            verdict.value = fault->value;
            verdict.retry_after = fault->retry_after;
        }
    }
    return verdict;
}
