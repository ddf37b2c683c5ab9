/* facts.c: facts files: strict, since a fact that is misread is worse than none. An unknown member,
 * a wrong type, a bad date or version, a reference to nothing: each is refused with its place. */
#include "config.h"

#include "akscope/wire/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/base/vec.h"
#include "facts_int.h"

enum { MOST_FILES = 32 };

static const struct ak__section sections[] = {
    {"osReleases", "id", sizeof(struct ak_os_release), ak__read_os_release,
     offsetof(struct ak_facts, os_releases), offsetof(struct ak_facts, os_release_count)},
    {"osSkus", "name", sizeof(struct ak_os_sku), ak__read_os_sku,
     offsetof(struct ak_facts, os_skus), offsetof(struct ak_facts, os_sku_count)},
    {"kubernetes", "name", sizeof(struct ak_kubernetes_release), ak__read_kubernetes,
     offsetof(struct ak_facts, kubernetes), offsetof(struct ak_facts, kubernetes_count)},
    {"retirements", "id", sizeof(struct ak_other_retirement), ak__read_retirement,
     offsetof(struct ak_facts, retirements), offsetof(struct ak_facts, retirement_count)},
    {"features", "name", sizeof(struct ak_preview_feature), ak__read_feature,
     offsetof(struct ak_facts, features), offsetof(struct ak_facts, feature_count)},
    {"imageReleases", "osType", sizeof(struct ak_image_releases), ak__read_image_releases,
     offsetof(struct ak_facts, image_releases), offsetof(struct ak_facts, image_release_count)},
    {"sizeRules", NULL, sizeof(struct ak_size_rule), ak__read_size_rule,
     offsetof(struct ak_facts, size_rules), offsetof(struct ak_facts, size_rule_count)},
    {"sizeFamilies", NULL, sizeof(struct ak_size_family), ak__read_size_family,
     offsetof(struct ak_facts, size_families), offsetof(struct ak_facts, size_family_count)},
    {"explanations", NULL, sizeof(struct ak_explanation), ak__read_explanation,
     offsetof(struct ak_facts, explanations), offsetof(struct ak_facts, explanation_count)},
    {"poolRules", NULL, sizeof(struct ak_pool_rule), ak__read_pool_rule,
     offsetof(struct ak_facts, pool_rules), offsetof(struct ak_facts, pool_rule_count)},
    {"poolCombinations", NULL, sizeof(struct ak_pool_combination), ak__read_pool_combination,
     offsetof(struct ak_facts, pool_combinations),
     offsetof(struct ak_facts, pool_combination_count)},
    {"osSkuDefaults", NULL, sizeof(struct ak_os_sku_default), ak__read_os_sku_default,
     offsetof(struct ak_facts, os_sku_defaults), offsetof(struct ak_facts, os_sku_default_count)},
};

const struct ak__section *ak__section_get(size_t n)
{
    return n < sizeof sections / sizeof sections[0] ? &sections[n] : NULL;
}

const struct ak__section *ak__section_find(const char *name)
{
    const struct ak__section *section = NULL;

    for (size_t i = 0; (section = ak__section_get(i)) != NULL; i++) {
        if (strcmp(section->name, name) == 0)
            break;
    }
    return section;
}

/* ---- names that are wrong ---- */

/* The name that may have been meant, NULL: none is near. */
static const char *find_nearest(const char *asked, const char *const *names)
{
    const char *nearest = NULL;
    int best = ak_text_tolerance(asked);

    for (size_t i = 0; names[i] != NULL; i++) {
        int distance = ak_text_distance(asked, names[i]);

        if (distance > best || (nearest != NULL && distance == best))
            continue;
        best = distance;
        nearest = names[i];
    }
    return nearest;
}

/* Fails with what, and the nearest name where there is one. */
static void fail_near(const struct ak__node *node, const char *what, const char *nearest)
{
    char text[160];

    if (nearest == NULL) {
        ak__fail(node, what);
        return;
    }
    (void)snprintf(text, sizeof text, "%s, the nearest is \"%s\"", what, nearest);
    ak__fail(node, text);
}

void ak__fail_name(const struct ak__node *node, const char *what, const char *asked,
                   ak__name_at *name_at)
{
    const char *names[64] = {NULL};

    for (size_t i = 0; i + 1 < sizeof names / sizeof names[0] && name_at(i) != NULL; i++)
        names[i] = name_at(i);
    fail_near(node, what, asked != NULL ? find_nearest(asked, names) : NULL);
}

void ak__check_members(const struct ak__node *object, const char *const *known)
{
    for (struct ak__node at = ak__first_member(object); at.json != NULL; at = ak__next(&at)) {
        size_t i = 0;

        while (known[i] != NULL && strcmp(known[i], at.name) != 0)
            i++;
        if (known[i] == NULL)
            fail_near(&at, "there is no such fact", find_nearest(at.name, known));
    }
}

struct ak_date ak__fact_date(const struct ak__node *object, const char *name)
{
    struct ak__node node = ak__member(object, name);
    const char *text = ak__text(&node);
    struct ak_date date = {0};

    if (text != NULL && !ak_date_parse(text, &date))
        ak__fail(&node, "expected a date, YYYY-MM-DD or YYYY-MM");
    return date;
}

struct ak_source ak__fact_source(const struct ak__node *object)
{
    static const char *const known[] = {"name", "asOf", "link", NULL};
    struct ak__node source = ak__member(object, "source");
    struct ak__node name = ak__member(&source, "name");
    struct ak__node as_of = ak__member(&source, "asOf");
    struct ak__node link = ak__member(&source, "link");

    ak__check_members(&source, known);
    return (struct ak_source){.name = ak__required_text(&name),
                              .as_of = ak__required_text(&as_of),
                              .link = ak__text(&link)};
}

/* Reads one list into the facts; each list may come once, from any file. */
static void read_section(struct ak_facts *facts, const struct ak__section *section,
                         const struct ak__node *list)
{
    size_t count = ak__item_count(list);
    char *items = ak_arena_alloc(facts->arena, count, section->item_size);
    const void **items_at = (const void **)((char *)facts + section->items_offset);
    size_t *count_at = (size_t *)((char *)facts + section->count_offset);
    size_t used = 0;

    if (*items_at != NULL) {
        ak__fail(list, "these facts stand in two files");
        return;
    }
    for (struct ak__node at = ak__first_item(list); at.json != NULL; at = ak__next(&at))
        section->read(facts->arena, &at, items + used++ * section->item_size);
    *items_at = items;
    *count_at = used;
}

/* What is being read. */
struct reading {
    struct ak_facts *facts;
    cJSON *roots[MOST_FILES]; /* of the files that are built in; deleted at the end */
    size_t root_count;
};

static int read_root(struct ak_facts *facts, const cJSON *json, struct ak_err *why)
{
    struct ak__reader reader = {.arena = facts->arena, .err = why};
    struct ak__node root = ak__root(&reader, json);

    for (struct ak__node at = ak__first_member(&root); at.json != NULL; at = ak__next(&at)) {
        const struct ak__section *section = ak__section_find(at.name);

        if (section == NULL)
            ak__fail(&at, "there are no such facts");
        else
            read_section(facts, section, &at);
    }
    return reader.failed;
}

static int read_file(struct reading *reading, const struct ak_facts_file *file, struct ak_err *err)
{
    struct ak_err why = ak_err_none();
    cJSON *json = NULL;
    int failed = ak__json_parse(file->text, file->size, &json, &why);

    if (!failed && reading->root_count == MOST_FILES)
        AK_BUG("more than %d facts files", MOST_FILES);
    if (!failed) {
        reading->roots[reading->root_count++] = json;
        failed = read_root(reading->facts, json, &why);
    }
    if (failed)
        return ak_err_set(err, AK_ERR_CONFIG, "%s: %s", file->name, why.text);
    return 0;
}

static void merge_own(const struct reading *reading, const struct ak_facts_file *file,
                      struct ak_arena *arena, struct ak_vec *problems)
{
    const struct ak__own own = {.facts = reading->facts,
                                .file = file,
                                .roots = (const cJSON *const *)reading->roots,
                                .root_count = reading->root_count,
                                .arena = arena,
                                .problems = problems};

    ak__own_read(&own);
}

/* A person's own file with its first problem as an error. */
static int read_own(const struct reading *reading, const struct ak_facts_file *file,
                    struct ak_err *err)
{
    struct ak_vec problems = ak_vec_init(sizeof(struct ak_facts_problem));
    int failed = 0;

    merge_own(reading, file, reading->facts->arena, &problems);
    if (problems.len > 0) {
        const struct ak_facts_problem *first = ak_vec_at(&problems, 0);

        failed = ak_err_set(err, AK_ERR_CONFIG, "%s:%d: %s", file->name, first->line, first->text);
    }
    ak_vec_release(&problems);
    return failed;
}

bool ak__has_os(const struct ak_facts *facts, const char *id)
{
    for (size_t i = 0; i < facts->os_release_count; i++) {
        if (strcmp(facts->os_releases[i].id, id) == 0)
            return true;
    }
    return false;
}

static int check_ranges(const struct ak_facts *facts, const struct ak_os_sku *sku,
                        const struct ak_os_ranges *ranges, struct ak_err *err)
{
    for (size_t i = 0; i < ranges->count; i++) {
        if (ranges->items[i].os != NULL && !ak__has_os(facts, ranges->items[i].os))
            return ak_err_set(err, AK_ERR_CONFIG, "OS SKU %s: there is no OS \"%s\"", sku->name,
                              ranges->items[i].os);
    }
    return 0;
}

/* An alias leads to an OS SKU at once: one that led to another alias could lead in a circle. */
static int check_alias(const struct ak_facts *facts, const struct ak_os_sku *sku,
                       struct ak_err *err)
{
    if (sku->alias_of == NULL)
        return 0;
    for (size_t i = 0; i < facts->os_sku_count; i++) {
        if (!ak_text_caseeq(facts->os_skus[i].name, sku->alias_of))
            continue;
        if (facts->os_skus[i].alias_of == NULL)
            return 0;
        return ak_err_set(err, AK_ERR_CONFIG, "OS SKU %s: \"%s\" is an alias too", sku->name,
                          sku->alias_of);
    }
    return ak_err_set(err, AK_ERR_CONFIG, "OS SKU %s: there is no OS SKU \"%s\"", sku->name,
                      sku->alias_of);
}

/* What one list says of another. */
int ak__check_references(struct ak_facts *facts, struct ak_err *err)
{
    int failed = 0;

    for (size_t i = 0; i < facts->os_sku_count && !failed; i++) {
        const struct ak_os_sku *sku = &facts->os_skus[i];

        failed = check_alias(facts, sku, err);
        if (!failed)
            failed = check_ranges(facts, sku, &sku->plain, err);
        if (!failed)
            failed = check_ranges(facts, sku, &sku->confidential, err);
        if (!failed)
            failed = check_ranges(facts, sku, &sku->fips, err);
    }
    return failed ? failed : ak__check_pool_facts(facts, err);
}

static void release_reading(struct reading *reading)
{
    for (size_t i = 0; i < reading->root_count; i++)
        cJSON_Delete(reading->roots[i]);
}

/* The built-in files, up to the first own one. */
static int read_built_in(struct reading *reading, const struct ak_facts_file *files, size_t count,
                         struct ak_err *err)
{
    int failed = 0;

    reading->facts = ak_alloc(1, sizeof *reading->facts);
    reading->facts->arena = ak_arena_new(0);
    reading->facts->image_policy =
        (struct ak_image_policy){AK_IMAGE_OLD_DAYS, AK_IMAGE_TOO_OLD_DAYS};
    reading->facts->soon_days = AK_SOON_DAYS;
    for (size_t i = 0; i < count && !files[i].is_own && !failed; i++)
        failed = read_file(reading, &files[i], err);
    return failed != 0 ? failed : ak__check_references(reading->facts, err);
}

int ak_wire_read_facts(const struct ak_facts_file *files, size_t count, struct ak_facts **out,
                       struct ak_err *err)
{
    struct reading reading = {0};
    int failed = read_built_in(&reading, files, count, err);

    for (size_t i = 0; i < count && !failed; i++) {
        if (files[i].is_own)
            failed = read_own(&reading, &files[i], err);
    }
    if (failed)
        ak_facts_free(reading.facts);
    else
        *out = reading.facts;
    release_reading(&reading);
    return failed;
}

void ak_wire_check_facts(const struct ak_facts_file *files, size_t count, struct ak_arena *arena,
                         struct ak_vec *problems)
{
    struct reading reading = {0};
    struct ak_err err = ak_err_none();

    if (read_built_in(&reading, files, count, &err) != 0)
        AK_BUG("built-in facts: %s", err.text);
    merge_own(&reading, &files[count - 1], arena, problems);
    ak_facts_free(reading.facts);
    release_reading(&reading);
}

void ak_facts_free(struct ak_facts *facts)
{
    if (facts == NULL)
        return;
    ak_arena_free(facts->arena);
    free(facts);
}

extern const unsigned char ak_embed_facts_schema[];

const char *ak_wire_facts_schema(void)
{
    return (const char *)ak_embed_facts_schema;
}
