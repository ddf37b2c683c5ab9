/* image_age_test.c: how old node images are. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/rules/image_age.h"
#include "unit/rules/built_in.h"

#define UBUNTU "AKSUbuntu-2204gen2containerd-"
#define WINDOWS "AKSWindows-2022-containerd-20348.4297."

static const struct age_case {
    const char *image, *newest, *today;
    enum ak_image_age_grade grade;
    const char *words;
} cases[] = {
    /* the list of releases reaches to the newest */
    {UBUNTU "202607.02.0", UBUNTU "202609.09.0", "2026-09-10", AK_IMAGE_OLD,
     "70 d old, 8 releases behind"},
    {UBUNTU "202608.26.0", UBUNTU "202609.09.0", "2026-09-10", AK_IMAGE_FRESH,
     "15 d old, 1 release behind"},
    {UBUNTU "202609.09.0", UBUNTU "202609.09.0", "2026-12-31", AK_IMAGE_FRESH,
     "113 d old, the newest"},
    /* a rebuild of the same day is newer */
    {UBUNTU "202508.20.0", UBUNTU "202508.20.1", "2025-08-21", AK_IMAGE_FRESH,
     "1 d old, 1 release behind"},
    /* the newest is beyond the list: it may be more */
    {UBUNTU "202608.26.0", UBUNTU "202611.09.0", "2026-11-23", AK_IMAGE_OLD,
     "89 d old, at least 2 releases behind"},
    /* thresholds: the day itself counts */
    {UBUNTU "202608.26.0", NULL, "2026-09-24", AK_IMAGE_FRESH,
     "29 d old, at least 1 release behind"},
    {UBUNTU "202608.26.0", NULL, "2026-09-25", AK_IMAGE_OLD, "30 d old, at least 1 release behind"},
    {UBUNTU "202608.26.0", NULL, "2026-11-24", AK_IMAGE_TOO_OLD,
     "90 d old, at least 1 release behind"},
    /* a leap day lies between */
    {UBUNTU "202402.19.0", UBUNTU "202402.19.0", "2024-03-01", AK_IMAGE_FRESH,
     "11 d old, the newest"},
    /* before the list begins */
    {UBUNTU "202101.05.0", UBUNTU "202609.09.0", "2026-09-10", AK_IMAGE_TOO_OLD,
     "2074 d old, 2073 d behind the newest"},
    {UBUNTU "202609.09.0", NULL, "2026-09-20", AK_IMAGE_FRESH, "11 d old"},
    {WINDOWS "260610", WINDOWS "260812", "2026-08-20", AK_IMAGE_OLD, "71 d old, 2 releases behind"},
    /* the newest of another family tells nothing */
    {UBUNTU "202608.26.0", WINDOWS "260812", "2026-09-01", AK_IMAGE_FRESH, "6 d old"},
    {"my-own-image", UBUNTU "202609.09.0", "2026-09-10", AK_IMAGE_AGE_UNKNOWN, ""},
};

static void ages_are_measured_in_days_and_releases(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_node_image image = ak_node_image_parse(cases[i].image);
        struct ak_date today;
        struct ak_image_age age;
        char words[96];

        assert_true(ak_date_parse(cases[i].today, &today));
        age = ak_image_age_measure(&image, cases[i].newest, *state, today);
        ak_image_age_words(&age, words, sizeof words);
        if (age.grade != cases[i].grade || strcmp(words, cases[i].words) != 0)
            fail_msg("case %zu: %s, %s", i, ak_image_age_grade_name(age.grade), words);
    }
}

static void thresholds_are_the_policys(void **state)
{
    struct ak_facts strict = *(const struct ak_facts *)*state;
    struct ak_node_image image = ak_node_image_parse(UBUNTU "202608.26.0");

    assert_int_equal(strict.image_policy.old_days, 30);
    assert_int_equal(strict.image_policy.too_old_days, 90);
    strict.image_policy = (struct ak_image_policy){.old_days = 5, .too_old_days = 10};
    assert_int_equal(
        ak_image_age_measure(&image, NULL, &strict, (struct ak_date){2026, 8, 30}).grade,
        AK_IMAGE_FRESH);
    assert_int_equal(
        ak_image_age_measure(&image, NULL, &strict, (struct ak_date){2026, 8, 31}).grade,
        AK_IMAGE_OLD);
    assert_int_equal(
        ak_image_age_measure(&image, NULL, &strict, (struct ak_date){2026, 9, 5}).grade,
        AK_IMAGE_TOO_OLD);
    assert_string_equal(ak_image_age_grade_name(AK_IMAGE_TOO_OLD), "too-old");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ages_are_measured_in_days_and_releases),
        cmocka_unit_test(thresholds_are_the_policys),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
