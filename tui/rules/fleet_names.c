/* fleet_names.c: names that a fleet repeats, each read once. Texts of one list are shared (see
 * arena.h), so that equal names have one address: the table looks at addresses alone, and where two
 * lists each have the name it is read twice. */
#include "config.h"

#include "fleet_int.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "lifecycle_int.h"

enum { FIRST_SLOTS = 256 };

/* What is read of a name; the same text is another entry for each. */
enum kind { KIND_IMAGE, KIND_VERSION, KIND_LTS_VERSION, KIND_COUNT };

struct entry {
    const char *name; /* borrowed */
    enum kind kind;
    union {
        struct ak__image image;
        const struct ak_retirement *end; /* kept */
    } as;
};

struct ak__names {
    const struct ak_facts *facts;
    struct ak_date today;
    struct entry **table; /* open addressing; a power of two of slots */
    size_t slots;
    size_t count;
    struct entry nothing[KIND_COUNT]; /* what no name tells */
    struct ak_arena *arena;
    struct ak_vec ends; /* const struct ak_retirement *: all that were kept */
};

/* What is known of a deadline follows from the release, the plan and what there is to do. */
static bool is_same_end(const struct ak_retirement *a, const struct ak_retirement *b)
{
    return a->id == b->id && a->what == b->what && a->action == b->action &&
           a->severity == b->severity;
}

const struct ak_retirement *ak__names_keep_end(struct ak__names *names,
                                               const struct ak_retirement *end)
{
    struct ak_retirement *kept;

    for (size_t i = 0; i < names->ends.len; i++) {
        const struct ak_retirement *const *known = ak_vec_at(&names->ends, i);

        if (is_same_end(*known, end))
            return *known;
    }
    kept = ak_arena_alloc(names->arena, 1, sizeof *kept);
    *kept = *end;
    *(const struct ak_retirement **)ak_vec_push(&names->ends) = kept;
    return kept;
}

const struct ak_retirement *ak__names_size_end(struct ak__names *names,
                                               const struct ak_vm_size *size)
{
    struct ak_retirement end;

    for (size_t i = 0; i < names->ends.len; i++) {
        const struct ak_retirement *const *known = ak_vec_at(&names->ends, i);

        if ((*known)->is_of_size && ak_text_caseeq((*known)->id, size->name))
            return *known;
    }
    end = ak__size_retirement(size, names->facts, names->today, names->arena);
    return ak__names_keep_end(names, &end);
}

static void read_version(struct ak__names *names, struct entry *entry)
{
    struct ak_retirement end = ak_kubernetes_retirement(
        entry->name, entry->kind == KIND_LTS_VERSION, names->facts, names->today);

    entry->as.end = ak__names_keep_end(names, &end);
}

static void read_image(const struct ak__names *names, struct entry *entry)
{
    entry->as.image.parts = ak_node_image_parse(entry->name);
    entry->as.image.os = ak_node_image_os(&entry->as.image.parts, entry->name, names->facts);
}

static void read_name(struct ak__names *names, struct entry *entry)
{
    if (entry->kind == KIND_IMAGE)
        read_image(names, entry);
    else
        read_version(names, entry);
}

struct ak__names *ak__names_new(const struct ak_facts *facts, struct ak_date today,
                                struct ak_arena *arena)
{
    struct ak__names *names = ak_alloc(1, sizeof *names);

    names->facts = facts;
    names->today = today;
    names->arena = arena;
    names->ends = ak_vec_init(sizeof(void *));
    names->slots = FIRST_SLOTS;
    names->table = ak_alloc(FIRST_SLOTS, sizeof(struct entry *));
    for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
        names->nothing[kind].kind = kind;
        read_name(names, &names->nothing[kind]);
    }
    return names;
}

void ak__names_free(struct ak__names *names)
{
    for (size_t i = 0; i < names->slots; i++)
        free(names->table[i]);
    free(names->table);
    ak_vec_release(&names->ends);
    free(names);
}

static struct entry **find_slot(struct entry **table, size_t slots, const char *name,
                                enum kind kind)
{
    uint64_t hash = ((uint64_t)(uintptr_t)name * KIND_COUNT + kind) * 11400714819323198485u;
    size_t at = (hash >> 32) & (slots - 1);

    while (table[at] != NULL && (table[at]->name != name || table[at]->kind != kind))
        at = (at + 1) & (slots - 1);
    return &table[at];
}

static void grow(struct ak__names *names)
{
    size_t slots = names->slots * 2;
    struct entry **table = ak_alloc(slots, sizeof(struct entry *));

    for (size_t i = 0; i < names->slots; i++) {
        struct entry *entry = names->table[i];

        if (entry != NULL)
            *find_slot(table, slots, entry->name, entry->kind) = entry;
    }
    free(names->table);
    names->table = table;
    names->slots = slots;
}

static const struct entry *look_up(struct ak__names *names, const char *name, enum kind kind)
{
    struct entry **slot;

    if (name == NULL)
        return &names->nothing[kind];
    if (names->count * 2 >= names->slots)
        grow(names);
    slot = find_slot(names->table, names->slots, name, kind);
    if (*slot == NULL) {
        *slot = ak_alloc(1, sizeof **slot);
        (*slot)->name = name;
        (*slot)->kind = kind;
        read_name(names, *slot);
        names->count++;
    }
    return *slot;
}

const struct ak__image *ak__names_image(struct ak__names *names, const char *image)
{
    return &look_up(names, image, KIND_IMAGE)->as.image;
}

const struct ak_retirement *ak__names_kubernetes(struct ak__names *names, const char *version,
                                                 bool is_lts)
{
    return look_up(names, version, is_lts ? KIND_LTS_VERSION : KIND_VERSION)->as.end;
}
