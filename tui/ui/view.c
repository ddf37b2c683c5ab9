/* view.c: reactions in one expression. */
#include "config.h"

#include "akscope/ui/view.h"

#include <stdarg.h>
#include <stdio.h>

#include "akscope/base/text.h"

struct ak_reaction ak_reaction_none(void)
{
    return (struct ak_reaction){.kind = AK_REACTION_NONE};
}

struct ak_reaction ak_reaction_done(void)
{
    return (struct ak_reaction){.kind = AK_REACTION_DONE};
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
