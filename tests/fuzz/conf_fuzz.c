/* conf_fuzz.c: config.ini is refused with its place, or every setting has a value of its type. The
 * input is the file. */
#include "config.h"

#include "akscope/conf/conf.h"
#include "fuzz.h"

static void check_value(const struct ak_conf *conf, enum ak_setting setting)
{
    const char *item;

    switch (ak_setting_get(setting)->type) {
    case AK_SETTING_TEXT:
        require(strchr(ak_conf_text(conf, setting), '\n') == NULL);
        break;
    case AK_SETTING_LIST:
        for (size_t n = 0; (item = ak_conf_item(conf, setting, n)) != NULL; n++)
            require(item[0] != '\0' && strpbrk(item, ",\t") == NULL && item[0] != ' ' &&
                    item[strlen(item) - 1] != ' ');
        break;
    case AK_SETTING_NUMBER:
        require(ak_conf_number(conf, setting) >= 1 && ak_conf_number(conf, setting) <= 3650);
        break;
    case AK_SETTING_SWITCH:
        break;
    }
    const char *origin = ak_conf_origin(conf, setting);
    require(strcmp(origin, "default") == 0 || ak_text_has_prefix(origin, "x.ini:", false));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ak_conf *conf = ak_conf_new();
    struct ak_err err = ak_err_none();
    char *text = text_of(data, size);
    int failed = ak_conf_read(conf, "x.ini", text, &err);

    if (failed) {
        require_failure(failed, &err);
        require(ak_text_has_prefix(err.text, "x.ini:", false));
    }
    for (int i = 0; i < AK_SETTING_COUNT; i++)
        check_value(conf, (enum ak_setting)i);
    free(text);
    ak_conf_free(conf);
    return 0;
}
