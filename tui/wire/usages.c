/* usages.c: Microsoft.Compute/locations/{location}/usages. */
#include "config.h"

#include "decode_int.h"

static const struct ak__field fields[] = {
    {"name.value", AK__FIELD_TEXT, offsetof(struct ak_usage, name)},
    {"name.localizedValue", AK__FIELD_TEXT, offsetof(struct ak_usage, label)},
    {"currentValue", AK__FIELD_NUMBER, offsetof(struct ak_usage, used)},
    {"limit", AK__FIELD_NUMBER, offsetof(struct ak_usage, limit)},
};

/* Microsoft's own examples have a usage without a name: there is nothing to find it by. */
static bool read_usage(struct ak__page *page, const struct ak__node *item, void *out)
{
    struct ak_usage *usage = out;

    (void)page;
    ak__read_fields(item, fields, sizeof(fields) / sizeof(fields[0]), usage);
    return usage->name != NULL;
}

void ak__decode_usages(struct ak__page *page)
{
    ak__read_list(page, "value", read_usage);
}
