/* retirement_rows.c: the rows of the time line, grouped by retirement, by cluster or by team. */
#include "config.h"

#include "retirements_int.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/rules/what_if.h"

enum { DAYS_MOST = 256 };

static const char no_team[] = "without a team";

const char *ak__ends_by_name(enum ak__ends_by by)
{
    static const char *const names[AK__BY_COUNT] = {"retirement", "cluster", "team"};

    return names[by];
}

/* ---- groups ---- */

struct groups {
    const struct ak_fleet_group *items;
    size_t count;
};

static struct groups groups_of(const struct ak__retirements *retirements,
                               const struct ak_fleet *fleet)
{
    switch (retirements->by) {
    case AK__BY_CLUSTER:
        return (struct groups){fleet->by_cluster, fleet->by_cluster_count};
    case AK__BY_TEAM:
        return (struct groups){fleet->by_team, fleet->by_team_count};
    case AK__BY_RETIREMENT:
    case AK__BY_COUNT:
        break;
    }
    return (struct groups){NULL, 0};
}

static const char *id_of(const struct ak_fleet_group *group)
{
    if (group->cluster != NULL)
        return group->cluster->cluster->id;
    return group->name != NULL ? group->name : "";
}

static bool find_group(const struct groups *groups, const char *id, size_t *at)
{
    for (size_t i = 0; i < groups->count; i++) {
        if (ak_text_caseeq(id_of(&groups->items[i]), id)) {
            *at = i;
            return true;
        }
    }
    return false;
}

static size_t unfolded_count(const struct ak__retirements *retirements, const struct groups *groups)
{
    return retirements->is_unfolded && retirements->unfolded_at < groups->count
               ? groups->items[retirements->unfolded_at].end_count
               : 0;
}

/* ---- rows ---- */

size_t ak__ends_count(const struct ak__retirements *retirements, const struct ak_fleet *fleet)
{
    struct groups groups = groups_of(retirements, fleet);

    if (retirements->by == AK__BY_RETIREMENT)
        return fleet->deadline_count;
    return groups.count + unfolded_count(retirements, &groups);
}

static struct ak__end_row deadline_row(const struct ak_fleet_deadline *deadline)
{
    return (struct ak__end_row){.deadline = deadline,
                                .worst = &deadline->retirement,
                                .name = deadline->retirement.what,
                                .pool_count = deadline->pool_count,
                                .cluster_count = deadline->cluster_count,
                                .node_count = deadline->node_count};
}

static struct ak__end_row group_row(const struct ak_fleet_group *group)
{
    return (struct ak__end_row){.group = group,
                                .worst = group->ends[0].end,
                                .name = group->name != NULL ? group->name : no_team,
                                .pool_count = group->pool_count,
                                .cluster_count = group->cluster_count,
                                .node_count = group->node_count};
}

static struct ak__end_row end_row(const struct ak_fleet_group *group,
                                  const struct ak_fleet_end *end)
{
    return (struct ak__end_row){.group = group,
                                .end = end,
                                .worst = end->end,
                                .name = end->end->what,
                                .pool_count = end->pool_count,
                                .cluster_count = end->cluster_count,
                                .node_count = end->node_count};
}

struct ak__end_row ak__ends_row(const struct ak__retirements *retirements,
                                const struct ak_fleet *fleet, size_t at)
{
    struct groups groups = groups_of(retirements, fleet);
    size_t below = unfolded_count(retirements, &groups);
    size_t first = retirements->unfolded_at + 1; /* of those below */

    if (retirements->by == AK__BY_RETIREMENT)
        return deadline_row(&fleet->deadlines[at]);
    if (below == 0 || at < first)
        return group_row(&groups.items[at]);
    if (at < first + below)
        return end_row(&groups.items[retirements->unfolded_at],
                       &groups.items[retirements->unfolded_at].ends[at - first]);
    return group_row(&groups.items[at - below]);
}

/* ---- selection ---- */

/* Row `at` becomes the selected one. */
static void take(struct ak__retirements *retirements, const struct ak_fleet *fleet, size_t at)
{
    struct ak__end_row row;
    bool is_group;

    retirements->selected = at;
    if (at >= ak__ends_count(retirements, fleet))
        return;
    row = ak__ends_row(retirements, fleet, at);
    is_group = row.group != NULL && row.end == NULL;
    ak_text_copy(retirements->selected_group, sizeof retirements->selected_group,
                 row.group != NULL ? id_of(row.group) : "");
    ak_text_copy(retirements->selected_end, sizeof retirements->selected_end,
                 is_group ? "" : row.worst->id);
}

void ak__ends_select(struct ak__retirements *retirements, const struct ak_fleet *fleet, int64_t at)
{
    int64_t last = (int64_t)ak__ends_count(retirements, fleet) - 1;

    if (at > last)
        at = last;
    if (at < 0)
        at = 0;
    retirements->day = (struct ak_date){0};
    retirements->is_chosen = true;
    take(retirements, fleet, (size_t)at);
}

/* Where the end that was selected is, among those that lie together from `first` on. */
static bool find_end(const struct ak__retirements *retirements, const struct ak_fleet *fleet,
                     size_t first, size_t count, size_t *at)
{
    for (size_t i = first; i < first + count; i++) {
        if (ak_text_caseeq(ak__ends_row(retirements, fleet, i).worst->id,
                           retirements->selected_end)) {
            *at = i;
            return true;
        }
    }
    return false;
}

static bool find_selected(const struct ak__retirements *retirements, const struct ak_fleet *fleet,
                          size_t *at)
{
    struct groups groups = groups_of(retirements, fleet);
    size_t below = unfolded_count(retirements, &groups);
    size_t group;

    if (retirements->by == AK__BY_RETIREMENT)
        return find_end(retirements, fleet, 0, fleet->deadline_count, at);
    if (!find_group(&groups, retirements->selected_group, &group))
        return false;
    *at = below > 0 && group > retirements->unfolded_at ? group + below : group;
    if (retirements->selected_end[0] != '\0' && below > 0 && group == retirements->unfolded_at)
        (void)find_end(retirements, fleet, group + 1, below, at); /* else its group */
    return true;
}

void ak__ends_find_again(struct ak__retirements *retirements, const struct ak_fleet *fleet)
{
    struct groups groups = groups_of(retirements, fleet);
    size_t count;
    size_t at;

    if (retirements->is_unfolded &&
        !find_group(&groups, retirements->unfolded, &retirements->unfolded_at))
        retirements->is_unfolded = false;
    if (!retirements->is_chosen) {
        take(retirements, fleet, 0);
        return;
    }
    if (find_selected(retirements, fleet, &at)) {
        retirements->selected = at;
        return;
    }
    count = ak__ends_count(retirements, fleet);
    at = retirements->selected < count ? retirements->selected : count > 0 ? count - 1 : 0;
    take(retirements, fleet, at);
}

void ak__ends_group(struct ak__retirements *retirements, const struct ak_fleet *fleet,
                    enum ak__ends_by by)
{
    retirements->by = by;
    retirements->is_unfolded = false;
    retirements->top = 0;
    ak__ends_select(retirements, fleet, 0);
    retirements->is_chosen = false;
}

/* One group is unfolded at a time; folding leads back to it. */
void ak__ends_fold(struct ak__retirements *retirements, const struct ak_fleet *fleet)
{
    struct groups groups = groups_of(retirements, fleet);
    bool was_unfolded = retirements->is_unfolded &&
                        ak_text_caseeq(retirements->unfolded, retirements->selected_group);

    retirements->is_unfolded = !was_unfolded;
    retirements->is_chosen = true;
    retirements->selected_end[0] = '\0';
    ak_text_copy(retirements->unfolded, sizeof retirements->unfolded, retirements->selected_group);
    if (!find_group(&groups, retirements->unfolded, &retirements->unfolded_at))
        retirements->is_unfolded = false;
    ak__ends_find_again(retirements, fleet);
}

/* ---- filters ---- */

/* "column:/^text$/", which only the whole text matches; false where it does not fit. */
static bool add_exact(struct ak_buf *buf, const char *column, const char *text)
{
    bool fits = ak_buf_printf(buf, "%s:/^", column);

    for (const char *c = text; *c != '\0' && fits; c++) {
        if (*c == '/') /* it would end the expression */
            fits = ak_buf_printf(buf, ".");
        else
            fits =
                ak_buf_printf(buf, "%s%c", strchr("\\^$.[]|()*+?{}", *c) != NULL ? "\\" : "", *c);
    }
    return fits && ak_buf_printf(buf, "$/ ");
}

static bool is_kubernetes(const struct ak_retirement *end)
{
    static const char prefix[] = "kubernetes-";

    return strncmp(end->id, prefix, strlen(prefix)) == 0;
}

/* The column K8S has long-term support as an L behind the version. */
static bool add_kubernetes(struct ak_buf *buf, const char *what)
{
    static const char lts[] = " LTS";
    const char *version = strchr(what, ' ');
    size_t len;

    if (version == NULL)
        return false;
    len = strcspn(version + 1, " ");
    return ak_buf_printf(buf, "k8s:/^%.*s(\\.[0-9]+)*%s$/", (int)len, version + 1,
                         strcmp(version + 1 + len, lts) == 0 ? " L" : "");
}

static bool add_end(struct ak_buf *buf, const struct ak__end_row *row)
{
    const char *what = row->worst->what;

    if (is_kubernetes(row->worst))
        return add_kubernetes(buf, what);
    if (row->deadline != NULL && !row->deadline->is_other)
        return ak_buf_printf(buf, "os:\"%s\"", what);
    return ak_buf_printf(buf, "ends:\"%.*s\"", (int)strcspn(what, "\""), what);
}

static bool add_group(struct ak_buf *buf, const struct ak_fleet_group *group)
{
    return add_exact(buf, group->cluster != NULL ? "cluster" : "team",
                     group->name != NULL ? group->name : "");
}

const char *ak__ends_filter(const struct ak__end_row *row, char out[AK_ID_SIZE])
{
    struct ak_buf buf = ak_buf_init(AK_ID_SIZE - 1);
    bool fits = row->group == NULL || add_group(&buf, row->group);

    if (fits && (row->group == NULL || row->end != NULL))
        fits = add_end(&buf, row);
    ak_text_copy(out, AK_ID_SIZE, fits ? ak_buf_text(&buf) : "");
    ak_buf_release(&buf);
    return out;
}

/* ---- days ---- */

struct ak_date ak__ends_day(const struct ak__retirements *retirements, const struct ak_fleet *fleet)
{
    const struct ak_retirement *worst;

    if (ak_date_is_set(retirements->day) && ak_date_compare(retirements->day, fleet->today) > 0)
        return retirements->day;
    if (ak_date_is_set(retirements->day) ||
        retirements->selected >= ak__ends_count(retirements, fleet))
        return fleet->today;
    worst = ak__ends_row(retirements, fleet, retirements->selected).worst;
    if (ak_date_is_set(worst->end_of_support) &&
        ak_date_compare(worst->end_of_support, fleet->today) > 0)
        return worst->end_of_support;
    if (ak_date_is_set(worst->images_removed) &&
        ak_date_compare(worst->images_removed, fleet->today) > 0)
        return worst->images_removed;
    return fleet->today;
}

void ak__ends_turn(struct ak__retirements *retirements, const struct ak_fleet *fleet, bool is_ahead)
{
    struct ak_date days[DAYS_MOST];
    size_t count = ak_fleet_turning_days(fleet, fleet->today, days, DAYS_MOST);
    struct ak_date now = ak__ends_day(retirements, fleet);
    struct ak_date to = is_ahead ? now : fleet->today;

    for (size_t i = 0; i < count; i++) {
        int order = ak_date_compare(days[i], now);

        if (is_ahead && order > 0) {
            to = days[i];
            break;
        }
        if (!is_ahead && order < 0)
            to = days[i];
    }
    retirements->day = to;
}
