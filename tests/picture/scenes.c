/* scenes.c: the data of each scene, and the table of them. */
#include "config.h"

#include "picture/scenes.h"

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

#define LAB                                                                                        \
    "/subscriptions/" FIXTURE_SANDBOX                                                              \
    "/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/lab"

/* A pool of single machines: Azure reports no image and no OS SKU of it. */
static void os_is_not_told(struct stage *stage)
{
    fixture_read_all(&stage->fixture);
    fixture_read(&stage->fixture, AK_CODEC_CLUSTERS, FIXTURE_SANDBOX, "clusters-machines.json");
    fixture_assess(&stage->fixture);
    stage_look_at(stage, LAB, LAB "/agentPools/single");
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

static void a_code_waits(struct stage *stage)
{
    stage->sign_in = (struct ak_sign_in){.state = AK_SIGN_IN_CODE,
                                         .code = "ABCD-EFGH",
                                         .url = "https://microsoft.com/devicelogin",
                                         .expires_ms = 872000};
}

static void a_code_has_expired(struct stage *stage)
{
    a_code_waits(stage);
    stage->sign_in.expires_ms = 0;
}

static void signing_in_failed(struct stage *stage)
{
    struct ak_err *err = &stage->sign_in.err;

    stage->sign_in.state = AK_SIGN_IN_FAILED;
    ak_err_set(err, AK_ERR_SIGN_IN, "the code was not entered in time");
}

static void a_sign_in_is_not_in_use(struct stage *stage)
{
    stage->sign_in = (struct ak_sign_in){
        .state = AK_SIGN_IN_DONE,
        .name = "kim@contoso.com",
        .remark = "It is not in use: the environment token is asked first. Start akscope with "
                  "--auth login."};
}

/* ---- scenes ---- */

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
    {"pools-many", AK_VIEW_POOLS, there_are_ten_thousand_pools, .is_large = true, .keys = "G",
     .at = EVERY_SIZE},
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
    {"detail-os-unknown", AK_VIEW_DETAIL, os_is_not_told, .at = USUAL_SIZE},
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
    {"sign-in-asking", AK_VIEW_SIGN_IN, nothing_is_asked_for, .at = USUAL_SIZE},
    {"sign-in", AK_VIEW_SIGN_IN, a_code_waits, .at = EVERY_SIZE},
    {"sign-in-late", AK_VIEW_SIGN_IN, a_code_has_expired, .at = USUAL_SIZE},
    {"sign-in-failed", AK_VIEW_SIGN_IN, signing_in_failed, .at = USUAL_SIZE},
    {"sign-in-not-in-use", AK_VIEW_SIGN_IN, a_sign_in_is_not_in_use, .at = USUAL_SIZE},
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

const struct scene *scene_get(size_t n)
{
    return n < sizeof scenes / sizeof scenes[0] ? &scenes[n] : NULL;
}
