/* help.c: keys and commands, drawn from the very tables that they work by. */
#include "config.h"

#include <stdio.h>

#include "akscope/base/text.h"
#include "akscope/model/facts.h"
#include "akscope/views/views.h"
#include "page_int.h"

enum { KEY_WIDTH = 16, COMMAND_WIDTH = 18, ROOMY = 76, WORDS_SIZE = 256 };

struct help {
    struct ak__page page;
};

/* All keys of an action in one text: "j, Down". */
static void keys_of(const struct ak_keymap *keymap, enum ak_action action, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < keymap->bindings.len; i++) {
        const struct ak_key_binding *binding = ak_vec_at(&keymap->bindings, i);
        char name[AK_KEY_NAME_SIZE];

        if (binding->action != action || used + AK_KEY_NAME_SIZE + 2 > size)
            continue;
        used += (size_t)snprintf(out + used, size - used, "%s%s", used > 0 ? ", " : "",
                                 ak_key_name(&binding->key, name));
    }
}

/* Where there is little room the command gives way: the footer's `:` completes it anyway. What
 * Azure would refuse is dimmed, and says which right is missing. */
static void draw_action(struct ak__pen *pen, const struct ak_view_input *input,
                        const struct ak_action_info *info)
{
    const char *right = input->missing_rights[info->action];
    bool is_roomy = pen->canvas.area.width >= ROOMY;
    char keys[96];
    char command[64];
    char words[WORDS_SIZE];
    int y = pen->line - pen->top;

    keys_of(input->keymap, info->action, keys, sizeof keys);
    snprintf(command, sizeof command, ":%s%s%s", info->command,
             info->arguments[0] != '\0' ? " " : "", info->arguments);
    struct ak_field field = {
        .x = 1, .y = y, .columns = KEY_WIDTH, .role = right != NULL ? AK_ROLE_DIM : AK_ROLE_KEY};
    if (!is_roomy && keys[0] == '\0') {
        field.role = AK_ROLE_DIM;
        ak_canvas_field(&pen->canvas, &field, command);
    } else {
        ak_canvas_field(&pen->canvas, &field, keys);
    }
    if (is_roomy)
        ak_canvas_text(&pen->canvas, 2 + KEY_WIDTH, y, AK_ROLE_DIM, command);
    snprintf(words, sizeof words, "%s%s%s", info->help, right != NULL ? "; you lack " : "",
             right != NULL ? right : "");
    ak__pen_paragraph(pen, 2 + KEY_WIDTH + (is_roomy ? COMMAND_WIDTH + 1 : 0),
                      right != NULL ? AK_ROLE_DIM : AK_ROLE_TEXT, words);
}

/* The actions of a scope that change something, or the others. */
static void draw_scope(struct ak__pen *pen, const struct ak_view_input *input, enum ak_scope scope,
                       bool mutates, const char *heading)
{
    bool is_empty = true;

    for (size_t i = 1; i < AK_ACTION_COUNT; i++) {
        const struct ak_action_info *info = ak_action_get((enum ak_action)i);

        if (info->scope != scope || ((info->flags & AK_ACTION_MUTATES) != 0) != mutates ||
            (mutates && input->is_read_only))
            continue;
        if (is_empty)
            ak__pen_heading(pen, heading);
        is_empty = false;
        draw_action(pen, input, info);
    }
}

static void draw_signs(struct ak__pen *pen, const struct ak_view_input *input)
{
    char soon[64];
    const struct {
        enum ak_glyph glyph;
        enum ak_role role;
        const char *meaning;
    } signs[] = {
        {AK_GLYPH_PAST, AK_ROLE_PAST, "images are removed: scaling and repair fail"},
        {AK_GLYPH_ENDED, AK_ROLE_PAST, "support has ended"},
        {AK_GLYPH_SOON, AK_ROLE_SOON, soon},
        {AK_GLYPH_LATER, AK_ROLE_LATER, "later: announced"},
        {AK_GLYPH_YES, AK_ROLE_GOOD, "confirmed: VM size capability and node image agree"},
        {AK_GLYPH_CHANGING, AK_ROLE_CHANGING, "a change is under way"},
        {AK_GLYPH_NO, AK_ROLE_PAST, "failed"},
        {AK_GLYPH_NOTHING, AK_ROLE_DIM, "nothing to say"},
    };

    snprintf(soon, sizeof soon, "soon: within %d days; or a doubt", input->facts->soon_days);
    ak__pen_heading(pen, "Signs");
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        ak_canvas_glyph(&pen->canvas, 1, pen->line - pen->top, signs[i].role, signs[i].glyph);
        ak__pen_paragraph(pen, 3, AK_ROLE_TEXT, signs[i].meaning);
    }
    ak__pen_paragraph(
        pen, 1, AK_ROLE_TEXT,
        "WORST and NEXT are the days to the next date of the worst deadline; with a minus since "
        "the "
        "last one. Behind a Kubernetes version, L: long-term support. Behind a number of nodes, +: "
        "more nodes stand outside node pools. In the TEE column, ?: by the size's name "
        "only; !: size and image disagree.");
    ak__pen_heading(pen, "Filters");
    ak__pen_paragraph(
        pen, 1, AK_ROLE_TEXT,
        "text over all columns; column:value; column:\"two words\"; !text inverts; "
        "/expression/ is a regular expression; ready ones are :cvm, :due 30, :failed");
}

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    (void)state;
    (void)input;
    (void)argument;
}

static void release(void *state)
{
    (void)state;
}

static void sync(void *state, const struct ak_view_input *input)
{
    (void)state;
    (void)input;
}

static void paint(struct ak__pen *pen, const void *context)
{
    const struct ak_view_input *input = context;

    draw_scope(pen, input, AK_SCOPE_ANY, false, "Everywhere");
    draw_scope(pen, input, AK_SCOPE_LIST, true, "Changes");
    draw_scope(pen, input, AK_SCOPE_LIST, false, "In lists");
    draw_scope(pen, input, AK_SCOPE_SIZES, false, "Among VM sizes");
    draw_scope(pen, input, AK_SCOPE_FORM, false, "Where something is filled in");
    draw_scope(pen, input, AK_SCOPE_FORM, true, "Preview features");
    draw_signs(pen, input);
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct help *help = state;

    (void)is_focused;
    ak__page_draw(&help->page, canvas, paint, input);
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct help *help = state;

    (void)input;
    /* The key q closes what is open; who types :quit means it. */
    if (event->action == AK_ACTION_HELP || (event->action == AK_ACTION_QUIT && event->key != NULL))
        return ak_reaction_of(AK_REACTION_CLOSE, "", "");
    return ak__page_act(&help->page, event);
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    (void)state;
    (void)input;
    snprintf(out, size, "Help");
}

static void note(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct help *help = state;

    (void)input;
    ak__page_note(&help->page, out, size);
}

const struct ak_view_class ak_view_help = {
    .name = "help",
    .state_size = sizeof(struct help),
    .scope = AK_SCOPE_LIST,
    .init = init,
    .release = release,
    .sync = sync,
    .draw = draw,
    .act = act,
    .title = title,
    .note = note,
};
