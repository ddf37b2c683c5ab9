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

static bool is_skin_tone(uint32_t point)
{
    return point >= FIRST_SKIN_TONE && point <= LAST_SKIN_TONE;
}

/* Signs that can be pictures: Unicode's Extended_Pictographic, by whole blocks of signs. */
static bool is_pictograph(uint32_t point)
{
    static const struct ak__point_range ranges[] = {
        {0x00A9, 0x00A9},   {0x00AE, 0x00AE},   {0x203C, 0x203C}, {0x2049, 0x2049},
        {0x2122, 0x2122},   {0x2139, 0x2139},   {0x2190, 0x21FF}, {0x2300, 0x23FF},
        {0x24C2, 0x24C2},   {0x25A0, 0x27BF},   {0x2900, 0x297F}, {0x2B00, 0x2BFF},
        {0x3030, 0x3030},   {0x303D, 0x303D},   {0x3297, 0x3297}, {0x3299, 0x3299},
        {0x1F000, 0x1F1E5}, {0x1F200, 0x1FAFF},
    };

    return is_in(ranges, sizeof ranges / sizeof ranges[0], point);
}

struct ak__cluster ak__cluster_begin(uint32_t point)
{
    int width = ak_point_width(point);

    return (struct ak__cluster){.first = point, .previous = point, .width = width < 0 ? 0 : width};
}

/* A joiner and a skin tone work on pictures alone: terminals show letters behind them as ever, and
 * so what a name says can't hide behind them. */
static bool is_joined(const struct ak__cluster *cluster, uint32_t point)
{
    if (ak_point_width(cluster->first) < 0)
        return false;
    if (ak_point_width(point) == 0)
        return true;
    if (cluster->previous == ZERO_WIDTH_JOINER)
        return is_pictograph(cluster->first) && is_pictograph(point);
    return is_skin_tone(point) && is_pictograph(cluster->previous) &&
           !is_skin_tone(cluster->previous);
}

bool ak__cluster_take(struct ak__cluster *cluster, uint32_t point)
{
    bool is_flag = is_regional(cluster->first) && is_regional(point) && !cluster->has_more;

    if (!is_flag && !is_joined(cluster, point))
        return false;
    if (is_flag || (point == EMOJI_SELECTOR && is_pictograph(cluster->previous)))
        cluster->width = 2;
    cluster->previous = point;
    cluster->has_more = true;
    return true;
}

static bool is_printable_ascii(char byte)
{
    return byte >= 0x20 && byte < 0x7F;
}

size_t ak_text_cluster(const char *text, size_t len, int *width)
{
    uint32_t point;

    /* The common case: a letter, and then another. */
    if (is_printable_ascii(text[0]) && (len == 1 || is_printable_ascii(text[1]))) {
        *width = 1;
        return 1;
    }
    size_t used = ak_utf8_decode(text, len, &point);
    struct ak__cluster cluster = ak__cluster_begin(point);
    /* No ASCII letter is taken. */
    while (used < len && (unsigned char)text[used] >= 0x80) {
        size_t step = ak_utf8_decode(text + used, len - used, &point);

        if (!ak__cluster_take(&cluster, point))
            break;
        used += step;
    }
    *width = cluster.width;
    return used;
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
