/* core.c: the wiring, and what the fleet as a whole needs. */
#include "config.h"

#include "core_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/log.h"
#include "akscope/base/text.h"
#include "facts_app_int.h"
#include "sign_in_int.h"

enum {
    COMMAND_WAIT_MS = 1000, /* as patient as az: seven seconds in all */
    CONNECT_MOST_MS = 10000,
    ANSWER_MOST_STALLS = 3, /* an answer that trickles may take so many time-outs */
    WATCH_TRIES = 2,        /* of each page: the poller tries again, and failures are told soon */
};

static const char user_agent[] = "akscope/" PACKAGE_VERSION;

/* A pattern that chooses nothing costs a line of its own, as a subscription that can't be read. */
static void tell_unmatched(struct ak_core *core)
{
    const char *item;

    for (size_t i = 0;
         (item = ak__chosen_unmatched(core->chosen, ak_store_snap(core->store), i)) != NULL; i++) {
        struct ak_err err = ak_err_none();

        ak_err_set(&err, AK_ERR_NOT_FOUND, "no subscription matches \"%s\"", item);
        ak_store_fail(core->store, AK_TOPIC_CLUSTERS, item, &err, 0);
    }
}

static void on_store_change(enum ak_topic topic, const char *key, void *context)
{
    struct ak_core *core = context;

    (void)key;
    if (topic == AK_TOPIC_SUBSCRIPTIONS)
        tell_unmatched(core);
    ak__assessor_look(core->assessor);
    core->events.on_change(core->events.context);
}

int ak__core_clock(struct ak_clock *out, struct ak_err *err)
{
    const char *text = getenv("AKSCOPE_NOW");
    int64_t seconds;

    if (text == NULL || text[0] == '\0') {
        *out = ak_clock_system();
        return 0;
    }
    if (!ak_time_parse(text, &seconds))
        return ak_err_set(err, AK_ERR_CONFIG,
                          "AKSCOPE_NOW=\"%s\" is no time; write it as 2026-11-23T14:05:00Z", text);
    *out = ak_clock_fixed(seconds);
    return 0;
}

static void on_fleet(void *context)
{
    struct ak_core *core = context;

    core->fleet = ak__assessor_fleet(core->assessor);
    core->events.on_fleet(core->events.context);
}

int ak__core_open(struct ak_core *core, const struct ak_conf *conf,
                  const struct ak_core_events *events, struct ak_err *err)
{
    int failed;

    *core = (struct ak_core){.conf = conf, .events = *events, .machine_clock = ak_clock_system()};
    failed = ak__core_clock(&core->clock, err) || ak__facts_load(&core->facts, err);
    if (failed)
        return (int)err->kind;
    core->facts->image_policy = (struct ak_image_policy){
        .old_days = (int)ak_conf_number(conf, AK_SETTING_ID_IMAGE_OLD),
        .too_old_days = (int)ak_conf_number(conf, AK_SETTING_ID_IMAGE_TOO_OLD)};
    core->facts->soon_days = (int)ak_conf_number(conf, AK_SETTING_ID_SOON);
    core->facts->team_tag = ak_conf_text(conf, AK_SETTING_ID_TEAM_TAG);
    core->chosen = ak__chosen_new(conf);
    core->loop = ak_loop_new();
    core->store = ak_store_new(&core->clock, on_store_change, core);
    core->assessor = ak__assessor_new(&(struct ak_assessor_options){.loop = core->loop,
                                                                    .store = core->store,
                                                                    .clock = &core->clock,
                                                                    .facts = core->facts,
                                                                    .on_fleet = on_fleet,
                                                                    .context = core});
    core->fleet = ak__assessor_fleet(core->assessor);
    return 0;
}

int ak__core_choose_cloud(const struct ak_conf *conf, struct ak_cloud *out, struct ak_err *err)
{
    struct ak_cloud_choice choice = {.name = ak_conf_text(conf, AK_SETTING_ID_CLOUD),
                                     .arm_endpoint =
                                         ak_conf_text(conf, AK_SETTING_ID_ARM_ENDPOINT)};

    if (ak_cloud_choose(out, &choice, err) == 0)
        return 0;
    /* Of two, either may be wrong. */
    if (choice.arm_endpoint[0] == '\0')
        ak_conf_blame(conf, AK_SETTING_ID_CLOUD, err);
    else if (choice.name[0] == '\0')
        ak_conf_blame(conf, AK_SETTING_ID_ARM_ENDPOINT, err);
    return (int)err->kind;
}

int ak__core_open_http(struct ak_loop *loop, const struct ak_conf *conf, struct ak_http **out,
                       struct ak_err *err)
{
    const char *ca_file = ak_conf_text(conf, AK_SETTING_ID_CA_FILE);
    int64_t timeout_ms = ak_conf_number(conf, AK_SETTING_ID_TIMEOUT) * 1000;
    struct ak_http_options http = {.user_agent = user_agent,
                                   .ca_file = ca_file[0] != '\0' ? ca_file : NULL,
                                   .connect_timeout_ms =
                                       timeout_ms < CONNECT_MOST_MS ? timeout_ms : CONNECT_MOST_MS,
                                   .total_timeout_ms = ANSWER_MOST_STALLS * timeout_ms,
                                   .stall_timeout_ms = timeout_ms};

    if (ak_http_new(loop, &http, out, err) == 0)
        return 0;
    return err->kind == AK_ERR_CONFIG ? ak_conf_blame(conf, AK_SETTING_ID_CA_FILE, err)
                                      : (int)err->kind;
}

/* The demo brings its own token, whatever the settings say. */
static int open_auth(struct ak_core *core, bool is_demo, struct ak_err *err)
{
    const struct ak_conf *conf = core->conf;
    struct ak_auth_options auth = {.http = core->http,
                                   .cloud = &core->cloud,
                                   .credential =
                                       is_demo ? "token" : ak_conf_text(conf, AK_SETTING_ID_AUTH),
                                   .tenant_id = ak_conf_text(conf, AK_SETTING_ID_TENANT),
                                   .identity = ak_conf_text(conf, AK_SETTING_ID_IDENTITY),
                                   .subscription_id = ak__chosen_named(conf),
                                   .logins = ak__login_place(conf, NULL)};

    if (ak_auth_new(core->loop, &core->machine_clock, &auth, &core->auth, err) == 0)
        return 0;
    return is_demo ? (int)err->kind : ak_conf_blame(conf, AK_SETTING_ID_AUTH, err);
}

int ak__core_connect(struct ak_core *core, const char *demo_endpoint, bool uses_cache,
                     struct ak_err *err)
{
    struct ak_cloud_choice demo = {.arm_endpoint = demo_endpoint};
    int failed = demo_endpoint != NULL ? ak_cloud_choose(&core->cloud, &demo, err)
                                       : ak__core_choose_cloud(core->conf, &core->cloud, err);

    if (!failed)
        failed = ak__core_open_http(core->loop, core->conf, &core->http, err);
    if (!failed)
        failed = open_auth(core, demo_endpoint != NULL, err);
    if (failed)
        return failed;
    const char *endpoint = core->cloud.arm_endpoint;
    struct ak_arm_options arm = {.loop = core->loop,
                                 .http = core->http,
                                 .auth = core->auth,
                                 .clock = &core->clock,
                                 .endpoint = endpoint,
                                 .first_wait_ms = core->is_command ? COMMAND_WAIT_MS : 0,
                                 .max_tries = core->is_command ? 0 : WATCH_TRIES};
    failed = ak_arm_new(&arm, &core->arm, err);
    if (failed)
        return failed;
    core->poller = ak__poller_new(core->loop, core->arm, core->store, &core->clock);
    if (core->is_command) {
        ak_loop_use_all_processors(core->loop);
        ak__poller_ask_once(core->poller);
    }
    if (uses_cache)
        core->cache = ak_cache_new(core->loop, core->store, endpoint);
    return 0;
}

void ak__core_open_dispatch(struct ak_core *core, const struct ak__core_dispatch *what)
{
    struct ak_dispatch_options options = {.loop = core->loop,
                                          .arm = core->arm,
                                          .auth = core->auth,
                                          .store = core->store,
                                          .poller = core->poller,
                                          .clock = &core->clock,
                                          .endpoint = ak_arm_endpoint(core->arm),
                                          .follows = what->follows,
                                          .in_memory = what->in_memory,
                                          .on_event = what->on_event,
                                          .context = what->context};

    core->dispatch = ak__dispatch_new(&options);
}

void ak__core_close(struct ak_core *core)
{
    ak__dispatch_close(core->dispatch);
    if (core->assessor != NULL)
        ak__assessor_close(core->assessor);
    ak_cache_close(core->cache);
    if (core->poller != NULL)
        ak__poller_close(core->poller);
    if (core->arm != NULL)
        ak_arm_close(core->arm);
    if (core->auth != NULL)
        ak_auth_close(core->auth);
    if (core->http != NULL)
        ak_http_close(core->http);
    ak__chosen_close(core->chosen);
    if (core->loop != NULL) {
        ak_loop_set_on_turn(core->loop, NULL, NULL);
        ak_loop_free(core->loop);
    }
    if (core->store != NULL)
        ak_store_free(core->store);
    ak_facts_free(core->facts);
    ak_cloud_release(&core->cloud);
    *core = (struct ak_core){0};
}

bool ak__core_is_settled(const struct ak_core *core)
{
    return ak__assessor_is_settled(core->assessor);
}

unsigned ak__core_pending(const struct ak_core *core)
{
    return ak_loop_pending(core->loop);
}

void ak__core_subscriptions(const struct ak_core *core, struct ak_vec *ids)
{
    ak__chosen_ids(core->chosen, ak_store_snap(core->store), ids);
}

void ak__core_drop_unchosen(struct ak_core *core)
{
    struct ak_vec keys = ak_vec_init(sizeof(char *));

    ak__chosen_left_out(core->chosen, ak_store_snap(core->store), &keys);
    for (size_t i = 0; i < keys.len; i++) {
        char *key = *(char **)ak_vec_at(&keys, i);

        ak_store_drop(core->store, AK_TOPIC_CLUSTERS, key);
        free(key);
    }
    ak_vec_release(&keys);
}

/* The list of the region that is already there or asked for, whichever subscription's it is. */
static const struct ak_slot *find_region(const struct ak_core *core, const char *location)
{
    const struct ak_snap *snap = ak_store_snap(core->store);
    size_t first;
    size_t count = ak_snap_topic(snap, AK_TOPIC_VM_SIZES, &first);

    for (size_t i = first; i < first + count; i++) {
        const char *slash = strchr(snap->slots[i]->key, '/');

        bool is_useful = snap->slots[i]->payload != NULL || snap->slots[i]->in_flight;

        if (is_useful && slash != NULL && ak_text_caseeq(slash + 1, location))
            return snap->slots[i];
    }
    return NULL;
}

/* The choice stays with the list that was asked for first, whatever arrives later. */
void ak__core_region_demands(const struct ak_core *core, struct ak_demands *demands,
                             ak__core_wants *wants, const void *context)
{
    const struct ak_vec *regions = &ak__assessor_regions(core->assessor)->items;

    for (size_t i = 0; i < regions->len; i++) {
        const struct ak_demand *region = ak_vec_at(regions, i);
        const char *location = strchr(region->key, '/') + 1;
        const struct ak_slot *slot = find_region(core, location);

        if (wants == NULL || wants(location, context))
            ak_demands_add(demands, AK_TOPIC_VM_SIZES, slot != NULL ? slot->key : region->key, 0);
    }
}

void ak__core_list_demands(const struct ak_core *core, struct ak_demands *demands)
{
    int interval = (int)ak_conf_number(core->conf, AK_SETTING_ID_REFRESH);
    struct ak_vec ids = ak_vec_init(sizeof(const char *));

    ak__core_subscriptions(core, &ids);
    ak_demands_add(demands, AK_TOPIC_SUBSCRIPTIONS, "", 0);
    for (size_t i = 0; i < ids.len; i++)
        ak_demands_add(demands, AK_TOPIC_CLUSTERS, *(const char **)ak_vec_at(&ids, i), interval);
    ak_vec_release(&ids);
}

void ak__core_fleet_demands(const struct ak_core *core, struct ak_demands *demands)
{
    ak__core_list_demands(core, demands);
    ak__core_region_demands(core, demands, NULL, NULL);
}
