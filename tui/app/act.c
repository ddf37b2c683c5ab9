/* act.c: a change by command: the row that was named, its plan, a yes, and then its operation. */
#include "config.h"

#include "act_int.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "cli_int.h"
#include "complain_int.h"
#include "rows_int.h"

enum stage {
    STAGE_FIND,   /* the clusters, to find the one that is meant */
    STAGE_PLAN,   /* what the plan needs */
    STAGE_FOLLOW, /* until the operation ends */
    STAGE_REREAD, /* until what it changed was read again */
};

struct act {
    struct ak__errand errand; /* first: steps get it */
    enum stage stage;
    struct ak_intent intent; /* empty in STAGE_FIND */
    struct ak_plan *plan;
    char id[64]; /* of the operation */
    char title[256];
    char note[128];    /* said last */
    bool is_accepted;  /* and not waited for */
    struct ak_err err; /* why it failed */
    char text[1024];
    bool is_lost;
};

static const struct {
    enum ak_intent_kind kind;
    bool is_there;
} kinds[AK_COMMAND_COUNT] = {
    [AK_COMMAND_POOL_ADD] = {AK_INTENT_POOL_ADD, true},
    [AK_COMMAND_POOL_DELETE] = {AK_INTENT_POOL_DELETE, true},
    [AK_COMMAND_POOL_SCALE] = {AK_INTENT_POOL_SCALE, true},
    [AK_COMMAND_POOL_UPDATE] = {AK_INTENT_POOL_UPDATE, true},
    [AK_COMMAND_POOL_UPGRADE] = {AK_INTENT_POOL_UPGRADE, true},
    [AK_COMMAND_POOL_START] = {AK_INTENT_POOL_START, true},
    [AK_COMMAND_POOL_STOP] = {AK_INTENT_POOL_STOP, true},
    [AK_COMMAND_POOL_ABORT] = {AK_INTENT_POOL_ABORT, true},
    [AK_COMMAND_POOL_RECONCILE] = {AK_INTENT_POOL_RECONCILE, true},
    [AK_COMMAND_CLUSTER_UPGRADE] = {AK_INTENT_CLUSTER_UPGRADE, true},
    [AK_COMMAND_FEATURE_REGISTER] = {AK_INTENT_FEATURE_REGISTER, true},
};

bool ak__act_is_for(enum ak_command command)
{
    return kinds[command].is_there;
}

/* ---- what is meant ---- */

/* Upgrading takes the version out of the wish; what is left of it is of the pool. */
static void fill_intent(struct ak_intent *intent, const struct ak_options *options)
{
    const char *version = options->wish.values[AK_POOL_FIELD_VERSION];

    ak_pool_wish_copy(&intent->wish, &options->wish);
    intent->ignores_disruption_budgets = options->ignores_disruption_budgets;
    if (options->disables_autoscaler)
        ak_pool_wish_set(&intent->wish, AK_POOL_FIELD_AUTOSCALER, "no");
    if (intent->kind == AK_INTENT_POOL_UPGRADE && options->node_image_only)
        intent->kind = AK_INTENT_POOL_UPGRADE_IMAGE;
    if (intent->kind == AK_INTENT_POOL_UPGRADE || intent->kind == AK_INTENT_CLUSTER_UPGRADE)
        intent->version = ak_strdup_or_null(version);
}

/* NAME, or CLUSTER/NAME: the cluster's part goes where --cluster does. */
static const char *split_name(const char *name, struct ak_options *place, char cluster[256])
{
    const char *slash = strrchr(name, '/');

    if (slash == NULL)
        return name;
    snprintf(cluster, 256, "%.*s", (int)(slash - name), name);
    *(const char **)ak_vec_push(&place->clusters) = cluster;
    return slash + 1;
}

/* A pool that is to be added has no row yet: its cluster has. */
static int intend_to_add(struct act *act, struct ak_err *err)
{
    const struct ak_options *options = act->errand.options;
    struct ak_options place = *options;
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_vec rows = ak_vec_init(sizeof(const void *));
    char cluster[256];
    const char *name;
    int failed;

    place.clusters = ak_vec_init(sizeof(const char *));
    for (size_t i = 0; i < options->clusters.len; i++)
        *(const char **)ak_vec_push(&place.clusters) =
            *(const char **)ak_vec_at(&options->clusters, i);
    name = split_name(options->name, &place, cluster);
    place.name = place.clusters.len == 1 ? *(const char **)ak_vec_at(&place.clusters, 0) : NULL;
    if (place.name == NULL)
        failed = ak_err_set(err, AK_ERR_USAGE, "name the cluster of \"%s\" with --cluster", name);
    else
        failed = ak__rows_collect(&act->errand.core, &place, arena, &rows, err);
    if (!failed) {
        const struct ak_fleet_cluster *row = *(const void **)ak_vec_at(&rows, 0);

        act->intent = ak_intent_init(AK_INTENT_POOL_ADD, row->cluster->id, NULL);
        fill_intent(&act->intent, options);
        ak_pool_wish_set(&act->intent.wish, AK_POOL_FIELD_NAME, name);
    }
    ak_vec_release(&place.clusters);
    ak_vec_release(&rows);
    ak_arena_free(arena);
    return failed;
}

static int intend_for_feature(struct act *act, struct ak_err *err)
{
    struct ak_vec ids = ak_vec_init(sizeof(const char *));
    int failed = 0;

    ak__core_subscriptions(&act->errand.core, &ids);
    if (ids.len == 0)
        failed = ak_err_set(err, AK_ERR_NOT_FOUND, "there is no subscription that can be read");
    else if (ids.len > 1)
        failed = ak_err_set(err, AK_ERR_USAGE,
                            "features belong to a subscription: name one with --subscription");
    else
        act->intent =
            (struct ak_intent){.kind = AK_INTENT_FEATURE_REGISTER,
                               .subscription_id = ak_strdup(*(const char **)ak_vec_at(&ids, 0)),
                               .feature = ak_strdup(act->errand.options->name)};
    ak_vec_release(&ids);
    return failed;
}

/* The one row that is named. */
static int intend_for_row(struct act *act, struct ak_err *err)
{
    const struct ak_options *options = act->errand.options;
    bool is_pool = ak__command_kind(options->command) == AK_REPORT_POOLS;
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_vec rows = ak_vec_init(sizeof(const void *));
    int failed = ak__rows_collect(&act->errand.core, options, arena, &rows, err);

    if (!failed) {
        const struct ak_fleet_pool *pool = *(const void **)ak_vec_at(&rows, 0);
        const struct ak_fleet_cluster *cluster =
            is_pool ? pool->cluster : *(const void **)ak_vec_at(&rows, 0);

        act->intent = ak_intent_init(kinds[options->command].kind, cluster->cluster->id,
                                     is_pool ? pool->pool->name : NULL);
        fill_intent(&act->intent, options);
    }
    ak_vec_release(&rows);
    ak_arena_free(arena);
    return failed;
}

static int intend(struct act *act, struct ak_err *err)
{
    switch (act->errand.options->command) {
    case AK_COMMAND_POOL_ADD:
        return intend_to_add(act, err);
    case AK_COMMAND_FEATURE_REGISTER:
        return intend_for_feature(act, err);
    default:
        return intend_for_row(act, err);
    }
}

/* ---- steps ---- */

static void stop(struct act *act)
{
    ak_loop_stop(act->errand.core.loop);
}

static void make_plan(struct act *act)
{
    const struct ak_core *core = &act->errand.core;
    struct ak_plan_input input = {.snap = ak_store_snap(core->store),
                                  .facts = core->facts,
                                  .today = ak_clock_today(&core->clock),
                                  .now = ak_clock_now(&core->clock)};

    act->plan = ak_plan_make(&act->intent, &input);
    stop(act);
}

static void take_found(struct act *act)
{
    if (intend(act, &act->errand.err)) {
        stop(act);
        return;
    }
    act->stage = STAGE_PLAN;
    ak__errand_wake(&act->errand);
}

/* What the service says of the operation, once each, for who waits at a terminal. */
static void say_note(struct act *act)
{
    const struct ak_payload *payload =
        ak_snap_payload(ak_store_snap(act->errand.core.store), AK_TOPIC_OPERATIONS, "");
    const char *note = NULL;

    for (size_t i = 0; payload != NULL && i < payload->as.operations.count; i++) {
        if (strcmp(payload->as.operations.items[i].id, act->id) == 0)
            note = payload->as.operations.items[i].note;
    }
    if (note == NULL || strcmp(note, act->note) == 0 || !isatty(STDERR_FILENO))
        return;
    ak_text_copy(act->note, sizeof act->note, note);
    fprintf(stderr, "  %s\n", note);
}

static void on_step(struct ak__errand *errand)
{
    struct act *act = (struct act *)errand;
    struct ak_demands demands = ak_demands_init();

    if (act->stage == STAGE_FOLLOW)
        say_note(act);
    if (act->stage == STAGE_REREAD && ak__core_pending(&errand->core) == 0 &&
        ak__core_is_settled(&errand->core))
        stop(act);
    ak__core_fleet_demands(&errand->core, &demands);
    if (act->stage != STAGE_FIND)
        ak_plan_demand(&act->intent, ak_store_snap(errand->core.store), &demands);
    if (!ak__errand_has(errand, &demands))
        return;
    if (act->stage == STAGE_FIND)
        take_found(act);
    else if (act->stage == STAGE_PLAN && act->plan == NULL)
        make_plan(act);
}

/* ---- yes or no ---- */

/* One line of standard input, without its end. */
static bool read_answer(char *out, size_t size)
{
    if (fgets(out, (int)size, stdin) == NULL)
        return false;
    out[strcspn(out, "\r\n")] = '\0';
    return true;
}

static int ask(const struct act *act, struct ak_err *err)
{
    const char *word = act->plan->confirm;
    char answer[128];
    bool is_yes;

    ak__act_show_plan(stderr, act->plan, act->errand.core.arm, false);
    if (word != NULL)
        fprintf(stderr, "Type %s to go on: ", word);
    else
        fputs("Go on? [y/N] ", stderr);
    fflush(stderr);
    if (!read_answer(answer, sizeof answer))
        answer[0] = '\0';
    is_yes = word != NULL ? strcmp(answer, word) == 0
                          : ak_text_caseeq(answer, "y") || ak_text_caseeq(answer, "yes");
    return is_yes ? 0 : ak_err_set(err, AK_ERR_CANCELLED, "nothing was changed");
}

/* ---- the operation ---- */

static void on_event(const struct ak_dispatch_event *event, void *context)
{
    struct act *act = context;

    if (event->kind == AK_DISPATCH_NO_JOURNAL)
        return; /* what is sent then fails with the same reason */
    ak_text_copy(act->id, sizeof act->id, event->id);
    ak_text_copy(act->title, sizeof act->title, event->title);
    switch (event->kind) {
    case AK_DISPATCH_ACCEPTED:
        act->is_accepted = act->errand.options->no_wait;
        if (act->is_accepted)
            stop(act);
        return;
    case AK_DISPATCH_DONE:
        break;
    case AK_DISPATCH_FAILED:
        act->err = *event->err;
        ak_text_copy(act->text, sizeof act->text, event->text);
        break;
    case AK_DISPATCH_LOST:
        act->is_lost = true;
        ak_text_copy(act->text, sizeof act->text, event->text);
        break;
    case AK_DISPATCH_NO_JOURNAL:
        break;
    }
    act->stage = STAGE_REREAD;
    ak__errand_wake(&act->errand);
}

static void send(struct act *act)
{
    struct ak_core *core = &act->errand.core;

    struct ak__core_dispatch what = {
        .in_memory = act->errand.options->is_demo, .on_event = on_event, .context = act};

    ak__core_open_dispatch(core, &what);
    act->stage = STAGE_FOLLOW;
    ak__dispatch_send(core->dispatch, act->plan);
    act->plan = NULL;
    ak__errand_go_on(&act->errand);
}

/* ---- what is said at the end ---- */

static int print_row(struct act *act, int *problem, struct ak_err *err)
{
    /* The row by its id, as `show` prints it. */
    struct ak_options show = *act->errand.options;
    char id[1024];
    int failed;

    snprintf(id, sizeof id, "%s/agentPools/%s", act->intent.cluster_id,
             act->intent.pool_name != NULL
                 ? act->intent.pool_name
                 : ak_pool_wish_text(&act->intent.wish, AK_POOL_FIELD_NAME));
    show.command = AK_COMMAND_SHOW_POOL;
    show.name = id;
    show.clusters = ak_vec_init(sizeof(const char *));
    show.resource_group = NULL;
    show.location = NULL;
    failed = ak__cli_print_rows(&act->errand.core, &show, problem, err);
    ak_vec_release(&show.clusters);
    return failed;
}

/* With -o json the pool as it is now, as `az` prints it; a deleted one has nothing to print. */
static int print_result(struct act *act)
{
    struct ak_err err = ak_err_none();
    enum ak_intent_kind kind = act->intent.kind;
    int problem = 0;

    if (!act->errand.options->has_format || kind == AK_INTENT_POOL_DELETE ||
        kind == AK_INTENT_CLUSTER_UPGRADE || kind == AK_INTENT_FEATURE_REGISTER)
        return 0;
    if (print_row(act, &problem, &err)) {
        ak__complain(&err);
        return ak_err_kind_exit_code(AK_ERR_INCOMPLETE);
    }
    return problem != 0 && problem != EPIPE ? ak__complain_of_output(problem) : 0;
}

static int finish_sent(struct act *act)
{
    if (act->is_accepted) {
        fprintf(stderr,
                "akscope: Azure has taken it; `akscope operations wait %s` waits for its end\n",
                act->id);
        return 0;
    }
    if (act->err.kind != AK_ERR_NONE) {
        ak__complain(&act->err);
        if (act->text[0] != '\0')
            fprintf(stderr, "akscope: changed since it was read:\n%s\n", act->text);
        return ak_err_kind_exit_code(act->err.kind);
    }
    if (act->is_lost) {
        fprintf(stderr, "akscope: %s\n", act->text);
        return ak_err_kind_exit_code(AK_ERR_INCOMPLETE);
    }
    fprintf(stderr, "akscope: done: %s\n", act->title);
    return print_result(act);
}

/* Why the plan can't be sent; 0 when it can. */
static int refuse(const struct act *act)
{
    bool has_data;

    if (ak_violations_refuse(&act->plan->violations)) {
        ak__act_complain_of_plan(act->plan);
        return ak_err_kind_exit_code(act->plan->is_forbidden ? AK_ERR_FORBIDDEN : AK_ERR_USAGE);
    }
    if (ak_plan_is_ready(act->plan))
        return 0;
    fprintf(stderr, "akscope: it can't be planned without %s\n", act->plan->missing);
    ak__complain_of_slots(ak_store_snap(act->errand.core.store),
                          ak__command_topic(act->errand.options->command), &has_data);
    return ak_err_kind_exit_code(AK_ERR_INCOMPLETE);
}

static int finish_dry_run(const struct act *act)
{
    if (act->errand.options->format == AK_FORMAT_JSON)
        ak__act_print_plan(stdout, act->plan, act->errand.core.arm);
    else
        ak__act_show_plan(stdout, act->plan, act->errand.core.arm, true);
    return refuse(act);
}

/* Asked, or said by --yes; else the exit code. */
static int agree(const struct act *act)
{
    struct ak_err err = ak_err_none();

    if (act->errand.options->says_yes)
        return 0;
    if (!isatty(STDIN_FILENO)) {
        fputs("akscope: nobody can be asked here: add --yes to change it, or --dry-run to look\n",
              stderr);
        return ak_err_kind_exit_code(AK_ERR_USAGE);
    }
    if (ask(act, &err) == 0)
        return 0;
    ak__complain(&err);
    return ak_err_kind_exit_code(err.kind);
}

static int go_on(struct act *act)
{
    int code;

    if (act->errand.options->is_dry_run)
        return finish_dry_run(act);
    code = refuse(act);
    if (code == 0)
        code = agree(act);
    if (code != 0)
        return code;
    send(act);
    return finish_sent(act);
}

/* Nothing is even looked at in read-only mode. */
static bool is_allowed(const struct ak_options *options, const struct ak_conf *conf)
{
    if (!ak_conf_switch(conf, AK_SETTING_ID_READ_ONLY) || options->is_dry_run)
        return true;
    fprintf(stderr, "akscope: read-only is set (%s): nothing is changed\n",
            ak_conf_origin(conf, AK_SETTING_ID_READ_ONLY));
    return false;
}

static int find_and_plan(struct act *act, const struct ak_conf *conf)
{
    struct ak_err *err = &act->errand.err;

    if (!is_allowed(act->errand.options, conf))
        return ak_err_kind_exit_code(AK_ERR_CONFIG);
    ak__errand_run(&act->errand, conf);
    if (err->kind == AK_ERR_NONE)
        return 0;
    ak__complain(err);
    return ak_err_kind_exit_code(err->kind);
}

int ak__act_run(const struct ak_options *options, const struct ak_conf *conf)
{
    struct act act = {.errand = {.options = options, .on_step = on_step, .err = ak_err_none()},
                      .err = ak_err_none()};
    int code = find_and_plan(&act, conf);

    if (code == 0 && act.plan != NULL)
        code = go_on(&act);
    ak_plan_free(act.plan);
    ak_intent_release(&act.intent);
    ak__errand_close(&act.errand);
    return code;
}
