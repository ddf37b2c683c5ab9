/* headless.c: a terminal that nobody sees: it keeps what it is told. */
#include "config.h"

#include <signal.h>
#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/vec.h"
#include "term_int.h"

enum { COLOURS = 256, WRITTEN_MAX = 1 << 20 };

struct headless {
    struct ak_term term;
    int next_width, next_height; /* what the next look at the size will find */
    struct ak_vec keys;          /* struct ak_key: all that were pressed */
    size_t next_key;
    struct ak_buf written;
    struct ak_term_traffic traffic;
};

static bool find_size(const struct ak_term *term, int *width, int *height)
{
    const struct headless *headless = (const struct headless *)term;

    *width = headless->next_width;
    *height = headless->next_height;
    return true;
}

static bool read_key(struct ak_term *term, struct ak_key *key)
{
    struct headless *headless = (struct headless *)term;

    if (headless->next_key == headless->keys.len)
        return false;
    *key = *(const struct ak_key *)ak_vec_at(&headless->keys, headless->next_key++);
    return true;
}

/* term.c keeps the cells themselves. */
static void put(struct ak_term *term, const struct ak_cell *cell, const struct ak_theme *theme,
                int x, int y)
{
    (void)cell;
    (void)theme;
    (void)x;
    (void)y;
    ((struct headless *)term)->traffic.cells++;
}

static void show(struct ak_term *term, int cursor_x, int cursor_y)
{
    (void)cursor_x;
    (void)cursor_y;
    ((struct headless *)term)->traffic.pictures++;
}

/* What passes the limit is lost, as it would be on a screen. */
static void write_past(struct ak_term *term, const char *bytes, size_t len)
{
    struct headless *headless = (struct headless *)term;

    (void)!ak_buf_append(&headless->written, bytes, len);
}

static void suspend(struct ak_term *term)
{
    (void)term;
    raise(SIGSTOP);
}

static void close_headless(struct ak_term *term)
{
    struct headless *headless = (struct headless *)term;

    ak_vec_release(&headless->keys);
    ak_buf_release(&headless->written);
}

static const struct ak__term_driver driver = {
    .close = close_headless,
    .find_size = find_size,
    .read_key = read_key,
    .put = put,
    .show = show,
    .write = write_past,
    .suspend = suspend,
};

struct ak_term *ak_term_open_headless(int width, int height)
{
    struct headless *headless = ak_alloc(1, sizeof *headless);

    ak__term_init(&headless->term, &driver, width, height);
    headless->term.colours = COLOURS;
    headless->next_width = width;
    headless->next_height = height;
    headless->keys = ak_vec_init(sizeof(struct ak_key));
    headless->written = ak_buf_init(WRITTEN_MAX);
    return &headless->term;
}

static struct headless *as_headless(struct ak_term *term)
{
    if (term->driver != &driver)
        AK_BUG("a terminal that is not headless");
    return (struct headless *)term;
}

void ak_term_press(struct ak_term *term, const struct ak_key *key)
{
    *(struct ak_key *)ak_vec_push(&as_headless(term)->keys) = *key;
}

void ak_term_set_size(struct ak_term *term, int width, int height)
{
    struct headless *headless = as_headless(term);

    headless->next_width = width;
    headless->next_height = height;
}

struct ak_term_traffic ak_term_traffic(struct ak_term *term)
{
    struct headless *headless = as_headless(term);

    headless->traffic.written = ak_buf_text(&headless->written);
    return headless->traffic;
}
