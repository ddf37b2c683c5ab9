/* pool_rules.c: names of rules and traits. */
#include "config.h"

#include "akscope/model/pool_rules.h"

#include <string.h>

static const char *const rules[AK_POOL_RULE_COUNT] = {
#define AK_POOL_RULE(symbol, name, intents, check) [AK_POOL_RULE_##symbol] = (name),
#include "akscope/model/pool_rules.def"
#undef AK_POOL_RULE
};

static const char *const traits[AK_POOL_TRAIT_COUNT] = {
#define AK_POOL_TRAIT(symbol, name) [AK_POOL_TRAIT_##symbol] = (name),
#include "akscope/model/pool_traits.def"
#undef AK_POOL_TRAIT
};

const char *ak_pool_rule_name(enum ak_pool_rule_id id)
{
    if ((unsigned)id >= AK_POOL_RULE_COUNT)
        AK_BUG("there is no rule %d", (int)id);
    return rules[id];
}

enum ak_pool_rule_id ak_pool_rule_find(const char *name)
{
    int i = 0;

    while (i < AK_POOL_RULE_COUNT && strcmp(rules[i], name) != 0)
        i++;
    return (enum ak_pool_rule_id)i;
}

enum ak_pool_trait ak_pool_trait_find(const char *name)
{
    int i = 0;

    while (i < AK_POOL_TRAIT_COUNT && strcmp(traits[i], name) != 0)
        i++;
    return (enum ak_pool_trait)i;
}
