/* sign_in.c: signing in with a code: where to enter it, and for how long. */
#include "config.h"

#include <stdio.h>

#include "akscope/model/sign_in.h"
#include "akscope/views/views.h"
#include "page_int.h"

enum { COLUMNS = 62, INDENT = 4 };

struct sign_in {
    struct ak__page page;
    const struct ak_sign_in *shown; /* the program's */
};

/* What paint needs. */
struct scene {
    const struct ak_sign_in *shown;
    int64_t now_ms;
};

static void paint_code(struct ak__pen *pen, const struct scene *scene)
{
    int64_t left = (scene->shown->expires_ms - scene->now_ms) / 1000;

    ak__pen_paragraph(pen, 1, AK_ROLE_TEXT, "Open this page in a browser, on any machine,");
    ak__pen_paragraph(pen, INDENT, AK_ROLE_ACCENT, scene->shown->url);
    ak__pen_gap(pen);
    ak__pen_paragraph(pen, 1, AK_ROLE_TEXT, "and enter the code");
    ak__pen_line(pen, INDENT, AK_ROLE_STRONG, scene->shown->code);
    ak__pen_gap(pen);
    if (left > 0)
        ak__pen_printf(pen, 1, left < 60 ? AK_ROLE_SOON : AK_ROLE_DIM,
                       "It can be entered for %d:%02d more. Esc leaves it waiting.",
                       (int)(left / 60), (int)(left % 60));
    else
        ak__pen_line(pen, 1, AK_ROLE_SOON, "It can't be entered any more.");
}

static void paint(struct ak__pen *pen, const void *context)
{
    const struct scene *scene = context;
    const struct ak_sign_in *shown = scene->shown;
    char sentence[2 * AK_ERR_TEXT_SIZE];

    switch (shown->state) {
    case AK_SIGN_IN_NONE:
    case AK_SIGN_IN_ASKING:
        ak__pen_line(pen, 1, AK_ROLE_DIM, "Asking Microsoft Entra ID for a code\xE2\x80\xA6");
        break;
    case AK_SIGN_IN_CODE:
        paint_code(pen, scene);
        break;
    case AK_SIGN_IN_DONE:
        ak__pen_printf(pen, 1, AK_ROLE_GOOD, "Signed in%s%s.", shown->name[0] != '\0' ? " as " : "",
                       shown->name);
        ak__pen_paragraph(pen, 1, AK_ROLE_TEXT, shown->remark);
        break;
    case AK_SIGN_IN_FAILED:
        ak__pen_paragraph(pen, 1, AK_ROLE_ERROR,
                          ak_err_sentence(&shown->err, sentence, sizeof sentence));
        ak__pen_paragraph(pen, 1, AK_ROLE_TEXT, "r asks for a new code.");
        break;
    }
}

static struct scene scene_of(const struct sign_in *sign_in, const struct ak_view_input *input)
{
    return (struct scene){sign_in->shown, ak_clock_ms(input->clock)};
}

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct sign_in *sign_in = state;

    (void)argument;
    sign_in->shown = input->sign_in;
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

static struct ak_rect place(void *state, const struct ak_view_input *input, struct ak_rect body)
{
    struct scene scene = scene_of(state, input);
    int columns = ak__box_columns(body, COLUMNS);

    return ak__box_place(body, columns, ak__page_rows(columns, paint, &scene));
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct sign_in *sign_in = state;
    struct scene scene = scene_of(sign_in, input);

    (void)is_focused;
    ak__page_draw(&sign_in->page, canvas, paint, &scene);
}

static const char *offers(const void *state, const struct ak_view_input *input,
                          enum ak_action action)
{
    const struct sign_in *sign_in = state;
    enum ak_sign_in_state is = sign_in->shown->state;

    (void)input;
    switch ((int)action) {
    case AK_ACTION_COPY_COMMAND:
        return is == AK_SIGN_IN_CODE ? "copy the code" : NULL;
    case AK_ACTION_COPY_ID:
        return is == AK_SIGN_IN_CODE ? "copy the page" : NULL;
    case AK_ACTION_REFRESH:
        return is == AK_SIGN_IN_FAILED ? "new code" : NULL;
    default:
        return NULL;
    }
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct sign_in *sign_in = state;

    switch ((int)event->action) {
    case AK_ACTION_QUIT:
        return event->key != NULL ? ak_reaction_of(AK_REACTION_CLOSE, "", "") : ak_reaction_none();
    case AK_ACTION_ENTER:
        return sign_in->shown->state == AK_SIGN_IN_DONE ? ak_reaction_of(AK_REACTION_CLOSE, "", "")
                                                        : ak_reaction_done();
    case AK_ACTION_COPY_COMMAND:
        return offers(state, input, AK_ACTION_COPY_COMMAND) != NULL
                   ? ak_reaction_copy(sign_in->shown->code)
                   : ak_reaction_done();
    case AK_ACTION_COPY_ID:
        return offers(state, input, AK_ACTION_COPY_ID) != NULL
                   ? ak_reaction_copy(sign_in->shown->url)
                   : ak_reaction_done();
    case AK_ACTION_REFRESH:
        return ak_reaction_of(offers(state, input, AK_ACTION_REFRESH) != NULL ? AK_REACTION_SIGN_IN
                                                                              : AK_REACTION_DONE,
                              "", "");
    default:
        return ak__page_act(&sign_in->page, event);
    }
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    (void)state;
    (void)input;
    snprintf(out, size, "Sign in to Azure");
}

/* Nothing is left to read once it is in use. */
static bool is_done(const void *state)
{
    const struct sign_in *sign_in = state;

    return sign_in->shown->state == AK_SIGN_IN_DONE && sign_in->shown->remark[0] == '\0';
}

const struct ak_view_class ak_view_sign_in = {
    .name = "sign-in",
    .state_size = sizeof(struct sign_in),
    .scope = AK_SCOPE_LIST,
    .init = init,
    .release = release,
    .sync = sync,
    .draw = draw,
    .act = act,
    .title = title,
    .place = place,
    .offers = offers,
    .is_done = is_done,
};
