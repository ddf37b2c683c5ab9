/* sign_in.c: signing in on the command line, with a code that is entered in a browser anywhere. */
#include "config.h"

#include "sign_in_int.h"

#include <stdio.h>
#include <stdlib.h>

#include "akscope/auth/login.h"
#include "complain_int.h"
#include "core_int.h"

struct session {
    struct ak_loop *loop;
    struct ak_http *http;
    struct ak_clock clock;
    struct ak_cloud cloud;
    char *path;
    struct ak_err err;
};

static void on_code(const struct ak_login_code *code, void *context)
{
    (void)context;
    fprintf(stderr, "To sign in, open %s in a browser and enter the code %s.\n", code->url,
            code->user_code);
}

static void on_done(const struct ak_login_account *account, const struct ak_err *err, void *context)
{
    struct session *session = context;

    if (account == NULL) {
        session->err = *err;
        return;
    }
    printf("Signed in%s%s%s%s.\n", account->name[0] != '\0' ? " as " : "", account->name,
           account->tenant_id[0] != '\0' ? ", tenant " : "", account->tenant_id);
}

struct ak_login_place ak__login_place(const struct ak_conf *conf, const char *path)
{
    return (struct ak_login_place){.path = path,
                                   .keyring = ak_keyring_system(),
                                   .prefers_file = !ak_conf_switch(conf, AK_SETTING_ID_KEYRING)};
}

static int no_home(struct ak_err *err)
{
    return ak_err_set(err, AK_ERR_FILE, "%s", AK__NO_HOME_FOR_SIGN_IN);
}

/* Credentials that are asked before this one, when their variables are set. */
static void warn_of_variables(void)
{
    static const char *const names[] = {"AKSCOPE_TOKEN", "AZURE_CLIENT_SECRET",
                                        "AZURE_CLIENT_CERTIFICATE_PATH",
                                        "AZURE_FEDERATED_TOKEN_FILE"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && value[0] != '\0')
            fprintf(stderr, "%s is set, and is asked first; `--auth login` picks this sign-in.\n",
                    names[i]);
    }
}

static int open_session(struct session *session, const struct ak_conf *conf)
{
    session->path = ak_login_path();
    if (session->path == NULL)
        return no_home(&session->err);
    session->clock = ak_clock_system();
    session->loop = ak_loop_new();
    if (ak__core_choose_cloud(conf, &session->cloud, &session->err) != 0)
        return (int)session->err.kind;
    return ak__core_open_http(session->loop, conf, &session->http, &session->err);
}

static void close_session(struct session *session)
{
    if (session->http != NULL)
        ak_http_close(session->http);
    if (session->loop != NULL)
        ak_loop_free(session->loop);
    ak_cloud_release(&session->cloud);
    free(session->path);
}

static int end_with(const struct ak_err *err)
{
    if (err->kind != AK_ERR_NONE) {
        ak__complain(err);
        return ak_err_kind_exit_code(err->kind);
    }
    return ak__end_output();
}

int ak__sign_in(const struct ak_conf *conf)
{
    struct session session = {.err = ak_err_none()};

    if (open_session(&session, conf) == 0) {
        struct ak_login_options options = {
            .loop = session.loop,
            .http = session.http,
            .clock = &session.clock,
            .cloud = &session.cloud,
            .tenant_id = ak_conf_text(conf, AK_SETTING_ID_TENANT),
            .client_id = ak_conf_text(conf, AK_SETTING_ID_LOGIN_CLIENT),
            .place = ak__login_place(conf, session.path),
        };

        (void)ak_login_start(&options, on_code, on_done, &session);
        ak_loop_run(session.loop);
        if (session.err.kind == AK_ERR_NONE)
            warn_of_variables();
    }
    close_session(&session);
    return end_with(&session.err);
}

int ak__sign_out(const struct ak_conf *conf)
{
    const char *cloud = ak_conf_text(conf, AK_SETTING_ID_CLOUD);
    struct ak_err err = ak_err_none();
    char *path = ak_login_path();
    struct ak_login_place place = ak__login_place(conf, path);
    int count = 0;
    int failed = path == NULL
                     ? no_home(&err)
                     : ak_login_forget(&place, cloud[0] != '\0' ? cloud : NULL, &count, &err);

    free(path);
    if (failed && err.kind != AK_ERR_KEYRING)
        return end_with(&err);
    printf("%s\n", count == 0   ? "Nobody was signed in."
                   : count == 1 ? "Signed out."
                                : "Signed out everywhere.");
    if (!failed)
        return ak__end_output();
    fprintf(stderr,
            "akscope: a token is left in the keyring (%s): `akscope logout` once more, when it can "
            "be used, removes it\n",
            err.text);
    return ak_err_kind_exit_code(err.kind);
}
