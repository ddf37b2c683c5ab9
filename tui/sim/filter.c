#include "config.h"

#include "filter_int.h"

#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

static const char *skip_word(const char *text, const char *word)
{
    text += strspn(text, " ");
    return ak_text_has_prefix(text, word, true) ? text + strlen(word) : "";
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
