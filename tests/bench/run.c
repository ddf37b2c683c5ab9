/* run.c: runs a command several times and prints what it took:
 *
 *   run TIMES COMMAND [ARGUMENT...]
 *   MEDIAN LEAST MOST PEAK
 *
 * in milliseconds of wall time, and the largest resident size in KiB. The command's standard output
 * goes to nowhere. Ends with 1 when one of the runs failed. */
#include "config.h"

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TIMES_MOST = 1000 };

static double now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double run_once(char **command, long *peak)
{
    double start = now_ms();
    struct rusage usage;
    pid_t child = fork();
    int status;

    if (child < 0)
        err(EXIT_FAILURE, "fork");
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

        if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0)
            _exit(127);
        (void)execvp(command[0], command);
        err(127, "%s", command[0]);
    }
    if (wait4(child, &status, 0, &usage) != child)
        err(EXIT_FAILURE, "wait");
    if (status != 0)
        errx(EXIT_FAILURE, "%s failed", command[0]);
    if (usage.ru_maxrss > *peak)
        *peak = usage.ru_maxrss;
    return now_ms() - start;
}

static int compare(const void *a, const void *b)
{
    const double *left = a;
    const double *right = b;

    return (*left > *right) - (*left < *right);
}

int main(int argc, char **argv)
{
    static double took[TIMES_MOST];
    long times = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    long peak = 0;

    if (times < 1 || times > TIMES_MOST)
        errx(2, "usage: run TIMES COMMAND [ARGUMENT...]");
    for (long i = 0; i < times; i++)
        took[i] = run_once(argv + 2, &peak);
    qsort(took, (size_t)times, sizeof took[0], compare);
    printf("%.1f %.1f %.1f %ld\n", took[times / 2], took[0], took[times - 1], peak);
    return EXIT_SUCCESS;
}
