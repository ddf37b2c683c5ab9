/* way_say.c: a path as steps that a person can follow. */
#include "config.h"

#include "way_out_int.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "lifecycle_int.h"

enum { MIB_PER_GB = 1024 };

/* What is said while a path is told. */
struct telling {
    struct ak__way_map *map;
    struct ak_arena *arena;
    struct ak_vec steps; /* struct ak_way_step */
    ak_minor *others;    /* of the cluster's other pools, as the path moves them */
    size_t pool_count;   /* of the cluster */
    struct ak_way *way;
};

static const char *pool_name(const struct telling *telling)
{
    const char *name = telling->map->around->pool->name;

    return name != NULL ? name : "the pool";
}

static const char *cluster_name(const struct telling *telling)
{
    const char *name = telling->map->around->cluster->name;

    return name != NULL ? name : "the cluster";
}

/* ---- versions ---- */

static const char *listed_patch(const struct ak_kubernetes_versions *versions, ak_minor minor)
{
    const struct ak_kubernetes_version *version = ak__find_listed(versions, minor);

    return version != NULL && version->patches.count > 0 ? version->patches.items[0] : NULL;
}

const char *ak__way_version_text(const struct ak_pool_surroundings *around,
                                 const struct ak__offers *offers, ak_minor minor,
                                 struct ak_arena *arena)
{
    const char *text = ak__way_offered(offers, minor);

    if (text == NULL)
        text = listed_patch(around->versions, minor);
    return text != NULL ? text : ak__minor_text(arena, minor);
}

/* A pool goes to the control plane's own version where that is the minor. */
static const char *version_text(const struct telling *telling, ak_minor minor, bool is_pool)
{
    const struct ak_pool_surroundings *around = telling->map->around;
    const char *own = around->cluster->kubernetes_version;
    struct ak__offers offers =
        is_pool ? telling->map->pool_offers : ak__offers_of_control_plane(around);

    if (is_pool && ak__way_offered(&offers, minor) == NULL && ak_minor_parse(own) == minor)
        return own;
    return ak__way_version_text(around, &offers, minor, telling->arena);
}

/* ---- steps ---- */

static struct ak_way_step *add_step(struct telling *telling, enum ak_way_step_kind kind,
                                    enum ak_intent_kind intent, struct ak__way_place place)
{
    struct ak_way_step *step = ak_vec_push(&telling->steps);

    *step = (struct ak_way_step){
        .kind = kind,
        .intent = intent,
        .pool_name = telling->map->around->pool->name,
        .control_plane = telling->map->minors[place.control_plane],
        .kubernetes = telling->map->minors[place.pool],
        .os_sku = telling->map->skus[place.sku],
        .os = ak__way_os(telling->map, place),
    };
    return step;
}

static const struct ak_way_step *step_at(const struct telling *telling, size_t at)
{
    return ak_vec_at(&telling->steps, at);
}

const struct ak_way_step *ak__way_keep_steps(const struct ak_vec *steps, struct ak_arena *arena)
{
    struct ak_way_step *kept = ak_arena_alloc(arena, steps->len, sizeof *kept);

    for (size_t i = 0; i < steps->len; i++)
        kept[i] = *(const struct ak_way_step *)ak_vec_at(steps, i);
    return kept;
}

/* ": its OS becomes Ubuntu 24.04", or what is known of it. */
static const char *os_words(const struct telling *telling, const struct ak_way_step *step)
{
    size_t count = telling->steps.len;
    const struct ak_os_release *before =
        count > 1 ? step_at(telling, count - 2)->os.release : telling->map->before.os.release;

    if (step->os.release == NULL)
        return ak_arena_printf(telling->arena, ": which OS it gets is not certain (%s)",
                               step->os.note != NULL ? step->os.note : "no source tells");
    if (step->os.release == before)
        return ak_arena_printf(telling->arena, ": its OS stays %s", before->name);
    return ak_arena_printf(telling->arena, ": its OS becomes %s", step->os.release->name);
}

static void say_other_pools(struct telling *telling, const struct ak__way_move *move,
                            struct ak__way_place from)
{
    const struct ak__way_map *map = telling->map;
    ak_minor target = map->minors[move->to.control_plane];
    ak_minor now = map->minors[from.control_plane];
    int64_t allowed = ak__allowed_skew(map->around->facts, target);
    size_t count;
    const struct ak_pool *pools = ak__pools(map->around, &count);

    for (size_t i = 0; i < count; i++) {
        struct ak_way_step *step;

        if (ak__minors_behind(telling->others[i], target) <= allowed ||
            ak_text_caseeq(pools[i].name, map->around->pool->name))
            continue;
        telling->others[i] = now;
        step = add_step(telling, AK_WAY_OTHER_POOL, AK_INTENT_POOL_UPGRADE, from);
        step->pool_name = pools[i].name;
        step->target = version_text(telling, now, false);
        if (now == map->minors[map->start.control_plane])
            step->target = map->around->cluster->kubernetes_version;
        step->phrase =
            ak_arena_printf(telling->arena, "%s to Kubernetes %s", pools[i].name, step->target);
        step->sentence = ak_arena_printf(
            telling->arena,
            "Upgrade the node pool %s to Kubernetes %s: else the control plane would leave it too "
            "far behind.",
            pools[i].name, step->target);
    }
}

static void say_control_plane(struct telling *telling, const struct ak__way_move *move)
{
    struct ak_way_step *step =
        add_step(telling, AK_WAY_CONTROL_PLANE, AK_INTENT_CLUSTER_UPGRADE, move->to);

    step->pool_name = NULL;
    step->target = version_text(telling, step->control_plane, false);
    step->phrase = ak_arena_printf(telling->arena, "control plane to %s", step->target);
    step->sentence =
        ak_arena_printf(telling->arena, "Upgrade the control plane of %s to Kubernetes %s.",
                        cluster_name(telling), step->target);
}

static void say_whole_cluster(struct telling *telling, const struct ak__way_move *move)
{
    struct ak_way_step *step = add_step(telling, AK_WAY_WHOLE_CLUSTER, AK_INTENT_COUNT, move->to);
    const char *channel = telling->map->around->cluster->upgrade_channel;
    bool is_by_channel = ak__way_is_by_channel(telling->map);

    step->pool_name = NULL;
    step->target = version_text(telling, step->control_plane, false);
    step->phrase = ak_arena_printf(telling->arena, "whole cluster to %s", step->target);
    step->sentence = ak_arena_printf(
        telling->arena, "Upgrade %s with all its node pools to Kubernetes %s (%s%s%s)%s.",
        cluster_name(telling), step->target, is_by_channel ? "its upgrade channel " : "",
        is_by_channel ? channel : "",
        is_by_channel ? " does it; or az aks upgrade" : "az aks upgrade", os_words(telling, step));
    for (size_t i = 0; i < telling->pool_count; i++)
        telling->others[i] = step->control_plane;
}

static void say_pool_version(struct telling *telling, const struct ak__way_move *move)
{
    struct ak_way_step *step =
        add_step(telling, AK_WAY_POOL_VERSION, AK_INTENT_POOL_UPGRADE, move->to);

    step->target = version_text(telling, step->kubernetes, true);
    step->phrase = ak_arena_printf(telling->arena, "node pool to %s", step->target);
    step->sentence = ak_arena_printf(telling->arena, "Upgrade the node pool %s to Kubernetes %s%s.",
                                     pool_name(telling), step->target, os_words(telling, step));
}

static void say_os_sku(struct telling *telling, const struct ak__way_move *move)
{
    struct ak_way_step *step = add_step(telling, AK_WAY_OS_SKU, AK_INTENT_POOL_UPDATE, move->to);

    step->target = step->os_sku->name;
    step->phrase = ak_arena_printf(telling->arena, "OS SKU %s in place", step->target);
    step->sentence = ak_arena_printf(
        telling->arena, "Set the OS SKU of the node pool %s to %s, each node is reimaged%s.",
        pool_name(telling), step->target, os_words(telling, step));
}

static void say_image(struct telling *telling, const struct ak__way_move *move)
{
    struct ak_way_step *step =
        add_step(telling, AK_WAY_NODE_IMAGE, AK_INTENT_POOL_UPGRADE_IMAGE, move->to);
    const struct ak_pool_upgrades *upgrades = telling->map->around->pool_upgrades;

    step->target = upgrades != NULL && upgrades->latest_node_image_version != NULL
                       ? upgrades->latest_node_image_version
                       : step->os.release->name;
    step->phrase = "node image upgrade";
    step->sentence = ak_arena_printf(telling->arena, "Upgrade the node image of %s%s.",
                                     pool_name(telling), os_words(telling, step));
}

/* "FIPS, secure boot", or NULL. */
static const char *added_words(struct ak_arena *arena, ak_pool_traits adds)
{
    static const struct {
        enum ak_pool_trait trait;
        const char *name;
    } names[] = {{AK_POOL_TRAIT_FIPS, "FIPS"},
                 {AK_POOL_TRAIT_SECURE_BOOT, "secure boot"},
                 {AK_POOL_TRAIT_VTPM, "vTPM"}};
    const char *items[sizeof names / sizeof names[0]];
    struct ak_texts list = {.items = items};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((adds >> names[i].trait & 1) != 0)
            items[list.count++] = names[i].name;
    }
    return list.count > 0 ? ak__list(arena, &list, " and ") : NULL;
}

/* "OS SKU Ubuntu2404", "VM size Standard_D4s_v6": what a new pool has for the old one's. */
static const char *changed_words(const struct telling *telling, const struct ak_way_step *step)
{
    const struct ak__way_map *map = telling->map;
    const char *items[2];
    struct ak_texts list = {.items = items};

    if (step->vm_size != NULL)
        items[list.count++] = ak_arena_printf(telling->arena, "VM size %s", step->vm_size);
    if (step->vm_size == NULL || step->os_sku != map->skus[map->start.sku])
        items[list.count++] = ak_arena_printf(telling->arena, "OS SKU %s", step->os_sku->name);
    return ak__list(telling->arena, &list, " and ");
}

/* ", the VM size Standard_D4s_v6 (4 vCPUs, 16 GB)", or "". */
static const char *size_words(const struct telling *telling)
{
    const struct ak_vm_size *size = telling->map->next_size;
    const char *what = "";

    if (size == NULL)
        return "";
    if (size->vcpus.is_set && size->memory_mib.is_set)
        what =
            ak_arena_printf(telling->arena, " (%lld vCPUs, %.4g GB)", (long long)size->vcpus.value,
                            (double)size->memory_mib.value / MIB_PER_GB);
    return ak_arena_printf(telling->arena, ", the VM size %s%s", size->name, what);
}

static void say_new_pool(struct telling *telling, const struct ak__way_move *move)
{
    struct ak_way_step *step = add_step(telling, AK_WAY_NEW_POOL, AK_INTENT_POOL_ADD, move->to);
    const struct ak_vm_size *size = telling->map->next_size;
    ak_minor minor = step->kubernetes;
    const char *version = version_text(telling, minor, true);
    const char *changes;

    step->adds = ak__way_cell(telling->map, move->to.pool, move->to.sku, true)->adds;
    if (size != NULL && size->confidential_type != NULL &&
        !ak__choice_is(&telling->map->before, AK_POOL_TRAIT_CVM))
        step->adds |= (ak_pool_traits)1 << AK_POOL_TRAIT_CVM;
    step->pool_name = NULL;
    step->vm_size = size != NULL ? ak_arena_strdup(telling->arena, size->name) : NULL;
    changes = changed_words(telling, step);
    step->target = size != NULL && step->os_sku == telling->map->skus[telling->map->start.sku]
                       ? step->vm_size
                       : step->os_sku->name;
    telling->way->adds = added_words(telling->arena, step->adds);
    step->phrase = ak_arena_printf(telling->arena, "new node pool with %s", changes);
    step->sentence = ak_arena_printf(
        telling->arena,
        "Add a node pool with the settings of %s%s, the OS SKU %s%s%s and Kubernetes %s: it runs "
        "%s.",
        pool_name(telling), size_words(telling), step->os_sku->name,
        telling->way->adds != NULL ? ", " : "",
        telling->way->adds != NULL ? telling->way->adds : "", version,
        step->os.release != NULL ? step->os.release->name : "what is not certain");
    step = add_step(telling, AK_WAY_DELETE_POOL, AK_INTENT_POOL_DELETE, move->to);
    step->target = pool_name(telling);
    step->phrase = ak_arena_printf(telling->arena, "delete %s", step->target);
    step->sentence = ak_arena_printf(
        telling->arena, "Once its workloads have moved, delete the node pool %s.", step->target);
}

static void say_move(struct telling *telling, const struct ak__way_move *move,
                     struct ak__way_place from)
{
    switch (move->kind) {
    case AK_WAY_OS_SKU:
        say_os_sku(telling, move);
        break;
    case AK_WAY_CONTROL_PLANE:
        say_other_pools(telling, move, from);
        say_control_plane(telling, move);
        break;
    case AK_WAY_WHOLE_CLUSTER:
        say_whole_cluster(telling, move);
        break;
    case AK_WAY_POOL_VERSION:
        say_pool_version(telling, move);
        break;
    case AK_WAY_NODE_IMAGE:
        say_image(telling, move);
        break;
    case AK_WAY_NEW_POOL:
        say_new_pool(telling, move);
        break;
    case AK_WAY_OTHER_POOL:
    case AK_WAY_DELETE_POOL:
    case AK_WAY_STEP_KIND_COUNT:
        break;
    }
}

/* ---- until when ---- */

static void close_on(struct ak_way *way, struct ak_date last, const char *why)
{
    if (!ak_date_is_set(last) || ak_date_compare(last, way->open_until) >= 0)
        return;
    way->open_until = last;
    way->closes = why;
}

static struct ak_date day_before(struct ak_date date)
{
    return ak_date_is_set(date) ? ak_date_from_days(ak_date_to_days(date) - 1) : date;
}

static void close_on_removal(struct telling *telling, const struct ak_os_release *release)
{
    close_on(telling->way, release->images_removed,
             ak_arena_printf(telling->arena, "the images of %s are removed", release->name));
}

/* What ends of one step's target. */
static void close_by_step(struct telling *telling, const struct ak__way_move *move)
{
    const struct ak_os_release *release = ak__way_os(telling->map, move->to).release;

    if (release == NULL || move->to.is_original)
        return;
    if (move->kind == AK_WAY_OS_SKU || move->kind == AK_WAY_NEW_POOL)
        close_on(telling->way, day_before(release->no_new_pools),
                 ak_arena_printf(telling->arena, "no more pools get %s", release->name));
    close_on_removal(telling, release);
}

static void say_until(struct telling *telling, const struct ak__way_path *path)
{
    struct ak_way *way = telling->way;
    const struct ak_os_release *before = telling->map->before.os.release;

    if (telling->map->next_size != NULL && telling->map->size_end.severity < AK_SEVERITY_ENDED)
        close_on(
            way, telling->map->size_end.end_of_support,
            ak_arena_printf(telling->arena, "support of %s ends", telling->map->size_end.what));
    if (way->is_in_place && before != NULL && telling->map->os_end.severity < AK_SEVERITY_REMOVED)
        close_on_removal(telling, before);
    for (size_t i = 0; i < path->count; i++)
        close_by_step(telling, &path->moves[i]);
    /* Versions on the way that end are passed over by then; where it leads to must be there. */
    if (way->kubernetes != telling->map->before.minor && way->is_in_place &&
        way->kubernetes_end.what != NULL)
        close_on(way, way->kubernetes_end.end_of_support,
                 ak_arena_printf(telling->arena, "support of %s ends", way->kubernetes_end.what));
}

/* ---- the whole ---- */

/* Versions that no list of Azure confirmed. */
static bool is_by_calendar(const struct ak__way_map *map, const struct ak__way_path *path)
{
    bool has_profile = map->around->cluster_upgrades != NULL || map->around->versions != NULL;

    for (size_t i = 0; i < path->count && !has_profile; i++) {
        enum ak_way_step_kind kind = path->moves[i].kind;
        bool is_of_pool = kind == AK_WAY_POOL_VERSION && map->around->pool_upgrades != NULL;

        if (!is_of_pool && kind != AK_WAY_OS_SKU && kind != AK_WAY_NODE_IMAGE &&
            kind != AK_WAY_NEW_POOL)
            return true;
    }
    return false;
}

static const char *uncertain_words(const struct telling *telling)
{
    const struct ak__way_map *map = telling->map;

    if (telling->way->is_in_place && map->os_end.severity == AK_SEVERITY_REMOVED)
        return ak_arena_printf(telling->arena,
                               "The images of %s are gone: whether its nodes can still be replaced "
                               "in place is told by no source.",
                               map->os_end.what);
    for (size_t i = 0; i < telling->steps.len; i++) {
        const struct ak_way_step *step = step_at(telling, i);

        if (step->os.basis == AK_OS_SOURCES_DIFFER && step->os.note != NULL &&
            step->kind == AK_WAY_POOL_VERSION)
            return ak_arena_printf(telling->arena, "On the way %s.", step->os.note);
    }
    return NULL;
}

static bool has_kind(const struct telling *telling, enum ak_way_step_kind kind)
{
    for (size_t i = 0; i < telling->steps.len; i++) {
        if (step_at(telling, i)->kind == kind)
            return true;
    }
    return false;
}

/* "Kubernetes 1.35 and OS SKU Ubuntu2404 in place". */
static const char *short_words(const struct telling *telling)
{
    const struct ak_way *way = telling->way;
    const char *items[AK_WAY_STEP_KIND_COUNT];
    struct ak_texts list = {.items = items};
    bool has_version =
        has_kind(telling, AK_WAY_POOL_VERSION) || has_kind(telling, AK_WAY_WHOLE_CLUSTER);

    if (has_version)
        items[list.count++] = ak_arena_printf(telling->arena, "Kubernetes %s",
                                              ak__minor_text(telling->arena, way->kubernetes));
    else if (has_kind(telling, AK_WAY_CONTROL_PLANE))
        items[list.count++] = ak_arena_printf(
            telling->arena, "control plane %s",
            ak__minor_text(telling->arena,
                           step_at(telling, telling->steps.len - 1)->control_plane));
    for (size_t i = 0; i < telling->steps.len; i++) {
        enum ak_way_step_kind kind = step_at(telling, i)->kind;

        if (kind == AK_WAY_OS_SKU || kind == AK_WAY_NODE_IMAGE || kind == AK_WAY_NEW_POOL)
            items[list.count++] = step_at(telling, i)->phrase;
    }
    return ak__list(telling->arena, &list, " and ");
}

static void say_end(struct telling *telling)
{
    struct ak_way *way = telling->way;
    const struct ak_retirement *next = ak_retirement_worse(&way->os_end, &way->kubernetes_end);
    char words[AK_RETIREMENT_WORDS_SIZE];

    if (next->what == NULL || !next->has_days)
        return;
    way->next =
        ak_arena_printf(telling->arena, "%s: %s", next->what,
                        ak_retirement_words(next, telling->map->around->today, false, words));
}

static void say_summary(struct telling *telling)
{
    struct ak_way *way = telling->way;
    const char *words = way->phrase;

    if (ak_date_is_set(way->open_until))
        words = ak_arena_printf(telling->arena, "%s by %s", words,
                                ak__date_words(telling->arena, way->open_until));
    if (ak_date_is_set(way->os_end.end_of_support))
        words = ak_arena_printf(telling->arena, "%s, then %s until %s", words, way->os_end.what,
                                ak__date_words(telling->arena, way->os_end.end_of_support));
    way->summary = words;
}

void ak__way_say(struct ak__way_map *map, const struct ak__way_path *path, struct ak_arena *arena,
                 struct ak_way *out)
{
    size_t pool_count;
    const struct ak_pool *pools = ak__pools(map->around, &pool_count);
    struct ak__way_place end = path->moves[path->count - 1].to;
    struct telling telling = {.map = map, .arena = arena, .pool_count = pool_count, .way = out};
    struct ak__way_place from = map->start;

    telling.others = ak_arena_alloc(map->scratch, pool_count, sizeof *telling.others);
    for (size_t i = 0; i < pool_count; i++)
        telling.others[i] = ak_minor_parse(pools[i].kubernetes_version);
    telling.steps = ak_vec_init(sizeof(struct ak_way_step));
    *out = (struct ak_way){.is_in_place = !end.is_new_pool,
                           .kubernetes = map->minors[end.pool],
                           .os_sku = map->skus[end.sku],
                           .os = ak__way_os(map, end),
                           .os_end = *ak__way_os_end(map, end),
                           .kubernetes_end = map->minor_ends[end.pool],
                           .is_by_calendar = is_by_calendar(map, path)};
    for (size_t i = 0; i < path->count; i++) {
        say_move(&telling, &path->moves[i], from);
        from = path->moves[i].to;
    }
    out->steps = ak__way_keep_steps(&telling.steps, arena);
    out->step_count = telling.steps.len;
    out->changes_distribution =
        map->before.os.release != NULL && out->os.release != NULL &&
        !ak_text_caseeq(map->before.os.release->distribution, out->os.release->distribution);
    out->gives_up = ak_arena_strdup(arena, map->gives_up);
    out->phrase = short_words(&telling);
    say_until(&telling, path);
    out->uncertain = uncertain_words(&telling);
    say_end(&telling);
    say_summary(&telling);
    ak_vec_release(&telling.steps);
}

const char *ak__way_kept(const struct ak__way_map *map, struct ak_arena *arena)
{
    static const struct {
        enum ak_pool_trait trait;
        const char *name;
    } names[] = {{AK_POOL_TRAIT_CVM, "CVM"},
                 {AK_POOL_TRAIT_FIPS, "FIPS"},
                 {AK_POOL_TRAIT_ARM64, "ARM64"},
                 {AK_POOL_TRAIT_TRUSTED_LAUNCH, "Trusted Launch"},
                 {AK_POOL_TRAIT_POD_SANDBOXING, "Pod Sandboxing"},
                 {AK_POOL_TRAIT_WINDOWS, "Windows"}};
    const char *items[sizeof names / sizeof names[0] + 1];
    struct ak_texts list = {.items = items};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (ak__choice_is(&map->before, names[i].trait))
            items[list.count++] = names[i].name;
    }
    if (map->before.size != NULL && map->before.size->gpus.value > 0)
        items[list.count++] = "GPU";
    return list.count > 0 ? ak__list(arena, &list, ", ") : NULL;
}
