#include "config.h"

#include "tests/screen/processes.h"

#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "tests/screen/deadline.h"

enum { MOST = 64, ENVIRONMENT_SIZE = 64 * 1024 };

/* Processes that are looked at: pidfds, which tell of their ends. */
struct found {
    struct pollfd ends[MOST];
    size_t count;
};

static bool is_inside(const struct sandbox *sandbox, const char *process)
{
    char path[300];
    char environment[ENVIRONMENT_SIZE];
    FILE *file;
    size_t len;

    (void)snprintf(path, sizeof path, "/proc/%s/environ", process);
    file = fopen(path, "r");
    if (!file)
        return false;
    len = fread(environment, 1, sizeof environment, file);
    (void)fclose(file);
    return memmem(environment, len, sandbox->folder, strlen(sandbox->folder)) != NULL;
}

/* A process that has ended but was not waited for has no environment any more, so does not count.
 */
static struct found find(const struct sandbox *sandbox)
{
    struct found found = {.count = 0};
    DIR *folder = opendir("/proc");
    struct dirent *entry;

    if (!folder)
        err(EXIT_FAILURE, "/proc");
    while ((entry = readdir(folder)) != NULL && found.count < MOST) {
        int end;

        if (!isdigit((unsigned char)entry->d_name[0]))
            continue;
        end = pidfd_open((pid_t)strtol(entry->d_name, NULL, 10), 0);
        if (end >= 0 && is_inside(sandbox, entry->d_name))
            found.ends[found.count++] = (struct pollfd){.fd = end, .events = POLLIN};
        else if (end >= 0)
            (void)close(end);
    }
    (void)closedir(folder);
    return found;
}

bool processes_wait(const struct sandbox *sandbox, size_t count, size_t *left)
{
    int64_t deadline = deadline_in(deadline_limit());
    bool is_over = false;

    while (!is_over) {
        struct found found = find(sandbox);

        *left = found.count;
        is_over = found.count <= count ||
                  poll(found.ends, (nfds_t)found.count, deadline_left(deadline)) <= 0;
        for (size_t i = 0; i < found.count; i++)
            (void)close(found.ends[i].fd);
    }
    return *left == count;
}
