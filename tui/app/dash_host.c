/* dash_host.c: what the desk asks of the program around it. */
#include "config.h"

#include <stdio.h>

#include "announce_int.h"
#include "dash_state_int.h"
#include "order_job_int.h"

static void host_quit(void *context)
{
    ak__dash_leave(context);
}

static void host_refresh(void *context)
{
    struct ak_dash *dash = context;

    if (dash->core.poller != NULL)
        ak__poller_refresh(dash->core.poller);
}

static void host_copy(void *context, const char *text)
{
    struct ak_dash *dash = context;
    char said[AK_TOAST_SIZE];

    if (!ak_term_copy(dash->screen.term, text)) {
        ak__desk_say(&dash->desk, AK_ROLE_ERROR, "too long for the terminal's clipboard");
        return;
    }
    ak__desk_say(&dash->desk, AK_ROLE_TEXT, ak__announce_copy(text, said));
}

static void host_set_mouse(void *context, bool uses_mouse)
{
    struct ak_dash *dash = context;

    ak_term_set_mouse(dash->screen.term, uses_mouse);
}

static int host_set_theme(void *context, const char *name, struct ak_err *err)
{
    struct ak_dash *dash = context;

    return ak__screen_set_theme(&dash->screen, name, err);
}

static void host_redraw(void *context)
{
    struct ak_dash *dash = context;

    ak_term_forget(dash->screen.term);
    dash->is_dirty = true;
}

static void touch_from_job(void *context)
{
    ak__dash_touch(context);
}

static void host_run_order(void *context, struct ak_desk_order *order)
{
    struct ak_dash *dash = context;

    ak__order_job_start(dash->core.loop, &dash->desk, order, touch_from_job, dash);
}

static void host_sign_in(void *context)
{
    struct ak_dash *dash = context;

    ak__sign_in_desk_start(&dash->sign_in);
}

/* What can be read with the new sign-in is read at once. */
static void on_sign_in(void *context)
{
    struct ak_dash *dash = context;
    const struct ak_sign_in *shown = &dash->sign_in.shown;
    char said[AK_TOAST_SIZE];

    ak__dash_touch(dash);
    if (shown->state != AK_SIGN_IN_DONE)
        return;
    snprintf(said, sizeof said, "signed in%s%s", shown->name[0] != '\0' ? " as " : "", shown->name);
    ak__dash_say(dash, AK_ROLE_GOOD, said);
    host_refresh(dash);
}

static void host_send(void *context, struct ak_plan *plan)
{
    struct ak_dash *dash = context;

    ak__dispatch_send(dash->core.dispatch, plan);
}

void ak__dash_look_at_chosen(struct ak_dash *dash)
{
    dash->desk.input.are_subscriptions_narrowed = ak__chosen_is_narrowed(dash->core.chosen);
    dash->desk.input.subscriptions_by = ak__chosen_by(dash->core.chosen);
}

static void host_show_subscriptions(void *context, const struct ak_texts *ids)
{
    struct ak_dash *dash = context;
    const struct ak_snap *snap = ak_store_snap(dash->core.store);
    const char *by;
    char said[AK_TOAST_SIZE];
    struct ak_vec shown = ak_vec_init(sizeof(const char *));

    ak__chosen_pick(dash->core.chosen, snap, ids);
    ak__chosen_ids(dash->core.chosen, snap, &shown);
    ak__dash_look_at_chosen(dash);
    by = dash->desk.input.subscriptions_by;
    snprintf(said, sizeof said, "%zu of %zu subscriptions are shown%s%s", shown.len,
             ak_views_subscriptions(snap).all, by[0] != '\0' ? " " : "", by);
    ak__dash_say(dash, AK_ROLE_TEXT, said);
    ak_vec_release(&shown);
}

static void on_choice_not_kept(const struct ak_err *err, void *context)
{
    struct ak_dash *dash = context;
    char said[AK_TOAST_SIZE];

    snprintf(said, sizeof said, "the choice holds until akscope ends: %.200s", err->text);
    ak__dash_say(dash, AK_ROLE_ERROR, said);
}

/* What was chosen before is no reason not to start. */
void ak__dash_remember(struct ak_dash *dash)
{
    struct ak_err err = ak_err_none();

    if (ak__chosen_remember(dash->core.chosen, dash->core.loop, ak_arm_endpoint(dash->core.arm),
                            on_choice_not_kept, dash, &err))
        ak__dash_say(dash, AK_ROLE_ERROR, err.text);
    ak__dash_look_at_chosen(dash);
}

static void host_suspend(void *context)
{
    ak__dash_suspend(context);
}

struct ak_desk_host ak__dash_host(struct ak_dash *dash)
{
    dash->sign_in =
        (struct ak__sign_in_desk){.core = &dash->core, .on_change = on_sign_in, .context = dash};
    return (struct ak_desk_host){.quit = host_quit,
                                 .refresh = host_refresh,
                                 .copy = host_copy,
                                 .set_mouse = host_set_mouse,
                                 .set_theme = host_set_theme,
                                 .redraw = host_redraw,
                                 .suspend = host_suspend,
                                 .run_order = host_run_order,
                                 .send = host_send,
                                 .sign_in = host_sign_in,
                                 .show_subscriptions = host_show_subscriptions,
                                 .context = dash};
}
