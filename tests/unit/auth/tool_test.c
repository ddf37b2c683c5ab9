/* tool_test.c: tokens that programs print: what they are asked, what they say, and which of them is
 * asked when. (az alone is in auth_test.c.) */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"
#include "tests/unit/auth/identity_bench.h"

enum { HOUR = 3600 };

/* A program NAME that notes its arguments in NAME.log, then does as `script` says. */
static void install(const struct identity_bench *bench, const char *name, const char *script)
{
    char *path = bench_path(bench, name);
    char *text = ak_asprintf("#!/bin/sh\necho \"$*\" >>\"$0.log\"\n%s\n", script);

    bench_write(bench, name, text);
    assert_int_equal(chmod(path, 0700), 0);
    free(text);
    free(path);
}

static void assert_called_with(const struct identity_bench *bench, const char *name,
                               const char *arguments)
{
    char *path = ak_asprintf("%s/%s.log", bench->folder, name);
    char *text = NULL;
    size_t len;
    struct ak_err err = ak_err_none();

    assert_int_equal(ak_file_read(path, 4096, &text, &len, &err), 0);
    assert_string_equal(text, arguments);
    free(text);
    free(path);
}

static const char azd_token[] =
    "echo '{\"token\":\"from-azd\",\"expiresOn\":\"2025-11-24T17:00:00Z\"}'";

static void azd_serves_where_az_does_not(void **state)
{
    static const struct tiny_answer none = {.status = 500};
    struct identity_bench bench;

    (void)state;
    bench_play_script(&bench, &none, 1);
    bench_set(&bench, (const char *const[]){"AZURE_TOKEN_CREDENTIALS=dev", NULL});
    install(&bench, "az", "echo 'ERROR: Please run az login' >&2; exit 1");
    install(&bench, "azd", azd_token);
    bench_open_auth(&bench,
                    &(struct ak_auth_options){.tenant_id = "tenant-3", .subscription_id = "sub-1"});
    bench_assert_served(&bench, "from-azd");
    assert_string_equal(ak_auth_source(bench.auth), "Azure Developer CLI");
    assert_int_equal(bench_attempt(&bench, AK_CREDENTIAL_AZURE_CLI)->outcome,
                     AK_ATTEMPT_UNAVAILABLE);
    assert_string_equal(bench_attempt(&bench, AK_CREDENTIAL_AZURE_CLI)->advice, "run `az login`");
    assert_called_with(&bench, "az",
                       "account get-access-token --output json --resource "
                       "https://management.azure.com/ --tenant tenant-3\n");
    assert_called_with(&bench, "azd",
                       "auth token --output json --no-prompt --scope "
                       "https://management.azure.com//.default --tenant-id "
                       "tenant-3\n");
    bench_end(&bench);
}

static void failures_of_azd_are_told(void **state)
{
    static const struct {
        const char *script;
        enum ak_err_kind kind;
        const char *text;
    } cases[] = {
        {"echo 'ERROR: not logged in, run `azd auth login` to login' >&2; exit 1",
         AK_ERR_NOT_SIGNED_IN, "azd: not logged in"},
        {"echo 'ERROR: reauthentication required' >&2; exit 1", AK_ERR_NOT_SIGNED_IN,
         "azd: reauthentication"},
        {"echo 'panic' >&2; exit 2", AK_ERR_CHILD, "azd: panic"},
        {"echo nonsense", AK_ERR_CHILD, "the answer of azd can't be understood"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static const struct tiny_answer none = {.status = 500};
        struct identity_bench bench;

        bench_play_script(&bench, &none, 1);
        install(&bench, "azd", cases[i].script);
        bench_open_one(&bench, "azd");
        bench_assert_refused(&bench, cases[i].kind, cases[i].text);
        bench_end(&bench);
    }
}

static void reject_with(struct ak_secret *token, const struct ak_err *err, void *context)
{
    assert_null(err);
    ak_auth_reject(context, token, "{\"access_token\":{\"acrs\":{\"value\":\"c1\"}}}");
}

/* az can't answer a challenge without the person; azd can. */
static void tools_answer_challenges_as_they_can(void **state)
{
    static const struct tiny_answer none = {.status = 500};
    struct identity_bench bench;

    (void)state;
    bench_play_script(&bench, &none, 1);
    install(&bench, "az", "echo '{\"accessToken\":\"from-az\",\"expires_on\":1764003600}'");
    bench_open_one(&bench, "azure-cli");
    (void)ak_auth_get_token(bench.auth, reject_with, bench.auth);
    ak_loop_run(bench.loop);
    bench_assert_refused(&bench, AK_ERR_NOT_SIGNED_IN,
                         "run `az login --claims-challenge "
                         "eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJ2YWx1ZSI6ImMxIn19fQ==`");
    bench_assert_served(&bench, "from-az"); /* the person may have done so */
    ak_auth_close(bench.auth);

    install(&bench, "azd", azd_token);
    bench_open_one(&bench, "azd");
    (void)ak_auth_get_token(bench.auth, reject_with, bench.auth);
    ak_loop_run(bench.loop);
    bench_assert_served(&bench, "from-azd");
    assert_called_with(&bench, "azd",
                       "auth token --output json --no-prompt --scope "
                       "https://management.azure.com//.default\n"
                       "auth token --output json --no-prompt --scope "
                       "https://management.azure.com//.default --claims "
                       "eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJ2YWx1ZSI6ImMxIn19fQ==\n");
    bench_end(&bench);
}

/* One that has served is asked alone; when it has nothing any more, that is told, and the next call
 * looks at all of them again. */
static void the_one_that_served_is_asked_first(void **state)
{
    static const struct tiny_answer none = {.status = 500};
    struct identity_bench bench;

    (void)state;
    bench_play_script(&bench, &none, 1);
    bench_set(&bench, (const char *const[]){"AZURE_TOKEN_CREDENTIALS=dev", NULL});
    install(&bench, "azd", azd_token);
    bench_open_auth(&bench, NULL);
    bench_assert_served(&bench, "from-azd");
    install(&bench, "az", "echo '{\"accessToken\":\"from-az\",\"expires_on\":1764100000}'");
    bench.clock.fixed_seconds += HOUR;
    bench_assert_served(&bench, "from-azd");
    install(&bench, "azd", "exit 3");
    bench.clock.fixed_seconds += HOUR;
    bench_assert_refused(&bench, AK_ERR_CHILD, "azd ended with status 3");
    bench_assert_served(&bench, "from-az");
    bench_end(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(azd_serves_where_az_does_not),
        cmocka_unit_test(failures_of_azd_are_told),
        cmocka_unit_test(tools_answer_challenges_as_they_can),
        cmocka_unit_test(the_one_that_served_is_asked_first),
    };

    return cmocka_run_group_tests_name("tool", tests, NULL, NULL);
}
