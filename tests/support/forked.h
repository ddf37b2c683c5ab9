/* forked.h: a function in a process of its own, for what ends the program: broken promises, out of
 * memory, crashes. */
#ifndef AKSCOPE_TESTS_SUPPORT_FORKED_H
#define AKSCOPE_TESTS_SUPPORT_FORKED_H

enum { FORKED_SAID_SIZE = 4096 };

/* How the process ended. */
struct forked {
    int signal;                  /* that killed it; 0 when it exited */
    int status;                  /* that it exited with */
    char said[FORKED_SAID_SIZE]; /* on standard error, cut to size */
};

/* Runs `body` in a child with default signals and without core files; it exits with 0 when `body`
 * returns. Waits for its end. */
struct forked forked_run(void (*body)(void));

/* The same, and fails the test unless it was aborted with `words` among its last. */
void assert_aborts(void (*body)(void), const char *words);

#endif
