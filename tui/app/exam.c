/* exam.c: the checks one after the other. What rests on one that failed is not looked at: there
 * would be ten messages about one cause. */
#include "config.h"

#include "exam_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"

static const struct check_row {
    const char *name;
    enum ak__check needs;
    ak__exam_look *look;
} checks[AK__CHECK_COUNT] = {
#define AK_CHECK(symbol, name, needs, look) [AK__CHECK_##symbol] = {name, AK__CHECK_##needs, look},
#include "checks.def"
#undef AK_CHECK
};

const char *const ak__exam_providers[AK__EXAM_PROVIDERS] = {"Microsoft.ContainerService",
                                                            "Microsoft.Compute"};

/* ---- keys ---- */

const char *ak__exam_provider_key(const char *subscription, const char *provider,
                                  char out[AK__EXAM_KEY_SIZE])
{
    snprintf(out, AK__EXAM_KEY_SIZE, "/subscriptions/%s/providers/%s", subscription, provider);
    return out;
}

const char *ak__exam_roles_key(const struct ak__exam *exam, const char *subscription,
                               char out[AK__EXAM_KEY_SIZE])
{
    snprintf(out, AK__EXAM_KEY_SIZE, "%.60s/%s", subscription, exam->principal);
    return out;
}

/* What follows the last slash: the same role has an id in each subscription. */
static const char *name_of(const char *id)
{
    const char *slash = strrchr(id, '/');

    return slash != NULL ? slash + 1 : id;
}

bool ak__exam_is_same_role(const char *id, const char *other)
{
    return ak_text_caseeq(name_of(id), name_of(other));
}

const struct ak_slot *ak__exam_role(const struct ak_snap *snap, const char *role_id)
{
    size_t first;
    size_t count = ak_snap_topic(snap, AK_TOPIC_ROLE_DEFINITION, &first);

    for (size_t i = first; i < first + count; i++) {
        if (ak__exam_is_same_role(snap->slots[i]->key, role_id))
            return snap->slots[i];
    }
    return NULL;
}

/* ---- words ---- */

struct ak__verdict *ak__verdict_add(struct ak__verdicts *out, enum ak_check_status status,
                                    const char *format, ...)
{
    struct ak__verdict *verdict = ak_vec_push(&out->rows);
    va_list arguments;

    va_start(arguments, format);
    verdict->row =
        (struct ak_report_check){.check = checks[out->check].name,
                                 .status = status,
                                 .found = ak_arena_vprintf(out->arena, format, arguments)};
    va_end(arguments);
    verdict->kind = AK_ERR_NONE;
    return verdict;
}

void ak__verdict_advise(struct ak__verdicts *out, struct ak__verdict *verdict, const char *format,
                        ...)
{
    va_list arguments;

    va_start(arguments, format);
    const char *text = ak_arena_vprintf(out->arena, format, arguments);
    va_end(arguments);
    verdict->row.advice = text[0] != '\0' ? text : NULL;
}

void ak__verdict_about(struct ak__verdicts *out, struct ak__verdict *verdict, const char *subject)
{
    verdict->row.subject = ak_arena_strdup(out->arena, subject);
}

struct ak__verdict *ak__verdict_err(struct ak__verdicts *out, enum ak_check_status status,
                                    const struct ak_err *err)
{
    char reason[2 * AK_ERR_TEXT_SIZE];
    char advice[AK_ERR_TEXT_SIZE];
    struct ak__verdict *verdict =
        ak__verdict_add(out, status, "%s", ak_err_reason(err, reason, sizeof reason));

    ak__verdict_advise(out, verdict, "%s", ak_err_advice(err, advice, sizeof advice));
    verdict->row.error = ak_err_kind_name(err->kind);
    verdict->kind = err->kind;
    return verdict;
}

/* ---- all of them ---- */

/* Did the check as a whole fail? What failed of a part of it does not count. */
static bool has_failed(const struct ak__verdicts *verdicts, size_t first)
{
    for (size_t i = first; i < verdicts->rows.len; i++) {
        const struct ak__verdict *verdict = ak_vec_at(&verdicts->rows, i);

        if (verdict->row.status == AK_CHECK_FAILED && verdict->row.subject == NULL)
            return true;
    }
    return false;
}

void ak__exam_all(const struct ak__exam *exam, struct ak__verdicts *out)
{
    /* Of its failure: itself, what it needs, or COUNT: it did not fail. */
    enum ak__check cause[AK__CHECK_COUNT] = {0};

    for (int i = 0; i < AK__CHECK_COUNT; i++) {
        const struct check_row *row = &checks[i];
        size_t first = out->rows.len;

        out->check = (enum ak__check)i;
        cause[i] = (int)row->needs == i ? AK__CHECK_COUNT : cause[row->needs];
        if (cause[i] != AK__CHECK_COUNT) {
            (void)ak__verdict_add(out, AK_CHECK_SKIPPED, "not checked: %s failed",
                                  checks[cause[i]].name);
            continue;
        }
        row->look(exam, out);
        if (has_failed(out, first))
            cause[i] = (enum ak__check)i;
    }
}

int ak__exam_exit_code(const struct ak__verdicts *verdicts)
{
    int code = 0;

    for (size_t i = 0; i < verdicts->rows.len && code <= 1; i++) {
        const struct ak__verdict *verdict = ak_vec_at(&verdicts->rows, i);

        if (verdict->row.status != AK_CHECK_FAILED)
            continue;
        int own = ak_err_kind_exit_code(verdict->kind);
        code = own > 1 ? own : 1;
    }
    return code;
}
