/* order.c: filtering and sorting the rows of a table, as a job that any thread can do. Each row's
 * cell is made once, equal texts are counted as one, and what is compared row by row are numbers.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/arena.h"
#include "akscope/base/text.h"
#include "order_int.h"

enum { FIRST_SLOTS = 256, MEASURED_ROWS = 500 };

/* What a row is sorted by. */
struct key {
    int64_t rank;   /* 0 where the texts alone decide */
    uint32_t text;  /* the text's number: first as they came, then in their order */
    uint32_t place; /* among the rows as they came: equal rows keep their order */
};

struct word {
    const char *text;
    uint32_t number; /* as they came */
};

/* The different texts of a column. */
struct words {
    struct ak_arena *arena;
    struct word *items;
    uint32_t count;
    uint32_t *slots; /* open addressing, a power of two: 0 is free, else the number and 1 */
    uint32_t slot_count;
};

struct ak_order *ak_order_new(const struct ak_table *table, const void *const *rows, size_t count,
                              const void *context)
{
    struct ak_order *order = ak_alloc(1, sizeof *order);

    order->class = table->class;
    order->context = context;
    order->filter = table->filter != NULL ? ak_filter_ref(table->filter) : NULL;
    order->ready = table->ready;
    order->ready_argument = table->ready_argument;
    order->sort = table->sort;
    order->descending = table->descending;
    order->total = count;
    order->count = count;
    order->rows = ak_alloc(count, sizeof(const void *));
    if (count > 0)
        memcpy(order->rows, rows, count * sizeof(const void *));
    if (table->is_chosen)
        ak_text_copy(order->wanted_id, sizeof order->wanted_id, table->selected_id);
    return order;
}

void ak_order_free(struct ak_order *order)
{
    if (order == NULL)
        return;
    ak_filter_unref(order->filter);
    free(order->rows);
    free(order);
}

/* The width in which so many rows fit. */
static int width_of_share(const unsigned of_width[AK_TABLE_TEXT_SIZE], unsigned rows)
{
    unsigned fitting = 0;
    int width = 0;

    while (width < AK_TABLE_TEXT_SIZE - 1 && (fitting += of_width[width]) < rows)
        width++;
    return width;
}

/* How wide the texts are, bars aside: those fit into any width. Over all rows, so that columns stay
 * where they are while one scrolls or filters; of very many a part will do. */
static void measure(struct ak_order *order)
{
    size_t step = order->count / MEASURED_ROWS + 1;

    for (size_t i = 0; i < order->class->column_count; i++) {
        unsigned of_width[AK_TABLE_TEXT_SIZE] = {0}; /* rows of each width */
        unsigned measured = 0;

        for (size_t row = 0; row < order->count; row += step, measured++) {
            struct ak_table_cell cell = {.role = AK_ROLE_TEXT};

            order->class->columns[i].value(order->rows[row], order->context, &cell);
            of_width[cell.whole == 0 ? ak_text_width(cell.text) : 0]++;
        }
        order->widest[i] = width_of_share(of_width, measured);
        order->usual[i] = width_of_share(of_width, measured * 3 / 4);
    }
}

/* ---- filtering ---- */

static bool is_shown(const struct ak_order *order, const void *row)
{
    if (order->ready != AK_ACTION_NONE && order->class->ready != NULL &&
        !order->class->ready(row, order->ready, order->ready_argument, order->context))
        return false;
    return ak__filter_matches(order->filter, order->class, row, order->context);
}

static void filter_rows(struct ak_order *order)
{
    size_t kept = 0;

    for (size_t i = 0; i < order->count; i++) {
        if (is_shown(order, order->rows[i]))
            order->rows[kept++] = order->rows[i];
    }
    order->count = kept;
}

/* ---- texts as numbers ---- */

static uint32_t hash_text(const char *text)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

static uint32_t *find_slot(const struct words *words, const char *text)
{
    uint32_t at = hash_text(text) & (words->slot_count - 1);

    while (words->slots[at] != 0 && strcmp(words->items[words->slots[at] - 1].text, text) != 0)
        at = (at + 1) & (words->slot_count - 1);
    return &words->slots[at];
}

static void grow(struct words *words)
{
    words->slot_count = words->slot_count > 0 ? words->slot_count * 2 : FIRST_SLOTS;
    words->items = ak_realloc(words->items, words->slot_count / 2, sizeof *words->items);
    free(words->slots);
    words->slots = ak_alloc(words->slot_count, sizeof *words->slots);
    for (uint32_t i = 0; i < words->count; i++)
        *find_slot(words, words->items[i].text) = i + 1;
}

static uint32_t number_of(struct words *words, const char *text)
{
    uint32_t *slot;

    if (words->count * 2 >= words->slot_count)
        grow(words);
    slot = find_slot(words, text);
    if (*slot == 0) {
        words->items[words->count] =
            (struct word){.text = ak_arena_strdup(words->arena, text), .number = words->count};
        *slot = ++words->count;
    }
    return *slot - 1;
}

static int compare_words(const void *left, const void *right)
{
    const struct word *a = left;
    const struct word *b = right;

    return ak_text_naturalcmp(a->text, b->text);
}

/* For each number as they came its number in order; texts that compare equal get the same. */
static uint32_t *order_words(struct words *words)
{
    uint32_t *places = ak_alloc(words->count, sizeof *places);
    uint32_t place = 0;

    if (words->count > 0)
        qsort(words->items, words->count, sizeof *words->items, compare_words);
    for (uint32_t i = 0; i < words->count; i++) {
        place += i > 0 && compare_words(&words->items[i - 1], &words->items[i]) != 0;
        places[words->items[i].number] = place;
    }
    return places;
}

static void number_texts(const struct ak_order *order, struct key *keys)
{
    const struct ak_column *column = &order->class->columns[order->sort];
    struct words words = {.arena = ak_arena_new(0)};
    uint32_t *places;

    for (size_t i = 0; i < order->count; i++) {
        struct ak_table_cell cell = {.role = AK_ROLE_TEXT};

        column->value(order->rows[i], order->context, &cell);
        keys[i].text = number_of(&words, cell.text);
    }
    places = order_words(&words);
    for (size_t i = 0; i < order->count; i++)
        keys[i].text = places[keys[i].text];
    free(places);
    free(words.items);
    free(words.slots);
    ak_arena_free(words.arena);
}

/* ---- sorting ---- */

static int compare_keys(const void *left, const void *right)
{
    const struct key *a = left;
    const struct key *b = right;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->text != b->text)
        return a->text < b->text ? -1 : 1;
    return a->place < b->place ? -1 : 1;
}

static void make_keys(const struct ak_order *order, struct key *keys)
{
    const struct ak_column *column = &order->class->columns[order->sort];

    number_texts(order, keys);
    for (size_t i = 0; i < order->count; i++) {
        keys[i].place = (uint32_t)i;
        if (column->rank != NULL)
            keys[i].rank = column->rank(order->rows[i], order->context);
        if (order->descending) {
            keys[i].rank = ~keys[i].rank; /* turns the order round, and has no overflow */
            keys[i].text = ~keys[i].text;
        }
    }
}

static void sort_rows(struct ak_order *order)
{
    struct key *keys = ak_alloc(order->count, sizeof *keys);
    const void **sorted = ak_alloc(order->count, sizeof(const void *));

    make_keys(order, keys);
    qsort(keys, order->count, sizeof *keys, compare_keys);
    for (size_t i = 0; i < order->count; i++)
        sorted[i] = order->rows[keys[i].place];
    free(order->rows);
    order->rows = sorted;
    free(keys);
}

static void find_wanted(struct ak_order *order)
{
    if (order->wanted_id[0] == '\0')
        return;
    for (size_t i = 0; i < order->count && !order->is_found; i++) {
        order->is_found = ak_text_caseeq(order->class->id(order->rows[i]), order->wanted_id);
        order->found = i;
    }
}

void ak_order_run(struct ak_order *order)
{
    measure(order);
    filter_rows(order);
    if (order->count > 1)
        sort_rows(order);
    find_wanted(order);
}
