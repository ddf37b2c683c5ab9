#include "config.h"

#include "target_int.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Percent-decodes; a broken escape, and %00, which would end the string, stay as they are. */
static char *decode(const char *text, size_t len, bool plus_is_space)
{
    char *out = ak_alloc(len + 1, 1);
    size_t at = 0;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        int high = c == '%' && i + 2 < len ? hex_value(text[i + 1]) : -1;
        int low = high >= 0 ? hex_value(text[i + 2]) : -1;
        if (low >= 0 && (high | low) != 0) {
            out[at++] = (char)(high * 16 + low);
            i += 2;
        } else {
            out[at++] = plus_is_space && c == '+' ? ' ' : c;
        }
    }
    return out;
}

void ak_sim_pairs_add(struct ak_vec *pairs, const char *name, const char *value)
{
    struct ak_sim_pair *pair = ak_vec_push(pairs);
    pair->name = ak_strdup(name);
    pair->value = ak_strdup(value);
}

void ak_sim_pairs_parse(struct ak_vec *pairs, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "&");
        const char *equals = memchr(text, '=', len);
        size_t name_len = equals != NULL ? (size_t)(equals - text) : len;
        if (len > 0) {
            struct ak_sim_pair *pair = ak_vec_push(pairs);
            size_t value_at = name_len < len ? name_len + 1 : len;
            pair->name = decode(text, name_len, true);
            pair->value = decode(text + value_at, len - value_at, true);
        }
        text += len;
        text += *text == '&' ? 1 : 0;
    }
}

void ak_sim_pairs_release(struct ak_vec *pairs)
{
    for (size_t i = 0; i < pairs->len; i++) {
        struct ak_sim_pair *pair = ak_vec_at(pairs, i);
        free(pair->name);
        free(pair->value);
    }
    ak_vec_release(pairs);
}

const char *ak_sim_pairs_find(const struct ak_vec *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->len; i++) {
        const struct ak_sim_pair *pair = ak_vec_at(pairs, i);
        if (ak_text_caseeq(pair->name, name)) {
            return pair->value;
        }
    }
    return NULL;
}

void ak_sim_target_init(struct ak_sim_target *target, const char *raw)
{
    size_t path_len = strcspn(raw, "?");
    *target = (struct ak_sim_target){.raw = ak_strdup(raw),
                                     .path = ak_strndup(raw, path_len),
                                     .segments = ak_vec_init(sizeof(char *)),
                                     .query = ak_vec_init(sizeof(struct ak_sim_pair))};
    for (const char *at = target->path; *at != '\0';) {
        size_t len = strcspn(at, "/");
        if (len > 0) {
            *(char **)ak_vec_push(&target->segments) = decode(at, len, false);
        }
        at += len;
        at += *at == '/' ? 1 : 0;
    }
    if (raw[path_len] == '?') {
        ak_sim_pairs_parse(&target->query, raw + path_len + 1);
    }
}

void ak_sim_target_release(struct ak_sim_target *target)
{
    for (size_t i = 0; i < target->segments.len; i++) {
        free(*(char **)ak_vec_at(&target->segments, i));
    }
    ak_vec_release(&target->segments);
    ak_sim_pairs_release(&target->query);
    free(target->path);
    free(target->raw);
}

const char *ak_sim_target_segment(const struct ak_sim_target *target, size_t i)
{
    return i < target->segments.len ? *(char *const *)ak_vec_at(&target->segments, i) : NULL;
}

const char *ak_sim_target_query(const struct ak_sim_target *target, const char *name)
{
    return ak_sim_pairs_find(&target->query, name);
}
