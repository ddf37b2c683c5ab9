/* wizard_drafts.c: what was filled in for other clusters, or like other pools. */
#include "config.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "wizard_int.h"

static const char *key_of(const struct ak__wizard *wizard)
{
    return wizard->source_id[0] != '\0' ? wizard->source_id : wizard->cluster_id;
}

bool ak__wizard_is_empty(const struct ak__wizard *wizard)
{
    for (size_t i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        if (wizard->wish.values[i] != NULL)
            return false;
    }
    return true;
}

static struct ak__wizard_draft *draft_at(const struct ak__wizard *wizard, size_t i)
{
    return ak_vec_at(&wizard->drafts, i);
}

static void drop_draft(struct ak__wizard *wizard, size_t i)
{
    free(draft_at(wizard, i)->key);
    ak_pool_wish_release(&draft_at(wizard, i)->wish);
    ak_vec_remove(&wizard->drafts, i);
}

void ak__wizard_put_away(struct ak__wizard *wizard)
{
    if (!ak__wizard_is_empty(wizard)) {
        struct ak__wizard_draft *draft = ak_vec_push(&wizard->drafts);

        *draft = (struct ak__wizard_draft){
            .key = ak_strdup(key_of(wizard)), .wish = wizard->wish, .step = wizard->step};
        wizard->wish = (struct ak_pool_wish){.values = {NULL}};
    }
}

void ak__wizard_take_up(struct ak__wizard *wizard)
{
    for (size_t i = wizard->drafts.len; i-- > 0;) { /* the newest of the same first */
        struct ak__wizard_draft *draft = draft_at(wizard, i);

        if (!ak_text_caseeq(draft->key, key_of(wizard)))
            continue;
        ak_pool_wish_release(&wizard->wish);
        wizard->wish = draft->wish;
        draft->wish = (struct ak_pool_wish){.values = {NULL}};
        wizard->step = draft->step;
        wizard->is_resumed = true;
        drop_draft(wizard, i);
        return;
    }
}

void ak__wizard_release_drafts(struct ak__wizard *wizard)
{
    while (wizard->drafts.len > 0)
        drop_draft(wizard, wizard->drafts.len - 1);
    ak_vec_release(&wizard->drafts);
}
