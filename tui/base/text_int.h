/* text_int.h: the tables of text_width.c, and its clusters point by point. */
#ifndef AKSCOPE_BASE_TEXT_INT_H
#define AKSCOPE_BASE_TEXT_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ak__point_range {
    uint32_t first, last;
};

extern const struct ak__point_range ak__wide_points[];
extern const size_t ak__wide_point_count;
extern const struct ak__point_range ak__zero_points[];
extern const size_t ak__zero_point_count;

/* A user-perceived character that is being read. */
struct ak__cluster {
    uint32_t first, previous;
    bool has_more; /* than its first */
    int width;     /* columns so far */
};

struct ak__cluster ak__cluster_begin(uint32_t point);

/* Takes the next point when it belongs to the cluster; false, and nothing changes, otherwise. */
bool ak__cluster_take(struct ak__cluster *cluster, uint32_t point);

#endif
