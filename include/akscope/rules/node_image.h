/* node_image.h: reading a node image name (`nodeImageVersion` of an agent pool).
 *
 * Source: the AKS node image galleries; grammar collected in facts/node-image-grammar.md. A name
 * that no rule knows is kept as it is and marked unknown: custom images may have any text. Pure;
 * any thread. */
#ifndef AKSCOPE_RULES_NODE_IMAGE_H
#define AKSCOPE_RULES_NODE_IMAGE_H

#include "akscope/base/attributes.h"
#include "akscope/base/date.h"
#include "akscope/model/value.h"

enum ak_distro {
    AK_DISTRO_UNKNOWN,
    AK_DISTRO_UBUNTU,
    AK_DISTRO_AZURE_LINUX,
    AK_DISTRO_AZURE_LINUX_OS_GUARD,
    AK_DISTRO_AZURE_CONTAINER_LINUX,
    AK_DISTRO_MARINER,
    AK_DISTRO_FLATCAR,
    AK_DISTRO_WINDOWS,
};

enum { AK_IMAGE_PART_SIZE = 64 };

struct ak_node_image {
    enum ak_distro distro;
    bool is_known;                           /* every token of the definition was understood */
    char gallery[AK_IMAGE_PART_SIZE];        /* "AKSUbuntu", as spelled; "" when there is none */
    char definition[AK_IMAGE_PART_SIZE];     /* "2204gen2containerd", as spelled */
    char version[AK_IMAGE_PART_SIZE];        /* "202507.02.0" */
    char security_patch[AK_IMAGE_PART_SIZE]; /* "2024.12.01" of a node label, or "" */
    char os_version[16];                     /* "20.04", "3", "2022", "23H2"; "" when it has none */
    int generation;                          /* 1 or 2; 0 unknown */
    bool is_arm64;
    bool is_fips;
    bool is_trusted_launch;
    bool is_confidential; /* the definition says CVM, in any case; then generation is 2 */
    bool is_kata;
    bool is_gpu;
    bool is_minimal;
    bool is_edge_zone;
    bool is_docker;              /* the retired moby runtime */
    struct ak_date date;         /* release date; unset when the version has none that is valid */
    int rebuild;                 /* N of YYYYMM.DD.N; 0 otherwise */
    int windows_build;           /* 20348; 0 for Linux */
    int windows_revision;        /* update revision; 0 for Linux */
    bool windows_build_mismatch; /* the build is not the release's (2022 has 20348, …) */
};

/* Reads `name` (NULL or "" give an unknown image). Never fails: what can't be read stays unknown.
 */
struct ak_node_image ak_node_image_parse(const char *name);

/* Orders two images of the same definition by date, then rebuild (Windows: date, build, revision):
 * -1, 0, 1. An image without a date sorts first. */
AK_NONNULL int ak_node_image_compare(const struct ak_node_image *a, const struct ak_node_image *b);

/* The OS release that the image runs, by the facts' image prefixes; NULL when the image is unknown.
 * `name` is what `image` was read from, or NULL. Borrowed from `facts`. */
struct ak_facts;
struct ak_os_release;
AK_NONNULL_ARGS(1, 3)
const struct ak_os_release *ak_node_image_os(const struct ak_node_image *image, const char *name,
                                             const struct ak_facts *facts);

const char *ak_distro_name(enum ak_distro distro);

#endif
