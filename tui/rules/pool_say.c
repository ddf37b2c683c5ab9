/* pool_say.c: sentences: what was chosen and what is wrong with it, then what would be right. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/buf.h"
#include "akscope/base/text.h"
#include "pool_check_int.h"

enum { SENTENCE_LIMIT = 4096, QUOTE_COLUMNS = 48, CHOICE_SIZE = 64 };

/* What a name in braces stands for. */
struct slot {
    const char *name;
    const char *value;
};

enum ak_pool_field ak__field(const struct ak__check *check)
{
    return check->rule->field_count > 0 ? check->rule->fields[0] : AK_POOL_FIELD_COUNT;
}

const char *ak__quote(struct ak_arena *arena, const char *text)
{
    const char *clean = ak_text_sanitise_in(arena, text, strlen(text));
    int width = 0;
    size_t len = ak_text_fit(clean, QUOTE_COLUMNS, &width);

    return ak_arena_printf(arena, "\"%.*s%s\"", (int)len, clean, clean[len] != '\0' ? "…" : "");
}

const char *ak__list(struct ak_arena *arena, const struct ak_texts *texts, const char *last)
{
    struct ak_buf out = ak_buf_init(SENTENCE_LIMIT);
    const char *text;

    for (size_t i = 0; i < texts->count; i++) {
        const char *glue = i == 0 ? "" : i + 1 < texts->count ? ", " : last;

        if (!ak_buf_printf(&out, "%s%s", glue, texts->items[i]))
            break;
    }
    text = ak_arena_strdup(arena, ak_buf_text(&out));
    ak_buf_release(&out);
    return text;
}

const char *ak__date_words(struct ak_arena *arena, struct ak_date date)
{
    char words[AK_DATE_TEXT_SIZE];

    return ak_arena_strdup(arena, ak_date_words(date, words));
}

const char *ak__minor_text(struct ak_arena *arena, ak_minor minor)
{
    return ak_arena_printf(arena, "%d.%d", minor / 1000, minor % 1000);
}

const char *ak__minors(struct ak_arena *arena, ak_minor from, ak_minor to)
{
    if (from == 0 && to == 0)
        return "any Kubernetes version";
    if (to == 0)
        return ak_arena_printf(arena, "Kubernetes %s or newer", ak__minor_text(arena, from));
    if (from == 0)
        return ak_arena_printf(arena, "Kubernetes up to %s", ak__minor_text(arena, to));
    return ak_arena_printf(arena, "Kubernetes %s to %s", ak__minor_text(arena, from),
                           ak__minor_text(arena, to));
}

/* The value of the slot named at text[0..len); NULL when there is none. */
static const char *find_slot(const struct slot *slots, size_t count, const char *text, size_t len)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(slots[i].name) == len && memcmp(slots[i].name, text, len) == 0)
            return slots[i].value;
    }
    return NULL;
}

/* Appends `text` with its slots filled; a name that no slot has stays as it is. */
static bool fill(struct ak_buf *out, const char *text, const struct slot *slots, size_t count)
{
    bool fits = true;

    while (*text != '\0' && fits) {
        size_t plain = strcspn(text, "{");
        size_t len = text[plain] == '{' ? strcspn(text + plain + 1, "}") : 0;
        const char *value =
            text[plain] == '{' ? find_slot(slots, count, text + plain + 1, len) : NULL;

        fits = ak_buf_append(out, text, plain);
        text += plain;
        if (value != NULL) {
            fits = fits && ak_buf_puts(out, value);
            text += len + 2;
        } else if (*text == '{') {
            fits = fits && ak_buf_append(out, text++, 1);
        }
    }
    return fits;
}

static const char *number(struct ak_arena *arena, struct ak_number value)
{
    return value.is_set ? ak_arena_printf(arena, "%lld", (long long)value.value) : "";
}

/* The choices of the rule's first field, as the wizard offers them. */
static const char *list_choices(struct ak__check *check)
{
    enum ak_pool_field field = ak__field(check);
    struct ak_buf out = ak_buf_init(SENTENCE_LIMIT);
    char choice[CHOICE_SIZE];
    const char *text;

    for (size_t i = 0; ak_pool_field_choice(field, i, choice, sizeof choice); i++) {
        if (!ak_buf_printf(&out, "%s%s", i > 0 ? ", " : "", choice))
            break;
    }
    text = ak_arena_strdup(check->out->arena, ak_buf_text(&out));
    ak_buf_release(&out);
    return text;
}

/* The OS SKUs that a Confidential VM may have at a Kubernetes version. */
static const char *list_cvm_skus(struct ak__check *check)
{
    const struct ak_facts *facts = check->around->facts;
    struct ak_arena *arena = check->out->arena;
    ak_minor minor = check->after.minor;
    const char **names = ak_arena_alloc(arena, facts->os_sku_count, sizeof *names);
    struct ak_texts list = {.items = names};

    for (size_t i = 0; i < facts->os_sku_count; i++) {
        const struct ak_os_sku *sku = &facts->os_skus[i];
        struct ak_pool_os os = ak_os_of_sku(sku->name, minor, true, false, facts);

        if (sku->alias_of == NULL && sku->cvm == AK_YES && os.basis != AK_OS_UNKNOWN)
            names[list.count++] = sku->name;
    }
    if (list.count == 0)
        return "no OS SKU has a CVM image at this Kubernetes version";
    return ak_arena_printf(arena, "at Kubernetes %s Confidential VMs take %s",
                           ak__minor_text(arena, minor), ak__list(arena, &list, " or "));
}

static void fill_sentence(struct ak__check *check, struct ak_buf *out)
{
    const struct ak_pool_rule *rule = check->rule;
    struct ak_arena *arena = check->out->arena;
    bool speaks_of_skus = strstr(rule->sentence, "{cvmSkus}") != NULL;
    const struct slot slots[] = {
        {"min", number(arena, rule->min)},
        {"max", number(arena, rule->max)},
        {"maxBefore", number(arena, rule->max_before)},
        {"warn", number(arena, rule->warn_below.is_set ? rule->warn_below : rule->warn_above)},
        {"advised",
         number(arena, rule->advise_below.is_set ? rule->advise_below : rule->advise_above)},
        {"values", ak__list(arena, &rule->values, " or ")},
        {"from", rule->from != 0 ? ak__minor_text(arena, rule->from) : ""},
        {"choices", strstr(rule->sentence, "{choices}") != NULL ? list_choices(check) : ""},
        {"advice", check->advice != NULL ? check->advice : "choose another"},
        {"cvmSkus", speaks_of_skus ? list_cvm_skus(check) : ""},
    };

    if (!fill(out, rule->sentence, slots, sizeof slots / sizeof slots[0]))
        ak_buf_clear(out);
}

static void add(struct ak__check *check, enum ak_violation_weight weight, enum ak_pool_field field,
                const char *text)
{
    struct ak_violation *violation = ak_vec_push(&check->out->items);

    *violation = (struct ak_violation){
        .weight = weight,
        .field = field,
        .rule = check->rule->id,
        .text = text,
        .source = &check->rule->source,
    };
}

/* Adds "<lead>: <the rule's sentence>". */
static void add_sentence(struct ak__check *check, enum ak_violation_weight weight,
                         enum ak_pool_field field, const char *lead)
{
    struct ak_buf sentence = ak_buf_init(SENTENCE_LIMIT);

    fill_sentence(check, &sentence);
    add(check, weight, field,
        ak_arena_printf(check->out->arena, "%s: %s", lead, ak_buf_text(&sentence)));
    ak_buf_release(&sentence);
}

void ak__break(struct ak__check *check, enum ak_pool_field field, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_sentence(check, check->rule->weight, field,
                 ak_arena_vprintf(check->out->arena, format, arguments));
    va_end(arguments);
}

void ak__warn(struct ak__check *check, enum ak_pool_field field, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_sentence(check, AK_VIOLATION_WARNING, field,
                 ak_arena_vprintf(check->out->arena, format, arguments));
    va_end(arguments);
}

void ak__remark(struct ak__check *check, enum ak_pool_field field, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_sentence(check, AK_VIOLATION_REMARK, field,
                 ak_arena_vprintf(check->out->arena, format, arguments));
    va_end(arguments);
}

void ak__note(struct ak__check *check, enum ak_pool_field field, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(check, AK_VIOLATION_REMARK, field, ak_arena_vprintf(check->out->arena, format, arguments));
    va_end(arguments);
}

const char *ak__say_combination(struct ak_arena *arena, const char *text,
                                const struct ak_pool_combination *combination,
                                const struct ak__choice *choice)
{
    const char *size = choice->size != NULL ? choice->size->name : choice->vm_size;
    const struct slot slots[] = {
        {"size", size != NULL ? ak_text_sanitise_in(arena, size, strlen(size)) : "the size"},
        {"osSku", choice->os_sku != NULL
                      ? ak_text_sanitise_in(arena, choice->os_sku, strlen(choice->os_sku))
                      : "the OS"},
        {"os", choice->os.release != NULL ? choice->os.release->name : "this OS"},
        {"kubernetes", choice->version != NULL ? choice->version : "this one"},
        {"below", combination->below != NULL ? combination->below : ""},
    };
    struct ak_buf out = ak_buf_init(SENTENCE_LIMIT);
    const char *said;

    if (!fill(&out, text, slots, sizeof slots / sizeof slots[0]))
        ak_buf_clear(&out);
    said = ak_arena_strdup(arena, ak_buf_text(&out));
    ak_buf_release(&out);
    return said;
}

void ak__rule_combinations(struct ak__check *check)
{
    const struct ak_facts *facts = check->around->facts;

    for (size_t i = 0; i < facts->pool_combination_count; i++) {
        const struct ak_pool_combination *combination = &facts->pool_combinations[i];

        if (facts->pool_rule_of[combination->rule] != check->rule ||
            !ak__combination_holds(combination, &check->after) ||
            (check->has_before && ak__combination_holds(combination, &check->before)))
            continue;
        add(check, check->rule->weight, combination->field,
            ak__say_combination(check->out->arena, combination->says, combination, &check->after));
    }
}
