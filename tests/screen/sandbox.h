/* sandbox.h: the world of one scenario: a folder of its own that is removed in the end, and an
 * environment in which nothing of the machine or of the person who runs the tests is left. */
#ifndef TESTS_SCREEN_SANDBOX_H
#define TESTS_SCREEN_SANDBOX_H

struct sandbox {
    char *folder; /* absolute; HOME and XDG folders are in it */
    char **names; /* the environment: NULL-terminated NAME=VALUE, for execve */
};

/* Makes the folder and the environment: PATH, UTF-8, xterm-256color, UTC, HOME and XDG_* in the
 * folder, AKSCOPE_FENCE=1, and a fixed AKSCOPE_NOW. */
void sandbox_open(struct sandbox *sandbox);
void sandbox_close(struct sandbox *sandbox);

/* Sets a variable; `value` NULL removes it. */
void sandbox_set(struct sandbox *sandbox, const char *name, const char *value);

/* The value of a variable, or NULL; valid until it is set again. */
const char *sandbox_get(const struct sandbox *sandbox, const char *name);

/* The path of a file in the folder; the caller frees. */
char *sandbox_path(const struct sandbox *sandbox, const char *name);

/* Writes a file in the folder, with the folders that it needs. */
void sandbox_write(const struct sandbox *sandbox, const char *name, const char *text);

#endif
