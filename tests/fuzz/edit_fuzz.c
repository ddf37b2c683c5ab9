/* edit_fuzz.c: whatever the body is, changing it ends, and what is printed is the same JSON again,
 * safe to show. The first byte chooses the path that is changed. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/wire/edit.h"
#include "fuzz.h"

static void count_difference(const char *path, const char *before, const char *after, void *context)
{
    size_t *count = context;

    require(ak_text_is_clean(path, strlen(path)));
    require(before != NULL || after != NULL);
    require(before == NULL || ak_text_is_clean(before, strlen(before)));
    require(after == NULL || ak_text_is_clean(after, strlen(after)));
    (*count)++;
}

/* The object printed and read again; only the indented form has line breaks. */
static struct ak_edit *print_and_parse(const struct ak_edit *edit, bool is_for_reading)
{
    struct ak_buf out = ak_buf_init(AK_LIMIT_BODY);
    struct ak_edit *again = NULL;
    struct ak_err err = ak_err_none();

    require(ak_edit_print(edit, is_for_reading, &out));
    require(is_for_reading || ak_text_is_clean(out.bytes, out.len));
    require(ak_edit_parse(out.bytes, out.len, &again, &err) == 0);
    ak_buf_release(&out);
    return again;
}

static void require_same(const struct ak_edit *a, const struct ak_edit *b)
{
    size_t differences = 0;

    ak_edit_compare(a, b, count_difference, &differences);
    require(differences == 0);
}

static void change(struct ak_edit *edit, const char *path)
{
    size_t differences = 0;
    struct ak_edit *before = print_and_parse(edit, false);

    ak_edit_remove(edit, path);
    ak_edit_compare(before, edit, count_difference, &differences);
    require(strchr(path, '*') != NULL || (differences > 0) == ak_edit_has(before, path));
    ak_edit_set_text(edit, "a.b", "new");
    require(ak_edit_has(edit, "a"));
    ak_edit_free(before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"a", "a.b", "a.0", "a.0.c", "a.*.c", "*", "*.*"};
    struct ak_edit *edit = NULL;
    struct ak_err err = ak_err_none();

    if (size == 0 || ak_edit_parse((const char *)data + 1, size - 1, &edit, &err) != 0)
        return 0;
    for (int i = 0; i < 2; i++) {
        struct ak_edit *again = print_and_parse(edit, i == 1);

        require_same(edit, again);
        ak_edit_free(again);
        change(edit, paths[data[0] % (sizeof paths / sizeof paths[0])]);
    }
    ak_edit_free(edit);
    return 0;
}
