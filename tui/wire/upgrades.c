/* upgrades.c: what a control plane and its node pools can be upgraded to. */
#include "config.h"

#include "decode_int.h"

struct upgrade_list {
    const struct ak_upgrade *items;
    size_t count;
};

static struct upgrade_list read_upgrades(const struct ak__node *profile)
{
    struct ak__node list = ak__member(profile, "upgrades");
    size_t count = ak__item_count(&list);
    size_t used = 0;

    if (count == 0)
        return (struct upgrade_list){0};
    struct ak_upgrade *items = ak_arena_alloc(profile->reader->arena, count, sizeof(*items));
    for (struct ak__node item = ak__first_item(&list); item.json != NULL; item = ak__next(&item)) {
        struct ak__node version = ak__member(&item, "kubernetesVersion");
        struct ak__node preview = ak__member(&item, "isPreview");

        items[used++] = (struct ak_upgrade){
            .version = ak__required_text(&version),
            .is_preview = ak__answer(&preview),
        };
    }
    return (struct upgrade_list){.items = items, .count = used};
}

static const struct ak__field profile_fields[] = {
    {"name", AK__FIELD_TEXT, offsetof(struct ak_upgrade_profile, name)},
    {"kubernetesVersion", AK__FIELD_SHARED, offsetof(struct ak_upgrade_profile, version)},
    {"osType", AK__FIELD_SHARED, offsetof(struct ak_upgrade_profile, os_type)},
};

static void read_profile(const struct ak__node *node, struct ak_upgrade_profile *out)
{
    struct upgrade_list upgrades = read_upgrades(node);

    ak__read_fields(node, profile_fields, sizeof(profile_fields) / sizeof(profile_fields[0]), out);
    out->upgrades = upgrades.items;
    out->upgrade_count = upgrades.count;
}

void ak__decode_cluster_upgrades(struct ak__page *page)
{
    struct ak__node properties = ak__member(&page->root, "properties");
    struct ak__node control = ak__member(&properties, "controlPlaneProfile");
    struct ak__node list = ak__member(&properties, "agentPoolProfiles");
    struct ak_cluster_upgrades upgrades = {0};
    struct ak_upgrade_profile *pools =
        ak_arena_alloc(page->arena, ak__item_count(&list), sizeof(*pools));

    read_profile(&control, &upgrades.control_plane);
    upgrades.control_plane.name = NULL;
    for (struct ak__node item = ak__first_item(&list); item.json != NULL; item = ak__next(&item))
        read_profile(&item, &pools[upgrades.pool_count++]);
    upgrades.pools = upgrades.pool_count > 0 ? pools : NULL;
    if (!page->root.reader->failed)
        page->payload->as.cluster_upgrades = upgrades;
}

static const struct ak__field pool_fields[] = {
    {"kubernetesVersion", AK__FIELD_SHARED, offsetof(struct ak_pool_upgrades, version)},
    {"latestNodeImageVersion", AK__FIELD_SHARED,
     offsetof(struct ak_pool_upgrades, latest_node_image_version)},
};

void ak__decode_pool_upgrades(struct ak__page *page)
{
    struct ak__node properties = ak__member(&page->root, "properties");
    struct upgrade_list list = read_upgrades(&properties);
    struct ak_pool_upgrades upgrades = {.upgrades = list.items, .upgrade_count = list.count};

    ak__read_fields(&properties, pool_fields, sizeof(pool_fields) / sizeof(pool_fields[0]),
                    &upgrades);
    if (!page->root.reader->failed)
        page->payload->as.pool_upgrades = upgrades;
}
