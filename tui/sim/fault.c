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
    [AK_SIM_FAULT_LOST] = {.name = "reset-after-accept"},
    [AK_SIM_FAULT_AADSTS] = {.name = "aadsts",
                             .has_value = true,
                             .value_min = 1,
                             .value_max = 99999999,
                             .value_default = -1},
    [AK_SIM_FAULT_CLAIMS] = {.name = "claims"},
    [AK_SIM_FAULT_OP_FAIL] = {.name = "op:fail"},
    [AK_SIM_FAULT_OP_CANCEL] = {.name = "op:cancel"},
    [AK_SIM_FAULT_OP_STALL] = {.name = "op:stall"},
    [AK_SIM_FAULT_OP_REMARK] = {.name = "op:error-remark"},
};

/* Errors of operations, by the name that a SPEC gives: codes and messages as recorded or reported.
 */
struct failure_row {
    const char *name;
    const char *code;
    const char *message;
};

static const struct failure_row failures[] = {
    {"internal", "ReconcileVMSSAgentPoolFailed",
     "AKS encountered an internal error while attempting the requested operation. AKS will "
     "continuously retry the requested operation until successful or a retry timeout is "
     "hit. Check back to see if the operation requires resubmission."},
    {"nodes", "NodesNotReady",
     "Not all nodes reached Ready state. Some of the nodes didn't come up in time."},
    {"quota", "QuotaExceeded",
     "Operation could not be completed as it results in exceeding approved Total Regional "
     "Cores quota. Additional details - Deployment Model: Resource Manager. Submit a "
     "request for Quota increase by specifying parameters listed in the 'Details' section "
     "for deployment to succeed."},
    {"allocation", "ZonalAllocationFailed",
     "Allocation failed. We do not have sufficient capacity for the requested VM size in "
     "this zone. Read more about improving likelihood of allocation success at "
     "http://aka.ms/allocation-guidance"},
    {"drain", "PodDrainFailure",
     "Drain node failed when evicting pod: Too Many Requests. This is often caused by a "
     "restrictive Pod Disruption Budget (PDB) policy. See "
     "https://aka.ms/aks/debugdrainfailures."},
    {"extension", "VMExtensionProvisioningError",
     "VM has reported a failure when processing extension 'vmssCSE'. Error message: "
     "\"Enable failed: failed to execute command: command terminated with exit "
     "status=50\"."},
    {"preempted", "NotLatestOperation",
     "The operation has been preempted by another one. Please wait for the other operation "
     "to complete and try again.."},
    {"deadline", "ContextDeadlineExceeded", "Context deadline exceeded in VMSS operation"},
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

static bool is_of_operation(enum ak_sim_fault_kind kind)
{
    return kind >= AK_SIM_FAULT_OP_FAIL && kind <= AK_SIM_FAULT_OP_REMARK;
}

static const struct failure_row *failure_find(const char *name)
{
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        if (ak_text_caseeq(failures[i].name, name)) {
            return &failures[i];
        }
    }
    return NULL;
}

static void set_failure(struct ak_sim_fault *fault, const struct failure_row *row)
{
    fault->code = row->code;
    fault->message = row->message;
}

/* What an operation's error says when the SPEC doesn't. */
static void set_default_failure(struct ak_sim_fault *fault)
{
    static const struct failure_row canceled = {"canceled", "Canceled",
                                                "Operation is being canceled by user"};
    if (fault->kind == AK_SIM_FAULT_OP_CANCEL) {
        set_failure(fault, &canceled);
    } else if (is_of_operation(fault->kind)) {
        set_failure(fault,
                    failure_find(fault->kind == AK_SIM_FAULT_OP_REMARK ? "preempted" : "internal"));
    }
}

/* "=NAME" of an error, or "=RATE". */
static int parse_what(const char *text, struct ak_sim_fault *fault, struct ak_err *err)
{
    bool has_name = fault->kind == AK_SIM_FAULT_OP_FAIL || fault->kind == AK_SIM_FAULT_OP_REMARK;
    const struct failure_row *row = has_name ? failure_find(text) : NULL;
    if (row != NULL) {
        set_failure(fault, row);
        return 0;
    }
    int failed = *text != '\0' ? parse_rate(text, fault, err) : AK_ERR_USAGE;
    if (failed != 0 && (has_name || *text == '\0')) {
        return ak_err_set(err, AK_ERR_USAGE, "\"%s\" is neither a failure nor a rate: see --help",
                          text);
    }
    return failed;
}

/* Cuts "op:fail=quota:x1" so that the fields are "op:fail" and "x1"; returns what stands behind
 * "=", or NULL. */
static char *cut_operation(char *copy)
{
    static const char prefix[] = "op:";
    if (!ak_text_has_prefix(copy, prefix, true)) {
        return NULL;
    }
    char *equals = strchr(copy, '=');
    char *colon = strchr(copy + sizeof prefix - 1, ':');
    if (equals == NULL || (colon != NULL && colon < equals)) {
        return NULL;
    }
    *equals = '\0';
    return equals + 1;
}

static int parse_operation(char *copy, struct ak_sim_fault *fault, struct ak_err *err)
{
    char *what = cut_operation(copy);
    char *rest = what != NULL ? what : copy + strlen("op:");
    char *colon = strchr(rest, ':');
    if (colon != NULL) {
        *colon++ = '\0';
    }
    int failed = parse_kind(copy, &fault->kind, err);
    if (failed != 0) {
        return failed;
    }
    set_default_failure(fault);
    failed = what != NULL ? parse_what(what, fault, err) : 0;
    return failed != 0 ? failed : parse_rate(colon, fault, err);
}

/* "@PUT:/agentPools": a method of its own, in capitals. */
static void set_path(struct ak_sim_fault *fault, const char *text)
{
    static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t len = strspn(text, capitals);
    if (len > 0 && text[len] == ':') {
        fault->method = ak_strndup(text, len);
        text += len + 1;
    }
    fault->path = *text != '\0' ? ak_strdup(text) : NULL;
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
    int failed = 0;
    if (ak_text_has_prefix(copy, "op:", true)) {
        failed = parse_operation(copy, &parsed, err);
    } else {
        char *fields[FIELDS_MAX] = {NULL};
        int count = split_fields(copy, fields);
        failed = parse_kind(fields[0], &parsed.kind, err);
        failed = failed != 0 ? failed : parse_fields(spec, fields + 1, count - 1, &parsed, err);
    }
    if (failed == 0) {
        const char *usual = parsed.kind == AK_SIM_FAULT_AADSTS ? "/oauth2/v2.0/token" : "";
        set_path(&parsed, at_sign != NULL ? at_sign + 1 : usual);
        *fault = parsed;
    }
    free(copy);
    return failed;
}

void ak_sim_fault_release(struct ak_sim_fault *fault)
{
    free(fault->path);
    free(fault->method);
    fault->path = NULL;
    fault->method = NULL;
}

static bool strikes(struct ak_sim_fault *fault, const struct ak_sim_fault_request *request)
{
    bool applies =
        fault->path != NULL ? ak_text_casestr(request->path, fault->path) != NULL : request->is_arm;
    applies = applies && (fault->method == NULL || strcmp(fault->method, request->method) == 0);
    if (!applies || fault->remaining == 0) {
        return false;
    }
    if (fault->remaining > 0) {
        fault->remaining--;
        return true;
    }
    return fault->rate >= 1 || ak_sim_random_fraction(&fault->random) < fault->rate;
}

struct ak_sim_verdict ak_sim_fault_draw(struct ak_sim_fault *faults, size_t count,
                                        const struct ak_sim_fault_request *request)
{
    struct ak_sim_verdict verdict = {.retry_after = -1};
    for (size_t i = 0; i < count; i++) {
        struct ak_sim_fault *fault = &faults[i];
        if (is_of_operation(fault->kind) || !strikes(fault, request)) {
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

struct ak_sim_operation_fault
ak_sim_fault_draw_operation(struct ak_sim_fault *faults, size_t count,
                            const struct ak_sim_fault_request *request)
{
    struct ak_sim_operation_fault drawn = {.action = AK_SIM_FAULT_NONE};
    for (size_t i = 0; i < count; i++) {
        struct ak_sim_fault *fault = &faults[i];
        if (is_of_operation(fault->kind) && strikes(fault, request) &&
            drawn.action == AK_SIM_FAULT_NONE) {
            drawn = (struct ak_sim_operation_fault){fault->kind, fault->code, fault->message};
        }
    }
    return drawn;
}
