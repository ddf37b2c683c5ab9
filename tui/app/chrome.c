/* chrome.c: header with the fleet's sums, tabs, one-line banner. */
#include "config.h"

#include "chrome_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/rules/fleet.h"

enum {
    GAP = 3,
    TABS_WIDTH = 76,
    SKEW_MOST_S = 300, /* Microsoft Entra ID takes no more */
    BANNER_SIZE = 2 * AK_ERR_TEXT_SIZE
};

/* A piece of a line: drawn only when it fits whole. */
struct piece {
    enum ak_role role;
    enum ak_glyph glyph;
    bool has_glyph;
    char text[96];
};

static int piece_width(const struct piece *piece)
{
    return ak_text_width(piece->text) + (piece->has_glyph ? 2 : 0);
}

static int draw_piece(const struct ak_canvas *line, int x, const struct piece *piece)
{
    int start = x;

    if (piece->has_glyph) {
        ak_canvas_glyph(line, x, 0, piece->role, piece->glyph);
        x += 2;
    }
    x += ak_canvas_text(line, x, 0, piece->role, piece->text);
    return x - start;
}

static int draw_pieces(const struct ak_canvas *line, int x, const struct piece *pieces,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (pieces[i].text[0] == '\0')
            continue;
        if (x + piece_width(&pieces[i]) > line->area.width)
            break;
        x += draw_piece(line, x, &pieces[i]) + GAP;
    }
    return x;
}

/* "11 987": groups of three, as it is read aloud. */
static const char *grouped(int64_t value, char *out, size_t size)
{
    char digits[32];
    int len = snprintf(digits, sizeof digits, "%lld", (long long)value);
    size_t used = 0;

    for (int i = 0; i < len && used + 2 < size; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            out[used++] = ' ';
        out[used++] = digits[i];
    }
    out[used] = '\0';
    return out;
}

/* Of many reads nobody needs the last digits, and each poll would write them anew. */
static int64_t rounded(int64_t reads)
{
    return reads < 1000 ? reads : reads / 100 * 100;
}

/* Ages are told in steps, so that an idle screen is not written anew each second. */
static void say_age(int64_t seconds, char *out, size_t size)
{
    if (seconds < 15)
        snprintf(out, size, "just now");
    else if (seconds < 60)
        snprintf(out, size, "%" PRId64 "s ago", seconds / 15 * 15);
    else if (seconds < 3600)
        snprintf(out, size, "%lldm ago", (long long)(seconds / 60));
    else
        snprintf(out, size, "%lldh ago", (long long)(seconds / 3600));
}

/* The oldest list of clusters and how sure it is. */
struct freshness {
    int64_t fetched_at; /* 0: nothing was read yet */
    bool is_reading;
    bool is_cached;
    size_t items;
    struct ak_number reads_left;
};

static struct freshness measure(const struct ak_snap *snap)
{
    struct freshness result = {.fetched_at = 0};
    size_t first;
    size_t count = ak_snap_topic(snap, AK_TOPIC_CLUSTERS, &first);

    for (size_t i = first; i < first + count; i++) {
        const struct ak_slot *slot = snap->slots[i];

        if (slot->fetched_at != 0 &&
            (result.fetched_at == 0 || slot->fetched_at < result.fetched_at))
            result.fetched_at = slot->fetched_at;
        result.is_reading = result.is_reading || slot->in_flight;
        result.is_cached = result.is_cached || slot->from_cache;
        result.items += slot->progress;
        if (slot->reads_left.is_set &&
            (!result.reads_left.is_set || slot->reads_left.value < result.reads_left.value))
            result.reads_left = slot->reads_left;
    }
    return result;
}

static void say_freshness(const struct ak_chrome *chrome, const struct freshness *fresh,
                          struct piece *out)
{
    char age[32];
    int64_t now = ak_clock_now(chrome->desk->input.clock);

    out->role = fresh->is_cached ? AK_ROLE_STALE : AK_ROLE_HEADER;
    out->has_glyph = true;
    out->glyph = AK_GLYPH_REFRESH;
    if (fresh->fetched_at == 0 && fresh->items > 0)
        snprintf(out->text, sizeof out->text, "reading, %zu clusters so far", fresh->items);
    else if (fresh->fetched_at == 0)
        snprintf(out->text, sizeof out->text, fresh->is_reading ? "reading" : "not read yet");
    else {
        say_age(now - fresh->fetched_at, age, sizeof age);
        snprintf(out->text, sizeof out->text, "%s%s \xC2\xB7 every %ds", age,
                 fresh->is_cached ? " (last session)" : "", chrome->refresh_seconds);
    }
}

static const char *subscription_name(const struct ak_snap *snap, const char *key)
{
    const struct ak_payload *payload = ak_snap_payload(snap, AK_TOPIC_SUBSCRIPTIONS, "");

    for (size_t i = 0; payload != NULL && i < payload->as.subscriptions.count; i++) {
        const struct ak_subscription *item = &payload->as.subscriptions.items[i];

        if (item->name != NULL && ak_text_caseeq(item->id, key))
            return item->name;
    }
    return key;
}

/* "3 subscriptions", or the name of a single one once it is known; and of how many, where that is
 * on purpose. Nothing while none is shown, unless that is. */
static void say_subscriptions(const struct ak_view_input *input, struct piece *out)
{
    struct ak_subscription_count count = ak_views_subscriptions(input->snap);
    bool is_narrowed = input->are_subscriptions_narrowed && count.shown < count.all;
    const char *name = count.shown == 1 ? subscription_name(input->snap, count.first) : count.first;

    if (name != count.first)
        snprintf(out->text, sizeof out->text, is_narrowed ? "%.80s (1 of %zu)" : "%.80s", name,
                 count.all);
    else if (is_narrowed)
        snprintf(out->text, sizeof out->text, "%zu of %zu subscriptions", count.shown, count.all);
    else if (count.shown > 0)
        snprintf(out->text, sizeof out->text, "%zu subscription%s", count.shown,
                 count.shown == 1 ? "" : "s");
}

static void draw_first_line(const struct ak_chrome *chrome, const struct ak_canvas *line)
{
    const struct ak_desk *desk = chrome->desk;
    struct freshness fresh = measure(desk->input.snap);
    struct ak_date today = ak_clock_today(desk->input.clock);
    int64_t now = ak_clock_now(desk->input.clock);
    char day[AK_DATE_TEXT_SIZE];
    char reads[32];
    struct piece pieces[3] = {
        {.role = AK_ROLE_HEADER}, {.role = AK_ROLE_HEADER}, {.role = AK_ROLE_DIM}};
    char date[64];

    int x = 1 + ak_canvas_printf(line, 1, 0, AK_ROLE_BRAND, "akscope %s ",
                                 ak_glyph_text(AK_GLYPH_BRAND, line->surface->is_ascii));
    if (desk->input.is_demo)
        x += ak_canvas_text(line, x, 0, AK_ROLE_BADGE, " DEMO ") + 1;
    if (desk->input.is_read_only)
        x += ak_canvas_text(line, x, 0, AK_ROLE_BADGE, " READ-ONLY ") + 1;
    say_subscriptions(&desk->input, &pieces[0]);
    say_freshness(chrome, &fresh, &pieces[1]);
    if (fresh.reads_left.is_set)
        snprintf(pieces[2].text, sizeof pieces[2].text, "reads left %s",
                 grouped(rounded(fresh.reads_left.value), reads, sizeof reads));
    int end = draw_pieces(line, x, pieces, 3);
    int len =
        snprintf(date, sizeof date, "%s %s %02d:%02d UTC", ak_date_weekday_name(today),
                 ak_date_words(today, day), (int)(now % 86400 / 3600), (int)(now % 3600 / 60));
    if (end + len + 1 <= line->area.width)
        ak_canvas_text(line, line->area.width - len - 1, 0, AK_ROLE_HEADER, date);
}

static void say_counts(const struct ak_fleet_sums *sums, struct piece *out)
{
    snprintf(out->text, sizeof out->text, "%zu cluster%s \xC2\xB7 %zu pool%s \xC2\xB7 %lld node%s",
             sums->clusters, sums->clusters == 1 ? "" : "s", sums->pools,
             sums->pools == 1 ? "" : "s", (long long)sums->nodes, sums->nodes == 1 ? "" : "s");
}

/* "CVM 9 (6 confirmed, 1 by name, 2 conflict)", in short "CVM 9 (2 conflict)". */
static void say_confidential(const struct ak_fleet_sums *sums, bool is_short, struct piece *out)
{
    const struct {
        size_t count;
        const char *what;
    } parts[] = {{is_short ? 0 : sums->cvm_confirmed, "confirmed"},
                 {is_short ? 0 : sums->cvm_by_name, "by name"},
                 {sums->cvm_conflict, "conflict"}};
    size_t all = sums->cvm_confirmed + sums->cvm_by_name + sums->cvm_conflict;
    const char *before = " (";

    out->role = sums->cvm_conflict > 0 ? AK_ROLE_SOON : AK_ROLE_GOOD;
    if (all == 0) {
        out->role = AK_ROLE_DIM;
        snprintf(out->text, sizeof out->text, "CVM none");
        return;
    }
    snprintf(out->text, sizeof out->text, "CVM %zu", all);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t used = strlen(out->text);

        if (parts[i].count == 0)
            continue;
        snprintf(out->text + used, sizeof out->text - used, "%s%zu %s", before, parts[i].count,
                 parts[i].what);
        before = ", ";
    }
    if (strcmp(before, ", ") == 0)
        snprintf(out->text + strlen(out->text), sizeof out->text - strlen(out->text), ")");
}

/* "3 past support", nothing for none. */
static void say_number(size_t count, const char *what, struct piece *out)
{
    if (count > 0)
        snprintf(out->text, sizeof out->text, "%zu %s", count, what);
}

enum { SUM_PIECES = 8, FAILED_PIECE = 6 };

static int pieces_width(const struct piece *pieces, size_t count)
{
    int width = 1;

    for (size_t i = 0; i < count; i++)
        width += pieces[i].text[0] != '\0' ? piece_width(&pieces[i]) + GAP : 0;
    return width - GAP;
}

/* What the fleet comes to; in short where there is no room for all words. */
static void say_sums(const struct ak_chrome *chrome, bool is_short, struct piece pieces[SUM_PIECES])
{
    const struct ak_fleet_sums *sums = &chrome->desk->input.fleet->sums;
    size_t operations = ak_views_running(&chrome->desk->input);
    char soon[32];

    snprintf(soon, sizeof soon, "under %d d", chrome->desk->input.facts->soon_days);
    say_counts(sums, &pieces[0]);
    say_confidential(sums, is_short, &pieces[1]);
    say_number(sums->removed, is_short ? "removed" : "past removal", &pieces[2]);
    say_number(sums->ended, is_short ? "ended" : "past support", &pieces[3]);
    say_number(sums->soon, is_short ? "soon" : soon, &pieces[4]);
    say_number(operations, operations == 1 ? "operation" : "operations", &pieces[5]);
    say_number(sums->failed, "failed", &pieces[FAILED_PIECE]);
    say_number(sums->auto_provisioned_clusters,
               sums->auto_provisioned_clusters == 1 ? "cluster with nodes outside pools"
                                                    : "clusters with nodes outside pools",
               &pieces[7]);
}

static void draw_second_line(const struct ak_chrome *chrome, const struct ak_canvas *line)
{
    struct piece pieces[SUM_PIECES] = {
        {.role = AK_ROLE_STRONG},
        {.role = AK_ROLE_GOOD},
        {.role = AK_ROLE_PAST, .has_glyph = true, .glyph = AK_GLYPH_PAST},
        {.role = AK_ROLE_PAST, .has_glyph = true, .glyph = AK_GLYPH_ENDED},
        {.role = AK_ROLE_SOON, .has_glyph = true, .glyph = AK_GLYPH_SOON},
        {.role = AK_ROLE_CHANGING, .has_glyph = true, .glyph = AK_GLYPH_CHANGING},
        {.role = AK_ROLE_PAST, .has_glyph = true, .glyph = AK_GLYPH_NO},
        {.role = AK_ROLE_DIM},
    };

    /* Sums of nothing would say that there is nothing. */
    if (chrome->desk->input.fleet->sums.clusters == 0 &&
        measure(chrome->desk->input.snap).fetched_at == 0)
        return;
    say_sums(chrome, false, pieces);
    if (pieces_width(pieces, FAILED_PIECE + 1) > line->area.width)
        say_sums(chrome, true, pieces);
    draw_pieces(line, 1, pieces, SUM_PIECES);
}

/* Where there is no room for all titles, only the focused one keeps its own. */
static int draw_tab(const struct ak_canvas *line, int x, const struct ak_view_info *info,
                    bool is_focused)
{
    bool has_title = is_focused || line->area.width >= TABS_WIDTH;
    struct ak_canvas tab = is_focused ? ak_canvas_on(line, AK_ROLE_GROUND_SELECTED) : *line;

    return 2 + ak_canvas_printf(&tab, x, 0, is_focused ? AK_ROLE_TITLE_FOCUSED : AK_ROLE_DIM,
                                has_title ? " %d %s " : " %d ", info->pane, info->title);
}

static void draw_tabs(const struct ak_desk *desk, const struct ak_canvas *line)
{
    int x = 0;

    for (int pane = 0; pane < AK_PANE_COUNT; pane++) {
        for (size_t i = 0; i < AK_VIEW_COUNT; i++) {
            if (desk->views[i].info->pane == pane + 1)
                x += draw_tab(line, x, desk->views[i].info, pane == desk->focus) - 1;
        }
    }
}

/* ---- banner: the first thing that could not be read ---- */

static const struct ak_slot *find_trouble(const struct ak_snap *snap, size_t *count)
{
    const struct ak_slot *worst = NULL;

    *count = 0;
    for (size_t i = 0; i < snap->slot_count; i++) {
        const struct ak_slot *slot = snap->slots[i];

        if (!ak_slot_is_trouble(slot))
            continue;
        (*count)++;
        if (worst == NULL)
            worst = slot;
    }
    return worst;
}

static bool is_clock_wrong(const struct ak_chrome *chrome)
{
    return chrome->clock_ahead_s > SKEW_MOST_S || chrome->clock_ahead_s < -SKEW_MOST_S;
}

bool ak__chrome_has_banner(const struct ak_chrome *chrome)
{
    size_t count;

    return find_trouble(chrome->desk->input.snap, &count) != NULL || is_clock_wrong(chrome);
}

static void say_clock(const struct ak_chrome *chrome, char text[BANNER_SIZE])
{
    int64_t ahead = chrome->clock_ahead_s;
    char span[32];

    snprintf(
        text, BANNER_SIZE,
        "this machine's clock is %s %s Azure's: ages are wrong, and signing in may fail; set it",
        ak_span_words(ahead < 0 ? -ahead : ahead, span, sizeof span),
        ahead < 0 ? "behind" : "ahead of");
}

static void say_trouble(const struct ak_chrome *chrome, const struct ak_slot *slot,
                        char text[BANNER_SIZE])
{
    int64_t wait = slot->next_try_at - ak_clock_now(chrome->desk->input.clock);
    char next[64] = "";
    char span[32];

    if (slot->next_try_at > 0 && wait > 0)
        snprintf(next, sizeof next, "; next try in %s",
                 ak_span_words((wait + 4) / 5 * 5, span, sizeof span));
    snprintf(text, BANNER_SIZE, "%s%s%s: %s%s%s%s%s%s", ak_topic_name(slot->topic),
             slot->key[0] != '\0' ? " of " : "",
             subscription_name(chrome->desk->input.snap, slot->key),
             ak_err_kind_sentence(slot->err.kind), slot->err.code[0] != '\0' ? ", " : "",
             slot->err.code, next, slot->err.text[0] != '\0' ? ": " : "", slot->err.text);
}

static void draw_banner(const struct ak_chrome *chrome, const struct ak_canvas *line)
{
    size_t count;
    const struct ak_slot *slot = find_trouble(chrome->desk->input.snap, &count);
    char text[BANNER_SIZE];

    count += is_clock_wrong(chrome);
    if (count == 0)
        return;
    if (slot != NULL)
        say_trouble(chrome, slot, text);
    else
        say_clock(chrome, text);
    ak_canvas_clear(line);
    ak_canvas_glyph(line, 1, 0, AK_ROLE_BANNER, AK_GLYPH_SOON);
    struct ak_field field = {.x = 3, .columns = line->area.width - 4, .role = AK_ROLE_BANNER};
    if (count > 1) {
        char more[32];
        int width = snprintf(more, sizeof more, "+%zu more", count - 1);

        field.columns -= width + 1;
        ak_canvas_text(line, line->area.width - width - 1, 0, AK_ROLE_BANNER, more);
    }
    ak_canvas_field(line, &field, text);
}

void ak__chrome_draw(const struct ak_chrome *chrome, const struct ak_canvas *screen, int *cursor_x,
                     int *cursor_y)
{
    const struct ak_layout *layout = &chrome->desk->layout;
    struct ak_canvas header = ak_canvas_part(screen, layout->header);
    struct ak_canvas tabs = ak_canvas_part(screen, layout->tabs);
    struct ak_canvas banner = ak_canvas_part(screen, layout->banner);
    struct ak_canvas footer = ak_canvas_part(screen, layout->footer);
    struct ak_canvas second = ak_canvas_part(&header, (struct ak_rect){0, 1, header.area.width, 1});

    draw_first_line(chrome, &header);
    draw_second_line(chrome, &second);
    draw_tabs(chrome->desk, &tabs);
    if (banner.area.height > 0)
        draw_banner(chrome, &banner);
    *cursor_x = ak__footer_draw(chrome, &footer);
    *cursor_y = *cursor_x < 0 ? -1 : layout->footer.y;
    if (chrome->desk->toast[0] != '\0' && !chrome->desk->prompt.is_open)
        ak__footer_draw_toast(chrome->desk, screen);
}

void ak__chrome_too_small(const struct ak_canvas *screen)
{
    char text[64];

    snprintf(text, sizeof text, "too small: %d\xC3\x97%d, needs %d\xC3\x97%d", screen->area.width,
             screen->area.height, AK_LAYOUT_MIN_WIDTH, AK_LAYOUT_MIN_HEIGHT);
    ak_canvas_text(screen, 0, 0, AK_ROLE_BANNER, text);
}
