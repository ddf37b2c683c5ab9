/* secret.c: bytes that are wiped when nobody needs them. */
#include "config.h"

#include "akscope/base/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "akscope/base/alloc.h"
#include "akscope/base/err.h"

struct ak_secret {
    size_t references;
    size_t len;
    char *value;
};

struct ak_secret *ak_secret_new(const char *value, size_t len)
{
    struct ak_secret *secret = ak_alloc(1, sizeof *secret);

    secret->references = 1;
    secret->len = len;
    secret->value = ak_alloc(len + 1, 1);
    memcpy(secret->value, value, len);
    return secret;
}

struct ak_secret *ak_secret_ref(struct ak_secret *secret)
{
    secret->references++;
    return secret;
}

void ak_secret_unref(struct ak_secret *secret)
{
    if (secret == NULL)
        return;
    if (secret->references == 0)
        AK_BUG("a secret was dropped once too often");
    if (--secret->references > 0)
        return;
    ak_secret_wipe(secret->value, secret->len);
    free(secret->value);
    free(secret);
}

const char *ak_secret_reveal(const struct ak_secret *secret)
{
    return secret->value;
}

size_t ak_secret_length(const struct ak_secret *secret)
{
    return secret->len;
}

void ak_secret_wipe(void *bytes, size_t len)
{
    explicit_bzero(bytes, len);
}

void ak_secret_free(char *text)
{
    if (text != NULL)
        ak_secret_wipe(text, strlen(text));
    free(text);
}

void ak_secret_no_core(void)
{
    struct rlimit none = {0, 0};

    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
