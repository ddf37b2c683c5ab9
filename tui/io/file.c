#include "config.h"

#include "akscope/io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <uv.h>

#include "akscope/base/alloc.h"

enum { FOLDER_MODE = 0700, FILE_MODE = 0600, OPEN_MODE = 0666, FIRST_READ = 64 * 1024 };

/* For errno: unlike strerror, static text in any thread. */
static int file_error(struct ak_err *err, const char *path, int code)
{
    ak_err_set(err, AK_ERR_FILE, "%s: %s", path, uv_strerror(uv_translate_sys_error(code)));
    err->system_code = code;
    return AK_ERR_FILE;
}

/* ---- reading ---- */

/* Reads to the end, or to one byte beyond `max`. Sizes of files are not believed: pipes have none.
 */
static int read_all(int descriptor, size_t max, char **bytes, size_t *len)
{
    size_t cap = max < FIRST_READ ? max + 2 : FIRST_READ;
    char *buffer = ak_alloc(cap, 1);
    size_t filled = 0;

    while (filled <= max) {
        if (cap - filled < 2) {
            cap *= 2;
            buffer = ak_realloc(buffer, cap, 1);
        }
        ssize_t count = read(descriptor, buffer + filled, cap - filled - 1);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            int code = errno;
            free(buffer);
            return code;
        }
        if (count == 0)
            break;
        filled += (size_t)count;
    }
    buffer[filled] = '\0';
    *bytes = buffer;
    *len = filled;
    return 0;
}

int ak_file_read(const char *path, size_t max, char **bytes, size_t *len, struct ak_err *err)
{
    char *found = NULL;
    size_t found_len = 0;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (descriptor < 0)
        return file_error(err, path, errno);
    int code = read_all(descriptor, max, &found, &found_len);
    close(descriptor);
    if (code != 0)
        return file_error(err, path, code);
    if (found_len > max) {
        free(found);
        return ak_err_set(err, AK_ERR_TOO_LARGE, "%s: larger than %zu bytes", path, max);
    }
    *bytes = found;
    *len = found_len;
    return 0;
}

/* ---- writing ---- */

/* Makes every folder above `path`. */
static int make_folders(const char *path)
{
    char *folder = ak_strdup(path);
    int code = 0;

    for (char *slash = strchr(folder + 1, '/'); slash && code == 0;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, FOLDER_MODE) != 0 && errno != EEXIST)
            code = errno;
        *slash = '/';
    }
    free(folder);
    return code;
}

static int write_all(int descriptor, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t count = write(descriptor, bytes, len);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errno;
        bytes += count;
        len -= (size_t)count;
    }
    return fsync(descriptor) == 0 ? 0 : errno;
}

/* Without it the new name could be lost with the power, even though the bytes are safe. */
static void sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? ak_strndup(path, (size_t)(slash - path) + 1) : ak_strdup(".");
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    free(folder);
    if (descriptor < 0)
        return;
    (void)fsync(descriptor);
    close(descriptor);
}

/* Writes and closes the temporary file `name`; none is left on failure. */
static int fill_temporary(int descriptor, const char *name, const void *bytes, size_t len)
{
    int code;

    if (descriptor < 0)
        return errno;
    code = write_all(descriptor, bytes, len);
    if (close(descriptor) != 0 && code == 0)
        code = errno;
    if (code != 0)
        (void)unlink(name);
    return code;
}

/* The temporary file takes the place of `path`. */
static int move_into_place(const char *temporary, const char *path)
{
    if (rename(temporary, path) != 0) {
        int code = errno;

        (void)unlink(temporary);
        return code;
    }
    sync_folder_of(path);
    return 0;
}

int ak_file_replace(const char *path, const void *bytes, size_t len, struct ak_err *err)
{
    char *temporary = ak_asprintf("%s.XXXXXX", path);
    int code = make_folders(path);

    if (code == 0)
        code = fill_temporary(mkostemp(temporary, O_CLOEXEC), temporary, bytes, len);
    if (code == 0)
        code = move_into_place(temporary, path);
    free(temporary);
    return code == 0 ? 0 : file_error(err, path, code);
}

/* A device or a pipe: it is written to, and stays what it is. What can't be synchronised need not.
 */
static int write_through(const char *path, const void *bytes, size_t len)
{
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    int code;

    if (descriptor < 0)
        return errno;
    code = write_all(descriptor, bytes, len);
    if (close(descriptor) != 0 && code == 0)
        code = errno;
    return code == EINVAL || code == ENOTSUP ? 0 : code;
}

/* `old` is the file that is there, or NULL. */
static int publish(const char *path, const struct stat *old, const void *bytes, size_t len)
{
    char *temporary = ak_asprintf("%s.%ld", path, (long)getpid());
    int descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, OPEN_MODE);
    int code;

    if (descriptor >= 0 && old != NULL)
        (void)fchmod(descriptor, old->st_mode & (S_IRWXU | S_IRWXG | S_IRWXO));
    code = fill_temporary(descriptor, temporary, bytes, len);
    if (code == 0)
        code = move_into_place(temporary, path);
    free(temporary);
    return code;
}

int ak_file_publish(const char *path, const void *bytes, size_t len, struct ak_err *err)
{
    char *target = realpath(path, NULL);
    struct stat there;
    int code;

    if (target == NULL)
        code = errno == ENOENT ? publish(path, NULL, bytes, len) : errno;
    else if (stat(target, &there) != 0)
        code = errno;
    else if (!S_ISREG(there.st_mode))
        code = write_through(target, bytes, len);
    else
        code = publish(target, &there, bytes, len);
    free(target);
    return code == 0 ? 0 : file_error(err, path, code);
}

static bool ends_cut_short(int descriptor)
{
    off_t end = lseek(descriptor, 0, SEEK_END);
    char last = '\n';

    return end > 0 && pread(descriptor, &last, 1, end - 1) == 1 && last != '\n';
}

int ak_file_append(const char *path, const void *bytes, size_t len, struct ak_err *err)
{
    int code = make_folders(path);
    int descriptor =
        code == 0 ? open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, FILE_MODE) : -1;

    if (code == 0 && descriptor < 0)
        code = errno;
    if (code == 0 && ends_cut_short(descriptor))
        code = write_all(descriptor, "\n", 1);
    if (code == 0)
        code = write_all(descriptor, bytes, len);
    if (descriptor >= 0 && close(descriptor) != 0 && code == 0)
        code = errno;
    return code == 0 ? 0 : file_error(err, path, code);
}

/* ---- locks ---- */

int ak_file_lock(const char *path, int *descriptor, struct ak_err *err)
{
    int code = make_folders(path);
    int opened = code == 0 ? open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, FILE_MODE) : -1;

    if (code == 0 && opened < 0)
        code = errno;
    while (code == 0 && flock(opened, LOCK_EX) != 0) {
        if (errno != EINTR)
            code = errno;
    }
    if (code == 0) {
        *descriptor = opened;
        return 0;
    }
    if (opened >= 0)
        close(opened);
    return file_error(err, path, code);
}

void ak_file_unlock(int descriptor)
{
    close(descriptor);
}

/* ---- places ---- */

char *ak_file_user_path(const char *kind, const char *name)
{
    static const struct {
        const char *kind;
        const char *variable;
        const char *below_home;
    } places[] = {
        {"CONFIG", "XDG_CONFIG_HOME", ".config"},
        {"STATE", "XDG_STATE_HOME", ".local/state"},
        {"CACHE", "XDG_CACHE_HOME", ".cache"},
    };
    const char *home = getenv("HOME");

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strcmp(places[i].kind, kind) != 0)
            continue;
        const char *base = getenv(places[i].variable);
        /* The XDG specification has relative paths ignored. */
        if (base && base[0] == '/')
            return ak_asprintf("%s/akscope/%s", base, name);
        return home && *home ? ak_asprintf("%s/%s/akscope/%s", home, places[i].below_home, name)
                             : NULL;
    }
    AK_BUG("no such kind of place: %s", kind);
}
