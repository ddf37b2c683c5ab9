#include "config.h"

#include "tests/screen/simulator.h"

#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/screen/deadline.h"

enum { MAX_ARGUMENTS = 64, EXIT_CANNOT_RUN = 127 };

/* In the simulator's own process, up to its start. */
_Noreturn static void become_simulator(const struct sandbox *sandbox, char *const *argv)
{
    char *log_path = sandbox_path(sandbox, "sim.log");
    int log = open(log_path, O_WRONLY | O_CREAT | O_APPEND, 0600);

    /* It must not outlive a runner that is killed. */
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (log < 0 || dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
        err(EXIT_CANNOT_RUN, "%s", log_path);
    (void)execve(argv[0], argv, sandbox->names);
    err(EXIT_CANNOT_RUN, "%s", argv[0]);
}

static pid_t start(const struct simulator *simulator, const struct sandbox *sandbox, char *program,
                   char *const *arguments)
{
    char port_file_option[] = "--port-file";
    char port_option[] = "--port";
    char *port_path = sandbox_path(sandbox, "port/number");
    char port[16];
    char *argv[MAX_ARGUMENTS + 6] = {program, port_file_option, port_path, port_option, port};
    pid_t process;

    (void)snprintf(port, sizeof port, "%d", simulator->port);
    for (size_t i = 0; arguments[i]; i++) {
        if (i == MAX_ARGUMENTS)
            errx(EXIT_FAILURE, "too many arguments for the simulator");
        argv[5 + i] = arguments[i];
    }
    process = fork();
    if (process < 0)
        err(EXIT_FAILURE, "fork");
    if (process == 0)
        become_simulator(sandbox, argv);
    free(port_path);
    return process;
}

static int read_port(const struct sandbox *sandbox)
{
    char *path = sandbox_path(sandbox, "port/number");
    FILE *file = fopen(path, "r");
    char line[16] = "";

    free(path);
    if (!file)
        return 0;
    if (!fgets(line, sizeof line, file))
        line[0] = '\0';
    (void)fclose(file);
    return (int)strtol(line, NULL, 10);
}

/* Waits until the port stands in its file; 0 when the simulator ends before, or at the limit. */
static int wait_port(const struct sandbox *sandbox, pid_t process, int changes)
{
    int64_t deadline = deadline_in(deadline_limit());
    int end = pidfd_open(process, 0);
    int port = read_port(sandbox);

    while (port == 0) {
        struct pollfd polled[] = {{.fd = changes, .events = POLLIN}, {.fd = end, .events = POLLIN}};
        char events[4096];

        if (poll(polled, 2, deadline_left(deadline)) <= 0 || polled[1].revents)
            break;
        if (read(changes, events, sizeof events) < 0)
            break;
        port = read_port(sandbox);
    }
    if (end >= 0)
        (void)close(end);
    return port;
}

bool simulator_start(struct simulator *simulator, const struct sandbox *sandbox, char *program,
                     char *const *arguments)
{
    char *folder = sandbox_path(sandbox, "port");
    char *file = sandbox_path(sandbox, "port/number");
    int changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    int port;

    (void)mkdir(folder, 0700);
    (void)unlink(file);
    free(file);
    if (changes < 0 || inotify_add_watch(changes, folder, IN_CLOSE_WRITE | IN_MOVED_TO) < 0)
        err(EXIT_FAILURE, "%s", folder);
    simulator->process = start(simulator, sandbox, program, arguments);
    port = wait_port(sandbox, simulator->process, changes);
    (void)close(changes);
    free(folder);
    if (port == 0) {
        simulator_stop(simulator);
        return false;
    }
    simulator->port = port;
    return true;
}

void simulator_stop(struct simulator *simulator)
{
    if (simulator->process == 0)
        return;
    (void)kill(simulator->process, SIGKILL);
    (void)waitpid(simulator->process, NULL, 0);
    simulator->process = 0;
}
