/* match.c: filters of the command line: text over all fields, FIELD:TEXT, FIELD=TEXT, and ! before
 * each. */
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

/* A field is meant by its whole name, and one in an object also by the object's name or its own:
 * "cvm" is cvm.status, the first of the object, and "severity" retirement.severity. */
static bool has_name(const struct ak__field_row *field, const char *name)
{
    const char *dot = strchr(field->name, '.');

    return ak_text_caseeq(field->name, name) ||
           (dot != NULL &&
            (ak_text_caseeq(dot + 1, name) ||
             (ak_text_has_prefix(field->name, name, true) && field->name + strlen(name) == dot)));
}

/* How far `name` is from a field's, or from its last part: "severty" means retirement.severity. */
static int distance_to(const struct ak__field_row *field, const char *name)
{
    const char *dot = strchr(field->name, '.');
    int whole = ak_text_distance(name, field->name);
    int last = dot != NULL ? ak_text_distance(name, dot + 1) : whole;

    return whole < last ? whole : last;
}

static int unknown_field(const struct ak__kind *kind, const char *name, struct ak_err *err)
{
    const struct ak__field_row *nearest = &kind->fields[0];
    char names[AK__VALUE_SIZE];
    size_t used = 0;

    for (size_t i = 0; i < kind->field_count; i++) {
        if (distance_to(&kind->fields[i], name) < distance_to(nearest, name))
            nearest = &kind->fields[i];
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : "",
                                 kind->fields[i].name);
    }
    if (distance_to(nearest, name) <= ak_text_tolerance(name))
        return ak_err_set(err, AK_ERR_USAGE, "there is no field \"%s\" (did you mean %s?)", name,
                          nearest->name);
    return ak_err_set(err, AK_ERR_USAGE, "there is no field \"%s\" (there are %s)", name, names);
}

static int find_field(const struct ak__kind *kind, const char *name,
                      const struct ak__field_row **out, struct ak_err *err)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        if (has_name(&kind->fields[i], name)) {
            *out = &kind->fields[i];
            return 0;
        }
    }
    return unknown_field(kind, name, err);
}

static bool field_contains(const struct ak__kind *kind, const struct ak__field_row *field,
                           const void *row, const char *word)
{
    struct ak__value value;
    char text[AK__VALUE_SIZE];

    ak__field_value(kind, field, row, &value);
    return ak_text_casestr(ak__value_plain(&value, text), word) != NULL;
}

static bool field_is(const struct ak__kind *kind, const struct ak__field_row *field,
                     const void *row, const char *word)
{
    struct ak__value value;
    char text[AK__VALUE_SIZE];

    ak__field_value(kind, field, row, &value);
    return ak_text_caseeq(ak__value_plain(&value, text), word);
}

static bool any_contains(const struct ak__kind *kind, const void *row, const char *word)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        if (field_contains(kind, &kind->fields[i], row, word))
            return true;
    }
    return false;
}

/* [!]TEXT, [!]FIELD:TEXT or [!]FIELD=TEXT taken apart. */
struct filter {
    bool is_inverted;
    bool is_whole;                     /* the field is the text; else it contains it */
    const struct ak__field_row *field; /* NULL: any */
    const char *text;
};

static int read_filter(const struct ak__kind *kind, const char *text, struct filter *out,
                       struct ak_err *err)
{
    struct filter filter = {.is_inverted = text[0] == '!'};
    const char *word = filter.is_inverted ? text + 1 : text;
    const char *mark = word + strcspn(word, ":=");
    char name[64];

    /* A resource id is text, whatever colons it has. */
    if (*mark != '\0' && word[0] != '/') {
        int failed;

        snprintf(name, sizeof name, "%.*s", (int)(mark - word), word);
        failed = find_field(kind, name, &filter.field, err);
        if (failed)
            return failed;
        filter.is_whole = *mark == '=';
        word = mark + 1;
    }
    filter.text = word;
    *out = filter;
    return 0;
}

int ak_report_check_filter(enum ak_report_kind kind, const char *filter, struct ak_err *err)
{
    struct filter ignored;

    return read_filter(ak__kind_get(kind), filter, &ignored, err);
}

int ak_report_match(enum ak_report_kind which, const void *row, const char *text, bool *matches,
                    struct ak_err *err)
{
    const struct ak__kind *kind = ak__kind_get(which);
    struct filter filter;
    bool found;
    int failed = read_filter(kind, text, &filter, err);

    if (failed)
        return failed;
    if (filter.field == NULL)
        found = any_contains(kind, row, filter.text);
    else if (filter.is_whole)
        found = field_is(kind, filter.field, row, filter.text);
    else
        found = field_contains(kind, filter.field, row, filter.text);
    *matches = found != filter.is_inverted;
    return 0;
}
