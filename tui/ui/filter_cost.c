/* filter_cost.c: what a regular expression would cost, before the C library is asked. glibc copies
 * what is repeated ("x+" is "xx*", "x{9}" nine times x), so repetitions of repetitions multiply,
 * and it tries every way for a back-reference: either stops the screen for minutes, at a slip of
 * the finger. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "filter_int.h"

enum { COST_MOST = 2000, DEPTH_MOST = 64 };

/* The sequence within one pair of parentheses. */
struct group {
    long cost; /* characters, with all their copies */
    long last; /* of the last piece, which a repetition repeats */
};

/* The larger bound of "{3}", "{3,}" or "{3,9}", at least 1; *end is behind the brace. A brace
 * without bounds is a character. */
static long read_bounds(const char *brace, const char **end)
{
    char *rest;
    long low = strtol(brace + 1, &rest, 10);
    long high = *rest == ',' ? strtol(rest + 1, &rest, 10) : low;
    long most = low > high ? low : high;

    *end = *rest == '}' ? rest + 1 : brace + 1;
    return most > 0 ? most : 1;
}

/* Behind a bracket expression: a bracket in the first place does not close it. */
static const char *skip_brackets(const char *at)
{
    at++;
    if (*at == '^')
        at++;
    if (*at == ']')
        at++;
    at += strcspn(at, "]");
    return *at == ']' ? at + 1 : at;
}

static void add_piece(struct group *group, long cost)
{
    group->last = cost;
    group->cost += cost;
}

static void repeat(struct group *group, long times)
{
    long limit = COST_MOST + 1;
    long copies = times < limit && group->last < limit ? group->last * times : limit * limit;

    group->cost += copies - group->last;
    group->last = copies;
}

/* Takes one character, group or repetition; returns what follows. */
static const char *take(const char *at, struct group groups[DEPTH_MOST], size_t *depth)
{
    const char *next = at + 1;

    if (*at == '(') {
        groups[++*depth] = (struct group){.cost = 1};
    } else if (*at == ')' && *depth > 0) {
        --*depth;
        add_piece(&groups[*depth], groups[*depth + 1].cost);
    } else if (*at == '{') {
        repeat(&groups[*depth], read_bounds(at, &next));
    } else if (*at == '+') {
        repeat(&groups[*depth], 2);
    } else if (*at == '[') {
        next = skip_brackets(at);
        add_piece(&groups[*depth], 1);
    } else if (*at != '*' && *at != '?') {
        next += *at == '\\' && at[1] != '\0';
        add_piece(&groups[*depth], 1);
    }
    return next;
}

bool ak__expression_is_costly(const char *expression)
{
    struct group groups[DEPTH_MOST] = {{0}};
    size_t depth = 0;
    const char *at = expression;

    while (*at != '\0') {
        if (*at == '\\' && at[1] >= '1' && at[1] <= '9')
            return true;
        at = take(at, groups, &depth);
        if (groups[depth].cost > COST_MOST || depth + 1 == DEPTH_MOST)
            return true;
    }
    return false;
}
