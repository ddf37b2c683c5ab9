/* filter_fuzz.c: a filter is refused with a reason, or chooses rows, and its inverse the others.
 * The input is what was typed. */
#include "config.h"

#include "fuzz.h"
#include "unit/ui/animals.h"

static size_t texts_of(const void *row, const char *texts[AK_TABLE_TEXTS])
{
    const struct animal *animal = row;

    texts[0] = animal->is_rare ? "rare eagle owl" : "common ant";
    texts[1] = NULL;
    texts[2] = animal->is_rare ? "bird 2" : "insect 6";
    return 3;
}

/* The rows that `text` chooses, a bit each; false when it is refused or asks for nothing. */
static bool choose(const struct ak_table_class *class, const char *text, unsigned *chosen)
{
    struct ak_table table = ak_table_init(class);
    struct ak_err err = ak_err_none();
    int failed = ak_table_set_filter(&table, text, &err);
    bool asks = table.filter != NULL;

    *chosen = 0;
    if (failed)
        require_failure(failed, &err);
    animals_fill(&table, animals, ANIMAL_COUNT);
    for (size_t i = 0; i < table.rows.len; i++) {
        const struct animal *animal = *(const void *const *)ak_vec_at(&table.rows, i);

        *chosen |= 1u << (animal - animals);
    }
    require(asks || table.rows.len == ANIMAL_COUNT);
    require(table.selected < table.rows.len || table.selected == 0);
    ak_table_release(&table);
    return asks;
}

static void check_class(const struct ak_table_class *class, const char *text)
{
    char inverted[sizeof((struct ak_table *)NULL)->filter_text];
    unsigned all = (1u << ANIMAL_COUNT) - 1;
    unsigned chosen, others;

    if (!choose(class, text, &chosen))
        return;
    /* One word has an inverse. */
    if (text[0] == '!' || strchr(text, ' ') != NULL || strpbrk(text, "/\"") != NULL ||
        strlen(text) + 2 > sizeof inverted)
        return;
    snprintf(inverted, sizeof inverted, "!%s", text);
    require(choose(class, inverted, &others) && (chosen ^ others) == all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ak_table_class searching = animal_class;
    char *text = text_of(data, size);

    searching.texts = texts_of;
    check_class(&animal_class, text);
    check_class(&searching, text);
    free(text);
    return 0;
}
