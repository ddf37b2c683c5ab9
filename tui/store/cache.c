/* cache.c: the lists of the last session: what is read and written when. The work is done off the
 * loop thread, on lists that the loop thread keeps alive meanwhile. */
#include "config.h"

#include "akscope/store/cache.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/log.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"
#include "cache_int.h"

/* What a file was last written with. */
struct saved {
    enum ak_topic topic;
    char *key;
    uint64_t payload_version;
};

/* Reading all files, a job each, so that what was read is seen while others are read. */
struct load {
    struct ak_cache *cache;
    struct ak_work *work;
    bool has_looked;
    struct ak_vec paths; /* char *; owned */
    size_t next;         /* the path whose turn it is */
    size_t budget;
    bool has_list;
    struct ak__cache_list list;
    ak_cache_on_done *on_done;
    void *context;
};

/* Writing what changed. */
struct save {
    struct ak_cache *cache;
    struct ak_snap *snap; /* keeps keys and payloads of the lists */
    struct ak_vec lists;  /* struct ak__cache_list */
};

struct ak_cache {
    struct ak_loop *loop;
    struct ak_store *store;
    char *scope;
    char *folder; /* with its slash; NULL: there is none */
    bool is_closing;
    struct load *load;       /* under way, or NULL */
    struct save *save;       /* under way, or NULL */
    struct ak_snap *waiting; /* to be saved after that, or NULL */
    struct ak_vec saved;     /* struct saved */
};

struct ak_cache *ak_cache_new(struct ak_loop *loop, struct ak_store *store, const char *scope)
{
    struct ak_cache *cache = ak_alloc(1, sizeof *cache);

    cache->loop = loop;
    cache->store = store;
    cache->scope = ak_strdup(scope);
    cache->folder = ak_file_user_path("CACHE", "");
    cache->saved = ak_vec_init(sizeof(struct saved));
    return cache;
}

static void finish_close(struct ak_cache *cache)
{
    if (!cache->is_closing || cache->load != NULL || cache->save != NULL)
        return;
    for (size_t i = 0; i < cache->saved.len; i++)
        free(((struct saved *)ak_vec_at(&cache->saved, i))->key);
    ak_vec_release(&cache->saved);
    free(cache->scope);
    free(cache->folder);
    free(cache);
}

/* ---- reading ---- */

/* Reads the next file that is good. */
static void run_load(void *job)
{
    struct load *load = job;
    const struct ak_cache *cache = load->cache;

    if (!load->has_looked && cache->folder != NULL)
        ak__cache_find(cache->folder, cache->scope, &load->paths);
    load->has_looked = true;
    while (!load->has_list && load->next < load->paths.len) {
        const char *path = *(char **)ak_vec_at(&load->paths, load->next++);

        load->has_list = ak__cache_read(path, cache->scope, &load->budget, &load->list);
    }
}

/* Hands a list to the store, unless that may be gone. */
static void take_list(struct ak_cache *cache, const struct ak__cache_list *list)
{
    if (cache->is_closing)
        ak_payload_unref(list->payload);
    else
        ak_store_apply_cached(cache->store, &(struct ak_delta){.topic = list->topic,
                                                               .key = list->key,
                                                               .payload = list->payload,
                                                               .fetched_at = list->fetched_at});
    free(list->own_key);
}

static void end_load(struct load *load)
{
    struct ak_cache *cache = load->cache;

    for (size_t i = 0; i < load->paths.len; i++)
        free(*(char **)ak_vec_at(&load->paths, i));
    ak_vec_release(&load->paths);
    cache->load = NULL;
    load->on_done(load->context);
    free(load);
    finish_close(cache);
}

static void on_loaded(void *job, bool cancelled)
{
    struct load *load = job;
    struct ak_cache *cache = load->cache;

    if (load->has_list)
        take_list(cache, &load->list);
    load->has_list = false;
    if (!cancelled && !cache->is_closing && load->next < load->paths.len)
        load->work = ak_work_start_now(cache->loop, run_load, on_loaded, load);
    else
        end_load(load);
}

void ak_cache_load(struct ak_cache *cache, ak_cache_on_done *on_done, void *context)
{
    struct load *load;

    if (cache == NULL)
        return;
    if (cache->load != NULL)
        AK_BUG("the cache is being read already");
    load = ak_alloc(1, sizeof *load);
    load->cache = cache;
    load->paths = ak_vec_init(sizeof(char *));
    load->budget = AK_LIMIT_CACHE;
    load->on_done = on_done;
    load->context = context;
    cache->load = load;
    /* A person looks at an empty screen. */
    load->work = ak_work_start_now(cache->loop, run_load, on_loaded, load);
}

/* ---- writing ---- */

static struct saved *find_saved(const struct ak_cache *cache, enum ak_topic topic, const char *key)
{
    for (size_t i = 0; i < cache->saved.len; i++) {
        struct saved *saved = ak_vec_at(&cache->saved, i);

        if (saved->topic == topic && ak_text_caseeq(saved->key, key))
            return saved;
    }
    return NULL;
}

static bool is_to_be_saved(const struct ak_cache *cache, const struct ak_slot *slot)
{
    const struct saved *saved;

    if (!ak__cache_holds(slot->topic) || slot->payload == NULL || slot->from_cache)
        return false;
    saved = find_saved(cache, slot->topic, slot->key);
    return saved == NULL || saved->payload_version != slot->payload_version;
}

static void run_save(void *job)
{
    struct save *save = job;

    for (size_t i = 0; i < save->lists.len; i++) {
        struct ak__cache_list *list = ak_vec_at(&save->lists, i);
        struct ak_err err = ak_err_none();

        if (ak__cache_write(save->cache->folder, save->cache->scope, list, &err))
            ak_log(AK_LOG_ERROR, "cache: %s of %s is not kept: %s", ak_topic_name(list->topic),
                   list->key, err.text);
        else
            list->is_written = true;
    }
}

static void note_saved(struct ak_cache *cache, const struct ak__cache_list *list)
{
    struct saved *saved = find_saved(cache, list->topic, list->key);

    if (saved == NULL) {
        saved = ak_vec_push(&cache->saved);
        saved->topic = list->topic;
        saved->key = ak_strdup(list->key);
    }
    saved->payload_version = list->payload_version;
}

static void start_save(struct ak_cache *cache, struct ak_snap *snap);

static void on_saved(void *job, bool cancelled)
{
    struct save *save = job;
    struct ak_cache *cache = save->cache;
    struct ak_snap *waiting = cache->waiting;

    (void)cancelled;
    for (size_t i = 0; i < save->lists.len; i++) {
        const struct ak__cache_list *list = ak_vec_at(&save->lists, i);

        if (list->is_written)
            note_saved(cache, list);
    }
    ak_vec_release(&save->lists);
    ak_snap_unref(save->snap);
    free(save);
    cache->save = NULL;
    cache->waiting = NULL;
    if (waiting != NULL)
        start_save(cache, waiting);
    finish_close(cache);
}

/* Takes over the reference. */
static void start_save(struct ak_cache *cache, struct ak_snap *snap)
{
    struct ak_vec lists = ak_vec_init(sizeof(struct ak__cache_list));

    for (size_t i = 0; i < snap->slot_count; i++) {
        const struct ak_slot *slot = snap->slots[i];

        if (is_to_be_saved(cache, slot))
            *(struct ak__cache_list *)ak_vec_push(&lists) =
                (struct ak__cache_list){.topic = slot->topic,
                                        .key = slot->key,
                                        .fetched_at = slot->fetched_at,
                                        .payload = slot->payload,
                                        .payload_version = slot->payload_version};
    }
    if (lists.len == 0) {
        ak_vec_release(&lists);
        ak_snap_unref(snap);
        return;
    }
    cache->save = ak_alloc(1, sizeof *cache->save);
    *cache->save = (struct save){.cache = cache, .snap = snap, .lists = lists};
    (void)ak_work_start(cache->loop, run_save, on_saved, cache->save);
}

void ak_cache_save(struct ak_cache *cache)
{
    struct ak_snap *snap;

    if (cache == NULL || cache->folder == NULL)
        return;
    snap = ak_snap_ref(ak_store_snap(cache->store));
    if (cache->save == NULL) {
        start_save(cache, snap);
        return;
    }
    ak_snap_unref(cache->waiting);
    cache->waiting = snap;
}

void ak_cache_close(struct ak_cache *cache)
{
    if (cache == NULL)
        return;
    cache->is_closing = true;
    if (cache->load != NULL)
        ak_work_cancel(cache->load->work);
    finish_close(cache);
}
