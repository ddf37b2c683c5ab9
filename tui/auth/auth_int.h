/* auth_int.h: the chain of credentials and how one of them answers. */
#ifndef AKSCOPE_AUTH_AUTH_INT_H
#define AKSCOPE_AUTH_AUTH_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "akscope/auth/auth.h"
#include "akscope/io/child.h"

/* One way to get a token; a row of `chain` in auth.c. */
struct ak__credential {
    const char *name;
    /* True when it applies here; the first that does is asked, and no other. */
    bool (*is_offered)(const struct ak_auth *auth);
    /* Starts asking. Ends by ak__credential_serve or ak__credential_fail, never inside the call. */
    void (*start)(struct ak_auth *auth);
    /* The service refused its token. */
    void (*on_rejected)(struct ak_auth *auth);
};

enum ak__auth_call_state { AK__AUTH_CALL_WAITS, AK__AUTH_CALL_ENDED, AK__AUTH_CALL_DELIVERED };

struct ak_auth_call {
    struct ak_auth *auth;
    LIST_ENTRY(ak_auth_call) link;
    enum ak__auth_call_state state;
    ak_auth_on_token *on_token;
    void *context;
    struct ak_secret *token; /* of an ended call: NULL when it failed */
    struct ak_err err;
};

struct ak_auth {
    struct ak_loop *loop;
    const struct ak_clock *clock;
    char *resource;
    char *subscription_id;
    bool closing;
    LIST_HEAD(, ak_auth_call) calls;

    /* the cache */
    struct ak_secret *token;             /* NULL: none */
    int64_t expires_at;                  /* wall seconds; INT64_MAX where the token does not say */
    int64_t asked_at;                    /* wall seconds of the last answer, good or bad */
    const struct ak__credential *asking; /* NULL: nobody is asked right now */
    const struct ak__credential *source; /* who served last, or NULL */

    /* environment.c */
    struct ak_secret *environment_token; /* NULL: AKSCOPE_TOKEN was not set */
    bool environment_rejected;

    /* azure_cli.c */
    struct ak_child *az; /* NULL: not running */
};

/* The credential that is asked has a token (its reference passes to auth), which lasts until
 * `expires_at` (wall seconds; 0: unknown). */
AK_NONNULL void ak__credential_serve(struct ak_auth *auth, struct ak_secret *token,
                                     int64_t expires_at);

/* It has none. */
AK_NONNULL void ak__credential_fail(struct ak_auth *auth, const struct ak_err *err);

/* ---- environment.c ---- */
extern const struct ak__credential ak__environment_credential;
AK_NONNULL void ak__environment_take(struct ak_auth *auth);

/* ---- azure_cli.c ---- */
extern const struct ak__credential ak__azure_cli_credential;

/* ---- jwt.c ---- */

/* The `exp` claim (RFC 7519, 4.1.4: epoch seconds) of a token, or 0 when it is no JWT or has none.
 * The signature is the service's affair: the claim only tells when to ask anew. */
AK_NONNULL int64_t ak__jwt_expiry(const char *token, size_t len);

/* A claim that is a text, safe to show, into out; false, and out untouched, when there is none. */
AK_NONNULL bool ak__jwt_text(const char *token, size_t len, const char *claim, char *out,
                             size_t size);

#endif
