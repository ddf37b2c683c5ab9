/* catalogue_int.h: what the parts of the catalogue share. */
#ifndef AKSCOPE_SIM_CATALOGUE_INT_H
#define AKSCOPE_SIM_CATALOGUE_INT_H

#include <stdint.h>

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"
#include "akscope/base/date.h"

/* A VM size's quota family and vCPUs, found by name in a families list (data/skus.json). A size
 * that the list does not have: family "", vCPUs as its name says, 0 when it says nothing. */
struct ak_sim_size {
    const char *family; /* borrowed from the list */
    int vcpus;
};

AK_NONNULL struct ak_sim_size ak_sim_size_find(const cJSON *families, const char *name);

/* The newest image of the definition that `image` is of; `image` itself when that is not known.
 * The caller owns the text. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL char *ak_sim_image_newest(const char *image);

/* "1.33.5" as numbers; a missing patch is -1. */
struct ak_sim_version {
    int major;
    int minor;
    int patch;
};

AK_NONNULL struct ak_sim_version ak_sim_version_parse(const char *text);

/* Like strcmp. */
int ak_sim_version_compare(struct ak_sim_version a, struct ak_sim_version b);

/* What is offered on a day, newest minor first: an array of
 * {version, lts, official, isPreview, patches: ["1.33.9", …] oldest first}. The caller owns it. */
AK_MUST_USE AK_RETURNS_NONNULL cJSON *ak_sim_versions_offered(struct ak_date today);

/* The versions that `current` can go to, newest first, as strings. The caller owns the array. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL cJSON *ak_sim_versions_upgrades(const cJSON *offered,
                                                                          const char *current);

#endif
