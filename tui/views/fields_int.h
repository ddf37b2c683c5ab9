/* fields_int.h: the fields of a node pool (model/pool_fields.def) as fields of a form: what the
 * wizard and the dialogs of changes share. */
#ifndef AKSCOPE_VIEWS_FIELDS_INT_H
#define AKSCOPE_VIEWS_FIELDS_INT_H

#include "akscope/actions/plan.h"
#include "akscope/ui/form.h"
#include "akscope/ui/view.h"

/* What the fields are made from; borrowed during the call. */
struct ak__fields {
    const struct ak_pool_wish *wish;
    const struct ak_pool_wish *now; /* of the pool that is to be changed; NULL: a new one */
    const struct ak_plan *plan;     /* what is wrong; NULL: not known */
    const struct ak_facts *facts;
    bool is_unseen;         /* nobody was there yet: what is missing is no mistake */
    struct ak_arena *arena; /* texts and choices live here */
};

struct ak_form_field ak__field_make(const struct ak__fields *from, enum ak_pool_field field);

/* The finding that concerns the field, as sentence and gravity. */
void ak__field_find(const struct ak__fields *from, enum ak_pool_field field,
                    struct ak_form_field *out);

/* Takes a new value into the wish. What the pool has anyway is no wish; neither is nothing for a
 * new one. */
void ak__field_set(struct ak_pool_wish *wish, const struct ak_pool_wish *now,
                   enum ak_pool_field field, const char *text);

/* An array of choices in the arena, to be filled. */
struct ak_form_choice *ak__choices_new(struct ak_arena *arena, size_t count);

/* Role and mark of a consequence and of a finding. */
enum ak_role ak__tone_role(enum ak_plan_tone tone);
enum ak_role ak__weight_role(enum ak_violation_weight weight);
enum ak_glyph ak__weight_glyph(enum ak_violation_weight weight);

#endif
