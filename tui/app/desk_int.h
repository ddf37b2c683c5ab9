/* desk_int.h: what lies on the screen: views in panes, views over them, the focus, the prompt.
 * Turns actions into changes of that, and what views ask for into calls of the host. Knows no
 * terminal and no network. Loop thread only. */
#ifndef AKSCOPE_APP_DESK_INT_H
#define AKSCOPE_APP_DESK_INT_H

#include "akscope/actions/plan.h"
#include "akscope/ui/layout.h"
#include "akscope/ui/prompt.h"
#include "akscope/ui/view.h"
#include "akscope/views/views.h"

/* What only the program around the desk can do. */
struct ak_desk_order;
struct ak_desk_host {
    void (*quit)(void *context);
    void (*refresh)(void *context);
    void (*copy)(void *context, const char *text);
    void (*set_mouse)(void *context, bool uses_mouse);
    /* AK_ERR_CONFIG when there is no such theme. */
    int (*set_theme)(void *context, const char *name, struct ak_err *err);
    void (*redraw)(void *context);
    void (*suspend)(void *context);
    /* Runs the order on a worker; then ak__desk_put_order, once, never inside this call. */
    void (*run_order)(void *context, struct ak_desk_order *order);
    /* Sends a plan that is ready, whose ownership passes; how it goes stands in the snapshot's
     * operations. */
    void (*send)(void *context, struct ak_plan *plan);
    /* Asks for a code to sign in with, unless one waits already; input.sign_in tells of it. */
    void (*sign_in)(void *context);
    /* Shows only these subscriptions from now on; all when there are none. */
    void (*show_subscriptions)(void *context, const struct ak_texts *ids);
    void *context;
};

enum { AK__OVERLAY_MAX = 8 };

/* What views look at; a reference to each is held. */
struct ak_desk_data {
    struct ak_fleet *fleet; /* NULL: nothing */
    struct ak_snap *snap;
};

/* The rows of a long list on their way through a worker, and the data that they are in. */
struct ak_desk_order {
    struct ak_order *order; /* for ak_order_run */
    struct ak_desk_data data;
    enum ak_view view;
};

struct ak_desk_view {
    const struct ak_view_info *info;
    void *state; /* NULL: not open */
    bool needs_sync;
    struct ak_desk_data synced; /* what it looked at last */
    struct ak_desk_data shown;  /* what its rows point into: it stays until they are others */
    const struct ak_desk_order *ordering; /* under way, or NULL */
};

struct ak_desk {
    struct ak_desk_host host;
    struct ak_view_input input; /* what views see; fleet, snap and ids are kept up to date */
    struct ak_desk_data data;   /* input's fleet and snap */
    struct ak_desk_view views[AK_VIEW_COUNT];
    enum ak_view overlays[AK__OVERLAY_MAX]; /* the last is on top */
    size_t overlay_count;
    int focus; /* pane 0 to 4 */
    bool is_zoomed;
    bool uses_mouse;
    bool is_read_only_for_good; /* it was started so: `:ro off` does not lift it */
    struct ak_prompt prompt;
    bool prompt_is_filter;
    char prompt_error[AK_TOAST_SIZE];
    char filter_before[AK_PROMPT_SIZE]; /* to come back to when the filter is left */
    char cluster_id[AK_ID_SIZE];
    char pool_id[AK_ID_SIZE];
    char toast[AK_TOAST_SIZE];
    enum ak_role toast_role;
    /* of the last drawing: the mouse needs them */
    struct ak_layout layout;
    struct ak_rect overlay; /* the top one's place */
};

void ak__desk_init(struct ak_desk *desk, const struct ak_desk_host *host,
                   const struct ak_view_input *input);
void ak__desk_release(struct ak_desk *desk);

/* New data, which the caller keeps until the next call: views rebuild their rows before the next
 * drawing. Until then keys still find those of before. */
void ak__desk_set_data(struct ak_desk *desk, struct ak_fleet *fleet, struct ak_snap *snap);

/* Brings every open view up to date; called before drawing and before demands. */
void ak__desk_sync(struct ak_desk *desk);

/* Takes an order back that was run, and frees it; also when the view or the desk was closed
 * meanwhile. True when the screen may have changed. */
bool ak__desk_put_order(struct ak_desk *desk, struct ak_desk_order *order);

/* A list that is shown is still being filtered or sorted. */
bool ak__desk_is_ordering(const struct ak_desk *desk);

/* What the views in sight need. */
void ak__desk_demands(const struct ak_desk *desk, struct ak_demands *demands);

/* A key; true when anything on the screen may have changed. Views are brought up to date before:
 * rows may have gone, and what was typed just before may have chosen others. */
bool ak__desk_key(struct ak_desk *desk, const struct ak_key *key);

/* An action, as a key or a command asks for it. */
void ak__desk_act(struct ak_desk *desk, enum ak_action action, const char *argument,
                  const struct ak_key *key);

/* The view that keys go to: the top overlay, else the focused pane. */
struct ak_desk_view *ak__desk_top(struct ak_desk *desk);
enum ak_view ak__desk_top_view(const struct ak_desk *desk);
/* The view in the focused pane, whatever lies over it. */
enum ak_view ak__desk_pane_view(const struct ak_desk *desk);

/* Says something in the footer. */
void ak__desk_say(struct ak_desk *desk, enum ak_role role, const char *text);

/* Does what a view asked for when it was acted on, and has it look again where its rows changed;
 * false when it had no use for that. */
bool ak__desk_take(struct ak_desk *desk, struct ak_desk_view *view, struct ak_reaction *reaction);

/* Focuses a pane (0 to 4); what lies over the panes goes. */
void ak__desk_focus(struct ak_desk *desk, int pane);
/* Closes the views over the panes from that depth on. */
void ak__desk_leave(struct ak_desk *desk, size_t depth);
void ak__desk_close_top(struct ak_desk *desk);
/* Opens or focuses the view of that name, as AK_REACTION_OPEN. */
void ak__desk_open_named(struct ak_desk *desk, const char *name, const char *argument);

/* Sets the filter of the view that keys go to, which must have one. */
int ak__desk_set_filter(struct ak_desk *desk, const char *text, struct ak_err *err);

/* ---- changes (desk_change.c) ---- */

/* Whether a change can be asked for where keys go now. */
enum ak_desk_offer {
    AK_DESK_NO_CHANGE, /* the action is none */
    AK_DESK_NOT_HERE,  /* it makes no sense */
    AK_DESK_FORBIDDEN, /* it would, but nothing may be changed there, or Azure would refuse it */
    AK_DESK_OFFERED,
};
/* `why` (AK_TOAST_SIZE bytes) says why it is not offered, where there is something to say. */
enum ak_desk_offer ak__desk_offers(const struct ak_desk *desk, enum ak_action action, char *why);

/* Notes for the views which rights are missing where keys of the panes go. */
void ak__desk_note_rights(struct ak_desk *desk);
/* States what must be read for that: the permissions at one cluster, that of the selected row. */
void ak__desk_demand_rights(const struct ak_desk *desk, struct ak_demands *demands);

/* Opens the view that asks for the change, or says why it does not; false when it is no change. */
bool ak__desk_change(struct ak_desk *desk, enum ak_action action);
/* Opens the dialog of a kind of change (intents.def) of one resource. */
void ak__desk_ask(struct ak_desk *desk, const char *kind, const char *id);
/* Opens what asks for the intent, filled in, about that resource; takes the intent over. */
void ak__desk_fill_in(struct ak_desk *desk, struct ak_intent *intent, const char *id);

/* Sends what a view planned; plans that may not be sent are freed, and it is said why. */
void ak__desk_send(struct ak_desk *desk, struct ak_vec *plans);

/* `:ro`, and `:ro off`. */
void ak__desk_set_read_only(struct ak_desk *desk, const char *argument);

/* Opens a view over the panes, about these resources. */
void ak__desk_open(struct ak_desk *desk, enum ak_view view, const char *argument,
                   const struct ak_texts *targets);

/* Runs a typed command line; complains by toast. (command.c) */
void ak__desk_command(struct ak_desk *desk, const char *line);
/* Completions of a command line, for the prompt. (command.c) */
bool ak__desk_complete(const char *text, size_t n, char out[AK_PROMPT_SIZE], const void *context);
/* What the command line that is being typed may become: the commands that begin so, or what the one
 * command does. (command.c) */
void ak__desk_command_hint(const struct ak_desk *desk, char *out, size_t size);

#endif
