/* fixture_case.h: the fixture's fleet in a group of cmocka's tests. */
#ifndef TESTS_SUPPORT_FIXTURE_CASE_H
#define TESTS_SUPPORT_FIXTURE_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/fixture.h"

/* The pool of that name; the first where there are more. */
static inline const struct ak_fleet_pool *pool_named(const struct fixture *fixture,
                                                     const char *name)
{
    for (size_t i = 0; i < fixture->fleet->pool_count; i++) {
        if (strcmp(fixture->fleet->pools[i].pool->name, name) == 0)
            return &fixture->fleet->pools[i];
    }
    fail_msg("there is no pool %s", name);
    return NULL;
}

static inline const struct ak_fleet_cluster *cluster_named(const struct fixture *fixture,
                                                           const char *name)
{
    for (size_t i = 0; i < fixture->fleet->cluster_count; i++) {
        if (strcmp(fixture->fleet->clusters[i].cluster->name, name) == 0)
            return &fixture->fleet->clusters[i];
    }
    fail_msg("there is no cluster %s", name);
    return NULL;
}

/* cmocka group set-up and tear-down: *state is a fixture in which everything was read. */
static inline int fixture_setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    fixture_init(fixture);
    fixture_read_all(fixture);
    *state = fixture;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    fixture_release(*state);
    free(*state);
    return 0;
}

#endif
