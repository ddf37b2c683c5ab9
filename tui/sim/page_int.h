/* page_int.h: lists in pages, as the AKS provider does it: a full page carries a nextLink, absolute
 * on the caller's own origin, with the token twice (`%24skipToken` and `skipToken`, as recorded); a
 * list that fills its last page ends in an empty one. */
#ifndef AKSCOPE_SIM_PAGE_INT_H
#define AKSCOPE_SIM_PAGE_INT_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"

struct ak_sim_call;

/* Item i of a list of the caller's; borrowed. */
typedef cJSON *ak_sim_item(const void *list, size_t i);

/* Answers 200 with the asked page of `count` items (--page-size, or `$top` when that is less);
 * `list` may be NULL when there are none. A token that we never gave is 400. */
AK_NONNULL_ARGS(1, 4)
void ak_sim_reply_page(struct ak_sim_call *call, const void *list, size_t count, ak_sim_item *item);

/* The same with an array of the caller's, taken over, in one page unless `$top` asks for less: as
 * ARM itself lists. */
AK_NONNULL void ak_sim_reply_list(struct ak_sim_call *call, cJSON *items);

/* A token names an offset; tokens are opaque to clients, and ours look like the recorded numbers.
 */
AK_NONNULL bool ak_sim_page_token_parse(const char *token, size_t *offset);
AK_NONNULL_ARGS(1, 2, 3)
char *ak_sim_page_link(const char *origin, const char *path, const char *api_version,
                       size_t offset);

#endif
