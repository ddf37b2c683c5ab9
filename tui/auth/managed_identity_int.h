/* managed_identity_int.h: identities of the machine, one source a file. Each has an endpoint on the
 * machine itself: plain http to loopback or a link-local address, never through a proxy. */
#ifndef AKSCOPE_AUTH_MANAGED_IDENTITY_INT_H
#define AKSCOPE_AUTH_MANAGED_IDENTITY_INT_H

#include "auth_int.h"
#include "inquiry_int.h"

struct ak__managed_source {
    const char *detail; /* "IMDS" */
    bool (*is_here)(const struct ak__ask *ask);
    void (*start)(struct ak__ask *ask);
};

extern const struct ak__managed_source ak__app_service_source;
extern const struct ak__managed_source ak__arc_source;
extern const struct ak__managed_source ak__imds_source;

/* Which identity of the machine is asked for. */
enum ak__identity_kind {
    AK__IDENTITY_SYSTEM,
    AK__IDENTITY_CLIENT,
    AK__IDENTITY_OBJECT,
    AK__IDENTITY_RESOURCE,
    AK__IDENTITY_KINDS,
};
/* *id is borrowed from the ask. */
AK_NONNULL enum ak__identity_kind ak__managed_identity(const struct ak__ask *ask, const char **id);

/* "ENDPOINT?api-version=VERSION&resource=…", and the identity under the name that the endpoint has
 * for its kind; the caller frees. */
AK_NONNULL AK_RETURNS_NONNULL char *ak__managed_url(const struct ak__ask *ask, const char *endpoint,
                                                    const char *version,
                                                    const char *const names[AK__IDENTITY_KINDS]);

/* Reads what came: 0 and a token, or the kind of *err. */
AK_NONNULL_ARGS(1, 4, 5)
AK_MUST_USE int ak__managed_read(const struct ak__ask *ask, const struct ak_http_response *response,
                                 const struct ak_err *cause, struct ak_token_answer *out,
                                 struct ak_err *err);

#endif
