/* cells.c: cells that several views show alike. */
#include "config.h"

#include "cells_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"

enum { MANY_DAYS = 999, YEAR_DAYS = 365 };

void ak__cell_set(struct ak_table_cell *cell, enum ak_role role, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(cell->text, sizeof cell->text, format, arguments);
    va_end(arguments);
    cell->role = role;
}

void ak__cell_mark(struct ak_table_cell *cell, enum ak_glyph mark)
{
    cell->has_mark = true;
    cell->mark = mark;
}

enum ak_role ak__severity_role(enum ak_severity severity)
{
    static const enum ak_role roles[] = {
        [AK_SEVERITY_NONE] = AK_ROLE_DIM,     [AK_SEVERITY_LATER] = AK_ROLE_LATER,
        [AK_SEVERITY_SOON] = AK_ROLE_SOON,    [AK_SEVERITY_ENDED] = AK_ROLE_PAST,
        [AK_SEVERITY_REMOVED] = AK_ROLE_PAST,
    };

    return roles[severity];
}

enum ak_glyph ak__severity_glyph(enum ak_severity severity)
{
    static const enum ak_glyph glyphs[] = {
        [AK_SEVERITY_NONE] = AK_GLYPH_NOTHING, [AK_SEVERITY_LATER] = AK_GLYPH_LATER,
        [AK_SEVERITY_SOON] = AK_GLYPH_SOON,    [AK_SEVERITY_ENDED] = AK_GLYPH_ENDED,
        [AK_SEVERITY_REMOVED] = AK_GLYPH_PAST,
    };

    return glyphs[severity];
}

void ak__cell_deadline(const struct ak_retirement *retirement, struct ak_table_cell *cell)
{
    enum ak_role role = ak__severity_role(retirement->severity);

    ak__cell_mark(cell, ak__severity_glyph(retirement->severity));
    if (!retirement->has_days)
        ak__cell_set(cell, role, "%s", retirement->severity > AK_SEVERITY_NONE ? "past" : "");
    else if (retirement->days > MANY_DAYS || retirement->days < -MANY_DAYS)
        ak__cell_set(cell, role, "%d y", retirement->days / YEAR_DAYS);
    else
        ak__cell_set(cell, role, "%d d", retirement->days);
}

void ak__cell_kubernetes(const char *version, bool is_lts, const struct ak_retirement *end,
                         struct ak_table_cell *cell)
{
    enum ak_role role =
        end->severity >= AK_SEVERITY_SOON ? ak__severity_role(end->severity) : AK_ROLE_TEXT;

    ak__cell_set(cell, role, "%s%s", version != NULL ? version : "?", is_lts ? " L" : "");
}

int64_t ak__rank_deadline(const struct ak_retirement *retirement)
{
    int64_t days = retirement->has_days ? retirement->days : 0;

    /* The worst severity first; within it the fewest days left (or the longest past). */
    return -(int64_t)retirement->severity * 1000000 + days;
}

void ak__cell_verdict(const struct ak_cvm_verdict *verdict, struct ak_table_cell *cell)
{
    static const struct {
        enum ak_role role;
        enum ak_glyph mark;
        const char *suffix;
    } looks[] = {
        [AK_CVM_UNKNOWN] = {AK_ROLE_STALE, AK_GLYPH_NOTHING, "?"},
        [AK_CVM_NO] = {AK_ROLE_DIM, AK_GLYPH_NOTHING, ""},
        [AK_CVM_BY_NAME] = {AK_ROLE_SOON, AK_GLYPH_NOTHING, "?"},
        [AK_CVM_CONFIRMED] = {AK_ROLE_GOOD, AK_GLYPH_YES, ""},
        [AK_CVM_CONFLICT] = {AK_ROLE_PAST, AK_GLYPH_SOON, "!"},
    };
    static const char *const tees[] = {
        [AK_TEE_NONE] = "", [AK_TEE_SEV_SNP] = "SNP", [AK_TEE_TDX] = "TDX"};
    bool is_named = verdict->status != AK_CVM_NO && verdict->status != AK_CVM_UNKNOWN;
    const char *tee = is_named ? tees[verdict->tee] : "";

    ak__cell_set(cell, looks[verdict->status].role, "%s%s",
                 is_named && tee[0] == '\0' ? "CVM" : tee, looks[verdict->status].suffix);
    if (verdict->status == AK_CVM_NO || looks[verdict->status].mark != AK_GLYPH_NOTHING)
        ak__cell_mark(cell, looks[verdict->status].mark);
}

void ak__cell_state(const char *provisioning_state, const char *power_state,
                    struct ak_table_cell *cell)
{
    if (ak_text_caseeq(provisioning_state, "Failed") ||
        ak_text_caseeq(provisioning_state, "Canceled")) {
        ak__cell_set(cell, AK_ROLE_PAST, "%s", provisioning_state);
        ak__cell_mark(cell, AK_GLYPH_NO);
    } else if (provisioning_state != NULL && !ak_text_caseeq(provisioning_state, "Succeeded")) {
        ak__cell_set(cell, AK_ROLE_CHANGING, "%s", provisioning_state);
        ak__cell_mark(cell, AK_GLYPH_CHANGING);
    } else if (power_state != NULL && !ak_text_caseeq(power_state, "Running")) {
        ak__cell_set(cell, AK_ROLE_STALE, "%s", power_state);
        ak__cell_mark(cell, AK_GLYPH_NOTHING);
    } else {
        ak__cell_set(cell, AK_ROLE_DIM, "%s", power_state != NULL ? power_state : "");
    }
}

static const char *slot_words(const struct ak_slot *slot, const char *nothing)
{
    static const char *const words[] = {
        [AK_SLOT_NEVER] = "not read yet",
        [AK_SLOT_LOADING] = "reading…",
        [AK_SLOT_OK] = NULL,
        [AK_SLOT_STALE] = NULL,
        [AK_SLOT_FAILED] = "it could not be read; akscope tries again",
        [AK_SLOT_FORBIDDEN] = "Azure refused to show it: ask for the Reader role",
    };

    if (slot->status == AK_SLOT_FORBIDDEN && slot->err.kind == AK_ERR_NOT_SIGNED_IN)
        return "not signed in: L signs in with a code; or run `az login`";
    return words[slot->status] != NULL ? words[slot->status] : nothing;
}

/* Clusters that are in the snapshot, though the fleet may not have been made of it yet. */
static bool has_clusters(const struct ak_snap *snap)
{
    size_t first;
    size_t count = ak_snap_topic(snap, AK_TOPIC_CLUSTERS, &first);

    for (size_t i = first; i < first + count; i++) {
        const struct ak_payload *payload = snap->slots[i]->payload;

        if (payload != NULL && payload->as.clusters.count > 0)
            return true;
    }
    return false;
}

/* Of all lists of clusters the one that tells most why there is nothing: one that is still to come,
 * then one that could not be had. NULL when none was asked for. */
static const struct ak_slot *telling_slot(const struct ak_snap *snap)
{
    size_t first;
    size_t count = ak_snap_topic(snap, AK_TOPIC_CLUSTERS, &first);
    const struct ak_slot *telling = NULL;

    for (size_t i = first; i < first + count; i++) {
        const struct ak_slot *slot = snap->slots[i];

        if (slot->status == AK_SLOT_NEVER || slot->status == AK_SLOT_LOADING)
            return slot;
        if (telling == NULL || slot->status == AK_SLOT_FAILED || slot->status == AK_SLOT_FORBIDDEN)
            telling = slot;
    }
    return telling;
}

static const char *no_lists_words(const struct ak_view_input *input)
{
    const struct ak_snap *snap = input->snap;
    const struct ak_payload *payload = ak_snap_payload(snap, AK_TOPIC_SUBSCRIPTIONS, "");

    if (payload != NULL && input->are_subscriptions_narrowed)
        return "no subscription is shown: :subscriptions chooses them";
    if (payload != NULL && payload->as.subscriptions.count > 0)
        return "not read yet";
    return ak__empty_words(snap, AK_TOPIC_SUBSCRIPTIONS, "", "this account sees no subscriptions");
}

const char *ak__no_clusters_words(const struct ak_view_input *input, const char *nothing)
{
    const struct ak_slot *slot = telling_slot(input->snap);

    if (input->fleet->cluster_count > 0)
        return nothing;
    if (has_clusters(input->snap))
        return "reading…";
    return slot == NULL ? no_lists_words(input) : slot_words(slot, nothing);
}

const char *ak__empty_words(const struct ak_snap *snap, enum ak_topic topic, const char *key,
                            const char *nothing)
{
    const struct ak_slot *slot = ak_snap_find(snap, topic, key);

    return slot == NULL ? "not read yet" : slot_words(slot, nothing);
}
