/* findings.c: the findings of a fleet, ordered, grouped, known again. */
#include "config.h"

#include "findings_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"

static const struct ak_finding_rule_info rules[AK_FINDING_RULE_COUNT] = {
#define AK_FINDING_RULE(symbol, id, title, meaning, remedy)                                        \
    [AK_FINDING_##symbol] = {id, title, meaning, remedy},
#include "akscope/rules/findings.def"
#undef AK_FINDING_RULE
};

static const struct ak_finding_severity_info severities[AK_FINDING_SEVERITY_COUNT] = {
#define AK_FINDING_SEVERITY(symbol, name, level, mark, ascii)                                      \
    [AK_FINDING_IS_##symbol] = {name, level, mark, ascii},
#include "akscope/rules/findings.def"
#undef AK_FINDING_SEVERITY
};

const struct ak_finding_rule_info *ak_finding_rule_get(enum ak_finding_rule rule)
{
    return &rules[rule];
}

const struct ak_finding_severity_info *ak_finding_severity_get(enum ak_finding_severity severity)
{
    return &severities[severity];
}

const char *ak_finding_level_name(enum ak_finding_level level)
{
    static const char *const names[] = {
        [AK_FINDING_NOTE] = "note", [AK_FINDING_WARNING] = "warning", [AK_FINDING_ERROR] = "error"};

    return names[level];
}

/* ---- collecting ---- */

static enum ak_finding_severity severity_of(const struct ak_retirement *end)
{
    static const enum ak_finding_severity of[] = {
        [AK_SEVERITY_LATER] = AK_FINDING_IS_LATER,
        [AK_SEVERITY_SOON] = AK_FINDING_IS_SOON,
        [AK_SEVERITY_ENDED] = AK_FINDING_IS_ENDED,
        [AK_SEVERITY_REMOVED] = AK_FINDING_IS_REMOVED,
    };

    return of[end->severity];
}

/* FNV-1a; resource ids have no letter case. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte >= 'A' && byte <= 'Z')
            byte = (unsigned char)(byte - 'A' + 'a');
        hash = (hash ^ byte) * 1099511628211u;
    }
    return (hash ^ 0xFF) * 1099511628211u; /* no byte of UTF-8: parts the texts */
}

static const char *fingerprint(const struct ak_finding *finding, struct ak_arena *arena)
{
    uint64_t hash = hash_text(14695981039346656037u, rules[finding->rule].id);

    hash = hash_text(hash, finding->resource_id);
    hash = hash_text(hash, finding->id);
    return ak_arena_printf(arena, "%016llx", (unsigned long long)hash);
}

static struct ak_finding *push(struct ak__finding_reader *reader, enum ak_finding_rule rule,
                               const struct ak_fleet_cluster *cluster,
                               const struct ak_fleet_pool *pool)
{
    struct ak_finding *finding = ak_vec_push(&reader->items);
    const char *id = pool != NULL ? pool->pool->id : cluster->cluster->id;

    finding->rule = rule;
    finding->cluster = cluster;
    finding->pool = pool;
    finding->resource_id = id != NULL ? id : "";
    finding->nodes = pool != NULL ? pool->pool->count.value : cluster->node_count;
    finding->way_out = rules[rule].remedy;
    return finding;
}

/* The day that the retirement counts its days to. */
static struct ak_date day_counted(const struct ak_retirement *end, struct ak_date today)
{
    return ak_date_from_days(ak_date_to_days(today) + end->days);
}

static void add_deadline(struct ak__finding_reader *reader, enum ak_finding_rule rule,
                         const struct ak_fleet_cluster *cluster, const struct ak_fleet_pool *pool,
                         const struct ak_retirement *end)
{
    struct ak_finding *finding;

    if (end->severity == AK_SEVERITY_NONE)
        return;
    finding = push(reader, rule, cluster, pool);
    finding->severity = severity_of(end);
    finding->id = end->id != NULL ? end->id : end->what;
    finding->what = end->what;
    finding->end_of_support = end->end_of_support;
    finding->images_removed = end->images_removed;
    finding->has_days = end->has_days;
    finding->days = end->days;
    if (end->has_days)
        finding->when = day_counted(end, reader->fleet->today);
    finding->stops = end->stops;
    finding->source = end->source;
    finding->is_of_size = end->is_of_size;
    if (reader->snap != NULL)
        ak__finding_say_deadline(reader, finding, end);
}

/* Its cluster speaks for a pool that runs the cluster's version. */
static void add_pool_kubernetes(struct ak__finding_reader *reader, const struct ak_fleet_pool *pool)
{
    const struct ak_retirement *own = pool->kubernetes_end;
    const struct ak_retirement *clusters = pool->cluster->kubernetes_end;

    if (own->id != NULL && clusters->id != NULL && strcmp(own->id, clusters->id) == 0)
        return;
    add_deadline(reader, AK_FINDING_KUBERNETES, pool->cluster, pool, own);
}

static void add_image_age(struct ak__finding_reader *reader, const struct ak_fleet_pool *pool)
{
    struct ak_image_age age;
    struct ak_finding *finding;

    if (pool->image_grade != AK_IMAGE_TOO_OLD)
        return; /* as most are: their names need not be read again */
    age = ak__finding_image_age(reader, pool);
    if (age.grade != AK_IMAGE_TOO_OLD)
        return; /* there is no newer one */
    finding = push(reader, AK_FINDING_IMAGE_AGE, pool->cluster, pool);
    finding->severity = AK_FINDING_IS_OLD;
    finding->id = "image-age";
    finding->what = ak_arena_printf(reader->arena, "node image %d d old", pool->image_age_days);
    finding->source = ak__finding_source(reader, "image-age");
    if (reader->snap != NULL)
        ak__finding_say_image(reader, finding, &age);
}

static void add_conflict(struct ak__finding_reader *reader, const struct ak_fleet_pool *pool)
{
    struct ak_finding *finding;

    if (pool->cvm.status != AK_CVM_CONFLICT)
        return;
    finding = push(reader, AK_FINDING_CVM_CONFLICT, pool->cluster, pool);
    finding->severity = AK_FINDING_IS_CONFLICT;
    finding->id = "cvm-conflict";
    finding->what = "CVM conflict";
    finding->source = ak__finding_source(reader, "cvm");
    if (reader->snap != NULL)
        ak__finding_say_conflict(reader, finding);
}

static void add_pool(struct ak__finding_reader *reader, const struct ak_fleet_pool *pool)
{
    add_deadline(reader, AK_FINDING_OS, pool->cluster, pool, pool->os_end);
    add_pool_kubernetes(reader, pool);
    for (size_t i = 0; i < pool->other_end_count; i++)
        add_deadline(reader, AK_FINDING_POOL, pool->cluster, pool, pool->other_ends[i]);
    add_image_age(reader, pool);
    add_conflict(reader, pool);
}

static void add_cluster(struct ak__finding_reader *reader, const struct ak_fleet_cluster *cluster)
{
    add_deadline(reader, AK_FINDING_KUBERNETES, cluster, NULL, cluster->kubernetes_end);
    for (size_t i = 0; i < cluster->other_end_count; i++)
        add_deadline(reader, AK_FINDING_CLUSTER, cluster, NULL, cluster->other_ends[i]);
    for (size_t i = 0; i < cluster->pool_count; i++)
        add_pool(reader, &cluster->pools[i]);
}

static int compare_days(const struct ak_finding *a, const struct ak_finding *b)
{
    if (a->has_days != b->has_days)
        return a->has_days ? 1 : -1; /* what is out of support for long comes first */
    return (a->days > b->days) - (a->days < b->days);
}

/* Clusters and pools stand in arrays, in the order of the fleet. */
static int compare_places(const struct ak_finding *a, const struct ak_finding *b)
{
    if (a->cluster != b->cluster)
        return a->cluster < b->cluster ? -1 : 1;
    return (a->pool > b->pool) - (a->pool < b->pool);
}

/* By severity, then by days; what is alike stands together, in the order of the fleet. */
static int compare(const void *a, const void *b)
{
    const struct ak_finding *left = a;
    const struct ak_finding *right = b;
    int days = compare_days(left, right);

    if (left->severity != right->severity)
        return left->severity > right->severity ? -1 : 1;
    if (days != 0)
        return days;
    if (left->rule != right->rule)
        return left->rule < right->rule ? -1 : 1;
    if (strcmp(left->id, right->id) != 0)
        return strcmp(left->id, right->id);
    return compare_places(left, right);
}

/* With a snapshot all is said of them; without they are only there. */
static struct ak_findings gather(const struct ak_fleet *fleet, const struct ak_snap *snap,
                                 struct ak_arena *arena)
{
    struct ak__finding_reader reader = {.fleet = fleet,
                                        .snap = snap,
                                        .arena = arena,
                                        .items = ak_vec_init(sizeof(struct ak_finding))};
    struct ak_findings findings;

    for (size_t i = 0; i < fleet->cluster_count; i++)
        add_cluster(&reader, &fleet->clusters[i]);
    findings.count = reader.items.len;
    findings.items = ak_arena_alloc(arena, findings.count, sizeof *findings.items);
    if (findings.count > 0)
        memcpy(findings.items, reader.items.items, findings.count * sizeof *findings.items);
    ak_vec_release(&reader.items);
    if (findings.count > 1)
        qsort(findings.items, findings.count, sizeof *findings.items, compare);
    return findings;
}

struct ak_findings ak_findings_collect(const struct ak_fleet *fleet, const struct ak_snap *snap,
                                       struct ak_arena *arena)
{
    struct ak_findings findings = gather(fleet, snap, arena);

    for (size_t i = 0; i < findings.count; i++)
        findings.items[i].fingerprint = fingerprint(&findings.items[i], arena);
    return findings;
}

/* ---- what makes them certain ---- */

static bool has_way(const struct ak_finding *finding)
{
    return finding->rule == AK_FINDING_OS || finding->rule == AK_FINDING_KUBERNETES ||
           finding->is_of_size;
}

void ak_findings_demand(const struct ak_fleet *fleet, size_t limit, struct ak_demands *demands)
{
    struct ak_arena *arena = ak_arena_new_scratch(0);
    struct ak_findings findings = gather(fleet, NULL, arena);
    size_t most = demands->items.len + limit;

    for (size_t i = 0; i < findings.count && demands->items.len < most; i++) {
        const struct ak_finding *finding = &findings.items[i];
        const char *cluster_id = finding->cluster->cluster->id;
        const char *pool_id = finding->pool != NULL ? finding->pool->pool->id : NULL;

        if (has_way(finding) && cluster_id != NULL)
            ak_demands_add(demands, AK_TOPIC_CLUSTER_UPGRADES, cluster_id, 0);
        if ((has_way(finding) || finding->rule == AK_FINDING_IMAGE_AGE) && pool_id != NULL &&
            demands->items.len < most)
            ak_demands_add(demands, AK_TOPIC_POOL_UPGRADES, pool_id, 0);
    }
    ak_arena_free(arena);
}

/* ---- known ones ---- */

static int compare_known(const void *a, const void *b)
{
    const struct ak_known_finding *left = a;
    const struct ak_known_finding *right = b;

    return strcmp(left->fingerprint, right->fingerprint);
}

static bool find_severity(const char *name, enum ak_finding_severity *out)
{
    for (int i = 0; i < AK_FINDING_SEVERITY_COUNT; i++) {
        if (ak_text_caseeq(name, severities[i].name)) {
            *out = (enum ak_finding_severity)i;
            return true;
        }
    }
    return false;
}

static bool is_known(const struct ak_finding *finding, const struct ak_known_finding *known,
                     size_t count)
{
    struct ak_known_finding wanted = {.fingerprint = finding->fingerprint};
    const struct ak_known_finding *found =
        bsearch(&wanted, known, count, sizeof *known, compare_known);
    enum ak_finding_severity severity;

    return found != NULL && find_severity(found->severity, &severity) &&
           severity >= finding->severity;
}

size_t ak_findings_drop_known(struct ak_findings *findings, struct ak_known_finding *known,
                              size_t count)
{
    size_t kept = 0;
    size_t before = findings->count;

    if (count == 0)
        return 0;
    qsort(known, count, sizeof *known, compare_known);
    for (size_t i = 0; i < before; i++) {
        if (!is_known(&findings->items[i], known, count))
            findings->items[kept++] = findings->items[i];
    }
    findings->count = kept;
    return before - kept;
}

/* ---- failing ---- */

static bool is_deadline(enum ak_finding_severity severity)
{
    return severity != AK_FINDING_IS_OLD && severity != AK_FINDING_IS_CONFLICT;
}

static void add_severity(struct ak_fail_on *fail_on, enum ak_finding_severity severity)
{
    fail_on->severities[severity] = true;
    for (int i = (int)severity; is_deadline(severity) && i < AK_FINDING_SEVERITY_COUNT; i++)
        fail_on->severities[i] |= is_deadline((enum ak_finding_severity)i);
}

enum { DAYS_MOST = 36500 };

static int add_word(struct ak_fail_on *fail_on, const char *word, struct ak_err *err)
{
    static const char days_prefix[] = "days=";
    enum ak_finding_severity severity;
    int64_t days;

    if (ak_text_has_prefix(word, days_prefix, true)) {
        if (!ak_text_to_int(word + strlen(days_prefix), 0, DAYS_MOST, &days))
            return ak_err_set(err, AK_ERR_USAGE, "\"%s\": write the days as days=90 (0 to %d)",
                              word, DAYS_MOST);
        if (!fail_on->has_days || days > fail_on->days)
            fail_on->days = (int32_t)days;
        fail_on->has_days = true;
        return 0;
    }
    if (!find_severity(word, &severity))
        return ak_err_set(err, AK_ERR_USAGE,
                          "nothing can be \"%s\" (there are soon, ended, removed, later, days=N, "
                          "conflict and old)",
                          word);
    add_severity(fail_on, severity);
    return 0;
}

int ak_fail_on_add(struct ak_fail_on *fail_on, const char *text, struct ak_err *err)
{
    char word[64];
    int failed = 0;

    while (!failed) {
        size_t len = strcspn(text, ",");

        snprintf(word, sizeof word, "%.*s", (int)(len < sizeof word ? len : sizeof word), text);
        failed = add_word(fail_on, word, err);
        if (text[len] == '\0')
            break;
        text += len + 1;
    }
    return failed;
}

bool ak_fail_on_is_set(const struct ak_fail_on *fail_on)
{
    bool is_set = fail_on->has_days;

    for (int i = 0; i < AK_FINDING_SEVERITY_COUNT; i++)
        is_set = is_set || fail_on->severities[i];
    return is_set;
}

bool ak_finding_fails(const struct ak_finding *finding, const struct ak_fail_on *fail_on)
{
    /* What is out of support for so long that nobody tells the day has none left. */
    bool is_due = is_deadline(finding->severity) &&
                  (finding->has_days ? finding->days <= fail_on->days
                                     : finding->severity >= AK_FINDING_IS_ENDED);

    return fail_on->severities[finding->severity] || (fail_on->has_days && is_due);
}

/* ---- groups ---- */

struct group {
    const struct ak_finding *first;
    struct ak_vec items; /* const struct ak_finding * */
};

static bool is_alike(const struct ak_finding *a, const struct ak_finding *b)
{
    return a->rule == b->rule && (a->pool == NULL) == (b->pool == NULL) &&
           strcmp(a->id, b->id) == 0;
}

/* There are a few dozen at most: each is found by looking at all. */
static struct group *find_group(struct ak_vec *groups, const struct ak_finding *finding)
{
    struct group *group;

    for (size_t i = 0; i < groups->len; i++) {
        group = ak_vec_at(groups, i);
        if (is_alike(group->first, finding))
            return group;
    }
    group = ak_vec_push(groups);
    group->first = finding;
    group->items = ak_vec_init(sizeof(void *));
    return group;
}

static struct ak_finding_group keep_group(struct group *group, struct ak_arena *arena)
{
    const struct ak_finding **items = ak_arena_alloc(arena, group->items.len, sizeof(void *));
    struct ak_finding_group kept = {
        .first = group->first, .items = items, .count = group->items.len};
    const struct ak_fleet_cluster *last = NULL;

    memcpy(items, group->items.items, kept.count * sizeof(void *));
    for (size_t i = 0; i < kept.count; i++) {
        kept.cluster_count += items[i]->cluster != last;
        kept.pool_count += items[i]->pool != NULL;
        kept.nodes += items[i]->nodes;
        last = items[i]->cluster;
    }
    ak_vec_release(&group->items);
    return kept;
}

struct ak_finding_groups ak_findings_group(const struct ak_findings *findings,
                                           struct ak_arena *arena)
{
    struct ak_vec groups = ak_vec_init(sizeof(struct group));
    struct ak_finding_group *kept;
    struct ak_finding_groups result;

    for (size_t i = 0; i < findings->count; i++) {
        const struct ak_finding *finding = &findings->items[i];

        *(const struct ak_finding **)ak_vec_push(&find_group(&groups, finding)->items) = finding;
    }
    kept = ak_arena_alloc(arena, groups.len, sizeof *kept);
    for (size_t i = 0; i < groups.len; i++)
        kept[i] = keep_group(ak_vec_at(&groups, i), arena);
    result = (struct ak_finding_groups){.items = kept, .count = groups.len};
    ak_vec_release(&groups);
    return result;
}
