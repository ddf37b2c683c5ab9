#include "config.h"

#include "record_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "call_int.h"

static const char redacted[] = "REDACTED";

static bool is_secret_header(const char *name)
{
    static const char *const secrets[] = {"Authorization", "secret", "X-IDENTITY-HEADER"};
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        if (ak_text_caseeq(name, secrets[i])) {
            return true;
        }
    }
    return false;
}

static void add_headers(cJSON *line, const char *name, const struct ak_vec *headers)
{
    cJSON *object = cJSON_AddObjectToObject(line, name);
    for (size_t i = 0; i < headers->len; i++) {
        const struct ak_sim_pair *pair = ak_vec_at(headers, i);
        (void)cJSON_AddStringToObject(object, pair->name,
                                      is_secret_header(pair->name) ? redacted : pair->value);
    }
}

/* A body as JSON when it is JSON. Ours are printed by us, and go in as they are. */
static void add_body(cJSON *line, const char *name, const char *bytes, bool is_ours)
{
    cJSON *parsed = is_ours || bytes == NULL ? NULL : cJSON_Parse(bytes);
    if (bytes == NULL || *bytes == '\0') {
        (void)cJSON_AddNullToObject(line, name);
    } else if (is_ours) {
        (void)cJSON_AddRawToObject(line, name, bytes);
    } else if (parsed != NULL) {
        (void)cJSON_AddItemToObject(line, name, parsed);
    } else {
        (void)cJSON_AddStringToObject(line, name, bytes);
    }
}

/* Requests and answers of the token endpoints are nothing but secrets. */
static bool is_token_exchange(const struct ak_sim_call *call)
{
    return call->route != NULL && call->route->api == AK_SIM_API_NONE;
}

char *ak_sim_record_line(const struct ak_sim_call *call)
{
    char *origin = ak_sim_call_origin(call);
    char *url = ak_asprintf("%s%s", origin, call->target.raw);
    bool is_json = call->verdict.kind != AK_SIM_FAULT_HTML;
    bool is_token = is_token_exchange(call);
    cJSON *line = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(line, "method", call->method);
    (void)cJSON_AddStringToObject(line, "url", url);
    add_headers(line, "requestHeaders", &call->headers);
    add_body(line, "requestBody", is_token ? NULL : ak_buf_text(&call->body), false);
    (void)cJSON_AddNumberToObject(line, "status", call->status);
    add_headers(line, "responseHeaders", &call->reply_headers);
    add_body(line, "responseBody",
             call->reply == NULL || (is_token && call->status == 200) ? NULL : call->reply->bytes,
             is_json);
    if (call->verdict.kind != AK_SIM_FAULT_NONE) {
        (void)cJSON_AddStringToObject(line, "fault", ak_sim_fault_name(call->verdict.kind));
    }
    char *text = cJSON_PrintUnformatted(line);
    cJSON_Delete(line);
    free(url);
    free(origin);
    if (text == NULL) {
        AK_BUG("an exchange can't be printed");
    }
    return text;
}

void ak_sim_record_write(FILE *file, const struct ak_sim_call *call)
{
    bool was_well = ferror(file) == 0;
    char *line = ak_sim_record_line(call);
    bool is_written = fputs(line, file) >= 0 && fputc('\n', file) != EOF && fflush(file) == 0;
    if (!is_written && was_well) {
        (void)fputs("akscope-sim: the record can't be written\n", stderr);
    }
    free(line);
}
