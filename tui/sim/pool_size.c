/* What a VM size is, and where it is offered, as facts. */
#include "config.h"

#include "pool_change_int.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"
#include "book_int.h"
#include "call_int.h"
#include "data_int.h"
#include "json_int.h"

enum { MB_IN_GB = 1024 };

/* A size with its family, both borrowed from the book; NULL: no such size. */
struct size {
    const cJSON *family;
    const cJSON *capabilities;
    const char *name;
};

static struct size size_find(const cJSON *families, const char *name)
{
    const cJSON *family = NULL;
    cJSON_ArrayForEach(family, families)
    {
        const cJSON *size = NULL;
        cJSON_ArrayForEach(size, ak_sim_json_get(family, "sizes"))
        {
            if (ak_text_caseeq(ak_sim_json_text(size, "name"), name)) {
                return (struct size){family, ak_sim_json_get(size, "capabilities"),
                                     ak_sim_json_text(size, "name")};
            }
        }
    }
    return (struct size){0};
}

/* The region's restriction of the family, of all of it or of some zones; NULL: none. */
static const cJSON *restriction_find(const cJSON *region, const char *family, bool of_zones)
{
    const cJSON *rule = NULL;
    cJSON_ArrayForEach(rule, ak_sim_json_get(region, "restrictions"))
    {
        bool has_zones = ak_sim_json_get(rule, "zones") != NULL;
        if (has_zones == of_zones && ak_text_caseeq(ak_sim_json_text(rule, "family"), family)) {
            return rule;
        }
    }
    return NULL;
}

static bool is_offered(const cJSON *family, const cJSON *region)
{
    const cJSON *regions = ak_sim_json_get(family, "regions");
    return (regions == NULL || ak_sim_json_lists(regions, ak_sim_json_text(region, "name"))) &&
           restriction_find(region, ak_sim_json_text(family, "family"), false) == NULL;
}

/* Lower-case names of what the subscription may use, as the provider's message lists them. */
static void add_region_sizes(cJSON *facts, const cJSON *families, const cJSON *region)
{
    const cJSON *family = NULL;
    cJSON_ArrayForEach(family, families)
    {
        const cJSON *size = NULL;
        cJSON_ArrayForEach(size, ak_sim_json_get(family, "sizes"))
        {
            if (is_offered(family, region)) {
                ak_sim_facts_append(facts, "region.sizes", ak_sim_json_text(size, "name"));
            }
        }
    }
}

static double capability_number(const struct size *size, const char *name)
{
    return strtod(ak_sim_json_text(size->capabilities, name), NULL);
}

static bool capability_is(const struct size *size, const char *name, const char *value)
{
    return ak_text_caseeq(ak_sim_json_text(size->capabilities, name), value);
}

/* Room for an ephemeral OS disk, by the cache first and the temporary disk else: recorded pools got
 * 200 GB on D8ds_v4 (cache 200, disk 300) and 150 on D4d_v4 (cache 100, disk 150). */
static int ephemeral_gb(const struct size *size, const cJSON *defaults)
{
    static const double gib = 1024.0 * 1024 * 1024;
    if (!capability_is(size, "EphemeralOSDiskSupported", "True")) {
        return 0;
    }
    int cache = (int)(capability_number(size, "CachedDiskBytes") / gib);
    int disk = (int)(capability_number(size, "MaxResourceVolumeMB") / MB_IN_GB);
    int least = ak_sim_json_int(defaults, "ephemeralMinGB", 0);
    if (cache >= least || cache >= disk) {
        return cache;
    }
    return disk;
}

static void add_capabilities(cJSON *facts, const struct size *size, const cJSON *defaults)
{
    static const struct {
        const char *fact;
        const char *capability;
    } flags[] = {{"size.hasHostEncryption", "EncryptionAtHostSupported"},
                 {"size.hasUltraSSD", "UltraSSDAvailable"},
                 {"size.hasSpot", "LowPriorityCapable"}};
    const char *confidential = ak_sim_json_text(size->capabilities, "ConfidentialComputingType");
    const char *generations = ak_sim_json_text(size->capabilities, "HyperVGenerations");
    cJSON_AddNumberToObject(facts, "size.vcpus", capability_number(size, "vCPUs"));
    cJSON_AddNumberToObject(facts, "size.memoryGB", capability_number(size, "MemoryGB"));
    cJSON_AddNumberToObject(facts, "size.ephemeralGB", ephemeral_gb(size, defaults));
    ak_sim_json_set_text(facts, "size.architecture",
                         ak_sim_json_text(size->capabilities, "CpuArchitectureType"));
    ak_sim_json_set_text(facts, "size.generations", generations);
    ak_sim_json_set_int(facts, "generation", strstr(generations, "V2") != NULL ? 2 : 1);
    if (*confidential != '\0') {
        ak_sim_json_set_text(facts, "size.confidential", confidential);
    }
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        ak_sim_facts_bool(facts, flags[i].fact, capability_is(size, flags[i].capability, "True"));
    }
    ak_sim_facts_bool(facts, "size.hasTrustedLaunch",
                      !capability_is(size, "TrustedLaunchDisabled", "True"));
    /* The series: "B" of Standard_B4ms; "D" of Standard_D4ds_v5. */
    const char *letter = strchr(size->name, '_');
    char series[2] = {letter != NULL ? letter[1] : '\0', '\0'};
    ak_sim_json_set_text(facts, "size.series", series);
}

/* Zones that the size is offered in, those that the subscription may not use, and what of the
 * wanted ones is wrong. */
static void add_zones(struct ak_sim_pool_change *change, const cJSON *region, const char *family)
{
    const cJSON *few = ak_sim_json_get(ak_sim_json_get(region, "familyZones"), family);
    const cJSON *zones = few != NULL ? few : ak_sim_json_get(region, "zones");
    const cJSON *restricted = ak_sim_json_get(restriction_find(region, family, true), "zones");
    const cJSON *zone = NULL;
    cJSON_ArrayForEach(zone, zones)
    {
        ak_sim_facts_append(change->facts, "size.zones", zone->valuestring);
    }
    cJSON_ArrayForEach(zone, ak_sim_json_get(change->wanted, "availabilityZones"))
    {
        const char *text = cJSON_GetStringValue(zone);
        if (text == NULL || !ak_sim_json_lists(zones, text)) {
            ak_sim_facts_append(change->facts, "zones.unsupported", text != NULL ? text : "?");
        } else if (ak_sim_json_lists(restricted, text)) {
            ak_sim_facts_append(change->facts, "zones.restricted", text);
        }
    }
}

/* The letter that sizes of a kind share: the D of Standard_D2s_v3 and of Standard_DS2_v2. */
static char kind_of(const char *size)
{
    const char *mark = strchr(size, '_');
    int letter = toupper((unsigned char)(mark != NULL ? mark[1] : size[0]));
    return letter >= 'A' && letter <= 'Z' ? (char)letter : '?';
}

/* Of a VirtualMachines pool: how many sizes, of how many kinds. */
static void add_machine_profiles(struct ak_sim_pool_change *change)
{
    const cJSON *manual = ak_sim_pool_machines(change->wanted);
    char kinds['Z' - 'A' + 3] = {0}; /* each of them once, and '?' */
    int count = 0;
    const cJSON *row = NULL;
    cJSON_ArrayForEach(row, manual)
    {
        char kind = kind_of(ak_sim_json_text(row, "size"));
        if (strchr(kinds, kind) == NULL) {
            kinds[count++] = kind;
        }
    }
    ak_sim_json_set_int(change->facts, "machines.profiles", cJSON_GetArraySize(manual));
    ak_sim_json_set_int(change->facts, "machines.kinds", count);
}

/* The size that the facts are about: a VirtualMachines pool's first. */
static const char *size_name(const cJSON *wanted)
{
    const cJSON *first = cJSON_GetArrayItem(ak_sim_pool_machines(wanted), 0);
    return first != NULL ? ak_sim_json_text(first, "size") : ak_sim_json_text(wanted, "vmSize");
}

void ak_sim_facts_size(struct ak_sim_pool_change *change)
{
    const struct ak_sim_book *book = change->sim->book;
    const cJSON *region =
        ak_sim_data_region(book->regions, ak_sim_json_text(change->cluster->body, "location"));
    struct size size = size_find(book->families, size_name(change->wanted));
    bool is_good = size.family != NULL && region != NULL && is_offered(size.family, region);
    ak_sim_facts_bool(change->facts, "size.isOffered", is_good);
    const cJSON *zone = NULL;
    cJSON_ArrayForEach(zone, ak_sim_json_get(region, "zones"))
    {
        ak_sim_facts_append(change->facts, "region.zones", zone->valuestring);
    }
    if (!is_good && region != NULL) {
        add_region_sizes(change->facts, book->families, region);
    }
    if (ak_text_caseeq(ak_sim_json_text(change->wanted, "type"), "VirtualMachines")) {
        add_machine_profiles(change);
    }
    if (size.family != NULL) {
        const char *family = ak_sim_json_text(size.family, "family");
        ak_sim_json_set_text(change->facts, "size.family", family);
        add_capabilities(change->facts, &size, book->defaults);
        add_zones(change, region, family);
    }
}
