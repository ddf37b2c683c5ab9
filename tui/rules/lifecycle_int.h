/* lifecycle_int.h: what the parts of the lifecycle share. */
#ifndef AKSCOPE_RULES_LIFECYCLE_INT_H
#define AKSCOPE_RULES_LIFECYCLE_INT_H

#include "akscope/rules/lifecycle.h"

/* As ak_pool_os_find; `of_image` is what the image tells, or NULL. */
struct ak_pool_os ak__pool_os(const struct ak_pool *pool, const struct ak_os_release *of_image,
                              bool is_confidential, const struct ak_facts *facts);

/* Fills days and severity from the two dates. */
void ak__measure(struct ak_retirement *retirement, struct ak_date today);

#endif
