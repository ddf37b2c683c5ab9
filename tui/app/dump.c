/* dump.c: a picture on standard output. */
#include "config.h"

#include "dump_int.h"

#include <errno.h>
#include <stdio.h>

#include "akscope/base/buf.h"
#include "complain_int.h"

enum { DUMP_MAX = 64 * 1024 * 1024 };

int ak__dump_print(const struct ak_surface *picture, const struct ak_snap *snap)
{
    struct ak_buf text = ak_buf_init(DUMP_MAX);
    bool has_data;
    int code = ak__complain_of_slots(snap, AK_TOPIC_CLUSTERS, &has_data);
    bool is_printed = ak_surface_print(picture, &text) &&
                      fwrite(ak_buf_text(&text), 1, text.len, stdout) == text.len &&
                      fflush(stdout) == 0;
    int problem = errno;

    ak_buf_release(&text);
    return is_printed || problem == EPIPE ? code : ak__complain_of_output(problem);
}
