#include "config.h"

#include "file_int.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/limits.h"

int ak_sim_file_read(const char *path, char **text, size_t *len, struct ak_err *err)
{
    enum { CHUNK = 65536 };
    struct ak_buf buf = ak_buf_init(AK_LIMIT_CACHE);
    char *chunk = ak_alloc(CHUNK, 1);
    int failed = 0;
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        failed = ak_err_set(err, AK_ERR_FILE, "%s: %s", path, strerror(errno));
        goto done;
    }
    for (size_t count = 1; count > 0 && failed == 0;) {
        count = fread(chunk, 1, CHUNK, file);
        if (!ak_buf_append(&buf, chunk, count)) {
            failed = ak_err_set(err, AK_ERR_TOO_LARGE, "%s: more than %d bytes", path,
                                (int)AK_LIMIT_CACHE);
        }
    }
    if (failed == 0 && ferror(file)) {
        failed = ak_err_set(err, AK_ERR_FILE, "%s: %s", path, strerror(errno));
    }
    (void)fclose(file);
done:
    if (failed == 0) {
        *text = ak_buf_take(&buf, len);
    }
    ak_buf_release(&buf);
    free(chunk);
    return failed;
}

int ak_sim_file_write(const char *path, const char *text, struct ak_err *err)
{
    char *draft = ak_asprintf("%s.new", path);
    FILE *file = fopen(draft, "wbe");
    bool is_good = file != NULL;
    if (is_good) {
        is_good = fputs(text, file) >= 0;
        is_good = fclose(file) == 0 && is_good && rename(draft, path) == 0;
    }
    int failed = is_good ? 0 : ak_err_set(err, AK_ERR_FILE, "%s: %s", path, strerror(errno));
    free(draft);
    return failed;
}
