/* cache_test.c: what one session kept is what the next one finds, unless anything is odd. */
#include "config.h"

#include <dirent.h>
#include <ftw.h>
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

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"
#include "akscope/store/cache.h"
#include "akscope/wire/decode.h"

#define SUB "11111111-1111-1111-1111-111111111111"
#define SCOPE "https://management.azure.com"

enum { NOW = 1764000000, EARLIER = NOW - 3600, MOST = 1 << 20 };

/* One session on a folder that outlives it. */
struct session {
    struct ak_loop *loop;
    struct ak_clock clock;
    struct ak_store *store;
    struct ak_cache *cache;
    int completions;
};

static int set_up(void **state)
{
    char folder[] = "/tmp/akscope-cache-test-XXXXXX";

    if (mkdtemp(folder) == NULL)
        return -1;
    *state = ak_strdup(folder);
    setenv("XDG_CACHE_HOME", folder, 1);
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
    int failed = nftw(*state, remove_entry, 8, FTW_DEPTH | FTW_PHYS);

    free(*state);
    return failed;
}

static void open_session(struct session *session, const char *scope)
{
    *session = (struct session){.loop = ak_loop_new(), .clock = ak_clock_manual(NOW)};
    session->store = ak_store_new(&session->clock, NULL, NULL);
    session->cache = ak_cache_new(session->loop, session->store, scope);
}

/* As the program ends: the store goes first. */
static void close_session(struct session *session)
{
    ak_cache_close(session->cache);
    ak_store_free(session->store);
    ak_loop_free(session->loop);
}

static void on_loaded(void *context)
{
    struct session *session = context;

    session->completions++;
}

static void load(struct session *session)
{
    ak_cache_load(session->cache, on_loaded, session);
    assert_int_equal(session->completions, 0);
    ak_loop_run(session->loop);
    assert_int_equal(session->completions, 1);
}

static struct ak_payload *decode(enum ak_codec codec, const char *json)
{
    struct ak_decoder *decoder = ak_decoder_new(codec, SUB);
    struct ak_err err = ak_err_none();
    const char *link = NULL;

    if (ak_decoder_page(decoder, json, strlen(json), &link, &err) != 0)
        fail_msg("%s", err.text);
    struct ak_payload *payload = ak_decoder_take(decoder);
    ak_decoder_free(decoder);
    return payload;
}

static struct ak_payload *cluster_named(const char *name)
{
    char *json = ak_asprintf("{\"value\":[{\"id\":\"/subscriptions/" SUB "/resourceGroups/g/"
                             "providers/Microsoft.ContainerService/managedClusters/%s\","
                             "\"name\":\"%s\",\"properties\":{\"agentPoolProfiles\":["
                             "{\"name\":\"system\",\"count\":3}]}}]}",
                             name, name);
    struct ak_payload *payload = decode(AK_CODEC_CLUSTERS, json);

    free(json);
    return payload;
}

static void apply(struct session *session, enum ak_topic topic, const char *key,
                  struct ak_payload *payload)
{
    ak_store_apply(
        session->store,
        &(struct ak_delta){.topic = topic, .key = key, .payload = payload, .fetched_at = EARLIER});
}

static void read_clusters(struct session *session, const char *name)
{
    apply(session, AK_TOPIC_CLUSTERS, SUB, cluster_named(name));
}

/* One session that reads a cluster of that name and keeps it. */
static void keep(const char *scope, const char *name)
{
    struct session session;

    open_session(&session, scope);
    read_clusters(&session, name);
    ak_cache_save(session.cache);
    close_session(&session);
}

/* The name of the cluster that a session finds, into `name` ("" for none). */
static void find(const char *scope, char name[64])
{
    struct session session;
    const struct ak_slot *slot;

    open_session(&session, scope);
    load(&session);
    slot = ak_snap_find(ak_store_snap(session.store), AK_TOPIC_CLUSTERS, SUB);
    (void)ak_text_copy(name, 64, slot != NULL ? slot->payload->as.clusters.items[0].name : "");
    close_session(&session);
}

static void assert_finds(const char *scope, const char *expected)
{
    char name[64];

    find(scope, name);
    assert_string_equal(name, expected);
}

/* ---- files ---- */

/* The path of the only file; the caller frees. */
static char *only_file(const char *folder)
{
    char *below = ak_asprintf("%s/akscope", folder);
    DIR *entries = opendir(below);
    char *path = NULL;

    assert_non_null(entries);
    for (const struct dirent *entry = readdir(entries); entry != NULL; entry = readdir(entries)) {
        if (entry->d_name[0] == '.')
            continue;
        assert_null(path);
        path = ak_asprintf("%s/%s", below, entry->d_name);
    }
    closedir(entries);
    free(below);
    assert_non_null(path);
    return path;
}

static char *read_file(const char *path, size_t *len)
{
    struct ak_err err = ak_err_none();
    char *bytes = NULL;

    assert_int_equal(ak_file_read(path, MOST, &bytes, len, &err), 0);
    return bytes;
}

static void write_file(const char *path, const char *bytes, size_t len)
{
    struct ak_err err = ak_err_none();

    assert_int_equal(ak_file_replace(path, bytes, len, &err), 0);
}

/* ---- cases ---- */

static void the_next_session_finds_what_was_kept(void **state)
{
    struct session session;

    open_session(&session, SCOPE);
    (void)state;
    read_clusters(&session, "one");
    apply(&session, AK_TOPIC_SUBSCRIPTIONS, "",
          decode(AK_CODEC_SUBSCRIPTIONS, "{\"value\":[{\"subscriptionId\":\"" SUB "\"}]}"));
    apply(&session, AK_TOPIC_FEATURES, SUB, decode(AK_CODEC_FEATURES, "{\"value\":[]}"));
    ak_cache_save(session.cache);
    close_session(&session);

    open_session(&session, SCOPE);
    load(&session);
    const struct ak_snap *snap = ak_store_snap(session.store);
    assert_int_equal(snap->slot_count, 2);
    const struct ak_slot *slot = ak_snap_find(snap, AK_TOPIC_CLUSTERS, SUB);
    assert_int_equal(slot->status, AK_SLOT_STALE);
    assert_true(slot->from_cache);
    assert_int_equal(slot->fetched_at, EARLIER);
    assert_string_equal(slot->payload->as.clusters.items[0].name, "one");
    assert_int_equal(slot->payload->as.clusters.items[0].pools[0].count.value, 3);
    slot = ak_snap_find(snap, AK_TOPIC_SUBSCRIPTIONS, "");
    assert_string_equal(slot->payload->as.subscriptions.items[0].id, SUB);
    close_session(&session);
}

/* How many lists the store had after each turn of the loop. */
struct watch {
    struct session *session;
    size_t seen[16];
    size_t turns;
};

static void count_lists(void *context)
{
    struct watch *watch = context;

    if (watch->turns < sizeof watch->seen / sizeof watch->seen[0])
        watch->seen[watch->turns++] = ak_store_snap(watch->session->store)->slot_count;
}

static void each_list_is_seen_before_the_next_is_read(void **state)
{
    static const char *const keys[] = {"a", "b", "c"};
    struct session session;
    struct watch watch = {.session = &session};

    (void)state;
    open_session(&session, SCOPE);
    for (size_t i = 0; i < 3; i++)
        apply(&session, AK_TOPIC_CLUSTERS, keys[i], cluster_named(keys[i]));
    ak_cache_save(session.cache);
    close_session(&session);

    open_session(&session, SCOPE);
    ak_loop_set_on_turn(session.loop, count_lists, &watch);
    load(&session);
    for (size_t lists = 1; lists <= 3; lists++) {
        bool was_seen = false;

        for (size_t i = 0; i < watch.turns; i++)
            was_seen = was_seen || watch.seen[i] == lists;
        assert_true(was_seen);
    }
    close_session(&session);
}

static void the_file_is_for_its_owner_alone(void **state)
{
    struct stat status;

    keep(SCOPE, "one");
    char *path = only_file(*state);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    free(path);
}

static void scopes_are_kept_apart(void **state)
{
    (void)state;
    keep(SCOPE, "public");
    keep("https://management.chinacloudapi.cn", "china");
    assert_finds(SCOPE, "public");
    assert_finds("https://management.chinacloudapi.cn", "china");
    assert_finds("https://management.example", "");
}

static void what_was_kept_under_the_name_of_another_scope_is_not_believed(void **state)
{
    size_t len = 0;

    keep("https://management.example", "other");
    char *path = only_file(*state);
    char *bytes = read_file(path, &len);
    remove(path);
    free(path);
    keep(SCOPE, "own");
    path = only_file(*state);
    write_file(path, bytes, len);
    assert_finds(SCOPE, "");
    free(bytes);
    free(path);
}

static void a_file_cut_anywhere_is_passed_over(void **state)
{
    size_t len = 0;

    keep(SCOPE, "one");
    char *path = only_file(*state);
    char *bytes = read_file(path, &len);
    for (size_t cut = 0; cut < len; cut += cut < 160 ? 1 : 13) {
        write_file(path, bytes, cut);
        assert_finds(SCOPE, "");
    }
    write_file(path, bytes, len);
    assert_finds(SCOPE, "one");
    free(bytes);
    free(path);
}

static void a_file_with_any_byte_changed_is_passed_over(void **state)
{
    size_t len = 0;

    keep(SCOPE, "one");
    char *path = only_file(*state);
    char *bytes = read_file(path, &len);
    const char *fetched_at = strstr(bytes, "\t1763996400\t");
    assert_non_null(fetched_at);
    for (size_t at = 0; at < len; at += 3) {
        char kept = bytes[at];
        bool is_of_age = bytes + at > fetched_at && bytes + at <= fetched_at + 10;

        if (is_of_age) /* another age is not found out: any number may stand there */
            continue;
        bytes[at] = (char)(kept ^ 1);
        write_file(path, bytes, len);
        bytes[at] = kept;
        char name[64];
        find(SCOPE, name);
        if (name[0] != '\0')
            fail_msg("byte %zu changed, yet \"%s\" was found", at, name);
    }
    free(bytes);
    free(path);
}

/* Replaces the only occurrence of `from` in the file. */
static void edit(const char *path, const char *from, const char *to)
{
    size_t len = 0;
    char *bytes = read_file(path, &len);
    char *at = strstr(bytes, from);

    assert_non_null(at);
    char *changed = ak_asprintf("%.*s%s%s", (int)(at - bytes), bytes, to, at + strlen(from));
    write_file(path, changed, strlen(changed));
    free(changed);
    free(bytes);
}

static void odd_headers_are_passed_over(void **state)
{
    static const char *const edits[][2] = {
        {"akscope-cache\t1\t", "akscope-cache\t2\t"},   {"akscope-cache\t1\t", "akscope-cache\t\t"},
        {"akscope-cache\t1\t", "other-program\t1\t"},   {"\tclusters\t", "\tfeatures\t"},
        {"\tclusters\t", "\tsubscriptions\t"},          {"\t1763996400\t", "\t-5\t"},
        {"\t1763996400\t", "\t1763996400.5\t"},         {"\t1763996400\t", "\tsoon\t"},
        {"\t1763996400\t", "\t99999999999999999999\t"}, {"\t" SUB "\t", "\t\x1b[2J\t"},
        {"\t1763996400\t", "\t1763996400\t\t"},         {"akscope-cache\t1\t", "\n"},
    };

    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        keep(SCOPE, "one");
        char *path = only_file(*state);
        edit(path, edits[i][0], edits[i][1]);
        assert_finds(SCOPE, "");
        free(path);
    }
}

static void what_is_no_file_of_ours_is_passed_over(void **state)
{
    keep(SCOPE, "one");
    char *path = only_file(*state);
    char *elsewhere = ak_asprintf("%s/elsewhere", (const char *)*state);

    assert_int_equal(rename(path, elsewhere), 0);
    assert_int_equal(symlink(elsewhere, path), 0);
    assert_finds(SCOPE, "");
    remove(path);
    assert_int_equal(mkfifo(path, 0600), 0); /* opening it would block for ever */
    assert_finds(SCOPE, "");
    remove(path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_finds(SCOPE, "");
    free(elsewhere);
    free(path);
}

static void only_what_changed_is_written(void **state)
{
    struct session session;
    struct stat first, second;

    open_session(&session, SCOPE);
    read_clusters(&session, "one");
    ak_cache_save(session.cache);
    ak_loop_run(session.loop);
    char *path = only_file(*state);
    assert_int_equal(stat(path, &first), 0);
    /* kept under a second name, so that a new file can't get the number of the old one */
    char *kept = ak_asprintf("%s/kept", (const char *)*state);
    assert_int_equal(link(path, kept), 0);
    ak_store_on_start(session.store, AK_TOPIC_CLUSTERS, SUB);
    ak_cache_save(session.cache);
    ak_loop_run(session.loop);
    assert_int_equal(stat(path, &second), 0);
    assert_true(first.st_ino == second.st_ino);
    read_clusters(&session, "two");
    ak_cache_save(session.cache);
    ak_loop_run(session.loop);
    assert_int_equal(stat(path, &second), 0);
    assert_false(first.st_ino == second.st_ino);
    close_session(&session);
    free(kept);
    free(path);
    assert_finds(SCOPE, "two");
}

static void what_came_from_the_cache_is_not_written_again(void **state)
{
    struct session session;

    keep(SCOPE, "one");
    open_session(&session, SCOPE);
    load(&session);
    char *path = only_file(*state);
    remove(path);
    ak_cache_save(session.cache);
    close_session(&session);
    assert_int_not_equal(access(path, F_OK), 0);
    free(path);
}

static void a_save_during_a_save_keeps_the_later_state(void **state)
{
    struct session session;
    static const char *const names[] = {"one", "two", "three", "four"};

    open_session(&session, SCOPE);
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        read_clusters(&session, names[i]);
        ak_cache_save(session.cache);
    }
    close_session(&session);
    assert_finds(SCOPE, "four");
}

static void closing_while_reading_completes_once_and_changes_nothing(void **state)
{
    struct session session;

    (void)state;
    keep(SCOPE, "one");
    open_session(&session, SCOPE);
    ak_cache_load(session.cache, on_loaded, &session);
    close_session(&session);
    assert_int_equal(session.completions, 1);
}

static void data_read_meanwhile_is_not_replaced(void **state)
{
    struct session session;

    (void)state;
    keep(SCOPE, "old");
    open_session(&session, SCOPE);
    ak_cache_load(session.cache, on_loaded, &session);
    read_clusters(&session, "new");
    ak_loop_run(session.loop);
    const struct ak_payload *payload =
        ak_snap_payload(ak_store_snap(session.store), AK_TOPIC_CLUSTERS, SUB);
    assert_string_equal(payload->as.clusters.items[0].name, "new");
    close_session(&session);
}

static void without_a_folder_nothing_is_found_and_nothing_is_kept(void **state)
{
    char *home = getenv("HOME") != NULL ? ak_strdup(getenv("HOME")) : NULL;
    struct session session;

    unsetenv("XDG_CACHE_HOME");
    unsetenv("HOME");
    open_session(&session, SCOPE);
    read_clusters(&session, "one");
    ak_cache_save(session.cache);
    load(&session);
    close_session(&session);
    setenv("XDG_CACHE_HOME", *state, 1);
    if (home != NULL)
        setenv("HOME", home, 1);
    free(home);
}

static void a_folder_that_can_not_be_written_is_no_harm(void **state)
{
    char *path = ak_asprintf("%s/akscope", (const char *)*state);

    write_file(path, "in the way", 10);
    keep(SCOPE, "one");
    assert_finds(SCOPE, "");
    free(path);
}

static void no_cache_at_all_is_allowed(void **state)
{
    (void)state;
    ak_cache_load(NULL, on_loaded, NULL);
    ak_cache_save(NULL);
    ak_cache_close(NULL);
}

static void a_key_that_a_header_can_not_hold_is_not_kept(void **state)
{
    struct session session;

    open_session(&session, SCOPE);
    apply(&session, AK_TOPIC_CLUSTERS, "a\tb\nc", cluster_named("one"));
    ak_cache_save(session.cache);
    close_session(&session);
    char *below = ak_asprintf("%s/akscope", (const char *)*state);
    assert_int_not_equal(access(below, F_OK), 0);
    free(below);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_next_session_finds_what_was_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_list_is_seen_before_the_next_is_read, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_file_is_for_its_owner_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(scopes_are_kept_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            what_was_kept_under_the_name_of_another_scope_is_not_believed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_cut_anywhere_is_passed_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_with_any_byte_changed_is_passed_over, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(odd_headers_are_passed_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_file_of_ours_is_passed_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_what_changed_is_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_came_from_the_cache_is_not_written_again, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_save_during_a_save_keeps_the_later_state, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(closing_while_reading_completes_once_and_changes_nothing,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(data_read_meanwhile_is_not_replaced, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_folder_nothing_is_found_and_nothing_is_kept,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_folder_that_can_not_be_written_is_no_harm, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(no_cache_at_all_is_allowed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_key_that_a_header_can_not_hold_is_not_kept, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
