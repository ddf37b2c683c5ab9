/* verify.c: the check of a confidential pool, read anew: VM size, node image and the size's
 * capability, each with its evidence. */
#include "config.h"

#include <stdio.h>

#include "akscope/actions/plan.h"
#include "akscope/base/text.h"
#include "akscope/model/id.h"
#include "akscope/rules/fleet.h"
#include "akscope/views/views.h"
#include "page_int.h"

enum { FRESH_S = 5, COLUMNS = 90 };

struct verify {
    struct ak__page page;
    char pool_id[AK_ID_SIZE];
    char cluster_id[AK_ID_SIZE];
    uint64_t known_version; /* of the list of pools when it was opened, where that was too old */
};

/* What the check looks at. */
struct evidence {
    const struct verify *verify;
    const struct ak_view_input *input;
    const struct ak_slot *slot; /* of the list of pools; NULL: never asked for */
    const struct ak_pool *pool; /* NULL: not there */
    const struct ak_vm_size *size;
};

/* ---- what is known ---- */

static const struct ak_pool *find_pool(const struct ak_payload *payload, const char *id)
{
    for (size_t i = 0; payload != NULL && i < payload->as.pools.count; i++) {
        if (ak_text_caseeq(payload->as.pools.items[i].name, ak_id_name(id)))
            return &payload->as.pools.items[i];
    }
    return NULL;
}

static bool region_key(const struct verify *verify, const struct ak_view_input *input, char *out,
                       size_t size)
{
    const struct ak_fleet_cluster *cluster =
        ak_fleet_find_cluster(input->fleet, verify->cluster_id);

    if (cluster == NULL || cluster->cluster->location == NULL)
        return false;
    ak_region_key(cluster->cluster->subscription_id, cluster->cluster->location, out, size);
    return true;
}

static const struct ak_vm_size *find_size(const struct verify *verify,
                                          const struct ak_view_input *input, const char *name)
{
    char key[AK_DEMAND_KEY_SIZE];
    const struct ak_payload *payload = region_key(verify, input, key, sizeof key)
                                           ? ak_snap_payload(input->snap, AK_TOPIC_VM_SIZES, key)
                                           : NULL;

    return payload != NULL ? ak_vm_sizes_find(&payload->as.vm_sizes, name) : NULL;
}

static struct evidence collect(const struct verify *verify, const struct ak_view_input *input)
{
    struct evidence evidence = {.verify = verify,
                                .input = input,
                                .slot =
                                    ak_snap_find(input->snap, AK_TOPIC_POOLS, verify->cluster_id)};
    const struct ak_fleet_pool *told = ak_fleet_find_pool(input->fleet, verify->pool_id);

    if (evidence.slot != NULL)
        evidence.pool = find_pool(evidence.slot->payload, verify->pool_id);
    if (evidence.pool == NULL && told != NULL)
        evidence.pool = told->pool;
    if (evidence.pool != NULL)
        evidence.size = find_size(verify, input, evidence.pool->vm_size);
    return evidence;
}

static bool is_fresh(const struct evidence *evidence)
{
    return evidence->slot != NULL && evidence->slot->payload != NULL &&
           evidence->slot->payload_version > evidence->verify->known_version;
}

/* ---- life ---- */

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct verify *verify = state;
    const struct ak_slot *slot;

    (void)argument;
    if (input->targets.count == 0)
        return;
    ak_text_copy(verify->pool_id, sizeof verify->pool_id, input->targets.items[0]);
    ak_text_copy(verify->cluster_id, ak_id_cluster_len(verify->pool_id) + 1, verify->pool_id);
    slot = ak_snap_find(input->snap, AK_TOPIC_POOLS, verify->cluster_id);
    if (slot != NULL && ak_clock_now(input->clock) - slot->fetched_at > FRESH_S)
        verify->known_version = slot->payload_version;
}

static void release(void *state)
{
    (void)state;
}

static void sync(void *state, const struct ak_view_input *input)
{
    (void)state;
    (void)input;
}

static void demand(const void *state, const struct ak_view_input *input, struct ak_demands *demands)
{
    const struct verify *verify = state;
    char key[AK_DEMAND_KEY_SIZE];

    ak_demands_add(demands, AK_TOPIC_POOLS, verify->cluster_id, FRESH_S);
    if (region_key(verify, input, key, sizeof key))
        ak_demands_add(demands, AK_TOPIC_VM_SIZES, key, 0);
}

/* ---- the picture ---- */

static void paint_line(struct ak__pen *pen, const struct ak_verify_line *line)
{
    static const struct {
        enum ak_role role;
        enum ak_glyph mark;
        const char *word;
    } looks[] = {
        [AK_VERIFY_FAIL] = {AK_ROLE_PAST, AK_GLYPH_NO, "fail"},
        [AK_VERIFY_PASS] = {AK_ROLE_GOOD, AK_GLYPH_YES, "pass"},
        [AK_VERIFY_UNKNOWN] = {AK_ROLE_STALE, AK_GLYPH_NOTHING, "unknown"},
    };
    char text[AK_EVIDENCE_SIZE + 32];

    snprintf(text, sizeof text, "%s: %s", looks[line->result].word, line->evidence);
    ak__pen_marked(pen, line->what, looks[line->result].role, looks[line->result].mark, text);
}

static void paint_freshness(struct ak__pen *pen, const struct evidence *evidence)
{
    const struct ak_slot *slot = evidence->slot;
    char text[AK_TOAST_SIZE];

    if (slot != NULL && slot->err.kind != AK_ERR_NONE) {
        snprintf(text, sizeof text, "reading it anew failed: %s",
                 ak_err_kind_sentence(slot->err.kind));
        ak__pen_marked(pen, "Read", AK_ROLE_SOON, AK_GLYPH_SOON, text);
    } else if (is_fresh(evidence)) {
        ak__pen_marked(pen, "Read", AK_ROLE_GOOD, AK_GLYPH_YES,
                       "just now, from the node pool itself");
    } else {
        ak__pen_marked(pen, "Read", AK_ROLE_CHANGING, AK_GLYPH_REFRESH,
                       "reading it anew; what follows is from before");
    }
}

static void paint_verdict(struct ak__pen *pen, const struct evidence *evidence)
{
    struct ak_node_image image = ak_node_image_parse(evidence->pool->node_image_version);
    struct ak_cvm_verdict verdict =
        ak_cvm_assess(evidence->pool, &image, evidence->size, evidence->input->facts);
    const char *tee = ak_tee_name(verdict.tee);
    char text[AK_TOAST_SIZE];
    static const enum ak_role roles[] = {
        [AK_CVM_UNKNOWN] = AK_ROLE_STALE, [AK_CVM_NO] = AK_ROLE_TEXT,
        [AK_CVM_BY_NAME] = AK_ROLE_SOON,  [AK_CVM_CONFIRMED] = AK_ROLE_GOOD,
        [AK_CVM_CONFLICT] = AK_ROLE_PAST,
    };

    snprintf(text, sizeof text, "%s%s%s: %s", ak_cvm_status_name(verdict.status),
             tee != NULL ? ", " : "", tee != NULL ? tee : "",
             ak_cvm_status_meaning(verdict.status));
    ak__pen_gap(pen);
    ak__pen_field(pen, "Confidential", roles[verdict.status], text);
    ak__pen_field(pen, "", AK_ROLE_DIM, "It is what ARM reports, not an attestation.");
}

static void paint(struct ak__pen *pen, const void *context)
{
    const struct evidence *evidence = context;
    struct ak_verify_line lines[AK_VERIFY_COUNT];

    if (evidence->pool == NULL) {
        ak__pen_line(pen, 1, AK_ROLE_PAST, "there is no such node pool (any more)");
        return;
    }
    ak_verify_pool(evidence->pool, evidence->size, evidence->input->facts, lines);
    paint_freshness(pen, evidence);
    ak__pen_gap(pen);
    for (size_t i = 0; i < AK_VERIFY_COUNT; i++)
        paint_line(pen, &lines[i]);
    paint_verdict(pen, evidence);
}

static struct ak_rect place(void *state, const struct ak_view_input *input, struct ak_rect body)
{
    struct evidence evidence = collect(state, input);
    int columns = ak__box_columns(body, COLUMNS);

    return ak__box_place(body, columns, ak__page_rows(columns, paint, &evidence) + 1);
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct verify *verify = state;
    struct evidence evidence = collect(verify, input);

    (void)is_focused;
    ak__page_draw(&verify->page, canvas, paint, &evidence);
}

/* The seed's two commands in one. */
static struct ak_reaction copy_command(const struct verify *verify,
                                       const struct ak_view_input *input)
{
    const struct ak_fleet_cluster *cluster =
        ak_fleet_find_cluster(input->fleet, verify->cluster_id);

    if (cluster == NULL)
        return ak_reaction_none();
    return ak_reaction_say(
        AK_REACTION_COPY,
        "az aks nodepool show --subscription %s --resource-group %s --cluster-name %s --name %s "
        "--query '{vmSize: vmSize, nodeImageVersion: nodeImageVersion}'",
        cluster->cluster->subscription_id, cluster->cluster->resource_group, cluster->cluster->name,
        ak_id_name(verify->pool_id));
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct verify *verify = state;

    switch ((int)event->action) {
    case AK_ACTION_VERIFY:
    case AK_ACTION_ENTER:
        return ak_reaction_of(AK_REACTION_CLOSE, "", "");
    case AK_ACTION_QUIT:
        return event->key != NULL ? ak_reaction_of(AK_REACTION_CLOSE, "", "") : ak_reaction_none();
    case AK_ACTION_COPY_COMMAND:
        return copy_command(verify, input);
    default:
        return ak__page_act(&verify->page, event);
    }
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct verify *verify = state;

    (void)input;
    snprintf(out, size, "Verify %s of %s", ak_id_name(verify->pool_id),
             ak_id_name(verify->cluster_id));
}

static void note(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    (void)state;
    (void)input;
    snprintf(out, size, "c copies the az command");
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    (void)state;
    (void)input;
    return "cvm";
}

const struct ak_view_class ak_view_verify = {
    .name = "verify",
    .state_size = sizeof(struct verify),
    .scope = AK_SCOPE_LIST,
    .init = init,
    .release = release,
    .sync = sync,
    .demand = demand,
    .draw = draw,
    .act = act,
    .title = title,
    .note = note,
    .topic = topic,
    .place = place,
};
