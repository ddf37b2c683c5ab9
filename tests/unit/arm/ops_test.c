/* ops_test.c: the addresses of operations. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/arm/arm.h"
#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/clock.h"

#define HOST "https://management.azure.com"
#define CLUSTER                                                                                    \
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c"
#define AKS_VERSION "?api-version=2025-05-01"

struct fixture {
    struct ak_clock clock;
    struct ak_loop *loop;
    struct ak_http *http;
    struct ak_auth *auth;
    struct ak_arm *arm;
};

/* A slash at the end of the endpoint is no part of the addresses. */
static int set_up(void **state)
{
    struct fixture *fixture = ak_alloc(1, sizeof *fixture);
    struct ak_err err = ak_err_none();
    struct ak_http_options http = {.user_agent = "akscope/test"};
    struct ak_cloud cloud;

    fixture->clock = ak_clock_manual(1764000000);
    fixture->loop = ak_loop_new();
    if (ak_http_new(fixture->loop, &http, &fixture->http, &err))
        return -1;
    ak_cloud_init(&cloud, AK_CLOUD_PUBLIC);
    struct ak_auth_options auth = {.http = fixture->http, .cloud = &cloud};
    int failed = ak_auth_new(fixture->loop, &fixture->clock, &auth, &fixture->auth, &err);
    ak_cloud_release(&cloud);
    if (failed)
        return -1;
    struct ak_arm_options arm = {.loop = fixture->loop,
                                 .http = fixture->http,
                                 .auth = fixture->auth,
                                 .clock = &fixture->clock,
                                 .endpoint = HOST "/"};
    if (ak_arm_new(&arm, &fixture->arm, &err))
        return -1;
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    ak_arm_close(fixture->arm);
    ak_auth_close(fixture->auth);
    ak_http_close(fixture->http);
    ak_loop_free(fixture->loop);
    free(fixture);
    return 0;
}

static const struct {
    enum ak_op op;
    struct ak_arm_target target;
    const char *url;
} addresses[] = {
    {AK_OP_LIST_SUBSCRIPTIONS, {0}, HOST "/subscriptions?api-version=2022-12-01"},
    {AK_OP_LIST_CLUSTERS,
     {.subscription_id = "s"},
     HOST "/subscriptions/s/providers/Microsoft.ContainerService/managedClusters" AKS_VERSION},
    {AK_OP_GET_CLUSTER, {.id = CLUSTER}, HOST CLUSTER AKS_VERSION},
    {AK_OP_GET_POOL, {.id = CLUSTER "/agentPools/p"}, HOST CLUSTER "/agentPools/p" AKS_VERSION},
    {AK_OP_LIST_POOLS, {.id = CLUSTER}, HOST CLUSTER "/agentPools" AKS_VERSION},
    {AK_OP_GET_CLUSTER_UPGRADES,
     {.id = CLUSTER},
     HOST CLUSTER "/upgradeProfiles/default" AKS_VERSION},
    {AK_OP_GET_POOL_UPGRADES,
     {.id = CLUSTER "/agentPools/p"},
     HOST CLUSTER "/agentPools/p/upgradeProfiles/default" AKS_VERSION},
    {AK_OP_LIST_VM_SIZES,
     {.subscription_id = "s", .location = "westeurope"},
     HOST "/subscriptions/s/providers/Microsoft.Compute/skus?$filter=location%20eq%20%27"
          "westeurope%27&api-version=2021-07-01"},
    {AK_OP_LIST_USAGES,
     {.subscription_id = "s", .location = "West Europe"},
     HOST "/subscriptions/s/providers/Microsoft.Compute/locations/West%20Europe/usages"
          "?api-version=2024-07-01"},
    {AK_OP_LIST_VERSIONS,
     {.subscription_id = "s", .location = "westeurope"},
     HOST "/subscriptions/s/providers/Microsoft.ContainerService/locations/westeurope/"
          "kubernetesVersions" AKS_VERSION},
    {AK_OP_LIST_FEATURES,
     {.subscription_id = "s"},
     HOST "/subscriptions/s/providers/Microsoft.Features/providers/"
          "Microsoft.ContainerService/features?api-version=2021-07-01"},
    {AK_OP_LIST_PERMISSIONS,
     {.id = CLUSTER},
     HOST CLUSTER "/providers/Microsoft.Authorization/permissions?api-version=2022-04-01"},
    {AK_OP_GET_PROVIDER,
     {.id = "/subscriptions/s/providers/Microsoft.Compute"},
     HOST "/subscriptions/s/providers/Microsoft.Compute?api-version=2021-04-01"},
    {AK_OP_LIST_ROLE_ASSIGNMENTS,
     {.subscription_id = "s", .principal_id = "p"},
     HOST "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments"
          "?$filter=assignedTo(%27p%27)&api-version=2022-04-01"},
    {AK_OP_GET_ROLE_DEFINITION,
     {.id = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r"},
     HOST "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r"
          "?api-version=2022-04-01"},
    {AK_OP_GET_RESOURCE, {.id = CLUSTER}, HOST CLUSTER AKS_VERSION},
};

static void each_operation_has_its_address(void **state)
{
    struct fixture *fixture = *state;
    bool was_asked[AK_OP_COUNT] = {false};

    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        struct ak_buf url = ak_buf_init(4096);

        assert_true(ak_arm_url(fixture->arm, addresses[i].op, &addresses[i].target, &url));
        assert_string_equal(ak_buf_text(&url), addresses[i].url);
        was_asked[addresses[i].op] = true;
        ak_buf_release(&url);
    }
    for (int op = 0; op < AK_OP_COUNT; op++)
        assert_true(was_asked[op]);
}

static void each_change_has_its_address(void **state)
{
    static const struct {
        struct ak_request request;
        const char *method, *url;
    } cases[] = {
        {{.change = AK_CHANGE_PUT_POOL, .id = CLUSTER "/agentPools/p"},
         "PUT",
         HOST CLUSTER "/agentPools/p" AKS_VERSION},
        {{.change = AK_CHANGE_DELETE_POOL,
          .id = CLUSTER "/agentPools/p",
          .query = "ignore-pod-disruption-budget=true"},
         "DELETE",
         HOST CLUSTER "/agentPools/p" AKS_VERSION "&ignore-pod-disruption-budget=true"},
        {{.change = AK_CHANGE_UPGRADE_POOL_IMAGE, .id = CLUSTER "/agentPools/p"},
         "POST",
         HOST CLUSTER "/agentPools/p/upgradeNodeImageVersion" AKS_VERSION},
        {{.change = AK_CHANGE_ABORT_POOL, .id = CLUSTER "/agentPools/p"},
         "POST",
         HOST CLUSTER "/agentPools/p/abort" AKS_VERSION},
        {{.change = AK_CHANGE_PUT_CLUSTER, .id = CLUSTER}, "PUT", HOST CLUSTER AKS_VERSION},
        {{.change = AK_CHANGE_REGISTER_FEATURE,
          .id = "/subscriptions/s/providers/Microsoft.Features/providers/"
                "Microsoft.ContainerService/features/F"},
         "POST",
         HOST "/subscriptions/s/providers/Microsoft.Features/providers/"
              "Microsoft.ContainerService/features/F/register?api-version=2021-07-01"},
        {{.change = AK_CHANGE_REGISTER_PROVIDER,
          .id = "/subscriptions/s/providers/Microsoft.ContainerService"},
         "POST",
         HOST "/subscriptions/s/providers/Microsoft.ContainerService/register"
              "?api-version=2021-04-01"},
    };
    struct fixture *fixture = *state;
    bool was_asked[AK_CHANGE_COUNT] = {false};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_buf url = ak_buf_init(4096);

        assert_true(ak_arm_change_url(fixture->arm, &cases[i].request, &url));
        assert_string_equal(ak_buf_text(&url), cases[i].url);
        assert_string_equal(ak_change_get(cases[i].request.change)->method, cases[i].method);
        was_asked[cases[i].request.change] = true;
        ak_buf_release(&url);
    }
    for (int change = 0; change < AK_CHANGE_COUNT; change++)
        assert_true(was_asked[change]);
}

static void a_resource_is_asked_for_in_the_version_of_its_type(void **state)
{
    static const struct {
        const char *id;
        const char *version;
    } cases[] = {
        {CLUSTER "/agentPools/p/machines/m", "2025-05-01"},
        {"/subscriptions/s/resourcegroups/g/providers/microsoft.compute/"
         "virtualMachineScaleSets/v",
         "2024-07-01"},
        {"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d", "2023-10-02"},
        {"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d",
         "2024-07-01"},
        {"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n/"
         "subnets/u",
         "2024-05-01"},
        {"/subscriptions/s/resourceGroups/g/providers/Microsoft.Networking/x/y", "2025-05-01"},
        {"/subscriptions/s/resourceGroups/g", "2021-04-01"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_buf url = ak_buf_init(4096);
        const char *version;

        assert_true(ak_arm_url(fixture->arm, AK_OP_GET_RESOURCE,
                               &(struct ak_arm_target){.id = cases[i].id}, &url));
        version = strstr(ak_buf_text(&url), "?api-version=");
        assert_non_null(version);
        assert_string_equal(version + strlen("?api-version="), cases[i].version);
        ak_buf_release(&url);
    }
}

static void what_would_leave_the_address_is_encoded(void **state)
{
    struct fixture *fixture = *state;
    struct ak_buf url = ak_buf_init(4096);
    struct ak_arm_target target = {.id = "/subscriptions/s?x=1#y/resourceGroups/a b%2e&c=\xC3\xA9"};

    assert_true(ak_arm_url(fixture->arm, AK_OP_GET_RESOURCE, &target, &url));
    assert_string_equal(ak_buf_text(&url), HOST "/subscriptions/s%3Fx%3D1%23y/resourceGroups/"
                                                "a%20b%252e%26c%3D%C3%A9?api-version=2021-04-01");
    ak_buf_release(&url);
}

static void a_parameter_that_is_missing_or_harmful_is_refused(void **state)
{
    static const struct {
        enum ak_op op;
        struct ak_arm_target target;
    } cases[] = {
        {AK_OP_LIST_CLUSTERS, {0}},
        {AK_OP_LIST_CLUSTERS, {.subscription_id = ""}},
        {AK_OP_LIST_VM_SIZES, {.subscription_id = "s"}},
        {AK_OP_LIST_VM_SIZES, {.subscription_id = "s", .location = "x' or 'a' eq 'a"}},
        {AK_OP_LIST_CLUSTERS, {.subscription_id = ".."}},
        {AK_OP_LIST_CLUSTERS, {.subscription_id = "."}},
        {AK_OP_LIST_VERSIONS, {.subscription_id = "s", .location = ".."}},
        {AK_OP_LIST_POOLS, {.id = NULL}},
        {AK_OP_LIST_POOLS, {.id = ""}},
        {AK_OP_LIST_POOLS, {.id = "subscriptions/s"}},
        {AK_OP_LIST_POOLS, {.id = "//elsewhere.example/s"}},
        {AK_OP_LIST_POOLS, {.id = "/subscriptions/s/"}},
        {AK_OP_LIST_POOLS, {.id = "/subscriptions/../s"}},
        {AK_OP_LIST_POOLS, {.id = "/subscriptions/."}},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_buf url = ak_buf_init(4096);

        if (ak_arm_url(fixture->arm, cases[i].op, &cases[i].target, &url))
            fail_msg("case %zu: %s", i, ak_buf_text(&url));
        ak_buf_release(&url);
    }
}

static void an_address_that_does_not_fit_is_refused(void **state)
{
    struct fixture *fixture = *state;

    for (size_t max = 0; max < 90; max++) {
        struct ak_buf url = ak_buf_init(max);

        assert_false(ak_arm_url(fixture->arm, AK_OP_LIST_CLUSTERS,
                                &(struct ak_arm_target){.subscription_id = "s"}, &url));
        assert_true(url.len <= max);
        ak_buf_release(&url);
    }
}

static void every_topic_has_an_operation_that_reads_it(void **state)
{
    (void)state;
    for (int topic = 0; topic < AK_TOPIC_COUNT; topic++) {
        if (topic == AK_TOPIC_OPERATIONS)
            continue; /* they come from the journal */
        enum ak_op op = ak_arm_op_of_topic((enum ak_topic)topic);

        assert_in_range(op, 0, AK_OP_COUNT - 1);
        for (int other = 0; other < topic && other != AK_TOPIC_OPERATIONS; other++)
            assert_int_not_equal(op, ak_arm_op_of_topic((enum ak_topic)other));
    }
}

static void an_endpoint_must_be_https_or_loopback(void **state)
{
    static const char *const endpoints[] = {"http://management.azure.com", "ftp://x", "x", "",
                                            "https://user:secret@management.azure.com"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; i++) {
        struct ak_arm_options options = {.loop = fixture->loop,
                                         .http = fixture->http,
                                         .auth = fixture->auth,
                                         .clock = &fixture->clock,
                                         .endpoint = endpoints[i]};
        struct ak_arm *arm = NULL;
        struct ak_err err = ak_err_none();

        assert_int_equal(ak_arm_new(&options, &arm, &err), AK_ERR_CONFIG);
        assert_null(arm);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_operation_has_its_address, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_change_has_its_address, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_resource_is_asked_for_in_the_version_of_its_type, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_would_leave_the_address_is_encoded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_parameter_that_is_missing_or_harmful_is_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_address_that_does_not_fit_is_refused, set_up, tear_down),
        cmocka_unit_test(every_topic_has_an_operation_that_reads_it),
        cmocka_unit_test_setup_teardown(an_endpoint_must_be_https_or_loopback, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
