/* cells.c: cells that several views show alike. */
#include "config.h"

#include "cells_int.h"

#include <stdarg.h>
#include <stdio.h>

#include "akscope/base/text.h"

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
        [AK_SEVERITY_SOON] = AK_GLYPH_SOON,    [AK_SEVERITY_ENDED] = AK_GLYPH_PAST,
        [AK_SEVERITY_REMOVED] = AK_GLYPH_PAST,
    };

    return glyphs[severity];
}

void ak__cell_deadline(const struct ak_retirement *retirement, struct ak_table_cell *cell)
{
    enum ak_role role = ak__severity_role(retirement->severity);

    ak__cell_mark(cell, ak__severity_glyph(retirement->severity));
    if (retirement->has_days)
        ak__cell_set(cell, role, "%d d",
                     retirement->days < 0 ? -retirement->days : retirement->days);
    else
        ak__cell_set(cell, role, "%s", retirement->severity > AK_SEVERITY_NONE ? "past" : "");
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

const char *ak__days_words(int32_t days, char *out, size_t size)
{
    if (days == 0)
        snprintf(out, size, "today");
    else if (days > 0)
        snprintf(out, size, "in %d d", days);
    else
        snprintf(out, size, "%d d ago", -days);
    return out;
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
        return "not signed in: run `az login`, or set AKSCOPE_TOKEN";
    return words[slot->status] != NULL ? words[slot->status] : nothing;
}

const char *ak__empty_words(const struct ak_snap *snap, enum ak_topic topic, const char *key,
                            const char *nothing)
{
    const struct ak_slot *slot = ak_snap_find(snap, topic, key);
    size_t first;
    size_t count = ak_snap_topic(snap, topic, &first);

    if (key[0] == '\0' && topic == AK_TOPIC_CLUSTERS)
        slot = count > 0 ? snap->slots[first] : ak_snap_find(snap, AK_TOPIC_SUBSCRIPTIONS, "");
    return slot == NULL ? "not read yet" : slot_words(slot, nothing);
}
