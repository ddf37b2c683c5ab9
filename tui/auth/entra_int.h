/* entra_int.h: the token endpoint of Microsoft Entra ID. Source: learn.microsoft.com/entra/
 * identity-platform: v2-oauth2-client-creds-grant-flow, v2-oauth2-device-code,
 * v2-oauth2-auth-code-flow ("Refresh the access token"). */
#ifndef AKSCOPE_AUTH_ENTRA_INT_H
#define AKSCOPE_AUTH_ENTRA_INT_H

#include "auth_int.h"
#include "inquiry_int.h"

/* "AUTHORITY/TENANT/oauth2/v2.0/ENDPOINT"; the tenant must be a plain id. The caller frees. */
AK_NONNULL AK_RETURNS_NONNULL char *ak__entra_url(const struct ak_cloud *cloud, const char *tenant,
                                                  const char *endpoint);

/* Appends NAME=VALUE to a form, with the & that it needs. AK_BUG when a form grows beyond what its
 * limit allows, since all that goes in has limits of its own. */
AK_NONNULL void ak__form_add(struct ak_buf *form, const char *name, const char *value);

/* A form with what every request for a token has: client_id, scope, claims (of a challenge, or
 * NULL). The caller releases. */
AK_NONNULL_ARGS(1, 2)
struct ak_buf ak__entra_form(const char *client_id, const char *scope, const char *challenge);

/* The same for the ask. */
AK_NONNULL struct ak_buf ak__entra_ask_form(const struct ak__ask *ask, const char *client_id);

/* Sends the form to `endpoint` for the ask; `on_done` gets the ask as its context. */
AK_NONNULL void ak__entra_send(struct ak__ask *ask, const char *tenant, const struct ak_buf *form,
                               ak__inquiry_on_done *on_done);

/* The question itself, for who has no ask. The URL is borrowed. */
AK_NONNULL struct ak__question ak__entra_question(const char *url, const struct ak_buf *form);

/* Reads what came: a token, or why not (AK_ERR_SIGN_IN with Entra ID's own code, or what
 * ak_wire_read_error and ak_http_on_done say). */
AK_NONNULL_ARGS(2, 4, 5)
AK_MUST_USE int ak__entra_read(const struct ak_http_response *response,
                               const struct ak_clock *clock, const struct ak_err *cause,
                               struct ak_token_answer *out, struct ak_err *err);

/* An ak__inquiry_on_done that serves the ask with the token, or fails it. */
void ak__entra_on_token(const struct ak_http_response *response, const struct ak_err *cause,
                        void *context);

/* Fails the ask unless tenant and client can be part of a URL; true when they can. */
AK_NONNULL bool ak__entra_check_ids(struct ak__ask *ask, const char *tenant, const char *client);

/* Sends a client assertion that was obtained for the ask (RFC 7523, 2.2). */
AK_NONNULL void ak__entra_send_assertion(struct ak__ask *ask, const char *assertion);

#endif
