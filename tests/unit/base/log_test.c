/* log_test.c: one clean line a message, in a file that only its owner reads. */
#include "config.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/date.h"
#include "akscope/base/log.h"
#include "akscope/base/text.h"
#include "support/signs.h"

enum { CONTENT_SIZE = 1 << 20, WRITERS = 4, LINES_EACH = 200 };

struct folder {
    char path[64];
    char log[96];
    char content[CONTENT_SIZE];
};

static int set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof *folder);

    assert_non_null(folder);
    snprintf(folder->path, sizeof folder->path, "/tmp/akscope-log-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    snprintf(folder->log, sizeof folder->log, "%s/akscope.log", folder->path);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    struct folder *folder = *state;

    ak_log_close();
    unlink(folder->log);
    rmdir(folder->path);
    free(folder);
    return 0;
}

static void open_log(struct folder *folder, enum ak_log_level level)
{
    struct ak_err err = ak_err_none();

    if (ak_log_open(folder->log, level, &err))
        fail_msg("%s", err.text);
}

static const char *content_of(struct folder *folder)
{
    FILE *file = fopen(folder->log, "re");

    assert_non_null(file);
    size_t len = fread(folder->content, 1, CONTENT_SIZE - 1, file);
    folder->content[len] = '\0';
    fclose(file);
    return folder->content;
}

/* The message of the line at `line`, after time and level; *line moves to the next one. */
static const char *message_of(char **line, const char *level)
{
    char *end = strchr(*line, '\n');
    char *start = *line;
    int64_t when = 0;

    assert_non_null(end);
    *end = '\0';
    *line = end + 1;
    char *after_time = strchr(start, ' ');
    assert_non_null(after_time);
    *after_time = '\0';
    assert_true(ak_time_parse(start, &when));
    assert_true(ak_text_has_prefix(after_time + 1, level, false));
    assert_int_equal(after_time[1 + strlen(level)], ' ');
    return after_time + 2 + strlen(level);
}

static void nothing_is_written_before_it_is_opened(void **state)
{
    struct folder *folder = *state;

    ak_log(AK_LOG_ERROR, "lost");
    assert_int_equal(access(folder->log, F_OK), -1);
    ak_log_close();
}

static void lines_up_to_the_level_are_written(void **state)
{
    struct folder *folder = *state;
    char *at = folder->content;

    open_log(folder, AK_LOG_INFO);
    ak_log(AK_LOG_DEBUG, "no");
    ak_log(AK_LOG_INFO, "read %d of %s", 3, "clusters");
    ak_log(AK_LOG_ERROR, "failed");
    content_of(folder);
    assert_string_equal(message_of(&at, "info"), "read 3 of clusters");
    assert_string_equal(message_of(&at, "error"), "failed");
    assert_string_equal(at, "");
    ak_log_close();
    ak_log(AK_LOG_ERROR, "late");
    assert_null(strstr(content_of(folder), "late"));
}

static void the_file_is_its_owners_alone_and_grows(void **state)
{
    struct folder *folder = *state;
    struct stat info;
    mode_t mask = umask(0);
    char *at = folder->content;

    open_log(folder, AK_LOG_DEBUG);
    umask(mask);
    assert_int_equal(stat(folder->log, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    ak_log(AK_LOG_DEBUG, "first");
    open_log(folder, AK_LOG_DEBUG);
    ak_log(AK_LOG_DEBUG, "second");
    content_of(folder);
    assert_string_equal(message_of(&at, "debug"), "first");
    assert_string_equal(message_of(&at, "debug"), "second");
    assert_string_equal(at, "");
}

static void hostile_bytes_stay_on_one_line_and_harmless(void **state)
{
    struct folder *folder = *state;
    char *at = folder->content;

    open_log(folder, AK_LOG_ERROR);
    ak_log(AK_LOG_ERROR, "a\nb\x1b]0;x\x07\xFF");
    content_of(folder);
    assert_string_equal(message_of(&at, "error"), "a b\xEF\xBF\xBD]0;x\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_string_equal(at, "");
}

static void long_lines_are_cut_at_a_character(void **state)
{
    struct folder *folder = *state;
    char text[8192];
    char *at = folder->content;

    open_log(folder, AK_LOG_ERROR);
    for (size_t letters = 0; letters < 4; letters++) {
        memset(text, 'x', letters);
        for (size_t i = letters; i + 4 < sizeof text; i += 4)
            memcpy(text + i, SIGN_SMILE, 5);
        ak_log(AK_LOG_ERROR, "%s", text);
    }
    content_of(folder);
    for (size_t letters = 0; letters < 4; letters++) {
        const char *message = message_of(&at, "error");
        size_t len = strlen(message);

        assert_in_range(len, 2000, 2048);
        assert_int_equal((len - letters) % 4, 0);
        assert_memory_equal(message + letters, text + 3, len - letters);
        assert_null(strstr(message, AK_TEXT_REPLACEMENT));
    }
}

static void a_file_that_can_not_be_opened_is_named(void **state)
{
    struct folder *folder = *state;
    struct ak_err err = ak_err_none();
    char path[128];

    snprintf(path, sizeof path, "%s/none/akscope.log", folder->path);
    assert_int_equal(ak_log_open(path, AK_LOG_INFO, &err), AK_ERR_FILE);
    assert_non_null(strstr(err.text, path));
    assert_non_null(strstr(err.text, "No such file"));
    /* The log that was open stays so. */
    open_log(folder, AK_LOG_INFO);
    assert_int_equal(ak_log_open(path, AK_LOG_INFO, &err), AK_ERR_FILE);
    ak_log(AK_LOG_INFO, "still there");
    assert_non_null(strstr(content_of(folder), "still there"));
}

static void *write_lines(void *context)
{
    const int *writer = context;

    for (int i = 0; i < LINES_EACH; i++)
        ak_log(AK_LOG_INFO, "writer %d line %d end", *writer, i);
    return NULL;
}

static void threads_do_not_tear_each_others_lines(void **state)
{
    struct folder *folder = *state;
    pthread_t threads[WRITERS];
    int numbers[WRITERS];
    int next[WRITERS] = {0};
    char *at = folder->content;

    open_log(folder, AK_LOG_INFO);
    for (int i = 0; i < WRITERS; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, write_lines, &numbers[i]), 0);
    }
    for (int i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    content_of(folder);
    for (int i = 0; i < WRITERS * LINES_EACH; i++) {
        int writer = -1;
        int line = -1;
        int used = 0;

        assert_int_equal(
            sscanf(message_of(&at, "info"), "writer %d line %d end%n", &writer, &line, &used), 2);
        assert_true(used > 0 && writer >= 0 && writer < WRITERS);
        assert_int_equal(line, next[writer]++);
    }
    assert_string_equal(at, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_written_before_it_is_opened, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_up_to_the_level_are_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_file_is_its_owners_alone_and_grows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hostile_bytes_stay_on_one_line_and_harmless, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(long_lines_are_cut_at_a_character, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_can_not_be_opened_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(threads_do_not_tear_each_others_lines, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("base/log", tests, NULL, NULL);
}
