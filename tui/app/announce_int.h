/* announce_int.h: what a person hears of a change that goes on by itself, in one line. */
#ifndef AKSCOPE_APP_ANNOUNCE_INT_H
#define AKSCOPE_APP_ANNOUNCE_INT_H

#include "akscope/ui/view.h"
#include "dispatch_int.h"

struct ak_announcement {
    char text[AK_TOAST_SIZE];
    enum ak_role role;
    bool is_end; /* the change is over: worth the bell */
};

/* What was copied, in a few words: of a resource id its end, of more lines the first. Returns out.
 */
AK_NONNULL const char *ak__announce_copy(const char *text, char out[AK_TOAST_SIZE]);

AK_NONNULL void ak__announce(const struct ak_dispatch_event *event, struct ak_announcement *out);

#endif
