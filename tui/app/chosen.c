/* chosen.c: subscriptions in use. */
#include "config.h"

#include "chosen_int.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/log.h"
#include "akscope/base/text.h"
#include "akscope/store/choice.h"

struct ak_chosen {
    const struct ak_conf *conf;
    struct ak_choice *choice;
    bool is_picked; /* in this session: the setting does not hold any more */
    char by[64];
    /* where it is kept */
    struct ak_loop *loop;
    char *path; /* NULL: it is not */
    ak__chosen_on_problem *on_problem;
    void *context;
    bool is_writing;
    bool is_overtaken; /* since that began, something else was chosen */
    bool is_closing;
};

static const char *item_of(const struct ak_conf *conf, size_t n)
{
    return ak_conf_item(conf, AK_SETTING_ID_SUBSCRIPTIONS, n);
}

static bool is_setting_empty(const struct ak_chosen *chosen)
{
    return item_of(chosen->conf, 0) == NULL;
}

static bool decides_by_setting(const struct ak_chosen *chosen)
{
    return !chosen->is_picked && !is_setting_empty(chosen);
}

/* "config.ini:3": of a path the end. */
static void say_origin(struct ak_chosen *chosen)
{
    const char *origin = ak_conf_origin(chosen->conf, AK_SETTING_ID_SUBSCRIPTIONS);
    const char *slash = strrchr(origin, '/');

    chosen->by[0] = '\0';
    if (!is_setting_empty(chosen))
        snprintf(chosen->by, sizeof chosen->by, "by %.50s", slash != NULL ? slash + 1 : origin);
}

struct ak_chosen *ak__chosen_new(const struct ak_conf *conf)
{
    struct ak_chosen *chosen = ak_alloc(1, sizeof *chosen);

    chosen->conf = conf;
    chosen->choice = ak_choice_new("");
    say_origin(chosen);
    return chosen;
}

static void finish_close(struct ak_chosen *chosen)
{
    if (!chosen->is_closing || chosen->is_writing)
        return;
    ak_choice_free(chosen->choice);
    free(chosen->path);
    free(chosen);
}

void ak__chosen_close(struct ak_chosen *chosen)
{
    if (chosen == NULL)
        return;
    chosen->is_closing = true;
    finish_close(chosen);
}

const char *ak__chosen_by(const struct ak_chosen *chosen)
{
    return chosen->by;
}

bool ak__chosen_is_narrowed(const struct ak_chosen *chosen)
{
    return decides_by_setting(chosen) || ak_choice_is_made(chosen->choice);
}

/* ---- keeping what was chosen ---- */

struct job {
    struct ak_chosen *chosen;
    struct ak_choice *choice;
    struct ak_err err;
};

static void write_choice(void *context)
{
    struct job *job = context;

    (void)!ak_choice_write(job->choice, job->chosen->path, &job->err);
}

static void start_writing(struct ak_chosen *chosen);

static void on_written(void *context, bool is_cancelled)
{
    struct job *job = context;
    struct ak_chosen *chosen = job->chosen;

    (void)is_cancelled;
    chosen->is_writing = false;
    if (job->err.kind != AK_ERR_NONE && !chosen->is_closing)
        chosen->on_problem(&job->err, chosen->context);
    else if (job->err.kind != AK_ERR_NONE)
        ak_log(AK_LOG_ERROR, "the chosen subscriptions could not be kept: %s", job->err.text);
    ak_choice_free(job->choice);
    free(job);
    if (chosen->is_overtaken)
        start_writing(chosen);
    finish_close(chosen);
}

/* One at a time, so that the last choice is what stays. */
static void start_writing(struct ak_chosen *chosen)
{
    struct job *job;

    chosen->is_overtaken = chosen->is_writing;
    if (chosen->is_writing)
        return;
    job = ak_alloc(1, sizeof *job);
    *job = (struct job){
        .chosen = chosen, .choice = ak_choice_copy(chosen->choice), .err = ak_err_none()};
    chosen->is_writing = true;
    (void)ak_work_start_now(chosen->loop, write_choice, on_written, job);
}

int ak__chosen_remember(struct ak_chosen *chosen, struct ak_loop *loop, const char *endpoint,
                        ak__chosen_on_problem *on_problem, void *context, struct ak_err *err)
{
    char *path = is_setting_empty(chosen) ? ak_choice_path() : NULL;

    if (path == NULL)
        return 0;
    ak_choice_free(chosen->choice);
    chosen->choice = ak_choice_new(endpoint);
    chosen->loop = loop;
    chosen->path = path;
    chosen->on_problem = on_problem;
    chosen->context = context;
    return ak_choice_read(chosen->choice, path, err);
}

/* ---- what is listed ---- */

static const struct ak_subscriptions *listed(const struct ak_snap *snap)
{
    static const struct ak_subscriptions none;
    const struct ak_payload *payload = ak_snap_payload(snap, AK_TOPIC_SUBSCRIPTIONS, "");

    return payload != NULL ? &payload->as.subscriptions : &none;
}

static bool is_list_known(const struct ak_snap *snap)
{
    const struct ak_slot *slot = ak_snap_find(snap, AK_TOPIC_SUBSCRIPTIONS, "");

    return slot != NULL && slot->status == AK_SLOT_OK && !slot->from_cache;
}

void ak__chosen_pick(struct ak_chosen *chosen, const struct ak_snap *snap,
                     const struct ak_texts *ids)
{
    if (ids->count > 0)
        ak_choice_make(chosen->choice, listed(snap), ids);
    else
        ak_choice_clear(chosen->choice);
    if (!is_setting_empty(chosen))
        snprintf(chosen->by, sizeof chosen->by, "until akscope ends");
    chosen->is_picked = true;
    if (chosen->path != NULL)
        start_writing(chosen);
}

/* ---- the setting ---- */

static bool is_exclusion(const char *item)
{
    return item[0] == '!';
}

static bool is_pattern(const char *item)
{
    return is_exclusion(item) || strpbrk(item, "*?") != NULL;
}

const char *ak__chosen_named(const struct ak_conf *conf)
{
    const char *item;

    for (size_t i = 0; (item = item_of(conf, i)) != NULL; i++) {
        if (!is_pattern(item))
            return item;
    }
    return NULL;
}

static bool matches(const struct ak_subscription *subscription, const char *pattern)
{
    return (subscription->name != NULL && ak_text_matches(subscription->name, pattern)) ||
           (subscription->id != NULL && ak_text_matches(subscription->id, pattern));
}

static bool is_excluded(const struct ak_chosen *chosen, const struct ak_subscription *subscription)
{
    const char *item;

    for (size_t i = 0; (item = item_of(chosen->conf, i)) != NULL; i++) {
        if (is_exclusion(item) && matches(subscription, item + 1))
            return true;
    }
    return false;
}

/* Is there anything but exclusions? */
static bool has_wishes(const struct ak_chosen *chosen)
{
    const char *item;

    for (size_t i = 0; (item = item_of(chosen->conf, i)) != NULL; i++) {
        if (!is_exclusion(item))
            return true;
    }
    return false;
}

static void push_matching(const struct ak_chosen *chosen, const struct ak_snap *snap,
                          const char *pattern, struct ak_vec *ids)
{
    const struct ak_subscriptions *list = listed(snap);

    for (size_t i = 0; i < list->count; i++) {
        const struct ak_subscription *item = &list->items[i];

        if (ak_subscription_is_usable(item) && matches(item, pattern) && !is_excluded(chosen, item))
            *(const char **)ak_vec_push(ids) = item->id;
    }
}

static bool is_guid(const char *text)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    for (size_t i = 0; i < sizeof form; i++) {
        if (form[i] == 'x' ? !isxdigit((unsigned char)text[i]) : text[i] != form[i])
            return false;
    }
    return true;
}

/* One that was named by id or, as az takes it, by name: also one that is disabled. A name waits for
 * the list that would tell its id; one that is not in it is left for Azure to refuse. */
static void push_named(const struct ak_chosen *chosen, const struct ak_snap *snap, const char *name,
                       struct ak_vec *ids)
{
    const struct ak_subscriptions *list = listed(snap);
    const struct ak_slot *slot = ak_snap_find(snap, AK_TOPIC_SUBSCRIPTIONS, "");
    bool is_told = slot != NULL && (slot->payload != NULL || slot->err.kind != AK_ERR_NONE);

    for (size_t i = 0; i < list->count; i++) {
        const struct ak_subscription *item = &list->items[i];

        if (item->id == NULL ||
            !(ak_text_caseeq(item->id, name) || ak_text_caseeq(item->name, name)))
            continue;
        if (!is_excluded(chosen, item))
            *(const char **)ak_vec_push(ids) = item->id;
        return;
    }
    if (is_told || is_guid(name))
        *(const char **)ak_vec_push(ids) = name;
}

static void push_by_setting(const struct ak_chosen *chosen, const struct ak_snap *snap,
                            struct ak_vec *ids)
{
    const char *item;

    if (!has_wishes(chosen))
        push_matching(chosen, snap, "*", ids);
    for (size_t i = 0; (item = item_of(chosen->conf, i)) != NULL; i++) {
        if (!is_pattern(item))
            push_named(chosen, snap, item, ids);
        else if (!is_exclusion(item))
            push_matching(chosen, snap, item, ids);
    }
}

void ak__chosen_ids(const struct ak_chosen *chosen, const struct ak_snap *snap, struct ak_vec *ids)
{
    const struct ak_subscriptions *list = listed(snap);

    if (decides_by_setting(chosen)) {
        push_by_setting(chosen, snap, ids);
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct ak_subscription *item = &list->items[i];

        if (ak_subscription_is_usable(item) && ak_choice_shows(chosen->choice, item))
            *(const char **)ak_vec_push(ids) = item->id;
    }
}

/* Does a pattern of the setting match none of those that are listed? */
static bool is_unmatched(const struct ak_snap *snap, const char *item)
{
    const struct ak_subscriptions *list = listed(snap);

    if (!is_pattern(item) || is_exclusion(item))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        if (matches(&list->items[i], item))
            return false;
    }
    return true;
}

const char *ak__chosen_unmatched(const struct ak_chosen *chosen, const struct ak_snap *snap,
                                 size_t n)
{
    const char *item;

    if (!decides_by_setting(chosen) || !is_list_known(snap))
        return NULL;
    for (size_t i = 0; (item = item_of(chosen->conf, i)) != NULL; i++) {
        if (is_unmatched(snap, item) && n-- == 0)
            return item;
    }
    return NULL;
}

static bool is_item(const struct ak_chosen *chosen, const char *text)
{
    const char *item;

    for (size_t i = 0; (item = item_of(chosen->conf, i)) != NULL; i++) {
        if (ak_text_caseeq(item, text))
            return true;
    }
    return false;
}

static const struct ak_subscription *find_listed(const struct ak_snap *snap, const char *id)
{
    const struct ak_subscriptions *list = listed(snap);

    for (size_t i = 0; i < list->count; i++) {
        if (ak_text_caseeq(list->items[i].id, id))
            return &list->items[i];
    }
    return NULL;
}

/* Must one that is not in use go? */
static bool leaves_out(const struct ak_chosen *chosen, const struct ak_snap *snap, const char *id)
{
    const struct ak_subscription *item;

    if (decides_by_setting(chosen))
        return !(is_item(chosen, id) && is_unmatched(snap, id));
    item = find_listed(snap, id);
    return is_list_known(snap) || (item != NULL && !ak_choice_shows(chosen->choice, item));
}

static int compare_ids(const void *left, const void *right)
{
    return ak_text_casecmp(*(const char *const *)left, *(const char *const *)right);
}

void ak__chosen_left_out(const struct ak_chosen *chosen, const struct ak_snap *snap,
                         struct ak_vec *left_out)
{
    struct ak_vec ids = ak_vec_init(sizeof(const char *));
    size_t first;
    size_t count = ak_snap_topic(snap, AK_TOPIC_CLUSTERS, &first);

    ak__chosen_ids(chosen, snap, &ids);
    if (ids.len > 0)
        qsort(ids.items, ids.len, sizeof(const char *), compare_ids);
    for (size_t i = first; i < first + count; i++) {
        const char *key = snap->slots[i]->key;
        bool is_in_use = ids.len > 0 && bsearch(&key, ids.items, ids.len, sizeof(const char *),
                                                compare_ids) != NULL;

        if (!is_in_use && leaves_out(chosen, snap, key))
            *(char **)ak_vec_push(left_out) = ak_strdup(key);
    }
    ak_vec_release(&ids);
}
