/* url_fuzz.c: what may be a URL, what is one origin, what a header says, and what is encoded. The
 * input is two texts on two lines. */
#include "config.h"

#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/io/http.h"
#include "fuzz.h"

enum { DAY_SECONDS = 86400, ENCODED_MOST = 3 * 65536 };

static void check_url(const char *url)
{
    struct ak_err err = ak_err_none();
    int failed = ak_http_check_url(url, &err);

    if (failed) {
        require_failure(failed, &err);
        return;
    }
    require(strlen(url) <= AK_LIMIT_URL && ak_http_same_origin(url, url));
}

static void check_origins(const char *a, const char *b)
{
    bool same = ak_http_same_origin(a, b);

    require(same == ak_http_same_origin(b, a));
    require(!same || (ak_http_same_origin(a, a) && ak_http_same_origin(b, b)));
}

static int value_of(char digit)
{
    const char *digits = "0123456789ABCDEF";
    const char *at = strchr(digits, digit);

    require(digit != '\0' && at != NULL);
    return (int)(at - digits);
}

/* Decodes by the other rule of RFC 3986, and finds nothing that could end a segment or a value. */
static void check_encoding(const char *text)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    struct ak_buf encoded = ak_buf_init(ENCODED_MOST);
    size_t read = 0;

    if (!ak_http_encode(&encoded, text)) {
        require(encoded.len == 0 && strlen(text) > ENCODED_MOST / 3);
        ak_buf_release(&encoded);
        return;
    }
    for (const char *at = ak_buf_text(&encoded); *at != '\0'; at++, read++) {
        if (*at != '%') {
            require(strchr(plain, *at) != NULL && text[read] == *at);
            continue;
        }
        require((unsigned char)text[read] == value_of(at[1]) * 16 + value_of(at[2]));
        require(strchr(plain, text[read]) == NULL);
        at += 2;
    }
    require(text[read] == '\0');
    ak_buf_release(&encoded);
}

static void check_wait(const char *value)
{
    int64_t now = 1795442700;
    int64_t seconds = ak_http_retry_after(value, now);

    require(seconds >= -1 && seconds <= DAY_SECONDS);
    require(seconds != -1 || ak_http_retry_after(value, now + 1) == -1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = text_of(data, size);
    char *second = strchr(text, '\n');

    if (second != NULL)
        *second++ = '\0';
    check_url(text);
    check_origins(text, second != NULL ? second : "https://management.azure.com");
    check_encoding(text);
    check_wait(text);
    if (second != NULL)
        check_wait(second);
    free(text);
    return 0;
}
