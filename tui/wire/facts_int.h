/* facts_int.h: between facts.c (files and lists), facts_read.c and facts_rules.c (one reader a kind
 * of fact; facts_rules.c those on node pools). */
#ifndef AKSCOPE_WIRE_FACTS_INT_H
#define AKSCOPE_WIRE_FACTS_INT_H

#include "akscope/model/facts.h"
#include "json_int.h"

/* Reads one item of a list into a zeroed struct. Failure is the reader's, sticky. */
typedef void ak__read_fact(struct ak_arena *arena, const struct ak__node *item, void *out);

ak__read_fact ak__read_os_release;
ak__read_fact ak__read_os_sku;
ak__read_fact ak__read_kubernetes;
ak__read_fact ak__read_size_rule;
ak__read_fact ak__read_size_family;
ak__read_fact ak__read_feature;
ak__read_fact ak__read_explanation;
ak__read_fact ak__read_pool_rule;
ak__read_fact ak__read_pool_combination;
ak__read_fact ak__read_os_sku_default;

/* Refuses members that are not in the NULL-ended list. */
void ak__check_members(const struct ak__node *object, const char *const *known);

/* A date member; unset when missing. */
struct ak_date ak__fact_date(const struct ak__node *object, const char *name);

/* Members of a fact: texts, or NULL; a required text; yes, no, or not told; a list. */
const char *ak__fact_text(const struct ak__node *object, const char *name);
const char *ak__fact_required(const struct ak__node *object, const char *name);
enum ak_answer ak__fact_answer(const struct ak__node *object, const char *name);
struct ak_texts ak__fact_texts(const struct ak__node *object, const char *name);

/* "1.33" as a number; 0 when missing. */
ak_minor ak__fact_minor(const struct ak__node *object, const char *name);

/* True when there is an OS release of that id. */
bool ak__has_os(const struct ak_facts *facts, const char *id);

/* Fills facts->pool_rule_of, and checks what pool facts say of OS SKUs and OS releases. */
int ak__check_pool_facts(struct ak_facts *facts, struct ak_err *err);

/* The required `source` of a fact. */
struct ak_source ak__fact_source(const struct ak__node *object);

#endif
