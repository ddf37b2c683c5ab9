/* change_int.h: the dialog of a change: what it asks, what it is about, what is planned. One dialog
 * for every kind of intent but the wizard's, driven by the table of change_ask.c. */
#ifndef AKSCOPE_VIEWS_CHANGE_INT_H
#define AKSCOPE_VIEWS_CHANGE_INT_H

#include "akscope/actions/plan.h"
#include "akscope/base/vec.h"
#include "akscope/ui/form.h"
#include "fields_int.h"
#include "page_int.h"
#include "sent_int.h"

enum ak__question_kind {
    AK__ASK_FIELD,   /* of a node pool */
    AK__ASK_VERSION, /* of Kubernetes, or the newest node image */
    AK__ASK_PDB,     /* are disruption budgets ignored? */
    AK__ASK_CONFIRM, /* a word that must be typed */
};

struct ak__question {
    enum ak__question_kind kind;
    enum ak_pool_field field; /* of FIELD */
};

enum { AK__CONFIRM_SIZE = 128 };

/* One resource that is to be changed. */
struct ak__change_target {
    char *id;             /* owned, as are the others */
    struct ak_plan *plan; /* NULL: not planned yet, or sent */
};

struct ak__change {
    enum ak_intent_kind kind;
    struct ak_vec targets;    /* struct ak__change_target */
    struct ak_pool_wish wish; /* what was filled in */
    struct ak_pool_wish now;  /* what the pool has, where there is one */
    char *version;            /* chosen; NULL: the node image, or nothing yet */
    bool ignores_disruption_budgets;
    char confirm[AK__CONFIRM_SIZE];
    struct ak_form form;
    struct ak__page page; /* what is below the form */
    struct ak__sent sent;
    bool is_done;
    struct ak_arena *arena; /* of the fields below */
    struct ak_form_field fields[AK_FORM_FIELDS_MAX];
    size_t field_count;
    const char *az;     /* of all plans, in the arena */
    size_t ready_count; /* plans that may be sent */
};

/* The n-th thing that its kind asks; NULL after the last. (change_ask.c) */
const struct ak__question *ak__change_question(const struct ak__change *change, size_t n);
/* The intent about one of the targets; the caller releases it. (change_ask.c) */
struct ak_intent ak__change_intent(const struct ak__change *change, const char *id);
/* The fields of the form, anew. (change_ask.c) */
void ak__change_make_fields(struct ak__change *change, const struct ak_view_input *input);
/* Takes over what the focused field became. (change_ask.c) */
void ak__change_answer(struct ak__change *change);
/* True when the word was typed that the change asks for, or none is asked. (change_ask.c) */
bool ak__change_is_confirmed(const struct ak__change *change);

struct ak__change_target *ak__change_at(const struct ak__change *change, size_t i);
/* The plan of the only target; NULL when there are many, or none is made. */
const struct ak_plan *ak__change_plan(const struct ak__change *change);

/* Paints what is below the form: what happens, what is wrong, the command. (change_draw.c) */
struct ak__change_page {
    const struct ak__change *change;
    const struct ak_view_input *input;
};
void ak__change_paint(struct ak__pen *pen, const void *context);
/* Parts of it that the wizard's review has too. (change_draw.c) */
void ak__paint_refusal(struct ak__pen *pen, const struct ak__sent *sent);
void ak__paint_lines(struct ak__pen *pen, const struct ak_plan *plan);
void ak__paint_commands(struct ak__pen *pen, const char *az);
/* "Enter sends it", or what is still to be done. (change_draw.c) */
void ak__change_note(const struct ak__change *change, char *out, size_t size);

#endif
