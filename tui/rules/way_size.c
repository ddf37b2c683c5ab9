/* way_size.c: the VM size that follows one that retires: of the sizes that the region has, the
 * nearest that can do what the old one can. */
#include "config.h"

#include "way_out_int.h"

#include <ctype.h>
#include <string.h>

#include "akscope/base/text.h"
#include "confidential_int.h"
#include "lifecycle_int.h"

/* ---- when it ends ---- */

/* The worst end that hits the pool for its size; with severity NONE there is none. What Azure tells
 * of the size itself comes before the facts. */
static struct ak_retirement end_of_size(const struct ak__way_map *map, const struct ak_pool *pool,
                                        const struct ak_vm_size *size)
{
    const struct ak_pool_surroundings *around = map->around;
    const struct ak_os_release *os = map->before.os.release;
    const struct ak_retirement_subject subject = {around->cluster, pool,
                                                  os != NULL ? os->id : NULL};
    struct ak_retirement worst = {.severity = AK_SEVERITY_NONE};

    if (size != NULL && ak_date_is_set(size->retires))
        return ak__size_retirement(size, around->facts, around->today, map->scratch);
    for (size_t i = 0; i < around->facts->retirement_count; i++) {
        const struct ak_other_retirement *row = &around->facts->retirements[i];
        struct ak_retirement end;

        if (!ak_other_retirement_hits(row, &subject))
            continue;
        end = ak_other_retirement_end(row, around->facts, around->today);
        if (end.is_of_size)
            worst = *ak_retirement_worse(&worst, &end);
    }
    return worst;
}

/* ---- what a size is ---- */

/* "Standard_DC4as_v5" is "DC", "as", 5. */
struct series {
    const char *head, *features;
    size_t head_len, features_len;
    int generation;
};

/* Two digits at most: there is no hundredth generation. */
static int read_generation(const char *digits)
{
    int generation = 0;

    for (int i = 0; i < 2 && isdigit((unsigned char)digits[i]); i++)
        generation = generation * 10 + digits[i] - '0';
    return generation;
}

static struct series read_series(const char *name)
{
    struct series series = {.head = name};
    const char *at = strncmp(name, "Standard_", 9) == 0 ? name + 9 : name;

    series.head = at;
    while (isalpha((unsigned char)*at))
        at++;
    series.head_len = (size_t)(at - series.head);
    at += strcspn(at, "_abcdefghijklmnopqrstuvwxyz");
    series.features = at;
    series.features_len = strcspn(at, "_");
    at = strstr(at, "_v");
    series.generation = at != NULL ? read_generation(at + 2) : 1;
    return series;
}

static bool is_same_part(const char *a, size_t a_len, const char *b, size_t b_len)
{
    return a_len == b_len && strncmp(a, b, a_len) == 0;
}

/* What the search needs to know of each size. */
struct choosing {
    struct ak__way_map *map;
    struct ak__size_rules *rules;
    const struct ak_vm_size *old;
    const struct ak_size_rule *old_rule; /* by its name, or NULL */
    enum ak_tee tee;                     /* that the new size must have */
    struct series series;                /* of the old one */
    struct ak_intent intent;             /* a new pool with the settings of this one */
    struct ak_pool_surroundings around;  /* of the new pool, without quota */
};

/* By its capability; a new one is told by the name. */
static enum ak_tee tee_of(const struct choosing *choosing, const struct ak_vm_size *size)
{
    enum ak_tee tee = ak__tee_of_capability(size->confidential_type);
    const struct ak_size_rule *rule;

    if (tee == AK_TEE_NONE && size->confidential_type != NULL)
        tee = ak__size_rules_tee(choosing->rules, size->name, &rule);
    return tee;
}

static const struct ak_size_rule *rule_of(const struct choosing *choosing,
                                          const struct ak_vm_size *size)
{
    const struct ak_size_rule *rule;

    (void)ak__size_rules_tee(choosing->rules, size->name, &rule);
    return rule;
}

static bool has_successor(const struct ak_size_rule *rule)
{
    return rule != NULL && rule->successor != AK_TEE_NONE;
}

static bool is_at_least(struct ak_number has, struct ak_number wanted)
{
    return !wanted.is_set || (has.is_set && has.value >= wanted.value);
}

/* It is of the same kind: confidential by the same means, the same processor, with or without GPU.
 */
static bool is_of_kind(const struct choosing *choosing, const struct ak_vm_size *size)
{
    const struct ak_vm_size *old = choosing->old;

    if ((size->confidential_type != NULL) != (choosing->tee != AK_TEE_NONE) ||
        tee_of(choosing, size) != choosing->tee)
        return false;
    if (old->architecture != NULL && !ak_text_caseeq(old->architecture, size->architecture))
        return false;
    return (size->gpus.value > 0) == (old->gpus.value > 0);
}

static bool has_enough(const struct ak_vm_size *size, const struct ak_vm_size *old)
{
    return is_at_least(size->vcpus, old->vcpus) && is_at_least(size->memory_mib, old->memory_mib) &&
           size->gpus.value >= old->gpus.value;
}

/* It is not to be left again. */
static bool has_no_end(const struct choosing *choosing, const struct ak_vm_size *size)
{
    struct ak_pool pool = *choosing->map->around->pool;

    pool.vm_size = size->name;
    return end_of_size(choosing->map, &pool, size).severity == AK_SEVERITY_NONE;
}

/* What can do the work. */
static bool is_candidate(const struct choosing *choosing, const struct ak_vm_size *size)
{
    return size->name != NULL && size != choosing->old && has_enough(size, choosing->old) &&
           is_of_kind(choosing, size);
}

/* And can be had; this takes longer to tell. */
static bool is_open(const struct choosing *choosing, const struct ak_vm_size *size)
{
    return has_no_end(choosing, size) && !has_successor(rule_of(choosing, size)) &&
           ak_pool_size_obstacle(size, &choosing->intent, &choosing->around,
                                 choosing->map->scratch) == NULL;
}

/* ---- what is given up ---- */

/* What a size may have and its successor lack: not worth a larger size, but worth a word. */
enum lack { LACKS_NETWORKING = 1, LACKS_PREMIUM = 2, LACKS_DISK = 4 };

static unsigned lacks_of(const struct choosing *choosing, const struct ak_vm_size *size)
{
    const struct ak_vm_size *old = choosing->old;
    unsigned lacks = 0;

    if (old->accelerated_networking == AK_YES && size->accelerated_networking != AK_YES)
        lacks |= LACKS_NETWORKING;
    if (old->premium_io == AK_YES && size->premium_io != AK_YES)
        lacks |= LACKS_PREMIUM;
    if (old->local_disk_mib.value > 0 && size->local_disk_mib.value == 0)
        lacks |= LACKS_DISK;
    return lacks;
}

/* "no accelerated networking and no local disk", or NULL. */
static const char *lack_words(unsigned lacks, struct ak_arena *arena)
{
    static const struct {
        enum lack lack;
        const char *name;
    } names[] = {{LACKS_NETWORKING, "no accelerated networking"},
                 {LACKS_PREMIUM, "no premium disks"},
                 {LACKS_DISK, "no local disk"}};
    const char *items[sizeof names / sizeof names[0]];
    struct ak_texts list = {.items = items};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((lacks & names[i].lack) != 0)
            items[list.count++] = names[i].name;
    }
    return list.count > 0 ? ak__list(arena, &list, " and ") : NULL;
}

/* ---- the nearest ---- */

/* Confidential sizes that sources on AKS name come before others. */
static bool is_documented(const struct choosing *choosing, const struct ak_vm_size *size)
{
    const struct ak_size_family *family =
        ak__size_family_find(choosing->map->around->facts, size->name);

    return choosing->tee == AK_TEE_NONE || (family != NULL && family->aks_status != NULL &&
                                            strcmp(family->aks_status, "documented") == 0);
}

static bool has_same_head(const struct choosing *choosing, const struct series *series)
{
    return is_same_part(series->head, series->head_len, choosing->series.head,
                        choosing->series.head_len);
}

static bool has_same_features(const struct choosing *choosing, const struct series *series)
{
    return is_same_part(series->features, series->features_len, choosing->series.features,
                        choosing->series.features_len);
}

static bool has_same_disk(const struct choosing *choosing, const struct ak_vm_size *size)
{
    return (size->local_disk_mib.value > 0) == (choosing->old->local_disk_mib.value > 0);
}

static int compare_numbers(struct ak_number a, struct ak_number b)
{
    return (a.value > b.value) - (a.value < b.value);
}

/* Negative when a is nearer: smaller, then more alike, then newer. */
static int compare(const struct choosing *choosing, const struct ak_vm_size *a,
                   const struct ak_vm_size *b)
{
    const struct series left = read_series(a->name);
    const struct series right = read_series(b->name);
    const unsigned devices = LACKS_NETWORKING | LACKS_PREMIUM;
    const int orders[] = {
        is_documented(choosing, b) - is_documented(choosing, a),
        (int)(lacks_of(choosing, a) & devices) - (int)(lacks_of(choosing, b) & devices),
        compare_numbers(a->vcpus, b->vcpus),
        compare_numbers(a->gpus, b->gpus),
        compare_numbers(a->memory_mib, b->memory_mib),
        has_same_head(choosing, &right) - has_same_head(choosing, &left),
        has_same_disk(choosing, b) - has_same_disk(choosing, a),
        has_same_features(choosing, &right) - has_same_features(choosing, &left),
        right.generation - left.generation,
        strcmp(a->name, b->name),
    };
    size_t i = 0;

    while (i + 1 < sizeof orders / sizeof orders[0] && orders[i] == 0)
        i++;
    return orders[i];
}

static const struct ak_vm_size *find_nearest(const struct choosing *choosing)
{
    const struct ak_vm_sizes *sizes = choosing->map->around->sizes;
    const struct ak_vm_size *nearest = NULL;

    for (size_t i = 0; i < sizes->count; i++) {
        const struct ak_vm_size *size = &sizes->items[i];

        if (is_candidate(choosing, size) &&
            (nearest == NULL || compare(choosing, size, nearest) < 0) && is_open(choosing, size))
            nearest = size;
    }
    return nearest;
}

/* ---- the whole ---- */

static const char *region_of(const struct ak__way_map *map)
{
    const char *location = map->around->cluster->location;

    return location != NULL ? location : "its region";
}

/* An enclave's size has no successor of its kind: what follows is of another. */
static const char *kind_words(const struct choosing *choosing, const struct ak_vm_size *next)
{
    const struct ak_size_rule *rule = rule_of(choosing, next);

    if (!has_successor(choosing->old_rule))
        return NULL;
    return ak_arena_printf(choosing->map->scratch,
                           "%s: %s; %s: %s. What uses the one has to change for the other.",
                           choosing->old->name, choosing->old_rule->meaning, next->name,
                           rule != NULL ? rule->meaning : "a Confidential VM");
}

static const char *what_is_given_up(const struct choosing *choosing, const struct ak_vm_size *next)
{
    struct ak_arena *arena = choosing->map->scratch;
    const char *kind = kind_words(choosing, next);
    const char *lacks = lack_words(lacks_of(choosing, next), arena);

    if (lacks != NULL)
        lacks = ak_arena_printf(arena, "%s has %s.", next->name, lacks);
    if (kind == NULL || lacks == NULL)
        return kind != NULL ? kind : lacks;
    return ak_arena_printf(arena, "%s %s", kind, lacks);
}

static void choose(struct ak__way_map *map, const struct ak_vm_size *old)
{
    struct choosing choosing = {
        .map = map,
        .rules = ak__size_rules_new(map->around->facts),
        .old = old,
        .series = read_series(old->name),
        .intent = ak_intent_init(AK_INTENT_POOL_ADD, map->around->cluster->id, NULL),
        .around = *map->around};

    choosing.around.pool = NULL;
    choosing.around.usages = NULL; /* a quota can be raised */
    ak_pool_wish_from(&choosing.intent.wish, map->around->pool);
    ak_pool_wish_set(&choosing.intent.wish, AK_POOL_FIELD_OS_SKU, NULL);
    choosing.old_rule = rule_of(&choosing, old);
    choosing.tee =
        has_successor(choosing.old_rule) ? choosing.old_rule->successor : tee_of(&choosing, old);
    map->next_size = find_nearest(&choosing);
    if (map->next_size != NULL)
        map->gives_up = what_is_given_up(&choosing, map->next_size);
    else
        map->no_size = ak_arena_printf(
            map->scratch, "No VM size of %s that stays can stand in for %s in this node pool.",
            region_of(map), old->name);
    ak_intent_release(&choosing.intent);
    ak__size_rules_free(choosing.rules);
}

void ak__way_read_size_end(struct ak__way_map *map)
{
    map->size_end = end_of_size(map, map->around->pool, map->before.size);
}

void ak__way_choose_size(struct ak__way_map *map)
{
    const char *name = map->around->pool->vm_size;

    if (map->around->sizes == NULL)
        map->no_size = ak_arena_printf(map->scratch,
                                       "Which VM size can follow %s is told once the VM sizes of "
                                       "%s are read.",
                                       name, region_of(map));
    else if (map->before.size == NULL)
        map->no_size = ak_arena_printf(map->scratch,
                                       "Which VM size can follow %s can't be told: it is not in "
                                       "the list of %s.",
                                       name, region_of(map));
    else
        choose(map, map->before.size);
}

void ak__way_forget_size(struct ak__way_map *map)
{
    map->no_size = ak_arena_printf(
        map->scratch, "No new node pool with the VM size %s is possible.", map->next_size->name);
    map->next_size = NULL;
    map->gives_up = NULL;
    memset(map->cells[true], 0, map->minor_count * map->sku_count * sizeof *map->cells[true]);
}
