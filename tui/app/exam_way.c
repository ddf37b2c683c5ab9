/* exam_way.c: the way to Azure: which cloud, does it answer, whose clock is right, and who are you?
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/date.h"
#include "akscope/base/text.h"
#include "exam_int.h"

enum {
    SLOW_MS = 2000,
    IN_STEP_S = 60,
    SKEW_MOST_S = 300, /* Microsoft Entra ID takes no more */
};

/* ---- cloud ---- */

void ak__look_at_cloud(const struct ak__exam *exam, struct ak__verdicts *out)
{
    const struct ak_cloud *cloud = exam->cloud;

    if (exam->cloud_err.kind != AK_ERR_NONE) {
        (void)ak__verdict_err(out, AK_CHECK_FAILED, &exam->cloud_err);
        return;
    }
    const char *chosen = strcmp(cloud->origin, "default") == 0
                             ? "by default"
                             : ak_arena_printf(out->arena, "by %s", cloud->origin);
    /* One that is not known by name is called by its host. */
    bool is_named = strstr(cloud->arm_endpoint, cloud->name) == NULL;
    (void)ak__verdict_add(out, AK_CHECK_OK, "%s%s%s (%s)", is_named ? cloud->name : "",
                          is_named ? ", " : "", cloud->arm_endpoint, chosen);
}

/* ---- network ---- */

/* "https://management.azure.com" of a URL. */
static const char *origin_of(struct ak_arena *arena, const char *url)
{
    const char *host = strstr(url, "://");
    size_t len = host != NULL ? (size_t)(host + 3 - url) : 0;

    return ak_arena_strndup(arena, url, len + strcspn(url + len, "/"));
}

static const char *host_of(struct ak_arena *arena, const char *url)
{
    const char *origin = origin_of(arena, url);
    const char *host = strstr(origin, "://");

    return host != NULL ? host + 3 : origin;
}

static void advise_step(const struct ak__probe_result *probe, struct ak__verdicts *out,
                        struct ak__verdict *verdict)
{
    const char *host = host_of(out->arena, probe->url);

    switch (ak_http_failed_step(&probe->err)) {
    case AK_HTTP_STEP_PROXY:
        ak__verdict_advise(out, verdict,
                           "check the proxy in HTTPS_PROXY (%s), or leave it out for this host: "
                           "NO_PROXY=%s",
                           probe->proxy, host);
        break;
    case AK_HTTP_STEP_NAME:
        ak__verdict_advise(
            out, verdict,
            "the name has no address here: check DNS (`getent hosts %s`) and VPN; where only "
            "a proxy leads out, set HTTPS_PROXY",
            host);
        break;
    case AK_HTTP_STEP_CONNECTION:
        ak__verdict_advise(
            out, verdict,
            "nobody answers there: check firewall and VPN; where only a proxy leads out, set "
            "HTTPS_PROXY");
        break;
    case AK_HTTP_STEP_ISSUER:
        ak__verdict_advise(
            out, verdict,
            "nobody who is trusted here has signed the certificate: name the CA of your "
            "company's proxy or private cloud with --ca-file FILE or SSL_CERT_FILE");
        break;
    case AK_HTTP_STEP_HOST:
        ak__verdict_advise(
            out, verdict,
            "the certificate is another host's: check --arm-endpoint, DNS and the proxy");
        break;
    case AK_HTTP_STEP_VALIDITY:
        ak__verdict_advise(out, verdict,
                           "the certificate holds at another time: check the clock of this machine "
                           "(`date -u`), else have the certificate renewed");
        break;
    case AK_HTTP_STEP_TLS:
        ak__verdict_advise(
            out, verdict,
            "what answers there speaks no TLS that can be used: check --arm-endpoint and "
            "HTTPS_PROXY");
        break;
    case AK_HTTP_STEP_ANSWER:
        ak__verdict_advise(
            out, verdict,
            "it is reached, but no whole answer comes: check the proxy and the VPN's packet "
            "size (MTU), or try again");
        break;
    case AK_HTTP_STEP_NONE:
        break;
    }
}

static struct ak__verdict *say_page(const struct ak__probe_result *probe, struct ak__verdicts *out,
                                    enum ak_check_status status)
{
    struct ak__verdict *verdict =
        ak__verdict_add(out, status, "a web page (HTTP %d) came instead of an answer of %s",
                        probe->status, origin_of(out->arena, probe->url));

    ak__verdict_advise(
        out, verdict,
        "this network wants to be signed in to, or a proxy blocks the way: open a page in a "
        "browser and see");
    verdict->row.error = ak_err_kind_name(AK_ERR_MALFORMED);
    verdict->kind = AK_ERR_MALFORMED;
    return verdict;
}

static struct ak__verdict *say_unwell(const struct ak__probe_result *probe,
                                      struct ak__verdicts *out, enum ak_check_status status)
{
    struct ak_err err = ak_err_none();

    ak_err_set(&err, AK_ERR_UNAVAILABLE, "%s answers with HTTP %d",
               origin_of(out->arena, probe->url), probe->status);
    struct ak__verdict *verdict = ak__verdict_err(out, status, &err);
    ak__verdict_advise(out, verdict, "wait a little, and look at https://azure.status.microsoft");
    return verdict;
}

static struct ak__verdict *say_answer(const struct ak__probe_result *probe,
                                      struct ak__verdicts *out)
{
    bool is_slow = probe->took_ms > SLOW_MS;
    bool has_tls = ak_text_has_prefix(probe->url, "https:", true);
    struct ak__verdict *verdict = ak__verdict_add(
        out, is_slow ? AK_CHECK_WARNING : AK_CHECK_OK, "%s answers%s%s%s%s",
        origin_of(out->arena, probe->url), has_tls ? ", its certificate is trusted" : "",
        probe->has_proxy ? ", through the proxy " : "", probe->has_proxy ? probe->proxy : "",
        is_slow ? ak_arena_printf(out->arena, ", but only after %lld.%lld s",
                                  (long long)(probe->took_ms / 1000),
                                  (long long)(probe->took_ms / 100 % 10))
                : "");

    if (is_slow)
        ak__verdict_advise(out, verdict, "the first frames will be slow: check DNS, proxy and VPN");
    return verdict;
}

/* What a probe came to; `status` is that of a failure. */
static struct ak__verdict *say_probe(const struct ak__probe_result *probe, struct ak__verdicts *out,
                                     enum ak_check_status status)
{
    enum { SERVER_ERROR = 500 };

    if (probe->err.kind != AK_ERR_NONE) {
        struct ak__verdict *verdict = ak__verdict_err(out, status, &probe->err);

        advise_step(probe, out, verdict);
        return verdict;
    }
    if (probe->is_page)
        return say_page(probe, out, status);
    if (probe->status >= SERVER_ERROR)
        return say_unwell(probe, out, status);
    return say_answer(probe, out);
}

void ak__look_at_network(const struct ak__exam *exam, struct ak__verdicts *out)
{
    if (exam->http_err.kind != AK_ERR_NONE) {
        (void)ak__verdict_err(out, AK_CHECK_FAILED, &exam->http_err);
        return;
    }
    (void)say_probe(&exam->arm, out, AK_CHECK_FAILED);
    /* Whoever has a token without it can work. */
    if (exam->authority.url != NULL) {
        bool is_needed = exam->sign_in_err.kind != AK_ERR_NONE;
        struct ak__verdict *verdict =
            say_probe(&exam->authority, out, is_needed ? AK_CHECK_FAILED : AK_CHECK_WARNING);

        ak__verdict_about(out, verdict, "sign-in service");
    }
}

/* ---- clock ---- */

void ak__look_at_clock(const struct ak__exam *exam, struct ak__verdicts *out)
{
    int64_t ahead = exam->arm.seen_at - exam->arm.date;
    int64_t skew = ahead < 0 ? -ahead : ahead;
    char span[32];

    if (exam->arm.date == 0) {
        (void)ak__verdict_add(out, AK_CHECK_SKIPPED,
                              "not checked: the answer does not say its time");
        return;
    }
    if (skew <= IN_STEP_S) {
        (void)ak__verdict_add(out, AK_CHECK_OK, "in step with Azure's");
        return;
    }
    struct ak__verdict *verdict =
        ak__verdict_add(out, skew > SKEW_MOST_S ? AK_CHECK_WARNING : AK_CHECK_OK, "%s %s Azure's",
                        ak_span_words(skew, span, sizeof span), ahead < 0 ? "behind" : "ahead of");
    if (skew <= SKEW_MOST_S)
        return;
    if (exam->is_now_fixed)
        ak__verdict_advise(out, verdict,
                           "AKSCOPE_NOW sets it: unset it, unless you mean to look there");
    else
        ak__verdict_advise(
            out, verdict,
            "set this machine's clock (`timedatectl set-ntp true`): Microsoft Entra ID takes "
            "at most 5 minutes, and certificates seem to be out of date");
}

/* ---- sign-in ---- */

static const char *with_detail(struct ak_arena *arena, const char *text, const char *detail)
{
    return detail[0] != '\0' ? ak_arena_printf(arena, "%s (%s)", text, detail) : text;
}

static const struct ak_attempt *find_attempt(const struct ak__exam *exam,
                                             enum ak_attempt_outcome outcome,
                                             enum ak_credential *which)
{
    for (int i = 0; exam->attempts != NULL && i < AK_CREDENTIAL_COUNT; i++) {
        if (exam->attempts[i].outcome == outcome) {
            *which = (enum ak_credential)i;
            return &exam->attempts[i];
        }
    }
    return NULL;
}

static void say_whole(const struct ak__exam *exam, struct ak__verdicts *out)
{
    enum ak_credential which = AK_CREDENTIAL_COUNT;
    const struct ak_attempt *attempt;

    if (exam->sign_in_err.kind != AK_ERR_NONE) {
        struct ak__verdict *verdict = ak__verdict_err(out, AK_CHECK_FAILED, &exam->sign_in_err);

        attempt = find_attempt(exam, AK_ATTEMPT_FAILED, &which);
        if (attempt != NULL) { /* its own line says why */
            verdict->row.found =
                ak_arena_printf(out->arena, "the %s got no token", ak_credential_get(which)->label);
            verdict->row.advice = NULL;
        }
        return;
    }
    attempt = find_attempt(exam, AK_ATTEMPT_SERVED, &which);
    (void)ak__verdict_add(
        out, AK_CHECK_OK, "by %s",
        attempt != NULL ? with_detail(out->arena, ak_credential_get(which)->label, attempt->detail)
                        : "a token that is kept");
}

/* The error's text may end with the advice, which has a line of its own here. */
static struct ak__verdict *say_refusal(const struct ak_attempt *attempt, struct ak__verdicts *out)
{
    struct ak_err err = attempt->err;
    char *end = attempt->advice[0] != '\0' ? strstr(err.text, attempt->advice) : NULL;

    if (end != NULL && end - err.text > 2)
        end[-2] = '\0'; /* "; " */
    struct ak__verdict *verdict = ak__verdict_err(out, AK_CHECK_FAILED, &err);
    ak__verdict_advise(out, verdict, "%s", attempt->advice);
    return verdict;
}

/* A credential that was asked or looked for. */
static void say_credential(const struct ak_attempt *attempt, enum ak_credential which,
                           struct ak__verdicts *out)
{
    struct ak__verdict *verdict = NULL;

    switch (attempt->outcome) {
    case AK_ATTEMPT_NONE:
        return;
    case AK_ATTEMPT_ABSENT:
    case AK_ATTEMPT_UNAVAILABLE:
        verdict = ak__verdict_add(out, AK_CHECK_SKIPPED, "%s", attempt->err.text);
        break;
    case AK_ATTEMPT_FAILED:
        verdict = say_refusal(attempt, out);
        break;
    case AK_ATTEMPT_SERVED:
        verdict = ak__verdict_add(out, AK_CHECK_OK, "%s",
                                  with_detail(out->arena, "serves", attempt->detail));
        break;
    }
    ak__verdict_about(out, verdict, ak_credential_get(which)->name);
}

/* Those behind the one that decided. */
static void say_others(const struct ak__exam *exam, struct ak__verdicts *out)
{
    const char *names = "";

    for (int i = 0; i < AK_CREDENTIAL_COUNT; i++) {
        if (exam->attempts[i].outcome == AK_ATTEMPT_NONE)
            names = ak_arena_printf(out->arena, "%s%s%s", names, names[0] != '\0' ? ", " : "",
                                    ak_credential_get((enum ak_credential)i)->name);
    }
    if (names[0] != '\0')
        ak__verdict_about(out, ak__verdict_add(out, AK_CHECK_SKIPPED, "not asked: %s", names),
                          "others");
}

void ak__look_at_sign_in(const struct ak__exam *exam, struct ak__verdicts *out)
{
    say_whole(exam, out);
    if (exam->attempts == NULL)
        return;
    for (int i = 0; i < AK_CREDENTIAL_COUNT; i++)
        say_credential(&exam->attempts[i], (enum ak_credential)i, out);
    say_others(exam, out);
}

/* ---- identity ---- */

void ak__look_at_identity(const struct ak__exam *exam, struct ak__verdicts *out)
{
    if (exam->who[0] == '\0' && exam->tenant[0] == '\0') {
        (void)ak__verdict_add(out, AK_CHECK_SKIPPED, "the token does not say whose it is");
        return;
    }
    (void)ak__verdict_add(out, AK_CHECK_OK, "%s%s%s", exam->who[0] != '\0' ? exam->who : "somebody",
                          exam->tenant[0] != '\0' ? ", tenant " : "", exam->tenant);
}
