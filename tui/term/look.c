/* look.c: what standard output is, and why a terminal won't do. */
#include "config.h"

#include "term_int.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

static const char *type_name(void)
{
    const char *name = getenv("TERM");

    return name != NULL && name[0] != '\0' ? name : "(not set)";
}

int ak__term_refuse_unknown(struct ak_err *err)
{
    return ak_err_set(err, AK_ERR_TERMINAL,
                      "the terminal type TERM=%s is unknown here; try TERM=xterm-256color",
                      type_name());
}

int ak__term_refuse_crude(struct ak_err *err)
{
    return ak_err_set(err, AK_ERR_TERMINAL,
                      "a terminal of the type TERM=%s can't place the cursor; try "
                      "TERM=xterm-256color",
                      type_name());
}

static int look_up_type(struct ak_term_look *look, struct ak_err *err)
{
    int ignored;
    int failed = 0;

    if (setupterm(NULL, STDOUT_FILENO, &ignored) != OK)
        return ak__term_refuse_unknown(err);
    int colours = tigetnum("colors");
    look->colours = colours > 0 ? colours : 0;
    if (tigetstr("cup") == NULL)
        failed = ak__term_refuse_crude(err);
    del_curterm(cur_term);
    return failed;
}

int ak_term_look(struct ak_term_look *out, struct ak_err *err)
{
    struct winsize size;

    *out = (struct ak_term_look){.is_terminal = isatty(STDOUT_FILENO) == 1};
    if (!out->is_terminal)
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        out->width = size.ws_col;
        out->height = size.ws_row;
    }
    return look_up_type(out, err);
}
