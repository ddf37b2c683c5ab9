#include "config.h"

#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/sim/fault_int.h"
#include "tui/sim/options_int.h"

enum { ARGUMENTS_MAX = 16 };

/* Parses a NULL-terminated list of arguments after the program's name. */
static int parse(const char *const *arguments, struct ak_sim_options *options, struct ak_err *err)
{
    char *argv[ARGUMENTS_MAX + 2] = {strdup("akscope-sim")};
    int argc = 1;
    for (; arguments[argc - 1] != NULL; argc++) {
        argv[argc] = strdup(arguments[argc - 1]);
    }
    optind = 0; /* glibc: start over */
    int failed = ak_sim_options_parse(argc, argv, options, err);
    for (int i = 0; i < argc; i++) {
        free(argv[i]);
    }
    return failed;
}

static void no_option_is_the_demonstration_fleet_on_any_port(void **state)
{
    (void)state;
    struct ak_sim_options options;
    struct ak_err err = ak_err_none();
    (void)setenv("AKSCOPE_NOW", "2026-11-23", 1);
    assert_int_equal(parse((const char *const[]){NULL}, &options, &err), 0);
    assert_true(options.is_contoso);
    assert_int_equal(options.port, 0);
    assert_int_equal(options.page_size, 100);
    assert_int_equal(options.now, 1795392000);
    assert_int_equal((int)options.time_scale, 20);
    assert_int_equal(options.retry_after, -1);
    assert_false(options.is_throttled);
    assert_null(options.state);
    assert_null(options.replay);
    ak_sim_options_release(&options);
}

static void options_are_taken_in_any_order(void **state)
{
    (void)state;
    struct ak_sim_options options;
    struct ak_err err = ak_err_none();
    const char *const arguments[] = {"--fault", "reset",     "--clusters", "10",         "--seed=9",
                                     "--fault", "latency:5", "--now",      "2027-01-01", "--quiet",
                                     "--port",  "8080",      NULL};
    assert_int_equal(parse(arguments, &options, &err), 0);
    assert_false(options.is_contoso);
    assert_true(options.is_quiet);
    assert_int_equal(options.clusters, 10);
    assert_int_equal(options.port, 8080);
    assert_int_equal(options.now, 1798761600);
    assert_int_equal(options.faults.len, 2);
    struct ak_sim_fault *second = ak_vec_at(&options.faults, 1);
    assert_int_equal(second->kind, AK_SIM_FAULT_LATENCY);
    assert_int_equal(second->random, 10);
    ak_sim_options_release(&options);
}

static void changes_have_options_of_their_own(void **state)
{
    (void)state;
    static char words[][16] = {"akscope-sim", "--time-scale", "0.5",     "--retry-after",
                               "3",           "--throttle",   "--state", "kept.json",
                               "--replay",    "tape.json"};
    enum { WORDS = (int)(sizeof words / sizeof *words) };
    char *argv[WORDS + 1] = {NULL};
    struct ak_sim_options options;
    struct ak_err err = ak_err_none();
    for (int i = 0; i < WORDS; i++) {
        argv[i] = words[i];
    }
    optind = 0; /* glibc: start over */
    assert_int_equal(ak_sim_options_parse(WORDS, argv, &options, &err), 0);
    assert_int_equal((int)(options.time_scale * 10), 5);
    assert_int_equal(options.retry_after, 3);
    assert_true(options.is_throttled);
    assert_string_equal(options.state, "kept.json");
    assert_string_equal(options.replay, "tape.json");
    ak_sim_options_release(&options);
}

static void bad_input_is_one_sentence(void **state)
{
    (void)state;
    static const char *const bad[][3] = {
        {"--port", "70000", NULL},
        {"--port", "x", NULL},
        {"--port", NULL},
        {"--pools", "0", NULL},
        {"--fleet", "other", NULL},
        {"--now", "tomorrow", NULL},
        {"--time-scale", "0", NULL},
        {"--time-scale", "x", NULL},
        {"--retry-after", "-1", NULL},
        {"--retry-after", "soon", NULL},
        {"--state", NULL},
        {"--replay", NULL},
        {"--throttle=1", NULL},
        {"--fault", "quake", NULL},
        {"--whatever", NULL},
        {"word", NULL},
        {"-p", NULL},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ak_sim_options options;
        struct ak_err err = ak_err_none();
        if (parse(bad[i], &options, &err) != AK_ERR_USAGE) {
            fail_msg("%s was taken", bad[i][0]);
        }
        assert_true(strlen(err.text) > 10);
        assert_null(strchr(err.text, '\n'));
        ak_sim_options_release(&options);
    }
}

static void a_bad_date_in_the_environment_is_refused(void **state)
{
    (void)state;
    struct ak_sim_options options;
    struct ak_err err = ak_err_none();
    (void)setenv("AKSCOPE_NOW", "someday", 1);
    assert_int_equal(parse((const char *const[]){NULL}, &options, &err), AK_ERR_USAGE);
    ak_sim_options_release(&options);
    (void)unsetenv("AKSCOPE_NOW");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_option_is_the_demonstration_fleet_on_any_port),
        cmocka_unit_test(options_are_taken_in_any_order),
        cmocka_unit_test(changes_have_options_of_their_own),
        cmocka_unit_test(bad_input_is_one_sentence),
        cmocka_unit_test(a_bad_date_in_the_environment_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
