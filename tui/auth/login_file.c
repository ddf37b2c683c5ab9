/* login_file.c: sign-ins that are kept between sessions: who, in the file; the refresh token in the
 * keyring, or in the file. Where the file has a token, it is the newer one. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/log.h"
#include "akscope/base/secret.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"
#include "keyring_int.h"
#include "login_int.h"

/* Several of them fit into the file. */
enum { TOKEN_MAX = 16 * 1024, LOGINS_MOST = 12 };

char *ak_login_path(void)
{
    return ak_file_user_path("STATE", "login.json");
}

/* A file that is not there holds no sign-in. */
static int read_all(const char *path, struct ak_kept_logins *out, struct ak_err *err)
{
    struct ak_err cause = ak_err_none();
    char *bytes = NULL;
    size_t len;
    int failed = ak_file_read(path, AK_LIMIT_IDENTITY, &bytes, &len, &cause);

    *out = (struct ak_kept_logins){0};
    if (failed && cause.system_code == ENOENT)
        return 0;
    if (!failed)
        failed = ak_wire_read_logins(bytes, len, out, &cause);
    if (bytes != NULL)
        ak_secret_wipe(bytes, len);
    free(bytes);
    if (failed && cause.kind == AK_ERR_MALFORMED)
        return ak_err_set(err, AK_ERR_FILE, "%s: %s", path, cause.text);
    if (failed)
        *err = cause;
    return failed;
}

static int write_all(const char *path, const struct ak_kept_logins *logins, struct ak_err *err)
{
    size_t len;
    char *text = ak_wire_write_logins(logins, &len);
    int failed = ak_file_replace(path, text, len, err);

    ak_secret_wipe(text, len);
    free(text);
    return failed;
}

static struct ak_kept_login *find(struct ak_kept_logins *logins, const char *authority)
{
    for (size_t i = 0; i < logins->count; i++) {
        if (ak_text_caseeq(logins->items[i].authority, authority))
            return &logins->items[i];
    }
    return NULL;
}

static void copy_login(struct ak_kept_login *to, const struct ak_kept_login *from)
{
    *to = (struct ak_kept_login){
        .cloud = ak_strdup(from->cloud),
        .authority = ak_strdup(from->authority),
        .tenant_id = ak_strdup(from->tenant_id),
        .client_id = ak_strdup(from->client_id),
        .name = ak_strdup(from->name),
        .refresh_token = ak_strdup(from->refresh_token),
        .is_in_keyring = from->is_in_keyring,
    };
}

static int check_token(const char *token, struct ak_err *err)
{
    if (strlen(token) <= TOKEN_MAX)
        return 0;
    return ak_err_set(err, AK_ERR_TOO_LARGE, "the refresh token is larger than %d bytes",
                      TOKEN_MAX);
}

static void replace_token(struct ak_kept_login *login, char *token)
{
    ak_secret_free(login->refresh_token);
    login->refresh_token = token;
}

static int fetch_token(const struct ak_login_place *place, struct ak_kept_login *login,
                       struct ak_err *err)
{
    char *token = NULL;

    if (place->keyring == NULL)
        return ak_err_set(err, AK_ERR_KEYRING, "this akscope was built without");
    int failed = place->keyring->look_up(place->keyring, login->authority, &token, err);
    if (failed)
        return failed;
    if (token == NULL)
        return ak_err_set(err, AK_ERR_NOT_SIGNED_IN, "the keyring has no sign-in any more");
    replace_token(login, token);
    return check_token(token, err);
}

int ak__login_load(const struct ak_login_place *place, const char *authority,
                   struct ak_kept_login *out, struct ak_err *err)
{
    struct ak_kept_login loaded = {0};
    struct ak_kept_logins logins;
    int failed = read_all(place->path, &logins, err);

    if (failed)
        return failed;
    const struct ak_kept_login *login = find(&logins, authority);
    if (login != NULL)
        copy_login(&loaded, login);
    ak_kept_logins_release(&logins);
    if (loaded.is_in_keyring)
        failed = fetch_token(place, &loaded, err);
    if (failed)
        ak_kept_login_release(&loaded);
    else
        *out = loaded;
    return failed;
}

/* ---- keeping ---- */

static void clear_token(const struct ak_login_place *place, const char *authority)
{
    struct ak_err why = ak_err_none();
    int count;

    if (place->keyring->clear(place->keyring, authority, &count, &why) != 0)
        ak_log(AK_LOG_INFO, "auth: a sign-in stays in the keyring: %s", why.text);
}

static bool store_token(const struct ak_login_place *place, const struct ak_kept_login *login)
{
    struct ak_err why = ak_err_none();

    if (place->keyring == NULL || place->prefers_file)
        return false;
    if (place->keyring->store(place->keyring, login->authority, login->refresh_token, &why) == 0)
        return true;
    ak_log(AK_LOG_INFO, "auth: the sign-in is kept in its file, and not in the keyring: %s",
           why.text);
    return false;
}

/* Where it goes; NULL when it is only to renew what is not there any more. */
static struct ak_kept_login *slot_for(struct ak_kept_logins *logins,
                                      const struct ak_kept_login *login, bool only_renews)
{
    struct ak_kept_login *slot = find(logins, login->authority);

    if (only_renews && (slot == NULL || strcmp(slot->client_id, login->client_id) != 0 ||
                        strcmp(slot->name, login->name) != 0))
        return NULL;
    if (slot == NULL) {
        logins->items = ak_realloc(logins->items, logins->count + 1, sizeof *logins->items);
        slot = &logins->items[logins->count++];
        *slot = (struct ak_kept_login){0};
    }
    return slot;
}

static int put(const struct ak_login_place *place, struct ak_kept_logins *logins,
               const struct ak_kept_login *login, bool only_renews, struct ak_err *err)
{
    struct ak_kept_login *slot = slot_for(logins, login, only_renews);

    if (slot == NULL)
        return 0;
    bool was_in_keyring = slot->is_in_keyring;
    ak_kept_login_release(slot);
    copy_login(slot, login);
    slot->is_in_keyring = store_token(place, login);
    if (slot->is_in_keyring)
        replace_token(slot, ak_strdup(""));
    int failed = write_all(place->path, logins, err);
    if (!failed && was_in_keyring && place->prefers_file && place->keyring != NULL)
        clear_token(place, login->authority);
    return failed;
}

/* The lock is a file of its own: the other one is replaced. */
static int lock_for(const char *path, int *descriptor, struct ak_err *err)
{
    char *lock = ak_asprintf("%s.lock", path);
    int failed = ak_file_lock(lock, descriptor, err);

    free(lock);
    return failed;
}

int ak__login_keep(const struct ak_login_place *place, const struct ak_kept_login *login,
                   bool only_renews, struct ak_err *err)
{
    struct ak_kept_logins logins;
    int descriptor;
    int failed = check_token(login->refresh_token, err);

    if (!failed)
        failed = lock_for(place->path, &descriptor, err);
    if (failed)
        return failed;
    failed = read_all(place->path, &logins, err);
    if (!failed && logins.count >= LOGINS_MOST && find(&logins, login->authority) == NULL)
        failed = ak_err_set(err, AK_ERR_FILE, "%s holds %d sign-ins: `akscope logout` some",
                            place->path, LOGINS_MOST);
    if (!failed)
        failed = put(place, &logins, login, only_renews, err);
    ak_kept_logins_release(&logins);
    ak_file_unlock(descriptor);
    return failed;
}

/* ---- forgetting ---- */

struct forgetting {
    int dropped;       /* sign-ins of the file */
    int in_keyring;    /* those of them whose token the keyring has */
    int cleared;       /* tokens of the keyring */
    struct ak_err err; /* the first failure of the keyring */
};

/* `authority` NULL: all there are. */
static void take_out(const struct ak_login_place *place, const char *authority,
                     struct forgetting *done)
{
    struct ak_err why = ak_err_none();
    int count = 0;

    if (place->keyring == NULL)
        ak_err_set(&why, AK_ERR_KEYRING, "this akscope was built without");
    else
        (void)!place->keyring->clear(place->keyring, authority, &count, &why);
    done->cleared += count;
    if (done->err.kind == AK_ERR_NONE)
        done->err = why;
}

static void drop_logins(const struct ak_login_place *place, struct ak_kept_logins *logins,
                        const char *cloud_name, struct forgetting *done)
{
    for (size_t i = logins->count; i-- > 0;) {
        struct ak_kept_login *login = &logins->items[i];

        if (cloud_name != NULL && !ak_text_caseeq(login->cloud, cloud_name))
            continue;
        if (login->is_in_keyring && cloud_name != NULL)
            take_out(place, login->authority, done);
        done->in_keyring += login->is_in_keyring;
        done->dropped++;
        ak_kept_login_release(login);
        *login = logins->items[--logins->count];
    }
    if (cloud_name == NULL)
        take_out(place, NULL, done);
}

static int forget(const struct ak_login_place *place, const char *cloud_name,
                  struct forgetting *done, struct ak_err *err)
{
    struct ak_kept_logins logins;
    int failed = read_all(place->path, &logins, err);

    if (failed)
        return failed;
    drop_logins(place, &logins, cloud_name, done);
    if (done->dropped > 0)
        failed = write_all(place->path, &logins, err);
    ak_kept_logins_release(&logins);
    return failed;
}

int ak_login_forget(const struct ak_login_place *place, const char *cloud_name, int *count,
                    struct ak_err *err)
{
    struct forgetting done = {.err = ak_err_none()};
    int descriptor;
    int failed = lock_for(place->path, &descriptor, err);

    if (failed)
        return failed;
    failed = forget(place, cloud_name, &done, err);
    ak_file_unlock(descriptor);
    if (failed)
        return failed;
    *count = done.dropped > 0 ? done.dropped : done.cleared;
    if (done.in_keyring == 0 || done.err.kind == AK_ERR_NONE)
        return 0;
    *err = done.err;
    return AK_ERR_KEYRING;
}

/* ---- later ---- */

struct job {
    struct ak_login_place place;
    char *path;
    struct ak_kept_login login;
    struct ak_err err;
};

static void keep(void *context)
{
    struct job *job = context;

    (void)!ak__login_keep(&job->place, &job->login, true, &job->err);
}

static void on_kept(void *context, bool is_cancelled)
{
    struct job *job = context;

    if (!is_cancelled && job->err.kind != AK_ERR_NONE)
        ak_log(AK_LOG_ERROR, "auth: the renewed sign-in could not be kept: %s", job->err.text);
    ak_kept_login_release(&job->login);
    free(job->path);
    free(job);
}

void ak__login_keep_later(struct ak_loop *loop, const struct ak_login_place *place,
                          struct ak_kept_login *login)
{
    struct job *job = ak_alloc(1, sizeof *job);

    job->path = ak_strdup(place->path);
    job->place = *place;
    job->place.path = job->path;
    job->login = *login;
    job->err = ak_err_none();
    *login = (struct ak_kept_login){0};
    (void)ak_work_start(loop, keep, on_kept, job);
}
