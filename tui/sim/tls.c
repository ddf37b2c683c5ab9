#include "config.h"

#include "tls_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"

enum { YEARS_10 = 3650 * 86400, DAY = 86400, PEM_MAX = 1024 * 1024 };

/* A certificate and its key while they are being made. */
struct pair {
    X509 *certificate;
    EVP_PKEY *key;
};

struct extension {
    int nid;
    const char *value;
};

static const struct extension ca_extensions[] = {
    {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
    {NID_key_usage, "critical,keyCertSign,cRLSign"},
    {NID_subject_key_identifier, "hash"},
    {NID_undef, NULL},
};

static const struct extension server_extensions[] = {
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "serverAuth"},
    {NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1"},
    {NID_subject_key_identifier, "hash"},
    {NID_authority_key_identifier, "keyid"},
    {NID_undef, NULL},
};

static bool add_extensions(X509 *certificate, X509 *issuer, const struct extension *rows)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    bool is_good = true;
    for (; rows->value != NULL && is_good; rows++) {
        X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, rows->nid, rows->value);
        is_good = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
        X509_EXTENSION_free(extension);
    }
    return is_good;
}

static bool set_serial(X509 *certificate)
{
    BIGNUM *number = BN_new();
    bool is_good = number != NULL &&
                   BN_rand(number, 120, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
                   BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return is_good;
}

/* Signed by `issuer`, or by itself when that is NULL. Release the pair in any case. */
static bool make_pair(struct pair *made, const char *name, const struct pair *issuer,
                      const struct extension *extensions)
{
    enum { X509_V3 = 2 };
    made->key = EVP_EC_gen("P-256");
    made->certificate = X509_new();
    if (made->key == NULL || made->certificate == NULL) {
        return false;
    }
    const struct pair *signer = issuer != NULL ? issuer : made;
    X509_NAME *subject = X509_get_subject_name(made->certificate);
    return X509_set_version(made->certificate, X509_V3) == 1 && set_serial(made->certificate) &&
           X509_gmtime_adj(X509_getm_notBefore(made->certificate), -DAY) != NULL &&
           X509_gmtime_adj(X509_getm_notAfter(made->certificate), YEARS_10) != NULL &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1,
                                      -1, 0) == 1 &&
           X509_set_issuer_name(made->certificate, X509_get_subject_name(signer->certificate)) ==
               1 &&
           X509_set_pubkey(made->certificate, made->key) == 1 &&
           add_extensions(made->certificate, signer->certificate, extensions) &&
           X509_sign(made->certificate, signer->key, EVP_sha256()) > 0;
}

static void release_pair(struct pair *made)
{
    X509_free(made->certificate);
    EVP_PKEY_free(made->key);
}

/* Writes through a file of its own that then takes the name, so that a reader never sees half. */
static int write_pem(const char *path, const struct pair *made, bool is_key, struct ak_err *err)
{
    char *draft = ak_asprintf("%s.new", path);
    int descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    bool is_good = file != NULL;
    if (is_good && is_key) {
        is_good = PEM_write_PKCS8PrivateKey(file, made->key, NULL, NULL, 0, NULL, NULL) == 1;
    } else if (is_good) {
        is_good = PEM_write_X509(file, made->certificate) == 1;
    }
    if (file != NULL) {
        is_good = fclose(file) == 0 && is_good;
    } else if (descriptor >= 0) {
        (void)close(descriptor);
    }
    is_good = is_good && rename(draft, path) == 0;
    int code = errno;
    free(draft);
    return is_good ? 0 : ak_err_set(err, AK_ERR_FILE, "%s: %s", path, strerror(code));
}

/* The texts of the three files that matter, in the order in which they are written. */
struct paths {
    char *ca;
    char *certificate;
    char *key;
};

static int make_files(const struct paths *paths, struct ak_err *err)
{
    struct pair ca = {0};
    struct pair server = {0};
    int failed = 0;
    if (!make_pair(&ca, "akscope-sim CA", NULL, ca_extensions) ||
        !make_pair(&server, "localhost", &ca, server_extensions)) {
        failed = ak_err_set(err, AK_ERR_TLS, "certificates can't be made");
    }
    failed = failed != 0 ? failed : write_pem(paths->key, &server, true, err);
    failed = failed != 0 ? failed : write_pem(paths->certificate, &server, false, err);
    failed = failed != 0 ? failed : write_pem(paths->ca, &ca, false, err);
    release_pair(&server);
    release_pair(&ca);
    return failed;
}

static int read_file(const char *path, char **text, struct ak_err *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return ak_err_set(err, AK_ERR_FILE, "%s: %s", path, strerror(errno));
    }
    struct ak_buf buf = ak_buf_init(PEM_MAX);
    char chunk[4096];
    bool fits = true;
    for (size_t got; fits && (got = fread(chunk, 1, sizeof chunk, file)) > 0;) {
        fits = ak_buf_append(&buf, chunk, got);
    }
    bool is_good = fits && ferror(file) == 0;
    (void)fclose(file);
    if (is_good) {
        *text = ak_buf_take(&buf, &(size_t){0});
        return 0;
    }
    ak_buf_release(&buf);
    return ak_err_set(err, AK_ERR_FILE, "%s can't be read", path);
}

static bool is_complete(const struct paths *paths)
{
    return access(paths->ca, R_OK) == 0 && access(paths->certificate, R_OK) == 0 &&
           access(paths->key, R_OK) == 0;
}

int ak_sim_tls_open(const char *folder, struct ak_sim_tls *tls, struct ak_err *err)
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return ak_err_set(err, AK_ERR_FILE, "%s: %s", folder, strerror(errno));
    }
    struct paths paths = {.ca = ak_asprintf("%s/ca.pem", folder),
                          .certificate = ak_asprintf("%s/server.pem", folder),
                          .key = ak_asprintf("%s/server-key.pem", folder)};
    struct ak_sim_tls opened = {0};
    int failed = is_complete(&paths) ? 0 : make_files(&paths, err);
    failed = failed != 0 ? failed : read_file(paths.certificate, &opened.certificate, err);
    failed = failed != 0 ? failed : read_file(paths.key, &opened.key, err);
    if (failed == 0) {
        *tls = opened;
    } else {
        ak_sim_tls_release(&opened);
    }
    free(paths.ca);
    free(paths.certificate);
    free(paths.key);
    return failed;
}

void ak_sim_tls_release(struct ak_sim_tls *tls)
{
    free(tls->certificate);
    if (tls->key != NULL) {
        OPENSSL_cleanse(tls->key, strlen(tls->key));
    }
    free(tls->key);
    *tls = (struct ak_sim_tls){0};
}
