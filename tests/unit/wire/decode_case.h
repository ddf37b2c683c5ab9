/* decode_case.h: one page through a decoder, for the tests of the codecs. */
#ifndef TESTS_UNIT_WIRE_DECODE_CASE_H
#define TESTS_UNIT_WIRE_DECODE_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/text.h"
#include "akscope/wire/decode.h"

/* Decodes one page that must be good; the caller gives the payload back. */
static inline struct ak_payload *decode(enum ak_codec codec, const char *context, const char *body)
{
    struct ak_decoder *decoder = ak_decoder_new(codec, context);
    struct ak_err err = ak_err_none();
    const char *link = "?";

    if (ak_decoder_page(decoder, body, strlen(body), &link, &err) != 0)
        fail_msg("%s: %s", body, err.text);
    struct ak_payload *payload = ak_decoder_take(decoder);
    ak_decoder_free(decoder);
    return payload;
}

/* Decodes one page that must be refused as `kind`, and returns why in `err`. */
static inline void refuse(enum ak_codec codec, const char *body, size_t len, enum ak_err_kind kind,
                          struct ak_err *err)
{
    struct ak_decoder *decoder = ak_decoder_new(codec, "");
    const char *link = "untouched";

    *err = ak_err_none();
    if (ak_decoder_page(decoder, body, len, &link, err) != (int)kind)
        fail_msg("%s was taken, or refused otherwise: %s", body, err->text);
    assert_string_equal(link, "untouched");
    assert_int_equal(ak_decoder_count(decoder), 0);
    ak_decoder_free(decoder);
}

#endif
