#include "config.h"

#include "condition_int.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/err.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "json_int.h"

static bool holds(const cJSON *test, const cJSON *fact, const cJSON *facts, bool absent);

static bool is_equal(const cJSON *test, const cJSON *fact)
{
    if (cJSON_IsString(test)) {
        return cJSON_IsString(fact) && ak_text_caseeq(test->valuestring, fact->valuestring);
    }
    if (cJSON_IsNumber(test)) {
        return cJSON_IsNumber(fact) && !(test->valuedouble < fact->valuedouble) &&
               !(test->valuedouble > fact->valuedouble);
    }
    return cJSON_IsBool(test) && cJSON_IsBool(fact) && cJSON_IsTrue(test) == cJSON_IsTrue(fact);
}

static bool matches_text(const regex_t *pattern, const cJSON *text)
{
    return cJSON_IsString(text) && regexec(pattern, text->valuestring, 0, NULL, 0) == 0;
}

static bool matches(const char *pattern, const cJSON *fact)
{
    regex_t compiled;
    if (regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB) != 0) {
        AK_BUG("a rule's pattern is none: %s", pattern);
    }
    bool good = !cJSON_IsArray(fact) && matches_text(&compiled, fact);
    if (cJSON_IsArray(fact)) {
        good = true;
        const cJSON *item = NULL;
        cJSON_ArrayForEach(item, fact)
        {
            good = good && matches_text(&compiled, item);
        }
    }
    regfree(&compiled);
    return good;
}

static bool has_item(const cJSON *item, const cJSON *list)
{
    const cJSON *candidate = NULL;
    cJSON_ArrayForEach(candidate, list)
    {
        if (is_equal(item, candidate)) {
            return true;
        }
    }
    return false;
}

/* Compares with a number of the table, or with another fact; what is no number passes nothing. */
static bool is_bounded(const cJSON *fact, const cJSON *bound, bool is_lowest, bool absent)
{
    if (bound == NULL) {
        return absent;
    }
    if (!cJSON_IsNumber(fact) || !cJSON_IsNumber(bound)) {
        return false;
    }
    return is_lowest ? fact->valuedouble >= bound->valuedouble
                     : fact->valuedouble <= bound->valuedouble;
}

/* One member of a test that is an object. */
static bool holds_member(const cJSON *member, const cJSON *fact, const cJSON *facts, bool absent)
{
    const char *name = member->string;
    if (strcmp(name, "min") == 0 || strcmp(name, "max") == 0) {
        return is_bounded(fact, member, strcmp(name, "min") == 0, absent);
    }
    if (strcmp(name, "atLeast") == 0 || strcmp(name, "atMost") == 0) {
        const cJSON *other = ak_sim_json_get(facts, member->valuestring);
        return is_bounded(fact, other, strcmp(name, "atLeast") == 0, absent);
    }
    if (strcmp(name, "pattern") == 0) {
        return matches(member->valuestring, fact);
    }
    if (strcmp(name, "has") == 0) {
        return has_item(member, fact);
    }
    if (strcmp(name, "not") == 0) {
        return !holds(member, fact, facts, false);
    }
    if (strcmp(name, "given") != 0) {
        AK_BUG("a rule has an unknown test: %s", name);
    }
    return true;
}

static bool holds_when_absent(const cJSON *test, bool absent)
{
    if (cJSON_IsNull(test) || ak_sim_json_get(test, "not") != NULL) {
        return true;
    }
    return ak_sim_json_get(test, "given") == NULL && absent;
}

static bool holds(const cJSON *test, const cJSON *fact, const cJSON *facts, bool absent)
{
    if (fact == NULL) {
        return holds_when_absent(test, absent);
    }
    const cJSON *part = NULL;
    if (cJSON_IsArray(test)) {
        cJSON_ArrayForEach(part, test)
        {
            if (holds(part, fact, facts, absent)) {
                return true;
            }
        }
        return false;
    }
    if (!cJSON_IsObject(test)) {
        return is_equal(test, fact);
    }
    cJSON_ArrayForEach(part, test)
    {
        if (!holds_member(part, fact, facts, absent)) {
            return false;
        }
    }
    return true;
}

bool ak_sim_condition_holds(const cJSON *conditions, const cJSON *facts, bool absent)
{
    const cJSON *test = NULL;
    cJSON_ArrayForEach(test, conditions)
    {
        if (!holds(test, ak_sim_json_get(facts, test->string), facts, absent)) {
            return false;
        }
    }
    return true;
}

const cJSON *ak_sim_condition_first(const cJSON *list, const cJSON *facts)
{
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, list)
    {
        if (ak_sim_condition_holds(ak_sim_json_get(item, "when"), facts, false)) {
            return item;
        }
    }
    return NULL;
}

static bool put_fact(struct ak_buf *buf, const cJSON *fact)
{
    if (cJSON_IsString(fact)) {
        return ak_buf_puts(buf, fact->valuestring);
    }
    if (cJSON_IsNumber(fact)) {
        return ak_buf_printf(buf, "%.10g", fact->valuedouble);
    }
    if (cJSON_IsBool(fact)) {
        return ak_buf_puts(buf, cJSON_IsTrue(fact) ? "true" : "false");
    }
    bool fits = true;
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, fact)
    {
        fits = fits && (item == fact->child || ak_buf_puts(buf, ", ")) && put_fact(buf, item);
    }
    return fits;
}

char *ak_sim_condition_fill(const char *text, const cJSON *facts)
{
    struct ak_buf buf = ak_buf_init(AK_LIMIT_HEADERS);
    bool fits = true;
    while (*text != '\0' && fits) {
        size_t plain = strcspn(text, "{");
        const char *open = text + plain;
        const char *close = strchr(open, '}');
        fits = ak_buf_append(&buf, text, plain);
        if (close == NULL) {
            fits = fits && ak_buf_puts(&buf, open);
            text = "";
            continue;
        }
        char *name = ak_strndup(open + 1, (size_t)(close - open) - 1);
        fits = fits && put_fact(&buf, ak_sim_json_get(facts, name));
        free(name);
        text = close + 1;
    }
    /* What is too long is cut: it only ever ends in a message. */
    return ak_buf_take(&buf, &(size_t){0});
}
