/* baseline.c: what an earlier report found. */
#include "config.h"

#include "akscope/wire/baseline.h"

#include "json_int.h"

static void read_findings(const struct ak__node *root, struct ak_known_finding **out, size_t *count)
{
    struct ak__node list = ak__member(root, "findings");
    size_t room = ak__item_count(&list);
    struct ak_known_finding *findings = ak_arena_alloc(root->reader->arena, room, sizeof *findings);
    size_t used = 0;

    if (list.json == NULL)
        ak__fail(&list, "missing");
    for (struct ak__node item = ak__first_item(&list); item.json != NULL; item = ak__next(&item)) {
        struct ak__node fingerprint = ak__member(&item, "fingerprint");
        struct ak__node severity = ak__member(&item, "severity");

        findings[used].fingerprint = ak__required_text(&fingerprint);
        findings[used++].severity = ak__required_text(&severity);
    }
    *out = findings;
    *count = used;
}

int ak_wire_read_baseline(const char *text, size_t len, struct ak_arena *arena,
                          struct ak_known_finding **out, size_t *count, struct ak_err *err)
{
    struct ak_err failure = ak_err_none();
    struct ak__reader reader = {.arena = arena, .err = &failure};
    struct ak_known_finding *findings = NULL;
    size_t used = 0;
    cJSON *json = NULL;

    if (ak__json_parse(text, len, &json, &failure) == 0) {
        struct ak__node root = ak__root(&reader, json);

        read_findings(&root, &findings, &used);
        cJSON_Delete(json);
    }
    if (failure.kind != AK_ERR_NONE)
        return ak_err_set(err, AK_ERR_CONFIG, "it is no report of akscope in JSON: %s",
                          failure.text);
    *out = findings;
    *count = used;
    return 0;
}
