/* document.h: the report as a whole: what was found in a fleet, what comes to pass when nothing is
 * done, and how far to trust it, in every format: tables and JSON for people and scripts, one HTML
 * file for who decides, a calendar of deadlines, and what CI and monitoring read (SARIF, JUnit,
 * OpenMetrics). All say the same of the same findings. Pure; the time is the document's. */
#ifndef AKSCOPE_REPORT_DOCUMENT_H
#define AKSCOPE_REPORT_DOCUMENT_H

#include "akscope/report/report.h"
#include "akscope/rules/findings.h"
#include "akscope/rules/what_if.h"

struct ak_report_document {
    const struct ak_fleet *fleet; /* all that is in scope */
    const char *scope;            /* "cluster ledger, tag team=ops"; NULL: all that can be read */
    struct ak_findings findings;  /* that are told, the worst first */
    size_t known_count;           /* how many a baseline has left out */
    const struct ak_fail_on *fail_on;
    struct ak_date on; /* the day that is asked for; unset: the next ones on which something
                          changes */
    const struct ak_what_if *cliffs; /* these days, in order */
    size_t cliff_count;
    const char *const *unread; /* what could not be read, sentences; a part is missing */
    size_t unread_count;
    int64_t now;         /* wall seconds */
    const char *version; /* of the program */
};

/* What has come to pass by the day that is asked for, else by the next days on which something
 * stops working for the fleet, at most a few years ahead; lists and texts live in the arena. */
AK_NONNULL void ak_report_document_look_ahead(struct ak_report_document *document,
                                              struct ak_arena *arena);

/* How many of the findings fail_on is for. */
AK_NONNULL size_t ak_report_document_failing(const struct ak_report_document *document);

/* Writes the document. AK_ERR_FILE when writing failed. */
AK_NONNULL_ARGS(1, 2, 3, 5)
AK_MUST_USE
int ak_report_document_print(const struct ak_report_document *document,
                             const struct ak_report_style *style, ak_report_write *write,
                             void *context, struct ak_err *err);

#endif
