/* fleet_sizes.c: VM sizes by name: fifty thousand pools use a few dozen sizes, so each is looked up
 * once a region, and each name is read once. Open addressing; keys are borrowed from the snapshot.
 */
#include "config.h"

#include "fleet_int.h"
#include "surroundings_int.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

enum { FIRST_SLOTS = 128 };

struct entry {
    const char *location; /* NULL: free */
    const char *vm_size;
    struct ak__cvm_case found;
};

struct ak__sizes {
    const struct ak_snap *snap;
    struct ak__size_rules *rules;
    struct entry *entries;
    size_t slots; /* a power of two */
    size_t count;
};

struct ak__sizes *ak__sizes_new(const struct ak_snap *snap, const struct ak_facts *facts)
{
    struct ak__sizes *sizes = ak_alloc(1, sizeof *sizes);

    sizes->snap = snap;
    sizes->rules = ak__size_rules_new(facts);
    sizes->slots = FIRST_SLOTS;
    sizes->entries = ak_alloc(FIRST_SLOTS, sizeof *sizes->entries);
    return sizes;
}

void ak__sizes_free(struct ak__sizes *sizes)
{
    ak__size_rules_free(sizes->rules);
    free(sizes->entries);
    free(sizes);
}

static uint64_t hash_on(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;

        /* Names compare without case. */
        hash = (hash ^ (byte >= 'A' && byte <= 'Z' ? byte + 32u : byte)) * 1099511628211u;
    }
    return hash;
}

static struct entry *find_slot(struct entry *entries, size_t slots, const char *location,
                               const char *vm_size)
{
    size_t at = hash_on(hash_on(14695981039346656037u, location), vm_size) & (slots - 1);

    while (entries[at].location != NULL && (!ak_text_caseeq(entries[at].location, location) ||
                                            !ak_text_caseeq(entries[at].vm_size, vm_size)))
        at = (at + 1) & (slots - 1);
    return &entries[at];
}

static void grow(struct ak__sizes *sizes)
{
    size_t slots = sizes->slots * 2;
    struct entry *entries = ak_alloc(slots, sizeof *entries);

    for (size_t i = 0; i < sizes->slots; i++) {
        const struct entry *old = &sizes->entries[i];

        if (old->location != NULL)
            *find_slot(entries, slots, old->location, old->vm_size) = *old;
    }
    free(sizes->entries);
    sizes->entries = entries;
    sizes->slots = slots;
}

void ak__sizes_look_up(struct ak__sizes *sizes, const char *subscription_id, const char *location,
                       const char *vm_size, struct ak__cvm_case *witness)
{
    const char *region = location != NULL ? location : "";
    const struct ak_payload *list;
    struct entry *entry;

    if (vm_size == NULL)
        return;
    if (sizes->count * 2 >= sizes->slots)
        grow(sizes);
    entry = find_slot(sizes->entries, sizes->slots, region, vm_size);
    if (entry->location == NULL) {
        entry->location = region;
        entry->vm_size = vm_size;
        entry->found.tee_of_name = ak__size_rules_tee(sizes->rules, vm_size, &entry->found.rule);
        list = subscription_id != NULL
                   ? ak__region_payload(sizes->snap, AK_TOPIC_VM_SIZES, subscription_id, location)
                   : NULL;
        entry->found.size = list != NULL ? ak_vm_sizes_find(&list->as.vm_sizes, vm_size) : NULL;
        sizes->count++;
    }
    witness->size = entry->found.size;
    witness->tee_of_name = entry->found.tee_of_name;
    witness->rule = entry->found.rule;
}
