/* dash.c: the dashboard's life: the terminal and its signals, keys in, frames out. It paints at
 * most once a turn of the loop, 60 times a second, and not at all when nothing changed. A key does
 * not wait for its turn behind what has just arrived from elsewhere: keys have 60 frames a second
 * of their own. */
#include "config.h"

#include "dash_int.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "announce_int.h"
#include "complain_int.h"
#include "dash_state_int.h"
#include "dump_int.h"
#include "frame_int.h"
#include "skin_int.h"

enum { FRAME_MS = 16, TOAST_MS = 4000, TICK_MS = 1000, CACHE_SAVE_MS = 60000, SLEPT_MS = 10000 };

static const int signal_numbers[AK__DASH_SIGNALS] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP};

void ak__dash_touch(struct ak_dash *dash)
{
    dash->is_dirty = true;
    dash->needs_demands = true;
}

void ak__dash_leave(struct ak_dash *dash)
{
    dash->is_leaving = true;
    ak_loop_stop(dash->core.loop);
}

void ak__dash_say(struct ak_dash *dash, enum ak_role role, const char *text)
{
    ak__desk_say(&dash->desk, role, text);
    ak_timer_start(dash->toast_timer, TOAST_MS, 0);
    ak__dash_touch(dash);
}

/* ---- painting ---- */

/* A clock that AKSCOPE_NOW has fixed is meant to be another. */
static int64_t clock_ahead(const struct ak_dash *dash)
{
    bool is_fixed = dash->core.clock.fixed_seconds != 0;

    return is_fixed || dash->core.arm == NULL ? 0 : ak_arm_clock_ahead(dash->core.arm);
}

static void paint(struct ak_dash *dash)
{
    struct ak_chrome chrome = {.desk = &dash->desk,
                               .top = ak__desk_top(&dash->desk)->info->class,
                               .refresh_seconds =
                                   (int)ak_conf_number(dash->conf, AK_SETTING_ID_REFRESH),
                               .pending = ak__core_pending(&dash->core),
                               .clock_ahead_s = clock_ahead(dash)};
    struct ak_cursor cursor;

    ak__desk_sync(&dash->desk);
    cursor = ak__frame_draw(&dash->desk, &chrome, &dash->screen.surface);
    if (ak_term_flush(dash->screen.term, &dash->screen.surface, &dash->screen.theme, cursor.x,
                      cursor.y))
        dash->wants_fence = true;
    dash->frame++;
    dash->painted_at_ms = ak_clock_ms(&dash->core.clock);
    if (dash->answers_key)
        dash->answered_at_ms = dash->painted_at_ms;
    dash->answers_key = false;
    dash->is_dirty = false;
}

static void paint_when_due(struct ak_dash *dash)
{
    int64_t last_ms = dash->answers_key ? dash->answered_at_ms : dash->painted_at_ms;
    int64_t since = ak_clock_ms(&dash->core.clock) - last_ms;

    if (!dash->is_dirty)
        return;
    if (since >= FRAME_MS)
        paint(dash);
    else
        ak_timer_start(dash->frame_timer, (uint64_t)(FRAME_MS - since), 0);
}

/* What is in sight decides what is asked for; the layout of the last frame tells what is in sight.
 */
static void state_demands(struct ak_dash *dash)
{
    struct ak_demands demands = ak_demands_init();

    dash->needs_demands = false;
    if (dash->core.poller == NULL)
        return;
    ak__core_fleet_demands(&dash->core, &demands);
    ak__desk_demands(&dash->desk, &demands);
    ak__poller_set_demands(dash->core.poller, &demands);
    ak_demands_release(&demands);
    ak__core_drop_unchosen(&dash->core);
}

static void fence(struct ak_dash *dash)
{
    unsigned pending = ak__core_pending(&dash->core) + (dash->is_dirty || dash->needs_demands) +
                       (dash->core.poller == NULL);

    if (!dash->wants_fence && pending == dash->fenced_pending)
        return;
    dash->wants_fence = false;
    dash->fenced_pending = pending;
    ak_term_fence(dash->screen.term, dash->frame, pending);
}

/* A dump ends with the first picture that shows all that it asked for. */
static void end_dump(struct ak_dash *dash)
{
    bool has_all = dash->core.poller != NULL && !dash->is_dirty && !dash->needs_demands &&
                   ak__poller_is_idle(dash->core.poller) && ak__core_is_settled(&dash->core) &&
                   !ak__desk_is_ordering(&dash->desk);

    if (has_all && dash->options->dump_width > 0)
        ak__dash_leave(dash);
}

static void on_turn(void *context)
{
    struct ak_dash *dash = context;

    if (dash->is_leaving)
        return;
    paint_when_due(dash);
    if (dash->needs_demands && !dash->is_dirty)
        state_demands(dash);
    fence(dash);
    end_dump(dash);
}

static void on_frame_timer(void *context)
{
    /* Nothing to do here: the end of this turn paints. */
    (void)context;
}

static void on_toast_timer(void *context)
{
    struct ak_dash *dash = context;

    if (dash->desk.toast[0] == '\0')
        return;
    dash->desk.toast[0] = '\0';
    dash->is_dirty = true;
}

/* A machine that slept comes back to an old picture and to connections that lead nowhere. */
static void notice_sleep(struct ak_dash *dash)
{
    int64_t now_ms = ak_clock_boot_ms();
    bool has_slept = now_ms - dash->ticked_ms > SLEPT_MS;

    dash->ticked_ms = now_ms;
    if (!has_slept || dash->core.poller == NULL)
        return;
    ak_http_forget_connections(dash->core.http);
    ak__poller_refresh(dash->core.poller);
}

static void on_tick(void *context)
{
    struct ak_dash *dash = context;

    notice_sleep(dash);
    dash->is_dirty = true;
}

static void on_cache_timer(void *context)
{
    struct ak_dash *dash = context;

    ak_cache_save(dash->core.cache);
}

/* ---- events ---- */

static void on_change(void *context)
{
    struct ak_dash *dash = context;

    ak__desk_set_data(&dash->desk, dash->core.fleet, ak_store_snap(dash->core.store));
    ak__dash_touch(dash);
}

static void on_input(void *context)
{
    struct ak_dash *dash = context;
    struct ak_key key;

    while (!dash->is_leaving && ak_term_read_key(dash->screen.term, &key)) {
        dash->wants_fence = true;
        if (ak__desk_key(&dash->desk, &key)) {
            dash->answers_key = true;
            ak__dash_touch(dash);
        }
    }
    if (dash->desk.toast[0] != '\0')
        ak_timer_start(dash->toast_timer, TOAST_MS, 0);
    if (ak_term_is_gone(dash->screen.term))
        ak__dash_leave(dash);
}

static void resize(struct ak_dash *dash)
{
    ak__screen_resize(&dash->screen);
    ak__dash_touch(dash);
}

void ak__dash_suspend(struct ak_dash *dash)
{
    ak_term_suspend(dash->screen.term);
    resize(dash);
}

static void on_signal(int number, void *context)
{
    struct ak_dash *dash = context;

    if (number == SIGWINCH) {
        if (ak_term_resized(dash->screen.term))
            resize(dash);
        dash->wants_fence = true;
    } else if (number == SIGTSTP) {
        ak__dash_suspend(dash);
    } else {
        dash->exit_code = 128 + number;
        ak__dash_leave(dash);
    }
}

/* ---- life ---- */

static void end_with(struct ak_dash *dash, const struct ak_err *err)
{
    dash->err = *err;
    dash->exit_code = ak_err_kind_exit_code(err->kind);
    ak__dash_leave(dash);
}

static void on_cache_loaded(void *context)
{
    struct ak_dash *dash = context;

    ak__core_drop_unchosen(&dash->core);
    ak__dash_touch(dash);
}

/* What the person should hear of a change; all else stands in the operations pane. */
static void on_operation(const struct ak_dispatch_event *event, void *context)
{
    struct ak_dash *dash = context;
    struct ak_announcement said;

    ak__announce(event, &said);
    if (said.is_end && ak_conf_switch(dash->conf, AK_SETTING_ID_BELL))
        ak_term_bell(dash->screen.term);
    if (said.is_end && ak_conf_switch(dash->conf, AK_SETTING_ID_NOTIFY))
        ak_term_notify(dash->screen.term, said.text);
    ak__dash_say(dash, said.role, said.text);
}

static int connect_to(struct ak_dash *dash, const char *endpoint, struct ak_err *err)
{
    /* A dump tells what is, not what was; and the demo is gone with its end. */
    bool has_past = !dash->options->is_demo && dash->options->dump_width == 0;
    bool uses_cache = has_past && !dash->options->no_cache;
    int failed = ak__core_connect(&dash->core, endpoint, uses_cache, err);

    if (failed)
        return failed;
    if (has_past)
        ak__dash_remember(dash);
    ak_cache_load(dash->core.cache, on_cache_loaded, dash);
    if (dash->options->dump_width == 0)
        ak__core_open_dispatch(&dash->core,
                               &(struct ak__core_dispatch){.follows = true,
                                                           .in_memory = dash->options->is_demo,
                                                           .on_event = on_operation,
                                                           .context = dash});
    ak__dash_touch(dash);
    return 0;
}

static void on_demo_ready(const char *endpoint, const struct ak_err *err, void *context)
{
    struct ak_dash *dash = context;
    struct ak_err failure = ak_err_none();

    if (err != NULL)
        end_with(dash, err);
    else if (connect_to(dash, endpoint, &failure))
        end_with(dash, &failure);
}

static void open_desk(struct ak_dash *dash)
{
    struct ak_desk_host host = ak__dash_host(dash);
    const char *pattern;

    for (size_t i = 0;
         (pattern = ak_conf_item(dash->conf, AK_SETTING_ID_READ_ONLY_CLUSTERS, i)) != NULL; i++)
        *(const char **)ak_vec_push(&dash->read_only_clusters) = pattern;
    struct ak_view_input input = {.fleet = dash->core.fleet,
                                  .snap = ak_store_snap(dash->core.store),
                                  .facts = dash->core.facts,
                                  .clock = &dash->core.clock,
                                  .keymap = &dash->keymap,
                                  .sign_in = dash->options->is_demo ? NULL : &dash->sign_in.shown,
                                  .columns = dash->columns.lists,
                                  .column_count = dash->columns.count,
                                  .is_demo = dash->options->is_demo,
                                  .is_read_only =
                                      ak_conf_switch(dash->conf, AK_SETTING_ID_READ_ONLY),
                                  .read_only_clusters = {.items = dash->read_only_clusters.items,
                                                         .count = dash->read_only_clusters.len}};

    ak__desk_init(&dash->desk, &host, &input);
    ak__desk_set_data(&dash->desk, dash->core.fleet, ak_store_snap(dash->core.store));
    ak__dash_look_at_chosen(dash);
    dash->desk.uses_mouse = ak_conf_switch(dash->conf, AK_SETTING_ID_MOUSE);
}

static void listen_to_everything(struct ak_dash *dash)
{
    struct ak_loop *loop = dash->core.loop;

    for (size_t i = 0; i < AK__DASH_SIGNALS; i++)
        dash->signals[i] = ak_signal_open(loop, signal_numbers[i], on_signal, dash);
    if (ak_term_descriptor(dash->screen.term) >= 0)
        dash->input = ak_watch_open(loop, ak_term_descriptor(dash->screen.term), on_input, dash);
    dash->frame_timer = ak_timer_new(loop, on_frame_timer, dash);
    dash->toast_timer = ak_timer_new(loop, on_toast_timer, dash);
    dash->tick_timer = ak_timer_new(loop, on_tick, dash);
    dash->cache_timer = ak_timer_new(loop, on_cache_timer, dash);
    dash->ticked_ms = ak_clock_boot_ms();
    ak_timer_start(dash->tick_timer, TICK_MS, TICK_MS);
    ak_timer_start(dash->cache_timer, CACHE_SAVE_MS, CACHE_SAVE_MS);
    ak_loop_set_on_turn(loop, on_turn, dash);
}

static void stop_listening(struct ak_dash *dash)
{
    for (size_t i = 0; i < AK__DASH_SIGNALS; i++)
        ak_signal_close(dash->signals[i]);
    ak_watch_close(dash->input);
    ak_timer_close(dash->frame_timer);
    ak_timer_close(dash->toast_timer);
    ak_timer_close(dash->tick_timer);
    ak_timer_close(dash->cache_timer);
}

static int begin(struct ak_dash *dash, struct ak_err *err)
{
    struct ak_core_events events = {.on_change = on_change, .on_fleet = on_change, .context = dash};
    bool failed = ak__skin_keys(dash->conf, &dash->keymap, err) ||
                  ak__columns_read(dash->conf, &dash->columns, err) ||
                  ak__core_open(&dash->core, dash->conf, &events, err) ||
                  ak__screen_open(&dash->screen, dash->options, dash->conf, err);

    if (failed)
        return (int)err->kind;
    dash->core.is_command = dash->options->dump_width > 0;
    open_desk(dash);
    listen_to_everything(dash);
    ak__dash_touch(dash);
    if (dash->options->is_demo)
        return ak__demo_start(dash->core.loop, dash->options->fleet, on_demo_ready, dash,
                              &dash->demo, err);
    return connect_to(dash, NULL, err);
}

static void end(struct ak_dash *dash)
{
    if (dash->screen.term != NULL) {
        stop_listening(dash);
        ak__screen_close(&dash->screen);
        ak__sign_in_desk_close(&dash->sign_in);
        ak__desk_release(&dash->desk);
        ak_cache_save(dash->core.cache);
    }
    ak__demo_close(dash->demo);
    ak__core_close(&dash->core);
    ak_keymap_release(&dash->keymap);
    ak__columns_release(&dash->columns);
    ak_vec_release(&dash->read_only_clusters);
}

int ak__dash_run(const struct ak_options *options, const struct ak_conf *conf)
{
    struct ak_dash dash = {.options = options,
                           .conf = conf,
                           .keymap = ak_keymap_init(),
                           .read_only_clusters = ak_vec_init(sizeof(const char *)),
                           .painted_at_ms = INT64_MIN / 2,
                           .answered_at_ms = INT64_MIN / 2};
    struct ak_err err = ak_err_none();

    dash.err = ak_err_none();
    if (begin(&dash, &err)) {
        dash.err = err;
        dash.exit_code = ak_err_kind_exit_code(err.kind);
    } else {
        on_turn(&dash); /* the first frame waits for nothing */
        ak_loop_run(dash.core.loop);
    }
    if (options->dump_width > 0 && dash.exit_code == 0)
        dash.exit_code =
            ak__dump_print(ak_term_shown(dash.screen.term), ak_store_snap(dash.core.store));
    end(&dash);
    if (dash.err.kind != AK_ERR_NONE)
        ak__complain(&dash.err);
    return dash.exit_code;
}
