/* cells_int.h: cells that several views show alike: deadlines, verdicts, states. */
#ifndef AKSCOPE_VIEWS_CELLS_INT_H
#define AKSCOPE_VIEWS_CELLS_INT_H

#include "akscope/rules/fleet.h"
#include "akscope/ui/surface.h"
#include "akscope/ui/table.h"
#include "akscope/ui/view.h"

/* printf into a cell. */
AK_PRINTF(3, 4)
void ak__cell_set(struct ak_table_cell *cell, enum ak_role role, const char *format, ...);

/* The same with a mark before it. */
void ak__cell_mark(struct ak_table_cell *cell, enum ak_glyph mark);

/* "114 d" with the severity's mark and role, "-237 d" where the date is past; "–" where nothing
 * ends. */
void ak__cell_deadline(const struct ak_retirement *retirement, struct ak_table_cell *cell);

/* Sorts deadlines: the worst first. */
int64_t ak__rank_deadline(const struct ak_retirement *retirement);

/* "SNP" with ✓ (confirmed), ? (by name), ! (conflict); "–" for no, "?" for unknown. */
void ak__cell_verdict(const struct ak_cvm_verdict *verdict, struct ak_table_cell *cell);

/* "1.33.5", with " L" behind it where long-term support holds; "?" when it is not told. */
void ak__cell_kubernetes(const char *version, bool is_lts, const struct ak_retirement *end,
                         struct ak_table_cell *cell);

/* Role and mark of a severity. */
enum ak_role ak__severity_role(enum ak_severity severity);
enum ak_glyph ak__severity_glyph(enum ak_severity severity);

/* provisioningState, or powerState where that tells more. */
void ak__cell_state(const char *provisioning_state, const char *power_state,
                    struct ak_table_cell *cell);

/* What an empty list says, by how far its slots were read: nothing there, refused, or not read yet.
 * `nothing` is the sentence for the first. */
const char *ak__empty_words(const struct ak_snap *snap, enum ak_topic topic, const char *key,
                            const char *nothing);

/* The same for what is made of all clusters, whose lists are one a subscription. */
const char *ak__no_clusters_words(const struct ak_view_input *input, const char *nothing);

#endif
