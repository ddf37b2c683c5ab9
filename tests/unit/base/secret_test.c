/* secret_test.c: a secret is wiped with its last reference, and the process leaves no core. The
 * linker leads explicit_bzero here. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/secret.h"

void __real_explicit_bzero(void *bytes, size_t len);
void __wrap_explicit_bzero(void *bytes, size_t len);
void __wrap___explicit_bzero_chk(void *bytes, size_t len, size_t size);

static struct {
    int calls;
    char before[64]; /* what stood there */
    size_t len;
    bool is_zero; /* afterwards */
} wiped;

void __wrap_explicit_bzero(void *bytes, size_t len)
{
    static const char zeros[sizeof wiped.before];

    wiped.calls++;
    wiped.len = len;
    assert_true(len < sizeof wiped.before);
    memcpy(wiped.before, bytes, len);
    wiped.before[len] = '\0';
    __real_explicit_bzero(bytes, len);
    wiped.is_zero = memcmp(bytes, zeros, len) == 0;
}

/* What _FORTIFY_SOURCE makes of it. */
void __wrap___explicit_bzero_chk(void *bytes, size_t len, size_t size)
{
    assert_true(len <= size);
    __wrap_explicit_bzero(bytes, len);
}

static int forget_wiped(void **state)
{
    (void)state;
    memset(&wiped, 0, sizeof wiped);
    return 0;
}

static void a_text_is_wiped_before_it_is_freed(void **state)
{
    (void)state;
    ak_secret_free(strdup("hunter2"));
    assert_int_equal(wiped.calls, 1);
    assert_string_equal(wiped.before, "hunter2");
    assert_true(wiped.is_zero);
    ak_secret_free(NULL);
    assert_int_equal(wiped.calls, 1);
}

static void the_value_is_a_copy_with_a_nul(void **state)
{
    char value[] = "eyJ0eXAi.secret";
    struct ak_secret *secret = ak_secret_new(value, 8);

    (void)state;
    memset(value, 'x', sizeof value - 1);
    assert_string_equal(ak_secret_reveal(secret), "eyJ0eXAi");
    assert_int_equal(ak_secret_length(secret), 8);
    ak_secret_unref(secret);
    struct ak_secret *empty = ak_secret_new("", 0);
    assert_string_equal(ak_secret_reveal(empty), "");
    assert_int_equal(ak_secret_length(empty), 0);
    ak_secret_unref(empty);
}

static void the_last_reference_wipes_all_of_it(void **state)
{
    struct ak_secret *secret = ak_secret_new("a\0b", 3);

    (void)state;
    assert_ptr_equal(ak_secret_ref(secret), secret);
    ak_secret_unref(secret);
    assert_int_equal(wiped.calls, 0);
    assert_memory_equal(ak_secret_reveal(secret), "a\0b", 4);
    ak_secret_unref(secret);
    assert_int_equal(wiped.calls, 1);
    assert_int_equal(wiped.len, 3);
    assert_memory_equal(wiped.before, "a\0b", 3);
    assert_true(wiped.is_zero);
    ak_secret_unref(NULL);
    assert_int_equal(wiped.calls, 1);
}

static void a_callers_copy_is_wiped_as_it_says(void **state)
{
    char bytes[] = "abcdef";

    (void)state;
    ak_secret_wipe(bytes, 3);
    assert_memory_equal(bytes, "\0\0\0def", 7);
}

/* 0 when the process can leave no core and can't be traced by others. */
static int leaves_no_core(void)
{
    struct rlimit core;

    ak_secret_no_core();
    if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_cur != 0 || core.rlim_max != 0)
        return 1;
    return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : 2;
}

static void the_process_leaves_no_core(void **state)
{
    int status = -1;
    pid_t child = fork();

    (void)state;
    assert_true(child >= 0);
    if (child == 0)
        _exit(leaves_no_core());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_value_is_a_copy_with_a_nul, forget_wiped),
        cmocka_unit_test_setup(the_last_reference_wipes_all_of_it, forget_wiped),
        cmocka_unit_test_setup(a_callers_copy_is_wiped_as_it_says, forget_wiped),
        cmocka_unit_test_setup(a_text_is_wiped_before_it_is_freed, forget_wiped),
        cmocka_unit_test_setup(the_process_leaves_no_core, forget_wiped),
    };

    return cmocka_run_group_tests_name("base/secret", tests, NULL, NULL);
}
