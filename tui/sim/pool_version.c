/* The Kubernetes version that a node pool is to have, against its own, its control plane's, and
 * what the region offers on the day, as facts. */
#include "config.h"

#include "pool_change_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "call_int.h"
#include "catalogue_int.h"
#include "json_int.h"

/* Three minors behind the control plane from 1.28 on, two before. */
enum { BEHIND = 3, BEHIND_OLD = 2, OLD_MINOR = 28 };

static const char *version_of(const cJSON *properties, const char *running, const char *wanted)
{
    const char *version = ak_sim_json_text(properties, running);
    return *version != '\0' ? version : ak_sim_json_text(properties, wanted);
}

/* "1.33" is its newest patch that the control plane allows; a whole version is itself. The caller
 * frees. */
static char *resolved(const cJSON *offered, const char *wanted, const char *control_plane)
{
    struct ak_sim_version version = ak_sim_version_parse(wanted);
    struct ak_sim_version limit = ak_sim_version_parse(control_plane);
    if (version.patch >= 0) {
        return ak_strdup(wanted);
    }
    const char *best = version.minor == limit.minor ? control_plane : wanted;
    const cJSON *minor = NULL;
    cJSON_ArrayForEach(minor, offered)
    {
        const cJSON *patch = NULL;
        cJSON_ArrayForEach(patch, ak_sim_json_get(minor, "patches"))
        {
            struct ak_sim_version candidate = ak_sim_version_parse(patch->valuestring);
            if (version.minor != limit.minor && candidate.minor == version.minor) {
                best = patch->valuestring; /* oldest come first */
            }
        }
    }
    return ak_strdup(best);
}

/* Whether the version is offered, or else is the control plane's own while its minor is. */
static bool is_offered(const cJSON *offered, const char *version, const char *control_plane)
{
    struct ak_sim_version wanted = ak_sim_version_parse(version);
    const cJSON *minor = NULL;
    cJSON_ArrayForEach(minor, offered)
    {
        if (ak_sim_version_parse(ak_sim_json_text(minor, "version")).minor != wanted.minor) {
            continue;
        }
        if (strcmp(version, control_plane) == 0) {
            return true;
        }
        const cJSON *patch = NULL;
        cJSON_ArrayForEach(patch, ak_sim_json_get(minor, "patches"))
        {
            if (strcmp(patch->valuestring, version) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void add_reason(cJSON *facts, struct ak_sim_version wanted,
                       struct ak_sim_version control_plane)
{
    bool is_minor = wanted.minor > control_plane.minor;
    char *reason =
        is_minor ? ak_asprintf("Minor version of node pool version %d is bigger than control plane "
                               "version %d.",
                               wanted.minor, control_plane.minor)
                 : ak_asprintf("Patch version of node pool version %d is bigger than control plane "
                               "version %d.",
                               wanted.patch, control_plane.patch);
    ak_sim_json_set_text(facts, "version.reason", reason);
    free(reason);
}

static void add_relation(cJSON *facts, const char *version, const char *control_plane)
{
    struct ak_sim_version wanted = ak_sim_version_parse(version);
    struct ak_sim_version limit = ak_sim_version_parse(control_plane);
    ak_sim_json_set_int(facts, "kubernetes.minor", wanted.minor);
    ak_sim_json_set_int(facts, "version.behind", limit.minor - wanted.minor);
    ak_sim_json_set_int(facts, "version.behindMax", limit.minor >= OLD_MINOR ? BEHIND : BEHIND_OLD);
    ak_sim_facts_bool(facts, "version.isNewer", ak_sim_version_compare(wanted, limit) > 0);
    add_reason(facts, wanted, limit);
}

void ak_sim_facts_upgrade(cJSON *facts, const cJSON *offered, const char *version, const char *old)
{
    int order = ak_sim_version_compare(ak_sim_version_parse(version), ak_sim_version_parse(old));
    cJSON *upgrades = ak_sim_versions_upgrades(offered, old);
    const cJSON *upgrade = NULL;
    bool is_upgrade = false;
    cJSON_ArrayForEach(upgrade, upgrades)
    {
        is_upgrade = is_upgrade || strcmp(upgrade->valuestring, version) == 0;
        ak_sim_facts_append(facts, "version.upgrades", upgrade->valuestring);
    }
    cJSON_Delete(upgrades);
    ak_sim_json_set_text(facts, "old.version", old);
    ak_sim_facts_bool(facts, "version.isOlder", order < 0);
    ak_sim_facts_bool(facts, "version.isUpgrade", is_upgrade);
}

void ak_sim_facts_version(struct ak_sim_pool_change *change)
{
    const cJSON *of_cluster = ak_sim_json_get(change->cluster->body, "properties");
    const cJSON *of_pool =
        change->pool == NULL ? NULL : ak_sim_json_get(change->pool->body, "properties");
    const char *control_plane =
        version_of(of_cluster, "currentKubernetesVersion", "kubernetesVersion");
    const char *old = version_of(of_pool, "currentOrchestratorVersion", "orchestratorVersion");
    const char *asked = ak_sim_json_text(change->wanted, "orchestratorVersion");
    bool is_kept =
        of_pool != NULL &&
        (*asked == '\0' || strcmp(asked, ak_sim_json_text(of_pool, "orchestratorVersion")) == 0);
    cJSON *offered = ak_sim_versions_offered(ak_date_from_time(ak_sim_now(change->sim)));
    if (*asked == '\0') {
        ak_sim_json_set_text(change->wanted, "orchestratorVersion",
                             of_pool != NULL ? old
                                             : ak_sim_json_text(of_cluster, "kubernetesVersion"));
        asked = ak_sim_json_text(change->wanted, "orchestratorVersion");
    }
    char *version =
        is_kept && *old != '\0' ? ak_strdup(old) : resolved(offered, asked, control_plane);
    bool is_new = of_pool == NULL || strcmp(version, old) != 0;
    ak_sim_json_set_text(change->wanted, "currentOrchestratorVersion", version);
    ak_sim_json_set_text(change->facts, "version.wanted", version);
    ak_sim_json_set_text(change->facts, "cluster.version", control_plane);
    ak_sim_json_set_int(change->facts, "cluster.minor", ak_sim_version_parse(control_plane).minor);
    ak_sim_facts_bool(change->facts, "version.isNew", is_new);
    ak_sim_facts_bool(change->facts, "version.isControlled", is_new);
    ak_sim_facts_bool(change->facts, "version.isOffered",
                      is_offered(offered, version, control_plane));
    add_relation(change->facts, version, control_plane);
    if (of_pool != NULL && *old != '\0') {
        ak_sim_facts_upgrade(change->facts, offered, version, old);
    }
    free(version);
    cJSON_Delete(offered);
}
