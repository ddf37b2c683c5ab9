/* clouds.c: GET /metadata/endpoints. Source: learn.microsoft.com/azure-stack/user/
 * azure-stack-version-profiles-ruby ("metadata/endpoints"), azure.cli.core.cloud, and the answers
 * of the public cloud. */
#include "config.h"

#include <stdlib.h>

#include "akscope/base/text.h"
#include "akscope/wire/identity.h"
#include "identity_int.h"
#include "json_int.h"

static const char *endpoint_of(const cJSON *cloud)
{
    const cJSON *endpoint = cJSON_GetObjectItemCaseSensitive(cloud, "resourceManager");

    return cJSON_IsString(endpoint) ? endpoint->valuestring : "";
}

static const cJSON *find_cloud(const cJSON *root, const char *arm_endpoint)
{
    const cJSON *cloud;

    if (cJSON_IsObject(root))
        return root;
    if (cJSON_GetArraySize(root) == 1)
        return root->child;
    cJSON_ArrayForEach(cloud, root)
    {
        if (ak_text_same_endpoint(endpoint_of(cloud), arm_endpoint))
            return cloud;
    }
    return NULL;
}

static char *without_slashes(char *url)
{
    url[ak_text_endpoint_len(url)] = '\0';
    return url;
}

/* The audience is compared letter by letter, so it keeps its slash. */
static char *audience_of(const cJSON *authentication)
{
    const cJSON *audiences = cJSON_GetObjectItemCaseSensitive(authentication, "audiences");
    const cJSON *audience;

    cJSON_ArrayForEach(audience, audiences)
    {
        if (cJSON_IsString(audience) && ak_text_has_prefix(audience->valuestring, "https://", true))
            return ak__identity_safe(audience->valuestring);
    }
    return ak__identity_safe("");
}

int ak_wire_read_cloud(const char *body, size_t len, const char *arm_endpoint,
                       struct ak_cloud_metadata *out, struct ak_err *err)
{
    struct ak_err ignored = ak_err_none();
    cJSON *root = NULL;

    if (ak__json_parse(body, len, &root, &ignored) != 0)
        return ak_err_set(err, AK_ERR_MALFORMED, "metadata/endpoints answered no JSON");
    const cJSON *cloud = find_cloud(root, arm_endpoint);
    const cJSON *authentication =
        cloud != NULL ? cJSON_GetObjectItemCaseSensitive(cloud, "authentication") : NULL;
    if (cloud == NULL || !cJSON_IsObject(authentication)) {
        cJSON_Delete(root);
        return ak_err_set(err, AK_ERR_MALFORMED,
                          "metadata/endpoints names no cloud with this endpoint");
    }
    *out = (struct ak_cloud_metadata){
        .name = ak__identity_text(cloud, "name"),
        .arm_endpoint = without_slashes(ak__identity_text(cloud, "resourceManager")),
        .authority = without_slashes(ak__identity_text(authentication, "loginEndpoint")),
        .audience = audience_of(authentication),
        .portal = without_slashes(ak__identity_text(cloud, "portal")),
        .identity_provider = ak__identity_text(authentication, "identityProvider"),
    };
    cJSON_Delete(root);
    return 0;
}

void ak_cloud_metadata_release(struct ak_cloud_metadata *metadata)
{
    free(metadata->name);
    free(metadata->arm_endpoint);
    free(metadata->authority);
    free(metadata->audience);
    free(metadata->portal);
    free(metadata->identity_provider);
    *metadata = (struct ak_cloud_metadata){0};
}
