/* identity.h: what identity endpoints answer: tokens, device codes, clouds, and the file of kept
 * sign-ins. Secrets are copied once, into what is released by overwriting, and wiped from the
 * parsed tree; no message ever quotes an answer. Any thread. */
#ifndef AKSCOPE_WIRE_IDENTITY_H
#define AKSCOPE_WIRE_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

/* True for a text that can be a bearer token (RFC 6750, b64token): nothing in it could end a header
 * line. NULL is none. */
bool ak_wire_is_token(const char *text);

/* An answer of a token endpoint (RFC 6749, 5.1), or of a managed identity's. Times are wall
 * seconds; 0 where the answer does not say. */
struct ak_token_answer {
    char *access_token;
    char *refresh_token; /* NULL: none */
    char *id_token;      /* NULL: none */
    int64_t expires_at;
    int64_t refresh_at; /* when the service wants it to be renewed */
    char *client_id;    /* whose it is, where a managed identity says; NULL: it does not */
    char *object_id;
    char *resource_id;
};

/* Expiry is `expires_on` (seconds, a text of them, "11/24/2026 02:26:58 +00:00", or RFC 3339), else
 * `now` and `expires_in`. AK_ERR_MALFORMED when there is no token, or one that can't be sent. */
AK_NONNULL AK_MUST_USE int ak_wire_read_token(const char *body, size_t len, int64_t now,
                                              struct ak_token_answer *out, struct ak_err *err);
AK_NONNULL void ak_token_answer_release(struct ak_token_answer *answer);

/* One secret text member of an object into a fresh buffer that the caller wipes and frees: `value`
 * of GitHub's identity token. AK_ERR_MALFORMED. */
AK_NONNULL AK_MUST_USE int ak_wire_read_secret(const char *body, size_t len, const char *member,
                                               char **out, struct ak_err *err);

/* The answer of `azd auth token`: token and expiresOn (RFC 3339). */
AK_NONNULL AK_MUST_USE int ak_wire_read_azd_token(const char *body, size_t len, char **token,
                                                  int64_t *expires_at, struct ak_err *err);

/* RFC 8628, 3.2. Texts are sanitised but for device_code, which is a secret. */
struct ak_device_code {
    char *device_code;
    char *user_code;
    char *url;
    char *message;
    int64_t expires_in; /* seconds */
    int64_t interval;   /* seconds between polls; 5 where the answer does not say */
};
AK_NONNULL AK_MUST_USE int ak_wire_read_device_code(const char *body, size_t len,
                                                    struct ak_device_code *out, struct ak_err *err);
AK_NONNULL void ak_device_code_release(struct ak_device_code *code);

/* What GET /metadata/endpoints says of one cloud; texts are sanitised, "" where it says nothing. */
struct ak_cloud_metadata {
    char *name;
    char *arm_endpoint;
    char *authority;
    char *audience; /* the first that is an https URL */
    char *portal;
    char *identity_provider; /* "AAD", "ADFS" */
};

/* Of a list of clouds, the one whose resourceManager is `arm_endpoint` (slashes at the end don't
 * count), or the only one; of a single object (the oldest api-version), that. AK_ERR_MALFORMED. */
AK_NONNULL AK_MUST_USE int ak_wire_read_cloud(const char *body, size_t len,
                                              const char *arm_endpoint,
                                              struct ak_cloud_metadata *out, struct ak_err *err);
AK_NONNULL void ak_cloud_metadata_release(struct ak_cloud_metadata *metadata);

/* The `claims` parameter of a request to Microsoft Entra ID: that this client can be asked again
 * (xms_cc: CP1), with the claims of a challenge where there was one (NULL: none, as when it is no
 * JSON object). The caller frees. */
AK_MUST_USE AK_RETURNS_NONNULL char *ak_wire_write_claims(const char *challenge);

/* A sign-in that is kept. */
struct ak_kept_login {
    char *cloud;     /* its name, for the person */
    char *authority; /* that gave it, and the only one that it is sent to */
    char *tenant_id; /* "" where the sign-in did not say */
    char *client_id;
    char *name; /* who it is, for the person; may be "" */
    char *refresh_token; /* "" where the keyring has it */
    bool is_in_keyring;
};

struct ak_kept_logins {
    struct ak_kept_login *items;
    size_t count;
};

/* The file login.json. AK_ERR_MALFORMED, AK_ERR_FILE for a newer version than this. */
AK_NONNULL AK_MUST_USE int ak_wire_read_logins(const char *body, size_t len,
                                               struct ak_kept_logins *out, struct ak_err *err);
/* Its text, which the caller wipes and frees. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL char *
ak_wire_write_logins(const struct ak_kept_logins *logins, size_t *len);
AK_NONNULL void ak_kept_logins_release(struct ak_kept_logins *logins);
AK_NONNULL void ak_kept_login_release(struct ak_kept_login *login);

#endif
