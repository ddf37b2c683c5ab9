/* report_int.h: fields as data: one row serves every format.
 *
 *   fields_*.c  what each kind of row has
 *   report.c    kinds, and which format writes
 *   json.c      objects
 *   plain.c     csv, tsv and aligned tables
 *   markdown.c  tables of Markdown
 *   checks.c    checks as a person reads them, beside their fields
 *   escape.c    text as each format takes it
 *   match.c     filters */
#ifndef AKSCOPE_REPORT_REPORT_INT_H
#define AKSCOPE_REPORT_REPORT_INT_H

#include "akscope/report/report.h"

enum { AK__VALUE_SIZE = 1024, AK__FIELDS_MOST = 64 };

enum ak__value_kind {
    AK__VALUE_NULL,
    AK__VALUE_TEXT,
    AK__VALUE_NUMBER,
    AK__VALUE_REAL,
    AK__VALUE_BOOL,
    AK__VALUE_TEXTS,
};

/* A field's value; texts are borrowed from the row or stand in `buffer`. */
struct ak__value {
    enum ak__value_kind kind;
    const char *text;
    int64_t number;
    double real;
    bool truth;
    struct ak_texts texts;
    char buffer[64];
};

/* A field of a row. "cvm.status" is the member `status` of the object `cvm` in JSON. */
struct ak__field_row {
    const char *name;
    const char *heading; /* of tables; NULL: not in tables */
    bool is_right;       /* aligned so in tables */
    bool only_if_varied; /* not in a table whose rows all say the same */
    void (*value)(const void *row, struct ak__value *out);
    /* What a table shows instead of the value, into text; NULL: the value. */
    void (*show)(const void *row, bool is_ascii, char text[AK__VALUE_SIZE]);
};

/* An object that may be null as a whole: its members share `prefix` ("retirement."). */
struct ak__object_row {
    const char *prefix;
    bool (*is_null)(const void *row);
};

struct ak__writer;

struct ak__kind {
    const struct ak__field_row *fields;
    size_t field_count;
    const struct ak__object_row *objects;
    size_t object_count;
    /* A table for people that has a form of its own; NULL: columns. */
    void (*write_table)(struct ak__writer *writer, const struct ak_report_rows *rows,
                        const struct ak_report_style *style);
};

extern const struct ak__kind ak__kind_clusters;
extern const struct ak__kind ak__kind_pools;
extern const struct ak__kind ak__kind_sizes;
extern const struct ak__kind ak__kind_versions;
extern const struct ak__kind ak__kind_features;
extern const struct ak__kind ak__kind_operations;
extern const struct ak__kind ak__kind_facts;
extern const struct ak__kind ak__kind_disagreements;
extern const struct ak__kind ak__kind_findings;
extern const struct ak__kind ak__kind_checks;
extern const struct ak__kind ak__kind_settings;
extern const struct ak__kind ak__kind_setting_origins;

const struct ak__kind *ak__kind_get(enum ak_report_kind kind);

/* Collects bytes and hands them on in large pieces; a failed write is remembered. */
struct ak__writer {
    ak_report_write *write;
    void *context;
    bool failed;
    size_t used;
    char bytes[64 * 1024];
};

AK_RETURNS_NONNULL struct ak__writer *ak__writer_new(ak_report_write *write, void *context);
void ak__put(struct ak__writer *writer, const char *bytes, size_t len);
void ak__puts(struct ak__writer *writer, const char *text);
void ak__put_spaces(struct ak__writer *writer, int count);
void ak__flush(struct ak__writer *writer);
/* Writes what is left and frees the writer. AK_ERR_FILE when any of it could not be written. */
int ak__written(struct ak__writer *writer, struct ak_err *err);

/* What is short: numbers, dates, markup. Texts of Azure go through those below. */
AK_PRINTF(2, 3) void ak__printf(struct ak__writer *writer, const char *format, ...);
void ak__put_json(struct ak__writer *writer, const char *text); /* with its quotes */
void ak__put_xml(struct ak__writer *writer, const char *text);  /* HTML too; content or attribute */
void ak__put_markdown(struct ak__writer *writer, const char *text); /* in a line or cell */
void ak__put_ics_text(struct ak__writer *writer, const char *text);
void ak__put_label(struct ak__writer *writer, const char *text);
void ak__put_uri_path(struct ak__writer *writer, const char *path);

/* The value as plain text ("" for null): `text`, or the value's own. */
const char *ak__value_plain(const struct ak__value *value, char text[AK__VALUE_SIZE]);

/* Reads a field of a row; null where its object is. */
void ak__field_value(const struct ak__kind *kind, const struct ak__field_row *field,
                     const void *row, struct ak__value *out);

void ak__write_rows(struct ak__writer *writer, const struct ak_report_rows *rows,
                    const struct ak_report_style *style);
/* An array of objects that stand `indent` in, without a line end. */
void ak__put_json_rows(struct ak__writer *writer, const struct ak_report_rows *rows,
                       const char *indent);
void ak__write_markdown(struct ak__writer *writer, const struct ak__kind *kind,
                        const struct ak_report_rows *rows, const struct ak_report_style *style);
void ak__write_json(struct ak__writer *writer, const struct ak__kind *kind,
                    const struct ak_report_rows *rows, bool is_single);
void ak__write_separated(struct ak__writer *writer, const struct ak__kind *kind,
                         const struct ak_report_rows *rows, bool is_csv);
void ak__write_table(struct ak__writer *writer, const struct ak__kind *kind,
                     const struct ak_report_rows *rows, const struct ak_report_style *style);

/* What a table shows of a field: what is to be shown, else its value, else "-". */
void ak__field_show(const struct ak__kind *kind, const struct ak__field_row *field, const void *row,
                    bool is_ascii, char text[AK__VALUE_SIZE]);
/* Is it a column of a table of these rows? */
bool ak__field_is_column(const struct ak__kind *kind, const struct ak__field_row *field,
                         const struct ak_report_rows *rows, bool is_ascii);

/* Setters of values. */
void ak__set_text(struct ak__value *out, const char *text);
void ak__set_number(struct ak__value *out, struct ak_number number);
void ak__set_count(struct ak__value *out, int64_t number);
void ak__set_answer(struct ak__value *out, enum ak_answer answer);
void ak__set_date(struct ak__value *out, struct ak_date date);
void ak__set_texts(struct ak__value *out, struct ak_texts texts);

#endif
