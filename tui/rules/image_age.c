/* image_age.c: the age of node images. */
#include "config.h"

#include "akscope/rules/image_age.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"

/* A release as two numbers that sort: 20250702 and the rebuild, 0 for Windows. */
struct release {
    long day, rebuild;
};

static struct release release_of(const struct ak_node_image *image)
{
    struct ak_date date = image->date;

    return (struct release){date.year * 10000L + date.month * 100L + date.day, image->rebuild};
}

/* "202507.02.0", or "250714" for Windows. */
static struct release read_release(const char *version)
{
    struct release release = {0};
    char *end = NULL;
    long month = strtol(version, &end, 10);

    if (*end != '.') {
        release.day = 20000000L + month;
        return release;
    }
    release.day = month * 100 + strtol(end + 1, &end, 10);
    if (*end == '.')
        release.rebuild = strtol(end + 1, NULL, 10);
    return release;
}

static int compare(struct release a, struct release b)
{
    if (a.day != b.day)
        return a.day < b.day ? -1 : 1;
    return (a.rebuild > b.rebuild) - (a.rebuild < b.rebuild);
}

static const struct ak_image_releases *find_releases(const struct ak_node_image *image,
                                                     const struct ak_facts *facts)
{
    const char *os_type = image->distro == AK_DISTRO_WINDOWS ? "Windows" : "Linux";

    for (size_t i = 0; i < facts->image_release_count; i++) {
        if (ak_text_caseeq(facts->image_releases[i].os_type, os_type))
            return &facts->image_releases[i];
    }
    return NULL;
}

/* Releases after `from` up to `to`. */
static void count_releases(struct ak_image_age *age, const struct ak_image_releases *list,
                           struct release from, struct release to)
{
    struct release last = {0};

    if (list == NULL || list->versions.count == 0 ||
        compare(from, read_release(list->versions.items[0])) < 0)
        return;
    for (size_t i = 0; i < list->versions.count; i++) {
        last = read_release(list->versions.items[i]);
        age->releases_behind.value += compare(last, from) > 0 && compare(last, to) <= 0;
    }
    age->releases_behind.is_set = true;
    if (!age->has_newest || compare(to, last) <= 0)
        return;
    age->is_at_least = true;
    /* The newest itself is one that the list does not have. */
    age->releases_behind.value += compare(to, from) > 0;
}

enum ak_image_age_grade ak_image_age_grade(int32_t days, const struct ak_image_policy *policy)
{
    if (days >= policy->too_old_days)
        return AK_IMAGE_TOO_OLD;
    return days >= policy->old_days ? AK_IMAGE_OLD : AK_IMAGE_FRESH;
}

struct ak_image_age ak_image_age_measure(const struct ak_node_image *image, const char *newest,
                                         const struct ak_facts *facts, struct ak_date today)
{
    struct ak_node_image latest = ak_node_image_parse(newest);
    struct ak_image_age age = {.grade = AK_IMAGE_AGE_UNKNOWN};
    struct release to = {.day = today.year * 10000L + today.month * 100L + today.day,
                         .rebuild = INT32_MAX};

    if (!ak_date_is_set(image->date))
        return age;
    age.days = ak_date_between(image->date, today);
    age.has_newest = ak_date_is_set(latest.date) && latest.distro == image->distro;
    if (age.has_newest) {
        to = release_of(&latest);
        age.days_behind = ak_date_between(image->date, latest.date);
        age.is_newest = compare(release_of(image), to) >= 0;
    }
    count_releases(&age, find_releases(image, facts), release_of(image), to);
    age.grade = age.is_newest ? AK_IMAGE_FRESH : ak_image_age_grade(age.days, &facts->image_policy);
    return age;
}

const char *ak_image_age_words(const struct ak_image_age *age, char *out, size_t size)
{
    int64_t behind = age->releases_behind.value;

    if (age->grade == AK_IMAGE_AGE_UNKNOWN)
        snprintf(out, size, "%s", "");
    else if (age->is_newest)
        snprintf(out, size, "%d d old, the newest", age->days);
    else if (age->releases_behind.is_set && behind > 0)
        snprintf(out, size, "%d d old, %s%" PRId64 " %s behind", age->days,
                 age->is_at_least || !age->has_newest ? "at least " : "", behind,
                 behind == 1 ? "release" : "releases");
    else if (age->has_newest)
        snprintf(out, size, "%d d old, %d d behind the newest", age->days, age->days_behind);
    else
        snprintf(out, size, "%d d old", age->days);
    return out;
}

const char *ak_image_age_grade_name(enum ak_image_age_grade grade)
{
    static const char *const names[] = {
        [AK_IMAGE_AGE_UNKNOWN] = "unknown",
        [AK_IMAGE_FRESH] = "fresh",
        [AK_IMAGE_OLD] = "old",
        [AK_IMAGE_TOO_OLD] = "too-old",
    };

    return names[grade];
}
