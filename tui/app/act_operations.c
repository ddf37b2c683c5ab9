/* act_operations.c: the changes of this and of earlier sessions: list, show, wait. Listing needs no
 * network: the journal knows. */
#include "config.h"

#include "act_int.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "cli_int.h"
#include "complain_int.h"

struct looking {
    struct ak__errand errand; /* first: steps get it; of wait */
    struct ak_loop *loop;     /* of list and show */
    const char *id;           /* of wait; NULL: all */
    struct ak_err err;
};

/* Ids are long: a beginning that means one of them is enough. */
static bool is_asked_for(const char *asked, const struct ak_operation *operation)
{
    return asked == NULL || ak_text_has_prefix(operation->id, asked, false);
}

/* ---- printing ---- */

static int check_single(const struct ak_options *options, size_t count, struct ak_err *err)
{
    if (options->command != AK_COMMAND_OPERATIONS_SHOW || count == 1)
        return 0;
    if (count == 0)
        return ak_err_set(err, AK_ERR_NOT_FOUND, "the journal has no operation \"%s\"",
                          options->name);
    return ak_err_set(err, AK_ERR_AMBIGUOUS, "%zu operations begin with \"%s\"", count,
                      options->name);
}

static int keep_matching(const struct ak_options *options, const void *row, bool *matches,
                         struct ak_err *err)
{
    *matches = true;
    for (size_t i = 0; i < options->filters.len && *matches; i++) {
        if (ak_report_match(AK_REPORT_OPERATIONS, row,
                            *(const char **)ak_vec_at(&options->filters, i), matches, err))
            return (int)err->kind;
    }
    return 0;
}

static int collect(const struct ak_options *options, const struct ak_operations *operations,
                   struct ak_report_operation *rows, struct ak_vec *chosen, struct ak_err *err)
{
    for (size_t i = 0; i < operations->count; i++) {
        bool matches;

        rows[i].operation = &operations->items[i];
        if (keep_matching(options, &rows[i], &matches, err))
            return (int)err->kind;
        if (matches && is_asked_for(options->name, &operations->items[i]))
            *(const void **)ak_vec_push(chosen) = &rows[i];
    }
    return check_single(options, chosen->len, err);
}

static int print(const struct ak_options *options, const struct ak_conf *conf,
                 const struct ak_payload *payload, int64_t now, struct ak_err *err)
{
    const struct ak_operations *operations = &payload->as.operations;
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_report_operation *rows = ak_arena_alloc(arena, operations->count, sizeof *rows);
    struct ak_vec chosen = ak_vec_init(sizeof(const void *));
    int problem = 0;
    int failed;

    for (size_t i = 0; i < operations->count; i++)
        rows[i].now = now;
    failed = collect(options, operations, rows, &chosen, err);
    if (!failed) {
        struct ak_report_rows report = {
            .kind = AK_REPORT_OPERATIONS, .rows = chosen.items, .count = chosen.len};
        problem = ak__cli_print(&report, options, conf);
    }
    ak_vec_release(&chosen);
    ak_arena_free(arena);
    if (problem != 0 && problem != EPIPE)
        failed =
            ak_err_set(err, AK_ERR_FILE, "standard output can't be written: %s", strerror(problem));
    return failed;
}

/* ---- list and show ---- */

static void on_ready(const struct ak_err *err, void *context)
{
    struct looking *looking = context;

    if (err != NULL)
        looking->err = *err;
    ak_loop_stop(looking->loop);
}

static int list(const struct ak_options *options, const struct ak_conf *conf, struct ak_err *err)
{
    struct looking looking = {.loop = ak_loop_new(), .err = ak_err_none()};
    struct ak_clock clock;
    struct ak_journal_options journal_options = {
        .loop = looking.loop,
        .clock = &clock,
        .scope = ak_conf_text(conf, AK_SETTING_ID_ARM_ENDPOINT)};
    int failed = ak__core_clock(&clock, err);

    if (!failed) {
        struct ak_journal *journal = ak_journal_new(&journal_options, NULL, on_ready, &looking);

        ak_loop_run(looking.loop);
        struct ak_payload *payload = ak_journal_payload(journal);
        if (looking.err.kind != AK_ERR_NONE)
            *err = looking.err;
        else
            (void)print(options, conf, payload, ak_clock_now(&clock), err);
        ak_payload_unref(payload);
        ak_journal_close(journal);
    }
    ak_loop_free(looking.loop);
    return (int)err->kind;
}

/* ---- wait ---- */

static const struct ak_payload *operations_of(const struct looking *looking)
{
    return ak_snap_payload(ak_store_snap(looking->errand.core.store), AK_TOPIC_OPERATIONS, "");
}

static void on_event(const struct ak_dispatch_event *event, void *context)
{
    (void)event;
    ak__errand_wake(context);
}

static void on_step(struct ak__errand *errand)
{
    struct looking *looking = (struct looking *)errand;
    struct ak__core_dispatch what = {.follows = true,
                                     .in_memory = errand->options->is_demo,
                                     .on_event = on_event,
                                     .context = errand};
    const struct ak_payload *payload;

    if (errand->core.dispatch == NULL)
        ak__core_open_dispatch(&errand->core, &what);
    payload = operations_of(looking);
    if (payload == NULL) {
        /* Without a journal there is nothing to wait for. */
        if (ak__dispatch_is_ready(errand->core.dispatch) &&
            ak__dispatch_error(errand->core.dispatch)->kind != AK_ERR_NONE)
            ak_loop_stop(errand->core.loop);
        return;
    }
    for (size_t i = 0; i < payload->as.operations.count; i++) {
        const struct ak_operation *operation = &payload->as.operations.items[i];

        if (is_asked_for(looking->id, operation) && !ak_operation_is_over(operation->state))
            return;
    }
    ak_loop_stop(errand->core.loop);
}

static int count_of(const struct looking *looking, bool only_failed)
{
    const struct ak_payload *payload = operations_of(looking);
    int count = 0;

    for (size_t i = 0; payload != NULL && i < payload->as.operations.count; i++) {
        const struct ak_operation *operation = &payload->as.operations.items[i];

        count += is_asked_for(looking->id, operation) &&
                 (!only_failed || operation->state != AK_OPERATION_DONE);
    }
    return count;
}

/* One that was waited for and failed is Azure's refusal, as if it had been sent from here. */
static int finish_wait(const struct looking *looking, struct ak_err *err)
{
    const struct ak_core *core = &looking->errand.core;

    if (operations_of(looking) == NULL && core->dispatch != NULL) {
        *err = *ak__dispatch_error(core->dispatch);
        return (int)err->kind;
    }
    if (looking->id == NULL)
        return 0;
    if (count_of(looking, false) == 0)
        return ak_err_set(err, AK_ERR_NOT_FOUND, "the journal has no operation \"%s\"",
                          looking->id);
    (void)print(looking->errand.options, core->conf, operations_of(looking),
                ak_clock_now(&core->clock), err);
    return count_of(looking, true) > 0 ? AK_ERR_REFUSED : 0;
}

static int wait_for(const struct ak_options *options, const struct ak_conf *conf,
                    struct ak_err *err)
{
    struct looking looking = {
        .errand = {.options = options, .on_step = on_step, .err = ak_err_none()},
        .id = options->name};
    int kind;

    ak__errand_run(&looking.errand, conf);
    *err = looking.errand.err;
    kind = err->kind != AK_ERR_NONE ? (int)err->kind : finish_wait(&looking, err);
    ak__errand_close(&looking.errand);
    return kind;
}

int ak__act_operations(const struct ak_options *options, const struct ak_conf *conf)
{
    struct ak_err err = ak_err_none();
    int kind = options->command == AK_COMMAND_OPERATIONS_WAIT ? wait_for(options, conf, &err)
                                                              : list(options, conf, &err);

    if (err.kind != AK_ERR_NONE)
        ak__complain(&err);
    return kind != 0 ? ak_err_kind_exit_code((enum ak_err_kind)kind) : 0;
}
