/* fatal_test.c: every way to die restores the terminal first, once. */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/err.h"
#include "akscope/base/fatal.h"
#include "support/forked.h"

static void restore(void)
{
    static const char line[] = "<restored>\n";

    if (write(STDERR_FILENO, line, sizeof line - 1) < 0)
        _exit(9);
}

static void prepare(void)
{
    ak_fatal_install();
    ak_fatal_set_hook(restore);
}

static void crash(int number)
{
    prepare();
    raise(number);
}

static void crash_segv(void)
{
    crash(SIGSEGV);
}

static void crash_bus(void)
{
    crash(SIGBUS);
}

static void crash_ill(void)
{
    crash(SIGILL);
}

static void crash_fpe(void)
{
    crash(SIGFPE);
}

static void crash_abrt(void)
{
    crash(SIGABRT);
}

static void die(void)
{
    prepare();
    ak_fatal_die("akscope: nothing works");
}

static void break_a_promise(void)
{
    prepare();
    AK_BUG("it is broken");
}

static void take_all_memory(void)
{
    prepare();
    free(ak_alloc(SIZE_MAX, SIZE_MAX));
}

/* What a stack overflow leaves to the handler is its own stack. */
static void fill_the_stack(void)
{
    volatile char frame[4096];

    frame[0] = 1;
    if (frame[0] != 0)
        fill_the_stack();
    frame[1] = frame[0];
}

static void overflow(void)
{
    prepare();
    fill_the_stack();
}

static void die_without_hook(void)
{
    prepare();
    ak_fatal_set_hook(NULL);
    ak_fatal_die("akscope: nothing works");
}

static void restore_twice(void)
{
    prepare();
    ak_fatal_restore();
    ak_fatal_restore();
}

static void die_uninstalled(void)
{
    ak_fatal_set_hook(restore);
    ak_fatal_die("akscope: nothing works");
}

static void live_on(void)
{
    prepare();
}

static size_t count(const char *text, const char *part)
{
    size_t found = 0;

    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        found++;
    return found;
}

struct ending {
    const char *name;
    void (*body)(void);
    int signal;
    const char *last; /* words after the terminal is restored, or NULL */
    size_t restored;
};

static void check_endings(const struct ending *endings, size_t total)
{
    for (size_t i = 0; i < total; i++) {
        struct forked end = forked_run(endings[i].body);
        const char *restored = strstr(end.said, "<restored>");

        if (end.signal != endings[i].signal || end.status != 0)
            fail_msg("%s: signal %d, status %d", endings[i].name, end.signal, end.status);
        if (count(end.said, "<restored>") != endings[i].restored)
            fail_msg("%s: \"%s\"", endings[i].name, end.said);
        if (endings[i].last != NULL &&
            strstr(restored != NULL ? restored : end.said, endings[i].last) == NULL)
            fail_msg("%s: \"%s\"", endings[i].name, end.said);
    }
}

static void every_death_restores_the_terminal_once_and_says_why(void **state)
{
    static const struct ending endings[] = {
        {"SIGSEGV", crash_segv, SIGSEGV, "akscope: crashed", 1},
        {"SIGBUS", crash_bus, SIGBUS, "akscope: crashed", 1},
        {"SIGILL", crash_ill, SIGILL, "akscope: crashed", 1},
        {"SIGFPE", crash_fpe, SIGFPE, "akscope: crashed", 1},
        {"SIGABRT", crash_abrt, SIGABRT, NULL, 1},
        {"ak_fatal_die", die, SIGABRT, "akscope: nothing works\n", 1},
        {"AK_BUG", break_a_promise, SIGABRT, "it is broken\n", 1},
        {"out of memory", take_all_memory, SIGABRT, "akscope: out of memory\n", 1},
        {"without handlers", die_uninstalled, SIGABRT, "akscope: nothing works\n", 1},
        {"without hook", die_without_hook, SIGABRT, "akscope: nothing works\n", 0},
        {"no death, restored twice", restore_twice, 0, NULL, 1},
        {"no death", live_on, 0, NULL, 0},
    };

    (void)state;
    check_endings(endings, sizeof endings / sizeof endings[0]);
}

static void a_stack_overflow_is_survived_long_enough(void **state)
{
    static const struct ending overflowing[] = {
        {"stack overflow", overflow, SIGSEGV, "akscope: crashed", 1},
    };

    (void)state;
    check_endings(overflowing, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_death_restores_the_terminal_once_and_says_why),
        cmocka_unit_test(a_stack_overflow_is_survived_long_enough),
    };

    return cmocka_run_group_tests_name("base/fatal", tests, NULL, NULL);
}
