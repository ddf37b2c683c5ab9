/* match.c: filters of the command line: text over all fields, FIELD:TEXT, and ! before either. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "report_int.h"

const char *ak_report_field(enum ak_report_kind kind, size_t n)
{
    const struct ak__kind *info = ak__kind_get(kind);

    return n < info->field_count ? info->fields[n].name : NULL;
}

/* "cvm" means "cvm.status": the first field of the object. */
static bool has_name(const struct ak__field_row *field, const char *name)
{
    size_t len = strlen(name);

    return ak_text_caseeq(field->name, name) ||
           (ak_text_has_prefix(field->name, name, true) && field->name[len] == '.');
}

static int find_field(const struct ak__kind *kind, const char *name,
                      const struct ak__field_row **out, struct ak_err *err)
{
    const char *nearest = kind->fields[0].name;
    int best = 100;

    for (size_t i = 0; i < kind->field_count; i++) {
        int distance = ak_text_distance(name, kind->fields[i].name);

        if (has_name(&kind->fields[i], name)) {
            *out = &kind->fields[i];
            return 0;
        }
        if (distance < best) {
            best = distance;
            nearest = kind->fields[i].name;
        }
    }
    return ak_err_set(err, AK_ERR_USAGE, "there is no field \"%s\"; did you mean \"%s\"?", name,
                      nearest);
}

static bool field_contains(const struct ak__kind *kind, const struct ak__field_row *field,
                           const void *row, const char *word)
{
    struct ak__value value;
    char text[AK__VALUE_SIZE];

    ak__field_value(kind, field, row, &value);
    return ak_text_casestr(ak__value_plain(&value, text), word) != NULL;
}

static bool any_contains(const struct ak__kind *kind, const void *row, const char *word)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        if (field_contains(kind, &kind->fields[i], row, word))
            return true;
    }
    return false;
}

int ak_report_match(enum ak_report_kind which, const void *row, const char *filter, bool *matches,
                    struct ak_err *err)
{
    const struct ak__kind *kind = ak__kind_get(which);
    bool is_inverted = filter[0] == '!';
    const char *word = is_inverted ? filter + 1 : filter;
    const char *colon = strchr(word, ':');
    const struct ak__field_row *field = NULL;
    char name[64];
    bool found;

    /* A resource id is text, whatever colons it has. */
    if (colon != NULL && word[0] != '/') {
        int failed;

        snprintf(name, sizeof name, "%.*s", (int)(colon - word), word);
        failed = find_field(kind, name, &field, err);
        if (failed)
            return failed;
        word = colon + 1;
    }
    found = field != NULL ? field_contains(kind, field, row, word) : any_contains(kind, row, word);
    *matches = found != is_inverted;
    return 0;
}
