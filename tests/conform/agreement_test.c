/* agreement_test.c: the product's check of a change and the simulator's rules, which share nothing,
 * asked the same thousands of questions (agree_questions.c). They must come to the same verdict,
 * and where both refuse, for a reason that they share. Every disagreement is printed, grouped by
 * its cause; those of agree_causes.c have a reason, any other fails, and so does a reason that
 * explains nothing. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/vec.h"
#include "tests/conform/agree_causes.h"
#include "tests/conform/agree_questions.h"
#include "tests/conform/agree_world.h"
#include "unit/rules/built_in.h"

enum { QUESTION_TEXT = 2048, SETTINGS_MOST = 64, GROUPS_MOST = 256 };

/* With sanitizers, which make it ten times as slow, one of so many questions is asked. */
#ifdef __SANITIZE_ADDRESS__
enum { STEP = 7 };
#else
enum { STEP = 1 };
#endif

/* Disagreements of one cause. */
struct group {
    char *cause;
    char *example;      /* the first */
    const char *reason; /* NULL: none */
    size_t count;
};

struct survey {
    const struct study *study;
    struct agree_world world;
    char *settled;
    size_t visited, asked, accepted, impossible;
    struct ak_vec *groups;  /* of all studies */
    struct causes_met *met; /* likewise */
    size_t unexplained;
};

static bool is_of_world(const char *setting)
{
    static const char *const names[] = {"minor=",  "pool.",    "later.",
                                        "others.", "cluster.", "feature."};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strncmp(setting, names[i], strlen(names[i])) == 0)
            return true;
    }
    return false;
}

/* "a=b; c=d" without the base's settings that the answers set anew. */
static void append(char *text, const char *settings)
{
    size_t len = strlen(text);

    if (settings[0] != '\0')
        snprintf(text + len, QUESTION_TEXT - len, "%s%s", len > 0 ? "; " : "", settings);
}

static void choose(struct ak_intent *intent, char *setting)
{
    char *equals = strchr(setting, '=');
    enum ak_pool_field field;

    assert_non_null(equals);
    *equals = '\0';
    field = ak_pool_field_find(setting);
    if (strcmp(setting, "version") == 0) {
        free(intent->version);
        intent->version = ak_strdup(equals + 1);
    } else if (field == AK_POOL_FIELD_COUNT) {
        fail_msg("there is no option %s", setting);
    } else {
        ak_pool_wish_set(&intent->wish, field, equals + 1);
    }
    *equals = '=';
}

/* Cuts `text` at "; ": options into the intent, the rest is the world's. */
static size_t take_settings(char *text, struct ak_intent *intent, const char **of_world)
{
    size_t count = 0;

    for (char *at = text; at != NULL && *at != '\0';) {
        char *end = strstr(at, "; ");

        if (end != NULL)
            *end = '\0';
        assert_true(count < SETTINGS_MOST);
        if (is_of_world(at))
            of_world[count++] = at;
        else
            choose(intent, at);
        at = end != NULL ? end + 2 : NULL;
    }
    return count;
}

/* Settles the world unless it is so already; false when it can't be so. */
static bool settle(struct survey *survey, const char *const *settings, size_t count)
{
    char text[QUESTION_TEXT] = "";

    for (size_t i = 0; i < count; i++)
        append(text, settings[i]);
    if (survey->settled != NULL && strcmp(survey->settled, text) == 0)
        return true;
    free(survey->settled);
    survey->settled = ak_strdup(text);
    if (agree_settle(&survey->world, settings, count))
        return true;
    free(survey->settled);
    survey->settled = NULL;
    return false;
}

static void note(struct survey *survey, const struct disagreement *disagreement,
                 const char *question)
{
    const char *cause = disagreement->cause;
    struct group *group = NULL;

    for (size_t i = 0; i < survey->groups->len && group == NULL; i++) {
        struct group *known = ak_vec_at(survey->groups, i);

        if (known->reason == disagreement->reason && strcmp(known->cause, cause) == 0)
            group = known;
    }
    if (group == NULL) {
        assert_true(survey->groups->len < GROUPS_MOST);
        group = ak_vec_push(survey->groups);
        *group = (struct group){.cause = ak_strdup(cause),
                                .example = ak_asprintf("%s: %s", survey->study->name, question),
                                .reason = disagreement->reason};
    }
    group->count++;
    survey->unexplained += disagreement->reason == NULL;
}

static void ask(struct survey *survey, const char *question)
{
    struct agree_world *world = &survey->world;
    const struct study *study = survey->study;
    bool is_new = study->kind == AK_INTENT_POOL_ADD;
    struct ak_intent intent =
        ak_intent_init(study->kind, world->cluster_id, is_new ? NULL : AGREE_SUBJECT);
    const char *of_world[SETTINGS_MOST];
    char *copy = ak_strdup(question);
    size_t count = take_settings(copy, &intent, of_world);

    if (settle(survey, of_world, count)) {
        struct opinion product;
        struct opinion simulator;
        struct disagreement disagreement;

        agree_ask(world, &intent, &product, &simulator);
        opinion_set_aside(&product, study->aside);
        opinion_set_aside(&simulator, study->aside);
        survey->asked++;
        survey->accepted += product.count == 0 && simulator.count == 0;
        if (!opinions_agree(&product, &simulator, question, survey->met, &disagreement))
            note(survey, &disagreement, question);
    } else {
        survey->impossible++;
    }
    ak_intent_release(&intent);
    free(copy);
}

static void visit(const struct combination *combination, void *context)
{
    struct survey *survey = context;
    const struct study *study = survey->study;
    char question[QUESTION_TEXT] = "";

    if (survey->visited++ % STEP != 0)
        return;
    append(question, study->base);
    for (size_t i = 0; i < study->question_count; i++)
        append(question, study->questions[i].answers[combination->answers[i]]);
    ask(survey, question);
}

static size_t run_study(const struct study *study, const struct ak_facts *facts,
                        struct ak_vec *groups, struct causes_met *met)
{
    struct survey survey = {.study = study, .groups = groups, .met = met};

    agree_open(&survey.world, study->day, facts);
    combinations_visit(study->questions, study->question_count, study->most, visit, &survey);
    print_message("# %s: %zu asked, %zu accepted by both, %zu can't be\n", study->name,
                  survey.asked, survey.accepted, survey.impossible);
    assert_true(survey.accepted > 0 && survey.accepted < survey.asked);
    agree_close(&survey.world);
    free(survey.settled);
    return survey.unexplained;
}

static void print_groups(const struct ak_vec *groups)
{
    for (size_t i = 0; i < groups->len; i++) {
        const struct group *group = ak_vec_at(groups, i);

        print_message("# %s: %zu times, first with\n#     %s\n#     %s\n", group->cause,
                      group->count, group->example,
                      group->reason != NULL ? group->reason : "UNEXPLAINED");
    }
}

static void test_both_come_to_the_same_verdict(void **state)
{
    struct ak_vec groups = ak_vec_init(sizeof(struct group));
    struct causes_met met = {{false}};
    size_t unexplained = 0;
    size_t count;
    const struct study *studies = agree_studies(&count);

    for (size_t i = 0; i < count; i++)
        unexplained += run_study(&studies[i], *state, &groups, &met);
    print_groups(&groups);
    for (size_t i = 0; i < groups.len; i++) {
        struct group *group = ak_vec_at(&groups, i);

        free(group->cause);
        free(group->example);
    }
    ak_vec_release(&groups);
    assert_int_equal(unexplained, 0);
    if (STEP == 1)
        assert_int_equal(causes_not_met(&met), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_both_come_to_the_same_verdict)};

    return cmocka_run_group_tests_name("conform/agreement", tests, built_in_setup,
                                       built_in_teardown);
}
