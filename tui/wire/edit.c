/* edit.c: a JSON object that is changed in place. */
#include "config.h"

#include "akscope/wire/edit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "edit_int.h"

enum { NAME_SIZE = 256 };

static struct ak_edit *edit_of(cJSON *root)
{
    struct ak_edit *edit = ak_alloc(1, sizeof *edit);

    edit->root = root;
    return edit;
}

struct ak_edit *ak_edit_new(void)
{
    return edit_of(ak__json_made(cJSON_CreateObject()));
}

/* A number that a double can't hold would be written back as another one. */
static bool holds_numbers(const cJSON *json)
{
    if (cJSON_IsNumber(json))
        return fabs(json->valuedouble) <= AK__LARGEST_WHOLE;
    for (const cJSON *child = json->child; child != NULL; child = child->next) {
        if (!holds_numbers(child))
            return false;
    }
    return true;
}

/* JSON is UTF-8; bytes that are none could not be printed again. */
static bool is_utf8(const char *body, size_t len)
{
    for (size_t at = 0; at < len;) {
        uint32_t point;
        size_t used = ak_utf8_decode(body + at, len - at, &point);

        if (used == 1 && (unsigned char)body[at] >= 0x80)
            return false;
        at += used;
    }
    return true;
}

int ak_edit_parse(const char *body, size_t len, struct ak_edit **out, struct ak_err *err)
{
    cJSON *root = NULL;
    int failed = ak__json_parse(body, len, &root, err);

    if (failed)
        return failed;
    if (!cJSON_IsObject(root))
        failed = ak_err_set(err, AK_ERR_MALFORMED, "expected an object");
    else if (!is_utf8(body, len))
        failed = ak_err_set(err, AK_ERR_MALFORMED, "not UTF-8");
    else if (!holds_numbers(root))
        failed = ak_err_set(err, AK_ERR_MALFORMED, "a number beyond 2^53 can't be kept as it is");
    if (failed)
        cJSON_Delete(root);
    else
        *out = edit_of(root);
    return failed;
}

void ak_edit_free(struct ak_edit *edit)
{
    if (edit == NULL)
        return;
    cJSON_Delete(edit->root);
    free(edit);
}

/* ---- paths ---- */

/* The first name of a path into name[NAME_SIZE]; the rest of the path, or NULL when that was all.
 */
static const char *split(const char *path, char *name)
{
    size_t len = strcspn(path, ".");

    if (len >= NAME_SIZE)
        AK_BUG("the path \"%s\" has a name that is too long", path);
    memcpy(name, path, len);
    name[len] = '\0';
    return path[len] == '.' ? path + len + 1 : NULL;
}

/* The child that the name means, or NULL. */
static cJSON *child_of(const cJSON *parent, const char *name)
{
    int64_t index;

    if (!cJSON_IsArray(parent))
        return cJSON_GetObjectItemCaseSensitive(parent, name);
    return ak_text_to_int(name, 0, INT32_MAX, &index) ? cJSON_GetArrayItem(parent, (int)index)
                                                      : NULL;
}

static cJSON *find(const struct ak_edit *edit, const char *path)
{
    cJSON *at = edit->root;
    char name[NAME_SIZE];

    while (path != NULL && at != NULL) {
        path = split(path, name);
        at = child_of(at, name);
    }
    return at;
}

/* Puts `value` in the place of a child, or adds it to an object. */
static void put(cJSON *parent, const char *name, cJSON *value)
{
    cJSON *old = child_of(parent, name);

    if (old != NULL && cJSON_IsArray(parent)) {
        if (!cJSON_ReplaceItemViaPointer(parent, old, value))
            AK_BUG("an item can't be replaced");
    } else if (old != NULL) {
        if (!cJSON_ReplaceItemInObjectCaseSensitive(parent, name, value))
            AK_BUG("\"%s\" can't be replaced", name);
    } else if (!cJSON_IsObject(parent)) {
        cJSON_Delete(value);
    } else if (!cJSON_AddItemToObject(parent, name, value)) {
        AK_BUG("\"%s\" can't be added", name);
    }
}

/* Puts `value` where the path leads; makes the objects on the way. */
static void set(struct ak_edit *edit, const char *path, cJSON *value)
{
    cJSON *at = edit->root;
    char name[NAME_SIZE];

    ak__json_made(value);
    while ((path = split(path, name)) != NULL) {
        cJSON *next = child_of(at, name);

        if (!cJSON_IsObject(next) && !cJSON_IsArray(next)) {
            put(at, name, ak__json_made(cJSON_CreateObject()));
            next = child_of(at, name);
        }
        if (next == NULL) {
            cJSON_Delete(value);
            return;
        }
        at = next;
    }
    put(at, name, value);
}

void ak_edit_set_text(struct ak_edit *edit, const char *path, const char *text)
{
    set(edit, path, cJSON_CreateString(text));
}

void ak_edit_set_number(struct ak_edit *edit, const char *path, double number)
{
    set(edit, path, cJSON_CreateNumber(number));
}

void ak_edit_set_bool(struct ak_edit *edit, const char *path, bool value)
{
    set(edit, path, cJSON_CreateBool(value));
}

void ak_edit_set_texts(struct ak_edit *edit, const char *path, const struct ak_texts *texts)
{
    set(edit, path, ak__json_of_texts(texts));
}

void ak_edit_set_pairs(struct ak_edit *edit, const char *path, const struct ak_pairs *pairs)
{
    set(edit, path, ak__json_of_pairs(pairs));
}

void ak_edit_set_json(struct ak_edit *edit, const char *path, const char *json)
{
    cJSON *value = NULL;
    struct ak_err err = ak_err_none();

    if (ak__json_parse(json, strlen(json), &value, &err))
        AK_BUG("%s: no JSON: %s", path, err.text);
    set(edit, path, value);
}

/* ---- taking away and looking ---- */

static void remove_at(cJSON *parent, const char *path)
{
    char name[NAME_SIZE];
    const char *rest = split(path, name);
    bool is_every = strcmp(name, "*") == 0;
    cJSON *child = is_every && parent != NULL ? parent->child : child_of(parent, name);

    while (child != NULL) {
        cJSON *next = is_every ? child->next : NULL;

        if (rest != NULL)
            remove_at(child, rest);
        else
            cJSON_Delete(cJSON_DetachItemViaPointer(parent, child));
        child = next;
    }
}

void ak_edit_remove(struct ak_edit *edit, const char *path)
{
    remove_at(edit->root, path);
}

bool ak_edit_has(const struct ak_edit *edit, const char *path)
{
    return find(edit, path) != NULL;
}

bool ak_edit_get(const struct ak_edit *edit, const char *path, struct ak_buf *out)
{
    const cJSON *value = find(edit, path);

    return value != NULL && ak__json_print(value, false, out);
}

bool ak_edit_print(const struct ak_edit *edit, bool is_for_reading, struct ak_buf *out)
{
    return ak__json_print(edit->root, is_for_reading, out);
}
