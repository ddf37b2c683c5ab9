/* facts_read.c: one reader a kind of fact. */
#include "config.h"

#include <regex.h>
#include <string.h>

#include "facts_int.h"

const char *ak__fact_text(const struct ak__node *object, const char *name)
{
    struct ak__node node = ak__member(object, name);

    return ak__text(&node);
}

const char *ak__fact_required(const struct ak__node *object, const char *name)
{
    struct ak__node node = ak__member(object, name);

    return ak__required_text(&node);
}

enum ak_answer ak__fact_answer(const struct ak__node *object, const char *name)
{
    struct ak__node node = ak__member(object, name);

    return ak__answer(&node);
}

struct ak_texts ak__fact_texts(const struct ak__node *object, const char *name)
{
    struct ak__node node = ak__member(object, name);

    return ak__texts(&node);
}

ak_minor ak__fact_minor(const struct ak__node *object, const char *name)
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

static enum ak_tee tee_of(const struct ak__node *object, const char *name)
{
    struct ak__node node = ak__member(object, name);
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
    static const char *const known[] = {"id",           "name",
                                        "distribution", "imagePrefixes",
                                        "endOfSupport", "imagesRemoved",
                                        "noNewPools",   "stops",
                                        "action",       "actionCvm",
                                        "actionFips",   "isRetiredWithoutDate",
                                        "source",       NULL};
    struct ak_os_release *release = out;

    (void)arena;
    ak__check_members(item, known);
    release->id = ak__fact_required(item, "id");
    release->name = ak__fact_required(item, "name");
    release->distribution = ak__fact_text(item, "distribution");
    release->image_prefixes = ak__fact_texts(item, "imagePrefixes");
    release->end_of_support = ak__fact_date(item, "endOfSupport");
    release->images_removed = ak__fact_date(item, "imagesRemoved");
    release->no_new_pools = ak__fact_date(item, "noNewPools");
    release->stops = ak__fact_text(item, "stops");
    release->action = ak__fact_text(item, "action");
    release->action_cvm = ak__fact_text(item, "actionCvm");
    release->action_fips = ak__fact_text(item, "actionFips");
    release->is_retired_without_date = ak__fact_answer(item, "isRetiredWithoutDate") == AK_YES;
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
        ranges[count++] = (struct ak_os_range){.from = ak__fact_minor(&at, "from"),
                                               .to = ak__fact_minor(&at, "to"),
                                               .os = ak__fact_text(&at, "os"),
                                               .note = ak__fact_text(&at, "note")};
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
    sku->name = ak__fact_required(item, "name");
    sku->os_type = ak__fact_required(item, "osType");
    sku->alias_of = ak__fact_text(item, "aliasOf");
    sku->from = ak__fact_minor(item, "from");
    sku->to = ak__fact_minor(item, "to");
    sku->cvm = ak__fact_answer(item, "cvm");
    sku->cvm_note = ak__fact_text(item, "cvmNote");
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
    release->name = ak__fact_required(item, "name");
    release->minor = ak__fact_minor(item, "name");
    if (release->name != NULL) {
        release->title = ak_arena_printf(arena, "Kubernetes %s", release->name);
        release->id = ak_arena_printf(arena, "kubernetes-%s", release->name);
        release->lts_title = ak_arena_printf(arena, "Kubernetes %s LTS", release->name);
        release->lts_id = ak_arena_printf(arena, "kubernetes-%s-lts", release->name);
    }
    release->ga = ak__fact_date(item, "ga");
    release->end_of_life = ak__fact_date(item, "endOfLife");
    release->lts_end_of_life = ak__fact_date(item, "ltsEndOfLife");
    release->platform_support_until = ak__fact_text(item, "platformSupportUntil");
    release->source = ak__fact_source(item);
}

void ak__read_size_rule(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {"id",         "pattern", "tee",       "isConfidential",
                                        "isVerified", "meaning", "successor", NULL};
    struct ak_size_rule *rule = out;
    regex_t regex;

    (void)arena;
    ak__check_members(item, known);
    rule->id = ak__fact_required(item, "id");
    rule->pattern = ak__fact_required(item, "pattern");
    rule->tee = tee_of(item, "tee");
    rule->successor = tee_of(item, "successor");
    rule->is_confidential = ak__fact_answer(item, "isConfidential") == AK_YES;
    rule->is_verified = ak__fact_answer(item, "isVerified") == AK_YES;
    rule->meaning = ak__fact_required(item, "meaning");
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
    family->series = ak__fact_required(item, "series");
    family->kind = ak__fact_required(item, "kind");
    family->sizes = ak__fact_texts(item, "sizes");
    family->quota_family = ak__fact_text(item, "quotaFamily");
    family->tee = tee_of(item, "tee");
    family->aks_status = ak__fact_text(item, "aksStatus");
    family->aks_note = ak__fact_text(item, "aksNote");
}

void ak__read_feature(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {
        "name",         "purpose", "osSkus", "isConfidential",    "kubernetesFrom",
        "kubernetesTo", "from",    "until",  "unverifiedRegions", "isOptional",
        "note",         "source",  NULL};
    struct ak_preview_feature *feature = out;

    (void)arena;
    ak__check_members(item, known);
    feature->name = ak__fact_required(item, "name");
    feature->purpose = ak__fact_required(item, "purpose");
    feature->os_skus = ak__fact_texts(item, "osSkus");
    feature->is_confidential = ak__fact_answer(item, "isConfidential");
    feature->kubernetes_from = ak__fact_minor(item, "kubernetesFrom");
    feature->kubernetes_to = ak__fact_minor(item, "kubernetesTo");
    feature->from = ak__fact_date(item, "from");
    feature->until = ak__fact_date(item, "until");
    feature->is_optional = ak__fact_answer(item, "isOptional") == AK_YES;
    feature->unverified_regions = ak__fact_texts(item, "unverifiedRegions");
    feature->note = ak__fact_text(item, "note");
    feature->source = ak__fact_source(item);
    if (!feature->is_optional && feature->os_skus.count == 0)
        ak__fail(item, "a feature that is needed needs the OS SKUs that need it");
}

void ak__read_explanation(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {"id",       "title",  "paragraphs", "gives",
                                        "excludes", "source", NULL};
    struct ak_explanation *explanation = out;

    (void)arena;
    ak__check_members(item, known);
    explanation->id = ak__fact_required(item, "id");
    explanation->title = ak__fact_required(item, "title");
    explanation->paragraphs = ak__fact_texts(item, "paragraphs");
    explanation->gives = ak__fact_texts(item, "gives");
    explanation->excludes = ak__fact_texts(item, "excludes");
    explanation->source = ak__fact_source(item);
}
