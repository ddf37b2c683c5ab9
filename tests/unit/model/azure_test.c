/* azure_test.c: sizes and quotas by their names. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "akscope/model/azure.h"

static const struct ak_vm_size sizes[] = {
    {.name = NULL}, {.name = "Standard_D4s_v5"}, {.name = "Standard_D4s_v50"}};
static const struct ak_usage usages[] = {
    {.name = NULL}, {.name = "cores"}, {.name = "standardDSv5Family"}};
static const struct ak_vm_sizes size_list = {sizes, sizeof sizes / sizeof sizes[0]};
static const struct ak_usages usage_list = {usages, sizeof usages / sizeof usages[0]};

static void sizes_are_found_by_their_whole_name(void **state)
{
    static const struct {
        const char *name;
        const struct ak_vm_size *size;
    } cases[] = {
        {"Standard_D4s_v5", &sizes[1]},
        {"standard_d4S_V50", &sizes[2]},
        {"Standard_D4s_v", NULL},
        {"Standard_D4s_v500", NULL},
        {"", NULL},
        {NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_ptr_equal(ak_vm_sizes_find(&size_list, cases[i].name), cases[i].size);
    assert_null(ak_vm_sizes_find(NULL, "Standard_D4s_v5"));
}

static void usages_are_found_by_their_whole_name(void **state)
{
    static const struct {
        const char *name;
        const struct ak_usage *usage;
    } cases[] = {
        {"cores", &usages[1]},
        {"STANDARDDSv5Family", &usages[2]},
        {"core", NULL},
        {"cores2", NULL},
        {"", NULL},
        {NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_ptr_equal(ak_usages_find(&usage_list, cases[i].name), cases[i].usage);
    assert_null(ak_usages_find(NULL, "cores"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_found_by_their_whole_name),
        cmocka_unit_test(usages_are_found_by_their_whole_name),
    };

    return cmocka_run_group_tests_name("model/azure", tests, NULL, NULL);
}
