#include "config.h"

#include "tests/conform/row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

cJSON *row_take(struct row *row, const char *name)
{
    cJSON *value = cJSON_DetachItemFromObjectCaseSensitive(row->json, name);

    if (value == NULL)
        fail_msg("%s has no %s", row->about, name);
    return value;
}

/* Missing, null, empty: all are null in the output. */
bool json_is_nothing(const cJSON *value)
{
    return value == NULL || cJSON_IsNull(value) ||
           (cJSON_IsString(value) && value->valuestring[0] == '\0');
}

void row_expect(struct row *row, const char *name, const cJSON *expected)
{
    cJSON *value = row_take(row, name);
    char *is = cJSON_PrintUnformatted(value);
    char *wanted = json_is_nothing(expected) ? strdup("null") : cJSON_PrintUnformatted(expected);

    if (json_is_nothing(expected) ? !cJSON_IsNull(value) : !cJSON_Compare(value, expected, true))
        fail_msg("%s: %s is %s, wanted %s", row->about, name, is, wanted);
    free(is);
    free(wanted);
    cJSON_Delete(value);
}

void row_expect_text(struct row *row, const char *name, const char *text)
{
    cJSON *expected = text != NULL ? cJSON_CreateString(text) : NULL;

    row_expect(row, name, expected);
    cJSON_Delete(expected);
}

void row_expect_number(struct row *row, const char *name, double number)
{
    cJSON *expected = cJSON_CreateNumber(number);

    row_expect(row, name, expected);
    cJSON_Delete(expected);
}

void row_expect_truth(struct row *row, const char *name, bool truth)
{
    cJSON *expected = cJSON_CreateBool(truth);

    row_expect(row, name, expected);
    cJSON_Delete(expected);
}

void row_expect_nothing_left(const struct row *row)
{
    if (row->json->child != NULL)
        fail_msg("%s: nobody checks %s", row->about, row->json->child->string);
}

/* The value at a way such as "properties.powerState.code", or NULL. */
const cJSON *json_at(const cJSON *json, const char *way)
{
    char copy[128];
    char *rest = NULL;

    (void)snprintf(copy, sizeof copy, "%s", way);
    for (char *name = strtok_r(copy, ".", &rest); name != NULL; name = strtok_r(NULL, ".", &rest))
        json = cJSON_GetObjectItemCaseSensitive(json, name);
    return json;
}

const char *json_text_at(const cJSON *json, const char *way)
{
    const cJSON *value = json_at(json, way);

    return json_is_nothing(value) ? NULL : cJSON_GetStringValue(value);
}

void row_expect_fields(struct row *row, const struct row_field *fields, const cJSON *body)
{
    for (; fields->name != NULL; fields++) {
        const cJSON *value = json_at(body, fields->way);

        if (json_is_nothing(value) && fields->else_way != NULL)
            value = json_at(body, fields->else_way);
        row_expect(row, fields->name, value);
    }
}
