/* journal_session.h: one akscope with its journal, in a folder that outlives it. */
#ifndef JOURNAL_SESSION_H
#define JOURNAL_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "akscope/store/journal.h"

#define SCOPE "https://management.azure.com"
#define POOL                                                                                       \
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c/"    \
    "agentPools/p"
#define URL SCOPE POOL "?api-version=2025-05-01"
#define POLLING SCOPE "/subscriptions/s/operations/1?t=%2B&c=abc"

enum { NOW = 1764000000 };

struct open_end {
    char id[64];
    char etag[16];
    char polling_url[256];
    enum ak_intent_kind kind;
};

struct session {
    struct ak_loop *loop;
    struct ak_clock clock;
    struct ak_store *store;
    struct ak_journal *journal;
    struct open_end open_ends[8];
    size_t open_end_count;
    bool is_ready;
    struct ak_err ready_err;
    char written_id[64];
    int written; /* lines told to be on disk */
    struct ak_err written_err;
};

/* cmocka fixtures: *state is the folder's name. */
int set_up(void **state);
int tear_down(void **state);

/* Waits until the journal is ready; folder NULL: the default one. */
void open_session(struct session *session, const char *folder, const char *scope);
void close_session(struct session *session);

/* Begins an operation and waits for the disk; its id stands in session->written_id. */
void begin(struct session *session, enum ak_intent_kind kind);
void on_written(const char *id, const struct ak_err *err, void *context);

/* A file of the folder, "" when it is not there; the caller frees. */
char *read_text(const char *folder, const char *name);
size_t count_of(const char *text, const char *part);

/* Runs `body` in a process of its own, which is then killed: its operations have lost their owner.
 */
void in_killed_process(const char *folder, void (*body)(struct session *session));
/* Two such bodies: one operation; and one accepted, another begun. */
void begin_one(struct session *session);
void begin_and_accept(struct session *session);

#endif
