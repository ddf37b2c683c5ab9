/* agree_choices.h: combinations of choices: every one, or those that differ from the usual ones in
 * a few questions only, so that what is wrong with one answer is not hidden by another. The same in
 * every run. */
#ifndef AKSCOPE_TESTS_CONFORM_AGREE_CHOICES_H
#define AKSCOPE_TESTS_CONFORM_AGREE_CHOICES_H

#include <stddef.h>

enum { QUESTIONS_MOST = 40 };

/* One thing to choose. An answer is settings, "option=value; option=value"; "" chooses nothing. */
struct question {
    const char *name;
    const char *const *answers; /* the usual one first; NULL at the end */
};

/* Which answer each question has. */
struct combination {
    unsigned char answers[QUESTIONS_MOST];
};

typedef void visit_combination(const struct combination *combination, void *context);

/* Visits the combinations in which at most `most` questions have another answer than the usual one;
 * with `count` of them, all. Later questions change first. */
void combinations_visit(const struct question *questions, size_t count, size_t most,
                        visit_combination *visit, void *context);

#endif
