/* az.c: the same change as commands of the Azure CLI, to be read, copied and run in a shell. Values
 * are data: what a shell would read as anything else is quoted. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/model/id.h"
#include "plan_int.h"

/* Beside letters and digits, what no shell looks at inside a word. */
static const char plain[] = "-_./:,+@%=";

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_plain(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (!is_letter_or_digit(*at) && strchr(plain, *at) == NULL)
            return false;
    }
    /* A word that begins with "=" is a path to zsh. */
    return text[0] != '\0' && text[0] != '=';
}

/* Half a command is none. */
static void put(struct ak__draft *draft, const char *text, size_t len)
{
    if (!ak_buf_append(&draft->az, text, len))
        draft->az_is_too_long = true;
}

static void puts_text(struct ak__draft *draft, const char *text)
{
    put(draft, text, strlen(text));
}

/* Between single quotes everything is itself but the quote. */
static void put_in_quotes(struct ak__draft *draft, const char *text)
{
    puts_text(draft, "'");
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            puts_text(draft, "'\\''");
        else
            put(draft, text, 1);
    }
    puts_text(draft, "'");
}

/* Every byte in octal. */
static void put_octal(struct ak__draft *draft, const char *bytes, size_t len)
{
    char escape[8];

    for (size_t i = 0; i < len; i++) {
        snprintf(escape, sizeof escape, "\\%03o", (unsigned)(unsigned char)bytes[i]);
        puts_text(draft, escape);
    }
}

/* $'…' keeps the command on one line and safe to show, and is still the same word. */
static void put_escaped(struct ak__draft *draft, const char *text)
{
    size_t len = strlen(text);

    puts_text(draft, "$'");
    for (size_t at = 0; at < len;) {
        uint32_t point;
        size_t used = ak_utf8_decode(text + at, len - at, &point);
        bool is_broken = used == 1 && (unsigned char)text[at] >= 0x80;

        if (is_broken || ak_point_is_unsafe(point)) {
            put_octal(draft, text + at, used);
        } else {
            if (point == '\'' || point == '\\')
                puts_text(draft, "\\");
            put(draft, text + at, used);
        }
        at += used;
    }
    puts_text(draft, "'");
}

static void put_word(struct ak__draft *draft, const char *text)
{
    if (!ak_text_is_clean(text, strlen(text)))
        put_escaped(draft, text);
    else if (is_plain(text))
        puts_text(draft, text);
    else
        put_in_quotes(draft, text);
}

void ak__az_option(struct ak__draft *draft, const char *option, const char *value)
{
    puts_text(draft, " --");
    puts_text(draft, option);
    if (value == NULL)
        return;
    /* The CLI would take a word that begins with a dash for an option. */
    puts_text(draft, value[0] == '-' ? "=" : " ");
    put_word(draft, value);
}

void ak__az(struct ak__draft *draft, const char *verb, enum ak__az_scope scope)
{
    const struct ak_cluster *cluster = draft->around.cluster;

    if (draft->az.len > 0)
        puts_text(draft, "\n");
    puts_text(draft, "az ");
    puts_text(draft, verb);
    ak__az_option(draft, "subscription", draft->intent->subscription_id);
    if (scope == AK__AZ_SUBSCRIPTION)
        return;
    if (cluster->resource_group != NULL)
        ak__az_option(draft, "resource-group", cluster->resource_group);
    ak__az_option(draft, scope == AK__AZ_POOL ? "cluster-name" : "name", cluster->name);
    if (scope == AK__AZ_POOL)
        ak__az_option(draft, "name", ak_id_name(draft->plan->target));
}

/* ---- fields ---- */

/* Items that the CLI takes as words of their own; none at all as one empty word, which means "no
 * labels". */
static void put_words(struct ak__draft *draft, const char *option, const struct ak_texts *words)
{
    ak__az_option(draft, option, words->count > 0 ? words->items[0] : "");
    for (size_t i = 1; i < words->count; i++) {
        puts_text(draft, " ");
        put_word(draft, words->items[i]);
    }
}

static void put_list(struct ak__draft *draft, enum ak_pool_field field)
{
    struct ak_texts texts = ak_pool_wish_texts(&draft->intent->wish, field, draft->arena);
    const char *joined = "";

    if (field != AK_POOL_FIELD_TAINTS) {
        put_words(draft, ak_pool_field_get(field)->option, &texts);
        return;
    }
    for (size_t i = 0; i < texts.count; i++)
        joined = ak_arena_printf(draft->arena, "%s%s%s", joined, i > 0 ? "," : "", texts.items[i]);
    ak__az_option(draft, ak_pool_field_get(field)->option, joined);
}

/* --enable-… has --disable-… beside it where something that is there can be changed. */
static void put_switch(struct ak__draft *draft, enum ak_pool_field field, bool is_update)
{
    const char *option = ak_pool_field_get(field)->option;
    static const char enable[] = "enable-";

    if (ak_pool_wish_is_on(&draft->intent->wish, field))
        ak__az_option(draft, option, NULL);
    else if (is_update && ak_text_has_prefix(option, enable, false))
        ak__az_option(draft, ak_arena_printf(draft->arena, "disable-%s", option + strlen(enable)),
                      NULL);
}

/* As it is understood; what is no number is refused anyway. */
const char *ak__number_text(const struct ak__draft *draft, enum ak_pool_field field)
{
    struct ak_number number = ak_pool_wish_number(&draft->intent->wish, field);

    return number.is_set ? ak_arena_printf(draft->arena, "%" PRId64, number.value)
                         : ak_pool_wish_text(&draft->intent->wish, field);
}

static void put_field(struct ak__draft *draft, enum ak_pool_field field, bool is_update)
{
    const struct ak_pool_field_info *info = ak_pool_field_get(field);
    struct ak_texts texts;

    switch (info->kind) {
    case AK_FIELD_SWITCH:
        put_switch(draft, field, is_update);
        break;
    case AK_FIELD_LIST:
        put_list(draft, field);
        break;
    case AK_FIELD_PAIRS:
        texts = ak_pool_wish_texts(&draft->intent->wish, field, draft->arena);
        put_words(draft, info->option, &texts);
        break;
    case AK_FIELD_NUMBER:
        ak__az_option(draft, info->option, ak__number_text(draft, field));
        break;
    case AK_FIELD_TEXT:
    case AK_FIELD_DECIMAL:
        ak__az_option(draft, info->option, ak__chosen_text(draft, field));
        break;
    }
}

void ak__az_fields(struct ak__draft *draft, uint64_t but, bool is_update)
{
    for (int i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        enum ak_pool_field field = (enum ak_pool_field)i;
        bool has_option = ak_pool_field_get(field)->path[0] != '\0';

        if (has_option && (but >> i & 1) == 0 && ak_pool_wish_has(&draft->intent->wish, field))
            put_field(draft, field, is_update);
    }
}
