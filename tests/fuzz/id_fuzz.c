/* id_fuzz.c: a resource id, whoever sent it, can't lead a request somewhere else, and its parts are
 * segments of it. The input is an id, a subscription and a location, a line each. */
#include "config.h"

#include "akscope/base/limits.h"
#include "akscope/wire/decode.h"
#include "arm_int.h"
#include "fuzz.h"

static const char endpoint[] = "https://management.azure.com";

/* Only what may stand in a path and a query. */
static void check_url(const char *url)
{
    struct ak_err err = ak_err_none();
    size_t start = sizeof endpoint - 1;

    require(ak_text_has_prefix(url, endpoint, false) && url[start] == '/');
    require(ak_http_same_origin(url, endpoint));
    require(strlen(url) > AK_LIMIT_URL || ak_http_check_url(url, &err) == 0);
    for (const char *at = url + start; *at != '\0'; at++)
        require(*at > ' ' && *at < 0x7F && strchr("\"<>\\^`{|}#'", *at) == NULL);
    require(strstr(url, "/../") == NULL && strstr(url, "/./") == NULL);
    require(strstr(url + start, "//") == NULL && strchr(strchr(url, '?') + 1, '?') == NULL);
    require(strstr(url, "api-version=2") != NULL);
}

static void check_operations(const struct ak_arm_target *target)
{
    struct ak_buf url = ak_buf_init(4 * AK_LIMIT_URL);

    for (int op = 0; op < AK_OP_COUNT; op++) {
        ak_buf_clear(&url);
        if (ak__op_url(endpoint, (enum ak_op)op, target, &url))
            check_url(ak_buf_text(&url));
    }
    ak_buf_release(&url);
}

static void put_json_text(struct ak_buf *out, const char *text)
{
    require(ak_buf_puts(out, "\""));
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < ' ' || *text == '"' || *text == '\\')
            require(ak_buf_printf(out, "\\u%04x", (unsigned char)*text));
        else
            require(ak_buf_append(out, text, 1));
    }
    require(ak_buf_puts(out, "\""));
}

static void require_segment(const char *id, const char *segment)
{
    if (segment == NULL)
        return;
    const char *at = strstr(id, segment);
    require(at != NULL && strchr(segment, '/') == NULL);
}

/* The parts that the decoder takes from a cluster's id. */
static void check_cluster(const char *id)
{
    struct ak_decoder *decoder = ak_decoder_new(AK_CODEC_CLUSTER, "");
    struct ak_buf body = ak_buf_init(AK_LIMIT_BODY);
    struct ak_err err = ak_err_none();
    const char *link = NULL;

    require(ak_buf_puts(&body, "{\"id\":"));
    put_json_text(&body, id);
    require(ak_buf_puts(&body, "}"));
    int failed = ak_decoder_page(decoder, body.bytes, body.len, &link, &err);
    struct ak_payload *payload = ak_decoder_take(decoder);
    if (!failed && payload->as.clusters.count > 0) {
        const struct ak_cluster *cluster = &payload->as.clusters.items[0];

        require_segment(cluster->id, cluster->subscription_id);
        require_segment(cluster->id, cluster->resource_group);
        require_clean(cluster->name);
    }
    ak_payload_unref(payload);
    ak_decoder_free(decoder);
    ak_buf_release(&body);
}

static void check_region(const char *subscription, const char *location)
{
    char key[64];

    ak_region_key(subscription, location, key, sizeof key);
    require(strlen(key) < sizeof key && strchr(key, ' ') == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = text_of(data, size);
    char *rest = text;
    struct ak_arm_target target = {.id = strsep(&rest, "\n")};

    target.subscription_id = strsep(&rest, "\n");
    target.location = rest;
    check_operations(&target);
    check_cluster(target.id);
    if (target.subscription_id != NULL && target.location != NULL)
        check_region(target.subscription_id, target.location);
    free(text);
    return 0;
}
