/* form_int.h: what keys and pictures of a form share: where choices stand. */
#ifndef AKSCOPE_UI_FORM_INT_H
#define AKSCOPE_UI_FORM_INT_H

#include "akscope/ui/form.h"

enum { AK__FORM_MARK = 2, AK__FORM_GAP = 2 };

/* The text of a choice. */
const char *ak__form_label(const struct ak_form_choice *choice);

/* The chosen one; the number of choices when none is. */
size_t ak__form_chosen(const struct ak_form_field *field);

/* The choice that holds without one, by the preset; the number of choices when none does. */
size_t ak__form_held(const struct ak_form_field *field);

/* True when all choices fit beside each other into so many columns. */
bool ak__form_fits(const struct ak_form_field *field, int columns);

bool ak__form_is_text(const struct ak_form_field *field);

#endif
