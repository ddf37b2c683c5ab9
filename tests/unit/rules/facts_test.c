/* facts_test.c: facts files are read strictly: what is wrong is refused with its place. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/wire/facts.h"
#include "unit/rules/built_in.h"

#define SOURCE "\"source\":{\"name\":\"n\",\"asOf\":\"2026\"}"

#define RULE(more)                                                                                 \
    "{\"poolRules\":[{\"id\":\"name.pattern\",\"field\":\"name\",\"sentence\":\"s\"," more         \
    "," SOURCE "}]}"
#define COMBINATION(more)                                                                          \
    "{\"poolCombinations\":[{\"rule\":\"gen1\",\"option\":\"os-sku\",\"says\":\"s\",\"phrase\":"   \
    "\"p\"," more "}]}"
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
    {"{\"features\":[{\"name\":\"F\",\"purpose\":\"p\"," SOURCE "}]}", "needs the OS SKUs"},
    {"{\"features\":[{\"name\":\"F\",\"purpose\":\"p\",\"osSkus\":[\"X\"],\"until\":"
     "\"soon\"," SOURCE "}]}",
     "features[0].until: expected a date"},
    {RULE("\"colour\":1"), "poolRules[0].colour: there is no such fact"},
    {RULE("\"options\":[\"colour\"]"), "poolRules[0].options[0]: there is no such option"},
    {RULE("\"weight\":\"grave\""), "poolRules[0].weight: there is no such choice"},
    {RULE("\"enforced\":\"nobody\""), "poolRules[0].enforced: there is no such choice"},
    {RULE("\"min\":\"1\""), "poolRules[0].min: expected a whole number"},
    {RULE("\"from\":\"newest\""), "poolRules[0].from: expected a Kubernetes minor"},
    {RULE("\"shape\":{\"first\":\"z-a\"}"), "poolRules[0].shape.first: expected characters"},
    {RULE("\"shape\":{\"frist\":\"a-z\"}"), "poolRules[0].shape.frist: there is no such fact"},
    {RULE("\"values\":[1]"), "poolRules[0].values[0]: expected a text"},
    {"{\"poolRules\":[{\"id\":\"name.pattern\",\"field\":\"name\"," SOURCE "}]}",
     "poolRules[0].sentence: missing"},
    {RULE("\"id2\":0"), "poolRules[0].id2"},
    {COMBINATION("\"all\":[\"cvm\",\"blue\"]"),
     "poolCombinations[0].all[1]: there is no such trait"},
    {COMBINATION("\"osSkus\":[]"), "a combination needs a trait"},
    {"{\"poolCombinations\":[{\"rule\":\"none\"}]}",
     "poolCombinations[0].rule: there is no such rule"},
    {"{\"poolCombinations\":[{\"rule\":\"gen1\",\"option\":\"x\"}]}",
     "poolCombinations[0].option: there is no such option"},
    {"{\"osSkuDefaults\":[{\"osType\":\"Linux\"}]}", "needs a note"},
};
#undef RULE
#undef COMBINATION

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
    static const char text[] =
        "{\"features\":[{\"name\":\"F\",\"purpose\":\"p\",\"isOptional\":true," SOURCE "}]}";
    struct ak_facts_file files[] = {{.name = "a.json", .text = text, .size = sizeof text - 1},
                                    {.name = "b.json", .text = text, .size = sizeof text - 1}};
    struct ak_facts *facts = NULL;
    struct ak_err err = ak_err_none();

    (void)state;
    assert_int_equal(ak_wire_read_facts(files, 2, &facts, &err), AK_ERR_CONFIG);
    assert_non_null(strstr(err.text, "b.json"));
}

/* The built-in files with one text in place of another. */
static int read_changed(const char *from, const char *to, struct ak_err *err)
{
    struct ak_facts_file files[BUILT_IN_FILES_MOST];
    size_t count = built_in_files(files);
    struct ak_facts *facts = NULL;
    char *copy = NULL;
    int failed;

    for (size_t i = 0; i < count; i++) {
        const char *text = files[i].text;
        const char *at = strstr(text, from);

        if (at == NULL || copy != NULL)
            continue;
        files[i].size += strlen(to) - strlen(from);
        copy = malloc(files[i].size + 1);
        assert_non_null(copy);
        snprintf(copy, files[i].size + 1, "%.*s%s%s", (int)(at - text), text, to,
                 at + strlen(from));
        files[i].text = copy;
    }
    assert_non_null(copy);
    failed = ak_wire_read_facts(files, count, &facts, err);
    ak_facts_free(facts);
    free(copy);
    return failed;
}

static void test_what_facts_say_of_one_another_holds(void **state)
{
    static const struct {
        const char *from, *to, *complaint;
    } changes[] = {
        {"\"id\": \"name.unique\"", "\"id\": \"name.twin\"", "rule name.twin: nothing decides it"},
        {"\"id\": \"name.unique\"", "\"id\": \"name.pattern\"", "rule name.pattern: stands twice"},
        {"\"id\": \"name.cli\"", "\"id\": \"name.odd\"", ""},
        {"\"id\": \"motd\",\n   \"field\"", "\"id\": \"kata\",\n   \"field\"",
         "rule kata: stands twice"},
        {"\"Ubuntu2404\",\n    \"Ubuntu2604\"", "\"Ubuntu24\",\n    \"Ubuntu2604\"",
         "there is no OS SKU \"Ubuntu24\""},
        {"\"exceptOs\": [\n    \"azurelinux-3.0\"", "\"exceptOs\": [\n    \"azurelinux-9.0\"",
         "there is no OS \"azurelinux-9.0\""},
        {"\"osSku\": \"Windows2019\"", "\"osSku\": \"Windows3.11\"",
         "there is no OS SKU \"Windows3.11\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct ak_err err = ak_err_none();
        int failed = read_changed(changes[i].from, changes[i].to, &err);

        assert_int_equal(failed, changes[i].complaint[0] != '\0' ? AK_ERR_CONFIG : 0);
        if (strstr(err.text, changes[i].complaint) == NULL)
            fail_msg("case %zu: %s", i, err.text);
    }
}

static void test_a_rule_that_is_missing_is_told(void **state)
{
    static const char text[] = "{\"osSkuDefaults\":[]}";
    struct ak_facts_file file = {.name = "mine.json", .text = text, .size = sizeof text - 1};
    struct ak_facts *facts = NULL;
    struct ak_err err = ak_err_none();

    (void)state;
    assert_int_equal(ak_wire_read_facts(&file, 1, &facts, &err), AK_ERR_CONFIG);
    assert_string_equal(err.text, "rule pool.known: is missing");
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
        cmocka_unit_test(test_what_facts_say_of_one_another_holds),
        cmocka_unit_test(test_a_rule_that_is_missing_is_told),
        cmocka_unit_test(test_the_built_in_facts_are_whole),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
