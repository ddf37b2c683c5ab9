/* picture_case.h: what a surface shows, compared as text. */
#ifndef TESTS_UNIT_UI_PICTURE_CASE_H
#define TESTS_UNIT_UI_PICTURE_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "akscope/base/buf.h"
#include "akscope/ui/surface.h"

enum { PICTURE_LIMIT = 1 << 20 };

/* Each row of the surface ends with a line feed; trailing blanks don't count. */
static inline void assert_picture(const struct ak_surface *surface, const char *expected)
{
    struct ak_buf text = ak_buf_init(PICTURE_LIMIT);

    assert_true(ak_surface_print(surface, &text));
    assert_string_equal(ak_buf_text(&text), expected);
    ak_buf_release(&text);
}

#endif
