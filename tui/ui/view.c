/* view.c: what is the same for all views: their frames, and reactions in one expression. */
#include "config.h"

#include "akscope/ui/view.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

enum { TITLE_SIZE = 160 };

void ak_view_draw(const struct ak_view_class *class, void *state, const struct ak_view_input *input,
                  const struct ak_canvas *canvas, int pane, bool is_focused)
{
    struct ak_canvas place = pane == 0 ? ak_canvas_on(canvas, AK_ROLE_GROUND_OVERLAY) : *canvas;
    struct ak_canvas inside =
        ak_canvas_part(&place, (struct ak_rect){1, 1, place.area.width - 2, place.area.height - 2});
    bool is_filtered = class->filter != NULL && class->filter(state)[0] != '\0';
    char title[TITLE_SIZE] = "";
    char note[TITLE_SIZE] = "";

    ak_canvas_clear(&place);
    /* First what is inside: the note tells which part of it is seen. */
    class->draw(state, input, &inside, is_focused);
    if (pane > 0)
        snprintf(title, sizeof title, "%d ", pane);
    size_t used = strlen(title);
    class->title(state, input, title + used, sizeof title - used);
    if (class->note != NULL)
        class->note(state, input, note, sizeof note);
    struct ak_frame frame = {.title = title,
                             .note = note,
                             .note_role = is_filtered ? AK_ROLE_MATCH : AK_ROLE_DIM,
                             .is_focused = is_focused};
    ak_canvas_frame(&place, &frame);
}

bool ak_event_is_click(const struct ak_view_event *event)
{
    return event->key != NULL &&
           (event->key->code == AK_KEY_MOUSE_PRESS || event->key->code == AK_KEY_MOUSE_DOUBLE);
}

/* The cluster's name in the id of one, or of one of its pools. */
static void cluster_name(const char *id, char *out, size_t size)
{
    static const char part[] = "/managedClusters/";
    const char *at = ak_text_casestr(id, part);

    at = at != NULL ? at + strlen(part) : "";
    snprintf(out, size, "%.*s", (int)strcspn(at, "/"), at);
}

const char *ak_view_forbids(const struct ak_view_input *input, const char *id, char *out,
                            size_t size)
{
    char name[AK_ID_SIZE];

    out[0] = '\0';
    if (input->is_read_only) {
        snprintf(out, size, "read-only: nothing is changed");
        return out;
    }
    cluster_name(id, name, sizeof name);
    for (size_t i = 0; i < input->read_only_clusters.count; i++) {
        const char *pattern = input->read_only_clusters.items[i];

        if (name[0] != '\0' && ak_text_matches(name, pattern)) {
            snprintf(out, size, "%s is read-only here: read-only-clusters has %s", name, pattern);
            break;
        }
    }
    return out;
}

struct ak_reaction ak_reaction_none(void)
{
    return (struct ak_reaction){.kind = AK_REACTION_NONE};
}

struct ak_reaction ak_reaction_done(void)
{
    return (struct ak_reaction){.kind = AK_REACTION_DONE};
}

struct ak_reaction ak_reaction_moved(void)
{
    return (struct ak_reaction){.kind = AK_REACTION_MOVED};
}

struct ak_reaction ak_reaction_of(enum ak_reaction_kind kind, const char *id, const char *other)
{
    struct ak_reaction reaction = {.kind = kind};

    ak_text_copy(reaction.id, sizeof reaction.id, id);
    ak_text_copy(reaction.other, sizeof reaction.other, other);
    return reaction;
}

struct ak_reaction ak_reaction_say(enum ak_reaction_kind kind, const char *format, ...)
{
    struct ak_reaction reaction = {.kind = kind};
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(reaction.text, sizeof reaction.text, format, arguments);
    va_end(arguments);
    return reaction;
}

struct ak_reaction ak_reaction_copy(const char *text)
{
    return (struct ak_reaction){.kind = AK_REACTION_COPY, .owned = ak_strdup(text)};
}
