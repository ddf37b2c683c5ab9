#include "config.h"

#include "data_int.h"

#include <stddef.h>
#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/err.h"
#include "akscope/base/text.h"

#include "json_int.h"

#define AK_SIM_TABLE(symbol, name)                                                                 \
    extern const unsigned char ak_embed_sim_##name[];                                              \
    extern const size_t ak_embed_sim_##name##_size;
#include "data.def"
#undef AK_SIM_TABLE

struct table {
    const unsigned char *bytes;
    const size_t *size;
};

cJSON *ak_sim_data_read(enum ak_sim_data which)
{
    static const struct table tables[] = {
#define AK_SIM_TABLE(symbol, name)                                                                 \
    [AK_SIM_DATA_##symbol] = {.bytes = ak_embed_sim_##name, .size = &ak_embed_sim_##name##_size},
#include "data.def"
#undef AK_SIM_TABLE
    };
    cJSON *value = ak_sim_json_parse((const char *)tables[which].bytes, *tables[which].size);
    if (value == NULL) {
        AK_BUG("embedded table %d is not JSON", (int)which);
    }
    return value;
}

cJSON *ak_sim_data_list(enum ak_sim_data which, const char *name)
{
    cJSON *table = ak_sim_data_read(which);
    cJSON *list = cJSON_DetachItemFromObjectCaseSensitive(table, name);
    cJSON_Delete(table);
    if (list == NULL) {
        AK_BUG("embedded table %d has no list %s", (int)which, name);
    }
    return list;
}

struct ak_sim_tables {
    cJSON *parsed[AK_SIM_DATA_COUNT]; /* NULL: not needed yet */
};

struct ak_sim_tables *ak_sim_tables_new(void)
{
    return ak_alloc(1, sizeof(struct ak_sim_tables));
}

void ak_sim_tables_free(struct ak_sim_tables *tables)
{
    for (int i = 0; tables != NULL && i < AK_SIM_DATA_COUNT; i++) {
        cJSON_Delete(tables->parsed[i]);
    }
    free(tables);
}

const cJSON *ak_sim_tables_get(struct ak_sim_tables *tables, enum ak_sim_data which)
{
    if (tables->parsed[which] == NULL) {
        tables->parsed[which] = ak_sim_data_read(which);
    }
    return tables->parsed[which];
}

const cJSON *ak_sim_tables_list(struct ak_sim_tables *tables, enum ak_sim_data which,
                                const char *name)
{
    const cJSON *list = ak_sim_json_get(ak_sim_tables_get(tables, which), name);
    if (list == NULL) {
        AK_BUG("embedded table %d has no list %s", (int)which, name);
    }
    return list;
}

const cJSON *ak_sim_data_region(const cJSON *regions, const char *location)
{
    const cJSON *region = NULL;
    cJSON_ArrayForEach(region, regions)
    {
        if (ak_text_caseeq(ak_sim_json_text(region, "name"), location)) {
            return region;
        }
    }
    return NULL;
}
