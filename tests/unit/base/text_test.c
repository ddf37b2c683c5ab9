/* text_test.c: UTF-8, sanitising, comparing and cutting of text from outside. */
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

#define R AK_TEXT_REPLACEMENT

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

static void every_code_point_survives_encoding_and_decoding(void **state)
{
    (void)state;
    for (uint32_t point = 0; point <= 0x10FFFF; point++) {
        bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
        char bytes[4];
        uint32_t back = 0;
        size_t len = ak_utf8_encode(point, bytes);

        if (ak_utf8_decode(bytes, len, &back) != len || back != (is_surrogate ? 0xFFFD : point))
            fail_msg("U+%04X became U+%04X", point, back);
        /* Shorter than it is: one byte, and the replacement. */
        if (len > 1 && (ak_utf8_decode(bytes, len - 1, &back) != 1 || back != 0xFFFD))
            fail_msg("U+%04X without its last byte became U+%04X", point, back);
    }
}

static void points_have_the_bytes_that_utf8_says(void **state)
{
    static const struct {
        uint32_t point;
        const char *bytes;
    } cases[] = {
        {'A', "A"},
        {0x7F, "\x7F"},
        {0x80, "\xC2\x80"},
        {0x7FF, "\xDF\xBF"},
        {0x800, "\xE0\xA0\x80"},
        {0xFFFF, "\xEF\xBF\xBF"},
        {0x20AC, "\xE2\x82\xAC"},
        {0x10000, "\xF0\x90\x80\x80"},
        {0x10FFFF, "\xF4\x8F\xBF\xBF"},
        {0xD800, R},
        {0x110000, R},
        {UINT32_MAX, R},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char bytes[4];
        size_t len = ak_utf8_encode(cases[i].point, bytes);

        assert_int_equal(len, strlen(cases[i].bytes));
        assert_memory_equal(bytes, cases[i].bytes, len);
    }
}

static void invalid_bytes_are_replaced_one_by_one(void **state)
{
    static const char *const cases[] = {
        "\x80", /* a continuation without a beginning */
        "\xBF\x80",
        "\xC0\x80", /* NUL in two bytes */
        "\xC1\xBF",
        "\xE0\x80\x80", /* too long for what they say */
        "\xE0\x9F\xBF",
        "\xF0\x8F\xBF\xBF",
        "\xED\xA0\x80", /* a surrogate */
        "\xED\xBF\xBF",
        "\xF4\x90\x80\x80", /* beyond Unicode */
        "\xF5\x80\x80\x80",
        "\xFE",
        "\xFF",
        "\xC3", /* cut */
        "\xC3(",
        "\xE2\x82",
        "\xE2(\xAC",
        "\xF0\x9F\x99",
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t point = 0;

        assert_int_equal(ak_utf8_decode(cases[i], strlen(cases[i]), &point), 1);
        assert_int_equal(point, 0xFFFD);
        assert_false(ak_text_is_clean(cases[i], strlen(cases[i])));
    }
}

static const struct {
    const char *name, *text;
    size_t len; /* 0: up to the NUL */
    const char *clean;
} sanitised[] = {
    {"nothing", "", 0, ""},
    {"ASCII", "plain, 100% \"text\" ~", 0, "plain, 100% \"text\" ~"},
    {"letters of others", "Z\xC3\xBCrich " SIGN_WIDE, 0, "Z\xC3\xBCrich " SIGN_WIDE},
    {"combining marks", "e" SIGN_ACUTE, 0, "e" SIGN_ACUTE},
    {"an emoji of many parts", SIGN_WOMAN SIGN_JOINER SIGN_COMPUTER, 0,
     SIGN_WOMAN SIGN_JOINER SIGN_COMPUTER},
    {"a replacement that was there", "a" R, 0, "a" R},
    {"tab and line breaks", "a\tb\nc\rd\r\n", 0, "a b c d  "},
    {"NUL", "a\0b", 3, "a" R "b"},
    {"escape sequences", "\x1b[31mred\x1b]0;x\x07", 0, R "[31mred" R "]0;x" R},
    {"backspace, DEL", "a\b\x7F", 0, "a" R R},
    {"C1 controls", "\xC2\x80\xC2\x9B\xC2\x9F", 0, R R R},
    {"no-break space", "\xC2\xA0", 0, "\xC2\xA0"},
    {"bare C1 bytes", "\x9B\x9D", 0, R R},
    {"embeddings and overrides", "\xE2\x80\xAA\xE2\x80\xAB\xE2\x80\xAC\xE2\x80\xAD\xE2\x80\xAE", 0,
     R R R R R},
    {"isolates", "\xE2\x81\xA6\xE2\x81\xA7\xE2\x81\xA8\xE2\x81\xA9", 0, R R R R},
    {"direction marks", "\xE2\x80\x8E\xE2\x80\x8F\xD8\x9C", 0, R R R},
    {"line and paragraph separators", "\xE2\x80\xA8\xE2\x80\xA9", 0, R R},
    {"zero width space, word joiner", "\xE2\x80\x8B\xE2\x81\xA0", 0, R R},
    {"zero width non-joiner and joiner", "\xE2\x80\x8C" SIGN_JOINER, 0, "\xE2\x80\x8C" SIGN_JOINER},
    {"byte order mark", "\xEF\xBB\xBF{", 0, R "{"},
    {"variation selector", "\xE2\x9D\xA4\xEF\xB8\x8F", 0, "\xE2\x9D\xA4\xEF\xB8\x8F"},
    {"tags", "\xF3\xA0\x80\x81\xF3\xA0\x81\xBF", 0, R R},
    {"after the tags", "\xF3\xA0\x84\x80", 0, "\xF3\xA0\x84\x80"},
    {"annotations, noncharacters", "\xEF\xBF\xB9\xEF\xBF\xBE\xEF\xB7\x90", 0, R R R},
    {"invalid bytes", "a\xFF\xC3(", 0, "a" R R "("},
    {"a cut sequence at the end", "a\xE2\x82", 0, "a" R R},
    {"a sequence that the length cuts", "a\xC3\xBC", 2, "a" R},
    {"an escape behind the length", "ab\x1b", 2, "ab"},
};

static void text_is_sanitised(void **state)
{
    struct ak_arena *arena = ak_arena_new(0);

    (void)state;
    for (size_t i = 0; i < sizeof sanitised / sizeof sanitised[0]; i++) {
        const char *text = sanitised[i].text;
        size_t len = sanitised[i].len > 0 ? sanitised[i].len : strlen(text);
        const char *clean = sanitised[i].clean;
        char out[64];
        bool is_same = strlen(clean) == len && memcmp(clean, text, len) == 0;

        if (ak_text_sanitise(text, len, out, sizeof out) != strlen(clean) ||
            strcmp(out, clean) != 0)
            fail_msg("%s: \"%s\"", sanitised[i].name, out);
        const char *kept = ak_text_sanitise_in(arena, text, len);
        ak_arena_strdup(arena, "what comes next in the arena");
        if (strcmp(kept, clean) != 0)
            fail_msg("%s, in an arena", sanitised[i].name);
        if (ak_text_is_clean(text, len) != is_same)
            fail_msg("%s: is_clean", sanitised[i].name);
        if (!ak_text_is_clean(clean, strlen(clean)))
            fail_msg("%s: not clean afterwards", sanitised[i].name);
    }
    ak_arena_free(arena);
}

static void what_is_unsafe_is_replaced_and_nothing_else(void **state)
{
    (void)state;
    for (uint32_t point = 0; point <= 0x10FFFF; point++) {
        char bytes[4], out[8];
        size_t len = ak_utf8_encode(point, bytes);
        size_t used = ak_text_sanitise(bytes, len, out, sizeof out);
        bool is_space = point == '\t' || point == '\n' || point == '\r';

        if (is_space) {
            assert_string_equal(out, " ");
        } else if (ak_point_is_unsafe(point)) {
            assert_string_equal(out, R);
        } else {
            assert_int_equal(used, len);
            assert_memory_equal(out, bytes, len);
        }
    }
}

/* Each text cut to each size: a prefix that ends where a cluster of the whole text does. */
static const struct {
    const char *name, *text;
    size_t ends[4]; /* of the clusters; 0 after the last */
} clusters[] = {
    {"letters", "abc", {1, 2, 3}},
    {"two bytes", "\xC3\xBC\xC3\xBC", {2, 4}},
    {"a letter and two marks", "xe" SIGN_ACUTE SIGN_ACUTE "y", {1, 6, 7}},
    {"a wide sign and a mark", SIGN_WIDE SIGN_ACUTE "y", {5, 6}},
    {"joined emoji", "x" SIGN_WOMAN SIGN_JOINER SIGN_COMPUTER "y", {1, 12, 13}},
    {"a skin tone", "x" SIGN_THUMB SIGN_DARK, {1, 9}},
    {"a flag", "x" SIGN_FLAG_D SIGN_FLAG_E, {1, 9}},
    {"two flags", SIGN_FLAG_D SIGN_FLAG_E SIGN_FLAG_E SIGN_FLAG_D, {8, 16}},
    {"three halves of flags", SIGN_FLAG_D SIGN_FLAG_E SIGN_FLAG_D, {8, 12}},
    {"a heart with its selector", "\xE2\x9D\xA4\xEF\xB8\x8F.", {6, 7}},
};

static size_t end_within(const size_t ends[4], size_t size)
{
    size_t fitting = 0;

    for (size_t i = 0; i < 4; i++) {
        if (ends[i] < size && ends[i] > fitting)
            fitting = ends[i];
    }
    return fitting;
}

static void cuts_never_split_a_cluster(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof clusters / sizeof clusters[0]; i++) {
        const char *text = clusters[i].text;
        size_t len = strlen(text);

        for (size_t size = 1; size <= len + 2; size++) {
            size_t expected = end_within(clusters[i].ends, size);
            char out[64];

            memset(out, '?', sizeof out);
            if (ak_text_sanitise(text, len, out, size) != expected || strlen(out) != expected ||
                memcmp(out, text, expected) != 0)
                fail_msg("%s, sanitised to %zu: \"%s\"", clusters[i].name, size, out);
            memset(out, '?', sizeof out);
            if (ak_text_copy(out, size, text) != (len < size) || strlen(out) != expected ||
                memcmp(out, text, expected) != 0)
                fail_msg("%s, copied to %zu: \"%s\"", clusters[i].name, size, out);
            assert_int_equal(out[size], '?');
        }
    }
}

static void no_room_takes_nothing(void **state)
{
    char out = 'x';

    (void)state;
    assert_int_equal(ak_text_sanitise("abc", 3, &out, 0), 0);
    assert_int_equal(out, 'x');
    assert_int_equal(ak_text_sanitise("abc", 3, &out, 1), 0);
    assert_int_equal(out, '\0');
    assert_true(ak_text_copy(&out, 1, ""));
    assert_false(ak_text_copy(&out, 1, "a"));
}

static void case_does_not_count_in_comparisons(void **state)
{
    static const struct {
        const char *a, *b;
        int order;
    } cases[] = {
        {"abc", "ABC", 0},    {"", "", 0},
        {"a", "b", -1},       {"B", "a", 1},
        {"ab", "a", 1},       {"A", "ab", -1},
        {NULL, NULL, 0},      {NULL, "", -1},
        {"", NULL, 1},        {"[", "a", -1},
        {"Z", "[", 1},        {"@", "`", -1},
        {"\xC3\xBC", "z", 1}, {"\xC3\x9C", "\xC3\xBC", -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(sign(ak_text_casecmp(cases[i].a, cases[i].b)), cases[i].order);
        assert_int_equal(sign(ak_text_casecmp(cases[i].b, cases[i].a)), -cases[i].order);
        assert_int_equal(ak_text_caseeq(cases[i].a, cases[i].b), cases[i].order == 0);
    }
}

static void prefixes_and_parts_are_found(void **state)
{
    static const char text[] = "Standard_DC4as_v5";

    (void)state;
    assert_true(ak_text_has_prefix(text, "Standard_", false));
    assert_false(ak_text_has_prefix(text, "standard_", false));
    assert_true(ak_text_has_prefix(text, "sTANDARD_", true));
    assert_true(ak_text_has_prefix(text, "", false));
    assert_true(ak_text_has_prefix("", "", true));
    assert_false(ak_text_has_prefix("Stan", "Standard", true));
    assert_ptr_equal(ak_text_casestr(text, "dc4AS"), text + 9);
    assert_ptr_equal(ak_text_casestr(text, "D"), text + 4);
    assert_ptr_equal(ak_text_casestr(text, ""), text);
    assert_ptr_equal(ak_text_casestr(text, "v5"), text + 15);
    assert_null(ak_text_casestr(text, "v50"));
    assert_null(ak_text_casestr("", "a"));
    assert_null(ak_text_casestr("abc", "B_"));
    assert_null(ak_text_casestr("a\\c[", "|")); /* no letters, a bit apart */
    assert_ptr_equal(ak_text_casestr(text, "STANDARD_dc4as_V5"), text);
    const char *twice = "aab";
    assert_ptr_equal(ak_text_casestr(twice, "AB"), twice + 1);
}

/* In order: each sorts before all behind it. */
static void slashes_at_the_end_of_an_endpoint_do_not_count(void **state)
{
    static const struct {
        const char *a, *b;
        size_t len; /* of a */
        bool is_same;
    } rows[] = {
        {"https://a.example", "https://a.example", 17, true},
        {"https://a.example/", "https://A.example", 17, true},
        {"https://a.example", "https://a.example//", 17, true},
        {"https://a.example//", "https://a.example/", 17, true},
        {"https://a.example/b/", "https://a.example", 19, false},
        {"https://a.example", "https://a.example.b", 17, false},
        {"https://a.example", "https://b.example", 17, false},
        {"", "/", 0, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(ak_text_endpoint_len(rows[i].a), rows[i].len);
        assert_int_equal(ak_text_same_endpoint(rows[i].a, rows[i].b), rows[i].is_same);
        assert_int_equal(ak_text_same_endpoint(rows[i].b, rows[i].a), rows[i].is_same);
    }
}

static void numbers_in_names_sort_as_numbers(void **state)
{
    static const char *const sorted[] = {
        "",
        "1.9",
        "1.30.2",
        "1.30.11",
        "1.31",
        "2",
        "10",
        "a",
        "a-1",
        "A1",
        "a02",
        "a10b1",
        "A10B2",
        "a99999999999999999999",
        "a100000000000000000000",
        "b",
        "pool",
        "pool2",
        "Pool10",
        "pool18",
        "pool81",
        "pool180",
    };
    enum { COUNT = sizeof sorted / sizeof sorted[0] };

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < COUNT; j++) {
            int order = i < j ? -1 : i > j;

            if (sign(ak_text_naturalcmp(sorted[i], sorted[j])) != order)
                fail_msg("\"%s\" and \"%s\"", sorted[i], sorted[j]);
        }
    }
    assert_int_equal(ak_text_naturalcmp("Pool007", "pool7"), 0);
    assert_int_equal(ak_text_naturalcmp("0", "000"), 0);
}

static void whole_numbers_are_read(void **state)
{
    static const struct {
        const char *text;
        int64_t min, max, value;
    } cases[] = {
        {"0", 0, 10, 0},
        {"10", 0, 10, 10},
        {"007", 0, 10, 7},
        {"-5", -5, 5, -5},
        {"-0", 0, 5, 0},
        {"9223372036854775807", INT64_MIN, INT64_MAX, INT64_MAX},
        {"-9223372036854775808", INT64_MIN, INT64_MAX, INT64_MIN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t value = 42;

        if (!ak_text_to_int(cases[i].text, cases[i].min, cases[i].max, &value))
            fail_msg("\"%s\" was refused", cases[i].text);
        assert_int_equal(value, cases[i].value);
    }
}

static void what_is_no_number_in_range_is_refused(void **state)
{
    static const struct {
        const char *text;
        int64_t min, max;
    } cases[] = {
        {"", 0, 10},
        {"-", -10, 10},
        {"+1", 0, 10},
        {" 1", 0, 10},
        {"1 ", 0, 10},
        {"1.0", 0, 10},
        {"1e1", 0, 100},
        {"0x1", 0, 10},
        {"--1", -9, 9},
        {"11", 0, 10},
        {"-1", 0, 10},
        {"1a", 0, 10},
        {"a", 0, 10},
        {"1\n", 0, 10},
        {"-6", -5, 5},
        {"9223372036854775808", INT64_MIN, INT64_MAX},
        {"-9223372036854775809", INT64_MIN, INT64_MAX},
        {"99999999999999999999999999", INT64_MIN, INT64_MAX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t value = 42;

        if (ak_text_to_int(cases[i].text, cases[i].min, cases[i].max, &value))
            fail_msg("\"%s\" was taken", cases[i].text);
        assert_int_equal(value, 42);
    }
}

static void words_have_a_distance(void **state)
{
    static const struct {
        const char *a, *b;
        int distance;
    } cases[] = {
        {"", "", 0},
        {"theme", "THEME", 0},
        {"", "abc", 3},
        {"thme", "theme", 1},
        {"themes", "theme", 1},
        {"tehme", "theme", 2},
        {"kitten", "sitting", 3},
        {"refresh", "subscriptions", 12},
        {"abcdefghijklmnopqrstuvwxyz", "0", 16},
        {"abcdefghijklmnopqrstuvwxyz", "", 16},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(ak_text_distance(cases[i].a, cases[i].b), cases[i].distance);
        assert_int_equal(ak_text_distance(cases[i].b, cases[i].a), cases[i].distance);
    }
}

static void words_that_differ_behind_a_long_beginning_are_not_equal(void **state)
{
    char a[101], b[101];

    (void)state;
    memset(a, 'x', 100);
    memset(b, 'x', 100);
    a[100] = b[100] = '\0';
    assert_int_equal(ak_text_distance(a, b), 0);
    b[99] = 'y';
    assert_int_not_equal(ak_text_distance(a, b), 0);
    b[90] = '\0';
    assert_int_not_equal(ak_text_distance(a, b), 0);
    /* Up to 64 letters it is counted. */
    a[64] = '\0';
    memcpy(b, a, 65);
    b[63] = 'y';
    assert_int_equal(ak_text_distance(a, b), 1);
    memcpy(b, "xxxxxxxxxxxxxxxxx", 17);
    b[64] = 'y';
    b[65] = '\0';
    assert_int_equal(ak_text_distance(a, b), 16);
    assert_int_equal(ak_text_distance(b, a), 16);
}

static void longer_words_may_be_further_from_what_was_meant(void **state)
{
    (void)state;
    assert_int_equal(ak_text_tolerance(""), 1);
    assert_int_equal(ak_text_tolerance("abc"), 1);
    assert_int_equal(ak_text_tolerance("abcd"), 2);
    assert_int_equal(ak_text_tolerance("abcdefghijkl"), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_survives_encoding_and_decoding),
        cmocka_unit_test(points_have_the_bytes_that_utf8_says),
        cmocka_unit_test(invalid_bytes_are_replaced_one_by_one),
        cmocka_unit_test(text_is_sanitised),
        cmocka_unit_test(what_is_unsafe_is_replaced_and_nothing_else),
        cmocka_unit_test(cuts_never_split_a_cluster),
        cmocka_unit_test(no_room_takes_nothing),
        cmocka_unit_test(case_does_not_count_in_comparisons),
        cmocka_unit_test(prefixes_and_parts_are_found),
        cmocka_unit_test(slashes_at_the_end_of_an_endpoint_do_not_count),
        cmocka_unit_test(numbers_in_names_sort_as_numbers),
        cmocka_unit_test(whole_numbers_are_read),
        cmocka_unit_test(what_is_no_number_in_range_is_refused),
        cmocka_unit_test(words_have_a_distance),
        cmocka_unit_test(words_that_differ_behind_a_long_beginning_are_not_equal),
        cmocka_unit_test(longer_words_may_be_further_from_what_was_meant),
    };

    return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
