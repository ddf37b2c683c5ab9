/* rights.c: what the roles of a person let them do. */
#include "config.h"

#include "akscope/rules/rights.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/model/id.h"

static const struct ak_right rights[] = {
#define AK_RIGHT(row, intent, name, on_subscription, role_name)                                    \
    {.kind = AK_INTENT_##intent,                                                                   \
     .action = name,                                                                               \
     .is_on_subscription = on_subscription,                                                        \
     .role = role_name},
#include "akscope/rules/rights.def"
#undef AK_RIGHT
};

/* ---- patterns ---- */

static bool matches_any(const struct ak_texts *patterns, const char *action)
{
    for (size_t i = 0; i < patterns->count; i++) {
        if (ak_text_matches(action, patterns->items[i]))
            return true;
    }
    return false;
}

enum ak_answer ak_permissions_allow(const struct ak_permissions *permissions, const char *action)
{
    enum ak_answer answer = AK_NO;

    /* Who may read something has at least one: an empty list leaves something out. */
    if (permissions == NULL || permissions->count == 0)
        return AK_UNKNOWN;
    for (size_t i = 0; i < permissions->count; i++) {
        const struct ak_permission *item = &permissions->items[i];

        if (!matches_any(&item->actions, action) || matches_any(&item->not_actions, action))
            continue;
        if (item->condition == NULL)
            return AK_YES;
        answer = AK_UNKNOWN;
    }
    return answer;
}

/* ---- the table ---- */

const struct ak_right *ak_right_get(enum ak_intent_kind kind, size_t n)
{
    for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++) {
        if (rights[i].kind == kind && n-- == 0)
            return &rights[i];
    }
    return NULL;
}

/* ---- scopes ---- */

/* The scope over which a change of the resource needs the right, into out; false: there is none. */
static bool find_scope(const struct ak_right *right, const char *id, char out[AK_SCOPE_ID_SIZE])
{
    static const char prefix[] = "/subscriptions/";
    size_t len = ak_id_cluster_len(id);

    if (!ak_text_has_prefix(id, prefix, true))
        return false;
    if (right->is_on_subscription)
        len = sizeof prefix - 1 + strcspn(id + sizeof prefix - 1, "/");
    if (len >= AK_SCOPE_ID_SIZE)
        return false;
    memcpy(out, id, len);
    out[len] = '\0';
    return true;
}

void ak_rights_demand(enum ak_intent_kind kind, const char *id, struct ak_demands *demands)
{
    const struct ak_right *right;
    char scope[AK_SCOPE_ID_SIZE];

    for (size_t i = 0; (right = ak_right_get(kind, i)) != NULL; i++) {
        if (find_scope(right, id, scope))
            ak_demands_add(demands, AK_TOPIC_PERMISSIONS, scope, 0);
    }
}

/* ---- what is known ---- */

/* The permissions at the scope while they count, or NULL. */
static const struct ak_permissions *find_permissions(const struct ak_snap *snap, const char *scope,
                                                     int64_t now)
{
    const struct ak_slot *slot = ak_snap_find(snap, AK_TOPIC_PERMISSIONS, scope);

    if (slot == NULL || slot->payload == NULL || slot->from_cache ||
        slot->status == AK_SLOT_FORBIDDEN || now - slot->fetched_at > AK_RIGHTS_COUNT_S)
        return NULL;
    return &slot->payload->as.permissions;
}

bool ak_rights_lack(const struct ak_snap *snap, enum ak_intent_kind kind, const char *id,
                    int64_t now, struct ak_lack *out)
{
    const struct ak_right *right;
    char scope[AK_SCOPE_ID_SIZE];

    for (size_t i = 0; (right = ak_right_get(kind, i)) != NULL; i++) {
        if (!find_scope(right, id, scope) ||
            ak_permissions_allow(find_permissions(snap, scope, now), right->action) != AK_NO)
            continue;
        out->right = right;
        memcpy(out->scope, scope, sizeof scope);
        return true;
    }
    return false;
}

/* ---- words ---- */

const char *ak_lack_say(const struct ak_lack *lack, char *out, size_t size)
{
    snprintf(out, size, "You lack %s on the %s %s; the role %s gives it.", lack->right->action,
             lack->right->is_on_subscription ? "subscription" : "cluster", ak_id_name(lack->scope),
             lack->right->role);
    return out;
}
