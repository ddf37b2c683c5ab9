/* plain.c: rows as csv (RFC 4180), tsv, and aligned columns. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "report_int.h"

enum { GAP = 2, LABEL_WIDTH = 32 };

/* Quoted only where it must be. */
static void put_csv(struct ak__writer *writer, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        ak__puts(writer, text);
        return;
    }
    ak__puts(writer, "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"')
            ak__puts(writer, "\"");
        ak__put(writer, text, 1);
    }
    ak__puts(writer, "\"");
}

/* TSV has no quotes: what would part cells or lines is a blank. */
static void put_tsv(struct ak__writer *writer, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\t\r\n");

        ak__put(writer, text, len);
        text += len;
        if (*text != '\0') {
            ak__puts(writer, " ");
            text++;
        }
    }
}

static void put_cell(struct ak__writer *writer, const char *text, bool is_csv)
{
    if (is_csv)
        put_csv(writer, text);
    else
        put_tsv(writer, text);
}

void ak__write_separated(struct ak__writer *writer, const struct ak__kind *kind,
                         const struct ak_report_rows *rows, bool is_csv)
{
    const char *separator = is_csv ? "," : "\t";
    const char *end = is_csv ? "\r\n" : "\n";

    for (size_t i = 0; i < kind->field_count; i++) {
        ak__puts(writer, i > 0 ? separator : "");
        put_cell(writer, kind->fields[i].name, is_csv);
    }
    ak__puts(writer, end);
    for (size_t row = 0; row < rows->count; row++) {
        for (size_t i = 0; i < kind->field_count; i++) {
            struct ak__value value;
            char text[AK__VALUE_SIZE];

            ak__field_value(kind, &kind->fields[i], rows->rows[row], &value);
            ak__puts(writer, i > 0 ? separator : "");
            put_cell(writer, ak__value_plain(&value, text), is_csv);
        }
        ak__puts(writer, end);
    }
}

void ak__field_show(const struct ak__kind *kind, const struct ak__field_row *field, const void *row,
                    bool is_ascii, char text[AK__VALUE_SIZE])
{
    struct ak__value value;

    if (field->show != NULL) {
        field->show(row, is_ascii, text);
        return;
    }
    char buffer[AK__VALUE_SIZE];
    ak__field_value(kind, field, row, &value);
    const char *plain = ak__value_plain(&value, buffer);
    ak_text_copy(text, AK__VALUE_SIZE, plain[0] != '\0' ? plain : "-");
}

void ak__put_spaces(struct ak__writer *writer, int count)
{
    for (int i = 0; i < count; i++)
        ak__put(writer, " ", 1);
}

static void put_padded(struct ak__writer *writer, const char *text, int width, bool is_right,
                       bool is_last)
{
    int space = width - ak_text_width(text);

    if (is_right)
        ak__put_spaces(writer, space);
    ak__puts(writer, text);
    if (!is_right && !is_last)
        ak__put_spaces(writer, space);
}

/* Everything of one row, a line a field. */
static void write_single(struct ak__writer *writer, const struct ak__kind *kind, const void *row)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        struct ak__value value;
        char text[AK__VALUE_SIZE];

        ak__field_value(kind, &kind->fields[i], row, &value);
        const char *plain = ak__value_plain(&value, text);
        put_padded(writer, kind->fields[i].name, LABEL_WIDTH, false, false);
        ak__puts(writer, plain[0] != '\0' ? plain : "-");
        ak__puts(writer, "\n");
    }
}

static bool is_varied(const struct ak__kind *kind, const struct ak__field_row *field,
                      const struct ak_report_rows *rows, bool is_ascii)
{
    char first[AK__VALUE_SIZE];
    char text[AK__VALUE_SIZE];

    if (rows->count == 0)
        return false;
    ak__field_show(kind, field, rows->rows[0], is_ascii, first);
    for (size_t row = 1; row < rows->count; row++) {
        ak__field_show(kind, field, rows->rows[row], is_ascii, text);
        if (strcmp(first, text) != 0)
            return true;
    }
    return false;
}

bool ak__field_is_column(const struct ak__kind *kind, const struct ak__field_row *field,
                         const struct ak_report_rows *rows, bool is_ascii)
{
    return field->heading != NULL &&
           (!field->only_if_varied || is_varied(kind, field, rows, is_ascii));
}

/* Widths of columns; 0 for what is not shown. */
static void measure(const struct ak__kind *kind, const struct ak_report_rows *rows, bool is_ascii,
                    int *widths)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct ak__field_row *field = &kind->fields[i];

        if (!ak__field_is_column(kind, field, rows, is_ascii))
            continue;
        widths[i] = ak_text_width(field->heading);
        for (size_t row = 0; row < rows->count; row++) {
            char text[AK__VALUE_SIZE];
            int width;

            ak__field_show(kind, field, rows->rows[row], is_ascii, text);
            width = ak_text_width(text);
            if (width > widths[i])
                widths[i] = width;
        }
    }
}

static size_t last_column(const struct ak__kind *kind, const int *widths)
{
    size_t last = 0;

    for (size_t i = 0; i < kind->field_count; i++) {
        if (widths[i] > 0)
            last = i;
    }
    return last;
}

/* One line: the headings when row is NULL. */
static void put_line(struct ak__writer *writer, const struct ak__kind *kind, const void *row,
                     bool is_ascii, const int *widths)
{
    size_t last = last_column(kind, widths);

    for (size_t i = 0; i <= last; i++) {
        const struct ak__field_row *field = &kind->fields[i];
        char text[AK__VALUE_SIZE];

        if (widths[i] == 0)
            continue;
        if (row == NULL)
            snprintf(text, sizeof text, "%s", field->heading);
        else
            ak__field_show(kind, field, row, is_ascii, text);
        put_padded(writer, text, widths[i], field->is_right, i == last);
        if (i < last)
            ak__put_spaces(writer, GAP);
    }
    ak__puts(writer, "\n");
}

void ak__write_table(struct ak__writer *writer, const struct ak__kind *kind,
                     const struct ak_report_rows *rows, const struct ak_report_style *style)
{
    int *widths;

    if (style->is_single) {
        write_single(writer, kind, rows->rows[0]);
        return;
    }
    widths = ak_alloc(kind->field_count, sizeof *widths);
    measure(kind, rows, style->is_ascii, widths);
    put_line(writer, kind, NULL, style->is_ascii, widths);
    for (size_t row = 0; row < rows->count; row++)
        put_line(writer, kind, rows->rows[row], style->is_ascii, widths);
    free(widths);
}
