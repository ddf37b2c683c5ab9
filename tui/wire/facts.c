/* facts.c: facts files: strict, since a fact that is misread is worse than none. An unknown member,
 * a wrong type, a bad date or version, a reference to nothing: each is refused with its place. */
#include "config.h"

#include "akscope/wire/facts.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/base/vec.h"
#include "facts_int.h"

/* A top-level member of a facts file, and where its items go. */
static const struct section {
    const char *name;
    size_t item_size;
    ak__read_fact *read;
    size_t items_offset; /* of the pointer and of the count in struct ak_facts */
    size_t count_offset;
} sections[] = {
    {"osReleases", sizeof(struct ak_os_release), ak__read_os_release,
     offsetof(struct ak_facts, os_releases), offsetof(struct ak_facts, os_release_count)},
    {"osSkus", sizeof(struct ak_os_sku), ak__read_os_sku, offsetof(struct ak_facts, os_skus),
     offsetof(struct ak_facts, os_sku_count)},
    {"kubernetes", sizeof(struct ak_kubernetes_release), ak__read_kubernetes,
     offsetof(struct ak_facts, kubernetes), offsetof(struct ak_facts, kubernetes_count)},
    {"sizeRules", sizeof(struct ak_size_rule), ak__read_size_rule,
     offsetof(struct ak_facts, size_rules), offsetof(struct ak_facts, size_rule_count)},
    {"sizeFamilies", sizeof(struct ak_size_family), ak__read_size_family,
     offsetof(struct ak_facts, size_families), offsetof(struct ak_facts, size_family_count)},
    {"features", sizeof(struct ak_preview_feature), ak__read_feature,
     offsetof(struct ak_facts, features), offsetof(struct ak_facts, feature_count)},
    {"explanations", sizeof(struct ak_explanation), ak__read_explanation,
     offsetof(struct ak_facts, explanations), offsetof(struct ak_facts, explanation_count)},
    {"poolRules", sizeof(struct ak_pool_rule), ak__read_pool_rule,
     offsetof(struct ak_facts, pool_rules), offsetof(struct ak_facts, pool_rule_count)},
    {"poolCombinations", sizeof(struct ak_pool_combination), ak__read_pool_combination,
     offsetof(struct ak_facts, pool_combinations),
     offsetof(struct ak_facts, pool_combination_count)},
    {"osSkuDefaults", sizeof(struct ak_os_sku_default), ak__read_os_sku_default,
     offsetof(struct ak_facts, os_sku_defaults), offsetof(struct ak_facts, os_sku_default_count)},
};

enum { SECTION_COUNT = sizeof sections / sizeof sections[0] };

void ak__check_members(const struct ak__node *object, const char *const *known)
{
    for (struct ak__node at = ak__first_member(object); at.json != NULL; at = ak__next(&at)) {
        size_t i = 0;

        while (known[i] != NULL && strcmp(known[i], at.name) != 0)
            i++;
        if (known[i] == NULL)
            ak__fail(&at, "there is no such fact");
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

static const struct section *find_section(const char *name)
{
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        if (strcmp(sections[i].name, name) == 0)
            return &sections[i];
    }
    return NULL;
}

/* Reads one list into the facts; each list may come once, from any file. */
static void read_section(struct ak_facts *facts, const struct section *section,
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

static int read_file(struct ak_facts *facts, const struct ak_facts_file *file, struct ak_err *err)
{
    cJSON *json = NULL;
    struct ak_err why = ak_err_none();
    struct ak__reader reader = {.arena = facts->arena, .err = &why};
    struct ak__node root;
    int failed = ak__json_parse(file->text, file->size, &json, &why);

    if (!failed) {
        root = ak__root(&reader, json);
        for (struct ak__node at = ak__first_member(&root); at.json != NULL; at = ak__next(&at)) {
            const struct section *section = find_section(at.name);

            if (section == NULL)
                ak__fail(&at, "there are no such facts");
            else
                read_section(facts, section, &at);
        }
        failed = reader.failed;
    }
    cJSON_Delete(json);
    if (failed)
        return ak_err_set(err, AK_ERR_CONFIG, "%s: %s", file->name, why.text);
    return 0;
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
static int check_references(struct ak_facts *facts, struct ak_err *err)
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

int ak_wire_read_facts(const struct ak_facts_file *files, size_t count, struct ak_facts **out,
                       struct ak_err *err)
{
    struct ak_facts *facts = ak_alloc(1, sizeof *facts);
    int failed = 0;

    facts->arena = ak_arena_new(0);
    for (size_t i = 0; i < count && !failed; i++)
        failed = read_file(facts, &files[i], err);
    if (!failed)
        failed = check_references(facts, err);
    if (failed)
        ak_facts_free(facts);
    else
        *out = facts;
    return failed;
}

void ak_facts_free(struct ak_facts *facts)
{
    if (facts == NULL)
        return;
    ak_arena_free(facts->arena);
    free(facts);
}
