/* recorded.c: walking the recorded traffic. */
#include "config.h"

#include "recorded.h"

#include <dirent.h>

static char *path_of(const char *name)
{
    const char *shared = getenv("AKSCOPE_SHARED");
    char *path = malloc(4096);

    assert_non_null(path);
    snprintf(path, 4096, "%s/arm-traffic/%s", shared == NULL ? "." : shared, name);
    return path;
}

bool recorded_is_there(void)
{
    char *path = path_of("cassettes");
    DIR *dir = opendir(path);

    free(path);
    if (dir == NULL)
        return false;
    closedir(dir);
    return true;
}

cJSON *recorded_file(const char *name)
{
    char *path = path_of(name);
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = calloc(1, size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, size, file), size);
    fclose(file);
    cJSON *json = cJSON_Parse(text);
    if (json == NULL)
        fail_msg("%s is not JSON", path);
    free(text);
    free(path);
    return json;
}

static int is_json_file(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);

    return len > 5 && strcmp(entry->d_name + len - 5, ".json") == 0;
}

typedef size_t visit_file(const char *file, const cJSON *json, visit_recorded *visit,
                          void *context);

static size_t visit_folder(const char *folder, visit_file *visit_json, visit_recorded *visit,
                           void *context)
{
    char *path = path_of(folder);
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_json_file, alphasort);
    size_t visited = 0;

    free(path);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        char name[512];

        snprintf(name, sizeof(name), "%s/%s", folder, entries[i]->d_name);
        cJSON *json = recorded_file(name);
        visited += visit_json(entries[i]->d_name, json, visit, context);
        cJSON_Delete(json);
        free(entries[i]);
    }
    free(entries);
    return visited;
}

static size_t visit_cassette(const char *file, const cJSON *json, visit_recorded *visit,
                             void *context)
{
    size_t visited = 0;
    const cJSON *exchange;

    cJSON_ArrayForEach(exchange, cJSON_GetObjectItem(json, "interactions"))
    {
        struct recorded recorded = {
            .file = file,
            .method = cJSON_GetObjectItem(exchange, "method")->valuestring,
            .path = cJSON_GetObjectItem(exchange, "path")->valuestring,
            .status = cJSON_GetObjectItem(exchange, "status")->valueint,
            .body = cJSON_GetObjectItem(exchange, "response_body"),
            .exchange = exchange,
        };

        visit(&recorded, context);
        visited++;
    }
    return visited;
}

static size_t visit_example(const char *file, const cJSON *json, visit_recorded *visit,
                            void *context)
{
    size_t visited = 0;
    const cJSON *response;

    cJSON_ArrayForEach(response, cJSON_GetObjectItem(json, "responses"))
    {
        struct recorded recorded = {
            .file = file,
            .method = "",
            .path = "",
            .status = (int)strtol(response->string, NULL, 10),
            .body = cJSON_GetObjectItem(response, "body"),
        };

        if (recorded.body == NULL)
            continue;
        visit(&recorded, context);
        visited++;
    }
    return visited;
}

size_t recorded_visit(const char *folder, visit_recorded *visit, void *context)
{
    return visit_folder(folder, visit_cassette, visit, context);
}

size_t recorded_visit_examples(const char *folder, visit_recorded *visit, void *context)
{
    char name[256];

    snprintf(name, sizeof(name), "spec-examples/%s", folder);
    return visit_folder(name, visit_example, visit, context);
}

struct ak_payload *recorded_decode(enum ak_codec codec, const char *context, const cJSON *body,
                                   const char *file)
{
    struct ak_decoder *decoder = ak_decoder_new(codec, context);
    struct ak_err err = ak_err_none();
    const char *link = NULL;
    char *text = cJSON_PrintUnformatted(body);

    if (ak_decoder_page(decoder, text, strlen(text), &link, &err) != 0)
        fail_msg("%s: %s: %s", file, ak_codec_name(codec), err.text);
    struct ak_payload *payload = ak_decoder_take(decoder);
    ak_decoder_free(decoder);
    free(text);
    return payload;
}

const cJSON *recorded_at(const cJSON *json, const char *way)
{
    char name[64];

    while (json != NULL && way[0] != '\0') {
        size_t len = strcspn(way, ".");

        assert_true(len < sizeof(name));
        memcpy(name, way, len);
        name[len] = '\0';
        json = cJSON_GetObjectItemCaseSensitive(json, name);
        way += len + (way[len] == '.' ? 1 : 0);
    }
    return cJSON_IsNull(json) ? NULL : json;
}

void expect_text(const cJSON *json, const char *way, const char *text)
{
    const cJSON *value = recorded_at(json, way);

    if (value == NULL || value->valuestring[0] == '\0')
        assert_null(text);
    else
        assert_string_equal(text, value->valuestring);
}

void expect_number(const cJSON *json, const char *way, struct ak_number number)
{
    const cJSON *value = recorded_at(json, way);

    assert_int_equal(number.is_set, value != NULL);
    if (value != NULL)
        assert_int_equal(number.value, value->valueint);
}

void expect_answer(const cJSON *json, const char *way, enum ak_answer answer)
{
    const cJSON *value = recorded_at(json, way);

    if (value == NULL)
        assert_int_equal(answer, AK_UNKNOWN);
    else
        assert_int_equal(answer, value->type == cJSON_True ? AK_YES : AK_NO);
}

void expect_texts(const cJSON *json, const char *way, struct ak_texts texts)
{
    const cJSON *value = recorded_at(json, way);

    assert_int_equal(texts.count, value == NULL ? 0 : cJSON_GetArraySize(value));
    for (size_t i = 0; i < texts.count; i++)
        assert_string_equal(texts.items[i], cJSON_GetArrayItem(value, (int)i)->valuestring);
}

void expect_pairs(const cJSON *json, const char *way, struct ak_pairs pairs)
{
    const cJSON *value = recorded_at(json, way);

    assert_int_equal(pairs.count, value == NULL ? 0 : cJSON_GetArraySize(value));
    for (size_t i = 0; i < pairs.count; i++) {
        const cJSON *member = cJSON_GetArrayItem(value, (int)i);

        assert_string_equal(pairs.items[i].key, member->string);
        assert_string_equal(pairs.items[i].value, member->valuestring);
    }
}
