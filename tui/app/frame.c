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

static void draw_panes(const struct ak_desk *desk, const struct ak_canvas *screen)
{
    for (size_t i = 0; i < AK_VIEW_COUNT; i++) {
        int pane = desk->views[i].info->pane - 1;
        bool is_focused = pane == desk->focus && desk->overlay_count == 0;

        if (pane >= 0)
            draw_view(desk, &desk->views[i], screen, desk->layout.panes[pane], is_focused);
    }
}

static struct ak_rect place_of(const struct ak_desk *desk, const struct ak_desk_view *view)
{
    const struct ak_view_class *class = view->info->class;

    return class->place != NULL ? class->place(view->state, &desk->input, desk->layout.body)
                                : desk->layout.body;
}

/* From the topmost view that covers all; those that don't lie over it. */
static void draw_views(struct ak_desk *desk, const struct ak_canvas *screen)
{
    size_t first = desk->overlay_count;

    while (first > 0 && desk->views[desk->overlays[first - 1]].info->class->place != NULL)
        first--;
    if (first == 0)
        draw_panes(desk, screen);
    else
        first--;
    for (size_t i = first; i < desk->overlay_count; i++) {
        const struct ak_desk_view *view = &desk->views[desk->overlays[i]];

        desk->overlay = place_of(desk, view);
        draw_view(desk, view, screen, desk->overlay, i + 1 == desk->overlay_count);
    }
}

/* Of the text that is edited in the view on top, inside its frame. */
static struct ak_cursor cursor_of_view(struct ak_desk *desk)
{
    const struct ak_desk_view *view = ak__desk_top(desk);
    const struct ak_view_class *class = view->info->class;
    struct ak_cursor cursor;

    if (class->cursor == NULL || !class->cursor(view->state, &cursor.x, &cursor.y))
        return (struct ak_cursor){-1, -1};
    cursor.x += desk->overlay.x + 1;
    cursor.y += desk->overlay.y + 1;
    return cursor;
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
    return cursor.x >= 0 ? cursor : cursor_of_view(desk);
}
