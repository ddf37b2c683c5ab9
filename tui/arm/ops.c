/* ops.c: operations and their URLs. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "arm_int.h"

static const struct ak__op_info ops[AK_OP_COUNT] = {
#define AK_OP(symbol, verb, template, api, decoder, bits)                                          \
    [AK_OP_##symbol] = {                                                                           \
        .method = verb, .path = template, .version = api, .codec = decoder, .flags = bits},
#include "akscope/arm/ops.def"
#undef AK_OP
};

const struct ak__op_info *ak__op_get(enum ak_op op)
{
    return &ops[op];
}

enum ak_op ak_arm_op_of_topic(enum ak_topic topic)
{
    static const enum ak_op by_topic[AK_TOPIC_COUNT] = {
        [AK_TOPIC_SUBSCRIPTIONS] = AK_OP_LIST_SUBSCRIPTIONS,
        [AK_TOPIC_CLUSTERS] = AK_OP_LIST_CLUSTERS,
        [AK_TOPIC_POOLS] = AK_OP_LIST_POOLS,
        [AK_TOPIC_CLUSTER_UPGRADES] = AK_OP_GET_CLUSTER_UPGRADES,
        [AK_TOPIC_POOL_UPGRADES] = AK_OP_GET_POOL_UPGRADES,
        [AK_TOPIC_VM_SIZES] = AK_OP_LIST_VM_SIZES,
        [AK_TOPIC_USAGES] = AK_OP_LIST_USAGES,
        [AK_TOPIC_VERSIONS] = AK_OP_LIST_VERSIONS,
        [AK_TOPIC_FEATURES] = AK_OP_LIST_FEATURES,
        [AK_TOPIC_RESOURCE] = AK_OP_GET_RESOURCE,
    };

    return by_topic[topic];
}

/* The value of a template's parameter; NULL for one that there is not. */
static const char *parameter(const struct ak_arm_target *target, const char *name, size_t len)
{
    if (len == 12 && strncmp(name, "subscription", len) == 0)
        return target->subscription_id;
    if (len == 8 && strncmp(name, "location", len) == 0)
        return target->location;
    return NULL;
}

/* Ids come with their slashes and are put in as they are; other values are encoded. */
static bool put_parameter(struct ak_buf *out, const struct ak_arm_target *target, const char *name,
                          size_t len)
{
    const char *value;

    if (len == 2 && strncmp(name, "id", len) == 0)
        return target->id != NULL && ak_buf_puts(out, target->id);
    value = parameter(target, name, len);
    return value != NULL && ak_http_encode(out, value);
}

static bool put_template(struct ak_buf *out, const char *template,
                         const struct ak_arm_target *target)
{
    while (*template != '\0') {
        const char *end = *template == '{' ? strchr(template, '}') : NULL;

        if (end != NULL) {
            if (!put_parameter(out, target, template + 1, (size_t)(end - template - 1)))
                return false;
            template = end + 1;
        } else if (*template == ' ') {
            if (!ak_buf_puts(out, "%20"))
                return false;
            template ++;
        } else {
            if (!ak_buf_append(out, template ++, 1))
                return false;
        }
    }
    return true;
}

bool ak_arm_url(const struct ak_arm *arm, enum ak_op op, const struct ak_arm_target *target,
                struct ak_buf *out)
{
    const struct ak__op_info *info = &ops[op];
    const char *separator = strchr(info->path, '?') != NULL ? "&" : "?";

    return ak_buf_puts(out, arm->endpoint) && put_template(out, info->path, target) &&
           ak_buf_printf(out, "%sapi-version=%s", separator, info->version);
}
