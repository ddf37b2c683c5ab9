/* fatal.h: leaving in good order when nothing else works. The terminal registers how to restore
 * itself; every fatal path (AK_BUG, out of memory, a crash signal) runs it once. What is registered
 * may call only async-signal-safe functions: prepared bytes and termios, write(2) and tcsetattr. */
#ifndef AKSCOPE_BASE_FATAL_H
#define AKSCOPE_BASE_FATAL_H

#include "akscope/base/attributes.h"

typedef void ak_fatal_hook(void);

/* Registers the hook (NULL removes it). One hook at a time: the terminal's. */
void ak_fatal_set_hook(ak_fatal_hook *hook);

/* Runs the hook once, if any. Async-signal-safe. */
void ak_fatal_restore(void);

/* Installs handlers for SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGABRT on an alternate stack: restore,
 * say one line, raise the signal again with its default action. */
void ak_fatal_install(void);

/* Prints one line, restores and aborts. */
AK_NORETURN AK_NONNULL void ak_fatal_die(const char *line);

#endif
