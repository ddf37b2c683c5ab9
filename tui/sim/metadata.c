/* GET /metadata/endpoints: how a client learns of a cloud (`az cloud register` of Azure Stack,
 * azcopy, Terraform, ARM_CLOUD_METADATA_URL). The oldest version describes one cloud, the later
 * ones list them. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "call_int.h"
#include "handlers_int.h"

/* The audience of ARM tokens; the same in every cloud that has no other. */
static const char audience[] = "https://management.core.windows.net/";

/* Endpoints and suffixes that have nothing to do with us, but which clients insist on. */
struct text_row {
    const char *name;
    const char *value;
};

static const struct text_row endpoints[] = {
    {"graphAudience", "https://graph.windows.net/"},
    {"graph", "https://graph.windows.net/"},
    {"microsoftGraphResourceId", "https://graph.microsoft.com/"},
    {"batch", "https://batch.core.windows.net/"},
    {"media", "https://rest.media.azure.net"},
    {"sqlManagement", "https://management.core.windows.net:8443/"},
    {"vmImageAliasDoc", "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/main/"
                        "arm-compute/quickstart-templates/aliases.json"},
    {"activeDirectoryDataLake", "https://datalake.azure.net/"},
    {"ossrdbmsResourceId", "https://ossrdbms-aad.database.windows.net"},
};

static const struct text_row suffixes[] = {
    {"acrLoginServer", "azurecr.io"},
    {"sqlServerHostname", "database.windows.net"},
    {"keyVaultDns", "vault.azure.net"},
    {"storage", "core.windows.net"},
    {"azureDataLakeStoreFileSystem", "azuredatalakestore.net"},
    {"azureDataLakeAnalyticsCatalogAndJob", "azuredatalakeanalytics.net"},
};

static void add_authentication(cJSON *cloud, const char *origin, const char *tenant)
{
    char *login = ak_asprintf("%s/", origin);
    const char *audiences[] = {audience, "https://management.azure.com/", login};
    cJSON *authentication = cJSON_AddObjectToObject(cloud, "authentication");
    (void)cJSON_AddStringToObject(authentication, "loginEndpoint", login);
    (void)cJSON_AddItemToObject(authentication, "audiences", cJSON_CreateStringArray(audiences, 3));
    (void)cJSON_AddStringToObject(authentication, "tenant", tenant);
    (void)cJSON_AddStringToObject(authentication, "identityProvider", "AAD");
    free(login);
}

static void add_texts(cJSON *object, const struct text_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)cJSON_AddStringToObject(object, rows[i].name, rows[i].value);
    }
}

static cJSON *cloud_json(const char *origin)
{
    cJSON *cloud = cJSON_CreateObject();
    char *slash = ak_asprintf("%s/", origin);
    (void)cJSON_AddStringToObject(cloud, "name", "AkscopeSim");
    (void)cJSON_AddStringToObject(cloud, "resourceManager", slash);
    (void)cJSON_AddStringToObject(cloud, "portal", slash);
    (void)cJSON_AddStringToObject(cloud, "gallery", slash);
    add_authentication(cloud, origin, "common");
    add_texts(cloud, endpoints, sizeof endpoints / sizeof *endpoints);
    add_texts(cJSON_AddObjectToObject(cloud, "suffixes"), suffixes,
              sizeof suffixes / sizeof *suffixes);
    free(slash);
    return cloud;
}

static cJSON *azure_stack_json(const char *origin)
{
    cJSON *json = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(json, "galleryEndpoint", origin);
    (void)cJSON_AddStringToObject(json, "graphEndpoint", "https://graph.windows.net/");
    (void)cJSON_AddStringToObject(json, "portalEndpoint", origin);
    add_authentication(json, origin, "common");
    return json;
}

void ak_sim_get_metadata_endpoints(struct ak_sim_call *call)
{
    char *origin = ak_sim_call_origin(call);
    const char *version = ak_sim_call_query(call, "api-version");
    if (strcmp(version, "2019-05-01") < 0) {
        ak_sim_reply_json(call, 200, azure_stack_json(origin));
    } else {
        cJSON *clouds = cJSON_CreateArray();
        (void)cJSON_AddItemToArray(clouds, cloud_json(origin));
        ak_sim_reply_json(call, 200, clouds);
    }
    free(origin);
}
