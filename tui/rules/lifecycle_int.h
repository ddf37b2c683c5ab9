/* lifecycle_int.h: what the parts of the lifecycle share. */
#ifndef AKSCOPE_RULES_LIFECYCLE_INT_H
#define AKSCOPE_RULES_LIFECYCLE_INT_H

#include "akscope/model/azure.h"
#include "akscope/rules/lifecycle.h"

/* The support plan of Long Term Support, as Azure writes it. */
#define AK__LTS_PLAN "AKSLongTermSupport"

/* What to do about a Kubernetes version that ends. */
extern const char ak__kubernetes_action[];

/* As ak_pool_os_find; `of_image` is what the image tells, or NULL. */
struct ak_pool_os ak__pool_os(const struct ak_pool *pool, const struct ak_os_release *of_image,
                              bool is_confidential, const struct ak_facts *facts);

/* Fills days and severity from the two dates. */
void ak__measure(struct ak_retirement *retirement, const struct ak_facts *facts,
                 struct ak_date today);

/* The end that Azure's list of sizes tells of one that has a date. Texts live in the arena, and in
 * what the size borrows. */
struct ak_retirement ak__size_retirement(const struct ak_vm_size *size,
                                         const struct ak_facts *facts, struct ak_date today,
                                         struct ak_arena *arena);

/* The value of a tag, NULL when it is not there. Names of tags have no case (Azure Resource
 * Manager). */
const char *ak__tag_value(const struct ak_pairs *tags, const char *name);

/* ---- live.c ---- */

/* The region's row of a Kubernetes minor; NULL when the list does not have it, or is NULL. */
const struct ak_kubernetes_version *ak__find_listed(const struct ak_kubernetes_versions *versions,
                                                    ak_minor minor);
/* The region offers the version for the plan, Long Term Support or the official one. */
bool ak__has_plan(const struct ak_kubernetes_version *version, bool is_lts);

#endif
