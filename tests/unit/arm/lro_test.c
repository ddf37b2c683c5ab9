/* lro_test.c: long-running operations: every state with every answer, and what begins them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/arm/lro.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"

#define HOST "https://management.azure.com"
#define RESOURCE HOST "/subscriptions/s/managedClusters/c/agentPools/p?api-version=2025-05-01"
#define OPERATION HOST "/subscriptions/s/locations/westeurope/operations/1?api-version=2025-03-01"
#define RESULT HOST "/subscriptions/s/locations/westeurope/operationresults/1?api-version=1"

static struct ak_lro_answer answer_of(int status, const char *body)
{
    return (struct ak_lro_answer){
        .status = status, .retry_after_s = -1, .body = body, .body_len = strlen(body)};
}

/* ---- every state with every answer ---- */

enum { STATE_COUNT = 7 };

static const char *const state_names[STATE_COUNT] = {"polling the operation of a PUT",
                                                     "polling the location of a POST",
                                                     "polling the resource of a PUT",
                                                     "polling the resource of a DELETE",
                                                     "reading the resource at the end",
                                                     "done",
                                                     "failed"};

static void enter_state(struct ak_lro *lro, int state)
{
    static const struct {
        const char *method;
        const char *operation;
        const char *location;
        int status;
    } ways[] = {{"PUT", OPERATION, NULL, 200}, {"POST", NULL, RESULT, 202},
                {"PUT", NULL, NULL, 202},      {"DELETE", NULL, NULL, 202},
                {"PUT", OPERATION, NULL, 201}, {"PUT", NULL, NULL, 200},
                {"PUT", NULL, NULL, 400}};
    struct ak_lro_answer first = answer_of(ways[state].status, "");
    struct ak_lro_answer success = answer_of(200, "{\"status\":\"Succeeded\"}");

    first.azure_async_operation = ways[state].operation;
    first.location = ways[state].location;
    ak_lro_begin(lro, ways[state].method, RESOURCE, &first);
    if (state == 4)
        ak_lro_step(lro, &success);
}

/* P: polls on, R: polls on, now the resource, F: reads the resource, D: done, X: failed */
static char letter_of(const struct ak_lro *lro, enum ak_lro_way before)
{
    switch (lro->phase) {
    case AK_LRO_POLLING:
        return lro->way == before ? 'P' : 'R';
    case AK_LRO_READ_FINAL:
        return 'F';
    case AK_LRO_DONE:
        return 'D';
    case AK_LRO_FAILED:
        return 'X';
    }
    return '?';
}

static const struct {
    const char *name;
    int status;
    const char *body;
    enum ak_err_kind kind;
    const char *next; /* one letter a state */
} answers[] = {
    {"InProgress", 200, "{\"name\":\"x\",\"status\":\"InProgress\"}", AK_ERR_NONE, "PDDPDDX"},
    {"free text", 200, "{\"status\":\"CreatingAgentPools: 1/3 nodes completed\"}", AK_ERR_NONE,
     "PDDPDDX"},
    {"Succeeded", 200, "{\"status\":\"Succeeded\"}", AK_ERR_NONE, "FDDPDDX"},
    {"Failed", 200,
     "{\"status\":\"Failed\",\"error\":{\"code\":\"QuotaExceeded\",\"message\":\"none left\"}}",
     AK_ERR_NONE, "XXDPDDX"},
    {"Failed without a reason", 200, "{\"status\":\"Failed\"}", AK_ERR_NONE, "XXDPDDX"},
    {"Canceled", 200,
     "{\"status\":\"Canceled\",\"error\":{\"code\":\"Canceled\",\"message\":\"by user\"}}",
     AK_ERR_NONE, "XXDPDDX"},
    {"InProgress with a remark", 200,
     "{\"status\":\"InProgress\",\"error\":{\"code\":\"NotLatestOperation\",\"message\":\"m\"}}",
     AK_ERR_NONE, "PDDPDDX"},
    {"Succeeded with a remark", 200,
     "{\"status\":\"Succeeded\",\"error\":{\"code\":\"NotLatestOperation\",\"message\":\"m\"}}",
     AK_ERR_NONE, "FDDPDDX"},
    {"a web page", 200, "<html><body>sign in</body></html>", AK_ERR_NONE, "PPPPFDX"},
    {"half an answer", 200, "{\"status\":\"Succ", AK_ERR_NONE, "PPPPFDX"},
    {"nothing at all", 200, "", AK_ERR_NONE, "PDPPFDX"},
    {"a resource being updated", 200, "{\"properties\":{\"provisioningState\":\"Updating\"}}",
     AK_ERR_NONE, "PDPPDDX"},
    {"a resource that is well", 200, "{\"properties\":{\"provisioningState\":\"Succeeded\"}}",
     AK_ERR_NONE, "PDDPDDX"},
    {"a resource that failed", 200, "{\"properties\":{\"provisioningState\":\"Failed\"}}",
     AK_ERR_NONE, "PDXXDDX"},
    {"202 without a body", 202, "", AK_ERR_NONE, "PPPPFDX"},
    {"204", 204, "", AK_ERR_NONE, "FDPPFDX"},
    {"404", 404, "{\"error\":{\"code\":\"NotFound\",\"message\":\"gone\"}}", AK_ERR_NONE,
     "RRXDDDX"},
    {"403", 403, "{\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"no\"}}", AK_ERR_NONE,
     "XXXXDDX"},
    {"401", 401, "", AK_ERR_NONE, "XXXXDDX"},
    {"400", 400, "{\"code\":\"InvalidParameter\",\"message\":\"no\"}", AK_ERR_NONE, "XXXXDDX"},
    {"429", 429, "", AK_ERR_NONE, "PPPPFDX"},
    {"502", 502, "{\"error\":{\"code\":\"BadGatewayConnection\",\"message\":\"m\"}}", AK_ERR_NONE,
     "PPPPFDX"},
    {"503", 503, "", AK_ERR_NONE, "PPPPFDX"},
    {"a reset connection", 0, "", AK_ERR_NETWORK, "PPPPFDX"},
    {"a time-out", 0, "", AK_ERR_TIMEOUT, "PPPPFDX"},
    {"a broken answer", 0, "", AK_ERR_MALFORMED, "PPPPFDX"},
    {"a cancelled request", 0, "", AK_ERR_CANCELLED, "XXXXDDX"},
    {"a TLS failure", 0, "", AK_ERR_TLS, "XXXXDDX"},
    {"no sign-in", 0, "", AK_ERR_NOT_SIGNED_IN, "XXXXDDX"},
};

static void every_state_takes_every_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        for (int from = 0; from < STATE_COUNT; from++) {
            struct ak_lro lro;
            struct ak_err err = ak_err_none();
            struct ak_lro_answer answer = answer_of(answers[i].status, answers[i].body);
            enum ak_lro_way way;

            err.kind = answers[i].kind;
            answer.err = &err;
            enter_state(&lro, from);
            way = lro.way;
            ak_lro_step(&lro, &answer);
            if (letter_of(&lro, way) != answers[i].next[from])
                fail_msg("%s, then %s: %c instead of %c (%s)", state_names[from], answers[i].name,
                         letter_of(&lro, way), answers[i].next[from], lro.err.text);
            if (lro.phase == AK_LRO_FAILED)
                assert_int_not_equal(lro.err.kind, AK_ERR_NONE);
            if (lro.phase == AK_LRO_POLLING)
                assert_non_null(lro.url);
            ak_lro_release(&lro);
        }
    }
}

/* ---- beginnings ---- */

#define UPDATING "{\"properties\":{\"provisioningState\":\"Updating\"}}"
#define WELL "{\"properties\":{\"provisioningState\":\"Succeeded\"}}"
#define BAD "{\"properties\":{\"provisioningState\":\"Failed\"}}"

static const struct {
    const char *method;
    int status;
    const char *operation;
    const char *location;
    const char *body;
    enum ak_lro_phase phase;
    enum ak_lro_way way;
    const char *url;
} beginnings[] = {
    {"PUT", 201, OPERATION, NULL, UPDATING, AK_LRO_POLLING, AK_LRO_OPERATION, OPERATION},
    {"PUT", 200, OPERATION, RESULT, UPDATING, AK_LRO_POLLING, AK_LRO_OPERATION, OPERATION},
    {"DELETE", 202, OPERATION, RESULT, "", AK_LRO_POLLING, AK_LRO_OPERATION, OPERATION},
    {"POST", 202, OPERATION, RESULT, UPDATING, AK_LRO_POLLING, AK_LRO_OPERATION, OPERATION},
    {"DELETE", 202, NULL, RESULT, UPDATING, AK_LRO_POLLING, AK_LRO_LOCATION, RESULT},
    {"POST", 202, "", RESULT, "", AK_LRO_POLLING, AK_LRO_LOCATION, RESULT},
    {"PUT", 201, NULL, RESOURCE, UPDATING, AK_LRO_POLLING, AK_LRO_RESOURCE, RESOURCE},
    {"PUT", 200, NULL, NULL, UPDATING, AK_LRO_POLLING, AK_LRO_RESOURCE, RESOURCE},
    {"PATCH", 202, NULL, NULL, "", AK_LRO_POLLING, AK_LRO_RESOURCE, RESOURCE},
    {"DELETE", 202, NULL, NULL, "", AK_LRO_POLLING, AK_LRO_RESOURCE, RESOURCE},
    {"POST", 202, NULL, NULL, "", AK_LRO_POLLING, AK_LRO_RESOURCE,
     HOST "/subscriptions/s/managedClusters/c/agentPools?api-version=2025-05-01"},
    {"PUT", 200, NULL, NULL, WELL, AK_LRO_DONE, AK_LRO_NONE, NULL},
    {"PUT", 200, NULL, NULL, "{}", AK_LRO_DONE, AK_LRO_NONE, NULL},
    {"PUT", 200, NULL, NULL, BAD, AK_LRO_FAILED, AK_LRO_NONE, NULL},
    {"DELETE", 200, NULL, NULL, "", AK_LRO_DONE, AK_LRO_NONE, NULL},
    {"DELETE", 204, NULL, NULL, "", AK_LRO_DONE, AK_LRO_NONE, NULL},
    {"POST", 200, NULL, NULL, "", AK_LRO_DONE, AK_LRO_NONE, NULL},
    {"PUT", 400, OPERATION, NULL, "", AK_LRO_FAILED, AK_LRO_NONE, NULL},
    {"PUT", 409, NULL, NULL, "", AK_LRO_FAILED, AK_LRO_NONE, NULL},
    {"PUT", 302, NULL, HOST "/elsewhere", "", AK_LRO_FAILED, AK_LRO_NONE, NULL},
    {"PUT", 201, "https://elsewhere.example/operations/1", NULL, "", AK_LRO_FAILED, AK_LRO_NONE,
     NULL},
    {"DELETE", 202, NULL, "/relative/operationresults/1", "", AK_LRO_FAILED, AK_LRO_NONE, NULL},
};

static void it_begins_as_the_answer_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        struct ak_lro lro;
        struct ak_lro_answer answer = answer_of(beginnings[i].status, beginnings[i].body);

        answer.azure_async_operation = beginnings[i].operation;
        answer.location = beginnings[i].location;
        ak_lro_begin(&lro, beginnings[i].method, RESOURCE, &answer);
        if (lro.phase != beginnings[i].phase || lro.way != beginnings[i].way ||
            (beginnings[i].url != NULL && strcmp(lro.url, beginnings[i].url) != 0))
            fail_msg("beginning %zu: phase %d, way %d, %s", i, (int)lro.phase, (int)lro.way,
                     lro.url == NULL ? "no url" : lro.url);
        assert_int_equal(lro.polls, 0);
        ak_lro_release(&lro);
    }
}

static void begin_put(struct ak_lro *lro, int64_t retry_after_s)
{
    struct ak_lro_answer answer = answer_of(201, UPDATING);

    answer.azure_async_operation = OPERATION;
    answer.retry_after_s = retry_after_s;
    ak_lro_begin(lro, "PUT", RESOURCE, &answer);
}

static void an_unanswered_write_is_said_to_have_possibly_begun(void **state)
{
    static const struct {
        enum ak_err_kind kind;
        bool may_have_begun;
    } cases[] = {{AK_ERR_TIMEOUT, true},
                 {AK_ERR_NETWORK, true},
                 {AK_ERR_NOT_SIGNED_IN, false},
                 {AK_ERR_TLS, false}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_err err = ak_err_none();
        struct ak_lro_answer answer = {.retry_after_s = -1, .err = &err};
        struct ak_lro lro;

        ak_err_set(&err, cases[i].kind, "why");
        ak_lro_begin(&lro, "PUT", RESOURCE, &answer);
        assert_int_equal(lro.phase, AK_LRO_FAILED);
        assert_int_equal(lro.err.kind, cases[i].kind);
        assert_int_equal(ak_text_casestr(lro.err.text, "may have begun") != NULL,
                         cases[i].may_have_begun);
        ak_lro_release(&lro);
    }
}

/* ---- waits ---- */

static void it_obeys_retry_after_and_else_waits_longer_and_longer(void **state)
{
    static const int64_t waits[] = {1500, 2250, 3375, 5062, 7593, 11389, 15000, 15000};
    struct ak_lro_answer answer = answer_of(200, "{\"status\":\"InProgress\"}");
    struct ak_lro lro;

    (void)state;
    begin_put(&lro, 7);
    assert_int_equal(lro.wait_ms, 7000);
    ak_lro_release(&lro);
    begin_put(&lro, 0);
    assert_true(lro.wait_ms > 0 && lro.wait_ms < 1000);
    ak_lro_release(&lro);
    begin_put(&lro, -1);
    assert_int_equal(lro.wait_ms, 1000);
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        ak_lro_step(&lro, &answer);
        assert_int_equal(lro.wait_ms, waits[i]);
    }
    answer.retry_after_s = 33;
    ak_lro_step(&lro, &answer);
    assert_int_equal(lro.wait_ms, 33000);
    ak_lro_release(&lro);
}

static void ten_failed_polls_in_a_row_are_the_end_and_nine_are_not(void **state)
{
    struct ak_lro_answer bad = answer_of(502, "");
    struct ak_lro_answer good = answer_of(200, "{\"status\":\"InProgress\"}");
    struct ak_lro lro;

    (void)state;
    begin_put(&lro, 1);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 9; i++)
            ak_lro_step(&lro, &bad);
        assert_int_equal(lro.phase, AK_LRO_POLLING);
        ak_lro_step(&lro, &good);
    }
    for (int i = 0; i < 10; i++)
        ak_lro_step(&lro, &bad);
    assert_int_equal(lro.phase, AK_LRO_FAILED);
    assert_int_equal(lro.err.kind, AK_ERR_UNAVAILABLE);
    assert_non_null(ak_text_casestr(lro.err.text, "may have begun"));
    ak_lro_release(&lro);
}

static void polling_does_not_go_on_for_ever(void **state)
{
    struct ak_lro_answer answer = answer_of(200, "{\"status\":\"InProgress\"}");
    struct ak_lro lro;

    (void)state;
    begin_put(&lro, 1);
    for (int i = 0; i < AK_LIMIT_OPERATION_POLLS; i++)
        ak_lro_step(&lro, &answer);
    assert_int_equal(lro.phase, AK_LRO_POLLING);
    ak_lro_step(&lro, &answer);
    assert_int_equal(lro.phase, AK_LRO_FAILED);
    assert_int_equal(lro.err.kind, AK_ERR_TIMEOUT);
    ak_lro_release(&lro);
}

/* ---- details ---- */

static void a_success_that_cannot_be_read_again_is_a_success(void **state)
{
    struct ak_lro_answer success = answer_of(200, "{\"status\":\"Succeeded\"}");
    struct ak_lro_answer bad = answer_of(500, "");
    struct ak_lro lro;

    (void)state;
    begin_put(&lro, 1);
    ak_lro_step(&lro, &success);
    assert_int_equal(lro.wait_ms, 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(lro.phase, AK_LRO_READ_FINAL);
        ak_lro_step(&lro, &bad);
    }
    assert_int_equal(lro.phase, AK_LRO_DONE);
    ak_lro_release(&lro);
}

static void a_failed_operation_keeps_the_reason_of_azure(void **state)
{
    struct ak_lro_answer failed = answer_of(
        200, "{\"status\":\"Failed\",\"error\":{\"code\":\"QuotaExceeded\",\"message\":\"none\"}}");
    struct ak_lro lro;

    (void)state;
    begin_put(&lro, 1);
    ak_lro_step(&lro, &failed);
    assert_int_equal(lro.err.kind, AK_ERR_REFUSED);
    assert_string_equal(lro.err.code, "QuotaExceeded");
    assert_string_equal(lro.err.text, "none");
    ak_lro_release(&lro);
}

static void a_location_may_move_but_not_to_another_host(void **state)
{
    struct ak_lro_answer begin = answer_of(202, "");
    struct ak_lro_answer moved = answer_of(202, "{\"status\":\"InProgress\"}");
    struct ak_lro lro;

    (void)state;
    begin.location = RESULT;
    ak_lro_begin(&lro, "DELETE", RESOURCE, &begin);
    moved.location = HOST "/moved";
    ak_lro_step(&lro, &moved);
    assert_string_equal(lro.url, HOST "/moved");
    assert_string_equal(lro.note, "InProgress");
    moved.location = "http://management.azure.com/moved";
    ak_lro_step(&lro, &moved);
    assert_int_equal(lro.phase, AK_LRO_FAILED);
    assert_int_equal(lro.err.kind, AK_ERR_UNTRUSTED);
    ak_lro_release(&lro);
}

static void an_operation_of_an_earlier_run_is_polled_the_way_its_url_says(void **state)
{
    static const struct {
        const char *url;
        enum ak_lro_phase phase;
        enum ak_lro_way way;
    } cases[] = {{OPERATION, AK_LRO_POLLING, AK_LRO_OPERATION},
                 {RESULT, AK_LRO_POLLING, AK_LRO_LOCATION},
                 {RESOURCE, AK_LRO_POLLING, AK_LRO_RESOURCE},
                 {"https://elsewhere.example/operations/1", AK_LRO_FAILED, AK_LRO_OPERATION}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_lro lro;

        ak_lro_resume(&lro, &(struct ak_lro_earlier){.method = "PUT",
                                                     .polling_url = cases[i].url,
                                                     .resource_url = RESOURCE});
        assert_int_equal(lro.phase, cases[i].phase);
        assert_int_equal(lro.way, cases[i].way);
        ak_lro_release(&lro);
    }
}

static void a_note_from_azure_is_cut_and_cleaned(void **state)
{
    char body[1024];
    struct ak_lro lro;
    struct ak_lro_answer answer;

    (void)state;
    snprintf(body, sizeof body, "{\"status\":\"\\u001b[31m%0400d\"}", 1);
    answer = answer_of(200, body);
    begin_put(&lro, 1);
    ak_lro_step(&lro, &answer);
    assert_int_equal(lro.phase, AK_LRO_POLLING);
    assert_true(ak_text_is_clean(lro.note, strlen(lro.note)));
    ak_lro_release(&lro);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_takes_every_answer),
        cmocka_unit_test(it_begins_as_the_answer_says),
        cmocka_unit_test(an_unanswered_write_is_said_to_have_possibly_begun),
        cmocka_unit_test(it_obeys_retry_after_and_else_waits_longer_and_longer),
        cmocka_unit_test(ten_failed_polls_in_a_row_are_the_end_and_nine_are_not),
        cmocka_unit_test(polling_does_not_go_on_for_ever),
        cmocka_unit_test(a_success_that_cannot_be_read_again_is_a_success),
        cmocka_unit_test(a_failed_operation_keeps_the_reason_of_azure),
        cmocka_unit_test(a_location_may_move_but_not_to_another_host),
        cmocka_unit_test(an_operation_of_an_earlier_run_is_polled_the_way_its_url_says),
        cmocka_unit_test(a_note_from_azure_is_cut_and_cleaned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
