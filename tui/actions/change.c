/* change.c: the whole pool with the chosen fields in it. */
#include "config.h"

#include "change_int.h"

#include <inttypes.h>

#include "akscope/base/text.h"

static const uint64_t scaling_fields =
    UINT64_C(1) << AK_POOL_FIELD_NODES | UINT64_C(1) << AK_POOL_FIELD_AUTOSCALER |
    UINT64_C(1) << AK_POOL_FIELD_MIN_NODES | UINT64_C(1) << AK_POOL_FIELD_MAX_NODES;

static bool is_chosen(const struct ak__draft *draft, enum ak_pool_field field)
{
    return ak_pool_wish_has(&draft->intent->wish, field) &&
           ak_pool_field_get(field)->path[0] != '\0';
}

bool ak__is_setting(const struct ak__draft *draft, enum ak_pool_field field)
{
    return is_chosen(draft, field) && (scaling_fields >> field & 1) == 0;
}

static bool has_field(const struct ak__draft *draft, enum ak_pool_field but)
{
    for (int i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        if (i != (int)but && is_chosen(draft, (enum ak_pool_field)i))
            return true;
    }
    return false;
}

static void put_bound(struct ak__draft *draft, enum ak_pool_field field, struct ak_number bound)
{
    if (bound.is_set)
        ak__az_option(draft, ak_pool_field_get(field)->option,
                      ak_arena_printf(draft->arena, "%" PRId64, bound.value));
}

/* The CLI has three options for one switch, and wants both bounds with two of them. */
static void write_autoscaler(struct ak__draft *draft)
{
    struct ak__autoscaling scaling = ak__autoscaling_of(draft);

    if (scaling.was_on && !scaling.is_on)
        ak__az_option(draft, "disable-cluster-autoscaler", NULL);
    if (!scaling.is_on || (scaling.was_on && !scaling.has_new_bounds))
        return;
    ak__az_option(draft, scaling.was_on ? "update-cluster-autoscaler" : "enable-cluster-autoscaler",
                  NULL);
    put_bound(draft, AK_POOL_FIELD_MIN_NODES, scaling.least);
    put_bound(draft, AK_POOL_FIELD_MAX_NODES, scaling.most);
}

static void write_az(struct ak__draft *draft)
{
    if (has_field(draft, AK_POOL_FIELD_NODES)) {
        ak__az(draft, "aks nodepool update", AK__AZ_POOL);
        write_autoscaler(draft);
        ak__az_fields(draft, scaling_fields, true);
    }
    if (is_chosen(draft, AK_POOL_FIELD_NODES)) {
        ak__az(draft, "aks nodepool scale", AK__AZ_POOL);
        ak__az_option(draft, "node-count", ak__number_text(draft, AK_POOL_FIELD_NODES));
    }
}

/* Pools of single machines have a count a VM size, and no autoscaler here. */
static void check_single_machines(struct ak__draft *draft, const struct ak_edit *body)
{
    bool scales_itself = is_chosen(draft, AK_POOL_FIELD_AUTOSCALER) ||
                         is_chosen(draft, AK_POOL_FIELD_MIN_NODES) ||
                         is_chosen(draft, AK_POOL_FIELD_MAX_NODES);

    if (!ak_edit_has(body, "properties.virtualMachinesProfile.scale.manual.0"))
        return;
    if (scales_itself)
        ak__refuse(
            draft, AK_POOL_FIELD_AUTOSCALER, "vms.profiles",
            "A pool of type VirtualMachines is scaled by hand here: give a number of nodes.");
    if (is_chosen(draft, AK_POOL_FIELD_NODES) &&
        ak_edit_has(body, "properties.virtualMachinesProfile.scale.manual.1"))
        ak__refuse(draft, AK_POOL_FIELD_NODES, "vms.profiles",
                   "The pool has nodes of several VM sizes, each with its own count: use `az aks "
                   "nodepool manual-scale update`.");
}

void ak__change_pool(struct ak__draft *draft)
{
    struct ak_edit *body = ak__body_read(draft);

    ak__say_scaling(draft);
    ak__say_settings(draft);
    if (has_field(draft, AK_POOL_FIELD_COUNT))
        write_az(draft);
    else
        ak__refuse(draft, AK_POOL_FIELD_COUNT, "change.none", "Nothing was chosen to change.");
    if (body == NULL)
        return;
    check_single_machines(draft, body);
    ak__body_choose(draft, body);
    ak__body_put(draft, AK_CHANGE_PUT_POOL, body);
}
