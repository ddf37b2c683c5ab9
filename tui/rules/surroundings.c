/* surroundings.c: what a snapshot knows around a pool. */
#include "config.h"

#include "akscope/rules/surroundings.h"

#include <string.h>

#include "akscope/base/text.h"
#include "surroundings_int.h"

enum { KEY_SIZE = 256 };

const struct ak_payload *ak__region_payload(const struct ak_snap *snap, enum ak_topic topic,
                                            const char *subscription_id, const char *location)
{
    char key[KEY_SIZE];
    size_t first;
    size_t count = ak_snap_topic(snap, topic, &first);
    const struct ak_payload *own;
    const char *region;

    if (count == 0 || location == NULL)
        return NULL;
    ak_region_key(subscription_id != NULL ? subscription_id : "", location, key, sizeof key);
    own = ak_snap_payload(snap, topic, key);
    region = strchr(key, '/');
    for (size_t i = first; i < first + count && own == NULL && region != NULL; i++) {
        const char *slash = strchr(snap->slots[i]->key, '/');

        if (slash != NULL && ak_text_caseeq(slash, region))
            own = snap->slots[i]->payload;
    }
    return own;
}

static const struct ak_payload *of(const struct ak_snap *snap, enum ak_topic topic, const char *key)
{
    return key != NULL ? ak_snap_payload(snap, topic, key) : NULL;
}

struct ak_pool_surroundings ak_pool_surroundings_find(const struct ak_snap *snap,
                                                      const struct ak_facts *facts,
                                                      const struct ak_cluster *cluster,
                                                      const struct ak_pool *pool,
                                                      struct ak_date today)
{
    const char *subscription = cluster->subscription_id;
    const struct ak_payload *sizes =
        ak__region_payload(snap, AK_TOPIC_VM_SIZES, subscription, cluster->location);
    const struct ak_payload *versions =
        ak__region_payload(snap, AK_TOPIC_VERSIONS, subscription, cluster->location);
    const struct ak_payload *cluster_upgrades = of(snap, AK_TOPIC_CLUSTER_UPGRADES, cluster->id);
    const struct ak_payload *pool_upgrades =
        of(snap, AK_TOPIC_POOL_UPGRADES, pool != NULL ? pool->id : NULL);
    const struct ak_payload *features = of(snap, AK_TOPIC_FEATURES, subscription);
    const struct ak_payload *usages = NULL;
    char key[KEY_SIZE];

    if (subscription != NULL && cluster->location != NULL)
        usages = ak_snap_payload(snap, AK_TOPIC_USAGES,
                                 ak_region_key(subscription, cluster->location, key, sizeof key));
    return (struct ak_pool_surroundings){
        .cluster = cluster,
        .pool = pool,
        .sizes = sizes != NULL ? &sizes->as.vm_sizes : NULL,
        .usages = usages != NULL ? &usages->as.usages : NULL,
        .versions = versions != NULL ? &versions->as.versions : NULL,
        .cluster_upgrades =
            cluster_upgrades != NULL ? &cluster_upgrades->as.cluster_upgrades : NULL,
        .pool_upgrades = pool_upgrades != NULL ? &pool_upgrades->as.pool_upgrades : NULL,
        .features = features != NULL ? &features->as.features : NULL,
        .facts = facts,
        .today = today,
    };
}
