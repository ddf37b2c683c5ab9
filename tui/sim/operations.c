#include "config.h"

#include "operation_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/err.h"
#include "akscope/base/text.h"
#include "akscope/base/vec.h"
#include "call_int.h"
#include "json_int.h"

/* Of those that have ended so many stay for whoever still polls; a failure shows itself somewhere
 * in the middle of the time. */
enum { ENDED_KEPT = 500, FAILURE_PERCENT_MIN = 40, FAILURE_PERCENT_SPAN = 40, JITTER_PERCENT = 10 };

static const struct ak_sim_operation_row rows[] = {
#define AK_SIM_OPERATION(symbol, name, state, words, seconds, node_seconds, statuses)              \
    [AK_SIM_OPERATION_##symbol] = {name, state, words, seconds, node_seconds, statuses},
#include "operations.def"
#undef AK_SIM_OPERATION
};

struct ak_sim_operations {
    struct ak_vec items; /* of struct ak_sim_operation *, oldest first, owned */
};

const struct ak_sim_operation_row *ak_sim_operation_row(enum ak_sim_operation_kind kind)
{
    return &rows[kind];
}

enum ak_sim_operation_kind ak_sim_operation_kind_find(const char *name)
{
    int kind = 0;
    while (kind < AK_SIM_OPERATION_COUNT && strcmp(rows[kind].name, name) != 0) {
        kind++;
    }
    return (enum ak_sim_operation_kind)kind;
}

static void operation_free(struct ak_sim_operation *operation)
{
    free(operation->texts);
    cJSON_Delete(operation->error);
    cJSON_Delete(operation->before);
    free(operation);
}

struct ak_sim_operations *ak_sim_operations_new(void)
{
    struct ak_sim_operations *operations = ak_alloc(1, sizeof *operations);
    operations->items = ak_vec_init(sizeof(struct ak_sim_operation *));
    return operations;
}

void ak_sim_operations_free(struct ak_sim_operations *operations)
{
    if (operations == NULL) {
        return;
    }
    for (size_t i = 0; i < operations->items.len; i++) {
        operation_free(ak_sim_operations_at(operations, i));
    }
    ak_vec_release(&operations->items);
    free(operations);
}

size_t ak_sim_operations_count(const struct ak_sim_operations *operations)
{
    return operations->items.len;
}

struct ak_sim_operation *ak_sim_operations_at(const struct ak_sim_operations *operations, size_t i)
{
    return *(struct ak_sim_operation **)ak_vec_at(&operations->items, i);
}

/* Makes room: the oldest of those that have ended goes when there are many. */
static void forget_oldest(struct ak_sim_operations *operations)
{
    size_t ended = 0;
    size_t oldest = 0;
    for (size_t i = operations->items.len; i > 0; i--) {
        if (ak_sim_operations_at(operations, i - 1)->status != AK_SIM_RUNNING) {
            ended++;
            oldest = i - 1;
        }
    }
    if (ended > ENDED_KEPT) {
        operation_free(ak_sim_operations_at(operations, oldest));
        ak_vec_remove(&operations->items, oldest);
    }
}

/* Copies the texts of the scope into one block, which the operation owns. */
static void own_scope(struct ak_sim_operation *operation, const struct ak_sim_scope *scope)
{
    const char *const from[] = {scope->subscription, scope->group, scope->cluster, scope->pool,
                                scope->location};
    const char **const to[] = {&operation->scope.subscription, &operation->scope.group,
                               &operation->scope.cluster, &operation->scope.pool,
                               &operation->scope.location};
    enum { TEXTS = (int)(sizeof from / sizeof *from) };
    size_t size = 0;
    for (int i = 0; i < TEXTS; i++) {
        size += from[i] != NULL ? strlen(from[i]) + 1 : 0;
    }
    operation->texts = ak_alloc(size, 1);
    char *at = operation->texts;
    for (int i = 0; i < TEXTS; i++) {
        if (from[i] != NULL) {
            size_t len = strlen(from[i]) + 1;
            memcpy(at, from[i], len);
            *to[i] = at;
            at += len;
        }
    }
}

struct ak_sim_operation *ak_sim_operations_add(struct ak_sim_operations *operations,
                                               const struct ak_sim_scope *scope)
{
    struct ak_sim_operation *operation = ak_alloc(1, sizeof *operation);
    own_scope(operation, scope);
    forget_oldest(operations);
    *(struct ak_sim_operation **)ak_vec_push(&operations->items) = operation;
    return operation;
}

static int64_t duration_of(struct ak_sim *sim, enum ak_sim_operation_kind kind, int nodes)
{
    double jitter = (ak_sim_random_fraction(&sim->change_random) * 2 - 1) * JITTER_PERCENT / 100;
    double seconds = rows[kind].seconds + (double)rows[kind].node_seconds * nodes;
    int64_t ms = (int64_t)(seconds * (1 + jitter) * 1000 / sim->options->time_scale);
    return ms > 0 ? ms : 1;
}

static void apply_fault(struct ak_sim *sim, struct ak_sim_operation *operation,
                        const struct ak_sim_operation_fault *fault)
{
    if (fault == NULL || fault->action == AK_SIM_FAULT_NONE) {
        return;
    }
    if (fault->action == AK_SIM_FAULT_OP_STALL) {
        operation->outcome = AK_SIM_RUNNING;
        return;
    }
    operation->error = ak_sim_operation_error(fault->code, fault->message);
    if (fault->action != AK_SIM_FAULT_OP_REMARK) {
        int64_t percent = FAILURE_PERCENT_MIN +
                          (int64_t)(ak_sim_random_next(&sim->change_random) % FAILURE_PERCENT_SPAN);
        operation->outcome =
            fault->action == AK_SIM_FAULT_OP_CANCEL ? AK_SIM_CANCELED : AK_SIM_FAILED;
        operation->duration_ms = operation->duration_ms * percent / 100 + 1;
    }
}

struct ak_sim_operation *ak_sim_operation_start(struct ak_sim *sim, enum ak_sim_operation_kind kind,
                                                const struct ak_sim_scope *scope, int nodes,
                                                const struct ak_sim_operation_fault *fault)
{
    struct ak_sim_operation *operation = ak_sim_operations_add(sim->operations, scope);
    (void)ak_sim_random_guid(&sim->change_random, operation->id);
    operation->kind = kind;
    operation->nodes = nodes;
    operation->started_ms = ak_sim_elapsed_ms(sim);
    operation->duration_ms = duration_of(sim, kind, nodes);
    operation->status = AK_SIM_RUNNING;
    operation->outcome = AK_SIM_SUCCEEDED;
    apply_fault(sim, operation, fault);
    return operation;
}

struct ak_sim_operation *ak_sim_operations_find(const struct ak_sim_operations *operations,
                                                const char *id)
{
    for (size_t i = operations->items.len; i > 0; i--) {
        struct ak_sim_operation *operation = ak_sim_operations_at(operations, i - 1);
        if (ak_text_caseeq(operation->id, id)) {
            return operation;
        }
    }
    return NULL;
}

static bool is_of_cluster(const struct ak_sim_operation *operation,
                          const struct ak_sim_scope *scope)
{
    return ak_text_caseeq(operation->scope.cluster, scope->cluster) &&
           ak_text_caseeq(operation->scope.group, scope->group) &&
           ak_text_caseeq(operation->scope.subscription, scope->subscription);
}

struct ak_sim_operation *ak_sim_operations_running(const struct ak_sim_operations *operations,
                                                   const struct ak_sim_scope *scope)
{
    for (size_t i = operations->items.len; i > 0; i--) {
        struct ak_sim_operation *operation = ak_sim_operations_at(operations, i - 1);
        if (operation->status == AK_SIM_RUNNING && operation->aborts[0] == '\0' &&
            is_of_cluster(operation, scope) && ak_text_caseeq(operation->scope.pool, scope->pool)) {
            return operation;
        }
    }
    return NULL;
}

struct ak_sim_operation *ak_sim_operations_latest(const struct ak_sim_operations *operations,
                                                  const struct ak_sim_scope *scope)
{
    for (size_t i = operations->items.len; i > 0; i--) {
        struct ak_sim_operation *operation = ak_sim_operations_at(operations, i - 1);
        if (is_of_cluster(operation, scope) &&
            (scope->pool == NULL || ak_text_caseeq(operation->scope.pool, scope->pool))) {
            return operation;
        }
    }
    return NULL;
}

void ak_sim_operation_end(struct ak_sim *sim, struct ak_sim_operation *operation,
                          enum ak_sim_operation_status status, cJSON *error)
{
    int64_t due_ms = operation->started_ms + operation->duration_ms;
    int64_t now_ms = ak_sim_elapsed_ms(sim);
    if (error != NULL) {
        cJSON_Delete(operation->error);
        operation->error = error;
    }
    operation->status = status;
    operation->ended_ms = due_ms < now_ms ? due_ms : now_ms;
    ak_sim_operation_effect(sim, operation);
    cJSON_Delete(operation->before);
    operation->before = NULL;
}

static bool is_due(const struct ak_sim_operation *operation, int64_t now_ms)
{
    return operation->status == AK_SIM_RUNNING && operation->outcome != AK_SIM_RUNNING &&
           operation->started_ms + operation->duration_ms <= now_ms;
}

/* The one that is due first, so that ends come in the order of their times; NULL: none. */
static struct ak_sim_operation *first_due(const struct ak_sim_operations *operations,
                                          int64_t now_ms)
{
    struct ak_sim_operation *first = NULL;
    for (size_t i = 0; i < operations->items.len; i++) {
        struct ak_sim_operation *operation = ak_sim_operations_at(operations, i);
        if (is_due(operation, now_ms) &&
            (first == NULL || operation->started_ms + operation->duration_ms <
                                  first->started_ms + first->duration_ms)) {
            first = operation;
        }
    }
    return first;
}

bool ak_sim_operations_advance(struct ak_sim *sim)
{
    int64_t now_ms = ak_sim_elapsed_ms(sim);
    bool has_changed = false;
    struct ak_sim_operation *due = first_due(sim->operations, now_ms);
    while (due != NULL) {
        ak_sim_operation_end(sim, due, due->outcome, NULL);
        has_changed = true;
        due = first_due(sim->operations, now_ms);
    }
    return has_changed;
}
