#include "config.h"

#include "auth_int.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"

enum { LONGEST_PAYLOAD = 64 * 1024 };

/* The claims of a token are a flat object of which one member is wanted, and they hold the person's
 * name: a reader that copies nothing else does. */
struct reader {
    const char *at;
    const char *end;
};

static void skip_spaces(struct reader *reader)
{
    while (reader->at < reader->end && strchr(" \t\r\n", *reader->at))
        reader->at++;
}

/* Steps behind the string that begins at the cursor; false when it never ends. */
static bool skip_string(struct reader *reader)
{
    for (reader->at++; reader->at < reader->end; reader->at++) {
        if (*reader->at == '\\')
            reader->at++;
        else if (*reader->at == '"') {
            reader->at++;
            return true;
        }
    }
    return false;
}

/* Steps to the next comma or closing brace of the outermost object. */
static void skip_value(struct reader *reader)
{
    int depth = 0;
    while (reader->at < reader->end) {
        char byte = *reader->at;
        if (depth == 0 && (byte == ',' || byte == '}'))
            return;
        if (byte == '"') {
            if (!skip_string(reader))
                return;
            continue;
        }
        if (byte == '{' || byte == '[')
            depth++;
        else if (byte == '}' || byte == ']')
            depth--;
        reader->at++;
    }
}

/* The digits at the cursor; 0 when there are none or too many for a date. */
static int64_t read_seconds(const struct reader *reader)
{
    int64_t seconds = 0;
    const char *at = reader->at;
    for (; at < reader->end && *at >= '0' && *at <= '9'; at++) {
        if (at - reader->at >= 12)
            return 0;
        seconds = seconds * 10 + (*at - '0');
    }
    return seconds;
}

/* Puts the cursor at the value of a member of the outermost object; false when it has none. */
static bool find_claim(struct reader *reader, const char *wanted)
{
    size_t wanted_len = strlen(wanted);

    skip_spaces(reader);
    if (reader->at >= reader->end || *reader->at != '{')
        return false;
    while (reader->at < reader->end) {
        reader->at++; /* the brace, or a comma */
        skip_spaces(reader);
        const char *name = reader->at;
        if (name >= reader->end || *name != '"' || !skip_string(reader))
            return false;
        bool found = (size_t)(reader->at - name) == wanted_len + 2 &&
                     memcmp(name + 1, wanted, wanted_len) == 0;
        skip_spaces(reader);
        if (reader->at >= reader->end || *reader->at != ':')
            return false;
        reader->at++;
        skip_spaces(reader);
        if (found)
            return true;
        skip_value(reader);
    }
    return false;
}

/* The string at the cursor, made safe to show; false when there is none or it is written with
 * escapes, which no name of ours needs. */
static bool read_string(struct reader *reader, char *out, size_t size)
{
    const char *begin = reader->at + 1;

    if (reader->at >= reader->end || *reader->at != '"' || !skip_string(reader))
        return false;
    size_t len = (size_t)(reader->at - begin) - 1;
    if (len == 0 || memchr(begin, '\\', len) != NULL)
        return false;
    ak_text_sanitise(begin, len, out, size);
    return true;
}

/* Decodes base64url without padding (RFC 7515, 2) into `out` (room for len / 4 * 3 + 3 bytes); the
 * length, or 0. */
static size_t decode(const char *text, size_t len, unsigned char *out)
{
    size_t padded = (len + 3) / 4 * 4, padding = padded - len;
    unsigned char *standard = ak_alloc(padded + 1, 1);

    for (size_t i = 0; i < padded; i++) {
        char byte = i < len ? text[i] : '=';
        standard[i] = (unsigned char)(byte == '-' ? '+' : byte == '_' ? '/' : byte);
    }
    int decoded = EVP_DecodeBlock(out, standard, (int)padded);
    ak_secret_wipe(standard, padded);
    free(standard);
    return decoded > 0 && (size_t)decoded > padding ? (size_t)decoded - padding : 0;
}

/* The decoded claims, which the caller wipes and frees: `room` bytes, `len` of them used. NULL when
 * it is no JWT. */
static unsigned char *open_claims(const char *token, size_t token_len, size_t *room, size_t *len)
{
    const char *first = memchr(token, '.', token_len);
    if (!first)
        return NULL;
    const char *payload = first + 1;
    const char *last = memchr(payload, '.', (size_t)(token + token_len - payload));
    if (!last || last == payload || last - payload > LONGEST_PAYLOAD)
        return NULL;

    size_t payload_len = (size_t)(last - payload);
    *room = payload_len / 4 * 3 + 3;
    unsigned char *claims = ak_alloc(*room, 1);
    *len = decode(payload, payload_len, claims);
    return claims;
}

static void close_claims(unsigned char *claims, size_t room)
{
    ak_secret_wipe(claims, room);
    free(claims);
}

int64_t ak__jwt_expiry(const char *token, size_t len)
{
    size_t room, claims_len;
    unsigned char *claims = open_claims(token, len, &room, &claims_len);
    if (!claims)
        return 0;

    struct reader reader = {.at = (const char *)claims, .end = (const char *)claims + claims_len};
    int64_t expiry = find_claim(&reader, "exp") ? read_seconds(&reader) : 0;
    close_claims(claims, room);
    return expiry;
}

bool ak__jwt_text(const char *token, size_t len, const char *claim, char *out, size_t size)
{
    size_t room, claims_len;
    unsigned char *claims = open_claims(token, len, &room, &claims_len);
    if (!claims)
        return false;

    struct reader reader = {.at = (const char *)claims, .end = (const char *)claims + claims_len};
    bool found = find_claim(&reader, claim) && read_string(&reader, out, size);
    close_claims(claims, room);
    return found;
}

bool ak__base64(struct ak_buf *out, const void *bytes, size_t len)
{
    size_t room = (len + 2) / 3 * 4 + 1;
    unsigned char *text = ak_alloc(room, 1);
    int written = EVP_EncodeBlock(text, bytes, (int)len);
    bool fits = ak_buf_append(out, text, (size_t)written);

    ak_secret_wipe(text, room);
    free(text);
    return fits;
}

bool ak__base64url(struct ak_buf *out, const void *bytes, size_t len)
{
    size_t before = out->len;

    if (!ak__base64(out, bytes, len))
        return false;
    while (out->len > before && out->bytes[out->len - 1] == '=')
        out->bytes[--out->len] = '\0';
    for (size_t i = before; i < out->len; i++) {
        char byte = out->bytes[i];

        out->bytes[i] = (char)(byte == '+' ? '-' : byte == '/' ? '_' : byte);
    }
    return true;
}

/* ---- challenges ---- */

/* The value of `claims="…"` among the parameters of a challenge (RFC 9110, 11.6.1), as long as it
 * is base64 with or without padding, in either alphabet. */
char *ak_auth_read_challenge(const char *www_authenticate)
{
    static const char name[] = "claims=\"";
    const char *found = www_authenticate != NULL ? ak_text_casestr(www_authenticate, name) : NULL;
    size_t len;

    if (found == NULL)
        return NULL;
    found += sizeof name - 1;
    len = strcspn(found, "\"=");
    if (len == 0 || len > AK_LIMIT_CLAIMS || len % 4 == 1)
        return NULL;
    unsigned char *claims = ak_alloc(len / 4 * 3 + 4, 1);
    size_t decoded = decode(found, len, claims);
    claims[decoded] = '\0';
    if (decoded == 0 || claims[0] != '{') {
        free(claims);
        return NULL;
    }
    return (char *)claims;
}
