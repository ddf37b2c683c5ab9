/* pool_add.c: a new node pool. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "akscope/base/text.h"
#include "plan_int.h"

static const char usual_mode[] = "User";

/* What `az aks nodepool add` makes when no number is given. */
static int64_t preset_nodes(const struct ak__draft *draft)
{
    return draft->input->facts->pool_rule_of[AK_POOL_RULE_COUNT_USER]->preset.value;
}

/* The same between the autoscaler's bounds. */
static int64_t usual_nodes(const struct ak__draft *draft)
{
    const struct ak_pool_wish *wish = &draft->intent->wish;
    struct ak_number least = ak_pool_wish_number(wish, AK_POOL_FIELD_MIN_NODES);
    struct ak_number most = ak_pool_wish_number(wish, AK_POOL_FIELD_MAX_NODES);
    int64_t preset = preset_nodes(draft);

    if (!ak_pool_wish_is_on(wish, AK_POOL_FIELD_AUTOSCALER))
        return preset;
    if (least.is_set && least.value > preset)
        return least.value;
    return most.is_set && most.value < preset ? most.value : preset;
}

static int64_t first_nodes(const struct ak__draft *draft)
{
    struct ak_number chosen = ak_pool_wish_number(&draft->intent->wish, AK_POOL_FIELD_NODES);

    return chosen.is_set ? chosen.value : usual_nodes(draft);
}

static void request(struct ak__draft *draft)
{
    struct ak_edit *body = ak_edit_new();

    /* ARM wants the mode said, and without a count makes one node. */
    ak_edit_set_number(body, "properties.count", (double)first_nodes(draft));
    ak_edit_set_text(body, "properties.mode", usual_mode);
    ak__body_choose(draft, body);
    ak__body_send(draft, body,
                  &(struct ak_request){.change = AK_CHANGE_PUT_POOL,
                                       .id = draft->plan->target,
                                       .if_none_match = "*"});
    ak_edit_free(body);
}

static void write_az(struct ak__draft *draft)
{
    const struct ak_pool_wish *wish = &draft->intent->wish;

    ak__az(draft, "aks nodepool add", AK__AZ_POOL);
    if (!ak_pool_wish_has(wish, AK_POOL_FIELD_NODES) && usual_nodes(draft) != preset_nodes(draft))
        ak__az_option(draft, "node-count",
                      ak_arena_printf(draft->arena, "%" PRId64, usual_nodes(draft)));
    ak__az_fields(draft, 0, false);
}

static void say_nodes(struct ak__draft *draft)
{
    const struct ak_pool_wish *wish = &draft->intent->wish;
    const struct ak_pool_outlook *outlook = &draft->plan->outlook;
    int64_t nodes = first_nodes(draft);
    const char *size = ak_pool_wish_has(wish, AK_POOL_FIELD_VM_SIZE)
                           ? ak_pool_wish_text(wish, AK_POOL_FIELD_VM_SIZE)
                           : "a size that Azure chooses";

    draft->plan->summary = ak_arena_printf(draft->arena, "%" PRId64 " × %s", nodes, size);
    if (ak_pool_wish_is_on(wish, AK_POOL_FIELD_AUTOSCALER))
        ak__say(draft, AK_PLAN_PLAIN,
                "%s of %s at first; then the autoscaler decides, up to %" PRId64 ".",
                ak__nodes(draft, nodes), size, outlook->nodes);
    else
        ak__say(draft, AK_PLAN_PLAIN, "%s of %s.", ak__nodes(draft, nodes), size);
    ak__say_quota(draft, outlook->nodes, "with this pool");
    if (ak_text_caseeq(ak_pool_wish_text(wish, AK_POOL_FIELD_PRIORITY), "Spot"))
        ak__say(draft, AK_PLAN_WARNING, "Azure may take Spot nodes away at any time.");
}

static void say_confidential(struct ak__draft *draft)
{
    const struct ak_pool_outlook *outlook = &draft->plan->outlook;
    const char *tee = ak_tee_name(outlook->tee);

    if (!outlook->is_confidential)
        return;
    ak__say(draft, AK_PLAN_GOOD,
            "Its nodes are Confidential VMs%s%s%s by their size; verify it when they run.",
            tee != NULL ? " (" : "", tee != NULL ? tee : "", tee != NULL ? ")" : "");
}

static void say_end(struct ak__draft *draft, const struct ak_retirement *end)
{
    bool is_near = end->severity >= AK_SEVERITY_SOON;

    if (end->severity > AK_SEVERITY_NONE)
        ak__say(draft, is_near ? AK_PLAN_WARNING : AK_PLAN_PLAIN, "%s. What to do: %s.",
                ak__end_words(draft, end), end->action);
}

static void say_os(struct ak__draft *draft)
{
    const struct ak_pool_outlook *outlook = &draft->plan->outlook;

    if (outlook->os.release != NULL)
        ak__say(draft, AK_PLAN_PLAIN, "They run %s%s%s%s.", outlook->os.release->name,
                outlook->version != NULL ? " with Kubernetes " : "",
                outlook->version != NULL ? outlook->version : "",
                outlook->os_end.severity == AK_SEVERITY_NONE ? "; no end is announced for that OS"
                                                             : "");
    else if (outlook->os.note != NULL)
        ak__say(draft, AK_PLAN_WARNING, "Which OS they will run is not certain: %s.",
                outlook->os.note);
    say_end(draft, &outlook->os_end);
    say_end(draft, &outlook->kubernetes_end);
}

void ak__plan_pool_add(struct ak__draft *draft)
{
    say_nodes(draft);
    say_confidential(draft);
    say_os(draft);
    ak__say(draft, AK_PLAN_PLAIN,
            "Should a pool of that name be there by then, Azure refuses: nothing is overwritten.");
    request(draft);
    write_az(draft);
}
