/* size_rows.c: VM sizes as cells. */
#include "config.h"

#include "size_rows_int.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/rules/confidential.h"
#include "cells_int.h"

static bool is_usable(const struct ak__size_row *row)
{
    return row->reason[0] == '\0';
}

static enum ak_role base_role(const struct ak__size_row *row)
{
    return is_usable(row) ? AK_ROLE_TEXT : AK_ROLE_DIM;
}

void ak__size_name(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct ak__size_row *row = data;

    (void)context;
    ak__cell_set(cell, is_usable(row) ? AK_ROLE_STRONG : AK_ROLE_DIM, "%s",
                 row->size->name != NULL ? row->size->name : "");
    if (row->is_chosen)
        ak__cell_mark(cell, AK_GLYPH_YES);
}

static void number_value(struct ak_number number, const struct ak__size_row *row, double unit,
                         struct ak_table_cell *cell)
{
    if (number.is_set)
        ak__cell_set(cell, base_role(row), "%.6g", (double)number.value / unit);
}

void ak__size_vcpus(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct ak__size_row *row = data;

    (void)context;
    number_value(row->size->vcpus, row, 1, cell);
}

int64_t ak__rank_size_vcpus(const void *data, const void *context)
{
    (void)context;
    return ((const struct ak__size_row *)data)->size->vcpus.value;
}

void ak__size_memory(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct ak__size_row *row = data;

    (void)context;
    number_value(row->size->memory_mib, row, 1024, cell);
}

int64_t ak__rank_size_memory(const void *data, const void *context)
{
    (void)context;
    return ((const struct ak__size_row *)data)->size->memory_mib.value;
}

void ak__size_tee(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct ak__size_row *row = data;

    (void)context;
    if (row->is_confidential)
        ak__cell_set(cell, is_usable(row) ? AK_ROLE_GOOD : AK_ROLE_DIM, "%s",
                     row->tee == AK_TEE_TDX ? "TDX" : "SNP");
}

void ak__size_disk(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct ak__size_row *row = data;

    (void)context;
    if (row->size->local_disk_mib.is_set && row->size->local_disk_mib.value > 0)
        number_value(row->size->local_disk_mib, row, 1024, cell);
}

int64_t ak__rank_size_disk(const void *data, const void *context)
{
    (void)context;
    return ((const struct ak__size_row *)data)->size->local_disk_mib.value;
}

void ak__size_zones(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct ak__size_row *row = data;

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

void ak__size_network(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct ak__size_row *row = data;

    (void)context;
    if (row->size->accelerated_networking != AK_UNKNOWN)
        ak__cell_set(cell, base_role(row), "%s",
                     row->size->accelerated_networking == AK_YES ? "yes" : "no");
}

void ak__size_quota(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct ak__size_row *row = data;

    (void)context;
    if (row->usage == NULL || !row->usage->limit.is_set) {
        ak__cell_set(cell, AK_ROLE_DIM, "?");
        return;
    }
    ak__cell_set(cell, is_usable(row) ? AK_ROLE_GAUGE_FULL : AK_ROLE_SOON, "%lld/%lld",
                 (long long)row->usage->used.value, (long long)row->usage->limit.value);
    cell->part = row->usage->used.value;
    cell->whole = row->usage->limit.value;
}

int64_t ak__rank_size_quota(const void *data, const void *context)
{
    const struct ak__size_row *row = data;

    (void)context;
    return row->usage == NULL ? -1 : row->usage->limit.value - row->usage->used.value;
}

void ak__size_reason(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct ak__size_row *row = data;

    (void)context;
    if (!is_usable(row))
        ak__cell_set(cell, AK_ROLE_SOON, "%s", row->reason);
}

int64_t ak__rank_size_usable(const void *data, const void *context)
{
    (void)context;
    return !is_usable(data);
}

const char *ak__size_id(const void *row)
{
    const char *name = ((const struct ak__size_row *)row)->size->name;

    return name != NULL ? name : "";
}

/* A restriction of the whole region, or no quota left for even one machine. */
static void find_reason(struct ak__size_row *row)
{
    const struct ak_number *vcpus = &row->size->vcpus;
    int64_t left;

    if (row->size->restriction != NULL) {
        snprintf(row->reason, sizeof row->reason, "%s", row->size->restriction);
        return;
    }
    if (row->usage == NULL || !row->usage->limit.is_set || !vcpus->is_set)
        return;
    left = row->usage->limit.value - row->usage->used.value;
    if (vcpus->value > left)
        snprintf(row->reason, sizeof row->reason, "needs %lld vCPUs, %lld left",
                 (long long)vcpus->value, (long long)left);
}

struct ak__size_row ak__size_row_make(const struct ak_vm_size *size, const struct ak_usages *usages,
                                      const struct ak_facts *facts)
{
    struct ak__size_row row = {.size = size,
                               .usage = ak_usages_find(usages, size->family),
                               .tee = ak_cvm_tee_of_size(size, facts),
                               .is_confidential = size->confidential_type != NULL};

    find_reason(&row);
    return row;
}
