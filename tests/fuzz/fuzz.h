/* fuzz.h: the entry of every fuzz target, as libFuzzer calls it, and what targets share. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/err.h"
#include "akscope/base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold whatever the input is: the fuzzer keeps an input that aborts. */
static inline void require(bool holds)
{
    if (!holds)
        abort();
}

static inline void require_clean(const char *text)
{
    require(text == NULL || ak_text_is_clean(text, strlen(text)));
}

/* A failure has a kind and says, harmlessly, what is wrong. */
static inline void require_failure(int failed, const struct ak_err *err)
{
    require(failed == (int)err->kind && failed != AK_ERR_NONE && err->text[0] != '\0');
    require_clean(err->text);
    require_clean(err->code);
}

/* The input as text, of just its size, so that a sanitizer sees a read beyond; the caller frees. */
static inline char *text_of(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    require(text != NULL);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

#endif
