/* form.h: fields to fill in: texts, numbers, choices, and a word that must be typed to confirm. The
 * form keeps where one is and what is being typed; the values are the caller's, who hands in the
 * fields anew with each call and takes over what changed. A text is checked as it is typed: each
 * key that changes one is told.
 *
 * Letters are text wherever a field takes text, but for a blank at its beginning; arrows move
 * between fields. A list is a choice with one choice a row: moving in it chooses. */
#ifndef AKSCOPE_UI_FORM_H
#define AKSCOPE_UI_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "akscope/base/attributes.h"
#include "akscope/ui/key.h"
#include "akscope/ui/surface.h"

enum { AK_FORM_FIELDS_MAX = 24, AK_FORM_TEXT_SIZE = 1 << 16 };

enum ak_form_kind {
    AK_FORM_TEXT,
    AK_FORM_NUMBER,  /* digits, which replace it; + and - count */
    AK_FORM_CHOICE,  /* choices beside each other */
    AK_FORM_LIST,    /* choices below each other, each with a note */
    AK_FORM_CONFIRM, /* `wanted` must be typed */
};

/* How much is wrong with a field. */
enum ak_form_gravity {
    AK_FORM_FINE,
    AK_FORM_NOTE, /* worth knowing, or not filled in yet */
    AK_FORM_WARNING,
    AK_FORM_WRONG,
};

struct ak_form_choice {
    const char *value; /* what the field is then; "" takes the choice back */
    const char *label; /* NULL: the value */
    const char *note;  /* behind it, in lists; or NULL */
    enum ak_role role; /* of both: dim where it can't be used */
};

/* Borrowed during the call. Texts may be NULL where nothing is to be said. */
struct ak_form_field {
    const char *label;
    enum ak_form_kind kind;
    const char *value;  /* never NULL; "": nothing is chosen */
    const char *preset; /* what holds then: one of the choices, or words */
    const char *was;    /* what it was before, where that is something else */
    const char *wanted; /* of CONFIRM; never NULL there */
    const char *help;
    const char *finding; /* what is wrong and what would be right */
    enum ak_form_gravity gravity;
    const struct ak_form_choice *choices;
    size_t choice_count;
};

struct ak_form_fields {
    const struct ak_form_field *items;
    size_t count; /* at most AK_FORM_FIELDS_MAX */
};

struct ak_form {
    size_t focus;
    bool is_editing; /* the cursor is in the text */
    char *text;      /* what was typed or chosen last; owned */
    size_t cursor;
    /* of the last drawing */
    struct ak_form_span {
        int y, height;
    } spans[AK_FORM_FIELDS_MAX];
    int top, value_x, width;
    int cursor_x, cursor_y; /* -1: none */
};

struct ak_form ak_form_init(void);
AK_NONNULL void ak_form_release(struct ak_form *form);

enum ak_form_result {
    AK_FORM_NOT_MINE,
    AK_FORM_MOVED,
    AK_FORM_CHANGED, /* the focused field is now ak_form_text */
};

/* The focused field's new value, until the next call. */
AK_NONNULL const char *ak_form_text(const struct ak_form *form);

/* True when letters go to the focused field. */
AK_NONNULL bool ak_form_takes_text(const struct ak_form *form, const struct ak_form_fields *fields);

/* A key as it was pressed, for a field that takes text. */
AK_NONNULL AK_MUST_USE enum ak_form_result
ak_form_type(struct ak_form *form, const struct ak_form_fields *fields, const struct ak_key *key);

/* AK_ACTION_UP, _DOWN, _TOP, _BOTTOM; _CHOOSE and _RIGHT, which take the next choice; _LEFT, and
 * _UNSET, which takes the choice back. */
AK_NONNULL AK_MUST_USE enum ak_form_result
ak_form_act(struct ak_form *form, const struct ak_form_fields *fields, enum ak_action action);

/* The mouse at a place of the canvas of the last drawing. */
AK_NONNULL AK_MUST_USE enum ak_form_result
ak_form_click(struct ak_form *form, const struct ak_form_fields *fields, int x, int y);

/* Goes to a field; what was typed stands. */
AK_NONNULL void ak_form_focus(struct ak_form *form, size_t field);
/* Goes to the next one; false at the last. */
AK_NONNULL AK_MUST_USE bool ak_form_next(struct ak_form *form, const struct ak_form_fields *fields);

/* True when the word of a CONFIRM field was typed. */
AK_NONNULL bool ak_form_is_confirmed(const struct ak_form_field *field);

/* Rows that it takes at this width, the help's at the bottom not counted. */
AK_NONNULL int ak_form_rows(const struct ak_form_fields *fields, int width);

/* Draws the fields, the focused one in sight, and the help of that one below them. */
AK_NONNULL void ak_form_draw(struct ak_form *form, const struct ak_form_fields *fields,
                             const struct ak_canvas *canvas, bool is_focused);

#endif
