#include "config.h"

#include "tests/unit/sim/sim_fixture.h"

#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "tui/sim/json_int.h"
#include "tui/sim/simulator_int.h"
#include "tui/sim/token_int.h"

enum { ARGUMENTS_MAX = 32, PATH_MAX_LEN = 128 };

static void make_token(struct sim_fixture *fixture)
{
    struct ak_sim_token_claims claims = {.tenant = "t",
                                         .audience = "https://management.azure.com/",
                                         .client = "c",
                                         .issued = 0,
                                         .expires = INT32_MAX};
    uint64_t random = 1;
    char *token = ak_sim_token_make(&claims, &random);
    fixture->token = ak_asprintf("Bearer %s", token);
    free(token);
}

void sim_fixture_open(struct sim_fixture *fixture, const char *const *arguments)
{
    static char program[] = "akscope-sim";
    char *argv[ARGUMENTS_MAX] = {program};
    int argc = 1;
    struct ak_err err = ak_err_none();
    *fixture = (struct sim_fixture){0};
    for (; arguments[argc - 1] != NULL; argc++) {
        argv[argc] = (char *)(uintptr_t)arguments[argc - 1];
    }
    optind = 0; /* glibc: start over */
    if (ak_sim_options_parse(argc, argv, &fixture->options, &err) != 0 ||
        ak_sim_init(&fixture->sim, &fixture->options, &err) != 0) {
        fail_msg("%s", err.text);
    }
    fixture->sim.clock = ak_clock_manual(fixture->options.now);
    fixture->sim.started_ms = ak_clock_ms(&fixture->sim.clock);
    make_token(fixture);
}

void sim_fixture_close(struct sim_fixture *fixture)
{
    ak_sim_call_free(fixture->call);
    cJSON_Delete(fixture->body);
    ak_sim_release(&fixture->sim);
    ak_sim_options_release(&fixture->options);
    free(fixture->token);
}

void sim_fixture_pass(struct sim_fixture *fixture, double seconds)
{
    fixture->sim.clock.fixed_ms += (int64_t)(seconds * 1000);
}

static void add_header(struct ak_sim_call *call, const char *line)
{
    const char *colon = strchr(line, ':');
    assert_non_null(colon);
    char *name = ak_strndup(line, (size_t)(colon - line));
    ak_sim_pairs_add(&call->headers, name, colon + 1 + strspn(colon + 1, " "));
    free(name);
}

int sim_fixture_send(struct sim_fixture *fixture, const char *method, const char *target,
                     const char *body, const char *const *headers)
{
    ak_sim_call_free(fixture->call);
    cJSON_Delete(fixture->body);
    struct ak_sim_call *call = ak_sim_call_new(&fixture->sim, target);
    fixture->call = call;
    fixture->body = NULL;
    call->method = ak_strdup(method);
    ak_sim_pairs_add(&call->headers, "Host", "sim.test");
    ak_sim_pairs_add(&call->headers, "Authorization", fixture->token);
    for (; headers != NULL && *headers != NULL; headers++) {
        add_header(call, *headers);
    }
    assert_true(body == NULL || ak_buf_puts(&call->body, body));
    ak_sim_call_answer(call);
    if (call->reply != NULL) {
        fixture->body = cJSON_Parse(call->reply->bytes);
    }
    return call->status;
}

int sim_fixture_get(struct sim_fixture *fixture, const char *target)
{
    return sim_fixture_send(fixture, "GET", target, NULL, NULL);
}

const char *sim_fixture_header(const struct sim_fixture *fixture, const char *name)
{
    return ak_sim_pairs_find(&fixture->call->reply_headers, name);
}

const cJSON *sim_fixture_at(const struct sim_fixture *fixture, const char *path)
{
    char part[PATH_MAX_LEN];
    const cJSON *at = fixture->body;
    while (*path != '\0' && at != NULL) {
        size_t len = strcspn(path, ".");
        assert_true(len < sizeof part);
        memcpy(part, path, len);
        part[len] = '\0';
        at = ak_sim_json_get(at, part);
        path += len + (path[len] == '.');
    }
    return at;
}

const char *sim_fixture_text(const struct sim_fixture *fixture, const char *path)
{
    const char *text = cJSON_GetStringValue(sim_fixture_at(fixture, path));
    return text != NULL ? text : "";
}

int sim_fixture_number(const struct sim_fixture *fixture, const char *path)
{
    const cJSON *number = sim_fixture_at(fixture, path);
    return cJSON_IsNumber(number) ? number->valueint : -1;
}

const char *sim_fixture_poll(struct sim_fixture *fixture, const char *url)
{
    static const char origin[] = "http://sim.test";
    assert_non_null(url);
    assert_memory_equal(url, origin, strlen(origin));
    int status = sim_fixture_get(fixture, url + strlen(origin));
    if (status != 200) {
        fail_msg("a poll answered %d", status);
    }
    return sim_fixture_text(fixture, "status");
}
