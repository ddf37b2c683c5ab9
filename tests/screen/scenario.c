#include "config.h"

#include "tests/screen/scenario_int.h"

#include <ctype.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

/* What `${name}` stands for; NULL for an unknown name. */
static const char *variable(const struct scenario *scenario, const char *name, char number[16])
{
    const struct {
        const char *name;
        const char *value;
    } rows[] = {
        {"port", number},
        {"folder", scenario->sandbox.folder},
        {"source", scenario->places->source},
        {"build", scenario->places->build},
        {"shared", scenario->places->shared},
    };

    (void)snprintf(number, 16, "%d", scenario->simulator.port);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].value;
    return NULL;
}

/* Writes the value of the variable at *text ("${name}") and moves behind it. */
static void put_variable(const struct scenario *scenario, const char **text, FILE *out)
{
    size_t len = strcspn(*text, "}");
    char *name = strndup(*text + 2, len - 2);
    char number[16];
    const char *value = name ? variable(scenario, name, number) : NULL;

    if (!value || (*text)[len] != '}')
        errx(EXIT_FAILURE, "%s:%d: unknown variable %s", scenario->name, scenario->line, *text);
    fputs(value, out);
    free(name);
    *text += len + 1;
}

/* Writes what the escape at *text ("\n") stands for and moves behind it. */
static void put_escape(const char **text, FILE *out)
{
    static const char letters[] = "nte";
    static const char values[] = "\n\t\x1b";
    char c = (*text)[1];
    const char *found = c ? strchr(letters, c) : NULL;

    fputc(found ? values[found - letters] : c, out);
    *text += c ? 2 : 1;
}

/* Takes one word from *text: up to a blank, or in quotes. The caller frees. */
static char *take_word(const struct scenario *scenario, const char **text)
{
    bool is_quoted = **text == '"';
    char *word = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&word, &size);

    if (!out)
        err(EXIT_FAILURE, "word");
    *text += is_quoted;
    while (**text && (is_quoted ? **text != '"' : !isspace((unsigned char)**text))) {
        if (is_quoted && **text == '\\')
            put_escape(text, out);
        else if (strncmp(*text, "${", 2) == 0)
            put_variable(scenario, text, out);
        else
            fputc(*(*text)++, out);
    }
    if (is_quoted && *(*text)++ != '"')
        errx(EXIT_FAILURE, "%s:%d: a quote is missing", scenario->name, scenario->line);
    if (fclose(out) != 0)
        err(EXIT_FAILURE, "word");
    return word;
}

static void split(const struct scenario *scenario, const char *text, struct scenario_line *line)
{
    *line = (struct scenario_line){.count = 0};
    for (;;) {
        while (isspace((unsigned char)*text))
            text++;
        if (!*text || *text == '#')
            return;
        if (line->count == SCENARIO_WORDS)
            errx(EXIT_FAILURE, "%s:%d: too many words", scenario->name, scenario->line);
        line->words[line->count++] = take_word(scenario, &text);
    }
}

static void release_line(struct scenario_line *line)
{
    for (size_t i = 0; i < line->count; i++)
        free(line->words[i]);
}

static void note_screen(struct scenario *scenario)
{
    const struct emulator *screen = session_screen(scenario->session);
    int cols;
    int rows;

    emulator_size(screen, &cols, &rows);
    for (int row = 0; row < rows; row++) {
        char *text = emulator_row_text(screen, row);

        fprintf(scenario->tap.out, "# %3d |%s\n", row + 1, text);
        free(text);
    }
}

bool scenario_point(struct scenario *scenario, const struct scenario_line *line, bool is_ok,
                    const char *why)
{
    char *words = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&words, &size);

    if (!out)
        err(EXIT_FAILURE, "point");
    for (size_t i = 0; i < line->count; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", line->words[i]);
    if (fclose(out) != 0)
        err(EXIT_FAILURE, "point");
    /* In TAP '#' starts a directive, and a line ends a point. */
    for (char *at = strpbrk(words, "#\n"); at; at = strpbrk(at, "#\n"))
        *at = '.';
    if (!tap_point(&scenario->tap, is_ok, "%s:%d: %s", scenario->name, scenario->line, words)) {
        tap_note(&scenario->tap, why);
        if (scenario->session)
            note_screen(scenario);
    }
    free(words);
    return is_ok;
}

static void run_lines(struct scenario *scenario, FILE *script)
{
    char *text = NULL;
    size_t size = 0;
    bool goes_on = true;

    while (goes_on && getline(&text, &size, script) >= 0) {
        struct scenario_line line;

        scenario->line++;
        split(scenario, text, &line);
        goes_on = line.count == 0 || scenario_step(scenario, &line);
        release_line(&line);
    }
    free(text);
}

bool scenario_run(FILE *script, const char *name, const struct scenario_places *places, FILE *tap)
{
    struct scenario scenario = {
        .places = places, .name = name, .tap = {.out = tap}, .cols = 80, .rows = 24};

    sandbox_open(&scenario.sandbox);
    run_lines(&scenario, script);
    session_end(scenario.session);
    simulator_stop(&scenario.simulator);
    for (size_t i = 0; scenario.sim_words[i]; i++)
        free(scenario.sim_words[i]);
    sandbox_close(&scenario.sandbox);
    if (scenario.tap.points == 0 && !scenario.is_skipped)
        (void)tap_point(&scenario.tap, false, "%s looks at nothing", name);
    tap_end(&scenario.tap);
    return scenario.tap.failures == 0;
}
