/* Which release a node pool gets by OS SKU, Kubernetes version and size: the tables of AKS
 * documentation (upgrade-os-version, use-cvm of 17 September 2026), row by row. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/sim/sim_fixture.h"
#include "tui/sim/json_int.h"
#include "tui/sim/pool_change_int.h"

enum { OLDEST = 22, NEWEST = 40 }; /* minors that are tried */

struct row {
    const char *os_sku;
    const char *os_type;
    int first; /* minors; the next row of the same SKU goes on */
    int last;
    const char *release; /* NULL: not with that Kubernetes */
};

static const struct row plain[] = {
    {"Ubuntu", "Linux", 22, 24, "ubuntu-18.04"},
    {"Ubuntu", "Linux", 25, 34, "ubuntu-22.04"},
    {"Ubuntu", "Linux", 35, 40, "ubuntu-24.04"},
    {"Ubuntu2204", "Linux", 22, 24, NULL},
    {"Ubuntu2204", "Linux", 25, 36, "ubuntu-22.04"},
    {"Ubuntu2204", "Linux", 37, 40, NULL},
    {"Ubuntu2404", "Linux", 22, 31, NULL},
    {"Ubuntu2404", "Linux", 32, 38, "ubuntu-24.04"},
    {"Ubuntu2404", "Linux", 39, 40, NULL},
    {"Ubuntu2604", "Linux", 22, 35, NULL},
    {"Ubuntu2604", "Linux", 36, 40, "ubuntu-26.04"},
    {"AzureLinux", "Linux", 22, 31, "azurelinux-2.0"},
    {"AzureLinux", "Linux", 32, 40, "azurelinux-3.0"},
    {"AzureLinux3", "Linux", 22, 27, NULL},
    {"AzureLinux3", "Linux", 28, 36, "azurelinux-3.0"},
    {"AzureLinux3", "Linux", 37, 40, NULL},
    {"AzureLinuxOSGuard", "Linux", 22, 31, NULL},
    {"AzureLinuxOSGuard", "Linux", 32, 40, "azurelinux-osguard"},
    {"AzureContainerLinux", "Linux", 22, 33, NULL},
    {"AzureContainerLinux", "Linux", 34, 40, "azure-container-linux"},
    {"Flatcar", "Linux", 22, 40, "flatcar"},
    {"Windows2019", "Windows", 22, 32, "windows-2019"},
    {"Windows2019", "Windows", 33, 40, NULL},
    {"Windows2022", "Windows", 22, 22, NULL},
    {"Windows2022", "Windows", 23, 36, "windows-2022"},
    {"Windows2022", "Windows", 37, 40, NULL},
    {"Windows2025", "Windows", 22, 31, NULL},
    {"Windows2025", "Windows", 32, 40, "windows-2025"},
    {"WindowsAnnual", "Windows", 22, 27, NULL},
    {"WindowsAnnual", "Windows", 28, 33, "windows-23H2"},
    {"WindowsAnnual", "Windows", 34, 40, NULL},
};

/* A NULL release: there is no image for a confidential machine, or none with that Kubernetes. */
static const struct row confidential[] = {
    {"Ubuntu", "Linux", 22, 23, NULL},
    {"Ubuntu", "Linux", 24, 34, "ubuntu-20.04"},
    {"Ubuntu", "Linux", 35, 40, "ubuntu-24.04"},
    {"Ubuntu2204", "Linux", 22, 40, NULL},
    {"Ubuntu2404", "Linux", 22, 31, NULL},
    {"Ubuntu2404", "Linux", 32, 38, "ubuntu-24.04"},
    {"Ubuntu2404", "Linux", 39, 40, NULL},
    {"Ubuntu2604", "Linux", 22, 40, NULL},
    {"AzureLinux", "Linux", 22, 27, NULL},
    {"AzureLinux", "Linux", 28, 36, "azurelinux-3.0"},
    {"AzureLinux", "Linux", 37, 40, NULL},
    {"AzureLinuxOSGuard", "Linux", 22, 40, NULL},
    {"AzureContainerLinux", "Linux", 22, 40, NULL},
    {"Flatcar", "Linux", 22, 40, NULL},
};

/* The release of a new pool, or NULL; the caller frees. */
static char *release_of(struct sim_fixture *fixture, const struct row *row, int minor,
                        const char *size)
{
    struct ak_sim_subscription *subscription = fixture->sim.world->subscriptions[0];
    struct ak_sim_cluster *cluster = ak_sim_find_cluster(subscription, NULL, "ledger-prod");
    struct ak_sim_pool_change change = {.sim = &fixture->sim,
                                        .subscription = subscription,
                                        .cluster = cluster,
                                        .name = "fresh",
                                        .action = "create"};
    cJSON *properties = ak_sim_json_get(cluster->body, "properties");
    char version[16];
    (void)snprintf(version, sizeof version, "1.%d.1", minor);
    ak_sim_json_set_text(properties, "kubernetesVersion", version);
    ak_sim_json_set_text(properties, "currentKubernetesVersion", version);
    cJSON *request = cJSON_CreateObject();
    ak_sim_json_set_text(request, "vmSize", size);
    ak_sim_json_set_text(request, "osSKU", row->os_sku);
    ak_sim_json_set_text(request, "osType", row->os_type);
    ak_sim_pool_change_plan(&change, request);
    const char *release = ak_sim_json_text(change.facts, "os.release");
    bool is_in_range = cJSON_IsTrue(ak_sim_json_get(change.facts, "os.isInRange"));
    char *copy = is_in_range && *release != '\0' ? strdup(release) : NULL;
    cJSON_Delete(request);
    ak_sim_pool_change_release(&change);
    return copy;
}

static void try_rows(const struct row *rows, size_t count, const char *size)
{
    struct sim_fixture fixture;
    int wrong = 0;
    sim_fixture_open_contoso(&fixture, NULL);
    for (size_t i = 0; i < count; i++) {
        for (int minor = rows[i].first; minor <= rows[i].last; minor++) {
            const char *wanted = rows[i].release != NULL ? rows[i].release : "none";
            char *release = release_of(&fixture, &rows[i], minor, size);
            if (strcmp(release != NULL ? release : "none", wanted) != 0) {
                print_error("%s on 1.%d: %s instead of %s\n", rows[i].os_sku, minor,
                            release != NULL ? release : "none", wanted);
                wrong++;
            }
            free(release);
        }
    }
    sim_fixture_close(&fixture);
    assert_int_equal(wrong, 0);
}

static void ordinary_machines_get_the_documented_release(void **state)
{
    (void)state;
    try_rows(plain, sizeof plain / sizeof *plain, "Standard_D4s_v5");
}

static void confidential_machines_get_the_documented_release(void **state)
{
    (void)state;
    try_rows(confidential, sizeof confidential / sizeof *confidential, "Standard_DC4as_v5");
}

/* Every minor of every SKU stands in a row. */
static void the_tables_have_no_gaps(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        bool goes_on = i > 0 && strcmp(plain[i - 1].os_sku, plain[i].os_sku) == 0;
        assert_int_equal(plain[i].first, goes_on ? plain[i - 1].last + 1 : OLDEST);
        assert_true(goes_on || i == 0 || plain[i - 1].last == NEWEST);
    }
}

/* On and after the day a release is closed to new pools they are refused. */
static void releases_close_on_their_day(void **state)
{
    (void)state;
    static const struct {
        const char *now;
        const char *properties;
        int status;
    } cases[] = {
        {"2027-06-29", "\"vmSize\":\"Standard_D4s_v5\",\"osSKU\":\"Ubuntu2204\"", 201},
        {"2027-06-30", "\"vmSize\":\"Standard_D4s_v5\",\"osSKU\":\"Ubuntu2204\"", 400},
        {"2027-03-16", "\"vmSize\":\"Standard_DC4as_v5\"", 201},
        {"2027-03-17", "\"vmSize\":\"Standard_DC4as_v5\"", 400},
        {"2027-03-17", "\"vmSize\":\"Standard_DC4as_v5\",\"osSKU\":\"Ubuntu2404\"", 201},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_fixture fixture;
        char body[256];
        sim_fixture_open(&fixture, (const char *const[]){"--now", cases[i].now, NULL});
        (void)snprintf(body, sizeof body, "{\"properties\":{%s}}", cases[i].properties);
        int status = sim_pool_send(&fixture, "PUT", "fresh", body, NULL);
        if (status != cases[i].status) {
            fail_msg("%s %s: %d %s", cases[i].now, body, status,
                     sim_fixture_text(&fixture, "message"));
        }
        sim_fixture_close(&fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_machines_get_the_documented_release),
        cmocka_unit_test(confidential_machines_get_the_documented_release),
        cmocka_unit_test(the_tables_have_no_gaps),
        cmocka_unit_test(releases_close_on_their_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
