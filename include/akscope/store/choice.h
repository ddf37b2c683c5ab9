/* choice.h: which subscriptions a person chose to see, kept between sessions. A choice is made for
 * each tenant of a cloud: a tenant without one shows all that it has, also what comes later. */
#ifndef AKSCOPE_STORE_CHOICE_H
#define AKSCOPE_STORE_CHOICE_H

#include <stdbool.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/model/azure.h"

/* One thread at a time. */
struct ak_choice;

/* Nothing is chosen yet: all is shown. `endpoint` says which cloud: Azure Resource Manager's URL.
 */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL struct ak_choice *ak_choice_new(const char *endpoint);
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL struct ak_choice *
ak_choice_copy(const struct ak_choice *choice);
void ak_choice_free(struct ak_choice *choice); /* NULL allowed */

/* Is anything kept from being shown? */
AK_NONNULL bool ak_choice_is_made(const struct ak_choice *choice);
AK_NONNULL bool ak_choice_shows(const struct ak_choice *choice,
                                const struct ak_subscription *subscription);

/* From now on, of those listed, only these are shown, by their ids. A tenant of which all are shown
 * that are not disabled has no choice any more; tenants that are not listed keep theirs. */
AK_NONNULL void ak_choice_make(struct ak_choice *choice, const struct ak_subscriptions *listed,
                               const struct ak_texts *ids);

/* All are shown again, of every tenant of this cloud. */
AK_NONNULL void ak_choice_clear(struct ak_choice *choice);

/* The file: "$XDG_STATE_HOME/akscope/subscriptions"; the caller frees. NULL: there is no folder. */
AK_MUST_USE char *ak_choice_path(void);

/* Takes what the file has of this cloud; no file is no choice. AK_ERR_FILE, AK_ERR_TOO_LARGE.
 * Blocks. */
AK_NONNULL AK_MUST_USE int ak_choice_read(struct ak_choice *choice, const char *path,
                                          struct ak_err *err);

/* Writes it into the file, with mode 0600 and in one piece; what other clouds have there stays.
 * AK_ERR_FILE. Any thread; blocks. */
AK_NONNULL AK_MUST_USE int ak_choice_write(const struct ak_choice *choice, const char *path,
                                           struct ak_err *err);

#endif
