/* cloud.c: which cloud is meant. */
#include "config.h"

#include "akscope/auth/cloud.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "cloud_int.h"

static const struct row {
    const char *name;
    const char *arm_endpoint;
    const char *authority;
    const char *audience;
    const char *federation_audience;
    const char *portal;
} rows[AK_CLOUD_COUNT] = {
#define AK_CLOUD(symbol, key, arm, login, resource, federation, web)                               \
    [AK_CLOUD_##symbol] = {.name = key,                                                            \
                           .arm_endpoint = arm,                                                    \
                           .authority = login,                                                     \
                           .audience = resource,                                                   \
                           .federation_audience = federation,                                      \
                           .portal = web},
#include "akscope/auth/clouds.def"
#undef AK_CLOUD
};

static char *without_slashes(const char *url)
{
    return ak_strndup(url, ak_text_endpoint_len(url));
}

static bool is_given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

void ak_cloud_init(struct ak_cloud *cloud, enum ak_cloud_id id)
{
    const struct row *row = &rows[id];

    *cloud = (struct ak_cloud){
        .name = ak_strdup(row->name),
        .arm_endpoint = ak_strdup(row->arm_endpoint),
        .authority = ak_strdup(row->authority),
        .audience = ak_strdup(row->audience),
        .federation_audience = ak_strdup(row->federation_audience),
        .portal = ak_strdup(row->portal),
        .origin = "default",
        .takes_ps256 = true,
    };
}

void ak_cloud_copy(struct ak_cloud *cloud, const struct ak_cloud *from)
{
    *cloud = (struct ak_cloud){
        .name = ak_strdup(from->name),
        .arm_endpoint = ak_strdup(from->arm_endpoint),
        .authority = ak_strdup(from->authority),
        .audience = ak_strdup(from->audience),
        .federation_audience = ak_strdup(from->federation_audience),
        .portal = ak_strdup(from->portal),
        .origin = from->origin,
        .takes_ps256 = from->takes_ps256,
    };
}

void ak_cloud_release(struct ak_cloud *cloud)
{
    free(cloud->name);
    free(cloud->arm_endpoint);
    free(cloud->authority);
    free(cloud->audience);
    free(cloud->federation_audience);
    free(cloud->portal);
    *cloud = (struct ak_cloud){0};
}

bool ak_cloud_is_known(const struct ak_cloud *cloud)
{
    return cloud->authority[0] != '\0' && cloud->audience[0] != '\0';
}

static void replace(char **text, const char *value)
{
    free(*text);
    *text = without_slashes(value);
}

/* ---- finding ---- */

static bool find_row(const char *name, const char *arm_endpoint, const char *authority,
                     struct ak_cloud *out)
{
    for (size_t i = 0; i < AK_CLOUD_COUNT; i++) {
        if ((is_given(name) && ak_text_caseeq(name, rows[i].name)) ||
            (is_given(arm_endpoint) && ak_text_same_endpoint(arm_endpoint, rows[i].arm_endpoint)) ||
            (is_given(authority) && ak_text_same_endpoint(authority, rows[i].authority))) {
            ak_cloud_init(out, (enum ak_cloud_id)i);
            return true;
        }
    }
    return false;
}

/* What the Azure CLI knows of a cloud of its own, where it knows enough. */
static bool find_registered(const struct ak__az_clouds *az, const char *name,
                            const char *arm_endpoint, struct ak_cloud *out)
{
    for (size_t i = 0; i < az->clouds.len; i++) {
        const struct ak__az_cloud *cloud = ak_vec_at(&az->clouds, i);
        bool is_it = (is_given(name) && ak_text_caseeq(name, cloud->name)) ||
                     (is_given(arm_endpoint) && is_given(cloud->arm_endpoint) &&
                      ak_text_same_endpoint(arm_endpoint, cloud->arm_endpoint));

        if (!is_it || !is_given(cloud->arm_endpoint) || !is_given(cloud->authority) ||
            !is_given(cloud->audience))
            continue;
        *out = (struct ak_cloud){
            .name = ak_strdup(cloud->name),
            .arm_endpoint = without_slashes(cloud->arm_endpoint),
            .authority = without_slashes(cloud->authority),
            .audience = ak_strdup(cloud->audience),
            .federation_audience = ak_strdup(rows[AK_CLOUD_PUBLIC].federation_audience),
            .portal = ak_strdup(""),
        };
        return true;
    }
    return false;
}

static void make_unknown(const char *arm_endpoint, struct ak_cloud *out)
{
    const char *host = strstr(arm_endpoint, "://");

    host = host != NULL ? host + 3 : arm_endpoint;
    *out = (struct ak_cloud){
        .name = ak_strndup(host, strcspn(host, "/")),
        .arm_endpoint = without_slashes(arm_endpoint),
        .authority = ak_strdup(""),
        .audience = ak_strdup(""),
        .federation_audience = ak_strdup(rows[AK_CLOUD_PUBLIC].federation_audience),
        .portal = ak_strdup(""),
    };
}

static int refuse_name(const char *name, struct ak_err *err)
{
    char names[128];
    size_t used = 0;

    for (size_t i = 0; i < AK_CLOUD_COUNT && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : "",
                                 rows[i].name);
    return ak_err_set(err, AK_ERR_CONFIG,
                      "there is no cloud \"%.60s\": there are %s, those that `az cloud list` "
                      "shows, and any by --arm-endpoint",
                      name, names);
}

static int choose_asked(struct ak_cloud *out, const struct ak_cloud_choice *choice,
                        const struct ak__az_clouds *az, struct ak_err *err)
{
    bool has_endpoint = is_given(choice->arm_endpoint);

    if (is_given(choice->name)) {
        if (!find_row(choice->name, NULL, NULL, out) &&
            !find_registered(az, choice->name, NULL, out))
            return refuse_name(choice->name, err);
        if (has_endpoint)
            replace(&out->arm_endpoint, choice->arm_endpoint);
        out->origin = "--cloud";
        return 0;
    }
    if (!find_row(NULL, choice->arm_endpoint, NULL, out) &&
        !find_registered(az, NULL, choice->arm_endpoint, out))
        make_unknown(choice->arm_endpoint, out);
    out->origin = "--arm-endpoint";
    return 0;
}

static void choose_default(struct ak_cloud *out, const struct ak__az_clouds *az)
{
    if (find_row(NULL, NULL, getenv("AZURE_AUTHORITY_HOST"), out)) {
        out->origin = "AZURE_AUTHORITY_HOST";
    } else if (find_row(az->chosen, NULL, NULL, out) ||
               find_registered(az, az->chosen, NULL, out)) {
        out->origin = "the Azure CLI";
    } else {
        ak_cloud_init(out, AK_CLOUD_PUBLIC);
    }
}

int ak__cloud_check(const struct ak_cloud *cloud, struct ak_err *err)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~:/[]";
    struct ak_err cause = ak_err_none();
    const char *const urls[] = {cloud->arm_endpoint, cloud->authority};

    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        if (urls[i][0] == '\0')
            continue;
        if (ak_http_check_url(urls[i], &cause) != 0)
            return ak_err_set(err, AK_ERR_CONFIG, "the cloud's %s: %s",
                              i == 0 ? "endpoint" : "authority", cause.text);
        if (i == 1 && urls[i][strspn(urls[i], plain)] != '\0')
            return ak_err_set(err, AK_ERR_CONFIG, "the cloud's authority is no plain URL");
    }
    return 0;
}

int ak_cloud_choose(struct ak_cloud *out, const struct ak_cloud_choice *choice, struct ak_err *err)
{
    const char *authority = getenv("AZURE_AUTHORITY_HOST");
    struct ak__az_clouds az;
    struct ak_cloud cloud;
    int failed = 0;

    ak__az_clouds_read(&az);
    if (is_given(choice->name) || is_given(choice->arm_endpoint))
        failed = choose_asked(&cloud, choice, &az, err);
    else
        choose_default(&cloud, &az);
    ak__az_clouds_release(&az);
    if (failed)
        return failed;
    if (is_given(authority))
        replace(&cloud.authority, authority);
    failed = ak__cloud_check(&cloud, err);
    if (failed)
        ak_cloud_release(&cloud);
    else
        *out = cloud;
    return failed;
}
