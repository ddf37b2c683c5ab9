/* exam_case.h: an exam of surroundings in which all is well, and what a check makes of it after
 * something was changed. */
#ifndef TESTS_UNIT_APP_EXAM_CASE_H
#define TESTS_UNIT_APP_EXAM_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "akscope/wire/decode.h"
#include "tui/app/exam_int.h"

#define FIRST "11111111-1111-1111-1111-111111111111"
#define SECOND "22222222-2222-2222-2222-222222222222"
#define ARM "https://management.azure.com"

struct exam_case {
    struct ak_conf *conf;
    struct ak_cloud cloud;
    struct ak_attempt attempts[AK_CREDENTIAL_COUNT];
    struct ak_snap *snap;
    struct ak__exam exam;
};

/* One thing to look at. `rows` are the check's verdicts afterwards, a line each: "status
 * [subject] found > advice". */
struct exam_row {
    const char *name;
    void (*change)(struct exam_case *c); /* NULL: all is well */
    enum ak__check check;
    int exit_code;
    const char *rows;
};

/* Runs the rows, each on surroundings of its own. */
void exam_cases_run(const struct exam_row *rows, size_t count);

/* Puts what Azure answered, or did not. */
void exam_case_put(struct exam_case *c, enum ak_codec codec, const char *key, const char *body);
void exam_case_fail(struct exam_case *c, enum ak_topic topic, const char *key,
                    enum ak_err_kind kind, const char *text);

#endif
