/* attributes.h: what the compiler is told about a function. Unknown compilers are told nothing. */
#ifndef AKSCOPE_BASE_ATTRIBUTES_H
#define AKSCOPE_BASE_ATTRIBUTES_H

#if defined(__GNUC__)
#define AK_MUST_USE __attribute__((warn_unused_result))
#define AK_NONNULL __attribute__((nonnull))
#define AK_NONNULL_ARGS(...) __attribute__((nonnull(__VA_ARGS__)))
#define AK_RETURNS_NONNULL __attribute__((returns_nonnull))
#define AK_PRINTF(string_index, first_index)                                                       \
    __attribute__((format(printf, string_index, first_index)))
#define AK_NORETURN __attribute__((noreturn))
#define AK_PURE __attribute__((pure))
#else
#define AK_MUST_USE
#define AK_NONNULL
#define AK_NONNULL_ARGS(...)
#define AK_RETURNS_NONNULL
#define AK_PRINTF(string_index, first_index)
#define AK_NORETURN
#define AK_PURE
#endif

#endif
