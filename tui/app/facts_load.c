/* facts_load.c: the facts that are built in, and the person's own. */
#include "config.h"

#include "facts_app_int.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/io/file.h"
#include "akscope/rules/data.h"

char *ak__facts_own_path(void)
{
    return ak_file_user_path("CONFIG", "facts.json");
}

/* Facts of one's own are as of the day on which they were last written. */
static int read_own(struct ak__facts_files *files, const char *path, struct ak_err *err)
{
    struct ak_facts_file *file = &files->items[files->count];
    struct stat about;
    size_t len;

    if (stat(path, &about) != 0)
        return 0;
    if (ak_file_read(path, AK_LIMIT_CONFIG, &files->own_text, &len, err))
        return (int)err->kind;
    ak_date_iso(ak_date_from_time(about.st_mtime), files->own_as_of);
    *file = (struct ak_facts_file){.name = path,
                                   .text = files->own_text,
                                   .size = len,
                                   .is_own = true,
                                   .as_of = files->own_as_of};
    files->count++;
    files->has_own = true;
    return 0;
}

int ak__facts_files_read(struct ak__facts_files *files, const char *own_path, struct ak_err *err)
{
    size_t count;
    const struct ak_embedded_file *embedded = ak_rules_data(&count);

    *files = (struct ak__facts_files){.items = ak_alloc(count + 1, sizeof *files->items)};
    for (size_t i = 0; i < count; i++)
        files->items[files->count++] = (struct ak_facts_file){
            .name = embedded[i].name, .text = embedded[i].text, .size = strlen(embedded[i].text)};
    return own_path != NULL ? read_own(files, own_path, err) : 0;
}

void ak__facts_files_release(struct ak__facts_files *files)
{
    free(files->items);
    free(files->own_text);
    *files = (struct ak__facts_files){0};
}

int ak__facts_load(struct ak_facts **out, struct ak_err *err)
{
    char *path = ak__facts_own_path();
    struct ak__facts_files files;
    int failed = ak__facts_files_read(&files, path, err);

    if (!failed)
        failed = ak_wire_read_facts(files.items, files.count, out, err);
    ak__facts_files_release(&files);
    free(path);
    return failed;
}
