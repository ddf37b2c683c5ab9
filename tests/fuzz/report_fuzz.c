/* report_fuzz.c: whatever clusters and pools are called, a report in each format is well-formed,
 * and the next one knows all of its findings again. The lines of the input are names, made safe as
 * they are when they are decoded: the first of the cluster, each other one of a pool. The input is
 * also read as the report of before. */
#include "config.h"

#include <cjson/cJSON.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/vec.h"
#include "akscope/report/document.h"
#include "akscope/wire/baseline.h"
#include "fuzz.h"
#include "unit/rules/built_in.h"

enum { MOST_POOLS = 64, TEXT_MAX = 64 * 1024 * 1024, LINE_OCTETS = 75 };

/* ---- a fleet of the names ---- */

static const char *next_name(struct ak_arena *arena, const char **text)
{
    size_t len = strcspn(*text, "\n");
    const char *name = ak_text_sanitise_in(arena, *text, len);

    *text += len + ((*text)[len] != '\0');
    return name;
}

static struct ak_snap *make_snap(const char *text)
{
    struct ak_payload *payload = ak_payload_new(AK_TOPIC_CLUSTERS, 0);
    struct ak_cluster *cluster = ak_arena_alloc(payload->arena, 1, sizeof *cluster);
    struct ak_pool *pools = ak_arena_alloc(payload->arena, MOST_POOLS, sizeof *pools);

    cluster->name = next_name(payload->arena, &text);
    cluster->id = ak_arena_printf(payload->arena, "/c/%s", cluster->name);
    cluster->kubernetes_version = "1.31.9";
    cluster->location = cluster->name;
    cluster->pools = pools;
    while (*text != '\0' && cluster->pool_count < MOST_POOLS) {
        struct ak_pool *pool = &pools[cluster->pool_count++];

        pool->name = next_name(payload->arena, &text);
        pool->id = ak_arena_printf(payload->arena, "%s/p/%zu", cluster->id, cluster->pool_count);
        pool->vm_size = "Standard_DC4as_v5";
        pool->os_sku = pool->name;
        pool->node_image_version = "AKSUbuntu-2204gen2containerd-202501.02.0";
        pool->kubernetes_version = "1.30.1";
    }
    payload->as.clusters = (struct ak_clusters){.items = cluster, .count = 1};
    return snap_with(ak_snap_new(), AK_TOPIC_CLUSTERS, "s", payload);
}

/* ---- what must hold ---- */

static void require_json(const char *text)
{
    const char *end = NULL;
    cJSON *json = cJSON_ParseWithOpts(text, &end, 0);

    require(json != NULL && strcmp(end, "\n") == 0);
    cJSON_Delete(json);
}

/* Elements open and close in order, and nothing but markup has a "<". HTML has elements that never
 * close; those are left out. */
static void require_markup(const char *text)
{
    const char *body = strstr(text, "<body>");
    int depth = 0;

    for (const char *at = body != NULL ? body : text; (at = strchr(at, '<')) != NULL; at++) {
        const char *end = strchr(at, '>');

        require(end != NULL);
        if (at[1] == '/')
            depth--;
        else if (at[1] != '?' && end[-1] != '/')
            depth++;
        require((at[1] >= 'a' && at[1] <= 'z') || at[1] == '/' || at[1] == '?');
        require(depth >= 0 || strncmp(at, "</html>", 7) == 0);
    }
    require(depth == (body != NULL ? -1 : 0));
}

static void require_calendar(const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\r\n");

        require(len > 0 && len <= LINE_OCTETS && strncmp(text + len, "\r\n", 2) == 0);
        text += len + 2;
    }
}

static void require_lines(const char *text, const char *first, const char *second)
{
    while (*text != '\0') {
        require(strncmp(text, first, strlen(first)) == 0 ||
                strncmp(text, second, strlen(second)) == 0);
        text = strchr(text, '\n');
        require(text != NULL);
        text++;
    }
}

/* No control characters but those that the format itself has. */
static void require_harmless(const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        uint32_t point;
        size_t len = ak_utf8_decode(text, left, &point);

        require(point == '\n' || point == '\r' || point == '\t' || !ak_point_is_unsafe(point));
        text += len;
        left -= len;
    }
}

static void check_format(enum ak_report_format format, const char *text)
{
    require_harmless(text);
    if (format == AK_FORMAT_JSON || format == AK_FORMAT_SARIF)
        require_json(text);
    if (format == AK_FORMAT_HTML || format == AK_FORMAT_JUNIT)
        require_markup(text);
    if (format == AK_FORMAT_ICS)
        require_calendar(text);
    if (format == AK_FORMAT_OPENMETRICS)
        require_lines(text, "akscope_", "# ");
}

static bool append(const char *bytes, size_t len, void *context)
{
    return ak_buf_append(context, bytes, len);
}

static void check_known(struct ak_report_document *document, const struct ak_buf *json,
                        struct ak_arena *arena)
{
    struct ak_known_finding *known;
    struct ak_err err = ak_err_none();
    size_t before = document->findings.count;
    size_t count;

    require(ak_wire_read_baseline(ak_buf_text(json), json->len, arena, &known, &count, &err) == 0);
    require(count == before);
    require(ak_findings_drop_known(&document->findings, known, count) == before);
}

static void check_document(const struct ak_fleet *fleet)
{
    static const struct ak_fail_on fail_on;
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_report_document document = {.fleet = fleet,
                                          .findings =
                                              ak_findings_collect(fleet, fleet->snap, arena),
                                          .scope = fleet->clusters[0].cluster->name,
                                          .unread = &fleet->clusters[0].cluster->name,
                                          .unread_count = 1,
                                          .fail_on = &fail_on,
                                          .version = "1"};
    struct ak_buf json = ak_buf_init(TEXT_MAX);
    struct ak_err err = ak_err_none();

    ak_report_document_look_ahead(&document, arena);
    for (int i = 0; i < AK_FORMAT_COUNT; i++) {
        struct ak_report_style style = {.format = (enum ak_report_format)i};
        struct ak_buf text = ak_buf_init(TEXT_MAX);

        require(ak_report_document_print(&document, &style, append, &text, &err) == 0);
        check_format(style.format, ak_buf_text(&text));
        if (i == AK_FORMAT_JSON)
            require(ak_buf_append(&json, text.bytes, text.len));
        ak_buf_release(&text);
    }
    check_known(&document, &json, arena);
    ak_buf_release(&json);
    ak_arena_free(arena);
}

static void check_baseline(const char *text, size_t size)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_known_finding *known = NULL;
    struct ak_err err = ak_err_none();
    size_t count = 0;
    int failed = ak_wire_read_baseline(text, size, arena, &known, &count, &err);

    if (failed)
        require_failure(failed, &err);
    for (size_t i = 0; i < count; i++) {
        require_clean(known[i].fingerprint);
        require_clean(known[i].severity);
    }
    ak_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct ak_facts *facts; /* they live as long as the program */
    char *text = text_of(data, size);
    struct ak_snap *snap = make_snap(text);
    struct ak_fleet *fleet;

    if (facts == NULL)
        facts = built_in_facts();
    fleet = ak_fleet_build(snap, facts, (struct ak_date){2026, 11, 23});
    check_document(fleet);
    check_baseline(text, size);
    ak_fleet_unref(fleet);
    ak_snap_unref(snap);
    free(text);
    return 0;
}
