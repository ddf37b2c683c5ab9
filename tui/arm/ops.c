/* ops.c: operations and their URLs. */
#include "config.h"

#include <string.h>

#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "arm_int.h"

static const struct ak__op_info ops[AK_OP_COUNT] = {
#define AK_OP(symbol, verb, template, api, decoder, bits)                                          \
    [AK_OP_##symbol] = {                                                                           \
        .method = verb, .path = template, .version = api, .codec = decoder, .flags = bits},
#include "akscope/arm/ops.def"
#undef AK_OP
};

/* api-versions for reading any resource: the longest beginning of its type counts. Generally
 * available ones, of the providers whose resources a cluster's links lead to. */
static const struct {
    const char *type;
    const char *version;
} type_versions[] = {
    {"Microsoft.Compute/disks", "2023-10-02"},     {"Microsoft.Compute", "2024-07-01"},
    {"Microsoft.ContainerRegistry", "2023-07-01"}, {"Microsoft.ManagedIdentity", "2023-01-31"},
    {"Microsoft.Network", "2024-05-01"},           {"Microsoft.OperationalInsights", "2023-09-01"},
};

static const char resource_group_version[] = "2021-04-01";

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
        [AK_TOPIC_PROVIDER] = AK_OP_GET_PROVIDER,
        [AK_TOPIC_ROLE_ASSIGNMENTS] = AK_OP_LIST_ROLE_ASSIGNMENTS,
        [AK_TOPIC_ROLE_DEFINITION] = AK_OP_GET_ROLE_DEFINITION,
        [AK_TOPIC_RESOURCE] = AK_OP_GET_RESOURCE,
        [AK_TOPIC_PERMISSIONS] = AK_OP_LIST_PERMISSIONS,
    };

    if (topic == AK_TOPIC_OPERATIONS)
        AK_BUG("operations are not read from Azure");
    return by_topic[topic];
}

/* ---- parameters ---- */

/* Segments that lead somewhere else. */
static bool is_step(const char *segment)
{
    return strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0;
}

/* An id keeps its slashes; its segments are encoded, and none may lead somewhere else. */
static bool put_id(struct ak_buf *out, const char *id)
{
    char segment[AK_LIMIT_URL];

    if (id == NULL || id[0] != '/')
        return false;
    while (*id == '/') {
        size_t len = strcspn(id + 1, "/");

        if (len == 0 || len >= sizeof segment)
            return false;
        memcpy(segment, id + 1, len);
        segment[len] = '\0';
        if (is_step(segment) || !ak_buf_puts(out, "/") || !ak_http_encode(out, segment))
            return false;
        id += 1 + len;
    }
    return true;
}

static bool put_value(struct ak_buf *out, const char *value)
{
    /* A quote would end the text in which $filter puts it. */
    return value != NULL && value[0] != '\0' && !is_step(value) && strchr(value, '\'') == NULL &&
           ak_http_encode(out, value);
}

static bool put_parameter(struct ak_buf *out, const struct ak_arm_target *target, const char *name,
                          size_t len)
{
    if (len == strlen("id") && strncmp(name, "id", len) == 0)
        return put_id(out, target->id);
    if (len == strlen("subscription") && strncmp(name, "subscription", len) == 0)
        return put_value(out, target->subscription_id);
    if (len == strlen("location") && strncmp(name, "location", len) == 0)
        return put_value(out, target->location);
    if (len == strlen("principal") && strncmp(name, "principal", len) == 0)
        return put_value(out, target->principal_id);
    return false;
}

/* What a template may hold beside parameters and must not stand in a URL as it is. */
static const char *spelling_of(char c)
{
    return c == ' ' ? "%20" : c == '\'' ? "%27" : NULL;
}

static bool put_template(struct ak_buf *out, const char *path, const struct ak_arm_target *target)
{
    while (*path != '\0') {
        const char *end = *path == '{' ? strchr(path, '}') : NULL;
        const char *spelling = spelling_of(*path);
        bool fits;

        if (end != NULL)
            fits = put_parameter(out, target, path + 1, (size_t)(end - path - 1));
        else
            fits = spelling != NULL ? ak_buf_puts(out, spelling) : ak_buf_append(out, path, 1);
        if (!fits)
            return false;
        path = end != NULL ? end + 1 : path + 1;
    }
    return true;
}

/* ---- api-versions ---- */

/* What follows the last "/providers/" of an id, or NULL. */
static const char *type_of(const char *id)
{
    static const char word[] = "/providers/";
    const char *type = NULL;

    for (const char *at = ak_text_casestr(id, word); at != NULL; at = ak_text_casestr(type, word))
        type = at + sizeof word - 1;
    return type;
}

static const char *version_of_resource(const char *id, const char *otherwise)
{
    const char *type = type_of(id);

    if (type == NULL)
        return resource_group_version;
    for (size_t i = 0; i < sizeof type_versions / sizeof type_versions[0]; i++) {
        size_t len = strlen(type_versions[i].type);

        if (ak_text_has_prefix(type, type_versions[i].type, true) &&
            (type[len] == '/' || type[len] == '\0'))
            return type_versions[i].version;
    }
    return otherwise;
}

bool ak__op_url(const char *endpoint, enum ak_op op, const struct ak_arm_target *target,
                struct ak_buf *out)
{
    const struct ak__op_info *info = &ops[op];
    const char *separator = strchr(info->path, '?') != NULL ? "&" : "?";
    const char *version = info->version;

    if (!ak_buf_puts(out, endpoint) || !put_template(out, info->path, target))
        return false;
    if (op == AK_OP_GET_RESOURCE)
        version = version_of_resource(target->id, version);
    return ak_buf_printf(out, "%sapi-version=%s", separator, version);
}

bool ak_arm_url(const struct ak_arm *arm, enum ak_op op, const struct ak_arm_target *target,
                struct ak_buf *out)
{
    return ak__op_url(arm->endpoint, op, target, out);
}

bool ak_arm_change_url(const struct ak_arm *arm, const struct ak_request *request,
                       struct ak_buf *out)
{
    const struct ak_change_info *info = ak_change_get(request->change);
    struct ak_arm_target target = {.id = request->id};

    return ak_buf_puts(out, arm->endpoint) && put_template(out, info->path, &target) &&
           ak_buf_printf(out, "?api-version=%s", info->version) &&
           (request->query == NULL || ak_buf_printf(out, "&%s", request->query));
}
