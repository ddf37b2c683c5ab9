#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/sim/book_int.h"
#include "tui/sim/types_int.h"

#define A57 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const char tables[] =
    "{\"pool\":{\"name\":\"text\",\"count\":\"number\",\"price\":\"decimal\",\"fips\":\"bool\","
    "\"labels\":\"texts\",\"zones\":[\"text\"],\"power\":{\"code\":\"text\"},"
    "\"machines\":[\"machine\"],\"any\":{}},\"machine\":{\"size\":\"text\"}}";

static void what_is_not_as_the_table_has_it_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *request;
        const char *complaint; /* NULL: none */
    } cases[] = {
        {"{}", NULL},
        {"{\"name\":\"a\",\"count\":3,\"price\":-0.5,\"fips\":false,\"labels\":{\"a\":\"b\"},"
         "\"zones\":[\"1\"],\"power\":{\"code\":\"x\"},\"machines\":[{\"size\":\"s\"}]}",
         NULL},
        {"{\"name\":null,\"zones\":null,\"power\":null}", NULL},
        {"{\"unknown\":[7]}", NULL},
        {"{\"any\":{\"unknown\":7}}", NULL},
        {"{\"any\":7}", "any: expected an object, but found 7"},
        {"{\"name\":7}", "name: expected a string, but found 7"},
        {"{\"count\":\"3\"}", "count: expected an int32, but found \"3\""},
        {"{\"count\":1.5}", "count: expected an int32, but found 1.5"},
        {"{\"count\":2147483648}", "count: expected an int32, but found 2147483648"},
        {"{\"count\":-2147483648}", NULL},
        {"{\"price\":\"1\"}", "price: expected a number, but found \"1\""},
        {"{\"fips\":0}", "fips: expected a boolean, but found 0"},
        {"{\"labels\":[]}", "labels: expected a map of strings, but found []"},
        {"{\"labels\":{\"a\":1}}", "labels: expected a map of strings, but found {\"a\":1}"},
        {"{\"zones\":\"1\"}", "zones: expected an array, but found \"1\""},
        {"{\"zones\":[\"1\",2]}", "zones: expected a string, but found 2"},
        {"{\"zones\":[null]}", "zones: expected a string, but found null"},
        {"{\"power\":\"on\"}", "power: expected an object, but found \"on\""},
        {"{\"power\":{\"code\":1}}", "power.code: expected a string, but found 1"},
        {"{\"machines\":[{\"size\":1}]}", "machines.size: expected a string, but found 1"},
        {"{\"machines\":[7]}", "machines: expected an object, but found 7"},
        {"{\"name\":[\"" A57 "\xC3\xBC\"]}", /* cut at a whole character */
         "name: expected a string, but found [\"" A57},
    };
    cJSON *all = cJSON_Parse(tables);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *request = cJSON_Parse(cases[i].request);
        assert_non_null(request);
        char *complaint = ak_sim_types_complaint(all, "pool", request);
        if (cases[i].complaint == NULL) {
            assert_null(complaint);
        } else {
            assert_non_null(complaint);
            assert_string_equal(complaint, cases[i].complaint);
        }
        free(complaint);
        cJSON_Delete(request);
    }
    cJSON_Delete(all);
}

/* Every word that data/types.json uses is a known one, or a table of its own. */
static void visit_kinds(const cJSON *types, const cJSON *kind)
{
    static const char *const words[] = {"text", "bool", "number", "decimal", "texts"};
    const cJSON *part = NULL;
    if (cJSON_IsString(kind)) {
        bool is_known = cJSON_IsObject(cJSON_GetObjectItem(types, kind->valuestring));
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            is_known = is_known || strcmp(words[i], kind->valuestring) == 0;
        }
        if (!is_known) {
            fail_msg("%s is not known", kind->valuestring);
        }
    }
    assert_true(!cJSON_IsArray(kind) || cJSON_GetArraySize(kind) == 1);
    cJSON_ArrayForEach(part, kind)
    {
        visit_kinds(types, part);
    }
}

static void the_tables_are_well_formed(void **state)
{
    (void)state;
    static const char *const used[] = {"pool", "cluster", "tags", "deletion"};
    struct ak_sim_book *book = ak_sim_book_new();
    const cJSON *table = NULL;
    for (size_t i = 0; i < sizeof used / sizeof *used; i++) {
        assert_true(cJSON_IsObject(cJSON_GetObjectItem(book->types, used[i])));
    }
    cJSON_ArrayForEach(table, book->types)
    {
        if (strcmp(table->string, "source") != 0) {
            visit_kinds(book->types, table);
        }
    }
    ak_sim_book_free(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_as_the_table_has_it_is_named),
        cmocka_unit_test(the_tables_are_well_formed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
