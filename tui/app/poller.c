/* poller.c: keeps what is demanded fresh. Ages here are monotonic, so that a fixed or turned-back
 * wall clock never stops the polling. */
#include "config.h"

#include "poller_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "akscope/base/alloc.h"
#include "akscope/base/log.h"
#include "akscope/base/text.h"
#include "akscope/io/loop.h"

enum {
    FAILURE_WAIT_MS = 5000,
    FAILURE_WAIT_MOST_MS = 300000,
    NETWORK_WAIT_MOST_MS = 30000, /* asks nobody too much: no one is reached */
    REFUSAL_WAIT_MS = 300000
};

/* One demanded slot. It outlives its demand while its read is under way. */
struct entry {
    struct ak_poller *poller;
    struct entry *next;
    enum ak_topic topic;
    char *key;
    int64_t interval_ms;
    int64_t due_ms;    /* monotonic, as is: */
    int64_t read_ms;   /* the last good answer */
    unsigned failures; /* in a row */
    bool is_wanted;
    bool was_answered;
    bool waits_for_network;   /* its last read found none, or got no answer */
    bool was_hurried;         /* since its last good answer, as another one came */
    struct ak_arm_call *call; /* NULL: none under way */
    bool is_overtaken; /* something changed since that was asked: its answer may be the old one */
};

struct ak_poller {
    struct ak_arm *arm;
    struct ak_store *store;
    const struct ak_clock *clock;
    struct ak_timer *timer;
    struct entry *entries;
    bool asks_once;
    bool is_closing;
};

static void start_due(struct ak_poller *poller);

static void on_timer(void *context)
{
    start_due(context);
}

struct ak_poller *ak__poller_new(struct ak_loop *loop, struct ak_arm *arm, struct ak_store *store,
                                 const struct ak_clock *clock)
{
    struct ak_poller *poller = ak_alloc(1, sizeof *poller);

    poller->arm = arm;
    poller->store = store;
    poller->clock = clock;
    poller->timer = ak_timer_new(loop, on_timer, poller);
    return poller;
}

void ak__poller_ask_once(struct ak_poller *poller)
{
    poller->asks_once = true;
}

static void free_entry(struct entry *entry)
{
    free(entry->key);
    free(entry);
}

/* Frees the poller once the last read of a closing one has come back. */
static void finish_close(struct ak_poller *poller)
{
    for (const struct entry *entry = poller->entries; entry != NULL; entry = entry->next) {
        if (entry->call != NULL)
            return;
    }
    while (poller->entries != NULL) {
        struct entry *next = poller->entries->next;

        free_entry(poller->entries);
        poller->entries = next;
    }
    free(poller);
}

void ak__poller_close(struct ak_poller *poller)
{
    poller->is_closing = true;
    ak_timer_close(poller->timer);
    poller->timer = NULL;
    for (struct entry *entry = poller->entries; entry != NULL; entry = entry->next) {
        if (entry->call != NULL)
            ak_arm_cancel(entry->call);
    }
    finish_close(poller);
}

/* The part after the slash of "subscription/location", the part before it into `subscription`; NULL
 * when there is none. */
static const char *split_key(const char *key, char subscription[64])
{
    const char *slash = strchr(key, '/');

    if (slash == NULL)
        return NULL;
    snprintf(subscription, 64, "%.*s", (int)(slash - key), key);
    return slash + 1;
}

static struct ak_arm_target make_target(const struct entry *entry, char subscription[64])
{
    struct ak_arm_target target = {.id = NULL};

    switch (entry->topic) {
    case AK_TOPIC_CLUSTERS:
    case AK_TOPIC_FEATURES:
        target.subscription_id = entry->key;
        break;
    case AK_TOPIC_VM_SIZES:
    case AK_TOPIC_USAGES:
    case AK_TOPIC_VERSIONS:
        target.location = split_key(entry->key, subscription);
        target.subscription_id = target.location != NULL ? subscription : NULL;
        break;
    case AK_TOPIC_ROLE_ASSIGNMENTS:
        target.principal_id = split_key(entry->key, subscription);
        target.subscription_id = target.principal_id != NULL ? subscription : NULL;
        break;
    case AK_TOPIC_POOLS:
    case AK_TOPIC_CLUSTER_UPGRADES:
    case AK_TOPIC_POOL_UPGRADES:
    case AK_TOPIC_PROVIDER:
    case AK_TOPIC_ROLE_DEFINITION:
    case AK_TOPIC_RESOURCE:
    case AK_TOPIC_PERMISSIONS:
        target.id = entry->key;
        break;
    case AK_TOPIC_SUBSCRIPTIONS:
    case AK_TOPIC_OPERATIONS:
    case AK_TOPIC_COUNT:
        break;
    }
    return target;
}

static int64_t failure_wait(const struct entry *entry, const struct ak_err *err)
{
    int64_t most = err->kind == AK_ERR_NETWORK ? NETWORK_WAIT_MOST_MS : FAILURE_WAIT_MOST_MS;
    int64_t wait = FAILURE_WAIT_MS;

    if (err->retry_after_s > 0)
        return err->retry_after_s * 1000;
    if (ak_err_kind_retry(err->kind) == AK_RETRY_NEVER || err->kind == AK_ERR_FORBIDDEN)
        return REFUSAL_WAIT_MS;
    for (unsigned i = 1; i < entry->failures && wait < most; i++)
        wait *= 2;
    return wait < most ? wait : most;
}

static void set_due(struct entry *entry, int64_t wait_ms)
{
    struct ak_poller *poller = entry->poller;

    entry->due_ms = poller->asks_once ? INT64_MAX : ak_clock_ms(poller->clock) + wait_ms;
}

static void take_failure(struct entry *entry, const struct ak_arm_result *result)
{
    struct ak_poller *poller = entry->poller;
    int64_t wait;

    entry->failures++;
    entry->waits_for_network =
        result->err->kind == AK_ERR_NETWORK || result->err->kind == AK_ERR_TIMEOUT;
    wait = failure_wait(entry, result->err);
    set_due(entry, wait);
    ak_log(AK_LOG_ERROR, "reading %s %s failed: %s: %s", ak_topic_name(entry->topic), entry->key,
           result->err->code, result->err->text);
    ak_store_fail(poller->store, entry->topic, entry->key, result->err,
                  poller->asks_once ? 0 : ak_clock_now(poller->clock) + wait / 1000);
}

/* What nobody wants any more leaves no trace of a read that failed or was cancelled: asked for
 * again, it begins anew. What was read before stays. */
static void forget_trouble(struct entry *entry)
{
    static const struct ak_err unwanted = {.kind = AK_ERR_CANCELLED};
    struct ak_store *store = entry->poller->store;

    entry->was_answered = false;
    entry->failures = 0;
    entry->waits_for_network = false;
    entry->due_ms = INT64_MIN;
    if (ak_snap_payload(ak_store_snap(store), entry->topic, entry->key) != NULL)
        ak_store_fail(store, entry->topic, entry->key, &unwanted, 0);
    else
        ak_store_drop(store, entry->topic, entry->key);
}

/* A good answer shows that the network is there: what waits for it waits no longer. Once only,
 * since where some reads fail for ever the others would have them asked for all the time. */
static void end_waits_for_network(struct ak_poller *poller)
{
    for (struct entry *entry = poller->entries; entry != NULL; entry = entry->next) {
        if (!entry->waits_for_network || entry->was_hurried)
            continue;
        entry->was_hurried = true;
        entry->due_ms = INT64_MIN;
    }
}

static void take_payload(struct entry *entry, const struct ak_arm_result *result)
{
    struct ak_poller *poller = entry->poller;
    struct ak_delta delta = {.topic = entry->topic,
                             .key = entry->key,
                             .payload = result->payload,
                             .fetched_at = ak_clock_now(poller->clock),
                             .reads_left = result->reads_left};

    entry->failures = 0;
    entry->waits_for_network = false;
    entry->was_hurried = false;
    entry->read_ms = ak_clock_ms(poller->clock);
    set_due(entry, entry->interval_ms);
    if (entry->is_overtaken)
        entry->due_ms = INT64_MIN;
    ak_store_apply(poller->store, &delta);
    end_waits_for_network(poller);
}

static void on_done(const struct ak_arm_result *result, void *context)
{
    struct entry *entry = context;
    struct ak_poller *poller = entry->poller;

    entry->call = NULL;
    entry->was_answered = true;
    if (poller->is_closing) {
        ak_payload_unref(result->payload);
        finish_close(poller);
        return;
    }
    if (result->err != NULL && result->err->kind == AK_ERR_CANCELLED)
        forget_trouble(entry);
    else if (result->err != NULL)
        take_failure(entry, result);
    else
        take_payload(entry, result);
    start_due(poller);
}

static void on_progress(size_t items, void *context)
{
    struct entry *entry = context;

    if (!entry->poller->is_closing)
        ak_store_on_progress(entry->poller->store, entry->topic, entry->key, items);
}

static void start(struct entry *entry)
{
    struct ak_poller *poller = entry->poller;
    char subscription[64];
    struct ak_arm_target target = make_target(entry, subscription);

    entry->is_overtaken = false;
    ak_store_on_start(poller->store, entry->topic, entry->key);
    entry->call = ak_arm_read(poller->arm, ak_arm_op_of_topic(entry->topic), &target, on_done,
                              on_progress, entry);
}

/* Starts what is due and sets the timer for what is due next. */
static void start_due(struct ak_poller *poller)
{
    int64_t now = ak_clock_ms(poller->clock);
    int64_t next = INT64_MAX;

    for (struct entry *entry = poller->entries; entry != NULL; entry = entry->next) {
        if (!entry->is_wanted || entry->call != NULL)
            continue;
        if (entry->due_ms <= now)
            start(entry);
        else if (entry->due_ms < next)
            next = entry->due_ms;
    }
    if (next == INT64_MAX)
        ak_timer_stop(poller->timer);
    else
        ak_timer_start(poller->timer, (uint64_t)(next - now), 0);
}

static struct entry *find_entry(const struct ak_poller *poller, enum ak_topic topic,
                                const char *key)
{
    for (struct entry *entry = poller->entries; entry != NULL; entry = entry->next) {
        if (entry->topic == topic && ak_text_caseeq(entry->key, key))
            return entry;
    }
    return NULL;
}

static struct entry *add_entry(struct ak_poller *poller, const struct ak_demand *demand)
{
    struct entry *entry = ak_alloc(1, sizeof *entry);

    entry->poller = poller;
    entry->topic = demand->topic;
    entry->key = ak_strdup(demand->key);
    entry->due_ms = INT64_MIN;
    entry->next = poller->entries;
    poller->entries = entry;
    return entry;
}

/* As old as is asked for now, counted from when it was read; what failed keeps its wait. */
static void set_interval(struct entry *entry, int64_t interval_ms)
{
    bool is_timed = entry->due_ms != INT64_MIN && entry->due_ms != INT64_MAX;

    if (interval_ms != entry->interval_ms && is_timed && entry->failures == 0)
        entry->due_ms = entry->read_ms + interval_ms;
    entry->interval_ms = interval_ms;
}

static void want(struct ak_poller *poller, const struct ak_demand *demand)
{
    struct entry *entry = find_entry(poller, demand->topic, demand->key);
    int seconds =
        demand->interval_s > 0 ? demand->interval_s : ak_topic_refresh_seconds(demand->topic);

    if (entry == NULL)
        entry = add_entry(poller, demand);
    entry->is_wanted = true;
    set_interval(entry, (int64_t)seconds * 1000);
}

/* Reads that nobody wants any more are cancelled, since what they answer would not be shown; those
 * that failed are no trouble any more. */
static void drop_unwanted(struct ak_poller *poller)
{
    for (struct entry *entry = poller->entries; entry != NULL; entry = entry->next) {
        if (entry->is_wanted)
            continue;
        if (entry->call != NULL)
            ak_arm_cancel(entry->call);
        else if (entry->failures > 0)
            forget_trouble(entry);
    }
}

void ak__poller_set_demands(struct ak_poller *poller, const struct ak_demands *demands)
{
    for (struct entry *entry = poller->entries; entry != NULL; entry = entry->next)
        entry->is_wanted = false;
    for (size_t i = 0; i < demands->items.len; i++)
        want(poller, ak_vec_at(&demands->items, i));
    drop_unwanted(poller);
    start_due(poller);
}

void ak__poller_refresh(struct ak_poller *poller)
{
    ak_arm_hurry(poller->arm);
    for (struct entry *entry = poller->entries; entry != NULL; entry = entry->next) {
        if (entry->is_wanted)
            entry->due_ms = INT64_MIN;
    }
    start_due(poller);
}

/* "<cluster>/agentPools/a" concerns "<cluster>" and the other way round. */
static bool concerns(const char *key, const char *id)
{
    size_t key_len = strlen(key);
    size_t id_len = strlen(id);
    size_t len = key_len < id_len ? key_len : id_len;

    return len > 0 && strncasecmp(key, id, len) == 0 && (key[len] == '\0' || key[len] == '/') &&
           (id[len] == '\0' || id[len] == '/');
}

static void overtake(struct entry *entry)
{
    entry->due_ms = INT64_MIN;
    entry->is_overtaken = entry->call != NULL;
}

void ak__poller_expedite(struct ak_poller *poller, const char *id)
{
    for (struct entry *entry = poller->entries; entry != NULL; entry = entry->next) {
        if (entry->topic == AK_TOPIC_USAGES ||
            (entry->topic != AK_TOPIC_PERMISSIONS && concerns(entry->key, id)))
            overtake(entry);
    }
    start_due(poller);
}

void ak__poller_doubt_permissions(struct ak_poller *poller, const char *id)
{
    for (struct entry *entry = poller->entries; entry != NULL; entry = entry->next) {
        if (entry->topic == AK_TOPIC_PERMISSIONS && concerns(entry->key, id))
            overtake(entry);
    }
    start_due(poller);
}

bool ak__poller_is_idle(const struct ak_poller *poller)
{
    for (const struct entry *entry = poller->entries; entry != NULL; entry = entry->next) {
        if (entry->call != NULL || (entry->is_wanted && !entry->was_answered))
            return false;
    }
    return true;
}
