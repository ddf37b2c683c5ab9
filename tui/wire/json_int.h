/* json_int.h: reading JSON that came from outside.
 *
 * ak__json_parse lets nothing through that could surprise a reader later: the text is bounded, not
 * too deep, free of NUL characters and of duplicate members. What it returns is read through nodes.
 * A node is a value and the way to it, so that a wrong type is reported with its place
 * ("value[3].properties.count: expected a whole number"). `null` counts as missing everywhere.
 *
 * Failure is sticky: the first one fills reader->err and sets reader->failed, and everything read
 * afterwards is empty. A codec reads straight through and looks at `failed` once at the end. */
#ifndef AKSCOPE_WIRE_JSON_INT_H
#define AKSCOPE_WIRE_JSON_INT_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "akscope/base/arena.h"
#include "akscope/base/attributes.h"
#include "akscope/base/buf.h"
#include "akscope/base/err.h"
#include "akscope/model/value.h"

/* Parses body[0..len) into *root, which the caller frees with cJSON_Delete. AK_ERR_MALFORMED, or
 * AK_ERR_TOO_LARGE beyond AK_LIMIT_BODY. An escaped NUL or half of a surrogate pair in a string is
 * read as U+FFFD: cJSON would cut the string there, or refuse the whole answer. Any thread. */
AK_NONNULL AK_MUST_USE int ak__json_parse(const char *body, size_t len, cJSON **root,
                                          struct ak_err *err);

/* Appends the tree as text, indented or compact; unsafe characters (text.h) as escapes, whole
 * numbers with all their digits. False, and nothing is appended, when it does not fit. */
AK_NONNULL AK_MUST_USE bool ak__json_print(const cJSON *json, bool is_indented, struct ak_buf *out);

/* What cJSON has made; want of memory, which it answers with NULL, is the end as everywhere. */
AK_RETURNS_NONNULL cJSON *ak__json_made(cJSON *json);

/* An array of texts, and an object whose members are texts; of two members of one name, which no
 * reader accepts, the first stays. The caller owns them. */
AK_NONNULL AK_RETURNS_NONNULL cJSON *ak__json_of_texts(const struct ak_texts *texts);
AK_NONNULL AK_RETURNS_NONNULL cJSON *ak__json_of_pairs(const struct ak_pairs *pairs);

/* The same, with the whole tree in `arena`: it is read, never changed, and not to be deleted. A
 * tree of a page has fifty thousand pieces that are wanted for a moment only. */
AK_NONNULL AK_MUST_USE int ak__json_parse_in(struct ak_arena *arena, const char *body, size_t len,
                                             const cJSON **root, struct ak_err *err);

/* As cJSON_Delete after overwriting every string of the tree: for answers that carry a secret. */
void ak__json_wipe(cJSON *root);

enum { AK__RECENT_LISTS = 8 };

/* A short list in the arena. */
struct ak__recent {
    const void *items;
    size_t size;
};

/* Where texts go and where the first failure is kept. */
struct ak__reader {
    struct ak_arena *arena;
    struct ak_err *err;                         /* filled by the first failure only */
    int failed;                                 /* its kind, or 0 */
    const cJSON *failed_at;                     /* where: the value, or what should have it */
    struct ak__recent recent[AK__RECENT_LISTS]; /* pools of a fleet repeat zones, taints, labels */
    size_t next_recent;
};

/* A value with the way to it. `up` must outlive the node. */
struct ak__node {
    struct ak__reader *reader;
    const cJSON *json; /* NULL: missing or null */
    const struct ak__node *up;
    const char *name; /* the member's name; NULL for an item of an array and for the root */
    size_t index;     /* the item's index */
};

AK_NONNULL struct ak__node ak__root(struct ak__reader *reader, const cJSON *json);

/* The member of an object, by exact name; missing when the object is. Not an object: a failure. */
AK_NONNULL struct ak__node ak__member(const struct ak__node *object, const char *name);

/* Walking: for (item = ak__first_item(&list); item.json != NULL; item = ak__next(&item)). Null
 * items and members are passed over; a missing list or object has none. */
AK_NONNULL struct ak__node ak__first_item(const struct ak__node *array);
AK_NONNULL struct ak__node ak__first_member(const struct ak__node *object);
AK_NONNULL struct ak__node ak__next(const struct ak__node *node);

/* Items that walking will meet. */
AK_NONNULL size_t ak__item_count(const struct ak__node *array);

/* Fails with AK_ERR_MALFORMED and the way to the node: "<path>: <what>". */
AK_NONNULL void ak__fail(const struct ak__node *node, const char *what);

/* The text as it was sent, borrowed from the tree, NOT sanitised: to compare, never to keep. */
AK_NONNULL const char *ak__raw_text(const struct ak__node *node);

/* The text sanitised into the arena; NULL when missing or empty. `shared` is for what a fleet
 * repeats: equal texts are kept once. */
AK_NONNULL const char *ak__text(const struct ak__node *node);
AK_NONNULL const char *ak__shared_text(const struct ak__node *node);

/* As ak__text; missing or empty is a failure. */
AK_NONNULL const char *ak__required_text(const struct ak__node *node);

/* The name of an object's member as a shared text. */
AK_NONNULL const char *ak__name(const struct ak__node *member);

/* 2^53: the largest whole number up to which a double holds every one. */
#define AK__LARGEST_WHOLE 9007199254740992.0

/* True, and *out set, when `value` is a whole number within ±2^53: beyond it digits were lost on
 * the way through a double. */
AK_NONNULL AK_MUST_USE bool ak__to_whole(double value, int64_t *out);

/* A whole number within ±2^53. */
AK_NONNULL struct ak_number ak__number(const struct ak__node *node);
AK_NONNULL enum ak_answer ak__answer(const struct ak__node *node);

/* A list of texts, and an object whose members are texts; shared, in the order sent. */
AK_NONNULL struct ak_texts ak__texts(const struct ak__node *array);
AK_NONNULL struct ak_pairs ak__pairs(const struct ak__node *object);

enum ak__field_kind {
    AK__FIELD_TEXT,    /* const char * by ak__text */
    AK__FIELD_SHARED,  /* const char * by ak__shared_text */
    AK__FIELD_NUMBER,  /* struct ak_number */
    AK__FIELD_DECIMAL, /* const char *: a number as JSON writes it */
    AK__FIELD_ANSWER,  /* enum ak_answer */
    AK__FIELD_TEXTS,   /* struct ak_texts */
    AK__FIELD_PAIRS,   /* struct ak_pairs */
};

/* A member of a JSON object and the field of a struct that takes it. */
struct ak__field {
    const char *path; /* "count", or further down: "powerState.code" */
    enum ak__field_kind kind;
    size_t offset;
};

/* Reads every field that is there. A missing one leaves its field alone, so that of two rows with
 * one offset the later is preferred and the earlier its fallback. */
AK_NONNULL void ak__read_fields(const struct ak__node *object, const struct ak__field *fields,
                                size_t count, void *out);

#endif
