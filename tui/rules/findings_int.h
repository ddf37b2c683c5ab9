/* findings_int.h: the parts of finding what a fleet has to be told of.
 *
 *   findings.c       which findings there are; known ones, failing ones, groups
 *   findings_say.c   their sentences and ways out
 */
#ifndef AKSCOPE_RULES_FINDINGS_INT_H
#define AKSCOPE_RULES_FINDINGS_INT_H

#include "akscope/base/vec.h"
#include "akscope/rules/findings.h"

struct ak__finding_reader {
    const struct ak_fleet *fleet;
    const struct ak_snap *snap; /* what is known around it; NULL: nothing is to be said */
    struct ak_arena *arena;
    struct ak_vec items; /* struct ak_finding */
};

/* Message, way out and steps of a deadline. */
void ak__finding_say_deadline(const struct ak__finding_reader *reader, struct ak_finding *finding,
                              const struct ak_retirement *end);

/* How old the pool's image is, beside the newest where that was read. */
struct ak_image_age ak__finding_image_age(const struct ak__finding_reader *reader,
                                          const struct ak_fleet_pool *pool);
void ak__finding_say_image(const struct ak__finding_reader *reader, struct ak_finding *finding,
                           const struct ak_image_age *age);
void ak__finding_say_conflict(const struct ak__finding_reader *reader, struct ak_finding *finding);

/* The source of an explanation of the facts. */
const struct ak_source *ak__finding_source(const struct ak__finding_reader *reader,
                                           const char *explanation);

#endif
