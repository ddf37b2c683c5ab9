/* complain.c: messages for people who read standard error, and exit codes for those who don't. */
#include "config.h"

#include "complain_int.h"

#include <stdio.h>

void ak__complain(const struct ak_err *err)
{
    char sentence[2 * AK_ERR_TEXT_SIZE];

    fprintf(stderr, "akscope: %s\n", ak_err_sentence(err, sentence, sizeof sentence));
}

int ak__complain_of_slots(const struct ak_snap *snap, bool *has_data)
{
    const struct ak_err *first = NULL;

    *has_data = false;
    for (size_t i = 0; i < snap->slot_count; i++) {
        const struct ak_slot *slot = snap->slots[i];

        if (slot->err.kind == AK_ERR_NONE) {
            *has_data = *has_data || slot->topic != AK_TOPIC_SUBSCRIPTIONS;
            continue;
        }
        if (first == NULL)
            first = &slot->err;
        fprintf(stderr, "akscope: %s%s%s could not be read\n", ak_topic_name(slot->topic),
                slot->key[0] != '\0' ? " " : "", slot->key);
        ak__complain(&slot->err);
    }
    if (first == NULL)
        return 0;
    return ak_err_kind_exit_code(*has_data ? AK_ERR_INCOMPLETE : first->kind);
}
