/* sizes.c: the VM sizes of a region with zones, restrictions and the quota of their family. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/views/views.h"
#include "cells_int.h"
#include "list_int.h"
#include "size_rows_int.h"

enum { KEY_SIZE = 256 };

struct sizes {
    struct ak__list list;
    struct ak_vec all;  /* struct ak__size_row */
    char key[KEY_SIZE]; /* "subscription/location", "" when there is no region */
    bool confidential_only;
    bool fits_quota;
};

static const struct ak_column columns[] = {
    {.id = "size", .heading = "VM SIZE", .min_width = 19, .weight = 1, .value = ak__size_name},
    {.id = "vcpus",
     .heading = "VCPU",
     .min_width = 5,
     .align = AK_ALIGN_RIGHT,
     .value = ak__size_vcpus,
     .rank = ak__rank_size_vcpus},
    {.id = "memory",
     .heading = "GiB",
     .min_width = 6,
     .align = AK_ALIGN_RIGHT,
     .drop = 2,
     .value = ak__size_memory,
     .rank = ak__rank_size_memory},
    {.id = "tee", .heading = "TEE", .min_width = 4, .value = ak__size_tee},
    {.id = "disk",
     .heading = "LOCAL GiB",
     .min_width = 10,
     .align = AK_ALIGN_RIGHT,
     .drop = 6,
     .value = ak__size_disk,
     .rank = ak__rank_size_disk},
    {.id = "zones", .heading = "ZONES", .min_width = 6, .drop = 4, .value = ak__size_zones},
    {.id = "network",
     .heading = "ACCEL NET",
     .min_width = 10,
     .drop = 7,
     .value = ak__size_network},
    {.id = "quota",
     .heading = "QUOTA",
     .min_width = 14,
     .weight = 1,
     .align = AK_ALIGN_RIGHT,
     .value = ak__size_quota,
     .rank = ak__rank_size_quota},
    {.id = "reason",
     .heading = "CAN'T BE USED",
     .min_width = 14,
     .weight = 2,
     .drop = 5,
     .value = ak__size_reason},
};

static const struct ak_table_class table_class = {
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .default_sort = 0,
    .empty = "no sizes",
    .id = ak__size_id,
};

/* The region that was named, in the subscription of the cluster in view; else that cluster's. */
static void choose_region(struct sizes *sizes, const struct ak_view_input *input,
                          const char *region)
{
    const struct ak_fleet_cluster *cluster = ak_fleet_find_cluster(input->fleet, input->cluster_id);

    sizes->key[0] = '\0';
    if (cluster == NULL && input->fleet->cluster_count > 0)
        cluster = &input->fleet->clusters[0];
    if (cluster == NULL || cluster->cluster->subscription_id == NULL)
        return;
    if (region[0] == '\0')
        region = cluster->cluster->location != NULL ? cluster->cluster->location : "";
    if (region[0] != '\0')
        ak_region_key(cluster->cluster->subscription_id, region, sizes->key, sizeof sizes->key);
}

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct sizes *sizes = state;

    ak__list_init(&sizes->list, &table_class);
    ak__list_choose_columns(&sizes->list, input, &ak_view_sizes);
    sizes->all = ak_vec_init(sizeof(struct ak__size_row));
    choose_region(sizes, input, argument);
}

static void release(void *state)
{
    struct sizes *sizes = state;

    ak_vec_release(&sizes->all);
    ak__list_release(&sizes->list);
}

static void demand(const void *state, const struct ak_view_input *input, struct ak_demands *demands)
{
    const struct sizes *sizes = state;

    (void)input;
    if (sizes->key[0] == '\0')
        return;
    ak_demands_add(demands, AK_TOPIC_VM_SIZES, sizes->key, 0);
    ak_demands_add(demands, AK_TOPIC_USAGES, sizes->key, 0);
}

static void sync(void *state, const struct ak_view_input *input)
{
    struct sizes *sizes = state;
    const struct ak_payload *list = ak_snap_payload(input->snap, AK_TOPIC_VM_SIZES, sizes->key);
    const struct ak_payload *quota = ak_snap_payload(input->snap, AK_TOPIC_USAGES, sizes->key);

    ak_vec_clear(&sizes->all);
    ak__list_clear(&sizes->list);
    for (size_t i = 0; list != NULL && i < list->as.vm_sizes.count; i++)
        *(struct ak__size_row *)ak_vec_push(&sizes->all) = ak__size_row_make(
            &list->as.vm_sizes.items[i], quota != NULL ? &quota->as.usages : NULL, input->facts);
    for (size_t i = 0; i < sizes->all.len; i++) {
        const struct ak__size_row *row = ak_vec_at(&sizes->all, i);

        if ((!sizes->confidential_only || row->is_confidential) &&
            (!sizes->fits_quota || row->reason[0] == '\0'))
            ak__list_push(&sizes->list, row);
    }
    ak__list_show(&sizes->list, NULL, input);
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct sizes *sizes = state;

    if (sizes->key[0] == '\0') {
        ak_canvas_paragraph(canvas, 1, 1, AK_ROLE_DIM,
                            "select a cluster first, or name a region: :sizes westeurope");
        return;
    }
    if (sizes->all.len == 0) {
        ak_canvas_paragraph(canvas, 1, 1, AK_ROLE_DIM,
                            ak__empty_words(input->snap, AK_TOPIC_VM_SIZES, sizes->key,
                                            "this region offers no sizes"));
        return;
    }
    ak_table_draw(&sizes->list.table, canvas, input, is_focused);
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct sizes *sizes = state;

    if (event->action == AK_ACTION_CONFIDENTIAL_ONLY || event->action == AK_ACTION_READY_CVM) {
        sizes->confidential_only = !sizes->confidential_only;
        return ak_reaction_done();
    }
    if (event->action == AK_ACTION_FITS_QUOTA) {
        sizes->fits_quota = !sizes->fits_quota;
        return ak_reaction_done();
    }
    if (event->action == AK_ACTION_VM_SIZES) {
        if (event->argument[0] == '\0')
            return ak_reaction_of(AK_REACTION_CLOSE, "", "");
        choose_region(sizes, input, event->argument);
        return ak_reaction_done();
    }
    return ak__list_act(&sizes->list, input, event);
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct sizes *sizes = state;
    const char *slash = strchr(sizes->key, '/');

    (void)input;
    snprintf(out, size, "VM sizes%s%s%s%s", slash != NULL ? " \xC2\xB7 " : "",
             slash != NULL ? slash + 1 : "",
             sizes->confidential_only ? " \xC2\xB7 confidential" : "",
             sizes->fits_quota ? " \xC2\xB7 fits quota" : "");
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    (void)state;
    (void)input;
    return "quota";
}

const struct ak_view_class ak_view_sizes = {
    .name = "sizes",
    .table = &table_class,
    .state_size = sizeof(struct sizes),
    .scope = AK_SCOPE_SIZES,
    .init = init,
    .release = release,
    .sync = sync,
    .demand = demand,
    .draw = draw,
    .act = act,
    .title = title,
    .note = ak__list_note,
    .filter = ak__list_filter,
    .set_filter = ak__list_set_filter,
    .topic = topic,
};
