/* sign_in_desk.c: from the code to the sign-in in use. */
#include "config.h"

#include "sign_in_desk_int.h"

#include <stdio.h>
#include <stdlib.h>

#include "akscope/base/text.h"
#include "sign_in_int.h"

static void tell(struct ak__sign_in_desk *desk, enum ak_sign_in_state state)
{
    desk->shown.state = state;
    desk->on_change(desk->context);
}

static void fail(struct ak__sign_in_desk *desk, const struct ak_err *err)
{
    desk->shown.err = *err;
    tell(desk, AK_SIGN_IN_FAILED);
}

/* The credential that is asked before this sign-in, and has an answer; NULL when there is none. */
static const char *asked_first(const struct ak_core *core)
{
    const struct ak_attempt *attempts = ak_auth_attempts(core->auth);

    for (int i = 0; i < AK_CREDENTIAL_LOGIN; i++) {
        if (attempts[i].outcome == AK_ATTEMPT_SERVED || attempts[i].outcome == AK_ATTEMPT_FAILED)
            return ak_credential_get((enum ak_credential)i)->label;
    }
    return NULL;
}

static void remark(struct ak_sign_in *shown, const struct ak_core *core)
{
    const char *first = asked_first(core);
    const char *chosen = ak_conf_text(core->conf, AK_SETTING_ID_AUTH);

    shown->remark[0] = '\0';
    if (chosen[0] != '\0' && !ak_text_caseeq(chosen, "login"))
        snprintf(shown->remark, sizeof shown->remark,
                 "It is not in use: `auth` is set to %.64s. Start akscope with --auth login.",
                 chosen);
    else if (first != NULL)
        snprintf(shown->remark, sizeof shown->remark,
                 "It is not in use: the %s is asked first. Start akscope with --auth login.",
                 first);
}

static void on_code(const struct ak_login_code *code, void *context)
{
    struct ak__sign_in_desk *desk = context;
    const struct ak_clock *clock = &desk->core->machine_clock;

    ak_text_copy(desk->shown.code, sizeof desk->shown.code, code->user_code);
    ak_text_copy(desk->shown.url, sizeof desk->shown.url, code->url);
    desk->shown.expires_ms =
        ak_clock_ms(clock) + (code->expires_at - ak_clock_now(clock)) * INT64_C(1000);
    tell(desk, AK_SIGN_IN_CODE);
}

static void on_done(const struct ak_login_account *account, const struct ak_err *err, void *context)
{
    struct ak__sign_in_desk *desk = context;

    desk->login = NULL;
    if (desk->is_closing)
        return;
    if (account == NULL) {
        fail(desk, err);
        return;
    }
    ak_text_copy(desk->shown.name, sizeof desk->shown.name, account->name);
    remark(&desk->shown, desk->core);
    ak_auth_start_over(desk->core->auth);
    tell(desk, AK_SIGN_IN_DONE);
}

void ak__sign_in_desk_start(struct ak__sign_in_desk *desk)
{
    const struct ak_core *core = desk->core;
    char *path = ak_login_path();
    struct ak_err err = ak_err_none();

    if (desk->login == NULL && path == NULL) {
        ak_err_set(&err, AK_ERR_FILE, "%s", AK__NO_HOME_FOR_SIGN_IN);
        fail(desk, &err);
    } else if (desk->login == NULL && core->http != NULL) {
        struct ak_login_options options = {
            .loop = core->loop,
            .http = core->http,
            .clock = &core->machine_clock,
            .cloud = &core->cloud,
            .tenant_id = ak_conf_text(core->conf, AK_SETTING_ID_TENANT),
            .client_id = ak_conf_text(core->conf, AK_SETTING_ID_LOGIN_CLIENT),
            .place = ak__login_place(core->conf, path),
        };

        desk->shown = (struct ak_sign_in){.state = AK_SIGN_IN_ASKING, .err = ak_err_none()};
        desk->login = ak_login_start(&options, on_code, on_done, desk);
    }
    free(path);
}

void ak__sign_in_desk_close(struct ak__sign_in_desk *desk)
{
    desk->is_closing = true;
    if (desk->login != NULL)
        ak_login_cancel(desk->login);
}
