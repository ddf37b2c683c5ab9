/* json_read.c: typed reading of a JSON tree, and where it went wrong. */
#include "config.h"

#include "json_int.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"

/* Lists up to FEW_ITEMS are shared; longer ones hardly ever repeat. */
enum { PATH_SIZE = 256, FEW_ITEMS = 16, DECIMAL_SIZE = 64 };

struct ak__node ak__root(struct ak__reader *reader, const cJSON *json)
{
    return (struct ak__node){.reader = reader, .json = cJSON_IsNull(json) ? NULL : json};
}

/* Appends the way to `node` to path (PATH_SIZE bytes, len used) and returns the new length. */
static size_t write_path(const struct ak__node *node, char *path, size_t len)
{
    int more;

    if (node->up == NULL)
        return len;
    len = write_path(node->up, path, len);
    if (node->name == NULL)
        more = snprintf(path + len, PATH_SIZE - len, "[%zu]", node->index);
    else
        more = snprintf(path + len, PATH_SIZE - len, "%s%s", len > 0 ? "." : "", node->name);
    if (more < 0)
        return len;
    return (size_t)more < PATH_SIZE - len ? len + (size_t)more : PATH_SIZE - 1;
}

/* The value itself, else the nearest one above it that is there. */
static const cJSON *place_of(const struct ak__node *node)
{
    while (node->json == NULL && node->up != NULL)
        node = node->up;
    return node->json;
}

void ak__fail(const struct ak__node *node, const char *what)
{
    char path[PATH_SIZE] = "";

    if (node->reader->failed)
        return;
    node->reader->failed_at = place_of(node);
    if (write_path(node, path, 0) == 0)
        node->reader->failed = ak_err_set(node->reader->err, AK_ERR_MALFORMED, "%s", what);
    else
        node->reader->failed =
            ak_err_set(node->reader->err, AK_ERR_MALFORMED, "%s: %s", path, what);
}

/* True when there is a value to read and it has the wanted type; a wrong type is a failure. */
static bool is_readable(const struct ak__node *node, cJSON_bool (*has_type)(const cJSON *),
                        const char *expected)
{
    if (node->json == NULL || node->reader->failed)
        return false;
    if (!has_type(node->json)) {
        ak__fail(node, expected);
        return false;
    }
    return true;
}

static const cJSON *not_null(const cJSON *json)
{
    return json == NULL || cJSON_IsNull(json) ? NULL : json;
}

/* As cJSON_GetObjectItemCaseSensitive; looking at the first letter here spares most of its calls.
 */
static const cJSON *find_member(const cJSON *object, const char *name)
{
    for (const cJSON *member = object->child; member != NULL; member = member->next) {
        if (member->string[0] == name[0] && strcmp(member->string, name) == 0)
            return member;
    }
    return NULL;
}

struct ak__node ak__member(const struct ak__node *object, const char *name)
{
    struct ak__node member = {.reader = object->reader, .up = object, .name = name};

    if (is_readable(object, cJSON_IsObject, "expected an object"))
        member.json = not_null(find_member(object->json, name));
    return member;
}

static struct ak__node first_child(const struct ak__node *parent)
{
    const cJSON *child = parent->json->child;
    struct ak__node node = {.reader = parent->reader, .json = child, .up = parent};

    if (child == NULL)
        return node;
    node.name = child->string;
    return cJSON_IsNull(child) ? ak__next(&node) : node;
}

struct ak__node ak__first_item(const struct ak__node *array)
{
    if (!is_readable(array, cJSON_IsArray, "expected a list"))
        return (struct ak__node){.reader = array->reader, .up = array};
    return first_child(array);
}

struct ak__node ak__first_member(const struct ak__node *object)
{
    if (!is_readable(object, cJSON_IsObject, "expected an object"))
        return (struct ak__node){.reader = object->reader, .up = object};
    return first_child(object);
}

struct ak__node ak__next(const struct ak__node *node)
{
    struct ak__node next = *node;

    do {
        next.json = next.json->next;
        next.index++;
    } while (next.json != NULL && cJSON_IsNull(next.json));
    if (node->reader->failed)
        next.json = NULL;
    next.name = next.json == NULL ? NULL : next.json->string;
    return next;
}

size_t ak__item_count(const struct ak__node *array)
{
    size_t count = 0;

    for (struct ak__node item = ak__first_item(array); item.json != NULL; item = ak__next(&item))
        count++;
    return count;
}

const char *ak__raw_text(const struct ak__node *node)
{
    return is_readable(node, cJSON_IsString, "expected a text") ? node->json->valuestring : NULL;
}

const char *ak__text(const struct ak__node *node)
{
    const char *raw = ak__raw_text(node);

    if (raw == NULL || raw[0] == '\0')
        return NULL;
    return ak_text_sanitise_in(node->reader->arena, raw, strlen(raw));
}

static const char *share(struct ak_arena *arena, const char *raw)
{
    size_t len = strlen(raw);

    if (ak_text_is_clean(raw, len))
        return ak_arena_intern(arena, raw);
    return ak_arena_intern(arena, ak_text_sanitise_in(arena, raw, len));
}

const char *ak__shared_text(const struct ak__node *node)
{
    const char *raw = ak__raw_text(node);

    return raw == NULL || raw[0] == '\0' ? NULL : share(node->reader->arena, raw);
}

const char *ak__name(const struct ak__node *member)
{
    return share(member->reader->arena, member->name);
}

const char *ak__required_text(const struct ak__node *node)
{
    const char *text = ak__text(node);

    if (text == NULL)
        ak__fail(node, "missing");
    return text;
}

bool ak__to_whole(double value, int64_t *out)
{
    if (!(value >= -AK__LARGEST_WHOLE && value <= AK__LARGEST_WHOLE))
        return false;
    int64_t whole = (int64_t)value;
    if ((double)whole < value || (double)whole > value)
        return false;
    *out = whole;
    return true;
}

struct ak_number ak__number(const struct ak__node *node)
{
    struct ak_number number = {0};

    if (!is_readable(node, cJSON_IsNumber, "expected a whole number"))
        return number;
    number.is_set = ak__to_whole(node->json->valuedouble, &number.value);
    if (!number.is_set)
        ak__fail(node, "expected a whole number up to 2^53");
    return number;
}

enum ak_answer ak__answer(const struct ak__node *node)
{
    if (!is_readable(node, cJSON_IsBool, "expected true or false"))
        return AK_UNKNOWN;
    return cJSON_IsTrue(node->json) ? AK_YES : AK_NO;
}

/* A copy of the list in the arena, or an equal one that is there already. Its texts are shared, so
 * equal lists have equal bytes. */
static const void *share_list(struct ak__reader *reader, const void *items, size_t size)
{
    for (size_t i = 0; i < AK__RECENT_LISTS; i++) {
        const struct ak__recent *recent = &reader->recent[i];

        if (recent->size == size && memcmp(recent->items, items, size) == 0)
            return recent->items;
    }
    void *copy = ak_arena_alloc(reader->arena, 1, size);
    memcpy(copy, items, size);
    reader->recent[reader->next_recent] = (struct ak__recent){.items = copy, .size = size};
    reader->next_recent = (reader->next_recent + 1) % AK__RECENT_LISTS;
    return copy;
}

struct ak_texts ak__texts(const struct ak__node *array)
{
    struct ak__reader *reader = array->reader;
    size_t count = ak__item_count(array);
    const char *few[FEW_ITEMS];
    const char **items = few;
    size_t used = 0;

    if (count == 0)
        return (struct ak_texts){0};
    if (count > FEW_ITEMS)
        items = ak_arena_alloc(reader->arena, count, sizeof(*items));
    for (struct ak__node item = ak__first_item(array); item.json != NULL; item = ak__next(&item)) {
        const char *raw = ak__raw_text(&item);

        if (raw != NULL)
            items[used++] = share(reader->arena, raw);
    }
    if (items == few && used > 0)
        return (struct ak_texts){.items = share_list(reader, few, used * sizeof(*few)),
                                 .count = used};
    return (struct ak_texts){.items = items == few ? NULL : items, .count = used};
}

struct ak_pairs ak__pairs(const struct ak__node *object)
{
    struct ak__reader *reader = object->reader;
    struct ak_pair few[FEW_ITEMS];
    struct ak_pair *items = few;
    size_t count = 0;
    size_t used = 0;

    for (struct ak__node at = ak__first_member(object); at.json != NULL; at = ak__next(&at))
        count++;
    if (count > FEW_ITEMS)
        items = ak_arena_alloc(reader->arena, count, sizeof(*items));
    for (struct ak__node at = ak__first_member(object); at.json != NULL; at = ak__next(&at)) {
        const char *raw = ak__raw_text(&at);

        if (raw != NULL)
            items[used++] =
                (struct ak_pair){.key = ak__name(&at), .value = share(reader->arena, raw)};
    }
    if (items == few && used > 0)
        return (struct ak_pairs){.items = share_list(reader, few, used * sizeof(*few)),
                                 .count = used};
    return (struct ak_pairs){.items = items == few ? NULL : items, .count = used};
}

/* A number that may have a fraction, as a text: nothing of it is lost, and no locale is asked. */
static const char *decimal(const struct ak__node *node)
{
    struct ak_buf out = ak_buf_init(DECIMAL_SIZE);
    const char *text = NULL;

    if (is_readable(node, cJSON_IsNumber, "expected a number") &&
        ak__json_print(node->json, false, &out))
        text = ak_arena_intern(node->reader->arena, ak_buf_text(&out));
    ak_buf_release(&out);
    return text;
}

static void read_value(const struct ak__node *node, enum ak__field_kind kind, void *at)
{
    const char *text;

    switch (kind) {
    case AK__FIELD_TEXT:
    case AK__FIELD_SHARED:
        text = kind == AK__FIELD_TEXT ? ak__text(node) : ak__shared_text(node);
        if (text != NULL)
            *(const char **)at = text;
        break;
    case AK__FIELD_NUMBER:
        *(struct ak_number *)at = ak__number(node);
        break;
    case AK__FIELD_DECIMAL:
        *(const char **)at = decimal(node);
        break;
    case AK__FIELD_ANSWER:
        *(enum ak_answer *)at = ak__answer(node);
        break;
    case AK__FIELD_TEXTS:
        *(struct ak_texts *)at = ak__texts(node);
        break;
    case AK__FIELD_PAIRS:
        *(struct ak_pairs *)at = ak__pairs(node);
        break;
    }
}

/* Reads what is at `path` below an object, if it is there. */
static void read_below(const struct ak__node *object, const char *path, enum ak__field_kind kind,
                       void *at)
{
    const char *dot = strchr(path, '.');
    char outer[64];
    struct ak__node member;

    if (dot == NULL) { /* nearly every one */
        member = ak__member(object, path);
        if (member.json != NULL)
            read_value(&member, kind, at);
        return;
    }
    if ((size_t)(dot - path) >= sizeof(outer))
        AK_BUG("the member name \"%s\" is too long", path);
    memcpy(outer, path, (size_t)(dot - path));
    outer[dot - path] = '\0';
    member = ak__member(object, outer);
    if (member.json != NULL)
        read_below(&member, dot + 1, kind, at);
}

void ak__read_fields(const struct ak__node *object, const struct ak__field *fields, size_t count,
                     void *out)
{
    for (size_t i = 0; i < count && !object->reader->failed; i++)
        read_below(object, fields[i].path, fields[i].kind, (char *)out + fields[i].offset);
}
