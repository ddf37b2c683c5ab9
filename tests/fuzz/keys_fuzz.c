/* keys_fuzz.c: a keys file is refused with its place, or each of its keys can be spelled, read
 * again and found. The input is the file. */
#include "config.h"

#include "akscope/conf/conf.h"
#include "akscope/ui/key.h"
#include "fuzz.h"

static int on_pair(const char *section, const char *name, const char *value, int line,
                   void *context, struct ak_err *err)
{
    (void)line;
    return ak_keymap_set(context, section, name, value, err);
}

static void check_spelling(const struct ak_key *key)
{
    char name[AK_KEY_NAME_SIZE];
    struct ak_key again;

    require_clean(ak_key_name(key, name));
    require(ak_key_parse(name, &again) && ak_key_equal(key, &again));
}

static void check_keymap(const struct ak_keymap *keymap)
{
    for (size_t i = 0; i < keymap->bindings.len; i++) {
        const struct ak_key_binding *binding = ak_vec_at(&keymap->bindings, i);
        enum ak_action action = ak_keymap_find(keymap, binding->scope, &binding->key);
        char name[AK_KEY_NAME_SIZE];

        check_spelling(&binding->key);
        require((int)action >= AK_ACTION_NONE && action < AK_ACTION_COUNT);
        require(i + 1 < keymap->bindings.len || action == binding->action);
        ak_keymap_key_of(keymap, action, name);
        require(action == AK_ACTION_NONE || name[0] != '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ak_keymap keymap = ak_keymap_init();
    struct ak_err err = ak_err_none();
    char *text = text_of(data, size);
    int failed = ak_ini_read("x.keys", text, on_pair, &keymap, &err);

    if (failed) {
        require_failure(failed, &err);
        require(strstr(err.text, "x.keys:") != NULL);
    }
    check_keymap(&keymap);
    ak_keymap_release(&keymap);
    free(text);
    return 0;
}
