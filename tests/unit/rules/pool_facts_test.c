/* pool_facts_test.c: the facts on node pools: whole, as collected, and of one piece with
 * themselves. */
#include "config.h"

#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cjson/cJSON.h>

#include "pool_check_int.h"
#include "unit/rules/built_in.h"

enum { SAMPLES = 20000, SAMPLE_SIZE = 24, FILE_SIZE = 1 << 20 };

static const struct ak_pool_rule *find_rule(const struct ak_facts *facts, const char *id)
{
    for (size_t i = 0; i < facts->pool_rule_count; i++) {
        if (strcmp(facts->pool_rules[i].id, id) == 0)
            return &facts->pool_rules[i];
    }
    return NULL;
}

static void test_every_rule_says_what_is_right_and_where_that_stands(void **state)
{
    const struct ak_facts *facts = *state;

    for (size_t i = 0; i < facts->pool_rule_count; i++) {
        const struct ak_pool_rule *rule = &facts->pool_rules[i];

        assert_non_null(rule->source.name);
        assert_non_null(rule->source.as_of);
        assert_true(strlen(rule->sentence) > 5);
        if (rule->undecided != NULL)
            assert_true(strlen(rule->undecided) > 20);
        if (rule->enforced == AK_ENFORCED_BY_NOBODY)
            assert_true(rule->weight != AK_VIOLATION_REFUSED);
        for (size_t j = i + 1; j < facts->pool_rule_count; j++)
            assert_string_not_equal(rule->id, facts->pool_rules[j].id);
    }
    for (int id = 0; id < AK_POOL_RULE_COUNT; id++)
        assert_string_equal(facts->pool_rule_of[id]->id,
                            ak_pool_rule_name((enum ak_pool_rule_id)id));
}

/* Numbers that a sentence spells out itself are those of the rule. */
static void test_sentences_tell_the_numbers_of_their_rules(void **state)
{
    const struct ak_pool_rule *labels = find_rule(*state, "labels.syntax");
    const struct ak_pool_rule *tags = find_rule(*state, "tags");
    char number[32];

    snprintf(number, sizeof number, "%d to %d ", (int)labels->key_shape.min,
             (int)labels->key_shape.max);
    assert_non_null(strstr(labels->sentence, number));
    snprintf(number, sizeof number, "%d to %d ", (int)tags->key_shape.min,
             (int)tags->key_shape.max);
    assert_non_null(strstr(tags->sentence, number));
    snprintf(number, sizeof number, "up to %d", (int)tags->value_shape.max);
    assert_non_null(strstr(tags->sentence, number));
}

/* ---- patterns and shapes ---- */

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static bool matches(const regex_t *regex, const char *text)
{
    return regexec(regex, text, 0, NULL, 0) == 0;
}

/* The pattern and the shape take the same texts: short ones of telling characters, and long ones,
 * unless the pattern leaves lengths to the source's sentence. */
static void compare(const char *pattern, const struct ak_text_shape *shape, bool bounds_length)
{
    static const char characters[] = "aAzZ09-_./=:@ \xC3\xB6";
    struct ak_arena *arena = ak_arena_new(0);
    uint32_t seed = 2463534242u;
    char text[320];
    regex_t regex;

    assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
    for (int i = 0; i < SAMPLES; i++) {
        size_t len = i % 100 == 0 ? (size_t)shape->max - 1 + next_random(&seed) % 3
                                  : next_random(&seed) % SAMPLE_SIZE;
        size_t variety = i % 3 == 0 ? sizeof characters - 1 : 8;

        for (size_t c = 0; c < len; c++)
            text[c] = i % 100 == 0 ? 'a' : characters[next_random(&seed) % variety];
        text[len] = '\0';
        if (len > (size_t)shape->max && !bounds_length)
            continue;
        if (matches(&regex, text) != (ak__misfit(shape, text, arena) == NULL))
            fail_msg("%s and its shape differ on \"%s\"", pattern, text);
    }
    regfree(&regex);
    ak_arena_free(arena);
}

static void test_patterns_and_shapes_take_the_same_texts(void **state)
{
    const struct ak_pool_rule *name = find_rule(*state, "name.pattern");
    const struct ak_pool_rule *windows = find_rule(*state, "name.windows");
    const struct ak_pool_rule *labels = find_rule(*state, "labels.syntax");

    compare(name->pattern, &name->shape, true);
    compare(windows->pattern, &windows->shape, true);
    compare(labels->pattern, &labels->shape, false);
    compare(labels->key_pattern, &labels->key_shape, false);
    compare(labels->value_pattern, &labels->value_shape, false);
}

static void test_the_pattern_of_taints_and_its_shapes_take_the_same_texts(void **state)
{
    static const char characters[] = "aZ9_./-=:@ ";
    static const char *const effects[] = {"NoSchedule", "PreferNoSchedule", "NoExecute", "No"};
    const struct ak_pool_rule *rule = find_rule(*state, "taints.syntax");
    struct ak_arena *arena = ak_arena_new(0);
    uint32_t seed = 88172645u;
    regex_t regex;

    assert_int_equal(regcomp(&regex, rule->pattern, REG_EXTENDED | REG_NOSUB), 0);
    for (int i = 0; i < SAMPLES / 4; i++) {
        char key[12] = "";
        char value[12] = "";
        const char *effect = effects[next_random(&seed) % 4];
        char text[64];
        bool fits;

        for (size_t c = 0; c < next_random(&seed) % 10; c++)
            key[c] = characters[next_random(&seed) % 7];
        for (size_t c = 0; c < next_random(&seed) % 10; c++)
            value[c] = characters[next_random(&seed) % 11];
        snprintf(text, sizeof text, "%s=%s:%s", key, value, effect);
        if (strchr(value, ':') != NULL || strchr(value, '=') != NULL)
            continue;
        fits = ak__misfit(&rule->key_shape, key, arena) == NULL &&
               ak__misfit(&rule->value_shape, value, arena) == NULL && strcmp(effect, "No") != 0;
        if (matches(&regex, text) != fits)
            fail_msg("the pattern and the shapes of taints differ on \"%s\"", text);
    }
    regfree(&regex);
    ak_arena_free(arena);
}

/* ---- against what was collected ---- */

static cJSON *read_collected(const char *name)
{
    const char *shared = getenv("AKSCOPE_SHARED");
    static char text[FILE_SIZE];
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/facts/%s", shared != NULL ? shared : "../shared", name);
    file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return cJSON_Parse(text);
}

static const char *text_of(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static void compare_number(const cJSON *given, const char *name, struct ak_number number,
                           const char *id)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(given, name);

    if (cJSON_IsNumber(value) && (!number.is_set || (double)number.value != value->valuedouble))
        fail_msg("%s: %s is not as collected", id, name);
}

/* Each collected rule is there, with its limits, its pattern, its conflict and its source. */
static void test_no_collected_rule_is_lost(void **state)
{
    cJSON *collected = read_collected("nodepool-rules.json");
    const cJSON *given;
    int count = 0;

    if (collected == NULL)
        skip();
    cJSON_ArrayForEach(given, cJSON_GetObjectItemCaseSensitive(collected, "rules"))
    {
        const char *id = text_of(given, "id");
        const struct ak_pool_rule *rule = find_rule(*state, id);

        if (rule == NULL)
            fail_msg("%s is lost", id);
        compare_number(given, "min", rule->min, id);
        compare_number(given, "max", rule->max, id);
        if (text_of(given, "regex") != NULL)
            assert_string_equal(rule->pattern, text_of(given, "regex"));
        if (text_of(given, "conflict") != NULL)
            assert_non_null(rule->conflict);
        assert_non_null(strstr(rule->field, text_of(given, "field")));
        assert_non_null(rule->source.name);
        count++;
    }
    assert_int_equal(count, 72);
    cJSON_Delete(collected);
}

static void test_no_collected_feature_is_lost(void **state)
{
    const struct ak_facts *facts = *state;
    cJSON *collected = read_collected("lifecycle.json");
    const cJSON *given;
    size_t count = 0;

    if (collected == NULL)
        skip();
    cJSON_ArrayForEach(given, cJSON_GetObjectItemCaseSensitive(collected, "preview_feature_flags"))
    {
        const char *until = text_of(given, "needed_until");
        char date[AK_DATE_TEXT_SIZE];

        assert_string_equal(facts->features[count].name, text_of(given, "name"));
        if (ak_date_is_set(facts->features[count].until))
            assert_memory_equal(until, ak_date_iso(facts->features[count].until, date), 10);
        else
            assert_true(until == NULL || until[0] == 'n'); /* "not needed on …" */
        count++;
    }
    assert_int_equal(count, facts->feature_count);
    cJSON_Delete(collected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_rule_says_what_is_right_and_where_that_stands),
        cmocka_unit_test(test_sentences_tell_the_numbers_of_their_rules),
        cmocka_unit_test(test_patterns_and_shapes_take_the_same_texts),
        cmocka_unit_test(test_the_pattern_of_taints_and_its_shapes_take_the_same_texts),
        cmocka_unit_test(test_no_collected_rule_is_lost),
        cmocka_unit_test(test_no_collected_feature_is_lost),
    };

    return cmocka_run_group_tests_name("rules/pool_facts", tests, built_in_setup,
                                       built_in_teardown);
}
