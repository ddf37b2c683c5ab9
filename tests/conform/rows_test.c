/* rows_test.c: what get and show print: stable fields, the same in every format, the rows that
 * options and filters choose, and no more requests than that takes. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/conform/row.h"
#include "tests/conform/site.h"

enum { LONGEST_S = 120, LINE_SIZE = 512, CELL_SIZE = 1024, FIELDS_MOST = 64 };

/* A list of each kind, and the fields that scripts rely on: one may be added, none may go. */
static const struct kind {
    const char *line;
    const char *fields;
    const char *headings; /* of its table */
} kinds[] = {
    {"get clusters",
     "id name resourceGroup subscriptionId subscriptionName location kubernetesVersion "
     "provisioningState powerState nodePoolCount nodeCount cvmPoolCount cvmConflictCount "
     "kubernetesEndOfLife "
     "worstRetirement.what worstRetirement.endOfSupport worstRetirement.imagesRemoved "
     "worstRetirement.days worstRetirement.severity worstRetirement.action skuTier supportPlan "
     "nodeAutoProvisioning",
     "NAME RESOURCE GROUP LOCATION K8S STATE POWER POOLS NODES CVM WORST"},
    {"get pools",
     "id name cluster resourceGroup subscriptionId subscriptionName location mode count minCount "
     "maxCount autoscaling vmSize osType osSku os nodeImageVersion imageDate imageAgeDays "
     "kubernetesVersion provisioningState powerState fips cvm.status cvm.tee retirement.what "
     "retirement.endOfSupport retirement.imagesRemoved retirement.days retirement.severity "
     "retirement.action kubernetesEndOfLife zones",
     "NAME CLUSTER LOCATION MODE NODES VM SIZE OS IMAGE AGE K8S STATE CVM RETIRES"},
    {"get sizes -l westeurope --subscription \"Contoso Production\"",
     "name location subscriptionId vCPUs memoryGiB tee confidentialComputingType localDiskGiB "
     "architecture zones acceleratedNetworking family quotaUsed quotaLimit restriction",
     "NAME LOCATION VCPU GIB TEE LOCAL GIB ZONES FAMILY USED LIMIT RESTRICTION"},
    {"get versions -l westeurope",
     "version location subscriptionId isDefault isPreview endOfLife supportPlans patchVersions",
     "VERSION LOCATION DEFAULT PREVIEW END OF LIFE SUPPORT PLANS PATCHES"},
    {"get features", "name state subscriptionId", "NAME STATE SUBSCRIPTION"},
};

enum { KIND_COUNT = (int)(sizeof kinds / sizeof kinds[0]) };

/* ---- fields ---- */

/* The value at "a.b", where an object that is null has no members. */
static const cJSON *value_of(const cJSON *row, const char *field, bool *is_there)
{
    char object[64];
    const char *dot = strchr(field, '.');
    const cJSON *value;

    (void)snprintf(object, sizeof object, "%.*s", dot != NULL ? (int)(dot - field) : 63, field);
    value = cJSON_GetObjectItemCaseSensitive(row, object);
    *is_there = value != NULL;
    if (dot == NULL || value == NULL || cJSON_IsNull(value))
        return value;
    value = cJSON_GetObjectItemCaseSensitive(value, dot + 1);
    *is_there = value != NULL;
    return value;
}

static void expect_kind_fields(const struct kind *kind, const cJSON *row)
{
    char fields[CELL_SIZE];
    char *rest = NULL;

    (void)snprintf(fields, sizeof fields, "%s", kind->fields);
    for (char *field = strtok_r(fields, " ", &rest); field != NULL;
         field = strtok_r(NULL, " ", &rest)) {
        bool is_there;

        (void)value_of(row, field, &is_there);
        if (!is_there)
            fail_msg("%s: a row has no %s", kind->line, field);
    }
}

static void every_row_has_every_field(void **state)
{
    for (int i = 0; i < KIND_COUNT; i++) {
        cJSON *rows = site_json(*state, kinds[i].line);
        const cJSON *row = NULL;

        assert_true(cJSON_IsArray(rows) && cJSON_GetArraySize(rows) > 0);
        cJSON_ArrayForEach(row, rows)
        {
            expect_kind_fields(&kinds[i], row);
        }
        cJSON_Delete(rows);
    }
}

/* ---- formats ---- */

/* A value as csv and tsv have it. */
static void as_text(const cJSON *value, char out[CELL_SIZE])
{
    const cJSON *item = NULL;
    size_t used = 0;

    out[0] = '\0';
    if (cJSON_IsString(value))
        (void)snprintf(out, CELL_SIZE, "%s", value->valuestring);
    else if (cJSON_IsBool(value))
        (void)snprintf(out, CELL_SIZE, "%s", cJSON_IsTrue(value) ? "true" : "false");
    else if (cJSON_IsNumber(value))
        (void)snprintf(out, CELL_SIZE, "%.10g", value->valuedouble);
    cJSON_ArrayForEach(item, value)
    {
        used += (size_t)snprintf(out + used, CELL_SIZE - used, "%s%s", used > 0 ? ";" : "",
                                 item->valuestring);
    }
}

/* One cell from `text`, as RFC 4180 has it, or up to the next tab; returns what follows. */
static const char *read_cell(const char *text, bool is_csv, char out[CELL_SIZE])
{
    size_t len = 0;
    bool is_quoted = is_csv && *text == '"';

    text += is_quoted;
    while (*text != '\0' && len + 1 < CELL_SIZE) {
        if (is_quoted && text[0] == '"' && text[1] != '"')
            break;
        if (!is_quoted && strchr(is_csv ? ",\r" : "\t\n", *text) != NULL)
            break;
        if (is_quoted && text[0] == '"')
            text++;
        out[len++] = *text++;
    }
    out[len] = '\0';
    return text + is_quoted;
}

struct separated {
    const char *option;
    bool is_csv;
    const char *between;
    const char *end;
};

/* Behind a cell stands what must. */
static const char *skip_part(const char *text, const char *wanted, const char *line)
{
    if (strncmp(text, wanted, strlen(wanted)) != 0)
        fail_msg("%s: wanted a separator before %.40s", line, text);
    return text + strlen(wanted);
}

/* Reads the heading; the names in `names`, how many in *count. */
static const char *read_names(const char *text, const struct separated *format, const char *line,
                              char names[FIELDS_MOST][CELL_SIZE], size_t *count)
{
    for (*count = 0; *count < FIELDS_MOST;) {
        text = read_cell(text, format->is_csv, names[(*count)++]);
        if (strncmp(text, format->end, strlen(format->end)) == 0)
            break;
        text = skip_part(text, format->between, line);
    }
    return skip_part(text, format->end, line);
}

static void compare_separated(struct site *site, const struct kind *kind,
                              const struct separated *format)
{
    static char names[FIELDS_MOST][CELL_SIZE];
    char line[LINE_SIZE];
    cJSON *rows = site_json(site, kind->line);
    const cJSON *row = NULL;
    struct command command;
    const char *text;
    size_t count;

    (void)snprintf(line, sizeof line, "%s -o %s", kind->line, format->option);
    command = command_run_well(site, line);
    text = read_names(command.out, format, line, names, &count);
    cJSON_ArrayForEach(row, rows)
    {
        for (size_t i = 0; i < count; i++) {
            char is[CELL_SIZE], wanted[CELL_SIZE];
            bool is_there;

            as_text(value_of(row, names[i], &is_there), wanted);
            text = read_cell(text, format->is_csv, is);
            if (!is_there || strcmp(is, wanted) != 0)
                fail_msg("%s: %s is \"%s\", wanted \"%s\"", line, names[i], is, wanted);
            text = skip_part(text, i + 1 < count ? format->between : format->end, line);
        }
    }
    assert_string_equal(text, "");
    command_release(&command);
    cJSON_Delete(rows);
}

static void csv_and_tsv_say_what_json_says(void **state)
{
    static const struct separated formats[] = {
        {"csv", true, ",", "\r\n"},
        {"tsv", false, "\t", "\n"},
    };

    for (int i = 0; i < KIND_COUNT; i++) {
        for (size_t j = 0; j < sizeof formats / sizeof formats[0]; j++)
            compare_separated(*state, &kinds[i], &formats[j]);
    }
}

/* The heading without the blanks that align it. */
static void squeeze(const char *text, char out[LINE_SIZE])
{
    size_t len = 0;

    for (; *text != '\n' && *text != '\0' && len + 1 < LINE_SIZE; text++) {
        if (*text != ' ' || (len > 0 && out[len - 1] != ' '))
            out[len++] = *text;
    }
    out[len] = '\0';
}

static void tables_have_headings_a_line_a_row_and_no_blanks_at_the_end(void **state)
{
    for (int i = 0; i < KIND_COUNT; i++) {
        struct command command = command_run_well(*state, kinds[i].line);
        cJSON *rows = site_json(*state, kinds[i].line);
        char heading[LINE_SIZE];
        int lines = 0;

        squeeze(command.out, heading);
        assert_string_equal(heading, kinds[i].headings);
        for (const char *end = strchr(command.out, '\n'); end != NULL;
             end = strchr(end + 1, '\n')) {
            lines++;
            assert_true(end[-1] != ' ');
        }
        assert_int_equal(lines, 1 + cJSON_GetArraySize(rows));
        cJSON_Delete(rows);
        command_release(&command);
    }
}

/* Quota is a subscription's: where there are several, the table tells which. */
static void a_table_of_sizes_names_subscriptions_when_there_are_several(void **state)
{
    struct command one =
        command_run_well(*state, "get sizes -l westeurope --subscription \"Contoso Platform\"");
    struct command all = command_run_well(*state, "get sizes -l westeurope");

    assert_null(strstr(one.out, "SUBSCRIPTION"));
    assert_non_null(strstr(all.out, "SUBSCRIPTION"));
    command_release(&one);
    command_release(&all);
}

static void marks_are_ascii_where_asked_or_where_nothing_else_can_be_shown(void **state)
{
    struct command plain = command_run_well(*state, "get clusters --ascii payments-prod");
    struct command old = command_run_shell(*state, "LC_ALL=C akscope get clusters payments-prod");
    struct command utf8 = command_run_well(*state, "get clusters payments-prod");

    assert_non_null(strstr(plain.out, "! Ubuntu 20.04"));
    assert_string_equal(old.out, plain.out);
    assert_non_null(strstr(utf8.out, "\xE2\x96\xB2 Ubuntu 20.04"));
    command_release(&plain);
    command_release(&old);
    command_release(&utf8);
}

/* ---- choosing rows ---- */

static bool holds(const cJSON *row, const char *field, const char *text)
{
    char value[CELL_SIZE];
    bool is_there;

    as_text(value_of(row, field, &is_there), value);
    return strcasestr(value, text) != NULL;
}

/* `line` must list exactly those rows of `all` whose field has the text, or where inverted the
 * others. */
static void options_and_filters_choose_rows(void **state)
{
    static const struct {
        const char *all;
        const char *line;
        const char *field;
        const char *text;
        bool is_inverted;
    } cases[] = {
        {"get clusters", "get clusters -l westeurope", "location", "westeurope", false},
        {"get clusters", "get clusters -l \"West Europe\"", "location", "westeurope", false},
        {"get clusters", "get clusters --location=uksouth", "location", "uksouth", false},
        {"get clusters", "get clusters -g RG-payments-weu", "name", "payments-prod", false},
        {"get clusters", "get cluster --cluster PAYMENTS-prod", "name", "payments-prod", false},
        {"get clusters", "get clusters -c rg-ledger-neu/ledger-prod", "name", "ledger-prod", false},
        {"get clusters", "get clusters --subscription \"contoso platform\"", "subscriptionName",
         "Contoso Platform", false},
        {"get clusters", "get clusters --subscription 5a7b1c3d-0003-4c0d-8e1f-c0de00000003",
         "subscriptionName", "Contoso Government", false},
        {"get clusters", "get clusters severity:removed", "worstRetirement.severity", "removed",
         false},
        {"get clusters", "get clusters !severity:removed", "worstRetirement.severity", "removed",
         true},
        {"get pools", "get pool -c payments-prod", "cluster", "payments-prod", false},
        {"get pools", "get pools -l uksouth", "location", "uksouth", false},
        {"get pools", "get pools cvm:confirmed", "cvm.status", "confirmed", false},
        {"get pools", "get pools tee:tdx", "cvm.tee", "TDX", false},
        {"get pools", "get pools --filter retirement.what:ubuntu", "retirement.what", "Ubuntu",
         false},
        {"get pools", "get pools --filter=mode:System", "mode", "system", false},
        {"get pools", "get pools -f !os:windows", "os", "windows", true},
        {"get pools", "get pools Standard_DC4as_v5", "vmSize", "Standard_DC4as_v5", false},
        {"get versions -l westeurope", "get versions -l westeurope isDefault:true", "isDefault",
         "true", false},
        {"get features", "get features !state:NotRegistered", "state", "NotRegistered", true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cJSON *all = site_json(*state, cases[i].all);
        cJSON *chosen = site_json(*state, cases[i].line);
        const cJSON *row = NULL;
        int wanted = 0;

        cJSON_ArrayForEach(row, all)
        {
            wanted += holds(row, cases[i].field, cases[i].text) != cases[i].is_inverted;
        }
        cJSON_ArrayForEach(row, chosen)
        {
            if (holds(row, cases[i].field, cases[i].text) == cases[i].is_inverted)
                fail_msg("%s: a wrong row: %s", cases[i].line, json_text_at(row, cases[i].field));
        }
        if (wanted == 0 || cJSON_GetArraySize(chosen) != wanted)
            fail_msg("%s: %d rows, wanted %d", cases[i].line, cJSON_GetArraySize(chosen), wanted);
        cJSON_Delete(chosen);
        cJSON_Delete(all);
    }
}

static void options_narrow_each_other(void **state)
{
    static const struct {
        const char *line;
        int rows;
    } cases[] = {
        {"get pools -c payments-prod -c ledger-prod", 10},
        {"get pools -c payments-prod cvm:confirmed", 1},
        {"get pools -c payments-prod mode:user batch", 1},
        {"get pools -g rg-payments-weu -l uksouth", 0},
        {"get clusters -l westeurope severity:ended", 1},
        {"get clusters nosuchtext", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cJSON *rows = site_json(*state, cases[i].line);

        if (cJSON_GetArraySize(rows) != cases[i].rows)
            fail_msg("%s: %d rows", cases[i].line, cJSON_GetArraySize(rows));
        cJSON_Delete(rows);
    }
}

/* ---- one row ---- */

static const cJSON *find_row(const cJSON *rows, const char *field, const char *text,
                             const char *cluster)
{
    const cJSON *row = NULL;

    cJSON_ArrayForEach(row, rows)
    {
        if (strcmp(json_text_at(row, field), text) == 0 &&
            (cluster == NULL || strcmp(json_text_at(row, "cluster"), cluster) == 0))
            return row;
    }
    fail_msg("there is no %s %s", field, text);
    return NULL;
}

static void show_prints_the_row_of_the_list(void **state)
{
#define CLUSTER_ID                                                                                 \
    "/subscriptions/5a7b1c3d-0001-4c0d-8e1f-c0de00000001/resourcegroups/rg-payments-weu/"          \
    "providers/Microsoft.ContainerService/managedClusters/payments-prod"
    static const struct {
        const char *line;
        bool is_pool;
    } cases[] = {
        {"show cluster payments-prod", false},
        {"show cluster PAYMENTS-PROD", false},
        {"show cluster rg-payments-weu/payments-prod", false},
        {"show cluster " CLUSTER_ID, false},
        {"show pool cvmpool", true},
        {"show pool payments-prod/cvmpool", true},
        {"show pools Payments-Prod/CvmPool", true},
        {"show pool cvmpool --cluster payments-prod -g rg-payments-weu -l westeurope", true},
        {"show pool " CLUSTER_ID "/agentPools/cvmpool", true},
    };
    cJSON *clusters = site_json(*state, "get clusters");
    cJSON *pools = site_json(*state, "get pools");

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cJSON *shown = site_json(*state, cases[i].line);
        const cJSON *row = cases[i].is_pool ? find_row(pools, "name", "cvmpool", "payments-prod")
                                            : find_row(clusters, "name", "payments-prod", NULL);

        if (!cJSON_Compare(shown, row, true))
            fail_msg("%s: another row", cases[i].line);
        cJSON_Delete(shown);
    }
    cJSON_Delete(pools);
    cJSON_Delete(clusters);
}

static void a_table_of_one_row_has_a_line_a_field(void **state)
{
    struct command command = command_run_well(*state, "show pool cvmpool");

    assert_true(strncmp(command.out, "id ", 3) == 0);
    assert_non_null(strstr(command.out, "\ncvm.status                      confirmed\n"));
    assert_non_null(strstr(command.out, "\nzones                           1;3\n"));
    command_release(&command);
}

/* ---- requests ---- */

static void no_more_is_asked_than_needed(void **state)
{
    static const struct {
        const char *line;
        int requests;
        const char *last; /* part of the last one's URL */
    } cases[] = {
        {"get features", 4, "/features"},
        {"get features --subscription 5a7b1c3d-0003-4c0d-8e1f-c0de00000003", 2, "/features"},
        {"get versions -l westeurope", 2, "/kubernetesVersions"},
        {"get sizes -l westeurope --subscription 5a7b1c3d-0003-4c0d-8e1f-c0de00000003", 3, ""},
        {"show cluster " CLUSTER_ID, 3, ""},
        {"get pools bad:filter", 0, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct site site;
        struct command command;
        cJSON *exchanges;
        int count;

        site_open(&site, "");
        command = command_run(&site, cases[i].line);
        exchanges = site_exchanges(&site);
        count = cJSON_GetArraySize(exchanges);
        if (count != cases[i].requests)
            fail_msg("%s: %d requests, wanted %d", cases[i].line, count, cases[i].requests);
        if (count > 0 && strstr(json_text_at(cJSON_GetArrayItem(exchanges, count - 1), "url"),
                                cases[i].last) == NULL)
            fail_msg("%s: the last request isn't for %s", cases[i].line, cases[i].last);
        cJSON_Delete(exchanges);
        command_release(&command);
        site_close(&site);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_every_field),
        cmocka_unit_test(csv_and_tsv_say_what_json_says),
        cmocka_unit_test(tables_have_headings_a_line_a_row_and_no_blanks_at_the_end),
        cmocka_unit_test(a_table_of_sizes_names_subscriptions_when_there_are_several),
        cmocka_unit_test(marks_are_ascii_where_asked_or_where_nothing_else_can_be_shown),
        cmocka_unit_test(options_and_filters_choose_rows),
        cmocka_unit_test(options_narrow_each_other),
        cmocka_unit_test(show_prints_the_row_of_the_list),
        cmocka_unit_test(a_table_of_one_row_has_a_line_a_field),
        cmocka_unit_test(no_more_is_asked_than_needed),
    };

    alarm(LONGEST_S);
    return cmocka_run_group_tests_name("rows", tests, site_setup, site_teardown);
}
