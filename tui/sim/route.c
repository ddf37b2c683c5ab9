#include "config.h"

#include "route_int.h"

#include <string.h>
#include <strings.h>

bool ak_sim_route_match(const char *path, const struct ak_sim_target *target,
                        struct ak_sim_parameters *out)
{
    struct ak_sim_parameters found = {.count = 0};
    size_t i = 0;
    while (*path == '/') {
        path++;
        size_t len = strcspn(path, "/");
        const char *segment = ak_sim_target_segment(target, i++);
        if (segment == NULL) {
            return false;
        }
        if (*path == '{') {
            found.items[found.count].name = path + 1;
            found.items[found.count].name_len = len - 2;
            found.items[found.count++].value = segment;
        } else if (strlen(segment) != len || strncasecmp(segment, path, len) != 0) {
            return false;
        }
        path += len;
    }
    if (ak_sim_target_segment(target, i) != NULL) {
        return false;
    }
    *out = found;
    return true;
}

const char *ak_sim_parameters_find(const struct ak_sim_parameters *parameters, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < parameters->count; i++) {
        if (parameters->items[i].name_len == len &&
            strncmp(parameters->items[i].name, name, len) == 0) {
            return parameters->items[i].value;
        }
    }
    return NULL;
}
