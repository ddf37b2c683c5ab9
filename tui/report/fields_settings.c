/* fields_settings.c: the fields of settings. */
#include "config.h"

#include "report_int.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"

static void setting_name(const void *row, struct ak__value *out)
{
    const struct ak_report_setting *setting = row;

    ak__set_text(out, setting->name);
}

static void join(const struct ak_texts *texts, char text[AK__VALUE_SIZE])
{
    text[0] = '\0';
    for (size_t i = 0; i < texts->count; i++) {
        size_t used = strlen(text);

        snprintf(text + used, AK__VALUE_SIZE - used, "%s%s", i > 0 ? ", " : "", texts->items[i]);
    }
}

static void setting_value(const void *row, struct ak__value *out)
{
    const struct ak_report_setting *setting = row;

    if (setting->text != NULL)
        ak__set_text(out, setting->text);
    else if (setting->number.is_set)
        ak__set_number(out, setting->number);
    else if (setting->answer != AK_UNKNOWN)
        ak__set_answer(out, setting->answer);
    else
        ak__set_texts(out, setting->texts);
}

/* As it would stand in the file. */
static void show_value(const void *row, bool is_ascii, char text[AK__VALUE_SIZE])
{
    const struct ak_report_setting *setting = row;
    struct ak__value value = {.kind = AK__VALUE_NULL};
    char buffer[AK__VALUE_SIZE];

    (void)is_ascii;
    setting_value(row, &value);
    if (value.kind == AK__VALUE_TEXTS)
        join(&setting->texts, text);
    else if (value.kind == AK__VALUE_BOOL)
        snprintf(text, AK__VALUE_SIZE, value.truth ? "yes" : "no");
    else
        ak_text_copy(text, AK__VALUE_SIZE, ak__value_plain(&value, buffer));
    if (text[0] == '\0')
        snprintf(text, AK__VALUE_SIZE, "-");
}

static void setting_origin(const void *row, struct ak__value *out)
{
    const struct ak_report_setting *setting = row;

    ak__set_text(out, setting->origin);
}

static const struct ak__field_row fields[] = {
    {.name = "name", .heading = "SETTING", .value = setting_name},
    {.name = "value", .heading = "VALUE", .value = setting_value, .show = show_value},
    {.name = "origin", .heading = "ORIGIN", .value = setting_origin},
};

enum { FIELD_COUNT = sizeof fields / sizeof fields[0] };

const struct ak__kind ak__kind_settings = {.fields = fields, .field_count = FIELD_COUNT - 1};
const struct ak__kind ak__kind_setting_origins = {.fields = fields, .field_count = FIELD_COUNT};
