/* edit_test.c: JSON made and changed member by member; what is not touched stays as it was. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/wire/edit.h"

static struct ak_edit *parse(const char *body)
{
    struct ak_edit *edit = NULL;
    struct ak_err err = ak_err_none();

    if (ak_edit_parse(body, strlen(body), &edit, &err) != 0)
        fail_msg("%s: %s", body, err.text);
    return edit;
}

static void expect_printed(const struct ak_edit *edit, bool is_for_reading, const char *text)
{
    struct ak_buf out = ak_buf_init(AK_LIMIT_BODY);

    assert_true(ak_edit_print(edit, is_for_reading, &out));
    assert_string_equal(ak_buf_text(&out), text);
    ak_buf_release(&out);
}

static void an_object_grows_from_nothing(void **state)
{
    static const char *const zones[] = {"1", "2"};
    static const struct ak_pair labels[] = {{"env", "prod"}, {"a.b/c", ""}};
    struct ak_edit *edit = ak_edit_new();

    (void)state;
    expect_printed(edit, false, "{}");
    ak_edit_set_text(edit, "properties.vmSize", "Standard_DC4as_v5");
    ak_edit_set_number(edit, "properties.count", 3);
    ak_edit_set_number(edit, "properties.spotMaxPrice", 0.98765);
    ak_edit_set_bool(edit, "properties.enableAutoScaling", false);
    ak_edit_set_text(edit, "properties.upgradeSettings.maxSurge", "33%");
    ak_edit_set_texts(edit, "properties.availabilityZones", &(struct ak_texts){zones, 2});
    ak_edit_set_texts(edit, "properties.nodeTaints", &(struct ak_texts){NULL, 0});
    ak_edit_set_pairs(edit, "properties.nodeLabels", &(struct ak_pairs){labels, 2});
    ak_edit_set_pairs(edit, "properties.tags", &(struct ak_pairs){NULL, 0});
    expect_printed(edit, false,
                   "{\"properties\":{\"vmSize\":\"Standard_DC4as_v5\",\"count\":3,"
                   "\"spotMaxPrice\":0.98765,\"enableAutoScaling\":false,"
                   "\"upgradeSettings\":{\"maxSurge\":\"33%\"},\"availabilityZones\":[\"1\",\"2\"],"
                   "\"nodeTaints\":[],\"nodeLabels\":{\"env\":\"prod\",\"a.b/c\":\"\"},"
                   "\"tags\":{}}}");
    ak_edit_free(edit);
    ak_edit_free(NULL);
}

static void reading_is_indented(void **state)
{
    struct ak_edit *edit = parse("{\"a\":[1,{\"b\":true}],\"c\":{}}");

    (void)state;
    expect_printed(edit, true,
                   "{\n  \"a\": [\n    1,\n    {\n      \"b\": true\n    }\n  ],\n  \"c\": {}\n}");
    ak_edit_free(edit);
}

enum change { SET_TEXT, SET_NUMBER, REMOVE };

static void one_member_changes_and_the_rest_stays(void **state)
{
    static const struct {
        const char *body;
        enum change change;
        const char *path;
        const char *result;
    } cases[] = {
        {"{\"a\":1,\"b\":2}", SET_TEXT, "a", "{\"a\":\"new\",\"b\":2}"},
        {"{\"a\":1}", SET_TEXT, "A", "{\"a\":1,\"A\":\"new\"}"},
        {"{\"a\":{\"x\":[1,2.5,null,true]}}", SET_TEXT, "a.y.z",
         "{\"a\":{\"x\":[1,2.5,null,true],\"y\":{\"z\":\"new\"}}}"},
        {"{\"a\":null}", SET_TEXT, "a.b", "{\"a\":{\"b\":\"new\"}}"},
        {"{\"a\":7}", SET_TEXT, "a.b", "{\"a\":{\"b\":\"new\"}}"},
        {"{\"a\":[{\"n\":1},{\"n\":2}]}", SET_NUMBER, "a.1.n", "{\"a\":[{\"n\":1},{\"n\":5}]}"},
        {"{\"a\":[1,2]}", SET_NUMBER, "a.0", "{\"a\":[5,2]}"},
        {"{\"a\":[1]}", SET_NUMBER, "a.1", "{\"a\":[1]}"},
        {"{\"a\":[1]}", SET_NUMBER, "a.1.n", "{\"a\":[1]}"},
        {"{\"a\":[1]}", SET_NUMBER, "a.x", "{\"a\":[1]}"},
        {"{\"a\":{\"0\":1}}", SET_NUMBER, "a.0", "{\"a\":{\"0\":5}}"},
        {"{\"a\":1,\"b\":2}", REMOVE, "a", "{\"b\":2}"},
        {"{\"a\":{\"b\":1}}", REMOVE, "a.b", "{\"a\":{}}"},
        {"{\"a\":{\"b\":1}}", REMOVE, "a.c", "{\"a\":{\"b\":1}}"},
        {"{\"a\":{\"b\":1}}", REMOVE, "x.b", "{\"a\":{\"b\":1}}"},
        {"{\"a\":7}", REMOVE, "a.b", "{\"a\":7}"},
        {"{\"a\":[{\"e\":1,\"n\":1},{\"n\":2},7]}", REMOVE, "a.*.e",
         "{\"a\":[{\"n\":1},{\"n\":2},7]}"},
        {"{\"a\":{\"/x.y\":{\"id\":1,\"k\":2},\"z\":null}}", REMOVE, "a.*.id",
         "{\"a\":{\"/x.y\":{\"k\":2},\"z\":null}}"},
        {"{\"a\":[1,2],\"b\":1}", REMOVE, "a.*", "{\"a\":[],\"b\":1}"},
        {"{\"a\":[1,2,3]}", REMOVE, "a.1", "{\"a\":[1,3]}"},
        {"{\"a\":1}", REMOVE, "a.*.b", "{\"a\":1}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_edit *edit = parse(cases[i].body);

        if (cases[i].change == SET_TEXT)
            ak_edit_set_text(edit, cases[i].path, "new");
        else if (cases[i].change == SET_NUMBER)
            ak_edit_set_number(edit, cases[i].path, 5);
        else
            ak_edit_remove(edit, cases[i].path);
        expect_printed(edit, false, cases[i].result);
        ak_edit_free(edit);
    }
}

static void numbers_keep_their_digits(void **state)
{
    static const char *const bodies[] = {
        "{\"n\":9007199254740991}", "{\"n\":-9007199254740991}", "{\"n\":0}",   "{\"n\":-1}",
        "{\"n\":0.00001}",          "{\"n\":1234567890123456}",  "{\"n\":0.1}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        struct ak_edit *edit = parse(bodies[i]);
        struct ak_buf out = ak_buf_init(AK_LIMIT_BODY);
        struct ak_edit *again;

        assert_true(ak_edit_print(edit, false, &out));
        again = parse(ak_buf_text(&out));
        if (strchr(bodies[i], '.') == NULL)
            assert_string_equal(ak_buf_text(&out), bodies[i]);
        else
            assert_true(strtod(ak_buf_text(&out) + 5, NULL) >= strtod(bodies[i] + 5, NULL) &&
                        strtod(ak_buf_text(&out) + 5, NULL) <= strtod(bodies[i] + 5, NULL));
        ak_edit_free(again);
        ak_buf_release(&out);
        ak_edit_free(edit);
    }
}

static void what_is_no_object_is_refused(void **state)
{
    static const struct {
        const char *body, *why;
    } cases[] = {
        {"", "the answer is empty"},
        {"[]", "expected an object"},
        {"7", "expected an object"},
        {"null", "expected an object"},
        {"{\"a\":", "not JSON at byte 4 of 5"},
        {"{\"a\":1,\"a\":2}", "a: occurs twice"},
        {"{\"a\":{\"b\":[9007199254740994]}}", "a number beyond 2^53 can't be kept as it is"},
        {"{\"a\":-1e300}", "a number beyond 2^53 can't be kept as it is"},
        {"{\"a\":\"\xFF\"}", "not UTF-8"},
        {"{\"a\":\"\xC3\"}", "not UTF-8"},
        {"{\"a\":1e999}", "a number beyond 2^53 can't be kept as it is"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_edit *edit = NULL;
        struct ak_err err = ak_err_none();

        assert_int_equal(ak_edit_parse(cases[i].body, strlen(cases[i].body), &edit, &err),
                         AK_ERR_MALFORMED);
        assert_null(edit);
        assert_string_equal(err.text, cases[i].why);
    }
}

static void values_are_found_and_safe_to_show(void **state)
{
    struct ak_edit *edit =
        parse("{\"a\":{\"b\":[1,\"x\"]},\"esc\":\"\\u001b[2J\xE2\x80\xAE\",\"n\":null}");
    static const struct {
        const char *path, *value;
    } cases[] = {
        {"a.b", "[1,\"x\"]"},
        {"a.b.1", "\"x\""},
        {"a", "{\"b\":[1,\"x\"]}"},
        {"n", "null"},
        {"esc", "\"\\u001b[2J\\u202e\""},
        {"a.b.2", NULL},
        {"a.c", NULL},
        {"n.x", NULL},
        {"A", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_buf out = ak_buf_init(64);

        assert_int_equal(ak_edit_has(edit, cases[i].path), cases[i].value != NULL);
        assert_int_equal(ak_edit_get(edit, cases[i].path, &out), cases[i].value != NULL);
        assert_string_equal(ak_buf_text(&out), cases[i].value != NULL ? cases[i].value : "");
        ak_buf_release(&out);
    }
    ak_edit_free(edit);
}

static void what_does_not_fit_is_not_appended(void **state)
{
    struct ak_edit *edit = parse("{\"a\":\"0123456789\"}");
    struct ak_buf out = ak_buf_init(16);
    struct ak_buf small = ak_buf_init(5);

    (void)state;
    assert_true(ak_buf_puts(&out, "> "));
    assert_false(ak_edit_print(edit, false, &out));
    assert_string_equal(ak_buf_text(&out), "> ");
    assert_false(ak_edit_get(edit, "a", &small));
    assert_string_equal(ak_buf_text(&small), "");
    ak_buf_release(&small);
    assert_true(ak_edit_get(edit, "a", &out));
    assert_string_equal(ak_buf_text(&out), "> \"0123456789\"");
    ak_buf_release(&out);
    ak_edit_free(edit);
}

static void note_difference(const char *path, const char *before, const char *after, void *context)
{
    assert_true(ak_text_is_clean(path, strlen(path)));
    assert_true(ak_buf_printf(context, "%s: %s > %s;", path, before != NULL ? before : "-",
                              after != NULL ? after : "-"));
}

static void differences(void **state)
{
    static const struct {
        const char *before, *after, *differences;
    } cases[] = {
        {"{\"a\":1,\"b\":{\"c\":[1,2]}}", "{\"b\":{\"c\":[1,2]},\"a\":1}", ""},
        {"{\"a\":1}", "{\"a\":2}", "a: 1 > 2;"},
        {"{\"a\":1}", "{\"A\":1}", "a: 1 > -;A: - > 1;"},
        {"{\"p\":{\"count\":3,\"x\":\"y\"}}", "{\"p\":{\"count\":5,\"x\":\"y\"}}",
         "p.count: 3 > 5;"},
        {"{}", "{\"p\":{\"t\":{\"a\":\"1\",\"b\":\"2\"}}}", "p.t.a: - > \"1\";p.t.b: - > \"2\";"},
        {"{\"p\":{\"t\":{\"a\":\"1\"}}}", "{\"p\":{}}", "p.t.a: \"1\" > -;"},
        {"{\"p\":{}}", "{}", "p: {} > -;"},
        {"{\"p\":null}", "{}", "p: null > -;"},
        {"{\"z\":[\"1\"]}", "{\"z\":[\"1\",\"2\"]}", "z: [\"1\"] > [\"1\",\"2\"];"},
        {"{\"z\":[]}", "{\"z\":[{\"a\":1}]}", "z.0.a: - > 1;"},
        {"{\"z\":[{\"a\":1},{\"a\":2}]}", "{\"z\":[{\"a\":1},{\"a\":3},{\"b\":1}]}",
         "z.1.a: 2 > 3;z.2.b: - > 1;"},
        {"{\"z\":[{\"a\":1},{\"a\":2}]}", "{\"z\":[{\"a\":2}]}", "z.0.a: 1 > 2;z.1.a: 2 > -;"},
        {"{\"a\":{\"b\":1}}", "{\"a\":\"b\"}", "a: {\"b\":1} > \"b\";"},
        {"{\"a\":[{\"b\":1}]}", "{\"a\":{\"b\":1}}", "a: [{\"b\":1}] > {\"b\":1};"},
        {"{\"a\":true}", "{\"a\":\"true\"}", "a: true > \"true\";"},
        {"{\"\\u001b[2J\":1}", "{}", "\xEF\xBF\xBD[2J: 1 > -;"},
        {"{\"a\":\"\\u0007\"}", "{}", "a: \"\\u0007\" > -;"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_edit *before = parse(cases[i].before);
        struct ak_edit *after = parse(cases[i].after);
        struct ak_buf out = ak_buf_init(1024);

        ak_edit_compare(before, after, note_difference, &out);
        assert_string_equal(ak_buf_text(&out), cases[i].differences);
        ak_buf_release(&out);
        ak_edit_free(before);
        ak_edit_free(after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_grows_from_nothing),
        cmocka_unit_test(reading_is_indented),
        cmocka_unit_test(one_member_changes_and_the_rest_stays),
        cmocka_unit_test(numbers_keep_their_digits),
        cmocka_unit_test(what_is_no_object_is_refused),
        cmocka_unit_test(values_are_found_and_safe_to_show),
        cmocka_unit_test(what_does_not_fit_is_not_appended),
        cmocka_unit_test(differences),
    };

    return cmocka_run_group_tests_name("wire/edit", tests, NULL, NULL);
}
