/* escape.c: text as each format takes it. Texts of Azure are valid UTF-8 without control characters
 * since they were decoded; what is left here are the characters that mean something to a format. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "report_int.h"

void ak__printf(struct ak__writer *writer, const char *format, ...)
{
    char text[AK__VALUE_SIZE];
    va_list arguments;
    int len;

    va_start(arguments, format);
    len = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (len < 0 || len >= (int)sizeof text)
        AK_BUG("%d bytes of a report at once", len);
    ak__put(writer, text, (size_t)len);
}

void ak__put_json(struct ak__writer *writer, const char *text)
{
    ak__put(writer, "\"", 1);
    while (*text != '\0') {
        size_t plain = 0;
        unsigned char byte;

        while ((byte = (unsigned char)text[plain]) >= 0x20 && byte != '"' && byte != '\\')
            plain++;
        ak__put(writer, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        if (byte == '"' || byte == '\\') {
            char escaped[2] = {'\\', (char)byte};
            ak__put(writer, escaped, sizeof escaped);
        } else {
            ak__printf(writer, "\\u%04x", byte);
        }
        text++;
    }
    ak__put(writer, "\"", 1);
}

/* ---- by tables of single characters ---- */

struct substitute {
    char character;
    const char *text;
};

/* The first `count` substitutes are those of the format. */
static const char *substitute_for(char character, const struct substitute *substitutes,
                                  size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (substitutes[i].character == character)
            return substitutes[i].text;
    }
    return NULL;
}

static void put_substituted(struct ak__writer *writer, const char *text,
                            const struct substitute *substitutes, size_t count)
{
    while (*text != '\0') {
        const char *instead = substitute_for(*text, substitutes, count);

        if (instead != NULL)
            ak__puts(writer, instead);
        else
            ak__put(writer, text, 1);
        text++;
    }
}

/* XML 1.0 has no place for most control characters and for U+FFFE and U+FFFF, escaped or not. */
static bool is_no_xml(const char *text, size_t *len)
{
    uint32_t point;

    *len = ak_utf8_decode(text, strlen(text) < 4 ? strlen(text) : 4, &point);
    return (point < 0x20 && point != '\t' && point != '\n' && point != '\r') || point == 0xFFFE ||
           point == 0xFFFF;
}

void ak__put_xml(struct ak__writer *writer, const char *text)
{
    static const struct substitute entities[] = {
        {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};

    while (*text != '\0') {
        size_t len;
        const char *entity = substitute_for(*text, entities, sizeof entities / sizeof entities[0]);

        if (is_no_xml(text, &len))
            ak__puts(writer, AK_TEXT_REPLACEMENT);
        else if (entity != NULL)
            ak__puts(writer, entity);
        else
            ak__put(writer, text, len);
        text += len;
    }
}

static bool is_word(char character)
{
    return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
           (character >= 'a' && character <= 'z') || (unsigned char)character >= 0x80;
}

/* Inside of a word "_" means nothing, and most sizes have some. A "@name" would call somebody. */
void ak__put_markdown(struct ak__writer *writer, const char *text)
{
    static const struct substitute escapes[] = {
        {'\\', "\\\\"}, {'`', "\\`"}, {'*', "\\*"}, {'[', "\\["},   {']', "\\]"},  {'|', "\\|"},
        {'~', "\\~"},   {'#', "\\#"}, {'!', "\\!"}, {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"},
        {'@', "&#64;"}, {'\n', " "},  {'\r', " "},  {'\t', " "},
    };
    char before = ' ';

    while (*text != '\0') {
        const char *escape = substitute_for(*text, escapes, sizeof escapes / sizeof escapes[0]);

        if (*text == '_' && !(is_word(before) && is_word(text[1])))
            escape = "\\_";
        if (escape != NULL)
            ak__puts(writer, escape);
        else
            ak__put(writer, text, 1);
        before = *text++;
    }
}

/* RFC 5545, 3.3.11: TEXT. */
void ak__put_ics_text(struct ak__writer *writer, const char *text)
{
    static const struct substitute escapes[] = {
        {'\\', "\\\\"}, {';', "\\;"}, {',', "\\,"}, {'\n', "\\n"}, {'\r', ""}};

    put_substituted(writer, text, escapes, sizeof escapes / sizeof escapes[0]);
}

/* Label values of Prometheus and OpenMetrics. */
void ak__put_label(struct ak__writer *writer, const char *text)
{
    static const struct substitute escapes[] = {{'\\', "\\\\"}, {'"', "\\\""}, {'\n', "\\n"}};

    put_substituted(writer, text, escapes, sizeof escapes / sizeof escapes[0]);
}

/* RFC 3986: everything but unreserved characters and "/" in two digits. */
void ak__put_uri_path(struct ak__writer *writer, const char *path)
{
    for (; *path != '\0'; path++) {
        if ((is_word(*path) && (unsigned char)*path < 0x80) || strchr("-._~/", *path) != NULL)
            ak__put(writer, path, 1);
        else
            ak__printf(writer, "%%%02X", (unsigned char)*path);
    }
}
