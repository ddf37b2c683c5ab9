/* scenes.h: what picture tests show: every view, with all kinds of data. A scene is a row of
 * scenes.c and a file golden/NAME.txt. */
#ifndef TESTS_PICTURE_SCENES_H
#define TESTS_PICTURE_SCENES_H

#include "picture/stage.h"

struct scene {
    const char *name;
    enum ak_view view;
    void (*prepare)(struct stage *stage);
    const char *argument; /* of opening; NULL: none */
    const char *filter;
    const char *keys; /* pressed then, separated by blanks; letters are text where that is taken */
    const char *target; /* the resource that a change is about */
    bool is_ascii;
    bool is_zoomed; /* a pane has the whole screen */
    bool is_large;  /* takes long to prepare */
    enum { USUAL_SIZE, EVERY_SIZE } at;
};

/* Scene n, NULL after the last. */
const struct scene *scene_get(size_t n);

#endif
