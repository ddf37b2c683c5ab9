#include "config.h"

#include "api_int.h"

#include <string.h>

#include "akscope/base/buf.h"
#include "akscope/base/date.h"
#include "akscope/base/text.h"

/* ARM's own types: the versions that clients were seen to use (az 2.45, the JavaScript SDKs,
 * recorded traffic) and those between them in Microsoft's published specifications. */
static const char *const metadata_versions[] = {
    "2015-01-01", "2018-05-01", "2019-05-01", "2019-07-01", "2020-06-01",
    "2020-09-01", "2022-09-01", "2023-01-01", "2023-11-01", NULL};

static const char *const subscription_versions[] = {
    "2014-04-01", "2015-11-01", "2016-06-01", "2018-06-01", "2019-06-01",
    "2019-10-01", "2019-11-01", "2020-01-01", "2021-01-01", "2021-04-01",
    "2022-12-01", "2024-11-01", "2025-04-01", NULL};

static const char *const resource_versions[] = {
    "2015-11-01", "2016-06-01", "2016-09-01", "2017-05-10", "2018-05-01", "2019-05-01",
    "2019-05-10", "2019-07-01", "2019-08-01", "2019-10-01", "2020-06-01", "2020-08-01",
    "2020-10-01", "2021-01-01", "2021-04-01", "2022-01-01", "2022-09-01", "2023-07-01",
    "2024-03-01", "2024-07-01", "2024-11-01", "2025-04-01", NULL};

static const char *const permission_versions[] = {"2015-07-01", "2018-01-01-preview", "2022-04-01",
                                                  "2022-05-01-preview", NULL};

static const char *const feature_versions[] = {"2014-08-01-preview", "2015-12-01", "2021-07-01",
                                               NULL};

/* Microsoft's published specifications of authorization/resource-manager. */
static const char *const role_versions[] = {"2015-07-01",         "2018-01-01-preview",
                                            "2020-04-01-preview", "2022-04-01",
                                            "2022-05-01-preview", NULL};

static const char *const sku_versions[] = {"2016-03-30", "2017-03-30", "2017-09-01",
                                           "2019-04-01", "2021-07-01", NULL};

static const char *const compute_versions[] = {
    "2015-06-15", "2016-03-30", "2017-03-30", "2017-12-01", "2018-04-01", "2018-06-01",
    "2018-10-01", "2019-03-01", "2019-07-01", "2019-12-01", "2020-06-01", "2020-12-01",
    "2021-03-01", "2021-04-01", "2021-07-01", "2021-11-01", "2022-03-01", "2022-08-01",
    "2022-11-01", "2023-03-01", "2023-07-01", "2023-09-01", "2024-03-01", "2024-07-01",
    "2024-11-01", "2025-04-01", "2025-11-01", NULL};

/* Preview versions go about a year after they came: those of 2023 and 2024 are gone here. */
static const char *const aks_versions[] = {
    "2017-08-31", "2018-03-31",         "2019-02-01", "2019-04-01",
    "2019-06-01", "2019-08-01",         "2019-10-01", "2019-11-01",
    "2020-01-01", "2020-02-01",         "2020-03-01", "2020-04-01",
    "2020-06-01", "2020-07-01",         "2020-09-01", "2020-11-01",
    "2020-12-01", "2021-02-01",         "2021-03-01", "2021-05-01",
    "2021-07-01", "2021-08-01",         "2021-09-01", "2021-10-01",
    "2022-01-01", "2022-02-01",         "2022-03-01", "2022-04-01",
    "2022-06-01", "2022-07-01",         "2022-08-01", "2022-09-01",
    "2022-11-01", "2023-01-01",         "2023-02-01", "2023-03-01",
    "2023-04-01", "2023-05-01",         "2023-06-01", "2023-07-01",
    "2023-08-01", "2023-09-01",         "2023-10-01", "2023-11-01",
    "2024-01-01", "2024-02-01",         "2024-05-01", "2024-06-01",
    "2024-07-01", "2024-08-01",         "2024-09-01", "2024-10-01",
    "2025-01-01", "2025-02-01",         "2025-03-01", "2025-04-01",
    "2025-05-01", "2025-05-02-preview", "2025-06-01", "2025-06-02-preview",
    "2025-07-01", "2025-07-02-preview", "2025-08-01", "2025-08-02-preview",
    "2025-09-01", "2025-09-02-preview", "2025-10-01", "2025-10-02-preview",
    "2026-01-01", "2026-01-02-preview", "2026-02-01", "2026-02-02-preview",
    "2026-03-01", "2026-03-02-preview", "2026-04-01", NULL};

static const char *const orchestrator_versions[] = {"2017-09-30", "2019-04-01", "2019-06-01",
                                                    "2019-08-01", NULL};

/* The service puts its own version into polling URLs (recorded: these three). */
static const char *const operation_versions[] = {"2016-03-30", "2017-08-31", "2025-03-01", NULL};

static const char aks[] = "Microsoft.ContainerService";
static const char authorization[] = "Microsoft.Authorization";

static const struct ak_sim_api_row rows[] = {
    [AK_SIM_API_NONE] = {.type = ""},
    [AK_SIM_API_METADATA] = {.type = "metadata", .versions = metadata_versions},
    [AK_SIM_API_SUBSCRIPTIONS] = {"Microsoft.Resources", "subscriptions", subscription_versions,
                                  AK_SIM_OWNER_GATEWAY},
    [AK_SIM_API_LOCATIONS] = {"Microsoft.Resources", "subscriptions/locations",
                              subscription_versions, AK_SIM_OWNER_GATEWAY},
    [AK_SIM_API_TENANTS] = {"Microsoft.Resources", "tenants", subscription_versions,
                            AK_SIM_OWNER_GATEWAY},
    [AK_SIM_API_GROUPS] = {"Microsoft.Resources", "resourceGroups", resource_versions,
                           AK_SIM_OWNER_GATEWAY},
    [AK_SIM_API_PROVIDERS] = {"Microsoft.Resources", "providers", resource_versions,
                              AK_SIM_OWNER_GATEWAY},
    [AK_SIM_API_PERMISSIONS] = {authorization, "permissions", permission_versions,
                                AK_SIM_OWNER_PROVIDER},
    [AK_SIM_API_FEATURES] = {"Microsoft.Features", "features", feature_versions,
                             AK_SIM_OWNER_GATEWAY},
    [AK_SIM_API_ROLE_ASSIGNMENTS] = {authorization, "roleAssignments", role_versions,
                                     AK_SIM_OWNER_PROVIDER},
    [AK_SIM_API_ROLE_DEFINITIONS] = {authorization, "roleDefinitions", role_versions,
                                     AK_SIM_OWNER_PROVIDER},
    [AK_SIM_API_SKUS] = {"Microsoft.Compute", "skus", sku_versions, AK_SIM_OWNER_PROVIDER},
    [AK_SIM_API_USAGES] = {"Microsoft.Compute", "locations/usages", compute_versions,
                           AK_SIM_OWNER_PROVIDER},
    [AK_SIM_API_CLUSTERS] = {aks, "managedClusters", aks_versions, AK_SIM_OWNER_AKS},
    [AK_SIM_API_POOLS] = {aks, "managedClusters/agentPools", aks_versions, AK_SIM_OWNER_AKS},
    [AK_SIM_API_VERSIONS] = {aks, "locations/kubernetesVersions", aks_versions, AK_SIM_OWNER_AKS},
    [AK_SIM_API_ORCHESTRATORS] = {aks, "locations/orchestrators", orchestrator_versions,
                                  AK_SIM_OWNER_AKS},
    [AK_SIM_API_OPERATIONS] = {aks, "locations/operations", operation_versions, AK_SIM_OWNER_AKS},
};

static const char *const providers[] = {"Microsoft.Authorization", "Microsoft.ContainerService",
                                        "Microsoft.Compute", "Microsoft.Features",
                                        "Microsoft.Resources"};

const struct ak_sim_api_row *ak_sim_api_row(enum ak_sim_api api)
{
    return &rows[api];
}

const char *ak_sim_api_provider(size_t i)
{
    return i < sizeof providers / sizeof *providers ? providers[i] : NULL;
}

bool ak_sim_api_version_is_date(const char *version)
{
    enum { DATE_LENGTH = 10 };
    char date[DATE_LENGTH + 1];
    struct ak_date parsed;
    if (strlen(version) < DATE_LENGTH) {
        return false;
    }
    memcpy(date, version, DATE_LENGTH);
    date[DATE_LENGTH] = '\0';
    const char *rest = version + DATE_LENGTH;
    bool has_word = *rest == '-' && rest[1] != '\0';
    return ak_date_parse(date, &parsed) && (*rest == '\0' || has_word);
}

bool ak_sim_api_takes(const struct ak_sim_api_row *row, const char *version)
{
    for (const char *const *known = row->versions; known != NULL && *known != NULL; known++) {
        if (ak_text_caseeq(*known, version)) {
            return true;
        }
    }
    return false;
}

char *ak_sim_api_versions(const struct ak_sim_api_row *row, const char *separator)
{
    enum { TEXT_MAX = 64 * 1024 };
    struct ak_buf text = ak_buf_init(TEXT_MAX);
    for (const char *const *known = row->versions; known != NULL && *known != NULL; known++) {
        (void)!ak_buf_printf(&text, "%s%s", known == row->versions ? "" : separator, *known);
    }
    return ak_buf_take(&text, &(size_t){0});
}
