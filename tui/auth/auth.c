#include "config.h"

#include "akscope/auth/auth.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "auth_int.h"

enum { FIRST_WAIT_MS = 1000 };

static const char arc_folder[] = "/var/opt/azcmagent/tokens";
static const char arc_agent[] = "/opt/azcmagent/bin/himds";
static const char imds_host[] = "http://169.254.169.254";

/* ---- which credentials are asked ---- */

static unsigned bits_of(bool deployed, bool tools)
{
    unsigned bits = 0;

    for (unsigned i = 0; i < AK_CREDENTIAL_COUNT; i++) {
        enum ak_credential_group group = ak_credential_get((enum ak_credential)i)->group;

        if (group == AK_CREDENTIAL_OWN || (group == AK_CREDENTIAL_DEPLOYED && deployed) ||
            (group == AK_CREDENTIAL_TOOL && tools))
            bits |= 1U << i;
    }
    return bits;
}

/* AZURE_TOKEN_CREDENTIALS narrows the chain, as in DefaultAzureCredential; --auth picks one. A name
 * there that is no credential of ours (a broker, an editor) leaves akscope's own. */
static int choose_credentials(struct ak_auth *auth, const char *name, struct ak_err *err)
{
    const char *narrowed = auth->variables.credentials;
    enum ak_credential one;
    struct ak_err ignored = ak_err_none();

    auth->allowed = bits_of(true, true);
    if (name != NULL && name[0] != '\0') {
        if (ak_credential_find(name, &one, err) != 0)
            return (int)err->kind;
        auth->allowed = 1U << one;
        auth->is_only_one = true;
    } else if (ak_text_caseeq(narrowed, "prod")) {
        auth->allowed = bits_of(true, false);
    } else if (ak_text_caseeq(narrowed, "dev")) {
        auth->allowed = bits_of(false, true);
    } else if (narrowed != NULL) {
        auth->allowed = bits_of(false, false);
        if (ak_credential_find(narrowed, &one, &ignored) == 0)
            auth->allowed |= 1U << one;
        auth->is_only_one = true;
    }
    return 0;
}

/* ---- life ---- */

static char *copy_of(const char *text, const char *fallback)
{
    if (text == NULL || text[0] == '\0')
        text = fallback;
    return ak_strdup_or_null(text);
}

static void free_auth(struct ak_auth *auth)
{
    while (!LIST_EMPTY(&auth->entries))
        ak__entry_free(LIST_FIRST(&auth->entries));
    ak_cloud_release(&auth->cloud);
    ak__variables_release(&auth->variables);
    free(auth->tenant_id);
    free(auth->subscription_id);
    free(auth->identity);
    free(auth->arc_folder);
    free(auth->arc_agent);
    free(auth->imds_host);
    free(auth->login_path);
    free(auth);
}

int ak_auth_new(struct ak_loop *loop, const struct ak_clock *clock,
                const struct ak_auth_options *options, struct ak_auth **out, struct ak_err *err)
{
    struct ak_auth *auth = ak_alloc(1, sizeof *auth);

    auth->loop = loop;
    auth->http = options->http;
    auth->clock = clock;
    LIST_INIT(&auth->entries);
    ak_cloud_copy(&auth->cloud, options->cloud);
    ak__variables_read(&auth->variables);
    auth->tenant_id = copy_of(options->tenant_id, NULL);
    auth->subscription_id = copy_of(options->subscription_id, NULL);
    auth->identity = copy_of(options->identity, NULL);
    auth->arc_folder = copy_of(options->arc_folder, arc_folder);
    auth->arc_agent = copy_of(options->arc_agent, arc_agent);
    auth->imds_host = copy_of(options->imds_host, imds_host);
    auth->login_path =
        options->logins.path != NULL ? ak_strdup(options->logins.path) : ak_login_path();
    auth->logins = options->logins;
    auth->logins.path = auth->login_path;
    auth->first_wait_ms = options->first_wait_ms > 0 ? options->first_wait_ms : FIRST_WAIT_MS;
    auth->random = ((uint64_t)ak_clock_ms(clock) * 2654435761u) | 1;
    auth->source = auth->pinned = AK_CREDENTIAL_COUNT;
    for (size_t i = 0; i < AK_CREDENTIAL_COUNT; i++)
        auth->attempts[i].err = ak_err_none();
    int failed = choose_credentials(auth, options->credential, err);
    if (failed)
        free_auth(auth);
    else
        *out = auth;
    return failed;
}

static bool has_work(const struct ak_auth *auth)
{
    const struct ak__entry *entry = NULL;

    LIST_FOREACH(entry, &auth->entries, link)
    {
        if (entry->ask != NULL || !LIST_EMPTY(&entry->calls))
            return true;
    }
    return false;
}

void ak__auth_free_if_done(struct ak_auth *auth)
{
    if (auth->is_closing && !has_work(auth))
        free_auth(auth);
}

void ak_auth_close(struct ak_auth *auth)
{
    struct ak__entry *entry = NULL;
    struct ak_auth_call *call = NULL;

    auth->is_closing = true;
    LIST_FOREACH(entry, &auth->entries, link)
    {
        LIST_FOREACH(call, &entry->calls, link)
        ak_auth_cancel(call);
        if (entry->ask != NULL)
            ak__ask_cancel(entry->ask);
    }
    ak__auth_free_if_done(auth);
}

/* ---- asking ---- */

struct ak_auth_call *ak_auth_get_token_for(struct ak_auth *auth,
                                           const struct ak_auth_target *target,
                                           ak_auth_on_token *on_token, void *context)
{
    struct ak__entry *entry;
    struct ak_auth_call *call;

    if (auth->is_closing)
        AK_BUG("ak_auth_get_token on a closed auth");
    entry = ak__entry_find(auth, target->tenant_id, target->scope);
    call = ak_alloc(1, sizeof *call);
    call->entry = entry;
    call->on_token = on_token;
    call->context = context;
    LIST_INSERT_HEAD(&entry->calls, call, link);
    if (ak__entry_is_fresh(entry)) {
        call->token = ak_secret_ref(entry->token);
        ak__call_end(call);
    } else if (entry->ask == NULL && ak_clock_now(auth->clock) < entry->not_before) {
        if (ak__entry_is_usable(entry))
            call->token = ak_secret_ref(entry->token);
        else
            call->err = entry->last;
        ak__call_end(call);
    } else if (entry->ask == NULL) {
        ak__ask_start(entry);
    }
    return call;
}

struct ak_auth_call *ak_auth_get_token(struct ak_auth *auth, ak_auth_on_token *on_token,
                                       void *context)
{
    return ak_auth_get_token_for(auth, &(struct ak_auth_target){0}, on_token, context);
}

void ak_auth_cancel(struct ak_auth_call *call)
{
    if (call->state == AK__AUTH_CALL_DELIVERED)
        return;
    ak_secret_unref(call->token);
    call->token = NULL;
    ak_err_set(&call->err, AK_ERR_CANCELLED, "signing in");
    if (call->state == AK__AUTH_CALL_WAITS)
        ak__call_end(call);
}

void ak_auth_reject(struct ak_auth *auth, const struct ak_secret *token, const char *claims)
{
    struct ak__entry *entry = NULL;

    LIST_FOREACH(entry, &auth->entries, link)
    {
        if (token != entry->token)
            continue;
        ak__entry_drop(entry);
        free(entry->challenge);
        entry->challenge = ak_strdup_or_null(claims);
        if (auth->source == AK_CREDENTIAL_TOKEN)
            auth->token_was_refused = true;
        return;
    }
}

void ak_auth_start_over(struct ak_auth *auth)
{
    struct ak__entry *entry = NULL;

    auth->pinned = AK_CREDENTIAL_COUNT;
    auth->newest = NULL;
    LIST_FOREACH(entry, &auth->entries, link)
    {
        ak__entry_drop(entry);
        entry->not_before = 0;
    }
}

/* ---- what is known ---- */

const struct ak_attempt *ak_auth_attempts(const struct ak_auth *auth)
{
    return auth->attempts;
}

const struct ak_cloud *ak_auth_cloud(const struct ak_auth *auth)
{
    return &auth->cloud;
}

static const char *read_claims(const struct ak_auth *auth, const char *const *claims, size_t count,
                               char out[AK_AUTH_WHO_SIZE])
{
    const struct ak_secret *token = auth->newest != NULL ? auth->newest->token : NULL;

    out[0] = '\0';
    for (size_t i = 0; token != NULL && i < count; i++) {
        if (ak__jwt_text(ak_secret_reveal(token), ak_secret_length(token), claims[i], out,
                         AK_AUTH_WHO_SIZE))
            break;
    }
    return out;
}

const char *ak_auth_who(const struct ak_auth *auth, char out[AK_AUTH_WHO_SIZE])
{
    static const char *const claims[] = {"upn", "unique_name", "preferred_username", "appid",
                                         "oid"};

    return read_claims(auth, claims, sizeof claims / sizeof claims[0], out);
}

const char *ak_auth_tenant(const struct ak_auth *auth, char out[AK_AUTH_WHO_SIZE])
{
    static const char *const claims[] = {"tid"};

    return read_claims(auth, claims, 1, out);
}

const char *ak_auth_principal(const struct ak_auth *auth, char out[AK_AUTH_WHO_SIZE])
{
    static const char *const claims[] = {"oid"};

    return read_claims(auth, claims, 1, out);
}

const char *ak_auth_source(const struct ak_auth *auth)
{
    return auth->source != AK_CREDENTIAL_COUNT ? ak_credential_get(auth->source)->label : NULL;
}
