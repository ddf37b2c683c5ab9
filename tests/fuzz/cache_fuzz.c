/* cache_fuzz.c: a file of the cache, whatever is in it, is refused with a reason or is a list that
 * holds together. The first byte chooses: the whole file, or its body, with a header that fits. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "akscope/base/buf.h"
#include "cache_int.h"
#include "fuzz.h"

enum { FILE_MOST = 1 << 24 };

static const char scope[] = "https://management.azure.com";

/* FNV-1a, as its authors published it. */
static uint64_t checksum(const char *bytes, size_t len)
{
    uint64_t hash = 0xcbf29ce484222325u;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return hash;
}

static void check_list(const struct ak__cache_list *list)
{
    require(ak__cache_holds(list->topic) && list->payload->topic == list->topic);
    require(list->fetched_at >= 0);
    require_clean(list->key);
    if (list->topic != AK_TOPIC_CLUSTERS)
        return;
    for (size_t i = 0; i < list->payload->as.clusters.count; i++) {
        require(list->payload->as.clusters.items[i].id != NULL);
        require_clean(list->payload->as.clusters.items[i].id);
    }
}

static bool check_file(char *file, size_t len)
{
    struct ak__cache_list list;
    struct ak_err err = ak_err_none();
    int failed = ak__cache_parse(file, len, scope, &list, &err);

    if (failed) {
        require_failure(failed, &err);
        return false;
    }
    check_list(&list);
    ak_payload_unref(list.payload);
    free(list.own_key);
    return true;
}

static void check_body(const char *topic, const char *body, size_t len)
{
    struct ak_buf file = ak_buf_init(FILE_MOST);
    size_t file_len;

    require(ak_buf_printf(&file, "akscope-cache\t1\t%s\t%s\tkey\t1795442700\t%zu\t%016" PRIx64 "\n",
                          scope, topic, len, checksum(body, len)));
    require(ak_buf_append(&file, body, len));
    char *bytes = ak_buf_take(&file, &file_len);
    check_file(bytes, file_len);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    char *text = text_of(data + 1, size - 1);

    if (data[0] % 3 == 0)
        check_file(text, size - 1);
    else
        check_body(data[0] % 3 == 1 ? "clusters" : "subscriptions", text, size - 1);
    free(text);
    return 0;
}
