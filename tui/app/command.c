/* command.c: the `:` line: an action with an argument, completed by Tab. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/rules/fleet.h"
#include "desk_int.h"
#include "skin_int.h"

/* Words that are no actions but mean one: habits of other programs. */
static const struct {
    const char *word;
    enum ak_action action;
} aliases[] = {
    {"q", AK_ACTION_QUIT},
    {"q!", AK_ACTION_QUIT},
    {"exit", AK_ACTION_QUIT},
    {"h", AK_ACTION_HELP},
    {"nodepools", AK_ACTION_POOLS},
    {"np", AK_ACTION_POOLS},
    {"skus", AK_ACTION_VM_SIZES},
    {"subs", AK_ACTION_SUBSCRIPTIONS},
    {"yaml", AK_ACTION_RAW},
    {"json", AK_ACTION_RAW},
    {"colorscheme", AK_ACTION_THEME},
    {"read-only", AK_ACTION_READ_ONLY},
    {"readonly", AK_ACTION_READ_ONLY},
    {"update", AK_ACTION_EDIT},
};

enum { ALIAS_COUNT = sizeof aliases / sizeof aliases[0] };

static enum ak_action find_action(const char *word)
{
    for (size_t i = 0; i < ALIAS_COUNT; i++) {
        if (strcmp(word, aliases[i].word) == 0)
            return aliases[i].action;
    }
    return ak_action_find(word);
}

/* What changes something is no command where nothing may be changed. */
static bool is_command(const struct ak_desk *desk, enum ak_action action)
{
    return !desk->input.is_read_only || !(ak_action_get(action)->flags & AK_ACTION_MUTATES);
}

/* The nearest command, where it is near enough to be meant. */
static const char *nearest_command(const struct ak_desk *desk, const char *word)
{
    const char *nearest = NULL;
    int best = 4;

    for (size_t i = 1; i < AK_ACTION_COUNT; i++) {
        const char *command = ak_action_get((enum ak_action)i)->command;
        int distance = ak_text_distance(word, command);

        if (distance < best && is_command(desk, (enum ak_action)i)) {
            best = distance;
            nearest = command;
        }
    }
    return nearest;
}

static void complain(struct ak_desk *desk, const char *word)
{
    const char *nearest = nearest_command(desk, word);
    char said[AK_TOAST_SIZE];

    if (nearest != NULL)
        snprintf(said, sizeof said, "there is no command :%.64s; did you mean :%s?", word, nearest);
    else
        snprintf(said, sizeof said, "there is no command :%.64s; ? lists them", word);
    ak__desk_say(desk, AK_ROLE_ERROR, said);
}

void ak__desk_command(struct ak_desk *desk, const char *line)
{
    char word[AK_PROMPT_SIZE];
    const char *start = line + strspn(line, " ");
    size_t len = strcspn(start, " ");
    const char *argument = start + len + strspn(start + len, " ");
    enum ak_action action;

    snprintf(word, sizeof word, "%.*s", (int)len, start);
    if (word[0] == '\0')
        return;
    action = find_action(word);
    if (action == AK_ACTION_NONE) {
        complain(desk, word);
        return;
    }
    const struct ak_action_info *info = ak_action_get(action);
    if (action == AK_ACTION_THEME && argument[0] == '\0') {
        char said[AK_TOAST_SIZE];

        snprintf(said, sizeof said, ":%s needs a name: :%s %s", info->command, info->command,
                 info->arguments);
        ak__desk_say(desk, AK_ROLE_ERROR, said);
        return;
    }
    ak__desk_act(desk, action, argument, NULL);
}

/* Candidates for an argument: theme names, regions of the fleet. n counts over matching ones. */
static bool complete_theme(const char *stem, size_t n, char out[AK_PROMPT_SIZE])
{
    const char *name;

    for (size_t i = 0; (name = ak__skin_theme_name(i)) != NULL; i++) {
        if (ak_text_has_prefix(name, stem, true) && n-- == 0) {
            snprintf(out, AK_PROMPT_SIZE, "theme %s", name);
            return true;
        }
    }
    return false;
}

static bool is_first_with_location(const struct ak_fleet *fleet, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (ak_text_caseeq(fleet->clusters[i].cluster->location,
                           fleet->clusters[at].cluster->location))
            return false;
    }
    return true;
}

static bool complete_region(const struct ak_fleet *fleet, const char *stem, size_t n,
                            char out[AK_PROMPT_SIZE])
{
    size_t looked_at = fleet->cluster_count < 1000 ? fleet->cluster_count : 1000;

    for (size_t i = 0; i < looked_at; i++) {
        const char *location = fleet->clusters[i].cluster->location;

        if (location != NULL && ak_text_has_prefix(location, stem, true) &&
            is_first_with_location(fleet, i) && n-- == 0) {
            snprintf(out, AK_PROMPT_SIZE, "sizes %.200s", location);
            return true;
        }
    }
    return false;
}

bool ak__desk_complete(const char *text, size_t n, char out[AK_PROMPT_SIZE], const void *context)
{
    const struct ak_desk *desk = context;

    if (ak_text_has_prefix(text, "theme ", false))
        return complete_theme(text + 6, n, out);
    if (ak_text_has_prefix(text, "sizes ", false))
        return complete_region(desk->input.fleet, text + 6, n, out);
    for (size_t i = 1; i < AK_ACTION_COUNT; i++) {
        const struct ak_action_info *info = ak_action_get((enum ak_action)i);

        if (is_command(desk, info->action) && ak_text_has_prefix(info->command, text, true) &&
            n-- == 0) {
            snprintf(out, AK_PROMPT_SIZE, "%s%s", info->command,
                     info->arguments[0] != '\0' ? " " : "");
            return true;
        }
    }
    return false;
}

/* The end of an offer that is not typed yet is what one reads: of "theme dark" only "dark". */
static const char *last_word(const char *offer)
{
    const char *blank = strchr(offer, ' ');

    return blank != NULL && blank[1] != '\0' ? blank + 1 : offer;
}

void ak__desk_command_hint(const struct ak_desk *desk, char *out, size_t size)
{
    const char *typed = desk->prompt.is_completing ? desk->prompt.stem : desk->prompt.text;
    char word[AK_PROMPT_SIZE];
    char offer[AK_PROMPT_SIZE];
    size_t used = 0;

    snprintf(word, sizeof word, "%.*s", (int)strcspn(desk->prompt.text, " "), desk->prompt.text);
    const struct ak_action_info *info = ak_action_get(find_action(word));
    bool is_known = info->action != AK_ACTION_NONE && is_command(desk, info->action);

    out[0] = '\0';
    if (typed[0] == '\0') {
        snprintf(out, size, "Tab completes");
        return;
    }
    if (is_known && !desk->prompt.is_completing && strchr(typed, ' ') == NULL) {
        snprintf(out, size, "%s%s%s", info->arguments, info->arguments[0] != '\0' ? ": " : "",
                 info->help);
        return;
    }
    for (size_t n = 0; used < size && ak__desk_complete(typed, n, offer, desk); n++)
        used +=
            (size_t)snprintf(out + used, size - used, "%s%s", n > 0 ? "  " : "", last_word(offer));
}
