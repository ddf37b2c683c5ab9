/* topics.c: the table of topics. */
#include "config.h"

#include "akscope/model/snap.h"

struct topic_row {
    const char *name;
    int refresh_seconds;
};

static const struct topic_row topics[AK_TOPIC_COUNT] = {
#define AK_TOPIC(symbol, name, member, seconds, key) [AK_TOPIC_##symbol] = {name, seconds},
#include "akscope/model/topics.def"
#undef AK_TOPIC
};

const char *ak_topic_name(enum ak_topic topic)
{
    if ((unsigned)topic >= AK_TOPIC_COUNT)
        AK_BUG("there is no topic %d", (int)topic);
    return topics[topic].name;
}

int ak_topic_refresh_seconds(enum ak_topic topic)
{
    if ((unsigned)topic >= AK_TOPIC_COUNT)
        AK_BUG("there is no topic %d", (int)topic);
    return topics[topic].refresh_seconds;
}
