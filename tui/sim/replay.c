#include "config.h"

#include "replay_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/err.h"
#include "akscope/base/text.h"
#include "akscope/base/vec.h"
#include "call_int.h"
#include "file_int.h"
#include "gateway_int.h"
#include "json_int.h"

enum { SHOWN_MAX = 80, LEFT_SHOWN_MAX = 5 };

static const char arm[] = "{arm}";

struct ak_sim_replay {
    cJSON *cassette;
    const cJSON *next;        /* borrowed; NULL: all was asked for */
    struct ak_vec mismatches; /* of char *, owned */
};

/* ---- reading ---- */

/* The subscription that the recorded paths are of; the caller frees. NULL: none. */
static char *subscription_of(const cJSON *interactions)
{
    static const char prefix[] = "/subscriptions/";
    const cJSON *interaction = NULL;
    cJSON_ArrayForEach(interaction, interactions)
    {
        const char *path = ak_sim_json_text(interaction, "path");
        if (ak_text_has_prefix(path, prefix, true)) {
            const char *id = path + sizeof prefix - 1;
            return ak_strndup(id, strcspn(id, "/?"));
        }
    }
    return NULL;
}

static bool is_interaction(const cJSON *json)
{
    return cJSON_IsString(ak_sim_json_get(json, "method")) &&
           cJSON_IsString(ak_sim_json_get(json, "path")) &&
           cJSON_IsNumber(ak_sim_json_get(json, "status"));
}

static bool is_recording(const cJSON *interactions)
{
    bool is_good = cJSON_IsArray(interactions) && interactions->child != NULL;
    const cJSON *interaction = NULL;
    cJSON_ArrayForEach(interaction, interactions)
    {
        is_good = is_good && is_interaction(interaction);
    }
    return is_good;
}

int ak_sim_replay_open(const char *path, struct ak_sim_world *world, struct ak_sim_replay **out,
                       struct ak_err *err)
{
    char *text = NULL;
    size_t len = 0;
    int failed = ak_sim_file_read(path, &text, &len, err);
    if (failed != 0) {
        return failed;
    }
    cJSON *cassette = ak_sim_json_parse(text, len);
    const cJSON *interactions = ak_sim_json_get(cassette, "interactions");
    free(text);
    if (!is_recording(interactions)) {
        cJSON_Delete(cassette);
        return ak_err_set(err, AK_ERR_MALFORMED, "%s: not a recording with interactions", path);
    }
    struct ak_sim_replay *replay = ak_alloc(1, sizeof *replay);
    *replay = (struct ak_sim_replay){.cassette = cassette,
                                     .next = interactions->child,
                                     .mismatches = ak_vec_init(sizeof(char *))};
    char *subscription = subscription_of(interactions);
    if (subscription != NULL && ak_sim_find_subscription(world, subscription) == NULL) {
        (void)ak_sim_world_add_subscription(world, subscription, "Replay");
    }
    free(subscription);
    *out = replay;
    return 0;
}

void ak_sim_replay_free(struct ak_sim_replay *replay)
{
    if (replay == NULL) {
        return;
    }
    for (size_t i = 0; i < replay->mismatches.len; i++) {
        free(*(char **)ak_vec_at(&replay->mismatches, i));
    }
    ak_vec_release(&replay->mismatches);
    cJSON_Delete(replay->cassette);
    free(replay);
}

/* ---- comparing ---- */

/* The value in a few words; the caller frees. */
static char *shown(const cJSON *value)
{
    char *text = value == NULL ? NULL : cJSON_PrintUnformatted(value);
    if (text == NULL) {
        return ak_strdup("nothing");
    }
    char *cut = strlen(text) <= SHOWN_MAX ? ak_strdup(text) : ak_asprintf("%.*s…", SHOWN_MAX, text);
    free(text);
    return cut;
}

static char *differs(const char *place, const cJSON *recorded, const cJSON *sent)
{
    char *left = shown(recorded);
    char *right = shown(sent);
    char *sentence = ak_asprintf("%s: %s was recorded, %s was sent",
                                 *place != '\0' ? place : "body", left, right);
    free(left);
    free(right);
    return sentence;
}

static char *difference_at(const char *place, const cJSON *recorded, const cJSON *sent);

static char *member_place(const char *place, const char *name)
{
    return ak_asprintf("%s%s%s", place, *place != '\0' ? "." : "", name);
}

static char *object_difference(const char *place, const cJSON *recorded, const cJSON *sent)
{
    char *found = NULL;
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, recorded)
    {
        char *at = member_place(place, member->string);
        found = found != NULL ? found
                              : difference_at(at, member, ak_sim_json_get(sent, member->string));
        free(at);
    }
    cJSON_ArrayForEach(member, sent)
    {
        char *at = member_place(place, member->string);
        if (found == NULL && ak_sim_json_get(recorded, member->string) == NULL) {
            found = differs(at, NULL, member);
        }
        free(at);
    }
    return found;
}

static char *array_difference(const char *place, const cJSON *recorded, const cJSON *sent)
{
    if (cJSON_GetArraySize(recorded) != cJSON_GetArraySize(sent)) {
        return differs(place, recorded, sent);
    }
    char *found = NULL;
    const cJSON *other = sent->child;
    const cJSON *item = NULL;
    int i = 0;
    cJSON_ArrayForEach(item, recorded)
    {
        char *at = ak_asprintf("%s[%d]", place, i++);
        found = found != NULL ? found : difference_at(at, item, other);
        other = other->next;
        free(at);
    }
    return found;
}

static char *difference_at(const char *place, const cJSON *recorded, const cJSON *sent)
{
    if (cJSON_IsObject(recorded) && cJSON_IsObject(sent)) {
        return object_difference(place, recorded, sent);
    }
    if (cJSON_IsArray(recorded) && cJSON_IsArray(sent)) {
        return array_difference(place, recorded, sent);
    }
    return cJSON_Compare(recorded, sent, true) ? NULL : differs(place, recorded, sent);
}

char *ak_sim_replay_difference(const cJSON *recorded, const cJSON *sent)
{
    bool is_absent = recorded == NULL || cJSON_IsNull(recorded);
    if (is_absent && sent == NULL) {
        return NULL;
    }
    return is_absent || sent == NULL ? differs("", is_absent ? NULL : recorded, sent)
                                     : difference_at("", recorded, sent);
}

/* Paths by their segments, so that an encoded letter and a doubled slash don't matter. */
static bool is_same_path(const struct ak_sim_target *a, const struct ak_sim_target *b)
{
    size_t i = 0;
    const char *left = ak_sim_target_segment(a, i);
    const char *right = ak_sim_target_segment(b, i);
    while (left != NULL && right != NULL && ak_text_caseeq(left, right)) {
        i++;
        left = ak_sim_target_segment(a, i);
        right = ak_sim_target_segment(b, i);
    }
    return left == NULL && right == NULL;
}

/* The name of a parameter of `a` that `b` doesn't have like that; NULL: none. */
static const char *other_parameter(const struct ak_sim_target *a, const struct ak_sim_target *b)
{
    for (size_t i = 0; i < a->query.len; i++) {
        const struct ak_sim_pair *pair = ak_vec_at(&a->query, i);
        const char *other = ak_sim_target_query(b, pair->name);
        if (!ak_text_caseeq(pair->name, "api-version") &&
            (other == NULL || strcmp(other, pair->value) != 0)) {
            return pair->name;
        }
    }
    return NULL;
}

static char *target_difference(const struct ak_sim_call *call, const char *recorded)
{
    struct ak_sim_target wanted;
    char *sentence = NULL;
    ak_sim_target_init(&wanted, recorded);
    const char *name = other_parameter(&wanted, &call->target);
    name = name != NULL ? name : other_parameter(&call->target, &wanted);
    if (!is_same_path(&wanted, &call->target)) {
        sentence = ak_asprintf("path: %.300s was recorded, %.300s was sent", wanted.path,
                               call->target.path);
    } else if (name != NULL) {
        sentence = ak_asprintf("query parameter %s differs", name);
    }
    ak_sim_target_release(&wanted);
    return sentence;
}

static char *body_difference(const struct ak_sim_call *call, const cJSON *recorded)
{
    cJSON *sent =
        call->body.len == 0 ? NULL : ak_sim_json_parse(ak_buf_text(&call->body), call->body.len);
    bool is_text = call->body.len > 0 && sent == NULL;
    char *sentence = is_text ? ak_strdup("body: what was sent is no JSON")
                             : ak_sim_replay_difference(recorded, sent);
    cJSON_Delete(sent);
    return sentence;
}

/* What makes the call another one than the next recorded; NULL: nothing. The caller frees. */
static char *difference(const struct ak_sim_replay *replay, const struct ak_sim_call *call)
{
    if (replay->next == NULL) {
        return ak_strdup("nothing more was recorded");
    }
    const char *method = ak_sim_json_text(replay->next, "method");
    if (strcmp(method, call->method) != 0) {
        return ak_asprintf("method: %s was recorded, %s was sent (recorded path: %.300s)", method,
                           call->method, ak_sim_json_text(replay->next, "path"));
    }
    char *sentence = target_difference(call, ak_sim_json_text(replay->next, "path"));
    return sentence != NULL ? sentence
                            : body_difference(call, ak_sim_json_get(replay->next, "request_body"));
}

/* ---- answering ---- */

/* `text` with our origin for "{arm}"; the caller frees. */
static char *with_origin(const char *text, const char *origin)
{
    struct ak_buf buf = ak_buf_init(SIZE_MAX);
    bool fits = true;
    for (const char *found = strstr(text, arm); found != NULL; found = strstr(text, arm)) {
        fits =
            fits && ak_buf_append(&buf, text, (size_t)(found - text)) && ak_buf_puts(&buf, origin);
        text = found + sizeof arm - 1;
    }
    if (!fits || !ak_buf_puts(&buf, text)) {
        AK_BUG("a buffer without a limit was full");
    }
    return ak_buf_take(&buf, &(size_t){0});
}

static void reply_recorded(struct ak_sim_call *call, const cJSON *interaction)
{
    char *origin = ak_sim_call_origin(call);
    const cJSON *body = ak_sim_json_get(interaction, "response_body");
    const cJSON *header = NULL;
    bool is_empty =
        body == NULL || cJSON_IsNull(body) || (cJSON_IsString(body) && *body->valuestring == '\0');
    if (!is_empty) {
        char *printed = cJSON_PrintUnformatted(body);
        char *text = with_origin(printed != NULL ? printed : "", origin);
        ak_sim_reply_text(call, 200, "application/json", text);
        free(printed);
    }
    call->status = ak_sim_json_int(interaction, "status", 0);
    cJSON_ArrayForEach(header, ak_sim_json_get(interaction, "response_headers"))
    {
        if (cJSON_IsString(header)) {
            char *value = with_origin(header->valuestring, origin);
            ak_sim_reply_header(call, header->string, value);
            free(value);
        }
    }
    free(origin);
}

/* What a client asks before it knows anything; it is always answered by the world. */
static bool is_signing_in(const struct ak_sim_call *call)
{
    static const char *const lists[] = {"tenants", "subscriptions"};
    const char *first = ak_sim_target_segment(&call->target, 0);
    bool is_list = false;
    for (size_t i = 0; first != NULL && i < sizeof lists / sizeof *lists; i++) {
        is_list = is_list || ak_text_caseeq(first, lists[i]);
    }
    return !is_list || ak_sim_target_segment(&call->target, 2) == NULL;
}

bool ak_sim_replay_answer(struct ak_sim_replay *replay, struct ak_sim_call *call)
{
    char *sentence = difference(replay, call);
    if (sentence != NULL && is_signing_in(call)) {
        free(sentence);
        return false;
    }
    if (!ak_sim_gateway_is_signed_in(call)) {
        free(sentence);
        return true;
    }
    if (sentence == NULL) {
        reply_recorded(call, replay->next);
        replay->next = replay->next->next;
        return true;
    }
    ak_sim_reply_error(call, 409, "ReplayMismatch", "The request is not the recorded one: %s",
                       sentence);
    *(char **)ak_vec_push(&replay->mismatches) =
        ak_asprintf("%s %.300s: %s", call->method, call->target.path, sentence);
    free(sentence);
    return true;
}

bool ak_sim_replay_report(const struct ak_sim_replay *replay, FILE *out)
{
    int left = 0;
    for (size_t i = 0; i < replay->mismatches.len; i++) {
        (void)fprintf(out, "akscope-sim: %s\n", *(char **)ak_vec_at(&replay->mismatches, i));
    }
    for (const cJSON *item = replay->next; item != NULL; item = item->next) {
        if (left++ < LEFT_SHOWN_MAX) {
            (void)fprintf(out, "akscope-sim: not asked for: %s %.300s\n",
                          ak_sim_json_text(item, "method"), ak_sim_json_text(item, "path"));
        }
    }
    if (left > LEFT_SHOWN_MAX) {
        (void)fprintf(out, "akscope-sim: … and %d more\n", left - LEFT_SHOWN_MAX);
    }
    return replay->mismatches.len == 0 && left == 0;
}
