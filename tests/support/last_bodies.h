/* last_bodies.h: a straightforward reading of a recording of ARM traffic: the last body that a 2xx
 * answer gave of each cluster and node pool. Written apart from the simulator's import and from the
 * product's codecs, so that a mistake of theirs can't hide in the tests too. For cmocka tests: a
 * file that is no recording fails the test. */
#ifndef AKSCOPE_TESTS_SUPPORT_LAST_BODIES_H
#define AKSCOPE_TESTS_SUPPORT_LAST_BODIES_H

#include <cjson/cJSON.h>

/* Both are objects whose members are named by the resource's id in lower case. A cluster's body has
 * no agentPoolProfiles any more: each is a body of its pool, {"id", "name", "properties"}. */
struct last_bodies {
    cJSON *clusters;
    cJSON *pools;
};

struct last_bodies last_bodies_read(const char *path);
void last_bodies_release(struct last_bodies *bodies);

/* The body in `bodies` whose id in the recording is `id` but for the subscription, with
 * `subscription_id` in the place of the recorded one everywhere; the caller deletes it. Fails the
 * test when it was not recorded. */
cJSON *last_body(const cJSON *bodies, const char *id, const char *subscription_id);

/* A whole JSON file; the caller deletes it. Fails the test when it can't be read. */
cJSON *json_file(const char *path);

/* The folder with the recorded traffic, or NULL when it is not there: the test skips. */
const char *cassettes_folder(char path[1024]);

#endif
