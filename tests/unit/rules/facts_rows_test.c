/* facts_rows_test.c: every row of the collected facts (AKSCOPE_SHARED/facts/lifecycle.json) is what
 * the built-in facts say. Read independently; skips where they are absent. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "akscope/rules/lifecycle.h"
#include "unit/rules/built_in.h"

enum { FIRST_MINOR = 24, LAST_MINOR = 38 };

static cJSON *collected; /* NULL: absent */

static const cJSON *rows_of(const char *name)
{
    return cJSON_GetObjectItem(collected, name);
}

static const char *text_of(const cJSON *row, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItem(row, name));
}

/* A date as collected: null is none; what follows the date is a remark. */
static void assert_date(const char *what, struct ak_date date, const char *expected)
{
    struct ak_date wanted = {0};
    char text[AK_DATE_TEXT_SIZE];
    char plain[16] = "";

    if (expected != NULL) {
        (void)snprintf(plain, sizeof plain, "%.*s", (int)strcspn(expected, " "), expected);
        assert_true(ak_date_parse(plain, &wanted));
    }
    if (ak_date_compare(date, wanted) != 0)
        fail_msg("%s: %s, collected %s", what, ak_date_iso(date, text),
                 expected != NULL ? expected : "none");
}

static void every_os_has_its_dates(void **state)
{
    const cJSON *row = NULL;
    int count = 0;

    if (collected == NULL)
        skip();
    cJSON_ArrayForEach(row, rows_of("os_retirements"))
    {
        const char *id = text_of(row, "os");
        const struct ak_os_release *release = ak_facts_os(*state, id);
        const cJSON *prefix = NULL;

        if (release == NULL)
            fail_msg("there is no %s", id);
        assert_date(id, release->end_of_support, text_of(row, "end_of_support"));
        assert_date(id, release->images_removed, text_of(row, "images_removed"));
        assert_date(id, release->no_new_pools, text_of(row, "no_new_pools_from"));
        assert_string_equal(release->source.name, text_of(row, "source"));
        assert_string_equal(release->source.as_of, text_of(row, "as_of"));
        assert_true(release->image_prefixes.count >=
                    (size_t)cJSON_GetArraySize(cJSON_GetObjectItem(row, "image_prefixes")));
        prefix = cJSON_GetArrayItem(cJSON_GetObjectItem(row, "image_prefixes"), 0);
        assert_int_equal(strncmp(release->image_prefixes.items[0], prefix->valuestring,
                                 strlen(release->image_prefixes.items[0])),
                         0);
        count++;
    }
    assert_int_equal(count, ((const struct ak_facts *)*state)->os_release_count);
}

/* "1.25-1.34", "1.35+", "up to 1.32", "1.24 and below", "all", with remarks behind. */
static bool covers(const char *range, int minor)
{
    int from = 0, to = 0;

    if (strncmp(range, "all", 3) == 0)
        return true;
    if (sscanf(range, "up to 1.%d", &to) == 1)
        return minor <= to;
    if (sscanf(range, "1.%d-1.%d", &from, &to) == 2)
        return minor >= from && minor <= to;
    assert_int_equal(sscanf(range, "1.%d", &from), 1);
    return strstr(range, "and below") != NULL ? minor <= from
           : strchr(range, '+') != NULL       ? minor >= from
                                              : minor == from;
}

static void assert_gives(const struct ak_facts *facts, const char *sku, int minor, bool is_cvm,
                         bool is_fips, const char *os)
{
    struct ak_pool_os found = ak_os_of_sku(sku, 1000 + minor, is_cvm, is_fips, facts);

    if (found.release == NULL || strcmp(found.release->id, os) != 0)
        fail_msg("%s%s%s on 1.%d is %s, collected %s", sku, is_cvm ? " CVM" : "",
                 is_fips ? " FIPS" : "", minor, found.release != NULL ? found.release->id : "none",
                 os);
}

static int check_ranges(const struct ak_facts *facts, const char *sku, const cJSON *ranges,
                        bool is_fips)
{
    const cJSON *range = NULL;
    int checked = 0;

    cJSON_ArrayForEach(range, ranges)
    {
        for (int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
            if (!covers(text_of(range, "kubernetes"), minor))
                continue;
            assert_gives(facts, sku, minor, false, is_fips, text_of(range, "os"));
            checked++;
        }
    }
    return checked;
}

static void every_os_sku_gives_its_versions(void **state)
{
    const cJSON *row = NULL;
    int checked = 0;

    if (collected == NULL)
        skip();
    cJSON_ArrayForEach(row, rows_of("os_sku_table"))
    {
        const char *name = text_of(row, "os_sku");

        assert_non_null(ak_facts_os_sku(*state, name));
        checked += check_ranges(*state, name, cJSON_GetObjectItem(row, "versions"), false);
        checked += check_ranges(
            *state, name, cJSON_GetObjectItem(cJSON_GetObjectItem(row, "variants"), "fips"), true);
    }
    print_message("# %d pairs of OS SKU and Kubernetes\n", checked);
    assert_true(checked > 100);
}

/* What one table says of an OS SKU at a minor, NULL where it has nothing. */
static const char *cvm_default(const cJSON *table, const char *sku, int minor)
{
    const cJSON *row = NULL;

    cJSON_ArrayForEach(row, cJSON_GetObjectItem(table, "rows"))
    {
        const cJSON *range = NULL;

        if (strcmp(text_of(row, "os_sku"), sku) != 0)
            continue;
        cJSON_ArrayForEach(range, cJSON_GetObjectItem(row, "defaults"))
        {
            if (covers(text_of(range, "kubernetes"), minor))
                return text_of(range, "os");
        }
    }
    return NULL;
}

/* Where all tables say the same the facts say it too; where they differ, that they differ. */
static void confidential_defaults_are_what_the_tables_agree_on(void **state)
{
    static const char *const skus[] = {"Ubuntu", "AzureLinux"};
    const cJSON *tables = NULL;

    if (collected == NULL)
        skip();
    tables = cJSON_GetObjectItem(rows_of("cvm_support"), "tables");
    assert_int_equal(cJSON_GetArraySize(tables), 3);
    for (size_t i = 0; i < 2; i++) {
        for (int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
            const char *first = cvm_default(cJSON_GetArrayItem(tables, 0), skus[i], minor);
            const char *second = cvm_default(cJSON_GetArrayItem(tables, 1), skus[i], minor);
            const char *third = cvm_default(cJSON_GetArrayItem(tables, 2), skus[i], minor);
            struct ak_pool_os os = ak_os_of_sku(skus[i], 1000 + minor, true, false, *state);

            if (second == NULL && third == NULL)
                assert_int_equal(os.basis, AK_OS_UNKNOWN);
            else if (second == NULL || third == NULL || strcmp(second, third) != 0)
                assert_int_equal(os.basis, AK_OS_SOURCES_DIFFER);
            else
                assert_gives(*state, skus[i], minor, true, false, third);
            if (first != NULL && os.release != NULL)
                assert_string_equal(first, os.release->id);
        }
    }
}

static void confidential_support_is_that_of_the_newest_table(void **state)
{
    const cJSON *row = NULL;

    if (collected == NULL)
        skip();
    cJSON_ArrayForEach(
        row,
        cJSON_GetObjectItem(
            cJSON_GetArrayItem(cJSON_GetObjectItem(rows_of("cvm_support"), "tables"), 2), "rows"))
    {
        const struct ak_os_sku *sku;
        bool is_supported = strncmp(text_of(row, "support"), "supported", 9) == 0;

        if (strcmp(text_of(row, "os_sku"), "Windows (all)") == 0)
            sku = ak_facts_os_sku(*state, "Windows2022");
        else
            sku = ak_facts_os_sku(*state, text_of(row, "os_sku"));
        assert_non_null(sku);
        assert_int_equal(sku->cvm, is_supported ? AK_YES : AK_NO);
    }
}

static void every_kubernetes_version_has_its_dates(void **state)
{
    const cJSON *row = NULL;
    int count = 0;

    if (collected == NULL)
        skip();
    cJSON_ArrayForEach(row, cJSON_GetObjectItem(rows_of("kubernetes_calendar"), "versions"))
    {
        const char *name = text_of(row, "version");
        const struct ak_kubernetes_release *release =
            ak_facts_kubernetes(*state, ak_minor_parse(name));
        const char *platform = text_of(row, "platform_support_until");

        assert_non_null(release);
        assert_date(name, release->ga, text_of(row, "ga"));
        assert_date(name, release->end_of_life, text_of(row, "end_of_life"));
        assert_date(name, release->lts_end_of_life, text_of(row, "lts_end_of_life"));
        assert_true((platform == NULL) == (release->platform_support_until == NULL));
        if (platform != NULL)
            assert_string_equal(platform, release->platform_support_until);
        count++;
    }
    assert_int_equal(count, ((const struct ak_facts *)*state)->kubernetes_count);
}

static void every_other_retirement_has_its_date(void **state)
{
    const struct ak_facts *facts = *state;
    const cJSON *row = NULL;
    size_t n = 0;

    if (collected == NULL)
        skip();
    cJSON_ArrayForEach(row, rows_of("other_retirements"))
    {
        const struct ak_other_retirement *found = &facts->retirements[n++];

        assert_string_equal(found->id, text_of(row, "id"));
        assert_date(found->id, found->date, text_of(row, "date"));
        assert_string_equal(found->source.name, text_of(row, "source"));
        assert_string_equal(found->source.as_of, text_of(row, "as_of"));
    }
    assert_int_equal(n, facts->retirement_count);
}

static const struct ak_preview_feature *find_feature(const struct ak_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->feature_count; i++) {
        if (strcmp(facts->features[i].name, name) == 0)
            return &facts->features[i];
    }
    fail_msg("there is no feature %s", name);
    return NULL;
}

/* Words that begin with no date tell something else. */
static bool begins_with_date(const char *text)
{
    return text != NULL && text[0] == '2';
}

static void every_preview_feature_ends_on_its_day(void **state)
{
    const cJSON *row = NULL;

    if (collected == NULL)
        skip();
    cJSON_ArrayForEach(row, rows_of("preview_feature_flags"))
    {
        const struct ak_preview_feature *feature = find_feature(*state, text_of(row, "name"));
        const char *until = text_of(row, "needed_until");

        assert_date(feature->name, feature->until, begins_with_date(until) ? until : NULL);
    }
}

static int open_collected(void **state)
{
    const char *shared = getenv("AKSCOPE_SHARED");
    char path[4096];
    static char text[1 << 17];
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/facts/lifecycle.json",
                   shared != NULL ? shared : "../shared");
    file = fopen(path, "re");
    if (file != NULL) {
        text[fread(text, 1, sizeof text - 1, file)] = '\0';
        (void)fclose(file);
        collected = cJSON_Parse(text);
    }
    return built_in_setup(state);
}

static int close_collected(void **state)
{
    cJSON_Delete(collected);
    return built_in_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_os_has_its_dates),
        cmocka_unit_test(every_os_sku_gives_its_versions),
        cmocka_unit_test(confidential_defaults_are_what_the_tables_agree_on),
        cmocka_unit_test(confidential_support_is_that_of_the_newest_table),
        cmocka_unit_test(every_kubernetes_version_has_its_dates),
        cmocka_unit_test(every_other_retirement_has_its_date),
        cmocka_unit_test(every_preview_feature_ends_on_its_day),
    };

    return cmocka_run_group_tests(tests, open_collected, close_collected);
}
