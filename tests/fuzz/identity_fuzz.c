/* identity_fuzz.c: what identity endpoints and the file of kept sign-ins say. Nothing of it reaches
 * a message, nothing in a token can end a header line, and what is written again is read as the
 * same. The first byte chooses: a token, a device code, clouds, kept sign-ins, claims, a challenge,
 * azd's answer. */
#include "config.h"

#include "akscope/auth/auth.h"
#include "akscope/base/limits.h"
#include "akscope/wire/identity.h"
#include "fuzz.h"

static void require_token(const char *token)
{
    require(token[0] != '\0');
    for (const char *at = token; *at != '\0'; at++)
        require(*at > ' ' && *at < 0x7F && strchr("\",:;\\", *at) == NULL);
}

static void check_token(const char *body, size_t len)
{
    struct ak_token_answer answer = {0};
    struct ak_err err = ak_err_none();
    int failed = ak_wire_read_token(body, len, 1764000000, &answer, &err);

    if (failed) {
        require_failure(failed, &err);
        require(answer.access_token == NULL);
        return;
    }
    require_token(answer.access_token);
    require(answer.expires_at >= 0 && answer.refresh_at >= 0);
    ak_token_answer_release(&answer);
    require(answer.access_token == NULL);
}

static void check_code(const char *body, size_t len)
{
    struct ak_device_code code = {0};
    struct ak_err err = ak_err_none();
    int failed = ak_wire_read_device_code(body, len, &code, &err);

    if (failed) {
        require_failure(failed, &err);
        return;
    }
    require_clean(code.user_code);
    require_clean(code.url);
    require_clean(code.message);
    require(code.interval > 0 && code.expires_in > 0);
    ak_device_code_release(&code);
}

static void check_cloud(const char *body, size_t len)
{
    struct ak_cloud_metadata metadata = {0};
    struct ak_err err = ak_err_none();
    int failed = ak_wire_read_cloud(body, len, "https://arm.example", &metadata, &err);

    if (failed) {
        require_failure(failed, &err);
        return;
    }
    require_clean(metadata.name);
    require_clean(metadata.authority);
    require_clean(metadata.audience);
    ak_cloud_metadata_release(&metadata);
}

static void check_logins(const char *body, size_t len)
{
    struct ak_kept_logins logins = {0}, again = {0};
    struct ak_err err = ak_err_none();
    int failed = ak_wire_read_logins(body, len, &logins, &err);
    size_t total = 0;

    if (failed) {
        require_failure(failed, &err);
        return;
    }
    for (size_t i = 0; i < logins.count; i++)
        total += 6 * (strlen(logins.items[i].refresh_token) + strlen(logins.items[i].cloud) + 200);
    if (total < AK_LIMIT_IDENTITY / 4 && len < AK_LIMIT_IDENTITY / 8) {
        size_t written;
        char *text = ak_wire_write_logins(&logins, &written);

        require(ak_wire_read_logins(text, written, &again, &err) == 0);
        require(again.count == logins.count);
        for (size_t i = 0; i < logins.count; i++)
            require(strcmp(again.items[i].refresh_token, logins.items[i].refresh_token) == 0 &&
                    again.items[i].is_in_keyring == logins.items[i].is_in_keyring);
        ak_kept_logins_release(&again);
        free(text);
    }
    ak_kept_logins_release(&logins);
}

static void check_claims(const char *challenge, size_t len)
{
    char *claims = ak_wire_write_claims(challenge);

    (void)len;
    require(strstr(claims, "\"xms_cc\":{\"values\":[\"CP1\"]}") != NULL);
    require(strlen(claims) <= AK_LIMIT_CLAIMS);
    require_clean(claims);
    free(claims);
}

static void check_challenge(const char *header, size_t len)
{
    char *claims = ak_auth_read_challenge(header);

    (void)len;
    require(claims == NULL || claims[0] == '{');
    free(claims);
}

static void check_azd(const char *body, size_t len)
{
    char *token = NULL;
    int64_t expires_at = -1;
    struct ak_err err = ak_err_none();
    int failed = ak_wire_read_azd_token(body, len, &token, &expires_at, &err);

    if (failed) {
        require_failure(failed, &err);
        return;
    }
    require_token(token);
    free(token);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const checks[])(const char *text, size_t len) = {
        check_token,  check_code,      check_cloud, check_logins,
        check_claims, check_challenge, check_azd};

    if (size == 0)
        return 0;
    char *text = text_of(data + 1, size - 1);

    checks[data[0] % (sizeof checks / sizeof checks[0])](text, size - 1);
    free(text);
    return 0;
}
