/* discovery.c: asking a Resource Manager which cloud it is part of. */
#include "config.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/wire/errors.h"
#include "akscope/wire/identity.h"
#include "cloud_int.h"

struct ak_discovery {
    struct ak_http_call *call;
    struct ak_cloud cloud; /* as it was asked for */
    ak_discovery_on_done *on_done;
    void *context;
};

/* Where both speak, what was asked for stays. */
static void complete(struct ak_cloud *cloud, const struct ak_cloud_metadata *metadata)
{
    struct {
        char **into;
        const char *from;
    } const parts[] = {
        {&cloud->authority, metadata->authority},
        {&cloud->audience, metadata->audience},
        {&cloud->portal, metadata->portal},
    };

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if ((*parts[i].into)[0] == '\0') {
            free(*parts[i].into);
            *parts[i].into = ak_strdup(parts[i].from);
        }
    }
    if (metadata->name[0] != '\0') {
        free(cloud->name);
        cloud->name = ak_strdup(metadata->name);
    }
}

static int read_answer(struct ak_discovery *discovery, const struct ak_http_response *response,
                       struct ak_err *err)
{
    struct ak_cloud *cloud = &discovery->cloud;
    struct ak_cloud_metadata metadata;
    struct ak_err cause = ak_err_none();
    int failed = 0;

    if (response->status != 200) {
        ak_wire_read_error(response->status, response->body, response->body_len, &cause);
        return ak_err_set(err, cause.kind, "the cloud of %s can't be learned: %s", cloud->name,
                          cause.text);
    }
    if (ak_wire_read_cloud(response->body, response->body_len, cloud->arm_endpoint, &metadata,
                           &cause) != 0)
        return ak_err_set(err, cause.kind, "the cloud of %s can't be learned: %s", cloud->name,
                          cause.text);
    if (ak_text_caseeq(metadata.identity_provider, "ADFS")) {
        failed = ak_err_set(err, AK_ERR_CONFIG,
                            "%s signs in with AD FS; akscope speaks to Microsoft Entra ID alone: "
                            "set AKSCOPE_TOKEN",
                            cloud->name);
    } else {
        complete(cloud, &metadata);
        if (!ak_cloud_is_known(cloud))
            failed =
                ak_err_set(err, AK_ERR_MALFORMED,
                           "metadata/endpoints of %s names no authority or audience", cloud->name);
    }
    ak_cloud_metadata_release(&metadata);
    return failed ? failed : ak__cloud_check(cloud, err);
}

char *ak_cloud_metadata_url(const struct ak_cloud *cloud)
{
    return ak_asprintf("%s/metadata/endpoints?api-version=2022-09-01", cloud->arm_endpoint);
}

/* Source: learn.microsoft.com/entra/identity-platform/v2-protocols-oidc. */
char *ak_cloud_openid_url(const struct ak_cloud *cloud)
{
    return ak_asprintf("%s/organizations/v2.0/.well-known/openid-configuration", cloud->authority);
}

static void on_response(const struct ak_http_response *response, const struct ak_err *cause,
                        void *context)
{
    struct ak_discovery *discovery = context;
    struct ak_err err = ak_err_none();
    int failed = response != NULL ? read_answer(discovery, response, &err) : (int)cause->kind;

    if (response == NULL)
        err = *cause;
    discovery->on_done(failed ? NULL : &discovery->cloud, failed ? &err : NULL, discovery->context);
    ak_cloud_release(&discovery->cloud);
    free(discovery);
}

struct ak_discovery *ak_discovery_start(struct ak_http *http, const struct ak_cloud *cloud,
                                        ak_discovery_on_done *on_done, void *context)
{
    struct ak_discovery *discovery = ak_alloc(1, sizeof *discovery);
    char *url = ak_cloud_metadata_url(cloud);
    struct ak_http_header accept = {"Accept", "application/json"};
    struct ak_http_request request = {.method = "GET",
                                      .url = url,
                                      .headers = &accept,
                                      .header_count = 1,
                                      .max_body = AK_LIMIT_IDENTITY};

    ak_cloud_copy(&discovery->cloud, cloud);
    discovery->on_done = on_done;
    discovery->context = context;
    discovery->call = ak_http_start(http, &request, on_response, discovery);
    free(url);
    return discovery;
}

void ak_discovery_cancel(struct ak_discovery *discovery)
{
    ak_http_cancel(discovery->call);
}
