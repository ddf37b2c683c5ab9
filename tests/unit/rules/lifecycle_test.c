/* lifecycle_test.c: which OS, and how long it has left. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/buf.h"
#include "akscope/rules/lifecycle.h"
#include "unit/rules/built_in.h"

static struct ak_date day(const char *text)
{
    struct ak_date date = {0};

    assert_true(ak_date_parse(text, &date));
    return date;
}

struct os_case {
    const char *image, *sku, *version;
    bool is_confidential, is_fips;
    enum ak_os_basis basis;
    const char *os; /* "" for none */
};

static const struct os_case os_cases[] = {
    /* the image speaks first, whatever the table says */
    {"AKSUbuntu-2004gen2CVMcontainerd-202607.02.0", "Ubuntu", "1.36.1", true, false,
     AK_OS_FROM_IMAGE, "ubuntu-20.04"},
    {"AKSWindows-2019-17763.1.210414", "Windows2019", "1.20.1", false, false, AK_OS_FROM_IMAGE,
     "windows-docker-runtime"},
    {"AKSWindows-2019-containerd-17763.1.250414", "Windows2019", "1.30.1", false, false,
     AK_OS_FROM_IMAGE, "windows-2019"},
    {"AKSAzureLinux-OSGuardV3gen2fipsTL-202608.20.0", "AzureLinuxOSGuard", "1.33", false, true,
     AK_OS_FROM_IMAGE, "azurelinux-osguard-preview"},
    /* else OS SKU and version */
    {NULL, "Ubuntu", "1.24.9", false, false, AK_OS_FROM_SKU, "ubuntu-18.04"},
    {NULL, "Ubuntu", "1.34.1", false, false, AK_OS_FROM_SKU, "ubuntu-22.04"},
    {NULL, "Ubuntu", "1.35", false, false, AK_OS_FROM_SKU, "ubuntu-24.04"},
    {NULL, "Ubuntu", "1.33.5", true, false, AK_OS_FROM_SKU, "ubuntu-20.04"},
    {NULL, "Ubuntu", "1.34.1", true, false, AK_OS_SOURCES_DIFFER, ""},
    {NULL, "Ubuntu", "1.35.1", true, false, AK_OS_FROM_SKU, "ubuntu-24.04"},
    {NULL, "Ubuntu", "1.34.1", false, true, AK_OS_FROM_SKU, "ubuntu-20.04"},
    {NULL, "ubuntu2404", "1.32.0", true, false, AK_OS_FROM_SKU, "ubuntu-24.04"},
    {NULL, "Ubuntu2404", "1.31.0", true, false, AK_OS_UNKNOWN, ""},
    {NULL, "AzureLinux", "1.31.9", false, false, AK_OS_FROM_SKU, "azurelinux-2.0"},
    {NULL, "AzureLinux", "1.31.9", true, false, AK_OS_FROM_SKU, "azurelinux-3.0"},
    {NULL, "AzureLinux", "1.32.1", false, false, AK_OS_FROM_SKU, "azurelinux-3.0"},
    {NULL, "CBLMariner", "1.27.1", false, false, AK_OS_FROM_SKU, "azurelinux-2.0"},
    {NULL, "Windows2022", "1.33", false, false, AK_OS_FROM_SKU, "windows-2022"},
    {NULL, "Flatcar", NULL, false, false, AK_OS_FROM_SKU, "flatcar-preview"},
    {NULL, "Ubuntu", NULL, false, false, AK_OS_UNKNOWN, ""},
    {NULL, "Hurd", "1.33", false, false, AK_OS_UNKNOWN, ""},
    {NULL, NULL, "1.33", false, false, AK_OS_UNKNOWN, ""},
    {"my-own-image", "Ubuntu2204", "1.33", false, false, AK_OS_FROM_SKU, "ubuntu-22.04"},
};

static void test_the_os_comes_from_the_image_else_from_the_table(void **state)
{
    for (size_t i = 0; i < sizeof os_cases / sizeof os_cases[0]; i++) {
        const struct os_case *given = &os_cases[i];
        struct ak_pool pool = {.node_image_version = given->image,
                               .os_sku = given->sku,
                               .kubernetes_version = given->version,
                               .fips = given->is_fips ? AK_YES : AK_NO};
        struct ak_node_image image = ak_node_image_parse(given->image);
        struct ak_pool_os os = ak_pool_os_find(&pool, &image, given->is_confidential, *state);

        assert_int_equal(os.basis, given->basis);
        assert_string_equal(os.release != NULL ? os.release->id : "", given->os);
        if (os.release == NULL)
            assert_non_null(os.note);
        assert_true((ak_pool_os_reason(&os) == NULL) == (os.release != NULL));
    }
}

/* Each reason speaks of what is missing, not of what is there. */
static void test_an_os_that_is_not_told_has_its_reason(void **state)
{
    static const struct {
        const char *image, *sku, *version, *reason;
    } given[] = {
        {NULL, NULL, "1.33.5", "Azure reports neither node image nor OS SKU"},
        {"my-own-image", NULL, "1.33.5",
         "no source knows its node image, and Azure reports no OS SKU"},
        {NULL, "Hurd", "1.33.5", "no source tells what this OS SKU gives"},
        {"my-own-image", "Ubuntu", NULL,
         "what this OS SKU gives depends on the Kubernetes version, which is not told"},
        {NULL, "Ubuntu2404", "1.31.0",
         "no source tells what this OS SKU gives at this Kubernetes version"},
        {NULL, "Ubuntu2404", "1.33.5", NULL},
        {"AKSUbuntu-2204gen2containerd-202607.02.0", NULL, NULL, NULL},
    };

    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        struct ak_pool pool = {.node_image_version = given[i].image,
                               .os_sku = given[i].sku,
                               .kubernetes_version = given[i].version};
        struct ak_node_image image = ak_node_image_parse(given[i].image);
        struct ak_pool_os os = ak_pool_os_find(&pool, &image, true, *state);
        const char *reason = ak_pool_os_reason(&os);

        if (given[i].reason == NULL)
            assert_null(reason);
        else
            assert_string_equal(reason, given[i].reason);
    }
}

/* A person's own row may leave the note out. */
static void test_a_reason_is_told_without_a_note_too(void **state)
{
    struct ak_pool_os os = {.basis = AK_OS_SOURCES_DIFFER};

    (void)state;
    assert_string_equal(ak_pool_os_reason(&os), "no source tells which OS version that is");
}

struct end_case {
    const char *os, *today;
    enum ak_severity severity;
    int days;
    bool has_days;
};

static const struct end_case end_cases[] = {
    /* one date for both: the day itself still works */
    {"ubuntu-20.04", "2026-11-17", AK_SEVERITY_SOON, 120, true},
    {"ubuntu-20.04", "2026-11-16", AK_SEVERITY_LATER, 121, true},
    {"ubuntu-20.04", "2027-03-16", AK_SEVERITY_SOON, 1, true},
    {"ubuntu-20.04", "2027-03-17", AK_SEVERITY_SOON, 0, true},
    {"ubuntu-20.04", "2027-03-18", AK_SEVERITY_REMOVED, -1, true},
    /* two dates */
    {"ubuntu-22.04", "2026-11-23", AK_SEVERITY_LATER, 219, true},
    {"ubuntu-22.04", "2027-06-30", AK_SEVERITY_SOON, 0, true},
    {"ubuntu-22.04", "2027-07-01", AK_SEVERITY_ENDED, 304, true},
    {"ubuntu-22.04", "2028-04-30", AK_SEVERITY_ENDED, 0, true},
    {"ubuntu-22.04", "2028-05-01", AK_SEVERITY_REMOVED, -1, true},
    {"azurelinux-2.0", "2026-11-23", AK_SEVERITY_REMOVED, -237, true},
    {"azurelinux-2.0", "2025-12-01", AK_SEVERITY_ENDED, 120, true},
    {"windows-2022", "2026-11-23", AK_SEVERITY_LATER, 585, true},
    {"flatcar-preview", "2026-11-23", AK_SEVERITY_REMOVED, -76, true},
    {"azurelinux-osguard-preview", "2026-11-23", AK_SEVERITY_SOON, 17, true},
    /* leap days and far clocks */
    {"ubuntu-22.04", "2028-02-29", AK_SEVERITY_ENDED, 61, true},
    {"ubuntu-20.04", "1970-01-01", AK_SEVERITY_LATER, 20894, true},
    {"ubuntu-20.04", "9999-12-31", AK_SEVERITY_REMOVED, -2912002, true},
    /* nothing announced, and gone without a date */
    {"ubuntu-24.04", "2026-11-23", AK_SEVERITY_NONE, 0, false},
    {"ubuntu-16.04", "2026-11-23", AK_SEVERITY_REMOVED, 0, false},
};

static void test_days_are_counted_to_the_next_date_ahead(void **state)
{
    const struct ak_facts *facts = *state;
    const struct ak_pool pool = {.name = "p"};

    for (size_t i = 0; i < sizeof end_cases / sizeof end_cases[0]; i++) {
        const struct end_case *given = &end_cases[i];
        struct ak_pool_os os = {.basis = AK_OS_FROM_IMAGE,
                                .release = ak_facts_os(facts, given->os)};
        struct ak_retirement end = ak_os_retirement(os, &pool, false, facts, day(given->today));

        assert_non_null(os.release);
        if (end.severity != given->severity || end.has_days != given->has_days ||
            (end.has_days && end.days != given->days))
            fail_msg("%s on %s: %s, %d d", given->os, given->today, ak_severity_name(end.severity),
                     end.days);
        if (end.severity > AK_SEVERITY_NONE) {
            assert_non_null(end.action);
            assert_non_null(end.stops);
            assert_non_null(end.source);
        }
    }
}

/* What counts as soon is a setting. */
static void test_soon_is_as_many_days_as_the_facts_say(void **state)
{
    static const struct {
        int soon_days;
        const char *today;
        enum ak_severity severity;
    } cases[] = {
        {120, "2026-11-17", AK_SEVERITY_SOON},  {120, "2026-11-16", AK_SEVERITY_LATER},
        {30, "2027-02-15", AK_SEVERITY_SOON},   {30, "2027-02-14", AK_SEVERITY_LATER},
        {1, "2027-03-17", AK_SEVERITY_SOON},    {1, "2027-03-15", AK_SEVERITY_LATER},
        {3650, "2026-01-01", AK_SEVERITY_SOON},
    };
    struct ak_facts facts = *(const struct ak_facts *)*state;
    const struct ak_pool pool = {.name = "p"};
    const struct ak_pool_os os = {.release = ak_facts_os(&facts, "ubuntu-20.04")};

    assert_int_equal(facts.soon_days, 120); /* unless somebody says otherwise */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        facts.soon_days = cases[i].soon_days;
        struct ak_retirement end = ak_os_retirement(os, &pool, false, &facts, day(cases[i].today));

        if (end.severity != cases[i].severity)
            fail_msg("%d days on %s: %s, %d d", facts.soon_days, cases[i].today,
                     ak_severity_name(end.severity), end.days);
    }
    facts.soon_days = 10;
    assert_int_equal(ak_kubernetes_retirement("1.35", false, &facts, day("2026-11-23")).severity,
                     AK_SEVERITY_LATER);
    facts.soon_days = 150;
    assert_int_equal(ak_kubernetes_retirement("1.35", false, &facts, day("2026-11-23")).severity,
                     AK_SEVERITY_SOON);
}

static void test_confidential_and_fips_pools_get_their_own_advice(void **state)
{
    const struct ak_facts *facts = *state;
    struct ak_pool_os os = {.basis = AK_OS_FROM_IMAGE,
                            .release = ak_facts_os(facts, "ubuntu-20.04")};
    const struct ak_pool plain = {.fips = AK_NO};
    const struct ak_pool fips = {.fips = AK_YES};
    struct ak_date today = day("2026-11-23");

    assert_non_null(strstr(ak_os_retirement(os, &plain, true, facts, today).action, "Ubuntu2404"));
    assert_non_null(strstr(ak_os_retirement(os, &fips, false, facts, today).action, "Ubuntu2204"));
    assert_null(strstr(ak_os_retirement(os, &plain, false, facts, today).action, "1.34"));
    assert_null(strstr(ak_os_retirement(os, &plain, true, facts, today).action, "1.34"));
}

static void test_kubernetes_ends_by_its_calendar(void **state)
{
    static const struct {
        const char *version;
        bool is_lts;
        enum ak_severity severity;
        int days;
        const char *what;
    } given[] = {
        {"1.34.1", false, AK_SEVERITY_SOON, 7, "Kubernetes 1.34"},
        {"1.34.1", true, AK_SEVERITY_LATER, 372, "Kubernetes 1.34 LTS"},
        {"1.31.9", false, AK_SEVERITY_ENDED, -387, "Kubernetes 1.31"},
        {"1.31.9", true, AK_SEVERITY_SOON, 7, "Kubernetes 1.31 LTS"},
        {"1.37", false, AK_SEVERITY_LATER, 342, "Kubernetes 1.37"},
        {"1.26.3", true, AK_SEVERITY_ENDED, -956, "Kubernetes 1.26"},
    };

    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        struct ak_retirement end =
            ak_kubernetes_retirement(given[i].version, given[i].is_lts, *state, day("2026-11-23"));

        assert_int_equal(end.severity, given[i].severity);
        assert_int_equal(end.days, given[i].days);
        assert_string_equal(end.what, given[i].what);
    }
    assert_int_equal(ak_kubernetes_retirement("1.99", false, *state, day("2026-11-23")).severity,
                     AK_SEVERITY_NONE);
    assert_int_equal(ak_kubernetes_retirement(NULL, false, *state, day("2026-11-23")).severity,
                     AK_SEVERITY_NONE);
}

static void test_versions_are_numbers(void **state)
{
    (void)state;
    assert_int_equal(ak_minor_parse("1.33.5"), 1033);
    assert_int_equal(ak_minor_parse("1.33"), 1033);
    assert_int_equal(ak_minor_parse("1"), 0);
    assert_int_equal(ak_minor_parse("1.x"), 0);
    assert_int_equal(ak_minor_parse("1.33-beta"), 0);
    assert_int_equal(ak_minor_parse(" 1.33"), 0);
    assert_int_equal(ak_minor_parse("1.+33"), 0);
    assert_int_equal(ak_minor_parse(""), 0);
    assert_int_equal(ak_minor_parse(NULL), 0);
    assert_true(ak_version_compare("1.9.9", "1.33.0") < 0);
    assert_true(ak_version_compare("1.33.10", "1.33.9") > 0);
    assert_true(ak_version_compare(NULL, "1.0") < 0);
}

/* The whole table as a person reads it, beside the golden one. */
static void write_table(const struct ak_facts *facts, struct ak_buf *out)
{
    static const struct {
        const char *name;
        bool is_confidential, is_fips;
    } columns[] = {{"plain", false, false}, {"CVM", true, false}, {"FIPS", false, true}};

    for (size_t i = 0; i < facts->os_sku_count; i++) {
        for (size_t c = 0; c < 3; c++) {
            assert_true(ak_buf_printf(out, "%-20s %-5s", facts->os_skus[i].name, columns[c].name));
            for (int minor = 1024; minor <= 1038; minor++) {
                struct ak_pool_os os =
                    ak_os_of_sku(facts->os_skus[i].name, minor, columns[c].is_confidential,
                                 columns[c].is_fips, facts);

                assert_true(ak_buf_printf(out, " %d.%d:%s", minor / 1000, minor % 1000,
                                          os.release != NULL                 ? os.release->id
                                          : os.basis == AK_OS_SOURCES_DIFFER ? "sources-differ"
                                                                             : "-"));
            }
            assert_true(ak_buf_puts(out, "\n"));
        }
    }
}

static void test_the_table_of_os_skus_is_the_golden_one(void **state)
{
    const char *source = getenv("top_srcdir");
    const char *update = getenv("AKSCOPE_UPDATE_GOLDENS");
    struct ak_buf table = ak_buf_init(1 << 20);
    char path[4096];
    static char golden[1 << 17];

    write_table(*state, &table);
    snprintf(path, sizeof path, "%s/tests/unit/rules/os_skus.golden",
             source != NULL ? source : ".");
    FILE *file = fopen(path, update != NULL ? "we" : "re");
    assert_non_null(file);
    if (update != NULL) {
        fputs(ak_buf_text(&table), file);
    } else {
        golden[fread(golden, 1, sizeof golden - 1, file)] = '\0';
        assert_string_equal(ak_buf_text(&table), golden);
    }
    fclose(file);
    ak_buf_release(&table);
}

static void test_explanations_are_complete(void **state)
{
    static const char *const needed[] = {"cvm",        "tee",        "os-sku",
                                         "node-image", "retirement", "kubernetes-support",
                                         "image-age",  "quota",      "provisioning-state"};
    const struct ak_facts *facts = *state;

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        const struct ak_explanation *found = ak_facts_explanation(facts, needed[i]);

        assert_non_null(found);
        assert_true(found->paragraphs.count > 0);
        assert_non_null(found->source.name);
        assert_non_null(found->source.as_of);
    }
    assert_int_equal(ak_facts_explanation(facts, "cvm")->gives.count, 7);
    assert_true(ak_facts_explanation(facts, "cvm")->excludes.count >= 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_os_comes_from_the_image_else_from_the_table),
        cmocka_unit_test(test_an_os_that_is_not_told_has_its_reason),
        cmocka_unit_test(test_a_reason_is_told_without_a_note_too),
        cmocka_unit_test(test_days_are_counted_to_the_next_date_ahead),
        cmocka_unit_test(test_soon_is_as_many_days_as_the_facts_say),
        cmocka_unit_test(test_confidential_and_fips_pools_get_their_own_advice),
        cmocka_unit_test(test_kubernetes_ends_by_its_calendar),
        cmocka_unit_test(test_versions_are_numbers),
        cmocka_unit_test(test_the_table_of_os_skus_is_the_golden_one),
        cmocka_unit_test(test_explanations_are_complete),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
