/* choice_test.c: which subscriptions are shown, and the file that keeps it. */
#include "config.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/io/file.h"
#include "akscope/store/choice.h"

#define CLOUD "https://management.azure.com"
#define OTHER_CLOUD "https://management.chinacloudapi.cn"

/* Tenants A, B, and one that Azure does not tell. */
static const struct ak_subscription items[] = {
    {.id = "a1", .name = "one", .state = "Enabled", .tenant_id = "A"},
    {.id = "a2", .name = "two", .state = "Warned", .tenant_id = "A"},
    {.id = "a3", .name = "old", .state = "Disabled", .tenant_id = "A"},
    {.id = "b1", .name = "one", .state = "Enabled", .tenant_id = "B"},
    {.id = "b2", .name = "two", .state = "Enabled", .tenant_id = "B"},
    {.id = "n1", .name = "none", .state = "Enabled"},
    {.name = "without an id", .tenant_id = "A"},
};
static const struct ak_subscriptions all = {items, sizeof items / sizeof items[0]};

struct folder {
    char *path; /* of the folder */
    char *file;
};

static int set_up(void **state)
{
    char path[] = "/tmp/akscope-choice-test-XXXXXX";
    struct folder *folder = ak_alloc(1, sizeof *folder);

    if (mkdtemp(path) == NULL)
        return -1;
    folder->path = ak_strdup(path);
    setenv("XDG_STATE_HOME", path, 1);
    folder->file = ak_choice_path();
    *state = folder;
    return 0;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static int tear_down(void **state)
{
    struct folder *folder = *state;
    int failed = nftw(folder->path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);

    free(folder->path);
    free(folder->file);
    free(folder);
    return failed;
}

/* The ids that are shown, with a blank before each. */
static void assert_shown(const struct ak_choice *choice, const char *expected)
{
    char shown[128] = "";

    for (size_t i = 0; i < all.count; i++) {
        size_t used = strlen(shown);

        if (ak_choice_shows(choice, &items[i]))
            snprintf(shown + used, sizeof shown - used, " %s",
                     items[i].id != NULL ? items[i].id : "?");
    }
    assert_string_equal(shown, expected);
}

static void choose(struct ak_choice *choice, const struct ak_subscriptions *listed, const char *one,
                   const char *two)
{
    const char *const ids[] = {one, two};
    size_t count = (size_t)(one != NULL) + (size_t)(two != NULL);

    ak_choice_make(choice, listed, &(struct ak_texts){.items = ids, .count = count});
}

static void all_are_shown_until_some_are_chosen(void **state)
{
    struct ak_choice *choice = ak_choice_new(CLOUD);

    (void)state;
    assert_false(ak_choice_is_made(choice));
    assert_shown(choice, " a1 a2 a3 b1 b2 n1 ?");
    choose(choice, &all, "B2", "a2"); /* ids are compared without regard to case */
    assert_true(ak_choice_is_made(choice));
    assert_shown(choice, " a2 b2");
    ak_choice_clear(choice);
    assert_false(ak_choice_is_made(choice));
    assert_shown(choice, " a1 a2 a3 b1 b2 n1 ?");
    ak_choice_free(choice);
}

static void a_tenant_of_which_all_are_shown_shows_what_comes_later(void **state)
{
    static const struct ak_subscription later = {.id = "a9", .tenant_id = "A"};
    struct ak_choice *choice = ak_choice_new(CLOUD);

    (void)state;
    choose(choice, &all, "a1", "a2"); /* a3 is disabled: these are all */
    assert_shown(choice, " a1 a2 a3 ?");
    assert_true(ak_choice_shows(choice, &later));
    choose(choice, &all, "a2", NULL);
    assert_false(ak_choice_shows(choice, &later));
    ak_choice_free(choice);
}

static void tenants_that_are_not_listed_keep_their_choice(void **state)
{
    static const struct ak_subscriptions of_b = {&items[3], 2};
    struct ak_choice *choice = ak_choice_new(CLOUD);

    (void)state;
    choose(choice, &all, "a1", NULL);
    assert_shown(choice, " a1");
    choose(choice, &of_b, "b1", "b2");
    assert_shown(choice, " a1 b1 b2");
    ak_choice_free(choice);
}

static void a_copy_stays_as_it_was(void **state)
{
    struct ak_choice *choice = ak_choice_new(CLOUD);
    struct ak_choice *copy;

    (void)state;
    choose(choice, &all, "a1", "b1");
    copy = ak_choice_copy(choice);
    ak_choice_free(choice);
    assert_shown(copy, " a1 b1");
    ak_choice_free(copy);
    ak_choice_free(NULL);
}

/* ---- the file ---- */

static void keep(struct folder *folder, const char *endpoint, const char *one, const char *two)
{
    struct ak_choice *choice = ak_choice_new(endpoint);
    struct ak_err err = ak_err_none();

    assert_int_equal(ak_choice_read(choice, folder->file, &err), 0);
    choose(choice, &all, one, two);
    assert_int_equal(ak_choice_write(choice, folder->file, &err), 0);
    ak_choice_free(choice);
}

static void assert_kept(struct folder *folder, const char *endpoint, const char *expected)
{
    struct ak_choice *choice = ak_choice_new(endpoint);
    struct ak_err err = ak_err_none();

    assert_int_equal(ak_choice_read(choice, folder->file, &err), 0);
    assert_shown(choice, expected);
    ak_choice_free(choice);
}

static void it_is_kept_for_each_cloud(void **state)
{
    struct folder *folder = *state;
    struct stat status;

    assert_kept(folder, CLOUD, " a1 a2 a3 b1 b2 n1 ?"); /* no file yet */
    keep(folder, CLOUD, "a1", "b2");
    keep(folder, OTHER_CLOUD, "a2", "n1");
    assert_kept(folder, CLOUD "/", " a1 b2");
    assert_kept(folder, OTHER_CLOUD, " a2 n1");
    assert_int_equal(stat(folder->file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    keep(folder, CLOUD, "b1", NULL);
    assert_kept(folder, CLOUD, " b1");
    assert_kept(folder, OTHER_CLOUD, " a2 n1");
}

static void lines_that_are_none_are_passed_over(void **state)
{
    static const struct {
        const char *name;
        const char *text;
        const char *shown;
    } cases[] = {
        {"nothing", "", " a1 a2 a3 b1 b2 n1 ?"},
        {"two words", CLOUD " A\n", " a1 a2 a3 b1 b2 n1 ?"},
        {"four words", CLOUD " A a1 a2\n", " a1 a2 a3 b1 b2 n1 ?"},
        {"control characters", CLOUD " A \x1b[2J\n" CLOUD " B b1\n", " a1 a2 a3 b1 n1 ?"},
        {"no line end, more blanks", "\n\n" CLOUD "  A   a2", " a2 b1 b2 n1"},
        {"none of a tenant", CLOUD " A -\n", " b1 b2 n1"},
        {"of no known tenant", CLOUD " - -\n", " a1 a2 a3 b1 b2 ?"},
        {"of another cloud", OTHER_CLOUD " A a1\n", " a1 a2 a3 b1 b2 n1 ?"},
    };
    struct folder *folder = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_err err = ak_err_none();

        print_message("%s\n", cases[i].name);
        assert_int_equal(ak_file_replace(folder->file, cases[i].text, strlen(cases[i].text), &err),
                         0);
        assert_kept(folder, CLOUD, cases[i].shown);
    }
}

static void what_cannot_be_read_or_written_is_told(void **state)
{
    struct folder *folder = *state;
    struct ak_choice *choice = ak_choice_new(CLOUD);
    struct ak_err err = ak_err_none();

    choose(choice, &all, "a1", NULL);
    assert_int_equal(ak_choice_read(choice, folder->path, &err), AK_ERR_FILE);
    assert_int_equal(ak_choice_write(choice, folder->path, &err), AK_ERR_FILE);
    assert_shown(choice, " a1");
    ak_choice_free(choice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_shown_until_some_are_chosen),
        cmocka_unit_test(a_tenant_of_which_all_are_shown_shows_what_comes_later),
        cmocka_unit_test(tenants_that_are_not_listed_keep_their_choice),
        cmocka_unit_test(a_copy_stays_as_it_was),
        cmocka_unit_test_setup_teardown(it_is_kept_for_each_cloud, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_that_are_none_are_passed_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_or_written_is_told, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("store/choice", tests, NULL, NULL);
}
