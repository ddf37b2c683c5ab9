#include "config.h"

#include "token_int.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "random_int.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *ak_sim_base64url(const void *bytes, size_t len)
{
    const unsigned char *in = bytes;
    char *out = ak_alloc(len / 3 * 4 + 5, 1);
    size_t at = 0;
    for (size_t i = 0; i < len; i += 3) {
        size_t have = len - i < 3 ? len - i : 3;
        unsigned group = (unsigned)in[i] << 16;
        group |= have > 1 ? (unsigned)in[i + 1] << 8 : 0;
        group |= have > 2 ? (unsigned)in[i + 2] : 0;
        for (size_t j = 0; j <= have; j++) {
            out[at++] = alphabet[(group >> (18 - 6 * j)) & 63];
        }
    }
    return out;
}

char *ak_sim_base64url_decode(const char *text, size_t len)
{
    char *out = ak_alloc(len / 4 * 3 + 4, 1);
    size_t at = 0;
    unsigned bits = 0;
    unsigned group = 0;
    for (size_t i = 0; i < len; i++) {
        const char *found = text[i] != '\0' ? strchr(alphabet, text[i]) : NULL;
        if (found == NULL) {
            free(out);
            return NULL;
        }
        group = (group << 6 | (unsigned)(found - alphabet)) & 0xFFFFFF;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[at++] = (char)(group >> bits & 0xFF);
        }
    }
    return out;
}

static char *encode_json(cJSON *json)
{
    char *text = cJSON_PrintUnformatted(json);
    cJSON_Delete(json);
    char *encoded = ak_sim_base64url(text, strlen(text));
    free(text);
    return encoded;
}

static char *make_header(void)
{
    cJSON *header = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(header, "typ", "JWT");
    (void)cJSON_AddStringToObject(header, "alg", "RS256");
    (void)cJSON_AddStringToObject(header, "kid", "akscope-sim");
    return encode_json(header);
}

static char *make_payload(const struct ak_sim_token_claims *claims)
{
    cJSON *payload = cJSON_CreateObject();
    char *issuer = ak_asprintf("https://sts.windows.net/%s/", claims->tenant);
    (void)cJSON_AddStringToObject(payload, "aud", claims->audience);
    (void)cJSON_AddStringToObject(payload, "iss", issuer);
    (void)cJSON_AddNumberToObject(payload, "iat", (double)claims->issued);
    (void)cJSON_AddNumberToObject(payload, "nbf", (double)claims->issued);
    (void)cJSON_AddNumberToObject(payload, "exp", (double)claims->expires);
    (void)cJSON_AddStringToObject(payload, "appid", claims->client);
    (void)cJSON_AddStringToObject(payload, "idp", issuer);
    (void)cJSON_AddStringToObject(payload, "idtyp", claims->user != NULL ? "user" : "app");
    (void)cJSON_AddStringToObject(payload, "oid", claims->client);
    if (claims->user != NULL) {
        (void)cJSON_AddStringToObject(payload, "upn", claims->user);
        (void)cJSON_AddStringToObject(payload, "preferred_username", claims->user);
    }
    if (claims->context != NULL) {
        (void)cJSON_AddItemToObject(payload, "acrs", cJSON_CreateStringArray(&claims->context, 1));
    }
    (void)cJSON_AddStringToObject(payload, "sub", claims->client);
    (void)cJSON_AddStringToObject(payload, "tid", claims->tenant);
    (void)cJSON_AddStringToObject(payload, "ver", "1.0");
    free(issuer);
    return encode_json(payload);
}

char *ak_sim_token_make(const struct ak_sim_token_claims *claims, uint64_t *random)
{
    uint64_t noise[32]; /* as long as an RS256 signature */
    for (size_t i = 0; i < sizeof noise / sizeof *noise; i++) {
        noise[i] = ak_sim_random_next(random);
    }
    char *header = make_header();
    char *payload = make_payload(claims);
    char *signature = ak_sim_base64url(noise, sizeof noise);
    char *token = ak_asprintf("%s.%s.%s", header, payload, signature);
    free(header);
    free(payload);
    free(signature);
    return token;
}

/* The claims of a token, or NULL when it isn't three parts of base64url with an object inside. */
static cJSON *parse_claims(const char *token)
{
    size_t header = strcspn(token, ".");
    const char *payload = token + header + (token[header] == '.' ? 1 : 0);
    size_t payload_len = strcspn(payload, ".");
    const char *signature = payload + payload_len;
    if (header == 0 || payload_len == 0 || *signature != '.' || signature[1] == '\0' ||
        strchr(signature + 1, '.') != NULL) {
        return NULL;
    }
    char *text = ak_sim_base64url_decode(payload, payload_len);
    cJSON *claims = text != NULL ? cJSON_Parse(text) : NULL;
    free(text);
    if (!cJSON_IsObject(claims)) {
        cJSON_Delete(claims);
        return NULL;
    }
    return claims;
}

static bool is_our_audience(const char *audience)
{
    static const char *const prefixes[] = {
        "https://management.", /* .core.windows.net, .azure.com, and the other clouds' */
        "https://localhost",   "http://localhost", "https://127.0.0.1",
        "http://127.0.0.1",    "https://[::1]",    "http://[::1]",
    };
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (ak_text_has_prefix(audience, prefixes[i], true)) {
            return true;
        }
    }
    return false;
}

enum ak_sim_token_state ak_sim_token_check(const char *token, int64_t now)
{
    cJSON *claims = parse_claims(token);
    if (claims == NULL) {
        return AK_SIM_TOKEN_MALFORMED;
    }
    enum ak_sim_token_state state = AK_SIM_TOKEN_GOOD;
    const cJSON *expires = cJSON_GetObjectItemCaseSensitive(claims, "exp");
    const cJSON *audience = cJSON_GetObjectItemCaseSensitive(claims, "aud");
    if (cJSON_IsNumber(expires) && expires->valuedouble < (double)now) {
        state = AK_SIM_TOKEN_EXPIRED;
    } else if (cJSON_IsString(audience) && !is_our_audience(audience->valuestring)) {
        state = AK_SIM_TOKEN_OTHER_AUDIENCE;
    }
    cJSON_Delete(claims);
    return state;
}

char *ak_sim_token_claim(const char *token, const char *name)
{
    cJSON *claims = token != NULL ? parse_claims(token) : NULL;
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(claims, name));
    char *copy = text != NULL ? ak_strdup(text) : NULL;
    cJSON_Delete(claims);
    return copy;
}

bool ak_sim_token_has_context(const char *token, const char *context)
{
    cJSON *claims = parse_claims(token);
    const cJSON *item;
    bool has = false;
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(claims, "acrs"))
    {
        has = has || (cJSON_IsString(item) && strcmp(item->valuestring, context) == 0);
    }
    cJSON_Delete(claims);
    return has;
}
