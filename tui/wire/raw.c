/* raw.c: a resource as JSON text for reading. */
#include "config.h"

#include <string.h>

#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "decode_int.h"

/* The etag goes back to the service in a header as it came, or not at all: a cluster has it beside
 * its properties, an agent pool among them; older api-versions spell it in lower case. */
static const char *read_etag(const struct ak__page *page)
{
    static const char *const names[] = {"eTag", "etag"};
    const cJSON *root = page->root.json;
    const cJSON *owners[] = {root, cJSON_GetObjectItemCaseSensitive(root, "properties")};

    for (size_t i = 0; i < 4; i++) {
        const cJSON *etag = cJSON_GetObjectItemCaseSensitive(owners[i / 2], names[i % 2]);
        const char *text = cJSON_GetStringValue(etag);

        if (text != NULL && text[0] != '\0' && ak_text_is_clean(text, strlen(text)))
            return ak_arena_strdup(page->arena, text);
    }
    return NULL;
}

void ak__decode_raw(struct ak__page *page)
{
    struct ak_raw *raw = &page->payload->as.raw;
    struct ak_buf out = ak_buf_init(AK_LIMIT_BODY);

    if (ak__json_print(page->root.json, true, &out))
        raw->json = ak_arena_strndup(page->arena, ak_buf_text(&out), out.len);
    else
        ak__fail(&page->root, "longer than may be shown");
    ak_buf_release(&out);
    raw->exact = ak_arena_strndup(page->arena, page->body, page->body_len);
    raw->exact_len = page->body_len;
    raw->etag = read_etag(page);
}
