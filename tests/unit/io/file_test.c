/* file_test.c: whole files, read and replaced. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/io/file.h"

static int make_folder(void **state)
{
    char template[] = "/tmp/akscope-file-test-XXXXXX";
    *state = mkdtemp(template) ? ak_strdup(template) : NULL;
    return *state ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static int remove_folder(void **state)
{
    int failed = nftw(*state, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return failed;
}

static mode_t mode_of(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 0777;
}

static int entries_in(const char *folder)
{
    DIR *entries = opendir(folder);
    int count = 0;
    assert_non_null(entries);
    for (const struct dirent *entry = NULL; (entry = readdir(entries)) != NULL;)
        count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    closedir(entries);
    return count;
}

static void assert_holds(const char *path, const char *wanted, size_t wanted_len)
{
    char *bytes = NULL;
    size_t len = 0;
    struct ak_err err;
    assert_int_equal(ak_file_read(path, 1024 * 1024, &bytes, &len, &err), 0);
    assert_int_equal(len, wanted_len);
    assert_memory_equal(bytes, wanted, wanted_len);
    assert_int_equal(bytes[len], '\0');
    free(bytes);
}

static void test_replacing_makes_folders_and_a_private_file(void **state)
{
    char *path = ak_asprintf("%s/a/b/state.json", (char *)*state);
    char *folder = ak_asprintf("%s/a", (char *)*state);
    char *inner = ak_asprintf("%s/a/b", (char *)*state);
    struct ak_err err;

    assert_int_equal(ak_file_replace(path, "one\0two", 7, &err), 0);
    assert_holds(path, "one\0two", 7);
    assert_int_equal(mode_of(path), 0600);
    assert_int_equal(mode_of(folder), 0700);
    assert_int_equal(mode_of(inner), 0700);

    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(ak_file_replace(path, "", 0, &err), 0);
    assert_holds(path, "", 0);
    assert_int_equal(mode_of(path), 0600);
    assert_int_equal(entries_in(inner), 1);
    free(path);
    free(folder);
    free(inner);
}

static void test_what_is_published_can_be_read_by_others(void **state)
{
    char *path = ak_asprintf("%s/report", (char *)*state);
    char *link = ak_asprintf("%s/link", (char *)*state);
    char *nowhere = ak_asprintf("%s/nowhere/report", (char *)*state);
    mode_t mask = umask(022);
    struct ak_err err;

    assert_int_equal(ak_file_publish(path, "one", 3, &err), 0);
    assert_holds(path, "one", 3);
    assert_int_equal(mode_of(path), 0644);
    assert_int_equal(chmod(path, 0660), 0);
    assert_int_equal(symlink(path, link), 0);
    assert_int_equal(ak_file_publish(link, "two", 3, &err), 0);
    assert_holds(path, "two", 3); /* the link is still one */
    assert_int_equal(mode_of(path), 0660);
    assert_int_equal(entries_in(*state), 2);
    assert_int_equal(ak_file_publish(nowhere, "x", 1, &err), AK_ERR_FILE);
    assert_int_equal(err.system_code, ENOENT);
    assert_int_equal(ak_file_publish(*state, "x", 1, &err), AK_ERR_FILE);
    assert_int_equal(err.system_code, EISDIR);
    assert_int_equal(entries_in(*state), 2);
    umask(mask);
    free(path);
    free(link);
    free(nowhere);
}

static void test_a_device_stays_one(void **state)
{
    struct stat device;
    struct ak_err err;

    (void)state;
    assert_int_equal(ak_file_publish("/dev/null", "x", 1, &err), 0);
    assert_int_equal(stat("/dev/null", &device), 0);
    assert_true(S_ISCHR(device.st_mode));
}

static void test_a_reader_of_the_old_file_keeps_it_whole(void **state)
{
    char *path = ak_asprintf("%s/state", (char *)*state);
    char bytes[8] = "";
    struct ak_err err;

    assert_int_equal(ak_file_replace(path, "old", 3, &err), 0);
    FILE *reader = fopen(path, "r");
    assert_non_null(reader);
    assert_int_equal(ak_file_replace(path, "newer", 5, &err), 0);
    assert_int_equal(fread(bytes, 1, sizeof bytes, reader), 3);
    assert_string_equal(bytes, "old");
    (void)fclose(reader);
    assert_holds(path, "newer", 5);
    free(path);
}

static void test_a_failed_replacement_leaves_nothing_behind(void **state)
{
    char *folder = ak_asprintf("%s/occupied", (char *)*state);
    char *inside = ak_asprintf("%s/occupied/file", (char *)*state);
    char *below_a_file = ak_asprintf("%s/occupied/file/x", (char *)*state);
    struct ak_err err = ak_err_none();

    assert_int_equal(ak_file_replace(inside, "x", 1, &err), 0);
    assert_int_equal(ak_file_replace(folder, "y", 1, &err), AK_ERR_FILE);
    assert_int_equal(err.system_code, EISDIR);
    assert_non_null(strstr(err.text, folder));
    assert_int_equal(ak_file_replace(below_a_file, "y", 1, &err), AK_ERR_FILE);
    assert_int_equal(err.system_code, ENOTDIR);
    assert_int_equal(entries_in(folder), 1);
    assert_int_equal(entries_in(*state), 1);
    assert_holds(inside, "x", 1);
    free(folder);
    free(inside);
    free(below_a_file);
}

static void test_reading_stops_at_the_limit(void **state)
{
    enum { SIZE = 200 * 1000 };
    static char content[SIZE];
    char *path = ak_asprintf("%s/large", (char *)*state), *bytes = NULL;
    size_t len = 0;
    struct ak_err err = ak_err_none();

    memset(content, 'x', sizeof content);
    assert_int_equal(ak_file_replace(path, content, SIZE, &err), 0);
    assert_holds(path, content, SIZE);
    assert_int_equal(ak_file_read(path, SIZE, &bytes, &len, &err), 0);
    assert_int_equal(len, SIZE);
    free(bytes);
    bytes = NULL;
    assert_int_equal(ak_file_read(path, SIZE - 1, &bytes, &len, &err), AK_ERR_TOO_LARGE);
    assert_int_equal(ak_file_read(path, 0, &bytes, &len, &err), AK_ERR_TOO_LARGE);
    assert_null(bytes);
    free(path);
}

static void test_what_cannot_be_read_is_told_with_its_path(void **state)
{
    char *missing = ak_asprintf("%s/missing", (char *)*state), *bytes = NULL;
    size_t len = 0;
    struct ak_err err = ak_err_none();

    assert_int_equal(ak_file_read(missing, 10, &bytes, &len, &err), AK_ERR_FILE);
    assert_int_equal(err.system_code, ENOENT);
    assert_non_null(strstr(err.text, missing));
    assert_int_equal(ak_file_read(*state, 10, &bytes, &len, &err), AK_ERR_FILE);
    assert_int_equal(err.system_code, EISDIR);
    assert_null(bytes);
    free(missing);
}

static void assert_path(const char *kind, const char *wanted)
{
    char *path = ak_file_user_path(kind, "x");
    if (wanted)
        assert_string_equal(path, wanted);
    else
        assert_null(path);
    free(path);
}

static void test_places_follow_the_xdg_specification(void **state)
{
    char *home = ak_strdup(getenv("HOME") ? getenv("HOME") : "");
    (void)state;

    unsetenv("XDG_CONFIG_HOME");
    unsetenv("XDG_STATE_HOME");
    setenv("HOME", "/home/a", 1);
    setenv("XDG_CACHE_HOME", "/var/c", 1);
    assert_path("CONFIG", "/home/a/.config/akscope/x");
    assert_path("STATE", "/home/a/.local/state/akscope/x");
    assert_path("CACHE", "/var/c/akscope/x");
    setenv("XDG_CACHE_HOME", "relative", 1);
    assert_path("CACHE", "/home/a/.cache/akscope/x");
    unsetenv("HOME");
    assert_path("CACHE", NULL);
    setenv("XDG_CACHE_HOME", "", 1);
    assert_path("CACHE", NULL);
    unsetenv("XDG_CACHE_HOME");
    setenv("HOME", home, 1);
    free(home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_replacing_makes_folders_and_a_private_file,
                                        make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_what_is_published_can_be_read_by_others, make_folder,
                                        remove_folder),
        cmocka_unit_test(test_a_device_stays_one),
        cmocka_unit_test_setup_teardown(test_a_reader_of_the_old_file_keeps_it_whole, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_a_failed_replacement_leaves_nothing_behind,
                                        make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_reading_stops_at_the_limit, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_read_is_told_with_its_path, make_folder,
                                        remove_folder),
        cmocka_unit_test(test_places_follow_the_xdg_specification),
    };
    return cmocka_run_group_tests_name("io files", tests, NULL, NULL);
}
