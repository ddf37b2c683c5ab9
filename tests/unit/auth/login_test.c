/* login_test.c: signing in with a code, and the file that keeps it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/io/file.h"
#include "akscope/auth/login.h"
#include "tests/unit/auth/identity_bench.h"

#define CODE(seconds)                                                                              \
    "{\"device_code\":\"device-1\",\"user_code\":\"ABCD-EFGH\",\"verification_uri\":"              \
    "\"https://microsoft.com/devicelogin\",\"expires_in\":" seconds                                \
    ",\"interval\":1,\"message\":\"open the page\\u001b[31m\"}"
#define PENDING "{\"error\":\"authorization_pending\",\"error_description\":\"AADSTS70016: wait\"}"
/* {"preferred_username":"kim@contoso.com","tid":"tenant-9"} */
#define ID_TOKEN                                                                                   \
    "eyJhbGciOiJub25lIn0.eyJwcmVmZXJyZWRfdXNlcm5hbWUiOiJraW1AY29udG9zby5jb20iLCJ0aWQiOiJ0ZW5hbnQt" \
    "OSJ9.x"
#define SIGNED_IN                                                                                  \
    "{\"access_token\":\"a\",\"expires_in\":3600,\"refresh_token\":\"refresh-1\",\"id_token\":"    \
    "\"" ID_TOKEN "\"}"

struct session {
    struct identity_bench bench;
    struct ak_login *login;
    bool cancels; /* as soon as there is a code */
    int codes;
    int ends;
    char user_code[32];
    char url[64];
    char message[64];
    char name[64];
    char tenant[64];
    int64_t expires_at;
    struct ak_err err;
};

static void on_code(const struct ak_login_code *code, void *context)
{
    struct session *session = context;

    session->codes++;
    assert_int_equal(session->ends, 0);
    (void)snprintf(session->user_code, sizeof session->user_code, "%s", code->user_code);
    (void)snprintf(session->url, sizeof session->url, "%s", code->url);
    (void)snprintf(session->message, sizeof session->message, "%s", code->message);
    session->expires_at = code->expires_at;
    if (session->cancels)
        ak_login_cancel(session->login);
}

static void on_done(const struct ak_login_account *account, const struct ak_err *err, void *context)
{
    struct session *session = context;

    assert_true((account == NULL) != (err == NULL));
    session->ends++;
    if (err != NULL) {
        session->err = *err;
        return;
    }
    (void)snprintf(session->name, sizeof session->name, "%s", account->name);
    (void)snprintf(session->tenant, sizeof session->tenant, "%s", account->tenant_id);
}

static void start(struct session *session, const char *tenant)
{
    char *path = ak_login_path();
    struct ak_login_options options = {.loop = session->bench.loop,
                                       .http = session->bench.http,
                                       .clock = &session->bench.clock,
                                       .cloud = &session->bench.cloud,
                                       .tenant_id = tenant,
                                       .place = {.path = path},
                                       .unit_ms = 1};

    session->login = ak_login_start(&options, on_code, on_done, session);
    free(path);
    assert_int_equal(session->codes + session->ends, 0);
}

static void sign_in(struct session *session, const struct tiny_answer *script, size_t count)
{
    *session = (struct session){.err = ak_err_none()};
    bench_play_script(&session->bench, script, count);
    start(session, NULL);
    ak_loop_run(session->bench.loop);
    assert_int_equal(session->ends, 1);
}

static const char *sent(struct session *session, unsigned number)
{
    const struct tiny_request *request = tiny_server_request(session->bench.server, number);

    assert_non_null(request);
    return request->body;
}

static char *kept(const struct session *session)
{
    char *path = bench_path(&session->bench, "akscope/login.json");
    char *text = NULL;
    size_t len;
    struct ak_err err = ak_err_none();

    if (ak_file_read(path, 65536, &text, &len, &err) != 0)
        text = ak_strdup("");
    free(path);
    return text;
}

static void a_person_signs_in_and_it_is_kept(void **state)
{
    static const struct tiny_answer script[] = {
        {.body = CODE("900")},
        {.status = 400, .body = PENDING},
        {.status = 400, .body = "{\"error\":\"slow_down\"}"},
        {.body = SIGNED_IN}};
    struct session session;
    struct stat status;

    (void)state;
    sign_in(&session, script, 4);
    assert_int_equal(session.codes, 1);
    assert_string_equal(session.user_code, "ABCD-EFGH");
    assert_string_equal(session.url, "https://microsoft.com/devicelogin");
    assert_null(strchr(session.message, '\033'));
    assert_int_equal(session.expires_at, BENCH_NOW + 900);
    assert_string_equal(session.name, "kim@contoso.com");
    assert_string_equal(session.tenant, "tenant-9");
    assert_string_equal(tiny_server_request(session.bench.server, 0)->target,
                        "/organizations/oauth2/v2.0/devicecode");
    assert_non_null(strstr(sent(&session, 0), "client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&"
                                              "scope=https%3A%2F%2Fmanagement.azure.com%2F%2F."
                                              "default%20offline_access%20openid%20profile&"));
    assert_string_equal(sent(&session, 3),
                        "client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&grant_type=urn%3Aietf%3A"
                        "params%3Aoauth%3Agrant-type%3Adevice_code&device_code=device-1");

    char *text = kept(&session);
    char *path = bench_path(&session.bench, "akscope/login.json");
    assert_non_null(strstr(text, "\"refreshToken\": \"refresh-1\""));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    free(path);
    free(text);
    bench_end(&session.bench);
}

static void what_goes_wrong_is_told(void **state)
{
    static const struct {
        struct tiny_answer script[2];
        enum ak_err_kind kind;
        const char *text;
    } cases[] = {
        {{{.body = CODE("900")},
          {.status = 400,
           .body = "{\"error\":\"authorization_declined\",\"error_description\":\"AADSTS65004: "
                   "no\"}"}},
         AK_ERR_SIGN_IN,
         "the sign-in was declined"},
        {{{.body = CODE("900")},
          {.status = 400,
           .body = "{\"error\":\"expired_token\",\"error_description\":\"AADSTS70020: late\"}"}},
         AK_ERR_SIGN_IN,
         "the code was not entered in time"},
        {{{.body = CODE("900")},
          {.status = 400,
           .body =
               "{\"error\":\"interaction_required\",\"error_description\":\"AADSTS53003: x\"}"}},
         AK_ERR_SIGN_IN,
         "conditional access blocks this sign-in"},
        {{{.body = CODE("900")}, {.body = "{\"access_token\":\"a\"}"}},
         AK_ERR_SIGN_IN,
         "no refresh token"},
        {{{.status = 400,
           .body = "{\"error\":\"unauthorized_client\",\"error_description\":\"AADSTS700016: x\"}"},
          {0}},
         AK_ERR_SIGN_IN,
         "the application does not exist"},
        {{{.body = "{}"}, {0}}, AK_ERR_MALFORMED, "lacks device_code"},
        {{{.body =
               "{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_uri\":\"http://x.com\""
               ",\"expires_in\":900}"},
          {0}},
         AK_ERR_UNTRUSTED,
         "the page for the code"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct session session;

        sign_in(&session, cases[i].script, 2);
        if (session.err.kind != cases[i].kind || strstr(session.err.text, cases[i].text) == NULL)
            fail_msg("case %zu: %s \"%s\"", i, ak_err_kind_name(session.err.kind),
                     session.err.text);
        char *text = kept(&session);
        assert_string_equal(text, "");
        free(text);
        bench_end(&session.bench);
    }
}

static void let_time_pass(const struct tiny_request *request, struct tiny_answer *answer,
                          void *context)
{
    struct session *session = context;

    if (request->number == 0) {
        answer->body = CODE("10");
    } else {
        session->bench.clock.fixed_seconds += 4;
        answer->status = 400;
        answer->body = PENDING;
    }
}

static void a_code_that_nobody_enters_runs_out(void **state)
{
    struct session session = {.err = ak_err_none()};

    (void)state;
    bench_play_with(&session.bench, let_time_pass, &session);
    start(&session, "contoso.com");
    ak_loop_run(session.bench.loop);
    assert_int_equal(session.ends, 1);
    assert_int_equal(session.err.kind, AK_ERR_SIGN_IN);
    assert_string_equal(session.err.text, "the code was not entered in time");
    assert_int_equal(tiny_server_request_count(session.bench.server), 4);
    assert_string_equal(tiny_server_request(session.bench.server, 0)->target,
                        "/contoso.com/oauth2/v2.0/devicecode");
    bench_end(&session.bench);
}

static void it_can_be_cancelled_at_any_time(void **state)
{
    static const struct tiny_answer script[] = {{.body = CODE("900")},
                                                {.status = 400, .body = PENDING}};

    (void)state;
    for (int when = 0; when < 2; when++) {
        struct session session = {.cancels = when == 1, .err = ak_err_none()};

        bench_play_script(&session.bench, script, 2);
        start(&session, NULL);
        if (when == 0)
            ak_login_cancel(session.login);
        ak_loop_run(session.bench.loop);
        assert_int_equal(session.ends, 1);
        assert_int_equal(session.codes, when);
        assert_int_equal(session.err.kind, AK_ERR_CANCELLED);
        bench_end(&session.bench);
    }
}

static void a_tenant_that_is_none_is_not_asked_for(void **state)
{
    static const struct tiny_answer none = {.status = 500};
    struct session session = {.err = ak_err_none()};

    (void)state;
    bench_play_script(&session.bench, &none, 1);
    start(&session, "../evil");
    ak_loop_run(session.bench.loop);
    assert_int_equal(session.err.kind, AK_ERR_CONFIG);
    assert_int_equal(tiny_server_request_count(session.bench.server), 0);
    bench_end(&session.bench);
}

/* ---- what is kept ---- */

static void play_renewals(const struct tiny_request *request, struct tiny_answer *answer,
                          void *context)
{
    static const char *const bodies[] = {
        CODE("900"), SIGNED_IN,
        "{\"access_token\":\"access-2\",\"expires_in\":3600,\"refresh_token\":\"refresh-2\"}",
        "{\"access_token\":\"access-3\",\"expires_in\":3600,\"refresh_token\":\"refresh-3\"}"};

    (void)context;
    answer->body = bodies[request->number < 4 ? request->number : 3];
}

static void a_kept_sign_in_serves_and_is_renewed(void **state)
{
    struct session session = {.err = ak_err_none()};
    char who[AK_AUTH_WHO_SIZE];

    (void)state;
    bench_play_with(&session.bench, play_renewals, NULL);
    start(&session, NULL);
    ak_loop_run(session.bench.loop);
    assert_string_equal(session.name, "kim@contoso.com");

    bench_open_auth(&session.bench, NULL);
    bench_assert_served(&session.bench, "access-2");
    assert_string_equal(ak_auth_source(session.bench.auth), "akscope login");
    assert_string_equal(bench_attempt(&session.bench, AK_CREDENTIAL_LOGIN)->detail,
                        "kim@contoso.com");
    assert_string_equal(ak_auth_who(session.bench.auth, who), "");
    assert_string_equal(tiny_server_request(session.bench.server, 2)->target,
                        "/tenant-9/oauth2/v2.0/token");
    assert_non_null(strstr(sent(&session, 2), "refresh_token=refresh-1"));
    char *text = kept(&session);
    assert_non_null(strstr(text, "refresh-2"));
    assert_null(strstr(text, "refresh-1"));
    free(text);

    session.bench.clock.fixed_seconds += 3600;
    bench_assert_served(&session.bench, "access-3");
    assert_non_null(strstr(sent(&session, 3), "refresh_token=refresh-2"));
    bench_end(&session.bench);
}

static void keep_kim(const struct session *session, const char *authority)
{
    char *text = ak_asprintf(
        "{\"version\":1,\"logins\":[{\"cloud\":\"AzureCloud\",\"authority\":\"%s\",\"tenantId\":\""
        "t\",\"clientId\":\"c\",\"name\":\"kim\",\"refreshToken\":\"refresh-0\"}]}",
        authority);

    bench_write(&session->bench, "akscope/login.json", text);
    free(text);
}

/* Another process signs out while the answer is on its way. */
static void sign_out_meanwhile(const struct tiny_request *request, struct tiny_answer *answer,
                               void *context)
{
    struct ak_err err = ak_err_none();
    char *path = ak_login_path();
    const struct ak_login_place place = {.path = path};
    int count = 0;

    (void)context;
    if (request->number == 0) {
        assert_int_equal(ak_login_forget(&place, NULL, &count, &err), 0);
        assert_int_equal(count, 1);
    }
    answer->body = "{\"access_token\":\"late\",\"expires_in\":60,\"refresh_token\":\"refresh-9\"}";
    free(path);
}

static void a_session_that_goes_on_does_not_undo_a_sign_out(void **state)
{
    struct session session = {.err = ak_err_none()};

    (void)state;
    bench_play_with(&session.bench, sign_out_meanwhile, NULL);
    keep_kim(&session, session.bench.cloud.authority);
    bench_open_auth(&session.bench, NULL);
    bench_assert_served(&session.bench, "late");
    char *text = kept(&session);
    assert_null(strstr(text, "refresh"));
    free(text);
    bench_end(&session.bench);
}

static void a_refused_sign_in_says_to_sign_in_again(void **state)
{
    static const struct tiny_answer refusal = {
        .status = 400,
        .body = "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS700082: inactive\"}"};
    struct session session = {.err = ak_err_none()};

    (void)state;
    bench_play_script(&session.bench, &refusal, 1);
    keep_kim(&session, session.bench.cloud.authority);
    bench_open_auth(&session.bench, NULL);
    bench_assert_refused(&session.bench, AK_ERR_SIGN_IN, "has not been used for too long");
    assert_non_null(
        strstr(bench_attempt(&session.bench, AK_CREDENTIAL_LOGIN)->advice, "akscope login"));
    bench_end(&session.bench);
}

/* A refresh token goes to the authority that gave it, whatever a cloud calls itself. */
static void a_sign_in_elsewhere_is_not_sent_here(void **state)
{
    static const struct tiny_answer none = {.status = 500};
    struct session session = {.err = ak_err_none()};

    (void)state;
    bench_play_script(&session.bench, &none, 1);
    keep_kim(&session, "https://login.microsoftonline.com");
    bench_open_one(&session.bench, "login");
    bench_assert_refused(&session.bench, AK_ERR_NOT_SIGNED_IN,
                         "nobody has signed in to AzureCloud");
    assert_int_equal(tiny_server_request_count(session.bench.server), 0);
    bench_end(&session.bench);
}

static void a_damaged_file_is_told(void **state)
{
    static const struct {
        const char *text;
        const char *said;
    } cases[] = {
        {"{", "not JSON"},
        {"{}", "no file of sign-ins"},
        {"{\"version\":2,\"logins\":[]}", "newer akscope"},
        {"{\"version\":1,\"logins\":[{\"cloud\":\"c\"}]}", "without cloud or token"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static const struct tiny_answer none = {.status = 500};
        struct session session = {.err = ak_err_none()};

        bench_play_script(&session.bench, &none, 1);
        bench_write(&session.bench, "akscope/login.json", cases[i].text);
        bench_open_one(&session.bench, "login");
        bench_assert_refused(&session.bench, AK_ERR_FILE, cases[i].said);
        bench_end(&session.bench);
    }
}

static void signing_out_forgets_one_cloud_or_all(void **state)
{
    static const char text[] =
        "{\"version\":1,\"logins\":["
        "{\"cloud\":\"AzureCloud\",\"authority\":\"https://a\",\"clientId\":\"c\","
        "\"refreshToken\":\"first-secret\"},"
        "{\"cloud\":\"AzureChinaCloud\",\"authority\":\"https://b\",\"clientId\":\"c\","
        "\"refreshToken\":\"second-secret\"}]}";
    static const struct tiny_answer none = {.status = 500};
    struct session session = {.err = ak_err_none()};
    struct ak_err err = ak_err_none();
    int count = -1;

    (void)state;
    bench_play_script(&session.bench, &none, 1);
    char *path = ak_login_path();
    const struct ak_login_place place = {.path = path};
    assert_int_equal(ak_login_forget(&place, NULL, &count, &err), 0);
    assert_int_equal(count, 0);
    bench_write(&session.bench, "akscope/login.json", text);
    assert_int_equal(ak_login_forget(&place, "azurechinacloud", &count, &err), 0);
    assert_int_equal(count, 1);
    char *left = kept(&session);
    assert_non_null(strstr(left, "first-secret"));
    assert_null(strstr(left, "second-secret"));
    free(left);
    assert_int_equal(ak_login_forget(&place, NULL, &count, &err), 0);
    assert_int_equal(count, 1);
    left = kept(&session);
    assert_null(strstr(left, "secret"));
    free(left);
    free(path);
    bench_end(&session.bench);
}

#undef CODE

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_signs_in_and_it_is_kept),
        cmocka_unit_test(what_goes_wrong_is_told),
        cmocka_unit_test(a_code_that_nobody_enters_runs_out),
        cmocka_unit_test(it_can_be_cancelled_at_any_time),
        cmocka_unit_test(a_tenant_that_is_none_is_not_asked_for),
        cmocka_unit_test(a_kept_sign_in_serves_and_is_renewed),
        cmocka_unit_test(a_session_that_goes_on_does_not_undo_a_sign_out),
        cmocka_unit_test(a_refused_sign_in_says_to_sign_in_again),
        cmocka_unit_test(a_sign_in_elsewhere_is_not_sent_here),
        cmocka_unit_test(a_damaged_file_is_told),
        cmocka_unit_test(signing_out_forgets_one_cloud_or_all),
    };

    return cmocka_run_group_tests_name("login", tests, NULL, NULL);
}
