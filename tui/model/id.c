/* id.c: parts of resource ids. */
#include "config.h"

#include "akscope/model/id.h"

#include <string.h>

#include "akscope/base/text.h"

static const char pools_part[] = "/agentPools/";

const char *ak_id_name(const char *id)
{
    const char *slash = strrchr(id, '/');

    return slash != NULL ? slash + 1 : id;
}

bool ak_id_is_pool(const char *id)
{
    return ak_text_casestr(id, pools_part) != NULL;
}

size_t ak_id_cluster_len(const char *id)
{
    const char *pool = ak_text_casestr(id, pools_part);

    return pool != NULL ? (size_t)(pool - id) : strlen(id);
}
