/* facts_own.c: a person's own facts, merged into the built-in ones: an item with the key of a
 * built-in one changes what it has, any other is added. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/wire/facts.h"
#include "facts_int.h"

/* A file under way. */
struct own {
    const struct ak__own *given;
    cJSON *root;
    struct ak__reader reader;
    struct ak_err err;
};

static void add_problem(const struct ak__own *given, int line, const char *text)
{
    struct ak_facts_problem *problem = ak_vec_push(given->problems);

    *problem = (struct ak_facts_problem){line, ak_arena_strdup(given->arena, text)};
}

/* Takes the reader's failure as a problem, so that reading can go on. */
static void take_problem(struct own *own)
{
    if (!own->reader.failed)
        return;
    add_problem(own->given, ak__line_of(own->given->file->text, own->root, own->reader.failed_at),
                own->err.text);
    own->err = ak_err_none();
    own->reader.failed = 0;
}

/* ---- merging ---- */

/* What tells an item from the others of its list; NULL when it has none. */
static const char *key_of(const struct ak__section *section, const cJSON *item)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, section->key));
}

static const cJSON *find_base(const struct ak__own *given, const struct ak__section *section,
                              const char *key)
{
    for (size_t i = 0; i < given->root_count; i++) {
        const cJSON *list = cJSON_GetObjectItemCaseSensitive(given->roots[i], section->name);
        const cJSON *item = NULL;

        cJSON_ArrayForEach(item, list)
        {
            const char *name = key_of(section, item);

            if (name != NULL && ak_text_caseeq(name, key))
                return item;
        }
    }
    return NULL;
}

/* Where nothing is named, the file is the source. */
static void add_source(const struct ak__own *given, cJSON *item)
{
    cJSON *source;

    if (cJSON_GetObjectItemCaseSensitive(item, "source") != NULL)
        return;
    source = ak__json_made(cJSON_CreateObject());
    ak__json_made(cJSON_AddStringToObject(source, "name", given->file->name));
    ak__json_made(cJSON_AddStringToObject(
        source, "asOf", given->file->as_of != NULL ? given->file->as_of : "unknown"));
    cJSON_AddItemToObject(item, "source", source);
}

/* Members that the item does not have come from the built-in one. */
static void complete(cJSON *item, const cJSON *base)
{
    const cJSON *member = NULL;

    cJSON_ArrayForEach(member, base)
    {
        if (cJSON_GetObjectItemCaseSensitive(item, member->string) == NULL)
            cJSON_AddItemToObject(item, member->string,
                                  ak__json_made(cJSON_Duplicate(member, true)));
    }
}

/* ---- lists ---- */

/* The index of the item with that key among those read so far; `count` when it is a new one. */
static size_t index_of(const struct ak__section *section, const char *items, size_t count,
                       const char *key)
{
    size_t i = 0;

    /* The key is the first member of each struct of these lists. */
    while (i < count &&
           !ak_text_caseeq(*(const char *const *)(items + i * section->item_size), key))
        i++;
    return i;
}

static void read_item(struct own *own, const struct ak__section *section, const struct ak__node *at,
                      char *items, size_t *count)
{
    struct ak__node key_node = ak__member(at, section->key);
    const char *key = ak__required_text(&key_node);
    cJSON *item = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(own->root, section->name),
                                     (int)at->index);
    const cJSON *base = key != NULL ? find_base(own->given, section, key) : NULL;
    char *read = ak_arena_alloc(own->given->facts->arena, 1, section->item_size);
    size_t index;

    if (key == NULL)
        return;
    add_source(own->given, item);
    if (base != NULL)
        complete(item, base);
    section->read(own->given->facts->arena, at, read);
    if (own->reader.failed)
        return;
    index = index_of(section, items, *count, key);
    memcpy(items + index * section->item_size, read, section->item_size);
    *count += index == *count;
}

static void check_twice(const struct ak__section *section, const struct ak__node *list,
                        const struct ak__node *at)
{
    const char *key = key_of(section, at->json);
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, list->json)
    {
        const char *other = key_of(section, item);

        if (item == at->json)
            return;
        if (key != NULL && other != NULL && ak_text_caseeq(key, other))
            ak__fail(at, "the same stands twice");
    }
}

static int newer_first(const void *a, const void *b)
{
    return ((const struct ak_kubernetes_release *)b)->minor -
           ((const struct ak_kubernetes_release *)a)->minor;
}

static void read_list(struct own *own, const struct ak__section *section,
                      const struct ak__node *list)
{
    struct ak_facts *facts = own->given->facts;
    const void **items_at = (const void **)((char *)facts + section->items_offset);
    size_t *count_at = (size_t *)((char *)facts + section->count_offset);
    size_t more = ak__item_count(list);
    char *items;

    if (own->reader.failed)
        return;
    items = ak_arena_alloc(facts->arena, *count_at + more, section->item_size);
    if (*count_at > 0)
        memcpy(items, *items_at, *count_at * section->item_size);
    *items_at = items;
    for (struct ak__node at = ak__first_item(list); at.json != NULL; at = ak__next(&at)) {
        check_twice(section, list, &at);
        read_item(own, section, &at, items, count_at);
        take_problem(own);
    }
    if (section->read == ak__read_kubernetes)
        qsort(items, *count_at, section->item_size, newer_first);
}

/* ---- the whole ---- */

/* Of the lists that a person's own file may have, which come first. */
static const char *section_name(size_t n)
{
    const struct ak__section *section = ak__section_get(n);

    return section != NULL && section->key != NULL ? section->name : NULL;
}

static void read_member(struct own *own, const struct ak__node *at)
{
    const struct ak__section *section = ak__section_find(at->name);

    if (section == NULL && at->name[0] == '$')
        return; /* "$schema", for editors */
    if (section == NULL)
        ak__fail_name(at, "there are no such facts", at->name, section_name);
    else if (section->key == NULL)
        ak__fail(at, "these facts can't be changed by a file of one's own");
    else
        read_list(own, section, at);
    take_problem(own);
}

/* "not JSON at byte 17 of 20" */
static size_t byte_of(const char *text)
{
    const char *at = strstr(text, "at byte ");

    return at != NULL ? strtoul(at + strlen("at byte "), NULL, 10) : 0;
}

/* A name that leads nowhere: its line is where the file has it. */
static void check_references(const struct ak__own *given)
{
    struct ak_err err = ak_err_none();
    const char *quote, *end, *at = NULL;

    if (ak__check_references(given->facts, &err) == 0)
        return;
    quote = strchr(err.text, '"');
    end = quote != NULL ? strchr(quote + 1, '"') : NULL;
    if (end != NULL) {
        char *name = ak_arena_strndup(given->arena, quote, (size_t)(end - quote) + 1);

        at = strstr(given->file->text, name);
    }
    add_problem(given,
                ak__line_at(given->file->text, at != NULL ? (size_t)(at - given->file->text) : 0),
                err.text);
}

void ak__own_read(const struct ak__own *given)
{
    struct own own = {.given = given, .err = ak_err_none()};
    struct ak__node root;

    own.reader = (struct ak__reader){.arena = given->facts->arena, .err = &own.err};
    if (ak__json_parse(given->file->text, given->file->size, &own.root, &own.err) != 0) {
        add_problem(given, ak__line_at(given->file->text, byte_of(own.err.text)), own.err.text);
        return;
    }
    root = ak__root(&own.reader, own.root);
    for (struct ak__node at = ak__first_member(&root); at.json != NULL; at = ak__next(&at))
        read_member(&own, &at);
    take_problem(&own);
    if (given->problems->len == 0)
        check_references(given);
    cJSON_Delete(own.root);
}
