/* pool_check_fuzz.c: whatever is typed into the fields of a node pool, checking it ends, says the
 * same twice, and lets no harmful text through.
 *
 * The first byte chooses the kind of intent, the second what was read of the world round the pool;
 * the rest are lines: "option=value" for the wish, any other line is a Kubernetes version. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/rules/pool_check.h"
#include "fuzz.h"
#include "unit/rules/built_in.h"

enum { HAS_SIZES = 1, HAS_USAGES = 2, HAS_POOLS = 4, HAS_VERSIONS = 8 };

static const char *const zones[] = {"1", "2"};
static const struct ak_vm_size sizes[] = {
    {.name = "Standard_DC4as_v5",
     .family = "standardDCASv5Family",
     .confidential_type = "SNP",
     .generations = "V1,V2",
     .zones = {zones, 2},
     .vcpus = {true, 4},
     .memory_mib = {true, 16384}},
    {.name = "Standard_D4ps_v5",
     .family = "standardDPSv5Family",
     .architecture = "Arm64",
     .generations = "V2",
     .vcpus = {true, 9007199254740992},
     .memory_mib = {true, -1}},
};
static const struct ak_usage usages[] = {
    {.name = "cores", .used = {true, 9007199254740992}, .limit = {true, -9007199254740992}},
    {.name = "standardDCASv5Family", .used = {true, 0}, .limit = {true, 48}},
};
static const struct ak_pool pools[] = {
    {.name = "system", .mode = "System", .count = {true, 9007199254740992}},
    {.name = "work",
     .mode = "User",
     .vm_size = "Standard_DC4as_v5",
     .os_type = "Linux",
     .os_sku = "Ubuntu",
     .kubernetes_version = "1.33.5",
     .node_image_version = "AKSUbuntu-2004gen2CVMcontainerd-202607.02.0",
     .max_surge = "99999999999999999999%",
     .autoscaling = AK_YES,
     .count = {true, -5}},
};
static const char *const patches[] = {"1.33.5"};
static const struct ak_kubernetes_version versions[] = {{.minor = "1.33", .patches = {patches, 1}}};

static const struct ak_vm_sizes size_list = {sizes, 2};
static const struct ak_usages usage_list = {usages, 2};
static const struct ak_kubernetes_versions version_list = {versions, 1};

static void read_line(struct ak_intent *intent, char *line)
{
    char *equals = strchr(line, '=');
    enum ak_pool_field field = AK_POOL_FIELD_COUNT;

    if (equals != NULL) {
        *equals = '\0';
        field = ak_pool_field_find(line);
    }
    if (field < AK_POOL_FIELD_COUNT) {
        ak_pool_wish_set(&intent->wish, field, equals + 1);
    } else {
        free(intent->version);
        intent->version = ak_strdup(line);
    }
}

static void read_intent(struct ak_intent *intent, const uint8_t *data, size_t size)
{
    char *text = ak_strndup((const char *)data, size);

    for (char *at = text; at != NULL;) {
        char *end = strchr(at, '\n');

        if (end != NULL)
            *end = '\0';
        read_line(intent, at);
        at = end != NULL ? end + 1 : NULL;
    }
    free(text);
}

static void require_sound(const struct ak_violations *violations)
{
    for (size_t i = 0; i < violations->items.len; i++) {
        const struct ak_violation *found = ak_vec_at(&violations->items, i);
        const struct ak_violation *before = i > 0 ? ak_vec_at(&violations->items, i - 1) : found;

        require(found->weight <= before->weight && found->source != NULL && found->rule != NULL);
        require(found->text[0] != '\0' && ak_text_is_clean(found->text, strlen(found->text)));
    }
}

static void require_same(const struct ak_violations *a, const struct ak_violations *b)
{
    require(a->items.len == b->items.len);
    for (size_t i = 0; i < a->items.len; i++) {
        const struct ak_violation *x = ak_vec_at(&a->items, i);
        const struct ak_violation *y = ak_vec_at(&b->items, i);

        require(x->weight == y->weight && x->field == y->field && x->source == y->source);
        require(strcmp(x->rule, y->rule) == 0 && strcmp(x->text, y->text) == 0);
    }
}

static void look_ahead(const struct ak_intent *intent, const struct ak_pool_surroundings *around,
                       struct ak_arena *arena)
{
    struct ak_pool_outlook outlook = ak_pool_look_ahead(intent, around);

    require(outlook.nodes >= 0 && outlook.surge >= 0 && outlook.surge <= outlook.nodes);
    require(outlook.vcpus_wanted >= 0);
    for (size_t i = 0; i < size_list.count; i++) {
        const char *obstacle = ak_pool_size_obstacle(&sizes[i], intent, around, arena);

        require(obstacle == NULL || ak_text_is_clean(obstacle, strlen(obstacle)));
    }
    for (size_t i = 0; i < around->facts->os_sku_count; i++) {
        const char *obstacle =
            ak_pool_os_sku_obstacle(&around->facts->os_skus[i], intent, around, arena);

        require(obstacle == NULL || ak_text_is_clean(obstacle, strlen(obstacle)));
    }
}

static void check_twice(const struct ak_intent *intent, const struct ak_pool_surroundings *around)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_violations first = ak_violations_init(arena);
    struct ak_violations second = ak_violations_init(arena);

    ak_pool_check(intent, around, &first);
    ak_pool_check(intent, around, &second);
    require_sound(&first);
    require_same(&first, &second);
    if (intent->kind == AK_INTENT_POOL_ADD || around->pool != NULL)
        look_ahead(intent, around, arena);
    ak_violations_release(&first);
    ak_violations_release(&second);
    ak_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct ak_cluster cluster = {.name = "c",
                                              .location = "westeurope",
                                              .kubernetes_version = "1.33.5",
                                              .pools = pools,
                                              .pool_count = 2};
    struct ak_intent intent;
    static const struct ak_facts *facts; /* they live as long as the program */
    struct ak_pool_surroundings around = {.cluster = &cluster, .today = {2026, 11, 24}};

    if (size < 2)
        return 0;
    if (facts == NULL)
        facts = built_in_facts();
    around.facts = facts;
    intent = ak_intent_init((enum ak_intent_kind)(data[0] % AK_INTENT_COUNT), "/c", NULL);
    around.sizes = data[1] & HAS_SIZES ? &size_list : NULL;
    around.usages = data[1] & HAS_USAGES ? &usage_list : NULL;
    around.versions = data[1] & HAS_VERSIONS ? &version_list : NULL;
    around.pools = data[1] & HAS_POOLS ? pools : NULL;
    around.pool_count = data[1] & HAS_POOLS ? 2 : 0;
    around.pool = intent.kind != AK_INTENT_POOL_ADD && data[1] & HAS_POOLS ? &pools[1] : NULL;
    read_intent(&intent, data + 2, size - 2);
    check_twice(&intent, &around);
    ak_intent_release(&intent);
    return 0;
}
