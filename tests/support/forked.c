#include "config.h"

#include "support/forked.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* cmocka's handlers would turn a crash into a failed case of the child's own. */
static void forget_handlers(void)
{
    static const int signals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGSYS};

    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        signal(signals[i], SIG_DFL);
}

static void be_child(void (*body)(void), int output)
{
    struct rlimit none = {0, 0};

    forget_handlers();
    setrlimit(RLIMIT_CORE, &none);
    dup2(output, STDERR_FILENO);
    body();
    _exit(0);
}

static void read_all(int input, char *out, size_t size)
{
    size_t used = 0;
    ssize_t got;

    while (used + 1 < size && (got = read(input, out + used, size - 1 - used)) > 0)
        used += (size_t)got;
    out[used] = '\0';
}

struct forked forked_run(void (*body)(void))
{
    struct forked end = {.said = ""};
    int ends[2];
    int status;

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        be_child(body, ends[1]);
    close(ends[1]);
    read_all(ends[0], end.said, sizeof end.said);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    end.status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    return end;
}

void assert_aborts(void (*body)(void), const char *words)
{
    struct forked end = forked_run(body);

    if (strstr(end.said, words) == NULL)
        fail_msg("it should have said \"%s\" but said \"%s\"", words, end.said);
    assert_int_equal(end.signal, SIGABRT);
}
