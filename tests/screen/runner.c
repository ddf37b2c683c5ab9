/* runner.c: runs a scenario file with the real program and reports in TAP.
 *
 * runner FILE.scr, with top_srcdir, top_builddir and AKSCOPE_SHARED in the environment, as
 * `make check` sets them. AKSCOPE_PROGRAM and AKSCOPE_SIM name other programs, AKSCOPE_PICTURES a
 * folder for what `picture` makes. */
#include "config.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "tests/screen/scenario.h"

enum { EXIT_USAGE = 2 };

static const char *required(const char *name)
{
    const char *value = getenv(name);

    if (!value || !*value)
        errx(EXIT_USAGE, "%s is not set", name);
    return value;
}

static char *below(const char *folder, const char *name)
{
    char *path;

    if (asprintf(&path, "%s/%s", folder, name) < 0)
        err(EXIT_FAILURE, "%s", name);
    return path;
}

/* The value of a variable, or `otherwise`. */
static const char *or_else(const char *name, const char *otherwise)
{
    const char *value = getenv(name);

    return value && *value ? value : otherwise;
}

int main(int argc, char **argv)
{
    const char *source = required("top_srcdir");
    const char *build = required("top_builddir");
    char *program = below(build, "akscope");
    char *sim = below(build, "akscope-sim");
    char *golden = below(source, "tests/screen/golden");
    const struct scenario_places places = {
        .program = or_else("AKSCOPE_PROGRAM", program),
        .sim = or_else("AKSCOPE_SIM", sim),
        .source = source,
        .build = build,
        .shared = or_else("AKSCOPE_SHARED", "/nonexistent"),
        .golden = golden,
        .pictures = or_else("AKSCOPE_PICTURES", NULL),
    };
    FILE *script;
    bool is_ok;

    if (argc != 2)
        errx(EXIT_USAGE, "usage: runner FILE.scr");
    script = fopen(argv[1], "r");
    if (!script)
        err(EXIT_USAGE, "%s", argv[1]);
    is_ok = scenario_run(script, basename(argv[1]), &places, stdout);
    (void)fclose(script);
    free(golden);
    free(sim);
    free(program);
    return is_ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
