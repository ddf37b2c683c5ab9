#include "config.h"

#include "tests/screen/leader.h"

#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { EXIT_CANNOT_RUN = 127 };

/* In the program's own process, up to its start. */
_Noreturn static void become_program(const struct leader_command *command, const sigset_t *mask)
{
    /* SIGTTOU is ignored here: from the background tcsetpgrp would stop us. */
    (void)setpgid(0, 0);
    (void)tcsetpgrp(STDIN_FILENO, getpid());
    (void)signal(SIGTTOU, SIG_DFL);
    (void)sigprocmask(SIG_SETMASK, mask, NULL);
    if (chdir(command->folder) < 0)
        err(EXIT_CANNOT_RUN, "%s", command->folder);
    (void)execve(command->argv[0], command->argv, command->env);
    err(EXIT_CANNOT_RUN, "%s", command->argv[0]);
}

static void take_terminal(int terminal)
{
    (void)setsid();
    if (ioctl(terminal, TIOCSCTTY, 0) < 0)
        _exit(0); /* the session was over before it began */
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (dup2(terminal, fd) < 0)
            err(EXIT_FAILURE, "dup2");
    if (terminal > STDERR_FILENO)
        (void)close(terminal);
}

static bool is_cooked(void)
{
    const tcflag_t cooked = ICANON | ECHO | ISIG;
    struct termios now;

    return tcgetattr(STDIN_FILENO, &now) == 0 && (now.c_lflag & cooked) == cooked &&
           (now.c_oflag & OPOST) && (now.c_iflag & ICRNL);
}

static void tell(int control, enum leader_change change, int value)
{
    struct leader_event event = {.change = change, .value = value, .is_cooked = is_cooked()};

    (void)send(control, &event, sizeof event, MSG_NOSIGNAL);
}

/* Tells of every change of the program; ends with it. */
static void reap(pid_t program, int control)
{
    int status;

    while (waitpid(program, &status, WNOHANG | WUNTRACED | WCONTINUED) > 0) {
        if (WIFSTOPPED(status)) {
            (void)tcsetpgrp(STDIN_FILENO, getpgrp());
            tell(control, LEADER_STOPPED, WSTOPSIG(status));
        } else if (WIFCONTINUED(status)) {
            tell(control, LEADER_CONTINUED, 0);
        } else {
            bool was_killed = WIFSIGNALED(status);

            tell(control, was_killed ? LEADER_KILLED : LEADER_EXITED,
                 was_killed ? WTERMSIG(status) : WEXITSTATUS(status));
            _exit(0);
        }
    }
}

static void obey(pid_t program, int control)
{
    int number;

    if (recv(control, &number, sizeof number, 0) != sizeof number) {
        (void)kill(-program, SIGKILL);
        _exit(0);
    }
    if (number == SIGCONT)
        (void)tcsetpgrp(STDIN_FILENO, program);
    (void)kill(-program, number);
}

_Noreturn void leader_run(const struct leader_command *command, int terminal, int control)
{
    sigset_t children;
    sigset_t old;

    take_terminal(terminal);
    (void)signal(SIGTTOU, SIG_IGN);
    (void)signal(SIGHUP, SIG_DFL);
    (void)sigemptyset(&children);
    (void)sigaddset(&children, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &children, &old);

    int changes = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    pid_t program = fork();

    if (changes < 0 || program < 0)
        err(EXIT_FAILURE, "session leader");
    if (program == 0)
        become_program(command, &old);
    (void)setpgid(program, program);
    (void)tcsetpgrp(STDIN_FILENO, program);
    for (;;) {
        struct pollfd polled[] = {{.fd = changes, .events = POLLIN},
                                  {.fd = control, .events = POLLIN}};
        struct signalfd_siginfo info;

        if (poll(polled, 2, -1) < 0)
            continue;
        if (polled[0].revents && read(changes, &info, sizeof info) > 0)
            reap(program, control);
        if (polled[1].revents)
            obey(program, control);
    }
}
