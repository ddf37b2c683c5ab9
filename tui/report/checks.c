/* checks.c: checks as a person reads them: a mark, what was looked at, what was found, and below it
 * what to do; at the end how it stands. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "report_int.h"

/* A name that is longer than NAME_MOST stands on a line of its own. */
enum { MARK_COLUMNS = 2, GAP = 2, INDENT = 2, TEXT_LEAST = 20, NAME_MOST = 20 };

static const struct {
    const char *name; /* stable */
    const char *mark;
    const char *ascii_mark;
    const char *colour; /* ECMA-48: SGR */
} statuses[] = {
    [AK_CHECK_OK] = {"ok", "✔", "+", "\x1b[32m"},
    [AK_CHECK_WARNING] = {"warning", "▲", "!", "\x1b[33m"},
    [AK_CHECK_FAILED] = {"failed", "✖", "X", "\x1b[31m"},
    [AK_CHECK_SKIPPED] = {"skipped", "·", ".", "\x1b[2m"},
};

/* ---- fields ---- */

static const struct ak_report_check *as_check(const void *row)
{
    return row;
}

static void check_name(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_check(row)->check);
}

static void check_subject(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_check(row)->subject);
}

static void check_status(const void *row, struct ak__value *out)
{
    ak__set_text(out, statuses[as_check(row)->status].name);
}

static void check_found(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_check(row)->found);
}

static void check_advice(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_check(row)->advice);
}

static void check_error(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_check(row)->error);
}

/* ---- the table for people ---- */

struct page {
    struct ak__writer *writer;
    const struct ak_report_style *style;
    int text_column;
};

static int name_width(const struct ak_report_check *check)
{
    return check->subject != NULL ? INDENT + ak_text_width(check->subject)
                                  : ak_text_width(check->check);
}

/* How much of the text fits into a line: up to a blank, or all that fits where there is none. */
static size_t line_length(const char *text, int columns)
{
    int width;
    size_t fits = ak_text_fit(text, columns, &width);
    size_t end = fits;

    if (text[fits] == '\0' || text[fits] == ' ')
        return fits;
    while (end > 0 && text[end - 1] != ' ')
        end--;
    return end > 0 ? end : fits > 0 ? fits : strlen(text);
}

/* Writes the text from its column on, as many lines as it takes. */
static void put_text(struct page *page, const char *text, int indent)
{
    int columns = page->style->width - page->text_column - indent;

    if (page->style->width <= 0 || columns < TEXT_LEAST)
        columns = INT32_MAX;
    for (;;) {
        size_t len = line_length(text, columns);
        size_t shown = len;

        while (shown > 0 && text[shown - 1] == ' ')
            shown--;
        ak__put(page->writer, text, shown);
        ak__puts(page->writer, "\n");
        text += len + strspn(text + len, " ");
        if (*text == '\0')
            return;
        ak__put_spaces(page->writer, page->text_column + indent);
    }
}

static void put_colour(struct page *page, const char *colour)
{
    if (page->style->has_colours)
        ak__puts(page->writer, colour);
}

static void put_check(struct page *page, const struct ak_report_check *check)
{
    static const char none[] = "\x1b[m";
    bool is_ascii = page->style->is_ascii;
    bool is_dim = check->status == AK_CHECK_SKIPPED;

    put_colour(page, statuses[check->status].colour);
    ak__puts(page->writer,
             is_ascii ? statuses[check->status].ascii_mark : statuses[check->status].mark);
    if (!is_dim)
        put_colour(page, none);
    ak__put_spaces(page->writer, check->subject != NULL ? 1 + INDENT : 1);
    ak__puts(page->writer, check->subject != NULL ? check->subject : check->check);
    int gap = page->text_column - MARK_COLUMNS - name_width(check);
    if (gap < GAP) {
        ak__puts(page->writer, "\n");
        gap = page->text_column;
    }
    ak__put_spaces(page->writer, gap);
    put_text(page, check->found, 0);
    if (check->advice != NULL) {
        ak__put_spaces(page->writer, page->text_column);
        ak__puts(page->writer, is_ascii ? "> " : "→ ");
        put_text(page, check->advice, 2);
    }
    if (is_dim)
        put_colour(page, none);
}

static void put_count(struct ak__writer *writer, size_t count, const char *one, const char *many,
                      const char *before)
{
    char text[64];

    if (count == 0)
        return;
    snprintf(text, sizeof text, "%s%zu %s", before, count, count == 1 ? one : many);
    ak__puts(writer, text);
}

static bool is_same_check(const struct ak_report_rows *rows, size_t i, size_t j)
{
    return strcmp(as_check(rows->rows[i])->check, as_check(rows->rows[j])->check) == 0;
}

/* What a check came to that has several rows, from row *i on, which then is the one behind them. */
static enum ak_check_status worst_of(const struct ak_report_rows *rows, size_t *i)
{
    size_t first = *i;
    enum ak_check_status worst = AK_CHECK_OK;

    for (; *i < rows->count && is_same_check(rows, first, *i); (*i)++) {
        enum ak_check_status status = as_check(rows->rows[*i])->status;

        if (status == AK_CHECK_FAILED || (status == AK_CHECK_WARNING && worst == AK_CHECK_OK))
            worst = status;
    }
    return worst;
}

static void put_summary(struct ak__writer *writer, const struct ak_report_rows *rows)
{
    size_t counts[sizeof statuses / sizeof statuses[0]] = {0};
    size_t i = 0;

    while (i < rows->count)
        counts[worst_of(rows, &i)]++;
    ak__puts(writer, "\n");
    if (counts[AK_CHECK_FAILED] + counts[AK_CHECK_WARNING] == 0) {
        ak__puts(writer, "All is well.\n");
        return;
    }
    put_count(writer, counts[AK_CHECK_FAILED], "check failed", "checks failed", "");
    put_count(writer, counts[AK_CHECK_WARNING], "warning", "warnings",
              counts[AK_CHECK_FAILED] > 0 ? ", " : "");
    ak__puts(writer, "\n");
}

static void write_checks(struct ak__writer *writer, const struct ak_report_rows *rows,
                         const struct ak_report_style *style)
{
    struct page page = {.writer = writer, .style = style, .text_column = MARK_COLUMNS + GAP};

    for (size_t i = 0; i < rows->count; i++) {
        int width = name_width(rows->rows[i]);

        if (width <= NAME_MOST && MARK_COLUMNS + width + GAP > page.text_column)
            page.text_column = MARK_COLUMNS + width + GAP;
    }
    for (size_t i = 0; i < rows->count; i++)
        put_check(&page, rows->rows[i]);
    put_summary(writer, rows);
}

static const struct ak__field_row check_fields[] = {
    {.name = "check", .heading = "CHECK", .value = check_name},
    {.name = "subject", .heading = "OF", .value = check_subject},
    {.name = "status", .heading = "STATUS", .value = check_status},
    {.name = "found", .heading = "FOUND", .value = check_found},
    {.name = "advice", .heading = "WHAT TO DO", .value = check_advice},
    {.name = "error", .value = check_error},
};

const struct ak__kind ak__kind_checks = {.fields = check_fields,
                                         .field_count =
                                             sizeof check_fields / sizeof check_fields[0],
                                         .write_table = write_checks};
