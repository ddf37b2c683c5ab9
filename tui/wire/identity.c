/* identity.c: tokens and codes. What is secret is copied once, and wiped everywhere else. */
#include "config.h"

#include "akscope/wire/identity.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/date.h"
#include "akscope/base/limits.h"
#include "akscope/base/secret.h"
#include "akscope/base/text.h"
#include "identity_int.h"
#include "json_int.h"

enum { POLL_SECONDS = 5, LONGEST_SECONDS = 400 * 86400 };

int ak__identity_parse(const char *body, size_t len, const char *what, cJSON **root,
                       struct ak_err *err)
{
    struct ak_err ignored = ak_err_none();
    cJSON *parsed = NULL;

    if (ak__json_parse(body, len, &parsed, &ignored) != 0)
        return ak_err_set(err, AK_ERR_MALFORMED, "%s answered something that is not JSON", what);
    if (!cJSON_IsObject(parsed)) {
        ak__json_wipe(parsed);
        return ak_err_set(err, AK_ERR_MALFORMED, "%s answered no object", what);
    }
    *root = parsed;
    return 0;
}

char *ak__identity_raw(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

    if (!cJSON_IsString(member) || member->valuestring[0] == '\0')
        return NULL;
    return ak_strdup(member->valuestring);
}

char *ak__identity_safe(const char *raw)
{
    size_t len = strlen(raw);
    size_t room = len * (sizeof AK_TEXT_REPLACEMENT - 1) + 1;
    char *text = ak_alloc(room, 1);

    ak_text_sanitise(raw, len, text, room);
    return text;
}

char *ak__identity_text(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

    return ak__identity_safe(cJSON_IsString(member) ? member->valuestring : "");
}

bool ak_wire_is_token(const char *text)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789-._~+/=";

    return text != NULL && text[strspn(text, alphabet)] == '\0';
}

/* A number, or a text of one; 0 where it is neither, or no span or moment that makes sense. */
static int64_t whole_of(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);
    int64_t whole = 0;

    if (cJSON_IsNumber(member) && member->valuedouble > 0 && member->valuedouble < 1e12)
        return (int64_t)member->valuedouble;
    if (cJSON_IsString(member) && ak_text_to_int(member->valuestring, 0, 999999999999, &whole))
        return whole;
    return 0;
}

static int64_t span_of(const cJSON *object, const char *name)
{
    int64_t span = whole_of(object, name);

    return span > LONGEST_SECONDS ? LONGEST_SECONDS : span;
}

/* "11/24/2026 02:26:58 +00:00", as App Service's 2017-09-01 writes it. Source: learn.microsoft.com/
 * azure/app-service/overview-managed-identity. */
static bool parse_us_date(const char *text, int64_t *seconds)
{
    static const char shape[] = "00/00/0000 00:00:00 +00:00";
    char iso[sizeof "0000-00-00T00:00:00Z"];

    for (size_t i = 0; i < sizeof shape; i++) {
        bool fits = i < sizeof "00/00/0000 00:00:00" - 1 && shape[i] == '0'
                        ? text[i] >= '0' && text[i] <= '9'
                        : text[i] == shape[i];
        if (!fits)
            return false;
    }
    memcpy(iso, text + 6, 4);
    iso[4] = '-';
    memcpy(iso + 5, text, 2);
    iso[7] = '-';
    memcpy(iso + 8, text + 3, 2);
    iso[10] = 'T';
    memcpy(iso + 11, text + 11, 8);
    iso[19] = 'Z';
    iso[20] = '\0';
    return ak_time_parse(iso, seconds);
}

static int64_t moment_of(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);
    int64_t seconds = whole_of(object, name);

    if (seconds == 0 && cJSON_IsString(member) && !ak_time_parse(member->valuestring, &seconds) &&
        !parse_us_date(member->valuestring, &seconds))
        seconds = 0;
    return seconds;
}

static void fill_token(const cJSON *root, int64_t now, struct ak_token_answer *out)
{
    int64_t lasts = span_of(root, "expires_in"), renew = span_of(root, "refresh_in");
    int64_t expires_at = moment_of(root, "expires_on");

    *out = (struct ak_token_answer){
        .access_token = ak__identity_raw(root, "access_token"),
        .refresh_token = ak__identity_raw(root, "refresh_token"),
        .id_token = ak__identity_raw(root, "id_token"),
        .expires_at = expires_at == 0 && lasts > 0 ? now + lasts : expires_at,
        .refresh_at = renew > 0 ? now + renew : 0,
        .client_id = ak__identity_raw(root, "client_id"),
        .object_id = ak__identity_raw(root, "object_id"),
        .resource_id = ak__identity_raw(root, "msi_res_id"),
    };
    if (out->resource_id == NULL)
        out->resource_id = ak__identity_raw(root, "mi_res_id");
}

int ak_wire_read_token(const char *body, size_t len, int64_t now, struct ak_token_answer *out,
                       struct ak_err *err)
{
    struct ak_token_answer answer;
    cJSON *root = NULL;
    int failed = ak__identity_parse(body, len, "the token endpoint", &root, err);

    if (failed)
        return failed;
    fill_token(root, now, &answer);
    ak__json_wipe(root);
    if (answer.access_token == NULL)
        failed = ak_err_set(err, AK_ERR_MALFORMED,
                            "access_token: missing from the token endpoint's answer");
    else if (!ak_wire_is_token(answer.access_token))
        failed = ak_err_set(err, AK_ERR_MALFORMED, "access_token: characters that no token has");
    if (failed)
        ak_token_answer_release(&answer);
    else
        *out = answer;
    return failed;
}

void ak_token_answer_release(struct ak_token_answer *answer)
{
    ak_secret_free(answer->access_token);
    ak_secret_free(answer->refresh_token);
    ak_secret_free(answer->id_token);
    free(answer->client_id);
    free(answer->object_id);
    free(answer->resource_id);
    *answer = (struct ak_token_answer){0};
}

int ak_wire_read_secret(const char *body, size_t len, const char *member, char **out,
                        struct ak_err *err)
{
    cJSON *root = NULL;
    int failed = ak__identity_parse(body, len, "the token endpoint", &root, err);

    if (failed)
        return failed;
    char *secret = ak__identity_raw(root, member);
    ak__json_wipe(root);
    if (!ak_wire_is_token(secret)) {
        ak_secret_free(secret);
        return ak_err_set(err, AK_ERR_MALFORMED, "%s: no token in the answer", member);
    }
    *out = secret;
    return 0;
}

int ak_wire_read_azd_token(const char *body, size_t len, char **token, int64_t *expires_at,
                           struct ak_err *err)
{
    cJSON *root = NULL;
    int failed = ak__identity_parse(body, len, "azd", &root, err);

    if (failed)
        return failed;
    char *text = ak__identity_raw(root, "token");
    int64_t moment = moment_of(root, "expiresOn");
    ak__json_wipe(root);
    if (!ak_wire_is_token(text)) {
        ak_secret_free(text);
        return ak_err_set(err, AK_ERR_MALFORMED, "token: missing from azd's answer");
    }
    *token = text;
    *expires_at = moment;
    return 0;
}

int ak_wire_read_device_code(const char *body, size_t len, struct ak_device_code *out,
                             struct ak_err *err)
{
    cJSON *root = NULL;
    int failed = ak__identity_parse(body, len, "Microsoft Entra ID", &root, err);

    if (failed)
        return failed;
    int64_t interval = span_of(root, "interval");
    struct ak_device_code code = {
        .device_code = ak__identity_raw(root, "device_code"),
        .user_code = ak__identity_text(root, "user_code"),
        .url = ak__identity_text(root, "verification_uri"),
        .message = ak__identity_text(root, "message"),
        .expires_in = span_of(root, "expires_in"),
        .interval = interval > 0 ? interval : POLL_SECONDS,
    };
    ak__json_wipe(root);
    if (code.device_code == NULL || code.user_code[0] == '\0' || code.url[0] == '\0' ||
        code.expires_in == 0) {
        ak_device_code_release(&code);
        return ak_err_set(
            err, AK_ERR_MALFORMED,
            "the answer lacks device_code, user_code, verification_uri or expires_in");
    }
    *out = code;
    return 0;
}

void ak_device_code_release(struct ak_device_code *code)
{
    ak_secret_free(code->device_code);
    free(code->user_code);
    free(code->url);
    free(code->message);
    *code = (struct ak_device_code){0};
}

/* ---- claims ---- */

static cJSON *made_object(cJSON *parent, const char *name)
{
    cJSON *object = cJSON_GetObjectItemCaseSensitive(parent, name);

    if (!cJSON_IsObject(object)) {
        cJSON_DeleteItemFromObjectCaseSensitive(parent, name);
        object = ak__json_made(cJSON_CreateObject());
        cJSON_AddItemToObject(parent, name, object);
    }
    return object;
}

/* Source: learn.microsoft.com/entra/identity-platform/claims-challenge, "How to communicate client
 * capabilities". */
char *ak_wire_write_claims(const char *challenge)
{
    struct ak_err ignored = ak_err_none();
    struct ak_buf out = ak_buf_init(AK_LIMIT_CLAIMS);
    const char *capability = "CP1";
    cJSON *root = NULL;
    size_t len;

    if (challenge != NULL && (ak__json_parse(challenge, strlen(challenge), &root, &ignored) != 0 ||
                              !cJSON_IsObject(root))) {
        cJSON_Delete(root);
        root = NULL;
    }
    if (root == NULL)
        root = ak__json_made(cJSON_CreateObject());
    cJSON *capabilities = made_object(made_object(root, "access_token"), "xms_cc");
    cJSON_DeleteItemFromObjectCaseSensitive(capabilities, "values");
    cJSON_AddItemToObject(capabilities, "values",
                          ak__json_made(cJSON_CreateStringArray(&capability, 1)));
    bool fits = ak__json_print(root, false, &out);
    cJSON_Delete(root);
    if (!fits) {
        ak_buf_release(&out);
        return ak_wire_write_claims(NULL);
    }
    return ak_buf_take(&out, &len);
}
