/* confidential.h: is a pool a Confidential VM pool? Two independent witnesses are heard: the VM
 * size (its SKU capability ConfidentialComputingType, else its name) and the node image. It is what
 * ARM reports, never an attestation, and no answer is a guess. Sources: Microsoft.Compute/skus; the
 * AKS article "Use Confidential Virtual Machines (CVM) in AKS" (verify steps). Pure; any thread. */
#ifndef AKSCOPE_RULES_CONFIDENTIAL_H
#define AKSCOPE_RULES_CONFIDENTIAL_H

#include "akscope/base/attributes.h"
#include "akscope/model/azure.h"
#include "akscope/model/cluster.h"
#include "akscope/model/facts.h"
#include "akscope/rules/node_image.h"

enum ak_cvm_status {
    AK_CVM_UNKNOWN,   /* can't be told: no image yet, or a size and an image that no rule knows */
    AK_CVM_NO,        /* neither size nor image is confidential */
    AK_CVM_BY_NAME,   /* size by its name only, and the image agrees (or can't be read) */
    AK_CVM_CONFIRMED, /* SKU capability and image agree */
    AK_CVM_CONFLICT,  /* size and image disagree */
};

/* What one witness says. */
enum ak_witness { AK_WITNESS_SILENT, AK_WITNESS_NO, AK_WITNESS_YES };

enum { AK_EVIDENCE_SIZE = 200 };

struct ak_cvm_verdict {
    enum ak_cvm_status status;
    enum ak_tee tee;               /* AK_TEE_NONE where not confidential or not told */
    enum ak_witness by_capability; /* the SKU's ConfidentialComputingType */
    enum ak_witness by_name;       /* the size's name */
    enum ak_witness by_image;      /* the node image definition */
    bool size_name_unverified;     /* the name's generation is named by no source */
};

/* `size` is the pool's SKU in its region, or NULL when the list was not read or does not have it.
 */
AK_NONNULL_ARGS(1, 2, 4)
struct ak_cvm_verdict ak_cvm_assess(const struct ak_pool *pool, const struct ak_node_image *image,
                                    const struct ak_vm_size *size, const struct ak_facts *facts);

/* The TEE that a size's name tells, by the facts' rules in order; *rule the rule that matched or
 * NULL. Case-insensitive, with or without "Standard_". */
AK_NONNULL enum ak_tee ak_cvm_tee_of_name(const char *vm_size, const struct ak_facts *facts,
                                          const struct ak_size_rule **rule);

/* The TEE of a size that has the capability: the one that it names, and where that is none that is
 * known, the one of the size's name. */
AK_NONNULL enum ak_tee ak_cvm_tee_of_size(const struct ak_vm_size *size,
                                          const struct ak_facts *facts);

/* The three pieces of evidence as sentences for a person. Returns out. */
AK_NONNULL const char *ak_cvm_evidence_capability(const struct ak_cvm_verdict *verdict,
                                                  const struct ak_pool *pool,
                                                  char out[AK_EVIDENCE_SIZE]);
AK_NONNULL const char *ak_cvm_evidence_name(const struct ak_cvm_verdict *verdict,
                                            const struct ak_pool *pool,
                                            const struct ak_facts *facts,
                                            char out[AK_EVIDENCE_SIZE]);
AK_NONNULL const char *ak_cvm_evidence_image(const struct ak_cvm_verdict *verdict,
                                             const struct ak_pool *pool,
                                             char out[AK_EVIDENCE_SIZE]);

/* "confirmed", "by-name", "conflict", "no", "unknown": stable names of the JSON. */
const char *ak_cvm_status_name(enum ak_cvm_status status);

/* One sentence that says what the verdict means. */
const char *ak_cvm_status_meaning(enum ak_cvm_status status);

/* "SEV-SNP", "TDX", or NULL. */
const char *ak_tee_name(enum ak_tee tee);

#endif
