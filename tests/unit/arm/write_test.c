/* write_test.c: changes sent and followed, against a server. */
#include "config.h"

#include "arm_bench.h"

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/text.h"

#define RESOURCE "/subscriptions/s/managedClusters/c/agentPools/p?api-version=2025-05-01"
#define CREATING "{\"name\":\"p\",\"properties\":{\"provisioningState\":\"Creating\"}}"
#define WELL "{\"name\":\"p\",\"properties\":{\"provisioningState\":\"Succeeded\"}}"
#define RUNNING "{\"name\":\"1\",\"status\":\"InProgress\"}"
#define SUCCEEDED "{\"name\":\"1\",\"status\":\"Succeeded\"}"

enum { ANSWERS_MOST = 8, EVENTS_MOST = 16 };

/* A write, as its owner sees it. */
struct write {
    struct bench *bench;
    struct ak_lro_call *call;
    int ends;
    int events;
    enum ak_lro_phase phases[EVENTS_MOST];
    char notes[EVENTS_MOST][64];
    char *polling_url; /* of the last event that had one */
    char *final_body;
    struct ak_err err;
    int cancel_at; /* event number, from 1, at which it is cancelled */
};

/* A server that gives `operation` and `location` as whole URLs in the first answer's headers. */
struct stage {
    struct bench bench;
    struct tiny_answer answers[ANSWERS_MOST];
    char headers[8192];
};

static void on_event(const struct ak_lro_event *event, void *context)
{
    struct write *write = context;

    assert_int_equal(write->ends, 0);
    assert_true(write->events < EVENTS_MOST);
    write->phases[write->events] = event->phase;
    ak_text_copy(write->notes[write->events], sizeof write->notes[0], event->note);
    write->events++;
    if (event->polling_url != NULL) {
        free(write->polling_url);
        write->polling_url = ak_strdup(event->polling_url);
    }
    if (event->final_body != NULL) {
        assert_int_equal(event->phase, AK_LRO_DONE);
        write->final_body = ak_strndup(event->final_body, event->final_body_len);
    }
    assert_int_equal(event->err != NULL, event->phase == AK_LRO_FAILED);
    if (event->err != NULL)
        write->err = *event->err;
    if (event->phase == AK_LRO_DONE || event->phase == AK_LRO_FAILED) {
        write->ends++;
        write->bench->awaited--;
        ak_loop_stop(write->bench->loop);
    } else if (write->events == write->cancel_at) {
        ak_lro_cancel(write->call);
    }
}

static void open_stage(struct stage *stage, const struct tiny_answer *answers, size_t count,
                       const char *header, const char *path)
{
    struct tiny_server *server;

    assert_true(count <= ANSWERS_MOST);
    memcpy(stage->answers, answers, count * sizeof answers[0]);
    server = tiny_server_start(stage->answers, count);
    bench_open(&stage->bench, &(struct bench_options){0}, server);
    if (header == NULL)
        return;
    snprintf(stage->headers, sizeof stage->headers, "%s: %s%s\r\nRetry-After: 0\r\n", header,
             path[0] == '/' ? tiny_server_url(server, "") : "", path);
    stage->answers[0].headers = stage->headers;
}

static void start(struct write *write, struct bench *bench, const char *method, const char *body)
{
    const char *url = tiny_server_url(bench->server, RESOURCE);

    write->bench = bench;
    bench->awaited++;
    write->call =
        ak_arm_write_start(bench->arm,
                           &(struct ak_arm_write){.method = method,
                                                  .url = url,
                                                  .body = body,
                                                  .if_none_match = body != NULL ? "*" : NULL,
                                                  .if_match = body == NULL ? "\"etag\"" : NULL},
                           on_event, write);
    assert_int_equal(write->events, 0);
}

static void run(struct stage *stage, struct write *write, const char *method, const char *body)
{
    start(write, &stage->bench, method, body);
    bench_run(&stage->bench);
    assert_int_equal(write->ends, 1);
}

static void close_stage(struct stage *stage, struct write *write)
{
    bench_close(&stage->bench);
    free(write->polling_url);
    free(write->final_body);
}

static enum ak_lro_phase last_phase(const struct write *write)
{
    return write->phases[write->events - 1];
}

static void assert_refused(const struct write *write, enum ak_err_kind kind, const char *part)
{
    assert_int_equal(last_phase(write), AK_LRO_FAILED);
    if (write->err.kind != kind || ak_text_casestr(write->err.text, part) == NULL)
        fail_msg("%s: %s", ak_err_kind_name(write->err.kind), write->err.text);
}

/* ---- the whole way ---- */

static void a_pool_is_created_and_read_at_the_end(void **state)
{
    static const struct tiny_answer answers[] = {
        {.status = 201, .body = CREATING},
        {.body = RUNNING, .headers = "Retry-After: 0\r\n"},
        {.body = RUNNING, .headers = "Retry-After: 0\r\n"},
        {.status = 502, .headers = "Retry-After: 0\r\n"},
        {.body = SUCCEEDED},
        {.body = WELL},
    };
    static const char *const targets[] = {RESOURCE,
                                          "/operations/1?c=d",
                                          "/operations/1?c=d",
                                          "/operations/1?c=d",
                                          "/operations/1?c=d",
                                          RESOURCE};
    struct stage stage = {0};
    struct write write = {0};
    const struct tiny_request *sent;

    (void)state;
    open_stage(&stage, answers, 6, "Azure-AsyncOperation", "/operations/1?c=d");
    run(&stage, &write, "PUT", "{\"properties\":{\"count\":3}}");
    assert_int_equal(last_phase(&write), AK_LRO_DONE);
    assert_string_equal(write.final_body, WELL);
    assert_int_equal(write.phases[0], AK_LRO_POLLING);
    assert_string_equal(write.notes[1], "InProgress");
    assert_int_equal(write.phases[2], AK_LRO_READ_FINAL);
    assert_int_equal(write.events, 4);
    assert_non_null(strstr(write.polling_url, "/operations/1?c=d"));
    assert_int_equal(tiny_server_request_count(stage.bench.server), 6);
    for (unsigned i = 0; i < 6; i++) {
        sent = tiny_server_request(stage.bench.server, i);
        assert_string_equal(sent->target, targets[i]);
        assert_string_equal(sent->method, i == 0 ? "PUT" : "GET");
        assert_int_equal(tiny_request_has_header(sent, "If-None-Match: *"), i == 0);
        assert_int_equal(tiny_request_has_header(sent, "Content-Type: application/json"), i == 0);
        assert_int_equal(sent->body_len, i == 0 ? strlen("{\"properties\":{\"count\":3}}") : 0);
    }
    close_stage(&stage, &write);
}

static void a_pool_is_deleted_by_way_of_a_location(void **state)
{
    static const struct tiny_answer answers[] = {
        {.status = 202},
        {.status = 202, .headers = "Retry-After: 0\r\n"},
        {.status = 204},
    };
    struct stage stage = {0};
    struct write write = {0};

    (void)state;
    open_stage(&stage, answers, 3, "Location", "/operationresults/1");
    run(&stage, &write, "DELETE", NULL);
    assert_int_equal(last_phase(&write), AK_LRO_DONE);
    assert_null(write.final_body);
    assert_int_equal(tiny_server_request_count(stage.bench.server), 3);
    assert_true(
        tiny_request_has_header(tiny_server_request(stage.bench.server, 0), "If-Match: \"etag\""));
    close_stage(&stage, &write);
}

static void a_write_that_ends_at_once_gives_its_answer(void **state)
{
    static const struct tiny_answer answers[] = {{.body = WELL}};
    struct stage stage = {0};
    struct write write = {0};

    (void)state;
    open_stage(&stage, answers, 1, NULL, NULL);
    run(&stage, &write, "PUT", "{}");
    assert_int_equal(write.events, 1);
    assert_int_equal(last_phase(&write), AK_LRO_DONE);
    assert_string_equal(write.final_body, WELL);
    close_stage(&stage, &write);
}

static void without_a_polling_url_the_resource_is_polled(void **state)
{
    static const struct tiny_answer answers[] = {
        {.status = 201, .body = CREATING, .headers = "Retry-After: 0\r\n"},
        {.body = CREATING, .headers = "Retry-After: 0\r\n"},
        {.body = WELL},
    };
    struct stage stage = {0};
    struct write write = {0};

    (void)state;
    open_stage(&stage, answers, 3, NULL, NULL);
    run(&stage, &write, "PUT", "{}");
    assert_int_equal(last_phase(&write), AK_LRO_DONE);
    assert_string_equal(write.final_body, WELL);
    assert_string_equal(tiny_server_request(stage.bench.server, 2)->target, RESOURCE);
    close_stage(&stage, &write);
}

static void polling_urls_of_recorded_length_are_followed_as_they_stand(void **state)
{
    static const struct tiny_answer answers[] = {{.status = 202}, {.body = SUCCEEDED}};
    struct stage stage = {0};
    struct write write = {0};
    char path[3602];

    (void)state;
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    memcpy(path, "/operations/1?t=%2B&c=", strlen("/operations/1?t=%2B&c="));
    open_stage(&stage, answers, 2, "Azure-AsyncOperation", path);
    run(&stage, &write, "POST", NULL);
    assert_int_equal(last_phase(&write), AK_LRO_DONE);
    assert_string_equal(tiny_server_request(stage.bench.server, 1)->target, path);
    close_stage(&stage, &write);
}

static void an_operation_that_fails_says_why(void **state)
{
    static const struct tiny_answer answers[] = {
        {.status = 201, .body = CREATING},
        {.headers = "x-ms-request-id: the-id\r\n",
         .body = "{\"status\":\"Failed\",\"error\":{\"code\":\"QuotaExceeded\",\"message\":"
                 "\"Insufficient regional vcpu quota\"}}"},
    };
    struct stage stage = {0};
    struct write write = {0};

    (void)state;
    open_stage(&stage, answers, 2, "Azure-AsyncOperation", "/operations/1");
    run(&stage, &write, "PUT", "{}");
    assert_refused(&write, AK_ERR_REFUSED, "Insufficient regional vcpu quota");
    assert_string_equal(write.err.code, "QuotaExceeded");
    assert_string_equal(write.err.request_id, "the-id");
    close_stage(&stage, &write);
}

/* ---- writes are sent once ---- */

static void a_write_is_never_sent_again(void **state)
{
    static const struct {
        struct tiny_answer answer;
        enum ak_err_kind kind;
        bool may_have_begun;
    } cases[] = {
        {{.status = 400, .body = "{\"code\":\"InvalidParameter\",\"message\":\"x\"}"},
         AK_ERR_REFUSED,
         false},
        {{.status = 409}, AK_ERR_CONFLICT, false},
        {{.status = 412}, AK_ERR_CHANGED, false},
        {{.status = 429, .headers = "Retry-After: 0\r\n"}, AK_ERR_THROTTLED, false},
        {{.status = 503, .headers = "Retry-After: 0\r\n"}, AK_ERR_UNAVAILABLE, true},
        {{.end = TINY_RESET, .cut = 0}, AK_ERR_NETWORK, true},
        {{.end = TINY_CLOSE, .cut = 0}, AK_ERR_NETWORK, true},
        {{.body = WELL, .end = TINY_CLOSE, .cut = TINY_CUT_HEAD}, AK_ERR_NETWORK, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stage stage = {0};
        struct write write = {0};

        open_stage(&stage, &cases[i].answer, 1, NULL, NULL);
        run(&stage, &write, "PUT", "{}");
        assert_refused(&write, cases[i].kind, cases[i].may_have_begun ? "may have begun" : "");
        assert_int_equal(ak_text_casestr(write.err.text, "may have begun") != NULL,
                         cases[i].may_have_begun);
        assert_true(write.err.request_id[0] != '\0');
        assert_int_equal(tiny_server_request_count(stage.bench.server), 1);
        close_stage(&stage, &write);
    }
}

static void a_write_with_a_refused_token_is_sent_with_a_new_one(void **state)
{
    static const struct tiny_answer answers[] = {{.status = 401}, {.body = WELL}};
    char folder[] = "/tmp/akscope-arm-test-XXXXXX";
    char *old_path = bench_install_az(folder);
    struct stage stage = {0};
    struct write write = {0};

    (void)state;
    bench_open(&stage.bench, &(struct bench_options){.uses_az = true},
               tiny_server_start(answers, 2));
    run(&stage, &write, "PUT", "{\"a\":1}");
    assert_int_equal(last_phase(&write), AK_LRO_DONE);
    for (unsigned i = 0; i < 2; i++)
        assert_string_equal(tiny_server_request(stage.bench.server, i)->body, "{\"a\":1}");
    close_stage(&stage, &write);
    bench_remove_az(folder, old_path);
}

/* ---- where it does not go ---- */

static void a_polling_url_of_another_host_is_not_followed(void **state)
{
    static const struct tiny_answer answers[] = {{.status = 201, .body = CREATING}};
    static const char *const headers[] = {"Azure-AsyncOperation", "Location"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct stage stage = {0};
        struct write write = {0};

        open_stage(&stage, answers, 1, headers[i], "https://elsewhere.example/operations/1");
        stage.answers[0].status = 202;
        run(&stage, &write, "DELETE", NULL);
        assert_refused(&write, AK_ERR_UNTRUSTED, "another host");
        assert_int_equal(tiny_server_request_count(stage.bench.server), 1);
        close_stage(&stage, &write);
    }
}

static void a_write_to_another_host_is_not_sent(void **state)
{
    static const struct tiny_answer answers[] = {{.body = WELL}};
    struct stage stage = {0};
    struct write write = {0};

    (void)state;
    open_stage(&stage, answers, 1, NULL, NULL);
    write.bench = &stage.bench;
    stage.bench.awaited++;
    write.call = ak_arm_write_start(
        stage.bench.arm,
        &(struct ak_arm_write){.method = "PUT", .url = "https://elsewhere.example/", .body = "{}"},
        on_event, &write);
    bench_run(&stage.bench);
    assert_refused(&write, AK_ERR_UNTRUSTED, "nothing was sent");
    assert_int_equal(tiny_server_request_count(stage.bench.server), 0);
    close_stage(&stage, &write);
}

/* ---- stopping and going on ---- */

static void following_stops_when_it_is_cancelled(void **state)
{
    static const struct tiny_answer answers[] = {
        {.status = 201, .body = CREATING},
        {.body = RUNNING, .headers = "Retry-After: 600\r\n"},
    };

    (void)state;
    for (int at = 1; at <= 2; at++) {
        struct stage stage = {0};
        struct write write = {.cancel_at = at};

        open_stage(&stage, answers, 2, "Azure-AsyncOperation", "/operations/1");
        run(&stage, &write, "PUT", "{}");
        assert_refused(&write, AK_ERR_CANCELLED, "goes on in Azure");
        assert_int_equal(tiny_server_request_count(stage.bench.server), (unsigned)at);
        close_stage(&stage, &write);
    }
}

static void closing_the_client_ends_what_it_follows(void **state)
{
    static const struct tiny_answer answers[] = {
        {.status = 201, .body = CREATING, .end = TINY_HANG, .cut = 0}};
    struct stage stage = {0};
    struct write write = {0};

    (void)state;
    open_stage(&stage, answers, 1, NULL, NULL);
    start(&write, &stage.bench, "PUT", "{}");
    ak_arm_close(stage.bench.arm);
    stage.bench.arm = NULL;
    assert_int_equal(write.events, 0);
    bench_run(&stage.bench);
    assert_int_equal(write.ends, 1);
    assert_refused(&write, AK_ERR_CANCELLED, "");
    close_stage(&stage, &write);
}

static void an_operation_of_an_earlier_run_is_followed_to_its_end(void **state)
{
    static const struct tiny_answer answers[] = {
        {.body = RUNNING, .headers = "Retry-After: 0\r\n"}, {.body = SUCCEEDED}, {.body = WELL}};
    struct stage stage = {0};
    struct write write = {0};
    char *polling_url, *resource_url;

    (void)state;
    open_stage(&stage, answers, 3, NULL, NULL);
    polling_url = ak_strdup(tiny_server_url(stage.bench.server, "/operations/1"));
    resource_url = ak_strdup(tiny_server_url(stage.bench.server, RESOURCE));
    write.bench = &stage.bench;
    stage.bench.awaited++;
    struct ak_lro_earlier earlier = {
        .method = "PUT", .polling_url = polling_url, .resource_url = resource_url};
    write.call = ak_arm_write_resume(stage.bench.arm, &earlier, on_event, &write);
    free(polling_url);
    free(resource_url);
    bench_run(&stage.bench);
    assert_int_equal(last_phase(&write), AK_LRO_DONE);
    assert_string_equal(write.final_body, WELL);
    assert_int_equal(tiny_server_request_count(stage.bench.server), 3);
    close_stage(&stage, &write);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pool_is_created_and_read_at_the_end),
        cmocka_unit_test(a_pool_is_deleted_by_way_of_a_location),
        cmocka_unit_test(a_write_that_ends_at_once_gives_its_answer),
        cmocka_unit_test(without_a_polling_url_the_resource_is_polled),
        cmocka_unit_test(polling_urls_of_recorded_length_are_followed_as_they_stand),
        cmocka_unit_test(an_operation_that_fails_says_why),
        cmocka_unit_test(a_write_is_never_sent_again),
        cmocka_unit_test(a_write_with_a_refused_token_is_sent_with_a_new_one),
        cmocka_unit_test(a_polling_url_of_another_host_is_not_followed),
        cmocka_unit_test(a_write_to_another_host_is_not_sent),
        cmocka_unit_test(following_stops_when_it_is_cancelled),
        cmocka_unit_test(closing_the_client_ends_what_it_follows),
        cmocka_unit_test(an_operation_of_an_earlier_run_is_followed_to_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
