/* kill_test.c: akscope killed round the moment at which it sends a change, many times, at points
 * that a seed chooses. Whatever the moment: nothing was sent twice, the journal can be read, and
 * `akscope operations wait` finds the end of each operation that was begun, the right one: done
 * when the request arrived, failed when it did not.
 *
 * AKSCOPE_KILLS says how many (200), AKSCOPE_KILL_SEED where to begin. */
#include "config.h"

#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/conform/site.h"

enum {
    KILLS = 200,
    WORKERS = 6,
    LONGEST_S = 180,
    NAME_SIZE = 160,
    LATE_US = 15000,   /* after the line in the journal, at the most */
    WHOLE_US = 400000, /* after the start, where the line is not waited for */
    OUTPUTS = 1000,    /* files of one worker */
};

struct change;

/* One pool that is changed once, by a process that is killed. */
struct victim {
    char name[NAME_SIZE];   /* CLUSTER/POOL */
    char target[NAME_SIZE]; /* /managedClusters/CLUSTER/agentPools/POOL */
    const struct change *change;
};

/* The changes, in turn: each method, and what reads much or little before. */
static const struct change {
    const char *verb;
    const char *options;
} changes[] = {
    {"update", "--labels kill=yes"},
    {"delete", ""},
    {"stop", ""},
    {"update", "--node-taints kill=yes:PreferNoSchedule"},
};

struct stage {
    struct site site;
    struct victim *victims;
    size_t count;
    uint64_t seed;
    char *journal; /* its path */
};

/* ---- chance ---- */

/* The same numbers for the same victim, whoever kills it. */
static double chance(uint64_t seed, size_t victim, unsigned which)
{
    uint64_t x = seed * 0x9E3779B97F4A7C15u + victim * 0xBF58476D1CE4E5B9u + which;

    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return (double)((x ^ (x >> 31)) >> 11) / 9007199254740992.0;
}

static void pause_us(double us)
{
    struct timespec wait = {.tv_sec = (time_t)(us / 1e6),
                            .tv_nsec = (long)((us - 1e6 * (double)(time_t)(us / 1e6)) * 1000)};

    (void)nanosleep(&wait, NULL);
}

/* ---- the victims ---- */

static const char *text_of(const cJSON *row, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(row, name));

    return text != NULL ? text : "";
}

/* Pools that a change can be made of; each gets one of the commands. */
static void choose_victims(struct stage *stage, size_t wanted)
{
    cJSON *pools = site_json(&stage->site, "get pools");
    const cJSON *pool;

    stage->victims = calloc(wanted, sizeof *stage->victims);
    assert_non_null(stage->victims);
    cJSON_ArrayForEach(pool, pools)
    {
        struct victim *victim = &stage->victims[stage->count];
        const char *cluster = text_of(pool, "cluster");

        if (stage->count == wanted || strcmp(text_of(pool, "mode"), "User") != 0 ||
            strcmp(text_of(pool, "provisioningState"), "Succeeded") != 0 ||
            strcmp(text_of(pool, "powerState"), "Running") != 0)
            continue;
        (void)snprintf(victim->name, NAME_SIZE, "%s/%s", cluster, text_of(pool, "name"));
        (void)snprintf(victim->target, NAME_SIZE, "/managedClusters/%s/agentPools/%s", cluster,
                       text_of(pool, "name"));
        victim->change = &changes[stage->count % (sizeof changes / sizeof changes[0])];
        stage->count++;
    }
    cJSON_Delete(pools);
    assert_int_equal(stage->count, wanted);
}

/* ---- killing ---- */

/* True when the journal has the line in which the victim's change is begun. */
static bool is_begun(const struct victim *victim, int journal)
{
    char wanted[NAME_SIZE + 2];
    struct stat status;
    char *text;
    bool is_there;

    (void)snprintf(wanted, sizeof wanted, "%s\"", victim->target);
    if (fstat(journal, &status) != 0)
        err(EXIT_FAILURE, "the journal");
    text = calloc(1, (size_t)status.st_size + 1);
    if (text == NULL || pread(journal, text, (size_t)status.st_size, 0) < 0)
        err(EXIT_FAILURE, "the journal");
    is_there = strstr(text, wanted) != NULL;
    free(text);
    return is_there;
}

/* Waits until the line is there, or the process has ended. */
static void wait_for_line(const struct stage *stage, const struct victim *victim, int end)
{
    int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    int journal = open(stage->journal, O_RDONLY | O_CLOEXEC);

    if (watch < 0 || journal < 0 || inotify_add_watch(watch, stage->journal, IN_MODIFY) < 0)
        err(EXIT_FAILURE, "%s", stage->journal);
    while (!is_begun(victim, journal)) {
        struct pollfd polled[] = {{.fd = watch, .events = POLLIN}, {.fd = end, .events = POLLIN}};
        char events[4096];

        if (poll(polled, 2, -1) < 0 || polled[1].revents != 0)
            break;
        if (read(watch, events, sizeof events) < 0)
            break;
    }
    (void)close(watch);
    (void)close(journal);
}

/* Most die soon after the line was written, some anywhere between their start and their end. */
static void kill_one(struct stage *stage, size_t index)
{
    const struct victim *victim = &stage->victims[index];
    double when = chance(stage->seed, index, 1);
    char line[2 * NAME_SIZE];
    struct command command;
    int end;

    (void)snprintf(line, sizeof line, "pool %s %s %s --yes --no-cache", victim->change->verb,
                   victim->name, victim->change->options);
    command_start(&command, &stage->site, line);
    end = pidfd_open(command.process, 0);
    if (end < 0)
        err(EXIT_FAILURE, "pidfd_open");
    if (chance(stage->seed, index, 0) < 0.85) {
        wait_for_line(stage, victim, end);
        pause_us(when * when * LATE_US);
    } else {
        pause_us(when * WHOLE_US);
    }
    (void)kill(command.process, SIGKILL);
    (void)waitpid(command.process, NULL, 0); /* it may have been killed before it had any output */
    command_release(&command);
    (void)close(end);
}

static void kill_all(struct stage *stage)
{
    pid_t workers[WORKERS];

    for (int i = 0; i < WORKERS; i++) {
        workers[i] = fork();
        assert_true(workers[i] >= 0);
        if (workers[i] > 0)
            continue;
        alarm(LONGEST_S);
        stage->site.commands = (i + 1) * OUTPUTS;
        for (size_t j = (size_t)i; j < stage->count; j += WORKERS)
            kill_one(stage, j);
        _exit(EXIT_SUCCESS);
    }
    for (int i = 0; i < WORKERS; i++) {
        int status;

        assert_int_equal(waitpid(workers[i], &status, 0), workers[i]);
        assert_int_equal(status, 0);
    }
}

/* ---- the verdict ---- */

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text);
    size_t tail = strlen(end);

    return len >= tail && strcasecmp(text + len - tail, end) == 0;
}

/* How often the victim's change arrived at the simulator. */
static int arrivals(const cJSON *exchanges, const struct victim *victim)
{
    const cJSON *exchange;
    int count = 0;

    cJSON_ArrayForEach(exchange, exchanges)
    {
        const char *url = text_of(exchange, "url");
        size_t len = strcspn(url, "?");
        char *path = strndup(url, len);

        count += strcmp(text_of(exchange, "method"), "GET") != 0 && ends_with(path, victim->target);
        free(path);
    }
    return count;
}

static const cJSON *operation_of(const cJSON *operations, const struct victim *victim)
{
    const cJSON *operation;

    cJSON_ArrayForEach(operation, operations)
    {
        if (ends_with(text_of(operation, "target"), victim->target))
            return operation;
    }
    return NULL;
}

/* How many were killed where. */
struct tally {
    size_t before_line, before_wire, after_wire, twice, wrong;
};

static void judge(const struct victim *victim, const cJSON *exchanges, const cJSON *operations,
                  struct tally *tally)
{
    const cJSON *operation = operation_of(operations, victim);
    const char *state = operation != NULL ? text_of(operation, "state") : "none";
    int arrived = arrivals(exchanges, victim);
    const char *wanted = arrived > 0 ? "done" : operation != NULL ? "failed" : "none";

    tally->before_line += operation == NULL;
    tally->before_wire += operation != NULL && arrived == 0;
    tally->after_wire += arrived > 0;
    tally->twice += arrived > 1;
    if (strcmp(state, wanted) == 0)
        return;
    tally->wrong++;
    print_error("%s: it arrived %d times, its operation is %s: %s\n", victim->name, arrived, state,
                operation != NULL ? text_of(operation, "note") : "");
}

static size_t number_of(const char *variable, size_t otherwise)
{
    const char *text = getenv(variable);

    return text != NULL ? (size_t)strtoul(text, NULL, 10) : otherwise;
}

/* The journal as a command shows it: with no complaint. */
static cJSON *read_operations(struct stage *stage)
{
    struct command command = command_run_well(&stage->site, "operations list -o json");
    cJSON *operations = command_json(&command, "operations list");

    command_release(&command);
    return operations;
}

static void a_killed_sender_neither_repeats_nor_forgets(void **state)
{
    struct stage stage = {.seed = number_of("AKSCOPE_KILL_SEED", 20261124)};
    struct tally tally = {0};
    struct command waited;
    cJSON *exchanges;
    cJSON *operations;

    (void)state;
    alarm(LONGEST_S);
    site_open(&stage.site, "--clusters 4 --pools 90 --seed 5 --time-scale 5000 --retry-after 1");
    stage.journal = sandbox_path(&stage.site.sandbox, "state/akscope/journal.jsonl");
    choose_victims(&stage, number_of("AKSCOPE_KILLS", KILLS));
    sandbox_write(&stage.site.sandbox, "state/akscope/journal.jsonl", "");
    kill_all(&stage);
    waited = command_run(&stage.site, "operations wait");
    assert_int_equal(waited.status, 0);
    command_release(&waited);
    exchanges = site_exchanges(&stage.site);
    operations = read_operations(&stage);
    for (size_t i = 0; i < stage.count; i++)
        judge(&stage.victims[i], exchanges, operations, &tally);
    print_message("# seed %llu: %zu killed: %zu before the journal's line, %zu before the request "
                  "arrived, %zu after\n",
                  (unsigned long long)stage.seed, stage.count, tally.before_line, tally.before_wire,
                  tally.after_wire);
    assert_int_equal(tally.twice, 0);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.before_wire > 0 && tally.after_wire > 0);
    cJSON_Delete(exchanges);
    cJSON_Delete(operations);
    free(stage.victims);
    free(stage.journal);
    site_close(&stage.site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_sender_neither_repeats_nor_forgets),
    };

    return cmocka_run_group_tests_name("conform/kill", tests, NULL, NULL);
}
