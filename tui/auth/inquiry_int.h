/* inquiry_int.h: one question to an identity endpoint, asked again while the endpoint says that it
 * may be. What it holds is wiped when it ends. Loop thread only. */
#ifndef AKSCOPE_AUTH_INQUIRY_INT_H
#define AKSCOPE_AUTH_INQUIRY_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/buf.h"
#include "akscope/base/clock.h"
#include "akscope/base/err.h"
#include "akscope/base/secret.h"
#include "akscope/io/http.h"
#include "akscope/io/loop.h"

/* When to ask again. */
struct ak__patience {
    const int *statuses; /* HTTP statuses after which it may help; 0 at the end */
    bool server_errors;  /* all of 500 to 599 too */
    bool network;        /* and no answer at all */
    int tries;           /* in all */
    int64_t first_ms;    /* before the second try; it doubles */
    int64_t gone_ms;     /* at least that after 410; 0: nothing special */
};

extern const struct ak__patience ak__patience_with_services; /* of the cloud */
extern const struct ak__patience
    ak__patience_with_agents; /* on this machine, which may start yet */

enum { AK__INQUIRY_HEADERS = 4 };

/* All is copied but the patience, which is static. */
struct ak__question {
    const char *method;
    const char *url;
    struct ak_http_header headers[AK__INQUIRY_HEADERS]; /* name NULL: none */
    const struct ak_secret *bearer;                     /* or NULL */
    const struct ak_buf *form;                          /* or NULL: no body */
    const struct ak__patience *patience;
    int64_t timeout_ms; /* of each try; 0: the client's */
    bool is_link_local;
};

/* What the waits are measured by. */
struct ak__inquiry_times {
    const struct ak_clock *clock; /* for Retry-After that is a date */
    int64_t unit_ms;              /* what a second of waiting takes */
};

struct ak__inquiry;

/* As ak_http_on_done. */
typedef ak_http_on_done ak__inquiry_on_done;

AK_NONNULL_ARGS(1, 2, 3, 4, 5)
AK_RETURNS_NONNULL
struct ak__inquiry *ak__inquiry_start(struct ak_loop *loop, struct ak_http *http,
                                      const struct ak__inquiry_times *times,
                                      const struct ak__question *question,
                                      ak__inquiry_on_done *on_done, void *context);

/* Completes with AK_ERR_CANCELLED, later, unless its callback has begun. */
AK_NONNULL void ak__inquiry_cancel(struct ak__inquiry *inquiry);

#endif
