/* log.h: a levelled log file, off unless AKSCOPE_LOG names a file (and AKSCOPE_LOG_LEVEL a level:
 * error, info, debug). Every line is passed through the sanitiser, so hostile bytes can't drive a
 * terminal that shows the log, and callers never log headers, bodies or tokens. The file is created
 * with mode 0600. One of the two places with file-scope state (the other is fatal.h). Any thread.
 */
#ifndef AKSCOPE_BASE_LOG_H
#define AKSCOPE_BASE_LOG_H

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

enum ak_log_level { AK_LOG_ERROR, AK_LOG_INFO, AK_LOG_DEBUG };

/* Opens `path` for appending. AK_ERR_FILE when that fails. */
AK_NONNULL AK_MUST_USE int ak_log_open(const char *path, enum ak_log_level level,
                                       struct ak_err *err);
void ak_log_close(void);

/* One line "time level message"; nothing when closed or below the level. */
AK_PRINTF(2, 3) void ak_log(enum ak_log_level level, const char *format, ...);

#endif
