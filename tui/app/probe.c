/* probe.c: one request without a token. */
#include "config.h"

#include "probe_int.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/date.h"
#include "akscope/base/limits.h"

enum { PATIENCE_MS = 15000, REDIRECTED = 300, REDIRECTED_END = 400, NETWORK_SIGN_IN = 511 };

struct probe {
    const struct ak_clock *clock;
    struct ak__probe_result *out;
    int64_t started_ms;
    ak__probe_on_done *on_done;
    void *context;
};

/* Captive portals and proxies answer in the place of the server: with a page, or the way to one.
 * Azure answers these addresses with JSON, errors too. */
static bool is_page(const struct ak_http_response *response)
{
    return ak_http_is_web_page(response) || response->status == NETWORK_SIGN_IN ||
           (response->status >= REDIRECTED && response->status < REDIRECTED_END);
}

static void on_done(const struct ak_http_response *response, const struct ak_err *err,
                    void *context)
{
    struct probe *probe = context;
    struct ak__probe_result *out = probe->out;

    if (response == NULL) {
        out->err = *err;
    } else {
        const char *date = ak_http_header_find(response, "date");

        out->status = response->status;
        out->is_page = is_page(response);
        out->took_ms = ak_clock_ms(probe->clock) - probe->started_ms;
        out->seen_at = ak_clock_now(probe->clock);
        if (date == NULL || !ak_time_parse_http(date, &out->date))
            out->date = 0;
    }
    probe->on_done(probe->context);
    free(probe);
}

void ak__probe_start(struct ak_http *http, const struct ak_clock *clock, const char *url,
                     struct ak__probe_result *out, ak__probe_on_done *told, void *context)
{
    struct probe *probe = ak_alloc(1, sizeof *probe);
    struct ak_http_header accept = {"Accept", "application/json"};
    struct ak_http_request request = {.method = "GET",
                                      .url = url,
                                      .headers = &accept,
                                      .header_count = 1,
                                      .max_body = AK_LIMIT_IDENTITY,
                                      .timeout_ms = PATIENCE_MS};

    *out = (struct ak__probe_result){.url = url, .err = ak_err_none()};
    out->has_proxy = ak_http_proxy(url, out->proxy, sizeof out->proxy);
    *probe = (struct probe){.clock = clock,
                            .out = out,
                            .started_ms = ak_clock_ms(clock),
                            .on_done = told,
                            .context = context};
    (void)ak_http_start(http, &request, on_done, probe);
}
