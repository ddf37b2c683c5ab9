#include "config.h"

#include "filter_int.h"

#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

/* What follows the word, or the end of the text when it does not begin with it. */
static const char *skip_word(const char *text, const char *word)
{
    const char *at = text + strspn(text, " ");

    return ak_text_has_prefix(at, word, true) ? at + strlen(word) : at + strlen(at);
}

/* A text in quotes, and then nothing but `rest`. */
static bool take_text(const char *at, const char *rest, char **text)
{
    at += strspn(at, " ");
    const char *end = *at == '\'' ? strchr(at + 1, '\'') : NULL;
    if (end == NULL || end == at + 1) {
        return false;
    }
    const char *behind = skip_word(end + 1, rest);
    if (!ak_text_has_prefix(end + 1 + strspn(end + 1, " "), rest, true) ||
        behind[strspn(behind, " ")] != '\0') {
        return false;
    }
    *text = ak_strndup(at + 1, (size_t)(end - at - 1));
    return true;
}

bool ak_sim_filter_location(const char *filter, char **location)
{
    return take_text(skip_word(skip_word(filter, "location"), "eq"), "", location);
}

bool ak_sim_filter_principal(const char *filter, char **principal)
{
    *principal = NULL;
    return ak_text_caseeq(filter, "atScope()") ||
           take_text(skip_word(filter, "assignedTo("), ")", principal) ||
           take_text(skip_word(skip_word(filter, "principalId"), "eq"), "", principal);
}
