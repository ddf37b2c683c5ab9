/* operations.c: polls of long-running operations, and the state of a resource. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "akscope/wire/errors.h"
#include "errors_int.h"

static const cJSON *object_member(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsObject(member) ? member : NULL;
}

/* A member's text, sanitised and cut to size; "" when it is missing or no text. */
static void copy_text(const cJSON *object, const char *name, char *out, size_t size)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);
    const char *text = cJSON_IsString(member) ? member->valuestring : "";

    ak_text_sanitise(text, strlen(text), out, size);
}

/* The object, which the caller deletes, or NULL with *err filled. */
static cJSON *parse_object(const char *body, size_t len, struct ak_err *err)
{
    cJSON *json = NULL;

    if (ak__json_parse(body, len, &json, err) != 0)
        return NULL;
    if (cJSON_IsObject(json))
        return json;
    cJSON_Delete(json);
    ak_err_set(err, AK_ERR_MALFORMED, "expected an object");
    return NULL;
}

static double read_percent(const cJSON *root)
{
    const cJSON *percent = cJSON_GetObjectItemCaseSensitive(root, "percentComplete");

    if (!cJSON_IsNumber(percent) || !(percent->valuedouble >= 0 && percent->valuedouble <= 100))
        return -1;
    return percent->valuedouble;
}

int ak_wire_read_operation(const char *body, size_t len, struct ak_operation_status *out,
                           struct ak_err *err)
{
    struct ak_operation_status status = {.error = ak_err_none()};
    cJSON *root = parse_object(body, len, err);

    if (root == NULL)
        return (int)err->kind;
    copy_text(root, "status", status.status, sizeof(status.status));
    if (object_member(root, "error") != NULL) {
        status.has_error = true;
        ak__read_error_object(root, 0, &status.error);
    }
    status.percent = read_percent(root);
    cJSON_Delete(root);
    if (status.status[0] == '\0')
        return ak_err_set(err, AK_ERR_MALFORMED, "status: missing");
    *out = status;
    return 0;
}

int ak_wire_read_state(const char *body, size_t len, char *out, size_t size, struct ak_err *err)
{
    cJSON *root = parse_object(body, len, err);
    const cJSON *properties;

    if (root == NULL)
        return (int)err->kind;
    properties = object_member(root, "properties");
    copy_text(properties == NULL ? root : properties, "provisioningState", out, size);
    cJSON_Delete(root);
    return 0;
}
