/* built_in.c: the built-in facts for tests. */
#include "config.h"

#include "unit/rules/built_in.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/rules/data.h"

size_t built_in_files(struct ak_facts_file files[BUILT_IN_FILES_MOST])
{
    size_t count;
    const struct ak_embedded_file *embedded = ak_rules_data(&count);

    if (count >= BUILT_IN_FILES_MOST)
        errx(EXIT_FAILURE, "there are %zu files of facts", count);
    for (size_t i = 0; i < count; i++)
        files[i] = (struct ak_facts_file){
            .name = embedded[i].name, .text = embedded[i].text, .size = strlen(embedded[i].text)};
    return count;
}

struct ak_facts *built_in_facts(void)
{
    struct ak_facts_file files[BUILT_IN_FILES_MOST];
    size_t count = built_in_files(files);
    struct ak_facts *facts = NULL;
    struct ak_err err = ak_err_none();

    if (ak_wire_read_facts(files, count, &facts, &err))
        errx(EXIT_FAILURE, "built-in facts: %s", err.text);
    return facts;
}

int built_in_setup(void **state)
{
    *state = built_in_facts();
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
