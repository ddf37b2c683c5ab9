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

bool ak_sim_filter_location(const char *filter, char **location)
{
    const char *at = skip_word(skip_word(filter, "location"), "eq");
    at += strspn(at, " ");
    const char *end = *at == '\'' ? strchr(at + 1, '\'') : NULL;
    if (end == NULL || end == at + 1 || end[1 + strspn(end + 1, " ")] != '\0') {
        return false;
    }
    *location = ak_strndup(at + 1, (size_t)(end - at - 1));
    return true;
}
