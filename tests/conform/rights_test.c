/* rights_test.c: what the product says of a person's rights, and what the simulator then does: for
 * roles and changes, each alone and roles together. They share no code: the product reads the
 * permissions as Azure answers them, and the request of the change is sent. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/text.h"
#include "akscope/rules/rights.h"
#include "akscope/wire/decode.h"
#include "tests/unit/sim/sim_fixture.h"

#define SEAL SIM_LEDGER "/agentPools/seal"
#define FEATURE                                                                                    \
    SIM_CONTOSO "/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/"     \
                "Ubuntu2604Preview"
#define PROVIDER SIM_CONTOSO "/providers/Microsoft.ContainerService"

enum { ROLES_MOST = 3, NOW = 1795392000 };

/* The requests of each kind of change, one a right, in the order of rights.def. */
static const struct {
    enum ak_intent_kind kind;
    size_t n;
    enum ak_change change;
    const char *id;
} requests[] = {
    {AK_INTENT_POOL_ADD, 0, AK_CHANGE_PUT_POOL, SIM_LEDGER "/agentPools/fresh"},
    {AK_INTENT_POOL_DELETE, 0, AK_CHANGE_DELETE_POOL, SEAL},
    {AK_INTENT_POOL_SCALE, 0, AK_CHANGE_PUT_POOL, SEAL},
    {AK_INTENT_POOL_UPDATE, 0, AK_CHANGE_PUT_POOL, SEAL},
    {AK_INTENT_POOL_UPGRADE_IMAGE, 0, AK_CHANGE_UPGRADE_POOL_IMAGE, SEAL},
    {AK_INTENT_POOL_UPGRADE, 0, AK_CHANGE_PUT_POOL, SEAL},
    {AK_INTENT_CLUSTER_UPGRADE, 0, AK_CHANGE_PUT_CLUSTER, SIM_LEDGER},
    {AK_INTENT_POOL_START, 0, AK_CHANGE_PUT_POOL, SEAL},
    {AK_INTENT_POOL_STOP, 0, AK_CHANGE_PUT_POOL, SEAL},
    {AK_INTENT_POOL_ABORT, 0, AK_CHANGE_ABORT_POOL, SEAL},
    {AK_INTENT_POOL_RECONCILE, 0, AK_CHANGE_PUT_POOL, SEAL},
    {AK_INTENT_FEATURE_REGISTER, 0, AK_CHANGE_REGISTER_FEATURE, FEATURE},
    {AK_INTENT_FEATURE_REGISTER, 1, AK_CHANGE_REGISTER_PROVIDER, PROVIDER},
};

enum { REQUESTS = sizeof requests / sizeof requests[0] };

/* A role's own file is written for those that begin with a brace. */
static const char *const people[][ROLES_MOST] = {
    {"owner"},
    {"contributor"},
    {"reader"},
    {"aks-contributor", "reader"},
    {"aks-user", "reader"},
    {"network-contributor", "reader"},
    {"contributor@" SIM_LEDGER, "reader"},
    {"owner@" SIM_CONTOSO_GROUPS "rg-ledger-neu", "reader"},
    {"owner@" SIM_CONTOSO_GROUPS "rg-ledger", "reader"},
    {"owner@/subscriptions/5a7b1c3d-0002-4c0d-8e1f-c0de00000002", "reader"},
    {"contributor@" SIM_CONTOSO},
    {"{\"Actions\":[\"*\"],\"NotActions\":[\"*/agentPools/delete\"]}"},
    {"{\"Actions\":[\"*\"],\"NotActions\":[\"*/agentPools/*\"]}"},
    {"{\"Actions\":[\"*\"],\"NotActions\":[\"*/WRITE\",\"*/Action\"]}"},
    {"{\"Actions\":[\"*\"],\"NotActions\":[\"*/agentPools/*\"]}",
     "{\"Actions\":[\"*/agentPools/delete\"]}"},
    {"reader", "{\"Actions\":[\"microsoft.containerservice/MANAGEDCLUSTERS/agentpools/WRITE\"]}"},
    {"reader", "{\"Actions\":[\"Microsoft.ContainerService/managedClusters/*/action\"]}"},
    {"reader", "{\"Actions\":[\"Microsoft.ContainerService/*/agentPools/ab*t/*\"]}"},
    {"reader", "{\"Actions\":[\"Microsoft.*/register/action\"]}"},
    {"reader", "{\"Actions\":[\"Microsoft.ContainerService/register/action\"]}",
     "{\"Actions\":[\"Microsoft.Features/*\"],\"NotActions\":[\"*/features/register/action\"]}"},
    {"reader", "{\"Actions\":[\"Microsoft.ContainerService/managedClusters/write\"]}"},
    {"reader", "{\"Actions\":[\"Microsoft.ContainerService/managedClusters/agentPools\"]}"},
    {"reader", "{\"Actions\":[\"agentPools/write\",\"write\",\"*/*/*/*/*/write\"]}"},
};

static void write_file(const char *text, char path[64])
{
    int file;

    (void)ak_text_copy(path, 64, "/tmp/akscope-rights-XXXXXX");
    file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(close(file), 0);
}

static void open_as(struct sim_fixture *fixture, const char *const *roles)
{
    const char *arguments[] = {"--fleet", "contoso", "--now", "2026-11-23", NULL, NULL,
                               NULL,      NULL,      NULL,    NULL,         NULL};
    char paths[ROLES_MOST][64] = {""};
    size_t at = 4;

    for (size_t i = 0; i < ROLES_MOST && roles[i] != NULL; i++) {
        if (roles[i][0] == '{')
            write_file(roles[i], paths[i]);
        arguments[at++] = "--role";
        arguments[at++] = paths[i][0] != '\0' ? paths[i] : roles[i];
    }
    sim_fixture_open(fixture, arguments);
    for (size_t i = 0; i < ROLES_MOST; i++) {
        if (paths[i][0] != '\0')
            assert_int_equal(unlink(paths[i]), 0);
    }
}

/* What the simulator answers of the scope into a snapshot, as the product reads it. */
static struct ak_snap *read_permissions(struct sim_fixture *fixture, struct ak_snap *snap,
                                        const char *scope)
{
    struct ak_decoder *decoder = ak_decoder_new(AK_CODEC_PERMISSIONS, "");
    struct ak_err err = ak_err_none();
    const char *link = NULL;
    char target[1024];
    char *body;

    (void)snprintf(target, sizeof target,
                   "%s/providers/Microsoft.Authorization/permissions?api-version=2022-04-01",
                   scope);
    assert_int_equal(sim_fixture_get(fixture, target), 200);
    body = cJSON_PrintUnformatted(fixture->body);
    assert_int_equal(ak_decoder_page(decoder, body, strlen(body), &link, &err), 0);
    struct ak_slot slot = {.topic = AK_TOPIC_PERMISSIONS,
                           .key = (char *)(uintptr_t)scope,
                           .status = AK_SLOT_OK,
                           .fetched_at = NOW,
                           .payload = ak_decoder_take(decoder)};
    struct ak_snap *next = ak_snap_with_slot(snap, &slot);

    ak_payload_unref(slot.payload);
    ak_snap_unref(snap);
    ak_decoder_free(decoder);
    free(body);
    return next;
}

/* Does the simulator refuse the request for want of a right? Other reasons come later. */
static bool is_forbidden(struct sim_fixture *fixture, enum ak_change change, const char *id)
{
    const struct ak_change_info *info = ak_change_get(change);
    char target[1024];

    (void)snprintf(target, sizeof target, "%s%s?api-version=%s", id, info->path + strlen("{id}"),
                   info->version);
    return sim_fixture_send(fixture, info->method, target, "{}", NULL) == 403 &&
           ak_text_caseeq(sim_fixture_text(fixture, "error.code"), "AuthorizationFailed");
}

static void each_request_of_a_change_is_looked_at(void **state)
{
    (void)state;
    for (int kind = 0; kind < AK_INTENT_COUNT; kind++) {
        for (size_t n = 0; ak_right_get((enum ak_intent_kind)kind, n) != NULL; n++) {
            bool is_there = false;

            for (size_t i = 0; i < REQUESTS; i++)
                is_there = is_there || ((int)requests[i].kind == kind && requests[i].n == n);
            if (!is_there)
                fail_msg("%s %zu", ak_intent_get((enum ak_intent_kind)kind)->name, n);
        }
    }
}

static void the_simulator_does_what_was_said(void **state)
{
    size_t refused = 0;
    size_t asked = 0;

    (void)state;
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
        struct sim_fixture fixture;
        struct ak_snap *snap = ak_snap_new();
        bool forbidden[REQUESTS];

        open_as(&fixture, people[i]);
        snap = read_permissions(&fixture, snap, SIM_LEDGER);
        snap = read_permissions(&fixture, snap, SIM_CONTOSO);
        for (size_t j = 0; j < REQUESTS; j++) {
            const struct ak_right *right = ak_right_get(requests[j].kind, requests[j].n);
            const struct ak_payload *payload = ak_snap_payload(
                snap, AK_TOPIC_PERMISSIONS, right->is_on_subscription ? SIM_CONTOSO : SIM_LEDGER);
            enum ak_answer answer = ak_permissions_allow(&payload->as.permissions, right->action);

            forbidden[j] = is_forbidden(&fixture, requests[j].change, requests[j].id);
            if (answer != (forbidden[j] ? AK_NO : AK_YES))
                fail_msg("%s, %s, …: %s: said %d, refused %d", people[i][0], people[i][1],
                         right->action, (int)answer, forbidden[j]);
            refused += forbidden[j];
            asked++;
        }
        for (size_t j = 0; j < REQUESTS; j++) {
            struct ak_lack lack;
            bool is_refused = false;

            for (size_t k = 0; k < REQUESTS; k++)
                is_refused = is_refused || (requests[k].kind == requests[j].kind && forbidden[k]);
            assert_int_equal(ak_rights_lack(snap, requests[j].kind, requests[j].id, NOW, &lack),
                             is_refused);
        }
        ak_snap_unref(snap);
        sim_fixture_close(&fixture);
    }
    print_message("# %zu questions, %zu refused\n", asked, refused);
    assert_true(refused > asked / 4 && refused < asked * 3 / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_of_a_change_is_looked_at),
        cmocka_unit_test(the_simulator_does_what_was_said),
    };

    return cmocka_run_group_tests_name("conform/rights", tests, NULL, NULL);
}
