#include "config.h"

#include "tests/unit/sim/sim_fixture.h"

#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
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

int sim_fixture_try(struct sim_fixture *fixture, const char *const *arguments, struct ak_err *err)
{
    static char program[] = "akscope-sim";
    char *argv[ARGUMENTS_MAX] = {program};
    int argc = 1;
    *fixture = (struct sim_fixture){0};
    for (; arguments[argc - 1] != NULL; argc++) {
        argv[argc] = (char *)(uintptr_t)arguments[argc - 1];
    }
    optind = 0; /* glibc: start over */
    if (ak_sim_options_parse(argc, argv, &fixture->options, err) != 0) {
        fail_msg("%s", err->text);
    }
    int failed = ak_sim_init(&fixture->sim, &fixture->options, err);
    fixture->sim.clock = ak_clock_manual(fixture->options.now);
    fixture->sim.started_ms = ak_clock_ms(&fixture->sim.clock);
    make_token(fixture);
    if (failed != 0) {
        sim_fixture_close(fixture);
    }
    return failed;
}

void sim_fixture_open(struct sim_fixture *fixture, const char *const *arguments)
{
    struct ak_err err = ak_err_none();
    if (sim_fixture_try(fixture, arguments, &err) != 0) {
        fail_msg("%s", err.text);
    }
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

char *sim_fixture_end(struct sim_fixture *fixture, double seconds, const char **code)
{
    const char *header = sim_fixture_header(fixture, "Azure-AsyncOperation");
    assert_non_null(header);
    char *url = ak_strdup(header);
    sim_fixture_pass(fixture, seconds);
    char *status = ak_strdup(sim_fixture_poll(fixture, url));
    if (code != NULL) {
        *code = sim_fixture_text(fixture, "error.code");
    }
    free(url);
    return status;
}

void sim_fixture_expect_end(struct sim_fixture *fixture, double seconds, const char *wanted)
{
    char *status = sim_fixture_end(fixture, seconds, NULL);
    assert_string_equal(status, wanted);
    free(status);
}

void sim_fixture_open_contoso(struct sim_fixture *fixture, const char *fault)
{
    sim_fixture_open(fixture, (const char *const[]){"--now", "2026-11-23", "--time-scale", "1",
                                                    fault != NULL ? "--fault" : NULL, fault, NULL});
}

static const char usages[] = SIM_CONTOSO "/providers/"
                                         "Microsoft.Compute/locations/northeurope/usages"
                                         "?api-version=2024-07-01";

int sim_fixture_usage(struct sim_fixture *fixture, const char *name)
{
    const cJSON *row = NULL;
    assert_int_equal(sim_fixture_get(fixture, usages), 200);
    cJSON_ArrayForEach(row, sim_fixture_at(fixture, "value"))
    {
        if (ak_text_caseeq(ak_sim_json_text(ak_sim_json_get(row, "name"), "value"), name)) {
            return ak_sim_json_int(row, "currentValue", -1);
        }
    }
    fail_msg("there is no usage %s", name);
    return -1;
}

/* A path of the pool: its own, or with an action behind it. The caller frees. */
char *sim_pool_path(const char *pool, const char *action)
{
    return ak_asprintf(SIM_LEDGER "/agentPools/%s%s" SIM_VERSION, pool, action);
}

int sim_pool_send(struct sim_fixture *fixture, const char *method, const char *pool,
                  const char *body, const char *header)
{
    char *path = sim_pool_path(pool, "");
    int status = sim_fixture_send(fixture, method, path, body, (const char *const[]){header, NULL});
    free(path);
    return status;
}

int sim_pool_post(struct sim_fixture *fixture, const char *pool, const char *action,
                  const char *body)
{
    char *path = sim_pool_path(pool, action);
    int status = sim_fixture_send(fixture, "POST", path, body, NULL);
    free(path);
    return status;
}

/* The pool's own text at a path below its properties. */
const char *sim_pool_text(struct sim_fixture *fixture, const char *pool, const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof path, "properties.%s", name);
    assert_int_equal(sim_pool_send(fixture, "GET", pool, NULL, NULL), 200);
    return sim_fixture_text(fixture, path);
}

int sim_pool_number(struct sim_fixture *fixture, const char *pool, const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof path, "properties.%s", name);
    assert_int_equal(sim_pool_send(fixture, "GET", pool, NULL, NULL), 200);
    return sim_fixture_number(fixture, path);
}

/* Sends the pool's body back with one of its properties set to a piece of JSON. */
int sim_pool_put(struct sim_fixture *fixture, const char *pool, const char *name, const char *value)
{
    assert_int_equal(sim_pool_send(fixture, "GET", pool, NULL, NULL), 200);
    cJSON *body = ak_sim_json_copy(fixture->body);
    ak_sim_json_set(ak_sim_json_get(body, "properties"), name, cJSON_Parse(value));
    char *text = cJSON_PrintUnformatted(body);
    int status = sim_pool_send(fixture, "PUT", pool, text, NULL);
    free(text);
    cJSON_Delete(body);
    return status;
}
