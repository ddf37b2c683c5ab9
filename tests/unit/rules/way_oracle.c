/* way_oracle.c: see way_oracle.h. */
#include "config.h"

#include "unit/rules/way_oracle.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"

/* ---- dates ---- */

static bool is_past(struct ak_date date, struct ak_date today)
{
    return ak_date_is_set(date) && ak_date_compare(date, today) < 0;
}

static struct ak_date end_of_minor(const struct oracle *oracle, int minor)
{
    const struct ak_kubernetes_release *release =
        ak_facts_kubernetes(oracle->facts, oracle->minors[minor]);

    return oracle->given->is_lts && ak_date_is_set(release->lts_end_of_life)
               ? release->lts_end_of_life
               : release->end_of_life;
}

static bool is_supported(const struct oracle *oracle, int minor)
{
    struct ak_date ga = ak_facts_kubernetes(oracle->facts, oracle->minors[minor])->ga;

    return ak_date_compare(ga, oracle->given->today) <= 0 &&
           !is_past(end_of_minor(oracle, minor), oracle->given->today);
}

static enum oracle_grade grade_of_dates(struct ak_date end, struct ak_date gone,
                                        struct ak_date today)
{
    struct ak_date next = ak_date_compare(end, gone) <= 0 ? end : gone;

    if (is_past(end, today) || is_past(gone, today))
        return ORACLE_BAD;
    return ak_date_is_set(next) && ak_date_between(today, next) <= 120 ? ORACLE_SOON : ORACLE_GOOD;
}

/* ---- what goes together ---- */

static struct ak_pool_os os_at(const struct oracle *oracle, int minor, int sku)
{
    return ak_os_of_sku(oracle->skus[sku]->name, oracle->minors[minor], oracle->given->is_cvm,
                        oracle->given->is_fips, oracle->facts);
}

static bool is_one_of(const char *text, const char *list)
{
    char padded[64];

    (void)snprintf(padded, sizeof padded, " %s ", text);
    return strstr(list, padded) != NULL;
}

/* What Azure excludes with the OS SKU; what the pool has already of it is no matter. */
static unsigned exclusions(const struct oracle *oracle, int minor, int sku)
{
    const struct oracle_pool *given = oracle->given;
    const char *name = oracle->skus[sku]->name;
    struct ak_pool_os at = os_at(oracle, minor, sku);
    const char *os = at.release != NULL ? at.release->id : "";
    bool is_guard = is_one_of(name, " AzureLinuxOSGuard AzureLinux3OSGuard ");
    bool is_acl = strcmp(name, "AzureContainerLinux") == 0;
    unsigned found = 0;

    found |= (unsigned)(given->is_fips && is_one_of(name, " Ubuntu2404 Ubuntu2604 Flatcar "));
    found |= (unsigned)(given->is_fips && given->is_arm64 && os[0] != '\0' &&
                        !is_one_of(os, " azurelinux-3.0 azure-container-linux "))
             << 1;
    found |= (unsigned)(given->is_fips && given->is_arm64 && oracle->minors[minor] < 1031) << 2;
    found |= (unsigned)(given->is_fips && given->is_trusted && os[0] != '\0' &&
                        !is_one_of(os, " ubuntu-22.04 azurelinux-osguard-preview "
                                       "azure-container-linux "))
             << 3;
    found |= (unsigned)(given->is_kata && strcmp(name, "AzureLinux") != 0) << 4;
    found |= (unsigned)(given->is_kata && oracle->minors[minor] < 1027) << 5;
    found |= (unsigned)((is_guard || is_acl) && !given->is_trusted) << 6;
    found |= (unsigned)(is_guard && !given->is_fips) << 7;
    found |= (unsigned)(given->is_trusted && strcmp(name, "Flatcar") == 0) << 8;
    found |= (unsigned)(given->is_trusted && given->is_arm64 && !is_acl) << 9;
    found |= (unsigned)(given->is_trusted && oracle->minors[minor] < 1025) << 10;
    found |= (unsigned)(strcmp(name, "Windows2025") == 0 && !given->is_fips) << 11;
    return found;
}

bool oracle_is_fit(const struct oracle *oracle, int minor, int sku)
{
    const struct ak_os_sku *row = oracle->skus[sku];
    struct ak_pool_os os = os_at(oracle, minor, sku);
    ak_minor version = oracle->minors[minor];

    if (strcmp(row->os_type, oracle->given->is_windows ? "Windows" : "Linux") != 0 ||
        version < row->from || (row->to != 0 && version > row->to) || os.basis == AK_OS_UNKNOWN)
        return false;
    if (oracle->given->is_cvm && row->cvm != AK_YES)
        return false;
    if (os.release != NULL && (os.release->is_retired_without_date ||
                               is_past(os.release->images_removed, oracle->given->today)))
        return false;
    return (exclusions(oracle, minor, sku) &
            ~exclusions(oracle, oracle->start.pool, oracle->start.sku)) == 0;
}

/* A preview that is still needed, or an OS that gets no new pools. */
static bool is_closed(const struct oracle *oracle, int minor, int sku)
{
    const struct oracle_pool *given = oracle->given;
    const struct ak_os_release *release = os_at(oracle, minor, sku).release;

    for (size_t i = 0; i < oracle->facts->feature_count; i++) {
        const struct ak_preview_feature *feature = &oracle->facts->features[i];
        bool is_for = false;

        for (size_t j = 0; j < feature->os_skus.count; j++)
            is_for |= strcmp(feature->os_skus.items[j], oracle->skus[sku]->name) == 0;
        if (is_for && !feature->is_optional &&
            (feature->is_confidential == AK_UNKNOWN ||
             (feature->is_confidential == AK_YES) == given->is_cvm) &&
            (!ak_date_is_set(feature->from) || ak_date_compare(feature->from, given->today) <= 0) &&
            (!ak_date_is_set(feature->until) || ak_date_compare(feature->until, given->today) > 0))
            return true;
    }
    return release != NULL && ak_date_is_set(release->no_new_pools) &&
           ak_date_compare(release->no_new_pools, given->today) <= 0;
}

/* ---- moves ---- */

static bool is_offered(const struct oracle *oracle, ak_minor minor)
{
    for (size_t i = 0; i < oracle->given->offer_count; i++) {
        if (oracle->given->offers[i] == minor)
            return true;
    }
    return false;
}

/* One up when that is supported; from what is not, to the oldest that is. */
static bool is_next(const struct oracle *oracle, int from, int to)
{
    if (!is_supported(oracle, to) || to <= from)
        return false;
    for (int i = from + 1; i < to; i++) {
        if (is_supported(oracle, i) || is_supported(oracle, from))
            return false;
    }
    return true;
}

static bool is_next_of_control_plane(const struct oracle *oracle, int from, int to)
{
    if (oracle->given->offers != NULL && from == oracle->start.control_plane)
        return to > from && is_offered(oracle, oracle->minors[to]);
    return is_next(oracle, from, to);
}

static int skew(ak_minor control_plane)
{
    return control_plane >= 1028 ? 3 : 2;
}

static bool is_fixed(const struct ak_os_sku *sku)
{
    return strcmp(sku->os_type, "Windows") == 0 || strcmp(sku->name, "Flatcar") == 0;
}

bool oracle_leads(const struct oracle *oracle, struct oracle_state a, struct oracle_state b)
{
    bool moves_plane = a.control_plane != b.control_plane;
    bool moves_pool = a.pool != b.pool;
    bool moves_sku = a.sku != b.sku;
    ak_minor plane = oracle->minors[b.control_plane];
    bool can_go_alone =
        !oracle->given->is_by_channel && plane - oracle->minors[a.pool] <= skew(plane);

    if (moves_sku)
        return !moves_plane && !moves_pool && !is_fixed(oracle->skus[a.sku]) &&
               !is_fixed(oracle->skus[b.sku]) && oracle_is_fit(oracle, b.pool, b.sku) &&
               !is_closed(oracle, b.pool, b.sku);
    if (moves_plane && moves_pool)
        return a.pool == a.control_plane && b.pool == b.control_plane && !can_go_alone &&
               is_next_of_control_plane(oracle, a.control_plane, b.control_plane) &&
               oracle_is_fit(oracle, b.pool, b.sku);
    if (moves_plane)
        return can_go_alone && is_next_of_control_plane(oracle, a.control_plane, b.control_plane);
    return moves_pool && b.pool <= b.control_plane && is_next(oracle, a.pool, b.pool) &&
           oracle_is_fit(oracle, b.pool, b.sku);
}

/* ---- goals ---- */

static bool is_later(struct ak_date a, struct ak_date b)
{
    return ak_date_compare(a, b) > 0;
}

static enum oracle_grade grade_os(const struct oracle *oracle, struct oracle_state state)
{
    const struct ak_os_release *os = os_at(oracle, state.pool, state.sku).release;
    struct ak_date today = oracle->given->today;
    enum oracle_grade grade;

    if (os == NULL)
        return oracle->aim.is_certain ? ORACLE_BAD : ORACLE_GOOD;
    grade = grade_of_dates(os->end_of_support, os->images_removed, today);
    if (os->is_retired_without_date)
        grade = ORACLE_BAD;
    if (!oracle->aim.os)
        return os == oracle->os ? ORACLE_GOOD : grade;
    if (os == oracle->os)
        return ORACLE_BAD;
    if (oracle->os == NULL || oracle->os->is_retired_without_date ||
        is_past(oracle->os->end_of_support, today) || is_past(oracle->os->images_removed, today))
        return grade;
    return is_later(os->end_of_support, oracle->os->end_of_support) ? grade : ORACLE_BAD;
}

static enum oracle_grade grade_kubernetes(const struct oracle *oracle, struct oracle_state state)
{
    struct ak_date none = {0};
    struct ak_date end = end_of_minor(oracle, state.pool);
    struct ak_date before = end_of_minor(oracle, oracle->start.pool);

    if (!oracle->aim.kubernetes)
        return ORACLE_GOOD;
    if (state.pool == oracle->start.pool ||
        (!is_past(before, oracle->given->today) && !is_later(end, before)))
        return ORACLE_BAD;
    return grade_of_dates(end, none, oracle->given->today);
}

static bool is_kin(const struct oracle *oracle, struct oracle_state state)
{
    const struct ak_os_release *os = os_at(oracle, state.pool, state.sku).release;

    if (os == NULL || oracle->os == NULL)
        return state.sku == oracle->start.sku || os != NULL;
    return strcmp(os->distribution, oracle->os->distribution) == 0;
}

enum oracle_grade oracle_grade(const struct oracle *oracle, struct oracle_state state)
{
    enum oracle_grade os = grade_os(oracle, state);
    enum oracle_grade kubernetes = grade_kubernetes(oracle, state);

    if (oracle->keeps_distribution && !is_kin(oracle, state))
        return ORACLE_BAD;
    return os < kubernetes ? os : kubernetes;
}

/* ---- search ---- */

static bool reach(struct oracle *oracle, struct oracle_state at, int depth, int deepest,
                  enum oracle_grade grade);

/* Every state, without a thought whether there could be a move. */
static bool try_all(struct oracle *oracle, struct oracle_state at, int depth, int deepest,
                    enum oracle_grade grade)
{
    struct oracle_state to;

    for (to.control_plane = at.control_plane; to.control_plane < oracle->minor_count;
         to.control_plane++) {
        for (to.pool = at.pool; to.pool <= to.control_plane; to.pool++) {
            for (to.sku = 0; to.sku < oracle->sku_count; to.sku++) {
                if (memcmp(&to, &at, sizeof to) != 0 && oracle_leads(oracle, at, to) &&
                    reach(oracle, to, depth + 1, deepest, grade))
                    return true;
            }
        }
    }
    return false;
}

/* True when a goal is exactly or at most `deepest` moves away. */
static bool reach(struct oracle *oracle, struct oracle_state at, int depth, int deepest,
                  enum oracle_grade grade)
{
    signed char *least = &oracle->depth_of[at.control_plane][at.pool][at.sku];

    if (depth > 0 && oracle_grade(oracle, at) >= grade)
        return true;
    if (depth == deepest || *least <= depth)
        return false;
    *least = (signed char)depth;
    return try_all(oracle, at, depth, deepest, grade);
}

int oracle_search(struct oracle *oracle, enum oracle_grade grade)
{
    for (int deepest = 1; deepest <= ORACLE_DEEPEST; deepest++) {
        memset(oracle->depth_of, ORACLE_DEEPEST + 1, sizeof oracle->depth_of);
        if (reach(oracle, oracle->start, 0, deepest, grade))
            return deepest;
    }
    return -1;
}

void oracle_make(struct oracle *oracle, const struct oracle_pool *given,
                 const struct ak_facts *facts)
{
    *oracle = (struct oracle){.facts = facts, .given = given};
    for (size_t i = facts->kubernetes_count; i > 0; i--) { /* newest first in the facts */
        ak_minor minor = facts->kubernetes[i - 1].minor;

        if (minor < given->minor)
            continue;
        if (minor == given->control_plane)
            oracle->start.control_plane = oracle->minor_count;
        oracle->minors[oracle->minor_count++] = minor;
    }
    for (size_t i = 0; i < facts->os_sku_count; i++) {
        if (facts->os_skus[i].alias_of != NULL)
            continue;
        if (strcmp(facts->os_skus[i].name, given->os_sku) == 0)
            oracle->start.sku = oracle->sku_count;
        oracle->skus[oracle->sku_count++] = &facts->os_skus[i];
    }
    oracle->os = os_at(oracle, 0, oracle->start.sku).release;
}
