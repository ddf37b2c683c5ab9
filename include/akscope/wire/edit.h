/* edit.h: JSON of a request, made or changed member by member. A resource that is read, changed and
 * written back keeps every member that this program does not know. Any thread.
 *
 * Paths are dotted ("properties.upgradeSettings.maxSurge"); objects on the way are made, also in
 * the place of null. A number names an item of an array that is there ("scale.manual.0.count");
 * nothing happens when it is not. A member name with a dot in it can't be reached, and none of ours
 * has one.
 */
#ifndef AKSCOPE_WIRE_EDIT_H
#define AKSCOPE_WIRE_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "akscope/base/attributes.h"
#include "akscope/base/buf.h"
#include "akscope/base/err.h"
#include "akscope/model/value.h"

struct ak_edit;

/* An empty object. */
AK_MUST_USE AK_RETURNS_NONNULL struct ak_edit *ak_edit_new(void);
/* An object from a body. AK_ERR_MALFORMED when it is none, or holds a number beyond 2^53, which
 * would come out changed; the limits of decode.h hold. */
AK_NONNULL AK_MUST_USE int ak_edit_parse(const char *body, size_t len, struct ak_edit **out,
                                         struct ak_err *err);
void ak_edit_free(struct ak_edit *edit); /* NULL allowed */

AK_NONNULL void ak_edit_set_text(struct ak_edit *edit, const char *path, const char *text);
AK_NONNULL void ak_edit_set_number(struct ak_edit *edit, const char *path, double number);
AK_NONNULL void ak_edit_set_bool(struct ak_edit *edit, const char *path, bool value);
AK_NONNULL void ak_edit_set_texts(struct ak_edit *edit, const char *path,
                                  const struct ak_texts *texts);
AK_NONNULL void ak_edit_set_pairs(struct ak_edit *edit, const char *path,
                                  const struct ak_pairs *pairs);
/* Puts JSON text there, an object or any other value; AK_BUG when it is none. */
AK_NONNULL void ak_edit_set_json(struct ak_edit *edit, const char *path, const char *json);
/* Takes a member away; nothing happens when it is not there. Here "*" stands for every item of an
 * array and every member of an object ("properties.agentPoolProfiles.*.eTag"). */
AK_NONNULL void ak_edit_remove(struct ak_edit *edit, const char *path);
AK_NONNULL bool ak_edit_has(const struct ak_edit *edit, const char *path);

/* The value at `path` as compact JSON text, safe to show, appended; false when there is none or it
 * does not fit. */
AK_NONNULL AK_MUST_USE bool ak_edit_get(const struct ak_edit *edit, const char *path,
                                        struct ak_buf *out);

/* Appends the whole object: compact for the wire, or indented for reading. Both are safe to show:
 * what a terminal could take for a command is an escape. False when it does not fit. */
AK_NONNULL AK_MUST_USE bool ak_edit_print(const struct ak_edit *edit, bool is_for_reading,
                                          struct ak_buf *out);

/* Calls `differs` for each leaf that is not the same in both, with its path and compact values
 * (NULL where it is missing), sanitised: what changed since. A list of plain values is one leaf;
 * objects in a list are compared by their place. */
typedef void ak_edit_on_difference(const char *path, const char *before, const char *after,
                                   void *context);
AK_NONNULL_ARGS(1, 2, 3)
void ak_edit_compare(const struct ak_edit *before, const struct ak_edit *after,
                     ak_edit_on_difference *differs, void *context);

#endif
