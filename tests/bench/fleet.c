/* fleet.c: a snapshot out of a folder of answers. */
#include "config.h"

#include "tests/bench/fleet.h"

#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/wire/decode.h"

enum { NAME_SIZE = 256, PATH_SIZE = 4096 };

char *bench_read(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        err(EXIT_FAILURE, "%s", path);
    *len = (size_t)ftell(file);
    rewind(file);
    bytes = calloc(*len + 1, 1);
    if (bytes == NULL || fread(bytes, 1, *len, file) != *len)
        err(EXIT_FAILURE, "%s", path);
    (void)fclose(file);
    return bytes;
}

/* "clusters,SUBSCRIPTION,0.json" in its parts. */
struct answer {
    enum ak_codec codec;
    char key[NAME_SIZE];
};

static bool parse_name(const char *name, struct answer *answer)
{
    char topic[NAME_SIZE];

    answer->key[0] = '\0';
    if (sscanf(name, "%255[^,],%255[^,],", topic, answer->key) < 1)
        return false;
    for (char *plus = strchr(answer->key, '+'); plus != NULL; plus = strchr(plus, '+'))
        *plus = '/';
    for (answer->codec = 0; answer->codec < AK_CODEC_COUNT; answer->codec++) {
        if (strcmp(ak_codec_name(answer->codec), topic) == 0)
            return true;
    }
    return false;
}

static void add_page(struct ak_decoder *decoder, const char *folder, const char *name)
{
    char path[PATH_SIZE];
    struct ak_err err = ak_err_none();
    const char *next;
    size_t len;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    char *body = bench_read(path, &len);
    if (ak_decoder_page(decoder, body, len, &next, &err))
        errx(EXIT_FAILURE, "%s: %s", path, err.text);
    free(body);
}

static struct ak_snap *with(struct ak_snap *snap, enum ak_topic topic, char *key,
                            struct ak_payload *payload)
{
    struct ak_slot slot = {
        .topic = topic, .key = key, .status = AK_SLOT_OK, .err = ak_err_none(), .payload = payload};
    struct ak_snap *next = ak_snap_with_slot(snap, &slot);

    ak_snap_unref(snap);
    return next;
}

static struct ak_snap *with_copies(struct ak_snap *snap, const struct answer *answer,
                                   struct ak_payload *payload, size_t copies)
{
    enum ak_topic topic = ak_codec_topic(answer->codec);

    for (size_t i = 0; i < (topic == AK_TOPIC_CLUSTERS ? copies : 1); i++) {
        char key[NAME_SIZE + 24];

        snprintf(key, sizeof key, i == 0 ? "%s" : "%s-%zu", answer->key, i);
        snap = with(snap, topic, key, payload);
    }
    return snap;
}

struct ak_snap *bench_snap(const char *folder, size_t copies)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    struct ak_snap *snap = ak_snap_new();
    struct answer answer;

    if (count < 0)
        err(EXIT_FAILURE, "%s", folder);
    for (int i = 0; i < count; i++) {
        struct answer next = {0};

        if (!parse_name(entries[i]->d_name, &answer))
            continue;
        struct ak_decoder *decoder = ak_decoder_new(answer.codec, answer.key);
        add_page(decoder, folder, entries[i]->d_name);
        /* Further pages of the same list come right behind it. */
        while (i + 1 < count && parse_name(entries[i + 1]->d_name, &next) &&
               next.codec == answer.codec && strcmp(next.key, answer.key) == 0)
            add_page(decoder, folder, entries[++i]->d_name);
        struct ak_payload *payload = ak_decoder_take(decoder);
        ak_decoder_free(decoder);
        snap = with_copies(snap, &answer, payload, copies);
        ak_payload_unref(payload);
    }
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    return snap;
}
