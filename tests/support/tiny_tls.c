#include "config.h"

#include "support/tiny_tls.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "akscope/base/alloc.h"
#include "akscope/base/err.h"

struct tiny_identity {
    EVP_PKEY *key;
    X509 *certificate;
    SSL_CTX *context;
};

struct tiny_tls {
    SSL *ssl;
};

static void must(bool fine, const char *what)
{
    if (!fine)
        AK_BUG("tiny_tls: %s", what);
}

static void add_extension(X509 *certificate, int which, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, which, value);
    must(extension && X509_add_ext(certificate, extension, -1) == 1, "extension");
    X509_EXTENSION_free(extension);
}

static X509 *make_certificate(EVP_PKEY *key, const char *name, long expires_in_s)
{
    enum { DAY_S = 24 * 60 * 60 };
    X509 *certificate = X509_new();
    must(certificate != NULL, "certificate");
    X509_NAME *subject = X509_get_subject_name(certificate);

    must(X509_set_version(certificate, X509_VERSION_3) == 1, "version");
    must(ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1, "serial number");
    must(X509_gmtime_adj(X509_getm_notBefore(certificate), -DAY_S) != NULL, "validity");
    must(X509_gmtime_adj(X509_getm_notAfter(certificate), expires_in_s) != NULL, "validity");
    must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                    (const unsigned char *)"akscope test", -1, -1, 0) == 1,
         "name");
    must(X509_set_issuer_name(certificate, subject) == 1, "issuer");
    must(X509_set_pubkey(certificate, key) == 1, "key");
    add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate, NID_subject_alt_name, name);
    must(X509_sign(certificate, key, EVP_sha256()) > 0, "signature");
    return certificate;
}

struct tiny_identity *tiny_identity_new(const char *name, long expires_in_s)
{
    struct tiny_identity *identity = ak_alloc(1, sizeof *identity);
    identity->key = EVP_EC_gen("P-256");
    must(identity->key != NULL, "key");
    identity->certificate = make_certificate(identity->key, name, expires_in_s);
    identity->context = SSL_CTX_new(TLS_server_method());
    must(identity->context != NULL, "context");
    must(SSL_CTX_use_certificate(identity->context, identity->certificate) == 1, "certificate");
    must(SSL_CTX_use_PrivateKey(identity->context, identity->key) == 1, "key");
    return identity;
}

void tiny_identity_free(struct tiny_identity *identity)
{
    SSL_CTX_free(identity->context);
    X509_free(identity->certificate);
    EVP_PKEY_free(identity->key);
    free(identity);
}

void tiny_identity_write(const struct tiny_identity *identity, const char *path)
{
    FILE *file = fopen(path, "w");
    must(file && PEM_write_X509(file, identity->certificate) == 1, path);
    must(fclose(file) == 0, path);
}

struct tiny_tls *tiny_tls_accept(const struct tiny_identity *identity, int socket)
{
    struct tiny_tls *tls = ak_alloc(1, sizeof *tls);
    tls->ssl = SSL_new(identity->context);
    must(tls->ssl && SSL_set_fd(tls->ssl, socket) == 1, "connection");
    if (SSL_accept(tls->ssl) == 1)
        return tls;
    tiny_tls_free(tls);
    return NULL;
}

ssize_t tiny_tls_read(struct tiny_tls *tls, void *bytes, size_t size)
{
    return SSL_read(tls->ssl, bytes, (int)size);
}

ssize_t tiny_tls_write(struct tiny_tls *tls, const void *bytes, size_t len)
{
    return SSL_write(tls->ssl, bytes, (int)len);
}

void tiny_tls_free(struct tiny_tls *tls)
{
    SSL_free(tls->ssl);
    free(tls);
}
