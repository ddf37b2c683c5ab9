/* Requests whose members are of other kinds than anybody would send: they are answered, with
 * whatever status, and the simulator goes on. Run with sanitizers this shows what reads amiss. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "tests/unit/sim/sim_fixture.h"
#include "tui/sim/json_int.h"

static const char ledger[] = SIM_LEDGER SIM_VERSION;

/* The first ones are of each kind once. */
static const char *const values[] = {
    "null",   "true",       "7",     "\"x\"",     "[]",   "[7]",
    "{}",     "{\"a\":1}",  "0",     "-7",        "\"\"", "[\"x\"]",
    "[null]", "2147483648", "1e308", "\"{{}%s\"", "[{}]", "{\"\":{\"\":[]}}",
};

enum { VALUE_COUNT = (int)(sizeof values / sizeof *values), KIND_COUNT = 8 };

static const char pool_body[] =
    "{\"properties\":{\"count\":1,\"vmSize\":\"Standard_D4s_v5\",\"osDiskSizeGB\":0,"
    "\"osDiskType\":\"Managed\",\"kubeletDiskType\":\"OS\",\"workloadRuntime\":\"OCIContainer\","
    "\"maxPods\":30,\"osType\":\"Linux\",\"osSKU\":\"Ubuntu\",\"enableAutoScaling\":true,"
    "\"minCount\":1,\"maxCount\":2,\"scaleDownMode\":\"Delete\",\"mode\":\"User\","
    "\"type\":\"VirtualMachineScaleSets\",\"orchestratorVersion\":\"1.34.1\","
    "\"upgradeSettings\":{\"maxSurge\":\"10%\",\"maxUnavailable\":\"0\","
    "\"drainTimeoutInMinutes\":30,\"nodeSoakDurationInMinutes\":0},"
    "\"powerState\":{\"code\":\"Running\"},\"availabilityZones\":[\"1\"],"
    "\"enableNodePublicIP\":false,\"enableEncryptionAtHost\":false,\"enableUltraSSD\":false,"
    "\"enableFIPS\":false,\"scaleSetPriority\":\"Spot\",\"scaleSetEvictionPolicy\":\"Delete\","
    "\"spotMaxPrice\":-1,\"nodeTaints\":[\"a=b:NoSchedule\"],\"nodeInitializationTaints\":[],"
    "\"nodeLabels\":{\"a\":\"b\"},\"tags\":{\"a\":\"b\"},\"vnetSubnetID\":\"/x/subnets/y\","
    "\"podSubnetID\":\"/x/subnets/z\",\"messageOfTheDay\":\"aGk=\","
    "\"networkProfile\":{},\"securityProfile\":{\"sshAccess\":\"LocalUser\","
    "\"enableVTPM\":false,\"enableSecureBoot\":false},\"gatewayProfile\":{"
    "\"publicIPPrefixSize\":30},\"creationData\":{\"sourceResourceId\":\"\"},"
    "\"localDNSProfile\":{\"mode\":\"Required\",\"vnetDNSOverrides\":{\".\":{}},"
    "\"kubeDNSOverrides\":{\".\":{}}},\"virtualMachinesProfile\":{\"scale\":{\"manual\":"
    "[{\"size\":\"Standard_D4s_v5\",\"count\":1}]}},\"virtualMachineNodesStatus\":[],"
    "\"provisioningState\":\"Succeeded\",\"nodeImageVersion\":\"x\",\"eTag\":\"x\"}}";

struct target {
    const char *method;
    const char *path;
    int values; /* how many of them are tried */
    int sent;
    int accepted; /* by this fleet */
};

/* Sends the body; what is accepted stays for a while, so that what comes after it reads it too. */
static void send_body(struct sim_fixture *fixture, struct target *target, const cJSON *body)
{
    enum { ACCEPTED_MAX = 25 };
    char *text = cJSON_PrintUnformatted(body);
    int status = sim_fixture_send(fixture, target->method, target->path, text, NULL);
    target->sent++;
    if (status < 200 || status > 499) {
        fail_msg("%s: %d", text, status);
    }
    if (status < 300) { /* its end must go well too */
        sim_fixture_pass(fixture, 8.0 * SIM_LONG_ENOUGH);
        (void)sim_fixture_get(fixture, ledger);
        target->accepted++;
    }
    if (target->accepted > ACCEPTED_MAX) {
        (void)sim_fixture_usage(fixture, "cores");
        sim_fixture_close(fixture);
        sim_fixture_open_contoso(fixture, NULL);
        target->accepted = 0;
    }
    free(text);
}

/* Puts every value in the place of every member of `object`, which is a part of `body`; of a list
 * in that of its first item. */
static void spoil_members(struct sim_fixture *fixture, struct target *target, const cJSON *body,
                          cJSON *object)
{
    int size = cJSON_GetArraySize(object);
    size = cJSON_IsArray(object) && size > 1 ? 1 : size;
    for (int i = 0; i < size; i++) {
        cJSON *part = cJSON_GetArrayItem(object, i);
        if (cJSON_IsObject(part) || cJSON_IsArray(part)) {
            spoil_members(fixture, target, body, part);
        }
        for (int j = 0; j < target->values; j++) {
            cJSON *member = cJSON_GetArrayItem(object, i);
            cJSON *bad = cJSON_Parse(values[j]);
            assert_non_null(bad);
            if (cJSON_IsObject(object)) {
                bad->string = ak_strdup(member->string);
            }
            cJSON *good = ak_sim_json_copy(member);
            (void)cJSON_ReplaceItemViaPointer(object, member, bad);
            send_body(fixture, target, body);
            (void)cJSON_ReplaceItemViaPointer(object, bad, good);
        }
    }
}

static void try_all(struct target target, const char *text, int least)
{
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    cJSON *body = text != NULL ? cJSON_Parse(text) : NULL;
    if (body == NULL) { /* the resource as it is */
        assert_int_equal(sim_fixture_get(&fixture, target.path), 200);
        body = ak_sim_json_copy(fixture.body);
    }
    spoil_members(&fixture, &target, body, body);
    cJSON_Delete(body);
    sim_fixture_close(&fixture);
    assert_true(target.sent >= least);
}

static void of_a_new_pool(void **state)
{
    (void)state;
    char *path = sim_pool_path("fresh", "");
    try_all((struct target){"PUT", path, VALUE_COUNT, 0, 0}, pool_body, 1000);
    free(path);
}

static void of_a_pool_that_is_there(void **state)
{
    (void)state;
    char *path = sim_pool_path("api", "");
    try_all((struct target){"PUT", path, KIND_COUNT, 0, 0}, NULL, 300);
    free(path);
}

static void of_a_cluster(void **state)
{
    (void)state;
    try_all((struct target){"PUT", ledger, KIND_COUNT, 0, 0}, NULL, 1000);
}

static void of_machines_to_be_deleted(void **state)
{
    (void)state;
    char *path = sim_pool_path("api", "/deleteMachines");
    try_all((struct target){"POST", path, VALUE_COUNT, 0, 0}, "{\"machineNames\":[\"one\"]}", 30);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_new_pool),
        cmocka_unit_test(of_a_pool_that_is_there),
        cmocka_unit_test(of_a_cluster),
        cmocka_unit_test(of_machines_to_be_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
