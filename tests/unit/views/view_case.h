/* view_case.h: what tests of views look at: which rows there are, which is selected, what is asked.
 */
#ifndef TESTS_UNIT_VIEWS_VIEW_CASE_H
#define TESTS_UNIT_VIEWS_VIEW_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "picture/stage.h"

enum { VIEW_WIDTH = 160, VIEW_HEIGHT = 40, ROWS_SIZE = 1024 };

/* A stage on which everything was read, with the view open. */
static inline void view_open(struct stage *stage, enum ak_view view)
{
    stage_init(stage);
    fixture_read_all(&stage->fixture);
    stage_look_at(stage, FIXTURE_PAYMENTS, FIXTURE_CVMPOOL);
    stage_open(stage, view, "");
}

static inline bool view_is_blank(const struct ak_surface *surface, int x, int y)
{
    return strcmp(ak_surface_cell(surface, x, y)->text, " ") == 0;
}

/* The n-th word of a row, behind selection and mark; "" when it has none. */
static inline void view_word(const struct ak_surface *surface, int y, int n, char out[64])
{
    int end = surface->width - 1;
    int x = 2; /* behind frame and selection */
    size_t used = 0;

    if (!view_is_blank(surface, x, y) && view_is_blank(surface, x + 1, y))
        x++; /* a mark */
    for (int word = 0; word <= n; word++) {
        while (word > 0 && x < end && !view_is_blank(surface, x, y))
            x++;
        while (x < end && view_is_blank(surface, x, y))
            x++;
    }
    out[0] = '\0';
    for (; x < end && !view_is_blank(surface, x, y); x++)
        used += (size_t)snprintf(out + used, 64 - used, "%s", ak_surface_cell(surface, x, y)->text);
}

/* The n-th words of all rows of a list, the selected one in brackets: "ledger [payments]". */
static inline const char *view_rows(struct stage *stage, int n, char out[ROWS_SIZE])
{
    struct ak_surface surface = stage_draw(stage, VIEW_WIDTH, VIEW_HEIGHT, true);
    size_t used = 0;

    out[0] = '\0';
    for (int y = 2; y < surface.height - 1; y++) {
        bool is_selected = strcmp(ak_surface_cell(&surface, 1, y)->text, ">") == 0;
        char word[64];

        view_word(&surface, y, n, word);
        if (word[0] != '\0')
            used += (size_t)snprintf(out + used, ROWS_SIZE - used, is_selected ? "%s[%s]" : "%s%s",
                                     used > 0 ? " " : "", word);
    }
    ak_surface_release(&surface);
    return out;
}

static inline void assert_rows(struct stage *stage, const char *expected)
{
    char rows[ROWS_SIZE];

    assert_string_equal(view_rows(stage, 0, rows), expected);
}

/* The view took it for its own, and asks for nothing but to be drawn. */
static inline void assert_handled(struct ak_reaction reaction)
{
    assert_true(reaction.kind == AK_REACTION_DONE || reaction.kind == AK_REACTION_MOVED);
}

static inline void assert_reaction(struct ak_reaction reaction, enum ak_reaction_kind kind,
                                   const char *id, const char *other)
{
    assert_int_equal(reaction.kind, kind);
    assert_string_equal(reaction.id, id);
    assert_string_equal(reaction.other, other);
}

static inline void assert_said(struct ak_reaction reaction, enum ak_reaction_kind kind,
                               const char *text)
{
    assert_int_equal(reaction.kind, kind);
    assert_string_equal(reaction.text, text);
}

/* Is `part` seen anywhere? */
static inline bool view_shows(struct stage *stage, const char *part)
{
    char *picture = stage_picture(stage, VIEW_WIDTH, VIEW_HEIGHT);
    bool is_there = strstr(picture, part) != NULL;

    free(picture);
    return is_there;
}

static inline void assert_demands(const struct stage *stage, const char *expected)
{
    char *demands = stage_demands(stage);

    assert_string_equal(demands, expected);
    free(demands);
}

#endif
