/* verify.c: the seed's check of a confidential pool: its VM size and its node image as `az aks
 * nodepool show` tells them, and beyond it the size's capability. */
#include "config.h"

#include "akscope/actions/plan.h"

static enum ak_verify_result result_of(enum ak_witness witness)
{
    switch (witness) {
    case AK_WITNESS_SILENT:
        return AK_VERIFY_UNKNOWN;
    case AK_WITNESS_NO:
        return AK_VERIFY_FAIL;
    case AK_WITNESS_YES:
        return AK_VERIFY_PASS;
    }
    return AK_VERIFY_UNKNOWN;
}

void ak_verify_pool(const struct ak_pool *pool, const struct ak_vm_size *size,
                    const struct ak_facts *facts, struct ak_verify_line out[AK_VERIFY_COUNT])
{
    struct ak_node_image image = ak_node_image_parse(pool->node_image_version);
    struct ak_cvm_verdict verdict = ak_cvm_assess(pool, &image, size, facts);

    out[0] = (struct ak_verify_line){.result = result_of(verdict.by_name), .what = "VM size"};
    ak_cvm_evidence_name(&verdict, pool, facts, out[0].evidence);
    /* A name whose generation no source names is a guess. */
    if (verdict.size_name_unverified)
        out[0].result = AK_VERIFY_UNKNOWN;
    out[1] = (struct ak_verify_line){.result = result_of(verdict.by_image), .what = "node image"};
    ak_cvm_evidence_image(&verdict, pool, out[1].evidence);
    out[2] = (struct ak_verify_line){.result = result_of(verdict.by_capability),
                                     .what = "SKU capability"};
    ak_cvm_evidence_capability(&verdict, pool, out[2].evidence);
}
