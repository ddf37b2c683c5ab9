/* lro_recorded_test.c: every long-running operation of the recorded traffic, from its request to
 * its end, through the state machine. What the end must be is read from the recording itself. */
#include "config.h"

#include "recorded.h"

#include "akscope/arm/lro.h"
#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

#define HOST "https://management.azure.com"

struct totals {
    char *file; /* the cassette at which the walk is */
    size_t operations;
    size_t polls;
    size_t transient;
    size_t done;
    size_t cancelled;
    size_t unfinished; /* the recording stops before their end */
    size_t immediate;
    size_t refused;
};

static const char *text_of(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));

    return text != NULL ? text : "";
}

/* A header with {arm} put back; NULL when there is none. The caller frees. */
static char *header_of(const cJSON *exchange, const char *name)
{
    const cJSON *headers = cJSON_GetObjectItemCaseSensitive(exchange, "response_headers");
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItem(headers, name));

    if (value == NULL)
        return NULL;
    assert_true(ak_text_has_prefix(value, "{arm}", false));
    return ak_asprintf("%s%s", HOST, value + strlen("{arm}"));
}

static char *url_of(const cJSON *exchange)
{
    return ak_asprintf("%s%s", HOST, text_of(exchange, "path"));
}

/* What one recorded answer is made of; released by release_answer. */
struct held_answer {
    char *operation;
    char *location;
    char *body;
    struct ak_lro_answer answer;
};

static struct held_answer answer_of(const cJSON *exchange)
{
    const cJSON *body = cJSON_GetObjectItemCaseSensitive(exchange, "response_body");
    const cJSON *status = cJSON_GetObjectItemCaseSensitive(exchange, "status");
    struct held_answer held = {.operation = header_of(exchange, "azure-asyncoperation"),
                               .location = header_of(exchange, "location")};

    held.body = cJSON_IsString(body) ? ak_strdup(body->valuestring) : cJSON_PrintUnformatted(body);
    held.answer = (struct ak_lro_answer){.status = status->valueint,
                                         .azure_async_operation = held.operation,
                                         .location = held.location,
                                         .retry_after_s = -1,
                                         .body = held.body,
                                         .body_len = strlen(held.body)};
    return held;
}

static void release_answer(struct held_answer *held)
{
    free(held->operation);
    free(held->location);
    free(held->body);
}

static bool has_same_path(const char *a, const char *b)
{
    size_t len = strcspn(a, "?");

    return strcspn(b, "?") == len && strncmp(a, b, len) == 0;
}

/* True when this GET is what the operation would ask for now. */
static bool is_asked_for(const struct ak_lro *lro, const cJSON *exchange)
{
    char *url = url_of(exchange);
    bool is_it = false;

    if (strcmp(text_of(exchange, "method"), "GET") == 0) {
        if (lro->phase == AK_LRO_POLLING)
            is_it = strcmp(url, lro->url) == 0;
        else if (lro->phase == AK_LRO_READ_FINAL)
            is_it = has_same_path(url, lro->resource_url);
    }
    free(url);
    return is_it;
}

/* Plays what follows an accepted request, and judges the end by the last status in the recording.
 */
static void follow(struct totals *totals, struct ak_lro *lro, const cJSON *exchange)
{
    char *polling_url = ak_strdup(lro->url);
    char last[128] = "";
    const cJSON *next;

    for (next = exchange->next; next != NULL; next = next->next) {
        struct held_answer held;
        char *url = url_of(next);
        bool is_poll = strcmp(url, polling_url) == 0;

        free(url);
        if (!is_asked_for(lro, next))
            continue;
        held = answer_of(next);
        totals->polls++;
        totals->transient += held.answer.status >= 500;
        if (is_poll && held.answer.status == 200)
            ak_text_copy(
                last, sizeof last,
                text_of(cJSON_GetObjectItemCaseSensitive(next, "response_body"), "status"));
        if (is_poll && held.answer.status == 204)
            ak_text_copy(last, sizeof last, "Succeeded");
        ak_lro_step(lro, &held.answer);
        release_answer(&held);
    }
    if (strcmp(last, "Succeeded") == 0) {
        assert_true(lro->phase == AK_LRO_DONE || lro->phase == AK_LRO_READ_FINAL);
        totals->done++;
    } else if (strcmp(last, "Canceled") == 0) {
        assert_int_equal(lro->phase, AK_LRO_FAILED);
        assert_int_equal(lro->err.kind, AK_ERR_CANCELLED);
        totals->cancelled++;
    } else {
        if (lro->phase != AK_LRO_POLLING)
            fail_msg("%s: %s: phase %d", totals->file, last, (int)lro->phase);
        totals->unfinished++;
    }
    free(polling_url);
}

static void play_write(struct totals *totals, const cJSON *exchange)
{
    struct held_answer held = answer_of(exchange);
    char *url = url_of(exchange);
    bool is_long = held.operation != NULL || (held.location != NULL && held.answer.status == 202);
    struct ak_lro lro;

    ak_lro_begin(&lro, text_of(exchange, "method"), url, &held.answer);
    if (held.answer.status >= 300) {
        assert_int_equal(lro.phase, AK_LRO_FAILED);
        totals->refused++;
    } else if (is_long) {
        assert_int_equal(lro.phase, AK_LRO_POLLING);
        assert_string_equal(lro.url, held.operation != NULL ? held.operation : held.location);
        totals->operations++;
        follow(totals, &lro, exchange);
    } else {
        totals->immediate++;
        assert_true(lro.phase == AK_LRO_DONE || lro.way == AK_LRO_RESOURCE);
    }
    ak_lro_release(&lro);
    free(url);
    release_answer(&held);
}

static void play_cassette(struct totals *totals)
{
    char *name = ak_asprintf("cassettes/%s", totals->file);
    cJSON *cassette = recorded_file(name);
    const cJSON *exchange;

    cJSON_ArrayForEach(exchange, cJSON_GetObjectItemCaseSensitive(cassette, "interactions"))
    {
        if (strcmp(text_of(exchange, "method"), "GET") != 0)
            play_write(totals, exchange);
    }
    cJSON_Delete(cassette);
    free(name);
}

static void visit(const struct recorded *recorded, void *context)
{
    struct totals *totals = context;
    const char *slash = strrchr(recorded->file, '/');
    const char *file = slash != NULL ? slash + 1 : recorded->file;

    if (totals->file != NULL && strcmp(totals->file, file) == 0)
        return;
    free(totals->file);
    totals->file = ak_strdup(file);
    play_cassette(totals);
}

static void every_recorded_operation_ends_as_it_did(void **state)
{
    struct totals totals = {0};

    (void)state;
    if (!recorded_is_there())
        skip();
    recorded_visit("cassettes", visit, &totals);
    print_message("# %zu operations, %zu polls (%zu of them 5xx): %zu done, %zu cancelled, %zu "
                  "not recorded to their end; %zu writes at once, %zu refused\n",
                  totals.operations, totals.polls, totals.transient, totals.done, totals.cancelled,
                  totals.unfinished, totals.immediate, totals.refused);
    assert_true(totals.operations > 100);
    assert_true(totals.polls > 500);
    assert_true(totals.done > 100);
    assert_true(totals.transient >= 1);
    assert_true(totals.immediate > 0);
    assert_true(totals.refused > 0);
    free(totals.file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_recorded_operation_ends_as_it_did),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
