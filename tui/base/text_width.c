/* text_width.c: columns in a terminal: code points, clusters, whole texts. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "text_int.h"

enum {
    ZERO_WIDTH_JOINER = 0x200D,
    EMOJI_SELECTOR = 0xFE0F, /* asks for the wide picture of the character before */
    FIRST_REGIONAL = 0x1F1E6,
    LAST_REGIONAL = 0x1F1FF,
    FIRST_SKIN_TONE = 0x1F3FB,
    LAST_SKIN_TONE = 0x1F3FF,
};

static bool is_in(const struct ak__point_range *ranges, size_t count, uint32_t point)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (point > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && point >= ranges[low].first;
}

int ak_point_width(uint32_t point)
{
    if (point < 0x20 || (point >= 0x7F && point < 0xA0))
        return -1;
    if (point < 0x300)
        return 1;
    if (is_in(ak__zero_points, ak__zero_point_count, point))
        return 0;
    return is_in(ak__wide_points, ak__wide_point_count, point) ? 2 : 1;
}

static bool is_regional(uint32_t point)
{
    return point >= FIRST_REGIONAL && point <= LAST_REGIONAL;
}

/* Does `point` belong to the cluster that `previous` ends? */
static bool is_joined(uint32_t previous, uint32_t point)
{
    return previous == ZERO_WIDTH_JOINER || ak_point_width(point) == 0 ||
           (point >= FIRST_SKIN_TONE && point <= LAST_SKIN_TONE);
}

/* Extends the cluster that starts with `first`, of which `used` bytes are read. */
static size_t extend_cluster(const char *text, size_t len, size_t used, uint32_t first, int *width)
{
    uint32_t previous = first;
    uint32_t point;

    while (used < len) {
        size_t step = ak_utf8_decode(text + used, len - used, &point);
        bool is_flag = used <= 4 && is_regional(first) && is_regional(point) && previous == first;

        if (!is_flag && !is_joined(previous, point))
            break;
        if (is_flag || point == EMOJI_SELECTOR)
            *width = 2;
        previous = point;
        used += step;
    }
    return used;
}

size_t ak_text_cluster(const char *text, size_t len, int *width)
{
    uint32_t first;
    size_t used = ak_utf8_decode(text, len, &first);
    int columns = ak_point_width(first);

    *width = columns < 0 ? 0 : columns;
    /* The common case: a letter and then another. */
    if (columns < 0 || (used < len && (unsigned char)text[used] < 0x80))
        return used;
    return extend_cluster(text, len, used, first, width);
}

int ak_text_width(const char *text)
{
    int total;

    ak_text_fit(text, 1 << 30, &total);
    return total;
}

size_t ak_text_fit(const char *text, int columns, int *width)
{
    size_t len = strlen(text);
    size_t used = 0;
    int total = 0;

    while (used < len) {
        int step_width;
        size_t step = ak_text_cluster(text + used, len - used, &step_width);

        if (total + step_width > columns)
            break;
        total += step_width;
        used += step;
    }
    *width = total;
    return used;
}
