#include "config.h"

#include "akscope/io/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "http_int.h"

/* A URL is taken apart by the library that will also connect: two parsers that disagree about where
 * the host ends are how tokens get lost. */
static CURLU *parse(const char *url)
{
    CURLU *parts = curl_url();
    ak__curl_must(parts ? CURLE_OK : CURLE_OUT_OF_MEMORY);
    if (curl_url_set(parts, CURLUPART_URL, url, CURLU_DISALLOW_USER) != CURLUE_OK) {
        curl_url_cleanup(parts);
        return NULL;
    }
    return parts;
}

/* Copies one part into out; false when there is none or it is too long. */
static bool copy_part(CURLU *parts, CURLUPart which, char *out, size_t size)
{
    char *value = NULL;
    if (curl_url_get(parts, which, &value, CURLU_DEFAULT_PORT) != CURLUE_OK)
        return false;
    bool fits = strlen(value) < size;
    if (fits)
        memcpy(out, value, strlen(value) + 1);
    curl_free(value);
    return fits;
}

/* True for a host on this machine, or on its link where that is allowed: as libcurl gives it,
 * numeric IPv4 in its usual form, IPv6 in brackets. */
static bool is_here(const char *host, bool allows_link_local)
{
    enum { LINK_LOCAL_NET = 169 << 8 | 254 };
    struct in_addr v4;
    struct in6_addr v6;
    char inner[INET6_ADDRSTRLEN];
    size_t len = strlen(host);

    if (ak_text_caseeq(host, "localhost"))
        return true;
    if (inet_pton(AF_INET, host, &v4) == 1)
        return (ntohl(v4.s_addr) >> 24) == IN_LOOPBACKNET ||
               (allows_link_local && (ntohl(v4.s_addr) >> 16) == LINK_LOCAL_NET);
    if (host[0] != '[' || len < 3 || len - 2 >= sizeof inner)
        return false;
    memcpy(inner, host + 1, len - 2);
    inner[len - 2] = '\0';
    return inet_pton(AF_INET6, inner, &v6) == 1 &&
           (IN6_IS_ADDR_LOOPBACK(&v6) || (allows_link_local && IN6_IS_ADDR_LINKLOCAL(&v6)));
}

int ak__url_check(const char *url, bool allows_link_local, struct ak__url *out, struct ak_err *err)
{
    struct ak__url found = {0};
    char scheme[16];

    if (strlen(url) > AK_LIMIT_URL)
        return ak_err_set(err, AK_ERR_CONFIG, "the URL is longer than %d bytes", AK_LIMIT_URL);
    CURLU *parts = parse(url);
    if (!parts)
        return ak_err_set(err, AK_ERR_CONFIG,
                          "not a URL of the form https://host/path without user name");
    bool whole = copy_part(parts, CURLUPART_SCHEME, scheme, sizeof scheme) &&
                 copy_part(parts, CURLUPART_HOST, found.host, sizeof found.host);
    curl_url_cleanup(parts);
    if (!whole)
        return ak_err_set(err, AK_ERR_CONFIG, "the URL's host can't be understood");

    found.is_here = is_here(found.host, allows_link_local);
    bool secure = strcmp(scheme, "https") == 0;
    if (!secure && strcmp(scheme, "http") != 0)
        return ak_err_set(err, AK_ERR_CONFIG, "%s: only https is spoken, not %s", found.host,
                          scheme);
    if (!secure && !found.is_here)
        return ak_err_set(err, AK_ERR_CONFIG,
                          "%s: plain http is for this machine only (127.0.0.1, [::1], localhost)",
                          found.host);
    *out = found;
    return 0;
}

int ak_http_check_url(const char *url, struct ak_err *err)
{
    struct ak__url ignored;
    return ak__url_check(url, false, &ignored, err);
}

static bool same_part(CURLU *a, CURLU *b, CURLUPart which)
{
    char in_a[AK__HOST_SIZE], in_b[AK__HOST_SIZE];
    return copy_part(a, which, in_a, sizeof in_a) && copy_part(b, which, in_b, sizeof in_b) &&
           ak_text_caseeq(in_a, in_b);
}

bool ak_http_same_origin(const char *a, const char *b)
{
    CURLU *in_a = parse(a), *in_b = parse(b);
    bool same = in_a && in_b && same_part(in_a, in_b, CURLUPART_SCHEME) &&
                same_part(in_a, in_b, CURLUPART_HOST) && same_part(in_a, in_b, CURLUPART_PORT);
    curl_url_cleanup(in_a);
    curl_url_cleanup(in_b);
    return same;
}

/* RFC 3986, 2.3 */
static bool is_unreserved(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || (byte && strchr("-._~", byte));
}

bool ak_http_encode(struct ak_buf *out, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    struct ak_buf encoded = out->is_secret ? ak_buf_init_secret(out->max) : ak_buf_init(out->max);
    bool fits = true;

    for (const unsigned char *at = (const unsigned char *)text; *at && fits; at++) {
        char escape[3] = {'%', digits[*at >> 4], digits[*at & 15]};
        fits = is_unreserved(*at) ? ak_buf_append(&encoded, at, 1)
                                  : ak_buf_append(&encoded, escape, sizeof escape);
    }
    fits = fits && ak_buf_append(out, ak_buf_text(&encoded), encoded.len);
    ak_buf_release(&encoded);
    return fits;
}
