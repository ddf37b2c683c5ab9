/* http_proxy.c: which proxy a request goes through, for who has to say so: libcurl reads the same
 * variables by itself when it connects. */
#include "config.h"

#include "http_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "akscope/base/text.h"

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0' ? value : NULL;
}

/* Source: libcurl's CURLOPT_PROXY, "Environment variables". HTTP_PROXY in capitals is what a web
 * server hands to its scripts, and is not read. */
static const char *named_proxy(bool is_https)
{
    static const char *const names[][4] = {
        {"http_proxy", "all_proxy", "ALL_PROXY"},
        {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}};
    const char *value = NULL;

    for (size_t i = 0; i < 4 && value == NULL && names[is_https][i] != NULL; i++)
        value = variable(names[is_https][i]);
    return value;
}

/* "b.c" and ".b.c" mean a.b.c and b.c, not ab.c; "*" means every host. */
static bool is_excepted(const char *host, const char *name, size_t len)
{
    size_t host_len = strlen(host);

    if (len == 1 && name[0] == '*')
        return true;
    if (len > 0 && name[0] == '.') {
        name++;
        len--;
    }
    return len > 0 && len <= host_len && strncasecmp(host + host_len - len, name, len) == 0 &&
           (len == host_len || host[host_len - len - 1] == '.');
}

static bool goes_directly(const char *host)
{
    const char *rest = variable("no_proxy");
    size_t len;

    if (rest == NULL)
        rest = variable("NO_PROXY");
    if (rest == NULL)
        return false;
    while (rest += strspn(rest, ", "), (len = strcspn(rest, ", ")) > 0) {
        if (is_excepted(host, rest, len))
            return true;
        rest += len;
    }
    return false;
}

/* "host:port" of a proxy's address, without the name and password that it may hold. */
static bool write_place(const char *proxy, char *out, size_t size)
{
    enum { FLAGS = CURLU_DEFAULT_SCHEME | CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME };
    CURLU *parts = curl_url();
    char *host = NULL;
    char *port = NULL;

    ak__curl_must(parts != NULL ? CURLE_OK : CURLE_OUT_OF_MEMORY);
    if (curl_url_set(parts, CURLUPART_URL, proxy, FLAGS) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
        (void)curl_url_get(parts, CURLUPART_PORT, &port, 0);
        char place[AK__HOST_SIZE + 8];
        snprintf(place, sizeof place, "%s%s%s", host, port != NULL ? ":" : "",
                 port != NULL ? port : "");
        ak_text_sanitise(place, strlen(place), out, size);
    }
    bool is_known = host != NULL;
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(parts);
    return is_known;
}

bool ak_http_proxy(const char *url, char *out, size_t size)
{
    struct ak__url found;
    struct ak_err ignored;
    const char *proxy;

    if (ak__url_check(url, false, &found, &ignored) != 0 || found.is_here)
        return false;
    proxy = named_proxy(ak_text_has_prefix(url, "https:", true));
    if (proxy == NULL || goes_directly(found.host))
        return false;
    if (!write_place(proxy, out, size))
        ak_text_copy(out, size, "one that can't be understood");
    return true;
}
