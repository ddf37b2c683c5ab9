/* permissions.c: what the caller may do at a scope. Data actions are inside of services: not ours.
 */
#include "config.h"

#include "decode_int.h"

static const struct ak__field rows[] = {
    {"actions", AK__FIELD_TEXTS, offsetof(struct ak_permission, actions)},
    {"notActions", AK__FIELD_TEXTS, offsetof(struct ak_permission, not_actions)},
    {"condition", AK__FIELD_TEXT, offsetof(struct ak_permission, condition)},
};

static bool read_permission(struct ak__page *page, const struct ak__node *item, void *out)
{
    (void)page;
    ak__read_fields(item, rows, sizeof(rows) / sizeof(rows[0]), out);
    return true;
}

void ak__decode_permissions(struct ak__page *page)
{
    ak__read_list(page, "value", read_permission);
}
