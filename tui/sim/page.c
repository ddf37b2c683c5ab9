#include "config.h"

#include "page_int.h"

#include <stdint.h>
#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/base/vec.h"
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

/* The part of a list that was asked for. */
struct window {
    size_t first;
    size_t size; /* of a whole page */
    bool has_top;
};

/* False after it has answered: the query's token or `$top` is none. */
static bool read_window(struct ak_sim_call *call, size_t count, struct window *window)
{
    const char *token = ak_sim_call_query(call, "$skipToken");
    token = token != NULL ? token : ak_sim_call_query(call, "skipToken");
    if (token != NULL &&
        (!ak_sim_page_token_parse(token, &window->first) || window->first > count)) {
        ak_sim_reply_provider_error(call, 400, "InvalidParameter", "skipToken",
                                    "The skip token '%s' is invalid.", token);
        return false;
    }
    const char *top = ak_sim_call_query(call, "$top");
    int64_t wanted = 0;
    if (top != NULL && !ak_text_to_int(top, 1, INT32_MAX, &wanted)) {
        ak_sim_reply_error(call, 400, "InvalidParameter",
                           "The value of parameter $top is invalid: %s", top);
        return false;
    }
    window->has_top = top != NULL;
    if (window->has_top && (size_t)wanted < window->size) {
        window->size = (size_t)wanted;
    }
    return true;
}

static void add_next_link(struct ak_sim_call *call, cJSON *body, const struct window *window,
                          size_t offset)
{
    char *origin = ak_sim_call_origin(call);
    char *link =
        ak_sim_page_link(origin, call->target.path, ak_sim_call_query(call, "api-version"), offset);
    if (window->has_top) {
        char *with_top = ak_asprintf("%s&%%24top=%zu", link, window->size);
        free(link);
        link = with_top;
    }
    (void)cJSON_AddStringToObject(body, "nextLink", link);
    free(link);
    free(origin);
}

static void reply_window(struct ak_sim_call *call, const void *list, size_t count,
                         ak_sim_item *item, size_t page_size)
{
    struct window window = {.size = page_size};
    if (!read_window(call, count, &window)) {
        return;
    }
    size_t left = count - window.first;
    size_t end = window.first + (left < window.size ? left : window.size);
    cJSON *body = cJSON_CreateObject();
    cJSON *value = cJSON_AddArrayToObject(body, "value");
    for (size_t i = window.first; i < end; i++) {
        /* A reference shares the children; cJSON leaves them alone when it is deleted. */
        (void)cJSON_AddItemReferenceToArray(value, item(list, i));
    }
    if (call->verdict.is_endless) {
        add_next_link(call, body, &window, end < count ? end : 0);
    } else if (end - window.first == window.size) {
        add_next_link(call, body, &window, end);
    }
    ak_sim_reply_json(call, 200, body);
}

void ak_sim_reply_page(struct ak_sim_call *call, const void *list, size_t count, ak_sim_item *item)
{
    reply_window(call, list, count, item, (size_t)call->sim->options->page_size);
}

static cJSON *vec_item(const void *list, size_t i)
{
    return *(cJSON *const *)ak_vec_at(list, i);
}

void ak_sim_reply_list(struct ak_sim_call *call, cJSON *items)
{
    struct ak_vec list = ak_vec_init(sizeof(cJSON *));
    cJSON *item = NULL;
    cJSON_ArrayForEach(item, items)
    {
        *(cJSON **)ak_vec_push(&list) = item;
    }
    reply_window(call, &list, list.len, vec_item, list.len + 1);
    ak_vec_release(&list);
    cJSON_Delete(items);
}
