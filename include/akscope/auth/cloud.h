/* cloud.h: where Azure is. A cloud is the endpoint of Azure Resource Manager, the authority that
 * gives tokens for it, and what such a token must be for. Three are a table (clouds.def); any other
 * is learned from its own Resource Manager, GET /metadata/endpoints, which Azure Stack and
 * sovereign clouds answer without a token. Nothing secret is sent to learn it. */
#ifndef AKSCOPE_AUTH_CLOUD_H
#define AKSCOPE_AUTH_CLOUD_H

#include <stdbool.h>
#include <stddef.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/io/http.h"

enum ak_cloud_id {
#define AK_CLOUD(symbol, name, arm, authority, audience, federation, portal) AK_CLOUD_##symbol,
#include "akscope/auth/clouds.def"
#undef AK_CLOUD
    AK_CLOUD_COUNT
};

/* URLs have no slash at their end, but for the audience, which is compared letter by letter. */
struct ak_cloud {
    char *name; /* "AzureCloud"; a discovered one's own word for itself, else its host */
    char *arm_endpoint;
    char *authority; /* "" until it is discovered */
    char *audience;  /* likewise */
    char *federation_audience;
    char *portal;       /* "" where none is known */
    const char *origin; /* static: what chose it, "--cloud", "the Azure CLI", … */
    bool takes_ps256;   /* assertions may be signed so; every token service takes RS256 */
};

/* A copy of a row of clouds.def. */
AK_NONNULL void ak_cloud_init(struct ak_cloud *cloud, enum ak_cloud_id id);

/* A copy of `from`. */
AK_NONNULL void ak_cloud_copy(struct ak_cloud *cloud, const struct ak_cloud *from);
AK_NONNULL void ak_cloud_release(struct ak_cloud *cloud);

/* True when it is known who gives tokens for it. */
AK_NONNULL bool ak_cloud_is_known(const struct ak_cloud *cloud);

/* What chooses a cloud; NULL or "" where nothing was asked for. */
struct ak_cloud_choice {
    const char *name;         /* --cloud: a row of clouds.def, or one of the Azure CLI's own */
    const char *arm_endpoint; /* --arm-endpoint */
};

/* The cloud that is meant: that of the name, whose endpoint the other may replace (a private link);
 * else that of the endpoint, which has to be discovered when it is neither in clouds.def nor one of
 * the Azure CLI's; else the one whose authority is AZURE_AUTHORITY_HOST, as pods have it; else the
 * one that the Azure CLI is set to (AZURE_CLOUD_NAME, `name` of [cloud] in its file config); else
 * AzureCloud. AZURE_AUTHORITY_HOST replaces the authority in any case, as in Azure's own libraries.
 * The Azure CLI's files, config and
 * clouds.config, are those of AZURE_CONFIG_DIR, else ~/.azure; files that are not there, or can't
 * be understood, choose nothing. AK_ERR_CONFIG for a name or URL that can't be used. Release *out.
 */
AK_NONNULL AK_MUST_USE int
ak_cloud_choose(struct ak_cloud *out, const struct ak_cloud_choice *choice, struct ak_err *err);

/* Addresses that answer anybody, without a token: of its Resource Manager what it is part of, and
 * of its authority (which must be known) how it gives tokens. The caller frees. */
AK_NONNULL AK_RETURNS_NONNULL char *ak_cloud_metadata_url(const struct ak_cloud *cloud);
AK_NONNULL AK_RETURNS_NONNULL char *ak_cloud_openid_url(const struct ak_cloud *cloud);

struct ak_discovery;

/* `cloud` is NULL exactly when `err` is not; it is borrowed, good during the callback. Kinds: those
 * of ak_http_on_done; AK_ERR_MALFORMED when the answer names no cloud with this endpoint;
 * AK_ERR_CONFIG for an authority that is no Microsoft Entra ID (AD FS). */
typedef void ak_discovery_on_done(const struct ak_cloud *cloud, const struct ak_err *err,
                                  void *context);

/* Asks the Resource Manager of `cloud` what it is part of. One completion, never inside the call.
 * Names that `cloud` has already (an authority of the environment) stay. */
AK_NONNULL_ARGS(1, 2, 3)
AK_RETURNS_NONNULL
struct ak_discovery *ak_discovery_start(struct ak_http *http, const struct ak_cloud *cloud,
                                        ak_discovery_on_done *on_done, void *context);

/* Completes with AK_ERR_CANCELLED, later, unless its callback has begun. */
AK_NONNULL void ak_discovery_cancel(struct ak_discovery *discovery);

#endif
