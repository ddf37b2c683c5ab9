/* desk_keys.c: keys and the mouse: to the prompt when it is open, to a text of the view that has
 * the focus, else by the keymap. */
#include "config.h"

#include "akscope/base/text.h"
#include "desk_int.h"

static void on_prompt_change(struct ak_desk *desk)
{
    struct ak_err err = ak_err_none();

    desk->prompt_error[0] = '\0';
    if (desk->prompt_is_filter && ak__desk_set_filter(desk, desk->prompt.text, &err))
        ak_text_copy(desk->prompt_error, sizeof desk->prompt_error, err.text);
}

static void on_prompt_left(struct ak_desk *desk)
{
    struct ak_err err = ak_err_none();

    if (desk->prompt_is_filter && ak__desk_set_filter(desk, desk->filter_before, &err))
        ak__desk_say(desk, AK_ROLE_ERROR, err.text);
    ak_prompt_close(&desk->prompt);
}

static void on_prompt_accepted(struct ak_desk *desk)
{
    char line[AK_PROMPT_SIZE];

    /* A filter that is wrong stays to be corrected; Escape leaves it. */
    if (desk->prompt_is_filter && desk->prompt_error[0] != '\0')
        return;
    ak_text_copy(line, sizeof line, desk->prompt.text);
    ak_prompt_close(&desk->prompt);
    if (!desk->prompt_is_filter)
        ak__desk_command(desk, line);
}

static void prompt_key(struct ak_desk *desk, const struct ak_key *key)
{
    switch (ak_prompt_key(&desk->prompt, key, desk->prompt_is_filter ? NULL : ak__desk_complete,
                          desk)) {
    case AK_PROMPT_GOES_ON:
        break;
    case AK_PROMPT_CHANGED:
        on_prompt_change(desk);
        break;
    case AK_PROMPT_ACCEPTED:
        on_prompt_accepted(desk);
        break;
    case AK_PROMPT_LEFT:
        on_prompt_left(desk);
        break;
    }
}

static bool is_mouse(const struct ak_key *key)
{
    return key->code == AK_KEY_MOUSE_PRESS || key->code == AK_KEY_MOUSE_DOUBLE ||
           key->code == AK_KEY_WHEEL_UP || key->code == AK_KEY_WHEEL_DOWN;
}

static bool contains(struct ak_rect rect, const struct ak_key *key)
{
    return key->x >= rect.x && key->x < rect.x + rect.width && key->y >= rect.y &&
           key->y < rect.y + rect.height;
}

/* The mouse focuses the pane below it, then acts in that view's own coordinates (inside its frame).
 */
static void mouse_key(struct ak_desk *desk, const struct ak_key *key)
{
    struct ak_rect area = desk->overlay;
    struct ak_key inside = *key;
    enum ak_action action = key->code == AK_KEY_WHEEL_UP       ? AK_ACTION_UP
                            : key->code == AK_KEY_WHEEL_DOWN   ? AK_ACTION_DOWN
                            : key->code == AK_KEY_MOUSE_DOUBLE ? AK_ACTION_ENTER
                                                               : AK_ACTION_NONE;
    if (desk->overlay_count == 0) {
        for (int pane = 0; pane < AK_PANE_COUNT; pane++) {
            if (contains(desk->layout.panes[pane], key)) {
                desk->focus = pane;
                area = desk->layout.panes[pane];
            }
        }
    }
    inside.x -= area.x + 1;
    inside.y -= area.y + 1;
    /* Above the rows there is nothing to go into: a heading clicked twice sorts twice. */
    if (key->code == AK_KEY_MOUSE_DOUBLE && inside.y <= 0) {
        inside.code = AK_KEY_MOUSE_PRESS;
        action = AK_ACTION_NONE;
    }
    struct ak_desk_view *view = ak__desk_top(desk);
    struct ak_view_event event = {.action = action, .argument = "", .key = &inside};
    struct ak_reaction reaction = view->info->class->act(view->state, &desk->input, &event);
    ak__desk_take(desk, view, &reaction);
}

/* True when the key went into a text of the view. */
static bool type_key(struct ak_desk *desk, const struct ak_key *key)
{
    struct ak_desk_view *view = ak__desk_top(desk);
    const struct ak_view_class *class = view->info->class;
    struct ak_reaction reaction;

    if (class->takes_text == NULL || !class->takes_text(view->state))
        return false;
    reaction = class->type(view->state, &desk->input, key);
    return ak__desk_take(desk, view, &reaction);
}

bool ak__desk_key(struct ak_desk *desk, const struct ak_key *key)
{
    enum ak_action action;
    bool had_toast = desk->toast[0] != '\0';

    ak__desk_sync(desk);
    desk->toast[0] = '\0';
    if (is_mouse(key)) {
        mouse_key(desk, key);
        return true;
    }
    if (desk->prompt.is_open) {
        prompt_key(desk, key);
        return true;
    }
    if (type_key(desk, key))
        return true;
    action = ak_keymap_find(desk->input.keymap, ak__desk_top(desk)->info->class->scope, key);
    if (key->is_pasted && action != AK_ACTION_COMMAND && action != AK_ACTION_FILTER) {
        ak__desk_say(desk, AK_ROLE_BANNER,
                     "what is pasted is text: open / or : or a field for it first");
        return true;
    }
    ak__desk_act(desk, action, "", key);
    return action != AK_ACTION_NONE || had_toast;
}
