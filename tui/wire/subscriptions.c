/* subscriptions.c: Microsoft.Resources/subscriptions. */
#include "config.h"

#include "decode_int.h"
#include "encode_int.h"

static const struct ak__field rows[] = {
    {"displayName", AK__FIELD_TEXT, offsetof(struct ak_subscription, name)},
    {"state", AK__FIELD_SHARED, offsetof(struct ak_subscription, state)},
    {"tenantId", AK__FIELD_SHARED, offsetof(struct ak_subscription, tenant_id)},
};

const struct ak__fields ak__subscription_fields = {rows, sizeof(rows) / sizeof(rows[0])};

static bool read_subscription(struct ak__page *page, const struct ak__node *item, void *out)
{
    struct ak_subscription *subscription = out;
    struct ak__node id = ak__member(item, "subscriptionId");

    (void)page;
    subscription->id = ak__required_text(&id);
    ak__read_fields(item, rows, sizeof(rows) / sizeof(rows[0]), subscription);
    return subscription->id != NULL;
}

void ak__decode_subscriptions(struct ak__page *page)
{
    ak__read_list(page, "value", read_subscription);
}
