/* managed_identity.c: which source there is, and what sources have in common. Source:
 * learn.microsoft.com/entra/identity/managed-identities-azure-resources. */
#include "config.h"

#include "managed_identity_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/wire/errors.h"

/* In the order in which Azure's own libraries look. The last is taken where no other is here. */
static const struct ak__managed_source *const sources[] = {
    &ak__app_service_source,
    &ak__arc_source,
    &ak__imds_source,
};

enum { SOURCE_COUNT = sizeof sources / sizeof sources[0] };

static bool is_offered(const struct ak__ask *ask, struct ak_err *why)
{
    if (!ask->auth->has_no_imds || ak__app_service_source.is_here(ask) ||
        ak__arc_source.is_here(ask))
        return true;
    ak_err_set(why, AK_ERR_NOT_SIGNED_IN, "this machine has no managed identity");
    return false;
}

static void start(struct ak__ask *ask)
{
    size_t i = 0;

    while (i + 1 < SOURCE_COUNT && !sources[i]->is_here(ask))
        i++;
    ak__ask_detail(ask, sources[i]->detail);
    sources[i]->start(ask);
}

enum ak__identity_kind ak__managed_identity(const struct ak__ask *ask, const char **id)
{
    static const char object[] = "object:";
    const char *asked = ask->auth->identity;

    if (asked == NULL)
        asked = ask->auth->variables.client_id;
    if (asked == NULL)
        return AK__IDENTITY_SYSTEM;
    if (ak_text_has_prefix(asked, object, true)) {
        *id = asked + sizeof object - 1;
        return AK__IDENTITY_OBJECT;
    }
    *id = asked;
    return asked[0] == '/' ? AK__IDENTITY_RESOURCE : AK__IDENTITY_CLIENT;
}

char *ak__managed_url(const struct ak__ask *ask, const char *endpoint, const char *version,
                      const char *const names[AK__IDENTITY_KINDS])
{
    struct ak_buf url = ak_buf_init((size_t)AK_LIMIT_URL * 4);
    char *resource = ak__ask_resource(ask);
    const char *id = NULL;
    enum ak__identity_kind kind = ak__managed_identity(ask, &id);
    size_t len;
    bool fits = ak_buf_printf(&url, "%s?api-version=%s&resource=", endpoint, version) &&
                ak_http_encode(&url, resource);

    if (kind != AK__IDENTITY_SYSTEM)
        fits = fits && ak_buf_printf(&url, "&%s=", names[kind]) && ak_http_encode(&url, id);
    if (!fits)
        ak_buf_clear(&url); /* no URL: the request says so */
    free(resource);
    return ak_buf_take(&url, &len);
}

/* What endpoints answer in several shapes, all of which ak_wire_read_error reads. */
int ak__managed_read(const struct ak__ask *ask, const struct ak_http_response *response,
                     const struct ak_err *cause, struct ak_token_answer *out, struct ak_err *err)
{
    if (response == NULL) {
        *err = *cause;
        return (int)err->kind;
    }
    if (response->status == 200)
        return ak_wire_read_token(response->body, response->body_len,
                                  ak_clock_now(ask->auth->clock), out, err);
    ak_wire_read_error(response->status, response->body, response->body_len, err);
    if (err->kind == AK_ERR_REFUSED || err->kind == AK_ERR_NOT_SIGNED_IN ||
        err->kind == AK_ERR_NOT_FOUND)
        err->kind = AK_ERR_SIGN_IN;
    return (int)err->kind;
}

const struct ak__credential ak__managed_identity_credential = {
    .is_offered = is_offered,
    .start = start,
};
