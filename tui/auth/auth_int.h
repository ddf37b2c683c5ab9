/* auth_int.h: the parts of signing in.
 *
 *   auth.c              the object, its calls, what is handed out
 *   cache.c             an entry for each token: is it fresh, who waits for it
 *   chain.c             one walk over the credentials, and the record of it
 *   variables.c         what the environment says
 *   attempt.c           words about credentials and their failures
 *   inquiry.c           one question to an endpoint, repeated while it says "try again"
 *   entra.c             the token endpoint of Microsoft Entra ID
 *   ask_file.c          small files with secrets
 *   assertion.c         what an application signs with its certificate
 *   tool.c              programs that print a token
 *   jwt.c               what a token says of itself; base64; challenges
 *   token.c, service_principal.c, workload.c, github.c, kept_login.c, managed_identity.c with
 *   imds.c, app_service.c and arc.c, azure_cli.c, azd.c: a credential each
 *
 * Beside them cloud.c (with az_clouds.c and discovery.c) finds the cloud, and login.c (with
 * login_file.c and keyring.c) signs a person in.
 *
 * An ask is one walk for one entry. At any time it waits for one thing: an inquiry, a program, a
 * job, a discovery, or a later turn. */
#ifndef AKSCOPE_AUTH_AUTH_INT_H
#define AKSCOPE_AUTH_AUTH_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "akscope/auth/auth.h"
#include "akscope/auth/login.h"
#include "akscope/base/buf.h"
#include "akscope/io/child.h"
#include "akscope/wire/identity.h"

struct ak__ask;
struct ak__inquiry;
struct ak__question;

/* One way to sign in; a row of the table in chain.c. */
struct ak__credential {
    /* True when something here asks for it. False: *why says what it would take. */
    bool (*is_offered)(const struct ak__ask *ask, struct ak_err *why);
    /* Starts asking. Ends by ak__ask_serve, ak__ask_pass or ak__ask_fail, never inside the call. */
    void (*start)(struct ak__ask *ask);
    bool needs_no_cloud;
};

/* ---- variables.c ---- */

/* What the environment says of identities, read once; NULL where it says nothing. Names as in
 * Azure's own libraries (learn.microsoft.com/dotnet/api/azure.identity.environmentcredential,
 * .../overview-managed-identity, docs.github.com: OpenID Connect). */
struct ak__variables {
    char *tenant_id;
    char *client_id;
    struct ak_secret *client_secret;
    char *certificate_path;
    struct ak_secret *certificate_password;
    bool sends_chain;
    char *federated_token_file;
    char *oidc_url;
    struct ak_secret *oidc_token;
    char *identity_endpoint;
    struct ak_secret *identity_header;
    char *imds_endpoint;
    char *pod_identity_host;
    char *credentials; /* AZURE_TOKEN_CREDENTIALS */
    struct ak_secret *token;
    bool has_user_name; /* AZURE_USERNAME, which is not supported any more */
};

AK_NONNULL void ak__variables_read(struct ak__variables *variables);
AK_NONNULL void ak__variables_release(struct ak__variables *variables);

/* True for what can be part of a URL's path and of a JSON text as it is: ids, and domains. */
bool ak__is_plain_id(const char *text);

/* ---- the object ---- */

enum ak__auth_call_state { AK__AUTH_CALL_WAITS, AK__AUTH_CALL_ENDED, AK__AUTH_CALL_DELIVERED };

struct ak_auth_call {
    struct ak__entry *entry;
    LIST_ENTRY(ak_auth_call) link;
    enum ak__auth_call_state state;
    ak_auth_on_token *on_token;
    void *context;
    struct ak_secret *token; /* of an ended call: NULL when it failed */
    struct ak_err err;
};

/* A token that is kept, or asked for: one for each cloud, tenant, client and scope. */
struct ak__entry {
    struct ak_auth *auth;
    LIST_ENTRY(ak__entry) link;
    LIST_HEAD(, ak_auth_call) calls;
    char *tenant_id; /* that was asked for; NULL: any will do */
    char *client_id; /* NULL: none is named */
    char *scope;     /* NULL: Resource Manager's, of the cloud as it will be known */
    struct ak_secret *token;
    int64_t expires_at; /* wall seconds; INT64_MAX where the token does not say */
    int64_t refresh_at; /* wall seconds from which it is asked for anew */
    int64_t asked_at;   /* of the last answer, good or bad */
    int64_t not_before; /* wall seconds before which an endpoint does not want to be asked */
    struct ak_err last; /* the failure that holds until then */
    char *challenge;    /* claims that the next request must answer, or NULL */
    struct ak__ask *ask;
};

struct ak_auth {
    struct ak_loop *loop;
    struct ak_http *http;
    const struct ak_clock *clock;
    struct ak_cloud cloud;
    struct ak__variables variables;
    char *tenant_id;       /* --tenant, or NULL */
    char *subscription_id; /* or NULL */
    char *identity;        /* or NULL */
    char *arc_folder;
    char *arc_agent;
    char *imds_host;
    struct ak_login_place logins; /* path NULL: no home */
    char *login_path;             /* the same */
    int64_t first_wait_ms;
    unsigned allowed; /* bits of enum ak_credential */
    bool is_only_one; /* one was picked: it is not probed for */
    bool token_was_refused;
    bool has_no_imds; /* it was probed for, and is not there */
    bool is_closing;
    uint64_t random;
    LIST_HEAD(, ak__entry) entries;
    const struct ak__entry *newest; /* that was served last, or NULL */
    enum ak_credential source;      /* that served last; AK_CREDENTIAL_COUNT: none */
    enum ak_credential pinned;      /* the one that is asked; AK_CREDENTIAL_COUNT: all */
    struct ak_attempt attempts[AK_CREDENTIAL_COUNT];
};

AK_NONNULL void ak__auth_free_if_done(struct ak_auth *auth);

/* ---- cache.c ---- */
AK_NONNULL_ARGS(1)
AK_RETURNS_NONNULL struct ak__entry *ak__entry_find(struct ak_auth *auth, const char *tenant_id,
                                                    const char *scope);
AK_NONNULL void ak__entry_free(struct ak__entry *entry);
AK_NONNULL bool ak__entry_is_usable(const struct ak__entry *entry);
AK_NONNULL bool ak__entry_is_fresh(const struct ak__entry *entry);
AK_NONNULL void ak__entry_drop(struct ak__entry *entry);

/* Ends a waiting call; its result may still be replaced until it is delivered. */
AK_NONNULL void ak__call_end(struct ak_auth_call *call);

/* Nobody is asked for it before so many seconds have passed, however often it is wanted: *err is
 * the answer until then. */
AK_NONNULL void ak__entry_hold(struct ak__entry *entry, const struct ak_err *err, int64_t seconds);

/* The walk for the entry is over: with a token (its reference passes; `refresh_at` 0: as its expiry
 * says), or with an error. */
AK_NONNULL void ak__entry_serve(struct ak__entry *entry, struct ak_secret *token,
                                int64_t expires_at, int64_t refresh_at);
AK_NONNULL void ak__entry_fail(struct ak__entry *entry, const struct ak_err *err);

/* ---- chain.c ---- */

struct ak__ask {
    struct ak_auth *auth;
    struct ak__entry *entry;
    enum ak_credential credential; /* that is asked now */
    bool is_pinned;
    /* what is under way: at most one is set */
    struct ak__inquiry *inquiry;
    struct ak_child *child;
    struct ak_discovery *discovery;
    struct ak_work *work;
    /* what the credential that is asked keeps between its steps; wiped and freed with `size` */
    void *state;
    size_t state_size;
};

/* Begins a walk for the entry, which has none. */
AK_NONNULL void ak__ask_start(struct ak__entry *entry);

/* Sends a question; `on_done` gets the ask as its context, and sets ask->inquiry to NULL. */
AK_NONNULL void ak__ask_send(struct ak__ask *ask, const struct ak__question *question,
                             ak_http_on_done *on_done);

/* Cancels what is under way: the ask ends, later. */
AK_NONNULL void ak__ask_cancel(struct ak__ask *ask);

/* Zeroed memory for the credential that is asked. */
AK_NONNULL AK_RETURNS_NONNULL void *ak__ask_state(struct ak__ask *ask, size_t size);

/* Which kind of a credential is asked: "client secret", "IMDS". */
AK_NONNULL void ak__ask_detail(struct ak__ask *ask, const char *detail);

/* The credential that is asked has a token (its reference passes), lasting until `expires_at` (wall
 * seconds; 0: unknown). */
AK_NONNULL void ak__ask_serve(struct ak__ask *ask, struct ak_secret *token, int64_t expires_at,
                              int64_t refresh_at);
/* The same with an answer of an endpoint, which is released. */
AK_NONNULL void ak__ask_serve_answer(struct ak__ask *ask, struct ak_token_answer *answer);

/* The system code of an error that says less than those of other credentials: nothing is set up for
 * this one. */
enum { AK__OTHERS_KNOW_MORE = -1 };

/* It has nothing to sign in with: the next is asked. `advice` NULL: that of the error. */
AK_NONNULL_ARGS(1, 2)
void ak__ask_pass(struct ak__ask *ask, const struct ak_err *err, const char *advice);

/* It was refused: no other is asked. */
AK_NONNULL_ARGS(1, 2)
void ak__ask_fail(struct ak__ask *ask, const struct ak_err *err, const char *advice);

/* ---- what an ask wants to know; borrowed ---- */

/* The tenant that is asked for, else that of the environment, or NULL. The latter is not for tools:
 * they know theirs. */
AK_NONNULL const char *ak__ask_tenant(const struct ak__ask *ask);
/* "https://management.azure.com//.default"; the caller frees. */
AK_NONNULL AK_RETURNS_NONNULL char *ak__ask_scope(const struct ak__ask *ask);
/* The same without "/.default": what endpoints of the first version call the resource. */
AK_NONNULL AK_RETURNS_NONNULL char *ak__ask_resource(const struct ak__ask *ask);

/* Fails *why with the first of the two variables that is not set, tenant and client; true when both
 * are. `purpose` says what needs them. */
AK_NONNULL bool ak__ask_has_ids(const struct ak__ask *ask, const char *purpose, struct ak_err *why);

/* ---- credentials ---- */
extern const struct ak__credential ak__token_credential;
extern const struct ak__credential ak__service_principal_credential;
extern const struct ak__credential ak__workload_credential;
extern const struct ak__credential ak__github_credential;
extern const struct ak__credential ak__login_credential;
extern const struct ak__credential ak__managed_identity_credential;
extern const struct ak__credential ak__azure_cli_credential;
extern const struct ak__credential ak__azd_credential;

/* ---- ask_file.c ---- */

/* Reads a small file off the thread. `bytes` is NULL exactly when `err` is not (AK_ERR_FILE,
 * AK_ERR_TOO_LARGE, AK_ERR_CANCELLED); it is wiped after the call. */
typedef void ak__ask_on_file(struct ak__ask *ask, const char *bytes, size_t len,
                             const struct ak_err *err);
AK_NONNULL void ak__ask_read_file(struct ak__ask *ask, const char *path, size_t max,
                                  ak__ask_on_file *on_file);

/* ---- tool.c: what az and azd have in common ---- */

/* A program that prints a token. */
struct ak__tool {
    const char *program;
    const char *label;        /* "the Azure CLI" */
    const char *sign_in;      /* "az login" */
    const char *const *signs; /* of not being signed in, in what it says; NULL at the end */
    int (*read)(const char *body, size_t len, char **token, int64_t *expires_at,
                struct ak_err *err);
};
/* Always: whether it is there shows when it is run. */
AK_NONNULL bool ak__tool_is_offered(const struct ak__ask *ask, struct ak_err *why);
AK_NONNULL void ak__tool_start(struct ak__ask *ask, const struct ak__tool *tool,
                               const char *const *arguments);

/* ---- jwt.c ---- */

/* The `exp` claim (RFC 7519, 4.1.4: epoch seconds) of a token, or 0 when it is no JWT or has none.
 * The signature is the service's affair: the claim only tells when to ask anew. */
AK_NONNULL int64_t ak__jwt_expiry(const char *token, size_t len);

/* A claim that is a text, safe to show, into out; false, and out untouched, when there is none. */
AK_NONNULL bool ak__jwt_text(const char *token, size_t len, const char *claim, char *out,
                             size_t size);

/* Base64, and base64url without padding (RFC 7515, 2), appended to out; false when it does not fit.
 */
AK_NONNULL AK_MUST_USE bool ak__base64(struct ak_buf *out, const void *bytes, size_t len);
AK_NONNULL AK_MUST_USE bool ak__base64url(struct ak_buf *out, const void *bytes, size_t len);

#endif
