/* text_width_test.c: columns in a terminal, of signs, clusters and texts. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/text.h"
#include "support/signs.h"

static void points_have_their_columns(void **state)
{
    static const struct {
        const char *name;
        uint32_t first, last;
        int width;
    } cases[] = {
        {"C0", 0x00, 0x1F, -1},
        {"ASCII", 0x20, 0x7E, 1},
        {"DEL and C1", 0x7F, 0x9F, -1},
        {"Latin", 0xA0, 0x2FF, 1},
        {"combining diacritics", 0x300, 0x36F, 0},
        {"Greek", 0x391, 0x3A1, 1},
        {"Cyrillic", 0x400, 0x482, 1},
        {"Hebrew points", 0x591, 0x5BD, 0},
        {"Devanagari virama", 0x94D, 0x94D, 0},
        {"Hangul leads", 0x1100, 0x115F, 2},
        {"Hangul vowels and tails", 0x1160, 0x11FF, 0},
        {"Hangul syllables", 0xAC00, 0xD7A3, 2},
        {"zero width space to marks", 0x200B, 0x200F, 0},
        {"dashes, quotes, ellipsis", 0x2010, 0x2026, 1},
        {"box drawing and blocks", 0x2500, 0x259F, 1},
        {"watch and hourglass", 0x231A, 0x231B, 2},
        {"heart, as text", 0x2764, 0x2764, 1},
        {"check and cross, as text", 0x2713, 0x2718, 1},
        {"ideographic space", 0x3000, 0x3000, 2},
        {"kana", 0x3041, 0x3096, 2},
        {"ideographs", 0x4E00, 0x9FFF, 2},
        {"private use", 0xE000, 0xF8FF, 1},
        {"variation selectors", 0xFE00, 0xFE0F, 0},
        {"full width forms", 0xFF01, 0xFF60, 2},
        {"half width kana", 0xFF61, 0xFF9F, 1},
        {"replacement", 0xFFFD, 0xFFFD, 1},
        {"regional indicators", 0x1F1E6, 0x1F1FF, 1},
        {"faces", 0x1F600, 0x1F64F, 2},
        {"skin tones", 0x1F3FB, 0x1F3FF, 2},
        {"ideographs of plane 2", 0x20000, 0x2FFFD, 2},
        {"tags", 0xE0020, 0xE007F, 0},
        {"more variation selectors", 0xE0100, 0xE01EF, 0},
        {"the last", 0x10FFFF, 0x10FFFF, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (uint32_t point = cases[i].first; point <= cases[i].last; point++) {
            if (ak_point_width(point) != cases[i].width)
                fail_msg("%s: U+%04X has %d", cases[i].name, point, ak_point_width(point));
        }
    }
}

static const struct {
    const char *name, *text;
    size_t first; /* bytes of the first cluster */
    int width;    /* its columns */
    int columns;  /* of the whole text */
} cases[] = {
    {"a letter", "ab", 1, 1, 2},
    {"a letter with a mark", "e" SIGN_ACUTE "b", 3, 1, 2},
    {"a letter with many marks", "e" SIGN_ACUTE SIGN_ACUTE SIGN_ACUTE "b", 7, 1, 2},
    {"a mark alone", SIGN_ACUTE "b", 2, 0, 1},
    {"a wide sign", SIGN_WIDE "b", 3, 2, 3},
    {"a wide sign with a mark", SIGN_WIDE SIGN_ACUTE "b", 5, 2, 3},
    {"Hangul in pieces",
     "\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8"
     "b",
     9, 2, 3},
    {"a face", SIGN_SMILE "b", 4, 2, 3},
    {"a skin tone on a hand", SIGN_THUMB SIGN_DARK "b", 8, 2, 3},
    {"a skin tone alone", SIGN_DARK "b", 4, 2, 3},
    {"a skin tone on a letter", "a" SIGN_DARK, 1, 1, 3},
    {"two skin tones", SIGN_DARK SIGN_DARK "b", 4, 2, 5},
    {"a key cap",
     "1" SIGN_SELECTOR "\xE2\x83\xA3"
     "b",
     7, 1, 2},
    {"joined people", SIGN_WOMAN SIGN_JOINER SIGN_COMPUTER "b", 11, 2, 3},
    {"joined people with skin", SIGN_WOMAN SIGN_DARK SIGN_JOINER SIGN_COMPUTER "b", 15, 2, 3},
    {"a joiner at the end", SIGN_WOMAN SIGN_JOINER, 7, 2, 2},
    {"a joiner between letters hides none", "a" SIGN_JOINER "b", 4, 1, 2},
    {"a joiner before a letter", SIGN_WOMAN SIGN_JOINER "b", 7, 2, 3},
    {"a joiner after a letter", "a" SIGN_JOINER SIGN_WOMAN, 4, 1, 3},
    {"half forms of Devanagari", "\xE0\xA4\x95\xE0\xA5\x8D" SIGN_JOINER "\xE0\xA4\xB7", 9, 1, 2},
    {"a flag", SIGN_FLAG_D SIGN_FLAG_E "b", 8, 2, 3},
    {"the first and the last letter as a flag",
     "\xF0\x9F\x87\xA6\xF0\x9F\x87\xBF"
     "b",
     8, 2, 3},
    {"the lightest skin tone",
     SIGN_THUMB "\xF0\x9F\x8F\xBB"
                "b",
     8, 2, 3},
    {"two marks alone", SIGN_ACUTE SIGN_ACUTE "b", 4, 0, 1},
    {"half a flag", SIGN_FLAG_D "b", 4, 1, 2},
    {"two flags", SIGN_FLAG_D SIGN_FLAG_E SIGN_FLAG_E SIGN_FLAG_D, 8, 2, 4},
    {"the same half twice", SIGN_FLAG_D SIGN_FLAG_D SIGN_FLAG_D, 8, 2, 3},
    {"a flag's halves with a mark between", SIGN_FLAG_D SIGN_ACUTE SIGN_FLAG_E, 6, 1, 2},
    {"a heart as text", SIGN_HEART "b", 3, 1, 2},
    {"a heart as picture", SIGN_HEART SIGN_SELECTOR "b", 6, 2, 3},
    {"a selector on a letter", "a" SIGN_SELECTOR "b", 4, 1, 2},
    {"a selector on a wide sign", SIGN_WIDE SIGN_SELECTOR "b", 6, 2, 3},
    {"a control character", "\x1b" SIGN_ACUTE, 1, 0, 0},
    {"an invalid byte",
     "\xFF"
     "b",
     1, 1, 2},
    {"a cut sequence", "\xE2\x82", 1, 1, 2},
};

static void clusters_have_their_bytes_and_columns(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int width = -1;
        size_t len = strlen(cases[i].text);
        size_t bytes = ak_text_cluster(cases[i].text, len, &width);

        if (bytes != cases[i].first || width != cases[i].width)
            fail_msg("%s: %zu bytes, %d columns", cases[i].name, bytes, width);
        if (ak_text_width(cases[i].text) != cases[i].columns)
            fail_msg("%s: %d columns in all", cases[i].name, ak_text_width(cases[i].text));
    }
    assert_int_equal(ak_text_width(""), 0);
}

static void clusters_end_with_the_length_that_is_given(void **state)
{
    static const struct {
        const char *text;
        size_t len, bytes;
        int width;
    } slices[] = {
        {SIGN_WIDE, 2, 1, 1},      /* a cut sign: its first byte */
        {"e" SIGN_ACUTE, 1, 1, 1}, /* the mark is not there */
        {"e" SIGN_ACUTE, 2, 1, 1}, /* half the mark */
        {SIGN_FLAG_D SIGN_FLAG_E, 4, 4, 1},
        {SIGN_FLAG_D SIGN_FLAG_E, 7, 4, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof slices / sizeof slices[0]; i++) {
        int width = -1;

        assert_int_equal(ak_text_cluster(slices[i].text, slices[i].len, &width), slices[i].bytes);
        assert_int_equal(width, slices[i].width);
    }
}

static void as_many_clusters_fit_as_columns_allow(void **state)
{
    static const struct {
        const char *name, *text;
        int columns;
        size_t bytes;
        int width;
    } fits[] = {
        {"all", "abc", 3, 3, 3},
        {"more room than text", "abc", 100, 3, 3},
        {"a part", "abc", 2, 2, 2},
        {"nothing", "abc", 0, 0, 0},
        {"less than nothing", "abc", -1, 0, 0},
        {"no text", "", 5, 0, 0},
        {"a wide sign that is half too wide", "a" SIGN_WIDE, 2, 1, 1},
        {"a wide sign that fits", "a" SIGN_WIDE, 3, 4, 3},
        {"marks go with their letter", "ae" SIGN_ACUTE "b", 2, 4, 2},
        {"and stay behind with it", "ae" SIGN_ACUTE "b", 1, 1, 1},
        {"joined people are one", SIGN_WOMAN SIGN_JOINER SIGN_COMPUTER "b", 2, 11, 2},
        {"or none", SIGN_WOMAN SIGN_JOINER SIGN_COMPUTER "b", 1, 0, 0},
        {"a flag is one", SIGN_FLAG_D SIGN_FLAG_E "b", 2, 8, 2},
        {"half a flag is none", SIGN_FLAG_D SIGN_FLAG_E "b", 1, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++) {
        int width = -1;
        size_t bytes = ak_text_fit(fits[i].text, fits[i].columns, &width);

        if (bytes != fits[i].bytes || width != fits[i].width)
            fail_msg("%s: %zu bytes, %d columns", fits[i].name, bytes, width);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_have_their_columns),
        cmocka_unit_test(clusters_have_their_bytes_and_columns),
        cmocka_unit_test(clusters_end_with_the_length_that_is_given),
        cmocka_unit_test(as_many_clusters_fit_as_columns_allow),
    };

    return cmocka_run_group_tests_name("base/text_width", tests, NULL, NULL);
}
