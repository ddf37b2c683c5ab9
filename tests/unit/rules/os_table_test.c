/* os_table_test.c: OS SKU by Kubernetes by properties: which OS a new pool gets, or why it can't be
 * had, as a table that a person can read (os_table.golden). */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/buf.h"
#include "akscope/rules/pool_check.h"
#include "support/golden.h"
#include "unit/rules/built_in.h"

enum { FIRST_MINOR = 1024, LAST_MINOR = 1038, MOST_REASONS = 26 };

/* Properties of a pool. CVM on ARM64 and FIPS on CVM are there: the table says that they are not.
 */
static const struct column {
    const char *name, *vm_size;
    bool is_fips;
} columns[] = {
    {"plain", "Standard_D4s_v5", false},       {"FIPS", "Standard_D4s_v5", true},
    {"ARM64", "Standard_D4ps_v5", false},      {"ARM64 FIPS", "Standard_D4ps_v5", true},
    {"CVM", "Standard_DC4as_v5", false},       {"CVM FIPS", "Standard_DC4as_v5", true},
    {"CVM ARM64", "Standard_DC4ps_v9", false}, {"CVM ARM64 FIPS", "Standard_DC4ps_v9", true},
};

/* The table under way; reasons as they are met, a letter each. */
struct table {
    const struct ak_facts *facts;
    struct ak_arena *arena;
    struct ak_buf *out;
    const char *reasons[MOST_REASONS];
    size_t count;
};

static char letter_of(struct table *table, const char *reason)
{
    size_t i = 0;

    while (i < table->count && strcmp(table->reasons[i], reason) != 0)
        i++;
    assert_true(i < MOST_REASONS);
    if (i == table->count)
        table->reasons[table->count++] = reason;
    return (char)('a' + i);
}

static const char *short_name(const char *id)
{
    static const struct {
        const char *id, *name;
    } names[] = {{"azurelinux-2.0", "AL2"},
                 {"azurelinux-3.0", "AL3"},
                 {"windows-2019", "2019"},
                 {"windows-2022", "2022"},
                 {"windows-2025", "2025"},
                 {"windows-annual-channel", "23H2"},
                 {"azurelinux-osguard-preview", "OSG"},
                 {"azure-container-linux", "ACL"},
                 {"flatcar-preview", "FLC"}};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].id, id) == 0)
            return names[i].name;
    }
    return strncmp(id, "ubuntu-", 7) == 0 ? id + 7 : id;
}

/* What does not go together whatever the OS SKU is: rules on CVM and ARM64. NULL: nothing. */
static const char *find_exclusion(const struct ak_intent *intent,
                                  const struct ak_pool_surroundings *around, struct ak_arena *arena)
{
    struct ak_violations violations = ak_violations_init(arena);
    const char *found = NULL;

    ak_pool_check(intent, around, &violations);
    for (size_t i = 0; i < violations.items.len && found == NULL; i++) {
        const struct ak_violation *violation = ak_vec_at(&violations.items, i);

        if (violation->weight == AK_VIOLATION_REFUSED &&
            (strcmp(violation->rule, "cvm.exclusions") == 0 ||
             strcmp(violation->rule, "arm64") == 0))
            found = ak_arena_printf(arena, "excluded (rule %s)", violation->rule);
    }
    ak_violations_release(&violations);
    return found;
}

static void write_cell(struct table *table, const struct ak_os_sku *sku,
                       const struct column *column, int minor)
{
    static const struct ak_vm_size rows[] = {
        {.name = "Standard_D4s_v5", .architecture = "x64", .generations = "V1,V2"},
        {.name = "Standard_D4ps_v5", .architecture = "Arm64", .generations = "V2"},
        {.name = "Standard_DC4as_v5",
         .confidential_type = "SNP",
         .architecture = "x64",
         .generations = "V2"},
        {.name = "Standard_DC4ps_v9",
         .confidential_type = "SNP",
         .architecture = "Arm64",
         .generations = "V2"},
    };
    static const struct ak_vm_sizes sizes = {rows, 4};
    const char *version = ak_arena_printf(table->arena, "%d.%d", minor / 1000, minor % 1000);
    const struct ak_cluster cluster = {.id = "/c", .kubernetes_version = version};
    struct ak_intent intent = ak_intent_init(AK_INTENT_POOL_ADD, "/c", NULL);
    struct ak_pool_surroundings around = {
        .cluster = &cluster, .sizes = &sizes, .facts = table->facts, .today = {2026, 5, 30}};
    struct ak_pool_os os;
    const char *obstacle;

    ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_VM_SIZE, column->vm_size);
    ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_FIPS, column->is_fips ? "yes" : "no");
    ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_OS_TYPE, sku->os_type);
    ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_OS_SKU, sku->name);
    if (strstr(sku->cvm_note != NULL ? sku->cvm_note : "", "Guard") != NULL ||
        strcmp(sku->name, "AzureContainerLinux") == 0) { /* they always have it */
        ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_SECURE_BOOT, "yes");
        ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_VTPM, "yes");
    }
    obstacle = ak_pool_os_sku_obstacle(sku, &intent, &around, table->arena);
    if (obstacle == NULL)
        obstacle = find_exclusion(&intent, &around, table->arena);
    os = ak_pool_look_ahead(&intent, &around).os;
    if (obstacle != NULL)
        assert_true(ak_buf_printf(table->out, " %5c", letter_of(table, obstacle)));
    else
        assert_true(ak_buf_printf(table->out, " %5s",
                                  os.release != NULL                 ? short_name(os.release->id)
                                  : os.basis == AK_OS_SOURCES_DIFFER ? "?"
                                                                     : "-"));
    ak_intent_release(&intent);
}

static void write_table(struct table *table)
{
    const struct ak_facts *facts = table->facts;

    assert_true(ak_buf_printf(table->out, "%-20s %-14s", "OS SKU", ""));
    for (int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++)
        assert_true(ak_buf_printf(table->out, "  1.%d", minor % 1000));
    assert_true(ak_buf_puts(table->out, "\n"));
    for (size_t i = 0; i < facts->os_sku_count; i++) {
        for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++) {
            if (facts->os_skus[i].alias_of != NULL)
                continue;
            assert_true(ak_buf_printf(table->out, "%-20s %-14s",
                                      c == 0 ? facts->os_skus[i].name : "", columns[c].name));
            for (int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++)
                write_cell(table, &facts->os_skus[i], &columns[c], minor);
            assert_true(ak_buf_puts(table->out, "\n"));
        }
    }
    assert_true(ak_buf_puts(table->out, "\n?  sources differ; -  no source tells\n"));
    for (size_t i = 0; i < table->count; i++)
        assert_true(ak_buf_printf(table->out, "%c  %s\n", (char)('a' + i), table->reasons[i]));
}

static void the_table_is_the_golden_one(void **state)
{
    const char *source = getenv("top_srcdir");
    struct ak_buf text = ak_buf_init(1 << 20);
    struct table table = {.facts = *state, .arena = ak_arena_new(0), .out = &text};
    char path[4096];

    write_table(&table);
    snprintf(path, sizeof path, "%s/tests/unit/rules/os_table.golden",
             source != NULL ? source : ".");
    assert_true(golden_compare(path, ak_buf_text(&text), stderr));
    ak_arena_free(table.arena);
    ak_buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_the_golden_one),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
