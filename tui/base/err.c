/* err.c: failures as values, and their table. */
#include "config.h"

#include "akscope/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/fatal.h"
#include "akscope/base/text.h"

static const struct {
    const char *name;
    const char *sentence;
    enum ak_retry retry;
    int exit_code;
    const char *advice;
} kinds[AK_ERR_COUNT] = {
    [AK_ERR_NONE] = {"none", "all is well", AK_RETRY_NEVER, 0, ""},
#define AK_ERROR(symbol, name, sentence, retry, exit_code, advice)                                 \
    [AK_ERR_##symbol] = {name, sentence, retry, exit_code, advice},
#include "akscope/base/errors.def"
#undef AK_ERROR
};

struct ak_err ak_err_none(void)
{
    return (struct ak_err){.kind = AK_ERR_NONE, .retry_after_s = -1};
}

AK_PRINTF(2, 0) static void set_text(struct ak_err *err, const char *format, va_list arguments)
{
    char raw[2 * AK_ERR_TEXT_SIZE];

    vsnprintf(raw, sizeof raw, format, arguments);
    ak_text_sanitise(raw, strlen(raw), err->text, sizeof err->text);
}

int ak_err_set(struct ak_err *err, enum ak_err_kind kind, const char *format, ...)
{
    struct ak_err fresh = ak_err_none();
    va_list arguments;

    fresh.kind = kind;
    va_start(arguments, format);
    set_text(&fresh, format, arguments);
    va_end(arguments);
    *err = fresh;
    return (int)kind;
}

void ak_err_detail(struct ak_err *err, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    set_text(err, format, arguments);
    va_end(arguments);
}

void ak_err_set_code(struct ak_err *err, const char *code)
{
    ak_text_sanitise(code, strlen(code), err->code, sizeof err->code);
}

void ak_err_set_target(struct ak_err *err, const char *target)
{
    ak_text_sanitise(target, strlen(target), err->target, sizeof err->target);
}

void ak_err_set_request_id(struct ak_err *err, const char *request_id)
{
    ak_text_sanitise(request_id, strlen(request_id), err->request_id, sizeof err->request_id);
}

const char *ak_err_kind_name(enum ak_err_kind kind)
{
    return kinds[kind].name;
}

const char *ak_err_kind_sentence(enum ak_err_kind kind)
{
    return kinds[kind].sentence;
}

const char *ak_err_kind_advice(enum ak_err_kind kind)
{
    return kinds[kind].advice;
}

enum ak_retry ak_err_kind_retry(enum ak_err_kind kind)
{
    return kinds[kind].retry;
}

int ak_err_kind_exit_code(enum ak_err_kind kind)
{
    return kinds[kind].exit_code;
}

enum ak_err_kind ak_err_kind_from_name(const char *name)
{
    for (size_t i = 0; i < AK_ERR_COUNT; i++) {
        if (strcmp(name, kinds[i].name) == 0)
            return (enum ak_err_kind)i;
    }
    return AK_ERR_NONE;
}

const char *ak_err_reason(const struct ak_err *err, char *out, size_t size)
{
    char whole[2 * AK_ERR_TEXT_SIZE];
    int len = (int)strlen(err->text);

    /* Azure's messages end with a full stop, ours do not. */
    while (len > 0 && strchr(". ", err->text[len - 1]) != NULL)
        len--;
    snprintf(whole, sizeof whole, "%s%s%s%s%.*s", kinds[err->kind].sentence,
             err->code[0] != '\0' ? ": " : "", err->code, len > 0 ? ": " : "", len, err->text);
    ak_text_copy(out, size, whole);
    return out;
}

const char *ak_err_advice(const struct ak_err *err, char *out, size_t size)
{
    if (err->retry_after_s > 0)
        snprintf(out, size, "wait %lld s, then try again", (long long)err->retry_after_s);
    else
        ak_text_copy(out, size, kinds[err->kind].advice);
    return out;
}

const char *ak_err_sentence(const struct ak_err *err, char *out, size_t size)
{
    char whole[2 * AK_ERR_TEXT_SIZE];
    char advice[AK_ERR_TEXT_SIZE];
    size_t len = strlen(ak_err_reason(err, whole, sizeof whole));

    ak_err_advice(err, advice, sizeof advice);
    snprintf(whole + len, sizeof whole - len, "%s%s", advice[0] != '\0' ? "; " : "", advice);
    ak_text_copy(out, size, whole);
    return out;
}

void ak_bug_at(const char *file, int line, const char *format, ...)
{
    va_list arguments;

    ak_fatal_restore();
    fprintf(stderr, "akscope: a mistake of ours at %s:%d: ", file, line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    abort();
}
