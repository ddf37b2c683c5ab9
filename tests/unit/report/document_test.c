/* document_test.c: a report in each format, taken apart again: what must hold for any names and any
 * fleet. How a report looks is compared in tests/conform/report.sh, and validated there by the
 * formats' own validators. */
#include "config.h"

#include <stdio.h>

#include <cjson/cJSON.h>

#include "akscope/report/document.h"
#include "unit/report/report_case.h"

struct reported {
    struct ak_arena *arena;
    struct ak_fail_on fail_on;
    struct ak_report_document document;
};

static void make_report(struct reported *reported, const struct fixture *fixture,
                        const char *fail_on)
{
    struct ak_err err = ak_err_none();

    *reported = (struct reported){.arena = ak_arena_new(0)};
    if (fail_on != NULL)
        assert_int_equal(ak_fail_on_add(&reported->fail_on, fail_on, &err), 0);
    reported->document = (struct ak_report_document){
        .fleet = fixture->fleet,
        .findings = ak_findings_collect(fixture->fleet, fixture->snap, reported->arena),
        .fail_on = &reported->fail_on,
        .now = ak_clock_now(&fixture->clock),
        .version = "1.2.3"};
    ak_report_document_look_ahead(&reported->document, reported->arena);
}

static char *written(const struct reported *reported, enum ak_report_format format)
{
    struct ak_report_style style = {.format = format};
    struct ak_buf text = ak_buf_init(PRINTED_MAX);
    struct ak_err err = ak_err_none();
    size_t len;

    assert_int_equal(
        ak_report_document_print(&reported->document, &style, printed_write, &text, &err), 0);
    return ak_buf_take(&text, &len);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

static void assert_count(const char *text, const char *part, size_t wanted)
{
    if (count_of(text, part) != wanted)
        fail_msg("%s: %zu times instead of %zu", part, count_of(text, part), wanted);
}

/* ---- JSON and SARIF ---- */

static cJSON *parsed(const struct reported *reported, enum ak_report_format format)
{
    char *text = written(reported, format);
    const char *end = NULL;
    cJSON *json = cJSON_ParseWithOpts(text, &end, 0);

    assert_non_null(json);
    assert_string_equal(end, "\n");
    free(text);
    return json;
}

static const char *text_of(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

    if (!cJSON_IsString(member))
        fail_msg("%s is no text", name);
    return member->valuestring;
}

static int number_of(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

    if (!cJSON_IsNumber(member))
        fail_msg("%s is no number", name);
    return (int)member->valuedouble;
}

static void json_tells_every_finding(void **state)
{
    struct reported reported;

    make_report(&reported, *state, "soon");
    cJSON *json = parsed(&reported, AK_FORMAT_JSON);
    const cJSON *summary = cJSON_GetObjectItemCaseSensitive(json, "summary");
    const cJSON *findings = cJSON_GetObjectItemCaseSensitive(json, "findings");
    const cJSON *counts = cJSON_GetObjectItemCaseSensitive(summary, "findings");
    const cJSON *item;
    size_t i = 0;
    int total = 0;

    assert_string_equal(text_of(json, "generatedAt"), "2026-11-23T14:05:00Z");
    assert_true(cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "isComplete")));
    assert_true(cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(json, "scope")));
    assert_int_equal(cJSON_GetArraySize(findings), reported.document.findings.count);
    cJSON_ArrayForEach(item, findings)
    {
        const struct ak_finding *finding = &reported.document.findings.items[i++];

        assert_string_equal(text_of(item, "fingerprint"), finding->fingerprint);
        assert_string_equal(text_of(item, "message"), finding->message);
        assert_string_equal(text_of(item, "resourceId"), finding->resource_id);
        if (finding->has_days)
            assert_int_equal(number_of(item, "days"), finding->days);
        else
            assert_true(cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(item, "days")));
    }
    cJSON_ArrayForEach(item, counts) total += (int)item->valuedouble;
    assert_int_equal(total, reported.document.findings.count);
    assert_int_equal(number_of(summary, "failing"), ak_report_document_failing(&reported.document));
    assert_in_range(number_of(summary, "failing"), 1, total - 1);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(json, "whatIf")),
                     reported.document.cliff_count);
    cJSON_Delete(json);
    ak_arena_free(reported.arena);
}

static void sarif_has_a_result_with_a_place_for_every_finding(void **state)
{
    struct reported reported;

    make_report(&reported, *state, NULL);
    reported.document.unread = (const char *const[]){"can't read \"x\"", "nor y"};
    reported.document.unread_count = 2;
    cJSON *json = parsed(&reported, AK_FORMAT_SARIF);
    const cJSON *run = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(json, "runs"), 0);
    const cJSON *results = cJSON_GetObjectItemCaseSensitive(run, "results");
    const cJSON *driver =
        cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(run, "tool"), "driver");
    const cJSON *rules = cJSON_GetObjectItemCaseSensitive(driver, "rules");
    const cJSON *invocation =
        cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(run, "invocations"), 0);
    const cJSON *result;

    assert_int_equal(cJSON_GetArraySize(rules), AK_FINDING_RULE_COUNT);
    assert_int_equal(cJSON_GetArraySize(results), reported.document.findings.count);
    assert_true(cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(invocation, "executionSuccessful")));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(
                         invocation, "toolExecutionNotifications")),
                     2);
    cJSON_ArrayForEach(result, results)
    {
        const cJSON *rule = cJSON_GetArrayItem(rules, number_of(result, "ruleIndex"));
        const cJSON *location =
            cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(result, "locations"), 0);
        const cJSON *file = cJSON_GetObjectItemCaseSensitive(
            cJSON_GetObjectItemCaseSensitive(location, "physicalLocation"), "artifactLocation");

        assert_string_equal(text_of(rule, "id"), text_of(result, "ruleId"));
        assert_int_equal(strncmp(text_of(file, "uri"), "subscriptions/", 14), 0);
    }
    cJSON_Delete(json);
    ak_arena_free(reported.arena);
}

/* ---- JUnit ---- */

/* A case for each check of each cluster and pool, and a failure for what fails. */
static void junit_counts_what_it_has(void **state)
{
    static const char *const fail_on[] = {NULL, "removed", "days=0", "later,old,conflict"};

    for (size_t i = 0; i < sizeof fail_on / sizeof fail_on[0]; i++) {
        struct reported reported;
        const struct ak_fleet *fleet = ((const struct fixture *)*state)->fleet;

        make_report(&reported, *state, fail_on[i]);
        size_t failing = ak_report_document_failing(&reported.document);
        char *text = written(&reported, AK_FORMAT_JUNIT);
        assert_count(text, "<testsuite ", fleet->cluster_count + 1);
        /* Each has one case more than it has checks for each second finding of one. */
        assert_true(count_of(text, "<testcase") >=
                    1 + 2 * fleet->cluster_count + 5 * fleet->pool_count);
        assert_true(i == 0 ? count_of(text, "<failure") > 0
                           : count_of(text, "<failure") == failing);
        assert_count(text, "</failure>", count_of(text, "<failure"));
        assert_count(text, "<system-out>",
                     reported.document.findings.count - count_of(text, "<failure"));
        assert_count(text, "<error", 0);
        free(text);
        ak_arena_free(reported.arena);
    }
}

static void junit_has_an_error_for_what_was_not_read(void **state)
{
    struct reported reported;

    make_report(&reported, *state, NULL);
    reported.document.unread = (const char *const[]){"can't read <clusters> of \"x\""};
    reported.document.unread_count = 1;
    char *text = written(&reported, AK_FORMAT_JUNIT);
    assert_non_null(strstr(text, "tests=\"1\" failures=\"0\" errors=\"1\""));
    assert_non_null(strstr(text, "<error type=\"incomplete\">can&#39;t read &lt;clusters&gt; of "
                                 "&quot;x&quot;\n</error>"));
    free(text);
    ak_arena_free(reported.arena);
}

/* ---- calendar ---- */

static void assert_calendar(const char *text)
{
    const char *line = text;

    while (*line != '\0') {
        size_t len = strcspn(line, "\r\n");

        if (len > 75 || line[len] != '\r' || line[len + 1] != '\n' || len == 0)
            fail_msg("a line of %zu octets: %.80s", len, line);
        /* No character is torn: a line begins with a whole one, behind the blank of a fold. */
        assert_int_not_equal((unsigned char)line[line[0] == ' '] & 0xC0, 0x80);
        line += len + 2;
    }
    assert_count(text, "BEGIN:VEVENT\r\n", count_of(text, "END:VEVENT\r\n"));
    assert_count(text, "\r\nUID:", count_of(text, "BEGIN:VEVENT\r\n"));
    assert_count(text, "\r\nDTSTAMP:20261123T140500Z\r\n", count_of(text, "BEGIN:VEVENT\r\n"));
}

static void a_calendar_has_an_event_for_each_day(void **state)
{
    struct reported reported;

    make_report(&reported, *state, NULL);
    char *text = written(&reported, AK_FORMAT_ICS);
    assert_calendar(text);
    /* Both dates of 20.04 are one day; 22.04 has two. */
    assert_count(text, "UID:os-retirement.pool.ubuntu-20.04.", 1);
    assert_count(text, "UID:os-retirement.pool.ubuntu-22.04.", 2);
    assert_non_null(strstr(text, "UID:os-retirement.pool.ubuntu-20.04.removed@akscope\r\n"
                                 "DTSTAMP:20261123T140500Z\r\n"
                                 "DTSTART;VALUE=DATE:20270317\r\nDTEND;VALUE=DATE:20270318\r\n"));
    assert_null(strstr(text, "cvm-conflict"));
    free(text);
    ak_arena_free(reported.arena);
}

/* ---- metrics ---- */

static void assert_metrics(const char *text)
{
    const char *line = text;

    assert_true(strlen(text) > 6 && strcmp(text + strlen(text) - 6, "# EOF\n") == 0);
    assert_count(text, "# EOF", 1);
    while (*line != '\0') {
        size_t len = strcspn(line, "\n");

        assert_true(strncmp(line, "# ", 2) == 0 || strncmp(line, "akscope_", 8) == 0);
        line += len + 1;
    }
}

static void metrics_are_those_of_the_fleet(void **state)
{
    struct reported reported;
    const struct ak_fleet *fleet = ((const struct fixture *)*state)->fleet;
    char line[64];

    make_report(&reported, *state, NULL);
    char *text = written(&reported, AK_FORMAT_OPENMETRICS);
    assert_metrics(text);
    assert_count(text, "\nakscope_pool_cvm_confirmed{", fleet->pool_count);
    snprintf(line, sizeof line, "\nakscope_pools %zu\n", fleet->pool_count);
    assert_count(text, line, 1);
    assert_count(text,
                 "cluster=\"payments\",pool=\"cvmpool\",retirement=\"ubuntu-20.04\","
                 "what=\"Ubuntu 20.04\",event=\"images_removed\"} 114\n",
                 1);
    assert_count(text, "cluster=\"payments\",pool=\"cvmpool\"} 144\n", 1); /* its image's age */
    assert_count(text, "\nakscope_report_complete 1\n", 1);
    assert_count(text, "\nakscope_report_timestamp_seconds 1795442700\n", 1);
    free(text);
    ak_arena_free(reported.arena);
}

/* ---- whatever the names are ---- */

#define HOSTILE_NAME "<b>&amp;\\\\\\\"';,|*_`@me {}[]() #1 %n 決済é"

/* One cluster with one pool, whose names are what nobody would choose; as JSON of Azure. */
static void read_hostile(struct fixture *fixture)
{
    static const char body[] =
        "{\"value\":[{\"id\":\"/subscriptions/s/resourceGroups/<r>/providers/"
        "Microsoft.ContainerService/managedClusters/a b%c\","
        "\"name\":\"" HOSTILE_NAME "\\u0007\\n\\u202e\\ud83d\\ude00\",\"location\":\"west<europe\","
        "\"tags\":{\"a,b\":\"<c>\"},\"properties\":{\"kubernetesVersion\":\"1.31.9\","
        "\"agentPoolProfiles\":[{\"name\":\"" HOSTILE_NAME "\",\"count\":3,"
        "\"vmSize\":\"Standard_DC4as_v5\",\"osType\":\"Linux\",\"osSKU\":\"AzureLinux\","
        "\"nodeImageVersion\":\"AKSAzureLinux-V2gen2-202512.06.0\\\"><script>\","
        "\"orchestratorVersion\":\"1.31.9\"}]}}]}";

    fixture_init(fixture);
    fixture_answer(fixture, AK_CODEC_CLUSTERS, "s", body);
    fixture_assess(fixture);
    assert_int_equal(fixture->fleet->pool_count, 1);
}

static void assert_markup(const char *text)
{
    assert_null(strstr(text, "<b>&amp"));
    assert_null(strstr(text, "<script"));
    assert_non_null(strstr(text, "&lt;b&gt;&amp;amp;"));
}

static void hostile_names_break_no_format(void **state)
{
    struct fixture fixture;
    struct reported reported;

    (void)state;
    read_hostile(&fixture);
    make_report(&reported, &fixture, NULL);
    reported.document.scope = "tag <x>|y, \"z\"";
    assert_true(reported.document.findings.count >= 2);
    for (int format = 0; format < AK_FORMAT_COUNT; format++) {
        char *text = written(&reported, (enum ak_report_format)format);

        assert_null(strstr(text, "\xE2\x80\xAE")); /* U+202E */
        assert_null(strchr(text, '\x07'));
        if (format == AK_FORMAT_HTML || format == AK_FORMAT_JUNIT)
            assert_markup(text);
        if (format == AK_FORMAT_ICS)
            assert_calendar(text);
        if (format == AK_FORMAT_OPENMETRICS)
            assert_metrics(text);
        if (format == AK_FORMAT_JSON || format == AK_FORMAT_SARIF)
            cJSON_Delete(parsed(&reported, (enum ak_report_format)format));
        free(text);
    }
    ak_arena_free(reported.arena);
    fixture_release(&fixture);
}

/* The lines of a table of Markdown have the same number of bars, escaped ones not counted. */
static void cells_of_markdown_stay_cells(void **state)
{
    struct fixture fixture;
    struct reported reported;

    (void)state;
    read_hostile(&fixture);
    make_report(&reported, &fixture, NULL);
    char *text = written(&reported, AK_FORMAT_MARKDOWN);
    const char *table = strstr(text, "| SEVERITY |");
    size_t bars = 0;

    assert_non_null(table);
    while (*table == '|') {
        size_t here = 0;

        for (; *table != '\n'; table++)
            here += *table == '|' && table[-1] != '\\';
        if (bars == 0)
            bars = here;
        assert_int_equal(here, bars);
        table++;
    }
    assert_non_null(strstr(text, "&lt;b&gt;&amp;amp;\\\\\"';,\\|\\*"));
    assert_non_null(strstr(text, "&#64;me"));
    free(text);
    ak_arena_free(reported.arena);
    fixture_release(&fixture);
}

/* What a person's own facts name as a source may be anything. */
static void only_web_addresses_are_links(void **state)
{
    static const struct ak_source source = {
        .name = "policy", .as_of = "2026-01-01", .link = "javascript:alert(1)"};
    static const enum ak_report_format formats[] = {AK_FORMAT_HTML, AK_FORMAT_ICS, AK_FORMAT_SARIF,
                                                    AK_FORMAT_MARKDOWN};
    struct reported reported;

    make_report(&reported, *state, NULL);
    reported.document.findings.count = 1;
    reported.document.findings.items[0].source = &source;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        char *text = written(&reported, formats[i]);

        assert_null(strstr(text, "javascript"));
        free(text);
    }
    ak_arena_free(reported.arena);
}

/* ---- nothing, and much ---- */

static void an_empty_fleet_is_told(void **state)
{
    struct fixture fixture;
    struct reported reported;

    (void)state;
    fixture_init(&fixture);
    make_report(&reported, &fixture, NULL);
    assert_int_equal(reported.document.cliff_count, 0);
    for (int format = 0; format < AK_FORMAT_COUNT; format++) {
        char *text = written(&reported, (enum ak_report_format)format);

        assert_true(strlen(text) > 0);
        if (format == AK_FORMAT_TABLE)
            assert_string_equal(text,
                                "0 clusters, 0 node pools, 0 nodes on 2026-11-23: nothing found\n");
        if (format == AK_FORMAT_JSON || format == AK_FORMAT_SARIF)
            cJSON_Delete(parsed(&reported, (enum ak_report_format)format));
        if (format == AK_FORMAT_ICS)
            assert_calendar(text);
        if (format == AK_FORMAT_OPENMETRICS)
            assert_metrics(text);
        free(text);
    }
    ak_arena_free(reported.arena);
    fixture_release(&fixture);
}

enum { CLUSTERS = 100, POOLS_OF_EACH = 100 /* the most that AKS lets be */ };

static void put_pools(struct ak_buf *body)
{
    for (int i = 0; i < POOLS_OF_EACH; i++)
        assert_true(ak_buf_printf(
            body,
            "%s{\"name\": \"p%05d\", \"count\": 1, \"osType\": \"Linux\", \"osSKU\": "
            "\"Ubuntu2204\", \"vmSize\": \"Standard_D4s_v5\", \"orchestratorVersion\": \"1.36.4\", "
            "\"nodeImageVersion\": \"AKSUbuntu-2204gen2containerd-202611.09.0\"}",
            i > 0 ? ", " : "", i));
}

/* Clusters whose pools all run Ubuntu 22.04. */
static void read_many(struct fixture *fixture)
{
    struct ak_buf body = ak_buf_init(PRINTED_MAX);

    assert_true(ak_buf_puts(&body, "{\"value\": ["));
    for (int i = 0; i < CLUSTERS; i++) {
        assert_true(ak_buf_printf(&body,
                                  "%s{\"id\": \"" FIXTURE_PAYMENTS
                                  "%d\", \"name\": \"many%d\", \"location\": \"westeurope\", "
                                  "\"properties\": {\"kubernetesVersion\": \"1.36.4\", "
                                  "\"agentPoolProfiles\": [",
                                  i > 0 ? ", " : "", i, i));
        put_pools(&body);
        assert_true(ak_buf_puts(&body, "]}}"));
    }
    assert_true(ak_buf_puts(&body, "]}"));
    fixture_init(fixture);
    fixture_answer(fixture, AK_CODEC_CLUSTERS, FIXTURE_PRODUCTION, ak_buf_text(&body));
    fixture_assess(fixture);
    ak_buf_release(&body);
}

static void ten_thousand_pools_are_all_told(void **state)
{
    struct fixture fixture;
    struct reported reported;

    (void)state;
    read_many(&fixture);
    make_report(&reported, &fixture, NULL);
    assert_int_equal(reported.document.findings.count,
                     CLUSTERS * (POOLS_OF_EACH + 1)); /* with its Kubernetes */
    cJSON *json = parsed(&reported, AK_FORMAT_JSON);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(json, "findings")),
                     reported.document.findings.count);
    cJSON_Delete(json);
    char *text = written(&reported, AK_FORMAT_HTML);
    assert_count(text, "<tr title=", reported.document.findings.count);
    free(text);
    ak_arena_free(reported.arena);
    fixture_release(&fixture);
}

static bool refuse_to_write(const char *bytes, size_t len, void *context)
{
    (void)bytes;
    (void)len;
    (void)context;
    return false;
}

static void failed_writes_are_told(void **state)
{
    struct reported reported;

    make_report(&reported, *state, NULL);
    for (int format = 0; format < AK_FORMAT_COUNT; format++) {
        struct ak_report_style style = {.format = (enum ak_report_format)format};
        struct ak_err err = ak_err_none();

        assert_int_equal(
            ak_report_document_print(&reported.document, &style, refuse_to_write, NULL, &err),
            AK_ERR_FILE);
    }
    ak_arena_free(reported.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_tells_every_finding),
        cmocka_unit_test(sarif_has_a_result_with_a_place_for_every_finding),
        cmocka_unit_test(junit_counts_what_it_has),
        cmocka_unit_test(junit_has_an_error_for_what_was_not_read),
        cmocka_unit_test(a_calendar_has_an_event_for_each_day),
        cmocka_unit_test(metrics_are_those_of_the_fleet),
        cmocka_unit_test(hostile_names_break_no_format),
        cmocka_unit_test(cells_of_markdown_stay_cells),
        cmocka_unit_test(only_web_addresses_are_links),
        cmocka_unit_test(an_empty_fleet_is_told),
        cmocka_unit_test(ten_thousand_pools_are_all_told),
        cmocka_unit_test(failed_writes_are_told),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
