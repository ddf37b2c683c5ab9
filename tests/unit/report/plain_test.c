/* plain_test.c: csv, tsv, tables, one row as a list, and filters. */
#include "config.h"

#include <stdio.h>

#include "unit/report/report_case.h"

/* ---- csv and tsv ---- */

/* A name, as a cell of that format. */
struct cell_case {
    const char *name;
    const char *cell;
};

static void assert_cells(enum ak_report_format format, const struct cell_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct ak_report_feature row = {
            .feature = &(struct ak_feature){.name = cases[i].name, .state = "on"},
            .subscription_id = "s"};
        char *text = printed_as(AK_REPORT_FEATURES, &row, format);
        char expected[128];

        snprintf(expected, sizeof expected,
                 format == AK_FORMAT_CSV ? "name,state,subscriptionId\r\n%s,on,s\r\n"
                                         : "name\tstate\tsubscriptionId\n%s\ton\ts\n",
                 cases[i].cell);
        assert_string_equal(text, expected);
        free(text);
    }
}

static void csv_quotes_only_what_needs_it(void **state)
{
    static const struct cell_case cases[] = {
        {"plain", "plain"},
        {"two words", "two words"},
        {"a,b", "\"a,b\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\""},
        {"\"", "\"\"\"\""},
        {"two\nlines", "\"two\nlines\""},
        {"old\rline", "\"old\rline\""},
        {"tab\there", "tab\there"},
        {"semi;colon", "semi;colon"},
        {"\xE6\xB1\xBA\xE6\xB8\x88", "\xE6\xB1\xBA\xE6\xB8\x88"},
        /* As az writes them: a value stays what Azure said. */
        {"=1+1", "=1+1"},
        {"@sum", "@sum"},
        {"-5", "-5"},
        {"'quote", "'quote"},
    };

    (void)state;
    assert_cells(AK_FORMAT_CSV, cases, sizeof cases / sizeof cases[0]);
}

static void tsv_keeps_lines_and_cells_apart(void **state)
{
    static const struct cell_case cases[] = {
        {"plain", "plain"},
        {"a,b", "a,b"},
        {"say \"hi\"", "say \"hi\""},
        {"a\tb", "a b"},
        {"a\nb\r\nc", "a b  c"},
        {"\t", " "},
        {"=1+1", "=1+1"},
        {"", ""},
    };

    (void)state;
    assert_cells(AK_FORMAT_TSV, cases, sizeof cases / sizeof cases[0]);
}

static void null_is_an_empty_cell_and_lists_are_joined(void **state)
{
    char *text = printed_as(AK_REPORT_POOLS, pool_named(*state, "newcvm"), AK_FORMAT_CSV);

    assert_non_null(strstr(text, ",User,,,,false,Standard_DC4as_v5,Linux,AzureLinux,"
                                 "Azure Linux 3.0,,,,,1.34.1,Creating,,,by-name,SEV-SNP,,,,,,,"
                                 "2026-11-30,\r\n"));
    free(text);
    text = printed_as(AK_REPORT_POOLS, pool_named(*state, "cvmpool"), AK_FORMAT_TSV);
    assert_non_null(strstr(text, "\tfalse\tconfirmed\tSEV-SNP\tUbuntu 20.04\t2027-03-17\t"
                                 "2027-03-17\t114\tsoon\tOS SKU Ubuntu2404 in place (or Kubernetes "
                                 "1.35)\t2027-07-31\t1;3\n"));
    free(text);
}

static size_t count_of(const char *text, char wanted)
{
    size_t count = 0;

    for (; *text != '\0' && *text != '\n'; text++)
        count += *text == wanted;
    return count;
}

/* Heading and rows of every kind have as many cells as there are fields. */
static void every_line_has_all_cells(void **state)
{
    const struct fixture *fixture = *state;

    for (size_t i = 0; i < fixture->fleet->pool_count; i++) {
        char *text = printed_as(AK_REPORT_POOLS, &fixture->fleet->pools[i], AK_FORMAT_TSV);
        size_t fields = 0;

        while (ak_report_field(AK_REPORT_POOLS, fields) != NULL)
            fields++;
        assert_int_equal(count_of(text, '\t'), fields - 1);
        assert_int_equal(count_of(strchr(text, '\n') + 1, '\t'), fields - 1);
        free(text);
    }
}

/* ---- tables ---- */

static void tables_are_aligned_and_end_without_blanks(void **state)
{
    static const char expected[] =
        "NAME      RESOURCE GROUP  LOCATION       K8S     STATE      POWER    POOLS  NODES"
        "                CVM  WORST\n"
        "payments  rg-pay          westeurope     1.33.5  Succeeded  Running      4      9"
        "  1 (1 in conflict)  ▲ Ubuntu 20.04 114 d\n"
        "ledger    rg-led          northeurope    1.34.1  Upgrading  Running      3      4"
        "                  2  ▲ Kubernetes 1.34 7 d\n"
        "museum    rg-old          usgovvirginia  1.31.9  Succeeded  Stopped      1      5"
        "                  0  ✖ Azure Linux 2.0 -237 d\n"
        "landing   rg-new          japaneast      1.37.1  Creating   Running      0      0"
        "                  0  · Kubernetes 1.37 342 d\n";
    const struct fixture *fixture = *state;
    const void *rows[8];
    struct ak_report_style style = {.format = AK_FORMAT_TABLE};

    for (size_t i = 0; i < fixture->fleet->cluster_count; i++)
        rows[i] = &fixture->fleet->clusters[i];
    char *text = printed(AK_REPORT_CLUSTERS, rows, fixture->fleet->cluster_count, &style);
    assert_string_equal(text, expected);
    free(text);
    style.is_ascii = true;
    text = printed(AK_REPORT_CLUSTERS, rows, fixture->fleet->cluster_count, &style);
    assert_non_null(strstr(text, "  ! Ubuntu 20.04 114 d\n"));
    assert_non_null(strstr(text, "  X Azure Linux 2.0 -237 d\n"));
    assert_non_null(strstr(text, "  . Kubernetes 1.37 342 d\n"));
    free(text);
}

static void pools_show_what_a_person_looks_for(void **state)
{
    const void *rows[] = {pool_named(*state, "cvmpool"), pool_named(*state, "newcvm")};
    struct ak_report_style style = {.format = AK_FORMAT_TABLE};
    char *text = printed(AK_REPORT_POOLS, rows, 2, &style);

    assert_string_equal(
        text,
        "NAME     CLUSTER   LOCATION     MODE      NODES  VM SIZE            OS               "
        "IMAGE AGE  K8S     STATE      CVM                RETIRES\n"
        "cvmpool  payments  westeurope   User  4 (3..12)  Standard_DC4as_v5  Ubuntu 20.04     "
        "    144 d  1.33.5  Succeeded  confirmed SEV-SNP  ▲ Ubuntu 20.04 114 d\n"
        "newcvm   ledger    northeurope  User          -  Standard_DC4as_v5  Azure Linux 3.0  "
        "        -  1.34.1  Creating   by-name SEV-SNP    ▲ Kubernetes 1.34 7 d\n");
    free(text);
}

/* Columns, not bytes and not characters. */
static void wide_characters_take_their_columns(void **state)
{
    struct ak_report_feature rows[] = {
        {.feature = &(struct ak_feature){.name = "\xE6\xB1\xBA\xE6\xB8\x88", .state = "a"}},
        {.feature = &(struct ak_feature){.name = "e\xCC\x81t\xC3\xA9", .state = "b"}},
        {.feature = &(struct ak_feature){.name = "abcdefg", .state = "c"}},
    };
    const void *pointers[] = {&rows[0], &rows[1], &rows[2]};
    struct ak_report_style style = {.format = AK_FORMAT_TABLE};
    char *text = printed(AK_REPORT_FEATURES, pointers, 3, &style);

    (void)state;
    assert_string_equal(text, "NAME     STATE  SUBSCRIPTION\n"
                              "\xE6\xB1\xBA\xE6\xB8\x88     a      -\n"
                              "e\xCC\x81t\xC3\xA9      b      -\n"
                              "abcdefg  c      -\n");
    free(text);
}

static void an_empty_table_has_its_headings(void **state)
{
    struct ak_report_style style = {.format = AK_FORMAT_TABLE};
    const void *none = NULL;
    char *text = printed(AK_REPORT_FEATURES, &none, 0, &style);

    (void)state;
    assert_string_equal(text, "NAME  STATE  SUBSCRIPTION\n");
    free(text);
}

static void one_row_is_a_list_of_all_its_fields(void **state)
{
    struct ak_report_style style = {.format = AK_FORMAT_TABLE, .is_single = true};
    const void *row = pool_named(*state, "cvmpool");
    char *text = printed(AK_REPORT_POOLS, &row, 1, &style);
    const char *line = text;

    for (size_t i = 0; ak_report_field(AK_REPORT_POOLS, i) != NULL; i++) {
        const char *name = ak_report_field(AK_REPORT_POOLS, i);

        assert_memory_equal(line, name, strlen(name));
        line = strchr(line, '\n') + 1;
    }
    assert_string_equal(line, "");
    assert_non_null(strstr(text, "\nvmSize                          Standard_DC4as_v5\n"));
    assert_non_null(strstr(text, "\ncvm.status                      confirmed\n"));
    free(text);
}

/* ---- filters ---- */

static void filters_look_where_they_are_told(void **state)
{
    static const struct {
        const char *filter;
        const char *pools; /* names of those that match, in their order */
    } cases[] = {
        {"", "system cvmpool win batch system tdx newcvm al2"},
        {"CVM", "cvmpool tdx newcvm"}, /* newcvm by its name, tdx by its image */
        {"ledger", "system tdx newcvm"},
        {"name:tdx", "tdx"},
        {"NAME:TDX", "tdx"},
        {"cvm:confirmed", "cvmpool"},
        {"cvm.tee:tdx", "tdx"},
        {"cvm:no", "system win system al2"},
        {"!cvm=no", "cvmpool batch tdx newcvm"},
        {"name=system", "system system"},
        {"name=syst", ""},
        {"mode=SYSTEM", "system system al2"},
        {"count=", "newcvm"},
        {"count=3", "system system"},
        {"os:ubuntu 20", "cvmpool"},
        {"retirement:azure linux 2.0", "al2"},
        {"retirement.severity:soon", "cvmpool"},
        {"count:5", "al2"},
        {"fips:true", "al2"},
        {"zones:2", "system"},
        {"provisioningState:failed", "tdx"},
        {"!provisioningState:succeeded", "system tdx newcvm"},
        {"minCount:", "system cvmpool win batch system tdx newcvm al2"},
        {FIXTURE_LEDGER, "system tdx newcvm"},
        {"!" FIXTURE_LEDGER, "system cvmpool win batch al2"},
        {"/providers/x:y", ""},
        {"unicorn", ""},
    };
    const struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char names[256] = "";

        for (size_t j = 0; j < fixture->fleet->pool_count; j++) {
            const struct ak_fleet_pool *pool = &fixture->fleet->pools[j];
            struct ak_err err = ak_err_none();
            size_t used = strlen(names);
            bool matches = false;

            assert_int_equal(
                ak_report_match(AK_REPORT_POOLS, pool, cases[i].filter, &matches, &err), 0);
            if (matches)
                snprintf(names + used, sizeof names - used, "%s%s", used > 0 ? " " : "",
                         pool->pool->name);
        }
        if (strcmp(names, cases[i].pools) != 0)
            fail_msg("%s matches \"%s\", not \"%s\"", cases[i].filter, names, cases[i].pools);
    }
}

static void unknown_fields_are_refused_with_what_was_meant(void **state)
{
    static const struct {
        enum ak_report_kind kind;
        const char *filter;
        const char *why;
    } cases[] = {
        {AK_REPORT_POOLS, "nmae:x", "there is no field \"nmae\" (did you mean name?)"},
        {AK_REPORT_POOLS, "!vm-size:x", "there is no field \"vm-size\" (did you mean vmSize?)"},
        {AK_REPORT_POOLS, "cvm.stat:x",
         "there is no field \"cvm.stat\" (did you mean cvm.status?)"},
        {AK_REPORT_CLUSTERS, "regions:x", "there is no field \"regions\" (there are id, name, "},
        {AK_REPORT_FEATURES, "x:y",
         "there is no field \"x\" (there are name, state, subscriptionId)"},
        {AK_REPORT_POOLS, "nmae=x", "there is no field \"nmae\" (did you mean name?)"},
        {AK_REPORT_POOLS, ":x", "there is no field \"\" (there are id, name, cluster, "},
    };
    const struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_err err = ak_err_none();
        bool matches = true;

        assert_int_equal(ak_report_match(cases[i].kind, &fixture->fleet->pools[0], cases[i].filter,
                                         &matches, &err),
                         AK_ERR_USAGE);
        if (strncmp(err.text, cases[i].why, strlen(cases[i].why)) != 0)
            fail_msg("%s: %s", cases[i].filter, err.text);
    }
}

/* A list of texts in one cell is cut at a whole item where there are too many. */
static void long_lists_end_with_a_whole_item(void **state)
{
    enum { ITEMS = 200 };
    const char *items[ITEMS];
    struct ak_kubernetes_version minor = {.minor = "1.34"};
    struct ak_report_version version = {.version = &minor, .location = "l"};

    (void)state;
    for (size_t i = 0; i < ITEMS; i++)
        items[i] = "1.34.100";
    minor.patches = (struct ak_texts){items, ITEMS};
    char *text = printed_as(AK_REPORT_VERSIONS, &version, AK_FORMAT_TSV);
    const char *patches = strstr(text, "1.34.100;");
    assert_non_null(patches);
    size_t len = strcspn(patches, "\t\n");
    assert_in_range(len, 900, 1023);
    assert_memory_equal(patches + len - strlen(";1.34.100"), ";1.34.100", strlen(";1.34.100"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_quotes_only_what_needs_it),
        cmocka_unit_test(tsv_keeps_lines_and_cells_apart),
        cmocka_unit_test(null_is_an_empty_cell_and_lists_are_joined),
        cmocka_unit_test(every_line_has_all_cells),
        cmocka_unit_test(tables_are_aligned_and_end_without_blanks),
        cmocka_unit_test(pools_show_what_a_person_looks_for),
        cmocka_unit_test(wide_characters_take_their_columns),
        cmocka_unit_test(an_empty_table_has_its_headings),
        cmocka_unit_test(one_row_is_a_list_of_all_its_fields),
        cmocka_unit_test(filters_look_where_they_are_told),
        cmocka_unit_test(unknown_fields_are_refused_with_what_was_meant),
        cmocka_unit_test(long_lists_end_with_a_whole_item),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
