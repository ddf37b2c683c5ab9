/* replay.c: runs a fuzz target over its corpus, and over mutations of each file that are the same
 * in every run. One TAP point a file. The corpus of NAME_fuzz is the folder tests/fuzz/corpus/NAME;
 * with arguments it is these files instead. */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum { MUTATIONS = 400, LARGEST_FILE = 1 << 20, PATH_SIZE = 4096 };

struct sample {
    uint8_t *bytes;
    size_t len;
};

/* xorshift: every run makes the same mutations. */
static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Runs the target on a copy that ends where the input does, so that a sanitizer sees a read beyond.
 */
static void run(const uint8_t *bytes, size_t len)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);

    if (copy == NULL)
        abort();
    memcpy(copy, bytes, len);
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

static void mutate(const struct sample *sample, uint32_t *seed)
{
    static const uint8_t bytes[] = {0, '"', '\\', '{', '}', '[', ']', ',', ':', '9', 0x1b, 0xff};
    uint8_t *copy = malloc(sample->len + 1);
    size_t len = sample->len;

    if (copy == NULL)
        abort();
    memcpy(copy, sample->bytes, len);
    for (uint32_t i = next_random(seed) % 4; i > 0 && len > 0; i--)
        copy[next_random(seed) % len] = bytes[next_random(seed) % sizeof(bytes)];
    if (next_random(seed) % 4 == 0)
        len = next_random(seed) % (len + 1);
    if (next_random(seed) % 4 == 0 && len > 0)
        copy[0] = (uint8_t)next_random(seed);
    run(copy, len);
    free(copy);
}

static int read_sample(const char *path, struct sample *sample)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return -1;
    sample->bytes = malloc(LARGEST_FILE);
    sample->len = sample->bytes == NULL ? 0 : fread(sample->bytes, 1, LARGEST_FILE, file);
    fclose(file);
    return sample->bytes == NULL ? -1 : 0;
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int replay(const char *path, const char *name, int number)
{
    struct sample sample = {0};
    uint32_t seed = 2463534242u;

    if (read_sample(path, &sample) != 0) {
        printf("not ok %d - %s can't be read\n", number, name);
        return 1;
    }
    printf("# %s\n", path);
    fflush(stdout); /* the last word, should the target abort */
    run(sample.bytes, sample.len);
    for (int i = 0; i < MUTATIONS; i++)
        mutate(&sample, &seed);
    free(sample.bytes);
    printf("ok %d - %s and %d mutations\n", number, name, MUTATIONS);
    return 0;
}

static int replay_files(char *const paths[], int count)
{
    int failed = 0;

    printf("1..%d\n", count);
    for (int i = 0; i < count; i++)
        failed |= replay(paths[i], paths[i], i + 1);
    return failed;
}

static int replay_folder(const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_file, alphasort);
    int failed = 0;

    if (count <= 0) {
        printf("Bail out! %s is empty\n", folder);
        return 1;
    }
    printf("1..%d\n", count);
    for (int i = 0; i < count; i++) {
        char path[PATH_SIZE + 256];

        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        failed |= replay(path, entries[i]->d_name, i + 1);
        free(entries[i]);
    }
    free(entries);
    return failed;
}

int main(int argc, char *argv[])
{
    const char *top = getenv("top_srcdir");
    const char *slash = strrchr(argv[0], '/');
    const char *name = slash != NULL ? slash + 1 : argv[0];
    char folder[PATH_SIZE];

    if (argc > 1)
        return replay_files(argv + 1, argc - 1);
    const char *end = strrchr(name, '_');

    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%.*s", top == NULL ? "." : top,
             (int)(end != NULL ? (size_t)(end - name) : strlen(name)), name);
    return replay_folder(folder);
}
