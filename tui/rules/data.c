/* data.c: the facts files that are built in. */
#include "config.h"

#include "akscope/rules/data.h"

#define AK_DATA(symbol, name) extern const unsigned char ak_embed_facts_##symbol[];
#include "data.def"
#undef AK_DATA

static const struct ak_embedded_file files[] = {
#define AK_DATA(symbol, file) {.name = file, .text = (const char *)ak_embed_facts_##symbol},
#include "data.def"
#undef AK_DATA
};

const struct ak_embedded_file *ak_rules_data(size_t *count)
{
    *count = sizeof files / sizeof files[0];
    return files;
}
