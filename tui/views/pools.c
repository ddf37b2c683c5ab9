/* pools.c: pane 2: the node pools of the cluster in view, or of the whole fleet. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/views/views.h"
#include "cells_int.h"
#include "list_int.h"

struct pools {
    struct ak__list list;
    bool is_fleet;               /* all pools of all clusters */
    char cluster_id[AK_ID_SIZE]; /* whose pools were shown last */
};

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "";
}

static void name_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    ak__cell_set(cell, AK_ROLE_STRONG, "%s", pool->pool->name);
    if (pool->is_failed) {
        cell->role = AK_ROLE_PAST;
        ak__cell_mark(cell, AK_GLYPH_NO);
    } else if (pool->is_changing) {
        ak__cell_mark(cell, AK_GLYPH_CHANGING);
    } else if (pool->is_stopped) {
        cell->role = AK_ROLE_STALE;
    }
}

static void cluster_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    ak__cell_set(cell, AK_ROLE_TEXT, "%s", pool->cluster->cluster->name);
}

static void mode_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    ak__cell_set(cell, AK_ROLE_DIM, "%s", or_dash(pool->pool->mode));
}

static void nodes_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_pool *pool = ((const struct ak_fleet_pool *)row)->pool;

    (void)context;
    if (!pool->count.is_set)
        ak__cell_set(cell, AK_ROLE_DIM, "?");
    else
        ak__cell_set(cell, pool->count.value > 0 ? AK_ROLE_TEXT : AK_ROLE_DIM, "%lld",
                     (long long)pool->count.value);
}

/* "3..12": the autoscaler's limits. */
static void scale_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_pool *pool = ((const struct ak_fleet_pool *)row)->pool;

    (void)context;
    if (pool->autoscaling == AK_YES && pool->min_count.is_set && pool->max_count.is_set)
        ak__cell_set(cell, AK_ROLE_TEXT, "%lld..%lld", (long long)pool->min_count.value,
                     (long long)pool->max_count.value);
}

static int64_t nodes_rank(const void *row, const void *context)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    return pool->pool->count.value;
}

static void size_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    ak__cell_set(cell, AK_ROLE_TEXT, "%s", or_dash(pool->pool->vm_size));
}

static void tee_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    ak__cell_verdict(&pool->cvm, cell);
}

static int64_t tee_rank(const void *row, const void *context)
{
    static const int64_t order[] = {
        [AK_CVM_CONFLICT] = 0, [AK_CVM_BY_NAME] = 1, [AK_CVM_CONFIRMED] = 2,
        [AK_CVM_UNKNOWN] = 3,  [AK_CVM_NO] = 4,
    };
    const struct ak_fleet_pool *pool = row;

    (void)context;
    return order[pool->cvm.status];
}

static void os_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_pool *pool = row;
    enum ak_role role = pool->os_end->severity >= AK_SEVERITY_SOON
                            ? ak__severity_role(pool->os_end->severity)
                            : AK_ROLE_TEXT;

    (void)context;
    if (pool->os.release != NULL)
        ak__cell_set(cell, role, "%s", pool->os.release->name);
    else
        ak__cell_set(cell, AK_ROLE_STALE, "%s ?", or_dash(pool->pool->os_sku));
}

static void age_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    if (!ak_date_is_set(pool->image_date)) {
        ak__cell_set(cell, AK_ROLE_DIM, "?");
        return;
    }
    ak__cell_set(cell,
                 pool->image_grade == AK_IMAGE_TOO_OLD ? AK_ROLE_SOON
                 : pool->image_grade == AK_IMAGE_OLD   ? AK_ROLE_TEXT
                                                       : AK_ROLE_DIM,
                 "%d d", pool->image_age_days);
    if (pool->image_grade == AK_IMAGE_TOO_OLD)
        ak__cell_mark(cell, AK_GLYPH_SOON);
}

static int64_t age_rank(const void *row, const void *context)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    return ak_date_is_set(pool->image_date) ? -(int64_t)pool->image_age_days : 1;
}

static void kubernetes_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    ak__cell_kubernetes(pool->pool->kubernetes_version, ak_cluster_is_lts(pool->cluster->cluster),
                        pool->kubernetes_end, cell);
}

static void state_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    ak__cell_state(pool->pool->provisioning_state, pool->pool->power_state, cell);
    cell->has_mark = false;
}

static void worst_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    ak__cell_deadline(pool->worst, cell);
}

static int64_t worst_rank(const void *row, const void *context)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    return ak__rank_deadline(pool->worst);
}

/* Everything that ends of it or of its cluster: not shown unless asked for, but filters find it. */
static void ends_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_pool *pool = row;
    const struct ak_retirement *const *lists[] = {pool->other_ends, pool->cluster->other_ends};
    size_t counts[] = {pool->other_end_count, pool->cluster->other_end_count};
    int used;

    (void)context;
    used = snprintf(cell->text, sizeof cell->text, "%s; %s",
                    pool->os_end->what != NULL ? pool->os_end->what : "",
                    pool->kubernetes_end->what != NULL ? pool->kubernetes_end->what : "");
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        for (size_t j = 0; j < counts[i] && used < (int)sizeof cell->text; j++)
            used += snprintf(cell->text + used, sizeof cell->text - (size_t)used, "; %s",
                             lists[i][j]->what);
    }
}

static void team_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    ak__cell_set(cell, AK_ROLE_TEXT, "%s", pool->team != NULL ? pool->team : "");
}

enum { CLUSTER_COLUMN = 1, ENDS_COLUMN = 11, TEAM_COLUMN = 12 };
enum { NOT_USUAL = 1 << ENDS_COLUMN | 1 << TEAM_COLUMN };

static const struct ak_column columns[] = {
    {.id = "pool",
     .heading = "POOL",
     .min_width = 8,
     .weight = 2,
     .has_mark = true,
     .value = name_value},
    {.id = "cluster", .heading = "CLUSTER", .min_width = 12, .weight = 2, .value = cluster_value},
    {.id = "mode", .heading = "MODE", .min_width = 6, .drop = 8, .value = mode_value},
    {.id = "nodes",
     .heading = "NODES",
     .min_width = 6,
     .align = AK_ALIGN_RIGHT,
     .drop = 4,
     .value = nodes_value,
     .rank = nodes_rank},
    {.id = "scale", .heading = "SCALE", .min_width = 6, .drop = 11, .value = scale_value},
    {.id = "size",
     .heading = "VM SIZE",
     .min_width = 17,
     .weight = 1,
     .drop = 5,
     .value = size_value},
    {.id = "tee",
     .heading = "TEE",
     .min_width = 4,
     .drop = 1,
     .has_mark = true,
     .value = tee_value,
     .rank = tee_rank},
    {.id = "os", .heading = "OS", .min_width = 12, .weight = 1, .drop = 2, .value = os_value},
    {.id = "age",
     .heading = "IMAGE",
     .min_width = 5,
     .align = AK_ALIGN_RIGHT,
     .drop = 7,
     .has_mark = true,
     .value = age_value,
     .rank = age_rank},
    {.id = "k8s", .heading = "K8S", .min_width = 8, .drop = 9, .value = kubernetes_value},
    {.id = "state", .heading = "STATE", .min_width = 10, .drop = 10, .value = state_value},
    {.id = "ends", .heading = "ENDS", .min_width = 8, .drop = 12, .value = ends_value},
    {.id = "team", .heading = "TEAM", .min_width = 8, .drop = 13, .value = team_value},
    {.id = "worst",
     .heading = "WORST",
     .min_width = 6,
     .align = AK_ALIGN_RIGHT,
     .has_mark = true,
     .value = worst_value,
     .rank = worst_rank},
};

static const char *row_id(const void *row)
{
    const struct ak_fleet_pool *pool = row;

    return pool->pool->id;
}

static size_t row_texts(const void *row, const char *texts[AK_TABLE_TEXTS])
{
    _Static_assert((int)AK_FLEET_TEXTS <= (int)AK_TABLE_TEXTS, "all texts are looked at");
    return ak_fleet_pool_texts(row, texts);
}

static bool is_ready(const void *row, enum ak_action action, int64_t argument, const void *context)
{
    const struct ak_fleet_pool *pool = row;

    (void)context;
    if (action == AK_ACTION_READY_CVM)
        return pool->cvm.status != AK_CVM_NO && pool->cvm.status != AK_CVM_UNKNOWN;
    if (action == AK_ACTION_READY_DUE)
        return pool->worst->severity > AK_SEVERITY_NONE &&
               (!pool->worst->has_days || pool->worst->days <= argument);
    return pool->is_failed;
}

static const struct ak_table_class table_class = {
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .default_sort = sizeof columns / sizeof columns[0] - 1,
    .empty = "",
    .id = row_id,
    .texts = row_texts,
    .ready = is_ready,
    .can_mark = true,
};

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct pools *pools = state;

    (void)argument;
    ak__list_init(&pools->list, &table_class);
    ak__list_choose_columns(&pools->list, input, &ak_view_pools);
}

static void sync(void *state, const struct ak_view_input *input)
{
    struct pools *pools = state;
    const struct ak_fleet_cluster *cluster = ak_fleet_find_cluster(input->fleet, input->cluster_id);

    /* Another cluster's pools are read from the top. */
    if (!pools->is_fleet && !ak_text_caseeq(pools->cluster_id, input->cluster_id))
        ak_table_unselect(&pools->list.table);
    ak_text_copy(pools->cluster_id, sizeof pools->cluster_id, input->cluster_id);
    ak__list_clear(&pools->list);
    pools->list.table.hidden = (pools->list.table.has_own_columns ? 0 : NOT_USUAL) |
                               (pools->is_fleet ? 0 : 1u << CLUSTER_COLUMN);
    if (pools->is_fleet)
        ak__list_push_all(&pools->list, input->fleet->pools, input->fleet->pool_count,
                          sizeof *input->fleet->pools);
    else if (cluster != NULL)
        ak__list_push_all(&pools->list, cluster->pools, cluster->pool_count,
                          sizeof *cluster->pools);
    ak__list_show(&pools->list, input->fleet, input);
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct pools *pools = state;

    if (pools->list.shown.len == 0) {
        bool has_cluster = ak_fleet_find_cluster(input->fleet, input->cluster_id) != NULL;

        ak_canvas_paragraph(canvas, 1, 1, AK_ROLE_DIM,
                            has_cluster ? "this cluster has no node pools"
                                        : ak__no_clusters_words(input, "no cluster is selected"));
        return;
    }
    ak_table_draw(&pools->list.table, canvas, input, is_focused);
}

static struct ak_reaction toggle_fleet(struct pools *pools, const char *argument)
{
    bool wants_on = strcmp(argument, "on") == 0;

    pools->is_fleet = wants_on || !pools->is_fleet;
    return ak_reaction_done();
}

static struct ak_reaction copy_command(const struct ak_fleet_pool *row)
{
    const struct ak_cluster *cluster = row->cluster->cluster;

    return ak_reaction_say(AK_REACTION_COPY,
                           "az aks nodepool show --subscription %s --resource-group %s "
                           "--cluster-name %s --name %s",
                           cluster->subscription_id, cluster->resource_group, cluster->name,
                           row->pool->name);
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct pools *pools = state;
    const struct ak_fleet_pool *row = ak_table_selected(&pools->list.table);

    if (event->action == AK_ACTION_ALL_POOLS)
        return toggle_fleet(pools, event->argument);
    if (row != NULL && event->action == AK_ACTION_ENTER)
        return ak_reaction_of(AK_REACTION_FOCUS, "detail", "");
    if (row != NULL && event->action == AK_ACTION_RAW)
        return ak_reaction_of(AK_REACTION_OPEN, "raw", row->pool->id);
    if (row != NULL && event->action == AK_ACTION_COPY_ID)
        return ak_reaction_say(AK_REACTION_COPY, "%s", row->pool->id);
    if (row != NULL && event->action == AK_ACTION_COPY_COMMAND)
        return copy_command(row);
    return ak__list_act(&pools->list, input, event);
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct pools *pools = state;
    const struct ak_fleet_cluster *cluster = ak_fleet_find_cluster(input->fleet, input->cluster_id);

    if (pools->is_fleet)
        snprintf(out, size, "Node pools \xC2\xB7 whole fleet");
    else
        snprintf(out, size, "Node pools%s%s", cluster != NULL ? " \xC2\xB7 " : "",
                 cluster != NULL ? cluster->cluster->name : "");
}

/* What a person wonders about first in this row. */
static const char *topic(const void *state, const struct ak_view_input *input)
{
    const struct pools *pools = state;
    const struct ak_fleet_pool *row = ak_table_selected(&pools->list.table);

    (void)input;
    if (row == NULL || row->cvm.status != AK_CVM_NO)
        return "cvm";
    return row->os_end->severity > AK_SEVERITY_NONE ? "retirement" : "node-image";
}

const struct ak_view_class ak_view_pools = {
    .name = "pools",
    .table = &table_class,
    .state_size = sizeof(struct pools),
    .scope = AK_SCOPE_LIST,
    .follows_selection = true,
    .init = init,
    .release = ak__list_release,
    .sync = sync,
    .draw = draw,
    .act = act,
    .title = title,
    .note = ak__list_note,
    .filter = ak__list_filter,
    .set_filter = ak__list_set_filter,
    .topic = topic,
    .selected = ak__list_selected,
    .select = ak__list_select,
    .is_waiting = ak__list_is_waiting,
    .take_order = ak__list_take_order,
    .put_order = ak__list_put_order,
    .wanted_rows = ak__list_wanted_rows,
    .targets = ak__list_targets,
};
