/* cloud_int.h: the clouds that the Azure CLI knows, and what a cloud must keep to. */
#ifndef AKSCOPE_AUTH_CLOUD_INT_H
#define AKSCOPE_AUTH_CLOUD_INT_H

#include "akscope/auth/cloud.h"
#include "akscope/base/vec.h"

/* A section of clouds.config; NULL where it says nothing. */
struct ak__az_cloud {
    char *name;
    char *arm_endpoint;
    char *authority;
    char *audience;
};

struct ak__az_clouds {
    char *chosen;         /* the cloud that is set, or NULL */
    struct ak_vec clouds; /* of struct ak__az_cloud */
};

/* Reads config and clouds.config of the Azure CLI. Blocks. */
AK_NONNULL void ak__az_clouds_read(struct ak__az_clouds *out);
AK_NONNULL void ak__az_clouds_release(struct ak__az_clouds *clouds);

/* AK_ERR_CONFIG when endpoint or authority can't be used. */
AK_NONNULL AK_MUST_USE int ak__cloud_check(const struct ak_cloud *cloud, struct ak_err *err);

#endif
