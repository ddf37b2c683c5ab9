/* facts_int.h: the parts of reading facts.
 *
 *   facts.c              files, lists, what one list says of another
 *   facts_read.c         one reader a kind of fact
 *   facts_rules.c        those on node pools
 *   facts_retirements.c  retirements of other things, lists of node images
 *   facts_own.c          a person's own file, merged into the built-in ones
 *   facts_line.c         the line of a value
 */
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
ak__read_fact ak__read_retirement;
ak__read_fact ak__read_image_releases;

/* A top-level member of a facts file, and where its items go. */
struct ak__section {
    const char *name;
    const char *key; /* member that tells items apart; NULL: not for a person's own file */
    size_t item_size;
    ak__read_fact *read;
    size_t items_offset; /* of the pointer and of the count in struct ak_facts */
    size_t count_offset;
};

/* Section n, NULL after the last; that of a name, NULL when there is none. */
const struct ak__section *ak__section_get(size_t n);
const struct ak__section *ak__section_find(const char *name);

/* A name of a list of names by its index; NULL after the last. */
typedef const char *ak__name_at(size_t n);
/* Fails with what, and the nearest of the names to the one that was asked for (NULL: none was). */
void ak__fail_name(const struct ak__node *node, const char *what, const char *asked,
                   ak__name_at *name_at);
/* The name of a property of retirements. */
ak__name_at ak__property_name;

/* ---- a person's own file: facts_own.c, facts_line.c ---- */

struct ak__own {
    struct ak_facts *facts; /* the built-in ones, already read */
    const struct ak_facts_file *file;
    const cJSON *const *roots; /* of the built-in files */
    size_t root_count;
    struct ak_arena *arena;  /* of the problems */
    struct ak_vec *problems; /* struct ak_facts_problem; appended to */
};

/* Merges the file into the facts. What has problems is left out. */
void ak__own_read(const struct ak__own *given);
/* The line of a value of the tree that `text` was parsed to; 1 when it is not in it. */
int ak__line_of(const char *text, const cJSON *root, const cJSON *wanted);
/* The line of a byte. */
int ak__line_at(const char *text, size_t byte);

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

/* What facts say of one another. */
int ak__check_references(struct ak_facts *facts, struct ak_err *err);

/* True when there is an OS release of that id. */
bool ak__has_os(const struct ak_facts *facts, const char *id);

/* Fills facts->pool_rule_of, and checks what pool facts say of OS SKUs and OS releases. */
int ak__check_pool_facts(struct ak_facts *facts, struct ak_err *err);

/* The required `source` of a fact. */
struct ak_source ak__fact_source(const struct ak__node *object);

#endif
