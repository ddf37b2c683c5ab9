/* facts_int.h: between facts.c (files and lists) and facts_read.c (one reader a kind of fact). */
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

/* Refuses members that are not in the NULL-ended list. */
void ak__check_members(const struct ak__node *object, const char *const *known);

/* A date member; unset when missing. */
struct ak_date ak__fact_date(const struct ak__node *object, const char *name);

/* The required `source` of a fact. */
struct ak_source ak__fact_source(const struct ak__node *object);

#endif
