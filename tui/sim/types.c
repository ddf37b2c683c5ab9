#include "config.h"

#include "types_int.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/err.h"
#include "akscope/base/text.h"
#include "json_int.h"

/* Which JSON a kind's word stands for. */
static bool is_text(const cJSON *value)
{
    return cJSON_IsString(value) != 0;
}

static bool is_bool(const cJSON *value)
{
    return cJSON_IsBool(value) != 0;
}

static bool is_decimal(const cJSON *value)
{
    return cJSON_IsNumber(value) != 0;
}

static bool is_number(const cJSON *value)
{
    return cJSON_IsNumber(value) && value->valuedouble >= INT32_MIN &&
           value->valuedouble <= INT32_MAX && floor(value->valuedouble) == value->valuedouble;
}

static bool is_texts(const cJSON *value)
{
    bool is_good = cJSON_IsObject(value) != 0;
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, value)
    {
        is_good = is_good && cJSON_IsString(member);
    }
    return is_good;
}

static const struct word {
    const char *word;
    bool (*is_good)(const cJSON *value);
    const char *expected;
} words[] = {
    {"text", is_text, "a string"},           {"bool", is_bool, "a boolean"},
    {"number", is_number, "an int32"},       {"decimal", is_decimal, "a number"},
    {"texts", is_texts, "a map of strings"},
};

enum { WORD_COUNT = (int)(sizeof words / sizeof *words) };

static char *complaint(const char *place, const char *expected, const cJSON *value)
{
    char beginning[61] = "something else";
    char *found = cJSON_PrintUnformatted(value);
    if (found != NULL) {
        (void)ak_text_sanitise(found, strlen(found), beginning, sizeof beginning);
    }
    free(found);
    return ak_asprintf("%s: expected %s, but found %s", place, expected, beginning);
}

static char *check(const cJSON *tables, const cJSON *kind, const cJSON *value, const char *place);

static char *check_object(const cJSON *tables, const cJSON *kind, const cJSON *value,
                          const char *place)
{
    char *found = NULL;
    const cJSON *member = NULL;
    if (!cJSON_IsObject(value)) {
        return complaint(place, "an object", value);
    }
    cJSON_ArrayForEach(member, kind)
    {
        const cJSON *own = ak_sim_json_get(value, member->string);
        if (found == NULL && own != NULL && !cJSON_IsNull(own)) {
            char *at = ak_asprintf("%s%s%s", place, *place != '\0' ? "." : "", member->string);
            found = check(tables, member, own, at);
            free(at);
        }
    }
    return found;
}

static char *check_array(const cJSON *tables, const cJSON *kind, const cJSON *value,
                         const char *place)
{
    char *found = NULL;
    const cJSON *item = NULL;
    if (!cJSON_IsArray(value)) {
        return complaint(place, "an array", value);
    }
    cJSON_ArrayForEach(item, value)
    {
        found = found != NULL ? found : check(tables, kind->child, item, place);
    }
    return found;
}

static char *check(const cJSON *tables, const cJSON *kind, const cJSON *value, const char *place)
{
    if (cJSON_IsArray(kind)) {
        return check_array(tables, kind, value, place);
    }
    if (!cJSON_IsString(kind)) {
        return check_object(tables, kind, value, place);
    }
    for (int i = 0; i < WORD_COUNT; i++) {
        if (strcmp(words[i].word, kind->valuestring) == 0) {
            return words[i].is_good(value) ? NULL : complaint(place, words[i].expected, value);
        }
    }
    const cJSON *table = ak_sim_json_get(tables, kind->valuestring);
    if (table == NULL) {
        AK_BUG("data/types.json has no %s", kind->valuestring);
    }
    return check_object(tables, table, value, place);
}

char *ak_sim_types_complaint(const cJSON *tables, const char *name, const cJSON *request)
{
    return check_object(tables, ak_sim_json_get(tables, name), request, "");
}
