/* pool_upgrade_image.c: the newest node image of the same OS and Kubernetes version. */
#include "config.h"

#include "akscope/base/text.h"
#include "plan_int.h"

/* The OS that an image runs. */
static struct ak_pool_os os_of_image(const struct ak__draft *draft, const char *name)
{
    struct ak_node_image image = ak_node_image_parse(name);
    const struct ak_os_release *release = ak_node_image_os(&image, name, draft->input->facts);

    if (release == NULL)
        return (struct ak_pool_os){.basis = AK_OS_UNKNOWN,
                                   .note = "the name of the newest image can't be read"};
    return (struct ak_pool_os){.basis = AK_OS_FROM_IMAGE, .release = release};
}

static void say_image(struct ak__draft *draft, const char *now, const char *newest)
{
    struct ak_node_image before = ak_node_image_parse(now);
    struct ak_node_image after = ak_node_image_parse(newest);

    if (ak_text_caseeq(now, newest))
        return; /* the rules say so */
    draft->plan->summary =
        ak_arena_printf(draft->arena, "%s → %s", now != NULL ? now : "?", newest);
    ak__say(draft, AK_PLAN_PLAIN, "Node image %s → %s.", now != NULL ? now : "not known", newest);
    if (ak_date_is_set(before.date) && ak_date_is_set(after.date))
        ak__say(draft, AK_PLAN_GOOD, "That is newer by %d days.",
                (int)ak_date_between(before.date, after.date));
    ak__say_os(draft, os_of_image(draft, newest));
}

void ak__plan_pool_upgrade_image(struct ak__draft *draft)
{
    const struct ak_pool_upgrades *upgrades = draft->around.pool_upgrades;
    const char *newest = upgrades != NULL ? upgrades->latest_node_image_version : NULL;

    if (newest != NULL)
        say_image(draft, draft->around.pool->node_image_version, newest);
    else
        ak__say(draft, AK_PLAN_PLAIN, "The pool gets the newest node image of its region.");
    ak__say_replacement(draft);
    ak__say(draft, AK_PLAN_LOSS, "A node image can't be downgraded.");
    ak__request(draft, &(struct ak_request){.change = AK_CHANGE_UPGRADE_POOL_IMAGE,
                                            .id = draft->plan->target});
    ak__az(draft, "aks nodepool upgrade", AK__AZ_POOL);
    ak__az_option(draft, "node-image-only", NULL);
}
