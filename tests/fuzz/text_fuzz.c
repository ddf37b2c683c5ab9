/* text_fuzz.c: whatever the bytes are, what is made of them is clean UTF-8 in whole clusters, and
 * its columns add up. The first byte is a size, the rest the text. */
#include "config.h"

#include "akscope/base/arena.h"
#include "fuzz.h"

enum { OUT_SIZE = 256 };

/* True when a cluster of the clean text begins or ends at `at`. */
static bool is_boundary(const char *text, size_t len, size_t at)
{
    size_t end = 0;

    while (end < at) {
        int width;

        end += ak_text_cluster(text + end, len - end, &width);
    }
    return end == at;
}

static void check_cut(const char *whole, const char *cut, size_t used, size_t size)
{
    size_t len = strlen(whole);

    require(used < size && strlen(cut) == used && memcmp(cut, whole, used) == 0);
    require(is_boundary(whole, len, used));
    if (used < len) {
        int width;

        /* Nothing more would have fitted. */
        require(used + ak_text_cluster(whole + used, len - used, &width) >= size);
    }
}

static void check_sanitising(const char *bytes, size_t len, size_t size, const char *whole)
{
    char cut[OUT_SIZE];
    size_t whole_len = strlen(whole);

    require(ak_text_is_clean(whole, whole_len));
    require(ak_text_is_clean(bytes, len) ==
            (whole_len == len && memcmp(bytes, whole, len) == 0 && strlen(whole) == len));
    check_cut(whole, cut, ak_text_sanitise(bytes, len, cut, size), size);
    require(ak_text_copy(cut, size, whole) == (whole_len < size));
    check_cut(whole, cut, strlen(cut), size);
    require_clean(cut);
}

static void check_columns(const char *text, int columns)
{
    size_t len = strlen(text);
    int total = 0;
    int width;

    for (size_t at = 0; at < len;) {
        size_t step = ak_text_cluster(text + at, len - at, &width);

        require(step > 0 && step <= len - at && width >= 0 && width <= 2);
        total += width;
        at += step;
    }
    require(ak_text_width(text) == total);
    size_t fitted = ak_text_fit(text, columns, &width);
    require(width <= columns && is_boundary(text, len, fitted));
    if (fitted < len) {
        int next;

        ak_text_cluster(text + fitted, len - fitted, &next);
        require(width + next > columns);
    }
}

/* Cuts the text in two and compares the halves. */
static void check_comparisons(char *text, size_t middle)
{
    char *second = text + middle;
    int64_t number;

    require(ak_text_casestr(text, second) != NULL);
    if (*second == '\0')
        return;
    char *copy = text_of((const uint8_t *)text, middle);
    int order = ak_text_casecmp(copy, second);
    int natural = ak_text_naturalcmp(copy, second);
    require((order == 0) == ak_text_caseeq(second, copy));
    require((order < 0) == (ak_text_casecmp(second, copy) > 0));
    require((natural < 0) == (ak_text_naturalcmp(second, copy) > 0));
    require(order != 0 || natural == 0);
    require(ak_text_distance(copy, second) == ak_text_distance(second, copy));
    require((ak_text_distance(copy, second) == 0) == (order == 0));
    require(ak_text_has_prefix(text, copy, false));
    if (ak_text_to_int(second, -1000, 1000, &number))
        require(number >= -1000 && number <= 1000);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct ak_arena *arena = ak_arena_new(0);
    const char *bytes = (const char *)data + 1;
    char *whole = ak_text_sanitise_in(arena, bytes, size - 1);
    char *raw = text_of(data + 1, size - 1);

    check_sanitising(bytes, size - 1, data[0] > 0 ? data[0] : 1, whole);
    check_columns(whole, data[0] % 80);
    check_columns(raw, data[0] % 80);
    check_comparisons(raw, strlen(raw) > 0 ? data[0] % strlen(raw) : 0);
    free(raw);
    ak_arena_free(arena);
    return 0;
}
