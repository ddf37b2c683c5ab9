/* plan.c: the frame of a plan: what the intent is about, what the rules say, and then the action's
 * own part. */
#include "config.h"

#include "akscope/actions/plan.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/model/id.h"
#include "akscope/rules/rights.h"
#include "plan_int.h"

enum { AZ_LIMIT = 64 * 1024, MISSING_LIMIT = 8 * 1024 };

/* What the service charges a surge for. */
enum { NEEDS_QUOTA = AK__NEED_SIZES | AK__NEED_USAGES };

struct action {
    ak__plan_action *plan;
    const char *joint; /* between the pool's name and the cluster's in the title */
    unsigned needs;
};

static const struct action actions[AK_INTENT_COUNT] = {
    [AK_INTENT_POOL_ADD] = {ak__plan_pool_add, "to",
                            AK__NEED_CLUSTER | NEEDS_QUOTA | AK__NEED_VERSIONS | AK__NEED_FEATURES},
    [AK_INTENT_POOL_DELETE] = {ak__plan_pool_delete, "from", AK__NEED_CLUSTER | AK__NEED_POOLS},
    [AK_INTENT_POOL_SCALE] = {ak__plan_pool_scale, "in",
                              AK__NEED_CLUSTER | AK__NEED_POOL_BODY | NEEDS_QUOTA},
    [AK_INTENT_POOL_UPDATE] = {ak__plan_pool_update, "in",
                               AK__NEED_CLUSTER | AK__NEED_POOL_BODY | NEEDS_QUOTA |
                                   AK__NEED_FEATURES},
    [AK_INTENT_POOL_UPGRADE_IMAGE] = {ak__plan_pool_upgrade_image, "in",
                                      AK__NEED_CLUSTER | AK__NEED_POOL_ETAG |
                                          AK__NEED_POOL_UPGRADES | NEEDS_QUOTA},
    [AK_INTENT_POOL_UPGRADE] = {ak__plan_pool_upgrade, "in",
                                AK__NEED_CLUSTER | AK__NEED_POOL_BODY | AK__NEED_POOL_UPGRADES |
                                    NEEDS_QUOTA},
    [AK_INTENT_CLUSTER_UPGRADE] = {ak__plan_cluster_upgrade, "",
                                   AK__NEED_CLUSTER | AK__NEED_CLUSTER_BODY |
                                       AK__NEED_CLUSTER_UPGRADES},
    [AK_INTENT_POOL_START] = {ak__plan_pool_start, "in",
                              AK__NEED_CLUSTER | AK__NEED_POOL_BODY | NEEDS_QUOTA},
    [AK_INTENT_POOL_STOP] = {ak__plan_pool_stop, "in", AK__NEED_CLUSTER | AK__NEED_POOL_BODY},
    [AK_INTENT_POOL_ABORT] = {ak__plan_pool_abort, "in", AK__NEED_CLUSTER | AK__NEED_POOL_ETAG},
    [AK_INTENT_POOL_RECONCILE] = {ak__plan_pool_reconcile, "in",
                                  AK__NEED_CLUSTER | AK__NEED_POOL_BODY},
    [AK_INTENT_FEATURE_REGISTER] = {ak__plan_feature_register, "", AK__NEED_FEATURES},
};

unsigned ak__needs_of(enum ak_intent_kind kind)
{
    ak_intent_get(kind); /* aborts for a kind that is none */
    return actions[kind].needs;
}

/* ---- adding ---- */

static const char *clean(const struct ak__draft *draft, const char *text)
{
    return text != NULL ? ak_text_sanitise_in(draft->arena, text, strlen(text)) : NULL;
}

/* Safe to show: what was typed is not sanitised before. */
AK_PRINTF(2, 0)
static const char *make_text(const struct ak__draft *draft, const char *format, va_list arguments)
{
    return clean(draft, ak_arena_vprintf(draft->arena, format, arguments));
}

void ak__say(struct ak__draft *draft, enum ak_plan_tone tone, const char *format, ...)
{
    struct ak_plan_line *line = ak_vec_push(&draft->lines);
    va_list arguments;

    va_start(arguments, format);
    line->tone = tone;
    line->text = make_text(draft, format, arguments);
    va_end(arguments);
}

void ak__refuse(struct ak__draft *draft, enum ak_pool_field field, const char *rule,
                const char *format, ...)
{
    static const struct ak_source told = {.name = "what Azure Resource Manager reports"};
    struct ak_vec *items = &draft->plan->violations.items;
    struct ak_violation refusal = {
        .weight = AK_VIOLATION_REFUSED, .field = field, .rule = rule, .source = &told};
    struct ak_violation *first;
    va_list arguments;

    va_start(arguments, format);
    refusal.text = make_text(draft, format, arguments);
    va_end(arguments);
    ak_vec_push(items);
    first = ak_vec_at(items, 0);
    memmove(first + 1, first, (items->len - 1) * sizeof *first); /* the gravest stand first */
    *first = refusal;
}

void ak__miss(struct ak__draft *draft, const char *format, ...)
{
    va_list arguments;
    const char *phrase;

    va_start(arguments, format);
    phrase = make_text(draft, format, arguments);
    va_end(arguments);
    /* What would not fit is the end of an enumeration. */
    if (!ak_buf_printf(&draft->missing, "%s%s", draft->missing.len > 0 ? ", " : "", phrase))
        return;
}

void ak__request(struct ak__draft *draft, const struct ak_request *request)
{
    struct ak_request *last = ak_vec_push(&draft->requests);

    *last = *request;
}

/* ---- the frame ---- */

static bool is_about_pool(enum ak_intent_kind kind)
{
    return kind != AK_INTENT_FEATURE_REGISTER && kind != AK_INTENT_CLUSTER_UPGRADE;
}

static const char *name_target(struct ak__draft *draft)
{
    const struct ak_intent *intent = draft->intent;
    const char *pool = intent->kind == AK_INTENT_POOL_ADD
                           ? ak_pool_wish_text(&intent->wish, AK_POOL_FIELD_NAME)
                           : intent->pool_name;

    if (intent->kind == AK_INTENT_FEATURE_REGISTER)
        return ak_arena_printf(draft->arena,
                               "/subscriptions/%s/providers/Microsoft.Features/providers/"
                               "Microsoft.ContainerService/features/%s",
                               intent->subscription_id,
                               intent->feature != NULL ? intent->feature : "");
    if (intent->cluster_id == NULL || (is_about_pool(intent->kind) && pool == NULL))
        AK_BUG("%s says no cluster or no pool", ak_intent_get(intent->kind)->name);
    if (!is_about_pool(intent->kind))
        return ak_arena_strdup(draft->arena, intent->cluster_id);
    draft->pool_id = ak_arena_printf(draft->arena, "%s/agentPools/%s", intent->cluster_id, pool);
    return draft->pool_id;
}

static const char *make_title(struct ak__draft *draft)
{
    const struct ak_intent *intent = draft->intent;
    const char *verb = ak_intent_get(intent->kind)->verb;
    const char *name = ak_id_name(draft->plan->target);

    if (draft->pool_id == NULL)
        return ak_arena_printf(draft->arena, "%s %s", verb, name);
    return ak_arena_printf(draft->arena, "%s %s%s%s %s", verb, name, name[0] != '\0' ? " " : "",
                           actions[intent->kind].joint, ak_id_name(intent->cluster_id));
}

static const struct ak_usage *copy_usage(struct ak_arena *arena, const struct ak_usage *usage)
{
    struct ak_usage *copy;

    if (usage == NULL)
        return NULL;
    copy = ak_arena_alloc(arena, 1, sizeof *copy);
    *copy = *usage;
    copy->name = ak_arena_strdup(arena, usage->name);
    copy->label = ak_arena_strdup(arena, usage->label);
    return copy;
}

/* What of the outlook is borrowed from the snapshot, or from the body that was decoded here, comes
 * into the plan's arena; facts outlive every plan. */
static void keep_outlook(struct ak_arena *arena, struct ak_pool_outlook *outlook)
{
    outlook->os_sku = ak_arena_strdup(arena, outlook->os_sku);
    outlook->version = ak_arena_strdup(arena, outlook->version);
    outlook->feature_state = ak_arena_strdup(arena, outlook->feature_state);
    outlook->family_usage = copy_usage(arena, outlook->family_usage);
    outlook->region_usage = copy_usage(arena, outlook->region_usage);
}

/* What the sentences speak of is known. */
static bool is_known(const struct ak__draft *draft)
{
    enum ak_intent_kind kind = draft->intent->kind;
    bool needs_pool = is_about_pool(kind) && kind != AK_INTENT_POOL_ADD;

    return kind == AK_INTENT_FEATURE_REGISTER ||
           (draft->around.cluster != NULL && (!needs_pool || draft->around.pool != NULL));
}

/* Rules first, so that the action's sentences can say what they lead to. A feature is the
 * subscription's and needs no cluster. */
static void plan_draft(struct ak__draft *draft)
{
    struct ak_plan *plan = draft->plan;
    bool is_feature = draft->intent->kind == AK_INTENT_FEATURE_REGISTER;

    if (is_feature || draft->around.cluster != NULL)
        ak_pool_check(draft->intent, &draft->around, &plan->violations);
    if (draft->pool_id != NULL && is_known(draft))
        plan->outlook = ak_pool_look_ahead(draft->intent, &draft->around);
    if (is_known(draft))
        actions[draft->intent->kind].plan(draft);
    keep_outlook(draft->arena, &plan->outlook);
}

/* What Azure would refuse this person, whatever is chosen. */
static void check_rights(struct ak__draft *draft)
{
    char words[AK_RIGHT_WORDS_SIZE];
    struct ak_lack lack;

    if (!ak_rights_lack(draft->input->snap, draft->intent->kind, draft->plan->target,
                        draft->input->now, &lack))
        return;
    draft->plan->is_forbidden = true;
    ak__refuse(draft, AK_POOL_FIELD_COUNT, "rights.missing", "%s",
               ak_lack_say(&lack, words, sizeof words));
}

/* The items in the arena. */
static const void *keep_items(struct ak__draft *draft, struct ak_vec *vec, size_t *count)
{
    void *items = ak_arena_alloc(draft->arena, vec->len, vec->item_size);

    if (vec->len > 0)
        memcpy(items, vec->items, vec->len * vec->item_size);
    *count = vec->len;
    ak_vec_release(vec);
    return items;
}

static const char *keep_text(struct ak__draft *draft, struct ak_buf *buf)
{
    const char *text =
        buf->len > 0 ? ak_arena_strndup(draft->arena, ak_buf_text(buf), buf->len) : NULL;

    ak_buf_release(buf);
    return text;
}

static void finish(struct ak__draft *draft)
{
    struct ak_plan *plan = draft->plan;

    plan->lines = keep_items(draft, &draft->lines, &plan->line_count);
    plan->requests = keep_items(draft, &draft->requests, &plan->request_count);
    plan->summary = clean(draft, plan->summary);
    plan->missing = keep_text(draft, &draft->missing);
    if (draft->az_is_too_long)
        ak_buf_clear(&draft->az);
    plan->az = keep_text(draft, &draft->az);
    ak_payload_unref(draft->decoded);
    if (plan->missing != NULL || ak_violations_refuse(&plan->violations))
        plan->request_count = 0;
}

static struct ak__draft begin(const struct ak_intent *intent, const struct ak_plan_input *input)
{
    struct ak_plan *plan = ak_alloc(1, sizeof *plan);
    struct ak__draft draft = {.plan = plan,
                              .input = input,
                              .needs = ak__needs_of(intent->kind),
                              .lines = ak_vec_init(sizeof(struct ak_plan_line)),
                              .requests = ak_vec_init(sizeof(struct ak_request)),
                              .az = ak_buf_init(AZ_LIMIT),
                              .missing = ak_buf_init(MISSING_LIMIT)};

    plan->arena = ak_arena_new(0);
    plan->intent = ak_intent_copy(intent);
    plan->violations = ak_violations_init(plan->arena);
    draft.arena = plan->arena;
    draft.intent = &plan->intent;
    plan->target = name_target(&draft);
    plan->title = clean(&draft, make_title(&draft));
    ak__look_around(&draft);
    return draft;
}

struct ak_pool_surroundings ak_plan_surroundings(const struct ak_intent *intent,
                                                 const struct ak_plan_input *input)
{
    struct ak__draft draft = begin(intent, input);
    struct ak_pool_surroundings around = draft.around;

    around.pool = NULL; /* it may have been decoded for the draft alone */
    finish(&draft);
    ak_plan_free(draft.plan);
    return around;
}

struct ak_plan *ak_plan_make(const struct ak_intent *intent, const struct ak_plan_input *input)
{
    struct ak__draft draft = begin(intent, input);
    struct ak_plan *plan = draft.plan;

    plan_draft(&draft);
    check_rights(&draft);
    finish(&draft);
    return plan;
}

void ak_plan_free(struct ak_plan *plan)
{
    if (plan == NULL)
        return;
    ak_intent_release(&plan->intent);
    ak_violations_release(&plan->violations);
    ak_arena_free(plan->arena);
    free(plan);
}

bool ak_plan_is_ready(const struct ak_plan *plan)
{
    return plan->request_count > 0 && plan->missing == NULL &&
           !ak_violations_refuse(&plan->violations);
}
