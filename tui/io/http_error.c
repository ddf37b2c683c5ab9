#include "config.h"

#include "http_int.h"

#include "akscope/base/fatal.h"

/* A failure's system_code: the step and libcurl's code in one number. */
enum { STEP_UNIT = 1000 };

/* How a failure of libcurl is told. What is not listed is a failure of the network. */
struct failure {
    CURLcode code;
    enum ak_err_kind kind;
    enum ak_http_step step;
    const char *text; /* instead of libcurl's own, which could quote a proxy's password */
};

static const struct failure failures[] = {
    {.code = CURLE_UNSUPPORTED_PROTOCOL, .kind = AK_ERR_MALFORMED},
    {.code = CURLE_URL_MALFORMAT, .kind = AK_ERR_CONFIG, .text = "the URL can't be understood"},
    {.code = CURLE_COULDNT_RESOLVE_PROXY,
     .kind = AK_ERR_NETWORK,
     .step = AK_HTTP_STEP_PROXY,
     .text = "the proxy of the environment can't be used (https_proxy, all_proxy)"},
    {.code = CURLE_COULDNT_RESOLVE_HOST, .kind = AK_ERR_NETWORK, .step = AK_HTTP_STEP_NAME},
    {.code = CURLE_COULDNT_CONNECT, .kind = AK_ERR_NETWORK, .step = AK_HTTP_STEP_CONNECTION},
    {.code = CURLE_PROXY, .kind = AK_ERR_NETWORK, .step = AK_HTTP_STEP_PROXY},
    {.code = CURLE_WEIRD_SERVER_REPLY, .kind = AK_ERR_MALFORMED, .step = AK_HTTP_STEP_ANSWER},
    {.code = CURLE_BAD_CONTENT_ENCODING, .kind = AK_ERR_MALFORMED},
    {.code = CURLE_OPERATION_TIMEDOUT, .kind = AK_ERR_TIMEOUT, .step = AK_HTTP_STEP_ANSWER},
    {.code = CURLE_FILESIZE_EXCEEDED, .kind = AK_ERR_TOO_LARGE},
    {.code = CURLE_SSL_CONNECT_ERROR, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_SSL_ENGINE_NOTFOUND, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_SSL_ENGINE_SETFAILED, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_SSL_CERTPROBLEM, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_SSL_CIPHER, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_PEER_FAILED_VERIFICATION, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_USE_SSL_FAILED, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_SSL_ENGINE_INITFAILED, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_SSL_CACERT_BADFILE, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_SSL_SHUTDOWN_FAILED, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_SSL_CRL_BADFILE, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_SSL_ISSUER_ERROR, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_SSL_PINNEDPUBKEYNOTMATCH, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_SSL_INVALIDCERTSTATUS, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
    {.code = CURLE_SSL_CLIENTCERT, .kind = AK_ERR_TLS, .step = AK_HTTP_STEP_TLS},
};

static struct failure find_failure(CURLcode code)
{
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++)
        if (failures[i].code == code)
            return failures[i];
    return (struct failure){.code = code, .kind = AK_ERR_NETWORK, .step = AK_HTTP_STEP_ANSWER};
}

/* What OpenSSL found of the certificate. Source: openssl/x509_vfy.h; libcurl hands its number on,
 * or 1 where it found the name wrong by itself, before it asked. */
static enum ak_http_step step_of_certificate(CURL *easy)
{
    enum { NOT_ASKED = 1, NOT_YET_VALID = 9, EXPIRED = 10, OTHER_NAME = 62, OTHER_ADDRESS = 64 };
    long result = 0;

    ak__curl_must(curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &result));
    switch (result) {
    case NOT_ASKED:
    case OTHER_NAME:
    case OTHER_ADDRESS:
        return AK_HTTP_STEP_HOST;
    case NOT_YET_VALID:
    case EXPIRED:
        return AK_HTTP_STEP_VALIDITY;
    default:
        return AK_HTTP_STEP_ISSUER;
    }
}

/* Did the proxy answer that it will not connect? */
static bool is_refused_by_proxy(CURL *easy)
{
    long status = 0;

    ak__curl_must(curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status));
    return status >= 300;
}

/* How far it came before the time was up. */
static enum ak_http_step step_of_timeout(CURL *easy)
{
    curl_off_t found = 0;
    curl_off_t connected = 0;

    ak__curl_must(curl_easy_getinfo(easy, CURLINFO_NAMELOOKUP_TIME_T, &found));
    ak__curl_must(curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &connected));
    return found == 0       ? AK_HTTP_STEP_NAME
           : connected == 0 ? AK_HTTP_STEP_CONNECTION
                            : AK_HTTP_STEP_ANSWER;
}

static enum ak_http_step step_of(const struct ak_http_call *call, const struct failure *failure)
{
    enum ak_http_step step = failure->step;

    if (failure->code == CURLE_PEER_FAILED_VERIFICATION)
        return step_of_certificate(call->easy);
    if (failure->code == CURLE_OPERATION_TIMEDOUT)
        step = step_of_timeout(call->easy);
    if (call->has_proxy && (step == AK_HTTP_STEP_NAME || step == AK_HTTP_STEP_CONNECTION ||
                            is_refused_by_proxy(call->easy)))
        return AK_HTTP_STEP_PROXY;
    return step;
}

void ak__http_error(const struct ak_http_call *call, CURLcode code, struct ak_err *err)
{
    struct failure failure = find_failure(code);
    const char *text = failure.text;

    if (call->over_limit) {
        ak_err_set(err, AK_ERR_TOO_LARGE, "%s %s: %s", call->method, call->host, call->over_limit);
        return;
    }
    if (!text)
        text = call->curl_text[0] ? call->curl_text : curl_easy_strerror(code);
    ak_err_set(err, failure.kind, "%s %s: %s", call->method, call->host, text);
    err->system_code = STEP_UNIT * (int)step_of(call, &failure) + (int)code;
}

enum ak_http_step ak_http_failed_step(const struct ak_err *err)
{
    switch (err->kind) {
    case AK_ERR_NETWORK:
    case AK_ERR_TLS:
    case AK_ERR_TIMEOUT:
    case AK_ERR_MALFORMED:
        return (enum ak_http_step)(err->system_code / STEP_UNIT);
    default:
        return AK_HTTP_STEP_NONE;
    }
}

void ak__curl_must(CURLcode code)
{
    if (code == CURLE_OUT_OF_MEMORY)
        ak_fatal_die("out of memory");
    if (code != CURLE_OK)
        AK_BUG("libcurl: %s", curl_easy_strerror(code));
}

void ak__curlm_must(CURLMcode code)
{
    if (code == CURLM_OUT_OF_MEMORY)
        ak_fatal_die("out of memory");
    if (code != CURLM_OK)
        AK_BUG("libcurl: %s", curl_multi_strerror(code));
}
