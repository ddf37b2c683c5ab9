/* desk_change.c: the way into changes: whether one can be asked for here, about what, and which
 * view asks; and the one way out, for plans that a person confirmed. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/actions/plan.h"
#include "akscope/base/text.h"
#include "akscope/model/id.h"
#include "akscope/rules/fleet.h"
#include "akscope/rules/rights.h"
#include "desk_int.h"

enum takes { TAKES_POOL = 1 << 0, TAKES_CLUSTER = 1 << 1, TAKES_MANY = 1 << 2 };

/* Of more resources than these it is left to the dialog whether Azure would refuse each. */
enum { JUDGED_MOST = 100 };

/* What an action asks for. */
struct change {
    enum ak_action action;
    enum ak_view view;
    const char *argument;   /* of opening it on pools: a kind of intents.def */
    const char *on_cluster; /* on a cluster */
    unsigned takes;         /* many clusters stand for all their pools */
    bool (*fits)(const struct ak_fleet_pool *pool); /* NULL: every one */
    const char *otherwise;                          /* what is said when none fits */
};

static bool is_stopped(const struct ak_fleet_pool *pool)
{
    return pool->is_stopped;
}

static bool is_running(const struct ak_fleet_pool *pool)
{
    return !pool->is_stopped;
}

static bool is_changing(const struct ak_fleet_pool *pool)
{
    return pool->is_changing;
}

static bool is_failed(const struct ak_fleet_pool *pool)
{
    return pool->is_failed;
}

static const struct change changes[] = {
    {AK_ACTION_ADD, AK_VIEW_WIZARD, "", "", TAKES_POOL | TAKES_CLUSTER, NULL, NULL},
    {AK_ACTION_CLONE, AK_VIEW_WIZARD, "clone", NULL, TAKES_POOL, NULL, NULL},
    {AK_ACTION_DELETE, AK_VIEW_CHANGE, "pool-delete", NULL, TAKES_POOL | TAKES_MANY, NULL, NULL},
    {AK_ACTION_SCALE, AK_VIEW_CHANGE, "pool-scale", NULL, TAKES_POOL, NULL, NULL},
    {AK_ACTION_EDIT, AK_VIEW_CHANGE, "pool-update", NULL, TAKES_POOL, NULL, NULL},
    {AK_ACTION_UPGRADE, AK_VIEW_CHANGE, "pool-upgrade", "cluster-upgrade",
     TAKES_POOL | TAKES_CLUSTER | TAKES_MANY, NULL, NULL},
    {AK_ACTION_START, AK_VIEW_CHANGE, "pool-start", NULL, TAKES_POOL | TAKES_MANY, is_stopped,
     "only a stopped node pool can be started"},
    {AK_ACTION_STOP, AK_VIEW_CHANGE, "pool-stop", NULL, TAKES_POOL | TAKES_MANY, is_running,
     "it is stopped already"},
    {AK_ACTION_ABORT, AK_VIEW_CHANGE, "pool-abort", NULL, TAKES_POOL, is_changing,
     "no operation is under way there"},
    {AK_ACTION_RECONCILE, AK_VIEW_CHANGE, "pool-reconcile", NULL, TAKES_POOL, is_failed,
     "reconciling is for a node pool that failed"},
    {AK_ACTION_VERIFY, AK_VIEW_VERIFY, "", NULL, TAKES_POOL, NULL, NULL},
    {AK_ACTION_WAY, AK_VIEW_WAY, "", NULL, TAKES_POOL, NULL, NULL},
};

static bool mutates(enum ak_action action)
{
    return (ak_action_get(action)->flags & AK_ACTION_MUTATES) != 0;
}

static const struct change *find_change(enum ak_action action)
{
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        if (changes[i].action == action)
            return &changes[i];
    }
    return NULL;
}

/* ---- what it would be about ---- */

static const char *id_at(const struct ak_vec *ids, size_t i)
{
    return *(const char **)ak_vec_at(ids, i);
}

/* Many clusters stand for all their pools. */
static void expand(const struct ak_fleet *fleet, struct ak_vec *ids)
{
    struct ak_vec pools = ak_vec_init(sizeof(const char *));

    for (size_t i = 0; i < ids->len; i++) {
        const struct ak_fleet_cluster *cluster = ak_fleet_find_cluster(fleet, id_at(ids, i));

        for (size_t j = 0; cluster != NULL && j < cluster->pool_count; j++)
            *(const char **)ak_vec_push(&pools) = cluster->pools[j].pool->id;
    }
    ak_vec_release(ids);
    *ids = pools;
}

/* Which resources the change would be about in that view; none when it makes no sense. */
static struct ak_vec collect(const struct ak_desk *desk, enum ak_view from,
                             const struct change *change)
{
    const struct ak_desk_view *view = &desk->views[from];
    struct ak_vec ids = ak_vec_init(sizeof(const char *));
    bool is_many, fits;

    if (view->info->class->targets != NULL)
        view->info->class->targets(view->state, &desk->input, &ids);
    if (ids.len == 0)
        return ids;
    is_many = ids.len > 1;
    if (ak_id_is_pool(id_at(&ids, 0)))
        fits = (change->takes & TAKES_POOL) && (!is_many || (change->takes & TAKES_MANY));
    else
        fits = is_many ? (change->takes & TAKES_MANY) != 0 : (change->takes & TAKES_CLUSTER) != 0;
    if (!fits)
        ak_vec_clear(&ids);
    else if (is_many && !ak_id_is_pool(id_at(&ids, 0)))
        expand(desk->input.fleet, &ids);
    return ids;
}

static bool any_fits(const struct ak_desk *desk, const struct change *change,
                     const struct ak_vec *ids)
{
    if (change->fits == NULL)
        return ids->len > 0;
    for (size_t i = 0; i < ids->len; i++) {
        const struct ak_fleet_pool *pool = ak_fleet_find_pool(desk->input.fleet, id_at(ids, i));

        if (pool != NULL && change->fits(pool))
            return true;
    }
    return false;
}

static bool is_forbidden(const struct ak_desk *desk, const struct ak_vec *ids, char *why)
{
    for (size_t i = 0; i < ids->len; i++) {
        if (ak_view_forbids(&desk->input, id_at(ids, i), why, AK_TOAST_SIZE)[0] != '\0')
            return true;
    }
    return false;
}

/* ---- rights ---- */

static enum ak_intent_kind kind_of(const struct change *change, const char *id)
{
    if (change->view == AK_VIEW_WIZARD)
        return AK_INTENT_POOL_ADD;
    return ak_intent_find(ak_id_is_pool(id) ? change->argument : change->on_cluster);
}

/* One dialog asks for a node image and for a version. */
static bool lacks(const struct ak_desk *desk, enum ak_intent_kind kind, const char *id,
                  struct ak_lack *lack)
{
    int64_t now = ak_clock_now(desk->input.clock);
    struct ak_lack other;

    return ak_rights_lack(desk->input.snap, kind, id, now, lack) &&
           (kind != AK_INTENT_POOL_UPGRADE ||
            ak_rights_lack(desk->input.snap, AK_INTENT_POOL_UPGRADE_IMAGE, id, now, &other));
}

/* True when Azure would refuse all of it: what it would refuse of many is left out by the dialog.
 */
static bool all_lack(const struct ak_desk *desk, const struct change *change,
                     const struct ak_vec *ids, struct ak_lack *lack)
{
    if (ids->len > JUDGED_MOST)
        return false;
    for (size_t i = ids->len; i > 0; i--) {
        if (!lacks(desk, kind_of(change, id_at(ids, i - 1)), id_at(ids, i - 1), lack))
            return false;
    }
    return ids->len > 0;
}

void ak__desk_note_rights(struct ak_desk *desk)
{
    memset(desk->input.missing_rights, 0, sizeof desk->input.missing_rights);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct ak_vec ids = collect(desk, ak__desk_pane_view(desk), &changes[i]);
        struct ak_lack lack;

        if (mutates(changes[i].action) && all_lack(desk, &changes[i], &ids, &lack))
            desk->input.missing_rights[changes[i].action] = lack.right->action;
        ak_vec_release(&ids);
    }
}

void ak__desk_demand_rights(const struct ak_desk *desk, struct ak_demands *demands)
{
    const struct ak_desk_view *view = &desk->views[ak__desk_pane_view(desk)];
    struct ak_vec ids = ak_vec_init(sizeof(const char *));
    char why[AK_TOAST_SIZE];
    const char *id;

    if (view->info->class->targets != NULL)
        view->info->class->targets(view->state, &desk->input, &ids);
    id = ids.len > 0 ? id_at(&ids, 0) : desk->cluster_id;
    if (id[0] != '\0' && ak_view_forbids(&desk->input, id, why, sizeof why)[0] == '\0')
        ak_rights_demand(AK_INTENT_POOL_ADD, id, demands); /* the cluster's serve all the others */
    ak_vec_release(&ids);
}

/* ---- what is offered ---- */

static enum ak_desk_offer judge(const struct ak_desk *desk, const struct change *change,
                                const struct ak_vec *ids, char *why)
{
    struct ak_lack lack;

    if (!mutates(change->action))
        return AK_DESK_OFFERED;
    if (is_forbidden(desk, ids, why))
        return AK_DESK_FORBIDDEN;
    if (!all_lack(desk, change, ids, &lack))
        return AK_DESK_OFFERED;
    ak_lack_say(&lack, why, AK_TOAST_SIZE);
    return AK_DESK_FORBIDDEN;
}

enum ak_desk_offer ak__desk_offers(const struct ak_desk *desk, enum ak_action action, char *why)
{
    const struct change *change = find_change(action);
    enum ak_desk_offer offer = AK_DESK_NOT_HERE;
    struct ak_vec ids;

    why[0] = '\0';
    if (change == NULL)
        return AK_DESK_NO_CHANGE;
    ids = collect(desk, ak__desk_top_view(desk), change);
    if (any_fits(desk, change, &ids))
        offer = judge(desk, change, &ids, why);
    else if (ids.len > 0)
        ak_text_copy(why, AK_TOAST_SIZE, change->otherwise);
    ak_vec_release(&ids);
    return offer;
}

/* ---- the way in ---- */

static void open_change(struct ak_desk *desk, const struct change *change)
{
    struct ak_vec ids = collect(desk, ak__desk_top_view(desk), change);
    struct ak_texts targets = {.items = ids.items, .count = ids.len};

    ak__desk_open(desk, change->view,
                  ak_id_is_pool(id_at(&ids, 0)) ? change->argument : change->on_cluster, &targets);
    ak_vec_release(&ids);
}

bool ak__desk_change(struct ak_desk *desk, enum ak_action action)
{
    char why[AK_TOAST_SIZE];

    switch (ak__desk_offers(desk, action, why)) {
    case AK_DESK_NO_CHANGE:
        return false;
    case AK_DESK_NOT_HERE:
        ak__desk_say(desk, AK_ROLE_BANNER,
                     why[0] != '\0' ? why : "select a node pool for that first");
        break;
    case AK_DESK_FORBIDDEN:
        ak__desk_say(desk, AK_ROLE_BANNER, why);
        break;
    case AK_DESK_OFFERED:
        open_change(desk, find_change(action));
        break;
    }
    return true;
}

/* Says why a change of the resource can't be asked for; false when it can. */
static bool says_no(struct ak_desk *desk, enum ak_intent_kind kind, const char *id)
{
    char why[AK_TOAST_SIZE];
    struct ak_lack lack;

    if (ak_view_forbids(&desk->input, id, why, sizeof why)[0] == '\0' &&
        lacks(desk, kind, id, &lack))
        ak_lack_say(&lack, why, sizeof why);
    if (why[0] != '\0')
        ak__desk_say(desk, AK_ROLE_BANNER, why);
    return why[0] != '\0';
}

void ak__desk_ask(struct ak_desk *desk, const char *kind, const char *id)
{
    if (!says_no(desk, ak_intent_find(kind), id))
        ak__desk_open(desk, AK_VIEW_CHANGE, kind, &(struct ak_texts){.items = &id, .count = 1});
}

/* A node image and a version are asked for by one dialog. */
static void open_filled(struct ak_desk *desk, enum ak_intent_kind kind,
                        const struct ak_texts *about)
{
    if (kind == AK_INTENT_POOL_ADD)
        ak__desk_open(desk, AK_VIEW_WIZARD, "clone", about);
    else if (kind == AK_INTENT_POOL_UPGRADE_IMAGE)
        ak__desk_open(desk, AK_VIEW_CHANGE, ak_intent_get(AK_INTENT_POOL_UPGRADE)->name, about);
    else
        ak__desk_open(desk, AK_VIEW_CHANGE, ak_intent_get(kind)->name, about);
}

void ak__desk_fill_in(struct ak_desk *desk, struct ak_intent *intent, const char *id)
{
    if (!says_no(desk, intent->kind, id)) {
        desk->input.intent = intent;
        open_filled(desk, intent->kind, &(struct ak_texts){.items = &id, .count = 1});
        desk->input.intent = NULL;
    }
    ak_intent_release(intent);
    free(intent);
}

/* ---- the way out ---- */

void ak__desk_send(struct ak_desk *desk, struct ak_vec *plans)
{
    char why[AK_TOAST_SIZE];

    for (size_t i = 0; i < plans->len; i++) {
        struct ak_plan *plan = *(struct ak_plan **)ak_vec_at(plans, i);

        if (ak_view_forbids(&desk->input, plan->target, why, sizeof why)[0] != '\0') {
            ak__desk_say(desk, AK_ROLE_BANNER, why);
            ak_plan_free(plan);
        } else {
            desk->host.send(desk->host.context, plan);
        }
    }
    ak_vec_release(plans);
}

/* ---- read-only ---- */

void ak__desk_set_read_only(struct ak_desk *desk, const char *argument)
{
    bool is_off = strcmp(argument, "off") == 0;

    if (is_off && desk->is_read_only_for_good) {
        ak__desk_say(desk, AK_ROLE_BANNER, "it was started read-only, and stays so");
        return;
    }
    desk->input.is_read_only = !is_off;
    ak__desk_say(desk, AK_ROLE_TEXT,
                 is_off ? "changes can be asked for again"
                        : "read-only from now on; `:ro off` takes it back");
}
