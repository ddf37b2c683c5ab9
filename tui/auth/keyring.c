/* keyring.c: the keyring of the person's session (GNOME Keyring, KWallet, KeePassXC, ...), through
 * libsecret. Source: specifications.freedesktop.org/secret-service.
 *
 * libsecret is loaded when there is something to do with a keyring, and not linked: it brings
 * eleven libraries (GLib, GIO, libgcrypt, ...), which every start would pay for with a third of its
 * time. It stays loaded, since GLib's own thread does. */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <libsecret/secret.h>

#include "akscope/base/alloc.h"
#include "keyring_int.h"

/* What a keyring may take. Without it a new token goes to the file; but a token that is there is
 * nowhere else. */
enum { STORE_S = 2, LOOK_UP_S = 5, CLEAR_S = 2 };

static const char library[] = "libsecret-1.so.0";

static const SecretSchema schema = {
    .name = "akscope.login",
    .flags = SECRET_SCHEMA_NONE,
    .attributes = {{"authority", SECRET_SCHEMA_ATTRIBUTE_STRING}},
};

#define EACH_FUNCTION(FUNCTION)                                                                    \
    FUNCTION(g_bus_get_sync)                                                                       \
    FUNCTION(g_cancellable_cancel)                                                                 \
    FUNCTION(g_cancellable_is_cancelled)                                                           \
    FUNCTION(g_cancellable_new)                                                                    \
    FUNCTION(g_dbus_connection_set_exit_on_close)                                                  \
    FUNCTION(g_error_free)                                                                         \
    FUNCTION(g_hash_table_unref)                                                                   \
    FUNCTION(g_list_free_full)                                                                     \
    FUNCTION(g_log_set_default_handler)                                                            \
    FUNCTION(g_object_unref)                                                                       \
    FUNCTION(secret_attributes_build)                                                              \
    FUNCTION(secret_collection_for_alias_sync)                                                     \
    FUNCTION(secret_collection_get_locked)                                                         \
    FUNCTION(secret_item_delete_sync)                                                              \
    FUNCTION(secret_item_get_locked)                                                               \
    FUNCTION(secret_item_get_modified)                                                             \
    FUNCTION(secret_item_get_secret)                                                               \
    FUNCTION(secret_service_get_type)                                                              \
    FUNCTION(secret_service_open_sync)                                                             \
    FUNCTION(secret_service_search_sync)                                                           \
    FUNCTION(secret_service_store_sync)                                                            \
    FUNCTION(secret_value_get_text)                                                                \
    FUNCTION(secret_value_new)                                                                     \
    FUNCTION(secret_value_unref)

/* The functions by their own names. */
struct functions {
#define FUNCTION(name) __typeof__(name) *name;
    EACH_FUNCTION(FUNCTION)
#undef FUNCTION
};

/* ---- the library ---- */

static int load(struct functions *functions, struct ak_err *err)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

#define FUNCTION(name) &&(functions->name = (__typeof__(name) *)dlsym(handle, #name)) != NULL
    if (handle != NULL EACH_FUNCTION(FUNCTION))
        return 0;
#undef FUNCTION
    ak_err_set(err, AK_ERR_KEYRING, "%s is %s", library,
               handle == NULL ? "not installed" : "too old");
    return AK_ERR_KEYRING;
}
#undef EACH_FUNCTION

/* The screen is ours. */
static void say_nothing(const char *domain, GLogLevelFlags level, const char *message,
                        void *context)
{
    (void)domain;
    (void)level;
    (void)message;
    (void)context;
}

/* ---- the bus ---- */

/* True where a bus of the session is said to run. Otherwise GLib would start one, which nobody
 * would end. Source: docs.gtk.org/gio/func.bus_get.html, dbus-launch(1). */
static bool has_bus(void)
{
    const char *address = getenv("DBUS_SESSION_BUS_ADDRESS");
    const char *folder = getenv("XDG_RUNTIME_DIR");
    struct stat status;

    if (address != NULL && address[0] != '\0')
        return strstr(address, "autolaunch:") == NULL;
    if (folder == NULL || folder[0] != '/')
        return false;
    char *path = ak_asprintf("%s/bus", folder);
    bool is_there =
        stat(path, &status) == 0 && S_ISSOCK(status.st_mode) && status.st_uid == geteuid();
    free(path);
    return is_there;
}

/* ---- a visit, which ends in time ---- */

struct visit {
    struct functions call;
    GCancellable *cancellable;
    GDBusConnection *bus;
    SecretService *service;
    pthread_t watcher;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool is_over; /* guarded by lock */
    struct timespec end;
};

/* A bus or service that says nothing would be waited for, for half a minute or for ever. */
static void *watch(void *context)
{
    struct visit *visit = context;
    int late = 0;

    pthread_mutex_lock(&visit->lock);
    while (!visit->is_over && late == 0)
        late = pthread_cond_timedwait(&visit->ended, &visit->lock, &visit->end);
    bool was_over = visit->is_over;
    pthread_mutex_unlock(&visit->lock);
    if (!was_over)
        visit->call.g_cancellable_cancel(visit->cancellable);
    return NULL;
}

static int start_watch(struct visit *visit, int seconds, struct ak_err *err)
{
    pthread_condattr_t attributes;

    clock_gettime(CLOCK_MONOTONIC, &visit->end);
    visit->end.tv_sec += seconds;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&visit->lock, NULL);
    pthread_cond_init(&visit->ended, &attributes);
    pthread_condattr_destroy(&attributes);
    int problem = pthread_create(&visit->watcher, NULL, watch, visit);
    if (problem == 0)
        return 0;
    pthread_cond_destroy(&visit->ended);
    pthread_mutex_destroy(&visit->lock);
    ak_err_set(err, AK_ERR_KEYRING, "no thread can be started: %s", strerror(problem));
    return AK_ERR_KEYRING;
}

static void end_watch(struct visit *visit)
{
    pthread_mutex_lock(&visit->lock);
    visit->is_over = true;
    pthread_cond_signal(&visit->ended);
    pthread_mutex_unlock(&visit->lock);
    pthread_join(visit->watcher, NULL);
    pthread_cond_destroy(&visit->ended);
    pthread_mutex_destroy(&visit->lock);
}

/* What GLib says of it is freed. */
static int fail(struct visit *visit, GError *cause, struct ak_err *err)
{
    if (visit->call.g_cancellable_is_cancelled(visit->cancellable))
        ak_err_set(err, AK_ERR_KEYRING, "it does not answer");
    else
        ak_err_set(err, AK_ERR_KEYRING, "%s", cause != NULL ? cause->message : "it failed");
    if (cause != NULL)
        visit->call.g_error_free(cause);
    return AK_ERR_KEYRING;
}

static void leave(struct visit *visit)
{
    end_watch(visit);
    if (visit->service != NULL)
        visit->call.g_object_unref(visit->service);
    if (visit->bus != NULL)
        visit->call.g_object_unref(visit->bus);
    visit->call.g_object_unref(visit->cancellable);
}

static int enter(struct visit *visit, int seconds, struct ak_err *err)
{
    GError *cause = NULL;

    *visit = (struct visit){0};
    if (!has_bus()) {
        ak_err_set(err, AK_ERR_KEYRING, "no session bus runs here");
        return AK_ERR_KEYRING;
    }
    int failed = load(&visit->call, err);
    if (failed)
        return failed;
    visit->call.g_log_set_default_handler(say_nothing, NULL);
    visit->cancellable = visit->call.g_cancellable_new();
    failed = start_watch(visit, seconds, err);
    if (failed) {
        visit->call.g_object_unref(visit->cancellable);
        return failed;
    }
    visit->bus = visit->call.g_bus_get_sync(G_BUS_TYPE_SESSION, visit->cancellable, &cause);
    if (visit->bus != NULL) {
        /* GLib would end the program when the bus ends. */
        visit->call.g_dbus_connection_set_exit_on_close(visit->bus, FALSE);
        visit->service = visit->call.secret_service_open_sync(visit->call.secret_service_get_type(),
                                                              NULL, SECRET_SERVICE_OPEN_SESSION,
                                                              visit->cancellable, &cause);
    }
    if (visit->service != NULL)
        return 0;
    failed = fail(visit, cause, err);
    leave(visit);
    return failed;
}

/* ---- items ---- */

static int locked(struct ak_err *err)
{
    return ak_err_set(err, AK_ERR_KEYRING, "it is locked");
}

enum collection { COLLECTION_NONE, COLLECTION_LOCKED, COLLECTION_OPEN };

/* How the default collection is. */
static int look_at_collection(struct visit *visit, enum collection *out, struct ak_err *err)
{
    GError *cause = NULL;
    SecretCollection *collection = visit->call.secret_collection_for_alias_sync(
        visit->service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, visit->cancellable,
        &cause);

    if (cause != NULL)
        return fail(visit, cause, err);
    *out = COLLECTION_NONE;
    if (collection != NULL) {
        *out = visit->call.secret_collection_get_locked(collection) ? COLLECTION_LOCKED
                                                                    : COLLECTION_OPEN;
        visit->call.g_object_unref(collection);
    }
    return 0;
}

static GHashTable *attributes_of(const struct visit *visit, const char *authority)
{
    if (authority == NULL)
        return visit->call.secret_attributes_build(&schema, NULL);
    return visit->call.secret_attributes_build(&schema, schema.attributes[0].name, authority, NULL);
}

/* GNOME Keyring finds no items in a locked collection by their schema: where there are none, it
 * must be open. */
static int search(struct visit *visit, const char *authority, SecretSearchFlags flags,
                  GList **items, struct ak_err *err)
{
    GHashTable *attributes = attributes_of(visit, authority);
    enum collection collection;
    GError *cause = NULL;

    *items = visit->call.secret_service_search_sync(
        visit->service, &schema, attributes, flags | SECRET_SEARCH_ALL, visit->cancellable, &cause);
    visit->call.g_hash_table_unref(attributes);
    if (cause != NULL)
        return fail(visit, cause, err);
    if (*items != NULL)
        return 0;
    int failed = look_at_collection(visit, &collection, err);
    return !failed && collection == COLLECTION_LOCKED ? locked(err) : failed;
}

static void free_items(const struct visit *visit, GList *items)
{
    visit->call.g_list_free_full(items, visit->call.g_object_unref);
}

/* Storing into a collection that is locked, or that has to be made first, would ask the person. */
static int check_collection(struct visit *visit, struct ak_err *err)
{
    enum collection collection;
    int failed = look_at_collection(visit, &collection, err);

    if (failed || collection == COLLECTION_OPEN)
        return failed;
    if (collection == COLLECTION_LOCKED)
        return locked(err);
    return ak_err_set(err, AK_ERR_KEYRING, "it has no default collection");
}

static int store_in(struct visit *visit, const char *authority, const char *token,
                    struct ak_err *err)
{
    int failed = check_collection(visit, err);
    GError *cause = NULL;

    if (failed)
        return failed;
    char *label = ak_asprintf("akscope: sign-in at %s", authority);
    GHashTable *attributes = attributes_of(visit, authority);
    SecretValue *value = visit->call.secret_value_new(token, (gssize)strlen(token), "text/plain");
    if (!visit->call.secret_service_store_sync(visit->service, &schema, attributes,
                                               SECRET_COLLECTION_DEFAULT, label, value,
                                               visit->cancellable, &cause))
        failed = fail(visit, cause, err);
    visit->call.secret_value_unref(value);
    visit->call.g_hash_table_unref(attributes);
    free(label);
    return failed;
}

static int store(const struct ak_keyring *keyring, const char *authority, const char *token,
                 struct ak_err *err)
{
    struct visit visit;
    int failed = enter(&visit, STORE_S, err);

    (void)keyring;
    if (failed)
        return failed;
    failed = store_in(&visit, authority, token, err);
    leave(&visit);
    return failed;
}

/* The newest that is open, since another collection may have become the default one; NULL when
 * there is none. */
static SecretItem *newest_of(const struct visit *visit, GList *items, bool *some_are_locked)
{
    SecretItem *newest = NULL;

    for (GList *each = items; each != NULL; each = each->next) {
        SecretItem *item = each->data;

        if (visit->call.secret_item_get_locked(item))
            *some_are_locked = true;
        else if (newest == NULL || visit->call.secret_item_get_modified(item) >
                                       visit->call.secret_item_get_modified(newest))
            newest = item;
    }
    return newest;
}

static int read_newest(const struct visit *visit, GList *items, char **token, struct ak_err *err)
{
    bool some_are_locked = false;
    SecretItem *item = newest_of(visit, items, &some_are_locked);

    if (item == NULL && some_are_locked)
        return locked(err);
    SecretValue *value = item != NULL ? visit->call.secret_item_get_secret(item) : NULL;
    const char *text = value != NULL ? visit->call.secret_value_get_text(value) : NULL;
    *token = ak_strdup_or_null(text);
    if (value != NULL)
        visit->call.secret_value_unref(value);
    return 0;
}

static int look_up(const struct ak_keyring *keyring, const char *authority, char **token,
                   struct ak_err *err)
{
    struct visit visit;
    GList *items;
    int failed = enter(&visit, LOOK_UP_S, err);

    (void)keyring;
    if (failed)
        return failed;
    failed = search(&visit, authority, SECRET_SEARCH_LOAD_SECRETS, &items, err);
    if (!failed) {
        failed = read_newest(&visit, items, token, err);
        free_items(&visit, items);
    }
    leave(&visit);
    return failed;
}

static int delete_item(struct visit *visit, SecretItem *item, struct ak_err *err)
{
    GError *cause = NULL;

    if (visit->call.secret_item_get_locked(item))
        return locked(err);
    if (!visit->call.secret_item_delete_sync(item, visit->cancellable, &cause))
        return fail(visit, cause, err);
    return 0;
}

static int clear(const struct ak_keyring *keyring, const char *authority, int *count,
                 struct ak_err *err)
{
    struct visit visit;
    GList *items;
    int cleared = 0;
    int failed = enter(&visit, CLEAR_S, err);

    (void)keyring;
    if (failed)
        return failed;
    failed = search(&visit, authority, SECRET_SEARCH_NONE, &items, err);
    if (!failed) {
        for (GList *each = items; each != NULL; each = each->next) {
            if (delete_item(&visit, each->data, err) == 0)
                cleared++;
            else
                failed = AK_ERR_KEYRING;
        }
        free_items(&visit, items);
    }
    leave(&visit);
    if (!failed)
        *count = cleared;
    return failed;
}

const struct ak_keyring *ak_keyring_system(void)
{
    static const struct ak_keyring keyring = {.store = store, .look_up = look_up, .clear = clear};

    return &keyring;
}
