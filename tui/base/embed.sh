#!/bin/sh
# embed.sh NAME FILE: prints FILE as the C array ak_embed_NAME with its size, NUL-terminated.
set -eu
printf '/* Made by tui/base/embed.sh from %s: do not edit. */\n' "$(basename "$2")"
printf '#include <stddef.h>\n'
printf 'extern const unsigned char ak_embed_%s[];\nextern const size_t ak_embed_%s_size;\n' "$1" "$1"
printf 'const unsigned char ak_embed_%s[] = {\n' "$1"
od -An -v -tu1 "$2" | sed -e 's/^ *//' -e 's/  */,/g' -e 's/$/,/'
printf '0};\nconst size_t ak_embed_%s_size = sizeof ak_embed_%s - 1;\n' "$1" "$1"
