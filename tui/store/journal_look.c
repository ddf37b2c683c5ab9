/* journal_look.c: how it is with the journal, for `akscope doctor`. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/io/file.h"
#include "journal_int.h"

static void count_changes(const struct ak__book *book, struct ak_journal_look *look)
{
    look->changes = book->records.len;
    for (size_t i = 0; i < book->records.len; i++) {
        const struct ak__record *record = ak__book_at(book, i);

        if (ak_operation_is_over(record->operation.state))
            continue;
        look->unfinished++;
        look->abandoned += record->owner == NULL || !ak__owner_is_alive(record->owner);
    }
}

static int read_lines(struct ak_journal_look *look, struct ak_err *err)
{
    struct ak__book book;
    char *text = NULL;
    size_t len;

    if (ak_file_read(look->path, AK_LIMIT_JOURNAL, &text, &len, err))
        return (int)err->kind;
    book = ak__book_init();
    look->damaged_lines = ak__book_read(&book, text, len);
    count_changes(&book, look);
    ak__book_release(&book);
    free(text);
    return 0;
}

static int look_at(struct ak_journal_look *look, struct ak_err *err)
{
    struct stat about;
    bool is_seen = stat(look->path, &about) == 0;

    if (!is_seen && errno == ENOENT)
        return 0;
    if (!is_seen || access(look->path, W_OK) != 0)
        return ak_err_set(err, AK_ERR_FILE, "%s: %s", look->path, strerror(errno));
    look->is_there = true;
    look->mode = about.st_mode & 07777u;
    return read_lines(look, err);
}

int ak_journal_look(const char *folder, struct ak_journal_look *out, struct ak_err *err)
{
    struct ak_journal_look look = {.path = folder != NULL
                                               ? ak_asprintf("%s/" AK__JOURNAL_NAME, folder)
                                               : ak_file_user_path("STATE", AK__JOURNAL_NAME)};
    int failed = look.path == NULL ? ak_err_set(err, AK_ERR_FILE,
                                                "there is no folder for the journal: neither "
                                                "XDG_STATE_HOME nor HOME is set")
                                   : look_at(&look, err);

    if (failed)
        free(look.path);
    else
        *out = look;
    return failed;
}
