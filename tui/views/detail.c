/* detail.c: pane 4: everything about the pool in view, with the evidence for each verdict. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/views/views.h"
#include "cells_int.h"
#include "page_int.h"
#include "ways_int.h"

struct detail {
    struct ak__page page;
    char pool_id[AK_ID_SIZE]; /* whose page is scrolled */
    struct ak__ways ways;
};

static const struct ak_fleet_pool *pool_in_view(const struct ak_view_input *input)
{
    return ak_fleet_find_pool(input->fleet, input->pool_id);
}

static void draw_witness(struct ak__pen *pen, enum ak_witness witness, const char *text)
{
    static const struct {
        enum ak_role role;
        enum ak_glyph mark;
    } looks[] = {
        [AK_WITNESS_SILENT] = {AK_ROLE_STALE, AK_GLYPH_NOTHING},
        [AK_WITNESS_NO] = {AK_ROLE_TEXT, AK_GLYPH_NO},
        [AK_WITNESS_YES] = {AK_ROLE_GOOD, AK_GLYPH_YES},
    };

    ak__pen_marked(pen, "", looks[witness].role, looks[witness].mark, text);
}

static enum ak_role verdict_role(enum ak_cvm_status status)
{
    static const enum ak_role roles[] = {
        [AK_CVM_UNKNOWN] = AK_ROLE_STALE, [AK_CVM_NO] = AK_ROLE_DIM,
        [AK_CVM_BY_NAME] = AK_ROLE_SOON,  [AK_CVM_CONFIRMED] = AK_ROLE_GOOD,
        [AK_CVM_CONFLICT] = AK_ROLE_PAST,
    };

    return roles[status];
}

/* The seed's two checks, and the capability as the third witness. */
static void draw_confidential(struct ak__pen *pen, const struct ak_fleet_pool *pool,
                              const struct ak_facts *facts)
{
    const struct ak_cvm_verdict *verdict = &pool->cvm;
    const char *tee = ak_tee_name(verdict->tee);
    char evidence[AK_EVIDENCE_SIZE];
    char text[256];

    snprintf(text, sizeof text, "%s%s%s: %s", ak_cvm_status_name(verdict->status),
             tee != NULL ? ", " : "", tee != NULL ? tee : "",
             ak_cvm_status_meaning(verdict->status));
    ak__pen_field(pen, "Confidential", verdict_role(verdict->status), text);
    if (verdict->status == AK_CVM_NO)
        return;
    draw_witness(pen, verdict->by_capability,
                 ak_cvm_evidence_capability(verdict, pool->pool, evidence));
    draw_witness(pen, verdict->by_name, ak_cvm_evidence_name(verdict, pool->pool, facts, evidence));
    draw_witness(pen, verdict->by_image, ak_cvm_evidence_image(verdict, pool->pool, evidence));
    ak__pen_field(pen, "", AK_ROLE_DIM, "what ARM reports, not an attestation");
}

static const char *or_unknown(const char *text)
{
    return text != NULL ? text : "unknown";
}

static void draw_os(struct ak__pen *pen, const struct ak_fleet_pool *pool)
{
    char text[256];
    const char *basis =
        pool->os.basis == AK_OS_FROM_IMAGE ? "by its image" : "by OS SKU and version";

    if (pool->os.release != NULL)
        snprintf(text, sizeof text, "%s (OS SKU %s, Kubernetes %s; %s)", pool->os.release->name,
                 or_unknown(pool->pool->os_sku), or_unknown(pool->pool->kubernetes_version), basis);
    else
        snprintf(text, sizeof text, "not known (OS SKU %s, Kubernetes %s): %s",
                 or_unknown(pool->pool->os_sku), or_unknown(pool->pool->kubernetes_version),
                 ak_pool_os_reason(&pool->os));
    ak__pen_field(pen, "OS", AK_ROLE_TEXT, text);
}

static void draw_retirement(struct ak__pen *pen, const char *label,
                            const struct ak_retirement *retirement, struct ak_date today)
{
    enum ak_role role = ak__severity_role(retirement->severity);
    char text[AK_RETIREMENT_WORDS_SIZE];

    if (retirement->severity == AK_SEVERITY_NONE)
        return;
    ak_retirement_words(retirement, today, true, text);
    ak__pen_marked(pen, label, role, ak__severity_glyph(retirement->severity), text);
    ak__pen_field(pen, "", role, retirement->stops);
}

/* What ends of its VM size, of its cluster's networking, by a policy: the facts say what to do. */
static void draw_others(struct ak__pen *pen, const struct ak_retirement *const *ends, size_t count,
                        struct ak_date today)
{
    char text[AK_RETIREMENT_WORDS_SIZE];
    char line[AK_RETIREMENT_WORDS_SIZE + 128];

    for (size_t i = 0; i < count; i++) {
        snprintf(line, sizeof line, "%s: %s", ends[i]->what,
                 ak_retirement_words(ends[i], today, true, text));
        ak__pen_marked(pen, i == 0 ? "Also" : "", ak__severity_role(ends[i]->severity),
                       ak__severity_glyph(ends[i]->severity), line);
        ak__pen_field(pen, "", AK_ROLE_ACCENT, ends[i]->action);
    }
}

/* What has no way out says at least what to do in general. */
static void draw_no_way(struct ak__pen *pen, const struct ak__ways *ways)
{
    const struct ak_retirement *worst =
        ak_retirement_worse(ways->pool->os_end, ways->pool->kubernetes_end);

    if (ways->out.status != AK_WAY_NOT_NEEDED)
        ak__pen_marked(pen, "Way out", AK_ROLE_PAST, AK_GLYPH_NO, ways->out.reason);
    ak__pen_field(pen, "", AK_ROLE_ACCENT, worst->action);
}

/* The ways by their phrases, and the terms of the first; all of it, step by step, is one key away.
 */
static void draw_way(struct ak__pen *pen, const struct ak__ways *ways, struct ak_date today)
{
    const struct ak_way_out *out = &ways->out;
    char words[AK__WAY_WORDS_SIZE];
    char text[AK__WAY_WORDS_SIZE + 128];

    if (out->way_count == 0) {
        draw_no_way(pen, ways);
        return;
    }
    ak__pen_field(pen, "Way out", AK_ROLE_ACCENT, out->ways[0].phrase);
    for (size_t i = 1; i < out->way_count; i++) {
        snprintf(text, sizeof text, "or %s", out->ways[i].phrase);
        ak__pen_field(pen, "", AK_ROLE_TEXT, text);
    }
    snprintf(text, sizeof text, "%s%s%s", ak__way_open_words(&out->ways[0], today, words),
             out->kept != NULL ? "; keeps " : "", out->kept != NULL ? out->kept : "");
    ak__pen_field(pen, "", AK_ROLE_TEXT, text);
    if (out->ways[0].next != NULL) {
        snprintf(text, sizeof text, "next end: %s", out->ways[0].next);
        ak__pen_field(pen, "", AK_ROLE_DIM, text);
    }
    if (out->ways[0].gives_up != NULL)
        ak__pen_marked(pen, "", AK_ROLE_SOON, AK_GLYPH_SOON, out->ways[0].gives_up);
    if (out->ways[0].uncertain != NULL)
        ak__pen_marked(pen, "", AK_ROLE_SOON, AK_GLYPH_SOON, out->ways[0].uncertain);
    if (out->uncertain != NULL)
        ak__pen_marked(pen, "", AK_ROLE_SOON, AK_GLYPH_SOON, out->uncertain);
}

/* "144 d old, 9 releases behind; too old from 90 d on". */
static void draw_image_age(struct ak__pen *pen, const struct ak_image_age *age,
                           const struct ak_image_policy *policy)
{
    static const struct {
        enum ak_role role;
        enum ak_glyph mark;
    } looks[] = {
        [AK_IMAGE_AGE_UNKNOWN] = {AK_ROLE_STALE, AK_GLYPH_NOTHING},
        [AK_IMAGE_FRESH] = {AK_ROLE_GOOD, AK_GLYPH_YES},
        [AK_IMAGE_OLD] = {AK_ROLE_TEXT, AK_GLYPH_LATER},
        [AK_IMAGE_TOO_OLD] = {AK_ROLE_SOON, AK_GLYPH_SOON},
    };
    char words[96];
    char text[160];

    ak_image_age_words(age, words, sizeof words);
    if (age->grade == AK_IMAGE_TOO_OLD)
        snprintf(text, sizeof text, "%s; too old from %d d on", words, policy->too_old_days);
    else if (age->grade == AK_IMAGE_OLD)
        snprintf(text, sizeof text, "%s; old from %d d on, too old from %d d", words,
                 policy->old_days, policy->too_old_days);
    else
        snprintf(text, sizeof text, "%s", words);
    if (text[0] != '\0')
        ak__pen_marked(pen, "", looks[age->grade].role, looks[age->grade].mark, text);
}

static void draw_image(struct ak__pen *pen, const struct ak_fleet_pool *pool,
                       const struct ak_view_input *input)
{
    struct ak_node_image image;
    struct ak_image_age age;
    const struct ak_payload *upgrades =
        ak_snap_payload(input->snap, AK_TOPIC_POOL_UPGRADES, pool->pool->id);
    const char *latest =
        upgrades != NULL ? upgrades->as.pool_upgrades.latest_node_image_version : NULL;
    char text[256];

    if (pool->pool->node_image_version == NULL) {
        ak__pen_field(pen, "Image", AK_ROLE_STALE, "none reported (yet)");
        return;
    }
    image = ak_node_image_parse(pool->pool->node_image_version);
    age = ak_image_age_measure(&image, latest, input->facts, input->fleet->today);
    ak__pen_field(pen, "Image", AK_ROLE_TEXT, pool->pool->node_image_version);
    draw_image_age(pen, &age, &input->facts->image_policy);
    if (latest != NULL && !ak_text_caseeq(latest, pool->pool->node_image_version)) {
        snprintf(text, sizeof text, "newest: %s", latest);
        ak__pen_field(pen, "", AK_ROLE_DIM, text);
    }
}

static void draw_number(struct ak__pen *pen, const char *label, struct ak_number number,
                        const char *unit)
{
    char text[64];

    if (!number.is_set)
        return;
    snprintf(text, sizeof text, "%lld%s", (long long)number.value, unit);
    ak__pen_field(pen, label, AK_ROLE_TEXT, text);
}

static void draw_scaling(struct ak__pen *pen, const struct ak_pool *pool)
{
    char text[128];

    ak__pen_heading(pen, "Scaling");
    if (!pool->count.is_set)
        snprintf(text, sizeof text, "not told (yet)");
    else if (pool->autoscaling == AK_YES && pool->min_count.is_set && pool->max_count.is_set)
        snprintf(text, sizeof text, "%lld, autoscaled between %lld and %lld",
                 (long long)pool->count.value, (long long)pool->min_count.value,
                 (long long)pool->max_count.value);
    else
        snprintf(text, sizeof text, "%lld, fixed", (long long)pool->count.value);
    ak__pen_field(pen, "Nodes", AK_ROLE_TEXT, text);
    draw_number(pen, "Max pods", pool->max_pods, "");
    ak__pen_field(pen, "Priority", AK_ROLE_TEXT, pool->scale_set_priority);
    ak__pen_field(pen, "Eviction", AK_ROLE_TEXT, pool->eviction_policy);
    ak__pen_field(pen, "Scale down", AK_ROLE_TEXT, pool->scale_down_mode);
    ak__pen_field(pen, "Max surge", AK_ROLE_TEXT, pool->max_surge);
    ak__pen_field(pen, "Max unavailable", AK_ROLE_TEXT, pool->max_unavailable);
    draw_number(pen, "Drain timeout", pool->drain_timeout_minutes, " min");
    draw_number(pen, "Node soak", pool->node_soak_minutes, " min");
}

static void draw_machine(struct ak__pen *pen, const struct ak_pool *pool)
{
    ak__pen_heading(pen, "Machine");
    ak__pen_field(pen, "VM size", AK_ROLE_TEXT, pool->vm_size);
    ak__pen_field(pen, "Kind", AK_ROLE_TEXT, pool->type);
    ak__pen_field(pen, "OS disk", AK_ROLE_TEXT, pool->os_disk_type);
    draw_number(pen, "OS disk size", pool->os_disk_size_gb, " GiB");
    ak__pen_field(pen, "Workload", AK_ROLE_TEXT, pool->workload_runtime);
    ak__pen_field(pen, "GPU instance", AK_ROLE_TEXT, pool->gpu_instance_profile);
    ak__pen_field(pen, "Subnet", AK_ROLE_TEXT, pool->vnet_subnet_id);
}

static void draw_security(struct ak__pen *pen, const struct ak_pool *pool)
{
    const struct {
        const char *label;
        enum ak_answer answer;
    } rows[] = {{"FIPS", pool->fips},
                {"Secure boot", pool->secure_boot},
                {"vTPM", pool->vtpm},
                {"Host encryption", pool->encryption_at_host},
                {"Public IP", pool->node_public_ip}};
    bool has_heading = false;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].answer == AK_UNKNOWN)
            continue;
        if (!has_heading)
            ak__pen_heading(pen, "Security");
        has_heading = true;
        ak__pen_field(pen, rows[i].label, AK_ROLE_TEXT, rows[i].answer == AK_YES ? "yes" : "no");
    }
}

static void draw_texts(struct ak__pen *pen, const char *heading, const struct ak_texts *texts)
{
    if (texts->count == 0)
        return;
    ak__pen_heading(pen, heading);
    for (size_t i = 0; i < texts->count; i++)
        ak__pen_line(pen, 3, AK_ROLE_TEXT, texts->items[i]);
}

static void draw_pairs(struct ak__pen *pen, const char *heading, const struct ak_pairs *pairs)
{
    if (pairs->count == 0)
        return;
    ak__pen_heading(pen, heading);
    for (size_t i = 0; i < pairs->count; i++)
        ak__pen_printf(pen, 3, AK_ROLE_TEXT, "%s = %s", pairs->items[i].key,
                       pairs->items[i].value != NULL ? pairs->items[i].value : "");
}

/* Versions that the cluster's upgrade profile offers this pool. */
static void draw_upgrades(struct ak__pen *pen, const struct ak_fleet_pool *pool,
                          const struct ak_view_input *input)
{
    const struct ak_payload *payload =
        ak_snap_payload(input->snap, AK_TOPIC_POOL_UPGRADES, pool->pool->id);
    char text[512] = "";

    if (payload == NULL || payload->as.pool_upgrades.upgrade_count == 0)
        return;
    ak__pen_heading(pen, "Upgrades offered");
    for (size_t i = 0; i < payload->as.pool_upgrades.upgrade_count; i++) {
        const struct ak_upgrade *upgrade = &payload->as.pool_upgrades.upgrades[i];
        size_t used = strlen(text);

        snprintf(text + used, sizeof text - used, "%s%s%s", i > 0 ? ", " : "",
                 or_unknown(upgrade->version), upgrade->is_preview == AK_YES ? " (preview)" : "");
    }
    ak__pen_paragraph(pen, 3, AK_ROLE_TEXT, text);
}

/* What of it ends, and what leads out of that. */
static void draw_ends(struct ak__pen *pen, const struct ak_fleet_pool *pool,
                      const struct ak__ways *ways, struct ak_date today)
{
    draw_retirement(pen, "Retires", pool->os_end, today);
    draw_retirement(pen, "Kubernetes", pool->kubernetes_end, today);
    if (ways->pool != NULL)
        draw_way(pen, ways, today);
    draw_others(pen, pool->other_ends, pool->other_end_count, today);
    draw_others(pen, pool->cluster->other_ends, pool->cluster->other_end_count, today);
}

static void draw_pool(struct ak__pen *pen, const struct ak__ways *ways,
                      const struct ak_fleet_pool *pool, const struct ak_view_input *input)
{
    const struct ak_pool *raw = pool->pool;
    struct ak_table_cell state = {.role = AK_ROLE_TEXT};

    draw_confidential(pen, pool, input->facts);
    draw_os(pen, pool);
    draw_ends(pen, pool, ways, input->fleet->today);
    draw_image(pen, pool, input);
    ak__cell_state(raw->provisioning_state, raw->power_state, &state);
    ak__pen_field(pen, "State", state.role, state.text);
    draw_upgrades(pen, pool, input);
    draw_scaling(pen, raw);
    draw_machine(pen, raw);
    draw_security(pen, raw);
    draw_texts(pen, "Zones", &raw->zones);
    draw_pairs(pen, "Labels", &raw->labels);
    draw_texts(pen, "Taints", &raw->taints);
    draw_pairs(pen, "Tags", &raw->tags);
    ak__pen_heading(pen, "Resource id");
    ak__pen_paragraph(pen, 3, AK_ROLE_DIM, raw->id);
}

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    (void)state;
    (void)input;
    (void)argument;
}

static void release(void *state)
{
    struct detail *detail = state;

    ak__ways_release(&detail->ways);
}

/* Another pool is read from its top. */
static void sync(void *state, const struct ak_view_input *input)
{
    struct detail *detail = state;

    ak__ways_find(&detail->ways, input, input->pool_id);
    if (ak_text_caseeq(detail->pool_id, input->pool_id))
        return;
    ak_text_copy(detail->pool_id, sizeof detail->pool_id, input->pool_id);
    detail->page.top = 0;
}

static void demand(const void *state, const struct ak_view_input *input, struct ak_demands *demands)
{
    (void)state;
    ak__ways_demand(input->pool_id, input, demands);
}

/* What paint needs. */
struct picture {
    const struct ak__ways *ways;
    const struct ak_view_input *input;
};

static void paint(struct ak__pen *pen, const void *context)
{
    const struct picture *picture = context;
    const struct ak_fleet_pool *pool = pool_in_view(picture->input);

    if (pool != NULL)
        draw_pool(pen, picture->ways, pool, picture->input);
    else
        ak__pen_line(pen, 1, AK_ROLE_DIM, "no node pool is selected");
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct detail *detail = state;
    struct picture picture = {.ways = &detail->ways, .input = input};

    (void)is_focused;
    ak__page_draw(&detail->page, canvas, paint, &picture);
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct detail *detail = state;
    const struct ak_fleet_pool *pool = pool_in_view(input);

    if (pool != NULL && event->action == AK_ACTION_ENTER)
        return ak_reaction_of(AK_REACTION_OPEN, "way", pool->pool->id);
    if (pool != NULL && event->action == AK_ACTION_RAW)
        return ak_reaction_of(AK_REACTION_OPEN, "raw", pool->pool->id);
    if (pool != NULL && event->action == AK_ACTION_COPY_ID)
        return ak_reaction_say(AK_REACTION_COPY, "%s", pool->pool->id);
    return ak__page_act(&detail->page, event);
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct ak_fleet_pool *pool = pool_in_view(input);

    (void)state;
    if (pool != NULL)
        snprintf(out, size, "%s \xC2\xB7 %s", pool->pool->name, pool->cluster->cluster->name);
    else
        snprintf(out, size, "Detail");
}

static void note(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct detail *detail = state;

    (void)input;
    ak__page_note(&detail->page, out, size);
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    (void)state;
    (void)input;
    return "cvm";
}

static void targets(const void *state, const struct ak_view_input *input, struct ak_vec *ids)
{
    const struct ak_fleet_pool *pool = pool_in_view(input);

    (void)state;
    if (pool != NULL)
        *(const char **)ak_vec_push(ids) = pool->pool->id;
}

const struct ak_view_class ak_view_detail = {
    .name = "detail",
    .state_size = sizeof(struct detail),
    .scope = AK_SCOPE_LIST,
    .follows_selection = true,
    .init = init,
    .release = release,
    .sync = sync,
    .demand = demand,
    .draw = draw,
    .act = act,
    .title = title,
    .note = note,
    .topic = topic,
    .targets = targets,
};
