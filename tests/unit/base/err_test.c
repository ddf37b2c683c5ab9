/* err_test.c: a failure says what, why and what to do, and nothing that a terminal would obey. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/err.h"
#include "akscope/base/text.h"
#include "support/forked.h"
#include "support/signs.h"

static void an_empty_error_says_that_nothing_failed(void **state)
{
    struct ak_err err = ak_err_none();

    (void)state;
    assert_int_equal(err.kind, AK_ERR_NONE);
    assert_int_equal(err.retry_after_s, -1);
    assert_int_equal(err.http_status, 0);
    assert_string_equal(err.text, "");
}

static void setting_returns_the_kind_and_resets_the_rest(void **state)
{
    struct ak_err err = ak_err_none();

    (void)state;
    err.http_status = 429;
    err.system_code = 7;
    err.retry_after_s = 30;
    ak_err_set_code(&err, "TooMany");
    ak_err_set_target(&err, "reads");
    ak_err_set_request_id(&err, "guid");
    assert_int_equal(ak_err_set(&err, AK_ERR_FILE, "%s: %d", "x.ini", 3), AK_ERR_FILE);
    assert_int_equal(err.kind, AK_ERR_FILE);
    assert_string_equal(err.text, "x.ini: 3");
    assert_int_equal(err.http_status, 0);
    assert_int_equal(err.system_code, 0);
    assert_int_equal(err.retry_after_s, -1);
    assert_string_equal(err.code, "");
    assert_string_equal(err.target, "");
    assert_string_equal(err.request_id, "");
}

static void a_detail_keeps_the_rest_and_may_quote_itself(void **state)
{
    struct ak_err err = ak_err_none();

    (void)state;
    ak_err_set(&err, AK_ERR_CONFIG, "a bad number");
    ak_err_set_code(&err, "Code");
    err.http_status = 400;
    ak_err_detail(&err, "file:3: %s", err.text);
    assert_string_equal(err.text, "file:3: a bad number");
    assert_int_equal(err.kind, AK_ERR_CONFIG);
    assert_string_equal(err.code, "Code");
    assert_int_equal(err.http_status, 400);
}

static void nothing_harmful_comes_through(void **state)
{
    struct ak_err err = ak_err_none();
    static const char hostile[] = "a\x1b[2Jb\nc\xFF\xE2\x80\xAE";
    static const char clean[] = "a\xEF\xBF\xBD[2Jb c\xEF\xBF\xBD\xEF\xBF\xBD";

    (void)state;
    ak_err_set(&err, AK_ERR_REFUSED, "%s", hostile);
    ak_err_set_code(&err, hostile);
    ak_err_set_target(&err, hostile);
    ak_err_set_request_id(&err, hostile);
    assert_string_equal(err.text, clean);
    assert_string_equal(err.code, clean);
    assert_string_equal(err.target, clean);
    assert_string_equal(err.request_id, clean);
    ak_err_detail(&err, "%s", hostile);
    assert_string_equal(err.text, clean);
}

/* Texts of four-byte characters, behind 0 to 3 letters, so that each cut is met. */
static void long_texts_are_cut_at_a_character(void **state)
{
    char text[4 * AK_ERR_TEXT_SIZE];

    (void)state;
    for (size_t letters = 0; letters < 4; letters++) {
        struct ak_err err = ak_err_none();
        size_t fitting = letters + (AK_ERR_TEXT_SIZE - 1 - letters) / 4 * 4;

        memset(text, 'x', letters);
        for (size_t at = letters; at + 4 < sizeof text; at += 4)
            memcpy(text + at, SIGN_SMILE, 5);
        ak_err_set(&err, AK_ERR_REFUSED, "%s", text);
        ak_err_set_code(&err, text);
        assert_int_equal(strlen(err.text), fitting);
        assert_memory_equal(err.text, text, fitting);
        assert_int_equal(strlen(err.code), letters + (AK_ERR_CODE_SIZE - 1 - letters) / 4 * 4);
        assert_true(ak_text_is_clean(err.code, strlen(err.code)));
    }
}

static void every_kind_has_its_words_and_its_own_name(void **state)
{
    (void)state;
    for (int i = 1; i < AK_ERR_COUNT; i++) {
        enum ak_err_kind kind = (enum ak_err_kind)i;
        int exit_code = ak_err_kind_exit_code(kind);

        assert_true(strlen(ak_err_kind_sentence(kind)) > 5);
        assert_non_null(ak_err_kind_advice(kind));
        assert_true(exit_code >= 1 && exit_code <= 6);
        assert_true((int)ak_err_kind_retry(kind) <= AK_RETRY_LATER);
        assert_int_equal(ak_err_kind_from_name(ak_err_kind_name(kind)), kind);
    }
    assert_int_equal(ak_err_kind_exit_code(AK_ERR_NONE), 0);
    assert_int_equal(ak_err_kind_from_name(""), AK_ERR_NONE);
    assert_int_equal(ak_err_kind_from_name("Throttled"), AK_ERR_NONE);
}

static void exit_codes_are_those_that_scripts_know(void **state)
{
    static const struct {
        enum ak_err_kind kind;
        int exit_code;
        enum ak_retry retry;
    } cases[] = {
        {AK_ERR_USAGE, 2, AK_RETRY_NEVER},      {AK_ERR_NOT_SIGNED_IN, 3, AK_RETRY_LATER},
        {AK_ERR_FORBIDDEN, 3, AK_RETRY_LATER},  {AK_ERR_REFUSED, 4, AK_RETRY_NEVER},
        {AK_ERR_NETWORK, 5, AK_RETRY_READ},     {AK_ERR_THROTTLED, 5, AK_RETRY_LATER},
        {AK_ERR_INCOMPLETE, 6, AK_RETRY_LATER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(ak_err_kind_exit_code(cases[i].kind), cases[i].exit_code);
        assert_int_equal(ak_err_kind_retry(cases[i].kind), cases[i].retry);
    }
}

static void the_sentence_leaves_out_what_is_empty(void **state)
{
    static const struct {
        enum ak_err_kind kind;
        const char *code, *text, *sentence;
    } cases[] = {
        {AK_ERR_NONE, "", "", "all is well"},
        {AK_ERR_CANCELLED, "", "", "it was cancelled"},
        {AK_ERR_CANCELLED, "", "by you", "it was cancelled: by you"},
        {AK_ERR_REFUSED, "QuotaExceeded", "no cores left",
         "Azure refused the request: QuotaExceeded: no cores left; correct what the message names"},
        {AK_ERR_REFUSED, "", "Not now. ",
         "Azure refused the request: Not now; correct what the "
         "message names"},
        {AK_ERR_REFUSED, "X", "", "Azure refused the request: X; correct what the message names"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_err err = ak_err_none();
        char sentence[256];

        ak_err_set(&err, cases[i].kind, "%s", cases[i].text);
        ak_err_set_code(&err, cases[i].code);
        assert_ptr_equal(ak_err_sentence(&err, sentence, sizeof sentence), sentence);
        assert_string_equal(sentence, cases[i].sentence);
        /* Its halves, with what joins them. */
        char reason[256];
        char advice[256];
        char joined[600];
        ak_err_reason(&err, reason, sizeof reason);
        ak_err_advice(&err, advice, sizeof advice);
        snprintf(joined, sizeof joined, "%s%s%s", reason, advice[0] != '\0' ? "; " : "", advice);
        assert_string_equal(joined, cases[i].sentence);
    }
}

static void a_sentence_is_cut_at_a_character(void **state)
{
    struct ak_err err = ak_err_none();
    char whole[256];

    (void)state;
    ak_err_set(&err, AK_ERR_CANCELLED, SIGN_SMILE SIGN_SMILE SIGN_SMILE);
    size_t len = strlen(ak_err_sentence(&err, whole, sizeof whole));
    for (size_t size = 1; size <= len + 1; size++) {
        char cut[256];

        memset(cut, '?', sizeof cut);
        ak_err_sentence(&err, cut, size);
        size_t used = strlen(cut);
        assert_true(used < size && used + 4 >= size);
        assert_memory_equal(cut, whole, used);
        if (!ak_text_is_clean(cut, used))
            fail_msg("cut to %zu bytes it is \"%s\"", size, cut);
    }
}

static void the_longest_sentence_is_whole(void **state)
{
    struct ak_err err = ak_err_none();
    char text[AK_ERR_TEXT_SIZE], code[AK_ERR_CODE_SIZE];
    char sentence[2048], expected[2048];

    (void)state;
    memset(text, 't', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    memset(code, 'c', sizeof code - 1);
    code[sizeof code - 1] = '\0';
    for (int i = 1; i < AK_ERR_COUNT; i++) {
        enum ak_err_kind kind = (enum ak_err_kind)i;
        const char *advice = ak_err_kind_advice(kind);

        ak_err_set(&err, kind, "%s", text);
        ak_err_set_code(&err, code);
        snprintf(expected, sizeof expected, "%s: %s: %s%s%s", ak_err_kind_sentence(kind), code,
                 text, advice[0] == '\0' ? "" : "; ", advice);
        assert_string_equal(ak_err_sentence(&err, sentence, sizeof sentence), expected);
    }
}

static void break_a_promise(void)
{
    AK_BUG("it was %d, not %s", 3, "four");
}

static void a_broken_promise_says_where_and_aborts(void **state)
{
    (void)state;
    assert_aborts(break_a_promise, "err_test.c:");
    assert_aborts(break_a_promise, ": it was 3, not four\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_error_says_that_nothing_failed),
        cmocka_unit_test(setting_returns_the_kind_and_resets_the_rest),
        cmocka_unit_test(a_detail_keeps_the_rest_and_may_quote_itself),
        cmocka_unit_test(nothing_harmful_comes_through),
        cmocka_unit_test(long_texts_are_cut_at_a_character),
        cmocka_unit_test(every_kind_has_its_words_and_its_own_name),
        cmocka_unit_test(exit_codes_are_those_that_scripts_know),
        cmocka_unit_test(the_sentence_leaves_out_what_is_empty),
        cmocka_unit_test(a_sentence_is_cut_at_a_character),
        cmocka_unit_test(the_longest_sentence_is_whole),
        cmocka_unit_test(a_broken_promise_says_where_and_aborts),
    };

    return cmocka_run_group_tests_name("base/err", tests, NULL, NULL);
}
