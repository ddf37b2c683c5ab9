/* pool_choice.c: what a wish comes to. First the settings (the pool's, or what the service takes
 * without a choice, and over them what was chosen), then what follows from them. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "confidential_int.h"
#include "pool_check_int.h"

static const char linux_type[] = "Linux";
static const char windows_type[] = "Windows";
static const char user_mode[] = "User";
static const char scale_set_type[] = "VirtualMachineScaleSets";

static const char *or_else(const char *text, const char *preset)
{
    return text != NULL && text[0] != '\0' ? text : preset;
}

const struct ak_pool *ak__pools(const struct ak_pool_surroundings *around, size_t *count)
{
    *count = around->pools != NULL ? around->pool_count : around->cluster->pool_count;
    return around->pools != NULL ? around->pools : around->cluster->pools;
}

bool ak__has_text(const struct ak_texts *texts, const char *text)
{
    for (size_t i = 0; text != NULL && i < texts->count; i++) {
        if (ak_text_caseeq(texts->items[i], text))
            return true;
    }
    return false;
}

bool ak__has_exactly(const struct ak_texts *texts, const char *text)
{
    for (size_t i = 0; i < texts->count; i++) {
        if (strcmp(texts->items[i], text) == 0)
            return true;
    }
    return false;
}

int64_t ak__most_nodes(const struct ak__choice *choice)
{
    bool may_grow = choice->has_autoscaler && choice->max_nodes.value > choice->nodes.value;

    return may_grow ? choice->max_nodes.value : choice->nodes.value;
}

bool ak__is_upgrade(const struct ak__check *check)
{
    return check->intent->kind == AK_INTENT_POOL_UPGRADE ||
           check->intent->kind == AK_INTENT_POOL_UPGRADE_IMAGE;
}

/* ---- settings ---- */

static int64_t within(int64_t value, int64_t low, int64_t high)
{
    if (value < low)
        return low;
    return value > high ? high : value;
}

/* A number to count with: whatever was typed or sent, nothing overflows. */
static struct ak_number counted(struct ak_number number)
{
    number.value = within(number.value, 0, AK__COUNT_LIMIT);
    return number;
}

static struct ak__choice settings_of_pool(const struct ak_pool *pool)
{
    return (struct ak__choice){
        .mode = pool->mode,
        .os_type = pool->os_type,
        .os_sku = pool->os_sku,
        .vm_size = pool->vm_size,
        .version = pool->kubernetes_version,
        .priority = pool->scale_set_priority,
        .type = pool->type,
        .runtime = pool->workload_runtime,
        .disk_type = pool->os_disk_type,
        .surge = pool->max_surge,
        .unavailable = pool->max_unavailable,
        .fips = pool->fips,
        .secure_boot = pool->secure_boot,
        .vtpm = pool->vtpm,
        .host_encryption = pool->encryption_at_host,
        .has_zones = pool->zones.count > 0,
        .has_autoscaler = pool->autoscaling == AK_YES,
        .nodes = counted(pool->count),
        .min_nodes = counted(pool->min_count),
        .max_nodes = counted(pool->max_count),
    };
}

/* A new pool where nothing is chosen, as `az aks nodepool add` makes it. */
static struct ak__choice settings_of_new(const struct ak_pool_surroundings *around)
{
    return (struct ak__choice){
        .is_new = true,
        .mode = user_mode,
        .os_type = linux_type,
        .version = around->cluster->kubernetes_version,
        .type = scale_set_type,
        .fips = AK_NO,
        .secure_boot = AK_NO,
        .vtpm = AK_NO,
        .host_encryption = AK_NO,
        .nodes = around->facts->pool_rule_of[AK_POOL_RULE_COUNT_USER]->preset,
    };
}

static const char *chosen(const struct ak_pool_wish *wish, enum ak_pool_field field,
                          const char *preset)
{
    return or_else(wish->values[field], preset);
}

static enum ak_answer switched(const struct ak_pool_wish *wish, enum ak_pool_field field,
                               enum ak_answer preset)
{
    if (!ak_pool_wish_has(wish, field))
        return preset;
    return ak_pool_wish_is_on(wish, field) ? AK_YES : AK_NO;
}

/* What can't be read as a number leaves things as they were: a rule of its own speaks of it. */
static struct ak_number numbered(const struct ak_pool_wish *wish, enum ak_pool_field field,
                                 struct ak_number preset)
{
    struct ak_number number = ak_pool_wish_number(wish, field);

    return number.is_set ? counted(number) : preset;
}

static void overlay_counts(struct ak__choice *choice, const struct ak_pool_wish *wish)
{
    choice->nodes = numbered(wish, AK_POOL_FIELD_NODES, choice->nodes);
    choice->has_autoscaler =
        switched(wish, AK_POOL_FIELD_AUTOSCALER, choice->has_autoscaler ? AK_YES : AK_NO) == AK_YES;
    choice->min_nodes = numbered(wish, AK_POOL_FIELD_MIN_NODES, choice->min_nodes);
    choice->max_nodes = numbered(wish, AK_POOL_FIELD_MAX_NODES, choice->max_nodes);
    if (choice->has_autoscaler && choice->nodes.is_set && choice->min_nodes.is_set &&
        choice->max_nodes.is_set && choice->min_nodes.value <= choice->max_nodes.value)
        choice->nodes.value =
            within(choice->nodes.value, choice->min_nodes.value, choice->max_nodes.value);
}

bool ak__is_version(const char *text, bool *has_patch)
{
    size_t parts = 0;
    bool is_whole = false;

    do {
        size_t digits = strspn(text, "0123456789");

        if (digits == 0 || digits > 3)
            return false;
        parts++;
        text += digits;
        is_whole = *text == '\0';
    } while (!is_whole && *text++ == '.' && parts < 3);
    *has_patch = parts == 3;
    return is_whole && parts >= 2;
}

static const char *read_version(const char *text, const char *otherwise)
{
    bool has_patch;

    return text != NULL && ak__is_version(text, &has_patch) ? text : otherwise;
}

static void overlay(struct ak__choice *choice, const struct ak_pool_wish *wish)
{
    choice->mode = chosen(wish, AK_POOL_FIELD_MODE, choice->mode);
    choice->os_type = chosen(wish, AK_POOL_FIELD_OS_TYPE, choice->os_type);
    choice->os_sku = chosen(wish, AK_POOL_FIELD_OS_SKU, choice->os_sku);
    choice->vm_size = chosen(wish, AK_POOL_FIELD_VM_SIZE, choice->vm_size);
    choice->priority = chosen(wish, AK_POOL_FIELD_PRIORITY, choice->priority);
    choice->runtime = chosen(wish, AK_POOL_FIELD_WORKLOAD_RUNTIME, choice->runtime);
    choice->disk_type = chosen(wish, AK_POOL_FIELD_DISK_TYPE, choice->disk_type);
    choice->surge = chosen(wish, AK_POOL_FIELD_MAX_SURGE, choice->surge);
    choice->unavailable = chosen(wish, AK_POOL_FIELD_MAX_UNAVAILABLE, choice->unavailable);
    choice->fips = switched(wish, AK_POOL_FIELD_FIPS, choice->fips);
    choice->secure_boot = switched(wish, AK_POOL_FIELD_SECURE_BOOT, choice->secure_boot);
    choice->vtpm = switched(wish, AK_POOL_FIELD_VTPM, choice->vtpm);
    choice->host_encryption =
        switched(wish, AK_POOL_FIELD_HOST_ENCRYPTION, choice->host_encryption);
    choice->wants_confidential = ak_pool_wish_is_on(wish, AK_POOL_FIELD_CONFIDENTIAL);
    choice->has_zones |= chosen(wish, AK_POOL_FIELD_ZONES, NULL) != NULL;
    choice->version = read_version(chosen(wish, AK_POOL_FIELD_VERSION, NULL), choice->version);
    overlay_counts(choice, wish);
}

/* ---- what follows ---- */

static void set(struct ak__choice *choice, enum ak_pool_trait trait, enum ak_answer answer)
{
    ak_pool_traits bit = (ak_pool_traits)1 << trait;

    if (answer == AK_YES)
        choice->yes |= bit;
    else if (answer == AK_NO)
        choice->no |= bit;
}

static enum ak_answer answer(bool yes)
{
    return yes ? AK_YES : AK_NO;
}

static enum ak_answer opposite(enum ak_answer given)
{
    if (given == AK_UNKNOWN)
        return AK_UNKNOWN;
    return given == AK_YES ? AK_NO : AK_YES;
}

/* Yes when the text is known and is the word. */
static enum ak_answer equals(const char *text, const char *word)
{
    return text == NULL ? AK_UNKNOWN : answer(ak_text_caseeq(text, word));
}

bool ak__choice_is(const struct ak__choice *choice, enum ak_pool_trait trait)
{
    return (choice->yes >> trait & 1) != 0;
}

/* What the size's capability tells, else its name; reading a name takes long. */
static void read_size(struct ak__choice *choice, const struct ak_facts *facts)
{
    const struct ak_size_rule *rule = NULL;

    choice->tee = AK_TEE_NONE;
    choice->is_confidential_size = choice->size != NULL && choice->size->confidential_type != NULL;
    if (choice->vm_size == NULL || (choice->size != NULL && !choice->is_confidential_size))
        return;
    if (choice->is_confidential_size)
        choice->tee = ak__tee_of_capability(choice->size->confidential_type);
    if (choice->tee == AK_TEE_NONE)
        choice->tee = ak_cvm_tee_of_name(choice->vm_size, facts, &rule);
    if (choice->size == NULL)
        choice->is_confidential_size = rule != NULL && rule->is_confidential;
}

void ak__choice_set_size(struct ak__choice *choice, const char *name, const struct ak_vm_size *size,
                         const struct ak_facts *facts)
{
    choice->vm_size = name;
    choice->size = size;
    read_size(choice, facts);
}

/* Where no size is chosen, what is wished tells whether it is to be confidential. */
static void set_size_traits(struct ak__choice *choice)
{
    const struct ak_vm_size *size = choice->size;
    bool is_confidential =
        choice->vm_size != NULL ? choice->is_confidential_size : choice->wants_confidential;
    const char *generations;

    set(choice, AK_POOL_TRAIT_CVM, answer(is_confidential));
    if (size == NULL)
        return;
    generations = size->generations;
    set(choice, AK_POOL_TRAIT_ARM64, equals(size->architecture, "Arm64"));
    set(choice, AK_POOL_TRAIT_GEN1, equals(generations, "V1"));
    set(choice, AK_POOL_TRAIT_GEN2, equals(generations, "V2"));
    set(choice, AK_POOL_TRAIT_SPOT_INCAPABLE, opposite(size->low_priority));
    set(choice, AK_POOL_TRAIT_EPHEMERAL_INCAPABLE, opposite(size->ephemeral_os_disk));
    set(choice, AK_POOL_TRAIT_HOST_ENCRYPTION_INCAPABLE, opposite(size->encryption_at_host));
    set(choice, AK_POOL_TRAIT_TRUSTED_LAUNCH_DISABLED, size->trusted_launch_disabled);
}

static void set_pool_traits(struct ak__choice *choice, const struct ak_facts *facts)
{
    bool is_trusted = choice->secure_boot == AK_YES || choice->vtpm == AK_YES;

    set(choice, AK_POOL_TRAIT_FIPS, choice->fips);
    set(choice, AK_POOL_TRAIT_SECURE_BOOT, choice->secure_boot);
    set(choice, AK_POOL_TRAIT_VTPM, choice->vtpm);
    set(choice, AK_POOL_TRAIT_TRUSTED_LAUNCH, is_trusted ? AK_YES : AK_UNKNOWN);
    set(choice, AK_POOL_TRAIT_POD_SANDBOXING,
        answer(ak__has_text(&facts->pool_rule_of[AK_POOL_RULE_KATA]->values, choice->runtime)));
    set(choice, AK_POOL_TRAIT_WINDOWS, equals(choice->os_type, windows_type));
    set(choice, AK_POOL_TRAIT_SYSTEM, equals(choice->mode, "System"));
    set(choice, AK_POOL_TRAIT_SPOT, answer(ak_text_caseeq(choice->priority, "Spot")));
    set(choice, AK_POOL_TRAIT_ZONES, answer(choice->has_zones));
    set(choice, AK_POOL_TRAIT_HOST_ENCRYPTION, choice->host_encryption);
    set(choice, AK_POOL_TRAIT_EPHEMERAL, equals(choice->disk_type, "Ephemeral"));
    set(choice, AK_POOL_TRAIT_AVAILABILITY_SET, equals(choice->type, "AvailabilitySet"));
    set(choice, AK_POOL_TRAIT_VIRTUAL_MACHINES, equals(choice->type, "VirtualMachines"));
}

static void set_cluster_traits(struct ak__choice *choice, const struct ak_cluster *cluster)
{
    const char *channel = cluster->node_os_upgrade_channel;

    set(choice, AK_POOL_TRAIT_KUBENET, equals(cluster->network_plugin, "kubenet"));
    set(choice, AK_POOL_TRAIT_CHANNEL_SECURITY_PATCH, equals(channel, "SecurityPatch"));
    set(choice, AK_POOL_TRAIT_CHANNEL_UNMANAGED, equals(channel, "Unmanaged"));
}

/* A version that is not told is covered by what holds for all of them only. */
static bool covers(const struct ak_os_sku_default *preset, ak_minor minor)
{
    if (minor == 0)
        return preset->from == 0 && preset->to == 0;
    return minor >= preset->from && (preset->to == 0 || minor <= preset->to);
}

/* The OS SKU that the service takes where none is chosen. */
static void choose_os_sku(struct ak__choice *choice, const struct ak_facts *facts)
{
    for (size_t i = 0; i < facts->os_sku_default_count; i++) {
        const struct ak_os_sku_default *preset = &facts->os_sku_defaults[i];

        if (!ak_text_caseeq(preset->os_type, choice->os_type) || !covers(preset, choice->minor))
            continue;
        choice->os_sku = preset->os_sku;
        choice->os_note = preset->note;
        return;
    }
}

void ak__choice_derive(struct ak__choice *choice, const struct ak_pool_surroundings *around)
{
    choice->yes = 0;
    choice->no = 0;
    choice->os = (struct ak_pool_os){.basis = AK_OS_UNKNOWN, .note = "the OS SKU is not known"};
    choice->minor = ak_minor_parse(choice->version);
    set_size_traits(choice);
    set_pool_traits(choice, around->facts);
    set_cluster_traits(choice, around->cluster);
    if (choice->os_sku == NULL && choice->is_new)
        choose_os_sku(choice, around->facts);
    choice->sku = choice->os_sku != NULL ? ak_facts_os_sku(around->facts, choice->os_sku) : NULL;
    if (choice->os_sku != NULL)
        choice->os =
            ak_os_of_sku(choice->os_sku, choice->minor, ak__choice_is(choice, AK_POOL_TRAIT_CVM),
                         choice->fips == AK_YES, around->facts);
}

struct ak__choice ak__choice_before(const struct ak_pool_surroundings *around)
{
    const struct ak_pool *pool = around->pool;
    struct ak_node_image image = ak_node_image_parse(pool->node_image_version);
    struct ak__choice choice = settings_of_pool(pool);

    ak__choice_set_size(&choice, choice.vm_size, ak_vm_sizes_find(around->sizes, choice.vm_size),
                        around->facts);
    ak__choice_derive(&choice, around);
    choice.os =
        ak_pool_os_find(pool, &image, ak__choice_is(&choice, AK_POOL_TRAIT_CVM), around->facts);
    return choice;
}

bool ak__gives_same_os(const struct ak__choice *a, const struct ak__choice *b)
{
    return a->sku == b->sku && a->minor == b->minor && (a->fips == AK_YES) == (b->fips == AK_YES) &&
           ak__choice_is(a, AK_POOL_TRAIT_CVM) == ak__choice_is(b, AK_POOL_TRAIT_CVM);
}

struct ak__choice ak__choice_after(const struct ak_intent *intent,
                                   const struct ak_pool_surroundings *around,
                                   const struct ak__choice *before)
{
    struct ak__choice choice =
        before != NULL ? settings_of_pool(around->pool) : settings_of_new(around);

    overlay(&choice, &intent->wish);
    if (intent->kind == AK_INTENT_POOL_UPGRADE)
        choice.version = read_version(intent->version, choice.version);
    if (before != NULL && ak_text_caseeq(choice.vm_size, before->vm_size)) {
        choice.size = before->size;
        choice.tee = before->tee;
        choice.is_confidential_size = before->is_confidential_size;
    } else {
        ak__choice_set_size(&choice, choice.vm_size,
                            ak_vm_sizes_find(around->sizes, choice.vm_size), around->facts);
    }
    ak__choice_derive(&choice, around);
    if (before != NULL && ak__gives_same_os(&choice, before))
        choice.os = before->os;
    return choice;
}

struct ak_retirement ak__choice_os_end(const struct ak__choice *choice,
                                       const struct ak_pool_surroundings *around)
{
    const struct ak_pool pool = {.fips = choice->fips};

    return ak_os_retirement(choice->os, &pool, ak__choice_is(choice, AK_POOL_TRAIT_CVM),
                            around->facts, around->today);
}

/* ---- combinations ---- */

/* A version without a patch stands for the newest patch of its minor. */
static bool is_below(const char *version, const char *bound)
{
    ak_minor minor = ak_minor_parse(version);
    ak_minor limit = ak_minor_parse(bound);

    if (minor == 0 || minor != limit)
        return minor != 0 && minor < limit;
    return strchr(strchr(version, '.') + 1, '.') != NULL && ak_version_compare(version, bound) < 0;
}

/* An exception counts only against what is known. */
static bool is_excepted(const struct ak_texts *exceptions, const char *text)
{
    return exceptions->count > 0 && (text == NULL || ak__has_text(exceptions, text));
}

bool ak__combination_holds(const struct ak_pool_combination *combination,
                           const struct ak__choice *choice)
{
    const char *sku = choice->sku != NULL ? choice->sku->name : choice->os_sku;
    const char *os = choice->os.release != NULL ? choice->os.release->id : NULL;

    if ((choice->yes & combination->all) != combination->all ||
        (choice->no & combination->none) != combination->none)
        return false;
    if (combination->os_skus.count > 0 && !ak__has_text(&combination->os_skus, sku))
        return false;
    if (is_excepted(&combination->except_os_skus, sku) || is_excepted(&combination->except_os, os))
        return false;
    return combination->below == NULL || is_below(choice->version, combination->below);
}
