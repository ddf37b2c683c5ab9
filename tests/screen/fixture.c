/* fixture.c: a small program on a terminal, with which the harness is tested before, and apart
 * from, akscope. It draws with plain escape sequences, writes fences, and can misbehave:
 *
 *   any key  is shown, with how many there were       n  changes nothing: just a fence
 *   w        works for a moment in the background
 *   y        copies "copied text" to the clipboard    s  starts to write without reason
 *   m        asks for the mouse                       c  starts a child that outlives it
 *   Ctrl-Z   gives the terminal back and stops        q  leaves with exit code 3
 *   x        leaves without restoring the terminal
 *
 * With --plain it asks for a name in lines, without fences. Without that, its argument is shown.
 */
#include "config.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

enum { EXIT_ON_Q = 3, TICK_MS = 30, CHILD_SECONDS = 20, CTRL_Z = 0x1a, ESC = 0x1b };

struct fixture {
    struct termios before;
    unsigned long frame;
    unsigned long consumed;
    int pending;
    bool is_noisy;
    char last[64]; /* the last key, readable */
    const char *note;
};

static void enter(void)
{
    struct termios raw;

    (void)tcgetattr(STDIN_FILENO, &raw);
    cfmakeraw(&raw);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    fputs("\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?1h\x1b=", stdout);
}

static void leave(const struct fixture *fixture)
{
    fputs("\x1b[?1l\x1b>\x1b[?2004l\x1b[?25h\x1b[?1049l", stdout);
    (void)fflush(stdout);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &fixture->before);
}

static void write_fence(const struct fixture *fixture)
{
    printf("\x1b]7777;akscope;%lu;%d;%lu\a", fixture->frame, fixture->pending, fixture->consumed);
    (void)fflush(stdout);
}

static void draw(struct fixture *fixture)
{
    struct winsize size = {0};

    (void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    fixture->frame++;
    printf("\x1b[2J\x1b[H\x1b[1;31mfixture\x1b[m %dx%d", size.ws_col, size.ws_row);
    printf("\x1b[2;1Hkeys %lu last %s", fixture->consumed, fixture->last);
    (void)fflush(stdout); /* a frame reaches the terminal in pieces, as a large one does */
    printf("\x1b[3;1H\x1b[38;2;1;2;3;48;5;200m%s\x1b[m", fixture->note);
    printf("\x1b[4;1H\xe5\xb9\xbf e\xcc\x81 \xe2\x94\x82");
    write_fence(fixture);
}

/* The length of what starts with ESC at bytes[0..len): a paste, an escape sequence, a key with Alt.
 */
static size_t sequence_length(const char *bytes, size_t len)
{
    static const char paste_start[] = "\x1b[200~";
    static const char paste_end[] = "\x1b[201~";
    size_t used = 2;

    if (memmem(bytes, len, paste_start, strlen(paste_start)) == bytes) {
        const char *end = memmem(bytes, len, paste_end, strlen(paste_end));

        return end ? (size_t)(end - bytes) + strlen(paste_end) : len;
    }
    if (bytes[1] != '[' && bytes[1] != 'O')
        return used;
    while (used < len && (bytes[used] < '@' || bytes[used] > '~'))
        used++;
    return used < len ? used + 1 : len;
}

/* The length of the key at bytes[0..len). */
static size_t key_length(const char *bytes, size_t len)
{
    size_t used = 1;

    if (bytes[0] == ESC && len > 1)
        return sequence_length(bytes, len);
    while (used < len && (bytes[used] & 0xc0) == 0x80)
        used++;
    return used;
}

/* A paste is as many keys as it has characters; the release of a mouse button is none. */
static unsigned long key_count(const char *bytes, size_t len)
{
    static const size_t bracket = sizeof "\x1b[200~" - 1;
    unsigned long count = 0;

    if (len < 2 * bracket || memcmp(bytes, "\x1b[200~", bracket) != 0)
        return len > 3 && memcmp(bytes, "\x1b[<", 3) == 0 && bytes[len - 1] == 'm' ? 0 : 1;
    for (size_t i = bracket; i < len - bracket; i++)
        count += (unsigned char)bytes[i] >= ' ' && (bytes[i] & 0xc0) != 0x80;
    return count;
}

static void describe(struct fixture *fixture, const char *bytes, size_t len)
{
    size_t at = 0;

    for (size_t i = 0; i < len && at + 4 < sizeof fixture->last; i++) {
        unsigned char c = (unsigned char)bytes[i];

        if (c < ' ' || c == 0x7f)
            at += (size_t)snprintf(fixture->last + at, sizeof fixture->last - at, "^%c", c ^ 0x40);
        else
            fixture->last[at++] = (char)c;
    }
    fixture->last[at] = '\0';
}

static void stop(struct fixture *fixture)
{
    leave(fixture);
    (void)raise(SIGTSTP);
    enter();
    fixture->note = "continued";
    draw(fixture);
}

/* A process of its own session that lives longer than any wait of the harness. It has that session
 * when this returns: without one it would end with the terminal. */
static void start_child(void)
{
    int ready[2];
    char byte;

    if (pipe(ready) != 0)
        return;
    if (fork() > 0) {
        (void)close(ready[1]);
        (void)!read(ready[0], &byte, 1);
        (void)close(ready[0]);
        return;
    }
    (void)setsid();
    (void)signal(SIGALRM, SIG_DFL);
    (void)alarm(CHILD_SECONDS);
    for (int fd = 0; fd < 16; fd++)
        (void)close(fd);
    for (;;)
        (void)pause();
}

static void on_letter(struct fixture *fixture, char letter)
{
    switch (letter) {
    case 'q':
        leave(fixture);
        exit(EXIT_ON_Q);
    case 'x':
        (void)fflush(stdout);
        exit(EXIT_SUCCESS);
    case 'n':
        write_fence(fixture);
        return;
    case 'w':
        fixture->pending = 2;
        fixture->note = "working";
        break;
    case 'y':
        fputs("\x1b]52;c;Y29waWVkIHRleHQ=\a", stdout);
        break;
    case 's':
        fixture->is_noisy = true;
        break;
    case 'm':
        fputs("\x1b[?1000h\x1b[?1006h", stdout);
        break;
    case 'c':
        start_child();
        break;
    case CTRL_Z:
        stop(fixture);
        return;
    default:
        break;
    }
    draw(fixture);
}

static void on_input(struct fixture *fixture)
{
    char bytes[4096];
    ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);

    if (count <= 0)
        exit(EXIT_FAILURE);
    for (size_t at = 0; at < (size_t)count;) {
        size_t len = key_length(bytes + at, (size_t)count - at);

        fixture->consumed += key_count(bytes + at, len);
        describe(fixture, bytes + at, len);
        on_letter(fixture, len == 1 ? bytes[at] : '\0');
        at += len;
    }
}

static void on_tick(struct fixture *fixture)
{
    if (fixture->pending > 0) {
        fixture->pending--;
        if (fixture->pending == 0)
            fixture->note = "work done";
        draw(fixture);
    }
    if (fixture->is_noisy) {
        fputs("\x1b[H", stdout);
        (void)fflush(stdout);
    }
}

static void on_signal(struct fixture *fixture, int signals)
{
    struct signalfd_siginfo info;

    if (read(signals, &info, sizeof info) != sizeof info)
        return;
    if (info.ssi_signo == SIGTERM) {
        leave(fixture);
        exit(EXIT_SUCCESS);
    }
    draw(fixture);
}

/* A program that asks in lines and writes no fence. */
static int be_plain(void)
{
    char name[64] = "";

    printf("name? ");
    (void)fflush(stdout);
    if (scanf("%63s", name) != 1)
        return EXIT_FAILURE;
    printf("hello %s\n", name);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct fixture fixture = {.last = "none", .note = argc > 1 ? argv[1] : "ready"};
    sigset_t mask;

    if (argc > 1 && strcmp(argv[1], "--plain") == 0)
        return be_plain();
    (void)sigemptyset(&mask);
    (void)sigaddset(&mask, SIGWINCH);
    (void)sigaddset(&mask, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &mask, NULL);
    (void)tcgetattr(STDIN_FILENO, &fixture.before);

    int signals = signalfd(-1, &mask, SFD_CLOEXEC);

    enter();
    draw(&fixture);
    for (;;) {
        struct pollfd polled[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                                  {.fd = signals, .events = POLLIN}};
        bool ticks = fixture.pending > 0 || fixture.is_noisy;
        int count = poll(polled, 2, ticks ? TICK_MS : -1);

        if (count == 0)
            on_tick(&fixture);
        if (count > 0 && polled[1].revents)
            on_signal(&fixture, signals);
        if (count > 0 && polled[0].revents)
            on_input(&fixture);
    }
}
