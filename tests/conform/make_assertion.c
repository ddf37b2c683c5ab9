/* make_assertion.c: prints the client assertion that akscope makes, for OpenSSL's command line to
 * judge. make_assertion NOW FILE PASSWORD|- PS256|RS256 [chain] */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertion_int.h"

int main(int count, char **words)
{
    struct ak_err err = ak_err_none();
    char *jwt = NULL;

    if (count < 5)
        return 2;
    struct ak__assertion assertion = {
        .path = words[2],
        .password = strcmp(words[3], "-") == 0 ? NULL : words[3],
        .client_id = "11112222-bbbb-3333-cccc-4444dddd5555",
        .audience = "https://login.microsoftonline.com/contoso/oauth2/v2.0/token",
        .now = atoll(words[1]),
        .uses_ps256 = strcmp(words[4], "PS256") == 0,
        .sends_chain = count > 5,
    };
    if (ak__assertion_make(&assertion, &jwt, &err) != 0) {
        fprintf(stderr, "%s: %s\n", ak_err_kind_name(err.kind), err.text);
        return 1;
    }
    printf("%s", jwt);
    free(jwt);
    return 0;
}
