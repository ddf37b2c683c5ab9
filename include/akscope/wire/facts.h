/* facts.h: facts files to model facts. Strict: an unknown member, a wrong type, a bad date or a
 * reference to nothing is AK_ERR_CONFIG naming file, path and reason. */
#ifndef AKSCOPE_WIRE_FACTS_H
#define AKSCOPE_WIRE_FACTS_H

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/model/facts.h"

/* A JSON text with the name that messages use. */
struct ak_facts_file {
    const char *name;
    const char *text;
    size_t size;
};

/* Decodes all files into one set of facts; the caller frees it with ak_facts_free. */
AK_NONNULL AK_MUST_USE int ak_wire_read_facts(const struct ak_facts_file *files, size_t count,
                                              struct ak_facts **out, struct ak_err *err);
void ak_facts_free(struct ak_facts *facts); /* NULL allowed */

#endif
