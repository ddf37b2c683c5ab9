/* restore.c: giving the terminal back from any place, with nothing but prepared bytes, write(2) and
 * tcsetattr, which are safe in a signal handler. The one file-scope state of this module: a fatal
 * hook has no argument. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "akscope/base/fatal.h"
#include "curses_int.h"

/* Leave the alternate screen, show the cursor, plain attributes, no paste brackets, no mouse,
 * normal cursor keys. Terminals ignore what they do not know. */
static const char restore_bytes[] = "\033[?2004l\033[?1000l\033[?1002l\033[?1006l\033[0m\033[?25h"
                                    "\033[?1049l\033[?1l\033>\r";

static struct termios original;
static volatile int is_armed;

void ak__term_write(const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, len);

        if (written < 0 && errno != EINTR)
            return;
        if (written > 0) {
            bytes += written;
            len -= (size_t)written;
        }
    }
}

static void restore(void)
{
    if (!is_armed)
        return;
    is_armed = 0;
    ak__term_write(restore_bytes, sizeof restore_bytes - 1);
    tcsetattr(STDIN_FILENO, TCSANOW, &original);
}

void ak__term_arm_restore(void)
{
    if (!is_armed && tcgetattr(STDIN_FILENO, &original) == 0)
        is_armed = 1;
    ak_fatal_set_hook(restore);
}

void ak__term_disarm_restore(void)
{
    ak_fatal_set_hook(NULL);
    is_armed = 0;
}
