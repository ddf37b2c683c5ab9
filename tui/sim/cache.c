#include "config.h"

#include "cache_int.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"

enum { BUCKETS = 4096 };

struct entry {
    char *origin;
    char *target;
    struct ak_sim_body *body;
    struct entry *next;
};

struct ak_sim_cache {
    struct entry *buckets[BUCKETS];
    size_t max;
    size_t used;
};

/* FNV-1a: short, and good enough for a table of URLs that we hand out ourselves. */
static size_t bucket_of(const char *target)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *target != '\0'; target++) {
        hash = (hash ^ (unsigned char)*target) * UINT64_C(1099511628211);
    }
    return (size_t)(hash % BUCKETS);
}

struct ak_sim_cache *ak_sim_cache_new(size_t max)
{
    struct ak_sim_cache *cache = ak_alloc(1, sizeof *cache);
    cache->max = max;
    return cache;
}

void ak_sim_cache_clear(struct ak_sim_cache *cache)
{
    for (size_t i = 0; i < BUCKETS; i++) {
        while (cache->buckets[i] != NULL) {
            struct entry *entry = cache->buckets[i];
            cache->buckets[i] = entry->next;
            ak_sim_body_unref(entry->body);
            free(entry->origin);
            free(entry->target);
            free(entry);
        }
    }
    cache->used = 0;
}

void ak_sim_cache_free(struct ak_sim_cache *cache)
{
    if (cache != NULL) {
        ak_sim_cache_clear(cache);
        free(cache);
    }
}

struct ak_sim_body *ak_sim_cache_find(const struct ak_sim_cache *cache, const char *origin,
                                      const char *target)
{
    const struct entry *entry = cache->buckets[bucket_of(target)];
    while (entry != NULL &&
           (strcmp(entry->target, target) != 0 || strcmp(entry->origin, origin) != 0)) {
        entry = entry->next;
    }
    return entry != NULL ? entry->body : NULL;
}

void ak_sim_cache_put(struct ak_sim_cache *cache, const char *origin, const char *target,
                      struct ak_sim_body *body)
{
    /* Compressed it takes about as much again at worst, and far less as a rule. */
    if (cache->used + body->len > cache->max) {
        ak_sim_cache_clear(cache);
    }
    cache->used += body->len;
    struct entry **bucket = &cache->buckets[bucket_of(target)];
    struct entry *entry = ak_alloc(1, sizeof *entry);
    *entry = (struct entry){.origin = ak_strdup(origin),
                            .target = ak_strdup(target),
                            .body = ak_sim_body_ref(body),
                            .next = *bucket};
    *bucket = entry;
}
