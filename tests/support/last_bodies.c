#include "config.h"

#include "support/last_bodies.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cmocka.h>

enum { ID_SIZE = 512 };

static char *file_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    (void)fclose(file);
    return text;
}

cJSON *json_file(const char *path)
{
    char *text = file_text(path);
    cJSON *json = cJSON_Parse(text);
    if (json == NULL) {
        fail_msg("%s is not JSON", path);
    }
    free(text);
    return json;
}

const char *cassettes_folder(char path[1024])
{
    const char *shared = getenv("AKSCOPE_SHARED");
    (void)snprintf(path, 1024, "%s/arm-traffic/cassettes", shared == NULL ? "" : shared);
    return access(path, R_OK) == 0 ? path : NULL;
}

static void lower(char *text)
{
    for (; *text != '\0'; text++) {
        *text = (char)(*text >= 'A' && *text <= 'Z' ? *text + 32 : *text);
    }
}

static void keep(cJSON *last, const char *id, cJSON *body)
{
    char key[ID_SIZE];
    (void)snprintf(key, sizeof key, "%s", id);
    lower(key);
    cJSON_DeleteItemFromObjectCaseSensitive(last, key);
    cJSON_AddItemToObject(last, key, body);
}

static void read_profile(struct last_bodies *bodies, const char *cluster_id, const cJSON *profile)
{
    const char *name = cJSON_GetObjectItem(profile, "name")->valuestring;
    cJSON *properties = cJSON_Duplicate(profile, true);
    cJSON *body = cJSON_CreateObject();
    char id[ID_SIZE];
    (void)snprintf(id, sizeof id, "%s/agentPools/%s", cluster_id, name);
    cJSON_DeleteItemFromObjectCaseSensitive(properties, "name");
    (void)cJSON_AddStringToObject(body, "id", id);
    (void)cJSON_AddStringToObject(body, "name", name);
    cJSON_AddItemToObject(body, "properties", properties);
    keep(bodies->pools, id, body);
}

static void read_cluster(struct last_bodies *bodies, const cJSON *recorded)
{
    cJSON *body = cJSON_Duplicate(recorded, true);
    const char *id = cJSON_GetObjectItem(body, "id")->valuestring;
    cJSON *profiles = cJSON_DetachItemFromObjectCaseSensitive(
        cJSON_GetObjectItem(body, "properties"), "agentPoolProfiles");
    const cJSON *profile = NULL;
    cJSON_ArrayForEach(profile, profiles)
    {
        read_profile(bodies, id, profile);
    }
    cJSON_Delete(profiles);
    keep(bodies->clusters, id, body);
}

static void read_body(struct last_bodies *bodies, const cJSON *body)
{
    const char *id = cJSON_GetStringValue(cJSON_GetObjectItem(body, "id"));
    if (id == NULL || strncasecmp(id, "/subscriptions/", strlen("/subscriptions/")) != 0) {
        return;
    }
    char provider[64];
    char type[64];
    char name[128];
    char child[64] = "";
    char child_name[128] = "";
    char rest[2] = "";
    int parts = sscanf(id,
                       "/%*[^/]/%*[^/]/%*[^/]/%*[^/]/%*[^/]/%63[^/]/%63[^/]/%127[^/]/%63[^/]/"
                       "%127[^/]/%1s",
                       provider, type, name, child, child_name, rest);
    if (parts < 3 || strcasecmp(provider, "Microsoft.ContainerService") != 0 ||
        strcasecmp(type, "managedClusters") != 0) {
        return;
    }
    if (parts == 3) {
        read_cluster(bodies, body);
    } else if (parts == 5 && strcasecmp(child, "agentPools") == 0) {
        keep(bodies->pools, id, cJSON_Duplicate(body, true));
    }
}

struct last_bodies last_bodies_read(const char *path)
{
    struct last_bodies bodies = {.clusters = cJSON_CreateObject(), .pools = cJSON_CreateObject()};
    cJSON *cassette = json_file(path);
    const cJSON *interaction = NULL;
    cJSON_ArrayForEach(interaction, cJSON_GetObjectItem(cassette, "interactions"))
    {
        const cJSON *body = cJSON_GetObjectItem(interaction, "response_body");
        if (cJSON_GetObjectItem(interaction, "status")->valueint / 100 != 2) {
            continue;
        }
        const cJSON *item = NULL;
        cJSON_ArrayForEach(item, cJSON_GetObjectItem(body, "value"))
        {
            read_body(&bodies, item);
        }
        read_body(&bodies, body);
    }
    cJSON_Delete(cassette);
    return bodies;
}

void last_bodies_release(struct last_bodies *bodies)
{
    cJSON_Delete(bodies->clusters);
    cJSON_Delete(bodies->pools);
}

cJSON *last_body(const cJSON *bodies, const char *id, const char *subscription_id)
{
    static const char zero[] = "00000000-0000-0000-0000-000000000000";
    char key[ID_SIZE];
    (void)snprintf(key, sizeof key, "%s", id);
    lower(key);
    char *at = strstr(key, subscription_id);
    if (at != NULL) {
        memcpy(at, zero, strlen(zero));
    }
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(bodies, key);
    if (found == NULL) {
        fail_msg("%s was not recorded", key);
    }
    char *text = cJSON_PrintUnformatted(found);
    for (at = text; (at = strstr(at, zero)) != NULL;) {
        memcpy(at, subscription_id, strlen(zero));
    }
    cJSON *body = cJSON_Parse(text);
    free(text);
    return body;
}
