/* id_test.c: names, clusters and node pools in resource ids. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "akscope/model/id.h"

static void ids_are_taken_apart(void **state)
{
    static const struct {
        const char *id;
        const char *name;
        size_t cluster_len;
        bool is_pool;
    } cases[] = {
        {"/a/managedClusters/c", "c", 20, false},
        {"/a/managedClusters/c/agentPools/p", "p", 20, true},
        {"/a/managedclusters/c/agentpools/P", "P", 20, true},
        {"/a/features/f", "f", 13, false},
        {"/a/managedClusters/c/agentPools", "agentPools", 31, false},
        {"c", "c", 1, false},
        {"c/", "", 2, false},
        {"", "", 0, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(ak_id_name(cases[i].id), cases[i].name);
        assert_int_equal(ak_id_cluster_len(cases[i].id), cases[i].cluster_len);
        assert_int_equal(ak_id_is_pool(cases[i].id), cases[i].is_pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_taken_apart),
    };

    return cmocka_run_group_tests_name("model/id", tests, NULL, NULL);
}
