/* json_make.c: pieces of a JSON tree. */
#include "config.h"

#include "json_int.h"

#include "akscope/base/err.h"
#include "akscope/base/fatal.h"

cJSON *ak__json_made(cJSON *json)
{
    if (json == NULL)
        ak_fatal_die("out of memory");
    return json;
}

cJSON *ak__json_of_texts(const struct ak_texts *texts)
{
    cJSON *array = ak__json_made(cJSON_CreateArray());

    for (size_t i = 0; i < texts->count; i++)
        cJSON_AddItemToArray(array, ak__json_made(cJSON_CreateString(texts->items[i])));
    return array;
}

cJSON *ak__json_of_pairs(const struct ak_pairs *pairs)
{
    cJSON *object = ak__json_made(cJSON_CreateObject());

    for (size_t i = 0; i < pairs->count; i++) {
        const struct ak_pair *pair = &pairs->items[i];

        if (cJSON_GetObjectItemCaseSensitive(object, pair->key) != NULL)
            continue;
        if (!cJSON_AddItemToObject(object, pair->key,
                                   ak__json_made(cJSON_CreateString(pair->value))))
            AK_BUG("\"%s\" can't be added", pair->key);
    }
    return object;
}
