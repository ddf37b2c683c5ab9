/* fixture.c: a small fleet for tests. */
#include "config.h"

#include "support/fixture.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/buf.h"
#include "unit/rules/built_in.h"

enum { NOW = FIXTURE_NOW, AGE_S = 60, READS_LEFT = 11987 };
enum { BODY_MAX = 8 * 1024 * 1024 };

void fixture_init(struct fixture *fixture)
{
    *fixture = (struct fixture){
        .facts = built_in_facts(), .clock = ak_clock_manual(NOW), .snap = ak_snap_new()};
    fixture_assess(fixture);
}

void fixture_release(struct fixture *fixture)
{
    ak_fleet_unref(fixture->fleet);
    ak_snap_unref(fixture->snap);
    ak_facts_free(fixture->facts);
}

static void put(struct fixture *fixture, const struct ak_slot *slot)
{
    struct ak_snap *next = ak_snap_with_slot(fixture->snap, slot);

    ak_snap_unref(fixture->snap);
    fixture->snap = next;
}

void fixture_answer(struct fixture *fixture, enum ak_codec codec, const char *key, const char *body)
{
    struct ak_decoder *decoder = ak_decoder_new(codec, key);
    struct ak_err failure = ak_err_none();
    const char *link = NULL;
    char *own_key = strdup(key);

    if (ak_decoder_page(decoder, body, strlen(body), &link, &failure))
        errx(EXIT_FAILURE, "%s %s: %s", ak_codec_name(codec), key, failure.text);
    struct ak_slot slot = {.topic = ak_codec_topic(codec),
                           .key = own_key,
                           .status = AK_SLOT_OK,
                           .fetched_at = NOW - AGE_S,
                           .tried_at = NOW - AGE_S,
                           .reads_left = {.is_set = true, .value = READS_LEFT},
                           .err = ak_err_none(),
                           .payload = ak_decoder_take(decoder)};
    put(fixture, &slot);
    ak_payload_unref(slot.payload);
    free(own_key);
    ak_decoder_free(decoder);
}

void fixture_read(struct fixture *fixture, enum ak_codec codec, const char *key, const char *file)
{
    const char *source = getenv("top_srcdir");
    char path[4096];
    char *body = NULL;
    size_t size = 0;

    snprintf(path, sizeof path, "%s/tests/support/fleet/%s", source != NULL ? source : ".", file);
    FILE *input = fopen(path, "r");
    if (input == NULL || getdelim(&body, &size, '\0', input) < 0)
        err(EXIT_FAILURE, "%s", path);
    fclose(input);
    fixture_answer(fixture, codec, key, body);
    free(body);
}

void fixture_mark(struct fixture *fixture, enum ak_topic topic, const char *key,
                  enum ak_slot_status status, enum ak_err_kind kind)
{
    const struct ak_slot *old = ak_snap_find(fixture->snap, topic, key);
    char *own_key = strdup(key);
    struct ak_slot slot = {.topic = topic, .key = own_key};

    if (old != NULL) {
        slot = *old;
        slot.key = own_key;
    }
    slot.status = status;
    slot.in_flight = status == AK_SLOT_LOADING;
    slot.err = ak_err_none();
    if (kind != AK_ERR_NONE) {
        ak_err_set(&slot.err, kind, "the detail of it");
        ak_err_set_code(&slot.err, "SomeCode");
        slot.tried_at = NOW - AGE_S / 2;
        slot.next_try_at = NOW + AGE_S;
    }
    put(fixture, &slot);
    free(own_key);
}

void fixture_assess(struct fixture *fixture)
{
    ak_fleet_unref(fixture->fleet);
    fixture->fleet =
        ak_fleet_build(ak_snap_ref(fixture->snap), fixture->facts, ak_clock_today(&fixture->clock));
    ak_fleet_adopt(fixture->fleet);
}

void fixture_read_all(struct fixture *fixture)
{
    static const struct {
        enum ak_codec codec;
        const char *key;
        const char *file;
    } answers[] = {
        {AK_CODEC_SUBSCRIPTIONS, "", "subscriptions.json"},
        {AK_CODEC_CLUSTERS, FIXTURE_PRODUCTION, "clusters-production.json"},
        {AK_CODEC_CLUSTERS, FIXTURE_SANDBOX, "clusters-sandbox.json"},
        {AK_CODEC_VM_SIZES, FIXTURE_REGION, "vm-sizes.json"},
        {AK_CODEC_USAGES, FIXTURE_REGION, "usages.json"},
        {AK_CODEC_POOL_UPGRADES, FIXTURE_CVMPOOL, "pool-upgrades.json"},
        {AK_CODEC_RAW, FIXTURE_CVMPOOL, "resource.json"},
    };

    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        fixture_read(fixture, answers[i].codec, answers[i].key, answers[i].file);
    fixture_assess(fixture);
}

void fixture_read_for_changes(struct fixture *fixture)
{
    fixture_read_all(fixture);
    fixture_read(fixture, AK_CODEC_POOLS, FIXTURE_PAYMENTS, "pools.json");
    fixture_read(fixture, AK_CODEC_VERSIONS, FIXTURE_REGION, "versions.json");
    fixture_read(fixture, AK_CODEC_FEATURES, FIXTURE_PRODUCTION, "features.json");
    fixture_assess(fixture);
}

void fixture_operate(struct fixture *fixture, const struct ak_operation *items, size_t count)
{
    struct ak_payload *payload = ak_payload_new(AK_TOPIC_OPERATIONS, 0);
    char key[] = "";
    struct ak_slot slot = {.topic = AK_TOPIC_OPERATIONS,
                           .key = key,
                           .status = AK_SLOT_OK,
                           .fetched_at = NOW,
                           .tried_at = NOW,
                           .err = ak_err_none(),
                           .payload = payload};

    payload->as.operations = (struct ak_operations){.items = items, .count = count};
    put(fixture, &slot);
    ak_payload_unref(payload);
    fixture_assess(fixture);
}

void fixture_read_many(struct fixture *fixture, size_t pools)
{
    struct ak_buf body = ak_buf_init(BODY_MAX);
    bool fits = ak_buf_puts(&body, "{\"value\": [{\"id\": \"" FIXTURE_PAYMENTS
                                   "\", \"name\": \"many\", \"location\": \"westeurope\", "
                                   "\"properties\": {\"agentPoolProfiles\": [");

    for (size_t i = 0; i < pools && fits; i++)
        fits = ak_buf_printf(&body,
                             "%s{\"name\": \"p%05zu\", \"count\": 1, \"osSKU\": \"Ubuntu2404\", "
                             "\"provisioningState\": \"%s\"}",
                             i > 0 ? ", " : "", i, i % 1000 == 7 ? "Failed" : "Succeeded");
    if (!fits || !ak_buf_puts(&body, "]}}]}"))
        errx(EXIT_FAILURE, "%zu pools are too many", pools);
    fixture_answer(fixture, AK_CODEC_CLUSTERS, FIXTURE_PRODUCTION, ak_buf_text(&body));
    fixture_assess(fixture);
    ak_buf_release(&body);
}
