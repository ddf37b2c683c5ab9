/* text.h: text from outside as data. UTF-8 in, UTF-8 out; what a terminal could take for a command
 * never passes. Nothing here depends on the locale, and nothing allocates unless it says so. */
#ifndef AKSCOPE_BASE_TEXT_H
#define AKSCOPE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "akscope/base/arena.h"
#include "akscope/base/attributes.h"

/* The replacement for what can't be shown. */
#define AK_TEXT_REPLACEMENT "\xEF\xBF\xBD"

/* Decodes the code point at text[0..len) into *point and returns its length in bytes; an invalid or
 * cut sequence gives U+FFFD and consumes 1 byte. len must not be 0. */
AK_NONNULL size_t ak_utf8_decode(const char *text, size_t len, uint32_t *point);

/* Writes `point` as UTF-8 into out (4 bytes are enough, no NUL) and returns the length. */
AK_NONNULL size_t ak_utf8_encode(uint32_t point, char out[4]);

/* Columns that a code point takes in a terminal: 0 (combining, zero width), 1 or 2 (wide), by
 * Unicode's East Asian Width; -1 for a control character. */
int ak_point_width(uint32_t point);

/* True for what must never reach a terminal: C0, DEL, C1, bidirectional overrides and isolates
 * (U+202A–202E, U+2066–2069), line and paragraph separators, and other invisible format characters
 * that can forge a line (U+200B, U+FEFF, tags U+E0000–E007F). Zero-width joiner and variation
 * selectors are kept. */
bool ak_point_is_unsafe(uint32_t point);

/* Copies text[0..len) into out (size bytes, NUL-terminated, cut at a whole cluster): invalid UTF-8
 * and unsafe points become U+FFFD, tab and line breaks one space. Returns the length written. */
AK_NONNULL size_t ak_text_sanitise(const char *text, size_t len, char *out, size_t size);

/* The same into an arena, whole. Returns `text` itself copied when nothing had to change. */
AK_NONNULL AK_RETURNS_NONNULL char *ak_text_sanitise_in(struct ak_arena *arena, const char *text,
                                                        size_t len);

/* True when sanitising would change nothing. */
AK_NONNULL bool ak_text_is_clean(const char *text, size_t len);

/* Length in bytes of the first user-perceived cluster (a base and its combining marks, joiners and
 * selectors) of text[0..len), and its width in columns (0 to 2). len must not be 0. */
AK_NONNULL size_t ak_text_cluster(const char *text, size_t len, int *width);

/* Columns of a NUL-terminated UTF-8 text. */
AK_NONNULL int ak_text_width(const char *text);

/* The longest prefix of whole clusters that fits into `columns`: its bytes; *width its columns. */
AK_NONNULL size_t ak_text_fit(const char *text, int columns, int *width);

/* Comparison without regard to ASCII letter case: resource ids, names, sizes, enum values. NULL
 * sorts before everything and equals NULL. */
int ak_text_casecmp(const char *a, const char *b);
bool ak_text_caseeq(const char *a, const char *b);
AK_NONNULL bool ak_text_has_prefix(const char *text, const char *prefix, bool ignore_case);
AK_NONNULL const char *ak_text_casestr(const char *text, const char *part);

/* The length of an endpoint's URL without slashes at its end, which mean nothing there; and whether
 * two are the same but for them and for letter case. */
AK_NONNULL size_t ak_text_endpoint_len(const char *url);
AK_NONNULL bool ak_text_same_endpoint(const char *a, const char *b);

/* True when the whole text has the form of a pattern in which `*` stands for any characters and `?`
 * for one; without regard to ASCII letter case. */
AK_NONNULL bool ak_text_matches(const char *text, const char *pattern);

/* Comparison for lists: runs of digits count as numbers ("pool2" before "pool10"), ASCII case is
 * ignored. */
AK_NONNULL int ak_text_naturalcmp(const char *a, const char *b);

/* Copies with truncation, always NUL-terminated; size must not be 0. Returns true when all fitted.
 * Cuts at a whole cluster. */
AK_NONNULL bool ak_text_copy(char *out, size_t size, const char *text);

/* Parses a whole decimal integer within [min, max]; false (and *out untouched) on anything else. */
AK_NONNULL AK_MUST_USE bool ak_text_to_int(const char *text, int64_t min, int64_t max,
                                           int64_t *out);

/* Edit distance without regard to case, for "did you mean"; stops counting at 16. Words of more
 * than 64 bytes are equal or 16 apart. */
AK_NONNULL int ak_text_distance(const char *a, const char *b);

/* The distance up to which a word may be what was meant with `asked`: a quarter of it, and one. */
AK_NONNULL int ak_text_tolerance(const char *asked);

#endif
