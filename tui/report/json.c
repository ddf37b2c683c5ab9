/* json.c: rows as JSON objects. Numbers of Azure fit a double. */
#include "config.h"

#include <string.h>

#include "akscope/base/arena.h"
#include "report_int.h"

static void put_texts(struct ak__writer *writer, const struct ak_texts *texts)
{
    ak__puts(writer, "[");
    for (size_t i = 0; i < texts->count; i++) {
        if (i > 0)
            ak__puts(writer, ", ");
        ak__put_json(writer, texts->items[i]);
    }
    ak__puts(writer, "]");
}

static void put_value(struct ak__writer *writer, const struct ak__value *value)
{
    char text[AK__VALUE_SIZE];

    switch (value->kind) {
    case AK__VALUE_NULL:
        ak__puts(writer, "null");
        break;
    case AK__VALUE_TEXT:
        ak__put_json(writer, value->text);
        break;
    case AK__VALUE_TEXTS:
        put_texts(writer, &value->texts);
        break;
    case AK__VALUE_NUMBER:
    case AK__VALUE_REAL:
    case AK__VALUE_BOOL:
        ak__puts(writer, ak__value_plain(value, text));
        break;
    }
}

/* What stands around the value of a field. All rows have the same, so that it is written down once.
 */
struct member {
    const struct ak__field_row *field;
    const struct ak__object_row *object; /* that it is a member of; NULL: of the row */
    const char *before;                  /* all since the value before */
    size_t before_len;
    const char *null; /* of an object's first member: what stands there when the object is null */
    bool is_last;     /* of its object */
};

static const struct ak__object_row *object_of(const struct ak__kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->object_count; i++) {
        if (strncmp(name, kind->objects[i].prefix, strlen(kind->objects[i].prefix)) == 0)
            return &kind->objects[i];
    }
    return NULL;
}

static void set_before(struct ak_arena *arena, struct member *member, const char *indent,
                       bool is_first)
{
    const struct ak__object_row *object = member->object;
    const char *comma = is_first ? "" : ",";
    const char *name = member->field->name;

    if (object == NULL) {
        member->before = ak_arena_printf(arena, "%s\n%s  \"%s\": ", comma, indent, name);
    } else {
        int len = (int)strlen(object->prefix) - 1; /* without the dot */
        const char *inner = name + len + 1;

        member->null =
            ak_arena_printf(arena, "%s\n%s  \"%.*s\": null", comma, indent, len, object->prefix);
        member->before = ak_arena_printf(arena, "%s\n%s  \"%.*s\": {\"%s\": ", comma, indent, len,
                                         object->prefix, inner);
    }
}

/* The members of an object stand together in the table. */
static const struct member *make_members(struct ak_arena *arena, const struct ak__kind *kind,
                                         const char *indent)
{
    struct member *members = ak_arena_alloc(arena, kind->field_count, sizeof *members);

    for (size_t i = 0; i < kind->field_count; i++) {
        struct member *member = &members[i];
        struct member *previous = i > 0 ? &members[i - 1] : NULL;

        member->field = &kind->fields[i];
        member->object = object_of(kind, member->field->name);
        member->is_last = true;
        if (member->object != NULL && previous != NULL && previous->object == member->object) {
            previous->is_last = false;
            member->before = ak_arena_printf(
                arena, ", \"%s\": ", member->field->name + strlen(member->object->prefix));
        } else {
            set_before(arena, member, indent, i == 0);
        }
        member->before_len = strlen(member->before);
    }
    return members;
}

static void put_member(struct ak__writer *writer, const struct member *member, const void *row)
{
    const struct ak__object_row *object = member->object;
    struct ak__value value;

    if (object != NULL && object->is_null != NULL && object->is_null(row)) {
        if (member->null != NULL)
            ak__puts(writer, member->null);
        return;
    }
    ak__put(writer, member->before, member->before_len);
    value.kind = AK__VALUE_NULL;
    member->field->value(row, &value);
    put_value(writer, &value);
    if (object != NULL && member->is_last)
        ak__put(writer, "}", 1);
}

static void put_row(struct ak__writer *writer, const struct ak__kind *kind,
                    const struct member *members, const void *row, const char *indent)
{
    ak__puts(writer, indent);
    ak__puts(writer, "{");
    for (size_t i = 0; i < kind->field_count; i++)
        put_member(writer, &members[i], row);
    ak__puts(writer, "\n");
    ak__puts(writer, indent);
    ak__puts(writer, "}");
}

static void put_rows(struct ak__writer *writer, const struct ak__kind *kind,
                     const struct member *members, const struct ak_report_rows *rows,
                     const char *indent)
{
    ak__puts(writer, "[");
    for (size_t i = 0; i < rows->count; i++) {
        ak__puts(writer, i > 0 ? ",\n" : "\n");
        put_row(writer, kind, members, rows->rows[i], indent);
    }
    if (rows->count > 0) {
        ak__puts(writer, "\n");
        ak__puts(writer, indent + 2); /* where the list began */
    }
    ak__puts(writer, "]");
}

void ak__put_json_rows(struct ak__writer *writer, const struct ak_report_rows *rows,
                       const char *indent)
{
    struct ak_arena *arena = ak_arena_new(0);
    const struct ak__kind *kind = ak__kind_get(rows->kind);

    put_rows(writer, kind, make_members(arena, kind, indent), rows, indent);
    ak_arena_free(arena);
}

void ak__write_json(struct ak__writer *writer, const struct ak__kind *kind,
                    const struct ak_report_rows *rows, bool is_single)
{
    struct ak_arena *arena;

    if (is_single) {
        arena = ak_arena_new(0);
        put_row(writer, kind, make_members(arena, kind, ""), rows->rows[0], "");
        ak_arena_free(arena);
    } else {
        ak__put_json_rows(writer, rows, "  ");
    }
    ak__puts(writer, "\n");
}
