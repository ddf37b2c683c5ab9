/* node_image_test.c: node image names: all that are known, and all that is odd. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/text.h"
#include "akscope/rules/node_image.h"
#include "unit/rules/built_in.h"

static bool has(const char *text, const char *part)
{
    return ak_text_casestr(text, part) != NULL;
}

/* What a name says to someone who only looks for words in it. */
static void check_words(const char *name, const struct ak_node_image *image)
{
    bool is_windows = has(name, "AKSWindows");
    const char *definition = strchr(name, '-');

    assert_int_equal(image->is_fips, has(definition, "fips"));
    assert_int_equal(image->is_confidential, has(definition, "cvm"));
    assert_int_equal(image->is_arm64, has(definition, "arm64"));
    assert_int_equal(image->is_kata, has(definition, "kata"));
    assert_int_equal(image->is_edge_zone, has(name, "EdgeZone"));
    assert_int_equal(image->distro == AK_DISTRO_WINDOWS, is_windows);
    assert_int_equal(image->windows_build > 0, is_windows);
    if (has(definition, "gen2") || has(definition, "cvm"))
        assert_int_equal(image->generation, 2);
    else if (image->definition[0] != '\0')
        assert_int_equal(image->generation, 1);
    if (has(name, "AKSUbuntu")) {
        char digits[5];

        snprintf(digits, sizeof digits, "%.2s%.2s", image->os_version, image->os_version + 3);
        assert_true(ak_text_has_prefix(definition + 1, digits, false));
    }
}

/* The date by another way: the digits of the version, in the order that their number tells. */
static void check_date(const struct ak_node_image *image)
{
    int a, b, c;
    const char *version = image->version; /* without the security patch of a node label */
    char expected[AK_DATE_TEXT_SIZE], found[AK_DATE_TEXT_SIZE];

    assert_int_equal(sscanf(version, "%d.%d.%d", &a, &b, &c), 3);
    if (image->distro == AK_DISTRO_WINDOWS)
        snprintf(expected, sizeof expected, "%04d-%02d-%02d",
                 c > 1000000 ? c / 10000 % 10000 : 2000 + c / 10000 % 100, c / 100 % 100, c % 100);
    else if (a > 9999)
        snprintf(expected, sizeof expected, "%04d-%02d-%02d", a / 100 % 10000, a % 100, b % 100);
    else
        snprintf(expected, sizeof expected, "%04d-%02d-%02d", a % 10000, b % 100, c % 100);
    assert_string_equal(ak_date_iso(image->date, found), expected);
}

static void test_every_known_name_is_read(void **state)
{
    const char *shared = getenv("AKSCOPE_SHARED");
    const struct ak_facts *facts = *state;
    char path[4096];
    char line[256];
    size_t count = 0;

    snprintf(path, sizeof path, "%s/facts/node-image-names.txt", shared != NULL ? shared : "");
    FILE *file = fopen(path, "re");
    if (file == NULL)
        skip();
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\t\r\n")] = '\0';
        struct ak_node_image image = ak_node_image_parse(line);

        if (!image.is_known || ak_node_image_os(&image, line, facts) == NULL)
            fail_msg("%s is not understood", line);
        check_words(line, &image);
        check_date(&image);
        count++;
    }
    fclose(file);
    assert_int_equal(count, 6566);
}

struct image_case {
    const char *name;
    enum ak_distro distro;
    const char *os_version;
    int generation;
    bool is_known, is_confidential;
    const char *date;
};

static const struct image_case cases[] = {
    {"AKSUbuntu-2004cvmcontainerd-202507.02.0", AK_DISTRO_UBUNTU, "20.04", 2, true, true,
     "2025-07-02"},
    {"AKSUbuntu-2004gen2CVMcontainerd-202607.02.0", AK_DISTRO_UBUNTU, "20.04", 2, true, true,
     "2026-07-02"},
    {"AKSAzureLinux-V3gen2CVM-202611.09.0", AK_DISTRO_AZURE_LINUX, "3", 2, true, true,
     "2026-11-09"},
    {"AKSUbuntu-1804-2022.08.29", AK_DISTRO_UBUNTU, "18.04", 1, true, false, "2022-08-29"},
    {"AKSWindows-2022-containerd-gen2-20348.2402.240410", AK_DISTRO_WINDOWS, "2022", 2, true, false,
     "2024-04-10"},
    {"AKSWindows-2022-23H2-25398.1369.250117", AK_DISTRO_WINDOWS, "23H2", 1, true, false,
     "2025-01-17"},
    {"AKSWindows-2019-17763.1879.20210414", AK_DISTRO_WINDOWS, "2019", 1, true, false,
     "2021-04-14"},
    {"AKSAzureContainerLinux-202606.01.0", AK_DISTRO_AZURE_CONTAINER_LINUX, "", 0, true, false,
     "2026-06-01"},
    {"aksubuntu-2404GEN2cvmCONTAINERD-202601.01.3", AK_DISTRO_UBUNTU, "24.04", 2, true, true,
     "2026-01-01"},
    /* a token that nobody knows: the rest is still read, and CVM is never overlooked */
    {"AKSUbuntu-2404gen2quantumCVMcontainerd-202601.01.0", AK_DISTRO_UBUNTU, "24.04", 2, false,
     true, "2026-01-01"},
    {"AKSUbuntu-9904containerd-202601.01.0", AK_DISTRO_UNKNOWN, "", 0, false, false, "2026-01-01"},
    {"AKSUbuntu-2204containerd-2023.02.30", AK_DISTRO_UBUNTU, "22.04", 1, true, false, ""},
    {"AKSUbuntu-2204containerd-soon", AK_DISTRO_UBUNTU, "22.04", 1, false, false, ""},
    {"my-own-image", AK_DISTRO_UNKNOWN, "", 0, false, false, ""},
    {"cvm-of-my-own-1.2.3", AK_DISTRO_UNKNOWN, "", 0, false, false, ""},
    {"AKSUbuntu-", AK_DISTRO_UNKNOWN, "", 0, false, false, ""},
    {"-", AK_DISTRO_UNKNOWN, "", 0, false, false, ""},
    {"", AK_DISTRO_UNKNOWN, "", 0, false, false, ""},
    {NULL, AK_DISTRO_UNKNOWN, "", 0, false, false, ""},
};

static void test_odd_names_are_read_as_far_as_they_go(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct image_case *expected = &cases[i];
        struct ak_node_image image = ak_node_image_parse(expected->name);
        char date[AK_DATE_TEXT_SIZE];

        assert_int_equal(image.distro, expected->distro);
        assert_string_equal(image.os_version, expected->os_version);
        assert_int_equal(image.generation, expected->generation);
        assert_int_equal(image.is_known, expected->is_known);
        assert_int_equal(image.is_confidential, expected->is_confidential);
        assert_string_equal(ak_date_iso(image.date, date), expected->date);
    }
}

static void test_a_security_patch_is_told_apart(void **state)
{
    struct ak_node_image image =
        ak_node_image_parse("AKSUbuntu-2204gen2containerd-202410.27.0-2024.12.01");

    (void)state;
    assert_true(image.is_known);
    assert_string_equal(image.version, "202410.27.0");
    assert_string_equal(image.security_patch, "2024.12.01");
    assert_string_equal(image.definition, "2204gen2containerd");
}

static void test_parts_that_are_too_long_are_cut_at_a_character(void **state)
{
    /* é, two bytes each, behind an even and an odd number of letters */
    static const char *const names[] = {"", "x"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char name[160];
        size_t used = (size_t)snprintf(name, sizeof name, "AKSUbuntu-%s", names[i]);

        for (size_t j = 0; j < 50; j++, used += 2)
            memcpy(name + used, "\xC3\xA9", 3);
        snprintf(name + used, sizeof name - used, "-202601.01.0");
        struct ak_node_image image = ak_node_image_parse(name);
        assert_int_equal(strlen(image.definition), 62 + i);
        assert_true(ak_text_is_clean(image.definition, strlen(image.definition)));
        assert_string_equal(image.version, "202601.01.0");
    }
}

static void test_a_windows_build_that_is_not_the_releases_is_reported(void **state)
{
    (void)state;
    assert_false(
        ak_node_image_parse("AKSWindows-2022-containerd-20348.1.240410").windows_build_mismatch);
    assert_true(
        ak_node_image_parse("AKSWindows-2022-containerd-17763.1.240410").windows_build_mismatch);
}

static void test_images_are_ordered_by_date_and_rebuild(void **state)
{
    static const char *const ordered[] = {
        "AKSUbuntu-2204containerd-soon",        "AKSUbuntu-2204containerd-2023.02.15",
        "AKSUbuntu-2204containerd-202602.13.5", "AKSUbuntu-2204containerd-202602.13.10",
        "AKSUbuntu-2204containerd-202603.04.0",
    };

    (void)state;
    for (size_t i = 0; i + 1 < sizeof ordered / sizeof ordered[0]; i++) {
        struct ak_node_image older = ak_node_image_parse(ordered[i]);
        struct ak_node_image newer = ak_node_image_parse(ordered[i + 1]);

        assert_true(ak_node_image_compare(&older, &newer) < 0);
        assert_true(ak_node_image_compare(&newer, &older) > 0);
        assert_int_equal(ak_node_image_compare(&newer, &newer), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_known_name_is_read),
        cmocka_unit_test(test_odd_names_are_read_as_far_as_they_go),
        cmocka_unit_test(test_a_security_patch_is_told_apart),
        cmocka_unit_test(test_parts_that_are_too_long_are_cut_at_a_character),
        cmocka_unit_test(test_a_windows_build_that_is_not_the_releases_is_reported),
        cmocka_unit_test(test_images_are_ordered_by_date_and_rebuild),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
