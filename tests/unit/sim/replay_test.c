/* --replay: a recording in its order, what differs, and what is left over. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/sim/sim_cassettes.h"
#include "tests/unit/sim/sim_fixture.h"
#include "tui/sim/file_int.h"
#include "tui/sim/json_int.h"
#include "tui/sim/replay_int.h"

#define ID "00000000-0000-4000-8000-00000000abcd"
#define POOL "/subscriptions/" ID "/resourceGroups/g/providers/p/pools/one"

static const char recording[] =
    "{\"interactions\":["
    "{\"method\":\"GET\",\"path\":\"" POOL "?api-version=2025-01-01\",\"request_body\":null,"
    "\"status\":404,\"response_headers\":{\"x-ms-note\":\"none\"},"
    "\"response_body\":{\"code\":\"NotFound\"}},"
    "{\"method\":\"PUT\",\"path\":\"" POOL "?api-version=2025-01-01&force=true\","
    "\"request_body\":{\"properties\":{\"count\":3,\"zones\":[\"1\",\"2\"]}},\"status\":201,"
    "\"response_headers\":{\"Azure-AsyncOperation\":\"{arm}/subscriptions/" ID
    "/operations/1?t=2\"},"
    "\"response_body\":{\"id\":\"{arm}/x\"}},"
    "{\"method\":\"GET\",\"path\":\"/subscriptions/" ID "/operations/1?t=2\",\"request_body\":null,"
    "\"status\":200,\"response_headers\":{},\"response_body\":{\"status\":\"Succeeded\"}}]}";

static const char put_target[] = POOL "?api-version=2025-01-01&force=true";
static const char put_body[] = "{\"properties\":{\"zones\":[\"1\",\"2\"],\"count\":3.0}}";

static char file[] = "replay-test-XXXXXX";

static void write_recording(const char *text)
{
    struct ak_err err = ak_err_none();
    assert_int_equal(ak_sim_file_write(file, text, &err), 0);
}

static void open_replay(struct sim_fixture *fixture)
{
    write_recording(recording);
    sim_fixture_open(fixture, (const char *const[]){"--replay", file, NULL});
}

/* What the report says, one line per finding; the caller frees. NULL: all was asked for. */
static char *report_of(const struct sim_fixture *fixture)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    bool is_good = ak_sim_replay_report(fixture->sim.replay, out);
    assert_int_equal(fclose(out), 0);
    if (is_good) {
        assert_int_equal(len, 0);
        free(text);
        text = NULL;
    }
    return text;
}

static void requests_as_recorded_get_their_answers(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    open_replay(&fixture);
    assert_int_equal(sim_fixture_get(&fixture, POOL "?api-version=2025-01-01"), 404);
    assert_string_equal(sim_fixture_text(&fixture, "code"), "NotFound");
    assert_string_equal(sim_fixture_header(&fixture, "x-ms-note"), "none");
    assert_int_equal(sim_fixture_send(&fixture, "PUT", put_target, put_body, NULL), 201);
    assert_string_equal(sim_fixture_text(&fixture, "id"), "http://sim.test/x");
    assert_string_equal(sim_fixture_header(&fixture, "Azure-AsyncOperation"),
                        "http://sim.test/subscriptions/" ID "/operations/1?t=2");
    assert_int_equal(sim_fixture_get(&fixture, "/subscriptions/" ID "/operations/1?t=2"), 200);
    assert_null(report_of(&fixture));
    sim_fixture_close(&fixture);
}

static void letter_case_and_api_version_do_not_matter(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    open_replay(&fixture);
    assert_int_equal(
        sim_fixture_get(
            &fixture,
            "/Subscriptions/00000000-0000-4000-8000-00000000ABCD/resourcegroups/G/providers/p/"
            "POOLS/One?api-version=1999-01-01"),
        404);
    assert_string_equal(sim_fixture_text(&fixture, "code"), "NotFound");
    sim_fixture_close(&fixture);
}

static void what_differs_is_named_and_changes_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        const char *target;
        const char *body;
        const char *difference;
    } cases[] = {
        {"GET", put_target, NULL, "method: PUT was recorded, GET was sent"},
        {"PUT", POOL "/more?api-version=2025-01-01&force=true", put_body, "path: "},
        {"PUT", POOL "?api-version=2025-01-01", put_body, "query parameter force differs"},
        {"PUT", POOL "?api-version=2025-01-01&force=false", put_body,
         "query parameter force differs"},
        {"PUT", POOL "?force=true&more=1", put_body, "query parameter more differs"},
        {"PUT", put_target, NULL, "body: "},
        {"PUT", put_target, "{", "body: what was sent is no JSON"},
        {"PUT", put_target, "{\"properties\":{\"count\":4,\"zones\":[\"1\",\"2\"]}}",
         "properties.count: 3 was recorded, 4 was sent"},
        {"PUT", put_target, "{\"properties\":{\"count\":3,\"zones\":[\"1\",\"3\"]}}",
         "properties.zones[1]: \"2\" was recorded, \"3\" was sent"},
        {"PUT", put_target, "{\"properties\":{\"count\":3}}", "properties.zones: "},
        {"PUT", put_target, "{\"properties\":{\"count\":3,\"zones\":[\"1\",\"2\"]},\"x\":null}",
         "x: nothing was recorded, null was sent"},
    };
    struct sim_fixture fixture;
    open_replay(&fixture);
    assert_int_equal(sim_fixture_get(&fixture, POOL "?api-version=2025-01-01"), 404);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int status =
            sim_fixture_send(&fixture, cases[i].method, cases[i].target, cases[i].body, NULL);
        assert_int_equal(status, 409);
        assert_string_equal(sim_fixture_text(&fixture, "error.code"), "ReplayMismatch");
        const char *message = sim_fixture_text(&fixture, "error.message");
        if (strstr(message, cases[i].difference) == NULL) {
            fail_msg("\"%s\" instead of \"%s\"", message, cases[i].difference);
        }
    }
    assert_int_equal(sim_fixture_send(&fixture, "PUT", put_target, put_body, NULL), 201);
    char *report = report_of(&fixture);
    assert_non_null(strstr(report, "properties.count: 3 was recorded, 4 was sent"));
    assert_non_null(strstr(report, "not asked for: GET /subscriptions/" ID "/operations/1"));
    free(report);
    sim_fixture_close(&fixture);
}

static void more_than_was_recorded_is_a_difference(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    open_replay(&fixture);
    assert_int_equal(sim_fixture_get(&fixture, POOL), 404);
    assert_int_equal(sim_fixture_send(&fixture, "PUT", put_target, put_body, NULL), 201);
    assert_int_equal(sim_fixture_get(&fixture, "/subscriptions/" ID "/operations/1?t=2"), 200);
    assert_int_equal(sim_fixture_get(&fixture, "/subscriptions/" ID "/operations/1?t=2"), 409);
    char *report = report_of(&fixture);
    assert_non_null(strstr(report, "nothing more was recorded"));
    free(report);
    sim_fixture_close(&fixture);
}

static void signing_in_is_answered_at_any_time(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    open_replay(&fixture);
    assert_int_equal(sim_fixture_get(&fixture, "/subscriptions?api-version=2022-12-01"), 200);
    assert_string_equal(
        ak_sim_json_text(sim_fixture_at(&fixture, "value")->child, "subscriptionId"), ID);
    assert_int_equal(sim_fixture_get(&fixture, "/tenants?api-version=2022-12-01"), 200);
    assert_int_equal(sim_fixture_get(&fixture, "/subscriptions/" ID "?api-version=2022-12-01"),
                     200);
    assert_int_equal(sim_fixture_get(&fixture, POOL), 404);
    static char none[] = "Bearer none";
    char *token = fixture.token;
    fixture.token = none;
    assert_int_equal(sim_fixture_send(&fixture, "PUT", put_target, put_body, NULL), 401);
    fixture.token = token;
    assert_int_equal(sim_fixture_send(&fixture, "PUT", put_target, put_body, NULL), 201);
    sim_fixture_close(&fixture);
}

static void what_is_no_recording_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "[]",
        "{\"interactions\":[]}",
        "{\"interactions\":[{}]}",
        "{\"interactions\":7}",
        "{\"interactions\":[{\"method\":\"GET\",\"path\":7,\"status\":200}]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct sim_fixture fixture;
        struct ak_err err = ak_err_none();
        write_recording(texts[i]);
        if (sim_fixture_try(&fixture, (const char *const[]){"--replay", file, NULL}, &err) == 0) {
            fail_msg("%s was taken", texts[i]);
        }
        assert_non_null(strstr(err.text, file));
    }
}

static void differences_are_named_by_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *recorded;
        const char *sent;
        const char *difference; /* NULL: none */
    } cases[] = {
        {NULL, NULL, NULL},
        {"null", NULL, NULL},
        {"{}", NULL, "body: {} was recorded, nothing was sent"},
        {NULL, "{}", "body: nothing was recorded, {} was sent"},
        {"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", NULL},
        {"{\"a\":\"x\"}", "{\"a\":\"X\"}", "a: \"x\" was recorded, \"X\" was sent"},
        {"{\"a\":null}", "{}", "a: null was recorded, nothing was sent"},
        {"{\"a\":[1,{\"b\":2}]}", "{\"a\":[1,{\"b\":3}]}", "a[1].b: 2 was recorded, 3 was sent"},
        {"{\"a\":[1]}", "{\"a\":[1,2]}", "a: [1] was recorded, [1,2] was sent"},
        {"{\"a\":{}}", "{\"a\":[]}", "a: {} was recorded, [] was sent"},
        {"\"text\"", "\"text\"", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *recorded = cases[i].recorded == NULL ? NULL : cJSON_Parse(cases[i].recorded);
        cJSON *sent = cases[i].sent == NULL ? NULL : cJSON_Parse(cases[i].sent);
        char *difference = ak_sim_replay_difference(recorded, sent);
        if (cases[i].difference == NULL) {
            assert_null(difference);
        } else {
            assert_non_null(difference);
            assert_string_equal(difference, cases[i].difference);
        }
        free(difference);
        cJSON_Delete(sent);
        cJSON_Delete(recorded);
    }
}

/* Every request of the cassette, and the recorded status each time. */
static void replay_cassette(const char *path, const cJSON *interactions, void *context)
{
    struct sim_fixture fixture;
    int *count = context;
    const cJSON *exchange = NULL;
    sim_fixture_open(&fixture, (const char *const[]){"--replay", path, NULL});
    cJSON_ArrayForEach(exchange, interactions)
    {
        const cJSON *body = ak_sim_json_get(exchange, "request_body");
        char *text = body == NULL || cJSON_IsNull(body) ? NULL : cJSON_PrintUnformatted(body);
        int status = sim_fixture_send(&fixture, ak_sim_json_text(exchange, "method"),
                                      ak_sim_json_text(exchange, "path"), text, NULL);
        if (status != ak_sim_json_int(exchange, "status", 0)) {
            fail_msg("%s: %s: %d", path, ak_sim_json_text(exchange, "path"), status);
        }
        free(text);
    }
    assert_null(report_of(&fixture));
    sim_fixture_close(&fixture);
    (*count)++;
}

static void every_recording_replays_itself(void **state)
{
    (void)state;
    int count = 0;
    sim_cassettes_visit(replay_cassette, &count);
    assert_true(count > 50);
}

static int make_file(void **state)
{
    (void)state;
    int descriptor = mkstemp(file);
    return descriptor < 0 ? -1 : close(descriptor);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_as_recorded_get_their_answers),
        cmocka_unit_test(letter_case_and_api_version_do_not_matter),
        cmocka_unit_test(what_differs_is_named_and_changes_nothing),
        cmocka_unit_test(more_than_was_recorded_is_a_difference),
        cmocka_unit_test(signing_in_is_answered_at_any_time),
        cmocka_unit_test(what_is_no_recording_is_refused),
        cmocka_unit_test(differences_are_named_by_their_place),
        cmocka_unit_test(every_recording_replays_itself),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
