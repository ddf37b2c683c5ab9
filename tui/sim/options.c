#include "config.h"

#include "options_int.h"

#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/clock.h"
#include "akscope/base/date.h"
#include "akscope/base/text.h"
#include "fault_int.h"

static const char help[] =
    "Usage: akscope-sim [OPTION]...\n"
    "A local Azure Resource Manager with AKS fleets, on this machine only (127.0.0.1).\n"
    "\n"
    "  --port N            listen on port N (default 0: any free port)\n"
    "  --ipv6              on ::1 instead, where there is nothing but IPv6\n"
    "  --port-file FILE    write the port to FILE when ready\n"
    "  --tls DIR           serve https; certificates are kept in DIR, the CA in DIR/ca.pem\n"
    "  --fleet contoso     the demonstration fleet (the default)\n"
    "  --clusters N        a generated fleet of N clusters, on its own or beside --fleet\n"
    "  --pools M           node pools of each generated cluster (default 3)\n"
    "  --seed S            seed of the generated fleet, of ids and of faults (default 1)\n"
    "  --import DIR        clusters out of recorded traffic; may be given more than once\n"
    "  --now DATE          the date it is (default: AKSCOPE_NOW, else the clock)\n"
    "  --page-size N       clusters on a page of a list (default 100)\n"
    "  --reads N           reads that a subscription has before it is throttled (default 16500)\n"
    "  --time-scale X      operations take 1/X of their usual time (default 20); at 1 a new pool\n"
    "                      takes 5 minutes, its deletion 3, an image 4 a node, a feature 10\n"
    "  --unregistered NAMESPACE  a resource provider that no subscription has registered; may be\n"
    "                      given more than once\n"
    "  --retry-after N     answers of operations ask to wait N seconds (default: they don't)\n"
    "  --throttle          the provider's limits too: 20 changes of a pool, then one a minute\n"
    "  --state FILE        keep what was changed in FILE, and go on from there\n"
    "  --replay FILE       serve one recording in its order, and nothing else; see below\n"
    "  --record FILE       append each exchange as one line of JSON, tokens left out\n"
    "  --client-secret S   the one client secret that is taken (default: any)\n"
    "  --certificate FILE  the application's certificate (PEM): client assertions must be signed\n"
    "                      with its key (default: the application has none)\n"
    "  --device-seconds N  a device code is entered N seconds after it was asked for (default 0)\n"
    "  --device-interval N  and asked after every N seconds (default 5)\n"
    "  --arc DIR           be the agent of Azure Arc too, with its keys in DIR\n"
    "  --role ROLE[@SCOPE]  the caller has this role at SCOPE (a resource id, by default all) and "
    "no\n"
    "                      others but those given likewise; ROLE is owner, contributor, reader,\n"
    "                      aks-contributor, aks-user, network-contributor, or a file as\n"
    "                      `az role definition create` takes it (default: owner)\n"
    "  --fault SPEC        break answers; may be given more than once, see below\n"
    "  --quiet             say nothing when ready\n"
    "  --help, --version\n"
    "\n"
    "SPEC is KIND[:VALUE][:RATE][:RETRY-AFTER][@[METHOD:]PATH]; RATE is 0.25, 25% or xN:\n"
    "  latency:MS          answer after MS milliseconds\n"
    "  status:CODE         an error with that HTTP status; RETRY-AFTER in seconds\n"
    "  reset               reset the connection\n"
    "  reset-after-accept  carry the request out, then reset the connection\n"
    "  truncate            end the connection in the middle of the body\n"
    "  stall               send half the body and then nothing\n"
    "  drip:MS             send the body in 64 pieces, MS milliseconds apart\n"
    "  malformed           a body that isn't JSON\n"
    "  html                the page of a captive portal\n"
    "  loop                lists whose nextLink never ends\n"
    "  huge                a body that never ends\n"
    "  aadsts:CODE         Entra ID's error of that number, where tokens are asked for\n"
    "  claims              401 with a claims challenge, until a token answers it\n"
    "  op:fail[=WHY]       an accepted operation fails midway; WHY is internal, nodes, quota,\n"
    "                      allocation, drain, extension, preempted or deadline\n"
    "  op:cancel           an accepted operation is canceled midway\n"
    "  op:stall            an accepted operation never ends\n"
    "  op:error-remark[=WHY]  an error stands beside its InProgress and Succeeded\n"
    "Instead of WHY may stand the RATE: op:fail=0.3. xN are the first N requests. Examples:\n"
    "  --fault status:429:0.2:5@/managedClusters --fault status:502:x2@/operations/\n"
    "  --fault op:fail=quota:x1@PUT:/agentPools/cvm --fault status:429:x1:7@PUT:/agentPools\n"
    "\n"
    "With --replay, requests of ARM must come in the order of the recording and be like it:\n"
    "method, path and query in any letter case and with any api-version, the body as JSON.\n"
    "Another request is 409 ReplayMismatch, which says what differs. It ends with status 1 when\n"
    "anything differed or was left over, and says so. Tokens, tenants and subscriptions are\n"
    "answered at any time.\n"
    "\n"
    "Sign in with GET /MSI/token (App Service), /metadata/identity/oauth2/token (a VM, Azure "
    "Arc),\n"
    "POST /TENANT/oauth2/v2.0/token (client secret or assertion, device code, refresh token).\n"
    "GET /actions/token?audience=A gives a job's identity token, as GitHub Actions does.\n";

const char *ak_sim_options_help(void)
{
    return help;
}

/* One option: who takes its text, and where it goes. */
struct option_row {
    const char *name;
    int (*take)(const struct option_row *row, const char *text, struct ak_sim_options *options,
                struct ak_err *err);
    size_t offset; /* of the field in struct ak_sim_options */
    int64_t min;
    int64_t max;
    bool is_flag; /* takes no text */
};

static void *field_of(const struct option_row *row, struct ak_sim_options *options)
{
    return (char *)options + row->offset;
}

static int take_number(const struct option_row *row, const char *text,
                       struct ak_sim_options *options, struct ak_err *err)
{
    if (ak_text_to_int(text, row->min, row->max, field_of(row, options))) {
        return 0;
    }
    return ak_err_set(err, AK_ERR_USAGE, "--%s needs a number from %lld to %lld", row->name,
                      (long long)row->min, (long long)row->max);
}

static int take_text(const struct option_row *row, const char *text, struct ak_sim_options *options,
                     struct ak_err *err)
{
    (void)err;
    *(const char **)field_of(row, options) = text;
    return 0;
}

static int take_item(const struct option_row *row, const char *text, struct ak_sim_options *options,
                     struct ak_err *err)
{
    (void)err;
    *(const char **)ak_vec_push(field_of(row, options)) = text;
    return 0;
}

static int take_flag(const struct option_row *row, const char *text, struct ak_sim_options *options,
                     struct ak_err *err)
{
    (void)text;
    (void)err;
    *(bool *)field_of(row, options) = true;
    return 0;
}

static int take_now(const struct option_row *row, const char *text, struct ak_sim_options *options,
                    struct ak_err *err)
{
    (void)row;
    if (ak_time_parse(text, &options->now)) {
        return 0;
    }
    return ak_err_set(err, AK_ERR_USAGE, "\"%s\" is no date: give 2026-11-23", text);
}

static int take_time_scale(const struct option_row *row, const char *text,
                           struct ak_sim_options *options, struct ak_err *err)
{
    char *end = NULL;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value) || value <= 0) {
        return ak_err_set(err, AK_ERR_USAGE, "--%s needs a number above 0", row->name);
    }
    options->time_scale = value;
    return 0;
}

static int take_fleet(const struct option_row *row, const char *text,
                      struct ak_sim_options *options, struct ak_err *err)
{
    (void)row;
    if (!ak_text_caseeq(text, "contoso")) {
        return ak_err_set(err, AK_ERR_USAGE, "there is no fleet \"%s\": contoso is one", text);
    }
    options->is_contoso = true;
    return 0;
}

static const struct option_row rows[] = {
    {.name = "port",
     .take = take_number,
     .offset = offsetof(struct ak_sim_options, port),
     .max = 65535},
    {.name = "port-file", .take = take_text, .offset = offsetof(struct ak_sim_options, port_file)},
    {.name = "tls", .take = take_text, .offset = offsetof(struct ak_sim_options, tls)},
    {.name = "fleet", .take = take_fleet},
    {.name = "clusters",
     .take = take_number,
     .offset = offsetof(struct ak_sim_options, clusters),
     .max = 100000},
    {.name = "pools",
     .take = take_number,
     .offset = offsetof(struct ak_sim_options, pools),
     .min = 1,
     .max = 100},
    {.name = "seed",
     .take = take_number,
     .offset = offsetof(struct ak_sim_options, seed),
     .max = INT64_MAX},
    {.name = "import", .take = take_item, .offset = offsetof(struct ak_sim_options, import)},
    {.name = "now", .take = take_now},
    {.name = "page-size",
     .take = take_number,
     .offset = offsetof(struct ak_sim_options, page_size),
     .min = 1,
     .max = 100000},
    {.name = "unregistered",
     .take = take_item,
     .offset = offsetof(struct ak_sim_options, unregistered)},
    {.name = "reads",
     .take = take_number,
     .offset = offsetof(struct ak_sim_options, reads),
     .min = 1,
     .max = INT32_MAX},
    {.name = "time-scale", .take = take_time_scale},
    {.name = "retry-after",
     .take = take_number,
     .offset = offsetof(struct ak_sim_options, retry_after),
     .max = 3600},
    {.name = "throttle",
     .take = take_flag,
     .offset = offsetof(struct ak_sim_options, is_throttled),
     .is_flag = true},
    {.name = "state", .take = take_text, .offset = offsetof(struct ak_sim_options, state)},
    {.name = "replay", .take = take_text, .offset = offsetof(struct ak_sim_options, replay)},
    {.name = "record", .take = take_text, .offset = offsetof(struct ak_sim_options, record)},
    {.name = "client-secret",
     .take = take_text,
     .offset = offsetof(struct ak_sim_options, client_secret)},
    {.name = "certificate",
     .take = take_text,
     .offset = offsetof(struct ak_sim_options, certificate)},
    {.name = "arc", .take = take_text, .offset = offsetof(struct ak_sim_options, arc)},
    {.name = "device-seconds",
     .take = take_number,
     .offset = offsetof(struct ak_sim_options, device_seconds),
     .max = 3600},
    {.name = "device-interval",
     .take = take_number,
     .offset = offsetof(struct ak_sim_options, device_interval),
     .max = 60},
    {.name = "role", .take = take_item, .offset = offsetof(struct ak_sim_options, roles)},
    {.name = "fault", .take = take_item, .offset = offsetof(struct ak_sim_options, fault_specs)},
    {.name = "ipv6",
     .take = take_flag,
     .offset = offsetof(struct ak_sim_options, is_ipv6),
     .is_flag = true},
    {.name = "quiet",
     .take = take_flag,
     .offset = offsetof(struct ak_sim_options, is_quiet),
     .is_flag = true},
    {.name = "help",
     .take = take_flag,
     .offset = offsetof(struct ak_sim_options, is_help),
     .is_flag = true},
    {.name = "version",
     .take = take_flag,
     .offset = offsetof(struct ak_sim_options, is_version),
     .is_flag = true},
};

enum { ROW_COUNT = (int)(sizeof rows / sizeof *rows) };

/* Faults become values after all options, since --seed may come later. */
static int parse_faults(struct ak_sim_options *options, struct ak_err *err)
{
    int failed = 0;
    for (size_t i = 0; i < options->fault_specs.len && failed == 0; i++) {
        const char *spec = *(const char **)ak_vec_at(&options->fault_specs, i);
        struct ak_sim_fault fault;
        failed = ak_sim_fault_parse(spec, (uint64_t)options->seed + i, &fault, err);
        if (failed == 0) {
            *(struct ak_sim_fault *)ak_vec_push(&options->faults) = fault;
        }
    }
    return failed;
}

static int parse_all(int argc, char **argv, struct ak_sim_options *options, struct ak_err *err)
{
    enum { UNKNOWN = '?', NO_VALUE = ':', FIRST = 256 };
    struct option table[ROW_COUNT + 1] = {0};
    for (int i = 0; i < ROW_COUNT; i++) {
        table[i] = (struct option){.name = rows[i].name,
                                   .has_arg = rows[i].is_flag ? no_argument : required_argument,
                                   .val = FIRST + i};
    }
    int failed = 0;
    opterr = 0;
    for (int id = 0; failed == 0 && id != -1;) {
        id = getopt_long(argc, argv, ":", table, NULL);
        if (id == UNKNOWN) {
            failed = ak_err_set(err, AK_ERR_USAGE, "there is no option %s", argv[optind - 1]);
        } else if (id == NO_VALUE) {
            failed = ak_err_set(err, AK_ERR_USAGE, "%s needs a value", argv[optind - 1]);
        } else if (id != -1) {
            const struct option_row *row = &rows[id - FIRST];
            failed = row->take(row, optarg, options, err);
        }
    }
    if (failed == 0 && optind < argc) {
        failed = ak_err_set(err, AK_ERR_USAGE, "\"%s\" is not an option", argv[optind]);
    }
    return failed;
}

int ak_sim_options_parse(int argc, char **argv, struct ak_sim_options *options, struct ak_err *err)
{
    struct ak_clock clock = ak_clock_system();
    *options = (struct ak_sim_options){.pools = 3,
                                       .seed = 1,
                                       .import = ak_vec_init(sizeof(const char *)),
                                       .roles = ak_vec_init(sizeof(const char *)),
                                       .unregistered = ak_vec_init(sizeof(const char *)),
                                       .fault_specs = ak_vec_init(sizeof(const char *)),
                                       .time_scale = 20,
                                       .retry_after = -1,
                                       .now = ak_clock_now(&clock),
                                       .page_size = 100,
                                       .reads = 16500,
                                       .faults = ak_vec_init(sizeof(struct ak_sim_fault))};
    const char *now = getenv("AKSCOPE_NOW");
    int failed = now != NULL && *now != '\0' ? take_now(NULL, now, options, err) : 0;
    failed = failed != 0 ? failed : parse_all(argc, argv, options, err);
    failed = failed != 0 ? failed : parse_faults(options, err);
    if (options->clusters == 0 && options->import.len == 0 && options->replay == NULL) {
        options->is_contoso = true;
    }
    return failed;
}

void ak_sim_options_release(struct ak_sim_options *options)
{
    for (size_t i = 0; i < options->faults.len; i++) {
        ak_sim_fault_release(ak_vec_at(&options->faults, i));
    }
    ak_vec_release(&options->faults);
    ak_vec_release(&options->fault_specs);
    ak_vec_release(&options->import);
    ak_vec_release(&options->roles);
    ak_vec_release(&options->unregistered);
}
