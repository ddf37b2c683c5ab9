/* child_test.c: helper programs and services, the shell standing in for all of them. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/io/child.h"

enum { PATIENCE_MS = 30 * 1000, SHORT_MS = 60 };

struct outcome {
    struct ak_child *child; /* NULL once it has completed */
    int completions;
    bool ended; /* it ran to an end of its own */
    int exit_status;
    int term_signal;
    size_t output_len;
    char output[256];
    char error_text[AK_ERR_TEXT_SIZE];
    struct ak_err err;
};

static void on_done(const struct ak_child_result *result, const struct ak_err *err, void *context)
{
    struct outcome *outcome = context;
    assert_true((result == NULL) != (err == NULL));
    outcome->child = NULL;
    outcome->completions++;
    outcome->ended = result != NULL;
    if (err) {
        outcome->err = *err;
        return;
    }
    outcome->exit_status = result->exit_status;
    outcome->term_signal = result->term_signal;
    outcome->output_len = result->output_len;
    assert_int_equal(strlen(result->output), result->output_len);
    (void)ak_text_copy(outcome->output, sizeof outcome->output, result->output);
    (void)ak_text_copy(outcome->error_text, sizeof outcome->error_text, result->error_text);
}

static struct outcome run_shell(const char *script, int64_t timeout_ms)
{
    const char *const arguments[] = {"sh", "-c", script, NULL};
    struct ak_loop *loop = ak_loop_new();
    struct outcome outcome = {0};

    outcome.child = ak_child_start(loop, arguments, timeout_ms, on_done, &outcome);
    assert_int_equal(outcome.completions, 0);
    assert_int_equal(ak_loop_pending(loop), 1);
    ak_loop_run(loop);
    assert_int_equal(outcome.completions, 1);
    assert_int_equal(ak_loop_pending(loop), 0);
    ak_loop_free(loop);
    return outcome;
}

static void assert_failed(const struct outcome *outcome, enum ak_err_kind kind)
{
    assert_int_equal(outcome->completions, 1);
    assert_false(outcome->ended);
    assert_string_equal(ak_err_kind_name(outcome->err.kind), ak_err_kind_name(kind));
}

static void test_output_errors_and_status_are_told_apart(void **state)
{
    struct outcome outcome = run_shell("echo out; echo problem >&2; exit 3", PATIENCE_MS);
    (void)state;

    assert_true(outcome.ended);
    assert_int_equal(outcome.exit_status, 3);
    assert_int_equal(outcome.term_signal, 0);
    assert_string_equal(outcome.output, "out\n");
    assert_non_null(strstr(outcome.error_text, "problem"));
    assert_null(strchr(outcome.error_text, '\n'));
}

static void test_a_program_that_says_nothing_has_empty_output(void **state)
{
    struct outcome outcome = run_shell("exit 0", PATIENCE_MS);
    (void)state;

    assert_true(outcome.ended);
    assert_int_equal(outcome.exit_status, 0);
    assert_int_equal(outcome.output_len, 0);
    assert_string_equal(outcome.error_text, "");
}

static void test_errors_are_sanitised_and_cut(void **state)
{
    struct outcome outcome =
        run_shell("printf 'a\\033[31mb\\302\\205c' >&2; yes | head -c 100000 >&2", PATIENCE_MS);
    (void)state;

    assert_true(outcome.ended);
    assert_null(strchr(outcome.error_text, '\033'));
    assert_true(ak_text_is_clean(outcome.error_text, strlen(outcome.error_text)));
    assert_true(strlen(outcome.error_text) > 100);
}

static void test_a_signal_is_told(void **state)
{
    struct outcome outcome = run_shell("kill -TERM $$", PATIENCE_MS);
    (void)state;

    assert_true(outcome.ended);
    assert_int_equal(outcome.exit_status, -1);
    assert_int_equal(outcome.term_signal, SIGTERM);
}

static void test_large_output_arrives_whole_up_to_the_limit(void **state)
{
    char script[64];
    (void)state;

    (void)snprintf(script, sizeof script, "yes | head -c %d", AK_LIMIT_CHILD_OUTPUT);
    struct outcome outcome = run_shell(script, PATIENCE_MS);
    assert_true(outcome.ended);
    assert_int_equal(outcome.output_len, AK_LIMIT_CHILD_OUTPUT);
    outcome = run_shell("yes", PATIENCE_MS);
    assert_failed(&outcome, AK_ERR_TOO_LARGE);
}

static void test_a_missing_program_is_told(void **state)
{
    const char *const arguments[] = {"akscope-no-such-program", NULL};
    struct ak_loop *loop = ak_loop_new();
    struct outcome outcome = {0};
    (void)state;

    (void)ak_child_start(loop, arguments, PATIENCE_MS, on_done, &outcome);
    assert_int_equal(outcome.completions, 0);
    ak_loop_run(loop);
    assert_failed(&outcome, AK_ERR_CHILD);
    assert_int_equal(outcome.err.system_code, ENOENT);
    assert_non_null(strstr(outcome.err.text, "akscope-no-such-program"));
    ak_loop_free(loop);
}

/* True once nobody writes to the fifo any more, which all of a script's processes do. */
static bool are_all_gone(int fifo)
{
    struct pollfd polled = {.fd = fifo, .events = POLLIN};
    char byte;

    while (read(fifo, &byte, 1) != 0) {
        if (poll(&polled, 1, PATIENCE_MS) <= 0)
            return false;
    }
    return true;
}

static void test_too_slow_a_program_is_killed_with_its_own_children(void **state)
{
    static const char *const scripts[] = {
        "exec 3>$FIFO; sleep 1000", "exec 3>$FIFO; sleep 1000 & wait",
        "exec 3>$FIFO; trap '' TERM INT HUP; sleep 1000; sleep 1000",
        "exec 3>$FIFO; sleep 1000 & exit 0", /* has ended, but something still holds its output */
    };
    char folder[] = "/tmp/akscope-child-test-XXXXXX", path[64];
    (void)state;

    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/fifo", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    setenv("FIFO", path, 1);
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        int fifo = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        struct outcome outcome = run_shell(scripts[i], SHORT_MS);
        assert_failed(&outcome, AK_ERR_TIMEOUT);
        assert_true(are_all_gone(fifo));
        (void)close(fifo);
    }
    unsetenv("FIFO");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void test_our_variables_are_kept_from_children_and_others_are_not(void **state)
{
    (void)state;

    setenv("AKSCOPE_TOKEN", "secret", 1);
    setenv("AKSCOPE_NOW", "2027-01-01", 1);
    setenv("AZURE_CLIENT_SECRET", "canary-4711", 1);
    setenv("IDENTITY_HEADER", "canary-4711", 1);
    setenv("AZURE_CONFIG_DIR", "/somewhere", 1);
    struct outcome outcome = run_shell("env | grep -c -e '^AKSCOPE_' -e canary-4711; echo "
                                       "$AZURE_CONFIG_DIR; read line || echo no input",
                                       PATIENCE_MS);
    unsetenv("AKSCOPE_TOKEN");
    unsetenv("AKSCOPE_NOW");
    unsetenv("AZURE_CLIENT_SECRET");
    unsetenv("IDENTITY_HEADER");
    unsetenv("AZURE_CONFIG_DIR");
    assert_true(outcome.ended);
    assert_string_equal(outcome.output, "0\n/somewhere\nno input\n");
}

static void test_cancelling_completes_once_and_later(void **state)
{
    const char *const arguments[] = {"sleep", "1000", NULL};
    const char *const missing[] = {"akscope-no-such-program", NULL};
    struct ak_loop *loop = ak_loop_new();
    struct outcome running = {0}, failed = {0};
    (void)state;

    running.child = ak_child_start(loop, arguments, PATIENCE_MS, on_done, &running);
    failed.child = ak_child_start(loop, missing, PATIENCE_MS, on_done, &failed);
    ak_child_cancel(running.child);
    ak_child_cancel(running.child);
    ak_child_cancel(failed.child);
    assert_int_equal(running.completions + failed.completions, 0);
    ak_loop_free(loop);
    assert_failed(&running, AK_ERR_CANCELLED);
    assert_failed(&failed, AK_ERR_CANCELLED);
}

/* ---- services ---- */

static void test_a_service_that_ends_is_told_of(void **state)
{
    const char *const arguments[] = {"sh", "-c", "exit 7", NULL};
    struct ak_loop *loop = ak_loop_new();
    struct ak_service *service = NULL;
    struct outcome outcome = {0};
    struct ak_err err;
    (void)state;

    assert_int_equal(ak_service_start(loop, arguments, on_done, &outcome, &service, &err), 0);
    ak_loop_run(loop);
    assert_int_equal(outcome.completions, 1);
    assert_int_equal(outcome.exit_status, 7);
    ak_service_close(service);
    ak_loop_free(loop);
}

/* The service says through a fifo that its signals are set up, so that the test can't be too early.
 */
static void test_a_service_that_runs_is_ended_by_closing(void **state)
{
    static const char *const scripts[] = {
        "echo > \"$0\"; exec sleep 1000",
        "trap '' TERM; echo > \"$0\"; while :; do :; done", /* SIGKILL is needed */
    };
    char folder[] = "/tmp/akscope-child-test-XXXXXX", fifo[64], line[4];
    (void)state;

    assert_non_null(mkdtemp(folder));
    (void)snprintf(fifo, sizeof fifo, "%s/fifo", folder);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        const char *const arguments[] = {"sh", "-c", scripts[i], fifo, NULL};
        struct ak_loop *loop = ak_loop_new();
        struct ak_service *service = NULL;
        struct outcome outcome = {0};
        struct ak_err err;
        assert_int_equal(ak_service_start(loop, arguments, on_done, &outcome, &service, &err), 0);
        FILE *ready = fopen(fifo, "r");
        assert_non_null(fgets(line, sizeof line, ready));
        (void)fclose(ready);
        ak_service_close(service);
        ak_loop_free(loop);
        assert_int_equal(outcome.completions, 0);
    }
    assert_int_equal(unlink(fifo), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void test_a_missing_service_is_told_at_once(void **state)
{
    const char *const arguments[] = {"akscope-no-such-program", NULL};
    struct ak_loop *loop = ak_loop_new();
    struct ak_service *service = NULL;
    struct ak_err err;
    (void)state;

    assert_int_equal(ak_service_start(loop, arguments, on_done, NULL, &service, &err),
                     AK_ERR_CHILD);
    assert_int_equal(err.system_code, ENOENT);
    assert_null(service);
    ak_service_close(NULL);
    ak_loop_free(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_output_errors_and_status_are_told_apart),
        cmocka_unit_test(test_a_program_that_says_nothing_has_empty_output),
        cmocka_unit_test(test_errors_are_sanitised_and_cut),
        cmocka_unit_test(test_a_signal_is_told),
        cmocka_unit_test(test_large_output_arrives_whole_up_to_the_limit),
        cmocka_unit_test(test_a_missing_program_is_told),
        cmocka_unit_test(test_too_slow_a_program_is_killed_with_its_own_children),
        cmocka_unit_test(test_our_variables_are_kept_from_children_and_others_are_not),
        cmocka_unit_test(test_cancelling_completes_once_and_later),
        cmocka_unit_test(test_a_service_that_ends_is_told_of),
        cmocka_unit_test(test_a_service_that_runs_is_ended_by_closing),
        cmocka_unit_test(test_a_missing_service_is_told_at_once),
    };
    alarm(60);
    return cmocka_run_group_tests_name("io children", tests, NULL, NULL);
}
