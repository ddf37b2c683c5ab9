#include "config.h"

#include "page_int.h"

#include <stdint.h>
#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "call_int.h"

/* Added to an offset, so that nobody takes the token for one. */
enum { TOKEN_BASE = 896000 };

bool ak_sim_page_token_parse(const char *token, size_t *offset)
{
    int64_t number = 0;
    if (!ak_text_to_int(token, TOKEN_BASE, INT32_MAX, &number)) {
        return false;
    }
    *offset = (size_t)(number - TOKEN_BASE);
    return true;
}

char *ak_sim_page_link(const char *origin, const char *path, const char *api_version, size_t offset)
{
    size_t token = offset + TOKEN_BASE;
    return ak_asprintf("%s%s?%%24skipToken=%zu&api-version=%s&skipToken=%zu", origin, path, token,
                       api_version, token);
}

static void add_next_link(struct ak_sim_call *call, cJSON *body, size_t offset)
{
    char *origin = ak_sim_call_origin(call);
    char *link =
        ak_sim_page_link(origin, call->target.path, ak_sim_call_query(call, "api-version"), offset);
    (void)cJSON_AddStringToObject(body, "nextLink", link);
    free(link);
    free(origin);
}

void ak_sim_reply_page(struct ak_sim_call *call, const void *list, size_t count, ak_sim_item *item)
{
    const char *token = ak_sim_call_query(call, "$skipToken");
    token = token != NULL ? token : ak_sim_call_query(call, "skipToken");
    size_t first = 0;
    if (token != NULL && (!ak_sim_page_token_parse(token, &first) || first > count)) {
        ak_sim_reply_provider_error(call, 400, "InvalidParameter", "skipToken",
                                    "The skip token '%s' is invalid.", token);
        return;
    }
    size_t size = (size_t)call->sim->options->page_size;
    size_t end = count - first < size ? count : first + size;
    cJSON *body = cJSON_CreateObject();
    cJSON *value = cJSON_AddArrayToObject(body, "value");
    for (size_t i = first; i < end; i++) {
        /* A reference shares the children; cJSON leaves them alone when it is deleted. */
        (void)cJSON_AddItemReferenceToArray(value, (cJSON *)(uintptr_t)item(list, i));
    }
    if (call->verdict.is_endless) {
        add_next_link(call, body, end < count ? end : 0);
    } else if (end - first == size) {
        add_next_link(call, body, end);
    }
    ak_sim_reply_json(call, 200, body);
}

void ak_sim_reply_list(struct ak_sim_call *call, cJSON *items)
{
    cJSON *body = cJSON_CreateObject();
    (void)cJSON_AddItemToObject(body, "value", items);
    if (call->verdict.is_endless) {
        add_next_link(call, body, 0);
    }
    ak_sim_reply_json(call, 200, body);
}
