/* no_keyring.c: in the place of keyring.c where libsecret is left out. */
#include "config.h"

#include <stddef.h>

#include "akscope/auth/login.h"

const struct ak_keyring *ak_keyring_system(void)
{
    return NULL;
}
