/* facts_read.c: one reader a kind of fact. */
#include "config.h"

#include <regex.h>
#include <string.h>

#include "facts_int.h"

static const char *text_of(const struct ak__node *object, const char *name)
{
    struct ak__node node = ak__member(object, name);

    return ak__text(&node);
}

static const char *required_of(const struct ak__node *object, const char *name)
{
    struct ak__node node = ak__member(object, name);

    return ak__required_text(&node);
}

static enum ak_answer answer_of(const struct ak__node *object, const char *name)
{
    struct ak__node node = ak__member(object, name);

    return ak__answer(&node);
}

static struct ak_texts texts_of(const struct ak__node *object, const char *name)
{
    struct ak__node node = ak__member(object, name);

    return ak__texts(&node);
}

/* "1.33" as a number; 0 when missing. */
static ak_minor minor_of(const struct ak__node *object, const char *name)
{
    struct ak__node node = ak__member(object, name);
    const char *text = ak__text(&node);
    const char *rest = "";
    ak_minor minor = text != NULL ? ak_minor_read(text, &rest) : 0;

    if (text == NULL || (minor > 0 && *rest == '\0'))
        return minor;
    ak__fail(&node, "expected a Kubernetes minor version, for instance \"1.33\"");
    return 0;
}

static enum ak_tee tee_of(const struct ak__node *object)
{
    struct ak__node node = ak__member(object, "tee");
    const char *text = ak__text(&node);

    if (text == NULL)
        return AK_TEE_NONE;
    if (strcmp(text, "SEV-SNP") == 0)
        return AK_TEE_SEV_SNP;
    if (strcmp(text, "TDX") == 0)
        return AK_TEE_TDX;
    ak__fail(&node, "expected \"SEV-SNP\" or \"TDX\"");
    return AK_TEE_NONE;
}

void ak__read_os_release(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {
        "id",    "name",   "imagePrefixes", "endOfSupport", "imagesRemoved",        "noNewPools",
        "stops", "action", "actionCvm",     "actionFips",   "isRetiredWithoutDate", "source",
        NULL};
    struct ak_os_release *release = out;

    (void)arena;
    ak__check_members(item, known);
    release->id = required_of(item, "id");
    release->name = required_of(item, "name");
    release->image_prefixes = texts_of(item, "imagePrefixes");
    release->end_of_support = ak__fact_date(item, "endOfSupport");
    release->images_removed = ak__fact_date(item, "imagesRemoved");
    release->no_new_pools = ak__fact_date(item, "noNewPools");
    release->stops = text_of(item, "stops");
    release->action = text_of(item, "action");
    release->action_cvm = text_of(item, "actionCvm");
    release->action_fips = text_of(item, "actionFips");
    release->is_retired_without_date = answer_of(item, "isRetiredWithoutDate") == AK_YES;
    release->source = ak__fact_source(item);
}

static struct ak_os_ranges ranges_of(struct ak_arena *arena, const struct ak__node *object,
                                     const char *name)
{
    static const char *const known[] = {"from", "to", "os", "note", NULL};
    struct ak__node list = ak__member(object, name);
    struct ak_os_range *ranges = ak_arena_alloc(arena, ak__item_count(&list), sizeof *ranges);
    size_t count = 0;

    for (struct ak__node at = ak__first_item(&list); at.json != NULL; at = ak__next(&at)) {
        ak__check_members(&at, known);
        ranges[count++] = (struct ak_os_range){.from = minor_of(&at, "from"),
                                               .to = minor_of(&at, "to"),
                                               .os = text_of(&at, "os"),
                                               .note = text_of(&at, "note")};
        if (ranges[count - 1].os == NULL && ranges[count - 1].note == NULL)
            ak__fail(&at, "a range without an OS needs a note that says why");
    }
    return (struct ak_os_ranges){.items = ranges, .count = count};
}

void ak__read_os_sku(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {"name",         "osType", "aliasOf", "from",
                                        "to",           "cvm",    "cvmNote", "plain",
                                        "confidential", "fips",   "source",  NULL};
    struct ak_os_sku *sku = out;

    ak__check_members(item, known);
    sku->name = required_of(item, "name");
    sku->os_type = required_of(item, "osType");
    sku->alias_of = text_of(item, "aliasOf");
    sku->from = minor_of(item, "from");
    sku->to = minor_of(item, "to");
    sku->cvm = answer_of(item, "cvm");
    sku->cvm_note = text_of(item, "cvmNote");
    sku->plain = ranges_of(arena, item, "plain");
    sku->confidential = ranges_of(arena, item, "confidential");
    sku->fips = ranges_of(arena, item, "fips");
    sku->source = ak__fact_source(item);
}

void ak__read_kubernetes(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {
        "name", "ga", "endOfLife", "ltsEndOfLife", "platformSupportUntil", "source", NULL};
    struct ak_kubernetes_release *release = out;

    ak__check_members(item, known);
    release->name = required_of(item, "name");
    release->minor = minor_of(item, "name");
    if (release->name != NULL) {
        release->title = ak_arena_printf(arena, "Kubernetes %s", release->name);
        release->id = ak_arena_printf(arena, "kubernetes-%s", release->name);
        release->lts_title = ak_arena_printf(arena, "Kubernetes %s LTS", release->name);
        release->lts_id = ak_arena_printf(arena, "kubernetes-%s-lts", release->name);
    }
    release->ga = ak__fact_date(item, "ga");
    release->end_of_life = ak__fact_date(item, "endOfLife");
    release->lts_end_of_life = ak__fact_date(item, "ltsEndOfLife");
    release->platform_support_until = text_of(item, "platformSupportUntil");
    release->source = ak__fact_source(item);
}

void ak__read_size_rule(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {"id",         "pattern", "tee", "isConfidential",
                                        "isVerified", "meaning", NULL};
    struct ak_size_rule *rule = out;
    regex_t regex;

    (void)arena;
    ak__check_members(item, known);
    rule->id = required_of(item, "id");
    rule->pattern = required_of(item, "pattern");
    rule->tee = tee_of(item);
    rule->is_confidential = answer_of(item, "isConfidential") == AK_YES;
    rule->is_verified = answer_of(item, "isVerified") == AK_YES;
    rule->meaning = required_of(item, "meaning");
    if (rule->pattern == NULL)
        return;
    if (regcomp(&regex, rule->pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB) != 0)
        ak__fail(item, "the pattern is no POSIX extended regular expression");
    else
        regfree(&regex);
}

void ak__read_size_family(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {"series", "kind",      "sizes",   "quotaFamily",
                                        "tee",    "aksStatus", "aksNote", NULL};
    struct ak_size_family *family = out;

    (void)arena;
    ak__check_members(item, known);
    family->series = required_of(item, "series");
    family->kind = required_of(item, "kind");
    family->sizes = texts_of(item, "sizes");
    family->quota_family = text_of(item, "quotaFamily");
    family->tee = tee_of(item);
    family->aks_status = text_of(item, "aksStatus");
    family->aks_note = text_of(item, "aksNote");
}

void ak__read_feature(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {"name",        "purpose", "neededFrom",
                                        "neededUntil", "source",  NULL};
    struct ak_preview_feature *feature = out;

    (void)arena;
    ak__check_members(item, known);
    feature->name = required_of(item, "name");
    feature->purpose = required_of(item, "purpose");
    feature->needed_from = text_of(item, "neededFrom");
    feature->needed_until = text_of(item, "neededUntil");
    feature->source = ak__fact_source(item);
}

void ak__read_explanation(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {"id",       "title",  "paragraphs", "gives",
                                        "excludes", "source", NULL};
    struct ak_explanation *explanation = out;

    (void)arena;
    ak__check_members(item, known);
    explanation->id = required_of(item, "id");
    explanation->title = required_of(item, "title");
    explanation->paragraphs = texts_of(item, "paragraphs");
    explanation->gives = texts_of(item, "gives");
    explanation->excludes = texts_of(item, "excludes");
    explanation->source = ak__fact_source(item);
}
