/* arm.c: the client's life. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "arm_int.h"

int ak_arm_new(const struct ak_arm_options *options, struct ak_arm **out, struct ak_err *err)
{
    int failed = ak_http_check_url(options->endpoint, err);
    struct ak_arm *arm;
    size_t len = strlen(options->endpoint);

    if (failed)
        return failed;
    while (len > 0 && options->endpoint[len - 1] == '/')
        len--;
    arm = ak_alloc(1, sizeof *arm);
    arm->loop = options->loop;
    arm->http = options->http;
    arm->auth = options->auth;
    arm->clock = options->clock;
    arm->endpoint = ak_strndup(options->endpoint, len);
    arm->max_tries = options->max_tries > 0 ? options->max_tries : AK__TRIES;
    arm->random = (uint64_t)ak_clock_ms(options->clock) * 2654435761u + 1;
    *out = arm;
    return 0;
}

/* xorshift64: waits need to differ, not to be unpredictable. */
double ak__arm_jitter(struct ak_arm *arm)
{
    arm->random ^= arm->random << 13;
    arm->random ^= arm->random >> 7;
    arm->random ^= arm->random << 17;
    return (double)(arm->random >> 11) / 9007199254740992.0;
}

void ak__arm_finish_close(struct ak_arm *arm)
{
    if (!arm->is_closing || arm->calls != NULL || arm->writes != NULL)
        return;
    free(arm->endpoint);
    free(arm);
}

unsigned ak_arm_pending(const struct ak_arm *arm)
{
    return arm->running;
}

void ak__arm_note_ids(const struct ak_http_response *response, struct ak_err *err)
{
    const char *id = ak_http_header_find(response, "x-ms-request-id");

    if (id != NULL)
        ak_err_set_request_id(err, id);
}
