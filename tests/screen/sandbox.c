#include "config.h"

#include "tests/screen/sandbox.h"

#include <err.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_OPEN_FOLDERS = 16 };

static char *join(const char *left, const char *between, const char *right)
{
    size_t size = strlen(left) + strlen(between) + strlen(right) + 1;
    char *text = malloc(size);

    if (!text)
        err(EXIT_FAILURE, "sandbox");
    snprintf(text, size, "%s%s%s", left, between, right);
    return text;
}

static size_t count_names(const struct sandbox *sandbox)
{
    size_t count = 0;

    while (sandbox->names && sandbox->names[count])
        count++;
    return count;
}

static size_t find_name(const struct sandbox *sandbox, const char *name)
{
    size_t len = strlen(name);
    size_t i = 0;

    while (i < count_names(sandbox) &&
           (strncmp(sandbox->names[i], name, len) != 0 || sandbox->names[i][len] != '='))
        i++;
    return i;
}

void sandbox_set(struct sandbox *sandbox, const char *name, const char *value)
{
    size_t count = count_names(sandbox);
    size_t at = find_name(sandbox, name);

    if (at == count) {
        sandbox->names = reallocarray(sandbox->names, count + 2, sizeof *sandbox->names);
        if (!sandbox->names)
            err(EXIT_FAILURE, "sandbox");
        sandbox->names[count] = sandbox->names[count + 1] = NULL;
    }
    free(sandbox->names[at]);
    if (value) {
        sandbox->names[at] = join(name, "=", value);
    } else {
        sandbox->names[at] = count > 0 && at < count ? sandbox->names[count - 1] : NULL;
        if (count > 0 && at < count)
            sandbox->names[count - 1] = NULL;
    }
}

const char *sandbox_get(const struct sandbox *sandbox, const char *name)
{
    size_t at = find_name(sandbox, name);

    return at < count_names(sandbox) ? sandbox->names[at] + strlen(name) + 1 : NULL;
}

char *sandbox_path(const struct sandbox *sandbox, const char *name)
{
    return join(sandbox->folder, "/", name);
}

/* Makes the folders on the way to `path`. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
}

void sandbox_write(const struct sandbox *sandbox, const char *name, const char *text)
{
    char *path = sandbox_path(sandbox, name);
    FILE *file;

    make_folders(path);
    file = fopen(path, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        err(EXIT_FAILURE, "%s", path);
    free(path);
}

static void set_folder(struct sandbox *sandbox, const char *name, const char *folder)
{
    char *path = sandbox_path(sandbox, folder);

    if (mkdir(path, 0700) < 0)
        err(EXIT_FAILURE, "%s", path);
    sandbox_set(sandbox, name, path);
    free(path);
}

/* Passes a variable of ours on, where it is set. */
static void pass_on(struct sandbox *sandbox, const char *name)
{
    const char *value = getenv(name);

    if (value)
        sandbox_set(sandbox, name, value);
}

void sandbox_open(struct sandbox *sandbox)
{
    static const char *const fixed[][2] = {
        {"LC_ALL", "C.UTF-8"},
        {"TERM", "xterm-256color"},
        {"TZ", "UTC"},
        {"AKSCOPE_FENCE", "1"},
        {"AKSCOPE_NOW", "2026-11-23T14:05:00Z"},
        /* where nobody answers: the machine's own identity is none of the tests' */
        {"AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:1"},
    };
    static const char *const folders[][2] = {
        {"HOME", "home"},
        {"XDG_CONFIG_HOME", "config"},
        {"XDG_CACHE_HOME", "cache"},
        {"XDG_STATE_HOME", "state"},
        {"XDG_RUNTIME_DIR", "runtime"},
        {"TMPDIR", "tmp"},
    };
    const char *parent = getenv("TMPDIR");

    *sandbox = (struct sandbox){.folder = join(parent ? parent : "/tmp", "/", "akscope-XXXXXX")};
    if (!mkdtemp(sandbox->folder))
        err(EXIT_FAILURE, "%s", sandbox->folder);
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        sandbox_set(sandbox, fixed[i][0], fixed[i][1]);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        set_folder(sandbox, folders[i][0], folders[i][1]);
    pass_on(sandbox, "PATH");
    pass_on(sandbox, "ASAN_OPTIONS");
    pass_on(sandbox, "UBSAN_OPTIONS");
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

void sandbox_close(struct sandbox *sandbox)
{
    (void)nftw(sandbox->folder, remove_one, MAX_OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    for (size_t i = count_names(sandbox); i-- > 0;)
        free(sandbox->names[i]);
    free(sandbox->names);
    free(sandbox->folder);
    *sandbox = (struct sandbox){0};
}
