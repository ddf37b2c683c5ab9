/* json_int.h: what the simulator needs of JSON beyond cJSON: reading members without regard to what
 * they are, replacing them in place, and RFC 7396 merges, by which a fleet's table says only what
 * is special about an object. One thread; borrowed pointers live as long as their object. */
#ifndef AKSCOPE_SIM_JSON_INT_H
#define AKSCOPE_SIM_JSON_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"

/* The member's text; "" when it is absent or no string. `object` may be NULL. */
const char *ak_sim_json_text(const cJSON *object, const char *name);

/* The member (exact case), or NULL. `object` may be NULL. */
cJSON *ak_sim_json_get(const cJSON *object, const char *name);

/* The member's whole number, or `otherwise`. */
int ak_sim_json_int(const cJSON *object, const char *name, int otherwise);

/* The member as a time in seconds or milliseconds; 0 when it is none of this or the next millennia.
 */
int64_t ak_sim_json_time(const cJSON *object, const char *name);

/* Whether the array has the text, in any letter case. `array` may be NULL. */
AK_NONNULL_ARGS(2) bool ak_sim_json_lists(const cJSON *array, const char *text);

/* Replaces the member where it stands, or adds it at the end; takes `value` over. */
AK_NONNULL void ak_sim_json_set(cJSON *object, const char *name, cJSON *value);
AK_NONNULL void ak_sim_json_set_text(cJSON *object, const char *name, const char *text);
AK_NONNULL void ak_sim_json_set_int(cJSON *object, const char *name, int number);

/* Merges `patch` into the object `target` (RFC 7396: null removes); NULL changes nothing. */
AK_NONNULL_ARGS(1) void ak_sim_json_merge(cJSON *target, const cJSON *patch);

/* A deep copy. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL cJSON *ak_sim_json_copy(const cJSON *item);

/* A deep copy whose member names are those of `item`, which must outlive it and all copies of it: a
 * large fleet repeats the same names a million times. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL cJSON *ak_sim_json_copy_borrowing(cJSON *item);

/* Parses bytes[0..len), all of them; NULL when that is not one JSON value. */
AK_NONNULL AK_MUST_USE cJSON *ak_sim_json_parse(const char *bytes, size_t len);

#endif
