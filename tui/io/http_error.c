#include "config.h"

#include "http_int.h"

#include "akscope/base/fatal.h"

/* How a failure of libcurl is told. What is not listed is a failure of the network. */
struct failure {
    CURLcode code;
    enum ak_err_kind kind;
    const char *text; /* instead of libcurl's own, which could quote a proxy's password */
};

static const struct failure failures[] = {
    {.code = CURLE_UNSUPPORTED_PROTOCOL, .kind = AK_ERR_MALFORMED},
    {.code = CURLE_URL_MALFORMAT, .kind = AK_ERR_CONFIG, .text = "the URL can't be understood"},
    {.code = CURLE_COULDNT_RESOLVE_PROXY,
     .kind = AK_ERR_NETWORK,
     .text = "the proxy of the environment can't be used (https_proxy, all_proxy)"},
    {.code = CURLE_WEIRD_SERVER_REPLY, .kind = AK_ERR_MALFORMED},
    {.code = CURLE_BAD_CONTENT_ENCODING, .kind = AK_ERR_MALFORMED},
    {.code = CURLE_OPERATION_TIMEDOUT, .kind = AK_ERR_TIMEOUT},
    {.code = CURLE_FILESIZE_EXCEEDED, .kind = AK_ERR_TOO_LARGE},
    {.code = CURLE_SSL_CONNECT_ERROR, .kind = AK_ERR_TLS},
    {.code = CURLE_SSL_ENGINE_NOTFOUND, .kind = AK_ERR_TLS},
    {.code = CURLE_SSL_ENGINE_SETFAILED, .kind = AK_ERR_TLS},
    {.code = CURLE_SSL_CERTPROBLEM, .kind = AK_ERR_TLS},
    {.code = CURLE_SSL_CIPHER, .kind = AK_ERR_TLS},
    {.code = CURLE_PEER_FAILED_VERIFICATION, .kind = AK_ERR_TLS},
    {.code = CURLE_USE_SSL_FAILED, .kind = AK_ERR_TLS},
    {.code = CURLE_SSL_ENGINE_INITFAILED, .kind = AK_ERR_TLS},
    {.code = CURLE_SSL_CACERT_BADFILE, .kind = AK_ERR_TLS},
    {.code = CURLE_SSL_SHUTDOWN_FAILED, .kind = AK_ERR_TLS},
    {.code = CURLE_SSL_CRL_BADFILE, .kind = AK_ERR_TLS},
    {.code = CURLE_SSL_ISSUER_ERROR, .kind = AK_ERR_TLS},
    {.code = CURLE_SSL_PINNEDPUBKEYNOTMATCH, .kind = AK_ERR_TLS},
    {.code = CURLE_SSL_INVALIDCERTSTATUS, .kind = AK_ERR_TLS},
    {.code = CURLE_SSL_CLIENTCERT, .kind = AK_ERR_TLS},
};

static struct failure find_failure(CURLcode code)
{
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++)
        if (failures[i].code == code)
            return failures[i];
    return (struct failure){.code = code, .kind = AK_ERR_NETWORK};
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
    err->system_code = (int)code;
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
