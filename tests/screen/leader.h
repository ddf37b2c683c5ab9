/* leader.h: what a shell is to a program: the leader of its session. With it the program has a
 * process group of its own in the foreground, so that stopping and continuing it (Ctrl-Z, fg) work
 * as they do for a person; a program alone on a terminal can't be stopped. */
#ifndef TESTS_SCREEN_LEADER_H
#define TESTS_SCREEN_LEADER_H

#include <stdbool.h>

/* What the leader tells: one packet for each change of the program. */
enum leader_change { LEADER_STOPPED, LEADER_CONTINUED, LEADER_EXITED, LEADER_KILLED };

struct leader_event {
    enum leader_change change;
    int value;      /* the exit code, or the signal */
    bool is_cooked; /* the terminal is as a shell gives it: lines, echo, signals from keys */
};

struct leader_command {
    char *const *argv; /* argv[0] is the path of the program */
    char *const *env;
    const char *folder; /* working folder */
};

/* Runs as the child process of a fork: takes `terminal` as controlling terminal, starts the program
 * on it and serves `control`, a SOCK_SEQPACKET socket: each packet received is one int, the signal
 * to send; each packet sent is one leader_event. Ends with the program, or kills it when `control`
 * is closed. Never returns. */
_Noreturn void leader_run(const struct leader_command *command, int terminal, int control);

#endif
