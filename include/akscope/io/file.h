/* file.h: whole files. These block: the caller runs them in ak_work where a screen is shown. Any
 * thread. Failures are AK_ERR_FILE, with the errno in system_code. */
#ifndef AKSCOPE_IO_FILE_H
#define AKSCOPE_IO_FILE_H

#include <stddef.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

/* Reads a file (or pipe) of at most `max` bytes; the caller frees *bytes (NUL-terminated).
 * AK_ERR_TOO_LARGE when there is more. */
AK_NONNULL AK_MUST_USE int ak_file_read(const char *path, size_t max, char **bytes, size_t *len,
                                        struct ak_err *err);

/* Replaces `path` atomically (temporary file in the same folder, mode 0600, fsync, rename); missing
 * folders are made with mode 0700. On failure the old file is as it was. */
AK_NONNULL AK_MUST_USE int ak_file_replace(const char *path, const void *bytes, size_t len,
                                           struct ak_err *err);

/* The same for a file that others are to read: its mode is the old one's, else as new files have it
 * (0666 without the umask); a link is followed, a device or pipe is written to, and no folder is
 * made. */
AK_NONNULL AK_MUST_USE int ak_file_publish(const char *path, const void *bytes, size_t len,
                                           struct ak_err *err);

/* Adds to the end of `path` (made with mode 0600 when it is missing, as are its folders) and waits
 * until the disk has it. Where a crash cut the last line short, a newline goes first. */
AK_NONNULL AK_MUST_USE int ak_file_append(const char *path, const void *bytes, size_t len,
                                          struct ak_err *err);

/* A lock between processes: waits for an exclusive flock(2) on `path`, which is made and never
 * removed. The kernel gives it back when a process dies. */
AK_NONNULL AK_MUST_USE int ak_file_lock(const char *path, int *descriptor, struct ak_err *err);
void ak_file_unlock(int descriptor);

/* "$XDG_<KIND>_HOME/akscope/<name>" with the XDG default below HOME; the caller frees. `kind` is
 * "CONFIG", "STATE" or "CACHE". NULL when neither variable is set; a relative XDG path counts as
 * unset, as the XDG Base Directory Specification wants it. */
AK_NONNULL AK_MUST_USE char *ak_file_user_path(const char *kind, const char *name);

#endif
