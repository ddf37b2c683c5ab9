/* clusters.c: pane 1: every cluster, the worst deadline first. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "akscope/base/text.h"
#include "akscope/views/views.h"
#include "cells_int.h"
#include "list_int.h"

struct clusters {
    struct ak__list list;
};

static void name_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    ak__cell_set(cell, AK_ROLE_STRONG, "%s", cluster->cluster->name);
    if (cluster->is_failed) {
        cell->role = AK_ROLE_PAST;
        ak__cell_mark(cell, AK_GLYPH_NO);
    } else if (cluster->is_changing) {
        ak__cell_mark(cell, AK_GLYPH_CHANGING);
    } else if (cluster->is_stopped) {
        cell->role = AK_ROLE_STALE;
    }
}

static void region_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    ak__cell_set(cell, AK_ROLE_TEXT, "%s",
                 cluster->cluster->location != NULL ? cluster->cluster->location : "");
}

static void kubernetes_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    ak__cell_kubernetes(cluster->cluster->kubernetes_version, ak_cluster_is_lts(cluster->cluster),
                        cluster->kubernetes_end, cell);
}

/* "1.33.5" as a number that sorts like it; -1 for what is no version. */
static int64_t version_rank(const char *version)
{
    enum { PARTS = 3, PART_MOST = 9999 };
    int64_t rank = 0;

    if (version[0] < '0' || version[0] > '9')
        return -1;
    for (int i = 0; i < PARTS; i++) {
        char *end;
        long part = strtol(version, &end, 10);

        rank = rank * (PART_MOST + 1) + (part < 0 ? 0 : part < PART_MOST ? part : PART_MOST);
        version = end + (*end == '.');
    }
    return rank;
}

static int64_t kubernetes_rank(const void *row, const void *context)
{
    const struct ak_fleet_cluster *cluster = row;
    const char *version = cluster->cluster->kubernetes_version;

    (void)context;
    return version != NULL ? version_rank(version) : -1;
}

static void pools_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    ak__cell_set(cell, cluster->pool_count > 0 ? AK_ROLE_TEXT : AK_ROLE_DIM, "%zu",
                 cluster->pool_count);
}

static int64_t pools_rank(const void *row, const void *context)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    return (int64_t)cluster->pool_count;
}

static void nodes_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    ak__cell_set(cell, AK_ROLE_TEXT, "%lld%s", (long long)cluster->node_count,
                 cluster->is_auto_provisioned ? "+" : "");
}

static int64_t nodes_rank(const void *row, const void *context)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    return cluster->node_count;
}

static void cvm_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    if (cluster->cvm_conflict_count > 0)
        ak__cell_set(cell, AK_ROLE_PAST, "%zu!",
                     cluster->cvm_pool_count + cluster->cvm_conflict_count);
    else if (cluster->cvm_pool_count > 0)
        ak__cell_set(cell, AK_ROLE_GOOD, "%zu", cluster->cvm_pool_count);
    else
        ak__cell_set(cell, AK_ROLE_DIM, "0");
}

static int64_t cvm_rank(const void *row, const void *context)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    return -(int64_t)(cluster->cvm_conflict_count * 1000 + cluster->cvm_pool_count);
}

static void state_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    ak__cell_state(cluster->cluster->provisioning_state, cluster->cluster->power_state, cell);
    cell->has_mark = false;
}

static void subscription_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    ak__cell_set(cell, AK_ROLE_DIM, "%s", cluster->subscription_name);
}

static void worst_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    ak__cell_deadline(cluster->worst, cell);
}

static int64_t worst_rank(const void *row, const void *context)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    return ak__rank_deadline(cluster->worst);
}

static const struct ak_column columns[] = {
    {.id = "name",
     .heading = "NAME",
     .min_width = 14,
     .weight = 3,
     .has_mark = true,
     .value = name_value},
    {.id = "region",
     .heading = "REGION",
     .min_width = 11,
     .weight = 1,
     .drop = 3,
     .value = region_value},
    {.id = "k8s",
     .heading = "K8S",
     .min_width = 8,
     .value = kubernetes_value,
     .rank = kubernetes_rank},
    {.id = "pools",
     .heading = "POOLS",
     .min_width = 6,
     .align = AK_ALIGN_RIGHT,
     .drop = 4,
     .value = pools_value,
     .rank = pools_rank},
    {.id = "nodes",
     .heading = "NODES",
     .min_width = 6,
     .align = AK_ALIGN_RIGHT,
     .drop = 5,
     .value = nodes_value,
     .rank = nodes_rank},
    {.id = "cvm",
     .heading = "CVM",
     .min_width = 4,
     .align = AK_ALIGN_RIGHT,
     .drop = 4,
     .value = cvm_value,
     .rank = cvm_rank},
    {.id = "state", .heading = "STATE", .min_width = 10, .drop = 7, .value = state_value},
    {.id = "subscription",
     .heading = "SUBSCRIPTION",
     .min_width = 16,
     .weight = 2,
     .drop = 8,
     .value = subscription_value},
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
    const struct ak_fleet_cluster *cluster = row;

    return cluster->cluster->id;
}

static size_t row_texts(const void *row, const char *texts[AK_TABLE_TEXTS])
{
    _Static_assert((int)AK_FLEET_TEXTS <= (int)AK_TABLE_TEXTS, "all texts are looked at");
    return ak_fleet_cluster_texts(row, texts);
}

static bool is_ready(const void *row, enum ak_action action, int64_t argument, const void *context)
{
    const struct ak_fleet_cluster *cluster = row;

    (void)context;
    if (action == AK_ACTION_READY_CVM)
        return cluster->cvm_pool_count + cluster->cvm_conflict_count > 0;
    if (action == AK_ACTION_READY_DUE)
        return cluster->worst->severity > AK_SEVERITY_NONE &&
               (!cluster->worst->has_days || cluster->worst->days <= argument);
    return cluster->is_failed;
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
    struct clusters *clusters = state;

    (void)argument;
    ak__list_init(&clusters->list, &table_class);
    ak__list_choose_columns(&clusters->list, input, &ak_view_clusters);
}

static void sync(void *state, const struct ak_view_input *input)
{
    struct clusters *clusters = state;

    ak__list_clear(&clusters->list);
    ak__list_push_all(&clusters->list, input->fleet->clusters, input->fleet->cluster_count,
                      sizeof *input->fleet->clusters);
    ak__list_show(&clusters->list, input->fleet, input);
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct clusters *clusters = state;

    if (input->fleet->cluster_count == 0) {
        ak_canvas_paragraph(
            canvas, 1, 1, AK_ROLE_DIM,
            ak__no_clusters_words(input, "there are no clusters in these subscriptions"));
        return;
    }
    ak_table_draw(&clusters->list.table, canvas, input, is_focused);
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct clusters *clusters = state;
    const struct ak_fleet_cluster *row = ak_table_selected(&clusters->list.table);

    if (row != NULL && event->action == AK_ACTION_ENTER)
        return ak_reaction_of(AK_REACTION_FOCUS, "pools", "");
    if (row != NULL && event->action == AK_ACTION_RAW)
        return ak_reaction_of(AK_REACTION_OPEN, "raw", row->cluster->id);
    if (row != NULL && event->action == AK_ACTION_COPY_ID)
        return ak_reaction_say(AK_REACTION_COPY, "%s", row->cluster->id);
    if (row != NULL && event->action == AK_ACTION_COPY_COMMAND)
        return ak_reaction_say(
            AK_REACTION_COPY, "az aks show --subscription %s --resource-group %s --name %s",
            row->cluster->subscription_id, row->cluster->resource_group, row->cluster->name);
    return ak__list_act(&clusters->list, input, event);
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    (void)state;
    (void)input;
    snprintf(out, size, "Clusters");
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    (void)state;
    (void)input;
    return "kubernetes-support";
}

const struct ak_view_class ak_view_clusters = {
    .name = "clusters",
    .table = &table_class,
    .state_size = sizeof(struct clusters),
    .scope = AK_SCOPE_LIST,
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
