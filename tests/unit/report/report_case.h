/* report_case.h: rows of the fixture printed into a text. */
#ifndef TESTS_UNIT_REPORT_REPORT_CASE_H
#define TESTS_UNIT_REPORT_REPORT_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/buf.h"
#include "akscope/report/report.h"
#include "support/fixture_case.h"

enum { PRINTED_MAX = 16 * 1024 * 1024 };

static inline bool printed_write(const char *bytes, size_t len, void *context)
{
    return ak_buf_append(context, bytes, len);
}

/* Prints; the caller frees. */
static inline char *printed(enum ak_report_kind kind, const void *const *rows, size_t count,
                            const struct ak_report_style *style)
{
    struct ak_buf text = ak_buf_init(PRINTED_MAX);
    struct ak_report_rows report = {.kind = kind, .rows = rows, .count = count};
    struct ak_err err = ak_err_none();
    size_t len;

    assert_int_equal(ak_report_print(&report, style, printed_write, &text, &err), 0);
    return ak_buf_take(&text, &len);
}

static inline char *printed_as(enum ak_report_kind kind, const void *row,
                               enum ak_report_format format)
{
    struct ak_report_style style = {.format = format};

    return printed(kind, &row, 1, &style);
}

#endif
