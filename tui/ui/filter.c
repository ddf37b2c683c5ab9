/* filter.c: filters over the columns of a table. */
#include "config.h"

#include "filter_int.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

enum { WORD_SIZE = 256, ROW_SIZE = 1024, NO_COLUMN = -1 };

struct term {
    bool is_inverted;
    bool is_regex;
    bool is_empty;
    int column; /* NO_COLUMN: any */
    char *word;
    regex_t regex;
};

struct ak_filter {
    size_t references;
    struct ak_vec terms; /* struct term */
};

static void release_term(struct term *term)
{
    if (term->is_regex)
        regfree(&term->regex);
    free(term->word);
}

struct ak_filter *ak_filter_ref(struct ak_filter *filter)
{
    filter->references++;
    return filter;
}

void ak_filter_unref(struct ak_filter *filter)
{
    if (filter == NULL || --filter->references > 0)
        return;
    for (size_t i = 0; i < filter->terms.len; i++)
        release_term(ak_vec_at(&filter->terms, i));
    ak_vec_release(&filter->terms);
    free(filter);
}

const char *ak_table_column_names(const struct ak_table_class *class, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < class->column_count; i++) {
        size_t used = strlen(out);

        snprintf(out + used, size - used, "%s%s", i > 0 ? ", " : "", class->columns[i].id);
    }
    return out;
}

int ak__table_find_column(const struct ak_table_class *class, const char *id, size_t *out,
                          struct ak_err *err)
{
    const char *nearest = NULL;
    int best = ak_text_tolerance(id) + 1;
    char all[256];

    for (size_t i = 0; i < class->column_count; i++) {
        int distance = ak_text_distance(id, class->columns[i].id);

        if (ak_text_caseeq(id, class->columns[i].id)) {
            *out = i;
            return 0;
        }
        if (distance < best) {
            best = distance;
            nearest = class->columns[i].id;
        }
    }
    if (nearest != NULL)
        return ak_err_set(err, AK_ERR_USAGE, "there is no column \"%s\"; did you mean \"%s\"?", id,
                          nearest);
    return ak_err_set(err, AK_ERR_USAGE, "there is no column \"%s\"; there are %s", id,
                      ak_table_column_names(class, all, sizeof all));
}

/* Where the value of the word at `at` starts: behind `!` and `column:`. */
static const char *value_of_word(const char *at)
{
    const char *body = *at == '!' ? at + 1 : at;
    const char *mark = body + strcspn(body, ": ");

    if (*body == '/' || *body == '"')
        return body;
    return *mark == ':' ? mark + 1 : body;
}

/* Takes one word from *text: "/…/" to its closing slash, quotes kept together, else to a space. */
static bool next_word(const char **text, char word[WORD_SIZE])
{
    const char *at = *text + strspn(*text, " ");

    if (*at == '\0')
        return false;
    const char *value = value_of_word(at);
    bool is_enclosed = *value == '/' || *value == '"';
    const char closing[] = {is_enclosed ? *value : ' ', '\0'};
    const char *end = value + is_enclosed;
    end += strcspn(end, closing);
    if (is_enclosed && *end != '\0')
        end++;
    snprintf(word, WORD_SIZE, "%.*s", (int)(end - at < WORD_SIZE ? end - at : WORD_SIZE - 1), at);
    *text = end;
    return true;
}

static int compile_regex(struct term *term, const char *word, struct ak_err *err)
{
    char expression[WORD_SIZE];
    size_t len = strlen(word);
    char reason[128];

    /* A closing slash is not asked for: the expression works while it is being typed. */
    snprintf(expression, sizeof expression, "%.*s",
             (int)(len > 1 && word[len - 1] == '/' ? len - 2 : len - 1), word + 1);
    if (ak__expression_is_costly(expression))
        return ak_err_set(err, AK_ERR_USAGE,
                          "/%s/ would take too long: it has a back-reference, or its repetitions "
                          "multiply",
                          expression);
    int failed = regcomp(&term->regex, expression, REG_EXTENDED | REG_ICASE | REG_NOSUB);
    if (failed != 0) {
        regerror(failed, &term->regex, reason, sizeof reason);
        return ak_err_set(err, AK_ERR_USAGE, "/%s/ is no regular expression: %s", expression,
                          reason);
    }
    term->is_regex = true;
    return 0;
}

static void lower(char *text)
{
    for (; *text != '\0'; text++) {
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
    }
}

static char *take_literal(const char *word)
{
    size_t len = strlen(word);
    char *literal;

    if (word[0] == '"') {
        word++;
        len--;
        if (len > 0 && word[len - 1] == '"')
            len--;
    }
    literal = ak_strndup(word, len);
    lower(literal);
    return literal;
}

/* While `!`, `column:` or a quote are all that is typed, they ask for nothing yet. */
static bool is_empty_value(const char *word)
{
    return word[strspn(word, word[0] == '/' ? "/" : "\"")] == '\0';
}

static int compile_term(const struct ak_table_class *class, const char *word, struct term *term,
                        struct ak_err *err)
{
    const char *colon;

    if (word[0] == '!') {
        term->is_inverted = true;
        word++;
    }
    colon = word[0] == '/' || word[0] == '"' ? NULL : strchr(word, ':');
    if (colon != NULL) {
        char id[WORD_SIZE];
        size_t column = 0;

        snprintf(id, sizeof id, "%.*s", (int)(colon - word), word);
        int failed = ak__table_find_column(class, id, &column, err);
        if (failed)
            return failed;
        term->column = (int)column;
        word = colon + 1;
    }
    term->is_empty = is_empty_value(word);
    if (term->is_empty)
        return 0;
    if (word[0] == '/')
        return compile_regex(term, word, err);
    term->word = take_literal(word);
    return 0;
}

int ak_filter_new(const struct ak_table_class *class, const char *text, struct ak_filter **out,
                  struct ak_err *err)
{
    struct ak_filter *filter = ak_alloc(1, sizeof *filter);
    char word[WORD_SIZE];

    filter->references = 1;
    filter->terms = ak_vec_init(sizeof(struct term));
    while (next_word(&text, word)) {
        struct term term = {.column = NO_COLUMN};
        int failed = compile_term(class, word, &term, err);

        if (failed) {
            release_term(&term);
            ak_filter_unref(filter);
            return failed;
        }
        if (!term.is_empty)
            *(struct term *)ak_vec_push(&filter->terms) = term;
    }
    if (filter->terms.len == 0) {
        ak_filter_unref(filter);
        filter = NULL;
    }
    *out = filter;
    return 0;
}

static bool text_matches(const struct term *term, const char *text)
{
    if (term->is_regex)
        return regexec(&term->regex, text, 0, NULL, 0) == 0;
    return ak_text_casestr(text, term->word) != NULL;
}

static bool column_matches(const struct term *term, const struct ak_column *column, const void *row,
                           const void *context)
{
    struct ak_table_cell cell = {.role = AK_ROLE_TEXT};

    column->value(row, context, &cell);
    return text_matches(term, cell.text);
}

/* All texts as one, for expressions: `^` is the start of the row and `$` its end. In between stands
 * what no one types. */
static void join_texts(const char *const *texts, size_t count, char out[ROW_SIZE])
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < count && used + 1 < ROW_SIZE; i++) {
        if (texts[i] != NULL)
            used += (size_t)snprintf(out + used, ROW_SIZE - used, "%s%s", used > 0 ? "\x1f" : "",
                                     texts[i]);
    }
}

static bool any_text_matches(const struct term *term, const struct ak_table_class *class,
                             const void *row)
{
    const char *texts[AK_TABLE_TEXTS];
    size_t count = class->texts(row, texts);
    char line[ROW_SIZE];

    if (term->is_regex) {
        join_texts(texts, count, line);
        return text_matches(term, line);
    }
    for (size_t i = 0; i < count; i++) {
        if (texts[i] != NULL && text_matches(term, texts[i]))
            return true;
    }
    return false;
}

static bool term_matches(const struct term *term, const struct ak_table_class *class,
                         const void *row, const void *context)
{
    if (term->column != NO_COLUMN)
        return column_matches(term, &class->columns[term->column], row, context);
    if (class->texts != NULL)
        return any_text_matches(term, class, row);
    for (size_t i = 0; i < class->column_count; i++) {
        if (column_matches(term, &class->columns[i], row, context))
            return true;
    }
    return false;
}

bool ak__filter_matches(const struct ak_filter *filter, const struct ak_table_class *class,
                        const void *row, const void *context)
{
    if (filter == NULL)
        return true;
    for (size_t i = 0; i < filter->terms.len; i++) {
        const struct term *term = ak_vec_at(&filter->terms, i);

        if (term_matches(term, class, row, context) == term->is_inverted)
            return false;
    }
    return true;
}
