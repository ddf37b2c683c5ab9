/* facts.h: facts files to model facts. Strict: an unknown member, a wrong type, a bad date or a
 * reference to nothing is AK_ERR_CONFIG naming file, line, path and reason, and where a name is
 * wrong the nearest right one.
 *
 * A person's own file has the same schema. Its items add to the built-in ones; one with the id (or
 * name) of a built-in one changes only the members that it has. Its source is the file itself,
 * unless it names one. What node pools may be like (poolRules, …) is Azure's to say: such lists
 * are refused in it. */
#ifndef AKSCOPE_WIRE_FACTS_H
#define AKSCOPE_WIRE_FACTS_H

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/base/vec.h"
#include "akscope/model/facts.h"

/* A JSON text with the name that messages use. */
struct ak_facts_file {
    const char *name;
    const char *text;
    size_t size;
    bool is_own;       /* the person's: merged into the others, which come before it */
    const char *as_of; /* of an own file: the date of its facts ("2026-11-23"); else NULL */
};

/* Decodes all files into one set of facts; the caller frees it with ak_facts_free. */
AK_NONNULL AK_MUST_USE int ak_wire_read_facts(const struct ak_facts_file *files, size_t count,
                                              struct ak_facts **out, struct ak_err *err);
void ak_facts_free(struct ak_facts *facts); /* NULL allowed */

/* One thing that is wrong with a person's own file. */
struct ak_facts_problem {
    int line;         /* from 1 */
    const char *text; /* "osReleases[0].endOfSuport: there is no such fact, nearest endOfSupport" */
};

/* All that is wrong with the last file, which is a person's own; the ones before it are the
 * built-in ones. Appends struct ak_facts_problem in the order of the lines, at most one an item;
 * texts live in the arena. */
AK_NONNULL void ak_wire_check_facts(const struct ak_facts_file *files, size_t count,
                                    struct ak_arena *arena, struct ak_vec *problems);

/* The schema of a person's own file, as a JSON Schema (2020-12). Static. */
AK_RETURNS_NONNULL const char *ak_wire_facts_schema(void);

#endif
