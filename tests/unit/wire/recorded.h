/* recorded.h: walks the recorded traffic (AKSCOPE_SHARED/arm-traffic), for tests that compare what
 * the codecs read with a reading of their own. */
#ifndef TESTS_UNIT_WIRE_RECORDED_H
#define TESTS_UNIT_WIRE_RECORDED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <cjson/cJSON.h>

#include "akscope/wire/decode.h"

/* One recorded exchange, or one example of a specification. */
struct recorded {
    const char *file;
    const char *method;
    const char *path;
    int status;
    const cJSON *body;     /* an object or array, or a string */
    const cJSON *exchange; /* the whole of it: command, request_body, headers; NULL of an example */
};

typedef void visit_recorded(const struct recorded *exchange, void *context);

/* True when the recorded traffic is there; a test without it calls skip(). */
bool recorded_is_there(void);

/* Visits every exchange of the folder's cassettes, and returns how many there were. */
size_t recorded_visit(const char *folder, visit_recorded *visit, void *context);

/* Visits every example (parameters, responses) under spec-examples/<folder>; path is "". */
size_t recorded_visit_examples(const char *folder, visit_recorded *visit, void *context);

/* A JSON file below arm-traffic; the caller deletes it. */
cJSON *recorded_file(const char *name);

/* Decodes `body`, which must succeed; the caller gives the payload back. */
struct ak_payload *recorded_decode(enum ak_codec codec, const char *context, const cJSON *body,
                                   const char *file);

/* The value at a way such as "properties.sku.name", or NULL where it is missing or null. */
const cJSON *recorded_at(const cJSON *json, const char *way);

/* The value must be the text (NULL: missing or empty), the number, the answer at that way. */
void expect_text(const cJSON *json, const char *way, const char *text);
void expect_number(const cJSON *json, const char *way, struct ak_number number);
void expect_answer(const cJSON *json, const char *way, enum ak_answer answer);
void expect_texts(const cJSON *json, const char *way, struct ak_texts texts);
void expect_pairs(const cJSON *json, const char *way, struct ak_pairs pairs);

#endif
