/* retirements_int.h: pane 3: which rows there are, what is selected, and which part of time is in
 * sight. Rows are not kept: the fleet has them, by retirement, by cluster and by team; the nth is
 * made when it is needed. */
#ifndef AKSCOPE_VIEWS_RETIREMENTS_INT_H
#define AKSCOPE_VIEWS_RETIREMENTS_INT_H

#include "akscope/rules/fleet.h"
#include "akscope/ui/surface.h"
#include "akscope/ui/view.h"

enum ak__ends_by { AK__BY_RETIREMENT, AK__BY_CLUSTER, AK__BY_TEAM, AK__BY_COUNT };

struct ak__retirements {
    enum ak__ends_by by;
    size_t selected;
    bool is_chosen; /* by the person: until then the first row, which is the worst, is selected */
    size_t top;
    int months; /* in sight, after today */
    int width;  /* of the last drawing */
    /* what is selected, across polls; the id of a cluster, the name of a team, or "" */
    char selected_group[AK_ID_SIZE];
    char selected_end[64]; /* id of a retirement; "": the group itself */
    bool is_unfolded;      /* of the groups, one shows what it has */
    char unfolded[AK_ID_SIZE];
    size_t unfolded_at;
    struct ak_date day; /* the person's; unset: the next one of what is selected */
    /* what has come to pass by a day, counted when it is drawn, and kept */
    struct ak_arena *arena;
    const struct ak_fleet *counted;
    struct ak_date counted_day;
    const char *what_if;
};

/* One row: a retirement of the fleet, a group, or an end of the group that is unfolded. */
struct ak__end_row {
    const struct ak_fleet_deadline *deadline; /* by retirement, else NULL */
    const struct ak_fleet_group *group;       /* else */
    const struct ak_fleet_end *end;           /* of the group; NULL: the group itself */
    const struct ak_retirement *worst;        /* never NULL */
    const char *name;
    size_t pool_count, cluster_count;
    int64_t node_count;
};

/* ---- rows (retirement_rows.c) ---- */

size_t ak__ends_count(const struct ak__retirements *retirements, const struct ak_fleet *fleet);
/* Row `at`, which must be one. */
struct ak__end_row ak__ends_row(const struct ak__retirements *retirements,
                                const struct ak_fleet *fleet, size_t at);
/* Selects a row, or the nearest there is; the day is that row's again. */
void ak__ends_select(struct ak__retirements *retirements, const struct ak_fleet *fleet, int64_t at);
/* Finds what was selected and unfolded in new data. */
void ak__ends_find_again(struct ak__retirements *retirements, const struct ak_fleet *fleet);
/* Groups otherwise, folds or unfolds the selected group. */
void ak__ends_group(struct ak__retirements *retirements, const struct ak_fleet *fleet,
                    enum ak__ends_by by);
void ak__ends_fold(struct ak__retirements *retirements, const struct ak_fleet *fleet);
/* "retirement", "cluster", "team". */
const char *ak__ends_by_name(enum ak__ends_by by);
/* The filter that shows just the pools that the row hits; 0-terminated in out. Returns out. */
const char *ak__ends_filter(const struct ak__end_row *row, char out[AK_ID_SIZE]);

/* ---- days ---- */

/* The day for which the what-if is counted: from today on. */
struct ak_date ak__ends_day(const struct ak__retirements *retirements,
                            const struct ak_fleet *fleet);
/* The next or the last day before it on which something changes. */
void ak__ends_turn(struct ak__retirements *retirements, const struct ak_fleet *fleet,
                   bool is_ahead);

/* ---- the picture (retirements_draw.c) ---- */
void ak__retirements_draw(struct ak__retirements *retirements, const struct ak_view_input *input,
                          const struct ak_canvas *canvas, bool is_focused);

#endif
