/* ini.c: inih behind one function. */
#include "config.h"

#include <ini.h>

#include "akscope/base/text.h"
#include "akscope/conf/conf.h"

struct reading {
    const char *path;
    ak_ini_on_pair *on_pair;
    void *context;
    struct ak_err *err;
    int failed;
};

/* inih's contract: 0 is an error, and the line of the first one is what ini_parse_string returns.
 */
static int on_pair(void *user, const char *section, const char *name, const char *value, int line)
{
    struct reading *reading = user;

    if (reading->failed)
        return 1;
    reading->failed = reading->on_pair(section, name, value, line, reading->context, reading->err);
    if (reading->failed) {
        char text[AK_ERR_TEXT_SIZE];

        ak_text_copy(text, sizeof text, reading->err->text);
        ak_err_detail(reading->err, "%s:%d: %s", reading->path, line, text);
    }
    return 1;
}

int ak_ini_read(const char *path, const char *text, ak_ini_on_pair *handler, void *context,
                struct ak_err *err)
{
    struct reading reading = {.path = path, .on_pair = handler, .context = context, .err = err};
    int line = ini_parse_string(text, on_pair, &reading);

    if (reading.failed)
        return reading.failed;
    if (line > 0)
        return ak_err_set(err, AK_ERR_CONFIG,
                          "%s:%d: expected `name = value`, `[section]` or a comment", path, line);
    return 0;
}
