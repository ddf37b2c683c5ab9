/* choice_fuzz.c: any text as the file of chosen subscriptions: what is understood is written so
 * that it is understood alike, and what other clouds have there stays. */
#include "config.h"

#include "fuzz.h"

#include "akscope/base/buf.h"
#include "choice_int.h"

#define CLOUD "https://a"
#define OTHER_CLOUD "https://b"

enum { MOST = 1 << 20 };

static struct ak_choice *choice_of(const char *text, const char *endpoint)
{
    struct ak_choice *choice = ak_choice_new(endpoint);
    char *copy = text_of((const uint8_t *)text, strlen(text));

    ak__choice_take(choice, copy);
    free(copy);
    return choice;
}

/* The file as it is written over `before`; the caller frees. */
static char *written(const struct ak_choice *choice, const char *before)
{
    struct ak_buf text = ak_buf_init(MOST);
    char *copy = text_of((const uint8_t *)before, strlen(before));
    size_t len;

    require(ak__choice_put(choice, copy, &text));
    free(copy);
    return ak_buf_take(&text, &len);
}

/* What the file has of a cloud, alone. */
static char *part_of(const char *text, const char *endpoint)
{
    struct ak_choice *choice = choice_of(text, endpoint);
    char *part = written(choice, "");

    ak_choice_free(choice);
    return part;
}

static void require_same_part(const char *before, const char *after, const char *endpoint)
{
    char *a = part_of(before, endpoint);
    char *b = part_of(after, endpoint);

    require(strcmp(a, b) == 0);
    free(a);
    free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = text_of(data, size);
    struct ak_choice *choice = choice_of(text, CLOUD);
    char *once = written(choice, text);
    char *twice = written(choice, once);

    require(strcmp(once, twice) == 0);
    require_same_part(text, once, CLOUD);
    require_same_part(text, once, OTHER_CLOUD);
    free(twice);
    free(once);
    ak_choice_free(choice);
    free(text);
    return 0;
}
