/* workbench.c: the desk on a bench. */
#include "config.h"

#include "unit/app/workbench.h"

#include "akscope/base/buf.h"
#include "akscope/base/text.h"
#include "skin_int.h"

enum { WIDTH = 120, HEIGHT = 36, REFRESH_S = 30, TEXT_MAX = 1 << 20 };

static void on_quit(void *context)
{
    ((struct workbench *)context)->quits++;
}

static void on_refresh(void *context)
{
    ((struct workbench *)context)->refreshes++;
}

static void on_copy(void *context, const char *text)
{
    struct workbench *bench = context;

    ak_text_copy(bench->copied, sizeof bench->copied, text);
}

static void on_mouse(void *context, bool uses_mouse)
{
    ((struct workbench *)context)->uses_mouse = uses_mouse;
}

static int on_theme(void *context, const char *name, struct ak_err *err)
{
    struct workbench *bench = context;

    if (strcmp(name, "nonsense") == 0)
        return ak_err_set(err, AK_ERR_CONFIG, "there is no theme \"nonsense\"");
    ak_text_copy(bench->theme, sizeof bench->theme, name);
    return 0;
}

static void on_redraw(void *context)
{
    ((struct workbench *)context)->redraws++;
}

static void on_suspend(void *context)
{
    ((struct workbench *)context)->suspends++;
}

static void on_send(void *context, struct ak_plan *plan)
{
    struct workbench *bench = context;

    bench->sends++;
    ak_text_copy(bench->sent, sizeof bench->sent, plan->title);
    ak_plan_free(plan);
}

static void on_sign_in(void *context)
{
    struct workbench *bench = context;

    bench->sign_ins++;
    bench->sign_in.state = AK_SIGN_IN_ASKING;
}

static void on_subscriptions(void *context, const struct ak_texts *ids)
{
    struct workbench *bench = context;

    bench->choices++;
    bench->shown[0] = '\0';
    for (size_t i = 0; i < ids->count; i++) {
        size_t used = strlen(bench->shown);

        snprintf(bench->shown + used, sizeof bench->shown - used, "%s ", ids->items[i]);
    }
}

static int open_bench(void **state, bool reads_all)
{
    struct workbench *bench = calloc(1, sizeof *bench);
    struct ak_conf *conf = ak_conf_new();
    struct ak_err err = ak_err_none();

    assert_non_null(bench);
    bench->width = WIDTH;
    bench->height = HEIGHT;
    bench->refresh_seconds = REFRESH_S;
    fixture_init(&bench->fixture);
    if (reads_all)
        fixture_read_all(&bench->fixture);
    assert_int_equal(ak__skin_keys(conf, &bench->keymap, &err), 0);
    ak_conf_free(conf);
    bench->surface = ak_surface_init(0, 0, false);
    struct ak_view_input input = {.fleet = bench->fixture.fleet,
                                  .snap = bench->fixture.snap,
                                  .facts = bench->fixture.facts,
                                  .clock = &bench->fixture.clock,
                                  .keymap = &bench->keymap,
                                  .sign_in = &bench->sign_in};
    struct ak_desk_host host = {.quit = on_quit,
                                .refresh = on_refresh,
                                .copy = on_copy,
                                .set_mouse = on_mouse,
                                .set_theme = on_theme,
                                .redraw = on_redraw,
                                .suspend = on_suspend,
                                .send = on_send,
                                .sign_in = on_sign_in,
                                .show_subscriptions = on_subscriptions,
                                .context = bench};
    ak__desk_init(&bench->desk, &host, &input);
    ak__desk_set_data(&bench->desk, bench->fixture.fleet, bench->fixture.snap);
    *state = bench;
    see(bench);
    return 0;
}

int workbench_open(void **state)
{
    return open_bench(state, true);
}

int workbench_open_empty(void **state)
{
    return open_bench(state, false);
}

int workbench_open_for_changes(void **state)
{
    struct workbench *bench;

    (void)open_bench(state, true);
    bench = *state;
    fixture_read_for_changes(&bench->fixture);
    workbench_update(bench);
    press(bench, "1 /");
    type(bench, "payments");
    press(bench, "Enter 2 g"); /* on cvmpool, which is the worst */
    return 0;
}

int workbench_close(void **state)
{
    struct workbench *bench = *state;

    ak__desk_release(&bench->desk);
    ak_surface_release(&bench->surface);
    ak_keymap_release(&bench->keymap);
    fixture_release(&bench->fixture);
    free(bench);
    return 0;
}

void workbench_update(struct workbench *bench)
{
    fixture_assess(&bench->fixture);
    ak__desk_set_data(&bench->desk, bench->fixture.fleet, bench->fixture.snap);
}

void press(struct workbench *bench, const char *names)
{
    char text[256];
    char *rest = text;
    char *name;

    snprintf(text, sizeof text, "%s", names);
    while ((name = strsep(&rest, " ")) != NULL) {
        struct ak_key key;

        if (!ak_key_parse(name, &key))
            fail_msg("%s is no key", name);
        (void)ak__desk_key(&bench->desk, &key);
    }
}

static void type_as(struct workbench *bench, const char *text, bool is_pasted)
{
    while (*text != '\0') {
        struct ak_key key = {.code = AK_KEY_POINT, .is_pasted = is_pasted};

        text += ak_utf8_decode(text, strlen(text), &key.point);
        (void)ak__desk_key(&bench->desk, &key);
    }
}

void type(struct workbench *bench, const char *text)
{
    type_as(bench, text, false);
}

void paste(struct workbench *bench, const char *text)
{
    type_as(bench, text, true);
}

void mouse(struct workbench *bench, enum ak_key_code code, int x, int y)
{
    struct ak_key key = {.code = code, .x = x, .y = y};

    assert_true(ak__desk_key(&bench->desk, &key));
}

static void paint(struct workbench *bench)
{
    struct ak_chrome chrome = {.desk = &bench->desk,
                               .refresh_seconds = bench->refresh_seconds,
                               .clock_ahead_s = bench->clock_ahead_s};

    ak__desk_sync(&bench->desk);
    chrome.top = ak__desk_top(&bench->desk)->info->class;
    ak_surface_resize(&bench->surface, bench->width, bench->height);
    bench->cursor = ak__frame_draw(&bench->desk, &chrome, &bench->surface);
}

const char *see(struct workbench *bench)
{
    static char seen[256 * 1024];
    struct ak_buf text = ak_buf_init(TEXT_MAX);

    paint(bench);
    assert_true(ak_surface_print(&bench->surface, &text));
    snprintf(seen, sizeof seen, "%s", ak_buf_text(&text));
    ak_buf_release(&text);
    return seen;
}

const char *see_row(struct workbench *bench, int y, char out[1024])
{
    const char *line = see(bench);

    while (y-- > 0)
        line = strchr(line, '\n') + 1;
    snprintf(out, 1024, "%.*s", (int)strcspn(line, "\n"), line);
    return out;
}

void assert_seen(struct workbench *bench, const char *part)
{
    const char *screen = see(bench);

    if (strstr(screen, part) == NULL)
        fail_msg("%s is not seen:\n%s", part, screen);
}

void assert_not_seen(struct workbench *bench, const char *part)
{
    const char *screen = see(bench);

    if (strstr(screen, part) != NULL)
        fail_msg("%s is seen:\n%s", part, screen);
}

const char *focused(struct workbench *bench)
{
    return ak__desk_top(&bench->desk)->info->name;
}
