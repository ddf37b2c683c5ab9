/* loop_test.c: turns, timers, deferred calls, work off the thread, descriptors, signals. */
#include "config.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/io/loop.h"

struct counter {
    struct ak_loop *loop;
    struct ak_timer *timer;
    struct ak_watch *watch;
    struct ak_signal *signal;
    int calls;
    int turns;
    int turns_at_call;
    int descriptor;
    pthread_t thread;
};

/* ---- later ---- */

static void count(void *context)
{
    struct counter *counter = context;
    counter->calls++;
}

static void count_and_go_on(void *context)
{
    struct counter *counter = context;
    if (++counter->calls < 5)
        ak_loop_later(counter->loop, count_and_go_on, counter);
}

static void test_later_is_later_and_counts_as_pending(void **state)
{
    struct counter counter = {.loop = ak_loop_new()};
    (void)state;

    ak_loop_later(counter.loop, count_and_go_on, &counter);
    assert_int_equal(counter.calls, 0);
    assert_int_equal(ak_loop_pending(counter.loop), 1);
    ak_loop_run(counter.loop);
    assert_int_equal(counter.calls, 5);
    assert_int_equal(ak_loop_pending(counter.loop), 0);

    ak_loop_later(counter.loop, count, &counter);
    ak_loop_free(counter.loop);
    assert_int_equal(counter.calls, 6);
}

/* ---- turns ---- */

static void on_turn(void *context)
{
    struct counter *counter = context;
    counter->turns++;
    counter->turns_at_call = counter->calls;
}

static void fire_three_times(void *context)
{
    struct counter *counter = context;
    /* what happened before has been painted */
    assert_int_equal(counter->turns, counter->calls);
    if (++counter->calls == 3)
        ak_timer_stop(counter->timer);
}

static void test_each_turn_with_a_callback_is_told_before_the_next_wait(void **state)
{
    struct counter counter = {.loop = ak_loop_new()};
    (void)state;

    ak_loop_set_on_turn(counter.loop, on_turn, &counter);
    counter.timer = ak_timer_new(counter.loop, fire_three_times, &counter);
    ak_timer_start(counter.timer, 1, 1);
    ak_loop_run(counter.loop);
    assert_int_equal(counter.calls, 3);
    assert_int_equal(counter.turns, 3);
    assert_int_equal(counter.turns_at_call, 3);

    ak_loop_set_on_turn(counter.loop, NULL, NULL);
    ak_loop_later(counter.loop, count, &counter);
    ak_loop_run(counter.loop);
    assert_int_equal(counter.calls, 4);
    assert_int_equal(counter.turns, 3);
    ak_timer_close(counter.timer);
    ak_loop_free(counter.loop);
}

static void test_a_turn_without_a_callback_is_not_told(void **state)
{
    struct counter counter = {.loop = ak_loop_new()};
    (void)state;

    ak_loop_set_on_turn(counter.loop, on_turn, &counter);
    ak_loop_run(counter.loop);
    assert_int_equal(counter.turns, 0);
    ak_loop_free(counter.loop);
}

static void stop_loop(void *context)
{
    struct counter *counter = context;
    counter->calls++;
    ak_loop_stop(counter->loop);
}

static void test_stop_ends_the_run_and_a_later_run_goes_on(void **state)
{
    struct counter counter = {.loop = ak_loop_new()};
    (void)state;

    counter.timer = ak_timer_new(counter.loop, stop_loop, &counter);
    ak_timer_start(counter.timer, 0, 1);
    ak_loop_run(counter.loop);
    assert_int_equal(counter.calls, 1);
    ak_loop_run(counter.loop);
    assert_int_equal(counter.calls, 2);
    ak_loop_stop(counter.loop);
    ak_loop_run(counter.loop);
    assert_int_equal(counter.calls, 2);
    ak_timer_close(counter.timer);
    ak_loop_free(counter.loop);
}

/* ---- timers ---- */

static void close_itself(void *context)
{
    struct counter *counter = context;
    counter->calls++;
    ak_timer_close(counter->timer);
}

static void test_a_timer_may_close_itself_and_a_stopped_one_does_not_fire(void **state)
{
    struct counter counter = {.loop = ak_loop_new()};
    (void)state;

    struct ak_timer *stopped = ak_timer_new(counter.loop, count, &counter);
    ak_timer_start(stopped, 0, 0);
    ak_timer_stop(stopped);
    counter.timer = ak_timer_new(counter.loop, close_itself, &counter);
    ak_timer_start(counter.timer, 1000000, 0);
    ak_timer_start(counter.timer, 0, 1);
    ak_loop_run(counter.loop);
    assert_int_equal(counter.calls, 1);
    ak_timer_close(stopped);
    ak_timer_close(NULL);
    ak_loop_free(counter.loop);
}

static void test_a_timer_left_open_is_our_own_mistake(void **state)
{
    int status = 0;
    (void)state;

    pid_t child = fork();
    if (child == 0) {
        struct ak_loop *loop = ak_loop_new();
        struct ak_timer *timer = ak_timer_new(loop, count, NULL);
        close(STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        ak_loop_free(loop);
        _exit(timer ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

/* ---- work ---- */

enum { JOBS = 50 };

struct job {
    struct counter *counter;
    bool ran;
    bool done;
    bool cancelled;
    int gate; /* a job with a gate runs until it can read from there; -1: none */
};

static void run_job(void *context)
{
    struct job *job = context;
    char byte = 0;
    assert_false(pthread_equal(pthread_self(), job->counter->thread));
    if (job->gate >= 0)
        assert_int_equal(read(job->gate, &byte, 1), 1);
    job->ran = true;
}

static void on_job_done(void *context, bool cancelled)
{
    struct job *job = context;
    assert_true(pthread_equal(pthread_self(), job->counter->thread));
    assert_false(job->done);
    job->done = true;
    job->cancelled = cancelled;
    job->counter->calls++;
}

static void test_jobs_run_elsewhere_and_end_here(void **state)
{
    struct counter counter = {.loop = ak_loop_new(), .thread = pthread_self()};
    struct job jobs[JOBS];
    (void)state;

    for (int i = 0; i < JOBS; i++) {
        jobs[i] = (struct job){.counter = &counter, .gate = -1};
        (void)ak_work_start(counter.loop, run_job, on_job_done, &jobs[i]);
    }
    assert_int_equal(counter.calls, 0);
    assert_int_equal(ak_loop_pending(counter.loop), JOBS);
    ak_loop_run(counter.loop);
    assert_int_equal(counter.calls, JOBS);
    for (int i = 0; i < JOBS; i++)
        assert_true(jobs[i].ran && jobs[i].done && !jobs[i].cancelled);
    ak_loop_free(counter.loop);
}

static void on_urgent_done(void *context, bool cancelled)
{
    struct job *job = context;

    on_job_done(context, cancelled);
    ak_loop_stop(job->counter->loop);
}

static void test_an_urgent_job_waits_for_no_other(void **state)
{
    struct counter counter = {.loop = ak_loop_new(), .thread = pthread_self()};
    struct job jobs[JOBS];
    struct job urgent = {.counter = &counter, .gate = -1};
    int gate[2];
    char bytes[JOBS] = {0};
    (void)state;

    assert_int_equal(pipe(gate), 0);
    for (int i = 0; i < JOBS; i++) {
        jobs[i] = (struct job){.counter = &counter, .gate = gate[0]};
        (void)ak_work_start(counter.loop, run_job, on_job_done, &jobs[i]);
    }
    (void)ak_work_start_now(counter.loop, run_job, on_urgent_done, &urgent);
    ak_loop_run(counter.loop); /* all others stand before their gate: only the urgent one can end */
    assert_true(urgent.ran && urgent.done && !urgent.cancelled);
    assert_int_equal(counter.calls, 1);
    assert_int_equal(write(gate[1], bytes, JOBS), JOBS);
    ak_loop_free(counter.loop);
    assert_int_equal(counter.calls, JOBS + 1);
    close(gate[0]);
    close(gate[1]);
}

static void test_a_job_that_is_cancelled_twice_ends_once(void **state)
{
    struct counter counter = {.loop = ak_loop_new(), .thread = pthread_self()};
    struct job jobs[JOBS];
    struct ak_work *last = NULL;
    int gate[2];
    char bytes[JOBS] = {0};
    (void)state;

    assert_int_equal(pipe(gate), 0);
    for (int i = 0; i < JOBS; i++) {
        jobs[i] = (struct job){.counter = &counter, .gate = gate[0]};
        last = ak_work_start(counter.loop, run_job, on_job_done, &jobs[i]);
    }
    ak_work_cancel(last);
    ak_work_cancel(last);
    assert_int_equal(counter.calls, 0);
    assert_int_equal(write(gate[1], bytes, JOBS), JOBS);
    ak_loop_free(counter.loop);
    assert_int_equal(counter.calls, JOBS);
    assert_true(jobs[JOBS - 1].cancelled && !jobs[JOBS - 1].ran);
    close(gate[0]);
    close(gate[1]);
}

static void test_cancelled_jobs_end_once_and_either_ran_or_not(void **state)
{
    struct counter counter = {.loop = ak_loop_new(), .thread = pthread_self()};
    struct job jobs[JOBS];
    struct ak_work *works[JOBS];
    int gate[2], cancelled = 0;
    char bytes[JOBS] = {0};
    (void)state;

    assert_int_equal(pipe(gate), 0);
    for (int i = 0; i < JOBS; i++) {
        jobs[i] = (struct job){.counter = &counter, .gate = gate[0]};
        works[i] = ak_work_start(counter.loop, run_job, on_job_done, &jobs[i]);
    }
    for (int i = 0; i < JOBS; i++)
        ak_work_cancel(works[i]);
    assert_int_equal(counter.calls, 0);
    assert_int_equal(write(gate[1], bytes, JOBS), JOBS);
    ak_loop_free(counter.loop);
    assert_int_equal(counter.calls, JOBS);
    for (int i = 0; i < JOBS; i++) {
        assert_true(jobs[i].done);
        assert_int_equal(jobs[i].cancelled, !jobs[i].ran);
        cancelled += jobs[i].cancelled;
    }
    assert_true(cancelled > 0); /* the pool is smaller than the queue */
    close(gate[0]);
    close(gate[1]);
}

/* ---- descriptors and signals ---- */

static void read_one(void *context)
{
    struct counter *counter = context;
    char byte = 0;
    ssize_t len = read(counter->descriptor, &byte, 1);
    if (len == 1) {
        counter->calls++;
        return;
    }
    ak_watch_close(counter->watch);
}

static void test_a_watch_tells_of_data_and_of_the_end(void **state)
{
    struct counter counter = {.loop = ak_loop_new()};
    int ends[2];
    (void)state;

    assert_int_equal(pipe(ends), 0);
    counter.descriptor = ends[0];
    counter.watch = ak_watch_open(counter.loop, ends[0], read_one, &counter);
    assert_int_equal(fcntl(ends[0], F_GETFL) & O_NONBLOCK, 0);
    assert_int_equal(write(ends[1], "abc", 3), 3);
    close(ends[1]);
    ak_loop_run(counter.loop);
    assert_int_equal(counter.calls, 3);
    assert_int_not_equal(fcntl(ends[0], F_GETFD), -1);
    close(ends[0]);
    ak_watch_close(NULL);
    ak_loop_free(counter.loop);
}

static void on_signal(int number, void *context)
{
    struct counter *counter = context;
    assert_int_equal(number, SIGWINCH);
    counter->calls++;
    ak_signal_close(counter->signal);
}

static void test_a_signal_arrives_on_the_loop(void **state)
{
    struct counter counter = {.loop = ak_loop_new()};
    (void)state;

    counter.signal = ak_signal_open(counter.loop, SIGWINCH, on_signal, &counter);
    assert_int_equal(raise(SIGWINCH), 0);
    assert_int_equal(counter.calls, 0);
    ak_loop_run(counter.loop);
    assert_int_equal(counter.calls, 1);
    ak_signal_close(NULL);
    ak_loop_free(counter.loop);
}

static void test_a_reader_that_went_away_does_not_kill_the_program(void **state)
{
    struct ak_loop *loop = ak_loop_new();
    int ends[2];
    (void)state;

    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_int_equal(write(ends[1], "x", 1), -1);
    close(ends[1]);
    ak_loop_free(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_later_is_later_and_counts_as_pending),
        cmocka_unit_test(test_each_turn_with_a_callback_is_told_before_the_next_wait),
        cmocka_unit_test(test_a_turn_without_a_callback_is_not_told),
        cmocka_unit_test(test_stop_ends_the_run_and_a_later_run_goes_on),
        cmocka_unit_test(test_a_timer_may_close_itself_and_a_stopped_one_does_not_fire),
        cmocka_unit_test(test_a_timer_left_open_is_our_own_mistake),
        cmocka_unit_test(test_jobs_run_elsewhere_and_end_here),
        cmocka_unit_test(test_an_urgent_job_waits_for_no_other),
        cmocka_unit_test(test_a_job_that_is_cancelled_twice_ends_once),
        cmocka_unit_test(test_cancelled_jobs_end_once_and_either_ran_or_not),
        cmocka_unit_test(test_a_watch_tells_of_data_and_of_the_end),
        cmocka_unit_test(test_a_signal_arrives_on_the_loop),
        cmocka_unit_test(test_a_reader_that_went_away_does_not_kill_the_program),
    };
    alarm(60);
    return cmocka_run_group_tests_name("io loop", tests, NULL, NULL);
}
