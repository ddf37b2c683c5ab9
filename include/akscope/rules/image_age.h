/* image_age.h: how old a node image is: in days, in days behind the newest of its family (the
 * pool's upgrade profile tells that), and in releases where a list of releases is known. Pure; any
 * thread. */
#ifndef AKSCOPE_RULES_IMAGE_AGE_H
#define AKSCOPE_RULES_IMAGE_AGE_H

#include "akscope/base/attributes.h"
#include "akscope/model/facts.h"
#include "akscope/rules/node_image.h"

enum ak_image_age_grade {
    AK_IMAGE_AGE_UNKNOWN, /* the image has no date */
    AK_IMAGE_FRESH,
    AK_IMAGE_OLD,
    AK_IMAGE_TOO_OLD,
};

struct ak_image_age {
    enum ak_image_age_grade grade; /* by its days; a pool that has the newest image is fresh */
    int32_t days;                  /* since its release; meaningful but for UNKNOWN */
    bool has_newest;               /* the newest was read, and is of the same family */
    bool is_newest;
    int32_t days_behind;              /* the newest's date minus its own; with has_newest */
    struct ak_number releases_behind; /* how many releases came after it up to the newest (without
                                         the newest known: up to today); is_set false where no list
                                         reaches that far back */
    bool is_at_least; /* the list of releases ends before the newest: it may be more */
};

/* `newest` is latestNodeImageVersion of the pool's upgrade profile, or NULL. */
AK_NONNULL_ARGS(1, 3)
struct ak_image_age ak_image_age_measure(const struct ak_node_image *image, const char *newest,
                                         const struct ak_facts *facts, struct ak_date today);

/* "142 d old, 9 releases behind", "9 d old, the newest", "" when unknown. Returns out. */
AK_NONNULL const char *ak_image_age_words(const struct ak_image_age *age, char *out, size_t size);

/* The grade of an age by the policy; a day that is reached counts. */
AK_NONNULL enum ak_image_age_grade ak_image_age_grade(int32_t days,
                                                      const struct ak_image_policy *policy);

/* "unknown", "fresh", "old", "too-old". */
const char *ak_image_age_grade_name(enum ak_image_age_grade grade);

#endif
