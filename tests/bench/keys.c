/* keys.c: the real program on a pseudo-terminal, measured from outside.
 *
 *   keys start TEXT PROGRAM [ARGUMENT...]
 *       time to the first frame, and to the first one with TEXT; without a cache and with one
 *   keys latency COUNT PROGRAM [ARGUMENT...]
 *       from each key to the frame that answers it, COUNT keys of each kind, at a person's pace;
 *       and that without what the loop and this program waited for a processor
 *   keys silence SECONDS PROGRAM [ARGUMENT...]
 *       bytes written in SECONDS while nothing changes
 *
 * A key is answered by the first frame that is painted after it was read: the fences say which (see
 * tests/screen/watch.h). AKSCOPE_TOKEN is passed on, and BENCH_STATE as the folder of the journal;
 * everything else of the environment is the sandbox's. */
#include "config.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/screen/deadline.h"
#include "tests/screen/pty.h"
#include "tests/screen/sandbox.h"
#include "tests/screen/session.h"
#include "tests/screen/watch.h"

enum {
    COLS = 160,
    ROWS = 45,
    BUFFER_SIZE = 64 * 1024,
    PATIENCE_MS = 60000,
    QUIET_MS = 3000,    /* so long without a byte: nothing is under way any more */
    PACE_LEAST_MS = 20, /* between two keys: a fast repetition … */
    PACE_MOST_MS = 45,  /* … and a fast typist */
    SAMPLES_MOST = 10000,
};

static double now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* ---- the program and its fences ---- */

struct screen {
    struct pty *pty;
    struct watch watch;
    char buffer[BUFFER_SIZE];
    size_t buffered;
    unsigned long keys;  /* sent */
    unsigned long frame; /* the last one before the key that is awaited was read */
};

static void screen_open(struct screen *screen, const struct sandbox *sandbox, char **command)
{
    struct leader_command run = {.argv = command, .env = sandbox->names, .folder = sandbox->folder};

    *screen = (struct screen){.pty = pty_open(&run, COLS, ROWS)};
    watch_init(&screen->watch);
}

static void screen_close(struct screen *screen)
{
    pty_close(screen->pty);
    watch_release(&screen->watch);
}

/* Reads up to the next fence; false at the deadline. */
static bool next_fence(struct screen *screen, int64_t deadline)
{
    for (;;) {
        bool at_fence;
        size_t used = watch_feed(&screen->watch, screen->buffer, screen->buffered, &at_fence);

        screen->buffered -= used;
        memmove(screen->buffer, screen->buffer + used, screen->buffered);
        if (at_fence)
            return true;
        int count = pty_read(screen->pty, screen->buffer, sizeof screen->buffer, deadline);
        if (count == PTY_ENDED)
            errx(EXIT_FAILURE, "the program ended");
        if (count == PTY_TIME_LIMIT)
            return false;
        screen->buffered = (size_t)count;
    }
}

static void must_fence(struct screen *screen, int64_t deadline, const char *what)
{
    if (!next_fence(screen, deadline))
        errx(EXIT_FAILURE, "time limit: %s", what);
}

static void settle(struct screen *screen)
{
    int64_t deadline = deadline_in(PATIENCE_MS);

    do {
        must_fence(screen, deadline, "nothing pending");
    } while (screen->watch.fence.pending > 0 || screen->watch.fence.consumed < screen->keys);
}

static void send_key(struct screen *screen, char key)
{
    screen->frame = screen->watch.fence.frame;
    screen->keys++;
    pty_write(screen->pty, &key, 1);
}

/* Waits for the frame that answers the key sent last. */
static void wait_answer(struct screen *screen)
{
    const struct watch_fence *fence = &screen->watch.fence;
    int64_t deadline = deadline_in(PATIENCE_MS);

    do {
        if (fence->consumed < screen->keys)
            screen->frame = fence->frame;
        must_fence(screen, deadline, "the answer to a key");
    } while (fence->consumed < screen->keys || fence->frame <= screen->frame);
}

static void press(struct screen *screen, const char *keys)
{
    for (; *keys != '\0'; keys++) {
        send_key(screen, *keys);
        wait_answer(screen);
    }
}

/* Reads on, as a terminal does, until the person presses the next key. */
static void pause_between_keys(struct screen *screen)
{
    int64_t span = PACE_LEAST_MS + rand() % (PACE_MOST_MS - PACE_LEAST_MS);
    int64_t deadline = deadline_in(span);

    while (next_fence(screen, deadline)) {
    }
}

/* ---- numbers ---- */

struct samples {
    double ms[SAMPLES_MOST];
    size_t count;
};

static void add_sample(struct samples *samples, double ms)
{
    if (samples->count < SAMPLES_MOST)
        samples->ms[samples->count++] = ms;
}

static int compare(const void *a, const void *b)
{
    const double *left = a;
    const double *right = b;

    return (*left > *right) - (*left < *right);
}

/* The sample that so many of a hundred do not pass; samples in order. */
static double percentile(const struct samples *samples, size_t percent)
{
    return samples->ms[(samples->count * percent + 99) / 100 - 1];
}

/* Latencies, and the same without what the program's loop and we waited for a processor: the
 * program's own share where other work fills the machine, and what the kernel's worker waited that
 * carries the bytes of a pseudo-terminal. */
struct latencies {
    struct samples whole;
    struct samples run;
};

/* "NAME|MEDIAN|P99|MOST|P99 WITHOUT WAITS|COUNT" */
static void print_latencies(const char *name, struct latencies *latencies)
{
    struct samples *whole = &latencies->whole;
    struct samples *run = &latencies->run;

    qsort(whole->ms, whole->count, sizeof whole->ms[0], compare);
    qsort(run->ms, run->count, sizeof run->ms[0], compare);
    printf("%s|%.1f|%.1f|%.1f|%.1f|%zu\n", name, percentile(whole, 50), percentile(whole, 99),
           percentile(whole, 100), percentile(run, 99), whole->count);
}

/* How long the first thread of a process has waited for a processor so far, in ms. */
static double waited_ms(pid_t process)
{
    char path[64];
    double waited = 0;

    snprintf(path, sizeof path, "/proc/%d/schedstat", (int)process);
    FILE *file = fopen(path, "r");
    if (file != NULL) {
        if (fscanf(file, "%*u %lf", &waited) != 1)
            waited = 0;
        (void)fclose(file);
    }
    return waited / 1e6;
}

/* The largest resident size so far, in KiB. */
static long peak_of(const struct screen *screen)
{
    char path[64];
    char line[256];
    long peak = 0;

    snprintf(path, sizeof path, "/proc/%d/status", (int)pty_program(screen->pty));
    FILE *file = fopen(path, "r");
    if (file == NULL)
        err(EXIT_FAILURE, "%s", path);
    while (fgets(line, sizeof line, file) != NULL && sscanf(line, "VmHWM: %ld", &peak) != 1) {
    }
    (void)fclose(file);
    return peak;
}

/* ---- latency ---- */

/* Keys of one kind: `once` before all, then `keys` again and again, each time ended by `undo`,
 * which is not measured (Esc waits for what may follow it). */
struct kind {
    const char *name;
    const char *once;
    const char *keys;
    const char *undo;
};

static const struct kind kinds[] = {
    {"j and k, clusters", "1", "jjjjkkkk", ""},
    {"j and k, all pools", "A", "jjjjkkkk", ""},
    {"g and G, all pools", "", "Gg", ""},
    {"/ typed, all pools", "", "/system sus", "\r\033"},
    {"/ with an expression", "", "/k8s:/[.]3[0-4][.]/", "\r\033"},
    {"sort by each column", "", ">", ""},
    {"sort turned round", "", "o", ""},
    {"all pools on and off", "", "A", ""},
};

static double waits_of(const struct screen *screen)
{
    return waited_ms(pty_program(screen->pty)) + waited_ms(getpid());
}

static void measure_key(struct screen *screen, char key, struct latencies *kind,
                        struct latencies *all)
{
    double waited = waits_of(screen);
    double start = now_ms();

    send_key(screen, key);
    wait_answer(screen);
    double whole = now_ms() - start;
    double run = whole - (waits_of(screen) - waited);
    add_sample(&kind->whole, whole);
    add_sample(&kind->run, run);
    add_sample(&all->whole, whole);
    add_sample(&all->run, run);
}

static void measure_kind(struct screen *screen, const struct kind *kind, size_t count,
                         struct latencies *all)
{
    static struct latencies one;

    one.whole.count = one.run.count = 0;
    press(screen, kind->once);
    while (one.whole.count < count) {
        for (const char *key = kind->keys; *key != '\0' && one.whole.count < count; key++) {
            pause_between_keys(screen);
            measure_key(screen, *key, &one, all);
        }
        press(screen, kind->undo);
    }
    print_latencies(kind->name, &one);
}

static void measure_latency(const struct sandbox *sandbox, const char *argument, char **command)
{
    static struct latencies all;
    size_t count = strtoul(argument, NULL, 10);
    struct screen screen;

    screen_open(&screen, sandbox, command);
    settle(&screen);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        measure_kind(&screen, &kinds[i], count, &all);
    print_latencies("all keys", &all);
    printf("peak|%ld\n", peak_of(&screen));
    screen_close(&screen);
}

/* ---- silence ---- */

static void measure_silence(const struct sandbox *sandbox, const char *argument, char **command)
{
    int64_t span = strtol(argument, NULL, 10) * 1000;
    struct screen screen;
    long bytes = 0;
    int count;

    screen_open(&screen, sandbox, command);
    do {
        count = pty_read(screen.pty, screen.buffer, sizeof screen.buffer, deadline_in(QUIET_MS));
    } while (count > 0);
    int64_t deadline = deadline_in(span);
    while ((count = pty_read(screen.pty, screen.buffer, sizeof screen.buffer, deadline)) > 0)
        bytes += count;
    if (count == PTY_ENDED)
        errx(EXIT_FAILURE, "the program ended");
    printf("%ld\n", bytes);
    screen_close(&screen);
}

/* ---- starting ---- */

/* "NAME|FIRST FRAME|FRAME WITH THE TEXT" */
static void measure_start(const char *name, const struct sandbox *sandbox, const char *text,
                          char **command)
{
    struct leader_command run = {.argv = command, .env = sandbox->names, .folder = sandbox->folder};
    double start = now_ms();
    struct session *session = session_start(&run, COLS, ROWS);

    if (!session_expect(session, "akscope"))
        errx(EXIT_FAILURE, "%s", session_problem(session));
    double first = now_ms() - start;
    if (!session_expect(session, text))
        errx(EXIT_FAILURE, "%s", session_problem(session));
    printf("%s|%.1f|%.1f\n", name, first, now_ms() - start);
    if (!session_settle(session) || !session_press(session, "q") || !session_wait_exit(session, 0))
        errx(EXIT_FAILURE, "%s", session_problem(session));
    session_end(session);
}

static void measure_starts(const struct sandbox *sandbox, const char *text, char **command)
{
    measure_start("without a cache", sandbox, text, command);
    measure_start("with a cache", sandbox, text, command);
}

static const struct {
    const char *name;
    bool has_fences;
    void (*measure)(const struct sandbox *sandbox, const char *argument, char **command);
} measurements[] = {
    {"start", true, measure_starts},
    {"latency", true, measure_latency},
    {"silence", false, measure_silence},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 3 && i < sizeof measurements / sizeof measurements[0]; i++) {
        struct sandbox sandbox;

        if (strcmp(argv[1], measurements[i].name) != 0)
            continue;
        sandbox_open(&sandbox);
        sandbox_set(&sandbox, "AKSCOPE_TOKEN", getenv("AKSCOPE_TOKEN"));
        if (getenv("BENCH_STATE") != NULL)
            sandbox_set(&sandbox, "XDG_STATE_HOME", getenv("BENCH_STATE"));
        if (!measurements[i].has_fences)
            sandbox_set(&sandbox, "AKSCOPE_FENCE", NULL);
        measurements[i].measure(&sandbox, argv[2], argv + 3);
        sandbox_close(&sandbox);
        return EXIT_SUCCESS;
    }
    errx(2, "usage: keys start|latency|silence ARGUMENT PROGRAM [ARGUMENT...]");
}
