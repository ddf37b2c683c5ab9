/* pool_shape.c: the form of a text, and what is wrong with one that has another. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "pool_check_int.h"

/* True when the set ("a-z0-9_.-") has the character. */
static bool has(const char *set, char c)
{
    for (size_t i = 0; set[i] != '\0'; i++) {
        if (set[i + 1] == '-' && set[i + 2] != '\0') {
            if (c >= set[i] && c <= set[i + 2])
                return true;
            i += 2;
        } else if (c == set[i]) {
            return true;
        }
    }
    return false;
}

static char to_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* The character at `at` with what follows of its cluster, in quotation marks. */
static const char *quote_character(const char *at, struct ak_arena *arena)
{
    int width;
    size_t len = ak_text_cluster(at, strlen(at), &width);
    const char *cluster = ak_arena_strndup(arena, at, len);

    return *at == ' ' ? "a blank" : ak__quote(arena, cluster);
}

/* What is wrong with the character at `c`, which its set does not have. */
static const char *name_misfit(const struct ak_text_shape *shape, const char *c, const char *place,
                               struct ak_arena *arena)
{
    bool is_only_there = shape->inner != NULL && has(shape->inner, *c);
    const char *character = quote_character(c, arena);

    if (place == NULL || (!is_only_there && strcmp(place, "ends") == 0))
        return ak_arena_printf(arena, "has %s in it", character);
    return ak_arena_printf(arena, "%s with %s", place, character);
}

/* A text that begins at `at` and goes to `end` against the sets for its first, inner and last one.
 */
static const char *misfit_part(const struct ak_text_shape *shape, const char *at, const char *end,
                               struct ak_arena *arena)
{
    for (const char *c = at; c < end; c++) {
        bool is_first = c == at;
        bool is_last = !is_first && c + 1 == end;
        const char *own = is_first ? shape->first : is_last ? shape->last : NULL;
        const char *set = own != NULL ? own : shape->inner;

        if (set == NULL || has(set, *c))
            continue;
        if (has(set, to_lower(*c)))
            return "has capital letters";
        return name_misfit(shape, c, is_first ? "begins" : is_last ? "ends" : NULL, arena);
    }
    return NULL;
}

static const char *misfit_parts(const struct ak_text_shape *shape, const char *text,
                                struct ak_arena *arena)
{
    const char separators[] = {shape->separator, '\0'};
    const char *misfit = NULL;

    for (const char *at = text; misfit == NULL; at++) {
        size_t len = strcspn(at, separators);

        if (len == 0 && shape->separator != '\0')
            return ak_arena_printf(arena, "has an empty part beside a \"%c\"", shape->separator);
        misfit = misfit_part(shape, at, at + len, arena);
        at += len;
        if (*at == '\0')
            break;
    }
    return misfit;
}

const char *ak__misfit(const struct ak_text_shape *shape, const char *text, struct ak_arena *arena)
{
    size_t len = strlen(text);

    if (len < (size_t)shape->min)
        return len == 0 ? "is empty" : ak_arena_printf(arena, "is %zu characters long", len);
    if (shape->never != NULL && text[strcspn(text, shape->never)] != '\0')
        return ak_arena_printf(arena, "has %s in it",
                               quote_character(text + strcspn(text, shape->never), arena));
    if (len > 0) {
        const char *misfit = misfit_parts(shape, text, arena);

        if (misfit != NULL)
            return misfit;
    }
    return len > (size_t)shape->max ? ak_arena_printf(arena, "is %zu characters long", len) : NULL;
}
