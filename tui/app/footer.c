/* footer.c: the last line: keys that mean something here, the prompt, and what was said last. */
#include "config.h"

#include <stdio.h>

#include "akscope/base/text.h"
#include "chrome_int.h"

enum { TOAST_ROWS = 4, GAP = 2, EDGE = 1 };

/* ---- keys ---- */

/* What a key can't do while letters are text. */
static bool is_typed(const struct ak_key *key)
{
    return (key->code == AK_KEY_POINT && !key->is_control && !key->is_alt) ||
           key->code == AK_KEY_BACKSPACE || key->code == AK_KEY_DELETE;
}

/* The first key that asks for the action now; "" when there is none. */
static void find_key(const struct ak_chrome *chrome, enum ak_action action,
                     char out[AK_KEY_NAME_SIZE])
{
    const struct ak_desk_view *view = &chrome->desk->views[ak__desk_top_view(chrome->desk)];
    const struct ak_keymap *keymap = chrome->desk->input.keymap;
    bool takes_text = chrome->top->takes_text != NULL && chrome->top->takes_text(view->state);

    out[0] = '\0';
    for (size_t i = 0; i < keymap->bindings.len; i++) {
        const struct ak_key_binding *binding = ak_vec_at(&keymap->bindings, i);

        if (binding->action != action || (takes_text && is_typed(&binding->key)))
            continue;
        if (ak_keymap_find(keymap, chrome->top->scope, &binding->key) == action) {
            ak_key_name(&binding->key, out);
            return;
        }
    }
}

/* By its scope, and what the view can do. */
static bool fits_view(const struct ak_chrome *chrome, const struct ak_action_info *info)
{
    bool is_narrow = info->scope == AK_SCOPE_SIZES || info->scope == AK_SCOPE_FORM;
    bool is_of_panes = info->action == AK_ACTION_ZOOM || (info->flags & AK_ACTION_NEEDS_ROW);

    if (!(info->flags & AK_ACTION_FOOTER) || (is_narrow && info->scope != chrome->top->scope))
        return false;
    if (info->action == AK_ACTION_FILTER)
        return chrome->top->set_filter != NULL;
    return !is_of_panes || chrome->desk->overlay_count == 0;
}

/* What the action is called in the footer; NULL when it is not offered. Views over the panes may
 * say it themselves. */
static const char *label_of(const struct ak_chrome *chrome, const struct ak_action_info *info)
{
    const struct ak_desk_view *view = &chrome->desk->views[ak__desk_top_view(chrome->desk)];
    const char *label;

    if (chrome->desk->input.is_read_only && (info->flags & AK_ACTION_MUTATES))
        return NULL;
    if (chrome->top->offers == NULL)
        return fits_view(chrome, info) ? info->command : NULL;
    label = chrome->top->offers(view->state, &chrome->desk->input, info->action);
    return label != NULL && label[0] == '\0' ? info->command : label;
}

/* Keys at the right edge: those that lead on from everywhere. */
static bool is_at_edge(enum ak_action action)
{
    return action == AK_ACTION_HELP || action == AK_ACTION_QUIT || action == AK_ACTION_BACK;
}

static int key_width(const char *key, const char *what)
{
    return ak_text_width(key) + 1 + ak_text_width(what);
}

static int draw_key(const struct ak_canvas *line, int x, const char *key, const char *what,
                    bool is_dimmed)
{
    x += ak_canvas_text(line, x, 0, is_dimmed ? AK_ROLE_DIM : AK_ROLE_KEY, key) + 1;
    return x + ak_canvas_text(line, x, 0, is_dimmed ? AK_ROLE_DIM : AK_ROLE_KEY_HELP, what);
}

/* Help, and the way out, in that order from the right; returns the column where they begin. */
static int draw_edge(const struct ak_chrome *chrome, const struct ak_canvas *line)
{
    bool is_overlay = chrome->desk->overlay_count > 0;
    enum ak_action actions[] = {is_overlay ? AK_ACTION_BACK : AK_ACTION_QUIT, AK_ACTION_HELP};
    int x = line->area.width - EDGE;

    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        char key[AK_KEY_NAME_SIZE];
        const char *what = ak_action_get(actions[i])->command;

        find_key(chrome, actions[i], key);
        if (key[0] == '\0' || key_width(key, what) + EDGE > x)
            continue;
        x -= key_width(key, what);
        draw_key(line, x, key, what, false);
        x -= GAP;
    }
    return x;
}

static bool is_refused(const struct ak_chrome *chrome, enum ak_action action)
{
    const struct ak_desk_view *view = &chrome->desk->views[ak__desk_top_view(chrome->desk)];

    return chrome->top->is_refused != NULL &&
           chrome->top->is_refused(view->state, &chrome->desk->input, action);
}

/* Draws those keys that are of the view alone, or the others, up to `end`; what does not fit is
 * left out, and what is forbidden here is dimmed. */
static int draw_keys(const struct ak_chrome *chrome, const struct ak_canvas *line, int x, int end,
                     bool of_view)
{
    for (size_t i = 1; i < AK_ACTION_COUNT; i++) {
        const struct ak_action_info *info = ak_action_get((enum ak_action)i);
        const char *label = label_of(chrome, info);
        bool is_own = info->scope == AK_SCOPE_SIZES || info->scope == AK_SCOPE_FORM ||
                      info->action == AK_ACTION_ENTER;
        char key[AK_KEY_NAME_SIZE];
        char why[AK_TOAST_SIZE];
        enum ak_desk_offer offer;

        if (is_own != of_view || is_at_edge(info->action) || label == NULL)
            continue;
        find_key(chrome, info->action, key);
        if (key[0] == '\0' || x + key_width(key, label) > end)
            continue;
        offer = ak__desk_offers(chrome->desk, info->action, why);
        if (offer == AK_DESK_NOT_HERE)
            continue;
        x = draw_key(line, x, key, label,
                     offer == AK_DESK_FORBIDDEN || is_refused(chrome, info->action)) +
            GAP;
    }
    return x;
}

/* ---- the prompt, and what was said ---- */

static int draw_prompt(const struct ak_desk *desk, const struct ak_canvas *line)
{
    char hint[AK_TOAST_SIZE] = "";

    if (desk->prompt_error[0] != '\0')
        snprintf(hint, sizeof hint, "%s", desk->prompt_error);
    else if (!desk->prompt_is_filter)
        ak__desk_command_hint(desk, hint, sizeof hint);
    else if (desk->prompt.text[0] == '\0')
        snprintf(hint, sizeof hint, "text, column:value, !not, /regex/");
    return ak_prompt_draw(&desk->prompt, line, hint);
}

void ak__footer_draw_toast(const struct ak_desk *desk, const struct ak_canvas *screen)
{
    int width = screen->area.width - 2;
    int rows = ak_paragraph_rows(desk->toast, width);
    int top = screen->area.height - (rows < TOAST_ROWS ? rows : TOAST_ROWS);
    struct ak_canvas strip =
        ak_canvas_part(screen, (struct ak_rect){0, top, screen->area.width, TOAST_ROWS});
    struct ak_canvas text = ak_canvas_part(&strip, (struct ak_rect){1, 0, width, TOAST_ROWS});

    ak_canvas_clear(&strip);
    ak_canvas_paragraph(&text, 0, 0, desk->toast_role, desk->toast);
}

int ak__footer_draw(const struct ak_chrome *chrome, const struct ak_canvas *line)
{
    const struct ak_desk *desk = chrome->desk;

    if (desk->prompt.is_open)
        return draw_prompt(desk, line);
    if (desk->toast[0] == '\0') {
        int end = draw_edge(chrome, line);

        draw_keys(chrome, line, draw_keys(chrome, line, EDGE, end, true), end, false);
    }
    return -1;
}
