#include "config.h"

#include "assertion_int.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/base/secret.h"
#include "akscope/io/file.h"
#include "akscope/io/http.h"
#include "auth_int.h"

/* Entra ID takes assertions that are to last ten minutes at most. */
enum { LIFE_S = 600, CHAIN_MOST = 10, JWT_MAX = 64 * 1024 };

/* What a file holds: the key, its certificate, and others behind it. */
struct identity {
    EVP_PKEY *key;
    X509 *certificates[CHAIN_MOST];
    size_t count;
};

static void release(struct identity *identity)
{
    EVP_PKEY_free(identity->key);
    for (size_t i = 0; i < identity->count; i++)
        X509_free(identity->certificates[i]);
    ERR_clear_error();
}

static void add_certificate(struct identity *identity, X509 *certificate)
{
    if (identity->count < CHAIN_MOST)
        identity->certificates[identity->count++] = certificate;
    else
        X509_free(certificate);
}

/* ---- the file ---- */

/* Without it libcrypto would ask on the terminal. */
static int give_password(char *out, int size, int writes, void *context)
{
    const char *password = context != NULL ? context : "";
    int len = snprintf(out, (size_t)size, "%s", password);

    (void)writes;
    return len > 0 && len < size ? len : -1;
}

static BIO *open_bytes(const char *bytes, size_t len)
{
    BIO *bio = BIO_new_mem_buf(bytes, (int)len);

    if (bio == NULL)
        AK_BUG("libcrypto: no memory");
    return bio;
}

static int read_pem(const char *bytes, size_t len, const struct ak__assertion *assertion,
                    struct identity *identity, struct ak_err *err)
{
    BIO *bio = open_bytes(bytes, len);
    X509 *certificate;
    char *password;

    while ((certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL)
        add_certificate(identity, certificate);
    BIO_free(bio);
    bio = open_bytes(bytes, len);
    memcpy(&password, &assertion->password, sizeof password);
    identity->key = PEM_read_bio_PrivateKey(bio, NULL, give_password, password);
    BIO_free(bio);
    if (identity->count == 0)
        return ak_err_set(err, AK_ERR_CONFIG, "%s holds no certificate", assertion->path);
    if (identity->key == NULL)
        return ak_err_set(err, AK_ERR_CONFIG, "%s holds no private key that can be read%s",
                          assertion->path,
                          strstr(bytes, "ENCRYPTED") != NULL
                              ? ": is AZURE_CLIENT_CERTIFICATE_PASSWORD its password?"
                              : "");
    return 0;
}

static int read_pfx(const char *bytes, size_t len, const struct ak__assertion *assertion,
                    struct identity *identity, struct ak_err *err)
{
    BIO *bio = open_bytes(bytes, len);
    PKCS12 *pfx = d2i_PKCS12_bio(bio, NULL);
    const char *password = assertion->password != NULL ? assertion->password : "";
    STACK_OF(X509) *others = NULL;
    X509 *certificate = NULL;
    int failed = 0;

    BIO_free(bio);
    if (pfx == NULL)
        return ak_err_set(err, AK_ERR_CONFIG, "%s is neither PEM nor PFX (PKCS #12)",
                          assertion->path);
    if (PKCS12_parse(pfx, password, &identity->key, &certificate, &others) != 1)
        failed = ak_err_set(err, AK_ERR_CONFIG,
                            "%s can't be opened: is AZURE_CLIENT_CERTIFICATE_PASSWORD its "
                            "password, and its encryption a modern one?",
                            assertion->path);
    else if (identity->key == NULL || certificate == NULL)
        failed = ak_err_set(err, AK_ERR_CONFIG, "%s lacks %s", assertion->path,
                            certificate == NULL ? "the certificate" : "the private key");
    if (certificate != NULL)
        add_certificate(identity, certificate);
    while (others != NULL && sk_X509_num(others) > 0)
        add_certificate(identity, sk_X509_shift(others));
    sk_X509_free(others);
    PKCS12_free(pfx);
    return failed;
}

/* The certificate of the key comes first, wherever it stands in the file. */
static int find_own(struct identity *identity, const char *path, struct ak_err *err)
{
    if (EVP_PKEY_get_base_id(identity->key) != EVP_PKEY_RSA)
        return ak_err_set(err, AK_ERR_CONFIG,
                          "%s: the key is not RSA, which is all that Microsoft Entra ID takes",
                          path);
    for (size_t i = 0; i < identity->count; i++) {
        X509 *own = identity->certificates[i];

        if (X509_check_private_key(own, identity->key) == 1) {
            identity->certificates[i] = identity->certificates[0];
            identity->certificates[0] = own;
            return 0;
        }
    }
    return ak_err_set(err, AK_ERR_CONFIG, "%s: the key belongs to none of the certificates", path);
}

static int check_dates(const struct identity *identity, const struct ak__assertion *assertion,
                       struct ak_err *err)
{
    time_t now = (time_t)assertion->now;

    if (X509_cmp_time(X509_get0_notAfter(identity->certificates[0]), &now) < 0)
        return ak_err_set(err, AK_ERR_CONFIG, "%s: the certificate has expired", assertion->path);
    return 0;
}

static int load(const struct ak__assertion *assertion, struct identity *identity,
                struct ak_err *err)
{
    char *bytes = NULL;
    size_t len;
    int failed = ak_file_read(assertion->path, AK_LIMIT_IDENTITY, &bytes, &len, err);

    if (failed)
        return failed;
    failed = memmem(bytes, len, "-----BEGIN ", 11) != NULL
                 ? read_pem(bytes, len, assertion, identity, err)
                 : read_pfx(bytes, len, assertion, identity, err);
    ak_secret_wipe(bytes, len);
    free(bytes);
    if (!failed)
        failed = find_own(identity, assertion->path, err);
    return failed ? failed : check_dates(identity, assertion, err);
}

/* ---- the assertion ---- */

static void must(bool ok)
{
    if (!ok)
        AK_BUG("an assertion can't be made: %s", ERR_reason_error_string(ERR_peek_last_error()));
}

static void append_x5c(struct ak_buf *header, const struct identity *identity)
{
    must(ak_buf_puts(header, ",\"x5c\":["));
    for (size_t i = 0; i < identity->count; i++) {
        /* base64 with padding, not base64url (RFC 7515, 4.1.6) */
        unsigned char *der = NULL;
        int len = i2d_X509(identity->certificates[i], &der);
        must(len > 0);
        must(ak_buf_printf(header, "%s\"", i > 0 ? "," : "") &&
             ak__base64(header, der, (size_t)len) && ak_buf_puts(header, "\""));
        OPENSSL_free(der);
    }
    must(ak_buf_puts(header, "]"));
}

static void append_header(struct ak_buf *jwt, const struct ak__assertion *assertion,
                          const struct identity *identity)
{
    struct ak_buf header = ak_buf_init(JWT_MAX);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;

    must(X509_digest(identity->certificates[0], EVP_sha256(), digest, &len) == 1);
    must(ak_buf_printf(&header, "{\"alg\":\"%s\",\"typ\":\"JWT\",\"x5t#S256\":\"",
                       assertion->uses_ps256 ? "PS256" : "RS256") &&
         ak__base64url(&header, digest, len) && ak_buf_puts(&header, "\""));
    if (assertion->sends_chain)
        append_x5c(&header, identity);
    must(ak_buf_puts(&header, "}") && ak__base64url(jwt, ak_buf_text(&header), header.len));
    ak_buf_release(&header);
}

static void append_payload(struct ak_buf *jwt, const struct ak__assertion *assertion)
{
    struct ak_buf payload = ak_buf_init(JWT_MAX);
    char id[AK_UUID_SIZE];

    ak_http_uuid(id);
    must(ak_buf_printf(&payload,
                       "{\"aud\":\"%s\",\"exp\":%lld,\"iat\":%lld,\"iss\":\"%s\",\"jti\":\"%s\","
                       "\"nbf\":%lld,\"sub\":\"%s\"}",
                       assertion->audience, (long long)assertion->now + LIFE_S,
                       (long long)assertion->now, assertion->client_id, id,
                       (long long)assertion->now, assertion->client_id));
    must(ak_buf_puts(jwt, ".") && ak__base64url(jwt, ak_buf_text(&payload), payload.len));
    ak_buf_release(&payload);
}

/* RFC 7518, 3.3 and 3.5: SHA-256, and for PSS a salt as long as it. */
static int append_signature(struct ak_buf *jwt, const struct ak__assertion *assertion,
                            EVP_PKEY *key, struct ak_err *err)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    unsigned char *signature = NULL;
    size_t len = 0;

    must(context != NULL);
    bool ok = EVP_DigestSignInit(context, &options, EVP_sha256(), NULL, key) == 1;
    if (ok && assertion->uses_ps256)
        ok = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
    ok = ok && EVP_DigestSign(context, NULL, &len, (const unsigned char *)ak_buf_text(jwt),
                              jwt->len) == 1;
    signature = ak_alloc(len + 1, 1);
    ok = ok && EVP_DigestSign(context, signature, &len, (const unsigned char *)ak_buf_text(jwt),
                              jwt->len) == 1;
    if (ok)
        must(ak_buf_puts(jwt, ".") && ak__base64url(jwt, signature, len));
    EVP_MD_CTX_free(context);
    free(signature);
    return ok ? 0
              : ak_err_set(err, AK_ERR_CONFIG, "%s: the key can't sign (%s)", assertion->path,
                           ERR_reason_error_string(ERR_peek_last_error()));
}

int ak__assertion_make(const struct ak__assertion *assertion, char **out, struct ak_err *err)
{
    struct identity identity = {0};
    struct ak_buf jwt = ak_buf_init_secret((size_t)JWT_MAX * 2);
    size_t len;
    int failed = load(assertion, &identity, err);

    if (!failed) {
        append_header(&jwt, assertion, &identity);
        append_payload(&jwt, assertion);
        failed = append_signature(&jwt, assertion, identity.key, err);
    }
    if (!failed)
        *out = ak_buf_take(&jwt, &len);
    ak_buf_release(&jwt);
    release(&identity);
    return failed;
}
