/* layout.c: the panes' places. Wide: clusters and pools side by side, retirements and detail below,
 * operations at the bottom. Narrower: the focused pane and its partner, then the focused one alone.
 */
#include "config.h"

#include "akscope/ui/layout.h"

enum { CLUSTERS, POOLS, RETIREMENTS, DETAIL, OPERATIONS };

static int clamp(int value, int low, int high)
{
    if (value > high)
        value = high;
    return value < low ? low : value;
}

static enum ak_layout_kind kind_of(int width, int height)
{
    if (width < AK_LAYOUT_MIN_WIDTH || height < AK_LAYOUT_MIN_HEIGHT)
        return AK_LAYOUT_TOO_SMALL;
    if (width < AK_LAYOUT_NARROW || height < AK_LAYOUT_SHORT)
        return AK_LAYOUT_ONE;
    return width < AK_LAYOUT_WIDE || height < AK_LAYOUT_TALL ? AK_LAYOUT_TWO : AK_LAYOUT_ALL;
}

/* Header, banner, tabs and footer around the body. */
static void place_edges(struct ak_layout *layout, const struct ak_layout_wish *wish)
{
    int header = layout->kind == AK_LAYOUT_ONE ? 1 : 2;
    int tabs = layout->kind == AK_LAYOUT_ALL ? 0 : 1;
    int banner = wish->has_banner ? 1 : 0;
    int y = header;

    layout->header = (struct ak_rect){0, 0, wish->width, header};
    layout->tabs = (struct ak_rect){0, y, wish->width, tabs};
    y += tabs;
    layout->banner = (struct ak_rect){0, y, wish->width, banner};
    y += banner;
    layout->footer = (struct ak_rect){0, wish->height - 1, wish->width, 1};
    layout->body = (struct ak_rect){0, y, wish->width, wish->height - 1 - y};
}

static void place_all(struct ak_layout *layout, const struct ak_layout_wish *wish)
{
    struct ak_rect body = layout->body;
    int operations = clamp(wish->operation_rows + 2, 3, body.height / 5);
    int rest = body.height - operations;
    int most = wish->cluster_rows > wish->pool_rows ? wish->cluster_rows : wish->pool_rows;
    int upper = clamp(most + 3, rest / 3, rest - 11);
    int lower = rest - upper;
    int left = clamp(body.width * 41 / 100, 50, body.width - 68);
    int left_below = body.width * 54 / 100;

    layout->panes[CLUSTERS] = (struct ak_rect){0, body.y, left, upper};
    layout->panes[POOLS] = (struct ak_rect){left, body.y, body.width - left, upper};
    layout->panes[RETIREMENTS] = (struct ak_rect){0, body.y + upper, left_below, lower};
    layout->panes[DETAIL] =
        (struct ak_rect){left_below, body.y + upper, body.width - left_below, lower};
    layout->panes[OPERATIONS] = (struct ak_rect){0, body.y + rest, body.width, operations};
}

/* The focused pane with the one that goes with it, one above the other: columns need the width. */
static void place_two(struct ak_layout *layout, const struct ak_layout_wish *wish)
{
    static const struct {
        int upper, lower;
    } pairs[AK_PANE_COUNT] = {
        [CLUSTERS] = {CLUSTERS, POOLS},        [POOLS] = {CLUSTERS, POOLS},
        [RETIREMENTS] = {RETIREMENTS, DETAIL}, [DETAIL] = {POOLS, DETAIL},
        [OPERATIONS] = {POOLS, OPERATIONS},
    };
    struct ak_rect body = layout->body;
    int upper_pane = pairs[wish->focus].upper;
    int wanted = upper_pane == CLUSTERS ? wish->cluster_rows : wish->pool_rows;
    int upper = upper_pane == RETIREMENTS ? body.height / 2
                                          : clamp(wanted + 3, body.height / 3, body.height * 3 / 5);

    layout->panes[upper_pane] = (struct ak_rect){0, body.y, body.width, upper};
    layout->panes[pairs[wish->focus].lower] =
        (struct ak_rect){0, body.y + upper, body.width, body.height - upper};
}

struct ak_layout ak_layout_make(const struct ak_layout_wish *wish)
{
    struct ak_layout layout = {.kind = kind_of(wish->width, wish->height)};

    if (layout.kind == AK_LAYOUT_TOO_SMALL)
        return layout;
    place_edges(&layout, wish);
    if (wish->is_zoomed || layout.kind == AK_LAYOUT_ONE)
        layout.panes[wish->focus] = layout.body;
    else if (layout.kind == AK_LAYOUT_TWO)
        place_two(&layout, wish);
    else
        place_all(&layout, wish);
    return layout;
}
