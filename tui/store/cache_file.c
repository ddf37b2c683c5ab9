/* cache_file.c: one list, one file. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/base/log.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"
#include "akscope/wire/decode.h"
#include "akscope/wire/encode.h"
#include "cache_int.h"

enum {
    HEADER_MOST = 4096,
    FILES_MOST = 20000,
    HASH_TEXT_SIZE = 17,
};

static const char magic[] = "akscope-cache";
static const char version[] = "1"; /* grows when a file of before can no longer be read */
static const char suffix[] = ".cache";

enum header_field {
    FIELD_MAGIC,
    FIELD_VERSION,
    FIELD_SCOPE,
    FIELD_TOPIC,
    FIELD_KEY,
    FIELD_FETCHED_AT,
    FIELD_LENGTH,
    FIELD_CHECKSUM,
    FIELD_COUNT
};

static const struct {
    enum ak_topic topic;
    enum ak_codec codec;
} kinds[] = {{AK_TOPIC_SUBSCRIPTIONS, AK_CODEC_SUBSCRIPTIONS},
             {AK_TOPIC_CLUSTERS, AK_CODEC_CLUSTERS}};

enum { KIND_COUNT = sizeof kinds / sizeof kinds[0] };

bool ak__cache_holds(enum ak_topic topic)
{
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (kinds[i].topic == topic)
            return true;
    }
    return false;
}

/* FNV-1a: finds a disk's mistakes; against forgery the file's owner and mode must do. */
static const char *hash(const char *bytes, size_t len, char out[HASH_TEXT_SIZE])
{
    uint64_t value = 14695981039346656037u;

    for (size_t i = 0; i < len; i++) {
        value ^= (unsigned char)bytes[i];
        value *= 1099511628211u;
    }
    for (size_t i = 0; i < HASH_TEXT_SIZE - 1; i++)
        out[i] = "0123456789abcdef"[(value >> (60 - 4 * i)) & 15];
    out[HASH_TEXT_SIZE - 1] = '\0';
    return out;
}

/* ---- writing ---- */

/* Keys have no letter case. */
static char *path_of(const char *folder, const char *scope, enum ak_topic topic, const char *key)
{
    char scope_hash[HASH_TEXT_SIZE], key_hash[HASH_TEXT_SIZE];
    char *lower = ak_strdup(key);
    char *path;

    for (char *at = lower; *at != '\0'; at++) {
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    }
    path = ak_asprintf("%s%s-%s-%s%s", folder, hash(scope, strlen(scope), scope_hash),
                       ak_topic_name(topic), hash(lower, strlen(lower), key_hash), suffix);
    free(lower);
    return path;
}

static int fill_file(struct ak_buf *file, const char *scope, const struct ak__cache_list *list,
                     const struct ak_buf *body, struct ak_err *err)
{
    char checksum[HASH_TEXT_SIZE];

    if (ak_buf_printf(file, "%s\t%s\t%s\t%s\t%s\t%" PRId64 "\t%zu\t%s\n", magic, version, scope,
                      ak_topic_name(list->topic), list->key, list->fetched_at, body->len,
                      hash(body->bytes, body->len, checksum)) &&
        file->len <= HEADER_MOST && ak_buf_append(file, body->bytes, body->len))
        return 0;
    return ak_err_set(err, AK_ERR_TOO_LARGE, "its file would be too large");
}

int ak__cache_write(const char *folder, const char *scope, const struct ak__cache_list *list,
                    struct ak_err *err)
{
    struct ak_buf body = ak_buf_init(AK_LIMIT_BODY);
    struct ak_buf file = ak_buf_init(AK_LIMIT_BODY + HEADER_MOST);
    char *path = path_of(folder, scope, list->topic, list->key);
    int failed = 0;

    if (!ak_text_is_clean(scope, strlen(scope)) || !ak_text_is_clean(list->key, strlen(list->key)))
        failed = ak_err_set(err, AK_ERR_CONFIG, "characters that its header can't hold");
    else if (!ak_wire_encode(list->payload, &body))
        failed = ak_err_set(err, AK_ERR_TOO_LARGE, "larger than %d bytes", AK_LIMIT_BODY);
    if (!failed)
        failed = fill_file(&file, scope, list, &body, err);
    if (!failed)
        failed = ak_file_replace(path, file.bytes, file.len, err);
    ak_buf_release(&body);
    ak_buf_release(&file);
    free(path);
    return failed;
}

/* ---- reading ---- */

/* Cuts the header line at its tabs; the body begins where `*body` says. False: not such a line. */
static bool split_header(char *file, size_t len, char *fields[FIELD_COUNT], const char **body)
{
    char *end = memchr(file, '\n', len < HEADER_MOST ? len : HEADER_MOST);
    char *at = file;
    size_t count = 0;

    if (end == NULL)
        return false;
    *end = '\0';
    *body = end + 1;
    while (at != NULL && count < FIELD_COUNT) {
        fields[count++] = at;
        at = strchr(at, '\t');
        if (at != NULL)
            *at++ = '\0';
    }
    return count == FIELD_COUNT && at == NULL;
}

static bool find_kind(const char *topic_name, size_t *kind)
{
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (strcmp(ak_topic_name(kinds[i].topic), topic_name) == 0) {
            *kind = i;
            return true;
        }
    }
    return false;
}

static int decode(enum ak_codec codec, const char *key, const char *body, size_t len,
                  struct ak_payload **out, struct ak_err *err)
{
    struct ak_decoder *decoder = ak_decoder_new(codec, key);
    const char *next = NULL;
    int failed = ak_decoder_page(decoder, body, len, &next, err);

    if (!failed && next != NULL)
        failed = ak_err_set(err, AK_ERR_MALFORMED, "it has a nextLink");
    if (!failed)
        *out = ak_decoder_take(decoder);
    ak_decoder_free(decoder);
    return failed;
}

int ak__cache_parse(char *file, size_t len, const char *scope, struct ak__cache_list *list,
                    struct ak_err *err)
{
    char *fields[FIELD_COUNT];
    char checksum[HASH_TEXT_SIZE];
    const char *body;
    size_t kind, body_len;
    int64_t fetched_at, said_len;
    struct ak_payload *payload = NULL;
    int failed;

    if (!split_header(file, len, fields, &body) || strcmp(fields[FIELD_MAGIC], magic) != 0 ||
        strcmp(fields[FIELD_VERSION], version) != 0 || strcmp(fields[FIELD_SCOPE], scope) != 0 ||
        !find_kind(fields[FIELD_TOPIC], &kind))
        return ak_err_set(err, AK_ERR_MALFORMED, "of another version or place");
    body_len = len - (size_t)(body - file);
    if (!ak_text_is_clean(fields[FIELD_KEY], strlen(fields[FIELD_KEY])) ||
        !ak_text_to_int(fields[FIELD_FETCHED_AT], 0, INT64_MAX, &fetched_at) ||
        !ak_text_to_int(fields[FIELD_LENGTH], 0, AK_LIMIT_BODY, &said_len) ||
        (size_t)said_len != body_len ||
        strcmp(fields[FIELD_CHECKSUM], hash(body, body_len, checksum)) != 0)
        return ak_err_set(err, AK_ERR_MALFORMED, "damaged");
    failed = decode(kinds[kind].codec, fields[FIELD_KEY], body, body_len, &payload, err);
    if (failed)
        return failed;
    char *key = ak_strdup(fields[FIELD_KEY]);
    *list = (struct ak__cache_list){.topic = kinds[kind].topic,
                                    .key = key,
                                    .own_key = key,
                                    .fetched_at = fetched_at,
                                    .payload = payload};
    return 0;
}

/* Files of ours: a pipe would block for ever, another's file may say anything. */
static bool is_own_file(const char *path, size_t budget)
{
    struct stat status;

    return fstatat(AT_FDCWD, path, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
           status.st_uid == geteuid() && (uint64_t)status.st_size <= budget;
}

bool ak__cache_read(const char *path, const char *scope, size_t *budget,
                    struct ak__cache_list *list)
{
    size_t most = AK_LIMIT_BODY + HEADER_MOST;
    char *file = NULL;
    size_t len = 0;
    struct ak_err err = ak_err_none();
    int failed;

    if (*budget < most)
        most = *budget;
    if (!is_own_file(path, most))
        return false;
    if (ak_file_read(path, most, &file, &len, &err)) {
        ak_log(AK_LOG_INFO, "cache: %s", err.text);
        return false;
    }
    *budget -= len;
    failed = ak__cache_parse(file, len, scope, list, &err);
    if (failed)
        ak_log(AK_LOG_INFO, "cache: %s is passed over: %s", path, err.text);
    free(file);
    return !failed;
}

static bool has_suffix(const char *name)
{
    size_t len = strlen(name);

    return len >= sizeof suffix && strcmp(name + len - (sizeof suffix - 1), suffix) == 0;
}

void ak__cache_find(const char *folder, const char *scope, struct ak_vec *paths)
{
    char scope_hash[HASH_TEXT_SIZE];
    DIR *entries = opendir(folder);
    const struct dirent *entry;

    if (entries == NULL)
        return;
    (void)hash(scope, strlen(scope), scope_hash);
    for (size_t seen = 0; seen < FILES_MOST && (entry = readdir(entries)) != NULL; seen++) {
        if (ak_text_has_prefix(entry->d_name, scope_hash, false) && has_suffix(entry->d_name))
            *(char **)ak_vec_push(paths) = ak_asprintf("%s%s", folder, entry->d_name);
    }
    closedir(entries);
}
