/* wizard_int.h: the wizard that adds a node pool: six steps, each reachable at any time, over one
 * intent that is planned anew with each key. */
#ifndef AKSCOPE_VIEWS_WIZARD_INT_H
#define AKSCOPE_VIEWS_WIZARD_INT_H

#include "akscope/actions/plan.h"
#include "akscope/base/vec.h"
#include "akscope/ui/form.h"
#include "akscope/ui/stepper.h"
#include "akscope/ui/table.h"
#include "akscope/ui/view.h"
#include "fields_int.h"
#include "page_int.h"
#include "sent_int.h"

enum { AK__FILTER_SIZE = 64 };

/* What was filled in for a cluster, or like a pool of it, when the wizard was left. */
struct ak__wizard_draft {
    char *key; /* resource id of the cluster, or of the pool that is cloned; owned */
    struct ak_pool_wish wish;
    enum ak_step step;
};

/* The step of VM sizes. (wizard_sizes.c) */
struct ak__wizard_sizes {
    struct ak_table table;
    struct ak_vec all;   /* struct ak__size_row */
    struct ak_vec shown; /* const void *: those that come into question */
    size_t usable;
    char filter[AK__FILTER_SIZE]; /* as it is typed */
    size_t cursor;
    char problem[AK_TOAST_SIZE]; /* why the filter is wrong; "" */
};

struct ak__wizard {
    char cluster_id[AK_ID_SIZE];
    char source_id[AK_ID_SIZE]; /* the pool that is cloned; "" */
    struct ak_pool_wish wish;
    enum ak_step step;
    unsigned seen;   /* bit n: step n was left once, so that what is missing there is a mistake */
    bool is_resumed; /* what was filled in before is there again */
    struct ak_vec drafts; /* struct ak__wizard_draft: of other clusters */

    /* made anew by each sync */
    struct ak_arena *arena;
    struct ak_intent intent;
    struct ak_plan *plan;
    struct ak_pool_surroundings around; /* of the snapshot that was synced */
    struct ak_form_field fields[AK_FORM_FIELDS_MAX];
    enum ak_pool_field asked[AK_FORM_FIELDS_MAX];
    size_t field_count;
    struct ak_stepper_row rows[AK_STEP_COUNT];

    struct ak_form form;
    size_t focus[AK_STEP_COUNT]; /* the field of each step to come back to */
    struct ak__wizard_sizes sizes;
    struct ak__page page; /* of the review */
    struct ak__sent sent;
    enum ak_pool_field refused_field; /* where Azure's refusal stands; COUNT: on the review */

    /* of the last drawing */
    struct ak_rect side, content; /* side: height 1 where the steps are one line */
};

/* ---- steps (wizard_steps.c) ---- */

/* The fields of the current step, and what the sidebar says of all. */
void ak__wizard_make_fields(struct ak__wizard *wizard, const struct ak_view_input *input);
void ak__wizard_make_rows(struct ak__wizard *wizard, const struct ak_view_input *input);
struct ak_form_fields ak__wizard_fields(const struct ak__wizard *wizard);
const char *ak__wizard_step_title(enum ak_step step);
/* Goes to a step, on the field where one was. */
void ak__wizard_go(struct ak__wizard *wizard, enum ak_step step);
/* The first thing that is still wrong; NULL when nothing is. */
const struct ak_violation *ak__wizard_first_refusal(const struct ak__wizard *wizard);
/* The step where a field is asked for; of none the review. */
enum ak_step ak__wizard_step_of(enum ak_pool_field field);
/* Goes to the step and the field. */
void ak__wizard_go_to_field(struct ak__wizard *wizard, const struct ak_view_input *input,
                            enum ak_pool_field field);
size_t ak__wizard_count(const struct ak__wizard *wizard, enum ak_violation_weight weight);

/* ---- drafts (wizard_drafts.c) ---- */

bool ak__wizard_is_empty(const struct ak__wizard *wizard);
/* What is filled in now goes to the drafts, and the wizard is empty. */
void ak__wizard_put_away(struct ak__wizard *wizard);
/* Goes on with what was filled in for this cluster, or like this pool. */
void ak__wizard_take_up(struct ak__wizard *wizard);
void ak__wizard_release_drafts(struct ak__wizard *wizard);

/* ---- OS and Kubernetes (wizard_os.c) ---- */
struct ak_form_field ak__wizard_os_field(const struct ak__wizard *wizard,
                                         const struct ak__fields *from,
                                         const struct ak_view_input *input);
struct ak_form_field ak__wizard_version_field(const struct ak__wizard *wizard,
                                              const struct ak__fields *from);
/* The preview feature that the choice needs, and how far it is; draws nothing without one. */
void ak__wizard_draw_feature(const struct ak__wizard *wizard, const struct ak_view_input *input,
                             const struct ak_canvas *canvas);
/* Its resource id into out; "" when none is needed. Returns out. */
const char *ak__wizard_feature_id(const struct ak__wizard *wizard, char *out, size_t size);
/* Would Azure refuse to register it? A function of the view's class. */
bool ak__wizard_is_refused(const void *state, const struct ak_view_input *input,
                           enum ak_action action);

/* ---- VM sizes (wizard_sizes.c) ---- */
void ak__wizard_sizes_init(struct ak__wizard_sizes *sizes);
void ak__wizard_sizes_release(struct ak__wizard_sizes *sizes);
void ak__wizard_sizes_sync(struct ak__wizard *wizard, const struct ak_view_input *input);
void ak__wizard_sizes_draw(struct ak__wizard *wizard, const struct ak_view_input *input,
                           const struct ak_canvas *canvas, bool is_focused);
/* A key for the filter; NONE when it is none. */
struct ak_reaction ak__wizard_sizes_type(struct ak__wizard_sizes *sizes, const struct ak_key *key);
/* Movement and the mouse, in the canvas of the step; NONE otherwise. */
struct ak_reaction ak__wizard_sizes_act(struct ak__wizard_sizes *sizes,
                                        const struct ak_view_event *event);
/* Takes the size under the cursor; why it can't be used, or NULL. */
const char *ak__wizard_sizes_choose(struct ak__wizard *wizard);
/* Column of the filter's cursor. */
int ak__wizard_sizes_cursor(const struct ak__wizard_sizes *sizes);

/* ---- review (wizard_review.c) ---- */
void ak__wizard_review_draw(struct ak__wizard *wizard, const struct ak_view_input *input,
                            const struct ak_canvas *canvas);

/* ---- the whole (wizard_draw.c) ---- */
void ak__wizard_draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                     bool is_focused);
bool ak__wizard_cursor(const void *state, int *x, int *y);

#endif
