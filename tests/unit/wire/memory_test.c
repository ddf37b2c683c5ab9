/* memory_test.c: what a fleet costs. 10,000 clusters of 5 pools may take 45 MB. */
#include "config.h"

#include "decode_case.h"

#include "akscope/base/buf.h"
#include "akscope/base/limits.h"

enum { FLEET = 10000, PAGE = 500, POOLS = 5, LARGEST_FOOTPRINT = 45 * 1000 * 1000 };

static void put_pool(struct ak_buf *buf, int cluster, int pool)
{
    assert_true(ak_buf_printf(
        buf,
        "%s{\"name\":\"pool%d\",\"count\":%d,\"vmSize\":\"Standard_DC%das_v5\",\"osDiskSizeGB\":"
        "128,"
        "\"osDiskType\":\"Managed\",\"kubeletDiskType\":\"OS\",\"workloadRuntime\":"
        "\"OCIContainer\","
        "\"vnetSubnetID\":\"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/"
        "network/providers/Microsoft.Network/virtualNetworks/hub/subnets/aks-%d\","
        "\"maxPods\":250,\"type\":\"VirtualMachineScaleSets\",\"availabilityZones\":[\"1\",\"2\","
        "\"3\"],\"enableAutoScaling\":true,\"minCount\":1,\"maxCount\":9,\"scaleDownMode\":"
        "\"Delete\",\"provisioningState\":\"Succeeded\",\"powerState\":{\"code\":\"Running\"},"
        "\"orchestratorVersion\":\"1.33\",\"currentOrchestratorVersion\":\"1.33.%d\","
        "\"enableNodePublicIP\":false,\"nodeLabels\":{\"team\":\"payments-%d\",\"tier\":\"b\"},"
        "\"nodeTaints\":[\"sku=confidential:NoSchedule\"],\"mode\":\"User\",\"osType\":\"Linux\","
        "\"osSKU\":\"Ubuntu\",\"nodeImageVersion\":\"AKSUbuntu-2204gen2containerd-202509.%02d.0\","
        "\"upgradeSettings\":{\"maxSurge\":\"10%%\",\"maxUnavailable\":\"0\"},\"enableFIPS\":false,"
        "\"securityProfile\":{\"enableVTPM\":false,\"enableSecureBoot\":false},"
        "\"eTag\":\"fa4eeb2c-6f7d-4c7a-8cb8-%06x%06x\"}",
        pool > 0 ? "," : "", pool, pool * 7, 4 << pool, cluster % 40, pool, cluster % 60,
        cluster % 28, (unsigned)cluster, (unsigned)pool));
}

static void put_cluster(struct ak_buf *buf, int cluster)
{
    assert_true(ak_buf_printf(
        buf,
        "%s{\"id\":\"/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/"
        "rg-platform-%d/providers/Microsoft.ContainerService/managedClusters/aks-platform-%05d\","
        "\"location\":\"westus%d\",\"name\":\"aks-platform-%05d\",\"eTag\":"
        "\"fa4eeb2c-6f7d-4c7a-8cb8-%012x\",\"tags\":{\"owner\":\"team-%d\",\"env\":\"prod\","
        "\"cost-centre\":\"%d\"},\"sku\":{\"name\":\"Base\",\"tier\":\"Standard\"},"
        "\"properties\":{\"provisioningState\":\"Succeeded\",\"powerState\":{\"code\":"
        "\"Running\"},\"kubernetesVersion\":\"1.33\",\"currentKubernetesVersion\":\"1.33.5\","
        "\"fqdn\":\"aks-platform-%05d-00000000.hcp.westus2.azmk8s.io\",\"supportPlan\":"
        "\"KubernetesOfficial\",\"nodeResourceGroup\":\"MC_rg-platform-%d_aks-platform-%05d\","
        "\"networkProfile\":{\"networkPlugin\":\"azure\",\"networkPolicy\":\"cilium\","
        "\"loadBalancerSku\":\"standard\"},\"agentPoolProfiles\":[",
        cluster % PAGE > 0 ? "," : "", cluster, cluster, cluster % 3, cluster, (unsigned)cluster,
        cluster % 50, cluster % 80, cluster, cluster, cluster));
    for (int pool = 0; pool < POOLS; pool++)
        put_pool(buf, cluster, pool);
    assert_true(ak_buf_puts(buf, "]}}"));
}

static void put_page(struct ak_buf *buf, int first)
{
    ak_buf_clear(buf);
    assert_true(ak_buf_puts(buf, "{\"value\":["));
    for (int i = first; i < first + PAGE; i++)
        put_cluster(buf, i);
    assert_true(ak_buf_puts(buf, "]}"));
}

static void a_fleet_of_ten_thousand_clusters_fits_into_45_megabytes(void **state)
{
    struct ak_decoder *decoder = ak_decoder_new(AK_CODEC_CLUSTERS, "");
    struct ak_buf buf = ak_buf_init(AK_LIMIT_BODY);
    struct ak_err err = ak_err_none();
    const char *link = NULL;

    (void)state;
    for (int first = 0; first < FLEET; first += PAGE) {
        put_page(&buf, first);
        assert_int_equal(ak_decoder_page(decoder, ak_buf_text(&buf), buf.len, &link, &err), 0);
    }
    struct ak_payload *payload = ak_decoder_take(decoder);
    size_t footprint = ak_arena_footprint(payload->arena);
    assert_int_equal(payload->as.clusters.count, FLEET);
    assert_int_equal(payload->as.clusters.items[FLEET - 1].pool_count, POOLS);
    print_message("# %zu bytes a cluster with %d pools\n", footprint / FLEET, POOLS);
    assert_true(footprint <= LARGEST_FOOTPRINT);
    ak_payload_unref(payload);
    ak_decoder_free(decoder);
    ak_buf_release(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fleet_of_ten_thousand_clusters_fits_into_45_megabytes),
    };

    return cmocka_run_group_tests_name("wire/memory", tests, NULL, NULL);
}
