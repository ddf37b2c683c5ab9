/* login_keyring_test.c: what of a sign-in goes to the keyring, what to the file, and what happens
 * when the keyring can't be used or has lost it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/secret.h"
#include "akscope/io/file.h"
#include "keyring_int.h"
#include "login_int.h"
#include "tests/unit/auth/identity_bench.h"

enum { ITEMS_MOST = 4 };

/* A keyring in memory. */
struct ring {
    struct ak_keyring keyring;
    struct {
        char *authority;
        char *token;
    } items[ITEMS_MOST];
    bool is_locked;
    int visits;
};

static struct ring *visit(const struct ak_keyring *keyring)
{
    struct ring *ring = (struct ring *)(uintptr_t)keyring;

    ring->visits++;
    return ring;
}

static int locked(struct ak_err *err)
{
    return ak_err_set(err, AK_ERR_KEYRING, "it is locked");
}

static size_t find(const struct ring *ring, const char *authority)
{
    size_t i = 0;

    while (i < ITEMS_MOST &&
           (ring->items[i].authority == NULL || strcmp(ring->items[i].authority, authority) != 0))
        i++;
    return i;
}

static int drop(struct ring *ring, size_t i)
{
    int count = ring->items[i].authority != NULL;

    free(ring->items[i].authority);
    ak_secret_free(ring->items[i].token);
    ring->items[i].authority = ring->items[i].token = NULL;
    return count;
}

static int store(const struct ak_keyring *keyring, const char *authority, const char *token,
                 struct ak_err *err)
{
    struct ring *ring = visit(keyring);
    size_t i = find(ring, authority);

    if (ring->is_locked)
        return locked(err);
    if (i < ITEMS_MOST)
        drop(ring, i);
    for (i = 0; ring->items[i].authority != NULL;)
        i++;
    assert_true(i < ITEMS_MOST);
    ring->items[i].authority = ak_strdup(authority);
    ring->items[i].token = ak_strdup(token);
    return 0;
}

static int look_up(const struct ak_keyring *keyring, const char *authority, char **token,
                   struct ak_err *err)
{
    const struct ring *ring = visit(keyring);
    size_t i = find(ring, authority);

    if (ring->is_locked)
        return locked(err);
    *token = i < ITEMS_MOST ? ak_strdup(ring->items[i].token) : NULL;
    return 0;
}

static int clear(const struct ak_keyring *keyring, const char *authority, int *count,
                 struct ak_err *err)
{
    struct ring *ring = visit(keyring);

    if (ring->is_locked)
        return locked(err);
    *count = 0;
    for (size_t i = 0; i < ITEMS_MOST; i++) {
        if (authority == NULL || i == find(ring, authority))
            *count += drop(ring, i);
    }
    return 0;
}

static const char *token_in(const struct ring *ring, const char *authority)
{
    size_t i = find(ring, authority);

    return i < ITEMS_MOST ? ring->items[i].token : "none";
}

/* ---- a folder with a file and a keyring ---- */

struct stage {
    struct identity_bench bench;
    struct ring ring;
    struct ak_login_place place;
    char *path;
};

static const struct tiny_answer nothing = {.status = 500};

static void set_up(struct stage *stage, const struct tiny_answer *script, size_t count)
{
    *stage = (struct stage){.ring = {.keyring = {store, look_up, clear}}};
    bench_play_script(&stage->bench, script, count);
    stage->path = bench_path(&stage->bench, "akscope/login.json");
    stage->place = (struct ak_login_place){.path = stage->path, .keyring = &stage->ring.keyring};
}

static void tear_down(struct stage *stage)
{
    for (size_t i = 0; i < ITEMS_MOST; i++)
        drop(&stage->ring, i);
    free(stage->path);
    bench_end(&stage->bench);
}

static int keep(const struct stage *stage, const char *authority, const char *token,
                bool only_renews)
{
    char cloud[] = "AzureCloud", tenant[] = "t", client[] = "c", name[] = "kim";
    struct ak_err err = ak_err_none();
    struct ak_kept_login login = {.cloud = cloud,
                                  .authority = ak_strdup(authority),
                                  .tenant_id = tenant,
                                  .client_id = client,
                                  .name = name,
                                  .refresh_token = ak_strdup(token)};
    int failed = ak__login_keep(&stage->place, &login, only_renews, &err);

    free(login.authority);
    free(login.refresh_token);
    return failed;
}

/* True when the file says so. */
static bool file_has(const struct stage *stage, const char *text)
{
    struct ak_err err = ak_err_none();
    char *bytes;
    size_t len;

    assert_int_equal(ak_file_read(stage->path, 65536, &bytes, &len, &err), 0);
    bool has = strstr(bytes, text) != NULL;
    free(bytes);
    return has;
}

/* ---- keeping ---- */

/* How things are when a sign-in is kept, or renewed. */
struct moment {
    bool has_no_keyring, is_locked, prefers_file;
};

static void be_at(struct stage *stage, const struct moment *moment)
{
    stage->place.keyring = moment->has_no_keyring ? NULL : &stage->ring.keyring;
    stage->place.prefers_file = moment->prefers_file;
    stage->ring.is_locked = moment->is_locked;
}

static void a_token_is_in_one_place(void **state)
{
    static const struct {
        const char *name;
        struct moment first, then;
        bool is_in_file;
        const char *in_keyring; /* afterwards */
    } cases[] = {
        {"in the keyring", {0}, {0}, false, "second"},
        {"no keyring", {.has_no_keyring = true}, {.has_no_keyring = true}, true, "none"},
        {"a locked keyring", {.is_locked = true}, {.is_locked = true}, true, "none"},
        {"not wanted", {.prefers_file = true}, {.prefers_file = true}, true, "none"},
        {"a keyring comes", {.has_no_keyring = true}, {0}, false, "second"},
        {"it is unlocked", {.is_locked = true}, {0}, false, "second"},
        {"it is wanted now", {.prefers_file = true}, {0}, false, "second"},
        {"it is locked now", {0}, {.is_locked = true}, true, "first"},
        {"it is not wanted any more", {0}, {.prefers_file = true}, true, "none"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_kept_login loaded;
        struct ak_err err = ak_err_none();
        struct stage stage;

        set_up(&stage, &nothing, 1);
        be_at(&stage, &cases[i].first);
        assert_int_equal(keep(&stage, "https://a", "first", false), 0);
        be_at(&stage, &cases[i].then);
        assert_int_equal(keep(&stage, "https://a", "second", true), 0);
        if (file_has(&stage, "second") != cases[i].is_in_file || file_has(&stage, "first") ||
            file_has(&stage, "\"keyring\": true") == cases[i].is_in_file ||
            !file_has(&stage, "\"name\": \"kim\"") ||
            strcmp(token_in(&stage.ring, "https://a"), cases[i].in_keyring) != 0)
            fail_msg("%s", cases[i].name);
        assert_int_equal(ak__login_load(&stage.place, "https://a", &loaded, &err), 0);
        assert_string_equal(loaded.refresh_token, "second");
        assert_string_equal(loaded.name, "kim");
        ak_kept_login_release(&loaded);
        tear_down(&stage);
    }
}

static void a_keyring_that_is_not_wanted_is_not_visited(void **state)
{
    struct stage stage;

    (void)state;
    set_up(&stage, &nothing, 1);
    stage.place.prefers_file = true;
    assert_int_equal(keep(&stage, "https://a", "first", false), 0);
    assert_int_equal(keep(&stage, "https://a", "second", true), 0);
    assert_int_equal(stage.ring.visits, 0);
    tear_down(&stage);
}

static void a_token_that_can_not_be_had_is_told(void **state)
{
    static const struct {
        const char *name;
        struct moment then;
        bool is_lost;
        enum ak_err_kind kind;
        const char *text;
    } cases[] = {
        {"locked", {.is_locked = true}, false, AK_ERR_KEYRING, "it is locked"},
        {"lost", {0}, true, AK_ERR_NOT_SIGNED_IN, "the keyring has no sign-in any more"},
        {"built without", {.has_no_keyring = true}, false, AK_ERR_KEYRING, "was built without"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_kept_login loaded;
        struct ak_err err = ak_err_none();
        struct stage stage;

        set_up(&stage, &nothing, 1);
        assert_int_equal(keep(&stage, "https://a", "first", false), 0);
        be_at(&stage, &cases[i].then);
        if (cases[i].is_lost)
            drop(&stage.ring, 0);
        assert_int_equal(ak__login_load(&stage.place, "https://a", &loaded, &err), cases[i].kind);
        if (err.kind != cases[i].kind || strstr(err.text, cases[i].text) == NULL)
            fail_msg("%s: %s", cases[i].name, err.text);
        tear_down(&stage);
    }
}

/* ---- forgetting ---- */

static void signing_out_clears_the_keyring(void **state)
{
    struct ak_err err = ak_err_none();
    struct stage stage;
    int count = -1;

    (void)state;
    set_up(&stage, &nothing, 1);
    assert_int_equal(ak_login_forget(&stage.place, NULL, &count, &err), 0);
    assert_int_equal(count, 0);
    assert_int_equal(keep(&stage, "https://a", "first", false), 0);
    assert_int_equal(keep(&stage, "https://b", "other", false), 0);
    assert_int_equal(ak_login_forget(&stage.place, "AzureChinaCloud", &count, &err), 0);
    assert_int_equal(count, 0);
    assert_string_equal(token_in(&stage.ring, "https://a"), "first");
    assert_int_equal(ak_login_forget(&stage.place, "azurecloud", &count, &err), 0);
    assert_int_equal(count, 2);
    assert_string_equal(token_in(&stage.ring, "https://a"), "none");
    assert_string_equal(token_in(&stage.ring, "https://b"), "none");
    assert_false(file_has(&stage, "kim"));
    tear_down(&stage);
}

static void a_locked_keyring_is_cleared_at_the_next_try(void **state)
{
    struct ak_err err = ak_err_none();
    struct stage stage;
    int count = -1;

    (void)state;
    set_up(&stage, &nothing, 1);
    assert_int_equal(keep(&stage, "https://a", "first", false), 0);
    stage.ring.is_locked = true;
    assert_int_equal(ak_login_forget(&stage.place, NULL, &count, &err), AK_ERR_KEYRING);
    assert_string_equal(err.text, "it is locked");
    assert_int_equal(count, 1);
    assert_false(file_has(&stage, "kim"));
    err = ak_err_none();
    stage.ring.is_locked = false;
    assert_int_equal(ak_login_forget(&stage.place, NULL, &count, &err), 0);
    assert_int_equal(count, 1);
    assert_string_equal(token_in(&stage.ring, "https://a"), "none");
    tear_down(&stage);
}

static void signing_out_of_a_file_needs_no_keyring(void **state)
{
    struct ak_err err = ak_err_none();
    struct stage stage;
    int count = -1;

    (void)state;
    set_up(&stage, &nothing, 1);
    stage.ring.is_locked = true;
    assert_int_equal(keep(&stage, "https://a", "first", false), 0);
    assert_int_equal(ak_login_forget(&stage.place, NULL, &count, &err), 0);
    assert_int_equal(count, 1);
    assert_false(file_has(&stage, "first"));
    tear_down(&stage);
}

/* ---- serving ---- */

#define RENEWED "{\"access_token\":\"access-2\",\"expires_in\":3600,\"refresh_token\":\"second\"}"

static void open_auth(struct stage *stage)
{
    bench_open_auth(&stage->bench, &(struct ak_auth_options){.logins = stage->place});
}

static void a_sign_in_in_the_keyring_serves_and_is_renewed_there(void **state)
{
    static const struct tiny_answer renewed = {.body = RENEWED};
    struct stage stage;

    (void)state;
    set_up(&stage, &renewed, 1);
    const char *authority = stage.bench.cloud.authority;
    assert_int_equal(keep(&stage, authority, "first", false), 0);
    open_auth(&stage);
    bench_assert_served(&stage.bench, "access-2");
    assert_string_equal(bench_attempt(&stage.bench, AK_CREDENTIAL_LOGIN)->detail,
                        "kim, in the keyring");
    assert_non_null(
        strstr(tiny_server_request(stage.bench.server, 0)->body, "refresh_token=first"));
    assert_string_equal(token_in(&stage.ring, authority), "second");
    assert_false(file_has(&stage, "second"));
    tear_down(&stage);
}

/* The person is signed in as somebody: nobody else is taken instead, and nothing is sent. */
static void a_keyring_that_can_not_be_used_ends_the_search(void **state)
{
    static const struct {
        const char *name;
        bool is_locked;
        enum ak_err_kind kind;
        const char *text, *advice;
    } cases[] = {
        {"locked", true, AK_ERR_KEYRING, "it is locked", "unlock it"},
        {"lost", false, AK_ERR_NOT_SIGNED_IN, "the keyring has no sign-in any more",
         "run `akscope login` again"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stage stage;

        set_up(&stage, &nothing, 1);
        assert_int_equal(keep(&stage, stage.bench.cloud.authority, "first", false), 0);
        stage.ring.is_locked = cases[i].is_locked;
        drop(&stage.ring, 0);
        open_auth(&stage);
        bench_assert_refused(&stage.bench, cases[i].kind, cases[i].text);
        const struct ak_attempt *attempt = bench_attempt(&stage.bench, AK_CREDENTIAL_LOGIN);
        if (attempt->outcome != AK_ATTEMPT_FAILED ||
            strstr(attempt->advice, cases[i].advice) == NULL)
            fail_msg("%s: %s", cases[i].name, attempt->advice);
        assert_int_equal(tiny_server_request_count(stage.bench.server), 0);
        tear_down(&stage);
    }
}

/* Each poll of each subscription would visit it otherwise. */
static void a_locked_keyring_is_left_alone_for_a_while(void **state)
{
    static const struct tiny_answer renewed = {.body = RENEWED};
    struct stage stage;

    (void)state;
    set_up(&stage, &renewed, 1);
    assert_int_equal(keep(&stage, stage.bench.cloud.authority, "first", false), 0);
    stage.ring.is_locked = true;
    open_auth(&stage);
    bench_assert_refused(&stage.bench, AK_ERR_KEYRING, "it is locked");
    int visits = stage.ring.visits;
    bench_assert_refused(&stage.bench, AK_ERR_KEYRING, "it is locked");
    assert_int_equal(stage.ring.visits, visits);
    stage.ring.is_locked = false;
    stage.bench.clock.fixed_seconds += 60;
    bench_assert_served(&stage.bench, "access-2");
    tear_down(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_in_one_place),
        cmocka_unit_test(a_keyring_that_is_not_wanted_is_not_visited),
        cmocka_unit_test(a_token_that_can_not_be_had_is_told),
        cmocka_unit_test(signing_out_clears_the_keyring),
        cmocka_unit_test(a_locked_keyring_is_cleared_at_the_next_try),
        cmocka_unit_test(signing_out_of_a_file_needs_no_keyring),
        cmocka_unit_test(a_sign_in_in_the_keyring_serves_and_is_renewed_there),
        cmocka_unit_test(a_keyring_that_can_not_be_used_ends_the_search),
        cmocka_unit_test(a_locked_keyring_is_left_alone_for_a_while),
    };

    return cmocka_run_group_tests_name("login_keyring", tests, NULL, NULL);
}
