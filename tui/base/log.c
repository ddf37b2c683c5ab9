/* log.c: the log file. Its handle is file-scope state on purpose: every module may log. */
#include "config.h"

#include "akscope/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "akscope/base/date.h"
#include "akscope/base/text.h"

enum { LINE_SIZE = 2048 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int descriptor = -1;
static enum ak_log_level most;

int ak_log_open(const char *path, enum ak_log_level level, struct ak_err *err)
{
    int opened = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

    if (opened < 0)
        return ak_err_set(err, AK_ERR_FILE, "the log %s can't be opened: %s", path,
                          strerror(errno));
    ak_log_close();
    pthread_mutex_lock(&lock);
    descriptor = opened;
    most = level;
    pthread_mutex_unlock(&lock);
    return 0;
}

void ak_log_close(void)
{
    pthread_mutex_lock(&lock);
    if (descriptor >= 0)
        close(descriptor);
    descriptor = -1;
    pthread_mutex_unlock(&lock);
}

static void write_line(enum ak_log_level level, const char *text)
{
    static const char *const names[] = {
        [AK_LOG_ERROR] = "error", [AK_LOG_INFO] = "info", [AK_LOG_DEBUG] = "debug"};
    char when[32];
    char clean[LINE_SIZE];
    char line[LINE_SIZE + 64];

    ak_text_sanitise(text, strlen(text), clean, sizeof clean);
    int len = snprintf(line, sizeof line, "%s %s %s\n",
                       ak_time_iso((int64_t)time(NULL), when, sizeof when), names[level], clean);
    /* A log that can't be written must not stop what it tells about. */
    if (write(descriptor, line, (size_t)len) < 0)
        return;
}

void ak_log(enum ak_log_level level, const char *format, ...)
{
    va_list arguments;
    char text[2 * LINE_SIZE]; /* so that the sanitiser makes the cut, at a whole character */

    pthread_mutex_lock(&lock);
    if (descriptor >= 0 && level <= most) {
        va_start(arguments, format);
        vsnprintf(text, sizeof text, format, arguments);
        va_end(arguments);
        write_line(level, text);
    }
    pthread_mutex_unlock(&lock);
}
