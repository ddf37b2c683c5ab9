#include "config.h"

#include "tests/screen/pty.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/screen/deadline.h"

struct pty {
    int master;
    int control; /* to the session leader */
    pid_t leader;
};

static struct winsize window_size(int cols, int rows)
{
    return (struct winsize){.ws_col = (unsigned short)cols, .ws_row = (unsigned short)rows};
}

/* Opens both sides of a new pseudo-terminal. */
static int open_terminal(int *master, int cols, int rows)
{
    struct winsize size = window_size(cols, rows);
    int slave;

    *master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*master < 0 || grantpt(*master) < 0 || unlockpt(*master) < 0)
        err(EXIT_FAILURE, "pseudo-terminal");
    slave = open(ptsname(*master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0 || ioctl(slave, TIOCSWINSZ, &size) < 0)
        err(EXIT_FAILURE, "pseudo-terminal");
    return slave;
}

struct pty *pty_open(const struct leader_command *command, int cols, int rows)
{
    struct pty *pty = calloc(1, sizeof *pty);
    int ends[2];
    int slave;

    if (!pty || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        err(EXIT_FAILURE, "pty");
    slave = open_terminal(&pty->master, cols, rows);
    pty->leader = fork();
    if (pty->leader < 0)
        err(EXIT_FAILURE, "fork");
    if (pty->leader == 0) {
        (void)close(ends[0]);
        (void)close(pty->master);
        leader_run(command, slave, ends[1]);
    }
    (void)close(ends[1]);
    (void)close(slave);
    pty->control = ends[0];
    return pty;
}

void pty_close(struct pty *pty)
{
    if (!pty)
        return;
    /* The leader kills the program when its control socket closes. */
    (void)close(pty->control);
    (void)close(pty->master);
    (void)waitpid(pty->leader, NULL, 0);
    free(pty);
}

/* Waits until fd can be read; false at the deadline. */
static bool wait_readable(int fd, int64_t deadline)
{
    for (;;) {
        struct pollfd polled = {.fd = fd, .events = POLLIN};
        int count = poll(&polled, 1, deadline_left(deadline));

        if (count > 0)
            return true;
        if (count == 0 || errno != EINTR)
            return false;
    }
}

int pty_read(struct pty *pty, char *bytes, size_t size, int64_t deadline)
{
    if (!wait_readable(pty->master, deadline))
        return PTY_TIME_LIMIT;

    ssize_t count = read(pty->master, bytes, size);

    /* EIO: no process has the terminal open any more. */
    return count > 0 ? (int)count : PTY_ENDED;
}

void pty_write(struct pty *pty, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t count = write(pty->master, bytes, len);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return;
        bytes += count;
        len -= (size_t)count;
    }
}

void pty_resize(struct pty *pty, int cols, int rows)
{
    struct winsize size = window_size(cols, rows);

    if (ioctl(pty->master, TIOCSWINSZ, &size) < 0)
        err(EXIT_FAILURE, "window size");
}

void pty_signal(struct pty *pty, int number)
{
    (void)send(pty->control, &number, sizeof number, MSG_NOSIGNAL);
}

pid_t pty_program(const struct pty *pty)
{
    /* It leads a process group of its own, in the foreground (leader.c). */
    return tcgetpgrp(pty->master);
}

bool pty_wait(struct pty *pty, struct leader_event *event, int64_t deadline)
{
    if (!wait_readable(pty->control, deadline))
        return false;
    return recv(pty->control, event, sizeof *event, 0) == sizeof *event;
}
