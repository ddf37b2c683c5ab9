/* pool_rules_size.c: the VM size: is it there, may it be used, is it confidential, is it large
 * enough.
 */
#include "config.h"

#include <limits.h>
#include <string.h>

#include "akscope/base/text.h"
#include "pool_check_int.h"

/* A name at a distance of FAR is another one, not a slip. */
enum { MIB_PER_GB = 1024, FAR = 3, LONGEST_NAME = 100 };

/* The size's name as the list spells it, else as it was typed. */
static const char *size_name(const struct ak__check *check)
{
    const struct ak__choice *after = &check->after;

    return after->size != NULL ? after->size->name : ak__quote(check->out->arena, after->vm_size);
}

static const char *region_of(const struct ak__check *check)
{
    const char *region = check->around->cluster->location;

    return region != NULL ? region : "the region";
}

/* The change chooses a size. */
static bool chooses_size(const struct ak__check *check)
{
    return check->after.vm_size != NULL &&
           (!check->has_before || ak__changes(check, AK_POOL_FIELD_VM_SIZE));
}

/* ---- is it there ---- */

/* How often each letter stands in a text of some length, small and capital ones alike. */
struct letters {
    unsigned char count[UCHAR_MAX + 1];
    size_t len;
};

static unsigned char fold(char letter)
{
    return (unsigned char)(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
}

/* At least so many letters must change, whatever their order: a lower bound of the distance, which
 * takes long to tell. */
static int count_changes(struct letters letters, const char *text)
{
    size_t len = 0;
    size_t common = 0;

    for (; text[len] != '\0'; len++) {
        unsigned char *left = &letters.count[fold(text[len])];

        common += *left > 0;
        *left = (unsigned char)(*left - (*left > 0));
    }
    return (int)((len > letters.len ? len : letters.len) - common);
}

/* The name of the list that is nearest to what was typed; NULL when none is near, or it is longer
 * than any name. */
static const char *nearest_name(const struct ak_vm_sizes *sizes, const char *typed)
{
    struct letters letters = {.len = strlen(typed)};
    const char *nearest = NULL;
    int best = FAR;

    if (letters.len > LONGEST_NAME)
        return NULL;
    for (size_t i = 0; i < letters.len; i++)
        letters.count[fold(typed[i])]++;
    for (size_t i = 0; i < sizes->count; i++) {
        const char *name = sizes->items[i].name;
        int distance;

        if (name == NULL || count_changes(letters, name) >= best)
            continue;
        distance = ak_text_distance(name, typed);
        if (distance < best) {
            best = distance;
            nearest = name;
        }
    }
    return nearest;
}

void ak__rule_size_offered(struct ak__check *check)
{
    const struct ak__choice *after = &check->after;
    const struct ak_vm_sizes *sizes = check->around->sizes;
    const char *nearest;

    if (after->vm_size == NULL && !after->wants_confidential && !check->has_before)
        ak__note(check, AK_POOL_FIELD_VM_SIZE, "no VM size is chosen: Azure takes one itself");
    if (!chooses_size(check))
        return;
    if (sizes == NULL) {
        ak__note(check, AK_POOL_FIELD_VM_SIZE,
                 "the VM size was not checked: the region's list of sizes was not read");
    } else if (after->size == NULL) {
        nearest = nearest_name(sizes, after->vm_size);
        ak__break(check, AK_POOL_FIELD_VM_SIZE, "the VM size %s is not offered in %s%s%s%s",
                  size_name(check), region_of(check), nearest != NULL ? " (do you mean " : "",
                  nearest != NULL ? nearest : "", nearest != NULL ? "?)" : "");
    } else if (after->size->restriction != NULL) {
        ak__break(check, AK_POOL_FIELD_VM_SIZE,
                  "the VM size %s is not available to this subscription in %s (%s)",
                  size_name(check), region_of(check), after->size->restriction);
    }
}

void ak__rule_size_restricted(struct ak__check *check)
{
    if (chooses_size(check) && ak__has_text(&check->rule->values, check->after.vm_size))
        ak__break(check, AK_POOL_FIELD_VM_SIZE, "the VM size %s is too small for AKS",
                  size_name(check));
}

void ak__rule_size_case(struct ak__check *check)
{
    const struct ak__choice *after = &check->after;

    if (chooses_size(check) && after->size != NULL &&
        strcmp(after->size->name, after->vm_size) != 0)
        ak__break(check, AK_POOL_FIELD_VM_SIZE, "%s is spelt %s in the list",
                  ak__quote(check->out->arena, after->vm_size), after->size->name);
}

/* ---- changing it ---- */

static bool crosses_confidential(const struct ak__check *check)
{
    const struct ak_pool_wish *wish = &check->intent->wish;
    bool was = ak__choice_is(&check->before, AK_POOL_TRAIT_CVM);
    bool will_be = ak__choice_is(&check->after, AK_POOL_TRAIT_CVM);

    if (ak_pool_wish_is_on(wish, AK_POOL_FIELD_CONFIDENTIAL) && !was)
        return true;
    return ak__changes(check, AK_POOL_FIELD_VM_SIZE) && was != will_be;
}

void ak__rule_cvm_update(struct ak__check *check)
{
    const char *now = check->around->pool->vm_size;
    bool names_size = ak__changes(check, AK_POOL_FIELD_VM_SIZE);

    if (crosses_confidential(check))
        ak__break(check, names_size ? AK_POOL_FIELD_VM_SIZE : AK_POOL_FIELD_CONFIDENTIAL,
                  "%s has the size %s%s%s", check->around->pool->name,
                  now != NULL ? now : "of several kinds", names_size ? ", not " : "",
                  names_size ? size_name(check) : "");
}

void ak__rule_size_immutable(struct ak__check *check)
{
    const char *now = check->around->pool->vm_size;

    if (!ak__changes(check, AK_POOL_FIELD_VM_SIZE) || crosses_confidential(check))
        return;
    if (ak__choice_is(&check->after, AK_POOL_TRAIT_VIRTUAL_MACHINES))
        ak__note(check, AK_POOL_FIELD_VM_SIZE,
                 "%s is a pool of Virtual Machines: its sizes stand in its scale profiles, not in "
                 "vmSize",
                 check->around->pool->name);
    else
        ak__break(check, AK_POOL_FIELD_VM_SIZE, "%s has the size %s, not %s",
                  check->around->pool->name, now != NULL ? now : "that Azure chose",
                  size_name(check));
}

/* ---- confidential ---- */

void ak__rule_cvm_size(struct ak__check *check)
{
    const struct ak_pool_wish *wish = &check->intent->wish;
    const struct ak__choice *after = &check->after;
    bool is_cvm = after->vm_size != NULL && ak__choice_is(after, AK_POOL_TRAIT_CVM);

    if (after->wants_confidential && after->vm_size == NULL)
        ak__break(check, AK_POOL_FIELD_VM_SIZE, "a confidential pool without a VM size");
    else if (after->wants_confidential && !is_cvm)
        ak__break(check, AK_POOL_FIELD_VM_SIZE, "the VM size %s is not a Confidential VM",
                  size_name(check));
    else if (is_cvm && ak_pool_wish_has(wish, AK_POOL_FIELD_CONFIDENTIAL) &&
             !after->wants_confidential)
        ak__note(check, AK_POOL_FIELD_CONFIDENTIAL,
                 "the VM size %s is a Confidential VM: the pool will be confidential",
                 size_name(check));
    else if (after->wants_confidential && after->size == NULL)
        ak__note(check, AK_POOL_FIELD_VM_SIZE,
                 "that %s is a Confidential VM is told by its name only", size_name(check));
}

void ak__rule_cvm_tdx(struct ak__check *check)
{
    const struct ak__choice *after = &check->after;

    if (after->vm_size != NULL && after->tee == AK_TEE_TDX)
        ak__break(check, AK_POOL_FIELD_VM_SIZE, "the VM size %s is an Intel TDX size",
                  size_name(check));
}

const struct ak_size_family *ak__size_family_find(const struct ak_facts *facts, const char *size)
{
    for (size_t i = 0; i < facts->size_family_count; i++) {
        if (ak__has_text(&facts->size_families[i].sizes, size))
            return &facts->size_families[i];
    }
    return NULL;
}

/* Confidential sizes of series that no source on AKS names; TDX has a rule of its own. */
void ak__rule_cvm_series(struct ak__check *check)
{
    const struct ak__choice *after = &check->after;
    const struct ak_size_family *family;

    if (after->vm_size == NULL || !ak__choice_is(after, AK_POOL_TRAIT_CVM) ||
        after->tee == AK_TEE_TDX)
        return;
    family = ak__size_family_find(check->around->facts, after->vm_size);
    if (family == NULL)
        ak__break(check, AK_POOL_FIELD_VM_SIZE, "the VM size %s is of a series that is new here",
                  size_name(check));
    else if (strcmp(family->aks_status != NULL ? family->aks_status : "", "documented") != 0)
        ak__break(check, AK_POOL_FIELD_VM_SIZE, "the VM size %s is of the series %s",
                  size_name(check), family->series);
}

/* ---- large enough ---- */

/* A System pool whose size or mode the change touches. */
static bool makes_system(const struct ak__check *check)
{
    return ak__choice_is(&check->after, AK_POOL_TRAIT_SYSTEM) && check->after.vm_size != NULL &&
           (chooses_size(check) || ak__changes(check, AK_POOL_FIELD_MODE));
}

static bool makes_user(const struct ak__check *check)
{
    return ak_text_caseeq(check->after.mode, "User") && chooses_size(check);
}

/* A quantity in parts of which the rule's unit has `parts`, and in words. */
static void judge(struct ak__check *check, struct ak_number value, int64_t parts, const char *words)
{
    const struct ak_pool_rule *rule = check->rule;

    if (!value.is_set)
        return;
    if (rule->min.is_set && value.value < rule->min.value * parts)
        ak__break(check, AK_POOL_FIELD_VM_SIZE, "the VM size %s has %s", size_name(check), words);
    else if (rule->warn_below.is_set && value.value < rule->warn_below.value * parts)
        ak__warn(check, AK_POOL_FIELD_VM_SIZE, "the VM size %s has %s", size_name(check), words);
}

static void judge_vcpus(struct ak__check *check)
{
    const struct ak_vm_size *size = check->after.size;

    if (size != NULL)
        judge(check, size->vcpus, 1,
              ak_arena_printf(check->out->arena, "%lld vCPU%s", (long long)size->vcpus.value,
                              size->vcpus.value == 1 ? "" : "s"));
}

static void judge_memory(struct ak__check *check)
{
    const struct ak_vm_size *size = check->after.size;

    if (size != NULL)
        judge(check, size->memory_mib, MIB_PER_GB,
              ak_arena_printf(check->out->arena, "%.4g GB of memory",
                              (double)size->memory_mib.value / MIB_PER_GB));
}

void ak__rule_system_vcpus(struct ak__check *check)
{
    if (makes_system(check))
        judge_vcpus(check);
}

void ak__rule_system_memory(struct ak__check *check)
{
    if (makes_system(check))
        judge_memory(check);
}

void ak__rule_system_series(struct ak__check *check)
{
    const struct ak_texts *starts = &check->rule->values;

    for (size_t i = 0; makes_system(check) && i < starts->count; i++) {
        if (ak_text_has_prefix(check->after.vm_size, starts->items[i], true))
            ak__break(check, AK_POOL_FIELD_VM_SIZE, "the VM size %s is of the B series",
                      size_name(check));
    }
}

void ak__rule_user_vcpus(struct ak__check *check)
{
    if (makes_user(check))
        judge_vcpus(check);
}

void ak__rule_user_memory(struct ak__check *check)
{
    if (makes_user(check))
        judge_memory(check);
}
