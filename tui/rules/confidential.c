/* confidential.c: hearing the witnesses. */
#include "config.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/err.h"
#include "akscope/base/text.h"
#include "confidential_int.h"

static const char *without_prefix(const char *vm_size)
{
    return ak_text_has_prefix(vm_size, "Standard_", true) ? vm_size + strlen("Standard_") : vm_size;
}

struct ak__size_rules {
    const struct ak_facts *facts;
    regex_t *expressions; /* one a rule */
};

struct ak__size_rules *ak__size_rules_new(const struct ak_facts *facts)
{
    struct ak__size_rules *rules = ak_alloc(1, sizeof *rules);

    rules->facts = facts;
    rules->expressions = ak_alloc(facts->size_rule_count, sizeof *rules->expressions);
    for (size_t i = 0; i < facts->size_rule_count; i++) {
        const char *pattern = facts->size_rules[i].pattern;

        if (regcomp(&rules->expressions[i], pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB) != 0)
            AK_BUG("the facts decoder let a bad expression pass: %s", pattern);
    }
    return rules;
}

void ak__size_rules_free(struct ak__size_rules *rules)
{
    for (size_t i = 0; i < rules->facts->size_rule_count; i++)
        regfree(&rules->expressions[i]);
    free(rules->expressions);
    free(rules);
}

enum ak_tee ak__size_rules_tee(const struct ak__size_rules *rules, const char *vm_size,
                               const struct ak_size_rule **rule)
{
    const char *name = without_prefix(vm_size);

    *rule = NULL;
    for (size_t i = 0; i < rules->facts->size_rule_count; i++) {
        const struct ak_size_rule *candidate = &rules->facts->size_rules[i];

        if (regexec(&rules->expressions[i], name, 0, NULL, 0) == 0) {
            *rule = candidate;
            return candidate->is_confidential ? candidate->tee : AK_TEE_NONE;
        }
    }
    return AK_TEE_NONE;
}

enum ak_tee ak_cvm_tee_of_name(const char *vm_size, const struct ak_facts *facts,
                               const struct ak_size_rule **rule)
{
    struct ak__size_rules *rules = ak__size_rules_new(facts);
    enum ak_tee tee = ak__size_rules_tee(rules, vm_size, rule);

    ak__size_rules_free(rules);
    return tee;
}

static enum ak_witness hear_capability(const struct ak_vm_size *size)
{
    if (size == NULL)
        return AK_WITNESS_SILENT;
    return size->confidential_type != NULL ? AK_WITNESS_YES : AK_WITNESS_NO;
}

/* A name that is no size's name at all says nothing. */
static enum ak_witness hear_name(const char *vm_size, const struct ak_size_rule *rule)
{
    if (rule != NULL)
        return rule->is_confidential ? AK_WITNESS_YES : AK_WITNESS_NO;
    if (vm_size == NULL || !(ak_text_has_prefix(vm_size, "Standard_", true) ||
                             ak_text_has_prefix(vm_size, "Basic_", true)))
        return AK_WITNESS_SILENT;
    return AK_WITNESS_NO;
}

static enum ak_witness hear_image(const struct ak_node_image *image)
{
    if (image->is_confidential)
        return AK_WITNESS_YES;
    return image->is_known ? AK_WITNESS_NO : AK_WITNESS_SILENT;
}

/* What the two together mean. The size decides what a node is; the image must fit it. */
static enum ak_cvm_status weigh(const struct ak_cvm_verdict *verdict)
{
    bool has_capability = verdict->by_capability != AK_WITNESS_SILENT;
    enum ak_witness size = has_capability ? verdict->by_capability : verdict->by_name;

    if (size == AK_WITNESS_SILENT)
        return AK_CVM_UNKNOWN;
    if (size == AK_WITNESS_NO)
        return verdict->by_image == AK_WITNESS_YES ? AK_CVM_CONFLICT : AK_CVM_NO;
    if (verdict->by_image == AK_WITNESS_NO)
        return AK_CVM_CONFLICT;
    if (!has_capability)
        return AK_CVM_BY_NAME;
    return verdict->by_image == AK_WITNESS_YES ? AK_CVM_CONFIRMED : AK_CVM_UNKNOWN;
}

enum ak_tee ak__tee_of_capability(const char *type)
{
    if (ak_text_caseeq(type, "SNP"))
        return AK_TEE_SEV_SNP;
    return ak_text_caseeq(type, "TDX") ? AK_TEE_TDX : AK_TEE_NONE;
}

enum ak_tee ak_cvm_tee_of_size(const struct ak_vm_size *size, const struct ak_facts *facts)
{
    enum ak_tee tee = ak__tee_of_capability(size->confidential_type);
    const struct ak_size_rule *rule;

    if (tee != AK_TEE_NONE || size->confidential_type == NULL || size->name == NULL)
        return tee;
    return ak_cvm_tee_of_name(size->name, facts, &rule);
}

static enum ak_tee tee_of(const struct ak__cvm_case *witness)
{
    const char *type = witness->size != NULL ? witness->size->confidential_type : NULL;
    enum ak_tee tee = ak__tee_of_capability(type);

    return tee != AK_TEE_NONE ? tee : witness->tee_of_name;
}

struct ak_cvm_verdict ak__cvm_judge(const struct ak_pool *pool, const struct ak__cvm_case *witness)
{
    struct ak_cvm_verdict verdict = {
        .by_capability = hear_capability(witness->size),
        .by_name = hear_name(pool->vm_size, witness->rule),
        .by_image = hear_image(witness->image),
        .size_name_unverified = witness->rule != NULL && !witness->rule->is_verified,
    };

    verdict.status = weigh(&verdict);
    if (verdict.status == AK_CVM_CONFIRMED || verdict.status == AK_CVM_BY_NAME ||
        (verdict.status == AK_CVM_CONFLICT && verdict.by_capability != AK_WITNESS_NO))
        verdict.tee = tee_of(witness);
    return verdict;
}

struct ak_cvm_verdict ak_cvm_assess(const struct ak_pool *pool, const struct ak_node_image *image,
                                    const struct ak_vm_size *size, const struct ak_facts *facts)
{
    struct ak__cvm_case witness = {.image = image, .size = size};

    if (pool->vm_size != NULL)
        witness.tee_of_name = ak_cvm_tee_of_name(pool->vm_size, facts, &witness.rule);
    return ak__cvm_judge(pool, &witness);
}

static const char *size_name(const struct ak_pool *pool)
{
    return pool->vm_size != NULL ? pool->vm_size : "the size";
}

const char *ak_cvm_evidence_capability(const struct ak_cvm_verdict *verdict,
                                       const struct ak_pool *pool, char out[AK_EVIDENCE_SIZE])
{
    switch (verdict->by_capability) {
    case AK_WITNESS_SILENT:
        snprintf(out, AK_EVIDENCE_SIZE,
                 "%s is not in the region's list of sizes (or it was not read)", size_name(pool));
        break;
    case AK_WITNESS_NO:
        snprintf(out, AK_EVIDENCE_SIZE, "%s has no ConfidentialComputingType in the region's list",
                 size_name(pool));
        break;
    case AK_WITNESS_YES:
        snprintf(out, AK_EVIDENCE_SIZE, "%s has ConfidentialComputingType %s", size_name(pool),
                 verdict->tee == AK_TEE_TDX ? "TDX" : "SNP");
        break;
    }
    return out;
}

const char *ak_cvm_evidence_name(const struct ak_cvm_verdict *verdict, const struct ak_pool *pool,
                                 const struct ak_facts *facts, char out[AK_EVIDENCE_SIZE])
{
    const struct ak_size_rule *rule = NULL;

    if (pool->vm_size == NULL) {
        snprintf(out, AK_EVIDENCE_SIZE, "Azure reports no single VM size");
        return out;
    }
    ak_cvm_tee_of_name(pool->vm_size, facts, &rule);
    if (rule != NULL)
        snprintf(out, AK_EVIDENCE_SIZE, "the name %s means: %s%s", pool->vm_size, rule->meaning,
                 verdict->size_name_unverified ? " (no source names this generation)" : "");
    else
        snprintf(out, AK_EVIDENCE_SIZE, "the name %s is not one of a confidential size",
                 pool->vm_size);
    return out;
}

const char *ak_cvm_evidence_image(const struct ak_cvm_verdict *verdict, const struct ak_pool *pool,
                                  char out[AK_EVIDENCE_SIZE])
{
    const char *name = pool->node_image_version;

    if (name == NULL)
        snprintf(out, AK_EVIDENCE_SIZE, "no node image is reported (yet)");
    else if (verdict->by_image == AK_WITNESS_YES)
        snprintf(out, AK_EVIDENCE_SIZE, "node image %s is a CVM image", name);
    else if (verdict->by_image == AK_WITNESS_NO)
        snprintf(out, AK_EVIDENCE_SIZE, "node image %s is not a CVM image", name);
    else
        snprintf(out, AK_EVIDENCE_SIZE, "node image %s can't be read", name);
    return out;
}

const char *ak_cvm_status_name(enum ak_cvm_status status)
{
    static const char *const names[] = {
        [AK_CVM_UNKNOWN] = "unknown",   [AK_CVM_NO] = "no",
        [AK_CVM_BY_NAME] = "by-name",   [AK_CVM_CONFIRMED] = "confirmed",
        [AK_CVM_CONFLICT] = "conflict",
    };

    return names[status];
}

const char *ak_cvm_status_meaning(enum ak_cvm_status status)
{
    static const char *const meanings[] = {
        [AK_CVM_UNKNOWN] = "it can't be told yet",
        [AK_CVM_NO] = "neither the VM size nor the image is confidential",
        [AK_CVM_BY_NAME] = "only the size's name tells; the region's list does not confirm it",
        [AK_CVM_CONFIRMED] = "VM size capability and node image agree",
        [AK_CVM_CONFLICT] = "VM size and node image disagree",
    };

    return meanings[status];
}

const char *ak_tee_name(enum ak_tee tee)
{
    static const char *const names[] = {
        [AK_TEE_NONE] = NULL, [AK_TEE_SEV_SNP] = "SEV-SNP", [AK_TEE_TDX] = "TDX"};

    return names[tee];
}
