/* agree_causes.h: which rules of the product and of the simulator say the same, and which
 * disagreements are meant, each with its reason. */
#ifndef AKSCOPE_TESTS_CONFORM_AGREE_CAUSES_H
#define AKSCOPE_TESTS_CONFORM_AGREE_CAUSES_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/conform/agree_world.h"

enum { CAUSES_MOST = 32 };

struct disagreement {
    char cause[512];    /* what stands against what */
    const char *reason; /* why that is meant; NULL: it is not */
};

/* Which of the meant disagreements were met. */
struct causes_met {
    bool met[CAUSES_MOST];
};

/* True when both accept, or both refuse for a reason that they share; else *out says more. */
bool opinions_agree(const struct opinion *product, const struct opinion *simulator,
                    const char *question, struct causes_met *met, struct disagreement *out);

/* How many meant disagreements were not met; each is printed. */
size_t causes_not_met(const struct causes_met *met);

#endif
