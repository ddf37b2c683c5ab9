/* picture_test.c: how every view looks, with all kinds of data, at the sizes that its place has on
 * usual terminals. A scene (scenes.h) has a file golden/NAME.txt: the picture, then what each
 * cell means (its role, as a letter; the legend is at the end). `make update-goldens` writes them.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/vec.h"
#include "akscope/ui/theme.h"
#include "picture/scenes.h"
#include "support/golden.h"

enum { TEXT_MAX = 1 << 20, PATH_SIZE = 4096 };

/* ---- the golden text ---- */

/* What is drawn outside of it, or cut wrongly, would show at the edge of the last one. */
static const struct size {
    const char *name;
    int width, height; /* of the terminal; 0: of the view itself */
    int own_width, own_height;
    bool is_usual;
} sizes[] = {
    {"160x45", 160, 45, 0, 0, false}, {"120x36", 120, 36, 0, 0, true},
    {"80x24", 80, 24, 0, 0, false},   {"40x12", 40, 12, 0, 0, false},
    {"a corner", 0, 0, 12, 4, false},
};

static struct ak_rect place_of(const struct size *size, int pane)
{
    struct ak_layout_wish wish = {.width = size->width,
                                  .height = size->height,
                                  .focus = pane > 0 ? pane - 1 : 0,
                                  .cluster_rows = 12,
                                  .pool_rows = 7,
                                  .operation_rows = 3};
    struct ak_layout layout;

    if (size->width == 0)
        return (struct ak_rect){0, 0, size->own_width, size->own_height};
    layout = ak_layout_make(&wish);
    return pane > 0 ? layout.panes[pane - 1] : layout.body;
}

static char letter_of(enum ak_role role)
{
    return "abcdefghijklmnopqrstuvwxyz0123456789"[role];
}

static void write_role_row(FILE *out, const struct ak_surface *surface, int y,
                           bool used[AK_ROLE_COUNT])
{
    enum ak_role ground = AK_ROLE_TEXT;
    char row[512];
    int len = 0;

    for (int x = 0; x < surface->width; x++) {
        const struct ak_cell *cell = ak_surface_cell(surface, x, y);
        bool is_blank = cell->width == 0 || strcmp(cell->text, " ") == 0 || cell->text[0] == '\0';

        row[x] = ' ';
        if (!is_blank) {
            row[x] = letter_of(cell->role);
            used[cell->role] = true;
            len = x + 1;
        }
        if (cell->ground != AK_ROLE_TEXT && cell->ground != AK_ROLE_GROUND_OVERLAY)
            ground = cell->ground;
    }
    fprintf(out, "%.*s", len, row);
    if (ground != AK_ROLE_TEXT)
        fprintf(out, "  <- %s", ak_role_name(ground));
    fputc('\n', out);
}

static void write_picture(FILE *out, const struct size *size, const struct ak_surface *surface,
                          bool used[AK_ROLE_COUNT])
{
    struct ak_buf text = ak_buf_init(TEXT_MAX);

    assert_true(ak_surface_print(surface, &text));
    fprintf(out, "== %s: %d columns, %d rows ==\n%s-- roles --\n", size->name, surface->width,
            surface->height, ak_buf_text(&text));
    for (int y = 0; y < surface->height; y++)
        write_role_row(out, surface, y, used);
    ak_buf_release(&text);
}

static void open_scene(struct stage *stage, const struct scene *scene)
{
    char why[AK_TOAST_SIZE];

    stage_init(stage);
    scene->prepare(stage);
    if (scene->target != NULL)
        stage->targets = (struct ak_texts){.items = &scene->target, .count = 1};
    stage_open(stage, scene->view, scene->argument != NULL ? scene->argument : "");
    if (scene->filter != NULL)
        assert_int_equal(stage_filter(stage, scene->filter, why), 0);
}

static void press_keys(struct stage *stage, const struct scene *scene)
{
    char keys[128] = "";
    char *rest = keys;
    char *key;

    if (scene->keys != NULL)
        snprintf(keys, sizeof keys, "%s", scene->keys);
    while ((key = strsep(&rest, " ")) != NULL) {
        if (*key != '\0')
            assert_in_range(stage_key(stage, key).kind, AK_REACTION_DONE, AK_REACTION_MOVED);
    }
}

/* Keys are pressed by someone who sees the view. */
static struct ak_surface draw_scene(struct stage *stage, const struct scene *scene, int width,
                                    int height, bool is_ascii)
{
    if (scene->keys != NULL) {
        struct ak_surface before = stage_draw(stage, width, height, is_ascii);

        ak_surface_release(&before);
        press_keys(stage, scene);
    }
    return stage_draw(stage, width, height, is_ascii);
}

/* Each size from the start: what was drawn before must not matter. */
static char *album_of(const struct scene *scene)
{
    bool used[AK_ROLE_COUNT] = {false};
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    assert_non_null(out);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct stage stage;

        if (scene->at == USUAL_SIZE && !sizes[i].is_usual)
            continue;
        open_scene(&stage, scene);
        struct ak_rect place = place_of(&sizes[i], scene->is_zoomed ? 0 : stage.info->pane);
        if (stage.info->class->place != NULL)
            place = stage.info->class->place(stage.state, &stage.input, place);
        struct ak_surface surface =
            draw_scene(&stage, scene, place.width, place.height, scene->is_ascii);
        write_picture(out, &sizes[i], &surface, used);
        ak_surface_release(&surface);
        stage_release(&stage);
    }
    fputs("== legend ==\n", out);
    for (size_t i = 0; i < AK_ROLE_COUNT; i++) {
        if (used[i])
            fprintf(out, "%c %s\n", letter_of((enum ak_role)i), ak_role_name((enum ak_role)i));
    }
    assert_int_equal(fclose(out), 0);
    return text;
}

static void looks_as_before(void **state)
{
    const struct scene *scene = *state;
    const char *source = getenv("top_srcdir");
    char path[PATH_SIZE];
    char *text = album_of(scene);

    snprintf(path, sizeof path, "%s/tests/picture/golden/%s.txt", source != NULL ? source : ".",
             scene->name);
    if (!golden_compare(path, text, stderr))
        fail_msg("%s looks otherwise than before", scene->name);
    free(text);
}

static void assert_ascii(const struct ak_surface *surface, const char *name)
{
    struct ak_buf text = ak_buf_init(TEXT_MAX);

    assert_true(ak_surface_print(surface, &text));
    for (const char *at = ak_buf_text(&text); *at != '\0'; at++) {
        if ((unsigned char)*at >= 0x7F)
            fail_msg("%s: %s", name, at);
    }
    ak_buf_release(&text);
}

/* ASCII means ASCII, whatever names there are. */
static void ascii_pictures_are_ascii(void **state)
{
    size_t n = 0;

    (void)state;
    for (const struct scene *scene; (scene = scene_get(n)) != NULL; n++) {
        struct stage stage;

        open_scene(&stage, scene);
        struct ak_surface surface = draw_scene(&stage, scene, 100, 30, true);
        assert_ascii(&surface, scene->name);
        ak_surface_release(&surface);
        stage_release(&stage);
    }
}

/* Whatever is drawn where: nothing is written outside of its cells, nothing loops. */
static void every_size_can_be_drawn(void **state)
{
    static const int lengths[] = {0, 1, 2, 3, 5, 8, 13, 40};
    enum { LENGTHS = sizeof lengths / sizeof lengths[0] };
    size_t n = 0;

    (void)state;
    for (const struct scene *scene; (scene = scene_get(n)) != NULL; n++) {
        struct stage stage;

        if (scene->is_large)
            continue;
        open_scene(&stage, scene);
        for (size_t at = 0; at < LENGTHS * LENGTHS; at++) {
            int width = lengths[at % LENGTHS];
            int height = lengths[at / LENGTHS];
            struct ak_surface surface = stage_draw(&stage, width, height, false);

            assert_int_equal(surface.width, width);
            assert_int_equal(surface.height, height);
            ak_surface_release(&surface);
        }
        stage_release(&stage);
    }
}

int main(void)
{
    struct ak_vec tests = ak_vec_init(sizeof(struct CMUnitTest));
    const struct scene *scene;
    int failed;

    for (size_t i = 0; (scene = scene_get(i)) != NULL; i++)
        *(struct CMUnitTest *)ak_vec_push(&tests) =
            (struct CMUnitTest){.name = scene->name,
                                .test_func = looks_as_before,
                                .initial_state = (void *)(uintptr_t)scene};
    *(struct CMUnitTest *)ak_vec_push(&tests) =
        (struct CMUnitTest)cmocka_unit_test(ascii_pictures_are_ascii);
    *(struct CMUnitTest *)ak_vec_push(&tests) =
        (struct CMUnitTest)cmocka_unit_test(every_size_can_be_drawn);
    failed = _cmocka_run_group_tests("pictures", tests.items, tests.len, NULL, NULL);
    ak_vec_release(&tests);
    return failed;
}
