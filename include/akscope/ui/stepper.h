/* stepper.h: the steps of a longer task: where one is, what was chosen, what is still wrong. Below
 * each other beside the step, or in one line above it where there is no room for that. */
#ifndef AKSCOPE_UI_STEPPER_H
#define AKSCOPE_UI_STEPPER_H

#include "akscope/base/attributes.h"
#include "akscope/ui/surface.h"

enum ak_stepper_mark {
    AK_STEPPER_OPEN, /* not seen yet */
    AK_STEPPER_FINE,
    AK_STEPPER_DOUBT,
    AK_STEPPER_WRONG,
};

struct ak_stepper_row {
    const char *title;
    enum ak_stepper_mark mark;
    const char *chosen; /* in a few words; "" for nothing */
    const char *wrong;  /* likewise */
};

struct ak_stepper {
    const struct ak_stepper_row *rows;
    size_t count;
    size_t current;
};

/* Below each other, in the whole canvas. What there is no room for is left out: first the gaps,
 * then what is wrong, then what was chosen. */
AK_NONNULL void ak_stepper_draw(const struct ak_stepper *stepper, const struct ak_canvas *canvas);
/* In the first row: titles where all have room, else that of the current step. */
AK_NONNULL void ak_stepper_draw_line(const struct ak_stepper *stepper,
                                     const struct ak_canvas *canvas);

/* The step at a place of such a drawing, or `count`. */
AK_NONNULL size_t ak_stepper_at(const struct ak_stepper *stepper, int height, int y);
AK_NONNULL size_t ak_stepper_at_line(const struct ak_stepper *stepper, int width, int x);

#endif
