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

struct ak_snap *snap_with(struct ak_snap *snap, enum ak_topic topic, const char *key,
                          struct ak_payload *payload)
{
    char name[64];
    struct ak_slot slot = {.topic = topic,
                           .key = name,
                           .status = AK_SLOT_OK,
                           .payload = payload,
                           .err = ak_err_none()};
    struct ak_snap *next;

    (void)snprintf(name, sizeof name, "%s", key);
    next = ak_snap_with_slot(snap, &slot);
    ak_payload_unref(payload);
    ak_snap_unref(snap);
    return next;
}
