/* pty.h: a program on a pseudo-terminal: its bytes, its window size, signals to it, its end. */
#ifndef TESTS_SCREEN_PTY_H
#define TESTS_SCREEN_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tests/screen/leader.h"

struct pty;

/* Starts the program. Ends this process with a message when there is no pseudo-terminal. */
struct pty *pty_open(const struct leader_command *command, int cols, int rows);

/* Kills the program if it still runs. NULL is allowed. */
void pty_close(struct pty *pty);

enum { PTY_TIME_LIMIT = 0, PTY_ENDED = -1 };

/* Reads what the program wrote: a count above 0, PTY_TIME_LIMIT, or PTY_ENDED when the program has
 * closed the terminal. Waits until `deadline` (deadline.h). */
int pty_read(struct pty *pty, char *bytes, size_t size, int64_t deadline);

/* Types bytes. They are lost when the program has ended. */
void pty_write(struct pty *pty, const char *bytes, size_t len);

/* Changes the window size: the program gets SIGWINCH. */
void pty_resize(struct pty *pty, int cols, int rows);

/* Sends a signal to the program's process group. */
void pty_signal(struct pty *pty, int number);

/* The program's process, while it has the terminal. */
pid_t pty_program(const struct pty *pty);

/* Waits for the next change of the program; false at the deadline. */
bool pty_wait(struct pty *pty, struct leader_event *event, int64_t deadline);

#endif
