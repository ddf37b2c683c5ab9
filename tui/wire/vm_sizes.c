/* vm_sizes.c: Microsoft.Compute/skus, of which the sizes of virtual machines in one region are
 * kept. Capabilities are name and value pairs whose values are all texts: "4", "True", "0.75". */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "decode_int.h"

enum { MIB_A_GB = 1024, LOCATION_SIZE = 128 };

enum capability_kind {
    CAPABILITY_TEXT,
    CAPABILITY_WHOLE,
    CAPABILITY_GB_AS_MIB,
    CAPABILITY_ANSWER,
    CAPABILITY_AMERICAN_DATE, /* "09/03/2024": month, day, year */
};

struct capability {
    const char *name;
    enum capability_kind kind;
    size_t offset;
};

static const struct capability capabilities[] = {
    {"ConfidentialComputingType", CAPABILITY_TEXT, offsetof(struct ak_vm_size, confidential_type)},
    {"CpuArchitectureType", CAPABILITY_TEXT, offsetof(struct ak_vm_size, architecture)},
    {"HyperVGenerations", CAPABILITY_TEXT, offsetof(struct ak_vm_size, generations)},
    {"vCPUs", CAPABILITY_WHOLE, offsetof(struct ak_vm_size, vcpus)},
    {"MemoryGB", CAPABILITY_GB_AS_MIB, offsetof(struct ak_vm_size, memory_mib)},
    {"MaxResourceVolumeMB", CAPABILITY_WHOLE, offsetof(struct ak_vm_size, local_disk_mib)},
    {"GPUs", CAPABILITY_WHOLE, offsetof(struct ak_vm_size, gpus)},
    {"AcceleratedNetworkingEnabled", CAPABILITY_ANSWER,
     offsetof(struct ak_vm_size, accelerated_networking)},
    {"EncryptionAtHostSupported", CAPABILITY_ANSWER,
     offsetof(struct ak_vm_size, encryption_at_host)},
    {"EphemeralOSDiskSupported", CAPABILITY_ANSWER, offsetof(struct ak_vm_size, ephemeral_os_disk)},
    {"PremiumIO", CAPABILITY_ANSWER, offsetof(struct ak_vm_size, premium_io)},
    {"LowPriorityCapable", CAPABILITY_ANSWER, offsetof(struct ak_vm_size, low_priority)},
    {"TrustedLaunchDisabled", CAPABILITY_ANSWER,
     offsetof(struct ak_vm_size, trusted_launch_disabled)},
    {"RetirementDateUtc", CAPABILITY_AMERICAN_DATE, offsetof(struct ak_vm_size, retires)},
};

static const struct capability *find_capability(const char *name)
{
    for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++) {
        if (strcmp(capabilities[i].name, name) == 0)
            return &capabilities[i];
    }
    return NULL;
}

static struct ak_number parse_whole(const char *text)
{
    struct ak_number number = {0};

    number.is_set = ak_text_to_int(text, 0, INT32_MAX, &number.value);
    return number;
}

/* "0.75" GB as 768 MiB, rounded down, without the locale's decimal point. */
static struct ak_number parse_gb(const char *text)
{
    const char *dot = strchr(text, '.');
    size_t whole_len = dot == NULL ? strlen(text) : (size_t)(dot - text);
    char whole_text[16];
    int64_t fraction = 0;
    int64_t scale = 1;

    if (whole_len >= sizeof(whole_text))
        return (struct ak_number){0};
    snprintf(whole_text, sizeof(whole_text), "%.*s", (int)whole_len, text);
    struct ak_number number = parse_whole(whole_text);
    for (const char *at = dot == NULL ? "" : dot + 1; *at != '\0'; at++) {
        if (*at < '0' || *at > '9')
            return (struct ak_number){0};
        if (scale < 1000000) {
            fraction = fraction * 10 + (*at - '0');
            scale *= 10;
        }
    }
    number.value = number.value * MIB_A_GB + fraction * MIB_A_GB / scale;
    return number.is_set ? number : (struct ak_number){0};
}

static enum ak_answer parse_answer(const char *text)
{
    if (ak_text_caseeq(text, "true"))
        return AK_YES;
    return ak_text_caseeq(text, "false") ? AK_NO : AK_UNKNOWN;
}

/* Whatever follows the date (a time) is passed over. Unset when it is none. */
static struct ak_date parse_american_date(const char *text)
{
    char iso[] = "YYYY-MM-DD";
    struct ak_date date = {0};

    if (strlen(text) < 10 || text[2] != '/' || text[5] != '/')
        return date;
    memcpy(iso, text + 6, 4);
    memcpy(iso + 5, text, 2);
    memcpy(iso + 8, text + 3, 2);
    return ak_date_parse(iso, &date) ? date : (struct ak_date){0};
}

static void read_capability(const struct ak__node *item, struct ak_vm_size *size)
{
    struct ak__node name_node = ak__member(item, "name");
    struct ak__node value = ak__member(item, "value");
    const char *name = ak__raw_text(&name_node);
    const char *text = ak__raw_text(&value);
    const struct capability *capability = name == NULL ? NULL : find_capability(name);

    if (capability == NULL || text == NULL)
        return;
    void *at = (char *)size + capability->offset;
    switch (capability->kind) {
    case CAPABILITY_TEXT:
        *(const char **)at = ak__shared_text(&value);
        break;
    case CAPABILITY_WHOLE:
        *(struct ak_number *)at = parse_whole(text);
        break;
    case CAPABILITY_GB_AS_MIB:
        *(struct ak_number *)at = parse_gb(text);
        break;
    case CAPABILITY_ANSWER:
        *(enum ak_answer *)at = parse_answer(text);
        break;
    case CAPABILITY_AMERICAN_DATE:
        *(struct ak_date *)at = parse_american_date(text);
        break;
    }
}

/* The region of the context ("westus", or "<subscription>/westus"), or NULL: any. */
static const char *region_of(const char *context)
{
    const char *slash = strrchr(context, '/');
    const char *region = slash == NULL ? context : slash + 1;

    return region[0] == '\0' ? NULL : region;
}

/* Region names have no case, and spaces in their long form: "West US" is "westus". */
static bool is_same_region(const char *a, const char *b)
{
    char left[LOCATION_SIZE];
    char right[LOCATION_SIZE];

    return strcmp(a, b) == 0 || /* nearly always, so first */
           strcmp(ak_region_key("", a, left, sizeof(left)),
                  ak_region_key("", b, right, sizeof(right))) == 0;
}

/* True when the list of regions names `region`, or when either is unknown. */
static bool names_region(const struct ak__node *list, const char *region)
{
    if (list->json == NULL || region == NULL)
        return true;
    for (struct ak__node item = ak__first_item(list); item.json != NULL; item = ak__next(&item)) {
        const char *name = ak__raw_text(&item);

        if (name != NULL && is_same_region(name, region))
            return true;
    }
    return false;
}

/* An edge zone is listed as a second entry of its parent region, with other zones: passed over. */
static bool read_location(const struct ak__node *size_node, const char *region,
                          struct ak_vm_size *size)
{
    struct ak__node infos = ak__member(size_node, "locationInfo");
    struct ak__node locations = ak__member(size_node, "locations");

    for (struct ak__node info = ak__first_item(&infos); info.json != NULL; info = ak__next(&info)) {
        struct ak__node location = ak__member(&info, "location");
        struct ak__node extended = ak__member(&info, "extendedLocations");
        struct ak__node zones = ak__member(&info, "zones");
        const char *name = ak__raw_text(&location);

        if (name == NULL || ak__item_count(&extended) > 0)
            continue;
        if (region == NULL || is_same_region(name, region)) {
            size->zones = ak__texts(&zones);
            return true;
        }
    }
    return names_region(&locations, region);
}

static void read_restriction(const struct ak__node *item, const char *region,
                             struct ak_vm_size *size)
{
    struct ak__node type_node = ak__member(item, "type");
    struct ak__node reason = ak__member(item, "reasonCode");
    struct ak__node info = ak__member(item, "restrictionInfo");
    struct ak__node locations = ak__member(&info, "locations");
    struct ak__node zones = ak__member(&info, "zones");
    const char *type = ak__raw_text(&type_node);

    if (type == NULL || !names_region(&locations, region))
        return;
    if (ak_text_caseeq(type, "Location"))
        size->restriction = ak__shared_text(&reason);
    else if (ak_text_caseeq(type, "Zone"))
        size->restricted_zones = ak__texts(&zones);
}

static bool read_size(struct ak__page *page, const struct ak__node *item, void *out)
{
    struct ak_vm_size *size = out;
    const char *region = region_of(page->context);
    struct ak__node type_node = ak__member(item, "resourceType");
    struct ak__node name = ak__member(item, "name");
    struct ak__node family = ak__member(item, "family");
    struct ak__node list = ak__member(item, "capabilities");
    struct ak__node restrictions = ak__member(item, "restrictions");
    const char *type = ak__raw_text(&type_node);

    if (type == NULL || !ak_text_caseeq(type, "virtualMachines"))
        return false;
    if (!read_location(item, region, size))
        return false;
    size->name = ak__required_text(&name);
    size->family = ak__shared_text(&family);
    for (struct ak__node at = ak__first_item(&list); at.json != NULL; at = ak__next(&at))
        read_capability(&at, size);
    for (struct ak__node at = ak__first_item(&restrictions); at.json != NULL; at = ak__next(&at))
        read_restriction(&at, region, size);
    return true;
}

void ak__decode_vm_sizes(struct ak__page *page)
{
    ak__read_list(page, "value", read_size);
}
