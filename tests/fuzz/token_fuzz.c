/* token_fuzz.c: what az and a token say about a token. Nothing of it reaches a message, and nothing
 * in it can end a header line. The first byte chooses: az's answer, a token, or the claims of one;
 * the rest is that. */
#include "config.h"

#include "akscope/wire/errors.h"
#include "auth_int.h"
#include "fuzz.h"

static void check_az(const char *body, size_t len)
{
    struct ak_err err = ak_err_none();
    char *token = NULL;
    int64_t expires_at = -1;
    int failed = ak_wire_read_az_token(body, len, &token, &expires_at, &err);

    if (failed) {
        require_failure(failed, &err);
        require(token == NULL && expires_at == -1);
        require(strcmp(err.text, "az answered something that is not JSON") == 0 ||
                ak_text_has_prefix(err.text, "accessToken: ", false));
        return;
    }
    require(token[0] != '\0' && expires_at >= 0);
    for (const char *at = token; *at != '\0'; at++)
        require(*at > ' ' && *at < 0x7F && strchr("\",:;\\", *at) == NULL);
    free(token);
}

static void check_token(const char *token, size_t len)
{
    int64_t expiry = ak__jwt_expiry(token, len);

    require(expiry >= 0 && expiry < 1000000000000);
}

/* The claims as a token without a signature. */
static void check_claims(const char *claims, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t size = (len + 2) / 3 * 4 + 4;
    char *token = malloc(size);
    size_t used = 0;

    require(token != NULL);
    token[used++] = 'h';
    token[used++] = '.';
    for (size_t i = 0; i < len * 8; i += 6) {
        unsigned bits = 0;

        for (size_t bit = i; bit < i + 6; bit++)
            bits = bits << 1 |
                   (bit < len * 8 ? (unsigned char)claims[bit / 8] >> (7 - bit % 8) & 1u : 0u);
        token[used++] = digits[bits];
    }
    token[used++] = '.';
    check_token(token, used);
    free(token);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    char *text = text_of(data + 1, size - 1);

    if (data[0] % 3 == 0)
        check_az(text, size - 1);
    else if (data[0] % 3 == 1)
        check_token(text, size - 1);
    else
        check_claims(text, size - 1);
    free(text);
    return 0;
}
