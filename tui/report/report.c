/* report.c: kinds of rows, values, and the choice of a format. */
#include "config.h"

#include "report_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"

static const struct {
    const char *name;
    bool is_for_lists;
} formats[AK_FORMAT_COUNT] = {
#define AK_REPORT_FORMAT(symbol, name, is_for_lists) [AK_FORMAT_##symbol] = {name, is_for_lists},
#include "akscope/report/formats.def"
#undef AK_REPORT_FORMAT
};

const char *ak_report_format_name(enum ak_report_format format)
{
    return formats[format].name;
}

bool ak_report_format_is_for_lists(enum ak_report_format format)
{
    return formats[format].is_for_lists;
}

const struct ak__kind *ak__kind_get(enum ak_report_kind kind)
{
    static const struct ak__kind *const kinds[AK_REPORT_COUNT] = {
        [AK_REPORT_CLUSTERS] = &ak__kind_clusters,
        [AK_REPORT_POOLS] = &ak__kind_pools,
        [AK_REPORT_SIZES] = &ak__kind_sizes,
        [AK_REPORT_VERSIONS] = &ak__kind_versions,
        [AK_REPORT_FEATURES] = &ak__kind_features,
        [AK_REPORT_OPERATIONS] = &ak__kind_operations,
        [AK_REPORT_FACTS] = &ak__kind_facts,
        [AK_REPORT_DISAGREEMENTS] = &ak__kind_disagreements,
        [AK_REPORT_FINDINGS] = &ak__kind_findings,
        [AK_REPORT_CHECKS] = &ak__kind_checks,
        [AK_REPORT_SETTINGS] = &ak__kind_settings,
        [AK_REPORT_SETTING_ORIGINS] = &ak__kind_setting_origins,
    };

    return kinds[kind];
}

void ak__set_text(struct ak__value *out, const char *text)
{
    out->kind = text != NULL ? AK__VALUE_TEXT : AK__VALUE_NULL;
    out->text = text;
}

void ak__set_count(struct ak__value *out, int64_t number)
{
    out->kind = AK__VALUE_NUMBER;
    out->number = number;
}

void ak__set_number(struct ak__value *out, struct ak_number number)
{
    out->kind = number.is_set ? AK__VALUE_NUMBER : AK__VALUE_NULL;
    out->number = number.value;
}

void ak__set_answer(struct ak__value *out, enum ak_answer answer)
{
    out->kind = answer != AK_UNKNOWN ? AK__VALUE_BOOL : AK__VALUE_NULL;
    out->truth = answer == AK_YES;
}

void ak__set_date(struct ak__value *out, struct ak_date date)
{
    out->kind = ak_date_is_set(date) ? AK__VALUE_TEXT : AK__VALUE_NULL;
    out->text = ak_date_iso(date, out->buffer);
}

void ak__set_texts(struct ak__value *out, struct ak_texts texts)
{
    out->kind = AK__VALUE_TEXTS;
    out->texts = texts;
}

/* Cut at a whole item. */
static void join_texts(const struct ak_texts *texts, char text[AK__VALUE_SIZE])
{
    size_t used = 0;

    for (size_t i = 0; i < texts->count; i++) {
        int len =
            snprintf(text + used, AK__VALUE_SIZE - used, "%s%s", i > 0 ? ";" : "", texts->items[i]);

        if (len >= (int)(AK__VALUE_SIZE - used)) {
            text[used] = '\0';
            break;
        }
        used += (size_t)len;
    }
}

const char *ak__value_plain(const struct ak__value *value, char text[AK__VALUE_SIZE])
{
    text[0] = '\0';
    switch (value->kind) {
    case AK__VALUE_NULL:
        break;
    case AK__VALUE_TEXT:
        return value->text;
    case AK__VALUE_NUMBER:
        snprintf(text, AK__VALUE_SIZE, "%lld", (long long)value->number);
        break;
    case AK__VALUE_REAL:
        snprintf(text, AK__VALUE_SIZE, "%.10g", value->real);
        break;
    case AK__VALUE_BOOL:
        return value->truth ? "true" : "false";
    case AK__VALUE_TEXTS:
        join_texts(&value->texts, text);
        break;
    }
    return text;
}

void ak__field_value(const struct ak__kind *kind, const struct ak__field_row *field,
                     const void *row, struct ak__value *out)
{
    out->kind = AK__VALUE_NULL;
    for (size_t i = 0; i < kind->object_count; i++) {
        const struct ak__object_row *object = &kind->objects[i];

        if (object->is_null != NULL &&
            strncmp(field->name, object->prefix, strlen(object->prefix)) == 0 &&
            object->is_null(row))
            return;
    }
    field->value(row, out);
}

/* ---- writing ---- */

void ak__flush(struct ak__writer *writer)
{
    if (writer->used > 0 && !writer->failed)
        writer->failed = !writer->write(writer->bytes, writer->used, writer->context);
    writer->used = 0;
}

void ak__put(struct ak__writer *writer, const char *bytes, size_t len)
{
    while (len > 0) {
        size_t room = sizeof writer->bytes - writer->used;
        size_t step = len < room ? len : room;

        memcpy(writer->bytes + writer->used, bytes, step);
        writer->used += step;
        bytes += step;
        len -= step;
        if (writer->used == sizeof writer->bytes)
            ak__flush(writer);
    }
}

void ak__puts(struct ak__writer *writer, const char *text)
{
    ak__put(writer, text, strlen(text));
}

int ak__written(struct ak__writer *writer, struct ak_err *err)
{
    bool failed;

    ak__flush(writer);
    failed = writer->failed;
    free(writer);
    return failed ? ak_err_set(err, AK_ERR_FILE, "the output can't be written") : 0;
}

struct ak__writer *ak__writer_new(ak_report_write *write, void *context)
{
    struct ak__writer *writer = ak_alloc(1, sizeof *writer);

    writer->write = write;
    writer->context = context;
    return writer;
}

void ak__write_rows(struct ak__writer *writer, const struct ak_report_rows *rows,
                    const struct ak_report_style *style)
{
    const struct ak__kind *kind = ak__kind_get(rows->kind);

    switch (style->format) {
    case AK_FORMAT_JSON:
        ak__write_json(writer, kind, rows, style->is_single);
        break;
    case AK_FORMAT_CSV:
    case AK_FORMAT_TSV:
        ak__write_separated(writer, kind, rows, style->format == AK_FORMAT_CSV);
        break;
    case AK_FORMAT_MARKDOWN:
        ak__write_markdown(writer, kind, rows, style);
        break;
    case AK_FORMAT_TABLE:
        if (kind->write_table != NULL)
            kind->write_table(writer, rows, style);
        else
            ak__write_table(writer, kind, rows, style);
        break;
    case AK_FORMAT_HTML:
    case AK_FORMAT_SARIF:
    case AK_FORMAT_JUNIT:
    case AK_FORMAT_ICS:
    case AK_FORMAT_OPENMETRICS:
    case AK_FORMAT_COUNT:
        AK_BUG("%d is no format for lists", style->format);
    }
}

int ak_report_print(const struct ak_report_rows *rows, const struct ak_report_style *style,
                    ak_report_write *write, void *context, struct ak_err *err)
{
    struct ak__writer *writer = ak__writer_new(write, context);

    ak__write_rows(writer, rows, style);
    return ak__written(writer, err);
}
