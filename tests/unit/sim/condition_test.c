#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tui/sim/condition_int.h"

static const char facts_text[] =
    "{\"mode\":\"System\",\"count\":3,\"maxCount\":5,\"fips\":false,\"zones\":[\"1\",\"3\"],"
    "\"taints\":[\"a=b:NoSchedule\",\"c=d:NoExecute\"],\"name\":\"pool1\"}";

static bool holds(const char *text, bool absent)
{
    cJSON *facts = cJSON_Parse(facts_text);
    cJSON *conditions = cJSON_Parse(text);
    assert_non_null(facts);
    if (conditions == NULL) {
        fail_msg("%s is no JSON", text);
    }
    bool result = ak_sim_condition_holds(conditions, facts, absent);
    cJSON_Delete(conditions);
    cJSON_Delete(facts);
    return result;
}

static void every_test_tells_what_fits_from_what_does_not(void **state)
{
    (void)state;
    static const struct {
        const char *conditions;
        bool holds;
    } cases[] = {
        {"{}", true},
        {"{\"mode\":\"system\"}", true},
        {"{\"mode\":\"User\"}", false},
        {"{\"mode\":[\"User\",\"System\"]}", true},
        {"{\"mode\":[\"User\",\"Gateway\"]}", false},
        {"{\"mode\":null}", false},
        {"{\"count\":3}", true},
        {"{\"count\":4}", false},
        {"{\"count\":\"3\"}", false},
        {"{\"fips\":false}", true},
        {"{\"fips\":true}", false},
        {"{\"count\":{\"min\":3}}", true},
        {"{\"count\":{\"min\":4}}", false},
        {"{\"count\":{\"max\":3}}", true},
        {"{\"count\":{\"max\":2}}", false},
        {"{\"count\":{\"min\":1,\"max\":2}}", false},
        {"{\"mode\":{\"min\":1}}", false},
        {"{\"count\":{\"atMost\":\"maxCount\"}}", true},
        {"{\"maxCount\":{\"atMost\":\"count\"}}", false},
        {"{\"maxCount\":{\"atLeast\":\"count\"}}", true},
        {"{\"count\":{\"atLeast\":\"maxCount\"}}", false},
        {"{\"name\":{\"pattern\":\"^[a-z0-9]+$\"}}", true},
        {"{\"name\":{\"pattern\":\"^[a-z]+$\"}}", false},
        {"{\"taints\":{\"pattern\":\"^[a-z]=[a-z]:\"}}", true},
        {"{\"taints\":{\"pattern\":\"NoSchedule$\"}}", false},
        {"{\"count\":{\"pattern\":\"3\"}}", false},
        {"{\"zones\":{\"has\":\"3\"}}", true},
        {"{\"zones\":{\"has\":\"2\"}}", false},
        {"{\"mode\":{\"not\":\"User\"}}", true},
        {"{\"mode\":{\"not\":\"SYSTEM\"}}", false},
        {"{\"mode\":{\"not\":[\"User\",\"System\"]}}", false},
        {"{\"mode\":{\"given\":true}}", true},
        {"{\"mode\":\"System\",\"count\":3}", true},
        {"{\"mode\":\"System\",\"count\":2}", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int absent = 0; absent < 2; absent++) {
            if (holds(cases[i].conditions, absent == 1) != cases[i].holds) {
                fail_msg("%s should be %d", cases[i].conditions, cases[i].holds);
            }
        }
    }
}

static void an_absent_fact_means_what_the_caller_says(void **state)
{
    (void)state;
    static const struct {
        const char *conditions;
        bool in_when;
        bool in_must;
    } cases[] = {
        {"{\"other\":null}", true, true},
        {"{\"other\":\"x\"}", false, true},
        {"{\"other\":[\"x\",\"y\"]}", false, true},
        {"{\"other\":{\"min\":1}}", false, true},
        {"{\"other\":{\"pattern\":\"x\"}}", false, true},
        {"{\"other\":{\"not\":\"x\"}}", true, true},
        {"{\"other\":{\"given\":true}}", false, false},
        {"{\"count\":{\"atMost\":\"other\"}}", false, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(holds(cases[i].conditions, false), cases[i].in_when);
        assert_int_equal(holds(cases[i].conditions, true), cases[i].in_must);
    }
}

static void the_first_row_that_fits_is_taken(void **state)
{
    (void)state;
    cJSON *facts = cJSON_Parse(facts_text);
    cJSON *list = cJSON_Parse("[{\"when\":{\"mode\":\"User\"},\"v\":1},{\"when\":{\"count\":3},"
                              "\"v\":2},{\"v\":3}]");
    assert_ptr_equal(ak_sim_condition_first(list, facts), cJSON_GetArrayItem(list, 1));
    cJSON_DeleteItemFromArray(list, 1);
    assert_ptr_equal(ak_sim_condition_first(list, facts), cJSON_GetArrayItem(list, 1));
    cJSON_DeleteItemFromArray(list, 1);
    assert_null(ak_sim_condition_first(list, facts));
    cJSON_Delete(list);
    cJSON_Delete(facts);
}

static void messages_are_filled_with_facts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *filled;
    } cases[] = {
        {"plain", "plain"},
        {"{count} of {maxCount} in {zones}", "3 of 5 in 1, 3"},
        {"{mode}: {fips}{other}.", "System: false."},
        {"an open {brace", "an open {brace"},
    };
    cJSON *facts = cJSON_Parse(facts_text);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *filled = ak_sim_condition_fill(cases[i].text, facts);
        assert_string_equal(filled, cases[i].filled);
        free(filled);
    }
    cJSON_Delete(facts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_test_tells_what_fits_from_what_does_not),
        cmocka_unit_test(an_absent_fact_means_what_the_caller_says),
        cmocka_unit_test(the_first_row_that_fits_is_taken),
        cmocka_unit_test(messages_are_filled_with_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
