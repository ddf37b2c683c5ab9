/* image_fuzz.c: any text is read as a node image name; what is found holds together, and names
 * can be put in order. The input is a list of names, a line each. */
#include "config.h"

#include "akscope/model/facts.h"
#include "akscope/rules/node_image.h"
#include "fuzz.h"

enum { NAMES_MOST = 8 };

/* `part` was copied from `name`, whole or cut to size. */
static void require_part(const char *name, const char *part)
{
    require(strlen(part) < AK_IMAGE_PART_SIZE);
    require_clean(part);
    require(strstr(name, part) != NULL || !ak_text_is_clean(name, strlen(name)));
}

static void check_image(const char *name, const struct ak_node_image *image)
{
    require_part(name, image->gallery);
    require_part(name, image->definition);
    require_part(name, image->version);
    require_part(name, image->security_patch);
    require(!image->is_known || (image->distro != AK_DISTRO_UNKNOWN && image->version[0] != '\0'));
    require(image->generation >= 0 && image->generation <= 2);
    require(!image->is_confidential || image->generation == 2);
    require(!ak_date_is_set(image->date) ||
            ak_date_is_valid(image->date.year, image->date.month, image->date.day));
    require(image->windows_build == 0 || image->distro == AK_DISTRO_WINDOWS);
    require(ak_distro_name(image->distro)[0] != '\0');
}

/* The release is one whose prefix the name has. */
static void check_os(const char *name, const struct ak_node_image *image)
{
    static const char *const prefixes[] = {"AKSUbuntu-2204", "AKS", "AKSWindows-2022"};
    static const struct ak_os_release releases[] = {
        {.id = "first", .image_prefixes = {.items = prefixes, .count = 2}},
        {.id = "second", .image_prefixes = {.items = prefixes + 2, .count = 1}},
    };
    const struct ak_facts facts = {.os_releases = releases, .os_release_count = 2};
    const struct ak_os_release *os = ak_node_image_os(image, name, &facts);

    if (os == NULL)
        return;
    require(image->distro != AK_DISTRO_UNKNOWN && ak_text_has_prefix(name, "AKS", true));
    require((os == &releases[1]) == ak_text_has_prefix(name, prefixes[2], true));
}

static void check_order(const struct ak_node_image images[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            int order = ak_node_image_compare(&images[i], &images[j]);

            require(order >= -1 && order <= 1);
            require(order == -ak_node_image_compare(&images[j], &images[i]));
            for (size_t k = 0; k < count; k++)
                require(order < 0 || ak_node_image_compare(&images[j], &images[k]) < 0 ||
                        ak_node_image_compare(&images[i], &images[k]) >= 0);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ak_node_image images[NAMES_MOST];
    char *text = text_of(data, size);
    size_t count = 0;
    char *rest = text;
    char *name;

    while (count < NAMES_MOST && (name = strsep(&rest, "\n")) != NULL) {
        images[count] = ak_node_image_parse(name);
        check_image(name, &images[count]);
        check_os(name, &images[count]);
        count++;
    }
    check_order(images, count);
    free(text);
    return 0;
}
