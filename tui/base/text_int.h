/* text_int.h: the tables of text_width.c. */
#ifndef AKSCOPE_BASE_TEXT_INT_H
#define AKSCOPE_BASE_TEXT_INT_H

#include <stddef.h>
#include <stdint.h>

struct ak__point_range {
    uint32_t first, last;
};

extern const struct ak__point_range ak__wide_points[];
extern const size_t ak__wide_point_count;
extern const struct ak__point_range ak__zero_points[];
extern const size_t ak__zero_point_count;

#endif
