/* announce_test.c: what a person hears of a change, and when it is worth the bell. */
#include "config.h"

#include "announce_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void each_event_is_one_line(void **state)
{
    static const struct {
        enum ak_dispatch_event_kind kind;
        const char *said;
        enum ak_role role;
        bool is_end;
    } cases[] = {
        {AK_DISPATCH_ACCEPTED, "Azure has taken it: scale batch of hsm", AK_ROLE_TEXT, false},
        {AK_DISPATCH_DONE, "done: scale batch of hsm", AK_ROLE_GOOD, true},
        {AK_DISPATCH_FAILED, "failed: scale batch of hsm: no quota is left", AK_ROLE_ERROR, true},
        {AK_DISPATCH_LOST, "scale batch of hsm: nobody can tell", AK_ROLE_ERROR, true},
        {AK_DISPATCH_NO_JOURNAL, "nothing can be changed: no quota is left", AK_ROLE_ERROR, false},
    };
    struct ak_err err = ak_err_none();

    (void)state;
    assert_int_equal(ak_err_set(&err, AK_ERR_REFUSED, "no quota is left"), AK_ERR_REFUSED);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_dispatch_event event = {.kind = cases[i].kind,
                                          .title = "scale batch of hsm",
                                          .err = &err,
                                          .text = "nobody can tell"};
        struct ak_announcement said;

        ak__announce(&event, &said);
        assert_string_equal(said.text, cases[i].said);
        assert_int_equal(said.role, cases[i].role);
        assert_int_equal(said.is_end, cases[i].is_end);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_event_is_one_line)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
