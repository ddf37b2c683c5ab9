/* ask_file.c: small files with secrets, read off the thread. */
#include "config.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/io/file.h"
#include "auth_int.h"

struct job {
    struct ak__ask *ask;
    ak__ask_on_file *on_file;
    char *path;
    size_t max;
    char *bytes; /* NULL: it failed */
    size_t len;
    struct ak_err err;
};

static void read_it(void *context)
{
    struct job *job = context;

    (void)!ak_file_read(job->path, job->max, &job->bytes, &job->len, &job->err);
}

static void on_done(void *context, bool is_cancelled)
{
    struct job *job = context;

    job->ask->work = NULL;
    if (is_cancelled)
        ak_err_set(&job->err, AK_ERR_CANCELLED, "signing in");
    job->on_file(job->ask, job->bytes, job->len, job->bytes == NULL ? &job->err : NULL);
    if (job->bytes != NULL)
        ak_secret_wipe(job->bytes, job->len);
    free(job->bytes);
    free(job->path);
    free(job);
}

void ak__ask_read_file(struct ak__ask *ask, const char *path, size_t max, ak__ask_on_file *on_file)
{
    struct job *job = ak_alloc(1, sizeof *job);

    job->ask = ask;
    job->on_file = on_file;
    job->path = ak_strdup(path);
    job->max = max;
    job->err = ak_err_none();
    ask->work = ak_work_start_now(ask->auth->loop, read_it, on_done, job);
}
