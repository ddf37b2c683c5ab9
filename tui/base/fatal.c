/* fatal.c: leaving in good order when nothing else works. File-scope state is this module's
 * purpose: a signal handler has no other way to know the hook. */
#include "config.h"

#include "akscope/base/fatal.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STACK_SIZE = 64 * 1024 };

static ak_fatal_hook *volatile hook;
static char handler_stack[STACK_SIZE];

void ak_fatal_set_hook(ak_fatal_hook *new_hook)
{
    hook = new_hook;
}

void ak_fatal_restore(void)
{
    ak_fatal_hook *current = hook;

    hook = NULL;
    if (current != NULL)
        current();
}

static void say(const char *line)
{
    /* Nothing can be done about a failed write here. */
    if (write(STDERR_FILENO, line, strlen(line)) < 0)
        return;
}

static void on_crash(int number)
{
    ak_fatal_restore();
    if (number != SIGABRT)
        say("akscope: crashed; the terminal was restored. Please report what you did.\n");
    /* SA_RESETHAND has put the default action back: the signal now ends the process. */
    raise(number);
}

void ak_fatal_install(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
    stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
    struct sigaction action = {.sa_handler = on_crash,
                               .sa_flags = (int)(SA_ONSTACK | SA_RESETHAND)};

    sigaltstack(&stack, NULL);
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        sigaction(signals[i], &action, NULL);
}

void ak_fatal_die(const char *line)
{
    ak_fatal_restore();
    say(line);
    say("\n");
    abort();
}
