/* watch.h: what the byte stream of a program tells besides the picture: fences, modes that it has
 * set, what it put on the clipboard.
 *
 * A fence is what a program started with AKSCOPE_FENCE=1 writes after each flush:
 *     ESC ] 7777 ; akscope ; FRAME ; PENDING ; CONSUMED BEL
 * FRAME counts frames, PENDING says how many requests and background jobs are under way, CONSUMED
 * how many keys were read so far. It stands in the stream itself, so all bytes of its frame are
 * before it: who reads up to a fence never sees half a frame. */
#ifndef TESTS_SCREEN_WATCH_H
#define TESTS_SCREEN_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct watch_fence {
    unsigned long frame;
    unsigned long pending;
    unsigned long consumed;
};

enum { WATCH_MODES = 32, WATCH_SEQUENCE = 64 * 1024 };

/* A private mode (DECSET) that the program has used. */
struct watch_mode {
    int number;
    bool is_set;
};

struct watch {
    bool has_fence;
    struct watch_fence fence; /* the last one */
    struct watch_mode modes[WATCH_MODES];
    size_t mode_count;
    char *clipboard; /* what OSC 52 copied last, or NULL */
    /* the sequence that is being read */
    int state;
    char *sequence;
    size_t sequence_len;
};

void watch_init(struct watch *watch);
void watch_release(struct watch *watch);

/* Reads bytes up to the end of the first fence, or all; returns how many. *at_fence tells which. */
size_t watch_feed(struct watch *watch, const char *bytes, size_t len, bool *at_fence);

/* The pseudo-mode of application keypad (ESC = and ESC >). */
enum { WATCH_MODE_KEYPAD = 66, WATCH_MODE_MOUSE = 1000, WATCH_MODE_PASTE = 2004 };

bool watch_is_set(const struct watch *watch, int mode);

/* True when every mode is as a terminal starts; else says in `why` which are not. */
bool watch_is_restored(const struct watch *watch, FILE *why);

#endif
