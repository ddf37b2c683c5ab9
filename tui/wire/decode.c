/* decode.c: pages of one answer collected into a payload. */
#include "config.h"

#include "akscope/wire/decode.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "decode_int.h"

/* What a tree takes for each byte of its text, at most: measured on answers of all kinds. */
enum { TREE_BYTES_PER_BYTE = 4 };

struct codec_row {
    const char *name;
    enum ak_topic topic;
    ak__decode_page *decode;
};

static const struct codec_row codecs[AK_CODEC_COUNT] = {
#define AK_CODEC(symbol, name, topic, function) [AK_CODEC_##symbol] = {name, topic, function},
#include "akscope/wire/codecs.def"
#undef AK_CODEC
};

/* Where a payload keeps a list: item_size 0 for topics that are one object. */
struct list_row {
    size_t item_size;
    size_t items_at;
    size_t count_at;
};

static const struct list_row lists[AK_TOPIC_COUNT] = {
    [AK_TOPIC_SUBSCRIPTIONS] = {sizeof(struct ak_subscription),
                                offsetof(struct ak_payload, as.subscriptions.items),
                                offsetof(struct ak_payload, as.subscriptions.count)},
    [AK_TOPIC_CLUSTERS] = {sizeof(struct ak_cluster),
                           offsetof(struct ak_payload, as.clusters.items),
                           offsetof(struct ak_payload, as.clusters.count)},
    [AK_TOPIC_POOLS] = {sizeof(struct ak_pool), offsetof(struct ak_payload, as.pools.items),
                        offsetof(struct ak_payload, as.pools.count)},
    [AK_TOPIC_VM_SIZES] = {sizeof(struct ak_vm_size),
                           offsetof(struct ak_payload, as.vm_sizes.items),
                           offsetof(struct ak_payload, as.vm_sizes.count)},
    [AK_TOPIC_USAGES] = {sizeof(struct ak_usage), offsetof(struct ak_payload, as.usages.items),
                         offsetof(struct ak_payload, as.usages.count)},
    [AK_TOPIC_VERSIONS] = {sizeof(struct ak_kubernetes_version),
                           offsetof(struct ak_payload, as.versions.items),
                           offsetof(struct ak_payload, as.versions.count)},
    [AK_TOPIC_FEATURES] = {sizeof(struct ak_feature),
                           offsetof(struct ak_payload, as.features.items),
                           offsetof(struct ak_payload, as.features.count)},
    [AK_TOPIC_PERMISSIONS] = {sizeof(struct ak_permission),
                              offsetof(struct ak_payload, as.permissions.items),
                              offsetof(struct ak_payload, as.permissions.count)},
    [AK_TOPIC_ROLE_ASSIGNMENTS] = {sizeof(struct ak_role_assignment),
                                   offsetof(struct ak_payload, as.role_assignments.items),
                                   offsetof(struct ak_payload, as.role_assignments.count)},
};

struct ak_decoder {
    enum ak_codec codec;
    char *context;
    char *next_link;
    struct ak_payload *payload; /* NULL once taken */
    struct ak_vec items;
    size_t objects; /* answers read of a topic that is one object */
};

static const struct codec_row *row_of(enum ak_codec codec)
{
    if ((unsigned)codec >= AK_CODEC_COUNT)
        AK_BUG("there is no codec %d", (int)codec);
    return &codecs[codec];
}

static const struct list_row *list_of(const struct ak_decoder *decoder)
{
    return &lists[row_of(decoder->codec)->topic];
}

const char *ak_codec_name(enum ak_codec codec)
{
    return row_of(codec)->name;
}

enum ak_topic ak_codec_topic(enum ak_codec codec)
{
    return row_of(codec)->topic;
}

struct ak_decoder *ak_decoder_new(enum ak_codec codec, const char *context)
{
    struct ak_decoder *decoder = ak_alloc(1, sizeof(*decoder));

    decoder->codec = codec;
    decoder->context = ak_strdup(context);
    decoder->payload = ak_payload_new(ak_codec_topic(codec), 0);
    decoder->items = ak_vec_init(list_of(decoder)->item_size);
    return decoder;
}

void ak_decoder_free(struct ak_decoder *decoder)
{
    if (decoder == NULL)
        return;
    ak_payload_unref(decoder->payload);
    ak_vec_release(&decoder->items);
    free(decoder->next_link);
    free(decoder->context);
    free(decoder);
}

void ak__read_list(struct ak__page *page, const char *name, ak__read_item *read)
{
    struct ak__node list = ak__member(&page->root, name);

    if (cJSON_GetObjectItemCaseSensitive(page->root.json, name) == NULL)
        ak__fail(&list, "missing");
    for (struct ak__node item = ak__first_item(&list); item.json != NULL; item = ak__next(&item)) {
        if (!read(page, &item, ak_vec_push(page->items)))
            ak_vec_remove(page->items, page->items->len - 1);
    }
}

void ak__read_single(struct ak__page *page, ak__read_item *read)
{
    if (!read(page, &page->root, ak_vec_push(page->items)))
        ak_vec_remove(page->items, page->items->len - 1);
}

/* The link is used as it stands, so it is refused rather than cleaned. */
static char *read_next_link(const struct ak__node *root)
{
    struct ak__node node = ak__member(root, "nextLink");
    const char *link = ak__raw_text(&node);

    if (link == NULL || link[0] == '\0')
        return NULL;
    if (!ak_text_is_clean(link, strlen(link))) {
        ak__fail(&node, "characters that no URL has");
        return NULL;
    }
    return ak_strdup(link);
}

struct body {
    const char *bytes;
    size_t len;
    const cJSON *json;
};

static int decode_tree(struct ak_decoder *decoder, const struct body *body, char **next_link,
                       struct ak_err *err)
{
    struct ak__reader reader = {.arena = decoder->payload->arena, .err = err};
    struct ak__page page = {
        .root = ak__root(&reader, body->json),
        .body = body->bytes,
        .body_len = body->len,
        .arena = reader.arena,
        .payload = decoder->payload,
        .items = &decoder->items,
        .context = decoder->context,
    };

    if (!cJSON_IsObject(body->json))
        ak__fail(&page.root, "expected an object");
    else
        row_of(decoder->codec)->decode(&page);
    if (!reader.failed)
        *next_link = read_next_link(&page.root);
    return reader.failed;
}

int ak_decoder_page(struct ak_decoder *decoder, const char *bytes, size_t len,
                    const char **next_link, struct ak_err *err)
{
    struct body body = {.bytes = bytes, .len = len};
    size_t before = decoder->items.len;
    struct ak_arena *arena = ak_arena_new_scratch(len * TREE_BYTES_PER_BYTE);
    char *link = NULL;
    int failed;

    if (decoder->payload == NULL)
        AK_BUG("a page for a decoder whose payload was taken");
    failed = ak__json_parse_in(arena, bytes, len, &body.json, err);
    if (!failed)
        failed = decode_tree(decoder, &body, &link, err);
    ak_arena_free(arena);
    if (failed) {
        while (decoder->items.len > before)
            ak_vec_remove(&decoder->items, decoder->items.len - 1);
        return failed;
    }
    free(decoder->next_link);
    decoder->next_link = link;
    decoder->objects++;
    *next_link = link;
    return 0;
}

size_t ak_decoder_count(const struct ak_decoder *decoder)
{
    return list_of(decoder)->item_size > 0 ? decoder->items.len : decoder->objects;
}

struct ak_payload *ak_decoder_take(struct ak_decoder *decoder)
{
    const struct list_row *list = list_of(decoder);
    struct ak_payload *payload = decoder->payload;
    size_t count = decoder->items.len;

    if (payload == NULL)
        AK_BUG("the payload of a decoder was taken twice");
    if (count > 0) {
        void *items = ak_arena_alloc(payload->arena, count, list->item_size);

        memcpy(items, decoder->items.items, count * list->item_size);
        memcpy((char *)payload + list->items_at, &items, sizeof(items));
        memcpy((char *)payload + list->count_at, &count, sizeof(count));
    }
    decoder->payload = NULL;
    ak_vec_release(&decoder->items);
    return payload;
}
