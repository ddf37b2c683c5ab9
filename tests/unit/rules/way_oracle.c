/* way_oracle.c: see way_oracle.h. */
#include "config.h"

#include "unit/rules/way_oracle.h"

#include <limits.h>
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

/* One thing that Azure excludes. */
struct exclusion {
    bool (*holds)(const struct oracle *oracle, int minor, const char *name, const char *os);
};

static bool fips_without_image(const struct oracle *oracle, int minor, const char *name,
                               const char *os)
{
    (void)minor;
    (void)os;
    return oracle->given->is_fips && is_one_of(name, " Ubuntu2404 Ubuntu2604 Flatcar ");
}

static bool fips_on_arm64(const struct oracle *oracle, int minor, const char *name, const char *os)
{
    (void)minor;
    (void)name;
    return oracle->given->is_fips && oracle->given->is_arm64 && os[0] != '\0' &&
           !is_one_of(os, " azurelinux-3.0 azure-container-linux ");
}

static bool fips_on_arm64_too_early(const struct oracle *oracle, int minor, const char *name,
                                    const char *os)
{
    (void)name;
    (void)os;
    return oracle->given->is_fips && oracle->given->is_arm64 && oracle->minors[minor] < 1031;
}

static bool fips_with_trusted_launch(const struct oracle *oracle, int minor, const char *name,
                                     const char *os)
{
    (void)minor;
    (void)name;
    return oracle->given->is_fips && oracle->given->is_trusted && os[0] != '\0' &&
           !is_one_of(os, " ubuntu-22.04 azurelinux-osguard-preview azure-container-linux ");
}

static bool kata_elsewhere(const struct oracle *oracle, int minor, const char *name, const char *os)
{
    (void)minor;
    (void)os;
    return oracle->given->is_kata && strcmp(name, "AzureLinux") != 0;
}

static bool kata_too_early(const struct oracle *oracle, int minor, const char *name, const char *os)
{
    (void)name;
    (void)os;
    return oracle->given->is_kata && oracle->minors[minor] < 1027;
}

static bool lacks_trusted_launch(const struct oracle *oracle, int minor, const char *name,
                                 const char *os)
{
    (void)minor;
    (void)os;
    return !oracle->given->is_trusted &&
           is_one_of(name, " AzureLinuxOSGuard AzureLinux3OSGuard AzureContainerLinux ");
}

static bool lacks_fips(const struct oracle *oracle, int minor, const char *name, const char *os)
{
    (void)minor;
    (void)os;
    return !oracle->given->is_fips &&
           is_one_of(name, " AzureLinuxOSGuard AzureLinux3OSGuard Windows2025 ");
}

static bool trusted_launch_elsewhere(const struct oracle *oracle, int minor, const char *name,
                                     const char *os)
{
    (void)os;
    if (!oracle->given->is_trusted)
        return false;
    return strcmp(name, "Flatcar") == 0 || oracle->minors[minor] < 1025;
}

static bool trusted_launch_on_arm64(const struct oracle *oracle, int minor, const char *name,
                                    const char *os)
{
    (void)minor;
    (void)os;
    return oracle->given->is_trusted && oracle->given->is_arm64 &&
           strcmp(name, "AzureContainerLinux") != 0;
}

/* What Azure excludes with the OS SKU, a bit each. */
static unsigned exclusions(const struct oracle *oracle, int minor, int sku)
{
    static const struct exclusion all[] = {
        {fips_without_image},       {fips_on_arm64},  {fips_on_arm64_too_early},
        {fips_with_trusted_launch}, {kata_elsewhere}, {kata_too_early},
        {lacks_trusted_launch},     {lacks_fips},     {trusted_launch_elsewhere},
        {trusted_launch_on_arm64},
    };
    struct ak_pool_os os = os_at(oracle, minor, sku);
    unsigned found = 0;

    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i].holds(oracle, minor, oracle->skus[sku]->name,
                         os.release != NULL ? os.release->id : ""))
            found |= 1u << i;
    }
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

static bool is_needed(const struct oracle *oracle, const struct ak_preview_feature *feature,
                      const char *sku)
{
    const struct oracle_pool *given = oracle->given;
    bool is_for = false;

    for (size_t i = 0; i < feature->os_skus.count; i++)
        is_for |= strcmp(feature->os_skus.items[i], sku) == 0;
    if (!is_for || feature->is_optional ||
        (feature->is_confidential != AK_UNKNOWN &&
         (feature->is_confidential == AK_YES) != given->is_cvm))
        return false;
    return (!ak_date_is_set(feature->from) || ak_date_compare(feature->from, given->today) <= 0) &&
           ak_date_compare(feature->until, given->today) > 0;
}

/* A preview that is still needed, or an OS that gets no new pools. */
static bool is_closed(const struct oracle *oracle, int minor, int sku)
{
    const struct ak_os_release *release = os_at(oracle, minor, sku).release;

    for (size_t i = 0; i < oracle->facts->feature_count; i++) {
        if (is_needed(oracle, &oracle->facts->features[i], oracle->skus[sku]->name))
            return true;
    }
    return release != NULL && ak_date_compare(release->no_new_pools, oracle->given->today) <= 0;
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

static bool can_go_alone(const struct oracle *oracle, struct oracle_state from, int to)
{
    ak_minor plane = oracle->minors[to];

    return !oracle->given->is_by_channel && plane - oracle->minors[from.pool] <= skew(plane);
}

static bool leads_by_sku(const struct oracle *oracle, struct oracle_state a, struct oracle_state b)
{
    return a.control_plane == b.control_plane && a.pool == b.pool &&
           !is_fixed(oracle->skus[a.sku]) && !is_fixed(oracle->skus[b.sku]) &&
           oracle_is_fit(oracle, b.pool, b.sku) && !is_closed(oracle, b.pool, b.sku);
}

static bool leads_as_a_whole(const struct oracle *oracle, struct oracle_state a,
                             struct oracle_state b)
{
    return a.pool == a.control_plane && b.pool == b.control_plane &&
           !can_go_alone(oracle, a, b.control_plane) &&
           is_next_of_control_plane(oracle, a.control_plane, b.control_plane) &&
           oracle_is_fit(oracle, b.pool, b.sku);
}

bool oracle_leads(const struct oracle *oracle, struct oracle_state a, struct oracle_state b)
{
    bool moves_plane = a.control_plane != b.control_plane;
    bool moves_pool = a.pool != b.pool;

    if (a.sku != b.sku)
        return leads_by_sku(oracle, a, b);
    if (moves_plane && moves_pool)
        return leads_as_a_whole(oracle, a, b);
    if (moves_plane)
        return can_go_alone(oracle, a, b.control_plane) &&
               is_next_of_control_plane(oracle, a.control_plane, b.control_plane);
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

/* ---- the control plane alone ---- */

bool oracle_leads_plane(const struct oracle *oracle, int from, int to)
{
    return is_next_of_control_plane(oracle, from, to);
}

int oracle_skew(ak_minor control_plane)
{
    return skew(control_plane);
}

static enum oracle_grade grade_plane(const struct oracle *oracle, int minor)
{
    struct ak_date none = {0};
    struct ak_date end = end_of_minor(oracle, minor);
    struct ak_date before = end_of_minor(oracle, oracle->start.control_plane);

    if (minor == oracle->start.control_plane ||
        (!is_past(before, oracle->given->today) && !is_later(end, before)))
        return ORACLE_BAD;
    return grade_of_dates(end, none, oracle->given->today);
}

static int plane_distance(const struct oracle *oracle, int at, enum oracle_grade grade)
{
    int least = -1;

    if (grade_plane(oracle, at) >= grade)
        return 0;
    for (int to = at + 1; to < oracle->minor_count; to++) {
        int rest = oracle_leads_plane(oracle, at, to) ? plane_distance(oracle, to, grade) : -1;

        if (rest >= 0 && (least < 0 || rest + 1 < least))
            least = rest + 1;
    }
    return least;
}

int oracle_plane_distance(const struct oracle *oracle)
{
    int distance = plane_distance(oracle, oracle->start.control_plane, ORACLE_GOOD);

    return distance >= 0 ? distance
                         : plane_distance(oracle, oracle->start.control_plane, ORACLE_SOON);
}

/* ---- VM sizes ---- */

const char *oracle_size_name(const struct oracle_size *size, char out[40])
{
    (void)snprintf(out, 40, "Standard_%s%d%s_v%d", size->head, size->vcpus, size->features,
                   size->generation);
    return out;
}

/* The article names Confidential VMs of the fifth generation on AMD, and all on Intel. */
static int is_named(const struct oracle_size *size)
{
    return size->kind != ORACLE_SNP || size->generation == 5;
}

static bool can_stand_in(const struct oracle_size *size, const struct oracle_size *old)
{
    return size->kind == old->kind && (size->gpus > 0) == (old->gpus > 0) &&
           size->vcpus >= old->vcpus && size->gib >= old->gib && size->gpus >= old->gpus &&
           !size->retires && !size->is_restricted;
}

/* How far the size is from the old one by each measure, the first counts most. */
enum { MEASURES = 9 };

static void measure(const struct oracle_size *size, const struct oracle_size *old,
                    int out[MEASURES])
{
    const int all[MEASURES] = {!is_named(size),
                               old->has_network && !size->has_network,
                               size->vcpus,
                               size->gpus,
                               size->gib,
                               strcmp(size->head, old->head) != 0,
                               (size->disk_gb > 0) != (old->disk_gb > 0),
                               strcmp(size->features, old->features) != 0,
                               -size->generation};

    memcpy(out, all, sizeof all);
}

/* Leaves only those that are best by measure m. */
static void keep_best(const struct oracle_size sizes[ORACLE_SIZES], int old, int m,
                      bool is_left[ORACLE_SIZES])
{
    int found[ORACLE_SIZES];
    int best = INT_MAX;

    for (int i = 0; i < ORACLE_SIZES; i++) {
        int measures[MEASURES];

        measure(&sizes[i], &sizes[old], measures);
        found[i] = measures[m];
        if (is_left[i] && found[i] < best)
            best = found[i];
    }
    for (int i = 0; i < ORACLE_SIZES; i++)
        is_left[i] = is_left[i] && found[i] == best;
}

int oracle_next_size(const struct oracle_size sizes[ORACLE_SIZES], int old)
{
    bool is_left[ORACLE_SIZES];
    int first = -1;

    for (int i = 0; i < ORACLE_SIZES; i++)
        is_left[i] = i != old && can_stand_in(&sizes[i], &sizes[old]);
    for (int m = 0; m < MEASURES; m++)
        keep_best(sizes, old, m, is_left);
    for (int i = 0; i < ORACLE_SIZES; i++) {
        char name[40], before[40];

        if (is_left[i] && (first < 0 || strcmp(oracle_size_name(&sizes[i], name),
                                               oracle_size_name(&sizes[first], before)) < 0))
            first = i;
    }
    return first;
}
