/* agree_questions.h: what the two sides are asked: kinds of changes, the choices in them, and the
 * world round them. */
#ifndef AKSCOPE_TESTS_CONFORM_AGREE_QUESTIONS_H
#define AKSCOPE_TESTS_CONFORM_AGREE_QUESTIONS_H

#include "akscope/model/intent.h"
#include "tests/conform/agree_choices.h"

struct study {
    const char *name;
    enum ak_intent_kind kind;
    const char *day;
    /* What stands behind the usual answers: settings of the world (agree_world.h), options of the
     * pool, "version=1.35.3". Answers go over it. */
    const char *base;
    const struct question *questions;
    size_t question_count;
    size_t most; /* questions that differ at a time */
    /* Rules, separated by blanks, that count for nothing here: they would hide all others. */
    const char *aside;
};

const struct study *agree_studies(size_t *count);

#endif
