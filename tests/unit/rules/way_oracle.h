/* way_oracle.h: ways out found by brute force, with rules of its own, to compare with. What a pool
 * with an OS SKU at a Kubernetes minor runs comes from the facts; which properties go together, and
 * which moves there are, is written here a second time. */
#ifndef AKSCOPE_TESTS_UNIT_RULES_WAY_ORACLE_H
#define AKSCOPE_TESTS_UNIT_RULES_WAY_ORACLE_H

#include "akscope/rules/way_out.h"

enum { ORACLE_MINORS = 16, ORACLE_SKUS = 16, ORACLE_DEEPEST = 30 };

/* A pool on its cluster. */
struct oracle_pool {
    const char *os_sku;
    ak_minor minor, control_plane;
    bool is_cvm, is_fips, is_arm64, is_kata, is_trusted, is_windows, is_lts;
    bool is_by_channel;     /* an upgrade channel upgrades the whole cluster */
    const ak_minor *offers; /* of the control plane's profile; NULL: not read */
    size_t offer_count;
    struct ak_date today;
};

/* How good the end of a way is. */
enum oracle_grade { ORACLE_BAD, ORACLE_SOON, ORACLE_GOOD };

/* What is asked: to leave the OS, or Kubernetes, or both. */
struct oracle_aim {
    bool os, kubernetes;
    bool is_certain; /* an OS that can't be told is no end */
};

struct oracle_state {
    int control_plane, pool, sku; /* indices */
};

struct oracle {
    const struct ak_facts *facts;
    const struct oracle_pool *given;
    struct oracle_aim aim;
    bool keeps_distribution;
    ak_minor minors[ORACLE_MINORS]; /* from the pool's on */
    int minor_count;
    const struct ak_os_sku *skus[ORACLE_SKUS];
    int sku_count;
    struct oracle_state start;
    const struct ak_os_release *os;                                  /* of the start */
    signed char depth_of[ORACLE_MINORS][ORACLE_MINORS][ORACLE_SKUS]; /* least so far */
};

/* May the control plane go from one minor to the other, and how far behind may pools be then? */
bool oracle_leads_plane(const struct oracle *oracle, int from, int to);
int oracle_skew(ak_minor control_plane);
/* The fewest upgrades of the control plane to a minor that is good for long, else for a while; -1:
 * there is none. */
int oracle_plane_distance(const struct oracle *oracle);

/* A VM size by what it is. */
struct oracle_size {
    const char *head, *features; /* "DC", "as" */
    int vcpus, gib, gpus, disk_gb, generation;
    enum oracle_kind { ORACLE_X64, ORACLE_ARM64, ORACLE_SNP, ORACLE_TDX } kind;
    bool retires, is_restricted, has_network; /* accelerated networking */
};

enum { ORACLE_SIZES = 24 };

/* Which of the sizes follows the one at `old` in a User pool: of those that can do what it can the
 * smallest, the most alike, the newest; -1: none. */
int oracle_next_size(const struct oracle_size sizes[ORACLE_SIZES], int old);
/* "Standard_DC4as_v5" */
const char *oracle_size_name(const struct oracle_size *size, char out[40]);

void oracle_make(struct oracle *oracle, const struct oracle_pool *given,
                 const struct ak_facts *facts);
/* What a pool with the properties given may be: image there, nothing excluded. */
bool oracle_is_fit(const struct oracle *oracle, int minor, int sku);
enum oracle_grade oracle_grade(const struct oracle *oracle, struct oracle_state state);
/* True when one move in place leads from a to b. */
bool oracle_leads(const struct oracle *oracle, struct oracle_state from, struct oracle_state to);
/* The fewest moves in place to a state of the grade or better; -1: none within ORACLE_DEEPEST. */
int oracle_search(struct oracle *oracle, enum oracle_grade grade);

#endif
