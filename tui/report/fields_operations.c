/* fields_operations.c: the fields of changes. */
#include "config.h"

#include <stdio.h>

#include "report_int.h"

static const struct ak_operation *as_operation(const void *row)
{
    const struct ak_report_operation *operation = row;

    return operation->operation;
}

static void operation_id(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_operation(row)->id);
}

static void operation_kind(const void *row, struct ak__value *out)
{
    ak__set_text(out, ak_intent_get(as_operation(row)->kind)->name);
}

static void operation_title(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_operation(row)->title);
}

static void operation_summary(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_operation(row)->summary);
}

static void operation_target(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_operation(row)->target);
}

static void operation_state(const void *row, struct ak__value *out)
{
    ak__set_text(out, ak_operation_state_name(as_operation(row)->state));
}

static void operation_note(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_operation(row)->note);
}

static void set_time(struct ak__value *out, int64_t seconds)
{
    if (seconds == 0) {
        ak__set_text(out, NULL);
        return;
    }
    ak_time_iso(seconds, out->buffer, sizeof out->buffer);
    ak__set_text(out, out->buffer);
}

static void operation_started(const void *row, struct ak__value *out)
{
    set_time(out, as_operation(row)->started_at);
}

static void operation_ended(const void *row, struct ak__value *out)
{
    set_time(out, as_operation(row)->ended_at);
}

static void operation_elapsed(const void *row, struct ak__value *out)
{
    const struct ak_report_operation *report = row;
    const struct ak_operation *operation = report->operation;
    int64_t end = operation->ended_at != 0 ? operation->ended_at : report->now;

    ak__set_number(out, (struct ak_number){.is_set = true, .value = end - operation->started_at});
}

static void operation_usual(const void *row, struct ak__value *out)
{
    ak__set_number(out,
                   (struct ak_number){.is_set = true, .value = as_operation(row)->usual_seconds});
}

static void operation_request(const void *row, struct ak__value *out)
{
    const struct ak_operation *operation = as_operation(row);

    ak__set_text(out, operation->err.request_id[0] != '\0' ? operation->err.request_id
                                                           : operation->request_id);
}

static bool has_no_error(const void *row)
{
    return as_operation(row)->err.kind == AK_ERR_NONE;
}

static void error_kind(const void *row, struct ak__value *out)
{
    ak__set_text(out, ak_err_kind_name(as_operation(row)->err.kind));
}

static void set_unless_empty(struct ak__value *out, const char *text)
{
    ak__set_text(out, text[0] != '\0' ? text : NULL);
}

static void error_code(const void *row, struct ak__value *out)
{
    set_unless_empty(out, as_operation(row)->err.code);
}

static void error_message(const void *row, struct ak__value *out)
{
    set_unless_empty(out, as_operation(row)->err.text);
}

static void error_target(const void *row, struct ak__value *out)
{
    set_unless_empty(out, as_operation(row)->err.target);
}

static const struct ak__field_row operation_fields[] = {
    {.name = "id", .heading = "ID", .value = operation_id},
    {.name = "kind", .value = operation_kind},
    {.name = "title", .heading = "CHANGE", .value = operation_title},
    {.name = "summary", .heading = "SUMMARY", .value = operation_summary},
    {.name = "state", .heading = "STATE", .value = operation_state},
    {.name = "startedAt", .heading = "STARTED", .value = operation_started},
    {.name = "endedAt", .value = operation_ended},
    {.name = "elapsedSeconds", .heading = "SECONDS", .is_right = true, .value = operation_elapsed},
    {.name = "usualSeconds", .value = operation_usual},
    {.name = "note", .heading = "NOTE", .value = operation_note},
    {.name = "target", .value = operation_target},
    {.name = "requestId", .value = operation_request},
    {.name = "error.kind", .value = error_kind},
    {.name = "error.code", .heading = "ERROR", .value = error_code},
    {.name = "error.message", .value = error_message},
    {.name = "error.target", .value = error_target},
};

static const struct ak__object_row operation_objects[] = {
    {.prefix = "error.", .is_null = has_no_error}};

const struct ak__kind ak__kind_operations = {
    .fields = operation_fields,
    .field_count = sizeof operation_fields / sizeof operation_fields[0],
    .objects = operation_objects,
    .object_count = sizeof operation_objects / sizeof operation_objects[0]};
