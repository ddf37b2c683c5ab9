/* errors.c: Azure's refusals, in every shape that was recorded. */
#include "config.h"

#include "akscope/wire/errors.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "errors_int.h"

enum { EXCERPT_SIZE = 200, DETAIL_DEPTH = 8 };

struct code_row {
    const char *code;
    enum ak_err_kind kind;
};

/* Codes whose meaning the HTTP status alone does not tell. Sources: recorded traffic; Azure
 * Resource Manager's common errors
 * (learn.microsoft.com/azure/azure-resource-manager/troubleshooting). */
static const struct code_row codes[] = {
    {"NoRegisteredProviderFound", AK_ERR_NO_PROVIDER},
    {"MissingSubscriptionRegistration", AK_ERR_NO_PROVIDER},
    {"SubscriptionNotRegistered", AK_ERR_NO_PROVIDER},
    {"InvalidApiVersionParameter", AK_ERR_NO_PROVIDER},
    {"InvalidResourceType", AK_ERR_NO_PROVIDER},
    {"InvalidResourceNamespace", AK_ERR_NO_PROVIDER},
    {"ExpiredAuthenticationToken", AK_ERR_NOT_SIGNED_IN},
    {"InvalidAuthenticationToken", AK_ERR_NOT_SIGNED_IN},
    {"InvalidAuthenticationTokenTenant", AK_ERR_NOT_SIGNED_IN},
    {"AuthenticationFailed", AK_ERR_NOT_SIGNED_IN},
    {"AuthorizationFailed", AK_ERR_FORBIDDEN},
    {"LinkedAuthorizationFailed", AK_ERR_FORBIDDEN},
    {"RequestDisallowedByPolicy", AK_ERR_REFUSED},
    {"ScopeLocked", AK_ERR_REFUSED},
    {"ReadOnlyDisabledSubscription", AK_ERR_REFUSED},
    {"QuotaExceeded", AK_ERR_REFUSED},
    {"SkuNotAvailable", AK_ERR_REFUSED},
    {"TooManyRequests", AK_ERR_THROTTLED},
    {"SubscriptionRequestsThrottled", AK_ERR_THROTTLED},
    {"ResourceNotFound", AK_ERR_NOT_FOUND},
    {"ResourceGroupNotFound", AK_ERR_NOT_FOUND},
    {"SubscriptionNotFound", AK_ERR_NOT_FOUND},
};

struct status_row {
    int from, to;
    enum ak_err_kind kind;
};

/* A redirect never comes from Azure Resource Manager: something on the way wants to be seen first.
 */
static const struct status_row statuses[] = {
    {300, 399, AK_ERR_MALFORMED}, {401, 401, AK_ERR_NOT_SIGNED_IN}, {403, 403, AK_ERR_FORBIDDEN},
    {404, 404, AK_ERR_NOT_FOUND}, {407, 407, AK_ERR_NETWORK},       {408, 408, AK_ERR_TIMEOUT},
    {409, 409, AK_ERR_CONFLICT},  {410, 410, AK_ERR_NOT_FOUND},     {412, 412, AK_ERR_CHANGED},
    {429, 429, AK_ERR_THROTTLED}, {511, 511, AK_ERR_NETWORK},       {500, 599, AK_ERR_UNAVAILABLE},
};

static enum ak_err_kind kind_of_status(int status)
{
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (status >= statuses[i].from && status <= statuses[i].to)
            return statuses[i].kind;
    }
    return AK_ERR_REFUSED;
}

static enum ak_err_kind kind_of(const char *code, int status)
{
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        if (ak_text_caseeq(codes[i].code, code))
            return codes[i].kind;
    }
    return kind_of_status(status);
}

/* A member's text, "" when there is none: an error about an error helps nobody. */
static const char *text_of(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(member) ? member->valuestring : "";
}

static const char *first_text(const cJSON *object, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *text = text_of(object, names[i]);

        if (text[0] != '\0')
            return text;
    }
    return "";
}

/* ARM and AKS write "message", ASP.NET "Message", token services "error_description", OData an
 * object
 * {"lang", "value"}. */
static const char *message_of(const cJSON *object)
{
    static const char *const names[] = {"message", "Message", "error_description"};
    const cJSON *message = cJSON_GetObjectItemCaseSensitive(object, "message");

    if (cJSON_IsObject(message))
        return text_of(message, "value");
    return first_text(object, names, sizeof(names) / sizeof(names[0]));
}

static const cJSON *first_of(const cJSON *json)
{
    return cJSON_IsArray(json) ? json->child : json;
}

/* The object below that may say more: an item of `details`, or the inner error. */
static const cJSON *inner_of(const cJSON *object)
{
    static const char *const names[] = {"details", "innererror", "innerError", "error"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const cJSON *inner = first_of(cJSON_GetObjectItemCaseSensitive(object, names[i]));

        if (cJSON_IsObject(inner))
            return inner;
    }
    return NULL;
}

/* The first message on the way inwards. */
static const char *deepest_message(const cJSON *object)
{
    const char *message = message_of(object);

    for (int depth = 0; message[0] == '\0' && depth < DETAIL_DEPTH; depth++) {
        object = inner_of(object);
        if (object == NULL)
            break;
        message = message_of(object);
    }
    return message;
}

/* The object that has code and message: wrapped in "error", or bare. */
static const cJSON *error_object(const cJSON *root)
{
    static const char *const names[] = {"error", "odata.error"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const cJSON *wrapped = cJSON_GetObjectItemCaseSensitive(root, names[i]);

        if (cJSON_IsObject(wrapped))
            return wrapped;
    }
    return root;
}

/* Token services put their code into "error". */
static const char *code_of(const cJSON *object)
{
    static const char *const names[] = {"code", "Code", "error"};
    const cJSON *inner = inner_of(object);
    const char *code = first_text(object, names, sizeof(names) / sizeof(names[0]));

    return code[0] != '\0' || inner == NULL ? code : text_of(inner, "code");
}

/* What is worth reading of a message: hundreds of supported API versions are not. */
static int useful_len(const char *message)
{
    const char *list = strstr(message, " The supported api-versions are '");

    return list != NULL ? (int)(list - message) : (int)strlen(message);
}

void ak__read_error_object(const cJSON *root, int http_status, struct ak_err *err)
{
    const cJSON *object = error_object(root);
    const char *code = code_of(object);
    const char *message = deepest_message(object);

    if (message[0] == '\0')
        ak_err_set(err, kind_of(code, http_status), "HTTP %d without an explanation", http_status);
    else
        ak_err_set(err, kind_of(code, http_status), "%.*s", useful_len(message), message);
    ak_err_set_code(err, code);
    ak_err_set_target(err, text_of(object, "target"));
    err->http_status = http_status;
}

static size_t skip_space(const char *body, size_t len)
{
    size_t at = 0;

    while (at < len && strchr(" \t\r\n", body[at]) != NULL && body[at] != '\0')
        at++;
    return at;
}

/* A body that is no JSON object. A web page with a status that only a server in trouble or a
 * throttle sends keeps that meaning; any other was put in the way by a proxy or a captive portal.
 */
static void read_foreign(int http_status, const char *body, size_t len, struct ak_err *err)
{
    size_t start = skip_space(body, len);
    enum ak_err_kind kind = kind_of_status(http_status);
    char excerpt[EXCERPT_SIZE];

    if (start == len) {
        ak_err_set(err, kind, "HTTP %d without an explanation", http_status);
    } else if (body[start] == '<') {
        bool is_server = kind == AK_ERR_UNAVAILABLE || kind == AK_ERR_THROTTLED;

        ak_err_set(err, is_server ? kind : AK_ERR_MALFORMED,
                   "HTTP %d with a web page instead of JSON: a proxy or a sign-in page of the "
                   "network is in the way, or Azure is unwell",
                   http_status);
    } else {
        ak_text_sanitise(body + start, len - start, excerpt, sizeof(excerpt));
        ak_err_set(err, kind, "HTTP %d with an answer that is not JSON: %s", http_status, excerpt);
    }
    err->http_status = http_status;
}

void ak_wire_read_error(int http_status, const char *body, size_t len, struct ak_err *err)
{
    struct ak_err ignored = ak_err_none();
    cJSON *root = NULL;

    if (ak__json_parse(body, len, &root, &ignored) != 0 || !cJSON_IsObject(root))
        read_foreign(http_status, body, len, err);
    else
        ak__read_error_object(root, http_status, err);
    cJSON_Delete(root);
}
