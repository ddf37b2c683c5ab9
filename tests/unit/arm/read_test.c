/* read_test.c: reads against a server: pages, headers, tokens, turns, cancellation. */
#include "config.h"

#include "arm_bench.h"

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/base/vec.h"

/* ---- a server of pages ---- */

struct pages {
    struct tiny_server *server;
    unsigned count;   /* pages there are */
    const char *link; /* of every page, in place of the right one; or NULL */
    bool is_endless;
    struct ak_vec texts; /* char *: bodies sent */
};

static void send_page(const struct tiny_request *request, struct tiny_answer *answer, void *context)
{
    struct pages *pages = context;
    const char *at = strstr(request->target, "page=");
    unsigned page = at != NULL ? (unsigned)strtoul(at + strlen("page="), NULL, 10) : 0;
    char *link = ak_strdup("");
    char *body;

    if (pages->link != NULL || pages->is_endless || page + 1 < pages->count) {
        free(link);
        link = pages->link != NULL
                   ? ak_asprintf(",\"nextLink\":\"%s\"", pages->link)
                   : ak_asprintf(",\"nextLink\":\"http://127.0.0.1:%d/next?page=%u\"",
                                 tiny_server_port(pages->server), page + 1);
    }
    body = ak_asprintf("{\"value\":[{\"id\":\"/subscriptions/s/resourceGroups/g/x/%u\"}]%s}", page,
                       link);
    free(link);
    *(char **)ak_vec_push(&pages->texts) = body;
    answer->body = body;
}

static void open_pages(struct bench *bench, struct pages *pages)
{
    pages->texts = ak_vec_init(sizeof(char *));
    pages->server = tiny_server_start_with(send_page, pages);
    bench_open(bench, &(struct bench_options){0}, pages->server);
}

static void close_pages(struct bench *bench, struct pages *pages)
{
    bench_close(bench);
    for (size_t i = 0; i < pages->texts.len; i++)
        free(*(char **)ak_vec_at(&pages->texts, i));
    ak_vec_release(&pages->texts);
}

static void pages_are_followed_to_the_last(void **state)
{
    struct pages pages = {.count = 40};
    struct bench bench;
    struct read read = {0};

    (void)state;
    open_pages(&bench, &pages);
    read_clusters(&bench, &read);
    assert_read(&read, 40);
    assert_int_equal(read.progress, 40);
    assert_int_equal(read.progress_calls, 40);
    assert_int_equal(tiny_server_request_count(bench.server), 40);
    assert_int_equal(tiny_server_connection_count(bench.server), 1);
    ak_payload_unref(read.payload);
    close_pages(&bench, &pages);
}

static void paging_that_never_ends_is_refused(void **state)
{
    struct pages pages = {.is_endless = true};
    struct bench bench;
    struct read read = {0};

    (void)state;
    open_pages(&bench, &pages);
    read_clusters(&bench, &read);
    assert_failed(&read, AK_ERR_TOO_LARGE, "pages");
    assert_int_equal(tiny_server_request_count(bench.server), AK_LIMIT_PAGES);
    close_pages(&bench, &pages);
}

static void links_that_lead_astray_are_not_followed(void **state)
{
    static const struct {
        const char *link;
        enum ak_err_kind kind;
    } cases[] = {
        {"https://elsewhere.example/page", AK_ERR_UNTRUSTED},
        {"http://127.0.0.1:1/page", AK_ERR_UNTRUSTED},
        {"https://127.0.0.1/page", AK_ERR_UNTRUSTED},
        {"http://user@127.0.0.1/page", AK_ERR_UNTRUSTED},
        {"/subscriptions?page=1", AK_ERR_MALFORMED},
        {"file:///etc/passwd", AK_ERR_MALFORMED},
        {"page", AK_ERR_MALFORMED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pages pages = {.link = cases[i].link};
        struct bench bench;
        struct read read = {0};

        open_pages(&bench, &pages);
        read_clusters(&bench, &read);
        assert_failed(&read, cases[i].kind, "nextLink");
        assert_int_equal(tiny_server_request_count(bench.server), 1);
        close_pages(&bench, &pages);
    }
}

static void pages_in_a_circle_are_noticed(void **state)
{
    struct pages pages = {0};
    struct bench bench;
    struct read read = {0};
    char *link;

    (void)state;
    open_pages(&bench, &pages);
    link = ak_asprintf("http://127.0.0.1:%d/again", tiny_server_port(pages.server));
    pages.link = link;
    read_clusters(&bench, &read);
    assert_failed(&read, AK_ERR_MALFORMED, "circle");
    assert_int_equal(tiny_server_request_count(bench.server), 2);
    close_pages(&bench, &pages);
    free(link);
}

/* ---- one request ---- */

static void it_asks_as_azure_wants_to_be_asked(void **state)
{
    static const struct tiny_answer answers[] = {
        {.body = "{\"value\":["
                 "{\"id\":\"/subscriptions/s/resourceGroups/g/x/a\",\"name\":\"a\"}"
                 "]}"}};
    struct bench bench;
    struct read read = {0};
    const struct tiny_request *request;

    (void)state;
    bench_play(&bench, answers, 1);
    read_clusters(&bench, &read);
    assert_read(&read, 1);
    request = tiny_server_request(bench.server, 0);
    assert_string_equal(request->method, "GET");
    assert_string_equal(request->target,
                        "/subscriptions/s/providers/Microsoft.ContainerService/managedClusters"
                        "?api-version=2025-05-01");
    assert_true(tiny_request_has_header(request, "Accept: application/json"));
    assert_true(tiny_request_has_header(request, "Authorization: Bearer first-token"));
    assert_true(tiny_request_has_header(request, "User-Agent: akscope/test"));
    assert_non_null(ak_text_casestr(request->headers, "x-ms-client-request-id: "));
    ak_payload_unref(read.payload);
    bench_close(&bench);
}

static void every_request_has_an_id_of_its_own(void **state)
{
    static const struct tiny_answer answers[] = {{.status = 503}, {.body = "{\"value\":[]}"}};
    static const char name[] = "x-ms-client-request-id: ";
    struct bench bench;
    struct read read = {0};
    const char *ids[2];

    (void)state;
    bench_play(&bench, answers, 2);
    read_clusters(&bench, &read);
    assert_read(&read, 0);
    for (unsigned i = 0; i < 2; i++)
        ids[i] = ak_text_casestr(tiny_server_request(bench.server, i)->headers, name);
    assert_non_null(ids[0]);
    assert_non_null(ids[1]);
    assert_int_not_equal(strncmp(ids[0], ids[1], strlen(name) + AK_UUID_SIZE - 1), 0);
    ak_payload_unref(read.payload);
    bench_close(&bench);
}

static void an_error_has_the_words_and_the_id_of_azure(void **state)
{
    static const struct tiny_answer answers[] = {
        {.status = 403,
         .headers = "x-ms-request-id: 11111111-2222-3333-4444-555555555555\r\n",
         .body = "{\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"The client may "
                 "not\"}}"}};
    struct bench bench;
    struct read read = {0};

    (void)state;
    bench_play(&bench, answers, 1);
    read_clusters(&bench, &read);
    assert_failed(&read, AK_ERR_FORBIDDEN, "The client may not");
    assert_int_equal(read.err.http_status, 403);
    assert_string_equal(read.err.code, "AuthorizationFailed");
    assert_string_equal(read.err.request_id, "11111111-2222-3333-4444-555555555555");
    assert_int_equal(tiny_server_request_count(bench.server), 1);
    assert_int_equal(read.next_try_at, 0);
    bench_close(&bench);
}

static void without_an_id_of_azure_ours_is_kept(void **state)
{
    static const struct tiny_answer answers[] = {{.status = 404}};
    struct bench bench;
    struct read read = {0};

    (void)state;
    bench_play(&bench, answers, 1);
    read_clusters(&bench, &read);
    assert_failed(&read, AK_ERR_NOT_FOUND, "");
    assert_non_null(
        ak_text_casestr(tiny_server_request(bench.server, 0)->headers, read.err.request_id));
    assert_int_equal(strlen(read.err.request_id), AK_UUID_SIZE - 1);
    bench_close(&bench);
}

static void the_lowest_count_of_reads_left_is_told(void **state)
{
    static const struct {
        const char *headers;
        struct ak_number left;
    } cases[] = {
        {"x-ms-ratelimit-remaining-subscription-reads: 11999\r\n", {true, 11999}},
        {"x-ms-ratelimit-remaining-subscription-reads: 249\r\n"
         "x-ms-ratelimit-remaining-subscription-global-reads: 3749\r\n",
         {true, 249}},
        {"x-ms-ratelimit-remaining-tenant-reads: 180\r\n", {true, 180}},
        {"x-ms-ratelimit-remaining-subscription-reads: many\r\n", {false, 0}},
        {NULL, {false, 0}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tiny_answer answer = {.headers = cases[i].headers, .body = "{\"value\":[]}"};
        struct bench bench;
        struct read read = {0};

        bench_play(&bench, &answer, 1);
        read_clusters(&bench, &read);
        assert_read(&read, 0);
        assert_int_equal(read.reads_left.is_set, cases[i].left.is_set);
        assert_int_equal(read.reads_left.value, cases[i].left.value);
        ak_payload_unref(read.payload);
        bench_close(&bench);
    }
}

static void how_far_the_clock_is_ahead_of_azures_is_told(void **state)
{
    static const struct {
        const char *headers;
        int64_t azures; /* 0: not told */
    } cases[] = {
        {"Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 784111777},
        {"Date: Fri, 31 Dec 2100 23:59:59 GMT\r\n", 4133980799},
        {"Date: soon\r\n", 0},
        {NULL, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tiny_answer answer = {.headers = cases[i].headers, .body = "{\"value\":[]}"};
        struct bench bench;
        struct read read = {0};

        bench_play(&bench, &answer, 1);
        read_clusters(&bench, &read);
        assert_read(&read, 0);
        assert_int_equal(ak_arm_clock_ahead(bench.arm),
                         cases[i].azures != 0 ? ak_clock_now(&bench.clock) - cases[i].azures : 0);
        ak_payload_unref(read.payload);
        bench_close(&bench);
    }
}

static void a_target_that_cannot_be_in_an_address_is_never_asked_for(void **state)
{
    static const struct ak_arm_target targets[] = {
        {.id = NULL}, {.id = "no/slash"}, {.id = "/a/../b"}, {.id = "/a//b"}, {.id = "/a/./b"}};
    static const struct tiny_answer answers[] = {{.body = "{}"}};
    struct bench bench;

    (void)state;
    bench_play(&bench, answers, 1);
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        struct read read = {0};

        read_start(&bench, &read, AK_OP_GET_RESOURCE, &targets[i]);
        bench_run(&bench);
        assert_failed(&read, AK_ERR_USAGE, "");
    }
    assert_int_equal(tiny_server_request_count(bench.server), 0);
    bench_close(&bench);
}

/* ---- tokens ---- */

static void a_refused_token_is_replaced_once(void **state)
{
    static const struct {
        struct tiny_answer answers[2];
        enum ak_err_kind kind;
    } cases[] = {{{{.status = 401}, {.body = "{\"value\":[]}"}}, AK_ERR_NONE},
                 {{{.status = 401}, {.status = 401}}, AK_ERR_NOT_SIGNED_IN}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char folder[] = "/tmp/akscope-arm-test-XXXXXX";
        char *old_path = bench_install_az(folder);
        struct bench bench;
        struct read read = {0};

        bench_open(&bench, &(struct bench_options){.uses_az = true},
                   tiny_server_start(cases[i].answers, 2));
        read_clusters(&bench, &read);
        assert_int_equal(read.err.kind, cases[i].kind);
        assert_int_equal(tiny_server_request_count(bench.server), 2);
        assert_true(tiny_request_has_header(tiny_server_request(bench.server, 0),
                                            "Authorization: Bearer token-1"));
        assert_true(tiny_request_has_header(tiny_server_request(bench.server, 1),
                                            "Authorization: Bearer token-2"));
        ak_payload_unref(read.payload);
        bench_close(&bench);
        bench_remove_az(folder, old_path);
    }
}

static void without_a_token_nothing_is_asked(void **state)
{
    static const struct tiny_answer answers[] = {{.body = "{}"}};
    char *old_path = ak_strdup(getenv("PATH"));
    struct bench bench;
    struct read read = {0};

    (void)state;
    setenv("PATH", "/nonexistent", 1);
    bench_open(&bench, &(struct bench_options){.uses_az = true}, tiny_server_start(answers, 1));
    read_clusters(&bench, &read);
    assert_failed(&read, AK_ERR_NOT_SIGNED_IN, "");
    assert_int_equal(tiny_server_request_count(bench.server), 0);
    bench_close(&bench);
    setenv("PATH", old_path, 1);
    free(old_path);
}

/* ---- many at once ---- */

enum { MANY = 100 };

static void a_hundred_subscriptions_are_read_over_eight_connections(void **state)
{
    static const struct tiny_answer answers[] = {
        {.body = "{\"value\":["
                 "{\"id\":\"/subscriptions/s/resourceGroups/g/x/a\",\"name\":\"a\"}"
                 "]}"}};
    struct bench bench;
    struct read *reads = ak_alloc(MANY, sizeof *reads);

    (void)state;
    bench_play(&bench, answers, 1);
    for (int i = 0; i < MANY; i++) {
        char id[16];

        snprintf(id, sizeof id, "s%d", i);
        read_start(&bench, &reads[i], AK_OP_LIST_CLUSTERS,
                   &(struct ak_arm_target){.subscription_id = id});
    }
    assert_int_equal(ak_arm_pending(bench.arm), MANY);
    bench_run(&bench);
    assert_int_equal(ak_arm_pending(bench.arm), 0);
    for (int i = 0; i < MANY; i++) {
        assert_read(&reads[i], 1);
        ak_payload_unref(reads[i].payload);
    }
    assert_int_equal(tiny_server_request_count(bench.server), MANY);
    assert_in_range(tiny_server_connection_count(bench.server), 1, 8);
    bench_close(&bench);
    free(reads);
}

static void each_read_that_is_cancelled_completes_once(void **state)
{
    static const struct tiny_answer answers[] = {{.end = TINY_HANG, .cut = TINY_CUT_HEAD}};
    struct bench bench;
    struct read *reads = ak_alloc(MANY, sizeof *reads);

    (void)state;
    bench_play(&bench, answers, 1);
    for (int i = 0; i < MANY; i++)
        read_start(&bench, &reads[i], AK_OP_LIST_CLUSTERS,
                   &(struct ak_arm_target){.subscription_id = "s"});
    for (int i = 0; i < MANY; i++) {
        ak_arm_cancel(reads[i].call);
        ak_arm_cancel(reads[i].call);
    }
    bench_run(&bench);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(reads[i].completions, 1);
        assert_failed(&reads[i], AK_ERR_CANCELLED, "");
    }
    bench_close(&bench);
    free(reads);
}

static void close_client(struct read *read)
{
    ak_arm_close(read->bench->arm);
    read->bench->arm = NULL;
}

static void the_client_may_be_closed_by_a_completion(void **state)
{
    static const struct tiny_answer answers[] = {
        {.body = "{\"value\":["
                 "{\"id\":\"/subscriptions/s/resourceGroups/g/x/a\",\"name\":\"a\"}"
                 "]}"}};
    struct bench bench;
    struct read *reads = ak_alloc(MANY, sizeof *reads);

    (void)state;
    bench_play(&bench, answers, 1);
    reads[0].on_done = close_client;
    for (int i = 0; i < MANY; i++)
        read_start(&bench, &reads[i], AK_OP_LIST_CLUSTERS,
                   &(struct ak_arm_target){.subscription_id = "s"});
    bench_run(&bench);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(reads[i].completions, 1);
        assert_true(reads[i].payload != NULL || reads[i].err.kind == AK_ERR_CANCELLED);
        ak_payload_unref(reads[i].payload);
    }
    assert_true(reads[0].err.kind == AK_ERR_NONE);
    bench_close(&bench);
    free(reads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_followed_to_the_last),
        cmocka_unit_test(paging_that_never_ends_is_refused),
        cmocka_unit_test(links_that_lead_astray_are_not_followed),
        cmocka_unit_test(pages_in_a_circle_are_noticed),
        cmocka_unit_test(it_asks_as_azure_wants_to_be_asked),
        cmocka_unit_test(every_request_has_an_id_of_its_own),
        cmocka_unit_test(an_error_has_the_words_and_the_id_of_azure),
        cmocka_unit_test(without_an_id_of_azure_ours_is_kept),
        cmocka_unit_test(the_lowest_count_of_reads_left_is_told),
        cmocka_unit_test(how_far_the_clock_is_ahead_of_azures_is_told),
        cmocka_unit_test(a_target_that_cannot_be_in_an_address_is_never_asked_for),
        cmocka_unit_test(a_refused_token_is_replaced_once),
        cmocka_unit_test(without_a_token_nothing_is_asked),
        cmocka_unit_test(a_hundred_subscriptions_are_read_over_eight_connections),
        cmocka_unit_test(each_read_that_is_cancelled_completes_once),
        cmocka_unit_test(the_client_may_be_closed_by_a_completion),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
