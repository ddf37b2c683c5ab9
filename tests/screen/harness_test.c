/* harness_test.c: proves the screen harness on a small program (fixture.c): that scenarios which
 * hold pass, and that each kind of fault fails with a reason. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/screen/picture.h"
#include "tests/screen/sandbox.h"
#include "tests/screen/scenario.h"
#include "tests/screen/watch.h"

/* Runs a script against the fixture; *report is its TAP, which the caller frees. */
static bool run_at(const char *script, const char *golden, char **report)
{
    const char *build = getenv("top_builddir");
    char program[4096];
    const struct scenario_places places = {
        .program = program,
        .sim = program,
        .source = "/source",
        .build = build ? build : ".",
        .shared = "/shared",
        .golden = golden,
    };
    size_t size = 0;
    char *copy = strdup(script);
    FILE *in = copy ? fmemopen(copy, strlen(copy), "r") : NULL;
    FILE *out = open_memstream(report, &size);
    bool is_ok;

    (void)snprintf(program, sizeof program, "%s/tests/screen/fixture", places.build);
    assert_non_null(in);
    assert_non_null(out);
    is_ok = scenario_run(in, "script", &places, out);
    (void)fclose(in);
    (void)fclose(out);
    free(copy);
    return is_ok;
}

static void assert_holds(const char *script)
{
    char *report;
    bool is_ok = run_at(script, "/nonexistent", &report);

    if (!is_ok)
        print_error("%s\n%s", script, report);
    free(report);
    assert_true(is_ok);
}

static void assert_fails(const char *script, const char *reason)
{
    char *report;
    bool is_ok = run_at(script, "/nonexistent", &report);
    bool says = strstr(report, reason) != NULL;

    if (is_ok || !says)
        print_error("%s\nshould have failed with \"%s\":\n%s", script, reason, report);
    free(report);
    assert_false(is_ok);
    assert_true(says);
}

static void scenarios_that_hold_pass(void **state)
{
    static const char *const scripts[] = {
        "size 60x20\nrun\nexpect \"fixture 60x20\" \"keys 0\"\n",
        "run greeting\nexpect greeting\nreject farewell\n",
        "# a comment\n\nrun \"two words\" # and here\nexpect \"two words\"\n",
        /* keys */
        "run\nkey a b c\nsettle\nexpect \"keys 3 last c\"\n",
        "run\nkey Up\nexpect \"last ^[OA\"\nkey F5\nexpect \"^[[15~\"\nkey BackTab\n"
        "expect \"last ^[[Z\"\nkey Enter\nexpect \"last ^M\"\nkey Ctrl-x\nexpect \"last ^X\"\n"
        "key Alt-x\nexpect \"last ^[x\"\nkey Space\nexpect \"keys 7\"\n",
        "run\nkey Esc j\nexpect \"keys 2 last j\"\n",
        "run\nkey n n n n\nsettle\nkey a\nexpect \"keys 5 last a\"\n",
        "run\ntype \"h\xc3\xa9\xe5\xb9\xbf\"\nexpect \"keys 3 last \xe5\xb9\xbf\"\n",
        "run\npaste \"one\\ntwo\"\nexpect \"keys 6\" \"one^Jtwo\"\n",
        "run --plain\nexpect \"name?\"\ntype \"me\\n\"\nexpect \"hello me\"\nexpect-exit 0\n",
        /* the mouse: only where it was asked for */
        "run\nclick ready\nsettle\nexpect \"keys 0\"\n",
        "run\nkey m\nclick keys\nsettle\nexpect \"keys 2 last ^[[<0;1;2m\"\n",
        "run\nkey m\ndouble-click \"\xe2\x94\x82\"\nsettle\nexpect \"keys 3 last ^[[<0;6;4m\"\n",
        "run\nkey m\nwheel up ready\nsettle\nexpect \"keys 2 last ^[[<64;1;3M\"\n",
        "run\nkey m\nwheel down ready\nsettle\nexpect \"last ^[[<65;1;3M\"\n",
        /* waiting */
        "run\nkey w\nsettle\nexpect \"work done\"\n",
        "run\nkey w\nexpect working\nexpect-gone working\nexpect \"work done\"\n",
        "run\nresize 100x30\nexpect \"fixture 100x30\"\nresize 40x12\nexpect \"fixture 40x12\"\n",
        "run\nkey a\nexpect-silent 100\n",
        /* leaving */
        "run\nkey q\nexpect-exit 3\nexpect-restored\nreject keys\n",
        "run\nsettle\nsignal TERM\nexpect-exit 0\nexpect-restored\n",
        "run\nsettle\nsignal ABRT\nexpect-exit -6\n",
        "run\nkey Ctrl-z\nexpect-stopped\nexpect-restored\nsignal CONT\nexpect continued\n",
        "run\nkey q\nexpect-exit 3\nrun again\nexpect again\n",
        "run\nsettle\nexpect-processes 1\nkey q\nexpect-exit 3\nexpect-processes 0\n",
        "run\nkey c\nsettle\nexpect-processes 2\n",
        "run\nkey w\nexpect working\nexpect-busy\n",
        "shell \"echo one; exit 4\"\nexpect one\nexpect-exit 4\n",
        "run\nsettle\nexpect-output \"\\e[2J\"\nreject-output nowhere\n",
        /* the rest */
        "run\nexpect \"\xe5\xb9\xbf e\xcc\x81 \xe2\x94\x82\"\n",
        "run\nkey y\nexpect-clipboard \"copied text\"\n",
        "run\ncursor hidden\n",
        "run \"${folder}\" \nexpect akscope-\n",
        "require /nonexistent/file\nrun\nexpect never\n",
        "write home/some/file \"text\\n\"\nrequire ${folder}/home/some/file\nrun\nexpect ready\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
        assert_holds(scripts[i]);
}

static void faults_fail_with_a_reason(void **state)
{
    static const struct {
        const char *script;
        const char *reason;
        bool waits; /* until the time limit, which then is short */
    } cases[] = {
        {"run\nexpect nowhere\n", "time limit waiting for nowhere", true},
        {"run\nexpect nowhere\n", "|fixture 80x24", true},
        {"run\nexpect-gone ready\n", "time limit waiting for ready", true},
        {"run\nreject ready\n", "it is on the screen", false},
        {"run\nkey q\nexpect nowhere\n", "the program ended while waiting for nowhere", false},
        {"run\nkey q\nexpect-exit 0\n", "it ended with 3, expected 0", false},
        {"run\nkey x\nexpect-exit 0\nexpect-restored\n", "mode 1049 was left set", false},
        {"run\nkey x\nexpect-exit 0\nexpect-restored\n", "the terminal was left raw", false},
        {"run\nsettle\nexpect-restored\n", "the program still runs", false},
        {"run\nkey s\nexpect-silent\n", "although nothing changed", false},
        {"run\nkey Nothing\nexpect ready\n", "unknown key Nothing", false},
        {"run\nexpect-exit 0\n", "time limit waiting for the program to close the terminal", true},
        {"run\nexpect-clipboard text\n", "nothing was copied", false},
        {"run\nsettle\nexpect-busy\n", "nothing is under way", false},
        {"run\nclick nowhere\n", "nowhere is not on the screen", false},
        {"run\nsettle\nexpect-processes 2\n", "there are 1", true},
        {"run\nkey c q\nexpect-exit 3\nexpect-processes 0\n", "there are 1", true},
        {"run\nsettle\nreject-output \"\\e[2J\"\n", "it was written to the terminal", false},
        {"run\nsettle\nexpect-output nowhere\n", "it was never written to the terminal", false},
        {"run\ncursor 1 1\n", "hidden", false},
        {"run\ngolden missing\n", "make update-goldens", false},
        {"sim --fleet contoso\n", "the simulator does not start", false},
        {"run\nsettle\n", "looks at nothing", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (cases[i].waits)
            (void)setenv("AKSCOPE_TEST_LIMIT", "2", 1);
        assert_fails(cases[i].script, cases[i].reason);
        (void)unsetenv("AKSCOPE_TEST_LIMIT");
    }
}

static void goldens_are_written_compared_and_explained(void **state)
{
    static const char script[] = "size 30x5\nrun first\ngolden picture styles\n";
    static const char other[] = "size 30x5\nrun second\ngolden picture styles\n";
    struct sandbox sandbox;
    char *report;

    (void)state;
    sandbox_open(&sandbox);
    (void)setenv("AKSCOPE_UPDATE_GOLDENS", "1", 1);
    assert_true(run_at(script, sandbox.folder, &report));
    free(report);
    (void)unsetenv("AKSCOPE_UPDATE_GOLDENS");
    assert_true(run_at(script, sandbox.folder, &report));
    free(report);
    assert_false(run_at(other, sandbox.folder, &report));
    assert_non_null(strstr(report, "#   3 -|first\n#   3 +|second\n"));
    assert_non_null(strstr(report, "not ok 2 - "));
    assert_non_null(strstr(report, "#   3 -|bbbbb\n#   3 +|bbbbbb\n"));
    free(report);
    sandbox_close(&sandbox);
}

static void a_fence_ends_what_is_read_at_once(void **state)
{
    static const char stream[] = "text\x1b[?25l\x1b]0;title\a\x1b]7777;akscope;1;2;3\amore";
    struct watch watch;
    bool at_fence;
    size_t used;

    (void)state;
    watch_init(&watch);
    used = watch_feed(&watch, stream, strlen(stream), &at_fence);
    assert_true(at_fence);
    assert_string_equal(stream + used, "more");
    assert_int_equal(watch.fence.frame, 1);
    assert_int_equal(watch.fence.pending, 2);
    assert_int_equal(watch.fence.consumed, 3);
    assert_false(watch_is_set(&watch, 25));
    assert_true(watch_is_set(&watch, 7));
    assert_int_equal(watch_feed(&watch, stream + used, 4, &at_fence), 4);
    assert_false(at_fence);
    watch_release(&watch);
}

static void a_fence_may_come_byte_by_byte(void **state)
{
    static const char stream[] = "\x1b]7777;akscope;10;0;4\x1b\\";
    struct watch watch;
    int fences = 0;

    (void)state;
    watch_init(&watch);
    for (const char *at = stream; *at; at++) {
        bool at_fence;

        assert_int_equal(watch_feed(&watch, at, 1, &at_fence), 1);
        fences += at_fence;
    }
    assert_int_equal(fences, 1);
    assert_int_equal(watch.fence.frame, 10);
    watch_release(&watch);
}

static void ignore_output(void *context, const char *bytes, size_t len)
{
    (void)context;
    (void)bytes;
    (void)len;
}

static void a_picture_has_colours_and_escapes(void **state)
{
    static const char stream[] = "\x1b[1;31m<a>\x1b[0;38;2;1;2;3m&\x1b[7m\xe5\xb9\xbf";
    struct emulator *emulator = emulator_new(20, 2, ignore_output, NULL);
    char *page = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&page, &size);

    (void)state;
    assert_non_null(out);
    emulator_feed(emulator, stream, strlen(stream));
    picture_write(emulator, out);
    (void)fclose(out);
    assert_non_null(strstr(page, "font-weight:bold'>&#60;a>"));
    assert_non_null(strstr(page, "color:#010203;"));
    assert_non_null(strstr(page, "background:#010203'><i class=w2>\xe5\xb9\xbf</i>"));
    free(page);
    emulator_free(emulator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fence_ends_what_is_read_at_once),
        cmocka_unit_test(a_fence_may_come_byte_by_byte),
        cmocka_unit_test(scenarios_that_hold_pass),
        cmocka_unit_test(faults_fail_with_a_reason),
        cmocka_unit_test(goldens_are_written_compared_and_explained),
        cmocka_unit_test(a_picture_has_colours_and_escapes),
    };

    (void)unsetenv("AKSCOPE_TEST_LIMIT");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
