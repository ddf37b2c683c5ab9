/* journal_owner.c: processes by name, so that one that died is known from one that runs. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "akscope/base/text.h"
#include "journal_int.h"

enum { FACT_SIZE = 80, STAT_SIZE = 1024, START_FIELD = 22 };

/* The first line of a file in /proc; "" when there is none. */
static void read_line(const char *path, char *out, size_t size)
{
    FILE *file = fopen(path, "re");

    out[0] = '\0';
    if (file == NULL)
        return;
    if (fgets(out, (int)size, file) == NULL)
        out[0] = '\0';
    out[strcspn(out, "\n")] = '\0';
    fclose(file);
}

/* The machine and its boot: process numbers mean something only within one. */
static void find_machine(char *out, size_t size)
{
    char host[FACT_SIZE] = "";
    char boot[FACT_SIZE];

    if (gethostname(host, sizeof host - 1) != 0)
        ak_text_copy(host, sizeof host, "unknown");
    read_line("/proc/sys/kernel/random/boot_id", boot, sizeof boot);
    snprintf(out, size, "%s %s", host, boot);
}

/* When a process began, in ticks since boot: field 22 of proc_pid_stat(5). The second field is a
 * name in parentheses that may hold anything. "" when there is no such process. */
static void find_start(long process, char out[FACT_SIZE])
{
    char path[FACT_SIZE];
    char stat[STAT_SIZE];
    const char *at;

    out[0] = '\0';
    snprintf(path, sizeof path, "/proc/%ld/stat", process);
    read_line(path, stat, sizeof stat);
    at = strrchr(stat, ')');
    for (int field = 2; at != NULL && field < START_FIELD; field++) {
        at = strchr(at, ' ');
        at = at != NULL ? at + 1 : NULL;
    }
    if (at != NULL)
        snprintf(out, FACT_SIZE, "%.*s", (int)strcspn(at, " "), at);
}

static void name_process(long process, char out[AK__OWNER_SIZE])
{
    char machine[2 * FACT_SIZE + 2];
    char start[FACT_SIZE];

    find_machine(machine, sizeof machine);
    find_start(process, start);
    snprintf(out, AK__OWNER_SIZE, "%.160s %ld %.60s", machine, process, start);
}

const char *ak__owner_self(char out[AK__OWNER_SIZE])
{
    name_process((long)getpid(), out);
    return out;
}

bool ak__owner_is_alive(const char *owner)
{
    char host[FACT_SIZE], boot[FACT_SIZE], number[FACT_SIZE], start[FACT_SIZE] = "";
    char ours[FACT_SIZE] = "", now[AK__OWNER_SIZE];
    int64_t process;

    if (sscanf(owner, "%79s %79s %79s %79s", host, boot, number, start) < 3 ||
        !ak_text_to_int(number, 0, INT32_MAX, &process))
        return false;
    if (gethostname(ours, sizeof ours - 1) == 0 && strcmp(host, ours) != 0)
        return true;
    name_process((long)process, now);
    return start[0] != '\0' && strcmp(owner, now) == 0;
}
