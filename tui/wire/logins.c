/* logins.c: the file of kept sign-ins. One table names every member, for reading and writing. */
#include "config.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/secret.h"
#include "akscope/wire/identity.h"
#include "identity_int.h"
#include "json_int.h"

enum { FILE_VERSION = 1, MEMBER_COUNT = 6 };

static const struct {
    const char *name;
    size_t offset;
    bool is_required;
} members[MEMBER_COUNT] = {
    {"cloud", offsetof(struct ak_kept_login, cloud), true},
    {"authority", offsetof(struct ak_kept_login, authority), true},
    {"tenantId", offsetof(struct ak_kept_login, tenant_id), false},
    {"clientId", offsetof(struct ak_kept_login, client_id), true},
    {"name", offsetof(struct ak_kept_login, name), false},
    {"refreshToken", offsetof(struct ak_kept_login, refresh_token), false},
};

/* A member of its own: where it is true, there is no refreshToken. */
static const char in_keyring[] = "keyring";

static char **text_at(struct ak_kept_login *login, size_t i)
{
    return (char **)(void *)((char *)login + members[i].offset);
}

static const char *text_of(const struct ak_kept_login *login, size_t i)
{
    return *(char *const *)(const void *)((const char *)login + members[i].offset);
}

void ak_kept_login_release(struct ak_kept_login *login)
{
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        ak_secret_free(*text_at(login, i));
        *text_at(login, i) = NULL;
    }
}

void ak_kept_logins_release(struct ak_kept_logins *logins)
{
    for (size_t i = 0; i < logins->count; i++)
        ak_kept_login_release(&logins->items[i]);
    free(logins->items);
    *logins = (struct ak_kept_logins){0};
}

/* False when something that must be there is not: the token, unless the keyring has it. */
static bool read_login(const cJSON *json, struct ak_kept_login *out)
{
    bool is_whole = true;

    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        char *text = ak__identity_raw(json, members[i].name);

        is_whole = is_whole && (text != NULL || !members[i].is_required);
        *text_at(out, i) = text != NULL ? text : ak_strdup("");
    }
    out->is_in_keyring = out->refresh_token[0] == '\0' &&
                         cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, in_keyring));
    return is_whole && (out->refresh_token[0] != '\0' || out->is_in_keyring);
}

static int read_items(const cJSON *root, struct ak_kept_logins *out, struct ak_err *err)
{
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(root, "version");
    const cJSON *logins = cJSON_GetObjectItemCaseSensitive(root, "logins");
    const cJSON *login;

    if (!cJSON_IsNumber(version) || !cJSON_IsArray(logins))
        return ak_err_set(err, AK_ERR_MALFORMED, "no file of sign-ins");
    if (version->valuedouble > FILE_VERSION)
        return ak_err_set(err, AK_ERR_FILE, "written by a newer akscope");
    out->items = ak_alloc((size_t)cJSON_GetArraySize(logins), sizeof *out->items);
    cJSON_ArrayForEach(login, logins)
    {
        if (!read_login(login, &out->items[out->count++]))
            return ak_err_set(err, AK_ERR_MALFORMED, "a sign-in without cloud or token");
    }
    return 0;
}

int ak_wire_read_logins(const char *body, size_t len, struct ak_kept_logins *out,
                        struct ak_err *err)
{
    struct ak_kept_logins read = {0};
    cJSON *root;
    int failed = ak__identity_parse(body, len, "the file", &root, err);

    if (failed)
        return failed;
    failed = read_items(root, &read, err);
    ak__json_wipe(root);
    if (failed)
        ak_kept_logins_release(&read);
    else
        *out = read;
    return failed;
}

static cJSON *write_login(const struct ak_kept_login *login)
{
    cJSON *json = ak__json_made(cJSON_CreateObject());

    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        const char *text = text_of(login, i);

        if (members[i].is_required || text[0] != '\0')
            cJSON_AddItemToObject(json, members[i].name, ak__json_made(cJSON_CreateString(text)));
    }
    if (login->is_in_keyring)
        cJSON_AddItemToObject(json, in_keyring, ak__json_made(cJSON_CreateTrue()));
    return json;
}

char *ak_wire_write_logins(const struct ak_kept_logins *logins, size_t *len)
{
    struct ak_buf out = ak_buf_init_secret(AK_LIMIT_IDENTITY);
    cJSON *root = ak__json_made(cJSON_CreateObject());
    cJSON *array = ak__json_made(cJSON_CreateArray());

    cJSON_AddItemToObject(root, "version", ak__json_made(cJSON_CreateNumber(FILE_VERSION)));
    cJSON_AddItemToObject(root, "logins", array);
    for (size_t i = 0; i < logins->count; i++)
        cJSON_AddItemToArray(array, write_login(&logins->items[i]));
    if (!ak__json_print(root, true, &out))
        AK_BUG("sign-ins are larger than their file may be");
    ak__json_wipe(root);
    return ak_buf_take(&out, len);
}
