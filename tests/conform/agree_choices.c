/* agree_choices.c: combinations of choices, one question after the other. */
#include "config.h"

#include "tests/conform/agree_choices.h"

#include "akscope/base/err.h"

struct walk {
    const struct question *questions;
    size_t count;
    visit_combination *visit;
    void *context;
    struct combination combination;
};

static void choose(struct walk *walk, size_t question, size_t left)
{
    const char *const *answers;

    if (question == walk->count) {
        walk->visit(&walk->combination, walk->context);
        return;
    }
    answers = walk->questions[question].answers;
    for (unsigned char i = 0; answers[i] != NULL && (i == 0 || left > 0); i++) {
        walk->combination.answers[question] = i;
        choose(walk, question + 1, i == 0 ? left : left - 1);
    }
}

void combinations_visit(const struct question *questions, size_t count, size_t most,
                        visit_combination *visit, void *context)
{
    struct walk walk = {.questions = questions, .count = count, .visit = visit, .context = context};

    if (count > QUESTIONS_MOST)
        AK_BUG("%zu questions are too many", count);
    choose(&walk, 0, most);
}
