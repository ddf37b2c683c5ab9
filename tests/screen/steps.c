/* steps.c: what a line of a scenario can do, one row of a table each. */
#include "config.h"

#include "tests/screen/scenario_int.h"

#include <err.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/golden.h"
#include "tests/screen/picture.h"
#include "tests/screen/processes.h"
#include "tests/screen/styles.h"

enum { SILENCE_MS = 300 };

/* An unsigned token for Azure Resource Manager that lasts until 2100: the simulator checks no
 * signature. */
static const char token[] = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"
                            ".eyJhdWQiOiJodHRwczovL21hbmFnZW1lbnQuYXp1cmUuY29tLyIsImV4cCI6NDEwMjQ0"
                            "NDgwMH0.screens";

typedef bool step_function(struct scenario *scenario, const struct scenario_line *line);

static _Noreturn void misuse(const struct scenario *scenario, const char *what)
{
    errx(EXIT_FAILURE, "%s:%d: %s", scenario->name, scenario->line, what);
}

/* A test point that rests on the session, which says why it failed. */
static bool session_point(struct scenario *scenario, const struct scenario_line *line, bool is_ok)
{
    return scenario_point(scenario, line, is_ok, session_problem(scenario->session));
}

/* Something that should just work: only its failure is a point. */
static bool must(struct scenario *scenario, const struct scenario_line *line, bool is_ok)
{
    return is_ok || session_point(scenario, line, false);
}

static void read_size(const struct scenario *scenario, const char *text, int *cols, int *rows)
{
    char *end;

    *cols = (int)strtol(text, &end, 10);
    *rows = *end == 'x' ? (int)strtol(end + 1, &end, 10) : 0;
    if (*end || *cols < 1 || *rows < 1)
        misuse(scenario, "a size looks like 80x24");
}

static bool step_size(struct scenario *scenario, const struct scenario_line *line)
{
    read_size(scenario, line->words[1], &scenario->cols, &scenario->rows);
    return true;
}

static bool step_env(struct scenario *scenario, const struct scenario_line *line)
{
    for (size_t i = 1; i < line->count; i++) {
        char *value = strchr(line->words[i], '=');

        if (value)
            *value++ = '\0';
        sandbox_set(&scenario->sandbox, line->words[i], value);
    }
    return true;
}

static bool step_require(struct scenario *scenario, const struct scenario_line *line)
{
    if (access(line->words[1], F_OK) == 0)
        return true;
    scenario->is_skipped = true;
    tap_skip(&scenario->tap, scenario->name, line->words[1]);
    return false;
}

static bool step_write(struct scenario *scenario, const struct scenario_line *line)
{
    sandbox_write(&scenario->sandbox, line->words[1], line->words[2]);
    return true;
}

static bool start_simulator(struct scenario *scenario, const struct scenario_line *line)
{
    char *program = strdup(scenario->places->sim);
    char endpoint[64];
    bool is_up;

    if (!program)
        err(EXIT_FAILURE, "simulator");
    is_up = simulator_start(&scenario->simulator, &scenario->sandbox, program, scenario->sim_words);
    free(program);
    if (!is_up)
        return scenario_point(scenario, line, false, "the simulator does not start");
    (void)snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%d", scenario->simulator.port);
    sandbox_set(&scenario->sandbox, "AKSCOPE_ARM_ENDPOINT", endpoint);
    sandbox_set(&scenario->sandbox, "AKSCOPE_TOKEN", token);
    return true;
}

/* `sim ARGUMENTS` starts the simulator, or another in the same place. */
static bool step_sim(struct scenario *scenario, const struct scenario_line *line)
{
    simulator_stop(&scenario->simulator);
    for (size_t i = 0; scenario->sim_words[i]; i++) {
        free(scenario->sim_words[i]);
        scenario->sim_words[i] = NULL;
    }
    for (size_t i = 1; i < line->count; i++) {
        scenario->sim_words[i - 1] = strdup(line->words[i]);
        if (!scenario->sim_words[i - 1])
            err(EXIT_FAILURE, "simulator");
    }
    return start_simulator(scenario, line);
}

static bool step_sim_stop(struct scenario *scenario, const struct scenario_line *line)
{
    (void)line;
    simulator_stop(&scenario->simulator);
    return true;
}

static bool step_sim_start(struct scenario *scenario, const struct scenario_line *line)
{
    simulator_stop(&scenario->simulator);
    return start_simulator(scenario, line);
}

/* Starts a program in the sandbox; one that still runs ends. */
static void start(struct scenario *scenario, char *const *argv)
{
    struct leader_command command = {
        .argv = argv,
        .env = scenario->sandbox.names,
        .folder = scenario->sandbox.folder,
    };

    session_end(scenario->session);
    scenario->session = session_start(&command, scenario->cols, scenario->rows);
}

/* `run ARGUMENTS`; a second one starts anew, in the same sandbox. */
static bool step_run(struct scenario *scenario, const struct scenario_line *line)
{
    char *program = strdup(scenario->places->program);
    char *argv[SCENARIO_WORDS + 1] = {program};

    if (!program)
        err(EXIT_FAILURE, "run");
    for (size_t i = 1; i < line->count; i++)
        argv[i] = line->words[i];
    start(scenario, argv);
    free(program);
    return true;
}

/* `shell TEXT`: for pipes, redirections and what is done with a program from outside. */
static bool step_shell(struct scenario *scenario, const struct scenario_line *line)
{
    char shell[] = "/bin/sh";
    char option[] = "-c";
    char *argv[] = {shell, option, line->words[1], NULL};

    start(scenario, argv);
    return true;
}

static bool step_key(struct scenario *scenario, const struct scenario_line *line)
{
    for (size_t i = 1; i < line->count; i++)
        if (!must(scenario, line, session_press(scenario->session, line->words[i])))
            return false;
    return true;
}

static bool step_type(struct scenario *scenario, const struct scenario_line *line)
{
    return must(scenario, line, session_type(scenario->session, line->words[1]));
}

static bool step_paste(struct scenario *scenario, const struct scenario_line *line)
{
    return must(scenario, line, session_paste(scenario->session, line->words[1]));
}

static bool step_click(struct scenario *scenario, const struct scenario_line *line)
{
    return must(scenario, line, session_click(scenario->session, EMULATOR_LEFT, 1, line->words[1]));
}

static bool step_double_click(struct scenario *scenario, const struct scenario_line *line)
{
    return must(scenario, line, session_click(scenario->session, EMULATOR_LEFT, 2, line->words[1]));
}

static bool step_wheel(struct scenario *scenario, const struct scenario_line *line)
{
    bool is_up = strcmp(line->words[1], "up") == 0;

    if (!is_up && strcmp(line->words[1], "down") != 0)
        misuse(scenario, "wheel up|down TEXT");
    return must(scenario, line,
                session_click(scenario->session, is_up ? EMULATOR_WHEEL_UP : EMULATOR_WHEEL_DOWN, 1,
                              line->words[2]));
}

static bool step_resize(struct scenario *scenario, const struct scenario_line *line)
{
    int cols;
    int rows;

    read_size(scenario, line->words[1], &cols, &rows);
    return must(scenario, line, session_resize(scenario->session, cols, rows));
}

static bool step_settle(struct scenario *scenario, const struct scenario_line *line)
{
    return must(scenario, line, session_settle(scenario->session));
}

static bool step_expect(struct scenario *scenario, const struct scenario_line *line)
{
    bool is_ok = true;

    for (size_t i = 1; is_ok && i < line->count; i++)
        is_ok = session_expect(scenario->session, line->words[i]);
    return session_point(scenario, line, is_ok);
}

static bool step_expect_gone(struct scenario *scenario, const struct scenario_line *line)
{
    bool is_ok = true;

    for (size_t i = 1; is_ok && i < line->count; i++)
        is_ok = session_expect_gone(scenario->session, line->words[i]);
    return session_point(scenario, line, is_ok);
}

static bool step_reject(struct scenario *scenario, const struct scenario_line *line)
{
    if (!must(scenario, line, session_settle(scenario->session)))
        return false;

    bool is_absent = true;

    for (size_t i = 1; i < line->count; i++)
        is_absent = is_absent && !session_shows(scenario->session, line->words[i]);
    (void)scenario_point(scenario, line, is_absent, "it is on the screen");
    return true;
}

/* Compares with golden/NAME.SUFFIX. */
static void compare(struct scenario *scenario, const struct scenario_line *line, const char *suffix,
                    const char *text)
{
    char *path;
    char *diff = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&diff, &size);
    bool is_same;

    if (!out || asprintf(&path, "%s/%s.%s", scenario->places->golden, line->words[1], suffix) < 0)
        err(EXIT_FAILURE, "golden");
    is_same = golden_compare(path, text, out);
    if (fclose(out) != 0)
        err(EXIT_FAILURE, "golden");
    (void)scenario_point(scenario, line, is_same, diff);
    free(diff);
    free(path);
}

/* `golden NAME` compares the text of the screen, `golden NAME styles` its styles too. */
static bool step_golden(struct scenario *scenario, const struct scenario_line *line)
{
    const struct emulator *screen = session_screen(scenario->session);
    bool with_styles = line->count > 2;
    char *text;

    if (with_styles && strcmp(line->words[2], "styles") != 0)
        misuse(scenario, "golden NAME [styles]");
    if (!must(scenario, line, session_settle(scenario->session)))
        return false;
    text = emulator_text(screen);
    compare(scenario, line, "txt", text);
    free(text);
    if (with_styles) {
        text = styles_of(screen);
        compare(scenario, line, "attr", text);
        free(text);
    }
    return true;
}

/* `cursor ROW COLUMN`, both from 1; `cursor hidden`. */
static bool step_cursor(struct scenario *scenario, const struct scenario_line *line)
{
    enum { CURSOR_MODE = 25 };
    int row;
    int col;
    char is[64] = "hidden";
    bool is_ok;

    if (!must(scenario, line, session_settle(scenario->session)))
        return false;
    emulator_cursor(session_screen(scenario->session), &row, &col);
    if (watch_is_set(session_watch(scenario->session), CURSOR_MODE))
        (void)snprintf(is, sizeof is, "%d %d", row + 1, col + 1);
    if (line->count > 2)
        is_ok = strtol(line->words[1], NULL, 10) == row + 1 &&
                strtol(line->words[2], NULL, 10) == col + 1 && strcmp(is, "hidden") != 0;
    else
        is_ok = strcmp(is, line->words[1]) == 0;
    (void)scenario_point(scenario, line, is_ok, is);
    return true;
}

static bool step_signal(struct scenario *scenario, const struct scenario_line *line)
{
    static const struct {
        const char *name;
        int number;
    } rows[] = {{"TERM", SIGTERM}, {"HUP", SIGHUP},   {"INT", SIGINT},
                {"TSTP", SIGTSTP}, {"CONT", SIGCONT}, {"WINCH", SIGWINCH},
                {"ABRT", SIGABRT}, {"SEGV", SIGSEGV}, {"KILL", SIGKILL}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, line->words[1]) != 0)
            continue;
        session_signal(scenario->session, rows[i].number);
        /* What was there before it was stopped does not tell that it is back. */
        return rows[i].number != SIGCONT ||
               must(scenario, line, session_wait_frame(scenario->session));
    }
    misuse(scenario, "unknown signal");
}

static bool step_expect_stopped(struct scenario *scenario, const struct scenario_line *line)
{
    return session_point(scenario, line, session_wait_stopped(scenario->session));
}

static bool step_expect_exit(struct scenario *scenario, const struct scenario_line *line)
{
    int code = (int)strtol(line->words[1], NULL, 10);

    return session_point(scenario, line, session_wait_exit(scenario->session, code));
}

static bool step_expect_restored(struct scenario *scenario, const struct scenario_line *line)
{
    (void)session_point(scenario, line, session_is_restored(scenario->session));
    return true;
}

static bool step_expect_silent(struct scenario *scenario, const struct scenario_line *line)
{
    long ms = line->count > 1 ? strtol(line->words[1], NULL, 10) : SILENCE_MS;

    return session_point(scenario, line, session_is_silent(scenario->session, ms));
}

static bool step_expect_busy(struct scenario *scenario, const struct scenario_line *line)
{
    return scenario_point(scenario, line, session_is_busy(scenario->session),
                          "nothing is under way");
}

/* `expect-processes COUNT`: so many are left in the sandbox, the program and a `sim` counted. */
static bool step_expect_processes(struct scenario *scenario, const struct scenario_line *line)
{
    size_t left;
    bool is_so = processes_wait(&scenario->sandbox, strtoul(line->words[1], NULL, 10), &left);
    char why[64];

    (void)snprintf(why, sizeof why, "there are %zu", left);
    (void)scenario_point(scenario, line, is_so, why);
    return true;
}

static bool step_expect_output(struct scenario *scenario, const struct scenario_line *line)
{
    (void)scenario_point(scenario, line, session_wrote(scenario->session, line->words[1]),
                         "it was never written to the terminal");
    return true;
}

static bool step_reject_output(struct scenario *scenario, const struct scenario_line *line)
{
    (void)scenario_point(scenario, line, !session_wrote(scenario->session, line->words[1]),
                         "it was written to the terminal");
    return true;
}

static bool step_expect_clipboard(struct scenario *scenario, const struct scenario_line *line)
{
    if (!must(scenario, line, session_settle(scenario->session)))
        return false;

    const char *text = session_watch(scenario->session)->clipboard;

    (void)scenario_point(scenario, line, text && strstr(text, line->words[1]),
                         text ? text : "nothing was copied");
    return true;
}

/* `picture NAME` writes NAME.html, where pictures are wanted. */
static bool step_picture(struct scenario *scenario, const struct scenario_line *line)
{
    char *path;
    FILE *file;

    if (!scenario->places->pictures)
        return true;
    if (!must(scenario, line, session_settle(scenario->session)))
        return false;
    if (asprintf(&path, "%s/%s.html", scenario->places->pictures, line->words[1]) < 0)
        err(EXIT_FAILURE, "picture");
    file = fopen(path, "w");
    if (!file)
        err(EXIT_FAILURE, "%s", path);
    picture_write(session_screen(scenario->session), file);
    if (fclose(file) != 0)
        err(EXIT_FAILURE, "%s", path);
    free(path);
    return true;
}

static const struct {
    const char *name;
    step_function *function;
    size_t least; /* words after the name */
    size_t most;
    bool needs_session;
} steps[] = {
    {"size", step_size, 1, 1, false},
    {"env", step_env, 1, SCENARIO_WORDS, false},
    {"require", step_require, 1, 1, false},
    {"write", step_write, 2, 2, false},
    {"sim", step_sim, 0, SCENARIO_WORDS, false},
    {"sim-stop", step_sim_stop, 0, 0, false},
    {"sim-start", step_sim_start, 0, 0, false},
    {"run", step_run, 0, SCENARIO_WORDS, false},
    {"shell", step_shell, 1, 1, false},
    {"key", step_key, 1, SCENARIO_WORDS, true},
    {"type", step_type, 1, 1, true},
    {"paste", step_paste, 1, 1, true},
    {"click", step_click, 1, 1, true},
    {"double-click", step_double_click, 1, 1, true},
    {"wheel", step_wheel, 2, 2, true},
    {"resize", step_resize, 1, 1, true},
    {"settle", step_settle, 0, 0, true},
    {"expect", step_expect, 1, SCENARIO_WORDS, true},
    {"expect-gone", step_expect_gone, 1, SCENARIO_WORDS, true},
    {"reject", step_reject, 1, SCENARIO_WORDS, true},
    {"golden", step_golden, 1, 2, true},
    {"cursor", step_cursor, 1, 2, true},
    {"signal", step_signal, 1, 1, true},
    {"expect-stopped", step_expect_stopped, 0, 0, true},
    {"expect-exit", step_expect_exit, 1, 1, true},
    {"expect-restored", step_expect_restored, 0, 0, true},
    {"expect-silent", step_expect_silent, 0, 1, true},
    {"expect-busy", step_expect_busy, 0, 0, true},
    {"expect-processes", step_expect_processes, 1, 1, false},
    {"expect-output", step_expect_output, 1, 1, true},
    {"reject-output", step_reject_output, 1, 1, true},
    {"expect-clipboard", step_expect_clipboard, 1, 1, true},
    {"picture", step_picture, 1, 1, true},
};

bool scenario_step(struct scenario *scenario, const struct scenario_line *line)
{
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (strcmp(steps[i].name, line->words[0]) != 0)
            continue;
        if (line->count - 1 < steps[i].least || line->count - 1 > steps[i].most)
            misuse(scenario, "too few or too many words");
        if (steps[i].needs_session && !scenario->session)
            misuse(scenario, "nothing runs yet");
        return steps[i].function(scenario, line);
    }
    misuse(scenario, "unknown step");
}
