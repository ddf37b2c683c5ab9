/* azure.c: rows of Azure's lists. */
#include "config.h"

#include "akscope/model/azure.h"

#include <string.h>

#include "akscope/base/text.h"

bool ak_subscription_is_usable(const struct ak_subscription *subscription)
{
    return subscription->id != NULL && !ak_text_caseeq(subscription->state, "Disabled") &&
           !ak_text_caseeq(subscription->state, "Deleted");
}

const struct ak_vm_size *ak_vm_sizes_find(const struct ak_vm_sizes *sizes, const char *name)
{
    size_t len = name != NULL ? strlen(name) : 0;

    /* A thousand names that begin alike: most are told apart by their length. */
    for (size_t i = 0; sizes != NULL && len > 0 && i < sizes->count; i++) {
        const char *listed = sizes->items[i].name;

        if (listed != NULL && strlen(listed) == len && ak_text_caseeq(listed, name))
            return &sizes->items[i];
    }
    return NULL;
}

const struct ak_usage *ak_usages_find(const struct ak_usages *usages, const char *name)
{
    for (size_t i = 0; usages != NULL && name != NULL && i < usages->count; i++) {
        if (ak_text_caseeq(usages->items[i].name, name))
            return &usages->items[i];
    }
    return NULL;
}
