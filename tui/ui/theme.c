/* theme.c: from theme entries to what a terminal can show. */
#include "config.h"

#include "akscope/ui/theme.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"

static const struct {
    const char *name;
    enum ak_role parent;
} roles[AK_ROLE_COUNT] = {
#define AK_ROLE(symbol, name, parent, help) [AK_ROLE_##symbol] = {name, AK_ROLE_##parent},
#include "akscope/ui/roles.def"
#undef AK_ROLE
};

/* The sixteen by their usual names, with the RGB that xterm gives them. */
static const struct {
    const char *name;
    uint8_t red, green, blue;
} palette[16] = {
    {"black", 0, 0, 0},
    {"red", 205, 0, 0},
    {"green", 0, 205, 0},
    {"yellow", 205, 205, 0},
    {"blue", 0, 0, 238},
    {"magenta", 205, 0, 205},
    {"cyan", 0, 205, 205},
    {"white", 229, 229, 229},
    {"bright-black", 127, 127, 127},
    {"bright-red", 255, 0, 0},
    {"bright-green", 0, 255, 0},
    {"bright-yellow", 255, 255, 0},
    {"bright-blue", 92, 92, 255},
    {"bright-magenta", 255, 0, 255},
    {"bright-cyan", 0, 255, 255},
    {"bright-white", 255, 255, 255},
};

static const struct {
    const char *name;
    unsigned attribute;
} attribute_names[] = {
    {"bold", AK_ATTRIBUTE_BOLD},       {"dim", AK_ATTRIBUTE_DIM},
    {"italic", AK_ATTRIBUTE_ITALIC},   {"underline", AK_ATTRIBUTE_UNDERLINE},
    {"reverse", AK_ATTRIBUTE_REVERSE},
};

enum { ATTRIBUTE_COUNT = sizeof attribute_names / sizeof attribute_names[0], WORD_SIZE = 32 };

const char *ak_role_name(enum ak_role role)
{
    return roles[role].name;
}

struct ak_theme ak_theme_init(const char *name)
{
    struct ak_theme theme = {0};

    ak_text_copy(theme.name, sizeof theme.name, name);
    return theme;
}

static const char *nearest_role(const char *name)
{
    const char *nearest = roles[0].name;
    int best = ak_text_distance(name, nearest);

    for (size_t i = 1; i < AK_ROLE_COUNT; i++) {
        int distance = ak_text_distance(name, roles[i].name);

        if (distance < best) {
            best = distance;
            nearest = roles[i].name;
        }
    }
    return nearest;
}

static int find_role(const char *name, enum ak_role *out, struct ak_err *err)
{
    for (size_t i = 0; i < AK_ROLE_COUNT; i++) {
        if (strcmp(name, roles[i].name) == 0) {
            *out = (enum ak_role)i;
            return 0;
        }
    }
    return ak_err_set(err, AK_ERR_CONFIG, "theme: there is no role \"%s\"; did you mean \"%s\"?",
                      name, nearest_role(name));
}

static bool parse_hex(const char *text, struct ak_colour *out)
{
    unsigned long value;

    if (text[0] != '#' || strlen(text) != 7 || strspn(text + 1, "0123456789abcdefABCDEF") != 6)
        return false;
    value = strtoul(text + 1, NULL, 16);
    *out = (struct ak_colour){.kind = AK_COLOUR_RGB,
                              .red = (uint8_t)(value >> 16),
                              .green = (uint8_t)(value >> 8),
                              .blue = (uint8_t)value};
    return true;
}

static bool parse_colour(const char *word, struct ak_colour *out)
{
    if (strcmp(word, "default") == 0) {
        *out = (struct ak_colour){.kind = AK_COLOUR_DEFAULT};
        return true;
    }
    if (word[0] == '#')
        return parse_hex(word, out);
    for (uint8_t i = 0; i < 16; i++) {
        if (strcmp(word, palette[i].name) == 0) {
            *out = (struct ak_colour){.kind = AK_COLOUR_INDEX, .index = i};
            return true;
        }
    }
    return false;
}

static bool parse_attribute(const char *word, unsigned *attributes)
{
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        if (strcmp(word, attribute_names[i].name) == 0) {
            *attributes |= attribute_names[i].attribute;
            return true;
        }
    }
    return false;
}

/* Takes the next word of *text; false at the end. A word that is too long is cut, and so unknown.
 */
static bool next_word(const char **text, char word[WORD_SIZE])
{
    const char *at = *text + strspn(*text, " \t");
    size_t len = strcspn(at, " \t");

    if (len == 0)
        return false;
    snprintf(word, WORD_SIZE, "%.*s", (int)(len < WORD_SIZE ? len : WORD_SIZE - 1), at);
    *text = at + len;
    return true;
}

/* Takes `word` for *nearest when it is nearer to what was written than the best so far. */
static void consider(const char *written, const char *word, int *best, const char **nearest)
{
    int distance = ak_text_distance(written, word);

    if (distance < *best) {
        *best = distance;
        *nearest = word;
    }
}

static int unknown_word(const char *role, const char *word, struct ak_err *err)
{
    const char *nearest = "default";
    int best = ak_text_distance(word, nearest);

    if (word[0] == '#')
        return ak_err_set(err, AK_ERR_CONFIG,
                          "theme: \"%s\" of role %s is no colour; write \"#rrggbb\"", word, role);
    for (size_t i = 0; i < sizeof palette / sizeof palette[0]; i++)
        consider(word, palette[i].name, &best, &nearest);
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++)
        consider(word, attribute_names[i].name, &best, &nearest);
    return ak_err_set(err, AK_ERR_CONFIG,
                      "theme: \"%s\" of role %s is neither a colour nor an attribute; did you mean "
                      "\"%s\"?",
                      word, role, nearest);
}

/* Where the next colour of a line goes. */
struct line {
    struct ak_theme_entry entry;
    struct ak_colour *place; /* NULL: no colour may follow */
    bool is_behind_on;
};

/* False when the word is out of place or unknown. */
static bool take_word(struct line *line, const char *word)
{
    struct ak_colour colour;

    if (strcmp(word, "on") == 0) {
        bool is_first = !line->is_behind_on;

        line->is_behind_on = true;
        line->place = &line->entry.background;
        return is_first;
    }
    if (parse_colour(word, &colour) && line->place != NULL) {
        *line->place = colour;
        line->place = NULL;
        return true;
    }
    return parse_attribute(word, &line->entry.attributes);
}

int ak_theme_set(struct ak_theme *theme, const char *role_name, const char *value,
                 struct ak_err *err)
{
    struct line line = {.entry = {.is_set = true}, .place = &line.entry.foreground};
    enum ak_role role = AK_ROLE_TEXT;
    char word[WORD_SIZE];
    struct ak_colour colour;
    int failed = find_role(role_name, &role, err);

    if (failed)
        return failed;
    while (next_word(&value, word)) {
        if (take_word(&line, word))
            continue;
        if (strcmp(word, "on") == 0 || parse_colour(word, &colour))
            return ak_err_set(err, AK_ERR_CONFIG,
                              "theme: role %s has one colour too many at \"%s\"; write "
                              "\"foreground on background\"",
                              role_name, word);
        return unknown_word(role_name, word, err);
    }
    if (line.is_behind_on && line.place != NULL)
        return ak_err_set(err, AK_ERR_CONFIG, "theme: role %s has no colour after \"on\"",
                          role_name);
    theme->entries[role] = line.entry;
    return 0;
}

static const struct ak_theme_entry *find_entry(const struct ak_theme *theme, enum ak_role role)
{
    while (!theme->entries[role].is_set && roles[role].parent != role)
        role = roles[role].parent;
    return &theme->entries[role];
}

static int distance_of(int red, int green, int blue, const struct ak_colour *colour)
{
    int r = red - colour->red;
    int g = green - colour->green;
    int b = blue - colour->blue;

    return r * r + g * g + b * b;
}

/* A colour as the eye sorts it: grey or not, its hue at full strength, how light it is. */
struct shade {
    bool is_grey;
    struct ak_colour hue;
    int lightness; /* 0 to 255 */
};

enum { DARK = 64 };

static uint8_t full_strength(int channel, int low, int high)
{
    return (uint8_t)((channel - low) * 255 / (high > low ? high - low : 1));
}

static struct shade shade_of(int red, int green, int blue)
{
    int high = red > green ? red : green;
    int low = red < green ? red : green;

    high = blue > high ? blue : high;
    low = blue < low ? blue : low;
    return (struct shade){.is_grey = high < DARK || (high - low) * 4 < high,
                          .hue = {.red = full_strength(red, low, high),
                                  .green = full_strength(green, low, high),
                                  .blue = full_strength(blue, low, high)},
                          .lightness = (2126 * red + 7152 * green + 722 * blue) / 10000};
}

/* Of few colours the nearest by numbers alone is often grey: here a red stays red. */
static int16_t nearest_of_16(const struct ak_colour *colour, int count)
{
    struct shade wanted = shade_of(colour->red, colour->green, colour->blue);
    int16_t nearest = 0;
    int best = 1 << 30;

    for (int i = 0; i < count; i++) {
        struct shade shade = shade_of(palette[i].red, palette[i].green, palette[i].blue);
        int lighter = shade.lightness - wanted.lightness;
        int distance = lighter * lighter;

        if (shade.is_grey != wanted.is_grey)
            continue;
        if (!shade.is_grey)
            distance += distance_of(shade.hue.red, shade.hue.green, shade.hue.blue, &wanted.hue);
        if (distance < best) {
            best = distance;
            nearest = (int16_t)i;
        }
    }
    return nearest;
}

/* The step of the 6×6×6 cube nearest to a channel: 0, 95, 135, 175, 215, 255. */
static int cube_step(int channel)
{
    if (channel < 48)
        return 0;
    if (channel < 115)
        return 1;
    return (channel - 35) / 40;
}

static int cube_level(int step)
{
    return step == 0 ? 0 : 55 + step * 40;
}

static int16_t nearest_of_256(const struct ak_colour *colour)
{
    int red = cube_step(colour->red);
    int green = cube_step(colour->green);
    int blue = cube_step(colour->blue);
    int grey = (colour->red + colour->green + colour->blue) / 3;
    int grey_step = grey < 8 ? 0 : grey > 238 ? 23 : (grey - 8 + 5) / 10;
    int grey_level = 8 + 10 * grey_step;

    if (distance_of(grey_level, grey_level, grey_level, colour) <
        distance_of(cube_level(red), cube_level(green), cube_level(blue), colour))
        return (int16_t)(232 + grey_step);
    return (int16_t)(16 + 36 * red + 6 * green + blue);
}

static int16_t resolve_colour(const struct ak_colour *colour, int colours)
{
    switch (colour->kind) {
    case AK_COLOUR_NONE:
    case AK_COLOUR_DEFAULT:
        return -1;
    case AK_COLOUR_INDEX:
        return (int16_t)(colours < 16 ? colour->index % 8 : colour->index);
    case AK_COLOUR_RGB:
        return colours >= 256 ? nearest_of_256(colour)
                              : nearest_of_16(colour, colours < 16 ? 8 : 16);
    }
    return -1;
}

/* A role on a ground, before it meets a terminal. */
struct mixture {
    const struct ak_colour *foreground, *background;
    unsigned attributes;
};

static const struct ak_colour *first_set(const struct ak_colour *a, const struct ak_colour *b,
                                         const struct ak_colour *c)
{
    if (a->kind != AK_COLOUR_NONE)
        return a;
    return b->kind != AK_COLOUR_NONE ? b : c;
}

/* A role with a background of its own keeps it: its foreground was chosen for that. */
static struct mixture mix(const struct ak_theme *theme, enum ak_role role, enum ak_role ground)
{
    const struct ak_theme_entry *front = find_entry(theme, role);
    const struct ak_theme_entry *back = find_entry(theme, ground);
    const struct ak_theme_entry *text = find_entry(theme, AK_ROLE_TEXT);
    bool is_plain = ground == AK_ROLE_TEXT;
    bool keeps_own = front != text && front->background.kind != AK_COLOUR_NONE;

    return (struct mixture){
        .foreground = first_set(&front->foreground, &back->foreground, &text->foreground),
        .background = keeps_own
                          ? &front->background
                          : first_set(&back->background, &text->background, &text->background),
        .attributes = front->attributes | (is_plain ? 0 : back->attributes)};
}

/* With eight colours there is no "bright": bold says it. What would be black on the terminal's own
 * ground, which may be black too, takes the terminal's own colour. */
static void fit_eight(const struct mixture *mixture, struct ak_look *look)
{
    const struct ak_colour *foreground = mixture->foreground;
    bool is_bright = foreground->kind == AK_COLOUR_INDEX && foreground->index >= 8;
    bool is_chosen = foreground->kind == AK_COLOUR_INDEX && foreground->index == 0;

    if (is_bright && look->foreground != 0)
        look->attributes |= AK_ATTRIBUTE_BOLD;
    if (look->foreground == 0 && look->background == -1 && !is_chosen)
        look->foreground = -1;
}

struct ak_look ak_theme_look(const struct ak_theme *theme, enum ak_role role, enum ak_role ground,
                             int colours)
{
    struct mixture mixture = mix(theme, role, ground);
    struct ak_look look = {.foreground = -1, .background = -1, .attributes = mixture.attributes};

    if (colours < 8)
        return look;
    look.foreground = resolve_colour(mixture.foreground, colours);
    look.background = resolve_colour(mixture.background, colours);
    if (colours < 16)
        fit_eight(&mixture, &look);
    /* Where there are few colours two may fall together: then the text would vanish. */
    if (look.foreground == look.background && look.foreground >= 0)
        look = (struct ak_look){-1, -1, look.attributes | AK_ATTRIBUTE_REVERSE};
    return look;
}

struct ak_theme ak_theme_monochrome(void)
{
    static const struct {
        enum ak_role role;
        unsigned attributes;
    } looks[] = {
        {AK_ROLE_TEXT, 0},
        {AK_ROLE_STRONG, AK_ATTRIBUTE_BOLD},
        {AK_ROLE_TITLE_FOCUSED, AK_ATTRIBUTE_BOLD},
        {AK_ROLE_BRAND, AK_ATTRIBUTE_BOLD},
        {AK_ROLE_HEADING, AK_ATTRIBUTE_UNDERLINE},
        {AK_ROLE_HEADING_SORTED, AK_ATTRIBUTE_UNDERLINE | AK_ATTRIBUTE_BOLD},
        {AK_ROLE_PAST, AK_ATTRIBUTE_BOLD},
        {AK_ROLE_ACCENT, AK_ATTRIBUTE_BOLD},
        {AK_ROLE_BANNER, AK_ATTRIBUTE_REVERSE},
        {AK_ROLE_ERROR, AK_ATTRIBUTE_BOLD},
        {AK_ROLE_BADGE, AK_ATTRIBUTE_REVERSE},
        {AK_ROLE_GROUND_SELECTED, AK_ATTRIBUTE_REVERSE},
        {AK_ROLE_GROUND_UNFOCUSED, AK_ATTRIBUTE_UNDERLINE},
    };
    struct ak_theme theme = ak_theme_init("monochrome");

    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++)
        theme.entries[looks[i].role] =
            (struct ak_theme_entry){.is_set = true, .attributes = looks[i].attributes};
    return theme;
}

static double linear(double channel)
{
    double value = channel / 255.0;

    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(const struct ak_colour *colour, bool fallback_is_white)
{
    double plain = fallback_is_white ? 1.0 : 0.0;

    switch (colour->kind) {
    case AK_COLOUR_NONE:
    case AK_COLOUR_DEFAULT:
        return plain;
    case AK_COLOUR_INDEX:
        return 0.2126 * linear(palette[colour->index].red) +
               0.7152 * linear(palette[colour->index].green) +
               0.0722 * linear(palette[colour->index].blue);
    case AK_COLOUR_RGB:
        return 0.2126 * linear(colour->red) + 0.7152 * linear(colour->green) +
               0.0722 * linear(colour->blue);
    }
    return plain;
}

double ak_theme_contrast(const struct ak_theme *theme, enum ak_role role, enum ak_role ground,
                         bool light)
{
    struct mixture mixture = mix(theme, role, ground);
    double a = luminance(mixture.foreground, !light);
    double b = luminance(mixture.background, light);

    return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}
