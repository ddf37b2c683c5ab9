/* chosen_int.h: which subscriptions are in use: those that the setting `subscriptions` names; where
 * it is empty, those that the person chose in the dashboard, now or in a session before; else all
 * that are enabled. Loop thread only. */
#ifndef AKSCOPE_APP_CHOSEN_INT_H
#define AKSCOPE_APP_CHOSEN_INT_H

#include "akscope/base/err.h"
#include "akscope/base/vec.h"
#include "akscope/conf/conf.h"
#include "akscope/io/loop.h"
#include "akscope/model/snap.h"

struct ak_chosen;

struct ak_chosen *ak__chosen_new(const struct ak_conf *conf); /* borrowed */
/* A choice that is being written is written to the end. NULL allowed. */
void ak__chosen_close(struct ak_chosen *chosen);

/* Told when a choice could not be written. */
typedef void ak__chosen_on_problem(const struct ak_err *err, void *context);

/* Takes what was chosen before in the cloud of this endpoint, and writes what is chosen from now
 * on, off the loop thread; where the setting is not empty, neither. Reads a small file.
 * AK_ERR_FILE, and then nothing was chosen. */
int ak__chosen_remember(struct ak_chosen *chosen, struct ak_loop *loop, const char *endpoint,
                        ak__chosen_on_problem *on_problem, void *context, struct ak_err *err);

/* Shows only these of the listed subscriptions, whatever the setting names; all when there are
 * none.
 */
void ak__chosen_pick(struct ak_chosen *chosen, const struct ak_snap *snap,
                     const struct ak_texts *ids);

/* Pushes the ids in use (const char *, borrowed from settings and snapshot). None while the list is
 * awaited that would tell. */
void ak__chosen_ids(const struct ak_chosen *chosen, const struct ak_snap *snap, struct ak_vec *ids);

/* Pushes the ids (char *, for the caller to free) of those whose clusters are in the snapshot
 * though they are not in use. What the last session knew of the list, or what could not be read,
 * tells nothing of who is gone. */
void ak__chosen_left_out(const struct ak_chosen *chosen, const struct ak_snap *snap,
                         struct ak_vec *left_out);

/* Item n of the setting that chooses nothing of what is listed, since it is a pattern that matches
 * none; NULL after the last, and while the list is awaited. */
const char *ak__chosen_unmatched(const struct ak_chosen *chosen, const struct ak_snap *snap,
                                 size_t n);

/* The first subscription that the setting names by id or name; NULL: it names none. */
const char *ak__chosen_named(const struct ak_conf *conf);

/* Who chose, in a word or two for the screen: "by config.ini:3", "until akscope ends"; "" where
 * that goes without saying. */
const char *ak__chosen_by(const struct ak_chosen *chosen);
/* Is any left out on purpose? */
bool ak__chosen_is_narrowed(const struct ak_chosen *chosen);

#endif
