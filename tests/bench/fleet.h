/* fleet.h: a snapshot out of a folder of answers, as if akscope had just read them. */
#ifndef TESTS_BENCH_FLEET_H
#define TESTS_BENCH_FLEET_H

#include "akscope/model/snap.h"

/* A file's bytes; the caller frees. Ends the program when it can't be read. */
char *bench_read(const char *path, size_t *len);

/* Every "TOPIC,KEY,PAGE.json" of the folder in its slot; a slash of the key is a plus sign there.
 * Each list of clusters stands `copies` times in the snapshot, under keys of their own, so that a
 * fleet of any size comes from one page. */
struct ak_snap *bench_snap(const char *folder, size_t copies);

#endif
