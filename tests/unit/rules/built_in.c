/* built_in.c: the built-in facts for tests. */
#include "config.h"

#include "unit/rules/built_in.h"

#include <stdio.h>
#include <string.h>

#include "akscope/rules/data.h"
#include "akscope/wire/facts.h"

int built_in_setup(void **state)
{
    size_t count;
    const struct ak_embedded_file *embedded = ak_rules_data(&count);
    struct ak_facts_file files[16];
    struct ak_facts *facts = NULL;
    struct ak_err err = ak_err_none();

    for (size_t i = 0; i < count; i++)
        files[i] = (struct ak_facts_file){
            .name = embedded[i].name, .text = embedded[i].text, .size = strlen(embedded[i].text)};
    if (ak_wire_read_facts(files, count, &facts, &err)) {
        fprintf(stderr, "built-in facts: %s\n", err.text);
        return -1;
    }
    *state = facts;
    return 0;
}

int built_in_teardown(void **state)
{
    ak_facts_free(*state);
    return 0;
}
