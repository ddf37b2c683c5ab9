/* picture_test.c: how every view looks, with all kinds of data, at the sizes that its place has on
 * usual terminals. A scene is a row below and a file golden/NAME.txt: the picture, then what each
 * cell means (its role, as a letter; the legend is at the end). `make update-goldens` writes them.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/ui/theme.h"
#include "picture/stage.h"
#include "support/golden.h"

enum { TEXT_MAX = 1 << 20, PATH_SIZE = 4096 };

/* ---- what is known ---- */

static void everything_is_read(struct stage *stage)
{
    fixture_read_all(&stage->fixture);
    stage_look_at(stage, FIXTURE_PAYMENTS, FIXTURE_CVMPOOL);
}

static void nothing_is_asked_for(struct stage *stage)
{
    (void)stage;
}

static void first_read_is_under_way(struct stage *stage)
{
    fixture_mark(&stage->fixture, AK_TOPIC_SUBSCRIPTIONS, "", AK_SLOT_LOADING, AK_ERR_NONE);
}

static void nobody_is_signed_in(struct stage *stage)
{
    fixture_mark(&stage->fixture, AK_TOPIC_SUBSCRIPTIONS, "", AK_SLOT_FORBIDDEN,
                 AK_ERR_NOT_SIGNED_IN);
}

static void subscriptions_only(struct stage *stage)
{
    fixture_read(&stage->fixture, AK_CODEC_SUBSCRIPTIONS, "", "subscriptions.json");
}

static void clusters_are_being_read(struct stage *stage)
{
    subscriptions_only(stage);
    fixture_mark(&stage->fixture, AK_TOPIC_CLUSTERS, FIXTURE_PRODUCTION, AK_SLOT_LOADING,
                 AK_ERR_NONE);
}

static void clusters_are_refused(struct stage *stage)
{
    subscriptions_only(stage);
    fixture_mark(&stage->fixture, AK_TOPIC_CLUSTERS, FIXTURE_PRODUCTION, AK_SLOT_FORBIDDEN,
                 AK_ERR_FORBIDDEN);
}

static void clusters_failed(struct stage *stage)
{
    subscriptions_only(stage);
    fixture_mark(&stage->fixture, AK_TOPIC_CLUSTERS, FIXTURE_PRODUCTION, AK_SLOT_FAILED,
                 AK_ERR_NETWORK);
}

static void there_are_no_clusters(struct stage *stage)
{
    subscriptions_only(stage);
    fixture_answer(&stage->fixture, AK_CODEC_CLUSTERS, FIXTURE_PRODUCTION, "{\"value\": []}");
    fixture_assess(&stage->fixture);
}

/* One subscription each in every state that a list can be in. */
static void every_state_of_trust(struct stage *stage)
{
    struct fixture *fixture = &stage->fixture;

    fixture_read_all(fixture);
    fixture_mark(fixture, AK_TOPIC_CLUSTERS, FIXTURE_SANDBOX, AK_SLOT_STALE, AK_ERR_THROTTLED);
    fixture_mark(fixture, AK_TOPIC_CLUSTERS, "44444444-4444-4444-4444-444444444444",
                 AK_SLOT_LOADING, AK_ERR_NONE);
    fixture_mark(fixture, AK_TOPIC_CLUSTERS, "55555555-5555-5555-5555-555555555555",
                 AK_SLOT_FORBIDDEN, AK_ERR_FORBIDDEN);
    fixture_mark(fixture, AK_TOPIC_CLUSTERS, "66666666-6666-6666-6666-666666666666", AK_SLOT_FAILED,
                 AK_ERR_TIMEOUT);
    fixture_assess(fixture);
}

static void names_are_wide(struct stage *stage)
{
    subscriptions_only(stage);
    fixture_read(&stage->fixture, AK_CODEC_CLUSTERS, FIXTURE_PRODUCTION, "clusters-wide.json");
    fixture_assess(&stage->fixture);
    stage_look_at(stage, stage->fixture.fleet->clusters[0].cluster->id,
                  stage->fixture.fleet->pools[0].pool->id);
}

/* By the tag that only payments has. */
static void teams_are_tagged(struct stage *stage)
{
    stage->fixture.facts->team_tag = "owner";
    everything_is_read(stage);
}

static void there_are_ten_thousand_pools(struct stage *stage)
{
    fixture_read_many(&stage->fixture, 10000);
    stage_look_at(stage, FIXTURE_PAYMENTS, "");
}

static void nothing_is_selected(struct stage *stage)
{
    fixture_read_all(&stage->fixture);
}

static void ledger_is_in_view(struct stage *stage)
{
    fixture_read_all(&stage->fixture);
    stage_look_at(stage, FIXTURE_LEDGER, FIXTURE_LEDGER "/agentPools/newcvm");
}

static void batch_is_in_view(struct stage *stage)
{
    fixture_read_all(&stage->fixture);
    stage_look_at(stage, FIXTURE_PAYMENTS, FIXTURE_PAYMENTS "/agentPools/batch");
}

#define OLD_NET                                                                                    \
    "/subscriptions/" FIXTURE_SANDBOX                                                              \
    "/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/old-net"

/* A cluster on kubenet, whose pool has no deadline of its own but its Kubernetes version's. */
static void more_than_its_os_ends(struct stage *stage)
{
    fixture_read_all(&stage->fixture);
    fixture_read(&stage->fixture, AK_CODEC_CLUSTERS, FIXTURE_SANDBOX, "clusters-kubenet.json");
    fixture_assess(&stage->fixture);
    stage_look_at(stage, OLD_NET, OLD_NET "/agentPools/system");
}

static void changes_can_be_asked_for(struct stage *stage)
{
    fixture_read_for_changes(&stage->fixture);
    stage_look_at(stage, FIXTURE_PAYMENTS, FIXTURE_CVMPOOL);
}

/* One operation in every state: ours that runs, another's, those that ended. */
static const struct ak_operation journal[] = {
    {.id = "6",
     .kind = AK_INTENT_POOL_SCALE,
     .title = "scale cvmpool in payments",
     .target = FIXTURE_CVMPOOL,
     .summary = "autoscaler 3\xE2\x80\xA6"
                "12 \xE2\x86\x92 2\xE2\x80\xA6"
                "8 nodes",
     .note = "Updating",
     .state = AK_OPERATION_ACCEPTED,
     .started_at = FIXTURE_NOW - 100,
     .usual_seconds = 180,
     .is_learned = true,
     .is_ours = true},
    {.id = "5",
     .kind = AK_INTENT_POOL_ADD,
     .title = "add node pool cvm2 to payments",
     .target = FIXTURE_PAYMENTS "/agentPools/cvm2",
     .state = AK_OPERATION_REQUESTED,
     .started_at = FIXTURE_NOW - 1,
     .usual_seconds = 300},
    {.id = "4",
     .kind = AK_INTENT_POOL_ADD,
     .title = "add node pool cvmaz to payments",
     .target = FIXTURE_PAYMENTS "/agentPools/cvmaz",
     .summary = "3 \xC3\x97 Standard_DC4as_v5",
     .request_id = "8b8c3fd2-0d0f-4b4d-9b3b-0f5d7f0c2a11",
     .state = AK_OPERATION_FAILED,
     .started_at = FIXTURE_NOW - 700,
     .ended_at = FIXTURE_NOW - 400,
     .is_ours = true,
     .err = {.kind = AK_ERR_REFUSED,
             .code = "FeatureNotRegistered",
             .target = "agentPoolProfile.osSKU",
             .text = "Preview feature Microsoft.ContainerService/AzureLinuxCVMPreview not "
                     "registered."}},
    {.id = "3",
     .kind = AK_INTENT_POOL_STOP,
     .title = "stop win in payments",
     .target = FIXTURE_PAYMENTS "/agentPools/win",
     .state = AK_OPERATION_DONE,
     .started_at = FIXTURE_NOW - 900,
     .ended_at = FIXTURE_NOW - 800},
    {.id = "2",
     .kind = AK_INTENT_POOL_DELETE,
     .title = "delete node pool old from payments",
     .target = FIXTURE_PAYMENTS "/agentPools/old",
     .note = "whether Azure took it can't be told",
     .state = AK_OPERATION_LOST,
     .started_at = FIXTURE_NOW - 90000,
     .ended_at = FIXTURE_NOW - 89000},
    {.id = "1",
     .kind = AK_INTENT_POOL_UPGRADE_IMAGE,
     .title = "upgrade node image of batch in payments",
     .target = FIXTURE_PAYMENTS "/agentPools/batch",
     .state = AK_OPERATION_CANCELLED,
     .started_at = FIXTURE_NOW - 99000,
     .ended_at = FIXTURE_NOW - 98000},
};

static void operations_are_in_the_journal(struct stage *stage)
{
    changes_can_be_asked_for(stage);
    fixture_operate(&stage->fixture, journal, sizeof journal / sizeof journal[0]);
}

static void sizes_are_refused(struct stage *stage)
{
    everything_is_read(stage);
    fixture_mark(&stage->fixture, AK_TOPIC_VM_SIZES, FIXTURE_PRODUCTION "/northeurope",
                 AK_SLOT_FORBIDDEN, AK_ERR_FORBIDDEN);
}

/* ---- scenes ---- */

struct scene {
    const char *name;
    enum ak_view view;
    void (*prepare)(struct stage *stage);
    const char *argument; /* of opening; NULL: none */
    const char *filter;
    const char *keys; /* pressed then, separated by blanks; letters are text where that is taken */
    const char *target; /* the resource that a change is about */
    bool is_ascii;
    bool is_zoomed; /* a pane has the whole screen */
    enum { USUAL_SIZE, EVERY_SIZE } at;
};

static const struct scene scenes[] = {
    {"clusters", AK_VIEW_CLUSTERS, everything_is_read, .at = EVERY_SIZE},
    {"clusters-ascii", AK_VIEW_CLUSTERS, everything_is_read, .is_ascii = true, .at = EVERY_SIZE},
    {"clusters-wide", AK_VIEW_CLUSTERS, names_are_wide, .at = EVERY_SIZE},
    {"clusters-not-asked", AK_VIEW_CLUSTERS, nothing_is_asked_for, .at = USUAL_SIZE},
    {"clusters-signing-in", AK_VIEW_CLUSTERS, first_read_is_under_way, .at = USUAL_SIZE},
    {"clusters-not-signed-in", AK_VIEW_CLUSTERS, nobody_is_signed_in, .at = EVERY_SIZE},
    {"clusters-reading", AK_VIEW_CLUSTERS, clusters_are_being_read, .at = USUAL_SIZE},
    {"clusters-refused", AK_VIEW_CLUSTERS, clusters_are_refused, .at = USUAL_SIZE},
    {"clusters-failed", AK_VIEW_CLUSTERS, clusters_failed, .at = USUAL_SIZE},
    {"clusters-none", AK_VIEW_CLUSTERS, there_are_no_clusters, .at = USUAL_SIZE},
    {"clusters-filtered", AK_VIEW_CLUSTERS, everything_is_read, .filter = "region:europe",
     .at = USUAL_SIZE},
    {"clusters-no-match", AK_VIEW_CLUSTERS, everything_is_read, .filter = "unicorn",
     .at = USUAL_SIZE},
    {"pools", AK_VIEW_POOLS, everything_is_read, .at = EVERY_SIZE},
    {"pools-ascii", AK_VIEW_POOLS, everything_is_read, .is_ascii = true, .at = EVERY_SIZE},
    {"pools-wide", AK_VIEW_POOLS, names_are_wide, .at = EVERY_SIZE},
    {"pools-fleet", AK_VIEW_POOLS, everything_is_read, .keys = "A", .at = EVERY_SIZE},
    {"pools-many", AK_VIEW_POOLS, there_are_ten_thousand_pools, .keys = "G", .at = EVERY_SIZE},
    {"pools-of-none", AK_VIEW_POOLS, nothing_is_selected, .at = USUAL_SIZE},
    {"pools-reading", AK_VIEW_POOLS, clusters_are_being_read, .at = USUAL_SIZE},
    {"retirements", AK_VIEW_RETIREMENTS, everything_is_read, .at = EVERY_SIZE},
    {"retirements-ascii", AK_VIEW_RETIREMENTS, everything_is_read, .is_ascii = true,
     .at = EVERY_SIZE},
    {"retirements-end", AK_VIEW_RETIREMENTS, everything_is_read, .keys = "G - -", .at = EVERY_SIZE},
    {"retirements-near", AK_VIEW_RETIREMENTS, everything_is_read, .keys = "j + + + +",
     .at = EVERY_SIZE},
    {"retirements-zoomed", AK_VIEW_RETIREMENTS, everything_is_read, .keys = "j j j l",
     .is_zoomed = true, .at = EVERY_SIZE},
    {"retirements-zoomed-ascii", AK_VIEW_RETIREMENTS, everything_is_read, .keys = "j j j l",
     .is_zoomed = true, .is_ascii = true, .at = EVERY_SIZE},
    {"retirements-far", AK_VIEW_RETIREMENTS, everything_is_read,
     .keys = "G + + + l l l l l l l l l l l l l l l", .is_zoomed = true, .at = EVERY_SIZE},
    {"retirements-by-cluster", AK_VIEW_RETIREMENTS, everything_is_read, .keys = "b j j Enter j",
     .is_zoomed = true, .at = EVERY_SIZE},
    {"retirements-by-cluster-ascii", AK_VIEW_RETIREMENTS, everything_is_read,
     .keys = "b j j Enter j", .is_zoomed = true, .is_ascii = true, .at = EVERY_SIZE},
    {"retirements-by-team", AK_VIEW_RETIREMENTS, teams_are_tagged, .keys = "b b Enter",
     .is_zoomed = true, .at = EVERY_SIZE},
    {"retirements-by-team-pane", AK_VIEW_RETIREMENTS, teams_are_tagged, .keys = "b b",
     .at = USUAL_SIZE},
    {"retirements-reading", AK_VIEW_RETIREMENTS, clusters_are_being_read, .at = USUAL_SIZE},
    {"retirements-none", AK_VIEW_RETIREMENTS, there_are_no_clusters, .at = USUAL_SIZE},
    {"detail", AK_VIEW_DETAIL, everything_is_read, .at = EVERY_SIZE},
    {"detail-ascii", AK_VIEW_DETAIL, everything_is_read, .is_ascii = true, .at = EVERY_SIZE},
    {"detail-others", AK_VIEW_DETAIL, more_than_its_os_ends, .at = USUAL_SIZE},
    {"detail-end", AK_VIEW_DETAIL, everything_is_read, .keys = "G", .at = EVERY_SIZE},
    {"detail-conflict", AK_VIEW_DETAIL, batch_is_in_view, .at = EVERY_SIZE},
    {"detail-creating", AK_VIEW_DETAIL, ledger_is_in_view, .at = EVERY_SIZE},
    {"detail-wide", AK_VIEW_DETAIL, names_are_wide, .at = USUAL_SIZE},
    {"detail-none", AK_VIEW_DETAIL, nothing_is_selected, .at = USUAL_SIZE},
    {"operations", AK_VIEW_OPERATIONS, everything_is_read, .at = EVERY_SIZE},
    {"operations-none", AK_VIEW_OPERATIONS, there_are_no_clusters, .at = USUAL_SIZE},
    {"operations-journal", AK_VIEW_OPERATIONS, operations_are_in_the_journal, .at = EVERY_SIZE},
    {"operation-running", AK_VIEW_OPERATION, operations_are_in_the_journal, "6", .at = EVERY_SIZE},
    {"operation-failed", AK_VIEW_OPERATION, operations_are_in_the_journal, "4", .at = EVERY_SIZE},
    {"wizard-purpose", AK_VIEW_WIZARD, changes_can_be_asked_for, .target = FIXTURE_PAYMENTS,
     .keys = "c v m 2 Down Space", .at = EVERY_SIZE},
    {"wizard-sizes", AK_VIEW_WIZARD, changes_can_be_asked_for, .target = FIXTURE_PAYMENTS,
     .keys = "c v m 2 Down Space Tab", .at = EVERY_SIZE},
    {"wizard-os", AK_VIEW_WIZARD, changes_can_be_asked_for, .target = FIXTURE_PAYMENTS,
     .keys = "c v m 2 Down Space Tab Tab Down Down Down Down Down", .at = EVERY_SIZE},
    {"wizard-scaling", AK_VIEW_WIZARD, changes_can_be_asked_for, .target = FIXTURE_PAYMENTS,
     .keys = "c v m 2 Tab Tab Tab Down Space Down 9 Down 3", .at = EVERY_SIZE},
    {"wizard-labels", AK_VIEW_WIZARD, changes_can_be_asked_for, .target = FIXTURE_PAYMENTS,
     .keys = "c v m 2 Tab Tab Tab Tab a = b Down x", .at = EVERY_SIZE},
    {"wizard-review", AK_VIEW_WIZARD, changes_can_be_asked_for, .target = FIXTURE_PAYMENTS,
     .keys = "c v m 2 Tab Down Enter Tab Tab Tab", .at = EVERY_SIZE},
    {"wizard-clone", AK_VIEW_WIZARD, changes_can_be_asked_for, "clone", .target = FIXTURE_CVMPOOL,
     .at = EVERY_SIZE},
    {"wizard-ascii", AK_VIEW_WIZARD, changes_can_be_asked_for, .target = FIXTURE_PAYMENTS,
     .keys = "c v m 2 Tab Tab", .is_ascii = true, .at = EVERY_SIZE},
    {"wizard-reading", AK_VIEW_WIZARD, nothing_is_asked_for, .target = FIXTURE_PAYMENTS,
     .at = USUAL_SIZE},
    {"change-delete", AK_VIEW_CHANGE, changes_can_be_asked_for, "pool-delete",
     .target = FIXTURE_CVMPOOL, .keys = "c v m", .at = EVERY_SIZE},
    {"change-scale", AK_VIEW_CHANGE, changes_can_be_asked_for, "pool-scale",
     .target = FIXTURE_CVMPOOL, .keys = "9 9", .at = EVERY_SIZE},
    {"change-edit", AK_VIEW_CHANGE, changes_can_be_asked_for, "pool-update",
     .target = FIXTURE_CVMPOOL, .keys = "Down Down , x = y", .at = EVERY_SIZE},
    {"change-upgrade", AK_VIEW_CHANGE, changes_can_be_asked_for, "pool-upgrade",
     .target = FIXTURE_CVMPOOL, .keys = "Down", .at = EVERY_SIZE},
    {"change-reconcile", AK_VIEW_CHANGE, changes_can_be_asked_for, "pool-reconcile",
     .target = FIXTURE_CVMPOOL, .at = USUAL_SIZE},
    {"change-ascii", AK_VIEW_CHANGE, changes_can_be_asked_for, "pool-delete",
     .target = FIXTURE_CVMPOOL, .is_ascii = true, .at = USUAL_SIZE},
    {"features", AK_VIEW_FEATURES, changes_can_be_asked_for, .at = EVERY_SIZE},
    {"features-reading", AK_VIEW_FEATURES, everything_is_read, .at = USUAL_SIZE},
    {"verify", AK_VIEW_VERIFY, changes_can_be_asked_for, .target = FIXTURE_CVMPOOL,
     .at = EVERY_SIZE},
    {"verify-conflict", AK_VIEW_VERIFY, changes_can_be_asked_for,
     .target = FIXTURE_PAYMENTS "/agentPools/batch", .at = USUAL_SIZE},
    {"way", AK_VIEW_WAY, changes_can_be_asked_for, .target = FIXTURE_CVMPOOL, .at = EVERY_SIZE},
    {"way-ascii", AK_VIEW_WAY, changes_can_be_asked_for, .target = FIXTURE_CVMPOOL,
     .is_ascii = true, .at = EVERY_SIZE},
    {"way-last", AK_VIEW_WAY, changes_can_be_asked_for, .target = FIXTURE_CVMPOOL, .keys = "G",
     .at = EVERY_SIZE},
    {"way-by-calendar", AK_VIEW_WAY, everything_is_read, .target = FIXTURE_CVMPOOL,
     .at = USUAL_SIZE},
    {"way-not-needed", AK_VIEW_WAY, changes_can_be_asked_for,
     .target = FIXTURE_PAYMENTS "/agentPools/batch", .at = USUAL_SIZE},
    {"sizes", AK_VIEW_SIZES, everything_is_read, .at = EVERY_SIZE},
    {"sizes-ascii", AK_VIEW_SIZES, everything_is_read, .is_ascii = true, .at = EVERY_SIZE},
    {"sizes-confidential", AK_VIEW_SIZES, everything_is_read, .keys = "C Q", .at = USUAL_SIZE},
    {"sizes-refused", AK_VIEW_SIZES, sizes_are_refused, "northeurope", .at = USUAL_SIZE},
    {"sizes-no-region", AK_VIEW_SIZES, nothing_is_asked_for, .at = USUAL_SIZE},
    {"explain-cvm", AK_VIEW_EXPLAIN, everything_is_read, "cvm", .at = EVERY_SIZE},
    {"explain-ascii", AK_VIEW_EXPLAIN, everything_is_read, "cvm", .is_ascii = true,
     .at = USUAL_SIZE},
    {"explain-quota", AK_VIEW_EXPLAIN, nothing_is_asked_for, "quota", .at = USUAL_SIZE},
    {"raw", AK_VIEW_RAW, everything_is_read, FIXTURE_CVMPOOL, .at = EVERY_SIZE},
    {"raw-right", AK_VIEW_RAW, everything_is_read, FIXTURE_CVMPOOL, .keys = "l l",
     .at = EVERY_SIZE},
    {"raw-reading", AK_VIEW_RAW, everything_is_read, FIXTURE_PAYMENTS, .at = USUAL_SIZE},
    {"subscriptions", AK_VIEW_SUBSCRIPTIONS, every_state_of_trust, .at = EVERY_SIZE},
    {"subscriptions-ascii", AK_VIEW_SUBSCRIPTIONS, every_state_of_trust, .is_ascii = true,
     .at = USUAL_SIZE},
    {"subscriptions-reading", AK_VIEW_SUBSCRIPTIONS, first_read_is_under_way, .at = USUAL_SIZE},
    {"help", AK_VIEW_HELP, nothing_is_asked_for, .at = EVERY_SIZE},
    {"help-end", AK_VIEW_HELP, nothing_is_asked_for, .keys = "G", .at = EVERY_SIZE},
};

enum { SCENE_COUNT = sizeof scenes / sizeof scenes[0] };

/* ---- the golden text ---- */

/* What is drawn outside of it, or cut wrongly, would show at the edge of the last one. */
static const struct size {
    const char *name;
    int width, height; /* of the terminal; 0: of the view itself */
    int own_width, own_height;
    bool is_usual;
} sizes[] = {
    {"160x45", 160, 45, 0, 0, false}, {"120x36", 120, 36, 0, 0, true},
    {"80x24", 80, 24, 0, 0, false},   {"40x12", 40, 12, 0, 0, false},
    {"a corner", 0, 0, 12, 4, false},
};

static struct ak_rect place_of(const struct size *size, int pane)
{
    struct ak_layout_wish wish = {.width = size->width,
                                  .height = size->height,
                                  .focus = pane > 0 ? pane - 1 : 0,
                                  .cluster_rows = 12,
                                  .pool_rows = 7,
                                  .operation_rows = 3};
    struct ak_layout layout;

    if (size->width == 0)
        return (struct ak_rect){0, 0, size->own_width, size->own_height};
    layout = ak_layout_make(&wish);
    return pane > 0 ? layout.panes[pane - 1] : layout.body;
}

static char letter_of(enum ak_role role)
{
    return "abcdefghijklmnopqrstuvwxyz0123456789"[role];
}

static void write_role_row(FILE *out, const struct ak_surface *surface, int y,
                           bool used[AK_ROLE_COUNT])
{
    enum ak_role ground = AK_ROLE_TEXT;
    char row[512];
    int len = 0;

    for (int x = 0; x < surface->width; x++) {
        const struct ak_cell *cell = ak_surface_cell(surface, x, y);
        bool is_blank = cell->width == 0 || strcmp(cell->text, " ") == 0 || cell->text[0] == '\0';

        row[x] = ' ';
        if (!is_blank) {
            row[x] = letter_of(cell->role);
            used[cell->role] = true;
            len = x + 1;
        }
        if (cell->ground != AK_ROLE_TEXT && cell->ground != AK_ROLE_GROUND_OVERLAY)
            ground = cell->ground;
    }
    fprintf(out, "%.*s", len, row);
    if (ground != AK_ROLE_TEXT)
        fprintf(out, "  <- %s", ak_role_name(ground));
    fputc('\n', out);
}

static void write_picture(FILE *out, const struct size *size, const struct ak_surface *surface,
                          bool used[AK_ROLE_COUNT])
{
    struct ak_buf text = ak_buf_init(TEXT_MAX);

    assert_true(ak_surface_print(surface, &text));
    fprintf(out, "== %s: %d columns, %d rows ==\n%s-- roles --\n", size->name, surface->width,
            surface->height, ak_buf_text(&text));
    for (int y = 0; y < surface->height; y++)
        write_role_row(out, surface, y, used);
    ak_buf_release(&text);
}

static void open_scene(struct stage *stage, const struct scene *scene)
{
    char why[AK_TOAST_SIZE];

    stage_init(stage);
    scene->prepare(stage);
    if (scene->target != NULL)
        stage->targets = (struct ak_texts){.items = &scene->target, .count = 1};
    stage_open(stage, scene->view, scene->argument != NULL ? scene->argument : "");
    if (scene->filter != NULL)
        assert_int_equal(stage_filter(stage, scene->filter, why), 0);
}

static void press_keys(struct stage *stage, const struct scene *scene)
{
    char keys[128] = "";
    char *rest = keys;
    char *key;

    if (scene->keys != NULL)
        snprintf(keys, sizeof keys, "%s", scene->keys);
    while ((key = strsep(&rest, " ")) != NULL) {
        if (*key != '\0')
            assert_in_range(stage_key(stage, key).kind, AK_REACTION_DONE, AK_REACTION_MOVED);
    }
}

/* Keys are pressed by someone who sees the view. */
static struct ak_surface draw_scene(struct stage *stage, const struct scene *scene, int width,
                                    int height, bool is_ascii)
{
    if (scene->keys != NULL) {
        struct ak_surface before = stage_draw(stage, width, height, is_ascii);

        ak_surface_release(&before);
        press_keys(stage, scene);
    }
    return stage_draw(stage, width, height, is_ascii);
}

/* Each size from the start: what was drawn before must not matter. */
static char *album_of(const struct scene *scene)
{
    bool used[AK_ROLE_COUNT] = {false};
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    assert_non_null(out);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct stage stage;

        if (scene->at == USUAL_SIZE && !sizes[i].is_usual)
            continue;
        open_scene(&stage, scene);
        struct ak_rect place = place_of(&sizes[i], scene->is_zoomed ? 0 : stage.info->pane);
        if (stage.info->class->place != NULL)
            place = stage.info->class->place(stage.state, &stage.input, place);
        struct ak_surface surface =
            draw_scene(&stage, scene, place.width, place.height, scene->is_ascii);
        write_picture(out, &sizes[i], &surface, used);
        ak_surface_release(&surface);
        stage_release(&stage);
    }
    fputs("== legend ==\n", out);
    for (size_t i = 0; i < AK_ROLE_COUNT; i++) {
        if (used[i])
            fprintf(out, "%c %s\n", letter_of((enum ak_role)i), ak_role_name((enum ak_role)i));
    }
    assert_int_equal(fclose(out), 0);
    return text;
}

static void looks_as_before(void **state)
{
    const struct scene *scene = *state;
    const char *source = getenv("top_srcdir");
    char path[PATH_SIZE];
    char *text = album_of(scene);

    snprintf(path, sizeof path, "%s/tests/picture/golden/%s.txt", source != NULL ? source : ".",
             scene->name);
    if (!golden_compare(path, text, stderr))
        fail_msg("%s looks otherwise than before", scene->name);
    free(text);
}

static void assert_ascii(const struct ak_surface *surface, const char *name)
{
    struct ak_buf text = ak_buf_init(TEXT_MAX);

    assert_true(ak_surface_print(surface, &text));
    for (const char *at = ak_buf_text(&text); *at != '\0'; at++) {
        if ((unsigned char)*at >= 0x7F)
            fail_msg("%s: %s", name, at);
    }
    ak_buf_release(&text);
}

/* ASCII means ASCII, whatever names there are. */
static void ascii_pictures_are_ascii(void **state)
{
    (void)state;
    for (size_t i = 0; i < SCENE_COUNT; i++) {
        struct stage stage;

        open_scene(&stage, &scenes[i]);
        struct ak_surface surface = draw_scene(&stage, &scenes[i], 100, 30, true);
        assert_ascii(&surface, scenes[i].name);
        ak_surface_release(&surface);
        stage_release(&stage);
    }
}

/* Whatever is drawn where: nothing is written outside of its cells, nothing loops. */
static void every_size_can_be_drawn(void **state)
{
    static const int lengths[] = {0, 1, 2, 3, 5, 8, 13, 40};
    enum { LENGTHS = sizeof lengths / sizeof lengths[0] };

    (void)state;
    for (size_t i = 0; i < SCENE_COUNT; i++) {
        struct stage stage;

        if (scenes[i].prepare == there_are_ten_thousand_pools)
            continue;
        open_scene(&stage, &scenes[i]);
        for (size_t at = 0; at < LENGTHS * LENGTHS; at++) {
            int width = lengths[at % LENGTHS];
            int height = lengths[at / LENGTHS];
            struct ak_surface surface = stage_draw(&stage, width, height, false);

            assert_int_equal(surface.width, width);
            assert_int_equal(surface.height, height);
            ak_surface_release(&surface);
        }
        stage_release(&stage);
    }
}

int main(void)
{
    struct CMUnitTest tests[SCENE_COUNT + 2];

    for (size_t i = 0; i < SCENE_COUNT; i++)
        tests[i] = (struct CMUnitTest){.name = scenes[i].name,
                                       .test_func = looks_as_before,
                                       .initial_state = (void *)(uintptr_t)&scenes[i]};
    tests[SCENE_COUNT] = (struct CMUnitTest)cmocka_unit_test(ascii_pictures_are_ascii);
    tests[SCENE_COUNT + 1] = (struct CMUnitTest)cmocka_unit_test(every_size_can_be_drawn);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
