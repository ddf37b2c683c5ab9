/* versions.c: the Kubernetes versions that a region offers. */
#include "config.h"

#include <stdlib.h>

#include "akscope/base/text.h"
#include "decode_int.h"

static int compare_newest_first(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;

    return ak_text_naturalcmp(*right, *left);
}

/* patchVersions is an object: its members' names are the versions, in no order. */
static struct ak_texts read_patches(struct ak__page *page, const struct ak__node *object)
{
    const char **items;
    size_t count = 0;
    size_t used = 0;

    for (struct ak__node at = ak__first_member(object); at.json != NULL; at = ak__next(&at))
        count++;
    if (count == 0)
        return (struct ak_texts){0};
    items = ak_arena_alloc(page->arena, count, sizeof(*items));
    for (struct ak__node at = ak__first_member(object); at.json != NULL; at = ak__next(&at))
        items[used++] = ak__name(&at);
    qsort(items, used, sizeof(*items), compare_newest_first);
    return (struct ak_texts){.items = items, .count = used};
}

static const struct ak__field fields[] = {
    {"isDefault", AK__FIELD_ANSWER, offsetof(struct ak_kubernetes_version, is_default)},
    {"isPreview", AK__FIELD_ANSWER, offsetof(struct ak_kubernetes_version, is_preview)},
    {"capabilities.supportPlan", AK__FIELD_TEXTS,
     offsetof(struct ak_kubernetes_version, support_plans)},
};

static bool read_version(struct ak__page *page, const struct ak__node *item, void *out)
{
    struct ak_kubernetes_version *version = out;
    struct ak__node minor = ak__member(item, "version");
    struct ak__node patches = ak__member(item, "patchVersions");

    version->minor = ak__required_text(&minor);
    ak__read_fields(item, fields, sizeof(fields) / sizeof(fields[0]), version);
    version->patches = read_patches(page, &patches);
    return version->minor != NULL;
}

void ak__decode_versions(struct ak__page *page)
{
    ak__read_list(page, "values", read_version);
}
