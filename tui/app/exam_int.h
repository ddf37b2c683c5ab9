/* exam_int.h: what `akscope doctor` makes of what it has gathered: a table of checks (checks.def),
 * each a pure function from the exam to verdicts.
 *
 *   doctor.c      gathers, asks, prints
 *   probe.c       does an address answer?
 *   exam.c        the table, the words that all checks share, the exit code
 *   exam_here.c   terminal, configuration, facts, journal
 *   exam_way.c    the way to Azure: cloud, network, clock, sign-in, identity
 *   exam_there.c  in Azure: subscriptions, roles, providers, rate limits */
#ifndef AKSCOPE_APP_EXAM_INT_H
#define AKSCOPE_APP_EXAM_INT_H

#include "akscope/auth/auth.h"
#include "akscope/auth/cloud.h"
#include "akscope/base/arena.h"
#include "akscope/base/vec.h"
#include "akscope/conf/conf.h"
#include "akscope/io/http.h"
#include "akscope/model/snap.h"
#include "akscope/report/report.h"
#include "akscope/store/journal.h"
#include "akscope/term/term.h"
#include "facts_app_int.h"

enum ak__check {
#define AK_CHECK(symbol, name, needs, look) AK__CHECK_##symbol,
#include "checks.def"
#undef AK_CHECK
    AK__CHECK_COUNT
};

/* Does an address answer? */
struct ak__probe_result {
    const char *url;   /* NULL: it was not asked */
    struct ak_err err; /* why no answer came */
    int status;        /* of the answer */
    bool is_page;      /* a web page, where data was asked for */
    int64_t took_ms;   /* until the answer */
    int64_t date;      /* wall seconds that the answer's Date says; 0: none */
    int64_t seen_at;   /* wall seconds here when it came */
    bool has_proxy;
    char proxy[128]; /* where it is */
};

enum { AK__EXAM_SUBSCRIPTIONS = 25 };

/* All is borrowed. An error of kind NONE: that went well, or was not tried. */
struct ak__exam {
    const struct ak_conf *conf;
    int64_t now;       /* wall seconds */
    bool is_now_fixed; /* by AKSCOPE_NOW */

    const char *home;          /* NULL: none is set */
    const char *terminal_name; /* TERM; NULL: not set */
    struct ak_term_look terminal;
    struct ak_err terminal_err;
    const char *codeset; /* of the locale */
    bool has_no_colour;  /* NO_COLOR or --no-color */

    const char *config_path; /* NULL: nowhere */
    bool has_config;
    struct ak_err config_err;

    struct ak__facts_age facts;
    struct ak_err facts_err;
    struct ak_journal_look journal;
    struct ak_err journal_err;

    const struct ak_cloud *cloud; /* as far as it is known */
    struct ak_err cloud_err;
    struct ak_err http_err; /* nothing can be asked at all */
    struct ak__probe_result arm;
    struct ak__probe_result authority;

    const struct ak_attempt *attempts; /* of all credentials; NULL: none was asked */
    struct ak_err sign_in_err;
    char who[AK_AUTH_WHO_SIZE];
    char tenant[AK_AUTH_WHO_SIZE];
    char principal[AK_AUTH_WHO_SIZE];

    const struct ak_snap *snap;
    const char *subscriptions[AK__EXAM_SUBSCRIPTIONS]; /* ids of those that were looked at */
    size_t subscription_count;
    size_t subscription_total; /* that are in use */
};

/* The resource providers that must be registered. */
extern const char *const ak__exam_providers[];
enum { AK__EXAM_PROVIDERS = 2 };

/* Keys of what is read of a subscription. */
enum { AK__EXAM_KEY_SIZE = 256 };
const char *ak__exam_provider_key(const char *subscription, const char *provider,
                                  char out[AK__EXAM_KEY_SIZE]);
const char *ak__exam_roles_key(const struct ak__exam *exam, const char *subscription,
                               char out[AK__EXAM_KEY_SIZE]);
/* The role definition that was read (or failed to be) with the same name as that of the id, in
 * whatever scope; NULL: none. */
const struct ak_slot *ak__exam_role(const struct ak_snap *snap, const char *role_id);
bool ak__exam_is_same_role(const char *id, const char *other);

/* ---- verdicts ---- */

struct ak__verdict {
    struct ak_report_check row; /* texts in the arena, or static */
    enum ak_err_kind kind;      /* of a failure */
};

struct ak__verdicts {
    struct ak_arena *arena;
    struct ak_vec rows;   /* struct ak__verdict */
    enum ak__check check; /* that is looked at now */
};

typedef void ak__exam_look(const struct ak__exam *exam, struct ak__verdicts *out);
#define AK_CHECK(symbol, name, needs, look) ak__exam_look look;
#include "checks.def"
#undef AK_CHECK

/* Looks at everything. */
void ak__exam_all(const struct ak__exam *exam, struct ak__verdicts *out);

/* 0 when nothing failed; else the code of the first failure, one with a code of its own (2 and up)
 * before one that has none. */
int ak__exam_exit_code(const struct ak__verdicts *verdicts);

/* Adds a verdict; what it is until the next one is added. */
AK_PRINTF(3, 4)
struct ak__verdict *ak__verdict_add(struct ak__verdicts *out, enum ak_check_status status,
                                    const char *format, ...);
/* What to do about it: the format's text, in the arena. */
AK_PRINTF(3, 4)
void ak__verdict_advise(struct ak__verdicts *out, struct ak__verdict *verdict, const char *format,
                        ...);
/* What of the check it is about. */
void ak__verdict_about(struct ak__verdicts *out, struct ak__verdict *verdict, const char *subject);
/* A failure in its own words, or a warning of it, and what to do. */
struct ak__verdict *ak__verdict_err(struct ak__verdicts *out, enum ak_check_status status,
                                    const struct ak_err *err);

#endif
