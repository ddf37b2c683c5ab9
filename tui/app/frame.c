/* frame.c: the one painter. */
#include "config.h"

#include "frame_int.h"

static int wanted_rows(const struct ak_desk *desk, enum ak_view which)
{
    const struct ak_desk_view *view = &desk->views[which];

    return view->info->class->wanted_rows == NULL
               ? 0
               : view->info->class->wanted_rows(view->state, &desk->input);
}

static struct ak_layout make_layout(const struct ak_desk *desk, const struct ak_chrome *chrome,
                                    const struct ak_surface *surface)
{
    struct ak_layout_wish wish = {.width = surface->width,
                                  .height = surface->height,
                                  .focus = desk->focus,
                                  .is_zoomed = desk->is_zoomed,
                                  .has_banner = ak__chrome_has_banner(chrome),
                                  .cluster_rows = wanted_rows(desk, AK_VIEW_CLUSTERS),
                                  .pool_rows = wanted_rows(desk, AK_VIEW_POOLS),
                                  .operation_rows = wanted_rows(desk, AK_VIEW_OPERATIONS)};

    return ak_layout_make(&wish);
}

static void draw_view(const struct ak_desk *desk, const struct ak_desk_view *view,
                      const struct ak_canvas *screen, struct ak_rect place, bool is_focused)
{
    struct ak_canvas canvas = ak_canvas_part(screen, place);

    if (place.width > 0)
        ak_view_draw(view->info->class, view->state, &desk->input, &canvas, view->info->pane,
                     is_focused);
}

/* The panes, or the overlay on top, which covers them all. */
static void draw_views(struct ak_desk *desk, const struct ak_canvas *screen)
{
    bool has_overlay = desk->overlay_count > 0;

    for (size_t i = 0; i < AK_VIEW_COUNT && !has_overlay; i++) {
        int pane = desk->views[i].info->pane - 1;

        if (pane >= 0)
            draw_view(desk, &desk->views[i], screen, desk->layout.panes[pane], pane == desk->focus);
    }
    if (has_overlay)
        draw_view(desk, ak__desk_top(desk), screen, desk->layout.body, true);
}

struct ak_cursor ak__frame_draw(struct ak_desk *desk, const struct ak_chrome *chrome,
                                struct ak_surface *surface)
{
    struct ak_canvas screen = ak_canvas_of(surface);
    struct ak_cursor cursor = {-1, -1};

    ak_surface_clear(surface);
    desk->layout = make_layout(desk, chrome, surface);
    if (desk->layout.kind == AK_LAYOUT_TOO_SMALL) {
        ak__chrome_too_small(&screen);
        return cursor;
    }
    draw_views(desk, &screen);
    ak__chrome_draw(chrome, &screen, &cursor.x, &cursor.y);
    return cursor;
}
