/* animals.h: a small table with every kind of column: by text, by rank, with marks, with a bar. */
#ifndef TESTS_UNIT_UI_ANIMALS_H
#define TESTS_UNIT_UI_ANIMALS_H

#include <stdio.h>

#include "akscope/base/text.h"
#include "akscope/ui/table.h"

struct animal {
    const char *id;
    const char *name;
    const char *kind;
    int64_t legs;
    int64_t eaten, served; /* of its meal */
    bool is_rare;
};

static inline void animal_name(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct animal *animal = row;

    (void)context;
    ak_text_copy(cell->text, sizeof cell->text, animal->name);
    cell->role = AK_ROLE_STRONG;
}

/* The context, when there is one, stands before the kind. */
static inline void animal_kind(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct animal *animal = row;

    snprintf(cell->text, sizeof cell->text, "%s%s", context != NULL ? (const char *)context : "",
             animal->kind);
    cell->has_mark = animal->is_rare;
    cell->mark = AK_GLYPH_SOON;
}

static inline void animal_legs(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct animal *animal = row;

    (void)context;
    snprintf(cell->text, sizeof cell->text, "%lld", (long long)animal->legs);
    cell->has_mark = animal->is_rare;
    cell->mark = AK_GLYPH_PAST;
}

static inline int64_t animal_legs_rank(const void *row, const void *context)
{
    const struct animal *animal = row;

    (void)context;
    return animal->legs;
}

static inline void animal_meal(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct animal *animal = row;

    (void)context;
    snprintf(cell->text, sizeof cell->text, "%lld/%lld", (long long)animal->eaten,
             (long long)animal->served);
    cell->part = animal->eaten;
    cell->whole = animal->served;
}

/* All animals rank alike: their texts decide. */
static inline int64_t animal_meal_rank(const void *row, const void *context)
{
    (void)row;
    (void)context;
    return 0;
}

static inline const char *animal_id(const void *row)
{
    const struct animal *animal = row;

    return animal->id;
}

static inline bool animal_ready(const void *row, enum ak_action action, int64_t argument,
                                const void *context)
{
    const struct animal *animal = row;

    (void)context;
    return action == AK_ACTION_READY_CVM ? animal->is_rare : animal->legs <= argument;
}

static const struct ak_column animal_columns[] = {
    {.id = "name", .heading = "NAME", .min_width = 8, .weight = 2, .value = animal_name},
    {.id = "kind",
     .heading = "KIND",
     .min_width = 6,
     .weight = 1,
     .drop = 1,
     .has_mark = true,
     .value = animal_kind},
    {.id = "legs",
     .heading = "LEGS",
     .min_width = 4,
     .align = AK_ALIGN_RIGHT,
     .drop = 2,
     .has_mark = true,
     .value = animal_legs,
     .rank = animal_legs_rank},
    {.id = "meal",
     .heading = "MEAL",
     .min_width = 12,
     .drop = 3,
     .value = animal_meal,
     .rank = animal_meal_rank},
};

static const struct ak_table_class animal_class = {
    .columns = animal_columns,
    .column_count = sizeof animal_columns / sizeof animal_columns[0],
    .empty = "no animals here",
    .id = animal_id,
    .ready = animal_ready,
};

static const struct animal animals[] = {
    {"/a/1", "cat2", "mammal", 4, 1, 2, false},
    {"/a/2", "Cat10", "mammal", 4, 0, 5, false},
    {"/a/3", "eagle owl", "bird", 2, 4, 4, true},
    {"/a/4", "\xE5\xBA\x83 carp", "fish", 0, 3, 10, false},
    {"/a/5", "ant", "insect", 6, 2, 3, false},
    {"/a/6", "a:b/c", "insect", 6, 0, 0, false},
};

enum { ANIMAL_COUNT = sizeof animals / sizeof animals[0] };

static inline void animals_fill(struct ak_table *table, const struct animal *rows, size_t count)
{
    const void *pointers[64];

    for (size_t i = 0; i < count; i++)
        pointers[i] = &rows[i];
    ak_table_set_rows(table, pointers, count, NULL);
}

/* The digits of the ids in the table's order: "123". */
static inline const char *animals_order(const struct ak_table *table, char out[65])
{
    size_t count = table->rows.len;

    for (size_t i = 0; i < count; i++) {
        const struct animal *animal = *(const void *const *)ak_vec_at(&table->rows, i);
        out[i] = animal->id[3];
    }
    out[count] = '\0';
    return out;
}

#endif
