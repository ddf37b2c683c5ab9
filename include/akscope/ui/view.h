/* view.h: the contract of a view. A view is one file, one row of views.def and one constant table
 * of functions. It reads an immutable fleet and draws cells; it can't block, fetch or paint, and
 * keeps ids instead of pointers. What it wants done it returns as a reaction. Loop thread only. */
#ifndef AKSCOPE_UI_VIEW_H
#define AKSCOPE_UI_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "akscope/base/attributes.h"
#include "akscope/base/clock.h"
#include "akscope/base/err.h"
#include "akscope/base/vec.h"
#include "akscope/model/demand.h"
#include "akscope/model/value.h"
#include "akscope/ui/key.h"
#include "akscope/ui/surface.h"

struct ak_fleet;
struct ak_snap;
struct ak_facts;
struct ak_keymap;
struct ak_order;
struct ak_plan;
struct ak_intent;
struct ak_sign_in;
struct ak_table_class;

enum { AK_ID_SIZE = 512, AK_TOAST_SIZE = 256 };

/* The columns that a person wants of a view's list, from left to right. */
struct ak_view_columns {
    const char *view; /* its name */
    struct ak_texts names;
};

/* What every view may look at; valid during the call. */
struct ak_view_input {
    const struct ak_fleet *fleet; /* never NULL; empty before the first data */
    const struct ak_snap *snap;   /* never NULL; may be newer than the fleet's */
    const struct ak_facts *facts;
    const struct ak_clock *clock;
    const struct ak_keymap *keymap;
    const char *cluster_id;  /* the cluster in view, "" when none */
    const char *pool_id;     /* the pool in view, "" when none */
    const char *focus_view;  /* the view that had the focus when an overlay opened */
    struct ak_texts targets; /* resource ids that a change that opens is about; valid in `init` */
    const struct ak_intent *intent;     /* with what a change that opens is filled in, NULL: with
                                           nothing; valid in `init` and `reopen` */
    struct ak_texts read_only_clusters; /* patterns of names: "prod-*" */
    const struct ak_sign_in *sign_in; /* the program's, as long as the views are; NULL: nobody signs
                                         in here (a demo) */
    /* By action: the right that is missing for it (rules/rights.h) where keys of the panes go, as
     * Azure calls it; NULL: it is there, or it is not known. */
    const char *missing_rights[AK_ACTION_COUNT];
    const struct ak_view_columns *columns; /* of lists that have others than usual; checked */
    size_t column_count;
    bool are_subscriptions_narrowed; /* not all that there are are shown, on purpose */
    const char *subscriptions_by; /* "by config.ini:3", when not the person chose them here; "" */
    bool is_demo;
    bool is_read_only;
};

/* Why nothing may be changed in the cluster of this resource id: a sentence in out; "" when it may.
 * Returns out. */
AK_NONNULL const char *ak_view_forbids(const struct ak_view_input *input, const char *id, char *out,
                                       size_t size);

/* What a view asks of the program. */
enum ak_reaction_kind {
    AK_REACTION_NONE,    /* not mine: try the next */
    AK_REACTION_DONE,    /* handled; rebuild the rows and draw again */
    AK_REACTION_MOVED,   /* handled; the rows are as they were, draw again */
    AK_REACTION_CLUSTER, /* go to this cluster: `id` */
    AK_REACTION_POOL,    /* go to this pool: `id`, `other` its cluster */
    AK_REACTION_OPEN,  /* open the view named `id` with the argument `other`; a pane is focused, and
                          the argument is its filter over the whole fleet */
    AK_REACTION_CLOSE, /* close me (an overlay) */
    AK_REACTION_COPY,  /* copy `text`, or `owned` (OSC 52); say so */
    AK_REACTION_TOAST, /* say `text` */
    AK_REACTION_ERROR, /* say `text` as an error */
    AK_REACTION_FOCUS, /* focus the pane of the view `id` */
    AK_REACTION_SEND,  /* send `plans`; ready ones only */
    AK_REACTION_CHANGE,  /* ask for the change of kind `id` (intents.def) of the resource `other` */
    AK_REACTION_SIGN_IN, /* ask for a code to sign in with, unless one waits already */
    AK_REACTION_FILL_IN, /* ask for `intent`, filled in, of the resource `other`: a pool, or a
                            cluster; for a pool that is added the one that it is like */
    AK_REACTION_SHOW, /* close me, and show only the subscriptions `ids`; all when there are none */
    AK_REACTION_COUNT
};

struct ak_reaction {
    enum ak_reaction_kind kind;
    char id[AK_ID_SIZE];
    char other[AK_ID_SIZE];
    char text[1024];
    char *owned;              /* a text that may be longer, or NULL; its ownership passes */
    struct ak_vec plans;      /* struct ak_plan *; their ownership passes */
    struct ak_vec ids;        /* char *; their ownership passes */
    struct ak_intent *intent; /* or NULL; its ownership passes */
};

/* A key as an action, with the argument of a `:` command ("" without). */
struct ak_view_event {
    enum ak_action action;
    const char *argument;
    const struct ak_key
        *key; /* the key, or NULL when typed as a command; mouse: x, y in the canvas */
};

/* True for a press of the mouse, the first or the second of two (whose action is ENTER). */
AK_NONNULL bool ak_event_is_click(const struct ak_view_event *event);

struct ak_view_class {
    const char *name;  /* of views.def */
    size_t state_size; /* of the private state, zeroed before init */
    enum ak_scope scope;
    const struct ak_table_class *table; /* of a list whose columns can be chosen; may be NULL */
    /* What `sync` makes is of the cluster or the pool in view: called when another is selected. */
    bool follows_selection;
    /* `argument` is what OPEN carried, "" otherwise. */
    void (*init)(void *state, const struct ak_view_input *input, const char *argument);
    void (*release)(void *state);
    /* New data or filter, and for those that follow it another selection: rebuild rows. Called
     * before drawing, only when something changed. */
    void (*sync)(void *state, const struct ak_view_input *input);
    /* What must be kept fresh while this view is seen. May be NULL. */
    void (*demand)(const void *state, const struct ak_view_input *input,
                   struct ak_demands *demands);
    void (*draw)(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused);
    struct ak_reaction (*act)(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event);
    /* Title and note of the frame. note may be NULL. */
    void (*title)(const void *state, const struct ak_view_input *input, char *out, size_t size);
    void (*note)(const void *state, const struct ak_view_input *input, char *out, size_t size);
    /* The filter in force, "" when none; and a new one. NULL where a view has no rows to filter. */
    const char *(*filter)(const void *state);
    int (*set_filter)(void *state, const char *text, struct ak_err *err);
    /* The id of the explanation (facts) for what is under the cursor; NULL: the view's own topic.
     */
    const char *(*topic)(const void *state, const struct ak_view_input *input);
    /* The resource id of the selected row, "" when there is none; and selecting one, false when it
     * is not shown. NULL where a view selects nothing that others follow. */
    const char *(*selected)(const void *state);
    bool (*select)(void *state, const char *id);
    /* True while the rows are those of before the last sync, since putting the new ones in order is
     * work for a worker (ak_order of table.h): take_order hands it over, or NULL when it is under
     * way already; put_order takes it back after ak_order_run, and tells whether its rows are shown
     * now (something newer may have been asked for). All three NULL where lists are short. */
    bool (*is_waiting)(const void *state);
    struct ak_order *(*take_order)(void *state);
    bool (*put_order)(void *state, struct ak_order *order);
    /* Rows it would like to have, for the layout. May be NULL. */
    int (*wanted_rows)(const void *state, const struct ak_view_input *input);

    /* ---- of views in which something is typed; each may be NULL ---- */
    /* True while letters are text: each key then comes to `type` first, and by the keymap to `act`
     * only when that says NONE. */
    bool (*takes_text)(const void *state);
    struct ak_reaction (*type)(void *state, const struct ak_view_input *input,
                               const struct ak_key *key);
    /* The text cursor's place in the canvas of the last drawing; false: there is none. */
    bool (*cursor)(const void *state, int *x, int *y);

    /* ---- of views over the panes; each may be NULL ---- */
    /* The part of the body that it takes, its frame too; NULL: all of it. */
    struct ak_rect (*place)(void *state, const struct ak_view_input *input, struct ak_rect body);
    /* What an action does now, in a word for the footer ("" where its command says it); NULL: it
     * means nothing. Without this function the action's scope tells. */
    const char *(*offers)(const void *state, const struct ak_view_input *input,
                          enum ak_action action);
    /* True when Azure would refuse what an action leads to here, which has no row among the changes
     * of the desk (tui/app/desk_change.c). */
    bool (*is_refused)(const void *state, const struct ak_view_input *input, enum ak_action action);
    /* True once it has nothing left to do: it is closed then, also when it was hidden. */
    bool (*is_done)(const void *state);
    /* True when what was filled in must outlive its closing: it is hidden only, and synced on;
     * `reopen` takes the place of `init` when it is opened again. */
    bool (*keeps)(const void *state);
    void (*reopen)(void *state, const struct ak_view_input *input, const char *argument);

    /* ---- of views that lead to changes ---- */
    /* Pushes the ids (const char *, borrowed) of what a change asked for here is about: the marked
     * rows, else the selected one. NULL: no change can be asked for here. */
    void (*targets)(const void *state, const struct ak_view_input *input, struct ak_vec *ids);
};

/* Draws a view in its frame: a pane (1 to 5) has its number before the title, a view over the panes
 * (0) a ground of its own. */
AK_NONNULL void ak_view_draw(const struct ak_view_class *class, void *state,
                             const struct ak_view_input *input, const struct ak_canvas *canvas,
                             int pane, bool is_focused);

/* Reactions in one expression. */
struct ak_reaction ak_reaction_none(void);
struct ak_reaction ak_reaction_done(void);
struct ak_reaction ak_reaction_moved(void);
AK_NONNULL struct ak_reaction ak_reaction_of(enum ak_reaction_kind kind, const char *id,
                                             const char *other);
AK_PRINTF(2, 3)
struct ak_reaction ak_reaction_say(enum ak_reaction_kind kind, const char *format, ...);
/* COPY of a text of any length. */
AK_NONNULL struct ak_reaction ak_reaction_copy(const char *text);

#endif
