/* stage.h: one view, seen and used as in the program, without the program: the fixture's data, the
 * default keys, and what it draws as text. Picture tests compare that with golden files, the unit
 * tests of views use it to press keys. */
#ifndef TESTS_PICTURE_STAGE_H
#define TESTS_PICTURE_STAGE_H

#include "akscope/base/buf.h"
#include "akscope/model/sign_in.h"
#include "akscope/ui/layout.h"
#include "akscope/views/views.h"
#include "support/fixture.h"

struct stage {
    struct fixture fixture;
    struct ak_keymap keymap;
    const struct ak_view_info *info;
    void *state;
    struct ak_view_input input;
    char cluster_id[AK_ID_SIZE];
    char pool_id[AK_ID_SIZE];
    struct ak_sign_in sign_in;
    struct ak_texts targets; /* set before a view of a change is opened */
};

/* A fixture in which nothing was read yet, and no view. Change it, then open one. */
void stage_init(struct stage *stage);
void stage_release(struct stage *stage);

/* Opens a view on the fixture as it is; `argument` is what AK_REACTION_OPEN would carry. */
void stage_open(struct stage *stage, enum ak_view view, const char *argument);

/* The cluster (and the pool, "" for none) in view; the view learns it. */
void stage_look_at(struct stage *stage, const char *cluster_id, const char *pool_id);

/* The fixture was changed: the fleet is assessed anew and the view learns it. */
void stage_update(struct stage *stage);

/* An action, a key by its name ("j", "Enter", "Ctrl-f"), a press of the mouse inside the frame. The
 * view is brought up to date afterwards, as the program does before it draws. While it takes text,
 * keys are text. */
struct ak_reaction stage_act(struct stage *stage, enum ak_action action, const char *argument);
struct ak_reaction stage_key(struct stage *stage, const char *name);
struct ak_reaction stage_click(struct stage *stage, int x, int y);

/* Frees what a reaction owns. */
void stage_drop(struct ak_reaction *reaction);

/* Sets the filter; 0, or the kind of the error, whose text goes to `why`. */
int stage_filter(struct stage *stage, const char *text, char why[AK_TOAST_SIZE]);

/* Draws the view in its frame on a surface of that size; the caller releases it. */
struct ak_surface stage_draw(struct stage *stage, int width, int height, bool is_ascii);

/* The same as text, a row a line, trailing blanks removed; the caller frees. */
char *stage_picture(struct stage *stage, int width, int height);

/* What the view wants to be read, as lines "topic key"; the caller frees. */
char *stage_demands(const struct stage *stage);

#endif
