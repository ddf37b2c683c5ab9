/* edit_compare.c: where two objects differ. */
#include "config.h"

#include "akscope/wire/edit.h"

#include <string.h>

#include "akscope/base/arena.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "edit_int.h"

struct comparison {
    struct ak_arena *arena; /* paths and values */
    ak_edit_on_difference *differs;
    void *context;
};

/* A value in both objects; NULL where it is missing. */
struct pair {
    const cJSON *before;
    const cJSON *after;
};

static bool is_list_of_plain_values(const cJSON *json)
{
    for (const cJSON *item = json->child; item != NULL; item = item->next) {
        if (item->child != NULL)
            return false;
    }
    return cJSON_IsArray(json);
}

/* Objects and lists of them have leaves; all else is one, also an empty object. */
static bool is_leaf(const cJSON *json)
{
    return json == NULL || json->child == NULL || is_list_of_plain_values(json);
}

/* The value as text for the callback, or NULL. */
static const char *text_of(const struct comparison *comparison, const cJSON *json)
{
    struct ak_buf out = ak_buf_init(AK_LIMIT_BODY);
    const char *text = NULL;

    if (json != NULL && ak__json_print(json, false, &out))
        text = ak_arena_strndup(comparison->arena, ak_buf_text(&out), out.len);
    ak_buf_release(&out);
    return text;
}

static const char *path_to(const struct comparison *comparison, const char *path, const char *name)
{
    const char *clean = ak_text_sanitise_in(comparison->arena, name, strlen(name));

    return path[0] == '\0' ? clean : ak_arena_printf(comparison->arena, "%s.%s", path, clean);
}

static void compare(const struct comparison *comparison, const char *path, struct pair pair);

/* Both sides' children of one kind: members by name, items by place. A leaf has none. */
static void compare_members(const struct comparison *comparison, const char *path, struct pair pair)
{
    const cJSON *child = pair.before != NULL ? pair.before->child : NULL;

    for (; child != NULL; child = child->next) {
        struct pair inner = {child, cJSON_GetObjectItemCaseSensitive(pair.after, child->string)};

        compare(comparison, path_to(comparison, path, child->string), inner);
    }
    for (child = pair.after != NULL ? pair.after->child : NULL; child != NULL;
         child = child->next) {
        if (cJSON_GetObjectItemCaseSensitive(pair.before, child->string) == NULL)
            compare(comparison, path_to(comparison, path, child->string),
                    (struct pair){NULL, child});
    }
}

static void compare_items(const struct comparison *comparison, const char *path, struct pair pair)
{
    const cJSON *before = pair.before != NULL ? pair.before->child : NULL;
    const cJSON *after = pair.after != NULL ? pair.after->child : NULL;

    for (size_t i = 0; before != NULL || after != NULL; i++) {
        const char *inner = path_to(comparison, path, ak_arena_printf(comparison->arena, "%zu", i));

        compare(comparison, inner, (struct pair){before, after});
        before = before != NULL ? before->next : NULL;
        after = after != NULL ? after->next : NULL;
    }
}

static bool is_kind(const cJSON *json, cJSON_bool (*is)(const cJSON *))
{
    return json == NULL || is(json);
}

static void compare(const struct comparison *comparison, const char *path, struct pair pair)
{
    bool are_leaves = is_leaf(pair.before) && is_leaf(pair.after);

    if (!are_leaves && is_kind(pair.before, cJSON_IsObject) && is_kind(pair.after, cJSON_IsObject))
        compare_members(comparison, path, pair);
    else if (!are_leaves && is_kind(pair.before, cJSON_IsArray) &&
             is_kind(pair.after, cJSON_IsArray))
        compare_items(comparison, path, pair);
    else if (!cJSON_Compare(pair.before, pair.after, true))
        comparison->differs(path, text_of(comparison, pair.before), text_of(comparison, pair.after),
                            comparison->context);
}

void ak_edit_compare(const struct ak_edit *before, const struct ak_edit *after,
                     ak_edit_on_difference *differs, void *context)
{
    struct comparison comparison = {
        .arena = ak_arena_new(0), .differs = differs, .context = context};

    compare(&comparison, "", (struct pair){before->root, after->root});
    ak_arena_free(comparison.arena);
}
