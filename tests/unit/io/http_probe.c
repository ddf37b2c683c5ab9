#include "config.h"

#include "unit/io/http_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/text.h"

enum { LONGEST_TEST_S = 120 };

static void on_probe_done(const struct ak_http_response *response, const struct ak_err *err,
                          void *context)
{
    struct probe *probe = context;

    assert_true((response == NULL) != (err == NULL));
    probe->call = NULL;
    probe->completions++;
    probe->answered = response != NULL;
    if (response) {
        const char *header = ak_http_header_find(response, "x-probe");
        size_t kept =
            response->body_len < sizeof probe->body ? response->body_len : sizeof probe->body - 1;
        probe->status = response->status;
        probe->body_len = response->body_len;
        memcpy(probe->body, response->body, kept);
        probe->body[kept] = '\0';
        assert_int_equal(response->body[response->body_len], '\0');
        (void)ak_text_copy(probe->header, sizeof probe->header, header ? header : "");
    } else {
        probe->err = *err;
    }
    if (probe->on_done)
        probe->on_done(probe);
}

void probe_start(struct probe *probe, struct ak_http *http, const struct ak_http_request *request)
{
    probe->call = ak_http_start(http, request, on_probe_done, probe);
    assert_int_equal(probe->completions, 0);
}

void probe_get(struct probe *probe, struct ak_http *http, const char *url)
{
    const struct ak_http_request request = {.method = "GET", .url = url};
    probe_start(probe, http, &request);
}

struct probe probe_once(const char *url, const struct ak_http_options *options)
{
    struct ak_loop *loop = ak_loop_new();
    struct ak_http *http = NULL;
    struct ak_err err;
    struct probe probe = {0};

    assert_int_equal(ak_http_new(loop, options, &http, &err), 0);
    probe_get(&probe, http, url);
    assert_int_equal(ak_loop_pending(loop), 1);
    ak_loop_run(loop);
    assert_int_equal(ak_loop_pending(loop), 0);
    ak_http_close(http);
    ak_loop_free(loop);
    return probe;
}

void assert_answered(const struct probe *probe, int status)
{
    if (probe->completions == 1 && !probe->answered)
        print_error("%s: %s\n", ak_err_kind_name(probe->err.kind), probe->err.text);
    assert_int_equal(probe->completions, 1);
    assert_true(probe->answered);
    assert_int_equal(probe->status, status);
}

void assert_failed(const struct probe *probe, enum ak_err_kind kind)
{
    assert_int_equal(probe->completions, 1);
    assert_false(probe->answered);
    if (probe->err.kind != kind)
        print_error("%s: %s\n", ak_err_kind_name(probe->err.kind), probe->err.text);
    assert_string_equal(ak_err_kind_name(probe->err.kind), ak_err_kind_name(kind));
    assert_string_not_equal(probe->err.text, "");
}

struct ak_http *probe_client(struct ak_loop *loop)
{
    const struct ak_http_options options = {.user_agent = "probe/1"};
    struct ak_http *http = NULL;
    struct ak_err err;
    assert_int_equal(ak_http_new(loop, &options, &http, &err), 0);
    return http;
}

void probe_set_watchdog(void)
{
    alarm(LONGEST_TEST_S);
}
