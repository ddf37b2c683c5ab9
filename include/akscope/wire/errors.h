/* errors.h: what Azure says when it refuses. Two shapes occur: ARM's {"error":{code,message,…}} and
 * the AKS provider's bare {"code","details","message","subcode"[,"target"]}; also HTML from a
 * captive portal, and nothing at all. Source: recorded traffic. Any thread. */
#ifndef AKSCOPE_WIRE_ERRORS_H
#define AKSCOPE_WIRE_ERRORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

/* Fills *err from an HTTP status of 300 or more and its body: kind by status and code (401
 * not-signed-in, 403 forbidden, 404 not-found, 409 conflict, 412 changed, 429 throttled, 5xx
 * unavailable, 400 with NoRegisteredProviderFound and the like no-provider, else refused), code,
 * target and message; *err is filled anew, so the caller adds request id and Retry-After
 * afterwards. Where the outer message says nothing, that of the nearest inner detail is taken. A
 * web page means something between here and Azure (malformed), unless the status is a throttle or
 * 500 and above. */
AK_NONNULL void ak_wire_read_error(int http_status, const char *body, size_t len,
                                   struct ak_err *err);

/* One answer of an operation status URL. */
struct ak_operation_status {
    char status[128]; /* free text; only Succeeded, Failed and Canceled are final */
    bool has_error;   /* an `error` beside a status that is not Failed or Canceled is a remark */
    struct ak_err error;
    double percent; /* percentComplete, or -1 */
};

/* Reads the body of an Azure-AsyncOperation poll. AK_ERR_MALFORMED when it has no status. */
AK_NONNULL AK_MUST_USE int ak_wire_read_operation(const char *body, size_t len,
                                                  struct ak_operation_status *out,
                                                  struct ak_err *err);

/* properties.provisioningState (or properties-less provisioningState) of a resource body into out
 * (size bytes); "" when it has none. */
AK_NONNULL AK_MUST_USE int ak_wire_read_state(const char *body, size_t len, char *out, size_t size,
                                              struct ak_err *err);

/* The answer of `az account get-access-token`: accessToken into a fresh buffer the caller wipes and
 * frees, and its expiry in epoch seconds (expires_on, else expiresOn in local time; 0 unknown). */
AK_NONNULL AK_MUST_USE int ak_wire_read_az_token(const char *body, size_t len, char **token,
                                                 int64_t *expires_at, struct ak_err *err);

#endif
