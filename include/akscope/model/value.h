/* value.h: small values that every resource uses.
 *
 * Everything in model/ is a plain value without behaviour. Strings are NUL-terminated, sanitised
 * when they are decoded (text.h), live in the arena of their payload, and are NULL where the
 * service sent nothing. A missing number is `is_set == false`, never a magic value. */
#ifndef AKSCOPE_MODEL_VALUE_H
#define AKSCOPE_MODEL_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Yes, no, or not told: `unknown` is an answer, a guess is not. */
enum ak_answer { AK_UNKNOWN = 0, AK_NO, AK_YES };

struct ak_number {
    bool is_set;
    int64_t value;
};

struct ak_pair {
    const char *key;
    const char *value;
};

struct ak_pairs {
    const struct ak_pair *items;
    size_t count;
};

struct ak_texts {
    const char *const *items;
    size_t count;
};

#endif
