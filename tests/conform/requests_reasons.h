/* requests_reasons.h: why akscope sends something else than the Azure CLI did: a row for each kind
 * of difference. */
#ifndef AKSCOPE_TESTS_CONFORM_REQUESTS_REASONS_H
#define AKSCOPE_TESTS_CONFORM_REQUESTS_REASONS_H

#include <stddef.h>

/* The reason, or NULL. `what` is "path", "If-Match", …, or the path of a member of the body; NULL
 * values are missing ones. */
const char *reason_find(const char *command, const char *what, const char *recorded,
                        const char *ours);

/* Prints the rows that explained nothing, and says how many they are. */
size_t reasons_unused(void);

#endif
