/* node_image.c: node image names by their grammar: gallery, definition, version, security patch. */
#include "config.h"

#include "akscope/rules/node_image.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/model/facts.h"

enum { NAME_SIZE = 200, NUMBERS = 3 };

/* A part of the name that is read in place. */
struct part {
    const char *text;
    size_t len;
};

/* How a definition of a distribution begins, and the OS version that this means. */
static const struct prefix {
    const char *gallery;
    const char *text;
    enum ak_distro distro;
    const char *os_version;
} prefixes[] = {
    {"AKSUbuntu", "1604", AK_DISTRO_UBUNTU, "16.04"},
    {"AKSUbuntu", "1804", AK_DISTRO_UBUNTU, "18.04"},
    {"AKSUbuntu", "2004", AK_DISTRO_UBUNTU, "20.04"},
    {"AKSUbuntu", "2204", AK_DISTRO_UBUNTU, "22.04"},
    {"AKSUbuntu", "2404", AK_DISTRO_UBUNTU, "24.04"},
    {"AKSUbuntu", "2604", AK_DISTRO_UBUNTU, "26.04"},
    {"AKSAzureLinux", "OSGuardV3", AK_DISTRO_AZURE_LINUX_OS_GUARD, "3"},
    {"AKSAzureLinux", "V2", AK_DISTRO_AZURE_LINUX, "2"},
    {"AKSAzureLinux", "V3", AK_DISTRO_AZURE_LINUX, "3"},
    {"AKSAzureLinux", "acl", AK_DISTRO_AZURE_CONTAINER_LINUX, ""},
    {"AKSCBLMariner", "V1", AK_DISTRO_MARINER, "1"},
    {"AKSCBLMariner", "V2", AK_DISTRO_MARINER, "2"},
    {"AKSFlatcar", "flatcar", AK_DISTRO_FLATCAR, ""},
    {"AKSAzureContainerLinux", "", AK_DISTRO_AZURE_CONTAINER_LINUX, ""},
};

enum flag {
    FLAG_GEN2,
    FLAG_ARM64,
    FLAG_FIPS,
    FLAG_TRUSTED_LAUNCH,
    FLAG_CVM,
    FLAG_KATA,
    FLAG_GPU,
    FLAG_GRACE_BLACKWELL,
    FLAG_MINIMAL,
    FLAG_CONTAINERD,
};

/* Tokens of Linux definitions, in any order; the longest first where one begins another. */
static const struct {
    const char *text;
    enum flag flag;
} tokens[] = {
    {"containerd", FLAG_CONTAINERD},
    {"minimal", FLAG_MINIMAL},
    {"gb200", FLAG_GRACE_BLACKWELL},
    {"arm64", FLAG_ARM64},
    {"gen2", FLAG_GEN2},
    {"fips", FLAG_FIPS},
    {"kata", FLAG_KATA},
    {"cvm", FLAG_CVM},
    {"gpu", FLAG_GPU},
    {"gb", FLAG_GRACE_BLACKWELL},
    {"TL", FLAG_TRUSTED_LAUNCH},
};

/* Windows releases and the build that each has. */
static const struct {
    const char *release;
    int build;
} windows_releases[] = {{"2019", 17763}, {"2022", 20348}, {"23H2", 25398}, {"2025", 26100}};

static void copy_part(char out[AK_IMAGE_PART_SIZE], struct part part)
{
    ak_text_sanitise(part.text, part.len, out, AK_IMAGE_PART_SIZE);
}

static bool part_equals(struct part part, const char *text)
{
    return part.len == strlen(text) && ak_text_has_prefix(part.text, text, true);
}

/* Three numbers between dots: what every version is. */
static bool read_numbers(struct part part, int numbers[NUMBERS], int digits[NUMBERS])
{
    size_t at = 0;

    for (int i = 0; i < NUMBERS; i++) {
        numbers[i] = 0;
        digits[i] = 0;
        while (at < part.len && part.text[at] >= '0' && part.text[at] <= '9' && digits[i] < 9) {
            numbers[i] = numbers[i] * 10 + (part.text[at++] - '0');
            digits[i]++;
        }
        if (digits[i] == 0)
            return false;
        if (i < NUMBERS - 1 && (at >= part.len || part.text[at++] != '.'))
            return false;
    }
    return at == part.len;
}

static void set_date(struct ak_node_image *image, int year, int month, int day)
{
    if (ak_date_is_valid(year, month, day))
        image->date =
            (struct ak_date){.year = (int16_t)year, .month = (int8_t)month, .day = (int8_t)day};
}

/* YYYY.MM.DD, YYYYMM.DD.N */
static bool read_linux_version(struct ak_node_image *image, const int numbers[NUMBERS],
                               const int digits[NUMBERS])
{
    if (digits[0] == 4) {
        set_date(image, numbers[0], numbers[1], numbers[2]);
    } else if (digits[0] == 6) {
        set_date(image, numbers[0] / 100, numbers[0] % 100, numbers[1]);
        image->rebuild = numbers[2];
    } else {
        return false;
    }
    return true;
}

/* build.revision.YYMMDD, once with a year of four digits */
static bool read_windows_version(struct ak_node_image *image, const int numbers[NUMBERS],
                                 const int digits[NUMBERS])
{
    int year = digits[2] == 8 ? numbers[2] / 10000 : 2000 + numbers[2] / 10000;

    image->windows_build = numbers[0];
    image->windows_revision = numbers[1];
    if (digits[2] != 6 && digits[2] != 8)
        return false;
    set_date(image, year, numbers[2] / 100 % 100, numbers[2] % 100);
    return true;
}

static void set_flag(struct ak_node_image *image, enum flag flag, bool *has_containerd)
{
    switch (flag) {
    case FLAG_GEN2:
        image->generation = 2;
        break;
    case FLAG_ARM64:
        image->is_arm64 = true;
        break;
    case FLAG_FIPS:
        image->is_fips = true;
        break;
    case FLAG_TRUSTED_LAUNCH:
        image->is_trusted_launch = true;
        break;
    case FLAG_CVM:
        /* CVM sizes accept only generation 2, also where the name leaves gen2 out. */
        image->is_confidential = true;
        image->generation = 2;
        break;
    case FLAG_KATA:
        image->is_kata = true;
        break;
    case FLAG_GPU:
    case FLAG_GRACE_BLACKWELL:
        image->is_gpu = true;
        break;
    case FLAG_MINIMAL:
        image->is_minimal = true;
        break;
    case FLAG_CONTAINERD:
        *has_containerd = true;
        break;
    }
}

/* Bytes of the token that `text` begins with; 0 when there is none. */
static size_t match_token(const char *text, size_t len, enum flag *flag)
{
    for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
        size_t size = strlen(tokens[i].text);

        if (size <= len && ak_text_has_prefix(text, tokens[i].text, true)) {
            *flag = tokens[i].flag;
            return size;
        }
    }
    return 0;
}

static bool read_tokens(struct ak_node_image *image, struct part rest)
{
    bool has_containerd = false;

    image->generation = 1;
    while (rest.len > 0) {
        enum flag flag;
        size_t size = match_token(rest.text, rest.len, &flag);

        if (size == 0)
            return false;
        set_flag(image, flag, &has_containerd);
        rest.text += size;
        rest.len -= size;
    }
    image->is_docker = !has_containerd && (strcmp(image->os_version, "16.04") == 0 ||
                                           strcmp(image->os_version, "18.04") == 0);
    return true;
}

/* "…EdgeZone" galleries hold the same definitions. */
static struct part plain_gallery(struct ak_node_image *image, struct part gallery)
{
    static const char suffix[] = "EdgeZone";
    size_t size = sizeof suffix - 1;

    if (gallery.len > size && ak_text_has_prefix(gallery.text + gallery.len - size, suffix, true)) {
        image->is_edge_zone = true;
        gallery.len -= size;
    }
    return gallery;
}

static const struct prefix *find_prefix(struct part gallery, struct part definition)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t len = strlen(prefixes[i].text);

        if (part_equals(gallery, prefixes[i].gallery) && len <= definition.len &&
            ak_text_has_prefix(definition.text, prefixes[i].text, true))
            return &prefixes[i];
    }
    return NULL;
}

static bool read_linux(struct ak_node_image *image, struct part gallery, struct part definition)
{
    const struct prefix *prefix = find_prefix(plain_gallery(image, gallery), definition);

    if (prefix == NULL)
        return false;
    image->distro = prefix->distro;
    snprintf(image->os_version, sizeof image->os_version, "%s", prefix->os_version);
    if (definition.len == 0)
        return true; /* the article's spelling of Azure Container Linux tells no more */
    definition.text += strlen(prefix->text);
    definition.len -= strlen(prefix->text);
    return read_tokens(image, definition);
}

static bool read_windows_word(struct ak_node_image *image, struct part word, bool *has_containerd)
{
    for (size_t i = 0; i < sizeof windows_releases / sizeof windows_releases[0]; i++) {
        if (part_equals(word, windows_releases[i].release)) {
            snprintf(image->os_version, sizeof image->os_version, "%s",
                     windows_releases[i].release);
            image->windows_build_mismatch = image->windows_build != windows_releases[i].build;
            return true;
        }
    }
    if (part_equals(word, "gen2"))
        image->generation = 2;
    else if (part_equals(word, "tl"))
        image->is_trusted_launch = true;
    else if (part_equals(word, "containerd"))
        *has_containerd = true;
    else
        return part_equals(word, "windows");
    return true;
}

static bool read_windows(struct ak_node_image *image, struct part definition)
{
    bool has_containerd = false;
    bool is_known = true;

    image->distro = AK_DISTRO_WINDOWS;
    image->generation = 1;
    while (definition.len > 0) {
        const char *hyphen = memchr(definition.text, '-', definition.len);
        size_t len = hyphen != NULL ? (size_t)(hyphen - definition.text) : definition.len;
        size_t step = hyphen != NULL ? len + 1 : len;

        is_known = read_windows_word(image, (struct part){definition.text, len}, &has_containerd) &&
                   is_known;
        definition.text += step;
        definition.len -= step;
    }
    image->is_docker = !has_containerd && strcmp(image->os_version, "2019") == 0;
    return is_known && image->os_version[0] != '\0';
}

/* Takes the last hyphen-separated part off *rest. */
static struct part take_last(struct part *rest)
{
    size_t at = rest->len;
    struct part last;

    while (at > 0 && rest->text[at - 1] != '-')
        at--;
    last = (struct part){rest->text + at, rest->len - at};
    rest->len = at > 0 ? at - 1 : 0;
    return last;
}

/* The version, and the security patch that a node label may carry behind it. */
static struct part take_version(struct ak_node_image *image, struct part *rest)
{
    struct part last = take_last(rest);
    struct part shorter = *rest;
    struct part before = take_last(&shorter);
    int numbers[NUMBERS], digits[NUMBERS];

    if (!read_numbers(before, numbers, digits) || !read_numbers(last, numbers, digits))
        return last;
    copy_part(image->security_patch, last);
    *rest = shorter;
    return before;
}

static bool has_cvm(struct part definition)
{
    for (size_t i = 0; i + 3 <= definition.len; i++) {
        if (ak_text_has_prefix(definition.text + i, "cvm", true))
            return true;
    }
    return false;
}

struct ak_node_image ak_node_image_parse(const char *name)
{
    struct ak_node_image image = {.distro = AK_DISTRO_UNKNOWN};
    struct part rest, gallery, version;
    const char *hyphen;
    int numbers[NUMBERS], digits[NUMBERS];
    bool is_versioned;

    if (name == NULL || (hyphen = strchr(name, '-')) == NULL || strlen(name) >= NAME_SIZE)
        return image;
    gallery = (struct part){name, (size_t)(hyphen - name)};
    rest = (struct part){hyphen + 1, strlen(hyphen + 1)};
    version = take_version(&image, &rest);
    copy_part(image.gallery, gallery);
    copy_part(image.definition, rest);
    copy_part(image.version, version);
    is_versioned = read_numbers(version, numbers, digits);
    if (part_equals(gallery, "AKSWindows")) {
        is_versioned = is_versioned && read_windows_version(&image, numbers, digits);
        image.is_known = read_windows(&image, rest) && is_versioned;
    } else {
        is_versioned = is_versioned && read_linux_version(&image, numbers, digits);
        image.is_known = read_linux(&image, gallery, rest) && is_versioned;
    }
    /* Also in a definition that has tokens which nobody knows yet. */
    if (!image.is_confidential && image.distro != AK_DISTRO_UNKNOWN && has_cvm(rest)) {
        image.is_confidential = true;
        image.generation = 2;
    }
    return image;
}

static int compare_ints(int a, int b)
{
    return (a > b) - (a < b);
}

int ak_node_image_compare(const struct ak_node_image *a, const struct ak_node_image *b)
{
    int order;

    if (!ak_date_is_set(a->date) || !ak_date_is_set(b->date))
        return ak_date_is_set(a->date) - ak_date_is_set(b->date);
    order = ak_date_compare(a->date, b->date);
    if (order == 0)
        order = compare_ints(a->windows_build, b->windows_build);
    if (order == 0)
        order = compare_ints(a->windows_revision, b->windows_revision);
    return order != 0 ? order : compare_ints(a->rebuild, b->rebuild);
}

const struct ak_os_release *ak_node_image_os(const struct ak_node_image *image, const char *name,
                                             const struct ak_facts *facts)
{
    const struct ak_os_release *found = NULL;
    size_t longest = 0;

    if (image->distro == AK_DISTRO_UNKNOWN || name == NULL)
        return NULL;
    for (size_t i = 0; i < facts->os_release_count; i++) {
        const struct ak_os_release *release = &facts->os_releases[i];

        for (size_t j = 0; j < release->image_prefixes.count; j++) {
            size_t len = strlen(release->image_prefixes.items[j]);

            if (len > longest && ak_text_has_prefix(name, release->image_prefixes.items[j], true)) {
                found = release;
                longest = len;
            }
        }
    }
    return found;
}

const char *ak_distro_name(enum ak_distro distro)
{
    static const char *const names[] = {
        [AK_DISTRO_UNKNOWN] = "unknown",
        [AK_DISTRO_UBUNTU] = "Ubuntu",
        [AK_DISTRO_AZURE_LINUX] = "Azure Linux",
        [AK_DISTRO_AZURE_LINUX_OS_GUARD] = "Azure Linux with OS Guard",
        [AK_DISTRO_AZURE_CONTAINER_LINUX] = "Azure Container Linux",
        [AK_DISTRO_MARINER] = "CBL-Mariner",
        [AK_DISTRO_FLATCAR] = "Flatcar Container Linux",
        [AK_DISTRO_WINDOWS] = "Windows Server",
    };

    return names[distro];
}
