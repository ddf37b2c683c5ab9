/* facts_retirements.c: readers of retirements of other things, and of lists of node images. */
#include "config.h"

#include "facts_int.h"

/* Says what is the matter with one condition; exactly one of the three ways to compare. */
static void check_condition(const struct ak__node *item,
                            const struct ak_retirement_condition *condition)
{
    int ways =
        (condition->equals != NULL) + (condition->differs != NULL) + (condition->matches != NULL);

    if (ways != 1)
        ak__fail(item, "a condition needs one of equals, differs and matches");
}

static struct ak_retirement_condition condition_of(const struct ak__node *item)
{
    static const char *const known[] = {"property", "equals", "differs", "matches", NULL};
    struct ak__node node = ak__member(item, "property");
    const char *name = ak__required_text(&node);
    struct ak_retirement_condition condition = {.equals = ak__fact_text(item, "equals"),
                                                .differs = ak__fact_text(item, "differs"),
                                                .matches = ak__fact_text(item, "matches")};

    ak__check_members(item, known);
    condition.property = name != NULL ? ak_retirement_property_find(name, &condition.tag) : NULL;
    if (condition.property == NULL)
        ak__fail_name(&node, "there is no such property", name, ak__property_name);
    check_condition(item, &condition);
    return condition;
}

const char *ak__property_name(size_t n)
{
    const struct ak_retirement_property *property = ak_retirement_property_get(n);

    return property != NULL ? property->name : NULL;
}

void ak__read_retirement(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {"id",   "name",       "date", "stops",  "action",
                                        "when", "undetected", "note", "source", NULL};
    struct ak_other_retirement *retirement = out;
    struct ak__node list = ak__member(item, "when");
    struct ak_retirement_condition *conditions =
        ak_arena_alloc(arena, ak__item_count(&list), sizeof *conditions);

    ak__check_members(item, known);
    retirement->id = ak__fact_required(item, "id");
    retirement->name = ak__fact_required(item, "name");
    retirement->date = ak__fact_date(item, "date");
    retirement->stops = ak__fact_text(item, "stops");
    retirement->action = ak__fact_required(item, "action");
    retirement->undetected = ak__fact_text(item, "undetected");
    retirement->note = ak__fact_text(item, "note");
    retirement->source = ak__fact_source(item);
    for (struct ak__node at = ak__first_item(&list); at.json != NULL; at = ak__next(&at)) {
        conditions[retirement->condition_count] = condition_of(&at);
        const struct ak_retirement_property *property =
            conditions[retirement->condition_count].property;
        retirement->hits_pools |= property != NULL && property->is_of_pool;
        retirement->condition_count++;
    }
    retirement->conditions = conditions;
    if (!ak_date_is_set(retirement->date))
        ak__fail(item, "a retirement needs a date");
    if (retirement->condition_count == 0 && retirement->undetected == NULL)
        ak__fail(item, "a retirement needs a condition that tells whom it hits (when)");
}

void ak__read_image_releases(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {"osType", "versions", "source", NULL};
    struct ak_image_releases *releases = out;

    (void)arena;
    ak__check_members(item, known);
    releases->os_type = ak__fact_required(item, "osType");
    releases->versions = ak__fact_texts(item, "versions");
    releases->source = ak__fact_source(item);
}
