/* document_int.h: the parts of writing a whole report.
 *
 *   document.c              which format writes; what several of them count
 *   document_text.c         table, csv, tsv and Markdown
 *   document_json.c         JSON and SARIF
 *   document_junit.c        JUnit's XML
 *   document_ics.c          iCalendar
 *   document_openmetrics.c  metrics
 *   document_html.c         HTML: the page, with report.css
 *   document_timeline.c     the timeline in it, SVG
 */
#ifndef AKSCOPE_REPORT_DOCUMENT_INT_H
#define AKSCOPE_REPORT_DOCUMENT_INT_H

#include "akscope/report/document.h"
#include "report_int.h"

typedef void ak__write_document(struct ak__writer *writer,
                                const struct ak_report_document *document,
                                const struct ak_report_style *style);

ak__write_document ak__write_document_rows;
ak__write_document ak__write_document_table;
ak__write_document ak__write_document_markdown;
ak__write_document ak__write_document_json;
ak__write_document ak__write_document_sarif;
ak__write_document ak__write_document_junit;
ak__write_document ak__write_document_ics;
ak__write_document ak__write_document_openmetrics;
ak__write_document ak__write_document_html;

/* How many findings there are of each severity. */
void ak__document_tally(const struct ak_report_document *document,
                        size_t counts[AK_FINDING_SEVERITY_COUNT]);

/* "1 cluster", "12 clusters". Returns out. */
enum { AK__COUNT_SIZE = 64 };
const char *ak__count_words(int64_t count, const char *noun, char out[AK__COUNT_SIZE]);

/* One of a deadline, which may have days; not of how a pool is. */
bool ak__has_deadline(const struct ak_finding *finding);

/* What findings that are alike have in common: the thing that ends, else the title of their rule.
 */
const char *ak__group_title(const struct ak_finding_group *group);

/* The findings as rows; the array lives in the arena. */
struct ak_report_rows ak__document_rows(const struct ak_report_document *document,
                                        struct ak_arena *arena);

/* Does it begin as an address of the web does? NULL does not. */
bool ak__is_web_link(const char *link);

/* The deadlines of the fleet, each with its bar. */
void ak__put_timeline(struct ak__writer *writer, const struct ak_report_document *document);

#endif
