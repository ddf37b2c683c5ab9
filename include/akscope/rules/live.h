/* live.h: what Azure says now beside what the facts say. Where Azure has an API it is right:
 * kubernetesVersions of the region (supported, preview, LTS alone), upgrade profiles, SKUs with
 * their retirement date and restrictions. A disagreement is shown (`akscope facts`), never hidden.
 * Pure; any thread. */
#ifndef AKSCOPE_RULES_LIVE_H
#define AKSCOPE_RULES_LIVE_H

#include "akscope/base/arena.h"
#include "akscope/base/attributes.h"
#include "akscope/base/vec.h"
#include "akscope/model/azure.h"
#include "akscope/model/cluster.h"
#include "akscope/model/facts.h"
#include "akscope/model/snap.h"
#include "akscope/rules/lifecycle.h"

/* How a Kubernetes minor stands in a region. */
enum ak_version_standing {
    AK_STANDING_UNKNOWN, /* no list was read */
    AK_STANDING_SUPPORTED,
    AK_STANDING_PREVIEW,
    AK_STANDING_LTS_ONLY,
    AK_STANDING_GONE, /* the list does not have it */
};
AK_NONNULL_ARGS(2)
enum ak_version_standing ak_version_standing_live(const struct ak_kubernetes_versions *versions,
                                                  const char *version);
/* By the facts' calendar on a day; a minor that the calendar does not have is UNKNOWN. */
enum ak_version_standing ak_version_standing_facts(const struct ak_facts *facts, ak_minor minor,
                                                   struct ak_date today);
/* "supported", "preview", "LTS only", "not offered", "unknown". */
const char *ak_version_standing_name(enum ak_version_standing standing);

/* The end of a Kubernetes version as ak_kubernetes_retirement has it, corrected by the region's
 * list (NULL: not read): what is still listed for the plan has not ended, though its date is past
 * (severity SOON, no days); what is no longer listed has ended, though its date is ahead. */
AK_NONNULL_ARGS(4)
struct ak_retirement ak_kubernetes_retirement_live(const char *version, bool is_lts,
                                                   const struct ak_kubernetes_versions *versions,
                                                   const struct ak_facts *facts,
                                                   struct ak_date today);

/* One thing on which Azure and the facts differ. */
struct ak_disagreement {
    const char *subject; /* "Kubernetes 1.33", "Standard_A0", "AKSUbuntu-2204gen2containerd" */
    const char *region;  /* NULL: everywhere */
    const char *live;    /* what Azure says: "supported" */
    const char *facts;   /* what the facts say: "ended 31 Jul 2026" */
    const char *effect;  /* which one counts, and what follows */
    const struct ak_source *source; /* of the fact; NULL: the facts have none */
};

/* Every disagreement between the facts and what the snapshot has read, each once, by subject and
 * region. Texts live in the arena; the caller releases the vec. */
AK_NONNULL AK_MUST_USE struct ak_vec ak_facts_disagreements(const struct ak_facts *facts,
                                                            const struct ak_snap *snap,
                                                            struct ak_date today,
                                                            struct ak_arena *arena);

#endif
