/* announce.c: what has happened in a person's words. */
#include "config.h"

#include "announce_int.h"

#include <stdio.h>
#include <string.h>

const char *ak__announce_copy(const char *text, char out[AK_TOAST_SIZE])
{
    const char *end = text[0] == '/' ? strrchr(text, '/') : NULL;
    size_t first = strcspn(text, "\n");

    if (end != NULL)
        snprintf(out, AK_TOAST_SIZE, "copied the resource id of %.200s", end + 1);
    else if (text[first] != '\0')
        snprintf(out, AK_TOAST_SIZE, "copied, with the lines below it: %.*s",
                 (int)(first < 200 ? first : 200), text);
    else
        snprintf(out, AK_TOAST_SIZE, "copied: %.200s", text);
    return out;
}

void ak__announce(const struct ak_dispatch_event *event, struct ak_announcement *out)
{
    *out = (struct ak_announcement){.role = AK_ROLE_ERROR, .is_end = true};
    switch (event->kind) {
    case AK_DISPATCH_ACCEPTED:
        out->role = AK_ROLE_TEXT;
        out->is_end = false;
        snprintf(out->text, sizeof out->text, "Azure has taken it: %.200s", event->title);
        break;
    case AK_DISPATCH_DONE:
        out->role = AK_ROLE_GOOD;
        snprintf(out->text, sizeof out->text, "done: %.200s", event->title);
        break;
    case AK_DISPATCH_FAILED:
        snprintf(out->text, sizeof out->text, "failed: %.80s: %.160s", event->title,
                 event->err->text);
        break;
    case AK_DISPATCH_LOST:
        snprintf(out->text, sizeof out->text, "%.80s: %.160s", event->title, event->text);
        break;
    case AK_DISPATCH_NO_JOURNAL:
        out->is_end = false;
        snprintf(out->text, sizeof out->text, "nothing can be changed: %.200s", event->err->text);
        break;
    }
}
