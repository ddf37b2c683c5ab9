/* complain.c: messages for people who read standard error, and exit codes for those who don't. */
#include "config.h"

#include "complain_int.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"

enum { NAMES_MOST = 4 };

static const char *const nouns[AK_TOPIC_COUNT] = {
    [AK_TOPIC_SUBSCRIPTIONS] = "the subscriptions",
    [AK_TOPIC_CLUSTERS] = "clusters",
    [AK_TOPIC_POOLS] = "node pools",
    [AK_TOPIC_CLUSTER_UPGRADES] = "upgrades",
    [AK_TOPIC_POOL_UPGRADES] = "upgrades",
    [AK_TOPIC_VM_SIZES] = "VM sizes",
    [AK_TOPIC_USAGES] = "the quota",
    [AK_TOPIC_VERSIONS] = "Kubernetes versions",
    [AK_TOPIC_FEATURES] = "preview features",
    [AK_TOPIC_PROVIDER] = "the resource provider",
    [AK_TOPIC_ROLE_ASSIGNMENTS] = "roles",
    [AK_TOPIC_ROLE_DEFINITION] = "a role definition",
    [AK_TOPIC_RESOURCE] = "the resource",
    [AK_TOPIC_PERMISSIONS] = "the permissions",
};

void ak__complain(const struct ak_err *err)
{
    char sentence[2 * AK_ERR_TEXT_SIZE];

    fprintf(stderr, "akscope: %s\n", ak_err_sentence(err, sentence, sizeof sentence));
}

int ak__complain_of_output(int problem)
{
    struct ak_err err = ak_err_none();

    ak_err_set(&err, AK_ERR_FILE, "standard output can't be written: %s", strerror(problem));
    ak__complain(&err);
    return ak_err_kind_exit_code(err.kind);
}

/* A piece that failed before the last one leaves its mark on the stream, and its reason in errno:
 * what was printed since changes that only where it fails too. */
int ak__end_output(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    return errno == EPIPE ? 0 : ak__complain_of_output(errno);
}

static bool is_alike(const struct ak_slot *a, const struct ak_slot *b)
{
    return a->topic == b->topic && a->err.kind == b->err.kind &&
           ak_text_caseeq(a->err.code, b->err.code);
}

/* Is there one before it that speaks for it? */
static bool is_spoken_for(const struct ak_snap *snap, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (is_alike(snap->slots[i], snap->slots[n]))
            return true;
    }
    return false;
}

/* " of A, B and 3 more": the keys of slot n and of all that failed like it. */
static const char *names_of(const struct ak_snap *snap, size_t n, struct ak_arena *arena)
{
    const char *text = "";
    size_t count = 0;

    for (size_t i = n; i < snap->slot_count; i++) {
        if (!is_alike(snap->slots[i], snap->slots[n]) || snap->slots[i]->key[0] == '\0')
            continue;
        if (count++ < NAMES_MOST)
            text = ak_arena_printf(arena, "%s%s%s", text, count == 1 ? " of " : ", ",
                                   snap->slots[i]->key);
    }
    if (count > NAMES_MOST)
        text = ak_arena_printf(arena, "%s and %zu more", text, count - NAMES_MOST);
    return text;
}

/* What is told with more certainty where it was read; nothing is missing without. */
static bool is_beside(enum ak_topic topic)
{
    return topic == AK_TOPIC_CLUSTER_UPGRADES || topic == AK_TOPIC_POOL_UPGRADES;
}

const char *const *ak__complaints(const struct ak_snap *snap, bool with_beside,
                                  struct ak_arena *arena, size_t *count)
{
    const char **texts = ak_arena_alloc(arena, snap->slot_count, sizeof *texts);

    *count = 0;
    for (size_t i = 0; i < snap->slot_count; i++) {
        const struct ak_slot *slot = snap->slots[i];
        char sentence[2 * AK_ERR_TEXT_SIZE];

        if (ak_slot_is_trouble(slot) && (with_beside || !is_beside(slot->topic)) &&
            !is_spoken_for(snap, i))
            texts[(*count)++] = ak_arena_printf(
                arena, "can't read %s%s: %s", nouns[slot->topic], names_of(snap, i, arena),
                ak_err_sentence(&slot->err, sentence, sizeof sentence));
    }
    return texts;
}

static void print_complaints(const struct ak_snap *snap)
{
    struct ak_arena *arena = ak_arena_new(0);
    size_t count;
    const char *const *texts = ak__complaints(snap, true, arena, &count);

    for (size_t i = 0; i < count; i++)
        fprintf(stderr, "akscope: %s\n", texts[i]);
    ak_arena_free(arena);
}

/* Azure answers for a region that does not exist with an empty list of sizes. */
static bool is_data(const struct ak_slot *slot, enum ak_topic wanted)
{
    bool is_empty = slot->payload == NULL ||
                    (slot->topic == AK_TOPIC_VM_SIZES && slot->payload->as.vm_sizes.count == 0);

    return slot->topic == wanted && !is_empty;
}

int ak__complain_of_slots(const struct ak_snap *snap, enum ak_topic wanted, bool *has_data)
{
    const struct ak_err *first = NULL;

    *has_data = false;
    for (size_t i = 0; i < snap->slot_count; i++) {
        const struct ak_slot *slot = snap->slots[i];

        if (!ak_slot_is_trouble(slot)) {
            *has_data = *has_data || is_data(slot, wanted);
            continue;
        }
        if (first == NULL && !is_beside(slot->topic))
            first = &slot->err;
    }
    print_complaints(snap);
    if (first == NULL)
        return 0;
    return ak_err_kind_exit_code(*has_data ? AK_ERR_INCOMPLETE : first->kind);
}
