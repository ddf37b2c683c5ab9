/* json_print.c: a JSON tree as text again. What a terminal could take for a command is printed as
 * an escape, so that nothing is lost and nothing acts. */
#include "config.h"

#include "json_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"

enum { INDENT = 2, NUMBER_SIZE = 64, FIRST_SUPPLEMENTARY = 0x10000 };

struct printer {
    struct ak_buf *out;
    bool is_indented;
    bool is_full;
};

static void put(struct printer *printer, const char *bytes, size_t len)
{
    if (!printer->is_full && !ak_buf_append(printer->out, bytes, len))
        printer->is_full = true;
}

static void puts_text(struct printer *printer, const char *text)
{
    put(printer, text, strlen(text));
}

static void put_line(struct printer *printer, size_t depth)
{
    if (!printer->is_indented)
        return;
    put(printer, "\n", 1);
    for (size_t i = 0; i < depth * INDENT; i++)
        put(printer, " ", 1);
}

static void put_unit(struct printer *printer, uint32_t unit)
{
    static const char digits[] = "0123456789abcdef";
    char escape[] = {'\\',
                     'u',
                     digits[unit >> 12 & 15],
                     digits[unit >> 8 & 15],
                     digits[unit >> 4 & 15],
                     digits[unit & 15]};

    put(printer, escape, sizeof(escape));
}

static void put_escape(struct printer *printer, uint32_t point)
{
    if (point == '\n') {
        puts_text(printer, "\\n");
    } else if (point == '\t') {
        puts_text(printer, "\\t");
    } else if (point < FIRST_SUPPLEMENTARY) {
        put_unit(printer, point);
    } else {
        put_unit(printer, 0xD800 + ((point - FIRST_SUPPLEMENTARY) >> 10));
        put_unit(printer, 0xDC00 + ((point - FIRST_SUPPLEMENTARY) & 0x3FF));
    }
}

static void put_string(struct printer *printer, const char *text)
{
    size_t len = strlen(text);

    put(printer, "\"", 1);
    for (size_t at = 0; at < len && !printer->is_full;) {
        uint32_t point;
        char utf8[4];

        at += ak_utf8_decode(text + at, len - at, &point);
        if (point == '"' || point == '\\')
            put(printer, "\\", 1);
        if (ak_point_is_unsafe(point) || point < ' ')
            put_escape(printer, point);
        else
            put(printer, utf8, ak_utf8_encode(point, utf8));
    }
    put(printer, "\"", 1);
}

/* cJSON prints fractions independent of the locale, but long whole numbers with 15 digits only. */
static void put_number(struct printer *printer, const cJSON *json)
{
    char text[NUMBER_SIZE];
    cJSON number = *json;
    int64_t whole;

    if (ak__to_whole(json->valuedouble, &whole)) {
        snprintf(text, sizeof(text), "%" PRId64, whole);
        puts_text(printer, text);
        return;
    }

    number.next = NULL;
    number.prev = NULL;
    number.string = NULL;
    if (cJSON_PrintPreallocated(&number, text, sizeof(text), false))
        puts_text(printer, text);
}

static void put_value(struct printer *printer, const cJSON *json, size_t depth);

static void put_children(struct printer *printer, const cJSON *parent, size_t depth)
{
    for (const cJSON *child = parent->child; child != NULL; child = child->next) {
        put_line(printer, depth + 1);
        if (child->string != NULL) {
            put_string(printer, child->string);
            puts_text(printer, printer->is_indented ? ": " : ":");
        }
        put_value(printer, child, depth + 1);
        if (child->next != NULL)
            put(printer, ",", 1);
    }
    if (parent->child != NULL)
        put_line(printer, depth);
}

static void put_value(struct printer *printer, const cJSON *json, size_t depth)
{
    if (cJSON_IsObject(json) || cJSON_IsArray(json)) {
        put(printer, cJSON_IsObject(json) ? "{" : "[", 1);
        put_children(printer, json, depth);
        put(printer, cJSON_IsObject(json) ? "}" : "]", 1);
    } else if (cJSON_IsString(json)) {
        put_string(printer, json->valuestring);
    } else if (cJSON_IsNumber(json)) {
        put_number(printer, json);
    } else if (cJSON_IsBool(json)) {
        puts_text(printer, cJSON_IsTrue(json) ? "true" : "false");
    } else {
        puts_text(printer, "null");
    }
}

bool ak__json_print(const cJSON *json, bool is_indented, struct ak_buf *out)
{
    struct printer printer = {.out = out, .is_indented = is_indented};
    size_t len = out->len;

    put_value(&printer, json, 0);
    if (printer.is_full && out->bytes != NULL) {
        out->len = len;
        out->bytes[len] = '\0';
    }
    return !printer.is_full;
}
