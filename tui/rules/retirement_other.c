/* retirement_other.c: retirements of something else than an OS or a Kubernetes version: whom they
 * hit, and when. */
#include "config.h"

#include <fnmatch.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "akscope/base/text.h"
#include "lifecycle_int.h"

static const char plain_stops[] = "out of support from then on";

static bool is_about_size(const struct ak_other_retirement *retirement)
{
    for (size_t i = 0; i < retirement->condition_count; i++) {
        const struct ak_retirement_property *property = retirement->conditions[i].property;

        if (property->is_of_pool && property->offset == offsetof(struct ak_pool, vm_size))
            return true;
    }
    return false;
}

struct ak_retirement ak_other_retirement_end(const struct ak_other_retirement *retirement,
                                             const struct ak_facts *facts, struct ak_date today)
{
    struct ak_retirement end = {.severity = AK_SEVERITY_NONE,
                                .what = retirement->name,
                                .id = retirement->id,
                                .end_of_support = retirement->date,
                                .source = &retirement->source,
                                .is_of_size = is_about_size(retirement)};

    ak__measure(&end, facts, today);
    if (end.severity > AK_SEVERITY_NONE) {
        end.stops = retirement->stops != NULL ? retirement->stops : plain_stops;
        end.action = retirement->action;
    }
    return end;
}

struct ak_retirement ak__size_retirement(const struct ak_vm_size *size,
                                         const struct ak_facts *facts, struct ak_date today,
                                         struct ak_arena *arena)
{
    static const struct ak_source source = {.name = "Microsoft.Compute/skus: RetirementDateUtc",
                                            .as_of = "as Azure tells it"};
    struct ak_retirement end = {.end_of_support = size->retires,
                                .id = ak_arena_strdup(arena, size->name),
                                .what = ak_arena_printf(arena, "VM size %s", size->name),
                                .stops = "no more nodes of this size; those that run are stopped",
                                .action = "new node pool with another VM size",
                                .source = &source,
                                .is_of_size = true};

    ak__measure(&end, facts, today);
    return end;
}

/* ---- whom it hits ---- */

const char *ak__tag_value(const struct ak_pairs *tags, const char *name)
{
    for (size_t i = 0; i < tags->count; i++) {
        if (ak_text_caseeq(tags->items[i].key, name))
            return tags->items[i].value;
    }
    return NULL;
}

static const char *answer_text(enum ak_answer answer)
{
    if (answer == AK_UNKNOWN)
        return NULL;
    return answer == AK_YES ? "true" : "false";
}

/* The value of a property, NULL when it is not told. */
static const char *value_of(const struct ak_retirement_condition *condition,
                            const struct ak_retirement_subject *subject)
{
    const struct ak_retirement_property *property = condition->property;
    const char *owner =
        property->is_of_pool ? (const char *)subject->pool : (const char *)subject->cluster;
    const void *at = owner + property->offset;

    switch (property->value) {
    case AK_RETIREMENT_TEXT:
    case AK_RETIREMENT_KUBERNETES:
        return *(const char *const *)at;
    case AK_RETIREMENT_ANSWER:
        return answer_text(*(const enum ak_answer *)at);
    case AK_RETIREMENT_OS:
        return subject->os;
    case AK_RETIREMENT_TAG:
        return ak__tag_value(at, condition->tag);
    }
    return NULL;
}

/* "1.33" is "1.33.5" too. */
static bool equals(const struct ak_retirement_condition *condition, const char *value,
                   const char *wanted)
{
    if (condition->property->value == AK_RETIREMENT_KUBERNETES)
        return ak_minor_parse(value) == ak_minor_parse(wanted);
    return ak_text_caseeq(value, wanted);
}

/* A pattern like "Standard_NC*_v3", without case. fnmatch makes wide characters of both first: what
 * differs before the first special character is told without it. */
static bool matches(const char *pattern, const char *value)
{
    size_t plain = strcspn(pattern, "*?[\\");

    return strncasecmp(pattern, value, plain) == 0 && fnmatch(pattern, value, FNM_CASEFOLD) == 0;
}

static bool holds(const struct ak_retirement_condition *condition,
                  const struct ak_retirement_subject *subject)
{
    const char *value = value_of(condition, subject);

    if (condition->differs != NULL)
        return value == NULL || !equals(condition, value, condition->differs);
    if (value == NULL)
        return false;
    if (condition->equals != NULL)
        return equals(condition, value, condition->equals);
    return matches(condition->matches, value);
}

bool ak_other_retirement_hits(const struct ak_other_retirement *retirement,
                              const struct ak_retirement_subject *subject)
{
    if (retirement->undetected != NULL || (retirement->hits_pools && subject->pool == NULL))
        return false;
    for (size_t i = 0; i < retirement->condition_count; i++) {
        if (!holds(&retirement->conditions[i], subject))
            return false;
    }
    return true;
}
