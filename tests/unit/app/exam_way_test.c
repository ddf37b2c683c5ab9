/* exam_way_test.c: verdicts on the way to Azure: cloud, network, clock, sign-in, identity. */
#include "config.h"

#include "exam_case.h"

#include <stdio.h>
#include <stdlib.h>

#include "akscope/base/alloc.h"

/* ---- cloud ---- */

static void no_such_cloud(struct exam_case *c)
{
    ak_err_set(&c->exam.cloud_err, AK_ERR_CONFIG, "there is no cloud \"Azur\"");
}

static void cloud_of_az(struct exam_case *c)
{
    c->cloud.origin = "the Azure CLI";
}

static void cloud_without_a_name(struct exam_case *c)
{
    free(c->cloud.name);
    c->cloud.name = ak_strdup("management.azure.com");
    c->cloud.origin = "--arm-endpoint";
}

static const struct exam_row cloud_rows[] = {
    {"by default", NULL, AK__CHECK_CLOUD, 0,
     "ok AzureCloud, https://management.azure.com (by default)"},
    {"as az is set", cloud_of_az, AK__CHECK_CLOUD, 0,
     "ok AzureCloud, https://management.azure.com (by the Azure CLI)"},
    {"called by its host", cloud_without_a_name, AK__CHECK_CLOUD, 0,
     "ok https://management.azure.com (by --arm-endpoint)"},
    {"none", no_such_cloud, AK__CHECK_CLOUD, 2,
     "failed the configuration is wrong: there is no cloud \"Azur\" > correct the named setting"},
    {"what rests on it", no_such_cloud, AK__CHECK_NETWORK, 2, "skipped not checked: cloud failed"},
    {"and on that", no_such_cloud, AK__CHECK_LIMITS, 2, "skipped not checked: cloud failed"},
    {"but not what does not", no_such_cloud, AK__CHECK_JOURNAL, 2,
     "ok nothing was changed from here yet"},
};

static void the_cloud(void **state)
{
    (void)state;
    exam_cases_run(cloud_rows, sizeof cloud_rows / sizeof cloud_rows[0]);
}

/* ---- network ---- */

static void fail_at(struct exam_case *c, enum ak_err_kind kind, enum ak_http_step step)
{
    ak_err_set(&c->exam.arm.err, kind, "GET management.azure.com: why");
    c->exam.arm.err.system_code = 1000 * (int)step + 7;
    c->exam.authority.url = NULL;
}

static void at_proxy(struct exam_case *c)
{
    fail_at(c, AK_ERR_NETWORK, AK_HTTP_STEP_PROXY);
    c->exam.arm.has_proxy = true;
    snprintf(c->exam.arm.proxy, sizeof c->exam.arm.proxy, "proxy.corp:8080");
}

static void at_name(struct exam_case *c)
{
    fail_at(c, AK_ERR_NETWORK, AK_HTTP_STEP_NAME);
}

static void at_connection(struct exam_case *c)
{
    fail_at(c, AK_ERR_NETWORK, AK_HTTP_STEP_CONNECTION);
}

static void at_issuer(struct exam_case *c)
{
    fail_at(c, AK_ERR_TLS, AK_HTTP_STEP_ISSUER);
}

static void at_host(struct exam_case *c)
{
    fail_at(c, AK_ERR_TLS, AK_HTTP_STEP_HOST);
}

static void at_validity(struct exam_case *c)
{
    fail_at(c, AK_ERR_TLS, AK_HTTP_STEP_VALIDITY);
}

static void at_tls(struct exam_case *c)
{
    fail_at(c, AK_ERR_TLS, AK_HTTP_STEP_TLS);
}

static void at_answer(struct exam_case *c)
{
    fail_at(c, AK_ERR_TIMEOUT, AK_HTTP_STEP_ANSWER);
}

static void at_no_step(struct exam_case *c)
{
    fail_at(c, AK_ERR_TOO_LARGE, AK_HTTP_STEP_NONE);
}

static void a_page(struct exam_case *c)
{
    c->exam.arm.is_page = true;
    c->exam.authority.url = NULL;
}

static void unwell(struct exam_case *c)
{
    c->exam.arm.status = 503;
    c->exam.authority.url = NULL;
}

static void slow(struct exam_case *c)
{
    c->exam.arm.took_ms = 2450;
    c->exam.authority.url = NULL;
}

static void through_a_proxy(struct exam_case *c)
{
    c->exam.arm.has_proxy = true;
    snprintf(c->exam.arm.proxy, sizeof c->exam.arm.proxy, "proxy.corp:8080");
    c->exam.authority.url = NULL;
}

static void without_tls(struct exam_case *c)
{
    c->exam.arm.url = "http://127.0.0.1:80/metadata/endpoints";
    c->exam.authority.url = NULL;
}

static void no_sign_in_service(struct exam_case *c)
{
    ak_err_set(&c->exam.authority.err, AK_ERR_NETWORK, "why");
}

static void no_sign_in_service_nor_token(struct exam_case *c)
{
    no_sign_in_service(c);
    ak_err_set(&c->exam.sign_in_err, AK_ERR_NETWORK, "why");
}

static void no_client(struct exam_case *c)
{
    ak_err_set(&c->exam.http_err, AK_ERR_CONFIG, "CA file x: no such file");
}

#define WELL "ok https://management.azure.com answers, its certificate is trusted"
#define FAILED "failed the network failed: GET management.azure.com: why > "
#define UNTRUSTED "failed the secure connection failed: GET management.azure.com: why > "

static const struct exam_row network_rows[] = {
    {"all is well", NULL, AK__CHECK_NETWORK, 0,
     WELL "\nok [sign-in service] https://login.microsoftonline.com answers, its certificate is "
          "trusted"},
    {"the proxy", at_proxy, AK__CHECK_NETWORK, 5,
     FAILED "check the proxy in HTTPS_PROXY (proxy.corp:8080), or leave it out for this host: "
            "NO_PROXY=management.azure.com"},
    {"the name", at_name, AK__CHECK_NETWORK, 5,
     FAILED "the name has no address here: check DNS (`getent hosts management.azure.com`) and "
            "VPN; where only a proxy leads out, set HTTPS_PROXY"},
    {"the connection", at_connection, AK__CHECK_NETWORK, 5,
     FAILED "nobody answers there: check firewall and VPN; where only a proxy leads out, set "
            "HTTPS_PROXY"},
    {"the issuer", at_issuer, AK__CHECK_NETWORK, 5,
     UNTRUSTED "nobody who is trusted here has signed the certificate: name the CA of your "
               "company's proxy or private cloud with --ca-file FILE or SSL_CERT_FILE"},
    {"the host", at_host, AK__CHECK_NETWORK, 5,
     UNTRUSTED "the certificate is another host's: check --arm-endpoint, DNS and the proxy"},
    {"the validity", at_validity, AK__CHECK_NETWORK, 5,
     UNTRUSTED "the certificate holds at another time: check the clock of this machine (`date "
               "-u`), else have the certificate renewed"},
    {"TLS itself", at_tls, AK__CHECK_NETWORK, 5,
     UNTRUSTED "what answers there speaks no TLS that can be used: check --arm-endpoint and "
               "HTTPS_PROXY"},
    {"the answer", at_answer, AK__CHECK_NETWORK, 5,
     "failed no answer in time: GET management.azure.com: why > it is reached, but no whole answer "
     "comes: check the proxy and the VPN's packet size (MTU), or try again"},
    {"something else", at_no_step, AK__CHECK_NETWORK, 5,
     "failed the answer is larger than allowed: GET management.azure.com: why > narrow what is "
     "asked for"},
    {"a captive portal", a_page, AK__CHECK_NETWORK, 5,
     "failed a web page (HTTP 200) came instead of an answer of https://management.azure.com > "
     "this "
     "network wants to be signed in to, or a proxy blocks the way: open a page in a browser and "
     "see"},
    {"Azure is unwell", unwell, AK__CHECK_NETWORK, 5,
     "failed Azure is unwell: https://management.azure.com answers with HTTP 503 > wait a little, "
     "and look at https://azure.status.microsoft"},
    {"slow", slow, AK__CHECK_NETWORK, 0,
     "warning https://management.azure.com answers, its certificate is trusted, but only after 2.4 "
     "s > the first frames will be slow: check DNS, proxy and VPN"},
    {"through a proxy", through_a_proxy, AK__CHECK_NETWORK, 0,
     WELL ", through the proxy proxy.corp:8080"},
    {"without TLS", without_tls, AK__CHECK_NETWORK, 0, "ok http://127.0.0.1:80 answers"},
    {"no sign-in service, but a token", no_sign_in_service, AK__CHECK_NETWORK, 0,
     WELL
     "\nwarning [sign-in service] the network failed: why > check the connection and the proxy "
     "settings"},
    {"no sign-in service, and no token", no_sign_in_service_nor_token, AK__CHECK_NETWORK, 5,
     WELL "\nfailed [sign-in service] the network failed: why > check the connection and the proxy "
          "settings"},
    {"nothing can be asked", no_client, AK__CHECK_NETWORK, 2,
     "failed the configuration is wrong: CA file x: no such file > correct the named setting"},
    {"what rests on it", at_name, AK__CHECK_SIGN_IN, 5, "skipped not checked: network failed"},
    {"a part that failed stops nothing", no_sign_in_service_nor_token, AK__CHECK_CLOCK, 5,
     "ok in step with Azure's"},
    {"the clock too", at_name, AK__CHECK_CLOCK, 5, "skipped not checked: network failed"},
};

static void the_network(void **state)
{
    (void)state;
    exam_cases_run(network_rows, sizeof network_rows / sizeof network_rows[0]);
}

/* ---- clock ---- */

static void no_date(struct exam_case *c)
{
    c->exam.arm.date = 0;
}

static void a_minute(struct exam_case *c)
{
    c->exam.arm.date -= 60;
}

static void five_minutes_ahead(struct exam_case *c)
{
    c->exam.arm.date -= 300;
}

static void behind(struct exam_case *c)
{
    c->exam.arm.date += 301;
}

static void set_ahead(struct exam_case *c)
{
    c->exam.arm.date -= 86400 * 30;
    c->exam.is_now_fixed = true;
}

static const struct exam_row clock_rows[] = {
    {"all is well", NULL, AK__CHECK_CLOCK, 0, "ok in step with Azure's"},
    {"a minute", a_minute, AK__CHECK_CLOCK, 0, "ok in step with Azure's"},
    {"as much as is taken", five_minutes_ahead, AK__CHECK_CLOCK, 0, "ok 5m00s ahead of Azure's"},
    {"more", behind, AK__CHECK_CLOCK, 0,
     "warning 5m01s behind Azure's > set this machine's clock (`timedatectl set-ntp true`): "
     "Microsoft Entra ID takes at most 5 minutes, and certificates seem to be out of date"},
    {"on purpose", set_ahead, AK__CHECK_CLOCK, 0,
     "warning 30 d ahead of Azure's > AKSCOPE_NOW sets it: unset it, unless you mean to look "
     "there"},
    {"not told", no_date, AK__CHECK_CLOCK, 0,
     "skipped not checked: the answer does not say its time"},
};

static void the_clock(void **state)
{
    (void)state;
    exam_cases_run(clock_rows, sizeof clock_rows / sizeof clock_rows[0]);
}

/* ---- sign-in ---- */

static void refused(struct exam_case *c)
{
    struct ak_attempt *attempt = &c->attempts[AK_CREDENTIAL_ENVIRONMENT];

    attempt->outcome = AK_ATTEMPT_FAILED;
    snprintf(attempt->advice, sizeof attempt->advice, "put in the value");
    ak_err_set(&attempt->err, AK_ERR_SIGN_IN, "the secret is wrong; put in the value");
    ak_err_set_code(&attempt->err, "AADSTS7000215");
    c->exam.sign_in_err = attempt->err;
}

static void refused_without_advice(struct exam_case *c)
{
    refused(c);
    c->attempts[AK_CREDENTIAL_ENVIRONMENT].advice[0] = '\0';
}

static void nobody(struct exam_case *c)
{
    for (int i = 0; i < AK_CREDENTIAL_COUNT; i++) {
        c->attempts[i].outcome = AK_ATTEMPT_ABSENT;
        ak_err_set(&c->attempts[i].err, AK_ERR_NOT_SIGNED_IN, "not set");
    }
    c->attempts[AK_CREDENTIAL_AZD].outcome = AK_ATTEMPT_UNAVAILABLE;
    ak_err_set(&c->exam.sign_in_err, AK_ERR_NOT_SIGNED_IN, "nothing serves");
}

static void no_such_credential(struct exam_case *c)
{
    c->exam.attempts = NULL;
    ak_err_set(&c->exam.sign_in_err, AK_ERR_CONFIG, "there is no credential \"x\"");
}

#define TOKEN_ABSENT "\nskipped [token] AKSCOPE_TOKEN is not set"
#define OTHERS                                                                                     \
    "\nskipped [others] not asked: workload-identity, github-actions, login, managed-identity, "   \
    "azure-cli, azd"

static const struct exam_row sign_in_rows[] = {
    {"all is well", NULL, AK__CHECK_SIGN_IN, 0,
     "ok by service principal (client secret)" TOKEN_ABSENT
     "\nok [environment] serves (client secret)" OTHERS},
    {"refused", refused, AK__CHECK_SIGN_IN, 3,
     "failed the service principal got no token" TOKEN_ABSENT
     "\nfailed [environment] signing in was refused: AADSTS7000215: the secret is wrong > put in "
     "the value" OTHERS},
    {"refused without advice", refused_without_advice, AK__CHECK_SIGN_IN, 3,
     "failed the service principal got no token" TOKEN_ABSENT
     "\nfailed [environment] signing in was refused: AADSTS7000215: the secret is wrong; put in "
     "the "
     "value" OTHERS},
    {"nobody is signed in", nobody, AK__CHECK_SIGN_IN, 3,
     "failed not signed in to Azure: nothing serves > run `akscope login` or `az login`, or set "
     "AKSCOPE_TOKEN\nskipped [token] not set\nskipped [environment] not set\nskipped "
     "[workload-identity] not set\nskipped [github-actions] not set\nskipped [login] not set\n"
     "skipped [managed-identity] not set\nskipped [azure-cli] not set\nskipped [azd] not set"},
    {"a wrong --auth", no_such_credential, AK__CHECK_SIGN_IN, 2,
     "failed the configuration is wrong: there is no credential \"x\" > correct the named setting"},
    {"what rests on it", nobody, AK__CHECK_IDENTITY, 3, "skipped not checked: sign-in failed"},
    {"and on that", nobody, AK__CHECK_PROVIDERS, 3, "skipped not checked: sign-in failed"},
};

static void signing_in(void **state)
{
    (void)state;
    exam_cases_run(sign_in_rows, sizeof sign_in_rows / sizeof sign_in_rows[0]);
}

/* ---- identity ---- */

static void a_token_without_a_name(struct exam_case *c)
{
    c->exam.who[0] = '\0';
}

static void a_token_without_a_tenant(struct exam_case *c)
{
    c->exam.tenant[0] = '\0';
}

static void an_opaque_token(struct exam_case *c)
{
    c->exam.who[0] = c->exam.tenant[0] = c->exam.principal[0] = '\0';
}

static const struct exam_row identity_rows[] = {
    {"all is well", NULL, AK__CHECK_IDENTITY, 0, "ok kim@contoso.example, tenant t-1"},
    {"no name", a_token_without_a_name, AK__CHECK_IDENTITY, 0, "ok somebody, tenant t-1"},
    {"no tenant", a_token_without_a_tenant, AK__CHECK_IDENTITY, 0, "ok kim@contoso.example"},
    {"an opaque token", an_opaque_token, AK__CHECK_IDENTITY, 0,
     "skipped the token does not say whose it is"},
    {"whose roles nobody can tell", an_opaque_token, AK__CHECK_ROLES, 0,
     "skipped not checked: the token does not say whose it is"},
};

static void the_identity(void **state)
{
    (void)state;
    exam_cases_run(identity_rows, sizeof identity_rows / sizeof identity_rows[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cloud),  cmocka_unit_test(the_network),  cmocka_unit_test(the_clock),
        cmocka_unit_test(signing_in), cmocka_unit_test(the_identity),
    };

    return cmocka_run_group_tests_name("app exam of the way", tests, NULL, NULL);
}
