/* decode.h: bytes of Azure Resource Manager to model values. One codec a resource, one table row a
 * codec (codecs.def): enum, name, topic and function come from it.
 *
 * Decoding is tolerant of missing, null and unknown members and strict about types: a member of the
 * wrong type is AK_ERR_MALFORMED whose detail says where ("value[3].properties.count: expected a
 * whole number up to 2^53"). Integers are range-checked, duplicate members and too much depth
 * refused, names compared with case. Every string is sanitised into the payload's arena. An empty
 * text counts as missing (services of Azure write "" for what they don't know), save as the value
 * of a tag or label. A null item of a list is passed over, and the list of a page may be null but
 * not absent. Any thread (one lock round parsing: cJSON's error record is global). */
#ifndef AKSCOPE_WIRE_DECODE_H
#define AKSCOPE_WIRE_DECODE_H

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/model/snap.h"

enum ak_codec {
#define AK_CODEC(symbol, name, topic, function) AK_CODEC_##symbol,
#include "akscope/wire/codecs.def"
#undef AK_CODEC
    AK_CODEC_COUNT
};

const char *ak_codec_name(enum ak_codec codec);
enum ak_topic ak_codec_topic(enum ak_codec codec);

/* Collects the pages of one list (or the one answer of an object) into a payload. */
struct ak_decoder;

/* A decoder for `codec`. `context` is what the answer does not say itself: the subscription's or
 * cluster's resource id (from which flat pools get theirs), the region, also as "…/region" (other
 * regions' sizes are passed over); may be "". */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL struct ak_decoder *ak_decoder_new(enum ak_codec codec,
                                                                            const char *context);
void ak_decoder_free(struct ak_decoder *decoder); /* NULL allowed; frees what was collected */

/* Adds one page. On success *next_link is the nextLink or NULL, owned by the decoder and valid
 * until its next call. On failure what was collected before stays. */
AK_NONNULL AK_MUST_USE int ak_decoder_page(struct ak_decoder *decoder, const char *bytes,
                                           size_t len, const char **next_link, struct ak_err *err);

/* Items collected so far. */
AK_NONNULL size_t ak_decoder_count(const struct ak_decoder *decoder);

/* Hands over the payload (one reference) and leaves the decoder empty; call once. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL struct ak_payload *
ak_decoder_take(struct ak_decoder *decoder);

#endif
