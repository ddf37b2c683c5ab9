/* errand_int.h: what every command of the command line shares: the core, connected to Azure or to
 * the demo's simulator, and a step that is taken after each change until the command has what it
 * needs. Loop thread only. */
#ifndef AKSCOPE_APP_ERRAND_INT_H
#define AKSCOPE_APP_ERRAND_INT_H

#include "akscope/conf/conf.h"
#include "core_int.h"
#include "demo_int.h"
#include "options_int.h"

struct ak__errand;

struct ak__errand {
    const struct ak_options *options;           /* set by the command */
    void (*on_step)(struct ak__errand *errand); /* likewise; may stop the loop */
    struct ak_core core;
    struct ak_timer *step; /* decides outside of the store's own call */
    struct ak_demo *demo;
    size_t demanded;   /* how many demands stood at the last look */
    struct ak_err err; /* why nothing could be asked at all */
};

/* Opens, connects, and takes steps until one stops the loop; then errand->err tells. */
void ak__errand_run(struct ak__errand *errand, const struct ak_conf *conf);
/* Goes on with steps until one stops the loop again. */
void ak__errand_go_on(struct ak__errand *errand);
void ak__errand_close(struct ak__errand *errand);

/* Takes a step soon. */
void ak__errand_wake(struct ak__errand *errand);

/* States what the command needs; true when that is the same as before, each has had an answer and
 * the fleet is assessed. Takes over the demands. */
bool ak__errand_has(struct ak__errand *errand, struct ak_demands *demands);
/* Of what was stated last each has had an answer, and the fleet is assessed. */
bool ak__errand_is_answered(const struct ak__errand *errand);

#endif
