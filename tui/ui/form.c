/* form.c: what keys do in a form. */
#include "config.h"

#include "akscope/ui/form.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/ui/line.h"
#include "form_int.h"

struct ak_form ak_form_init(void)
{
    return (struct ak_form){.text = ak_alloc(AK_FORM_TEXT_SIZE, 1), .cursor_x = -1, .cursor_y = -1};
}

void ak_form_release(struct ak_form *form)
{
    free(form->text);
    form->text = NULL;
}

const char *ak_form_text(const struct ak_form *form)
{
    return form->text;
}

const char *ak__form_label(const struct ak_form_choice *choice)
{
    return choice->label != NULL ? choice->label : choice->value;
}

size_t ak__form_chosen(const struct ak_form_field *field)
{
    size_t i = 0;

    while (i < field->choice_count && !ak_text_caseeq(field->choices[i].value, field->value))
        i++;
    return i;
}

size_t ak__form_held(const struct ak_form_field *field)
{
    size_t i = 0;

    while (i < field->choice_count && !ak_text_caseeq(field->choices[i].value, field->preset))
        i++;
    return i;
}

bool ak__form_fits(const struct ak_form_field *field, int columns)
{
    int width = -AK__FORM_GAP;

    for (size_t i = 0; i < field->choice_count; i++)
        width += AK__FORM_MARK + ak_text_width(ak__form_label(&field->choices[i])) + AK__FORM_GAP;
    return width <= columns;
}

bool ak__form_is_text(const struct ak_form_field *field)
{
    return field->kind == AK_FORM_TEXT || field->kind == AK_FORM_NUMBER ||
           field->kind == AK_FORM_CONFIRM;
}

bool ak_form_is_confirmed(const struct ak_form_field *field)
{
    return field->kind == AK_FORM_CONFIRM && strcmp(field->value, field->wanted) == 0;
}

/* The focused field; NULL when there are none. */
static const struct ak_form_field *focused(const struct ak_form *form,
                                           const struct ak_form_fields *fields)
{
    return form->focus < fields->count ? &fields->items[form->focus] : NULL;
}

bool ak_form_takes_text(const struct ak_form *form, const struct ak_form_fields *fields)
{
    const struct ak_form_field *field = focused(form, fields);

    return field != NULL && ak__form_is_text(field);
}

void ak_form_focus(struct ak_form *form, size_t field)
{
    form->focus = field;
    form->is_editing = false;
}

bool ak_form_next(struct ak_form *form, const struct ak_form_fields *fields)
{
    form->is_editing = false;
    if (form->focus + 1 >= fields->count)
        return false;
    form->focus++;
    return true;
}

static enum ak_form_result set_text(struct ak_form *form, const char *text)
{
    ak_text_copy(form->text, AK_FORM_TEXT_SIZE, text);
    form->cursor = strlen(form->text);
    return AK_FORM_CHANGED;
}

/* ---- text ---- */

static bool is_letter(const struct ak_key *key)
{
    return key->code == AK_KEY_POINT && !key->is_control && !key->is_alt;
}

/* A number in a field is rather replaced than made longer; so is what would be taken then. */
static void begin(struct ak_form *form, const struct ak_form_field *field, const struct ak_key *key)
{
    bool replaces = field->kind == AK_FORM_NUMBER && is_letter(key);

    set_text(form, replaces ? "" : field->value);
    form->is_editing = true;
}

/* Counts from what is there, or from what holds without a choice. */
static enum ak_form_result count(struct ak_form *form, const struct ak_form_field *field, int step)
{
    const char *from =
        field->value[0] != '\0' || field->preset == NULL ? field->value : field->preset;
    int64_t number = 0;
    char text[32];

    if (!ak_text_to_int(from, 0, INT32_MAX, &number) && from[0] != '\0' && field->value[0] != '\0')
        return AK_FORM_MOVED;
    number += step;
    snprintf(text, sizeof text, "%" PRId64, number > 0 ? number : 0);
    return set_text(form, text);
}

/* Letters in a number are no part of it: they may mean an action. */
static bool is_no_digit(const struct ak_form_field *field, const struct ak_key *key)
{
    return field->kind == AK_FORM_NUMBER && is_letter(key) &&
           (key->point < '0' || key->point > '9');
}

static bool is_movement(const struct ak_key *key)
{
    return key->code == AK_KEY_LEFT || key->code == AK_KEY_RIGHT || key->code == AK_KEY_HOME ||
           key->code == AK_KEY_END;
}

/* Whether the field wants to hear of the key; movement is the text's only once one is in it. */
static bool is_for_text(const struct ak_form *form, const struct ak_form_field *field,
                        const struct ak_key *key)
{
    return field != NULL && ak__form_is_text(field) && (form->is_editing || !is_movement(key)) &&
           !is_no_digit(field, key);
}

/* A blank before a text would make it one where nothing is meant. */
static bool is_blank_before(const struct ak_form *form, const struct ak_key *key)
{
    return form->cursor == 0 && is_letter(key) && key->point == ' ';
}

/* How a key counts a number up or down; 0: it does not. */
static int step_of(const struct ak_form_field *field, const struct ak_key *key)
{
    if (field == NULL || field->kind != AK_FORM_NUMBER || !is_letter(key))
        return 0;
    return (key->point == '+') - (key->point == '-');
}

enum ak_form_result ak_form_type(struct ak_form *form, const struct ak_form_fields *fields,
                                 const struct ak_key *key)
{
    const struct ak_form_field *field = focused(form, fields);
    struct ak_line line = {.text = form->text, .size = AK_FORM_TEXT_SIZE};
    struct ak_form before = *form;
    enum ak_line_result result;

    if (step_of(field, key) != 0)
        return count(form, field, step_of(field, key));
    if (!is_for_text(form, field, key))
        return AK_FORM_NOT_MINE;
    if (!form->is_editing)
        begin(form, field, key);
    if (is_blank_before(form, key))
        return AK_FORM_MOVED;
    line.cursor = form->cursor;
    result = ak_line_key(&line, key);
    form->cursor = line.cursor;
    if (result == AK_LINE_NOT_MINE)
        *form = before;
    if (result == AK_LINE_CHANGED)
        return AK_FORM_CHANGED;
    return result == AK_LINE_MOVED ? AK_FORM_MOVED : AK_FORM_NOT_MINE;
}

/* ---- choices ---- */

/* The choice `step` further; in a list it does not go round. */
static enum ak_form_result choose_next(struct ak_form *form, const struct ak_form_field *field,
                                       int step)
{
    size_t chosen = ak__form_chosen(field);
    size_t to;

    if (field->choice_count == 0)
        return AK_FORM_MOVED;
    if (chosen == field->choice_count)
        chosen = ak__form_held(field);
    if (chosen == field->choice_count)
        to = step > 0 ? 0 : field->choice_count - 1;
    else
        to = (chosen + field->choice_count + (size_t)step) % field->choice_count;
    return set_text(form, field->choices[to].value);
}

/* True when the next row up or down is one of the same list. */
static bool is_inside_list(const struct ak_form_field *field, int step)
{
    size_t chosen = field->kind == AK_FORM_LIST ? ak__form_chosen(field) : 0;

    if (field->kind != AK_FORM_LIST || field->choice_count == 0)
        return false;
    if (chosen == field->choice_count)
        return step > 0;
    return step > 0 ? chosen + 1 < field->choice_count : chosen > 0;
}

static enum ak_form_result move(struct ak_form *form, const struct ak_form_fields *fields, int step)
{
    if (is_inside_list(&fields->items[form->focus], step))
        return choose_next(form, &fields->items[form->focus], step);
    form->is_editing = false;
    if (step > 0 && form->focus + 1 < fields->count)
        form->focus++;
    else if (step < 0 && form->focus > 0)
        form->focus--;
    return AK_FORM_MOVED;
}

static enum ak_form_result turn(struct ak_form *form, const struct ak_form_field *field, int step)
{
    return ak__form_is_text(field) ? AK_FORM_NOT_MINE : choose_next(form, field, step);
}

enum ak_form_result ak_form_act(struct ak_form *form, const struct ak_form_fields *fields,
                                enum ak_action action)
{
    if (focused(form, fields) == NULL)
        return AK_FORM_NOT_MINE;
    switch ((int)action) {
    case AK_ACTION_UP:
        return move(form, fields, -1);
    case AK_ACTION_DOWN:
        return move(form, fields, 1);
    case AK_ACTION_TOP:
        ak_form_focus(form, 0);
        return AK_FORM_MOVED;
    case AK_ACTION_BOTTOM:
        ak_form_focus(form, fields->count - 1);
        return AK_FORM_MOVED;
    case AK_ACTION_CHOOSE:
    case AK_ACTION_RIGHT:
        return turn(form, focused(form, fields), 1);
    case AK_ACTION_LEFT:
        return turn(form, focused(form, fields), -1);
    case AK_ACTION_UNSET:
        return set_text(form, "");
    default:
        return AK_FORM_NOT_MINE;
    }
}

/* ---- the mouse ---- */

static enum ak_form_result click_choice(struct ak_form *form, const struct ak_form_field *field,
                                        int x)
{
    int at = form->value_x;

    if (!ak__form_fits(field, form->width - form->value_x))
        return choose_next(form, field, 1);
    for (size_t i = 0; i < field->choice_count; i++) {
        int width = AK__FORM_MARK + ak_text_width(ak__form_label(&field->choices[i]));

        if (x >= at && x < at + width)
            return set_text(form, field->choices[i].value);
        at += width + AK__FORM_GAP;
    }
    return AK_FORM_MOVED;
}

static enum ak_form_result click_field(struct ak_form *form, const struct ak_form_field *field,
                                       int x, int row)
{
    if (field->kind == AK_FORM_CHOICE && row == 0 && x >= form->value_x)
        return click_choice(form, field, x);
    if (field->kind == AK_FORM_LIST && row > 0 && row <= (int)field->choice_count)
        return set_text(form, field->choices[row - 1].value);
    return AK_FORM_MOVED;
}

enum ak_form_result ak_form_click(struct ak_form *form, const struct ak_form_fields *fields, int x,
                                  int y)
{
    for (size_t i = 0; i < fields->count; i++) {
        int row = y - form->spans[i].y;

        if (row < 0 || row >= form->spans[i].height)
            continue;
        ak_form_focus(form, i);
        return click_field(form, &fields->items[i], x, row);
    }
    return AK_FORM_NOT_MINE;
}
