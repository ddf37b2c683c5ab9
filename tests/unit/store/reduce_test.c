/* reduce_test.c: every (slot, event) pair. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/store/reduce.h"

enum { BEFORE = 1000, NOW = 2000, LATER = 3000 };

/* The slots to begin with. */
enum start {
    NEVER,
    LOADING,
    OK,
    OK_READING,
    STALE,
    CACHED,
    CACHED_READING,
    FAILED,
    FAILED_READING,
    FORBIDDEN,
    FORBIDDEN_WITH_DATA,
    START_COUNT
};

static struct ak_payload old_data = {.topic = AK_TOPIC_CLUSTERS};
static struct ak_payload new_data = {.topic = AK_TOPIC_CLUSTERS};

static const struct ak_slot starts[START_COUNT] = {
    [NEVER] = {.status = AK_SLOT_NEVER},
    [LOADING] = {.status = AK_SLOT_LOADING, .in_flight = true, .progress = 7},
    [OK] = {.status = AK_SLOT_OK, .payload = &old_data, .fetched_at = BEFORE},
    [OK_READING] = {.status = AK_SLOT_OK,
                    .payload = &old_data,
                    .fetched_at = BEFORE,
                    .in_flight = true,
                    .progress = 7},
    [STALE] = {.status = AK_SLOT_STALE,
               .payload = &old_data,
               .fetched_at = BEFORE,
               .err = {.kind = AK_ERR_NETWORK}},
    [CACHED] = {.status = AK_SLOT_STALE,
                .payload = &old_data,
                .fetched_at = BEFORE,
                .from_cache = true},
    [CACHED_READING] = {.status = AK_SLOT_STALE,
                        .payload = &old_data,
                        .fetched_at = BEFORE,
                        .from_cache = true,
                        .in_flight = true,
                        .progress = 7},
    [FAILED] = {.status = AK_SLOT_FAILED, .err = {.kind = AK_ERR_NETWORK}},
    [FAILED_READING] = {.status = AK_SLOT_FAILED,
                        .err = {.kind = AK_ERR_NETWORK},
                        .in_flight = true,
                        .progress = 7},
    [FORBIDDEN] = {.status = AK_SLOT_FORBIDDEN, .err = {.kind = AK_ERR_FORBIDDEN}},
    [FORBIDDEN_WITH_DATA] = {.status = AK_SLOT_FORBIDDEN,
                             .payload = &old_data,
                             .fetched_at = BEFORE,
                             .err = {.kind = AK_ERR_FORBIDDEN}},
};

/* What happens to them. */
enum step { START, PROGRESS, DATA, CACHE, NETWORK, REFUSAL, SIGN_IN, CANCEL, MERGE, STEP_COUNT };

static const struct ak_err errors[STEP_COUNT] = {
    [NETWORK] = {.kind = AK_ERR_NETWORK},
    [REFUSAL] = {.kind = AK_ERR_FORBIDDEN},
    [SIGN_IN] = {.kind = AK_ERR_NOT_SIGNED_IN},
    [CANCEL] = {.kind = AK_ERR_CANCELLED},
};

static struct ak_slot_event event_of(enum step step)
{
    static const enum ak_slot_event_kind kinds[STEP_COUNT] = {
        [START] = AK_SLOT_EVENT_START,     [PROGRESS] = AK_SLOT_EVENT_PROGRESS,
        [DATA] = AK_SLOT_EVENT_DATA,       [CACHE] = AK_SLOT_EVENT_CACHED,
        [NETWORK] = AK_SLOT_EVENT_FAILURE, [REFUSAL] = AK_SLOT_EVENT_FAILURE,
        [SIGN_IN] = AK_SLOT_EVENT_FAILURE, [CANCEL] = AK_SLOT_EVENT_FAILURE,
        [MERGE] = AK_SLOT_EVENT_MERGED,
    };

    return (struct ak_slot_event){.kind = kinds[step],
                                  .at = NOW,
                                  .items = 42,
                                  .payload = &new_data,
                                  .reads_left = {.is_set = true, .value = 11999},
                                  .err = &errors[step],
                                  .next_try_at = LATER};
}

/* One letter a step: the status afterwards (Never, Loading, Ok, Stale, Failed, forBidden) and the
 * data (- none, o as before, n new). Merging into a slot without data does not happen. */
struct expectation {
    const char *statuses;
    const char *data;
};

/* clang-format off */
static const struct expectation expected[START_COUNT] = {
    /*                        SPDCNRICM    SPDCNRICM */
    [NEVER] =               {"LNOSFBBN.", "--nn----."},
    [LOADING] =             {"LLOSFBBN.", "--nn----."},
    [OK] =                  {"OOOOSBBOO", "oonooooon"},
    [OK_READING] =          {"OOOOSBBOO", "oonooooon"},
    [STALE] =               {"SSOSSBBSS", "oonooooon"},
    [CACHED] =              {"SSOSSBBSS", "oonooooon"},
    [CACHED_READING] =      {"SSOSSBBSS", "oonooooon"},
    [FAILED] =              {"FFOSFBBN.", "--nn----."},
    [FAILED_READING] =      {"FFOSFBBN.", "--nn----."},
    [FORBIDDEN] =           {"BBOBFBBN.", "--nn----."},
    [FORBIDDEN_WITH_DATA] = {"BBOBSBBSB", "oonooooon"},
};
/* clang-format on */

static enum ak_slot_status status_of(char letter)
{
    static const char letters[] = "NLOSFB"; /* in the order of enum ak_slot_status */
    const char *at = strchr(letters, letter);

    assert_non_null(at);
    return (enum ak_slot_status)(at - letters);
}

static const struct ak_payload *data_of(char letter)
{
    return letter == 'o' ? &old_data : letter == 'n' ? &new_data : NULL;
}

/* Calls `check` with every pair that happens. */
static void visit_pairs(void (*check)(const struct ak_slot *before, enum step step,
                                      const struct ak_slot *after))
{
    for (enum start start = NEVER; start < START_COUNT; start++) {
        for (enum step step = START; step < STEP_COUNT; step++) {
            struct ak_slot_event event = event_of(step);
            struct ak_slot after = ak_slot_reduce(&starts[start], &event);

            if (expected[start].statuses[step] != '.')
                check(&starts[start], step, &after);
        }
    }
}

static void every_pair_gives_the_status_and_the_data_of_the_table(void **state)
{
    (void)state;
    for (enum start start = NEVER; start < START_COUNT; start++) {
        for (enum step step = START; step < STEP_COUNT; step++) {
            struct ak_slot_event event = event_of(step);
            struct ak_slot after = ak_slot_reduce(&starts[start], &event);

            if (expected[start].statuses[step] == '.')
                continue;
            if (after.status != status_of(expected[start].statuses[step]))
                fail_msg("slot %d, event %d: status %d", (int)start, (int)step, (int)after.status);
            if (after.payload != data_of(expected[start].data[step]))
                fail_msg("slot %d, event %d: other data", (int)start, (int)step);
        }
    }
}

static void check_flight(const struct ak_slot *before, enum step step, const struct ak_slot *after)
{
    bool ends = step == DATA || (step >= NETWORK && step <= CANCEL);
    bool is_expected = step == START || (before->in_flight && !ends);

    assert_int_equal(after->in_flight, is_expected);
    if (!after->in_flight || step == START)
        assert_int_equal(after->progress, 0);
    else
        assert_int_equal(after->progress, step == PROGRESS ? 42 : before->progress);
}

static void only_a_start_begins_a_read_and_only_its_end_ends_it(void **state)
{
    (void)state;
    visit_pairs(check_flight);
}

static void check_age(const struct ak_slot *before, enum step step, const struct ak_slot *after)
{
    bool is_fresh = step == DATA || (step == CACHE && before->payload == NULL);

    assert_int_equal(after->fetched_at, is_fresh ? NOW : before->fetched_at);
    if (step == DATA)
        assert_false(after->from_cache);
    else if (is_fresh)
        assert_true(after->from_cache);
    else
        assert_int_equal(after->from_cache, before->from_cache);
}

static void only_data_changes_the_age_of_the_data(void **state)
{
    (void)state;
    visit_pairs(check_age);
}

static void check_error(const struct ak_slot *before, enum step step, const struct ak_slot *after)
{
    enum ak_err_kind kind = before->err.kind;

    if (step == DATA || step == CANCEL)
        kind = AK_ERR_NONE;
    else if (step >= NETWORK && step < CANCEL)
        kind = errors[step].kind;
    assert_int_equal(after->err.kind, kind);
    assert_int_equal(after->next_try_at,
                     step >= NETWORK && step < CANCEL ? LATER : before->next_try_at);
}

static void failures_are_kept_until_a_read_works_or_nobody_wants_it(void **state)
{
    (void)state;
    visit_pairs(check_error);
}

static void check_tries(const struct ak_slot *before, enum step step, const struct ak_slot *after)
{
    bool is_try = step == START || step == DATA || (step >= NETWORK && step < CANCEL);

    assert_int_equal(after->tried_at, is_try ? NOW : before->tried_at);
    assert_int_equal(after->reads_left.is_set, step == DATA);
}

static void the_last_try_and_what_is_left_of_the_quota_are_noted(void **state)
{
    (void)state;
    visit_pairs(check_tries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_gives_the_status_and_the_data_of_the_table),
        cmocka_unit_test(only_a_start_begins_a_read_and_only_its_end_ends_it),
        cmocka_unit_test(only_data_changes_the_age_of_the_data),
        cmocka_unit_test(failures_are_kept_until_a_read_works_or_nobody_wants_it),
        cmocka_unit_test(the_last_try_and_what_is_left_of_the_quota_are_noted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
