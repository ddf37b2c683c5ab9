/* roles.c: Microsoft.Authorization/roleAssignments and roleDefinitions. */
#include "config.h"

#include "decode_int.h"

static bool read_assignment(struct ak__page *page, const struct ak__node *item, void *out)
{
    struct ak_role_assignment *assignment = out;
    struct ak__node properties = ak__member(item, "properties");
    struct ak__node role_id = ak__member(&properties, "roleDefinitionId");
    struct ak__node scope = ak__member(&properties, "scope");

    (void)page;
    assignment->role_id = ak__required_text(&role_id);
    assignment->scope = ak__required_text(&scope);
    return assignment->role_id != NULL && assignment->scope != NULL;
}

void ak__decode_role_assignments(struct ak__page *page)
{
    ak__read_list(page, "value", read_assignment);
}

void ak__decode_role_definition(struct ak__page *page)
{
    struct ak__node properties = ak__member(&page->root, "properties");
    struct ak__node name = ak__member(&properties, "roleName");
    const char *text = ak__required_text(&name);

    if (text != NULL)
        page->payload->as.role_definition.name = text;
}
