/* markdown.c: rows as a table of GitHub's Markdown. */
#include "config.h"

#include <string.h>

#include "report_int.h"

static void put_cell(struct ak__writer *writer, const char *text)
{
    ak__puts(writer, " ");
    ak__put_markdown(writer, text);
    ak__puts(writer, " |");
}

/* One line: the headings when row is NULL. */
static void put_line(struct ak__writer *writer, const struct ak__kind *kind, const void *row,
                     bool is_ascii, const bool *columns)
{
    ak__puts(writer, "|");
    for (size_t i = 0; i < kind->field_count; i++) {
        char text[AK__VALUE_SIZE];

        if (!columns[i])
            continue;
        if (row != NULL)
            ak__field_show(kind, &kind->fields[i], row, is_ascii, text);
        put_cell(writer, row != NULL ? text : kind->fields[i].heading);
    }
    ak__puts(writer, "\n");
}

static void put_rule(struct ak__writer *writer, const struct ak__kind *kind, const bool *columns)
{
    ak__puts(writer, "|");
    for (size_t i = 0; i < kind->field_count; i++) {
        if (columns[i])
            ak__puts(writer, kind->fields[i].is_right ? " ---: |" : " --- |");
    }
    ak__puts(writer, "\n");
}

/* Everything of one row, a line a field. */
static void put_single(struct ak__writer *writer, const struct ak__kind *kind, const void *row)
{
    ak__puts(writer, "| FIELD | VALUE |\n| --- | --- |\n");
    for (size_t i = 0; i < kind->field_count; i++) {
        struct ak__value value;
        char text[AK__VALUE_SIZE];

        ak__field_value(kind, &kind->fields[i], row, &value);
        ak__puts(writer, "|");
        put_cell(writer, kind->fields[i].name);
        put_cell(writer, ak__value_plain(&value, text));
        ak__puts(writer, "\n");
    }
}

void ak__write_markdown(struct ak__writer *writer, const struct ak__kind *kind,
                        const struct ak_report_rows *rows, const struct ak_report_style *style)
{
    bool columns[AK__FIELDS_MOST] = {false};

    if (style->is_single) {
        put_single(writer, kind, rows->rows[0]);
        return;
    }
    if (kind->field_count > AK__FIELDS_MOST)
        AK_BUG("a kind of %zu fields", kind->field_count);
    for (size_t i = 0; i < kind->field_count; i++)
        columns[i] = ak__field_is_column(kind, &kind->fields[i], rows, style->is_ascii);
    put_line(writer, kind, NULL, style->is_ascii, columns);
    put_rule(writer, kind, columns);
    for (size_t i = 0; i < rows->count; i++)
        put_line(writer, kind, rows->rows[i], style->is_ascii, columns);
}
