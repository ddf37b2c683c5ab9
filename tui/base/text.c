/* text.c: UTF-8, sanitising, comparison. */
#include "config.h"

#include "akscope/base/text.h"

#include <string.h>

#include "text_int.h"

enum { REPLACEMENT = 0xFFFD, DISTANCE_MAX = 16, WORD_MAX = 64 };

/* Length of a sequence by its first byte; 0 for a byte that can't begin one. */
static size_t sequence_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    if (first >= 0xF0 && first <= 0xF4)
        return 4;
    return 0;
}

static bool is_valid_point(uint32_t point, size_t len)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

    return point >= least[len] && point <= 0x10FFFF && !(point >= 0xD800 && point <= 0xDFFF);
}

size_t ak_utf8_decode(const char *text, size_t len, uint32_t *point)
{
    unsigned char first = (unsigned char)text[0];
    size_t length = sequence_length(first);
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t value;

    *point = REPLACEMENT;
    if (length == 0 || length > len)
        return 1;
    value = first & masks[length];
    for (size_t i = 1; i < length; i++) {
        unsigned char next = (unsigned char)text[i];

        if ((next & 0xC0) != 0x80)
            return 1;
        value = value << 6 | (next & 0x3F);
    }
    if (!is_valid_point(value, length))
        return 1;
    *point = value;
    return length;
}

size_t ak_utf8_encode(uint32_t point, char out[4])
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        point = REPLACEMENT;
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

bool ak_point_is_unsafe(uint32_t point)
{
    static const struct ak__point_range ranges[] = {
        /* sorted */
        {0x00, 0x1F},       /* C0 */
        {0x7F, 0x9F},       /* DEL, C1 */
        {0x061C, 0x061C},   /* Arabic letter mark */
        {0x180E, 0x180E},   /* Mongolian vowel separator */
        {0x200B, 0x200B},   /* zero width space */
        {0x200E, 0x200F},   /* direction marks */
        {0x2028, 0x202E},   /* line and paragraph separators, embeddings, overrides */
        {0x2060, 0x206F},   /* word joiner, isolates, deprecated format characters */
        {0xFDD0, 0xFDEF},   /* noncharacters */
        {0xFEFF, 0xFEFF},   /* byte order mark */
        {0xFFF9, 0xFFFB},   /* interlinear annotation */
        {0xFFFE, 0xFFFF},   /* noncharacters */
        {0xE0000, 0xE007F}, /* tags */
    };

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (point <= ranges[i].last)
            return point >= ranges[i].first;
    }
    return false;
}

/* Bytes at the beginning that are printable ASCII: they need no closer look. */
static size_t clean_ascii(const char *text, size_t len)
{
    size_t at = 0;

    while (at < len && (unsigned char)text[at] >= 0x20 && (unsigned char)text[at] < 0x7F)
        at++;
    return at;
}

/* The next point of text[0..len), what stands for it, and how many bytes it took. */
static size_t clean_point(const char *text, size_t len, uint32_t *point)
{
    size_t step = ak_utf8_decode(text, len, point);

    if (*point == '\t' || *point == '\n' || *point == '\r')
        *point = ' ';
    else if (ak_point_is_unsafe(*point))
        *point = REPLACEMENT;
    return step;
}

bool ak_text_is_clean(const char *text, size_t len)
{
    size_t at = clean_ascii(text, len);

    while (at < len) {
        uint32_t point;
        size_t step = ak_utf8_decode(text + at, len - at, &point);

        if (ak_point_is_unsafe(point) || (point == REPLACEMENT && step == 1))
            return false;
        at += step;
        at += clean_ascii(text + at, len - at);
    }
    return true;
}

size_t ak_text_sanitise(const char *text, size_t len, char *out, size_t size)
{
    struct ak__cluster cluster = {0};
    size_t start = 0; /* of the cluster, in out */
    size_t used = 0;
    size_t at = 0;

    if (size == 0)
        return 0;
    while (at < len) {
        char bytes[4];
        uint32_t point;
        size_t step = clean_point(text + at, len - at, &point);
        size_t width = ak_utf8_encode(point, bytes);

        if (used == 0 || !ak__cluster_take(&cluster, point)) {
            cluster = ak__cluster_begin(point);
            start = used;
        }
        if (used + width >= size) {
            used = start; /* a cluster goes whole */
            break;
        }
        memcpy(out + used, bytes, width);
        used += width;
        at += step;
    }
    out[used] = '\0';
    return used;
}

char *ak_text_sanitise_in(struct ak_arena *arena, const char *text, size_t len)
{
    size_t needed = 0;

    if (ak_text_is_clean(text, len))
        return ak_arena_strndup(arena, text, len);
    for (size_t at = 0; at < len;) {
        char bytes[4];
        uint32_t point;

        at += clean_point(text + at, len - at, &point);
        needed += ak_utf8_encode(point, bytes);
    }
    char *out = ak_arena_alloc(arena, needed + 1, 1);
    ak_text_sanitise(text, len, out, needed + 1);
    return out;
}

static int lower(char letter)
{
    unsigned char byte = (unsigned char)letter;

    return byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte;
}

int ak_text_casecmp(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return (a != NULL) - (b != NULL);
    while (*a != '\0' && (*a == *b || lower(*a) == lower(*b))) {
        a++;
        b++;
    }
    return lower(*a) - lower(*b);
}

bool ak_text_caseeq(const char *a, const char *b)
{
    return ak_text_casecmp(a, b) == 0;
}

bool ak_text_has_prefix(const char *text, const char *prefix, bool ignore_case)
{
    for (; *prefix != '\0'; text++, prefix++) {
        if (ignore_case ? lower(*text) != lower(*prefix) : *text != *prefix)
            return false;
    }
    return true;
}

/* The other case of an ASCII letter, else the character itself. */
static char other_case(char letter)
{
    bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');

    return is_letter ? (char)(letter ^ 0x20) : letter;
}

const char *ak_text_casestr(const char *text, const char *part)
{
    char first = *part;
    char twin = other_case(first);

    if (first == '\0')
        return text;
    /* Filters look through megabytes: most places differ in their first letter already. */
    for (; *text != '\0'; text++) {
        if ((*text == first || *text == twin) && ak_text_has_prefix(text, part, true))
            return text;
    }
    return NULL;
}

size_t ak_text_endpoint_len(const char *url)
{
    size_t len = strlen(url);

    while (len > 0 && url[len - 1] == '/')
        len--;
    return len;
}

bool ak_text_same_endpoint(const char *a, const char *b)
{
    return ak_text_endpoint_len(a) == ak_text_endpoint_len(b) &&
           (ak_text_has_prefix(a, b, true) || ak_text_has_prefix(b, a, true));
}

/* Of the stars only the last one is ever tried again: what it can't take, none before it can. */
bool ak_text_matches(const char *text, const char *pattern)
{
    const char *star = NULL;
    const char *from = text;

    while (*text != '\0') {
        if (*pattern == '*') {
            star = ++pattern;
            from = text;
        } else if (*pattern == '?' || (*pattern != '\0' && lower(*pattern) == lower(*text))) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star;
            text = ++from;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/* Compares two runs of digits as numbers of any length and moves past them. */
static int compare_numbers(const char **a, const char **b)
{
    size_t a_len, b_len;
    int order;

    while (**a == '0')
        (*a)++;
    while (**b == '0')
        (*b)++;
    a_len = strspn(*a, "0123456789");
    b_len = strspn(*b, "0123456789");
    if (a_len != b_len)
        return a_len < b_len ? -1 : 1;
    order = strncmp(*a, *b, a_len);
    *a += a_len;
    *b += b_len;
    return order;
}

int ak_text_naturalcmp(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        int order;

        if (is_digit(*a) && is_digit(*b)) {
            order = compare_numbers(&a, &b);
        } else {
            order = lower(*a) - lower(*b);
            a++;
            b++;
        }
        if (order != 0)
            return order;
    }
    return (*a != '\0') - (*b != '\0');
}

bool ak_text_copy(char *out, size_t size, const char *text)
{
    size_t len = strlen(text);
    size_t used = 0;

    if (len < size) {
        memcpy(out, text, len + 1);
        return true;
    }
    while (used < len) {
        int width;
        size_t step = ak_text_cluster(text + used, len - used, &width);

        if (used + step >= size)
            break;
        used += step;
    }
    memcpy(out, text, used);
    out[used] = '\0';
    return false;
}

bool ak_text_to_int(const char *text, int64_t min, int64_t max, int64_t *out)
{
    bool is_negative = *text == '-';
    int64_t value = 0;

    if (is_negative)
        text++;
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        int64_t digit = is_negative ? '0' - *text : *text - '0';

        if (!is_digit(*text) || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, digit, &value))
            return false;
    }
    if (value < min || value > max)
        return false;
    *out = value;
    return true;
}

static int least(int a, int b, int c)
{
    int smaller = a < b ? a : b;

    return smaller < c ? smaller : c;
}

int ak_text_distance(const char *a, const char *b)
{
    int row[WORD_MAX + 1];
    size_t a_len = strlen(a);
    size_t b_len = strlen(b);

    if (a_len > WORD_MAX || b_len > WORD_MAX)
        return ak_text_caseeq(a, b) ? 0 : DISTANCE_MAX;
    for (size_t j = 0; j <= b_len; j++)
        row[j] = (int)j;
    for (size_t i = 0; i < a_len; i++) {
        int diagonal = row[0];

        row[0] = (int)i + 1;
        for (size_t j = 1; j <= b_len; j++) {
            int above = row[j];
            int change = lower(a[i]) == lower(b[j - 1]) ? 0 : 1;

            row[j] = least(above + 1, row[j - 1] + 1, diagonal + change);
            diagonal = above;
        }
    }
    return row[b_len] < DISTANCE_MAX ? row[b_len] : DISTANCE_MAX;
}

int ak_text_tolerance(const char *asked)
{
    return 1 + (int)(strnlen(asked, WORD_MAX) / 4);
}
