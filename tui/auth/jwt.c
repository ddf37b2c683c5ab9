#include "config.h"

#include "auth_int.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "akscope/base/alloc.h"

enum { LONGEST_PAYLOAD = 64 * 1024 };

/* The claims of a token are a flat object of which one number is wanted, and they hold the person's
 * name: a reader that copies nothing does. */
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

static int64_t find_expiry(const char *claims, size_t len)
{
    static const char wanted[] = "\"exp\"";
    struct reader reader = {.at = claims, .end = claims + len};

    skip_spaces(&reader);
    if (reader.at >= reader.end || *reader.at != '{')
        return 0;
    while (reader.at < reader.end) {
        reader.at++; /* the brace, or a comma */
        skip_spaces(&reader);
        const char *name = reader.at;
        if (name >= reader.end || *name != '"' || !skip_string(&reader))
            return 0;
        bool found = (size_t)(reader.at - name) == sizeof wanted - 1 &&
                     memcmp(name, wanted, sizeof wanted - 1) == 0;
        skip_spaces(&reader);
        if (reader.at >= reader.end || *reader.at != ':')
            return 0;
        reader.at++;
        skip_spaces(&reader);
        if (found)
            return read_seconds(&reader);
        skip_value(&reader);
    }
    return 0;
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

int64_t ak__jwt_expiry(const char *token, size_t len)
{
    const char *first = memchr(token, '.', len);
    if (!first)
        return 0;
    const char *payload = first + 1;
    const char *last = memchr(payload, '.', (size_t)(token + len - payload));
    if (!last || last == payload || last - payload > LONGEST_PAYLOAD)
        return 0;

    size_t payload_len = (size_t)(last - payload), room = payload_len / 4 * 3 + 3;
    unsigned char *claims = ak_alloc(room, 1);
    size_t claims_len = decode(payload, payload_len, claims);
    int64_t expiry = 0;
    if (claims_len > 0)
        expiry = find_expiry((const char *)claims, claims_len);
    ak_secret_wipe(claims, room);
    free(claims);
    return expiry;
}
