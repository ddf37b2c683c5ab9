/* pool_wish.c: an existing pool's settings as they would be typed: to clone them, and to tell what
 * a change changes. */
#include "config.h"

#include <stddef.h>

#include "akscope/base/buf.h"
#include "akscope/base/text.h"
#include "pool_check_int.h"

/* Room for 50 tags at their longest, or a few hundred labels. */
enum { LIST_LIMIT = 1 << 16 };

/* Where a field's value stands in struct ak_pool. */
enum member_kind {
    MEMBER_NONE,
    MEMBER_TEXT,
    MEMBER_NUMBER,
    MEMBER_ANSWER,
    MEMBER_TEXTS,
    MEMBER_PAIRS
};

static const struct member {
    enum member_kind kind;
    size_t offset;
} members[AK_POOL_FIELD_COUNT] = {
    [AK_POOL_FIELD_NAME] = {MEMBER_TEXT, offsetof(struct ak_pool, name)},
    [AK_POOL_FIELD_MODE] = {MEMBER_TEXT, offsetof(struct ak_pool, mode)},
    [AK_POOL_FIELD_OS_TYPE] = {MEMBER_TEXT, offsetof(struct ak_pool, os_type)},
    [AK_POOL_FIELD_VM_SIZE] = {MEMBER_TEXT, offsetof(struct ak_pool, vm_size)},
    [AK_POOL_FIELD_OS_SKU] = {MEMBER_TEXT, offsetof(struct ak_pool, os_sku)},
    [AK_POOL_FIELD_VERSION] = {MEMBER_TEXT, offsetof(struct ak_pool, requested_version)},
    [AK_POOL_FIELD_FIPS] = {MEMBER_ANSWER, offsetof(struct ak_pool, fips)},
    [AK_POOL_FIELD_SECURE_BOOT] = {MEMBER_ANSWER, offsetof(struct ak_pool, secure_boot)},
    [AK_POOL_FIELD_VTPM] = {MEMBER_ANSWER, offsetof(struct ak_pool, vtpm)},
    [AK_POOL_FIELD_WORKLOAD_RUNTIME] = {MEMBER_TEXT, offsetof(struct ak_pool, workload_runtime)},
    [AK_POOL_FIELD_NODES] = {MEMBER_NUMBER, offsetof(struct ak_pool, count)},
    [AK_POOL_FIELD_AUTOSCALER] = {MEMBER_ANSWER, offsetof(struct ak_pool, autoscaling)},
    [AK_POOL_FIELD_MIN_NODES] = {MEMBER_NUMBER, offsetof(struct ak_pool, min_count)},
    [AK_POOL_FIELD_MAX_NODES] = {MEMBER_NUMBER, offsetof(struct ak_pool, max_count)},
    [AK_POOL_FIELD_ZONES] = {MEMBER_TEXTS, offsetof(struct ak_pool, zones)},
    [AK_POOL_FIELD_PRIORITY] = {MEMBER_TEXT, offsetof(struct ak_pool, scale_set_priority)},
    [AK_POOL_FIELD_EVICTION] = {MEMBER_TEXT, offsetof(struct ak_pool, eviction_policy)},
    [AK_POOL_FIELD_SPOT_PRICE] = {MEMBER_TEXT, offsetof(struct ak_pool, spot_max_price)},
    [AK_POOL_FIELD_MAX_PODS] = {MEMBER_NUMBER, offsetof(struct ak_pool, max_pods)},
    [AK_POOL_FIELD_DISK_SIZE] = {MEMBER_NUMBER, offsetof(struct ak_pool, os_disk_size_gb)},
    [AK_POOL_FIELD_DISK_TYPE] = {MEMBER_TEXT, offsetof(struct ak_pool, os_disk_type)},
    [AK_POOL_FIELD_HOST_ENCRYPTION] = {MEMBER_ANSWER, offsetof(struct ak_pool, encryption_at_host)},
    [AK_POOL_FIELD_MAX_SURGE] = {MEMBER_TEXT, offsetof(struct ak_pool, max_surge)},
    [AK_POOL_FIELD_MAX_UNAVAILABLE] = {MEMBER_TEXT, offsetof(struct ak_pool, max_unavailable)},
    [AK_POOL_FIELD_DRAIN_TIMEOUT] = {MEMBER_NUMBER,
                                     offsetof(struct ak_pool, drain_timeout_minutes)},
    [AK_POOL_FIELD_NODE_SOAK] = {MEMBER_NUMBER, offsetof(struct ak_pool, node_soak_minutes)},
    [AK_POOL_FIELD_PUBLIC_IP] = {MEMBER_ANSWER, offsetof(struct ak_pool, node_public_ip)},
    [AK_POOL_FIELD_SUBNET] = {MEMBER_TEXT, offsetof(struct ak_pool, vnet_subnet_id)},
    [AK_POOL_FIELD_LABELS] = {MEMBER_PAIRS, offsetof(struct ak_pool, labels)},
    [AK_POOL_FIELD_TAINTS] = {MEMBER_TEXTS, offsetof(struct ak_pool, taints)},
    [AK_POOL_FIELD_TAGS] = {MEMBER_PAIRS, offsetof(struct ak_pool, tags)},
};

/* Appends an item of a list; a comma or backslash of its own is typed with a backslash. */
static bool append_item(struct ak_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if ((*text == ',' || *text == '\\') && !ak_buf_puts(out, "\\"))
            return false;
        if (!ak_buf_append(out, text, 1))
            return false;
    }
    return true;
}

static const char *take_text(struct ak_buf *out, bool fits, struct ak_arena *arena)
{
    const char *text = fits && out->len > 0 ? ak_arena_strdup(arena, ak_buf_text(out)) : NULL;

    ak_buf_release(out);
    return text;
}

static const char *join_texts(const struct ak_texts *texts, struct ak_arena *arena)
{
    struct ak_buf out = ak_buf_init(LIST_LIMIT);
    bool fits = true;

    for (size_t i = 0; i < texts->count && fits; i++)
        fits = ak_buf_puts(&out, i > 0 ? "," : "") && append_item(&out, texts->items[i]);
    return take_text(&out, fits, arena);
}

static const char *join_pairs(const struct ak_pairs *pairs, struct ak_arena *arena)
{
    struct ak_buf out = ak_buf_init(LIST_LIMIT);
    bool fits = true;

    for (size_t i = 0; i < pairs->count && fits; i++)
        fits = ak_buf_puts(&out, i > 0 ? "," : "") && append_item(&out, pairs->items[i].key) &&
               ak_buf_puts(&out, "=") && append_item(&out, pairs->items[i].value);
    return take_text(&out, fits, arena);
}

static const char *number_text(const struct ak_number *number, struct ak_arena *arena)
{
    return number->is_set ? ak_arena_printf(arena, "%lld", (long long)number->value) : NULL;
}

static const char *answer_text(enum ak_answer answer)
{
    if (answer == AK_UNKNOWN)
        return NULL;
    return answer == AK_YES ? "yes" : "no";
}

const char *ak__pool_text(const struct ak_pool *pool, enum ak_pool_field field,
                          struct ak_arena *arena)
{
    const struct member *member = &members[field];
    const void *at = (const char *)pool + member->offset;

    switch (member->kind) {
    case MEMBER_NONE:
        break;
    case MEMBER_TEXT:
        return *(const char *const *)at;
    case MEMBER_NUMBER:
        return number_text(at, arena);
    case MEMBER_ANSWER:
        return answer_text(*(const enum ak_answer *)at);
    case MEMBER_TEXTS:
        return join_texts(at, arena);
    case MEMBER_PAIRS:
        return join_pairs(at, arena);
    }
    return NULL;
}

/* ---- cloning ---- */

/* What a new pool must not take over: its name, and bounds that no autoscaler keeps to. */
static bool is_left_out(const struct ak_pool *pool, enum ak_pool_field field)
{
    bool is_bound = field == AK_POOL_FIELD_MIN_NODES || field == AK_POOL_FIELD_MAX_NODES;

    return field == AK_POOL_FIELD_NAME || (is_bound && pool->autoscaling != AK_YES);
}

void ak_pool_wish_from(struct ak_pool_wish *wish, const struct ak_pool *pool)
{
    struct ak_arena *arena = ak_arena_new(0);

    for (int i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        enum ak_pool_field field = (enum ak_pool_field)i;

        ak_pool_wish_set(wish, field,
                         is_left_out(pool, field) ? NULL : ak__pool_text(pool, field, arena));
    }
    ak_arena_free(arena);
}

/* ---- differences ---- */

bool ak__wishes(const struct ak__check *check, enum ak_pool_field field)
{
    return ak_pool_wish_has(&check->intent->wish, field);
}

static bool are_same_sets(const struct ak_texts *a, const struct ak_texts *b)
{
    for (size_t i = 0; i < a->count; i++) {
        if (!ak__has_exactly(b, a->items[i]))
            return false;
    }
    return a->count == b->count;
}

/* What a text stands at that ARM does not tell. */
static const char *const untold[AK_POOL_FIELD_COUNT] = {
    [AK_POOL_FIELD_PRIORITY] = "Regular",
    [AK_POOL_FIELD_WORKLOAD_RUNTIME] = "OCIContainer",
};

/* Both as typed. A switch that is not told is off. */
static bool differ(enum ak_pool_field field, const struct ak_pool_wish *wish, const char *there,
                   struct ak_arena *arena)
{
    struct ak_pool_wish now = {0}; /* its text is the arena's */

    now.values[field] = ak_arena_strdup(arena, there);
    switch (ak_pool_field_get(field)->kind) {
    case AK_FIELD_SWITCH:
        return ak_pool_wish_is_on(wish, field) != ak_pool_wish_is_on(&now, field);
    case AK_FIELD_NUMBER: {
        struct ak_number a = ak_pool_wish_number(wish, field);
        struct ak_number b = ak_pool_wish_number(&now, field);

        return a.is_set != b.is_set || a.value != b.value;
    }
    case AK_FIELD_LIST:
    case AK_FIELD_PAIRS: {
        struct ak_texts a = ak_pool_wish_texts(wish, field, arena);
        struct ak_texts b = ak_pool_wish_texts(&now, field, arena);

        return !are_same_sets(&a, &b);
    }
    case AK_FIELD_TEXT:
    case AK_FIELD_DECIMAL:
        break;
    }
    if (there == NULL)
        there = untold[field] != NULL ? untold[field] : "";
    return !ak_text_caseeq(ak_pool_wish_text(wish, field), there);
}

bool ak__changes(const struct ak__check *check, enum ak_pool_field field)
{
    const struct ak_pool *pool = check->around->pool;

    if (!ak__wishes(check, field))
        return false;
    if (!check->has_before)
        return true;
    return differ(field, &check->intent->wish, ak__pool_text(pool, field, check->out->arena),
                  check->out->arena);
}
