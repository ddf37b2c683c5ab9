#include "config.h"

#include "tests/conform/expected.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "support/last_bodies.h"
#include "tests/conform/row.h"

enum { SOON_DAYS = 120, DAY_S = 86400 };

/* How people call what the facts call so. */
static const struct os_name {
    const char *id;
    const char *name;
    bool is_gone; /* removed at a date that nobody wrote down */
} os_names[] = {
    {"ubuntu-16.04", "Ubuntu 16.04", true},
    {"ubuntu-18.04", "Ubuntu 18.04", false},
    {"ubuntu-20.04", "Ubuntu 20.04", false},
    {"ubuntu-22.04", "Ubuntu 22.04", false},
    {"ubuntu-24.04", "Ubuntu 24.04", false},
    {"azurelinux-2.0", "Azure Linux 2.0", false},
    {"mariner-1.0", "CBL-Mariner 1.0", true},
    {"azurelinux-3.0", "Azure Linux 3.0", false},
    {"azurelinux-osguard-preview", "Azure Linux OS Guard", false},
    {"flatcar-preview", "Flatcar", false},
    {"windows-2019", "Windows 2019", false},
    {"windows-2022", "Windows 2022", false},
    {"windows-2025", "Windows 2025", false},
};

static cJSON *facts;

void expected_open(void)
{
    char path[1024];

    (void)snprintf(path, sizeof path, "%s/facts/lifecycle.json", getenv("AKSCOPE_SHARED"));
    facts = json_file(path);
}

void expected_close(void)
{
    cJSON_Delete(facts);
    facts = NULL;
}

static const char *text(const cJSON *json, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, name));
}

/* ---- operating systems ---- */

static size_t matching_prefix(const cJSON *release, const char *image)
{
    const cJSON *prefix = NULL;
    size_t longest = 0;

    cJSON_ArrayForEach(prefix, cJSON_GetObjectItemCaseSensitive(release, "image_prefixes"))
    {
        size_t len = strlen(prefix->valuestring);

        if (strncmp(image, prefix->valuestring, len) == 0 && len > longest)
            longest = len;
    }
    return longest;
}

static const struct os_name *find_name(const char *id, const char *name)
{
    for (size_t i = 0; i < sizeof os_names / sizeof os_names[0]; i++) {
        if ((id != NULL && strcmp(os_names[i].id, id) == 0) ||
            (name != NULL && strcmp(os_names[i].name, name) == 0))
            return &os_names[i];
    }
    return NULL;
}

const char *expected_os(const char *image)
{
    const cJSON *release = NULL;
    const cJSON *best = NULL;

    if (image == NULL)
        return NULL;
    cJSON_ArrayForEach(release, cJSON_GetObjectItemCaseSensitive(facts, "os_retirements"))
    {
        if (matching_prefix(release, image) > (best != NULL ? matching_prefix(best, image) : 0))
            best = release;
    }
    if (best == NULL || find_name(text(best, "os"), NULL) == NULL)
        fail_msg("this test doesn't know the image %s", image);
    return find_name(text(best, "os"), NULL)->name;
}

/* ---- machines ---- */

struct expected_machines expected_machines_of(const cJSON *pool)
{
    const cJSON *count = json_at(pool, "properties.count");
    const cJSON *groups = json_at(pool, "properties.virtualMachineNodesStatus");
    const cJSON *group = NULL;
    struct expected_machines machines = {.size = json_text_at(pool, "properties.vmSize")};
    bool is_first = true;

    machines.has_count = cJSON_IsNumber(count);
    machines.count = machines.has_count ? count->valuedouble : 0;
    if (machines.has_count || machines.size != NULL)
        return machines;
    if (cJSON_GetArraySize(groups) == 0)
        groups = json_at(pool, "properties.virtualMachinesProfile.scale.manual");
    cJSON_ArrayForEach(group, groups)
    {
        const char *size = json_text_at(group, "size");

        machines.has_count = true;
        machines.count += json_at(group, "count")->valuedouble;
        if (is_first)
            machines.size = size;
        else if (machines.size != NULL && strcasecmp(machines.size, size) != 0)
            machines.size = NULL;
        is_first = false;
    }
    return machines;
}

/* ---- dates ---- */

static time_t seconds_of(const char *date)
{
    struct tm day = {0};

    if (sscanf(date, "%d-%d-%d", &day.tm_year, &day.tm_mon, &day.tm_mday) != 3)
        fail_msg("%s is no date", date);
    day.tm_year -= 1900;
    day.tm_mon -= 1;
    return timegm(&day);
}

int expected_days_to(const char *date)
{
    return (int)((seconds_of(date) - seconds_of(EXPECTED_TODAY)) / DAY_S);
}

bool expected_image_date(const char *image, char date[EXPECTED_DATE_SIZE])
{
    const char *version = image != NULL ? strrchr(image, '-') : NULL;
    const char *last = version != NULL ? strrchr(version, '.') : NULL;
    int year, month, day;

    if (last == NULL)
        return false;
    if (strlen(last + 1) == strlen("YYMMDD")) {
        if (sscanf(last + 1, "%2d%2d%2d", &year, &month, &day) != 3)
            return false;
        year += 2000;
    } else if (strcspn(version + 1, ".") == strlen("YYYYMM")) {
        if (sscanf(version + 1, "%4d%2d.%2d", &year, &month, &day) != 3)
            return false;
    } else if (sscanf(version + 1, "%4d.%2d.%2d", &year, &month, &day) != 3) {
        return false;
    }
    (void)snprintf(date, EXPECTED_DATE_SIZE, "%04d-%02d-%02d", year % 10000, month % 100,
                   day % 100);
    return true;
}

/* ---- ends ---- */

/* Days and severity from the two dates. */
static void judge(struct expected_end *end)
{
    bool is_removed = end->images_removed != NULL && expected_days_to(end->images_removed) < 0;
    bool is_ended = end->end_of_support != NULL && expected_days_to(end->end_of_support) < 0;

    if (end->end_of_support == NULL)
        return;
    end->days = expected_days_to(is_ended && end->images_removed != NULL ? end->images_removed
                                                                         : end->end_of_support);
    end->severity = is_removed               ? EXPECTED_REMOVED
                    : is_ended               ? EXPECTED_ENDED
                    : end->days <= SOON_DAYS ? EXPECTED_SOON
                                             : EXPECTED_LATER;
}

struct expected_end expected_os_end(const char *os)
{
    const struct os_name *name = os != NULL ? find_name(NULL, os) : NULL;
    struct expected_end end = {.severity = EXPECTED_NONE};
    const cJSON *release = NULL;

    if (name == NULL)
        return end;
    (void)snprintf(end.what, sizeof end.what, "%s", os);
    if (name->is_gone)
        end.severity = EXPECTED_REMOVED;
    cJSON_ArrayForEach(release, cJSON_GetObjectItemCaseSensitive(facts, "os_retirements"))
    {
        if (strcmp(text(release, "os"), name->id) == 0) {
            end.end_of_support = text(release, "end_of_support");
            end.images_removed = text(release, "images_removed");
        }
    }
    judge(&end);
    return end;
}

struct expected_end expected_kubernetes_end(const char *version, bool is_long_term)
{
    const cJSON *calendar = cJSON_GetObjectItemCaseSensitive(facts, "kubernetes_calendar");
    struct expected_end end = {.severity = EXPECTED_NONE};
    const cJSON *minor = NULL;

    if (version == NULL)
        return end;
    cJSON_ArrayForEach(minor, cJSON_GetObjectItemCaseSensitive(calendar, "versions"))
    {
        size_t len = strlen(text(minor, "version"));

        if (strncmp(version, text(minor, "version"), len) != 0 ||
            (version[len] != '.' && version[len] != '\0'))
            continue;
        end.end_of_support = text(minor, is_long_term ? "lts_end_of_life" : "end_of_life");
        (void)snprintf(end.what, sizeof end.what, "Kubernetes %s", text(minor, "version"));
    }
    judge(&end);
    return end;
}

bool expected_is_worse(const struct expected_end *end, const struct expected_end *than)
{
    if (end->severity != than->severity)
        return end->severity > than->severity;
    return end->end_of_support != NULL && (than->end_of_support == NULL || end->days < than->days);
}

const char *expected_severity_name(enum expected_severity severity)
{
    static const char *const names[] = {"none", "later", "soon", "ended", "removed"};

    return names[severity];
}
