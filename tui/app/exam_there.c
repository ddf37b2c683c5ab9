/* exam_there.c: what Azure lets one see: subscriptions, roles, resource providers, rate limits. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "exam_int.h"

enum {
    NAMED_MOST = 5, /* lines about single ones: it is one screen */
    ROLES_MOST = 6,
    FEW_READS = 100, /* from here on requests are spaced out (arm/gate.h) */
};

static const struct ak_subscriptions *list_of(const struct ak__exam *exam)
{
    const struct ak_payload *payload = ak_snap_payload(exam->snap, AK_TOPIC_SUBSCRIPTIONS, "");

    return payload != NULL ? &payload->as.subscriptions : NULL;
}

static const char *name_of(const struct ak__exam *exam, const char *subscription)
{
    const struct ak_subscriptions *list = list_of(exam);

    for (size_t i = 0; list != NULL && i < list->count; i++) {
        if (ak_text_caseeq(list->items[i].id, subscription) && list->items[i].name != NULL)
            return list->items[i].name;
    }
    return subscription;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* ---- subscriptions ---- */

/* What came of reading the clusters of those that are in use. */
struct readings {
    size_t readable;
    size_t clusters;
    const struct ak_err *first; /* failure */
};

static const struct ak_slot *clusters_of(const struct ak__exam *exam, size_t i)
{
    return ak_snap_find(exam->snap, AK_TOPIC_CLUSTERS, exam->subscriptions[i]);
}

static struct readings count_readings(const struct ak__exam *exam)
{
    struct readings readings = {0};

    for (size_t i = 0; i < exam->subscription_count; i++) {
        const struct ak_slot *slot = clusters_of(exam, i);

        if (slot == NULL)
            continue;
        if (slot->err.kind == AK_ERR_NONE && slot->payload != NULL) {
            readings.readable++;
            readings.clusters += slot->payload->as.clusters.count;
        } else if (readings.first == NULL) {
            readings.first = &slot->err;
        }
    }
    return readings;
}

static bool is_usable(const struct ak_subscription *subscription)
{
    return !ak_text_caseeq(subscription->state, "Disabled") &&
           !ak_text_caseeq(subscription->state, "Deleted");
}

/* Says why one can't be read; of the same reason only the first is told in full. */
static void say_unreadable(const struct ak__exam *exam, size_t i, const struct ak_err *known,
                           struct ak__verdicts *out)
{
    const struct ak_err *err = &clusters_of(exam, i)->err;
    bool is_known =
        known != NULL && known->kind == err->kind && strcmp(known->code, err->code) == 0;
    struct ak__verdict *verdict = is_known ? ak__verdict_add(out, AK_CHECK_WARNING, "likewise")
                                           : ak__verdict_err(out, AK_CHECK_WARNING, err);

    verdict->row.error = ak_err_kind_name(err->kind);
    ak__verdict_about(out, verdict, name_of(exam, exam->subscriptions[i]));
}

static size_t say_unreadable_ones(const struct ak__exam *exam, const struct ak_err *known,
                                  struct ak__verdicts *out)
{
    size_t said = 0;

    for (size_t i = 0; i < exam->subscription_count && said < NAMED_MOST; i++) {
        const struct ak_slot *slot = clusters_of(exam, i);

        if (slot == NULL || slot->err.kind == AK_ERR_NONE)
            continue;
        say_unreadable(exam, i, known, out);
        known = &slot->err;
        said++;
    }
    return said;
}

/* One line for each that is not as it should be, as long as these are few; `known` is the failure
 * that was told already, or NULL. */
static void say_single_ones(const struct ak__exam *exam, const struct ak_err *known,
                            struct ak__verdicts *out)
{
    const struct ak_subscriptions *list = list_of(exam);
    size_t said = say_unreadable_ones(exam, known, out);

    for (size_t i = 0; list != NULL && i < list->count && said < NAMED_MOST; i++) {
        const struct ak_subscription *item = &list->items[i];

        if (item->id == NULL || item->state == NULL || ak_text_caseeq(item->state, "Enabled"))
            continue;
        struct ak__verdict *verdict = ak__verdict_add(
            out, is_usable(item) ? AK_CHECK_WARNING : AK_CHECK_SKIPPED, "its state is %s%s",
            item->state, is_usable(item) ? "" : ": it is left alone");
        ak__verdict_about(out, verdict, item->name != NULL ? item->name : item->id);
        said++;
    }
}

static void say_nothing_visible(const struct ak__exam *exam, struct ak__verdicts *out)
{
    struct ak_err err = ak_err_none();

    ak_err_set(&err, AK_ERR_FORBIDDEN, "no subscription of the tenant%s%s can be seen",
               exam->tenant[0] != '\0' ? " " : "", exam->tenant);
    struct ak__verdict *verdict = ak__verdict_err(out, AK_CHECK_FAILED, &err);
    ak__verdict_advise(
        out, verdict,
        "ask for the role Reader on a subscription; `--tenant ID` looks into another tenant");
}

static void say_readable(const struct ak__exam *exam, const struct readings *readings,
                         struct ak__verdicts *out)
{
    size_t count = exam->subscription_count;
    struct ak_arena *arena = out->arena;

    (void)ak__verdict_add(out, AK_CHECK_OK, "%zu%s with %zu cluster%s%s", readings->readable,
                          readings->readable < count
                              ? ak_arena_printf(arena, " of %zu can be read,", count)
                              : ak_arena_printf(arena, " subscription%s", plural(count)),
                          readings->clusters, plural(readings->clusters),
                          exam->subscription_total > count
                              ? ak_arena_printf(arena, " (the first %zu of %zu were looked at)",
                                                count, exam->subscription_total)
                              : "");
}

void ak__look_at_subscriptions(const struct ak__exam *exam, struct ak__verdicts *out)
{
    const struct ak_slot *slot = ak_snap_find(exam->snap, AK_TOPIC_SUBSCRIPTIONS, "");
    struct readings readings = count_readings(exam);
    const struct ak_err *failure = NULL;

    if (readings.readable == 0)
        failure = slot != NULL && slot->err.kind != AK_ERR_NONE ? &slot->err : readings.first;
    if (failure != NULL)
        (void)ak__verdict_err(out, AK_CHECK_FAILED, failure);
    else if (exam->subscription_count == 0)
        say_nothing_visible(exam, out);
    else
        say_readable(exam, &readings, out);
    if (failure == NULL || exam->subscription_count > 1)
        say_single_ones(exam, failure, out);
}

/* ---- roles ---- */

/* A role, and where it holds. */
struct role {
    const char *name;
    const char *scope;    /* the first */
    size_t scopes;        /* in all */
    size_t subscriptions; /* of these */
};

static const char *last_part(const char *scope)
{
    const char *slash = strrchr(scope, '/');

    return slash != NULL && slash[1] != '\0' ? slash + 1 : scope;
}

/* "/subscriptions/ID", and nothing below it. */
static bool is_subscription(const char *scope)
{
    static const char start[] = "/subscriptions/";

    return ak_text_has_prefix(scope, start, true) && strchr(scope + sizeof start - 1, '/') == NULL;
}

/* Assignments above a subscription are listed in each of them. */
static bool was_seen(const struct ak_vec *seen, const char *role, const char *scope)
{
    for (size_t i = 0; i < seen->len; i++) {
        const struct role *item = ak_vec_at(seen, i);

        if (ak_text_caseeq(item->name, role) && ak_text_caseeq(item->scope, scope))
            return true;
    }
    return false;
}

static void add_role(struct ak_vec *roles, struct ak_vec *seen, const char *name, const char *scope)
{
    struct role *found = NULL;

    if (was_seen(seen, name, scope))
        return;
    *(struct role *)ak_vec_push(seen) = (struct role){.name = name, .scope = scope};
    for (size_t i = 0; i < roles->len && found == NULL; i++) {
        struct role *role = ak_vec_at(roles, i);

        if (ak_text_caseeq(role->name, name))
            found = role;
    }
    if (found == NULL) {
        found = ak_vec_push(roles);
        *found = (struct role){.name = name, .scope = scope};
    }
    found->scopes++;
    found->subscriptions += is_subscription(scope);
}

static const char *where(const struct ak__exam *exam, const struct role *role,
                         struct ak_arena *arena)
{
    if (role->scopes > 1 && role->scopes == role->subscriptions)
        return ak_arena_printf(arena, "%zu subscriptions", role->scopes);
    if (role->scopes > 1)
        return ak_arena_printf(arena, "%zu scopes", role->scopes);
    if (strcmp(role->scope, "/") == 0)
        return "the whole tenant";
    if (is_subscription(role->scope))
        return name_of(exam, last_part(role->scope));
    return last_part(role->scope);
}

static const char *list_roles(const struct ak__exam *exam, const struct ak_vec *roles,
                              struct ak_arena *arena)
{
    const char *text = "";

    for (size_t i = 0; i < roles->len && i < ROLES_MOST; i++) {
        const struct role *role = ak_vec_at(roles, i);

        text = ak_arena_printf(arena, "%s%s%s (%s)", text, i > 0 ? ", " : "", role->name,
                               where(exam, role, arena));
    }
    if (roles->len > ROLES_MOST)
        text = ak_arena_printf(arena, "%s and %zu more", text, roles->len - ROLES_MOST);
    return text;
}

/* Collects what the assignments of subscription i say; its failure, or NULL. */
static const struct ak_err *collect_roles(const struct ak__exam *exam, size_t i,
                                          struct ak_vec *roles, struct ak_vec *seen)
{
    char key[AK__EXAM_KEY_SIZE];
    const struct ak_slot *slot =
        ak_snap_find(exam->snap, AK_TOPIC_ROLE_ASSIGNMENTS,
                     ak__exam_roles_key(exam, exam->subscriptions[i], key));

    if (slot == NULL || slot->payload == NULL)
        return slot != NULL && slot->err.kind != AK_ERR_NONE ? &slot->err : NULL;
    for (size_t n = 0; n < slot->payload->as.role_assignments.count; n++) {
        const struct ak_role_assignment *item = &slot->payload->as.role_assignments.items[n];
        const struct ak_slot *role = ak__exam_role(exam->snap, item->role_id);
        const char *name = role != NULL && role->payload != NULL
                               ? role->payload->as.role_definition.name
                               : last_part(item->role_id);

        add_role(roles, seen, name, item->scope);
    }
    return NULL;
}

static void say_roles(const struct ak__exam *exam, const struct ak_vec *roles,
                      const struct ak_err *failure, struct ak__verdicts *out)
{
    if (roles->len > 0) {
        (void)ak__verdict_add(out, AK_CHECK_OK, "%s", list_roles(exam, roles, out->arena));
        return;
    }
    if (failure != NULL) {
        struct ak__verdict *verdict = ak__verdict_err(out, AK_CHECK_WARNING, failure);

        if (failure->kind == AK_ERR_FORBIDDEN)
            ak__verdict_advise(
                out, verdict,
                "that does no harm, only that your roles can't be told here; the role Reader "
                "would show them");
        return;
    }
    struct ak__verdict *verdict = ak__verdict_add(out, AK_CHECK_WARNING, "none is assigned");
    ak__verdict_advise(
        out, verdict,
        "ask for the role Reader on a subscription, to change things for Contributor");
}

void ak__look_at_roles(const struct ak__exam *exam, struct ak__verdicts *out)
{
    const struct ak_err *failure = NULL;

    if (exam->principal[0] == '\0') {
        (void)ak__verdict_add(out, AK_CHECK_SKIPPED,
                              "not checked: the token does not say whose it is");
        return;
    }
    if (exam->subscription_count == 0) {
        (void)ak__verdict_add(out, AK_CHECK_SKIPPED, "not checked: no subscription is known");
        return;
    }
    struct ak_vec roles = ak_vec_init(sizeof(struct role));
    struct ak_vec seen = ak_vec_init(sizeof(struct role));
    for (size_t i = 0; i < exam->subscription_count; i++) {
        const struct ak_err *err = collect_roles(exam, i, &roles, &seen);

        if (failure == NULL)
            failure = err;
    }
    say_roles(exam, &roles, failure, out);
    ak_vec_release(&roles);
    ak_vec_release(&seen);
}

/* ---- resource providers ---- */

static const struct ak_slot *provider_of(const struct ak__exam *exam, size_t subscription,
                                         size_t provider)
{
    char key[AK__EXAM_KEY_SIZE];

    return ak_snap_find(exam->snap, AK_TOPIC_PROVIDER,
                        ak__exam_provider_key(exam->subscriptions[subscription],
                                              ak__exam_providers[provider], key));
}

static bool is_registered(const struct ak_slot *slot)
{
    return slot->payload != NULL && ak_text_caseeq(slot->payload->as.provider.state, "Registered");
}

static void say_unregistered(const struct ak__exam *exam, size_t subscription, size_t provider,
                             struct ak__verdicts *out)
{
    const char *state = provider_of(exam, subscription, provider)->payload->as.provider.state;
    const char *id = exam->subscriptions[subscription];
    struct ak__verdict *verdict =
        ak__verdict_add(out, AK_CHECK_WARNING, "%s is %s", ak__exam_providers[provider],
                        state != NULL ? state : "in no known state");

    ak__verdict_advise(out, verdict, "az provider register --namespace %s --subscription %s",
                       ak__exam_providers[provider], id);
    ak__verdict_about(out, verdict, name_of(exam, id));
}

/* A line for each that is not registered, as long as these are few. */
static void say_unregistered_ones(const struct ak__exam *exam, struct ak__verdicts *out)
{
    size_t said = 0;

    for (size_t i = 0; i < exam->subscription_count * AK__EXAM_PROVIDERS && said < NAMED_MOST;
         i++) {
        size_t subscription = i / AK__EXAM_PROVIDERS;
        size_t provider = i % AK__EXAM_PROVIDERS;
        const struct ak_slot *slot = provider_of(exam, subscription, provider);

        if (slot == NULL || slot->payload == NULL || is_registered(slot))
            continue;
        say_unregistered(exam, subscription, provider, out);
        said++;
    }
}

/* Those of a subscription that can't be read are no news: it has a line of its own. */
void ak__look_at_providers(const struct ak__exam *exam, struct ak__verdicts *out)
{
    size_t known = 0;
    size_t right = 0;

    for (size_t i = 0; i < exam->subscription_count * AK__EXAM_PROVIDERS; i++) {
        const struct ak_slot *slot =
            provider_of(exam, i / AK__EXAM_PROVIDERS, i % AK__EXAM_PROVIDERS);

        if (slot == NULL || slot->payload == NULL)
            continue;
        known++;
        right += is_registered(slot);
    }
    if (known == 0)
        (void)ak__verdict_add(out, AK_CHECK_SKIPPED, "not checked: none can be read");
    else if (right == known)
        (void)ak__verdict_add(out, AK_CHECK_OK, "%s and %s are registered", ak__exam_providers[0],
                              ak__exam_providers[1]);
    else
        (void)ak__verdict_add(out, AK_CHECK_WARNING, "%zu of %zu are not registered%s",
                              known - right, known, known - right > NAMED_MOST ? ", such as" : "");
    say_unregistered_ones(exam, out);
}

/* ---- rate limits ---- */

void ak__look_at_limits(const struct ak__exam *exam, struct ak__verdicts *out)
{
    struct ak_number least = {0};

    for (size_t i = 0; i < exam->snap->slot_count; i++) {
        const struct ak_slot *slot = exam->snap->slots[i];

        if (slot->err.kind == AK_ERR_THROTTLED) {
            (void)ak__verdict_err(out, AK_CHECK_FAILED, &slot->err);
            return;
        }
        if (slot->reads_left.is_set && (!least.is_set || slot->reads_left.value < least.value))
            least = slot->reads_left;
    }
    if (!least.is_set) {
        (void)ak__verdict_add(out, AK_CHECK_SKIPPED, "Azure does not say how many reads are left");
        return;
    }
    bool are_few = least.value < FEW_READS;
    struct ak__verdict *verdict = ak__verdict_add(
        out, are_few ? AK_CHECK_WARNING : AK_CHECK_OK, "%s%lld read%s left", are_few ? "only " : "",
        (long long)least.value, plural((size_t)least.value));
    if (are_few)
        ak__verdict_advise(
            out, verdict,
            "requests are spaced out until there are more: find who else asks so much, or "
            "raise --refresh");
}
