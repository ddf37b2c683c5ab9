/* options_int.h: the command line of akscope-sim, as values. */
#ifndef AKSCOPE_SIM_OPTIONS_INT_H
#define AKSCOPE_SIM_OPTIONS_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/base/vec.h"

/* Texts are borrowed from argv. */
struct ak_sim_options {
    int64_t port;          /* 0: any free one */
    const char *port_file; /* NULL: none */
    int64_t clusters;      /* 0: no generated fleet */
    int64_t pools;
    int64_t seed;
    struct ak_vec import; /* of const char *: folders */
    struct ak_vec roles;  /* of const char *: what the caller has (rights_int.h); empty: all */
    const char *record;   /* NULL: nothing is recorded */
    double time_scale;    /* long-running operations take 1/time_scale of their usual time */
    int64_t now;          /* seconds since the epoch at start */
    int64_t page_size;
    int64_t reads;              /* a subscription's bucket of reads */
    struct ak_vec fault_specs;  /* of const char *: what faults is made from */
    struct ak_vec faults;       /* of struct ak_sim_fault, owned */
    const char *tls;            /* folder with certificates; NULL: plain HTTP */
    const char *state;          /* file that the changed world is kept in; NULL: none */
    const char *replay;         /* cassette that is served in order; NULL: none */
    int64_t retry_after;        /* seconds, in answers of operations; -1: no header, as recorded */
    const char *client_secret;  /* the only one that is taken; NULL: any */
    const char *certificate;    /* PEM file of the application's; NULL: it has none */
    const char *arc;            /* folder for the keys of Azure Arc's agent; NULL: there is none */
    struct ak_vec unregistered; /* of const char *: namespaces of resource providers */
    int64_t device_seconds;     /* until a person has entered a device code */
    int64_t device_interval;    /* seconds between polls of it; 0: five */
    bool is_ipv6;               /* on ::1 instead of 127.0.0.1 */
    bool is_throttled;          /* by the provider's own buckets */
    bool is_contoso;            /* the demonstration fleet was asked for */
    bool is_quiet;
    bool is_help;
    bool is_version;
};

/* AK_ERR_USAGE with one sentence on bad input. Release in any case. */
AK_NONNULL_ARGS(2, 3, 4)
AK_MUST_USE int ak_sim_options_parse(int argc, char **argv, struct ak_sim_options *options,
                                     struct ak_err *err);
AK_NONNULL void ak_sim_options_release(struct ak_sim_options *options);

/* The text of --help; static. */
const char *ak_sim_options_help(void);

#endif
