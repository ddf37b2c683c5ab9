/* wish.c: what was typed into a field, as numbers, lists and pairs. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "akscope/base/vec.h"
#include "akscope/model/intent.h"

enum { NUMBER_SIZE = 24 };

static const int64_t largest_decimal = 999999999999999; /* 15 digits: a double holds them all */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* *text and *len without blanks at both ends. */
static void trim(const char **text, size_t *len)
{
    while (*len > 0 && is_blank(**text)) {
        (*text)++;
        (*len)--;
    }
    while (*len > 0 && is_blank((*text)[*len - 1]))
        (*len)--;
}

/* The value without blanks round it into out[NUMBER_SIZE]; false when it is longer than any number.
 */
static bool copy_trimmed(const struct ak_pool_wish *wish, enum ak_pool_field field, char *out)
{
    const char *text = ak_pool_wish_text(wish, field);
    size_t len = strlen(text);

    trim(&text, &len);
    if (len >= NUMBER_SIZE)
        return false;
    memcpy(out, text, len);
    out[len] = '\0';
    return true;
}

struct ak_number ak_pool_wish_number(const struct ak_pool_wish *wish, enum ak_pool_field field)
{
    struct ak_number number = {0};
    char text[NUMBER_SIZE];

    number.is_set = copy_trimmed(wish, field, text) &&
                    ak_text_to_int(text, INT64_MIN, INT64_MAX, &number.value);
    return number;
}

/* Not strtod, which takes what the locale has for a point. Both numbers are exact, so that their
 * quotient is the double that is nearest to what was typed. */
bool ak_pool_wish_decimal(const struct ak_pool_wish *wish, enum ak_pool_field field, double *out)
{
    char text[NUMBER_SIZE];
    int64_t digits;
    double scale = 1;
    char *point;

    if (!copy_trimmed(wish, field, text))
        return false;
    point = strchr(text, '.');
    if (point != NULL) {
        if (point == text || !is_digit(point[-1]) || !is_digit(point[1]))
            return false;
        for (const char *at = point + 1; *at != '\0'; at++)
            scale *= 10;
        memmove(point, point + 1, strlen(point));
    }
    if (!ak_text_to_int(text, -largest_decimal, largest_decimal, &digits))
        return false;
    *out = (double)digits / scale;
    return true;
}

/* The length up to the next comma that stands for itself. */
static size_t item_len(const char *text)
{
    size_t len = 0;

    while (text[len] != '\0' && text[len] != ',') {
        bool is_escape = text[len] == '\\' && (text[len + 1] == ',' || text[len + 1] == '\\');

        len += is_escape ? 2 : 1;
    }
    return len;
}

/* A copy of text[0..len) in which "\," is a comma and "\\" a backslash. */
static char *unescape(const char *text, size_t len, struct ak_arena *arena)
{
    char *copy = ak_arena_strndup(arena, text, len);
    char *to = copy;

    for (const char *from = copy; *from != '\0'; from++) {
        if (*from == '\\' && (from[1] == ',' || from[1] == '\\'))
            from++;
        *to++ = *from;
    }
    *to = '\0';
    return copy;
}

struct ak_texts ak_pool_wish_texts(const struct ak_pool_wish *wish, enum ak_pool_field field,
                                   struct ak_arena *arena)
{
    const char *at = ak_pool_wish_text(wish, field);
    const char **items = ak_arena_alloc(arena, strlen(at) / 2 + 1, sizeof *items);
    size_t count = 0;

    while (*at != '\0') {
        size_t len = item_len(at);
        const char *item = at;

        at += at[len] == ',' ? len + 1 : len;
        trim(&item, &len);
        if (len > 0)
            items[count++] = unescape(item, len, arena);
    }
    return (struct ak_texts){.items = items, .count = count};
}

struct ak_pairs ak_pool_wish_pairs(const struct ak_pool_wish *wish, enum ak_pool_field field,
                                   struct ak_arena *arena)
{
    struct ak_texts texts = ak_pool_wish_texts(wish, field, arena);
    struct ak_pair *pairs = ak_arena_alloc(arena, texts.count, sizeof *pairs);

    for (size_t i = 0; i < texts.count; i++) {
        const char *item = texts.items[i];
        size_t len = strcspn(item, "=");

        pairs[i].key = ak_arena_strndup(arena, item, len);
        pairs[i].value = item[len] == '=' ? item + len + 1 : "";
    }
    return (struct ak_pairs){.items = pairs, .count = texts.count};
}
