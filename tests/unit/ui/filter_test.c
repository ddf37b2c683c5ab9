#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "unit/ui/animals.h"

static void check_filter(const struct ak_table_class *class, const char *text, const char *expected)
{
    struct ak_table table = ak_table_init(class);
    struct ak_err err = ak_err_none();
    char order[65];

    table.sort = 0;
    if (ak_table_set_filter(&table, text, &err))
        fail_msg("the filter \"%s\" was refused: %s", text, err.text);
    animals_fill(&table, animals, ANIMAL_COUNT);
    size_t shown = strlen(animals_order(&table, order));
    for (size_t i = 0; i < shown; i++) {
        if (strchr(expected, order[i]) == NULL)
            fail_msg("the filter \"%s\" shows %s, not %s", text, order, expected);
    }
    if (shown != strlen(expected))
        fail_msg("the filter \"%s\" shows %s, not %s", text, order, expected);
    ak_table_release(&table);
}

static void filters_choose_rows(void **state)
{
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"", "123456"},
        {"   ", "123456"},
        {"cat", "12"},
        {"CAT", "12"},
        {"cat2", "1"},
        {"mammal cat10", "2"},
        {"mammal bird", ""},
        {"!mammal", "3456"},
        {"!mammal !insect", "34"},
        {"kind:insect", "56"},
        {"KIND:INSECT", "56"},
        {"!kind:insect", "1234"},
        {"name:insect", ""},
        {"kind:insect name:ant", "5"},
        {"legs:4", "12"},
        {"\xE5\xBA\x83", "4"},
        {"/^cat/", "12"},
        {"/^cat[0-9]$/", "1"},
        {"!/^cat/", "3456"},
        {"name:/^(ant|eagle owl)$/", "35"},
        {"!kind:/^i/", "1234"},
        {"/a.*p/", "4"},
        {"/^[a-z]{3}$/", "5"},
        {"name:/^([a-z]{1,9} ?){2}$/", "35"},
        {"\"eagle owl\"", "3"},
        {"\"owl eagle\"", ""},
        {"owl eagle", "3"},
        {"!\"eagle owl\"", "12456"},
        {"name:\"eagle owl\"", "3"},
        {"!name:\"eagle owl\" bird", ""},
        {"\"a:b\"", "6"},
        {"\"a:b/c\" insect", "6"},
        {"name:a:b", "6"},
        {"/a:b/ insect", "6"},
        {"name:\"a:b/c\"", "6"},
        /* what is still being typed */
        {"!", "123456"},
        {"/", "123456"},
        {"//", "123456"},
        {"!/", "123456"},
        {"\"", "123456"},
        {"\"\"", "123456"},
        {"kind:", "123456"},
        {"!kind:", "123456"},
        {"kind:/", "123456"},
        {"/^ca", "12"},
        {"\"eagle o", "3"},
        {"kind:\"bi", "3"},
        {"kind:insect !", "56"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_filter(&animal_class, cases[i].text, cases[i].shown);
}

static size_t hidden_texts(const void *row, const char *texts[AK_TABLE_TEXTS])
{
    const struct animal *animal = row;

    texts[0] = NULL;
    texts[1] = animal->is_rare ? "rare Hidden words" : "common";
    texts[2] = "last";
    return 3;
}

static void words_look_into_the_texts_of_a_table_that_has_such(void **state)
{
    struct ak_table_class class = animal_class;

    (void)state;
    class.texts = hidden_texts;
    check_filter(&class, "hIdden", "3");
    check_filter(&class, "wordslast", "");
    check_filter(&class, "cat", "");
    check_filter(&class, "name:cat", "12");
    check_filter(&class, "/^rare/", "3");
    check_filter(&class, "/^hidden/", "");
    check_filter(&class, "/last$/", "123456");
    check_filter(&class, "/hidden.*last/", "3");
    check_filter(&class, "!hidden last", "12456");
}

static void bad_filters_are_told_and_change_nothing(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"nmae:cat", "no column \"nmae\"; did you mean \"name\"?"},
        {":cat", "no column \"\""},
        {"!legz:4", "did you mean \"legs\"?"},
        {"cat nmae:", "no column \"nmae\""},
        {"/(/", "/(/ is no regular expression: "},
        {"/[a/", "/[a/ is no regular expression: "},
        {"kind:/*(/", "is no regular expression: "},
        {"ant /\\/", "is no regular expression: "},
        /* what the C library would think about for minutes */
        {"/(a*)*\\1b/", "would take too long"},
        {"/((a{99}){99}){99}/", "would take too long"},
        {"/(a{1,255}){1,255}/", "would take too long"},
        {"/a{2001}/", "would take too long"},
        {"/a{1,2001}b/", "would take too long"},
        {"name:/(a{50}){50,}/", "would take too long"},
        {"/x+++++++++++++++++++++/", "would take too long"},
        {"/((((((((((((a+)+)+)+)+)+)+)+)+)+)+)+)+/", "would take too long"},
        {"/[)(]{60}(b[]+]{9}){99}c{999}/", "would take too long"},
        {"/a{99}{99}/", "would take too long"},
    };
    struct ak_table table = ak_table_init(&animal_class);
    struct ak_err err = ak_err_none();
    char order[65];

    (void)state;
    assert_int_equal(ak_table_set_filter(&table, "kind:bird", &err), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(ak_table_set_filter(&table, cases[i].text, &err), AK_ERR_USAGE);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("\"%s\" says: %s", cases[i].text, err.text);
        assert_string_equal(table.filter_text, "kind:bird");
        animals_fill(&table, animals, ANIMAL_COUNT);
        assert_string_equal(animals_order(&table, order), "3");
    }
    ak_table_release(&table);
}

static void empty_filter_is_none(void **state)
{
    static const char *const texts[] = {"", "  ", "!", "kind:"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct ak_filter *filter = NULL;
        struct ak_err err = ak_err_none();

        assert_int_equal(ak_filter_new(&animal_class, texts[i], &filter, &err), 0);
        assert_null(filter);
    }
    ak_filter_unref(NULL);
}

static void long_words_are_cut_and_match_by_their_beginning(void **state)
{
    char text[2000];
    struct ak_filter *filter = NULL;
    struct ak_err err = ak_err_none();

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(ak_filter_new(&animal_class, text, &filter, &err), 0);
    assert_non_null(filter);
    ak_filter_unref(filter);
    memcpy(text, "kind:/", 6);
    assert_int_equal(ak_filter_new(&animal_class, text, &filter, &err), 0);
    ak_filter_unref(filter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filters_choose_rows),
        cmocka_unit_test(words_look_into_the_texts_of_a_table_that_has_such),
        cmocka_unit_test(bad_filters_are_told_and_change_nothing),
        cmocka_unit_test(empty_filter_is_none),
        cmocka_unit_test(long_words_are_cut_and_match_by_their_beginning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
