/* features.c: preview features of Microsoft.ContainerService. */
#include "config.h"

#include <string.h>

#include "decode_int.h"

/* "Microsoft.ContainerService/X" is X: the list is asked for of one provider only. */
static bool read_feature(struct ak__page *page, const struct ak__node *item, void *out)
{
    struct ak_feature *feature = out;
    struct ak__node name = ak__member(item, "name");
    struct ak__node properties = ak__member(item, "properties");
    struct ak__node state = ak__member(&properties, "state");
    const char *full = ak__required_text(&name);
    const char *slash = full == NULL ? NULL : strrchr(full, '/');

    (void)page;
    feature->name = slash == NULL ? full : slash + 1;
    feature->state = ak__shared_text(&state);
    return full != NULL;
}

void ak__decode_features(struct ak__page *page)
{
    ak__read_list(page, "value", read_feature);
}
