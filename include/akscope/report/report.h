/* report.h: the fleet as text for people and scripts. Field names are stable (see the manual page).
 * One table of fields a kind serves all formats: JSON (an array of objects, null where Azure told
 * nothing), CSV (RFC 4180), TSV, Markdown and aligned columns. Values are written as Azure told
 * them. Pure; writes piece by piece. */
#ifndef AKSCOPE_REPORT_REPORT_H
#define AKSCOPE_REPORT_REPORT_H

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/rules/fleet.h"
#include "akscope/rules/live.h"

enum ak_report_format {
#define AK_REPORT_FORMAT(symbol, name, is_for_lists) AK_FORMAT_##symbol,
#include "akscope/report/formats.def"
#undef AK_REPORT_FORMAT
    AK_FORMAT_COUNT
};

const char *ak_report_format_name(enum ak_report_format format);
/* Can lists of rows be written so? All formats are for a whole report (document.h). */
bool ak_report_format_is_for_lists(enum ak_report_format format);

/* What is listed. */
enum ak_report_kind {
    AK_REPORT_CLUSTERS,
    AK_REPORT_POOLS,
    AK_REPORT_SIZES,
    AK_REPORT_VERSIONS,
    AK_REPORT_FEATURES,
    AK_REPORT_OPERATIONS,
    AK_REPORT_FACTS,
    AK_REPORT_DISAGREEMENTS, /* rows are struct ak_disagreement */
    AK_REPORT_FINDINGS,
    AK_REPORT_CHECKS,
    AK_REPORT_SETTINGS,
    AK_REPORT_SETTING_ORIGINS, /* the same rows, with where each value comes from */
    AK_REPORT_COUNT
};

struct ak_report_style {
    enum ak_report_format format;
    bool is_single;   /* one object instead of an array (show) */
    bool is_ascii;    /* marks of tables */
    bool has_colours; /* of checks: their marks */
    int width;        /* columns into which checks are broken; 0: a line for each text */
};

/* Where the text goes: returns false when it can't be written any more. */
typedef bool ak_report_write(const char *bytes, size_t len, void *context);

struct ak_report_rows {
    enum ak_report_kind kind;
    const void *const *rows; /* ak_fleet_cluster, ak_finding, ak_report_size, … by kind */
    size_t count;
};

/* A dated fact. */
struct ak_report_fact {
    const char *kind; /* "os", "kubernetes", "kubernetes-lts", "retirement", "feature" */
    const char *id;
    const char *name;
    struct ak_date end_of_support;
    struct ak_date images_removed;
    const struct ak_source *source;
    const char *note; /* or NULL */
    bool is_own;      /* of the person's own file */
};

/* A VM size with the quota of its family. */
struct ak_report_size {
    const struct ak_vm_size *size;
    const struct ak_usage *usage; /* of the family, or NULL */
    const char *subscription_id;
    const char *location;
    enum ak_tee tee;
};

struct ak_report_version {
    const struct ak_kubernetes_version *version;
    const char *subscription_id;
    const char *location;
    struct ak_retirement end;
};

struct ak_report_feature {
    const struct ak_feature *feature;
    const char *subscription_id;
};

/* What a check of the person's surroundings came to. */
enum ak_check_status {
    AK_CHECK_OK,
    AK_CHECK_WARNING,
    AK_CHECK_FAILED,
    AK_CHECK_SKIPPED, /* it could not be looked at, or nobody asks for it */
};

struct ak_report_check {
    const char *check;   /* stable name: "network" */
    const char *subject; /* what of it: a credential, a subscription; NULL: the whole */
    enum ak_check_status status;
    const char *found;  /* one sentence or less, without a full stop */
    const char *advice; /* what to do; NULL: nothing */
    const char *error;  /* name of the kind of failure, or NULL */
};

/* A change, at a time: what still runs has run until then. */
struct ak_report_operation {
    const struct ak_operation *operation;
    int64_t now; /* wall seconds */
};

/* A setting; of its values one is set. */
struct ak_report_setting {
    const char *name;
    const char *text; /* NULL: it is of another kind */
    struct ak_number number;
    enum ak_answer answer; /* of a switch */
    struct ak_texts texts; /* of a list: what is left where no other is set */
    const char *origin;    /* "default", "config.ini:3" */
};

/* style->format is one for lists. AK_ERR_FILE when writing failed. */
AK_NONNULL_ARGS(1, 2, 3, 5)
AK_MUST_USE
int ak_report_print(const struct ak_report_rows *rows, const struct ak_report_style *style,
                    ak_report_write *write, void *context, struct ak_err *err);

/* The name of field n of a kind, or NULL after the last: for help and documentation. */
const char *ak_report_field(enum ak_report_kind kind, size_t n);

/* AK_ERR_USAGE when a filter names a field that the rows don't have; says the nearest, or all. */
AK_NONNULL AK_MUST_USE int ak_report_check_filter(enum ak_report_kind kind, const char *filter,
                                                  struct ak_err *err);

/* Does `row` match a filter: plain text over all fields, "field:part" or "field=whole" (case
 * ignored), each inverted by a "!" before it? "cvm" stands for cvm.status, the first field of that
 * object, and "severity" for retirement.severity; what begins with "/" is a resource id, whatever
 * colons it has. AK_ERR_USAGE as above. */
AK_NONNULL AK_MUST_USE int ak_report_match(enum ak_report_kind kind, const void *row,
                                           const char *filter, bool *matches, struct ak_err *err);

#endif
