/* sizes.c: the VM sizes of a region with zones, restrictions and the quota of their family. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/views/views.h"
#include "cells_int.h"
#include "list_int.h"

enum { KEY_SIZE = 256 };

/* A size beside its family's quota. */
struct size_row {
    const struct ak_vm_size *size;
    const struct ak_usage *usage; /* NULL: not known */
    enum ak_tee tee;
    bool is_confidential;
};

struct sizes {
    struct ak__list list;
    struct ak_vec all;  /* struct size_row */
    char key[KEY_SIZE]; /* "subscription/location", "" when there is no region */
    bool confidential_only;
    bool fits_quota;
};

/* A restriction of the whole region, or no quota left for even one machine. */
static bool fits(const struct size_row *row)
{
    if (row->size->restriction != NULL)
        return false;
    if (row->usage == NULL || !row->usage->limit.is_set || !row->size->vcpus.is_set)
        return true;
    return row->usage->used.value + row->size->vcpus.value <= row->usage->limit.value;
}

static enum ak_role base_role(const struct size_row *row)
{
    return fits(row) ? AK_ROLE_TEXT : AK_ROLE_DIM;
}

static void name_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct size_row *row = data;

    (void)context;
    ak__cell_set(cell, fits(row) ? AK_ROLE_STRONG : AK_ROLE_DIM, "%s",
                 row->size->name != NULL ? row->size->name : "");
}

static void number_value(struct ak_number number, const struct size_row *row, double unit,
                         struct ak_table_cell *cell)
{
    if (number.is_set)
        ak__cell_set(cell, base_role(row), "%.6g", (double)number.value / unit);
}

static void vcpus_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct size_row *row = data;

    (void)context;
    number_value(row->size->vcpus, row, 1, cell);
}

static int64_t vcpus_rank(const void *data, const void *context)
{
    (void)context;
    return ((const struct size_row *)data)->size->vcpus.value;
}

static void memory_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct size_row *row = data;

    (void)context;
    number_value(row->size->memory_mib, row, 1024, cell);
}

static int64_t memory_rank(const void *data, const void *context)
{
    (void)context;
    return ((const struct size_row *)data)->size->memory_mib.value;
}

static void tee_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct size_row *row = data;

    (void)context;
    if (row->is_confidential)
        ak__cell_set(cell, fits(row) ? AK_ROLE_GOOD : AK_ROLE_DIM, "%s",
                     row->tee == AK_TEE_TDX ? "TDX" : "SNP");
}

static void disk_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct size_row *row = data;

    (void)context;
    if (row->size->local_disk_mib.is_set && row->size->local_disk_mib.value > 0)
        number_value(row->size->local_disk_mib, row, 1024, cell);
}

static int64_t disk_rank(const void *data, const void *context)
{
    (void)context;
    return ((const struct size_row *)data)->size->local_disk_mib.value;
}

static void zones_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct size_row *row = data;

    (void)context;
    cell->role = base_role(row);
    for (size_t i = 0; i < row->size->zones.count; i++) {
        size_t used = strlen(cell->text);
        bool is_restricted = false;

        for (size_t j = 0; j < row->size->restricted_zones.count; j++)
            is_restricted = is_restricted || ak_text_caseeq(row->size->zones.items[i],
                                                            row->size->restricted_zones.items[j]);
        if (!is_restricted)
            snprintf(cell->text + used, sizeof cell->text - used, "%s%s", used > 0 ? " " : "",
                     row->size->zones.items[i]);
    }
}

static void network_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct size_row *row = data;

    (void)context;
    if (row->size->accelerated_networking != AK_UNKNOWN)
        ak__cell_set(cell, base_role(row), "%s",
                     row->size->accelerated_networking == AK_YES ? "yes" : "no");
}

static void quota_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct size_row *row = data;

    (void)context;
    if (row->usage == NULL || !row->usage->limit.is_set) {
        ak__cell_set(cell, AK_ROLE_DIM, "?");
        return;
    }
    ak__cell_set(cell, fits(row) ? AK_ROLE_GAUGE_FULL : AK_ROLE_SOON, "%lld/%lld",
                 (long long)row->usage->used.value, (long long)row->usage->limit.value);
    cell->part = row->usage->used.value;
    cell->whole = row->usage->limit.value;
}

static int64_t quota_rank(const void *data, const void *context)
{
    const struct size_row *row = data;

    (void)context;
    return row->usage == NULL ? -1 : row->usage->limit.value - row->usage->used.value;
}

static void reason_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct size_row *row = data;

    (void)context;
    if (row->size->restriction != NULL)
        ak__cell_set(cell, AK_ROLE_SOON, "%s", row->size->restriction);
    else if (!fits(row))
        ak__cell_set(cell, AK_ROLE_SOON, "needs %lld vCPUs, %lld left",
                     (long long)row->size->vcpus.value,
                     (long long)(row->usage->limit.value - row->usage->used.value));
}

static const struct ak_column columns[] = {
    {.id = "size", .heading = "VM SIZE", .min_width = 19, .weight = 1, .value = name_value},
    {.id = "vcpus",
     .heading = "VCPU",
     .min_width = 5,
     .align = AK_ALIGN_RIGHT,
     .value = vcpus_value,
     .rank = vcpus_rank},
    {.id = "memory",
     .heading = "GiB",
     .min_width = 6,
     .align = AK_ALIGN_RIGHT,
     .drop = 2,
     .value = memory_value,
     .rank = memory_rank},
    {.id = "tee", .heading = "TEE", .min_width = 4, .value = tee_value},
    {.id = "disk",
     .heading = "LOCAL GiB",
     .min_width = 10,
     .align = AK_ALIGN_RIGHT,
     .drop = 6,
     .value = disk_value,
     .rank = disk_rank},
    {.id = "zones", .heading = "ZONES", .min_width = 6, .drop = 4, .value = zones_value},
    {.id = "network", .heading = "ACCEL NET", .min_width = 10, .drop = 7, .value = network_value},
    {.id = "quota",
     .heading = "QUOTA",
     .min_width = 14,
     .weight = 1,
     .align = AK_ALIGN_RIGHT,
     .value = quota_value,
     .rank = quota_rank},
    {.id = "reason",
     .heading = "CAN'T BE USED",
     .min_width = 14,
     .weight = 2,
     .drop = 5,
     .value = reason_value},
};

static const char *row_id(const void *row)
{
    const char *name = ((const struct size_row *)row)->size->name;

    return name != NULL ? name : "";
}

static const struct ak_table_class table_class = {
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .default_sort = 0,
    .empty = "no sizes",
    .id = row_id,
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
    sizes->all = ak_vec_init(sizeof(struct size_row));
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

static const struct ak_usage *find_usage(const struct ak_payload *quota, const char *family)
{
    for (size_t i = 0; quota != NULL && family != NULL && i < quota->as.usages.count; i++) {
        if (ak_text_caseeq(quota->as.usages.items[i].name, family))
            return &quota->as.usages.items[i];
    }
    return NULL;
}

static struct size_row make_row(const struct ak_vm_size *size, const struct ak_payload *quota,
                                const struct ak_facts *facts)
{
    const struct ak_size_rule *rule = NULL;
    struct size_row row = {.size = size, .usage = find_usage(quota, size->family)};

    row.is_confidential = size->confidential_type != NULL;
    if (row.is_confidential)
        row.tee = ak_text_caseeq(size->confidential_type, "TDX")   ? AK_TEE_TDX
                  : ak_text_caseeq(size->confidential_type, "SNP") ? AK_TEE_SEV_SNP
                  : size->name != NULL ? ak_cvm_tee_of_name(size->name, facts, &rule)
                                       : AK_TEE_NONE;
    return row;
}

static void sync(void *state, const struct ak_view_input *input)
{
    struct sizes *sizes = state;
    const struct ak_payload *list = ak_snap_payload(input->snap, AK_TOPIC_VM_SIZES, sizes->key);
    const struct ak_payload *quota = ak_snap_payload(input->snap, AK_TOPIC_USAGES, sizes->key);

    ak_vec_clear(&sizes->all);
    ak__list_clear(&sizes->list);
    for (size_t i = 0; list != NULL && i < list->as.vm_sizes.count; i++)
        *(struct size_row *)ak_vec_push(&sizes->all) =
            make_row(&list->as.vm_sizes.items[i], quota, input->facts);
    for (size_t i = 0; i < sizes->all.len; i++) {
        const struct size_row *row = ak_vec_at(&sizes->all, i);

        if ((!sizes->confidential_only || row->is_confidential) &&
            (!sizes->fits_quota || fits(row)))
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
    return ak__list_act(&sizes->list, event);
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
