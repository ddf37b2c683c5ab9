/* token.c: the answer of `az account get-access-token`. The token is copied once, into the caller's
 * buffer, and wiped everywhere else; no message ever quotes the answer. */
#include "config.h"

#include <string.h>
#include <time.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/wire/errors.h"
#include "akscope/wire/identity.h"
#include "json_int.h"

/* "2026-11-23 14:05:00.000000", in local time: what az before 2.54 wrote, and later ones beside
 * expires_on. */
static int64_t parse_local_time(const char *text)
{
    struct tm moment = {.tm_isdst = -1};
    const char *rest = strptime(text, "%Y-%m-%d %H:%M:%S", &moment);
    time_t seconds;

    if (rest == NULL || (*rest != '\0' && *rest != '.'))
        return 0;
    seconds = mktime(&moment);
    return seconds < 0 ? 0 : (int64_t)seconds;
}

static int64_t read_expiry(const cJSON *root)
{
    const cJSON *epoch = cJSON_GetObjectItemCaseSensitive(root, "expires_on");
    const cJSON *local = cJSON_GetObjectItemCaseSensitive(root, "expiresOn");
    int64_t seconds = 0;

    if (cJSON_IsNumber(epoch) && epoch->valuedouble > 0 && epoch->valuedouble < 1e12)
        return (int64_t)epoch->valuedouble;
    if (cJSON_IsString(epoch) && ak_text_to_int(epoch->valuestring, 0, INT64_MAX, &seconds))
        return seconds;
    return cJSON_IsString(local) ? parse_local_time(local->valuestring) : 0;
}

int ak_wire_read_az_token(const char *body, size_t len, char **token, int64_t *expires_at,
                          struct ak_err *err)
{
    struct ak_err ignored = ak_err_none();
    cJSON *root = NULL;
    const cJSON *member;
    int failed = 0;

    if (ak__json_parse(body, len, &root, &ignored) != 0)
        return ak_err_set(err, AK_ERR_MALFORMED, "az answered something that is not JSON");
    member = cJSON_GetObjectItemCaseSensitive(root, "accessToken");
    if (!cJSON_IsString(member) || member->valuestring[0] == '\0') {
        failed = ak_err_set(err, AK_ERR_MALFORMED, "accessToken: missing from az's answer");
    } else if (!ak_wire_is_token(member->valuestring)) {
        failed = ak_err_set(err, AK_ERR_MALFORMED,
                            "accessToken: characters that no token has in az's answer");
    } else {
        *token = ak_strdup(member->valuestring);
        *expires_at = read_expiry(root);
    }
    ak__json_wipe(root);
    return failed;
}
