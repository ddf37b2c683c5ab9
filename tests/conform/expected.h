/* expected.h: what this test expects of an image name, an OS and a Kubernetes version, on
 * EXPECTED_TODAY: read from the collected facts (AKSCOPE_SHARED/facts/lifecycle.json) in a way of
 * its own. */
#ifndef AKSCOPE_TESTS_CONFORM_EXPECTED_H
#define AKSCOPE_TESTS_CONFORM_EXPECTED_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#define EXPECTED_TODAY "2026-11-23"

enum { EXPECTED_DATE_SIZE = 16 };

enum expected_severity {
    EXPECTED_NONE,
    EXPECTED_LATER,
    EXPECTED_SOON,
    EXPECTED_ENDED,
    EXPECTED_REMOVED,
};

struct expected_end {
    enum expected_severity severity;
    char what[64];
    const char *end_of_support; /* or NULL */
    const char *images_removed; /* or NULL */
    int days;                   /* to the next date, else since the last; 0 without a date */
};

/* Reads the facts, and forgets them. What is returned lasts until then. */
void expected_open(void);
void expected_close(void);

/* The name of the OS of an image, or NULL where the image is NULL; fails the test for an image that
 * the facts don't know. */
const char *expected_os(const char *image);
struct expected_end expected_os_end(const char *os);
struct expected_end expected_kubernetes_end(const char *version, bool is_long_term);

/* A pool of single virtual machines has no count and no size of its own: its machines have. */
struct expected_machines {
    bool has_count;
    double count;
    const char *size; /* NULL: none, or different ones */
};
struct expected_machines expected_machines_of(const cJSON *pool);

/* More severe, or as severe and earlier. */
bool expected_is_worse(const struct expected_end *end, const struct expected_end *than);
const char *expected_severity_name(enum expected_severity severity);

/* The date in an image's name as YYYY-MM-DD; false when it has none. */
bool expected_image_date(const char *image, char date[EXPECTED_DATE_SIZE]);

/* Days from today to that date; negative when it has passed. */
int expected_days_to(const char *date);

#endif
