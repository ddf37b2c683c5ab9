/* confidential_int.h: the verdict with the size's name already read, for those who read each name
 * once for many pools. */
#ifndef AKSCOPE_RULES_CONFIDENTIAL_INT_H
#define AKSCOPE_RULES_CONFIDENTIAL_INT_H

#include "akscope/rules/confidential.h"

/* What a pool is judged by. */
struct ak__cvm_case {
    const struct ak_node_image *image;
    const struct ak_vm_size *size; /* NULL: not in a list that was read */
    enum ak_tee tee_of_name;
    const struct ak_size_rule *rule; /* the one that matched the name, or NULL */
};

/* The facts' rules about size names, each expression compiled once. */
struct ak__size_rules;
struct ak__size_rules *ak__size_rules_new(const struct ak_facts *facts);
void ak__size_rules_free(struct ak__size_rules *rules);

/* As ak_cvm_tee_of_name. */
enum ak_tee ak__size_rules_tee(const struct ak__size_rules *rules, const char *vm_size,
                               const struct ak_size_rule **rule);

/* The TEE that a capability ConfidentialComputingType names; NONE for NULL, and for a new one. */
enum ak_tee ak__tee_of_capability(const char *type);

struct ak_cvm_verdict ak__cvm_judge(const struct ak_pool *pool, const struct ak__cvm_case *witness);

#endif
