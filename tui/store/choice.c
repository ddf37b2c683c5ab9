/* choice.c: chosen subscriptions. A file of lines: cloud, tenant and subscription that is shown,
 * with blanks between them, and NOTHING where a tenant shows none. */
#include "config.h"

#include "choice_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/base/vec.h"
#include "akscope/io/file.h"

#define NOTHING "-"

enum { WORDS = 3 };

/* A subscription that is shown of a tenant that doesn't show all. */
struct shown {
    char *tenant_id; /* NOTHING where Azure told none */
    char *id;        /* NOTHING: no other line of the tenant is needed for it to have a choice */
};

struct ak_choice {
    char *endpoint;
    struct ak_vec shown; /* struct shown, in order */
};

struct ak_choice *ak_choice_new(const char *endpoint)
{
    struct ak_choice *choice = ak_alloc(1, sizeof *choice);

    choice->endpoint = ak_strdup(endpoint);
    choice->shown = ak_vec_init(sizeof(struct shown));
    return choice;
}

static const struct shown *shown_at(const struct ak_choice *choice, size_t i)
{
    return ak_vec_at(&choice->shown, i);
}

static void push(struct ak_choice *choice, const char *tenant_id, const char *id)
{
    *(struct shown *)ak_vec_push(&choice->shown) =
        (struct shown){.tenant_id = ak_strdup(tenant_id), .id = ak_strdup(id)};
}

struct ak_choice *ak_choice_copy(const struct ak_choice *choice)
{
    struct ak_choice *copy = ak_choice_new(choice->endpoint);

    for (size_t i = 0; i < choice->shown.len; i++)
        push(copy, shown_at(choice, i)->tenant_id, shown_at(choice, i)->id);
    return copy;
}

static void drop(struct shown *shown)
{
    free(shown->tenant_id);
    free(shown->id);
}

void ak_choice_clear(struct ak_choice *choice)
{
    for (size_t i = 0; i < choice->shown.len; i++)
        drop(ak_vec_at(&choice->shown, i));
    ak_vec_clear(&choice->shown);
}

void ak_choice_free(struct ak_choice *choice)
{
    if (choice == NULL)
        return;
    ak_choice_clear(choice);
    ak_vec_release(&choice->shown);
    free(choice->endpoint);
    free(choice);
}

/* ---- looking ---- */

static int compare(const void *left, const void *right)
{
    const struct shown *a = left;
    const struct shown *b = right;
    int by_tenant = ak_text_casecmp(a->tenant_id, b->tenant_id);

    return by_tenant != 0 ? by_tenant : ak_text_casecmp(a->id, b->id);
}

static void sort(struct ak_choice *choice)
{
    if (choice->shown.len > 0)
        qsort(choice->shown.items, choice->shown.len, sizeof(struct shown), compare);
}

static const char *tenant_of(const struct ak_subscription *subscription)
{
    return subscription->tenant_id != NULL ? subscription->tenant_id : NOTHING;
}

static bool has(const struct ak_choice *choice, const char *tenant_id, const char *id)
{
    struct shown wanted = {.tenant_id = (char *)(uintptr_t)tenant_id, .id = (char *)(uintptr_t)id};

    return choice->shown.len > 0 &&
           bsearch(&wanted, choice->shown.items, choice->shown.len, sizeof wanted, compare) != NULL;
}

bool ak_choice_is_made(const struct ak_choice *choice)
{
    return choice->shown.len > 0;
}

bool ak_choice_shows(const struct ak_choice *choice, const struct ak_subscription *subscription)
{
    const char *tenant_id = tenant_of(subscription);

    return !has(choice, tenant_id, NOTHING) ||
           (subscription->id != NULL && has(choice, tenant_id, subscription->id));
}

/* ---- making ---- */

static int compare_texts(const void *left, const void *right)
{
    return ak_text_casecmp(*(const char *const *)left, *(const char *const *)right);
}

static bool is_among(const char *text, const struct ak_vec *sorted)
{
    return sorted->len > 0 &&
           bsearch(&text, sorted->items, sorted->len, sizeof text, compare_texts) != NULL;
}

static void drop_tenant(struct ak_choice *choice, const char *tenant_id)
{
    size_t kept = 0;

    for (size_t i = 0; i < choice->shown.len; i++) {
        struct shown *shown = ak_vec_at(&choice->shown, i);

        if (ak_text_caseeq(shown->tenant_id, tenant_id))
            drop(shown);
        else
            *(struct shown *)ak_vec_at(&choice->shown, kept++) = *shown;
    }
    choice->shown.len = kept;
}

static bool shows_all(const struct ak_subscriptions *listed, const char *tenant_id,
                      const struct ak_vec *ids)
{
    for (size_t i = 0; i < listed->count; i++) {
        const struct ak_subscription *item = &listed->items[i];

        if (ak_subscription_is_usable(item) && ak_text_caseeq(tenant_of(item), tenant_id) &&
            !is_among(item->id, ids))
            return false;
    }
    return true;
}

static void choose_in_tenant(struct ak_choice *choice, const struct ak_subscriptions *listed,
                             const char *tenant_id, const struct ak_vec *ids)
{
    drop_tenant(choice, tenant_id);
    if (shows_all(listed, tenant_id, ids))
        return;
    push(choice, tenant_id, NOTHING);
    for (size_t i = 0; i < listed->count; i++) {
        const struct ak_subscription *item = &listed->items[i];

        if (item->id != NULL && ak_text_caseeq(tenant_of(item), tenant_id) &&
            is_among(item->id, ids))
            push(choice, tenant_id, item->id);
    }
}

static bool is_first_of_tenant(const struct ak_subscriptions *listed, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (ak_text_caseeq(tenant_of(&listed->items[i]), tenant_of(&listed->items[at])))
            return false;
    }
    return true;
}

void ak_choice_make(struct ak_choice *choice, const struct ak_subscriptions *listed,
                    const struct ak_texts *ids)
{
    struct ak_vec sorted = ak_vec_init(sizeof(const char *));

    for (size_t i = 0; i < ids->count; i++)
        *(const char **)ak_vec_push(&sorted) = ids->items[i];
    if (sorted.len > 0)
        qsort(sorted.items, sorted.len, sizeof(const char *), compare_texts);
    for (size_t i = 0; i < listed->count; i++) {
        if (is_first_of_tenant(listed, i))
            choose_in_tenant(choice, listed, tenant_of(&listed->items[i]), &sorted);
    }
    sort(choice);
    ak_vec_release(&sorted);
}

/* ---- the file ---- */

char *ak_choice_path(void)
{
    return ak_file_user_path("STATE", "subscriptions");
}

/* The words of a line, cut apart in place; false when there are not so many. */
static bool split(char *line, char *words[WORDS])
{
    char *rest = NULL;
    size_t count = 0;

    for (char *word = strtok_r(line, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        if (count == WORDS)
            return false;
        words[count++] = word;
    }
    return count == WORDS;
}

/* The next line's words, cut apart in place; what is no line that was written here is passed over.
 * False after the last. */
static bool next_line(char **rest, char *words[WORDS])
{
    while (**rest != '\0') {
        char *line = *rest;
        size_t len = strcspn(line, "\n");

        *rest += len + (line[len] != '\0');
        line[len] = '\0';
        if (ak_text_is_clean(line, len) && split(line, words))
            return true;
    }
    return false;
}

/* Are these the words of a line of this cloud? */
static bool is_own(const struct ak_choice *choice, char *const words[WORDS])
{
    return ak_text_same_endpoint(words[0], choice->endpoint);
}

/* A file that is not there is as an empty one. */
static int read_file(const char *path, char **text, struct ak_err *err)
{
    struct ak_err cause = ak_err_none();
    size_t len;
    int failed = ak_file_read(path, AK_LIMIT_CONFIG, text, &len, &cause);

    if (failed && cause.system_code == ENOENT) {
        *text = ak_strdup("");
        return 0;
    }
    if (failed)
        *err = cause;
    return failed;
}

static void drop_twins(struct ak_choice *choice)
{
    size_t kept = 0;

    for (size_t i = 0; i < choice->shown.len; i++) {
        struct shown *shown = ak_vec_at(&choice->shown, i);

        if (kept > 0 && compare(shown_at(choice, kept - 1), shown) == 0)
            drop(shown);
        else
            *(struct shown *)ak_vec_at(&choice->shown, kept++) = *shown;
    }
    choice->shown.len = kept;
}

/* Puts in order what a hand may have written: each line once, and for each tenant that has one its
 * NOTHING. */
static void mend(struct ak_choice *choice)
{
    sort(choice);
    drop_twins(choice);
    for (size_t i = 0; i < choice->shown.len; i++) {
        const char *tenant_id = shown_at(choice, i)->tenant_id;

        if (has(choice, tenant_id, NOTHING))
            continue;
        push(choice, tenant_id, NOTHING);
        sort(choice);
    }
}

void ak__choice_take(struct ak_choice *choice, char *text)
{
    char *words[WORDS];

    while (next_line(&text, words)) {
        if (is_own(choice, words))
            push(choice, words[1], words[2]);
    }
    mend(choice);
}

int ak_choice_read(struct ak_choice *choice, const char *path, struct ak_err *err)
{
    char *text = NULL;
    int failed = read_file(path, &text, err);

    if (failed)
        return failed;
    ak__choice_take(choice, text);
    free(text);
    return 0;
}

bool ak__choice_put(const struct ak_choice *choice, char *before, struct ak_buf *text)
{
    char *words[WORDS];
    bool fits = true;

    while (next_line(&before, words)) {
        if (!is_own(choice, words))
            fits = fits && ak_buf_printf(text, "%s %s %s\n", words[0], words[1], words[2]);
    }
    for (size_t i = 0; i < choice->shown.len; i++) {
        const struct shown *shown = shown_at(choice, i);

        fits = fits &&
               ak_buf_printf(text, "%s %s %s\n", choice->endpoint, shown->tenant_id, shown->id);
    }
    return fits;
}

/* The lock is a file of its own: the other one is replaced. */
int ak_choice_write(const struct ak_choice *choice, const char *path, struct ak_err *err)
{
    struct ak_buf text = ak_buf_init(AK_LIMIT_CONFIG);
    char *lock = ak_asprintf("%s.lock", path);
    char *before = NULL;
    int descriptor;
    int failed = ak_file_lock(lock, &descriptor, err);

    free(lock);
    if (failed)
        return failed;
    failed = read_file(path, &before, err);
    if (!failed && !ak__choice_put(choice, before, &text))
        failed = ak_err_set(err, AK_ERR_TOO_LARGE, "%s: more than %d bytes", path, AK_LIMIT_CONFIG);
    if (!failed)
        failed = ak_file_replace(path, ak_buf_text(&text), text.len, err);
    free(before);
    ak_buf_release(&text);
    ak_file_unlock(descriptor);
    return failed;
}
