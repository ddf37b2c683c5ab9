/* agree_world.c: a world of the simulator, and a snapshot of what it answers. */
#include "config.h"

#include "tests/conform/agree_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/actions/plan.h"
#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/wire/decode.h"
#include "tui/sim/book_int.h"
#include "tui/sim/cache_int.h"
#include "tui/sim/condition_int.h"
#include "tui/sim/json_int.h"
#include "tui/sim/pool_change_int.h"

#define AKS "/providers/Microsoft.ContainerService"
#define AKS_VERSION "api-version=2025-05-01"

/* Minors that a pool may be behind its control plane. */
enum { BEHIND_MOST = 3 };

static const char later_name[] = "later";

/* ---- what the product reads ---- */

static void put_slot(struct agree_world *world, const char *key, struct ak_payload *payload)
{
    char *own_key = ak_strdup(key);
    struct ak_slot slot = {.topic = payload->topic,
                           .key = own_key,
                           .status = AK_SLOT_OK,
                           .err = ak_err_none(),
                           .payload = payload};
    struct ak_snap *next = ak_snap_with_slot(world->snap, &slot);

    ak_snap_unref(world->snap);
    world->snap = next;
    ak_payload_unref(payload);
    free(own_key);
}

/* Reads all pages of `url` into the slot (topic of codec, key). */
static void read_into(struct agree_world *world, enum ak_codec codec, const char *key,
                      const char *context, const char *url)
{
    static const char origin[] = "http://sim.test";
    struct ak_decoder *decoder = ak_decoder_new(codec, context);
    struct ak_err err = ak_err_none();
    char *at = ak_strdup(url);

    while (at != NULL) {
        const char *next = NULL;

        if (sim_fixture_get(&world->fixture, at) != 200)
            fail_msg("GET %s: %s", at, world->fixture.call->reply->bytes);
        if (ak_decoder_page(decoder, world->fixture.call->reply->bytes,
                            world->fixture.call->reply->len, &next, &err) != 0)
            fail_msg("GET %s: %s", at, err.text);
        free(at);
        at = next != NULL ? ak_strdup(next + strlen(origin)) : NULL;
    }
    put_slot(world, key, ak_decoder_take(decoder));
    ak_decoder_free(decoder);
}

static void read_below(struct agree_world *world, enum ak_codec codec, const char *id,
                       const char *tail, const char *key)
{
    char *url = ak_asprintf("%s%s", id, tail);

    read_into(world, codec, key, key, url);
    free(url);
}

static void read_region(struct agree_world *world)
{
    const char *location = ak_sim_json_text(world->cluster->body, "location");
    char *subscription = ak_asprintf("/subscriptions/%s", world->subscription->id);
    char *sizes = ak_asprintf("/providers/Microsoft.Compute/skus?api-version=2021-07-01"
                              "&$filter=location%%20eq%%20'%s'",
                              location);
    char *versions = ak_asprintf(AKS "/locations/%s/kubernetesVersions?" AKS_VERSION, location);

    read_below(world, AK_CODEC_VM_SIZES, subscription, sizes, world->region);
    read_below(world, AK_CODEC_VERSIONS, subscription, versions, world->region);
    free(subscription);
    free(sizes);
    free(versions);
}

static void read_usages(struct agree_world *world)
{
    char *url =
        ak_asprintf("/subscriptions/%s/providers/Microsoft.Compute/locations/%s/usages"
                    "?api-version=2024-07-01",
                    world->subscription->id, ak_sim_json_text(world->cluster->body, "location"));

    read_into(world, AK_CODEC_USAGES, world->region, "", url);
    free(url);
}

static void read_features(struct agree_world *world)
{
    char *url = ak_asprintf("/subscriptions/%s/providers/Microsoft.Features" AKS
                            "/features?api-version=2021-07-01",
                            world->subscription->id);

    read_into(world, AK_CODEC_FEATURES, world->subscription->id, "", url);
    free(url);
}

static void read_cluster(struct agree_world *world)
{
    char *pool = ak_asprintf("%s/agentPools/%s", world->cluster_id, AGREE_SUBJECT);

    read_below(world, AK_CODEC_CLUSTER, world->cluster_id, "?" AKS_VERSION,
               world->subscription->id);
    read_below(world, AK_CODEC_POOLS, world->cluster_id, "/agentPools?" AKS_VERSION,
               world->cluster_id);
    read_below(world, AK_CODEC_RAW, world->cluster_id, "?" AKS_VERSION, world->cluster_id);
    read_below(world, AK_CODEC_CLUSTER_UPGRADES, world->cluster_id,
               "/upgradeProfiles/default?" AKS_VERSION, world->cluster_id);
    if (ak_sim_find_pool(world->cluster, AGREE_SUBJECT) != NULL) {
        read_below(world, AK_CODEC_RAW, pool, "?" AKS_VERSION, pool);
        read_below(world, AK_CODEC_POOL_UPGRADES, pool, "/upgradeProfiles/default?" AKS_VERSION,
                   pool);
    }
    free(pool);
}

/* ---- the world ---- */

void agree_open(struct agree_world *world, const char *day, const struct ak_facts *facts)
{
    static const char name[] = "payments-prod";
    char key[256];

    *world = (struct agree_world){.facts = facts, .snap = ak_snap_new()};
    assert_true(ak_date_parse(day, &world->today));
    sim_fixture_open(&world->fixture, (const char *const[]){"--now", day, NULL});
    world->subscription = world->fixture.sim.world->subscriptions[0];
    world->cluster = ak_sim_find_cluster(world->subscription, NULL, name);
    assert_non_null(world->cluster);
    world->cluster_id = ak_strdup(ak_sim_json_text(world->cluster->body, "id"));
    world->region = ak_strdup(ak_region_key(world->subscription->id,
                                            ak_sim_json_text(world->cluster->body, "location"), key,
                                            sizeof key));
    read_region(world);
    read_usages(world);
    read_features(world);
    read_cluster(world);
}

void agree_close(struct agree_world *world)
{
    ak_snap_unref(world->snap);
    sim_fixture_close(&world->fixture);
    free(world->cluster_id);
    free(world->region);
}

/* The newest patch that is offered of "1.MINOR", else a likely one. */
static char *version_of_minor(const struct agree_world *world, const char *minor)
{
    const struct ak_payload *payload =
        ak_snap_payload(world->snap, AK_TOPIC_VERSIONS, world->region);
    char *text = ak_asprintf("1.%s", minor);
    char *version = NULL;

    for (size_t i = 0; i < payload->as.versions.count; i++) {
        const struct ak_kubernetes_version *offer = &payload->as.versions.items[i];

        if (strcmp(offer->minor, text) == 0 && offer->patches.count > 0)
            version = ak_strdup(offer->patches.items[0]);
    }
    if (version == NULL)
        version = ak_asprintf("%s.9", text);
    free(text);
    return version;
}

static void set_version(struct agree_world *world, const char *minor)
{
    cJSON *properties = ak_sim_json_get(world->cluster->body, "properties");
    char *version = version_of_minor(world, minor);

    ak_sim_json_set_text(properties, "kubernetesVersion", version);
    ak_sim_json_set_text(properties, "currentKubernetesVersion", version);
    for (size_t i = 0; i < world->cluster->pool_count; i++) {
        cJSON *of_pool = ak_sim_json_get(world->cluster->pools[i]->body, "properties");

        ak_sim_json_set_text(of_pool, "orchestratorVersion", version);
        ak_sim_json_set_text(of_pool, "currentOrchestratorVersion", version);
    }
    free(version);
}

/* {"a": {"b": value}} merged into the object. */
static void merge_at(cJSON *object, const char *path, const char *value)
{
    const char *dot = strchr(path, '.');
    char *name = ak_strndup(path, dot != NULL ? (size_t)(dot - path) : strlen(path));
    cJSON *parsed;

    if (dot == NULL) {
        parsed = cJSON_Parse(value);
        assert_non_null(parsed);
        if (cJSON_IsNull(parsed)) {
            cJSON_DeleteItemFromObjectCaseSensitive(object, name);
            cJSON_Delete(parsed);
        } else {
            ak_sim_json_set(object, name, parsed);
        }
    } else {
        if (ak_sim_json_get(object, name) == NULL)
            ak_sim_json_set(object, name, cJSON_CreateObject());
        merge_at(ak_sim_json_get(object, name), dot + 1, value);
    }
    free(name);
}

static bool has_prefix(const char *text, const char *prefix, const char **rest)
{
    size_t len = strlen(prefix);

    if (strncmp(text, prefix, len) != 0)
        return false;
    *rest = text + len;
    return true;
}

static int minor_of(const cJSON *properties, const char *name)
{
    int minor = 0;

    (void)sscanf(ak_sim_json_text(properties, name), "1.%d", &minor);
    return minor;
}

/* What became of the subject is kept beside what it was made with. */
static void settle_later(const struct agree_world *world, const char *path, const char *value,
                         cJSON *subject)
{
    if (ak_sim_json_get(subject, later_name) == NULL)
        ak_sim_json_set(subject, later_name, cJSON_CreateObject());
    cJSON *later = ak_sim_json_get(subject, later_name);

    if (strcmp(path, "minor") == 0) {
        char *version = version_of_minor(world, value);

        ak_sim_json_set_text(later, "orchestratorVersion", version);
        ak_sim_json_set_text(later, "currentOrchestratorVersion", version);
        free(version);
    } else {
        merge_at(later, path, value);
    }
}

/* One setting; those of the subject are collected. */
static void settle_one(struct agree_world *world, const char *setting, cJSON *subject)
{
    const char *equals = strchr(setting, '=');
    const char *rest;
    char *path;

    if (equals == NULL)
        fail_msg("%s is no setting", setting);
    path = ak_strndup(setting, (size_t)(equals - setting));
    if (strcmp(path, "minor") == 0)
        set_version(world, equals + 1);
    else if (has_prefix(path, "pool.", &rest))
        merge_at(subject, rest, equals + 1);
    else if (has_prefix(path, "later.", &rest))
        settle_later(world, rest, equals + 1, subject);
    else if (has_prefix(path, "others.", &rest))
        merge_at(ak_sim_json_get(ak_sim_find_pool(world->cluster, "system")->body, "properties"),
                 rest, equals + 1);
    else if (has_prefix(path, "cluster.", &rest))
        merge_at(ak_sim_json_get(world->cluster->body, "properties"), rest, equals + 1);
    else if (has_prefix(path, "feature.", &rest))
        ak_sim_json_set_text(world->subscription->features, rest, equals + 1);
    else
        fail_msg("%s is no setting", setting);
    free(path);
}

/* Rules that a pool may break which was made at another time, or has changed since. */
static bool is_of_its_time(const char *rule)
{
    static const char *const rules[] = {"os.closed",      "version.offered", "feature",
                                        "cvm.quota",      "quota.region",    "quota.spot",
                                        "vmsize.offered", "state.stopped"};

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (strcmp(rules[i], rule) == 0)
            return true;
    }
    return false;
}

/* What the rules of the simulator find; those of another time are left out when `at_any_time`. */
static void judge(const struct agree_world *world, const struct ak_sim_pool_change *change,
                  bool at_any_time, struct opinion *opinion)
{
    const cJSON *rule = NULL;

    cJSON_ArrayForEach(rule, world->fixture.sim.book->rules)
    {
        const char *id = ak_sim_json_text(rule, "id");

        if (ak_sim_condition_holds(ak_sim_json_get(rule, "when"), change->facts, false) &&
            !ak_sim_condition_holds(ak_sim_json_get(rule, "must"), change->facts, true) &&
            !(at_any_time && is_of_its_time(id))) {
            assert_true(opinion->count < OPINION_RULES);
            opinion->rules[opinion->count++] = id;
        }
    }
}

static struct ak_sim_pool_change change_of(struct agree_world *world, const char *name,
                                           const char *action)
{
    return (struct ak_sim_pool_change){
        .sim = &world->fixture.sim,
        .subscription = world->subscription,
        .cluster = world->cluster,
        .pool = ak_sim_find_pool(world->cluster, name),
        .name = name,
        .action = action != NULL                                   ? action
                  : ak_sim_find_pool(world->cluster, name) == NULL ? "create"
                                                                   : "update",
    };
}

/* The subject as the simulator would have made it, with `settings` on top of that. */
static bool make_subject(struct agree_world *world, cJSON *settings)
{
    cJSON *later = cJSON_DetachItemFromObjectCaseSensitive(settings, later_name);
    struct ak_sim_pool_change change;
    struct opinion opinion = {.count = 0};

    ak_sim_cluster_remove_pool(world->cluster, AGREE_SUBJECT);
    change = change_of(world, AGREE_SUBJECT, "create");
    ak_sim_pool_change_plan(&change, settings);
    judge(world, &change, true, &opinion);
    if (opinion.count == 0) {
        struct ak_sim_pool *pool = ak_sim_pool_change_apply(&change);
        cJSON *properties = ak_sim_json_get(pool->body, "properties");

        ak_sim_json_merge(properties, later);
        ak_sim_json_set_text(properties, "eTag", "the-etag");
    }
    ak_sim_pool_change_release(&change);
    cJSON_Delete(later);
    return opinion.count == 0;
}

bool agree_settle(struct agree_world *world, const char *const *settings, size_t count)
{
    cJSON *subject = cJSON_CreateObject();
    bool is_possible;
    int newest;
    int later;

    for (size_t i = 0; i < count; i++)
        settle_one(world, settings[i], subject);
    newest = minor_of(ak_sim_json_get(world->cluster->body, "properties"), "kubernetesVersion");
    later = minor_of(ak_sim_json_get(subject, later_name), "orchestratorVersion");
    is_possible = (later == 0 || (later <= newest && newest - later <= BEHIND_MOST)) &&
                  (subject->child == NULL || make_subject(world, subject));
    cJSON_Delete(subject);
    ak_sim_cluster_touch(world->cluster);
    ak_sim_cache_clear(world->fixture.sim.cache);
    if (is_possible) {
        read_features(world);
        read_usages(world);
        read_cluster(world);
    }
    return is_possible;
}

/* ---- what is asked ---- */

/* A value as it was typed, as JSON. */
static cJSON *value_of(const struct ak_pool_wish *wish, enum ak_pool_field field,
                       struct ak_arena *arena)
{
    const char *text = ak_pool_wish_text(wish, field);
    struct ak_texts texts = {NULL, 0};
    struct ak_pairs pairs = {NULL, 0};
    cJSON *value = NULL;

    switch (ak_pool_field_get(field)->kind) {
    case AK_FIELD_TEXT:
        return cJSON_CreateString(text);
    case AK_FIELD_NUMBER:
    case AK_FIELD_DECIMAL:
        return cJSON_CreateNumber(strtod(text, NULL));
    case AK_FIELD_SWITCH:
        return cJSON_CreateBool(strcmp(text, "yes") == 0);
    case AK_FIELD_LIST:
        value = cJSON_CreateArray();
        texts = ak_pool_wish_texts(wish, field, arena);
        break;
    case AK_FIELD_PAIRS:
        value = cJSON_CreateObject();
        pairs = ak_pool_wish_pairs(wish, field, arena);
        break;
    }
    for (size_t i = 0; i < texts.count; i++)
        cJSON_AddItemToArray(value, cJSON_CreateString(texts.items[i]));
    for (size_t i = 0; i < pairs.count; i++)
        cJSON_AddStringToObject(value, pairs.items[i].key, pairs.items[i].value);
    return value;
}

static void choose_at(cJSON *properties, const char *path, cJSON *value)
{
    const char *dot = strchr(path, '.');

    if (dot == NULL) {
        ak_sim_json_set(properties, path, value);
        return;
    }
    char *name = ak_strndup(path, (size_t)(dot - path));
    if (ak_sim_json_get(properties, name) == NULL)
        ak_sim_json_set(properties, name, cJSON_CreateObject());
    choose_at(ak_sim_json_get(properties, name), dot + 1, value);
    free(name);
}

/* What was chosen, over the pool as it is: also where no client would send it. */
static cJSON *chosen_properties(const struct ak_intent *intent, const struct ak_sim_pool *pool)
{
    cJSON *properties = pool != NULL ? ak_sim_json_copy(ak_sim_json_get(pool->body, "properties"))
                                     : cJSON_CreateObject();
    struct ak_arena *arena = ak_arena_new(0);

    for (int i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        enum ak_pool_field field = (enum ak_pool_field)i;
        const char *path = ak_pool_field_get(field)->path;

        if (path[0] != '\0' && ak_pool_wish_has(&intent->wish, field))
            choose_at(properties, path, value_of(&intent->wish, field, arena));
    }
    if (intent->version != NULL)
        ak_sim_json_set_text(properties, "orchestratorVersion", intent->version);
    if (intent->kind == AK_INTENT_POOL_STOP || intent->kind == AK_INTENT_POOL_START)
        merge_at(properties, "powerState.code",
                 intent->kind == AK_INTENT_POOL_STOP ? "\"Stopped\"" : "\"Running\"");
    ak_arena_free(arena);
    return properties;
}

static const char *action_of(enum ak_intent_kind kind)
{
    if (kind == AK_INTENT_POOL_DELETE)
        return "delete";
    return kind == AK_INTENT_POOL_UPGRADE_IMAGE ? "image" : NULL;
}

static void ask_simulator(struct agree_world *world, const struct ak_intent *intent,
                          const char *body, struct opinion *opinion)
{
    const char *name = intent->kind == AK_INTENT_POOL_ADD
                           ? ak_pool_wish_text(&intent->wish, AK_POOL_FIELD_NAME)
                           : intent->pool_name;
    struct ak_sim_pool_change change = change_of(world, name, action_of(intent->kind));
    cJSON *sent = body != NULL ? cJSON_Parse(body) : NULL;
    cJSON *chosen = chosen_properties(intent, change.pool);
    const cJSON *properties = sent != NULL ? ak_sim_json_get(sent, "properties") : chosen;

    ak_sim_pool_change_plan(&change, action_of(intent->kind) != NULL ? NULL : properties);
    judge(world, &change, false, opinion);
    ak_sim_pool_change_release(&change);
    cJSON_Delete(sent);
    cJSON_Delete(chosen);
}

/* The rule's own name: what lives in a plan does not outlive it. */
static const char *lasting_name(const char *rule)
{
    for (int id = 0; id < AK_POOL_RULE_COUNT; id++) {
        if (strcmp(ak_pool_rule_name((enum ak_pool_rule_id)id), rule) == 0)
            return ak_pool_rule_name((enum ak_pool_rule_id)id);
    }
    fail_msg("there is no rule %s", rule);
    return rule;
}

static void collect(const struct ak_plan *plan, struct opinion *opinion)
{
    for (size_t i = 0; i < plan->violations.items.len; i++) {
        const struct ak_violation *found = ak_vec_at(&plan->violations.items, i);

        if (found->weight != AK_VIOLATION_REFUSED || opinion_has(opinion, found->rule))
            continue;
        assert_true(opinion->count < OPINION_RULES);
        opinion->rules[opinion->count++] = lasting_name(found->rule);
    }
}

void agree_ask(struct agree_world *world, const struct ak_intent *intent, struct opinion *product,
               struct opinion *simulator)
{
    struct ak_plan_input input = {
        .snap = world->snap, .facts = world->facts, .today = world->today};
    struct ak_plan *plan = ak_plan_make(intent, &input);

    *product = (struct opinion){.count = 0};
    *simulator = (struct opinion){.count = 0};
    if (plan->missing != NULL)
        fail_msg("%s: %s is missing", plan->title, plan->missing);
    collect(plan, product);
    assert_int_equal(product->count == 0, plan->request_count > 0);
    ask_simulator(world, intent, plan->request_count > 0 ? plan->requests[0].body : NULL,
                  simulator);
    ak_plan_free(plan);
}

bool opinion_has(const struct opinion *opinion, const char *rule)
{
    for (size_t i = 0; i < opinion->count; i++) {
        if (strcmp(opinion->rules[i], rule) == 0)
            return true;
    }
    return false;
}

void opinion_set_aside(struct opinion *opinion, const char *list)
{
    size_t kept = 0;

    for (size_t i = 0; i < opinion->count; i++) {
        if (strstr(list, opinion->rules[i]) == NULL)
            opinion->rules[kept++] = opinion->rules[i];
    }
    opinion->count = kept;
}
