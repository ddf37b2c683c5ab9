/* login.c: signing in with a code. */
#include "config.h"

#include "akscope/auth/login.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/wire/errors.h"
#include "entra_int.h"
#include "login_int.h"

/* The public client of the Azure CLI, which is also that of DeviceCodeCredential in Azure's own
 * libraries; every tenant has it. */
static const char azure_cli[] = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
static const char grant[] = "urn:ietf:params:oauth:grant-type:device_code";

enum { SLOWER_S = 5, WHO_SIZE = 160 };

struct ak_login {
    struct ak_login_options options; /* its texts are our own */
    struct ak_cloud cloud;
    char *tenant_id;
    char *client_id;
    char *path;
    ak_login_on_code *on_code;
    ak_login_on_done *on_done;
    void *context;
    struct ak_device_code code;
    int64_t expires_at;
    int64_t interval_s;
    bool is_cancelled;
    /* what is under way: at most one, besides the timer */
    struct ak_discovery *discovery;
    struct ak__inquiry *inquiry;
    struct ak_work *work;
    struct ak_timer *timer;
    bool is_waiting; /* for the timer */
    /* who signed in, while it is kept */
    struct ak_kept_login kept;
    struct ak_err err;
};

static void finish(struct ak_login *login, const struct ak_err *err)
{
    struct ak_login_account account = {.name = login->kept.name,
                                       .tenant_id = login->kept.tenant_id};

    login->on_done(err == NULL ? &account : NULL, err, login->context);
    ak_kept_login_release(&login->kept);
    ak_device_code_release(&login->code);
    ak_cloud_release(&login->cloud);
    ak_timer_close(login->timer);
    free(login->tenant_id);
    free(login->client_id);
    free(login->path);
    free(login);
}

static void finish_cancelled(void *context)
{
    struct ak_login *login = context;

    ak_err_set(&login->err, AK_ERR_CANCELLED, "signing in");
    finish(login, &login->err);
}

static void post(struct ak_login *login, const char *endpoint, const struct ak_buf *form,
                 ak__inquiry_on_done *on_done)
{
    char *url = ak__entra_url(&login->cloud, login->tenant_id, endpoint);
    struct ak__question question = ak__entra_question(url, form);
    struct ak__inquiry_times times = {login->options.clock, login->options.unit_ms};

    login->inquiry = ak__inquiry_start(login->options.loop, login->options.http, &times, &question,
                                       on_done, login);
    free(url);
}

/* ---- keeping it ---- */

static void keep(void *context)
{
    struct ak_login *login = context;

    (void)!ak__login_keep(&login->options.place, &login->kept, false, &login->err);
}

static void on_kept(void *context, bool is_cancelled)
{
    struct ak_login *login = context;

    login->work = NULL;
    if (is_cancelled)
        finish_cancelled(login);
    else
        finish(login, login->err.kind != AK_ERR_NONE ? &login->err : NULL);
}

static char *claim_of(const struct ak_token_answer *answer, const char *claim)
{
    char text[WHO_SIZE] = "";

    if (answer->id_token != NULL)
        (void)ak__jwt_text(answer->id_token, strlen(answer->id_token), claim, text, sizeof text);
    return ak_strdup(text);
}

static void take_token(struct ak_login *login, struct ak_token_answer *answer)
{
    if (answer->refresh_token == NULL) {
        ak_token_answer_release(answer);
        ak_err_set(&login->err, AK_ERR_SIGN_IN,
                   "signed in, but not for longer than now: the answer holds no refresh token");
        finish(login, &login->err);
        return;
    }
    login->kept = (struct ak_kept_login){
        .cloud = ak_strdup(login->cloud.name),
        .authority = ak_strdup(login->cloud.authority),
        .tenant_id = claim_of(answer, "tid"),
        .client_id = ak_strdup(login->client_id),
        .name = claim_of(answer, "preferred_username"),
        .refresh_token = answer->refresh_token,
    };
    answer->refresh_token = NULL;
    ak_token_answer_release(answer);
    login->work = ak_work_start(login->options.loop, keep, on_kept, login);
}

/* ---- polling ---- */

static void wait_for_person(struct ak_login *login)
{
    if (ak_clock_now(login->options.clock) >= login->expires_at) {
        ak_err_set(&login->err, AK_ERR_SIGN_IN, "the code was not entered in time");
        finish(login, &login->err);
        return;
    }
    login->is_waiting = true;
    ak_timer_start(login->timer, (uint64_t)(login->interval_s * login->options.unit_ms), 0);
}

/* What says that the person has not finished yet (RFC 8628, 3.5). */
static bool is_pending(struct ak_login *login, const struct ak_http_response *response)
{
    struct ak_err err = ak_err_none();

    if (response == NULL || response->status != 400)
        return false;
    ak_wire_read_error(response->status, response->body, response->body_len, &err);
    if (strcmp(err.code, "slow_down") == 0)
        login->interval_s += SLOWER_S;
    return strcmp(err.code, "authorization_pending") == 0 || strcmp(err.code, "slow_down") == 0;
}

/* Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code, "Expected errors". */
static void explain(const struct ak_http_response *response, struct ak_err *err)
{
    static const struct {
        const char *code;
        const char *text;
    } rows[] = {
        {"authorization_declined", "the sign-in was declined"},
        {"access_denied", "the sign-in was declined"},
        {"expired_token", "the code was not entered in time"},
        {"bad_verification_code", "Microsoft Entra ID does not know this code"},
    };
    struct ak_err raw = ak_err_none();

    if (response == NULL)
        return;
    ak_wire_read_error(response->status, response->body, response->body_len, &raw);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(raw.code, rows[i].code) == 0)
            ak_err_detail(err, "%s", rows[i].text);
    }
}

static void on_poll(const struct ak_http_response *response, const struct ak_err *cause,
                    void *context)
{
    struct ak_login *login = context;
    struct ak_token_answer answer;

    login->inquiry = NULL;
    if (login->is_cancelled) {
        finish_cancelled(login);
    } else if (is_pending(login, response)) {
        wait_for_person(login);
    } else if (ak__entra_read(response, login->options.clock, cause, &answer, &login->err) != 0) {
        explain(response, &login->err);
        finish(login, &login->err);
    } else {
        take_token(login, &answer);
    }
}

static void poll(void *context)
{
    struct ak_login *login = context;
    struct ak_buf form = ak_buf_init_secret((size_t)AK_LIMIT_IDENTITY * 4);

    login->is_waiting = false;
    ak__form_add(&form, "client_id", login->client_id);
    ak__form_add(&form, "grant_type", grant);
    ak__form_add(&form, "device_code", login->code.device_code);
    post(login, "token", &form, on_poll);
    ak_buf_release(&form);
}

/* ---- the code ---- */

static void on_code(const struct ak_http_response *response, const struct ak_err *cause,
                    void *context)
{
    struct ak_login *login = context;
    struct ak_token_answer ignored;
    struct ak_err unsafe = ak_err_none();
    int failed;

    login->inquiry = NULL;
    if (login->is_cancelled) {
        finish_cancelled(login);
        return;
    }
    if (response == NULL || response->status != 200)
        failed = ak__entra_read(response, login->options.clock, cause, &ignored, &login->err);
    else
        failed =
            ak_wire_read_device_code(response->body, response->body_len, &login->code, &login->err);
    if (!failed && ak_http_check_url(login->code.url, &unsafe) != 0)
        failed =
            ak_err_set(&login->err, AK_ERR_UNTRUSTED, "the page for the code: %s", unsafe.text);
    if (failed) {
        finish(login, &login->err);
        return;
    }
    login->expires_at = ak_clock_now(login->options.clock) + login->code.expires_in;
    login->interval_s = login->code.interval;
    const struct ak_login_code code = {.user_code = login->code.user_code,
                                       .url = login->code.url,
                                       .message = login->code.message,
                                       .expires_at = login->expires_at};
    login->is_waiting = true; /* the callback may cancel */
    login->on_code(&code, login->context);
    if (login->is_cancelled)
        return;
    wait_for_person(login);
}

static void ask_for_code(struct ak_login *login)
{
    char *scope = ak_asprintf("%s/.default " AK__LOGIN_SCOPES, login->cloud.audience);
    struct ak_buf form = ak__entra_form(login->client_id, scope, NULL);

    post(login, "devicecode", &form, on_code);
    ak_buf_release(&form);
    free(scope);
}

static void on_discovered(const struct ak_cloud *cloud, const struct ak_err *err, void *context)
{
    struct ak_login *login = context;

    login->discovery = NULL;
    if (login->is_cancelled) {
        finish_cancelled(login);
    } else if (cloud == NULL) {
        login->err = *err;
        finish(login, &login->err);
    } else {
        ak_cloud_release(&login->cloud);
        ak_cloud_copy(&login->cloud, cloud);
        ask_for_code(login);
    }
}

static void begin(void *context)
{
    struct ak_login *login = context;

    if (login->is_cancelled) {
        finish_cancelled(login);
    } else if (!ak__is_plain_id(login->tenant_id) || !ak__is_plain_id(login->client_id)) {
        ak_err_set(&login->err, AK_ERR_CONFIG, "\"%.60s\" is neither an id nor a domain",
                   ak__is_plain_id(login->tenant_id) ? login->client_id : login->tenant_id);
        finish(login, &login->err);
    } else if (ak_cloud_is_known(&login->cloud)) {
        ask_for_code(login);
    } else {
        login->discovery =
            ak_discovery_start(login->options.http, &login->cloud, on_discovered, login);
    }
}

static const char *first_given(const char *a, const char *b, const char *fallback)
{
    if (a != NULL && a[0] != '\0')
        return a;
    return b != NULL && b[0] != '\0' ? b : fallback;
}

struct ak_login *ak_login_start(const struct ak_login_options *options, ak_login_on_code *on_code_,
                                ak_login_on_done *on_done, void *context)
{
    struct ak_login *login = ak_alloc(1, sizeof *login);

    login->options = *options;
    if (login->options.unit_ms <= 0)
        login->options.unit_ms = 1000;
    ak_cloud_copy(&login->cloud, options->cloud);
    login->tenant_id =
        ak_strdup(first_given(options->tenant_id, getenv("AZURE_TENANT_ID"), AK__ANY_TENANT));
    login->client_id = ak_strdup(first_given(options->client_id, NULL, azure_cli));
    login->path = ak_strdup(options->place.path);
    login->options.place.path = login->path;
    login->on_code = on_code_;
    login->on_done = on_done;
    login->context = context;
    login->err = ak_err_none();
    login->timer = ak_timer_new(options->loop, poll, login);
    ak_loop_later(options->loop, begin, login);
    return login;
}

void ak_login_cancel(struct ak_login *login)
{
    if (login->is_cancelled)
        return;
    login->is_cancelled = true;
    if (login->discovery != NULL) {
        ak_discovery_cancel(login->discovery);
    } else if (login->inquiry != NULL) {
        ak__inquiry_cancel(login->inquiry);
    } else if (login->work != NULL) {
        ak_work_cancel(login->work);
    } else if (login->is_waiting) {
        ak_timer_stop(login->timer);
        ak_loop_later(login->options.loop, finish_cancelled, login);
    }
}
