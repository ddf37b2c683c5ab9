/* az_clouds.c: what `az cloud set` and `az cloud register` wrote. Source: azure.cli.core.cloud. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/conf/conf.h"
#include "akscope/io/file.h"
#include "cloud_int.h"

static char *path_of(const char *name)
{
    const char *folder = getenv("AZURE_CONFIG_DIR");
    const char *home = getenv("HOME");

    if (folder != NULL && folder[0] != '\0')
        return ak_asprintf("%s/%s", folder, name);
    return home != NULL && home[0] != '\0' ? ak_asprintf("%s/.azure/%s", home, name) : NULL;
}

/* A file that is not there, or that an Azure CLI would not understand either, says nothing. */
static void read_ini(const char *name, ak_ini_on_pair *on_pair, struct ak__az_clouds *out)
{
    struct ak_err ignored = ak_err_none();
    char *path = path_of(name);
    char *text = NULL;
    size_t len;

    if (path != NULL && ak_file_read(path, AK_LIMIT_CONFIG, &text, &len, &ignored) == 0)
        (void)!ak_ini_read(path, text, on_pair, out, &ignored);
    free(text);
    free(path);
}

static int on_config(const char *section, const char *name, const char *value, int line,
                     void *context, struct ak_err *err)
{
    struct ak__az_clouds *out = context;

    (void)line;
    (void)err;
    if (strcmp(section, "cloud") == 0 && strcmp(name, "name") == 0) {
        free(out->chosen);
        out->chosen = ak_strdup(value);
    }
    return 0;
}

static struct ak__az_cloud *section_of(struct ak__az_clouds *out, const char *section)
{
    for (size_t i = 0; i < out->clouds.len; i++) {
        struct ak__az_cloud *cloud = ak_vec_at(&out->clouds, i);

        if (strcmp(cloud->name, section) == 0)
            return cloud;
    }
    struct ak__az_cloud *cloud = ak_vec_push(&out->clouds);
    cloud->name = ak_strdup(section);
    return cloud;
}

static int on_cloud(const char *section, const char *name, const char *value, int line,
                    void *context, struct ak_err *err)
{
    static const struct {
        const char *name;
        size_t offset;
    } members[] = {
        {"endpoint_resource_manager", offsetof(struct ak__az_cloud, arm_endpoint)},
        {"endpoint_active_directory", offsetof(struct ak__az_cloud, authority)},
        {"endpoint_active_directory_resource_id", offsetof(struct ak__az_cloud, audience)},
    };
    char *cloud = (char *)section_of(context, section);

    (void)line;
    (void)err;
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        char **member = (char **)(void *)(cloud + members[i].offset);

        if (strcmp(name, members[i].name) == 0) {
            free(*member);
            *member = ak_strdup(value);
        }
    }
    return 0;
}

void ak__az_clouds_read(struct ak__az_clouds *out)
{
    const char *chosen = getenv("AZURE_CLOUD_NAME");

    *out = (struct ak__az_clouds){.clouds = ak_vec_init(sizeof(struct ak__az_cloud))};
    read_ini("config", on_config, out);
    read_ini("clouds.config", on_cloud, out);
    if (chosen != NULL && chosen[0] != '\0') {
        free(out->chosen);
        out->chosen = ak_strdup(chosen);
    }
}

void ak__az_clouds_release(struct ak__az_clouds *clouds)
{
    for (size_t i = 0; i < clouds->clouds.len; i++) {
        struct ak__az_cloud *cloud = ak_vec_at(&clouds->clouds, i);

        free(cloud->name);
        free(cloud->arm_endpoint);
        free(cloud->authority);
        free(cloud->audience);
    }
    ak_vec_release(&clouds->clouds);
    free(clouds->chosen);
}
