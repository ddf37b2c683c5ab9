/* lifecycle.c: which OS a pool runs and how long it has left. */
#include "config.h"

#include "akscope/rules/lifecycle.h"

#include <string.h>

#include "akscope/base/text.h"
#include "lifecycle_int.h"

static const char kubernetes_stops[] = "no more security fixes; Azure helps with the platform only";
const char ak__kubernetes_action[] = "upgrade to a supported Kubernetes version";
static const char plain_action[] = "move to an OS version without an announced end";

ak_minor ak_minor_parse(const char *version)
{
    const char *rest = "";
    ak_minor minor = version != NULL ? ak_minor_read(version, &rest) : 0;

    return *rest == '\0' || *rest == '.' ? minor : 0;
}

int ak_version_compare(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return (a != NULL) - (b != NULL);
    return ak_text_naturalcmp(a, b);
}

const char *ak_severity_name(enum ak_severity severity)
{
    static const char *const names[] = {
        [AK_SEVERITY_NONE] = "none",       [AK_SEVERITY_LATER] = "later",
        [AK_SEVERITY_SOON] = "soon",       [AK_SEVERITY_ENDED] = "ended",
        [AK_SEVERITY_REMOVED] = "removed",
    };

    return names[severity];
}

bool ak_cluster_is_lts(const struct ak_cluster *cluster)
{
    return ak_text_caseeq(cluster->support_plan, AK__LTS_PLAN);
}

/* ---- facts by name ---- */

const struct ak_os_release *ak_facts_os(const struct ak_facts *facts, const char *id)
{
    for (size_t i = 0; i < facts->os_release_count; i++) {
        if (strcmp(facts->os_releases[i].id, id) == 0)
            return &facts->os_releases[i];
    }
    return NULL;
}

const struct ak_os_sku *ak_facts_os_sku(const struct ak_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->os_sku_count; i++) {
        const struct ak_os_sku *sku = &facts->os_skus[i];

        if (ak_text_caseeq(sku->name, name))
            return sku->alias_of != NULL ? ak_facts_os_sku(facts, sku->alias_of) : sku;
    }
    return NULL;
}

const struct ak_kubernetes_release *ak_facts_kubernetes(const struct ak_facts *facts,
                                                        ak_minor minor)
{
    for (size_t i = 0; i < facts->kubernetes_count; i++) {
        if (facts->kubernetes[i].minor == minor)
            return &facts->kubernetes[i];
    }
    return NULL;
}

const struct ak_explanation *ak_facts_explanation(const struct ak_facts *facts, const char *id)
{
    for (size_t i = 0; i < facts->explanation_count; i++) {
        if (strcmp(facts->explanations[i].id, id) == 0)
            return &facts->explanations[i];
    }
    return NULL;
}

/* ---- the OS of a pool ---- */

/* The column of the table that counts: confidential before FIPS (they exclude each other), and
 * plain where the SKU has no column of its own. */
static const struct ak_os_ranges *choose_column(const struct ak_os_sku *sku, bool is_confidential,
                                                bool is_fips)
{
    if (is_confidential && sku->confidential.count > 0)
        return &sku->confidential;
    if (is_fips && sku->fips.count > 0)
        return &sku->fips;
    return &sku->plain;
}

static bool covers(const struct ak_os_range *range, ak_minor minor)
{
    return (range->from == 0 || minor >= range->from) && (range->to == 0 || minor <= range->to);
}

/* Without a version only a column with one single answer tells the OS. */
static const struct ak_os_range *find_range(const struct ak_os_ranges *column, ak_minor minor)
{
    if (minor == 0)
        return column->count == 1 ? &column->items[0] : NULL;
    for (size_t i = 0; i < column->count; i++) {
        if (covers(&column->items[i], minor))
            return &column->items[i];
    }
    return NULL;
}

struct ak_pool_os ak_os_of_sku(const char *os_sku, ak_minor minor, bool is_confidential,
                               bool is_fips, const struct ak_facts *facts)
{
    const struct ak_os_sku *sku = ak_facts_os_sku(facts, os_sku);
    const struct ak_os_range *range;
    struct ak_pool_os os = {.basis = AK_OS_UNKNOWN};

    if (sku == NULL) {
        os.note = "no source tells what this OS SKU gives";
        return os;
    }
    range = find_range(choose_column(sku, is_confidential, is_fips), minor);
    if (range == NULL) {
        os.note =
            minor == 0
                ? "what this OS SKU gives depends on the Kubernetes version, which is not told"
                : "no source tells what this OS SKU gives at this Kubernetes version";
        return os;
    }
    os.note = range->note;
    if (range->os == NULL) {
        os.basis = AK_OS_SOURCES_DIFFER;
        return os;
    }
    os.basis = AK_OS_FROM_SKU;
    os.release = ak_facts_os(facts, range->os);
    return os;
}

struct ak_pool_os ak__pool_os(const struct ak_pool *pool, const struct ak_os_release *of_image,
                              bool is_confidential, const struct ak_facts *facts)
{
    if (of_image != NULL)
        return (struct ak_pool_os){.basis = AK_OS_FROM_IMAGE, .release = of_image};
    if (pool->os_sku == NULL)
        return (struct ak_pool_os){.basis = AK_OS_UNKNOWN,
                                   .note = pool->node_image_version != NULL
                                               ? "no source knows its node image, and Azure "
                                                 "reports no OS SKU"
                                               : "Azure reports neither node image nor OS SKU"};
    return ak_os_of_sku(pool->os_sku, ak_minor_parse(pool->kubernetes_version), is_confidential,
                        pool->fips == AK_YES, facts);
}

struct ak_pool_os ak_pool_os_find(const struct ak_pool *pool, const struct ak_node_image *image,
                                  bool is_confidential, const struct ak_facts *facts)
{
    return ak__pool_os(pool, ak_node_image_os(image, pool->node_image_version, facts),
                       is_confidential, facts);
}

const char *ak_pool_os_reason(const struct ak_pool_os *os)
{
    if (os->release != NULL)
        return NULL;
    return os->note != NULL ? os->note : "no source tells which OS version that is";
}

/* ---- deadlines ---- */

/* The day itself still works: a date is past from the next day on. */
static bool is_past(struct ak_date date, struct ak_date today)
{
    return ak_date_is_set(date) && ak_date_compare(date, today) < 0;
}

static struct ak_date earliest_ahead(struct ak_date a, struct ak_date b, struct ak_date today)
{
    struct ak_date none = {0};
    struct ak_date first = is_past(a, today) ? none : a;
    struct ak_date second = is_past(b, today) ? none : b;

    return ak_date_compare(first, second) <= 0 ? first : second;
}

static struct ak_date latest(struct ak_date a, struct ak_date b)
{
    if (!ak_date_is_set(a) || !ak_date_is_set(b))
        return ak_date_is_set(a) ? a : b;
    return ak_date_compare(a, b) >= 0 ? a : b;
}

void ak__measure(struct ak_retirement *retirement, const struct ak_facts *facts,
                 struct ak_date today)
{
    struct ak_date next =
        earliest_ahead(retirement->end_of_support, retirement->images_removed, today);
    struct ak_date counted = ak_date_is_set(next)
                                 ? next
                                 : latest(retirement->end_of_support, retirement->images_removed);

    if (!ak_date_is_set(counted))
        return;
    retirement->has_days = true;
    retirement->days = ak_date_between(today, counted);
    if (is_past(retirement->images_removed, today))
        retirement->severity = AK_SEVERITY_REMOVED;
    else if (is_past(retirement->end_of_support, today))
        retirement->severity = AK_SEVERITY_ENDED;
    else
        retirement->severity =
            retirement->days <= facts->soon_days ? AK_SEVERITY_SOON : AK_SEVERITY_LATER;
}

static const char *choose_action(const struct ak_os_release *release, const struct ak_pool *pool,
                                 bool is_confidential)
{
    if (is_confidential && release->action_cvm != NULL)
        return release->action_cvm;
    if (pool->fips == AK_YES && release->action_fips != NULL)
        return release->action_fips;
    return release->action != NULL ? release->action : plain_action;
}

struct ak_retirement ak_os_retirement(struct ak_pool_os os, const struct ak_pool *pool,
                                      bool is_confidential, const struct ak_facts *facts,
                                      struct ak_date today)
{
    const struct ak_os_release *release = os.release;
    struct ak_retirement retirement = {.severity = AK_SEVERITY_NONE};

    if (release == NULL)
        return retirement;
    retirement.what = release->name;
    retirement.id = release->id;
    retirement.end_of_support = release->end_of_support;
    retirement.images_removed = release->images_removed;
    retirement.source = &release->source;
    ak__measure(&retirement, facts, today);
    if (release->is_retired_without_date)
        retirement.severity = AK_SEVERITY_REMOVED;
    if (retirement.severity > AK_SEVERITY_NONE) {
        retirement.stops = release->stops;
        retirement.action = choose_action(release, pool, is_confidential);
    }
    return retirement;
}

struct ak_retirement ak_kubernetes_retirement(const char *version, bool is_lts,
                                              const struct ak_facts *facts, struct ak_date today)
{
    const struct ak_kubernetes_release *release =
        ak_facts_kubernetes(facts, ak_minor_parse(version));
    struct ak_retirement retirement = {.severity = AK_SEVERITY_NONE};
    bool follows_lts;

    if (release == NULL)
        return retirement;
    follows_lts = is_lts && ak_date_is_set(release->lts_end_of_life);
    retirement.what = follows_lts ? release->lts_title : release->title;
    retirement.id = follows_lts ? release->lts_id : release->id;
    retirement.end_of_support = follows_lts ? release->lts_end_of_life : release->end_of_life;
    retirement.source = &release->source;
    ak__measure(&retirement, facts, today);
    if (retirement.severity > AK_SEVERITY_NONE) {
        retirement.stops = kubernetes_stops;
        retirement.action = ak__kubernetes_action;
    }
    return retirement;
}

/* "1.37 GA" is the day on which 1.37 is generally available. */
struct ak_date ak_kubernetes_platform_end(const struct ak_facts *facts, ak_minor minor)
{
    const struct ak_kubernetes_release *release = ak_facts_kubernetes(facts, minor);
    const char *rest = "";
    ak_minor until = release != NULL && release->platform_support_until != NULL
                         ? ak_minor_read(release->platform_support_until, &rest)
                         : 0;
    const struct ak_kubernetes_release *other =
        until != 0 ? ak_facts_kubernetes(facts, until) : NULL;

    return other != NULL ? other->ga : (struct ak_date){0};
}

const struct ak_retirement *ak_retirement_worse(const struct ak_retirement *a,
                                                const struct ak_retirement *b)
{
    if (a->severity != b->severity)
        return a->severity > b->severity ? a : b;
    if (a->has_days != b->has_days)
        return a->has_days ? a : b;
    return a->days <= b->days ? a : b;
}
