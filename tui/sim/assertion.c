#include "config.h"

#include "assertion_int.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "akscope/base/alloc.h"
#include "json_int.h"
#include "token_int.h"

enum {
    /* Errors of Entra ID (learn.microsoft.com/entra/identity-platform/reference-error-codes). */
    MALFORMED = 50027,
    WRONG_AUDIENCE = 50012,
    OUT_OF_TIME = 700024,
    UNKNOWN_CERTIFICATE = 700027,
    UNKNOWN_ISSUER = 700211,
    WRONG_FEDERATION_AUDIENCE = 700212,
    /* How far clocks may differ, and how long an assertion may be good for. */
    SKEW = 300,
    LONGEST = 24 * 3600,
    KEY_BITS = 2048,
    TOKEN_SECONDS = 300,
};

static const char key_id[] = "akscope-sim-issuer";
static const char federation_audience[] = "api://AzureADTokenExchange";
static const char subject[] = "repo:contoso/platform:ref:refs/heads/main";

struct ak_sim_issuer {
    X509 *certificate; /* of the application; NULL: it has none */
    EVP_PKEY *key;     /* of our own issuer; NULL until it is needed */
};

int ak_sim_issuer_open(const char *certificate, struct ak_sim_issuer **out, struct ak_err *err)
{
    struct ak_sim_issuer *issuer = ak_alloc(1, sizeof *issuer);
    FILE *file = certificate != NULL ? fopen(certificate, "re") : NULL;
    int failed = 0;
    if (file != NULL) {
        issuer->certificate = PEM_read_X509(file, NULL, NULL, NULL);
        (void)fclose(file);
    }
    if (certificate != NULL && issuer->certificate == NULL) {
        failed = ak_err_set(err, AK_ERR_FILE, "%s: %s", certificate,
                            file == NULL ? strerror(errno) : "it holds no certificate");
        ak_sim_issuer_free(issuer);
    } else {
        *out = issuer;
    }
    return failed;
}

void ak_sim_issuer_free(struct ak_sim_issuer *issuer)
{
    if (issuer == NULL) {
        return;
    }
    X509_free(issuer->certificate);
    EVP_PKEY_free(issuer->key);
    free(issuer);
}

/* ---- taking apart ---- */

/* An assertion's parts, owned but for the text that was signed. */
struct parts {
    cJSON *header;
    cJSON *payload;
    char *signature;
    size_t signature_len;
    size_t signed_len;
};

static void release(struct parts *parts)
{
    cJSON_Delete(parts->header);
    cJSON_Delete(parts->payload);
    free(parts->signature);
}

static cJSON *parse_part(const char *text, size_t len)
{
    char *decoded = ak_sim_base64url_decode(text, len);
    cJSON *json = decoded != NULL ? cJSON_Parse(decoded) : NULL;
    free(decoded);
    return json;
}

static bool take_apart(const char *assertion, struct parts *parts)
{
    size_t header = strcspn(assertion, ".");
    *parts = (struct parts){0};
    if (assertion[header] == '\0') {
        return false;
    }
    const char *payload = assertion + header + 1;
    size_t payload_len = strcspn(payload, ".");
    if (payload[payload_len] == '\0') {
        return false;
    }
    const char *signature = payload + payload_len + 1;
    size_t len = strlen(signature);
    parts->header = parse_part(assertion, header);
    parts->payload = parse_part(payload, payload_len);
    parts->signature = ak_sim_base64url_decode(signature, len);
    parts->signature_len = len / 4 * 3 + (len % 4 > 0 ? len % 4 - 1 : 0);
    parts->signed_len = (size_t)(payload + payload_len - assertion);
    return cJSON_IsObject(parts->header) && cJSON_IsObject(parts->payload) &&
           parts->signature != NULL;
}

/* ---- judging ---- */

/* RFC 7518, 3.3 and 3.5. */
static bool is_signed_by(EVP_PKEY *key, const char *text, const struct parts *parts)
{
    const char *algorithm = ak_sim_json_text(parts->header, "alg");
    bool is_pss = strcmp(algorithm, "PS256") == 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    bool is_good = context != NULL && (is_pss || strcmp(algorithm, "RS256") == 0) &&
                   EVP_DigestVerifyInit(context, &options, EVP_sha256(), NULL, key) == 1;
    if (is_good && is_pss) {
        is_good = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
                  EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    is_good = is_good && EVP_DigestVerify(context, (const unsigned char *)parts->signature,
                                          parts->signature_len, (const unsigned char *)text,
                                          parts->signed_len) == 1;
    EVP_MD_CTX_free(context);
    return is_good;
}

static bool is_in_time(const cJSON *payload, int64_t now)
{
    int64_t from = ak_sim_json_time(payload, "nbf");
    int64_t until = ak_sim_json_time(payload, "exp");
    return until > now - SKEW && from < now + SKEW && until - from <= LONGEST;
}

static bool has_thumbprint(X509 *certificate, const cJSON *header)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (certificate == NULL || X509_digest(certificate, EVP_sha256(), digest, &len) != 1) {
        return false;
    }
    char *thumbprint = ak_sim_base64url(digest, len);
    bool is_it = strcmp(ak_sim_json_text(header, "x5t#S256"), thumbprint) == 0;
    free(thumbprint);
    return is_it;
}

static int judge_certificate(const struct ak_sim_issuer *issuer, const char *assertion,
                             const struct parts *parts, const struct ak_sim_assertion *shown)
{
    if (!has_thumbprint(issuer->certificate, parts->header) ||
        !is_signed_by(X509_get0_pubkey(issuer->certificate), assertion, parts)) {
        return UNKNOWN_CERTIFICATE;
    }
    if (strcmp(ak_sim_json_text(parts->payload, "iss"), shown->client) != 0 ||
        strcmp(ak_sim_json_text(parts->payload, "sub"), shown->client) != 0 ||
        *ak_sim_json_text(parts->payload, "jti") == '\0') {
        return MALFORMED;
    }
    if (strcmp(ak_sim_json_text(parts->payload, "aud"), shown->endpoint) != 0) {
        return WRONG_AUDIENCE;
    }
    return is_in_time(parts->payload, shown->now) ? 0 : OUT_OF_TIME;
}

static int judge_federated(const struct ak_sim_issuer *issuer, const char *assertion,
                           const struct parts *parts, const struct ak_sim_assertion *shown)
{
    if (issuer->key == NULL ||
        strcmp(ak_sim_json_text(parts->payload, "iss"), shown->origin) != 0 ||
        !is_signed_by(issuer->key, assertion, parts)) {
        return UNKNOWN_ISSUER;
    }
    if (strcmp(ak_sim_json_text(parts->payload, "aud"), federation_audience) != 0) {
        return WRONG_FEDERATION_AUDIENCE;
    }
    return is_in_time(parts->payload, shown->now) ? 0 : OUT_OF_TIME;
}

int ak_sim_assertion_judge(const struct ak_sim_issuer *issuer, const char *assertion,
                           const struct ak_sim_assertion *shown)
{
    struct parts parts;
    int number = MALFORMED;
    if (take_apart(assertion, &parts)) {
        bool has_certificate = *ak_sim_json_text(parts.header, "x5t#S256") != '\0';
        number = has_certificate ? judge_certificate(issuer, assertion, &parts, shown)
                                 : judge_federated(issuer, assertion, &parts, shown);
    }
    release(&parts);
    return number;
}

/* ---- our own issuer ---- */

static char *encode(cJSON *json)
{
    char *text = cJSON_PrintUnformatted(json);
    char *encoded = ak_sim_base64url(text, strlen(text));
    free(text);
    cJSON_Delete(json);
    return encoded;
}

static char *sign(EVP_PKEY *key, const char *text)
{
    unsigned char signature[KEY_BITS / 8];
    size_t len = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL || EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1 ||
        EVP_DigestSign(context, signature, &len, (const unsigned char *)text, strlen(text)) != 1) {
        AK_BUG("an identity token can't be signed");
    }
    EVP_MD_CTX_free(context);
    return ak_sim_base64url(signature, len);
}

char *ak_sim_issuer_token(struct ak_sim_issuer *issuer, const char *origin, const char *audience,
                          int64_t now)
{
    if (issuer->key == NULL) {
        issuer->key = EVP_RSA_gen(KEY_BITS);
    }
    if (issuer->key == NULL) {
        AK_BUG("no key can be made");
    }
    cJSON *header = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(header, "alg", "RS256");
    (void)cJSON_AddStringToObject(header, "kid", key_id);
    (void)cJSON_AddStringToObject(header, "typ", "JWT");
    cJSON *payload = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(payload, "aud", audience);
    (void)cJSON_AddStringToObject(payload, "iss", origin);
    (void)cJSON_AddStringToObject(payload, "sub", subject);
    (void)cJSON_AddNumberToObject(payload, "nbf", (double)now);
    (void)cJSON_AddNumberToObject(payload, "exp", (double)(now + TOKEN_SECONDS));
    char *first = encode(header);
    char *second = encode(payload);
    char *text = ak_asprintf("%s.%s", first, second);
    char *signature = sign(issuer->key, text);
    char *token = ak_asprintf("%s.%s", text, signature);
    free(signature);
    free(text);
    free(second);
    free(first);
    return token;
}
