/* facts_test.c: facts files are read strictly: what is wrong is refused with its place. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/wire/facts.h"
#include "unit/rules/built_in.h"

#define SOURCE "\"source\":{\"name\":\"n\",\"asOf\":\"2026\"}"

static const struct {
    const char *text, *complaint;
} bad[] = {
    {"{", "JSON"},
    {"[]", "object"},
    {"{\"osReleasez\":[]}", "no such facts"},
    {"{\"osReleases\":{}}", "osReleases"},
    {"{\"osReleases\":[{\"id\":\"a\",\"name\":\"A\",\"colour\":\"red\"," SOURCE "}]}",
     "osReleases[0].colour"},
    {"{\"osReleases\":[{\"id\":\"a\"," SOURCE "}]}", "osReleases[0].name"},
    {"{\"osReleases\":[{\"id\":\"a\",\"name\":\"A\",\"endOfSupport\":\"2027-02-30\"," SOURCE "}]}",
     "expected a date"},
    {"{\"osReleases\":[{\"id\":\"a\",\"name\":\"A\",\"endOfSupport\":2027," SOURCE "}]}",
     "osReleases[0].endOfSupport"},
    {"{\"osReleases\":[{\"id\":\"a\",\"name\":\"A\"}]}", "source"},
    {"{\"kubernetes\":[{\"name\":\"one\"," SOURCE "}]}", "Kubernetes minor"},
    {"{\"osSkus\":[{\"name\":\"X\",\"osType\":\"Linux\",\"plain\":[{\"os\":\"nowhere\"}]," SOURCE
     "}]}",
     "there is no OS \"nowhere\""},
    {"{\"osSkus\":[{\"name\":\"X\",\"osType\":\"Linux\",\"plain\":[{}]," SOURCE "}]}", "note"},
    {"{\"kubernetes\":[{\"name\":\"-1.33\"," SOURCE "}]}", "Kubernetes minor"},
    {"{\"kubernetes\":[{\"name\":\"1. 33\"," SOURCE "}]}", "Kubernetes minor"},
    {"{\"osSkus\":[{\"name\":\"X\",\"osType\":\"Linux\",\"aliasOf\":\"Y\"," SOURCE "}]}",
     "there is no OS SKU \"Y\""},
    {"{\"osSkus\":[{\"name\":\"X\",\"osType\":\"Linux\",\"aliasOf\":\"X\"," SOURCE "}]}",
     "\"X\" is an alias too"},
    {"{\"osSkus\":[{\"name\":\"X\",\"osType\":\"Linux\",\"aliasOf\":\"y\"," SOURCE
     "},{\"name\":\"Y\",\"osType\":\"Linux\",\"aliasOf\":\"X\"," SOURCE "}]}",
     "\"y\" is an alias too"},
    {"{\"sizeRules\":[{\"id\":\"x\",\"pattern\":\"(\",\"meaning\":\"m\"}]}", "regular expression"},
    {"{\"sizeRules\":[{\"id\":\"x\",\"pattern\":\"x\",\"meaning\":\"m\",\"tee\":\"SGX\"}]}",
     "SEV-SNP"},
};

static void test_what_is_wrong_is_refused_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct ak_facts_file file = {
            .name = "mine.json", .text = bad[i].text, .size = strlen(bad[i].text)};
        struct ak_facts *facts = NULL;
        struct ak_err err = ak_err_none();

        assert_int_equal(ak_wire_read_facts(&file, 1, &facts, &err), AK_ERR_CONFIG);
        assert_true(strstr(err.text, "mine.json") != NULL || strstr(err.text, "OS SKU X") != NULL);
        if (strstr(err.text, bad[i].complaint) == NULL)
            fail_msg("case %zu: %s", i, err.text);
        assert_null(facts);
    }
}

static void test_a_list_may_stand_in_one_file_only(void **state)
{
    static const char text[] = "{\"features\":[{\"name\":\"F\",\"purpose\":\"p\"," SOURCE "}]}";
    struct ak_facts_file files[] = {{"a.json", text, sizeof text - 1},
                                    {"b.json", text, sizeof text - 1}};
    struct ak_facts *facts = NULL;
    struct ak_err err = ak_err_none();

    (void)state;
    assert_int_equal(ak_wire_read_facts(files, 2, &facts, &err), AK_ERR_CONFIG);
    assert_non_null(strstr(err.text, "b.json"));
}

static void test_the_built_in_facts_are_whole(void **state)
{
    const struct ak_facts *facts = *state;

    assert_int_equal(facts->os_release_count, 17);
    assert_int_equal(facts->os_sku_count, 16);
    assert_int_equal(facts->kubernetes_count, 17);
    assert_int_equal(facts->size_family_count, 28);
    assert_int_equal(facts->size_rule_count, 9);
    assert_true(facts->feature_count >= 9);
    for (size_t i = 0; i < facts->os_release_count; i++) {
        assert_non_null(facts->os_releases[i].source.name);
        assert_true(facts->os_releases[i].image_prefixes.count > 0);
        if (ak_date_is_set(facts->os_releases[i].end_of_support))
            assert_non_null(facts->os_releases[i].action);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_wrong_is_refused_with_its_place),
        cmocka_unit_test(test_a_list_may_stand_in_one_file_only),
        cmocka_unit_test(test_the_built_in_facts_are_whole),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
