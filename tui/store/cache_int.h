/* cache_int.h: one file of the cache.
 *
 * A file is one header line and a body. The header's fields are parted by tabs:
 *
 *     akscope-cache  version  scope  topic  key  fetched_at  bytes of the body  checksum of the
 * body
 *
 * The body is the list in the shape of Azure Resource Manager (wire/encode.h), read back by the
 * same decoder as an answer of Azure, with the same suspicion. Nothing here touches loop or store:
 * it is for worker threads. */
#ifndef AKSCOPE_STORE_CACHE_INT_H
#define AKSCOPE_STORE_CACHE_INT_H

#include "akscope/base/attributes.h"
#include "akscope/base/vec.h"
#include "akscope/model/snap.h"

/* One list: as it is written, or as it was read. */
struct ak__cache_list {
    enum ak_topic topic;
    const char *key;
    char *own_key; /* the same when it was read, the list's; NULL: `key` is borrowed */
    int64_t fetched_at;
    struct ak_payload *payload; /* a reference is the list's when it was read, else borrowed */
    uint64_t payload_version;   /* of what is written */
    bool is_written;
};

/* True for topics that are cached. */
bool ak__cache_holds(enum ak_topic topic);

/* Replaces the list's file below `folder`. AK_ERR_FILE, AK_ERR_TOO_LARGE, or AK_ERR_CONFIG for a
 * scope or key that can't stand in a header. */
AK_NONNULL AK_MUST_USE int ak__cache_write(const char *folder, const char *scope,
                                           const struct ak__cache_list *list, struct ak_err *err);

/* Reads the bytes of one file, which are changed, into *list. AK_ERR_MALFORMED for a file of
 * another scope or version, or one that is damaged; else the decoder's kinds. */
AK_NONNULL AK_MUST_USE int ak__cache_parse(char *file, size_t len, const char *scope,
                                           struct ak__cache_list *list, struct ak_err *err);

/* Pushes the path of every file of that scope to `paths` (of char *, which the caller frees). */
AK_NONNULL void ak__cache_find(const char *folder, const char *scope, struct ak_vec *paths);

/* Reads one file into *list, if it takes no more than *budget, which grows less by that. False: it
 * is odd in any way, which stands in the log, and passed over. */
AK_NONNULL AK_MUST_USE bool ak__cache_read(const char *path, const char *scope, size_t *budget,
                                           struct ak__cache_list *list);

#endif
