/* login_file.c: sign-ins that are kept between sessions. */
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
    };
}

int ak__login_load(const char *path, const char *authority, struct ak_kept_login *out,
                   struct ak_err *err)
{
    struct ak_kept_logins logins;
    int failed = read_all(path, &logins, err);

    if (failed)
        return failed;
    const struct ak_kept_login *login = find(&logins, authority);
    *out = (struct ak_kept_login){0};
    if (login != NULL)
        copy_login(out, login);
    ak_kept_logins_release(&logins);
    return 0;
}

/* Puts it in; false when it is only to renew what is not there any more. */
static bool put(struct ak_kept_logins *logins, const struct ak_kept_login *login, bool only_renews)
{
    struct ak_kept_login *place = find(logins, login->authority);

    if (only_renews && (place == NULL || strcmp(place->client_id, login->client_id) != 0 ||
                        strcmp(place->name, login->name) != 0))
        return false;
    if (place == NULL) {
        logins->items = ak_realloc(logins->items, logins->count + 1, sizeof *logins->items);
        place = &logins->items[logins->count++];
    } else {
        ak_kept_login_release(place);
    }
    copy_login(place, login);
    return true;
}

/* The lock is a file of its own: the other one is replaced. */
static int lock_for(const char *path, int *descriptor, struct ak_err *err)
{
    char *lock = ak_asprintf("%s.lock", path);
    int failed = ak_file_lock(lock, descriptor, err);

    free(lock);
    return failed;
}

int ak__login_keep(const char *path, const struct ak_kept_login *login, bool only_renews,
                   struct ak_err *err)
{
    struct ak_kept_logins logins;
    int descriptor;
    int failed;

    if (strlen(login->refresh_token) > TOKEN_MAX)
        return ak_err_set(err, AK_ERR_TOO_LARGE, "the refresh token is larger than %d bytes",
                          TOKEN_MAX);
    failed = lock_for(path, &descriptor, err);
    if (failed)
        return failed;
    failed = read_all(path, &logins, err);
    if (!failed && logins.count >= LOGINS_MOST && find(&logins, login->authority) == NULL)
        failed = ak_err_set(err, AK_ERR_FILE, "%s holds %d sign-ins: `akscope logout` some", path,
                            LOGINS_MOST);
    if (!failed && put(&logins, login, only_renews))
        failed = write_all(path, &logins, err);
    ak_kept_logins_release(&logins);
    ak_file_unlock(descriptor);
    return failed;
}

int ak_login_forget(const char *path, const char *cloud_name, int *count, struct ak_err *err)
{
    struct ak_kept_logins logins;
    int descriptor, dropped = 0;
    int failed = lock_for(path, &descriptor, err);

    if (failed)
        return failed;
    failed = read_all(path, &logins, err);
    for (size_t i = logins.count; !failed && i-- > 0;) {
        if (cloud_name != NULL && !ak_text_caseeq(logins.items[i].cloud, cloud_name))
            continue;
        ak_kept_login_release(&logins.items[i]);
        logins.items[i] = logins.items[--logins.count];
        dropped++;
    }
    if (!failed && dropped > 0)
        failed = write_all(path, &logins, err);
    ak_kept_logins_release(&logins);
    ak_file_unlock(descriptor);
    if (!failed)
        *count = dropped;
    return failed;
}

/* ---- later ---- */

struct job {
    char *path;
    struct ak_kept_login login;
    struct ak_err err;
};

static void keep(void *context)
{
    struct job *job = context;

    (void)!ak__login_keep(job->path, &job->login, true, &job->err);
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

void ak__login_keep_later(struct ak_loop *loop, const char *path, struct ak_kept_login *login)
{
    struct job *job = ak_alloc(1, sizeof *job);

    job->path = ak_strdup(path);
    job->login = *login;
    job->err = ak_err_none();
    *login = (struct ak_kept_login){0};
    (void)ak_work_start(loop, keep, on_kept, job);
}
