/* demand.c: the set of what is to be kept fresh. */
#include "config.h"

#include "akscope/model/demand.h"

#include <string.h>

#include "akscope/base/text.h"

struct ak_demands ak_demands_init(void)
{
    return (struct ak_demands){.items = ak_vec_init(sizeof(struct ak_demand))};
}

void ak_demands_release(struct ak_demands *demands)
{
    ak_vec_release(&demands->items);
}

void ak_demands_clear(struct ak_demands *demands)
{
    ak_vec_clear(&demands->items);
}

static struct ak_demand *find(const struct ak_demands *demands, enum ak_topic topic,
                              const char *key)
{
    for (size_t i = 0; i < demands->items.len; i++) {
        struct ak_demand *demand = ak_vec_at(&demands->items, i);

        if (demand->topic == topic && ak_text_caseeq(demand->key, key))
            return demand;
    }
    return NULL;
}

void ak_demands_add(struct ak_demands *demands, enum ak_topic topic, const char *key,
                    int interval_s)
{
    size_t len = strlen(key);
    int interval = interval_s > 0 ? interval_s : ak_topic_refresh_seconds(topic);
    struct ak_demand *demand;

    if (len >= AK_DEMAND_KEY_SIZE)
        return;
    demand = find(demands, topic, key);
    if (demand != NULL) {
        if (interval < demand->interval_s)
            demand->interval_s = interval;
        return;
    }
    demand = ak_vec_push(&demands->items);
    demand->topic = topic;
    demand->interval_s = interval;
    memcpy(demand->key, key, len + 1);
}
