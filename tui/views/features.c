/* features.c: preview features of Microsoft.ContainerService in the subscription in view: which of
 * them the facts know a need for, and until when, and how far their registration is. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/rules/fleet.h"
#include "akscope/rules/rights.h"
#include "akscope/views/views.h"
#include "cells_int.h"
#include "list_int.h"

enum { KEY_SIZE = 128, WATCH_S = 10 };

struct row {
    const char *name;
    const struct ak_preview_feature *known; /* NULL: the facts do not speak of it */
    const struct ak_feature *feature;       /* NULL: Azure does not list it */
};

struct features {
    struct ak__list list;
    struct ak_vec all; /* struct row */
    char subscription[KEY_SIZE];
};

enum need { NEED_NOW, NEED_OPTIONAL, NEED_OVER, NEED_UNKNOWN };

static enum need need_of(const struct row *row, struct ak_date today)
{
    const struct ak_preview_feature *known = row->known;

    if (known == NULL)
        return NEED_UNKNOWN;
    if (ak_date_is_reached(known->until, today))
        return NEED_OVER;
    return known->is_optional ? NEED_OPTIONAL : NEED_NOW;
}

static const char *state_of(const struct row *row)
{
    return row->feature != NULL ? row->feature->state : NULL;
}

static bool is_registered(const struct row *row)
{
    return ak_text_caseeq(state_of(row), "Registered");
}

/* ---- columns ---- */

static void name_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct row *row = data;

    (void)context;
    ak__cell_set(cell, row->known != NULL ? AK_ROLE_STRONG : AK_ROLE_TEXT, "%s", row->name);
}

static void state_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct row *row = data;
    const char *state = state_of(row);

    (void)context;
    if (state == NULL) {
        ak__cell_set(cell, AK_ROLE_DIM, "?");
        return;
    }
    ak__cell_set(cell, AK_ROLE_TEXT, "%s", state);
    if (is_registered(row)) {
        cell->role = AK_ROLE_GOOD;
        ak__cell_mark(cell, AK_GLYPH_YES);
    } else if (ak_text_caseeq(state, "Registering") || ak_text_caseeq(state, "Pending")) {
        cell->role = AK_ROLE_CHANGING;
        ak__cell_mark(cell, AK_GLYPH_CHANGING);
    }
}

static void need_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct ak_view_input *input = context;
    const struct row *row = data;
    char day[AK_DATE_TEXT_SIZE];

    switch (need_of(row, ak_clock_today(input->clock))) {
    case NEED_NOW:
        cell->role = is_registered(row) ? AK_ROLE_TEXT : AK_ROLE_SOON;
        if (ak_date_is_set(row->known->until))
            ak__cell_set(cell, cell->role, "until %s", ak_date_words(row->known->until, day));
        else
            ak__cell_set(cell, cell->role, "yes");
        break;
    case NEED_OPTIONAL:
        ak__cell_set(cell, AK_ROLE_TEXT, "optional");
        break;
    case NEED_OVER:
        ak__cell_set(cell, AK_ROLE_DIM, "not since %s", ak_date_words(row->known->until, day));
        break;
    case NEED_UNKNOWN:
        break;
    }
}

static int64_t need_rank(const void *data, const void *context)
{
    const struct ak_view_input *input = context;

    return need_of(data, ak_clock_today(input->clock));
}

static void purpose_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct row *row = data;

    (void)context;
    if (row->known != NULL && row->known->purpose != NULL)
        ak__cell_set(cell, AK_ROLE_TEXT, "%s", row->known->purpose);
}

static const struct ak_column columns[] = {
    {.id = "feature", .heading = "FEATURE", .min_width = 24, .weight = 1, .value = name_value},
    {.id = "state", .heading = "STATE", .min_width = 14, .has_mark = true, .value = state_value},
    {.id = "needed",
     .heading = "NEEDED",
     .min_width = 21,
     .drop = 2,
     .value = need_value,
     .rank = need_rank},
    {.id = "purpose",
     .heading = "FOR",
     .min_width = 16,
     .weight = 2,
     .drop = 3,
     .value = purpose_value},
};

enum { NEED_COLUMN = 2 };

static const char *row_id(const void *row)
{
    return ((const struct row *)row)->name;
}

static const struct ak_table_class table_class = {
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .default_sort = NEED_COLUMN,
    .empty = "no preview features",
    .id = row_id,
};

/* ---- rows ---- */

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct features *features = state;
    const struct ak_fleet_cluster *cluster = ak_fleet_find_cluster(input->fleet, input->cluster_id);

    (void)argument;
    ak__list_init(&features->list, &table_class);
    features->all = ak_vec_init(sizeof(struct row));
    if (cluster == NULL && input->fleet->cluster_count > 0)
        cluster = &input->fleet->clusters[0];
    if (cluster != NULL && cluster->cluster->subscription_id != NULL)
        ak_text_copy(features->subscription, sizeof features->subscription,
                     cluster->cluster->subscription_id);
}

static void release(void *state)
{
    struct features *features = state;

    ak_vec_release(&features->all);
    ak__list_release(&features->list);
}

static const struct ak_preview_feature *find_known(const struct ak_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->feature_count; i++) {
        if (ak_text_caseeq(facts->features[i].name, name))
            return &facts->features[i];
    }
    return NULL;
}

static const struct ak_feature *find_feature(const struct ak_payload *payload, const char *name)
{
    for (size_t i = 0; payload != NULL && i < payload->as.features.count; i++) {
        if (ak_text_caseeq(payload->as.features.items[i].name, name))
            return &payload->as.features.items[i];
    }
    return NULL;
}

static void push(struct features *features, const struct row *row)
{
    *(struct row *)ak_vec_push(&features->all) = *row;
}

static void sync(void *state, const struct ak_view_input *input)
{
    struct features *features = state;
    const struct ak_payload *payload =
        ak_snap_payload(input->snap, AK_TOPIC_FEATURES, features->subscription);

    ak_vec_clear(&features->all);
    ak__list_clear(&features->list);
    for (size_t i = 0; i < input->facts->feature_count; i++) {
        const struct ak_preview_feature *known = &input->facts->features[i];

        /* A feature may be in the facts more than once, for each of its uses. */
        if (find_known(input->facts, known->name) == known)
            push(features, &(struct row){.name = known->name,
                                         .known = known,
                                         .feature = find_feature(payload, known->name)});
    }
    for (size_t i = 0; payload != NULL && i < payload->as.features.count; i++) {
        const struct ak_feature *feature = &payload->as.features.items[i];

        if (feature->name != NULL && find_known(input->facts, feature->name) == NULL)
            push(features, &(struct row){.name = feature->name, .feature = feature});
    }
    for (size_t i = 0; i < features->all.len; i++)
        ak__list_push(&features->list, ak_vec_at(&features->all, i));
    ak__list_show(&features->list, NULL, input);
}

static void demand(const void *state, const struct ak_view_input *input, struct ak_demands *demands)
{
    const struct features *features = state;

    char id[AK_ID_SIZE];

    if (features->subscription[0] == '\0')
        return;
    ak_demands_add(demands, AK_TOPIC_FEATURES, features->subscription, WATCH_S);
    snprintf(id, sizeof id, "/subscriptions/%s", features->subscription);
    if (!input->is_read_only)
        ak_rights_demand(AK_INTENT_FEATURE_REGISTER, id, demands);
}

/* ---- the picture, and keys ---- */

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct features *features = state;
    const struct row *row = ak_table_selected(&features->list.table);
    struct ak_rect upper = {0, 0, canvas->area.width, canvas->area.height - 3};
    struct ak_rect lower = {1, upper.height + 1, canvas->area.width - 2, 2};
    struct ak_canvas list = ak_canvas_part(canvas, upper);
    struct ak_canvas words = ak_canvas_part(canvas, lower);

    ak_table_draw(&features->list.table, &list, input, is_focused);
    if (ak_snap_payload(input->snap, AK_TOPIC_FEATURES, features->subscription) == NULL)
        ak_canvas_paragraph(&words, 0, 0, AK_ROLE_DIM,
                            ak__empty_words(input->snap, AK_TOPIC_FEATURES, features->subscription,
                                            "Azure lists no preview features"));
    else if (row != NULL && row->known != NULL && row->known->note != NULL)
        ak_canvas_paragraph(&words, 0, 0, AK_ROLE_DIM, row->known->note);
}

/* The resource id of a row's feature. */
static void make_id(const struct features *features, const struct row *row, char out[AK_ID_SIZE])
{
    snprintf(out, AK_ID_SIZE,
             "/subscriptions/%s/providers/Microsoft.Features/providers/"
             "Microsoft.ContainerService/features/%s",
             features->subscription, row->name);
}

static struct ak_reaction register_row(const struct features *features, const struct row *row)
{
    char id[AK_ID_SIZE];

    if (is_registered(row))
        return ak_reaction_say(AK_REACTION_TOAST, "%s is registered", row->name);
    make_id(features, row, id);
    return ak_reaction_of(AK_REACTION_CHANGE, "feature-register", id);
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct features *features = state;
    const struct row *row = ak_table_selected(&features->list.table);

    if (event->action == AK_ACTION_FEATURES ||
        (event->action == AK_ACTION_QUIT && event->key != NULL))
        return ak_reaction_of(AK_REACTION_CLOSE, "", "");
    if (row != NULL && (event->action == AK_ACTION_ENTER || event->action == AK_ACTION_REGISTER))
        return register_row(features, row);
    return ak__list_act(&features->list, input, event);
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct features *features = state;
    const struct ak_payload *payload = ak_snap_payload(input->snap, AK_TOPIC_SUBSCRIPTIONS, "");
    const char *name = features->subscription;

    for (size_t i = 0; payload != NULL && i < payload->as.subscriptions.count; i++) {
        const struct ak_subscription *item = &payload->as.subscriptions.items[i];

        if (item->name != NULL && ak_text_caseeq(item->id, features->subscription))
            name = item->name;
    }
    snprintf(out, size, "Preview features%s%s", name[0] != '\0' ? " \xC2\xB7 " : "", name);
}

static const char *offers(const void *state, const struct ak_view_input *input,
                          enum ak_action action)
{
    const struct features *features = state;
    const struct row *row = ak_table_selected(&features->list.table);

    (void)input;
    if (action == AK_ACTION_REGISTER)
        return row != NULL && !is_registered(row) ? "" : NULL;
    return action == AK_ACTION_FILTER || action == AK_ACTION_REFRESH ? "" : NULL;
}

static bool is_refused(const void *state, const struct ak_view_input *input, enum ak_action action)
{
    const struct features *features = state;
    const struct row *row = ak_table_selected(&features->list.table);
    char id[AK_ID_SIZE];
    struct ak_lack lack;

    if (action != AK_ACTION_REGISTER || row == NULL)
        return false;
    make_id(features, row, id);
    return ak_rights_lack(input->snap, AK_INTENT_FEATURE_REGISTER, id, ak_clock_now(input->clock),
                          &lack);
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    (void)state;
    (void)input;
    return "os-sku";
}

const struct ak_view_class ak_view_features = {
    .name = "features",
    .state_size = sizeof(struct features),
    .scope = AK_SCOPE_FORM,
    .init = init,
    .release = release,
    .sync = sync,
    .demand = demand,
    .draw = draw,
    .act = act,
    .title = title,
    .note = ak__list_note,
    .filter = ak__list_filter,
    .set_filter = ak__list_set_filter,
    .topic = topic,
    .offers = offers,
    .is_refused = is_refused,
};
