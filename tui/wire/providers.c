/* providers.c: Microsoft.Resources/providers. */
#include "config.h"

#include "decode_int.h"

void ak__decode_provider(struct ak__page *page)
{
    struct ak__node name = ak__member(&page->root, "namespace");
    struct ak__node state = ak__member(&page->root, "registrationState");
    struct ak_provider provider = {.name = ak__required_text(&name), .state = ak__text(&state)};

    if (!page->root.reader->failed)
        page->payload->as.provider = provider;
}
