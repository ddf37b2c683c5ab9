#include "config.h"

#include "tests/conform/site.h"

#include <err.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { WORDS_MOST = 32, LINE_SIZE = 1024, EXIT_CANNOT_RUN = 127 };

/* An unsigned token for Azure Resource Manager that lasts until 2100; the simulator checks no
 * signature. */
static const char token[] = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"
                            ".eyJhdWQiOiJodHRwczovL21hbmFnZW1lbnQuYXp1cmUuY29tLyIsImV4cCI6NDEwMjQ0N"
                            "DgwMH0.conform";

/* The words of a line, cut apart in `text` (LINE_SIZE bytes); NULL after the last. */
static void split(const char *line, char *text, char *words[WORDS_MOST + 1])
{
    size_t count = 0;
    char *to = text;

    if (strlen(line) >= LINE_SIZE)
        errx(EXIT_FAILURE, "a line is too long: %s", line);
    while (*(line += strspn(line, " ")) != '\0' && count < WORDS_MOST) {
        bool is_quoted = false;

        words[count++] = to;
        for (; *line != '\0' && (is_quoted || *line != ' '); line++) {
            if (*line == '"')
                is_quoted = !is_quoted;
            else
                *to++ = *line;
        }
        *to++ = '\0';
    }
    words[count] = NULL;
}

static char *format(const char *left, const char *right)
{
    char *text;

    if (asprintf(&text, "%s%s", left, right) < 0)
        err(EXIT_FAILURE, "memory");
    return text;
}

static const char *build_folder(void)
{
    const char *folder = getenv("top_builddir");

    return folder != NULL ? folder : ".";
}

static char *program(const char *name)
{
    return format(build_folder(), name);
}

/* ---- the site ---- */

static void start_simulator(struct site *site, const char *options)
{
    char text[LINE_SIZE];
    char *words[WORDS_MOST + 1];
    char record[] = "--record";
    char *path = sandbox_path(&site->sandbox, "exchanges");
    char *arguments[WORDS_MOST + 4] = {record, path};
    char *simulator = program("/akscope-sim");
    char endpoint[64];

    split(options, text, words);
    for (size_t i = 0; words[i] != NULL; i++)
        arguments[2 + i] = words[i];
    if (!simulator_start(&site->simulator, &site->sandbox, simulator, arguments))
        errx(EXIT_FAILURE, "akscope-sim %s: it does not start", options);
    (void)snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%d", site->simulator.port);
    sandbox_set(&site->sandbox, "AKSCOPE_ARM_ENDPOINT", endpoint);
    free(simulator);
    free(path);
}

void site_open(struct site *site, const char *options)
{
    char *search;

    *site = (struct site){.commands = 0};
    sandbox_open(&site->sandbox);
    search = format(build_folder(), ":");
    char *path = format(search, sandbox_get(&site->sandbox, "PATH"));
    sandbox_set(&site->sandbox, "PATH", path);
    free(path);
    free(search);
    sandbox_set(&site->sandbox, "AKSCOPE_FENCE", NULL);
    sandbox_set(&site->sandbox, "AKSCOPE_TOKEN", token);
    if (options != NULL)
        start_simulator(site, options);
}

void site_restart(struct site *site, const char *options)
{
    simulator_stop(&site->simulator);
    start_simulator(site, options);
}

void site_close(struct site *site)
{
    simulator_stop(&site->simulator);
    sandbox_close(&site->sandbox);
}

static char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    int byte;

    if (file == NULL || memory == NULL)
        err(EXIT_FAILURE, "%s", path);
    while ((byte = getc(file)) != EOF)
        (void)putc(byte, memory);
    (void)fclose(file);
    (void)fclose(memory);
    *len = size;
    return text;
}

int site_setup(void **state)
{
    static struct site site;

    site_open(&site, "--now 2026-11-23");
    *state = &site;
    return 0;
}

int site_teardown(void **state)
{
    site_close(*state);
    return 0;
}

cJSON *site_exchanges(const struct site *site)
{
    char *path = sandbox_path(&site->sandbox, "exchanges");
    size_t len;
    char *text = read_file(path, &len);
    cJSON *list = cJSON_CreateArray();
    char *rest = NULL;
    char *end = strrchr(text, '\n');

    if (end != NULL) /* what follows is being written */
        end[1] = '\0';
    else
        text[0] = '\0';
    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        cJSON *exchange = cJSON_Parse(line);

        if (exchange == NULL)
            errx(EXIT_FAILURE, "a line of the record is no JSON: %s", line);
        cJSON_AddItemToArray(list, exchange);
    }
    free(text);
    free(path);
    return list;
}

/* ---- commands ---- */

static void redirect(const char *path, int flags, int to)
{
    int file = open(path, flags, 0600);

    if (file < 0 || dup2(file, to) < 0)
        err(EXIT_CANNOT_RUN, "%s", path);
    if (file != to)
        (void)close(file);
}

/* In the program's own process, up to its start. */
_Noreturn static void become(const struct command *command, const struct site *site,
                             const char *path, char *const *words)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    redirect(command->out_path, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(command->err_path, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    (void)execve(path, words, site->sandbox.names);
    err(EXIT_CANNOT_RUN, "%s", path);
}

static void start(struct command *command, struct site *site, const char *path, char *const *words)
{
    char name[32];

    (void)snprintf(name, sizeof name, "out-%d", ++site->commands);
    *command = (struct command){.out_path = sandbox_path(&site->sandbox, name)};
    command->err_path = format(command->out_path, ".err");
    command->process = fork();
    if (command->process < 0)
        err(EXIT_FAILURE, "fork");
    if (command->process == 0)
        become(command, site, path, words);
}

void command_start(struct command *command, struct site *site, const char *line)
{
    char text[LINE_SIZE];
    char *words[WORDS_MOST + 2];
    char name[] = "akscope";
    char *path = program("/akscope");

    words[0] = name;
    split(line, text, words + 1);
    start(command, site, path, words);
    free(path);
}

void command_start_shell(struct command *command, struct site *site, const char *script)
{
    char *copy = format(script, "");
    char name[] = "sh", option[] = "-c";
    char *words[] = {name, option, copy, NULL};

    start(command, site, "/bin/sh", words);
    free(copy);
}

void command_wait(struct command *command)
{
    int status;
    size_t ignored;

    if (waitpid(command->process, &status, 0) < 0)
        err(EXIT_FAILURE, "waitpid");
    command->status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    command->out = read_file(command->out_path, &command->out_len);
    command->err = read_file(command->err_path, &ignored);
    if (strstr(command->out, token) != NULL || strstr(command->err, token) != NULL)
        fail_msg("the token was shown");
}

void command_release(struct command *command)
{
    free(command->out_path);
    free(command->err_path);
    free(command->out);
    free(command->err);
    *command = (struct command){0};
}

struct command command_run(struct site *site, const char *line)
{
    struct command command;

    command_start(&command, site, line);
    command_wait(&command);
    return command;
}

struct command command_run_shell(struct site *site, const char *script)
{
    struct command command;

    command_start_shell(&command, site, script);
    command_wait(&command);
    return command;
}

struct command command_run_well(struct site *site, const char *line)
{
    struct command command = command_run(site, line);

    if (command.status != 0 || command.err[0] != '\0')
        fail_msg("akscope %s: ended with %d: %s", line, command.status, command.err);
    return command;
}

cJSON *command_json(const struct command *command, const char *line)
{
    cJSON *json = cJSON_ParseWithOpts(command->out, NULL, true);

    if (json == NULL || strlen(command->out) != command->out_len)
        fail_msg("akscope %s: no JSON: %.200s", line, command->out);
    return json;
}

cJSON *site_json(struct site *site, const char *line)
{
    char whole[LINE_SIZE];
    struct command command;
    cJSON *json;

    (void)snprintf(whole, sizeof whole, "%s -o json", line);
    command = command_run_well(site, whole);
    json = command_json(&command, whole);
    command_release(&command);
    return json;
}

bool has_all(const char *text, const char *parts)
{
    char copy[LINE_SIZE];
    char *rest = NULL;

    (void)snprintf(copy, sizeof copy, "%s", parts);
    for (char *part = strtok_r(copy, "|", &rest); part != NULL; part = strtok_r(NULL, "|", &rest)) {
        if (strstr(text, part) == NULL)
            return false;
    }
    return parts[0] != '\0' || text[0] == '\0';
}
