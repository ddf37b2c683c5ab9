#include "config.h"

#include "entra_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/wire/errors.h"

enum { CODE_SIZE = 32 };

char *ak__entra_url(const struct ak_cloud *cloud, const char *tenant, const char *endpoint)
{
    return ak_asprintf("%s/%s/oauth2/v2.0/%s", cloud->authority, tenant, endpoint);
}

void ak__form_add(struct ak_buf *form, const char *name, const char *value)
{
    bool fits = (form->len == 0 || ak_buf_puts(form, "&")) && ak_buf_puts(form, name) &&
                ak_buf_puts(form, "=") && ak_http_encode(form, value);

    if (!fits)
        AK_BUG("a form is larger than allowed at %s", name);
}

struct ak_buf ak__entra_form(const char *client_id, const char *scope, const char *challenge)
{
    /* a value may grow threefold on its way into a form */
    struct ak_buf form = ak_buf_init_secret((size_t)AK_LIMIT_IDENTITY * 4);
    char *claims = ak_wire_write_claims(challenge);

    ak__form_add(&form, "client_id", client_id);
    ak__form_add(&form, "scope", scope);
    ak__form_add(&form, "claims", claims);
    free(claims);
    return form;
}

struct ak_buf ak__entra_ask_form(const struct ak__ask *ask, const char *client_id)
{
    char *scope = ak__ask_scope(ask);
    struct ak_buf form = ak__entra_form(client_id, scope, ask->entry->challenge);

    free(scope);
    return form;
}

struct ak__question ak__entra_question(const char *url, const struct ak_buf *form)
{
    return (struct ak__question){
        .method = "POST",
        .url = url,
        .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                    {"Accept", "application/json"}},
        .form = form,
        .patience = &ak__patience_with_services,
    };
}

void ak__entra_send(struct ak__ask *ask, const char *tenant, const struct ak_buf *form,
                    ak__inquiry_on_done *on_done)
{
    char *url = ak__entra_url(&ask->auth->cloud, tenant, "token");
    struct ak__question question = ak__entra_question(url, form);

    ak__ask_send(ask, &question, on_done);
    free(url);
}

/* ---- refusals ---- */

/* "AADSTS7000215" out of a sentence that begins with it; "" where there is none. */
static void find_code(const char *text, char out[CODE_SIZE])
{
    static const char prefix[] = "AADSTS";
    const char *found = strstr(text, prefix);
    size_t len;

    out[0] = '\0';
    if (found == NULL)
        return;
    len = sizeof prefix - 1 + strspn(found + sizeof prefix - 1, "0123456789");
    if (len < CODE_SIZE) {
        memcpy(out, found, len);
        out[len] = '\0';
    }
}

/* Microsoft's sentence without what is for a support case, and without the code before it. */
static void trim(char *text, const char *code)
{
    size_t len = strlen(code);
    char *end = strstr(text, " Trace ID:");

    if (end != NULL)
        *end = '\0';
    if (len > 0 && strncmp(text, code, len) == 0 && text[len] == ':')
        memmove(text, text + len + 2, strlen(text + len + 1));
}

static void explain(struct ak_err *err)
{
    char code[CODE_SIZE];
    char text[AK_ERR_TEXT_SIZE];
    struct ak_entra_help help;

    find_code(err->text, code);
    (void)ak_text_copy(text, sizeof text, err->text);
    trim(text, code);
    help = ak_entra_help(code);
    if (help.meaning[0] != '\0')
        ak_err_detail(err, "%s; %s", help.meaning, help.advice);
    else
        ak_err_detail(err, "%s", text);
    if (code[0] != '\0')
        ak_err_set_code(err, code);
    err->kind = AK_ERR_SIGN_IN;
}

static void read_refusal(const struct ak_http_response *response, const struct ak_clock *clock,
                         struct ak_err *err)
{
    const char *id = ak_http_header_find(response, "x-ms-request-id");

    ak_wire_read_error(response->status, response->body, response->body_len, err);
    err->retry_after_s =
        ak_http_retry_after(ak_http_header_find(response, "retry-after"), ak_clock_now(clock));
    if (id != NULL)
        ak_err_set_request_id(err, id);
    /* What has a code is an answer of Entra ID; anything else came from something on the way. */
    if (response->status < 500 && response->status != 429 && err->code[0] != '\0')
        explain(err);
}

int ak__entra_read(const struct ak_http_response *response, const struct ak_clock *clock,
                   const struct ak_err *cause, struct ak_token_answer *out, struct ak_err *err)
{
    if (response == NULL) {
        *err = *cause;
        return (int)err->kind;
    }
    if (response->status != 200) {
        read_refusal(response, clock, err);
        return (int)err->kind;
    }
    return ak_wire_read_token(response->body, response->body_len, ak_clock_now(clock), out, err);
}

void ak__entra_on_token(const struct ak_http_response *response, const struct ak_err *cause,
                        void *context)
{
    struct ak__ask *ask = context;
    struct ak_token_answer answer;
    struct ak_err err = ak_err_none();

    ask->inquiry = NULL;
    if (ak__entra_read(response, ask->auth->clock, cause, &answer, &err) != 0)
        ak__ask_fail(ask, &err, NULL);
    else
        ak__ask_serve_answer(ask, &answer);
}

/* ---- ids and assertions ---- */

struct refusal {
    struct ak__ask *ask;
    struct ak_err err;
};

static void refuse(void *context)
{
    struct refusal *refusal = context;

    ak__ask_fail(refusal->ask, &refusal->err, NULL);
    free(refusal);
}

bool ak__entra_check_ids(struct ak__ask *ask, const char *tenant, const char *client)
{
    bool tenant_is_good = ak__is_plain_id(tenant);
    struct refusal *refusal;

    if (tenant_is_good && ak__is_plain_id(client))
        return true;
    refusal = ak_alloc(1, sizeof *refusal);
    refusal->ask = ask;
    ak_err_set(&refusal->err, AK_ERR_CONFIG, "%s is neither an id nor a domain",
               tenant_is_good ? "the client (AZURE_CLIENT_ID)" : "the tenant (AZURE_TENANT_ID)");
    ak_loop_later(ask->auth->loop, refuse, refusal);
    return false;
}

/* Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow, "Second
 * case: access token request with a certificate" and "Third case: … with a federated credential".
 */
void ak__entra_send_assertion(struct ak__ask *ask, const char *assertion)
{
    struct ak_buf form = ak__entra_ask_form(ask, ask->auth->variables.client_id);

    ak__form_add(&form, "grant_type", "client_credentials");
    ak__form_add(&form, "client_assertion_type",
                 "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    ak__form_add(&form, "client_assertion", assertion);
    ak__entra_send(ask, ak__ask_tenant(ask), &form, ak__entra_on_token);
    ak_buf_release(&form);
}
