/* data.c: the facts files that are built in. */
#include "config.h"

#include "akscope/rules/data.h"

extern const unsigned char ak_embed_facts_os_releases[];
extern const unsigned char ak_embed_facts_os_skus[];
extern const unsigned char ak_embed_facts_kubernetes[];
extern const unsigned char ak_embed_facts_sizes[];
extern const unsigned char ak_embed_facts_features[];
extern const unsigned char ak_embed_facts_explanations[];
extern const unsigned char ak_embed_facts_pool_rules[];
extern const unsigned char ak_embed_facts_retirements[];
extern const unsigned char ak_embed_facts_image_releases[];

static const struct ak_embedded_file files[] = {
    {.name = "os-releases.json", .text = (const char *)ak_embed_facts_os_releases},
    {.name = "os-skus.json", .text = (const char *)ak_embed_facts_os_skus},
    {.name = "kubernetes.json", .text = (const char *)ak_embed_facts_kubernetes},
    {.name = "sizes.json", .text = (const char *)ak_embed_facts_sizes},
    {.name = "features.json", .text = (const char *)ak_embed_facts_features},
    {.name = "explanations.json", .text = (const char *)ak_embed_facts_explanations},
    {.name = "pool-rules.json", .text = (const char *)ak_embed_facts_pool_rules},
    {.name = "retirements.json", .text = (const char *)ak_embed_facts_retirements},
    {.name = "image-releases.json", .text = (const char *)ak_embed_facts_image_releases},
};

const struct ak_embedded_file *ak_rules_data(size_t *count)
{
    *count = sizeof files / sizeof files[0];
    return files;
}
