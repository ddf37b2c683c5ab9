/* file_int.h: whole files, read and written. */
#ifndef AKSCOPE_SIM_FILE_INT_H
#define AKSCOPE_SIM_FILE_INT_H

#include <stddef.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

/* The whole file, NUL-terminated; the caller frees. AK_ERR_FILE or AK_ERR_TOO_LARGE, which name it.
 */
AK_NONNULL AK_MUST_USE int ak_sim_file_read(const char *path, char **text, size_t *len,
                                            struct ak_err *err);

/* Writes the file, which appears whole under its name: whoever waits for it, or is interrupted,
 * never sees half of it. AK_ERR_FILE names it. */
AK_NONNULL AK_MUST_USE int ak_sim_file_write(const char *path, const char *text,
                                             struct ak_err *err);

#endif
