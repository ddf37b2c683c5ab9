/* ini.c: inih behind one function. Debian's inih tells no line numbers: the reader counts them. */
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
    struct ak_err *err;
    int failed;
};

static char *read_line(char *out, int size, void *stream)
{
    struct reading *reading = stream;
    size_t len = strcspn(reading->rest, "\n");
    size_t fitted;

    if (*reading->rest == '\0')
        return NULL;
    reading->line++;
    fitted = len < (size_t)size ? len : (size_t)size - 1;
    memcpy(out, reading->rest, fitted);
    out[fitted] = '\0';
    reading->rest += len + (reading->rest[len] == '\n' ? 1 : 0);
    return out;
}

static int on_pair(void *user, const char *section, const char *name, const char *value)
{
    struct reading *reading = user;

    if (reading->failed)
        return 1;
    reading->failed =
        reading->on_pair(section, name, value, reading->line, reading->context, reading->err);
    if (reading->failed) {
        char text[AK_ERR_TEXT_SIZE];

        ak_text_copy(text, sizeof text, reading->err->text);
        ak_err_detail(reading->err, "%s:%d: %s", reading->path, reading->line, text);
    }
    return 1;
}

int ak_ini_read(const char *path, const char *text, ak_ini_on_pair *handler, void *context,
                struct ak_err *err)
{
    struct reading reading = {
        .path = path, .rest = text, .on_pair = handler, .context = context, .err = err};
    int line = ini_parse_stream(read_line, &reading, on_pair, &reading);

    if (reading.failed)
        return reading.failed;
    if (line > 0)
        return ak_err_set(err, AK_ERR_CONFIG,
                          "%s:%d: expected `name = value`, `[section]` or a comment", path, line);
    return 0;
}
