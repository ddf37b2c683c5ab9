/* data.h: the facts that are built into the program, as JSON text: the files of tui/rules/data.
 * They are decoded by wire/facts.h and a person's own file may be merged into them. */
#ifndef AKSCOPE_RULES_DATA_H
#define AKSCOPE_RULES_DATA_H

#include <stddef.h>

struct ak_embedded_file {
    const char *name; /* "os-releases.json" */
    const char *text; /* NUL-terminated */
};

/* All embedded files; *count how many. Static. */
const struct ak_embedded_file *ak_rules_data(size_t *count);

#endif
