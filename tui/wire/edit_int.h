/* edit_int.h: between edit.c (making and changing) and edit_compare.c. */
#ifndef AKSCOPE_WIRE_EDIT_INT_H
#define AKSCOPE_WIRE_EDIT_INT_H

#include "json_int.h"

struct ak_edit {
    cJSON *root; /* an object */
};

#endif
