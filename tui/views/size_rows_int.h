/* size_rows_int.h: a VM size beside the quota of its family, as a row: for the list of sizes and
 * for the wizard's. */
#ifndef AKSCOPE_VIEWS_SIZE_ROWS_INT_H
#define AKSCOPE_VIEWS_SIZE_ROWS_INT_H

#include "akscope/model/facts.h"
#include "akscope/model/snap.h"
#include "akscope/ui/table.h"

enum { AK__REASON_SIZE = 96 };

struct ak__size_row {
    const struct ak_vm_size *size;
    const struct ak_usage *usage; /* of its family; NULL: not known */
    enum ak_tee tee;
    bool is_confidential;
    bool is_chosen;
    char reason[AK__REASON_SIZE]; /* why it can't be used; "" when it can */
};

/* `usages`, of the region, may be NULL. The reason is what holds for one machine of it. */
struct ak__size_row ak__size_row_make(const struct ak_vm_size *size, const struct ak_usages *usages,
                                      const struct ak_facts *facts);

/* Cells, and ranks for sorting. */
void ak__size_name(const void *row, const void *context, struct ak_table_cell *cell);
void ak__size_vcpus(const void *row, const void *context, struct ak_table_cell *cell);
void ak__size_memory(const void *row, const void *context, struct ak_table_cell *cell);
void ak__size_tee(const void *row, const void *context, struct ak_table_cell *cell);
void ak__size_disk(const void *row, const void *context, struct ak_table_cell *cell);
void ak__size_zones(const void *row, const void *context, struct ak_table_cell *cell);
void ak__size_network(const void *row, const void *context, struct ak_table_cell *cell);
void ak__size_quota(const void *row, const void *context, struct ak_table_cell *cell);
void ak__size_reason(const void *row, const void *context, struct ak_table_cell *cell);
int64_t ak__rank_size_usable(const void *data, const void *context); /* what can be used first */
int64_t ak__rank_size_vcpus(const void *data, const void *context);
int64_t ak__rank_size_memory(const void *data, const void *context);
int64_t ak__rank_size_disk(const void *data, const void *context);
int64_t ak__rank_size_quota(const void *data, const void *context);
const char *ak__size_id(const void *row);

#endif
