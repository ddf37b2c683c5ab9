/* The operating system of a node pool: OS SKU, Kubernetes version and VM size lead to a release,
 * and that to a node image (data/systems.json). */
#include "config.h"

#include "pool_change_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/date.h"
#include "akscope/base/err.h"
#include "akscope/base/text.h"
#include "book_int.h"
#include "call_int.h"
#include "catalogue_int.h"
#include "condition_int.h"
#include "json_int.h"

static const char *old_text(const struct ak_sim_pool_change *change, const char *name)
{
    return change->pool == NULL
               ? ""
               : ak_sim_json_text(ak_sim_json_get(change->pool->body, "properties"), name);
}

static bool has_begun(const char *day, int64_t now)
{
    struct ak_date date;
    if (*day == '\0') {
        return false;
    }
    if (!ak_date_parse(day, &date)) {
        AK_BUG("data/systems.json has no date %s", day);
    }
    return ak_date_compare(date, ak_date_from_time(now)) <= 0;
}

/* The OS SKU's row when the OS type fits too. */
static const cJSON *sku_find(const cJSON *skus, const char *os_sku, const char *os_type)
{
    const cJSON *sku = NULL;
    cJSON_ArrayForEach(sku, skus)
    {
        if (ak_text_caseeq(ak_sim_json_text(sku, "osSKU"), os_sku) &&
            ak_text_caseeq(ak_sim_json_text(sku, "osType"), os_type)) {
            return sku;
        }
    }
    return NULL;
}

/* What is wanted without an OS SKU gets the one that Kubernetes version and OS type stand for. */
static void fill_sku(struct ak_sim_pool_change *change)
{
    if (*ak_sim_json_text(change->wanted, "osSKU") != '\0') {
        return;
    }
    ak_sim_json_set_text(change->facts, "osType", ak_sim_json_text(change->wanted, "osType"));
    const cJSON *row = ak_sim_condition_first(
        ak_sim_json_get(change->sim->book->systems, "fallbacks"), change->facts);
    if (row != NULL) {
        ak_sim_json_set_text(change->wanted, "osSKU", ak_sim_json_text(row, "osSKU"));
    }
}

/* Whether a preview is switched on: registered and carried through, or asked for by the request. */
static bool is_feature_on(const struct ak_sim_pool_change *change, const char *feature)
{
    /* cJSON's own look-up without regard to case: as feature names are compared. */
    const cJSON *state = cJSON_GetObjectItem(change->subscription->features, feature);
    bool is_waiting = cJSON_GetObjectItem(change->subscription->waiting, feature) != NULL;
    bool is_registered = ak_text_caseeq(cJSON_GetStringValue(state), "Registered") && !is_waiting;
    return is_registered ||
           (change->features != NULL && ak_text_casestr(change->features, feature) != NULL);
}

static void add_features(struct ak_sim_pool_change *change)
{
    int64_t now = ak_sim_now(change->sim);
    const cJSON *row = NULL;
    cJSON_ArrayForEach(row, ak_sim_json_get(change->sim->book->systems, "features"))
    {
        bool is_needed = has_begun(ak_sim_json_text(row, "from"), now) &&
                         !has_begun(ak_sim_json_text(row, "until"), now) &&
                         ak_sim_condition_holds(ak_sim_json_get(row, "when"), change->facts, false);
        if (is_needed && !is_feature_on(change, ak_sim_json_text(row, "feature"))) {
            ak_sim_json_set_text(change->facts, "feature.missing",
                                 ak_sim_json_text(row, "feature"));
        }
    }
}

static bool is_trusted_launch(const cJSON *properties)
{
    const cJSON *security = ak_sim_json_get(properties, "securityProfile");
    return cJSON_IsTrue(ak_sim_json_get(security, "enableSecureBoot")) ||
           cJSON_IsTrue(ak_sim_json_get(security, "enableVTPM"));
}

/* Whether it goes with the release is asked; the image stays (recorded). */
static bool starts_trusted_launch(const struct ak_sim_pool_change *change)
{
    return is_trusted_launch(change->wanted) &&
           !is_trusted_launch(ak_sim_json_get(change->pool->body, "properties"));
}

/* Only what gives the machines another image asks for one: a pool may be scaled that couldn't be
 * made any more. */
static bool is_asked(const struct ak_sim_pool_change *change)
{
    if (change->pool == NULL) {
        return true;
    }
    const cJSON *old = ak_sim_json_get(change->pool->body, "properties");
    const cJSON *name = NULL;
    if (cJSON_IsTrue(ak_sim_json_get(change->facts, "version.isNew"))) {
        return true;
    }
    cJSON_ArrayForEach(name, ak_sim_json_get(change->sim->book->defaults, "reimaging"))
    {
        const cJSON *before = ak_sim_json_get(old, name->valuestring);
        const cJSON *after = ak_sim_json_get(change->wanted, name->valuestring);
        if (before != NULL && after != NULL && !cJSON_Compare(before, after, true)) {
            return true;
        }
    }
    return false;
}

static void add_image(struct ak_sim_pool_change *change, const cJSON *release)
{
    const cJSON *row = ak_sim_condition_first(ak_sim_json_get(release, "images"), change->facts);
    const char *definition = ak_sim_json_text(row, "image");
    if (*definition == '\0') {
        return;
    }
    char *any = ak_asprintf("%s-0", definition);
    char *image = ak_sim_image_newest(any);
    ak_sim_json_set_text(change->facts, "os.image", image);
    ak_sim_json_set_text(change->wanted, "nodeImageVersion", image);
    free(image);
    free(any);
}

static void add_release(struct ak_sim_pool_change *change, const cJSON *sku)
{
    const cJSON *systems = change->sim->book->systems;
    const cJSON *row = ak_sim_condition_first(ak_sim_json_get(sku, "releases"), change->facts);
    const char *name = ak_sim_json_text(row, "release");
    const cJSON *release = ak_sim_json_get(ak_sim_json_get(systems, "releases"), name);
    const char *closed = ak_sim_json_text(release, "closed");
    if (release == NULL) {
        return;
    }
    ak_sim_json_set_text(change->facts, "os.release", name);
    ak_sim_facts_bool(change->facts, "os.isClosed", has_begun(closed, ak_sim_now(change->sim)));
    ak_sim_json_set_text(change->facts, "os.closedOn", closed);
    add_image(change, release);
}

/* Settings that decide about images, as facts: the rest of the settings comes later. */
static void add_deciding_settings(struct ak_sim_pool_change *change)
{
    ak_sim_facts_bool(change->facts, "securityProfile.isTrustedLaunch",
                      is_trusted_launch(change->wanted));
    ak_sim_facts_bool(change->facts, "enableFIPS",
                      cJSON_IsTrue(ak_sim_json_get(change->wanted, "enableFIPS")));
    const char *runtime = ak_sim_json_text(change->wanted, "workloadRuntime");
    if (*runtime != '\0') {
        ak_sim_json_set_text(change->facts, "workloadRuntime", runtime);
    }
    ak_sim_json_set_text(change->facts, "osSKU", ak_sim_json_text(change->wanted, "osSKU"));
}

void ak_sim_facts_system(struct ak_sim_pool_change *change)
{
    fill_sku(change);
    add_deciding_settings(change);
    const char *os_sku = ak_sim_json_text(change->wanted, "osSKU");
    const char *old_sku = old_text(change, "osSKU");
    const cJSON *sku = sku_find(ak_sim_json_get(change->sim->book->systems, "skus"), os_sku,
                                ak_sim_json_text(change->wanted, "osType"));
    const cJSON *minors = ak_sim_json_get(sku, "minors");
    int minor = ak_sim_json_int(change->facts, "kubernetes.minor", 0);
    bool asked = is_asked(change);
    ak_sim_facts_bool(change->facts, "os.isKnown", sku != NULL);
    ak_sim_facts_bool(change->facts, "os.isAsked", asked);
    ak_sim_facts_bool(change->facts, "os.isChanged",
                      *old_sku != '\0' && !ak_text_caseeq(old_sku, os_sku));
    if (*old_sku != '\0') {
        ak_sim_json_set_text(change->facts, "old.osSKU", old_sku);
    }
    if (sku != NULL) {
        ak_sim_facts_bool(change->facts, "os.isInRange",
                          minor >= cJSON_GetArrayItem(minors, 0)->valueint &&
                              minor <= cJSON_GetArrayItem(minors, 1)->valueint);
        ak_sim_json_set_text(change->facts, "os.range", ak_sim_json_text(sku, "range"));
        ak_sim_json_set_text(change->wanted, "osSKU", ak_sim_json_text(sku, "osSKU"));
    }
    if (sku != NULL && (asked || starts_trusted_launch(change))) {
        add_release(change, sku);
    }
    if (sku != NULL && asked) {
        add_features(change);
    }
    const char *image = old_text(change, "nodeImageVersion");
    if (!asked && *image != '\0') {
        ak_sim_json_set_text(change->wanted, "nodeImageVersion", image);
    }
}

/* The definition of an image name, without its version: "AKSUbuntu-2204gen2containerd". */
static bool is_of_definition(const char *image, const char *definition)
{
    size_t len = strlen(definition);
    return ak_text_has_prefix(image, definition, true) && image[len] == '-';
}

bool ak_sim_image_is_there(const struct ak_sim *sim, const char *image, const char **removed)
{
    const cJSON *release = NULL;
    cJSON_ArrayForEach(release, ak_sim_json_get(sim->book->systems, "releases"))
    {
        const cJSON *row = NULL;
        cJSON_ArrayForEach(row, ak_sim_json_get(release, "images"))
        {
            const char *definition = ak_sim_json_text(row, "image");
            if (*definition != '\0' && is_of_definition(image, definition)) {
                *removed = ak_sim_json_text(release, "removed");
                return !has_begun(*removed, ak_sim_now(sim));
            }
        }
    }
    return true;
}
