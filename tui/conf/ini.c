/* ini.c: inih behind one function. What Debian's build of it lacks is made up for here: it tells no
 * line numbers, cuts lines of 200 bytes without a word, and takes an indented line for more of the
 * value above it, which is not what people mean who indent. */
#include "config.h"

#include <ini.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/conf/conf.h"

struct reading {
    const char *path;
    const char *rest; /* of the text */
    int line;
    ak_ini_on_pair *on_pair;
    void *context;
    struct ak_err *err; /* the first failure */
    int failed;         /* its kind, or 0 */
    int failed_line;
    bool is_cut; /* by a line that is too long */
};

static void keep_first(struct reading *reading, const struct ak_err *err)
{
    if (reading->failed)
        return;
    *reading->err = *err;
    reading->failed = (int)err->kind;
    reading->failed_line = reading->line;
}

/* The next line without its indentation, as fgets would: inih's size leaves room for the NUL. */
static char *read_line(char *out, int size, void *stream)
{
    struct reading *reading = stream;
    const char *line = reading->rest + strspn(reading->rest, " \t");
    size_t len = strcspn(line, "\n");

    if (reading->is_cut || *reading->rest == '\0')
        return NULL;
    reading->line++;
    if (len >= (size_t)size) {
        struct ak_err err;

        reading->is_cut = true;
        ak_err_set(&err, AK_ERR_CONFIG, "%s:%d: the line is longer than %d bytes", reading->path,
                   reading->line, size - 1);
        keep_first(reading, &err);
        return NULL;
    }
    memcpy(out, line, len);
    out[len] = '\0';
    reading->rest = line + len + (line[len] == '\n' ? 1 : 0);
    return out;
}

static int on_pair(void *user, const char *section, const char *name, const char *value)
{
    struct reading *reading = user;
    struct ak_err err;

    if (reading->on_pair(section, name, value, reading->line, reading->context, &err)) {
        char text[AK_ERR_TEXT_SIZE];

        ak_text_copy(text, sizeof text, err.text);
        ak_err_detail(&err, "%s:%d: %s", reading->path, reading->line, text);
        keep_first(reading, &err);
    }
    return 1;
}

int ak_ini_read(const char *path, const char *text, ak_ini_on_pair *handler, void *context,
                struct ak_err *err)
{
    struct reading reading = {
        .path = path, .rest = text, .on_pair = handler, .context = context, .err = err};
    int line = ini_parse_stream(read_line, &reading, on_pair, &reading);

    if (line > 0 && (!reading.failed || line < reading.failed_line))
        return ak_err_set(err, AK_ERR_CONFIG,
                          "%s:%d: expected `name = value`, `[section]` or a comment", path, line);
    return reading.failed;
}
