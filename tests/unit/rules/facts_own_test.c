/* facts_own_test.c: a person's own facts: merged into the built-in ones, or refused with line and
 * reason. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "akscope/rules/lifecycle.h"
#include "akscope/wire/facts.h"
#include "unit/rules/built_in.h"

/* The built-in files and behind them an own one; returns how many. */
static size_t files_with(const char *own, struct ak_facts_file files[BUILT_IN_FILES_MOST])
{
    size_t count = built_in_files(files);

    files[count] = (struct ak_facts_file){.name = "mine.json",
                                          .text = own,
                                          .size = strlen(own),
                                          .is_own = true,
                                          .as_of = "2026-11-20"};
    return count + 1;
}

static struct ak_facts *read_with(const char *own)
{
    struct ak_facts_file files[BUILT_IN_FILES_MOST];
    size_t count = files_with(own, files);
    struct ak_facts *facts = NULL;
    struct ak_err err = ak_err_none();

    if (ak_wire_read_facts(files, count, &facts, &err) != 0)
        fail_msg("%s", err.text);
    return facts;
}

static const char *iso(struct ak_date date)
{
    static char text[AK_DATE_TEXT_SIZE];

    return ak_date_iso(date, text);
}

static void an_item_with_a_known_id_changes_what_it_has(void **state)
{
    struct ak_facts *plain = read_with("{}");
    struct ak_facts *facts =
        read_with("{\"osReleases\": [{\"id\": \"ubuntu-22.04\", \"endOfSupport\": \"2026-12\"}],"
                  " \"kubernetes\": [{\"name\": \"1.33\", \"endOfLife\": \"2027-02-28\"}]}");
    const struct ak_os_release *release = ak_facts_os(facts, "ubuntu-22.04");
    const struct ak_os_release *before = ak_facts_os(plain, "ubuntu-22.04");

    (void)state;
    assert_int_equal(facts->os_release_count, plain->os_release_count);
    assert_string_equal(iso(release->end_of_support), "2026-12-31"); /* the month's last day */
    assert_string_equal(iso(release->images_removed), "2028-04-30");
    assert_string_equal(release->action, before->action);
    assert_int_equal(release->image_prefixes.count, before->image_prefixes.count);
    assert_string_equal(release->source.name, "mine.json");
    assert_string_equal(release->source.as_of, "2026-11-20");
    assert_string_equal(before->source.as_of, "2026-02-09");
    assert_string_equal(iso(ak_facts_kubernetes(facts, 1033)->end_of_life), "2027-02-28");
    assert_string_equal(iso(ak_facts_kubernetes(facts, 1033)->ga), "2025-06-30");
    ak_facts_free(facts);
    ak_facts_free(plain);
}

static void any_other_item_is_added(void **state)
{
    struct ak_facts *plain = read_with("{}");
    struct ak_facts *facts = read_with(
        "{\"$schema\": \"facts.schema.json\", \"kubernetes\": [{\"name\": \"1.38\", \"ga\": "
        "\"2027-02\"}], \"retirements\": [{\"id\": \"p\", \"name\": \"No Ubuntu 22.04\", \"date\": "
        "\"2026-12-31\", \"action\": \"move\", \"when\": [{\"property\": \"os\", \"equals\": "
        "\"ubuntu-22.04\"}], \"source\": {\"name\": \"policy 7\", \"asOf\": \"2026-01-01\"}}]}");
    const struct ak_other_retirement *own = &facts->retirements[facts->retirement_count - 1];
    const struct ak_cluster cluster = {.id = "c"};
    const struct ak_pool pool = {.name = "p"};
    struct ak_retirement_subject subject = {&cluster, &pool, "ubuntu-22.04"};
    struct ak_retirement end = ak_other_retirement_end(own, facts, (struct ak_date){2026, 12, 1});

    (void)state;
    assert_int_equal(facts->retirement_count, plain->retirement_count + 1);
    assert_int_equal(facts->kubernetes_count, plain->kubernetes_count + 1);
    assert_string_equal(facts->kubernetes[0].name, "1.38"); /* the newest first */
    assert_string_equal(own->source.name, "policy 7");
    assert_true(ak_other_retirement_hits(own, &subject));
    subject.os = "ubuntu-24.04";
    assert_false(ak_other_retirement_hits(own, &subject));
    assert_string_equal(end.what, "No Ubuntu 22.04");
    assert_int_equal(end.severity, AK_SEVERITY_SOON);
    assert_int_equal(end.days, 30);
    ak_facts_free(facts);
    ak_facts_free(plain);
}

/* ---- what is wrong ---- */

static const struct {
    const char *text;
    int line;
    const char *complaint;
} wrong[] = {
    {"{\n \"osReleases\": [\n  {\"id\": \"ubuntu-22.04\",\n   \"endOfSuport\": \"2026-12\"}]}", 4,
     "osReleases[0].endOfSuport: there is no such fact, the nearest is \"endOfSupport\""},
    {"{\"osReleases\": [\n{\"id\": \"ubuntu-22.04\", \"endOfSupport\": \"2026-02-30\"}]}", 2,
     "osReleases[0].endOfSupport: expected a date"},
    {"{\"osReleases\": [{\"id\": \"new\"}]}", 1, "osReleases[0].name: missing"},
    {"{\n\n\"osReleases\": [{}]}", 3, "osReleases[0].id: missing"},
    {"{\"osReleases\": [{\"id\": \"ubuntu-22.04\"},\n{\"id\": \"Ubuntu-22.04\"}]}", 2,
     "osReleases[1]: the same stands twice"},
    {"{\"osReleases\": {}}", 1, "osReleases: expected a list"},
    {"{\n\"osRelease\": []}", 2,
     "osRelease: there are no such facts, the nearest is \"osReleases\""},
    {"{\n\"colour\": []}", 2, "colour: there are no such facts"},
    {"{\"poolRules\": []}", 1, "poolRules: these facts can't be changed"},
    {"[]", 1, "expected an object"},
    {"{\n\"a\": 1,\n}", 3, "not JSON"},
    {"", 1, "empty"},
    {"{\"kubernetes\": [{\"name\": \"one\"}]}", 1,
     "kubernetes[0].name: expected a Kubernetes minor"},
    {"{\"osSkus\": [{\"name\": \"Ubuntu\",\n\"plain\": [{\"os\": \"ubuntu-99\"}]}]}", 2,
     "there is no OS \"ubuntu-99\""},
#define WHEN(text)                                                                                 \
    "{\"retirements\": [{\"id\": \"x\", \"name\": \"X\", \"date\": \"2027-01\", \"action\": "      \
    "\"a\",\n\"when\": [" text "]}]}"
    {WHEN("{\"property\": \"osSku\", \"equals\": \"a\"}"), 2,
     "when[0].property: there is no such property, the nearest is \"osSKU\""},
    {WHEN("{\"property\": \"osSKU\"}"), 2, "needs one of equals, differs and matches"},
    {WHEN("{\"property\": \"osSKU\", \"equals\": \"a\", \"matches\": \"b\"}"), 2, "needs one of"},
    {WHEN("{\"property\": \"tags.\", \"equals\": \"a\"}"), 2, "there is no such property"},
    {WHEN(""), 1, "needs a condition"},
#undef WHEN
    {"{\"retirements\": [{\"id\": \"x\", \"name\": \"X\", \"action\": \"a\", \"undetected\": "
     "\"u\"}]}",
     1, "a retirement needs a date"},
};

static void what_is_wrong_is_told_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct ak_facts_file files[BUILT_IN_FILES_MOST];
        size_t count = files_with(wrong[i].text, files);
        struct ak_facts *facts = NULL;
        struct ak_err err = ak_err_none();
        char place[32];

        (void)snprintf(place, sizeof place, "mine.json:%d: ", wrong[i].line);
        assert_int_equal(ak_wire_read_facts(files, count, &facts, &err), AK_ERR_CONFIG);
        assert_null(facts);
        if (strncmp(err.text, place, strlen(place)) != 0 ||
            strstr(err.text, wrong[i].complaint) == NULL)
            fail_msg("case %zu: %s", i, err.text);
    }
}

static void all_problems_are_told_at_once(void **state)
{
    static const char text[] = "{\n\"osReleases\": [{\"id\": 1},\n {\"id\": \"x\"}, null, 5],\n"
                               "\"retirement\": [],\n\"kubernetes\": {}\n}";
    static const int lines[] = {2, 3, 3, 4, 5};
    struct ak_facts_file files[BUILT_IN_FILES_MOST];
    size_t count = files_with(text, files);
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_vec problems = ak_vec_init(sizeof(struct ak_facts_problem));

    (void)state;
    ak_wire_check_facts(files, count, arena, &problems);
    assert_int_equal(problems.len, sizeof lines / sizeof lines[0]);
    for (size_t i = 0; i < problems.len; i++)
        assert_int_equal(((struct ak_facts_problem *)ak_vec_at(&problems, i))->line, lines[i]);
    ak_vec_release(&problems);
    ak_arena_free(arena);
}

/* ---- the schema ---- */

/* A fact with this member alone beside its key, as the reader sees it: is the member known? */
static void assert_known(const char *section, const char *key, const char *member, bool is_known)
{
    char text[512];
    struct ak_facts_file files[BUILT_IN_FILES_MOST];
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_vec problems = ak_vec_init(sizeof(struct ak_facts_problem));
    bool is_refused = false;
    size_t count;

    (void)snprintf(text, sizeof text, "{\"%s\": [{\"%s\": \"1.33\", \"%s\": []}]}", section, key,
                   member);
    count = files_with(text, files);
    ak_wire_check_facts(files, count, arena, &problems);
    for (size_t i = 0; i < problems.len; i++) {
        const struct ak_facts_problem *problem = ak_vec_at(&problems, i);

        is_refused |= strstr(problem->text, "there is no such fact") != NULL;
    }
    if (is_refused == is_known)
        fail_msg("%s.%s is %s", section, member, is_known ? "refused" : "taken");
    ak_vec_release(&problems);
    ak_arena_free(arena);
}

static void the_schema_has_what_the_reader_takes(void **state)
{
    cJSON *schema = cJSON_Parse(ak_wire_facts_schema());
    const cJSON *sections = cJSON_GetObjectItem(schema, "properties");
    const cJSON *section = NULL;
    int members = 0;

    (void)state;
    assert_non_null(schema);
    cJSON_ArrayForEach(section, sections)
    {
        const cJSON *item = cJSON_GetObjectItem(section, "items");
        const cJSON *key = cJSON_GetArrayItem(cJSON_GetObjectItem(item, "required"), 0);
        const cJSON *member = NULL;

        if (item == NULL)
            continue; /* "$schema" */
        cJSON_ArrayForEach(member, cJSON_GetObjectItem(item, "properties"))
        {
            if (strcmp(member->string, key->valuestring) != 0)
                assert_known(section->string, key->valuestring, member->string, true);
            members++;
        }
        assert_known(section->string, key->valuestring, "colour", false);
    }
    assert_int_equal(members, 13 + 11 + 6 + 9 + 12 + 3);
    cJSON_Delete(schema);
}

static void the_schema_names_every_property_of_retirements(void **state)
{
    const struct ak_retirement_property *property;
    char quoted[128];

    (void)state;
    for (size_t i = 0; (property = ak_retirement_property_get(i)) != NULL; i++) {
        if (property->value == AK_RETIREMENT_TAG)
            continue;
        (void)snprintf(quoted, sizeof quoted, "\"%s\"", property->name);
        if (strstr(ak_wire_facts_schema(), quoted) == NULL)
            fail_msg("the schema lacks %s", property->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_item_with_a_known_id_changes_what_it_has),
        cmocka_unit_test(any_other_item_is_added),
        cmocka_unit_test(what_is_wrong_is_told_with_its_line),
        cmocka_unit_test(all_problems_are_told_at_once),
        cmocka_unit_test(the_schema_has_what_the_reader_takes),
        cmocka_unit_test(the_schema_names_every_property_of_retirements),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
