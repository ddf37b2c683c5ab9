#include "config.h"

#include "exam_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/buf.h"

enum { NOW = 1795442700, ROWS_MAX = 64 * 1024 }; /* 2026-11-23T14:05:00Z */

static void put_slot(struct exam_case *c, const struct ak_slot *slot)
{
    struct ak_snap *next = ak_snap_with_slot(c->snap, slot);

    ak_snap_unref(c->snap);
    c->snap = next;
    c->exam.snap = next;
}

void exam_case_put(struct exam_case *c, enum ak_codec codec, const char *key, const char *body)
{
    struct ak_decoder *decoder = ak_decoder_new(codec, "");
    struct ak_err err = ak_err_none();
    const char *link;

    if (ak_decoder_page(decoder, body, strlen(body), &link, &err) != 0)
        fail_msg("%s: %s", body, err.text);
    struct ak_slot slot = {.topic = ak_codec_topic(codec),
                           .key = (char *)(uintptr_t)key,
                           .status = AK_SLOT_OK,
                           .reads_left = {.is_set = true, .value = 11987},
                           .payload = ak_decoder_take(decoder)};
    put_slot(c, &slot);
    ak_payload_unref(slot.payload);
    ak_decoder_free(decoder);
}

void exam_case_fail(struct exam_case *c, enum ak_topic topic, const char *key,
                    enum ak_err_kind kind, const char *text)
{
    struct ak_slot slot = {.topic = topic, .key = (char *)(uintptr_t)key, .status = AK_SLOT_FAILED};

    ak_err_set(&slot.err, kind, "%s", text);
    put_slot(c, &slot);
}

/* ---- all is well ---- */

static void put_subscription(struct exam_case *c, const char *id)
{
    char key[AK__EXAM_KEY_SIZE];
    char body[512];

    exam_case_put(c, AK_CODEC_CLUSTERS, id,
                  "{\"value\":[{\"id\":\"/subscriptions/s/resourceGroups/g/providers/"
                  "Microsoft.ContainerService/managedClusters/c\",\"name\":\"c\",\"location\":"
                  "\"westeurope\",\"properties\":{}}]}");
    for (size_t i = 0; i < AK__EXAM_PROVIDERS; i++) {
        snprintf(body, sizeof body, "{\"namespace\":\"%s\",\"registrationState\":\"Registered\"}",
                 ak__exam_providers[i]);
        exam_case_put(c, AK_CODEC_PROVIDER, ak__exam_provider_key(id, ak__exam_providers[i], key),
                      body);
    }
    snprintf(body, sizeof body,
             "{\"value\":[{\"properties\":{\"roleDefinitionId\":\"/subscriptions/%s/providers/"
             "Microsoft.Authorization/roleDefinitions/r-reader\",\"scope\":\"/subscriptions/%s\"}}]"
             "}",
             id, id);
    exam_case_put(c, AK_CODEC_ROLE_ASSIGNMENTS, ak__exam_roles_key(&c->exam, id, key), body);
}

static void put_azure(struct exam_case *c)
{
    c->snap = ak_snap_new();
    exam_case_put(c, AK_CODEC_SUBSCRIPTIONS, "",
                  "{\"value\":[{\"subscriptionId\":\"" FIRST
                  "\",\"displayName\":\"Production\",\"state\":\"Enabled\"},{\"subscriptionId\":"
                  "\"" SECOND "\",\"displayName\":\"Sandbox\",\"state\":\"Enabled\"}]}");
    c->exam.subscriptions[0] = FIRST;
    c->exam.subscriptions[1] = SECOND;
    c->exam.subscription_count = 2;
    c->exam.subscription_total = 2;
    put_subscription(c, FIRST);
    put_subscription(c, SECOND);
    exam_case_put(c, AK_CODEC_ROLE_DEFINITION, "/x/roleDefinitions/r-reader",
                  "{\"properties\":{\"roleName\":\"Reader\"}}");
}

static void put_attempts(struct exam_case *c)
{
    struct ak_attempt *absent = &c->attempts[AK_CREDENTIAL_TOKEN];
    struct ak_attempt *served = &c->attempts[AK_CREDENTIAL_ENVIRONMENT];

    absent->outcome = AK_ATTEMPT_ABSENT;
    ak_err_set(&absent->err, AK_ERR_NOT_SIGNED_IN, "AKSCOPE_TOKEN is not set");
    served->outcome = AK_ATTEMPT_SERVED;
    snprintf(served->detail, sizeof served->detail, "client secret");
    c->exam.attempts = c->attempts;
}

static void open_case(struct exam_case *c)
{
    struct ak__probe_result answered = {.status = 200, .took_ms = 50, .date = NOW, .seen_at = NOW};

    *c = (struct exam_case){.conf = ak_conf_new()};
    ak_cloud_init(&c->cloud, AK_CLOUD_PUBLIC);
    c->exam = (struct ak__exam){
        .conf = c->conf,
        .now = NOW,
        .home = "/home/kim",
        .terminal_name = "xterm-256color",
        .terminal = {.is_terminal = true, .width = 120, .height = 36, .colours = 256},
        .codeset = "UTF-8",
        .config_path = "/home/kim/.config/akscope/config.ini",
        .facts = {.as_of = {2026, 9, 11}},
        .journal = {.path = (char *)(uintptr_t) "/home/kim/j.jsonl"},
        .cloud = &c->cloud,
        .arm = answered,
        .authority = answered,
        .who = "kim@contoso.example",
        .tenant = "t-1",
        .principal = "p-1",
    };
    c->exam.arm.url = ARM "/metadata/endpoints?api-version=1";
    c->exam.authority.url = "https://login.microsoftonline.com/organizations/v2.0/x";
    put_attempts(c);
    put_azure(c);
}

static void close_case(struct exam_case *c)
{
    ak_snap_unref(c->snap);
    ak_cloud_release(&c->cloud);
    ak_conf_free(c->conf);
}

/* ---- what comes of it ---- */

static void write_row(const struct ak_report_check *row, struct ak_buf *out)
{
    static const char *const statuses[] = {"ok", "warning", "failed", "skipped"};

    assert_true(
        ak_buf_printf(out, "%s%s %s%s%s%s%s%s", out->len > 0 ? "\n" : "", statuses[row->status],
                      row->subject != NULL ? "[" : "", row->subject != NULL ? row->subject : "",
                      row->subject != NULL ? "] " : "", row->found,
                      row->advice != NULL ? " > " : "", row->advice != NULL ? row->advice : ""));
}

static void run_case(const struct exam_row *row)
{
    struct ak__verdicts verdicts = {.arena = ak_arena_new(0),
                                    .rows = ak_vec_init(sizeof(struct ak__verdict))};
    static const char *const names[] = {
#define AK_CHECK(symbol, name, needs, look) name,
#include "checks.def"
#undef AK_CHECK
    };
    struct ak_buf text = ak_buf_init(ROWS_MAX);
    struct exam_case c;

    print_message("# %s\n", row->name);
    open_case(&c);
    if (row->change != NULL)
        row->change(&c);
    ak__exam_all(&c.exam, &verdicts);
    for (size_t i = 0; i < verdicts.rows.len; i++) {
        const struct ak__verdict *verdict = ak_vec_at(&verdicts.rows, i);

        if (strcmp(verdict->row.check, names[row->check]) == 0)
            write_row(&verdict->row, &text);
    }
    assert_string_equal(ak_buf_text(&text), row->rows);
    assert_int_equal(ak__exam_exit_code(&verdicts), row->exit_code);
    ak_buf_release(&text);
    ak_vec_release(&verdicts.rows);
    ak_arena_free(verdicts.arena);
    close_case(&c);
}

void exam_cases_run(const struct exam_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        run_case(&rows[i]);
}
