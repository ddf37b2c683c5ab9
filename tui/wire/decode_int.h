/* decode_int.h: what the codecs share. A codec is a function that reads one page: items of a list
 * are pushed to page->items, an object fills its member of page->payload. It never returns a
 * failure: the reader keeps the first one (json_int.h). */
#ifndef AKSCOPE_WIRE_DECODE_INT_H
#define AKSCOPE_WIRE_DECODE_INT_H

#include "akscope/base/vec.h"
#include "akscope/model/snap.h"
#include "json_int.h"

struct ak__page {
    struct ak__node root;
    const char *body; /* the bytes that were parsed */
    size_t body_len;
    struct ak_arena *arena;
    struct ak_payload *payload;
    struct ak_vec *items; /* the topic's items */
    const char *context;  /* see ak_decoder_new */
};

typedef void ak__decode_page(struct ak__page *page);

/* Reads one item into *out, which is zeroed. False: the item does not belong to the list. */
typedef bool ak__read_item(struct ak__page *page, const struct ak__node *item, void *out);

/* Reads every item of the root's list `name`, which must be there but may be null (a nil slice of
 * the Go services that answer). */
AK_NONNULL void ak__read_list(struct ak__page *page, const char *name, ak__read_item *read);

/* Reads the root itself as the only item. */
AK_NONNULL void ak__read_single(struct ak__page *page, ak__read_item *read);

#define AK_CODEC(symbol, name, topic, function) ak__decode_page function;
#include "akscope/wire/codecs.def"
#undef AK_CODEC

#endif
