#include "config.h"

#include "akscope/ui/surface.h"

#include <limits.h>
#include <string.h>

#include "picture_case.h"
#include "akscope/base/text.h"

#define WIDE "\xE5\xBA\x83" /* 広, two columns */
#define ACUTE "\xCC\x81"    /* a combining accent */
#define CUT "\xE2\x80\xA6"  /* the ellipsis */
#define NO_TEXT AK_TEXT_REPLACEMENT

/* Where text is put on a row of 8 columns that is full of dots, and what is there then. */
struct text_case {
    const char *text;
    int x;
    int used;
    const char *row;
};

static void fill(struct ak_surface *surface, const char *sign)
{
    struct ak_canvas canvas = ak_canvas_of(surface);

    for (int y = 0; y < surface->height; y++) {
        for (int x = 0; x < surface->width; x++)
            ak_canvas_text(&canvas, x, y, AK_ROLE_TEXT, sign);
    }
}

static void text_is_cut_at_both_edges_by_whole_characters(void **state)
{
    static const struct text_case cases[] = {
        {"abc", 0, 3, "abc.....\n"},
        {"abcdefghij", 0, 8, "abcdefgh\n"},
        {"abc", 6, 2, "......ab\n"},
        {"abc", 8, 0, "........\n"},
        {"abc", -2, 3, "c.......\n"},
        {"abc", -3, 3, "........\n"},
        {"abc", INT_MIN / 2, 3, "........\n"},
        {"abc", INT_MAX / 2, 0, "........\n"},
        {"", 0, 0, "........\n"},
        {WIDE WIDE, 0, 4, WIDE WIDE "....\n"},
        {WIDE, 7, 0, "........\n"},
        {"a" WIDE, 6, 1, "......a.\n"},
        {WIDE "b", -1, 3, ".b......\n"},
        {"e" ACUTE "x", 0, 2, "e" ACUTE "x......\n"},
        {ACUTE "x", 0, 1, "x.......\n"},
        {"a\x1b[31mb", 0, 6, "a[31mb..\n"},
        {"\xFF"
         "b",
         0, 2, NO_TEXT "b......\n"},
        {"\xE5\xBA", 0, 2, NO_TEXT NO_TEXT "......\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_surface surface = ak_surface_init(8, 1, false);
        struct ak_canvas canvas = ak_canvas_of(&surface);

        fill(&surface, ".");
        assert_int_equal(ak_canvas_text(&canvas, cases[i].x, 0, AK_ROLE_TEXT, cases[i].text),
                         cases[i].used);
        assert_picture(&surface, cases[i].row);
        ak_surface_release(&surface);
    }
}

static void text_above_or_below_the_canvas_is_not_drawn(void **state)
{
    struct ak_surface surface = ak_surface_init(3, 2, false);
    struct ak_canvas canvas = ak_canvas_of(&surface);

    (void)state;
    assert_int_equal(ak_canvas_text(&canvas, 0, -1, AK_ROLE_TEXT, "a"), 0);
    assert_int_equal(ak_canvas_text(&canvas, 0, 2, AK_ROLE_TEXT, "a"), 0);
    assert_picture(&surface, "\n\n");
    ak_surface_release(&surface);
}

static void half_of_a_wide_character_is_never_left(void **state)
{
    static const struct {
        int x;
        const char *text;
        const char *row;
    } cases[] = {
        {0, "a", "a " WIDE "\n"}, {1, "a", " a" WIDE "\n"}, {2, "a", WIDE "a\n"},
        {3, "a", WIDE " a\n"},    {1, WIDE, " " WIDE "\n"}, {0, "ab", "ab" WIDE "\n"},
        {1, "ab", " ab\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_surface surface = ak_surface_init(4, 1, false);
        struct ak_canvas canvas = ak_canvas_of(&surface);

        ak_canvas_text(&canvas, 0, 0, AK_ROLE_TEXT, WIDE WIDE);
        ak_canvas_text(&canvas, cases[i].x, 0, AK_ROLE_TEXT, cases[i].text);
        assert_picture(&surface, cases[i].row);
        for (int x = 0; x < 4; x++) {
            int width = ak_surface_cell(&surface, x, 0)->width;

            if (width == 2)
                assert_int_equal(ak_surface_cell(&surface, x + 1, 0)->width, 0);
            if (width == 0)
                assert_int_equal(ak_surface_cell(&surface, x - 1, 0)->width, 2);
        }
        ak_surface_release(&surface);
    }
}

static void cluster_longer_than_a_cell_loses_marks_at_its_end(void **state)
{
    static const char family[] = "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D"
                                 "\xF0\x9F\x91\xA7\xE2\x80\x8D\xF0\x9F\x91\xA6";
    char marks[64] = "e";
    struct ak_surface surface = ak_surface_init(4, 1, false);
    struct ak_canvas canvas = ak_canvas_of(&surface);
    const struct ak_cell *cell = ak_surface_cell(&surface, 0, 0);

    (void)state;
    for (size_t i = 1; i + 2 < sizeof marks; i += 2)
        memcpy(marks + i, ACUTE, 2);
    assert_int_equal(ak_canvas_text(&canvas, 0, 0, AK_ROLE_TEXT, marks), 1);
    assert_int_equal(strlen(cell->text), 1 + 9 * 2);
    assert_true(ak_text_is_clean(cell->text, strlen(cell->text)));
    assert_int_equal(ak_canvas_text(&canvas, 0, 0, AK_ROLE_TEXT, family), 2);
    assert_int_equal(strlen(cell->text), 4 + 3 + 4 + 3 + 4);
    ak_surface_release(&surface);
}

static void ascii_surface_holds_nothing_but_ascii(void **state)
{
    static const struct {
        const char *text;
        const char *row;
    } cases[] = {
        {"plain", "plain\n"},
        {"\xE2\x94\x80\xE2\x94\x82\xE2\x80\xA6", "-|~\n"},
        {"80\xC3\x97"
         "24",
         "80?24\n"},
        {WIDE "x", "??x\n"},
        {"e" ACUTE "x", "ex\n"},
        {"\xFFz", "?z\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_surface surface = ak_surface_init(9, 1, true);
        struct ak_canvas canvas = ak_canvas_of(&surface);

        assert_int_equal(ak_canvas_text(&canvas, 0, 0, AK_ROLE_TEXT, cases[i].text),
                         (int)strlen(cases[i].row) - 1);
        assert_picture(&surface, cases[i].row);
        ak_surface_release(&surface);
    }
}

static void every_glyph_is_one_column_and_has_a_twin_in_ascii(void **state)
{
    (void)state;
    for (int i = 0; i < AK_GLYPH_COUNT; i++) {
        const char *twin = ak_glyph_text((enum ak_glyph)i, true);

        assert_int_equal(ak_text_width(ak_glyph_text((enum ak_glyph)i, false)), 1);
        assert_int_equal(strlen(twin), 1);
        assert_in_range(twin[0], ' ', '~');
    }
}

static void part_of_a_canvas_clips_and_has_its_own_origin(void **state)
{
    struct ak_surface surface = ak_surface_init(8, 3, false);
    struct ak_canvas whole = ak_canvas_of(&surface);
    struct ak_canvas part = ak_canvas_part(&whole, (struct ak_rect){2, 1, 3, 1});
    struct ak_canvas outside = ak_canvas_part(&whole, (struct ak_rect){9, 0, 3, 3});
    struct ak_canvas inner = ak_canvas_part(&part, (struct ak_rect){1, 0, 100, 100});

    (void)state;
    fill(&surface, ".");
    ak_canvas_text(&part, 0, 0, AK_ROLE_TEXT, "abcdef");
    ak_canvas_text(&part, 0, 1, AK_ROLE_TEXT, "below");
    ak_canvas_text(&outside, 0, 0, AK_ROLE_TEXT, "outside");
    assert_picture(&surface, "........\n..abc...\n........\n");
    assert_int_equal(inner.area.x, 3);
    assert_int_equal(inner.area.width, 2);
    assert_int_equal(inner.area.height, 1);
    ak_canvas_clear(&inner);
    assert_picture(&surface, "........\n..a  ...\n........\n");
    ak_surface_release(&surface);
}

static void ground_goes_under_all_that_is_drawn(void **state)
{
    struct ak_surface surface = ak_surface_init(6, 1, false);
    struct ak_canvas canvas = ak_canvas_of(&surface);
    struct ak_canvas on = ak_canvas_on(&canvas, AK_ROLE_GROUND_SELECTED);

    (void)state;
    ak_canvas_clear(&on);
    ak_canvas_text(&on, 0, 0, AK_ROLE_GOOD, "a" WIDE);
    ak_canvas_text(&canvas, 5, 0, AK_ROLE_PAST, "b");
    for (int x = 0; x < 6; x++)
        assert_int_equal(ak_surface_cell(&surface, x, 0)->ground,
                         x < 5 ? AK_ROLE_GROUND_SELECTED : AK_ROLE_TEXT);
    assert_int_equal(ak_surface_cell(&surface, 2, 0)->role, AK_ROLE_GOOD);
    assert_int_equal(ak_surface_cell(&surface, 5, 0)->role, AK_ROLE_PAST);
    ak_surface_release(&surface);
}

static void field_is_padded_aligned_and_ended_by_an_ellipsis(void **state)
{
    static const struct {
        const char *text;
        int x, columns;
        enum ak_align align;
        const char *row;
    } cases[] = {
        {"ab", 1, 4, AK_ALIGN_LEFT, ".ab  ...\n"},
        {"ab", 1, 4, AK_ALIGN_RIGHT, ".  ab...\n"},
        {"ab", 1, 5, AK_ALIGN_CENTRE, ". ab  ..\n"},
        {"abcd", 1, 4, AK_ALIGN_RIGHT, ".abcd...\n"},
        {"abcde", 1, 4, AK_ALIGN_LEFT, ".abc" CUT "...\n"},
        {"abcde", 1, 4, AK_ALIGN_RIGHT, ".abc" CUT "...\n"},
        {"abcde", 1, 1, AK_ALIGN_LEFT, "." CUT "......\n"},
        {"abcde", 1, 0, AK_ALIGN_LEFT, "........\n"},
        {"abcde", 1, -3, AK_ALIGN_LEFT, "........\n"},
        {"", 1, 3, AK_ALIGN_LEFT, ".   ....\n"},
        {WIDE WIDE, 1, 4, AK_ALIGN_RIGHT, "." WIDE WIDE "...\n"},
        {WIDE WIDE, 1, 3, AK_ALIGN_LEFT, "." WIDE CUT "....\n"},
        {WIDE WIDE WIDE, 1, 4, AK_ALIGN_LEFT, "." WIDE CUT " ...\n"},
        {WIDE WIDE, 1, 2, AK_ALIGN_LEFT, "." CUT " .....\n"},
        {"xe" ACUTE "yz", 1, 3, AK_ALIGN_LEFT, ".xe" ACUTE CUT "....\n"},
        {"abc", 6, 3, AK_ALIGN_LEFT, "......ab\n"},
        {"abc", 9, 3, AK_ALIGN_LEFT, "........\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_surface surface = ak_surface_init(8, 1, false);
        struct ak_canvas canvas = ak_canvas_of(&surface);
        struct ak_field field = {
            .x = cases[i].x, .columns = cases[i].columns, .align = cases[i].align};

        fill(&surface, ".");
        ak_canvas_field(&canvas, &field, cases[i].text);
        assert_picture(&surface, cases[i].row);
        ak_surface_release(&surface);
    }
}

static void field_of_a_very_long_text_is_as_wide_as_asked(void **state)
{
    enum { COLUMNS = 1000 };
    char text[COLUMNS * 4 + 1] = "";
    struct ak_surface surface = ak_surface_init(COLUMNS, 1, false);
    struct ak_canvas canvas = ak_canvas_of(&surface);
    struct ak_field field = {.columns = COLUMNS - 2};

    (void)state;
    for (size_t i = 0; i < sizeof text - 1; i += 2)
        memcpy(text + i, "\xC3\xA9", 2);
    ak_canvas_field(&canvas, &field, text);
    assert_string_equal(ak_surface_cell(&surface, COLUMNS - 4, 0)->text, "\xC3\xA9");
    assert_string_equal(ak_surface_cell(&surface, COLUMNS - 3, 0)->text, CUT);
    assert_string_equal(ak_surface_cell(&surface, COLUMNS - 2, 0)->text, " ");
    ak_surface_release(&surface);
}

static void paragraph_breaks_at_spaces_and_cuts_long_words(void **state)
{
    static const struct {
        int width;
        const char *text;
        int rows;
        const char *picture;
    } cases[] = {
        {10, "one two three", 2, "one two\nthree\n\n\n"},
        {7, "one two three", 2, "one two\nthree\n\n\n"},
        {6, "one two three", 3, "one\ntwo\nthree\n\n"},
        {4, "abcdefghij", 3, "abcd\nefgh\nij\n\n"},
        {5, "a bcdefghi j", 3, "a\nbcdef\nghi j\n\n"},
        {5, "a   b", 1, "a   b\n\n\n\n"},
        {3, "abc   def", 2, "abc\ndef\n\n\n"},
        {3, "", 0, "\n\n\n\n"},
        {3, WIDE WIDE, 2, WIDE "\n" WIDE "\n\n\n"},
        {1, WIDE "a", 2, "\na\n\n\n"},
        {2, "abcdefghijkl", 6, "ab\ncd\nef\ngh\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_surface surface = ak_surface_init(cases[i].width, 4, false);
        struct ak_canvas canvas = ak_canvas_of(&surface);

        assert_int_equal(ak_canvas_paragraph(&canvas, 0, 0, AK_ROLE_TEXT, cases[i].text),
                         cases[i].rows);
        assert_picture(&surface, cases[i].picture);
        ak_surface_release(&surface);
    }
}

static void paragraph_counts_rows_where_there_is_no_height(void **state)
{
    struct ak_surface surface = ak_surface_init(4, 0, false);
    struct ak_canvas canvas = ak_canvas_of(&surface);

    (void)state;
    assert_int_equal(ak_canvas_paragraph(&canvas, 0, 0, AK_ROLE_TEXT, "one two three"), 4);
    assert_int_equal(ak_canvas_paragraph(&canvas, 4, 0, AK_ROLE_TEXT, "one"), 0);
    ak_surface_release(&surface);
}

static void frame_shows_title_and_note_where_they_fit(void **state)
{
    static const struct {
        int width, height;
        struct ak_frame frame;
        const char *picture;
        struct ak_rect inside;
    } cases[] = {
        {12,
         3,
         {"pools", "1/2", AK_ROLE_TEXT, true},
         "+ pools ---+\n|          |\n+---- 1/2 -+\n",
         {1, 1, 10, 1}},
        {12,
         3,
         {"", "", AK_ROLE_TEXT, false},
         "+----------+\n|          |\n+----------+\n",
         {1, 1, 10, 1}},
        {10, 2, {"node pools", "", AK_ROLE_TEXT, false}, "+ node ~ +\n+--------+\n", {1, 1, 8, 0}},
        {10, 2, {"a", "12/34 of 5", AK_ROLE_TEXT, false}, "+ a -----+\n+--------+\n", {1, 1, 8, 0}},
        {13,
         2,
         {"a", "12/34 of 5", AK_ROLE_TEXT, false},
         "+ a --------+\n+ 12/34 o~ -+\n",
         {1, 1, 11, 0}},
        {6, 2, {"title", "", AK_ROLE_TEXT, false}, "+----+\n+----+\n", {1, 1, 4, 0}},
        {2, 2, {"title", "note", AK_ROLE_TEXT, false}, "++\n++\n", {1, 1, 0, 0}},
        {1, 3, {"title", "note", AK_ROLE_TEXT, false}, "\n\n\n", {0, 0, 0, 0}},
        {4, 1, {"title", "note", AK_ROLE_TEXT, false}, "\n", {0, 0, 0, 0}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_surface surface = ak_surface_init(cases[i].width, cases[i].height, true);
        struct ak_canvas canvas = ak_canvas_of(&surface);
        struct ak_rect inside = ak_canvas_frame(&canvas, &cases[i].frame).area;

        assert_picture(&surface, cases[i].picture);
        assert_memory_equal(&inside, &cases[i].inside, sizeof inside);
        ak_surface_release(&surface);
    }
}

static void gauge_fills_its_share(void **state)
{
    static const struct {
        int64_t part, whole;
        int width;
        const char *row;
    } cases[] = {
        {0, 10, 4, "....\n"},
        {5, 10, 4, "##..\n"},
        {10, 10, 4, "####\n"},
        {11, 10, 4, "####\n"},
        {1, 1000, 4, "#...\n"},
        {-5, 10, 4, "....\n"},
        {5, 0, 4, "....\n"},
        {5, -1, 4, "....\n"},
        {5, 10, 0, "\n"},
        {5, 10, -2, "\n"},
        {999, 1000, 4, "####\n"},
        {INT64_MAX, INT64_MAX, 4, "####\n"},
        {INT64_MAX / 2, INT64_MAX, 4, "##..\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_surface surface = ak_surface_init(6, 1, true);
        struct ak_canvas canvas = ak_canvas_of(&surface);

        ak_canvas_gauge(&canvas, (struct ak_rect){0, 0, cases[i].width, 1}, cases[i].part,
                        cases[i].whole, AK_ROLE_GAUGE_FULL);
        assert_picture(&surface, cases[i].row);
        ak_surface_release(&surface);
    }
}

static void surface_of_any_size_can_be_drawn_on_and_resized(void **state)
{
    static const int sizes[][2] = {{0, 0}, {0, 5}, {5, 0}, {-3, 4}, {1, 1}, {300, 100}, {2, 2}};
    struct ak_surface surface = ak_surface_init(3, 3, false);

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct ak_frame frame = {"title", "note", AK_ROLE_TEXT, true};

        fill(&surface, "x");
        ak_surface_resize(&surface, sizes[i][0], sizes[i][1]);
        assert_string_equal(ak_surface_cell(&surface, 0, 0)->text, " ");
        struct ak_canvas canvas = ak_canvas_of(&surface);
        struct ak_canvas inside = ak_canvas_frame(&canvas, &frame);
        ak_canvas_text(&inside, 0, 0, AK_ROLE_TEXT, "text " WIDE);
        ak_canvas_printf(&canvas, -1, 0, AK_ROLE_TEXT, "%s", WIDE);
        assert_int_equal(ak_surface_cell(&surface, -1, 0)->width, 1);
        assert_int_equal(ak_surface_cell(&surface, 0, surface.height)->width, 1);
    }
    ak_surface_release(&surface);
}

static void printing_stops_at_the_limit_of_the_buffer(void **state)
{
    struct ak_surface surface = ak_surface_init(4, 4, false);
    struct ak_buf text = ak_buf_init(6);

    (void)state;
    fill(&surface, "x");
    assert_false(ak_surface_print(&surface, &text));
    ak_buf_release(&text);
    ak_surface_release(&surface);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_cut_at_both_edges_by_whole_characters),
        cmocka_unit_test(text_above_or_below_the_canvas_is_not_drawn),
        cmocka_unit_test(half_of_a_wide_character_is_never_left),
        cmocka_unit_test(cluster_longer_than_a_cell_loses_marks_at_its_end),
        cmocka_unit_test(ascii_surface_holds_nothing_but_ascii),
        cmocka_unit_test(every_glyph_is_one_column_and_has_a_twin_in_ascii),
        cmocka_unit_test(part_of_a_canvas_clips_and_has_its_own_origin),
        cmocka_unit_test(ground_goes_under_all_that_is_drawn),
        cmocka_unit_test(field_is_padded_aligned_and_ended_by_an_ellipsis),
        cmocka_unit_test(field_of_a_very_long_text_is_as_wide_as_asked),
        cmocka_unit_test(paragraph_breaks_at_spaces_and_cuts_long_words),
        cmocka_unit_test(paragraph_counts_rows_where_there_is_no_height),
        cmocka_unit_test(frame_shows_title_and_note_where_they_fit),
        cmocka_unit_test(gauge_fills_its_share),
        cmocka_unit_test(surface_of_any_size_can_be_drawn_on_and_resized),
        cmocka_unit_test(printing_stops_at_the_limit_of_the_buffer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
