/* row.h: an object of akscope's JSON, checked field by field: what is checked is taken out, so that
 * in the end nothing may be left that nobody checks. A difference fails the cmocka test. */
#ifndef AKSCOPE_TESTS_CONFORM_ROW_H
#define AKSCOPE_TESTS_CONFORM_ROW_H

#include <stdbool.h>

#include <cjson/cJSON.h>

struct row {
    const char *about; /* its id, for messages */
    cJSON *json;
};

/* The value at a way such as "properties.powerState.code", or NULL. */
const cJSON *json_at(const cJSON *json, const char *way);
/* Missing, null or empty: all are null in akscope's output. */
bool json_is_nothing(const cJSON *value);
/* The text at a way, or NULL where there is none. */
const char *json_text_at(const cJSON *json, const char *way);

/* Takes a field out; the caller deletes it. */
cJSON *row_take(struct row *row, const char *name);

/* The field must be that; nothing (see above) means null. */
void row_expect(struct row *row, const char *name, const cJSON *expected);
void row_expect_text(struct row *row, const char *name, const char *text);
void row_expect_number(struct row *row, const char *name, double number);
void row_expect_truth(struct row *row, const char *name, bool truth);

/* Fields that are what was recorded; a NULL name ends the table. */
struct row_field {
    const char *name;
    const char *way;
    const char *else_way; /* where the first is missing */
};
void row_expect_fields(struct row *row, const struct row_field *fields, const cJSON *body);

void row_expect_nothing_left(const struct row *row);

#endif
