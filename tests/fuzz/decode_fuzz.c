/* decode_fuzz.c: whatever the bytes are, the codecs end, leak nothing and let no harmful text
 * through.
 *
 * The first byte chooses: a codec, or one of the readers of errors.h; the rest is the body. */
#include "config.h"

#include "akscope/wire/decode.h"
#include "akscope/wire/errors.h"
#include "fuzz.h"

enum { READERS = 3 };

static void require_clean_pairs(struct ak_pairs pairs)
{
    for (size_t i = 0; i < pairs.count; i++) {
        require(pairs.items[i].key != NULL && pairs.items[i].value != NULL);
        require_clean(pairs.items[i].key);
        require_clean(pairs.items[i].value);
    }
}

static void require_clean_pool(const struct ak_pool *pool)
{
    require(pool->name != NULL);
    require_clean(pool->id);
    require_clean(pool->name);
    require_clean(pool->vm_size);
    require_clean_pairs(pool->labels);
    require_clean_pairs(pool->tags);
    for (size_t i = 0; i < pool->zones.count; i++)
        require_clean(pool->zones.items[i]);
}

static void require_clean_texts(struct ak_texts texts)
{
    for (size_t i = 0; i < texts.count; i++) {
        require(texts.items[i] != NULL);
        require_clean(texts.items[i]);
    }
}

static void require_clean_permission(const struct ak_permission *permission)
{
    require_clean_texts(permission->actions);
    require_clean_texts(permission->not_actions);
    require_clean(permission->condition);
}

static void require_clean_payload(const struct ak_payload *payload)
{
    if (payload->topic == AK_TOPIC_POOLS) {
        for (size_t i = 0; i < payload->as.pools.count; i++)
            require_clean_pool(&payload->as.pools.items[i]);
    }
    if (payload->topic == AK_TOPIC_PERMISSIONS) {
        for (size_t i = 0; i < payload->as.permissions.count; i++)
            require_clean_permission(&payload->as.permissions.items[i]);
    }
    if (payload->topic != AK_TOPIC_CLUSTERS)
        return;
    for (size_t i = 0; i < payload->as.clusters.count; i++) {
        const struct ak_cluster *cluster = &payload->as.clusters.items[i];

        require(cluster->id != NULL);
        require_clean(cluster->id);
        require_clean(cluster->resource_group);
        require_clean_pairs(cluster->tags);
        for (size_t j = 0; j < cluster->pool_count; j++)
            require_clean_pool(&cluster->pools[j]);
    }
}

static void decode_twice(enum ak_codec codec, const char *body, size_t len)
{
    struct ak_decoder *decoder = ak_decoder_new(codec, "/subscriptions/s/westus");
    struct ak_err err = ak_err_none();
    const char *link = NULL;
    int failed = ak_decoder_page(decoder, body, len, &link, &err);
    size_t count = ak_decoder_count(decoder);

    if (failed) {
        require(failed == AK_ERR_MALFORMED || failed == AK_ERR_TOO_LARGE);
        require(count == 0 && (int)err.kind == failed && err.text[0] != '\0');
        require_clean(err.text);
    } else {
        require_clean(link);
        require(ak_decoder_page(decoder, body, len, &link, &err) == 0);
        require(ak_decoder_count(decoder) == 2 * count);
    }
    struct ak_payload *payload = ak_decoder_take(decoder);
    require_clean_payload(payload);
    ak_payload_unref(payload);
    ak_decoder_free(decoder);
}

static void read_one(int reader, const char *body, size_t len)
{
    struct ak_err err = ak_err_none();
    struct ak_operation_status status;
    char state[32];

    switch (reader) {
    case 0:
        ak_wire_read_error(404, body, len, &err);
        require(err.kind != AK_ERR_NONE && err.text[0] != '\0');
        break;
    case 1:
        require(ak_wire_read_operation(body, len, &status, &err) != 0 || status.status[0] != '\0');
        break;
    default:
        require(ak_wire_read_state(body, len, state, sizeof(state), &err) != 0 ||
                strlen(state) < sizeof(state));
        break;
    }
    require_clean(err.text);
    require_clean(err.code);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *body = (const char *)data + 1;

    if (size == 0)
        return 0;
    int choice = data[0] % (AK_CODEC_COUNT + READERS);
    if (choice < AK_CODEC_COUNT)
        decode_twice((enum ak_codec)choice, body, size - 1);
    else
        read_one(choice - AK_CODEC_COUNT, body, size - 1);
    return 0;
}
