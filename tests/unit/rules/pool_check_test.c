/* pool_check_test.c: every rule on node pools, kept and broken; the sentences as a person reads
 * them are in pool_check.golden. */
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
#include "akscope/base/text.h"
#include "unit/rules/built_in.h"
#include "unit/rules/pool_bench.h"
#include "unit/rules/pool_cases.h"

enum { GOLDEN_SIZE = 1 << 18 };

static struct pool_cases (*const subjects[])(void) = {
    pool_cases_of_changes, pool_cases_of_sizes,  pool_cases_of_systems,
    pool_cases_of_scaling, pool_cases_of_labels,
};

enum { SUBJECT_COUNT = sizeof subjects / sizeof subjects[0] };

static void open_case(struct bench *bench, const struct pool_case *given,
                      const struct ak_facts *facts)
{
    bench_open(bench, (enum ak_intent_kind)given->kind, facts);
    bench_wish(bench, given->wish);
    bench_turn(bench, given->knobs);
    bench_check(bench);
}

static const char *weight_name(int weight)
{
    static const char *const names[] = {"kept", "remark", "warning", "refused"};

    return names[weight + 1];
}

/* True when the rule says what the case expects. */
static bool run_case(const struct pool_case *given, const struct ak_facts *facts)
{
    struct bench bench;
    const struct ak_violation *found;
    bool is_right;

    open_case(&bench, given, facts);
    found = bench_find(&bench, given->rule);
    is_right = (found != NULL ? (int)found->weight : KEPT) == given->weight;
    if (!is_right)
        print_error("%s, %s \"%s\" (%s): %s instead of %s: %s\n", given->rule,
                    ak_intent_get((enum ak_intent_kind)given->kind)->name, given->wish,
                    given->knobs, weight_name(found != NULL ? (int)found->weight : KEPT),
                    weight_name(given->weight), found != NULL ? found->text : "");
    bench_close(&bench);
    return is_right;
}

static void test_every_rule_is_kept_and_broken_at_its_bounds(void **state)
{
    size_t wrong = 0;

    for (size_t s = 0; s < SUBJECT_COUNT; s++) {
        struct pool_cases cases = subjects[s]();

        for (size_t i = 0; i < cases.count; i++)
            wrong += !run_case(&cases.items[i], *state);
    }
    assert_int_equal(wrong, 0);
}

/* Counts cases of a rule: those that keep it, or those that break it. */
static size_t count_cases(const char *rule, bool kept)
{
    size_t count = 0;

    for (size_t s = 0; s < SUBJECT_COUNT; s++) {
        struct pool_cases cases = subjects[s]();

        for (size_t i = 0; i < cases.count; i++)
            count +=
                strcmp(cases.items[i].rule, rule) == 0 && (cases.items[i].weight == KEPT) == kept;
    }
    return count;
}

static void test_no_rule_is_left_out(void **state)
{
    (void)state;
    for (int id = 0; id < AK_POOL_RULE_COUNT; id++) {
        const char *rule = ak_pool_rule_name((enum ak_pool_rule_id)id);

        if (count_cases(rule, true) == 0 || count_cases(rule, false) == 0)
            fail_msg("%s has no case that keeps it, or none that breaks it", rule);
    }
}

/* What holds of every finding, whatever the case. */
static void check_findings(const struct bench *bench)
{
    enum ak_violation_weight last = AK_VIOLATION_REFUSED;

    for (size_t i = 0; i < bench->violations.items.len; i++) {
        const struct ak_violation *found = ak_vec_at(&bench->violations.items, i);
        size_t len = strlen(found->text);

        assert_true(found->weight <= last);
        last = found->weight;
        assert_non_null(found->rule);
        assert_non_null(found->source);
        assert_non_null(found->source->name);
        assert_non_null(found->source->as_of);
        assert_true(len > 0 && ak_text_is_clean(found->text, len));
        assert_null(strchr(found->text, '{'));
        assert_null(strstr(found->text, "(null)"));
        assert_null(strstr(found->text, "  "));
        if (found->field != AK_POOL_FIELD_COUNT)
            assert_true(ak_violations_on(&bench->violations, found->field)->weight >=
                        found->weight);
    }
    assert_int_equal(ak_violations_refuse(&bench->violations),
                     bench->violations.items.len > 0 &&
                         ((const struct ak_violation *)bench->violations.items.items)->weight ==
                             AK_VIOLATION_REFUSED);
}

static void test_findings_are_whole_and_the_gravest_comes_first(void **state)
{
    for (size_t s = 0; s < SUBJECT_COUNT; s++) {
        struct pool_cases cases = subjects[s]();

        for (size_t i = 0; i < cases.count; i++) {
            struct bench bench;

            open_case(&bench, &cases.items[i], *state);
            check_findings(&bench);
            bench_close(&bench);
        }
    }
}

/* ---- sentences ---- */

static void write_case(const struct pool_case *given, const struct ak_facts *facts,
                       struct ak_buf *out)
{
    struct bench bench;
    const struct ak_violation *found;
    bool is_long = strlen(given->wish) > 100;

    open_case(&bench, given, facts);
    found = bench_find(&bench, given->rule);
    assert_non_null(found);
    assert_true(ak_buf_printf(
        out, "%s (%s, %s)\n    %.100s%s%s%s\n    %s\n", given->rule, weight_name(given->weight),
        found->field < AK_POOL_FIELD_COUNT ? ak_pool_field_get(found->field)->option : "-",
        ak_intent_get((enum ak_intent_kind)given->kind)->name, given->wish[0] != '\0' ? ": " : "",
        is_long ? "(a long wish)" : given->wish, "", found->text));
    if (given->knobs[0] != '\0')
        assert_true(ak_buf_printf(out, "    [%s]\n", given->knobs));
    bench_close(&bench);
}

static void write_sentences(const struct ak_facts *facts, struct ak_buf *out)
{
    for (size_t s = 0; s < SUBJECT_COUNT; s++) {
        struct pool_cases cases = subjects[s]();

        for (size_t i = 0; i < cases.count; i++) {
            if (cases.items[i].weight != KEPT)
                write_case(&cases.items[i], facts, out);
        }
    }
}

static void test_the_sentences_are_the_golden_ones(void **state)
{
    const char *source = getenv("top_srcdir");
    const char *update = getenv("AKSCOPE_UPDATE_GOLDENS");
    struct ak_buf sentences = ak_buf_init(GOLDEN_SIZE);
    char path[4096];
    static char golden[GOLDEN_SIZE];
    FILE *file;

    write_sentences(*state, &sentences);
    snprintf(path, sizeof path, "%s/tests/unit/rules/pool_check.golden",
             source != NULL ? source : ".");
    file = fopen(path, update != NULL ? "we" : "re");
    assert_non_null(file);
    if (update != NULL) {
        fputs(ak_buf_text(&sentences), file);
    } else {
        golden[fread(golden, 1, sizeof golden - 1, file)] = '\0';
        assert_string_equal(ak_buf_text(&sentences), golden);
    }
    fclose(file);
    ak_buf_release(&sentences);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_rule_is_kept_and_broken_at_its_bounds),
        cmocka_unit_test(test_no_rule_is_left_out),
        cmocka_unit_test(test_findings_are_whole_and_the_gravest_comes_first),
        cmocka_unit_test(test_the_sentences_are_the_golden_ones),
    };

    return cmocka_run_group_tests_name("rules/pool_check", tests, built_in_setup,
                                       built_in_teardown);
}
