/* live.c: what Azure says now beside the facts. */
#include "config.h"

#include "akscope/rules/live.h"

#include <string.h>

#include "akscope/base/text.h"
#include "lifecycle_int.h"

const char *ak_version_standing_name(enum ak_version_standing standing)
{
    static const char *const names[] = {
        [AK_STANDING_UNKNOWN] = "unknown",  [AK_STANDING_SUPPORTED] = "supported",
        [AK_STANDING_PREVIEW] = "preview",  [AK_STANDING_LTS_ONLY] = "LTS only",
        [AK_STANDING_GONE] = "not offered",
    };

    return names[standing];
}

bool ak__has_plan(const struct ak_kubernetes_version *version, bool is_lts)
{
    const char *plan = is_lts ? AK__LTS_PLAN : "KubernetesOfficial";

    for (size_t i = 0; i < version->support_plans.count; i++) {
        if (ak_text_caseeq(version->support_plans.items[i], plan))
            return true;
    }
    return version->support_plans.count == 0;
}

const struct ak_kubernetes_version *ak__find_listed(const struct ak_kubernetes_versions *versions,
                                                    ak_minor minor)
{
    for (size_t i = 0; versions != NULL && i < versions->count; i++) {
        if (ak_minor_parse(versions->items[i].minor) == minor)
            return &versions->items[i];
    }
    return NULL;
}

enum ak_version_standing ak_version_standing_live(const struct ak_kubernetes_versions *versions,
                                                  const char *version)
{
    ak_minor minor = ak_minor_parse(version);
    const struct ak_kubernetes_version *found;

    if (versions == NULL || versions->count == 0 || minor == 0)
        return AK_STANDING_UNKNOWN;
    found = ak__find_listed(versions, minor);
    if (found == NULL)
        return AK_STANDING_GONE;
    if (found->is_preview == AK_YES)
        return AK_STANDING_PREVIEW;
    return ak__has_plan(found, false) ? AK_STANDING_SUPPORTED : AK_STANDING_LTS_ONLY;
}

static bool is_ahead(struct ak_date date, struct ak_date today)
{
    return ak_date_is_set(date) && ak_date_compare(date, today) >= 0;
}

enum ak_version_standing ak_version_standing_facts(const struct ak_facts *facts, ak_minor minor,
                                                   struct ak_date today)
{
    const struct ak_kubernetes_release *release = ak_facts_kubernetes(facts, minor);

    if (release == NULL)
        return AK_STANDING_UNKNOWN;
    if (ak_date_is_set(release->ga) && ak_date_compare(release->ga, today) > 0)
        return AK_STANDING_PREVIEW;
    if (!ak_date_is_set(release->end_of_life) || is_ahead(release->end_of_life, today))
        return AK_STANDING_SUPPORTED;
    return is_ahead(release->lts_end_of_life, today) ? AK_STANDING_LTS_ONLY : AK_STANDING_GONE;
}

/* Is it supported on a cluster with that plan? Long Term Support has what is supported officially
 * too. */
static bool is_offered(const struct ak_kubernetes_versions *versions, ak_minor minor, bool is_lts)
{
    const struct ak_kubernetes_version *found = ak__find_listed(versions, minor);

    return found != NULL && (ak__has_plan(found, false) || (is_lts && ak__has_plan(found, true)));
}

struct ak_retirement ak_kubernetes_retirement_live(const char *version, bool is_lts,
                                                   const struct ak_kubernetes_versions *versions,
                                                   const struct ak_facts *facts,
                                                   struct ak_date today)
{
    struct ak_retirement end = ak_kubernetes_retirement(version, is_lts, facts, today);
    ak_minor minor = ak_minor_parse(version);
    bool has_ended = end.severity >= AK_SEVERITY_ENDED;

    if (versions == NULL || versions->count == 0 || end.what == NULL)
        return end;
    if (has_ended == !is_offered(versions, minor, is_lts))
        return end;
    end.severity = has_ended ? AK_SEVERITY_SOON : AK_SEVERITY_ENDED;
    end.has_days = false;
    end.days = 0;
    end.stops = has_ended ? "the date is past, and Azure still lists it as supported"
                          : "the date is ahead, and Azure no longer lists it as supported";
    end.action = ak__kubernetes_action;
    return end;
}

/* ---- disagreements ---- */

struct gathering {
    const struct ak_facts *facts;
    const struct ak_snap *snap;
    struct ak_date today;
    struct ak_arena *arena;
    struct ak_vec *found;
};

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : ak_text_caseeq(a, b);
}

static void add(const struct gathering *gathering, const struct ak_disagreement *what)
{
    for (size_t i = 0; i < gathering->found->len; i++) {
        const struct ak_disagreement *known = ak_vec_at(gathering->found, i);

        if (is_same(known->subject, what->subject) && is_same(known->region, what->region))
            return;
    }
    *(struct ak_disagreement *)ak_vec_push(gathering->found) = *what;
}

/* "supported until 31 Jul 2026", "not in the calendar". */
static const char *facts_words(const struct gathering *gathering, ak_minor minor)
{
    const struct ak_kubernetes_release *release = ak_facts_kubernetes(gathering->facts, minor);
    enum ak_version_standing standing =
        ak_version_standing_facts(gathering->facts, minor, gathering->today);
    char words[AK_DATE_TEXT_SIZE];

    switch (standing) {
    case AK_STANDING_UNKNOWN:
        return "not in the calendar";
    case AK_STANDING_PREVIEW:
        return ak_arena_printf(gathering->arena, "generally available from %s",
                               ak_date_words(release->ga, words));
    case AK_STANDING_SUPPORTED:
        return ak_arena_printf(gathering->arena, "supported until %s",
                               ak_date_words(release->end_of_life, words));
    case AK_STANDING_LTS_ONLY:
        return ak_arena_printf(gathering->arena, "LTS only since %s",
                               ak_date_words(release->end_of_life, words));
    case AK_STANDING_GONE:
        break;
    }
    return ak_arena_printf(gathering->arena, "ended %s",
                           ak_date_words(release->end_of_life, words));
}

/* What is not there yet is not listed, and that is no disagreement. */
static bool agree(enum ak_version_standing live, enum ak_version_standing facts)
{
    return live == facts || live == AK_STANDING_UNKNOWN ||
           (live == AK_STANDING_GONE &&
            (facts == AK_STANDING_PREVIEW || facts == AK_STANDING_UNKNOWN));
}

static void compare_minor(const struct gathering *gathering,
                          const struct ak_kubernetes_versions *versions, ak_minor minor,
                          const char *region)
{
    const struct ak_kubernetes_release *release = ak_facts_kubernetes(gathering->facts, minor);
    const char *name = ak_arena_printf(gathering->arena, "%d.%d", minor / 1000, minor % 1000);
    enum ak_version_standing live = ak_version_standing_live(versions, name);

    if (agree(live, ak_version_standing_facts(gathering->facts, minor, gathering->today)))
        return;
    add(gathering,
        &(struct ak_disagreement){
            .subject = ak_arena_printf(gathering->arena, "Kubernetes %s", name),
            .region = ak_arena_strdup(gathering->arena, region),
            .live = ak_version_standing_name(live),
            .facts = facts_words(gathering, minor),
            .effect = "Azure's list counts: for upgrades, and for whether support has ended",
            .source = release != NULL ? &release->source : NULL});
}

static void compare_versions(const struct gathering *gathering)
{
    size_t first;
    size_t count = ak_snap_topic(gathering->snap, AK_TOPIC_VERSIONS, &first);

    for (size_t i = first; i < first + count; i++) {
        const struct ak_slot *slot = gathering->snap->slots[i];
        const char *slash = strchr(slot->key, '/');
        const char *region = slash != NULL ? slash + 1 : slot->key;
        const struct ak_kubernetes_versions *list;

        if (slot->payload == NULL)
            continue;
        list = &slot->payload->as.versions;
        for (size_t j = 0; j < gathering->facts->kubernetes_count; j++)
            compare_minor(gathering, list, gathering->facts->kubernetes[j].minor, region);
        for (size_t j = 0; j < list->count; j++) {
            if (ak_minor_parse(list->items[j].minor) != 0)
                compare_minor(gathering, list, ak_minor_parse(list->items[j].minor), region);
        }
    }
}

/* ---- VM sizes ---- */

/* The facts' retirement of a VM size, NULL when they have none. */
static const struct ak_other_retirement *find_size_retirement(const struct ak_facts *facts,
                                                              const char *vm_size)
{
    const struct ak_cluster cluster = {.id = ""};
    const struct ak_pool pool = {.vm_size = vm_size};
    const struct ak_retirement_subject subject = {.cluster = &cluster, .pool = &pool};

    for (size_t i = 0; i < facts->retirement_count; i++) {
        if (ak_other_retirement_hits(&facts->retirements[i], &subject))
            return &facts->retirements[i];
    }
    return NULL;
}

static void compare_size(const struct gathering *gathering, const struct ak_vm_size *size)
{
    const struct ak_other_retirement *row = find_size_retirement(gathering->facts, size->name);
    char words[AK_DATE_TEXT_SIZE];
    const char *told = "no end is known";

    if (row != NULL && ak_date_compare(row->date, size->retires) == 0)
        return;
    if (row != NULL)
        told = ak_arena_printf(gathering->arena, "retires %s", ak_date_words(row->date, words));
    add(gathering,
        &(struct ak_disagreement){.subject = ak_arena_strdup(gathering->arena, size->name),
                                  .live = ak_arena_printf(gathering->arena, "retires %s",
                                                          ak_date_words(size->retires, words)),
                                  .facts = told,
                                  .effect = "Azure's date counts",
                                  .source = row != NULL ? &row->source : NULL});
}

static void compare_sizes(const struct gathering *gathering)
{
    size_t first;
    size_t count = ak_snap_topic(gathering->snap, AK_TOPIC_VM_SIZES, &first);

    for (size_t i = first; i < first + count; i++) {
        const struct ak_payload *payload = gathering->snap->slots[i]->payload;

        for (size_t j = 0; payload != NULL && j < payload->as.vm_sizes.count; j++) {
            const struct ak_vm_size *size = &payload->as.vm_sizes.items[j];

            if (size->name != NULL && ak_date_is_set(size->retires))
                compare_size(gathering, size);
        }
    }
}

struct ak_vec ak_facts_disagreements(const struct ak_facts *facts, const struct ak_snap *snap,
                                     struct ak_date today, struct ak_arena *arena)
{
    struct ak_vec found = ak_vec_init(sizeof(struct ak_disagreement));
    const struct gathering gathering = {facts, snap, today, arena, &found};

    compare_versions(&gathering);
    compare_sizes(&gathering);
    return found;
}
