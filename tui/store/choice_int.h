/* choice_int.h: the file of chosen subscriptions as text. */
#ifndef AKSCOPE_STORE_CHOICE_INT_H
#define AKSCOPE_STORE_CHOICE_INT_H

#include "akscope/base/buf.h"
#include "akscope/store/choice.h"

/* Takes what the text has of this cloud; cuts the text apart. */
void ak__choice_take(struct ak_choice *choice, char *text);

/* Appends the lines that the text `before` has of other clouds, and behind them those of this one;
 * cuts `before` apart. False when they do not fit. */
bool ak__choice_put(const struct ak_choice *choice, char *before, struct ak_buf *text);

#endif
