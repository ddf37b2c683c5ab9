/* keyring_test.c: where no keyring answers, that is known in time, and nothing is started. What a
 * real one does is in tests/conform/keyring.sh. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/clock.h"
#include "keyring_int.h"

struct place {
    char folder[32];
    struct sockaddr_un address;
    int listener; /* on "bus", where nobody ever answers */
};

static int set_up(void **state)
{
    struct place *place;

    if (ak_keyring_system() == NULL)
        return 0; /* built without */
    place = calloc(1, sizeof *place);
    if (place == NULL)
        return 1;
    snprintf(place->folder, sizeof place->folder, "/tmp/akscope-keyring-XXXXXX");
    if (mkdtemp(place->folder) == NULL)
        return 1;
    place->address.sun_family = AF_UNIX;
    snprintf(place->address.sun_path, sizeof place->address.sun_path, "%s/bus", place->folder);
    place->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    *state = place;
    return bind(place->listener, (const struct sockaddr *)&place->address, sizeof place->address) !=
               0 ||
           listen(place->listener, 4) != 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;

    if (place != NULL) {
        close(place->listener);
        unlink(place->address.sun_path);
        rmdir(place->folder);
        free(place);
    }
    return 0;
}

/* FOLDER in it is the folder. */
static void set(const char *name, const char *value, const char *folder)
{
    const char *at = value != NULL ? strstr(value, "FOLDER") : NULL;
    char text[128];

    if (value == NULL) {
        unsetenv(name);
        return;
    }
    if (at == NULL)
        snprintf(text, sizeof text, "%s", value);
    else
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - value), value, folder,
                 at + strlen("FOLDER"));
    setenv(name, text, 1);
}

static void where_none_answers_it_is_told_in_time(void **state)
{
    static const struct {
        const char *name;
        const char *address, *runtime_folder;
        const char *text;
        int most_ms;
    } cases[] = {
        {"nothing is set", NULL, NULL, "no session bus runs here", 1000},
        {"an empty address", "", NULL, "no session bus runs here", 1000},
        {"one that would start a bus", "autolaunch:", "FOLDER", "no session bus runs here", 1000},
        {"the same as the second", "unix:path=/nonexistent;autolaunch:scope=*user", NULL,
         "no session bus runs here", 1000},
        {"a runtime folder without a bus", NULL, "/nonexistent", "no session bus runs here", 1000},
        {"a relative runtime folder", NULL, ".", "no session bus runs here", 1000},
        {"a bus that is gone", "unix:path=FOLDER/gone", NULL, "Could not connect", 1000},
        {"an address that is none", "nonsense", NULL, "nonsense", 1000},
        {"a bus that says nothing", "unix:path=FOLDER/bus", NULL, "it does not answer", 6000},
        {"the same in the runtime folder", NULL, "FOLDER", "it does not answer", 6000},
    };
    const struct place *place = *state;
    const struct ak_keyring *keyring = ak_keyring_system();
    const struct ak_clock clock = ak_clock_system();

    if (place == NULL)
        skip();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_err err = ak_err_none();

        set("DBUS_SESSION_BUS_ADDRESS", cases[i].address, place->folder);
        set("XDG_RUNTIME_DIR", cases[i].runtime_folder, place->folder);
        int64_t begin = ak_clock_ms(&clock);
        int failed = keyring->store(keyring, "https://a", "token", &err);
        int64_t took = ak_clock_ms(&clock) - begin;
        if (failed != AK_ERR_KEYRING || strstr(err.text, cases[i].text) == NULL ||
            took > cases[i].most_ms)
            fail_msg("%s: %s, %d ms", cases[i].name, err.text, (int)took);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(where_none_answers_it_is_told_in_time, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("keyring", tests, NULL, NULL);
}
