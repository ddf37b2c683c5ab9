#include "config.h"

#include "json_int.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/base/err.h"

cJSON *ak_sim_json_get(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

const char *ak_sim_json_text(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(ak_sim_json_get(object, name));
    return text == NULL ? "" : text;
}

int ak_sim_json_int(const cJSON *object, const char *name, int otherwise)
{
    const cJSON *item = ak_sim_json_get(object, name);
    return cJSON_IsNumber(item) ? item->valueint : otherwise;
}

int64_t ak_sim_json_time(const cJSON *object, const char *name)
{
    static const double most = 1e15;
    const cJSON *item = ak_sim_json_get(object, name);
    bool is_good = cJSON_IsNumber(item) && fabs(item->valuedouble) < most;
    return is_good ? (int64_t)item->valuedouble : 0;
}

bool ak_sim_json_lists(const cJSON *array, const char *text)
{
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, array)
    {
        if (ak_text_caseeq(cJSON_GetStringValue(item), text)) {
            return true;
        }
    }
    return false;
}

void ak_sim_json_set(cJSON *object, const char *name, cJSON *value)
{
    bool done = ak_sim_json_get(object, name) != NULL
                    ? cJSON_ReplaceItemInObjectCaseSensitive(object, name, value)
                    : cJSON_AddItemToObject(object, name, value);
    if (!done) {
        AK_BUG("no member %s can be set on what is no object", name);
    }
}

void ak_sim_json_set_text(cJSON *object, const char *name, const char *text)
{
    ak_sim_json_set(object, name, cJSON_CreateString(text));
}

void ak_sim_json_set_int(cJSON *object, const char *name, int number)
{
    ak_sim_json_set(object, name, cJSON_CreateNumber(number));
}

cJSON *ak_sim_json_copy(const cJSON *item)
{
    cJSON *copy = cJSON_Duplicate(item, true);
    if (copy == NULL) {
        AK_BUG("a JSON value could not be copied");
    }
    return copy;
}

/* cJSON copies a member's name unless it is marked as constant, and then copies the mark as well.
 */
static void mark_names(cJSON *item, bool are_constant)
{
    item->type =
        are_constant ? item->type | cJSON_StringIsConst : item->type & ~cJSON_StringIsConst;
    cJSON *child = NULL;
    cJSON_ArrayForEach(child, item)
    {
        mark_names(child, are_constant);
    }
}

cJSON *ak_sim_json_copy_borrowing(cJSON *item)
{
    mark_names(item, true);
    cJSON *copy = ak_sim_json_copy(item);
    mark_names(item, false);
    return copy;
}

void ak_sim_json_merge(cJSON *target, const cJSON *patch)
{
    const cJSON *change = NULL;
    cJSON_ArrayForEach(change, patch)
    {
        cJSON *old = ak_sim_json_get(target, change->string);
        if (cJSON_IsNull(change)) {
            cJSON_DeleteItemFromObjectCaseSensitive(target, change->string);
        } else if (cJSON_IsObject(change) && cJSON_IsObject(old)) {
            ak_sim_json_merge(old, change);
        } else {
            ak_sim_json_set(target, change->string, ak_sim_json_copy(change));
        }
    }
}

cJSON *ak_sim_json_parse(const char *bytes, size_t len)
{
    const char *end = NULL;
    cJSON *value = cJSON_ParseWithLengthOpts(bytes, len, &end, false);
    if (value == NULL) {
        return NULL;
    }
    size_t rest = len - (size_t)(end - bytes);
    if (strspn(end, " \t\r\n") < rest && end[strspn(end, " \t\r\n")] != '\0') {
        cJSON_Delete(value);
        return NULL;
    }
    return value;
}
