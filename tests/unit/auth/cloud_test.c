/* cloud_test.c: which cloud is meant, and what a Resource Manager says of its own. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/auth/cloud.h"

#include "tests/unit/auth/identity_bench.h"

static const struct tiny_answer nothing = {.status = 500};

static const char clouds_config[] =
    "[AzureCloud]\nsubscription = 1\n"
    "[Stack]\nendpoint_resource_manager = https://management.local.azurestack.external\n"
    "endpoint_active_directory = https://login.microsoftonline.com/\n"
    "endpoint_active_directory_resource_id = https://management.contoso.onmicrosoft.com/1\n"
    "[Half]\nendpoint_resource_manager = https://half.example\n";

static const struct {
    struct ak_cloud_choice choice;
    const char *config; /* of the Azure CLI */
    const char *variable;
    const char *name;
    const char *arm_endpoint;
    const char *authority;
    const char *audience;
    const char *origin;
} choices[] = {
    {{0},
     "",
     NULL,
     "AzureCloud",
     "https://management.azure.com",
     "https://login.microsoftonline.com",
     "https://management.azure.com/",
     "default"},
    {{.name = "azureusgovernment"},
     "",
     NULL,
     "AzureUSGovernment",
     "https://management.usgovcloudapi.net",
     "https://login.microsoftonline.us",
     "https://management.core.usgovcloudapi.net/",
     "--cloud"},
    {{.arm_endpoint = "https://Management.chinacloudapi.cn/"},
     "",
     NULL,
     "AzureChinaCloud",
     "https://management.chinacloudapi.cn",
     "https://login.chinacloudapi.cn",
     "https://management.core.chinacloudapi.cn/",
     "--arm-endpoint"},
    {{.name = "AzureCloud", .arm_endpoint = "https://private.example/"},
     "",
     NULL,
     "AzureCloud",
     "https://private.example",
     "https://login.microsoftonline.com",
     "https://management.azure.com/",
     "--cloud"},
    {{.arm_endpoint = "https://arm.example:8443/"},
     "",
     NULL,
     "arm.example:8443",
     "https://arm.example:8443",
     "",
     "",
     "--arm-endpoint"},
    {{0},
     "[cloud]\nname = AzureChinaCloud\n",
     NULL,
     "AzureChinaCloud",
     "https://management.chinacloudapi.cn",
     "https://login.chinacloudapi.cn",
     "https://management.core.chinacloudapi.cn/",
     "the Azure CLI"},
    {{0},
     "[cloud]\nname = Stack\n",
     NULL,
     "Stack",
     "https://management.local.azurestack.external",
     "https://login.microsoftonline.com",
     "https://management.contoso.onmicrosoft.com/1",
     "the Azure CLI"},
    {{.name = "stack"},
     "",
     NULL,
     "Stack",
     "https://management.local.azurestack.external",
     "https://login.microsoftonline.com",
     "https://management.contoso.onmicrosoft.com/1",
     "--cloud"},
    {{0},
     "[cloud]\nname = Half\n",
     NULL,
     "AzureCloud",
     "https://management.azure.com",
     "https://login.microsoftonline.com",
     "https://management.azure.com/",
     "default"},
    {{0},
     "this is no ini file\n",
     NULL,
     "AzureCloud",
     "https://management.azure.com",
     "https://login.microsoftonline.com",
     "https://management.azure.com/",
     "default"},
    {{0},
     "[cloud]\nname = AzureCloud\n",
     "AZURE_CLOUD_NAME=AzureUSGovernment",
     "AzureUSGovernment",
     "https://management.usgovcloudapi.net",
     "https://login.microsoftonline.us",
     "https://management.core.usgovcloudapi.net/",
     "the Azure CLI"},
    {{0},
     "",
     "AZURE_AUTHORITY_HOST=https://login.microsoftonline.us/",
     "AzureUSGovernment",
     "https://management.usgovcloudapi.net",
     "https://login.microsoftonline.us",
     "https://management.core.usgovcloudapi.net/",
     "AZURE_AUTHORITY_HOST"},
    {{.name = "AzureCloud"},
     "",
     "AZURE_AUTHORITY_HOST=https://login.example/",
     "AzureCloud",
     "https://management.azure.com",
     "https://login.example",
     "https://management.azure.com/",
     "--cloud"},
};

static void the_cloud_that_is_meant_is_chosen(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        struct identity_bench bench;
        struct ak_cloud cloud;
        struct ak_err err = ak_err_none();

        bench_play_script(&bench, &nothing, 1);
        bench_write(&bench, "config", choices[i].config);
        bench_write(&bench, "clouds.config", clouds_config);
        if (choices[i].variable != NULL)
            bench_set(&bench, (const char *const[]){choices[i].variable, NULL});
        if (ak_cloud_choose(&cloud, &choices[i].choice, &err) != 0)
            fail_msg("case %zu: %s", i, err.text);
        assert_string_equal(cloud.name, choices[i].name);
        assert_string_equal(cloud.arm_endpoint, choices[i].arm_endpoint);
        assert_string_equal(cloud.authority, choices[i].authority);
        assert_string_equal(cloud.audience, choices[i].audience);
        assert_string_equal(cloud.origin, choices[i].origin);
        ak_cloud_release(&cloud);
        bench_end(&bench);
    }
}

static void what_can_not_be_used_is_said(void **state)
{
    static const struct {
        struct ak_cloud_choice choice;
        const char *authority;
        const char *text;
    } cases[] = {
        {{.name = "AzureGermany"}, "", "there is no cloud \"AzureGermany\": there are AzureCloud"},
        {{.name = "Half"}, "", "there is no cloud \"Half\""},
        {{.arm_endpoint = "http://example.com"}, "", "the cloud's endpoint: example.com"},
        {{.arm_endpoint = "example"}, "", "the cloud's endpoint: "},
        {{0}, "login.microsoftonline.com", "the cloud's authority: "},
        {{0}, "https://login.example/a\"b", "the cloud's authority is no plain URL"},
        {{0}, "https://login.example/?x", "the cloud's authority is no plain URL"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct identity_bench bench;
        struct ak_cloud cloud;
        struct ak_err err = ak_err_none();

        bench_play_script(&bench, &nothing, 1);
        bench_write(&bench, "clouds.config", clouds_config);
        setenv("AZURE_AUTHORITY_HOST", cases[i].authority, 1);
        assert_int_equal(ak_cloud_choose(&cloud, &cases[i].choice, &err), AK_ERR_CONFIG);
        if (strstr(err.text, cases[i].text) == NULL)
            fail_msg("\"%s\" lacks \"%s\"", err.text, cases[i].text);
        bench_end(&bench);
    }
}

/* ---- discovery ---- */

struct found {
    int completions;
    char authority[128];
    char audience[128];
    char name[64];
    struct ak_err err;
};

static void on_found(const struct ak_cloud *cloud, const struct ak_err *err, void *context)
{
    struct found *found = context;

    assert_true((cloud == NULL) != (err == NULL));
    found->completions++;
    if (err != NULL) {
        found->err = *err;
        return;
    }
    assert_false(cloud->takes_ps256);
    strncpy(found->authority, cloud->authority, sizeof found->authority - 1);
    strncpy(found->audience, cloud->audience, sizeof found->audience - 1);
    strncpy(found->name, cloud->name, sizeof found->name - 1);
}

static struct found discover(struct identity_bench *bench)
{
    struct found found = {.err = ak_err_none()};
    struct ak_cloud_choice choice = {.arm_endpoint = tiny_server_url(bench->server, "")};
    struct ak_cloud cloud;
    struct ak_err err = ak_err_none();

    assert_int_equal(ak_cloud_choose(&cloud, &choice, &err), 0);
    assert_false(ak_cloud_is_known(&cloud));
    (void)ak_discovery_start(bench->http, &cloud, on_found, &found);
    ak_cloud_release(&cloud);
    assert_int_equal(found.completions, 0);
    ak_loop_run(bench->loop);
    assert_int_equal(found.completions, 1);
    return found;
}

/* As Azure Stack Hub answers, and as the clouds do that list themselves. */
#define AUTHENTICATION                                                                             \
    "\"authentication\":{\"loginEndpoint\":\"https://login.example/\",\"audiences\":[\"urn:x\","   \
    "\"https://arm.example/\",\"https://other.example\"]"
#define ONE "\"galleryEndpoint\":\"g\"," AUTHENTICATION "}"
#define LISTED(name, arm)                                                                          \
    "{\"name\":\"" name "\",\"resourceManager\":\"" arm "\"," AUTHENTICATION "}}"

static void a_resource_manager_says_what_it_is_part_of(void **state)
{
    static const struct {
        struct tiny_answer answer;
        enum ak_err_kind kind;
        const char *text; /* of the error, or the name */
    } cases[] = {
        {{.body = "{" ONE "}"}, AK_ERR_NONE, "127.0.0.1"},
        {{.body = "[" LISTED("Own", "https://arm.example/") "]"}, AK_ERR_NONE, "Own"},
        {{.body = "[" LISTED("A", "https://a.example") "," LISTED("B", "https://b.example") "]"},
         AK_ERR_MALFORMED,
         "names no cloud with this endpoint"},
        {{.body = "[]"}, AK_ERR_MALFORMED, "names no cloud"},
        {{.body = "{}"}, AK_ERR_MALFORMED, "names no cloud"},
        {{.body = "<html>"}, AK_ERR_MALFORMED, "no JSON"},
        {{.body = "{\"authentication\":{\"loginEndpoint\":\"\",\"audiences\":[]}}"},
         AK_ERR_MALFORMED,
         "names no authority or audience"},
        {{.body = "{\"authentication\":{\"loginEndpoint\":\"http://login.example\",\"audiences\":"
                  "[\"https://x\"]}}"},
         AK_ERR_CONFIG,
         "plain http is for this machine only"},
        {{.body = "{" AUTHENTICATION ",\"identityProvider\":\"ADFS\"}}"}, AK_ERR_CONFIG, "AD FS"},
        {{.status = 404, .body = "{}"}, AK_ERR_NOT_FOUND, "can't be learned"},
        {{.end = TINY_RESET}, AK_ERR_NETWORK, "127.0.0.1"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct identity_bench bench;

        bench_play_script(&bench, &cases[i].answer, 1);
        struct found found = discover(&bench);
        if (found.err.kind != cases[i].kind)
            fail_msg("case %zu: %s: %s", i, ak_err_kind_name(found.err.kind), found.err.text);
        assert_non_null(
            strstr(cases[i].kind == AK_ERR_NONE ? found.name : found.err.text, cases[i].text));
        if (cases[i].kind == AK_ERR_NONE) {
            assert_string_equal(found.authority, "https://login.example");
            assert_string_equal(found.audience, "https://arm.example/");
        }
        assert_string_equal(tiny_server_request(bench.server, 0)->target,
                            "/metadata/endpoints?api-version=2022-09-01");
        bench_end(&bench);
    }
}

static void addresses_that_answer_anybody(void **state)
{
    struct ak_cloud cloud;
    char *url;

    (void)state;
    ak_cloud_init(&cloud, AK_CLOUD_CHINA);
    url = ak_cloud_metadata_url(&cloud);
    assert_string_equal(
        url, "https://management.chinacloudapi.cn/metadata/endpoints?api-version=2022-09-01");
    free(url);
    url = ak_cloud_openid_url(&cloud);
    assert_string_equal(url, "https://login.chinacloudapi.cn/organizations/v2.0/.well-known/"
                             "openid-configuration");
    free(url);
    ak_cloud_release(&cloud);
}

static void an_authority_of_the_environment_stays(void **state)
{
    static const struct tiny_answer answer = {.body = "{" ONE "}"};
    struct identity_bench bench;

    (void)state;
    bench_play_script(&bench, &answer, 1);
    setenv("AZURE_AUTHORITY_HOST", "https://mine.example", 1);
    assert_string_equal(discover(&bench).authority, "https://mine.example");
    bench_end(&bench);
}

/* The cloud is asked for once, when the first credential needs it; a token of the environment
 * needs none. */
static void play_cloud(const struct tiny_request *request, struct tiny_answer *answer,
                       void *context)
{
    answer->body = strstr(request->target, "/metadata/endpoints") != NULL
                       ? context
                       : "{\"access_token\":\"good\",\"expires_in\":60}";
}

static void the_cloud_is_discovered_when_it_is_needed(void **state)
{
    struct identity_bench bench;
    char body[512] = "{}";
    struct ak_cloud_choice choice;
    struct ak_err err = ak_err_none();

    (void)state;
    bench_play_with(&bench, play_cloud, body);
    (void)snprintf(body, sizeof body,
                   "{\"authentication\":{\"loginEndpoint\":\"%s\",\"audiences\":"
                   "[\"https://a.example/\"]}}",
                   tiny_server_url(bench.server, "/login/"));
    choice.name = NULL;
    choice.arm_endpoint = tiny_server_url(bench.server, "");
    ak_cloud_release(&bench.cloud);
    assert_int_equal(ak_cloud_choose(&bench.cloud, &choice, &err), 0);
    bench_set(&bench, (const char *const[]){"AZURE_TENANT_ID=t", "AZURE_CLIENT_ID=c",
                                            "AZURE_CLIENT_SECRET=s", NULL});
    bench_open_auth(&bench, NULL);
    bench_assert_served(&bench, "good");
    bench.clock.fixed_seconds += 3600;
    bench_assert_served(&bench, "good");
    assert_int_equal(tiny_server_request_count(bench.server), 3);
    assert_string_equal(tiny_server_request(bench.server, 1)->target, "/login/t/oauth2/v2.0/token");
    assert_non_null(strstr(tiny_server_request(bench.server, 1)->body,
                           "scope=https%3A%2F%2Fa.example%2F%2F.default"));
    ak_auth_close(bench.auth);

    bench_set(&bench, (const char *const[]){"AKSCOPE_TOKEN=own", NULL});
    bench_open_auth(&bench, NULL);
    bench_assert_served(&bench, "own");
    assert_int_equal(tiny_server_request_count(bench.server), 3);
    bench_end(&bench);
}

#undef LISTED

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cloud_that_is_meant_is_chosen),
        cmocka_unit_test(what_can_not_be_used_is_said),
        cmocka_unit_test(a_resource_manager_says_what_it_is_part_of),
        cmocka_unit_test(addresses_that_answer_anybody),
        cmocka_unit_test(an_authority_of_the_environment_stays),
        cmocka_unit_test(the_cloud_is_discovered_when_it_is_needed),
    };

    return cmocka_run_group_tests_name("cloud", tests, NULL, NULL);
}
