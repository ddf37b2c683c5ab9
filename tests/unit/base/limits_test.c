/* limits_test.c: the limits hold what was recorded, and fit into each other. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "akscope/base/limits.h"

/* The longest polling URL and the largest page that Azure was seen to send. */
enum { LONGEST_URL = 3602, LARGEST_PAGE = 10 * 1024 * 1024 };

static void what_azure_sends_is_below_the_limits(void **state)
{
    (void)state;
    assert_true(AK_LIMIT_URL > 2 * LONGEST_URL);
    assert_true(AK_LIMIT_BODY > 2 * LARGEST_PAGE);
}

static void what_holds_another_is_larger(void **state)
{
    (void)state;
    assert_true(AK_LIMIT_HEADER > AK_LIMIT_URL); /* a Location */
    assert_true(AK_LIMIT_HEADERS > AK_LIMIT_HEADER);
    assert_true(AK_LIMIT_CACHE > AK_LIMIT_BODY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_azure_sends_is_below_the_limits),
        cmocka_unit_test(what_holds_another_is_larger),
    };

    return cmocka_run_group_tests_name("base/limits", tests, NULL, NULL);
}
