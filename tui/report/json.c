/* json.c: rows as JSON objects. Numbers of Azure fit a double; texts are valid UTF-8 without
 * control characters since they were decoded, but quotes and backslashes need their escapes. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "report_int.h"

static void put_string(struct ak__writer *writer, const char *text)
{
    ak__put(writer, "\"", 1);
    while (*text != '\0') {
        size_t plain = 0;
        unsigned char byte;

        while ((byte = (unsigned char)text[plain]) >= 0x20 && byte != '"' && byte != '\\')
            plain++;
        ak__put(writer, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        if (byte == '"' || byte == '\\') {
            char escaped[2] = {'\\', (char)byte};
            ak__put(writer, escaped, sizeof escaped);
        } else {
            char escaped[8];
            ak__put(writer, escaped, (size_t)snprintf(escaped, sizeof escaped, "\\u%04x", byte));
        }
        text++;
    }
    ak__put(writer, "\"", 1);
}

static void put_texts(struct ak__writer *writer, const struct ak_texts *texts)
{
    ak__puts(writer, "[");
    for (size_t i = 0; i < texts->count; i++) {
        if (i > 0)
            ak__puts(writer, ", ");
        put_string(writer, texts->items[i]);
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
        put_string(writer, value->text);
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

static const struct ak__object_row *object_of(const struct ak__kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->object_count; i++) {
        if (strncmp(name, kind->objects[i].prefix, strlen(kind->objects[i].prefix)) == 0)
            return &kind->objects[i];
    }
    return NULL;
}

/* The members of an object stand together in the table: *at moves past them. */
static void put_object(struct ak__writer *writer, const struct ak__kind *kind,
                       const struct ak__object_row *object, const void *row, size_t *at)
{
    size_t prefix = strlen(object->prefix);
    bool is_null = object->is_null != NULL && object->is_null(row);
    bool is_first = true;

    ak__puts(writer, "\"");
    ak__put(writer, object->prefix, prefix - 1);
    ak__puts(writer, is_null ? "\": null" : "\": {");
    for (; *at < kind->field_count && object_of(kind, kind->fields[*at].name) == object; (*at)++) {
        struct ak__value value;

        if (is_null)
            continue;
        ak__puts(writer, is_first ? "" : ", ");
        is_first = false;
        put_string(writer, kind->fields[*at].name + prefix);
        ak__puts(writer, ": ");
        ak__field_value(kind, &kind->fields[*at], row, &value);
        put_value(writer, &value);
    }
    if (!is_null)
        ak__puts(writer, "}");
}

static void put_row(struct ak__writer *writer, const struct ak__kind *kind, const void *row,
                    const char *indent)
{
    size_t at = 0;

    ak__puts(writer, indent);
    ak__puts(writer, "{");
    while (at < kind->field_count) {
        const struct ak__field_row *field = &kind->fields[at];
        const struct ak__object_row *object = object_of(kind, field->name);

        ak__puts(writer, at > 0 ? ",\n" : "\n");
        ak__puts(writer, indent);
        ak__puts(writer, "  ");
        if (object != NULL) {
            put_object(writer, kind, object, row, &at);
            continue;
        }
        struct ak__value value;
        put_string(writer, field->name);
        ak__puts(writer, ": ");
        ak__field_value(kind, field, row, &value);
        put_value(writer, &value);
        at++;
    }
    ak__puts(writer, "\n");
    ak__puts(writer, indent);
    ak__puts(writer, "}");
}

void ak__write_json(struct ak__writer *writer, const struct ak__kind *kind,
                    const struct ak_report_rows *rows, bool is_single)
{
    if (is_single) {
        put_row(writer, kind, rows->rows[0], "");
        ak__puts(writer, "\n");
        return;
    }
    ak__puts(writer, "[");
    for (size_t i = 0; i < rows->count; i++) {
        ak__puts(writer, i > 0 ? ",\n" : "\n");
        put_row(writer, kind, rows->rows[i], "  ");
    }
    ak__puts(writer, rows->count > 0 ? "\n]\n" : "]\n");
}
