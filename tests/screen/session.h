/* session.h: one run of a program on an emulated terminal, as a person at it would see it.
 *
 * Nothing here sleeps or guesses: it waits for fences (watch.h), and every wait has the limit of
 * deadline.h. What the screen shows between two calls is always a whole frame. Calls that wait
 * return false when what they wait for did not come; session_problem then says why. */
#ifndef TESTS_SCREEN_SESSION_H
#define TESTS_SCREEN_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/screen/emulator.h"
#include "tests/screen/leader.h"
#include "tests/screen/watch.h"

struct session;

/* Starts the program. One that writes no fences can only be expected, typed at and waited for. */
struct session *session_start(const struct leader_command *command, int cols, int rows);

/* Kills the program if it still runs. NULL is allowed. */
void session_end(struct session *session);

/* Press a key (emulator.h has the names), type, paste: once the program has shown its first frame,
 * which is when it has told the terminal how keys are to be sent. False for an unknown key, and
 * when no frame comes. After Esc this waits until the program has read it, since Esc with another
 * key right behind is another key. */
bool session_press(struct session *session, const char *key);
bool session_type(struct session *session, const char *text);
bool session_paste(struct session *session, const char *text);

/* Click over the place where `text` stands, `times` quickly one after the other. A program that has
 * not asked for the mouse does not notice. False when the text is not there. */
bool session_click(struct session *session, enum emulator_button button, int times,
                   const char *text);

/* Waits until the program has shown its first frame, has read all keys, and nothing is under way.
 * After session_wait_exit there is nothing to wait for. */
bool session_settle(struct session *session);

/* Waits until the text stands in one row of the screen. After the program has ended it looks at
 * what is left on the screen. */
bool session_expect(struct session *session, const char *text);

/* Waits until the text stands in no row. */
bool session_expect_gone(struct session *session, const char *text);

/* True when a row has the text now. */
bool session_shows(const struct session *session, const char *text);

/* True when the last frame was drawn while requests or jobs were under way. */
bool session_is_busy(const struct session *session);

/* True when the program ever wrote these bytes; what it wrote so far is read before. */
bool session_wrote(struct session *session, const char *bytes);

/* Settles, changes the window size and waits for the frame that follows. */
bool session_resize(struct session *session, int cols, int rows);

/* Settles, then sees that the program writes not one byte for `ms`. */
bool session_is_silent(struct session *session, int64_t ms);

void session_signal(struct session *session, int number);

/* Wait until the program is stopped, or has ended with that exit code or by that signal (negative).
 */
bool session_wait_stopped(struct session *session);
bool session_wait_exit(struct session *session, int code);

/* Waits for the next frame, as after SIGCONT. */
bool session_wait_frame(struct session *session);

/* True when the terminal is as it was before the program: modes, termios. Only after a wait for its
 * stop or end. */
bool session_is_restored(struct session *session);

const struct emulator *session_screen(const struct session *session);
const struct watch *session_watch(const struct session *session);

/* What went wrong last; "" at first. */
const char *session_problem(const struct session *session);

#endif
