/* json_parse.c: bytes to a JSON tree that is safe to read. */
#include "config.h"

#include "json_int.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"

/* Above this many members they are sorted. */
enum { FEW_MEMBERS = 64, MARKS = 1024, ESCAPE_LEN = 6 };

/* Where the pieces of the tree go that this thread parses; NULL: where malloc puts them. */
static _Thread_local struct ak_arena *parse_arena;

static void *take_piece(size_t size)
{
    return parse_arena != NULL ? ak_arena_take(parse_arena, size) : malloc(size);
}

static void give_back_piece(void *piece)
{
    if (parse_arena == NULL)
        free(piece);
}

/* cJSON's hooks are global and read without a lock: they are set before there are threads. */
__attribute__((constructor)) static void set_hooks(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = take_piece, .free_fn = give_back_piece});
}

/* One walk over the text: where it has escapes that cJSON would not take, or is too deep. */
struct scan {
    size_t depth;
    size_t deepest;
    bool needs_mending; /* an escape that cJSON would cut at or refuse */
    char *mended;       /* a copy to mend, or NULL to only look */
};

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The code unit of the escape "\uXXXX" at `at`, or -1 when there is none. */
static int code_unit(const char *body, size_t len, size_t at)
{
    int unit = 0;

    if (at + ESCAPE_LEN > len || body[at] != '\\' || body[at + 1] != 'u')
        return -1;
    for (size_t i = 2; i < ESCAPE_LEN; i++) {
        int digit = hex_digit(body[at + i]);

        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static bool is_high_half(int unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low_half(int unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* Passes over the escape at `at` and returns its length. */
static size_t scan_escape(struct scan *scan, const char *body, size_t len, size_t at)
{
    int unit = code_unit(body, len, at);

    if (unit < 0)
        return 2;
    if (is_high_half(unit) && is_low_half(code_unit(body, len, at + ESCAPE_LEN)))
        return 2 * (size_t)ESCAPE_LEN;
    if (unit == 0 || is_high_half(unit) || is_low_half(unit)) {
        scan->needs_mending = true;
        if (scan->mended != NULL)
            memcpy(scan->mended + at, "\\uFFFD", ESCAPE_LEN);
    }
    return ESCAPE_LEN;
}

/* Passes over the string that begins at `at` and returns the index after it. */
static size_t scan_string(struct scan *scan, const char *body, size_t len, size_t at)
{
    at++;
    while (at < len && body[at] != '"') {
        at += body[at] == '\\' ? scan_escape(scan, body, len, at) : 1;
    }
    return at + 1;
}

static void scan_text(struct scan *scan, const char *body, size_t len)
{
    size_t at = 0;

    while (at < len) {
        char c = body[at];

        if (c == '"') {
            at = scan_string(scan, body, len, at);
            continue;
        }
        if (c == '{' || c == '[')
            scan->depth++;
        if ((c == '}' || c == ']') && scan->depth > 0)
            scan->depth--;
        if (scan->depth > scan->deepest)
            scan->deepest = scan->depth;
        at++;
    }
}

static size_t skip_space(const char *body, size_t len, size_t at)
{
    while (at < len &&
           (body[at] == ' ' || body[at] == '\t' || body[at] == '\r' || body[at] == '\n'))
        at++;
    return at;
}

static int check_text(const char *body, size_t len, struct ak_err *err)
{
    if (len > AK_LIMIT_BODY)
        return ak_err_set(err, AK_ERR_TOO_LARGE, "%zu bytes, the limit is %d", len, AK_LIMIT_BODY);
    size_t start = skip_space(body, len, 0);
    if (start == len)
        return ak_err_set(err, AK_ERR_MALFORMED, "the answer is empty");
    if (body[start] == '<')
        return ak_err_set(err, AK_ERR_MALFORMED, "a web page instead of JSON");
    if (memchr(body, '\0', len) != NULL)
        return ak_err_set(err, AK_ERR_MALFORMED, "a NUL byte in the JSON text");
    return 0;
}

/* Says why a text was refused: too deep, else `what` at the byte `at`. */
static int explain(const char *body, size_t len, size_t at, struct ak_err *err)
{
    struct scan scan = {0};

    scan_text(&scan, body, len);
    if (scan.deepest > AK_LIMIT_JSON_DEPTH)
        return ak_err_set(err, AK_ERR_MALFORMED, "nested %zu levels deep, the limit is %d",
                          scan.deepest, AK_LIMIT_JSON_DEPTH);
    return ak_err_set(err, AK_ERR_MALFORMED, "not JSON at byte %zu of %zu", at, len);
}

/* Parses; *end is the index after the value, or where the fault is. `arena` may be NULL. Threads
 * may parse side by side: cJSON allows it where nobody asks cJSON_GetErrorPtr (its README, "Thread
 * Safety"). */
static cJSON *parse_tree(struct ak_arena *arena, const char *body, size_t len, size_t *end)
{
    const char *stop = body;
    cJSON *root;

    parse_arena = arena;
    root = cJSON_ParseWithLengthOpts(body, len, &stop, 0);
    parse_arena = NULL;
    *end = (size_t)(stop - body);
    return root;
}

static int compare_names(const void *a, const void *b)
{
    const cJSON *const *left = a;
    const cJSON *const *right = b;

    return strcmp((*left)->string, (*right)->string);
}

static const char *find_twin_sorted(const cJSON *object, size_t count)
{
    const cJSON **members = ak_alloc(count, sizeof(const cJSON *));
    const char *twin = NULL;
    size_t i = 0;

    for (const cJSON *member = object->child; member != NULL; member = member->next)
        members[i++] = member;
    qsort(members, count, sizeof(const cJSON *), compare_names);
    for (i = 1; i < count && twin == NULL; i++) {
        if (strcmp(members[i - 1]->string, members[i]->string) == 0)
            twin = members[i]->string;
    }
    free(members);
    return twin;
}

/* Members that differ in length, in their first, middle or last letter are different. */
static unsigned mark_of(const char *name)
{
    size_t len = strlen(name);
    unsigned first = (unsigned char)name[0];
    unsigned middle = (unsigned char)name[len / 2];
    unsigned last = (unsigned char)(len > 0 ? name[len - 1] : 0);

    return ((((unsigned)len * 31 + first) * 31 + middle) * 31 + last) % MARKS;
}

static bool occurs_before(const cJSON *object, const cJSON *member)
{
    const cJSON *other = object->child;

    while (other != member && strcmp(other->string, member->string) != 0)
        other = other->next;
    return other != member;
}

/* Names are compared only with those of the same mark: of all that an answer has, hardly ever. */
static const char *find_twin_marked(const cJSON *object)
{
    uint64_t marks[MARKS / 64] = {0};

    for (const cJSON *member = object->child; member != NULL; member = member->next) {
        unsigned mark = mark_of(member->string);
        uint64_t bit = UINT64_C(1) << mark % 64;

        if ((marks[mark / 64] & bit) != 0 && occurs_before(object, member))
            return member->string;
        marks[mark / 64] |= bit;
    }
    return NULL;
}

/* The name of a member that occurs twice, or NULL. */
static const char *find_twin(const cJSON *object)
{
    size_t count = 0;

    for (const cJSON *member = object->child; member != NULL; member = member->next)
        count++;
    return count > FEW_MEMBERS ? find_twin_sorted(object, count) : find_twin_marked(object);
}

/* Refuses duplicate members in the whole tree: which of two counts is anyone's guess. False when it
 * is deeper than `levels`. */
static bool check_twins(const struct ak__node *node, size_t levels)
{
    const char *twin = cJSON_IsObject(node->json) ? find_twin(node->json) : NULL;
    size_t index = 0;

    if (levels == 0)
        return false;
    if (twin != NULL) {
        struct ak__node at = {.reader = node->reader, .json = node->json, .up = node, .name = twin};

        ak__fail(&at, "occurs twice");
        return true;
    }
    for (const cJSON *child = node->json->child; child != NULL; child = child->next, index++) {
        struct ak__node at = {.reader = node->reader,
                              .json = child,
                              .up = node,
                              .name = child->string,
                              .index = index};
        bool is_nested = cJSON_IsObject(child) || cJSON_IsArray(child);

        if (is_nested && !node->reader->failed && !check_twins(&at, levels - 1))
            return false;
    }
    return true;
}

static int parse_checked(struct ak_arena *arena, const char *body, size_t len, cJSON **root,
                         struct ak_err *err)
{
    struct ak__reader reader = {.err = err};
    size_t end = 0;
    cJSON *tree = parse_tree(arena, body, len, &end);
    struct ak__node top = {.reader = &reader, .json = tree};
    int failed;

    if (tree == NULL)
        return explain(body, len, end, err);
    if (skip_space(body, len, end) < len)
        failed = ak_err_set(err, AK_ERR_MALFORMED, "more after the JSON value at byte %zu", end);
    else if (!check_twins(&top, AK_LIMIT_JSON_DEPTH))
        failed = explain(body, len, end, err);
    else
        failed = reader.failed;
    if (!failed)
        *root = tree;
    else if (arena == NULL)
        cJSON_Delete(tree);
    return failed;
}

static int parse(struct ak_arena *arena, const char *body, size_t len, cJSON **root,
                 struct ak_err *err)
{
    struct scan scan = {0};
    int failed = check_text(body, len, err);

    if (failed)
        return failed;
    if (memchr(body, '\\', len) != NULL) /* most have no escapes at all */
        scan_text(&scan, body, len);
    if (!scan.needs_mending)
        return parse_checked(arena, body, len, root, err);

    struct scan mending = {.mended = ak_strndup(body, len)};
    scan_text(&mending, body, len);
    failed = parse_checked(arena, mending.mended, len, root, err);
    explicit_bzero(mending.mended, len);
    free(mending.mended);
    return failed;
}

int ak__json_parse(const char *body, size_t len, cJSON **root, struct ak_err *err)
{
    return parse(NULL, body, len, root, err);
}

int ak__json_parse_in(struct ak_arena *arena, const char *body, size_t len, const cJSON **root,
                      struct ak_err *err)
{
    cJSON *tree = NULL;
    int failed = parse(arena, body, len, &tree, err);

    if (!failed)
        *root = tree;
    return failed;
}

static void wipe(cJSON *json)
{
    for (cJSON *child = json->child; child != NULL; child = child->next)
        wipe(child);
    if (cJSON_IsString(json) && json->valuestring != NULL)
        explicit_bzero(json->valuestring, strlen(json->valuestring));
}

void ak__json_wipe(cJSON *root)
{
    if (root == NULL)
        return;
    wipe(root);
    cJSON_Delete(root);
}
