/* chosen_test.c: subscriptions in use: by the setting, by choice, else all. */
#include "config.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "chosen_int.h"
#include "support/fixture.h"

#define UNLISTED "77777777-7777-7777-7777-777777777777"
#define ENDPOINT "https://management.azure.com"

struct scene {
    struct fixture fixture;
    struct ak_conf *conf;
    struct ak_chosen *chosen;
    struct ak_loop *loop;
    char *folder;
    int problems;
};

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static int set_up(void **state)
{
    char folder[] = "/tmp/akscope-chosen-test-XXXXXX";
    struct scene *scene = ak_alloc(1, sizeof *scene);

    if (mkdtemp(folder) == NULL)
        return -1;
    setenv("XDG_STATE_HOME", folder, 1);
    scene->folder = ak_strdup(folder);
    scene->conf = ak_conf_new();
    fixture_init(&scene->fixture);
    scene->loop = ak_loop_new();
    *state = scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;
    int failed;

    ak__chosen_close(scene->chosen);
    ak_loop_free(scene->loop);
    failed = nftw(scene->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    fixture_release(&scene->fixture);
    ak_conf_free(scene->conf);
    free(scene->folder);
    free(scene);
    return failed;
}

static void on_problem(const struct ak_err *err, void *context)
{
    assert_int_equal(err->kind, AK_ERR_FILE);
    ((struct scene *)context)->problems++;
}

/* As a session begins: with what the setting says ("": nothing). */
static void begin(struct scene *scene, const char *setting, const char *origin)
{
    struct ak_err err = ak_err_none();

    ak__chosen_close(scene->chosen);
    ak_conf_free(scene->conf);
    scene->conf = ak_conf_new();
    assert_int_equal(ak_conf_set(scene->conf, AK_SETTING_ID_SUBSCRIPTIONS, setting, origin, &err),
                     0);
    scene->chosen = ak__chosen_new(scene->conf);
    assert_int_equal(
        ak__chosen_remember(scene->chosen, scene->loop, ENDPOINT, on_problem, scene, &err), 0);
}

static void read_list(struct scene *scene)
{
    fixture_read(&scene->fixture, AK_CODEC_SUBSCRIPTIONS, "", "subscriptions.json");
}

/* Letters for the ids: Production, Sandbox, Archive (which is disabled); others by their beginning.
 */
static const char *letters(const struct ak_vec *ids, char out[64])
{
    static const char *const known[][2] = {
        {FIXTURE_PRODUCTION, "P"}, {FIXTURE_SANDBOX, "S"}, {FIXTURE_ARCHIVE, "A"}};

    out[0] = '\0';
    for (size_t i = 0; i < ids->len; i++) {
        const char *id = *(const char **)ak_vec_at(ids, i);
        const char *letter = id;
        size_t used = strlen(out);

        for (size_t j = 0; j < sizeof known / sizeof known[0]; j++)
            letter = strcmp(id, known[j][0]) == 0 ? known[j][1] : letter;
        snprintf(out + used, 64 - used, "%.8s", letter);
    }
    return out;
}

static void assert_in_use(const struct scene *scene, const char *expected)
{
    struct ak_vec ids = ak_vec_init(sizeof(const char *));
    char text[64];

    ak__chosen_ids(scene->chosen, scene->fixture.snap, &ids);
    assert_string_equal(letters(&ids, text), expected);
    ak_vec_release(&ids);
}

static void assert_left_out(const struct scene *scene, const char *expected)
{
    struct ak_vec ids = ak_vec_init(sizeof(char *));
    char text[64];

    ak__chosen_left_out(scene->chosen, scene->fixture.snap, &ids);
    assert_string_equal(letters(&ids, text), expected);
    for (size_t i = 0; i < ids.len; i++)
        free(*(char **)ak_vec_at(&ids, i));
    ak_vec_release(&ids);
}

static void the_setting_takes_ids_names_and_patterns(void **state)
{
    static const struct {
        const char *name;
        const char *setting;
        const char *before; /* the list is read */
        const char *in_use;
        const char *unmatched; /* the first item that is, "" for none */
    } cases[] = {
        {"nothing: all that are enabled", "", "", "PS", ""},
        {"an id", FIXTURE_SANDBOX, "S", "S", ""},
        {"a name, in any case", "production", "", "P", ""},
        {"the order is the setting's", "sandbox,Production", "", "SP", ""},
        {"a pattern", "prod*", "", "P", ""},
        {"a pattern of ids", "2222*", "", "S", ""},
        {"not this one", "!sand*", "", "P", ""},
        {"not this one, by its name", "!Sandbox", "", "P", ""},
        {"all but", "*,!prod*", "", "S", ""},
        {"named, but excluded", "Sandbox,Production,!s?ndbox", "", "P", ""},
        {"a pattern leaves out what is disabled", "a*", "", "", ""},
        {"who names it wants it", "Archive", "", "A", ""},
        {"a pattern that chooses none", "prod*,sandbox-*", "", "P", "sandbox-*"},
        {"a name that is not listed is Azure's to refuse", "nobody", "", "nobody", ""},
        {"so is an id", UNLISTED, "77777777", "77777777", ""},
    };
    struct scene *scene = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        print_message("%s\n", cases[i].name);
        begin(scene, cases[i].setting, "--subscription");
        fixture_release(&scene->fixture);
        fixture_init(&scene->fixture);
        assert_in_use(scene, cases[i].before);
        assert_null(ak__chosen_unmatched(scene->chosen, scene->fixture.snap, 0));
        read_list(scene);
        assert_in_use(scene, cases[i].in_use);
        const char *unmatched = ak__chosen_unmatched(scene->chosen, scene->fixture.snap, 0);
        assert_string_equal(unmatched != NULL ? unmatched : "", cases[i].unmatched);
        assert_null(ak__chosen_unmatched(scene->chosen, scene->fixture.snap, 1));
    }
}

static void a_name_is_asked_for_as_it_is_when_the_list_is_refused(void **state)
{
    struct scene *scene = *state;

    begin(scene, "Production,prod*", "--subscription");
    assert_in_use(scene, "");
    fixture_mark(&scene->fixture, AK_TOPIC_SUBSCRIPTIONS, "", AK_SLOT_FORBIDDEN, AK_ERR_FORBIDDEN);
    assert_in_use(scene, "Producti");
    assert_null(ak__chosen_unmatched(scene->chosen, scene->fixture.snap, 0));
}

static void the_one_that_is_named_is_no_pattern(void **state)
{
    static const struct {
        const char *setting;
        const char *named; /* "": none */
    } cases[] = {{"", ""}, {"prod-*,!x", ""}, {"!Sandbox,prod-?,Production,Other", "Production"}};
    struct scene *scene = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(scene, cases[i].setting, "--subscription");
        const char *named = ak__chosen_named(scene->conf);
        assert_string_equal(named != NULL ? named : "", cases[i].named);
    }
}

static void it_is_said_who_chose(void **state)
{
    static const struct {
        const char *origin;
        const char *by;
    } cases[] = {
        {"/home/user/.config/akscope/config.ini:3", "by config.ini:3"},
        {"AKSCOPE_SUBSCRIPTIONS", "by AKSCOPE_SUBSCRIPTIONS"},
        {"--subscription", "by --subscription"},
    };
    static const char *const sandbox[] = {FIXTURE_SANDBOX};
    struct scene *scene = *state;

    read_list(scene);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(scene, "Production", cases[i].origin);
        assert_true(ak__chosen_is_narrowed(scene->chosen));
        assert_string_equal(ak__chosen_by(scene->chosen), cases[i].by);
        ak__chosen_pick(scene->chosen, scene->fixture.snap, &(struct ak_texts){sandbox, 1});
        assert_in_use(scene, "S");
        assert_string_equal(ak__chosen_by(scene->chosen), "until akscope ends");
    }
    begin(scene, "", "default"); /* none of this was kept */
    assert_in_use(scene, "PS");
    assert_false(ak__chosen_is_narrowed(scene->chosen));
    assert_string_equal(ak__chosen_by(scene->chosen), "");
}

/* ---- choosing ---- */

static void pick(struct scene *scene, const char *id)
{
    const char *const ids[] = {id};

    ak__chosen_pick(scene->chosen, scene->fixture.snap,
                    &(struct ak_texts){.items = ids, .count = id != NULL});
}

static void a_choice_holds_and_is_remembered(void **state)
{
    struct scene *scene = *state;

    read_list(scene);
    begin(scene, "", "default");
    assert_in_use(scene, "PS");
    pick(scene, FIXTURE_PRODUCTION);
    pick(scene, FIXTURE_SANDBOX); /* while the first is still being written */
    assert_in_use(scene, "S");
    assert_true(ak__chosen_is_narrowed(scene->chosen));
    assert_string_equal(ak__chosen_by(scene->chosen), "");
    ak_loop_run(scene->loop);
    begin(scene, "", "default");
    assert_in_use(scene, "S");
    begin(scene, "Production", "--subscription"); /* which wins */
    assert_in_use(scene, "P");
    begin(scene, "", "default");
    pick(scene, NULL); /* all again */
    assert_in_use(scene, "PS");
    ak_loop_run(scene->loop);
    begin(scene, "", "default");
    assert_in_use(scene, "PS");
    assert_int_equal(scene->problems, 0);
}

static void a_choice_is_written_to_the_end(void **state)
{
    struct scene *scene = *state;

    read_list(scene);
    begin(scene, "", "default");
    pick(scene, FIXTURE_PRODUCTION);
    pick(scene, FIXTURE_SANDBOX);
    ak__chosen_close(scene->chosen);
    scene->chosen = NULL;
    ak_loop_run(scene->loop);
    begin(scene, "", "default");
    assert_in_use(scene, "S");
}

static void what_is_not_in_use_goes(void **state)
{
    struct scene *scene = *state;

    fixture_mark(&scene->fixture, AK_TOPIC_CLUSTERS, FIXTURE_PRODUCTION, AK_SLOT_OK, AK_ERR_NONE);
    fixture_mark(&scene->fixture, AK_TOPIC_CLUSTERS, FIXTURE_SANDBOX, AK_SLOT_OK, AK_ERR_NONE);
    fixture_mark(&scene->fixture, AK_TOPIC_CLUSTERS, UNLISTED, AK_SLOT_OK, AK_ERR_NONE);
    begin(scene, "", "default");
    assert_left_out(scene, ""); /* nothing is known */
    read_list(scene);
    assert_left_out(scene, "77777777");
    pick(scene, FIXTURE_SANDBOX);
    assert_left_out(scene, "P77777777");
    begin(scene, "Production", "--subscription");
    assert_left_out(scene, "S77777777");
    ak_loop_run(scene->loop);
}

static void a_line_that_tells_of_no_match_stays(void **state)
{
    struct scene *scene = *state;

    read_list(scene);
    fixture_mark(&scene->fixture, AK_TOPIC_CLUSTERS, "dev-*", AK_SLOT_FAILED, AK_ERR_NOT_FOUND);
    begin(scene, "prod*,dev-*", "--subscription");
    assert_left_out(scene, "");
    begin(scene, "prod*", "--subscription");
    assert_left_out(scene, "dev-*");
}

static void what_cannot_be_kept_is_told(void **state)
{
    struct scene *scene = *state;
    char *path = ak_asprintf("%s/akscope", scene->folder);
    FILE *file = fopen(path, "w"); /* where the folder would be */

    assert_non_null(file);
    fclose(file);
    free(path);
    read_list(scene);
    ak__chosen_close(scene->chosen);
    scene->chosen = ak__chosen_new(scene->conf);
    struct ak_err err = ak_err_none();
    (void)!ak__chosen_remember(scene->chosen, scene->loop, ENDPOINT, on_problem, scene, &err);
    pick(scene, FIXTURE_SANDBOX);
    ak_loop_run(scene->loop);
    assert_int_equal(scene->problems, 1);
    assert_in_use(scene, "S");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_setting_takes_ids_names_and_patterns, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_name_is_asked_for_as_it_is_when_the_list_is_refused,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_one_that_is_named_is_no_pattern, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_is_said_who_chose, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_choice_holds_and_is_remembered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_choice_is_written_to_the_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_in_use_goes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_that_tells_of_no_match_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_kept_is_told, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("app/chosen", tests, NULL, NULL);
}
