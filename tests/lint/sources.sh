#!/bin/sh
# sources.sh FOLDER...: the C sources and headers in these folders that people wrote, one a line.
# To be run in the top source folder.
find "$@" \( -name '*.c' -o -name '*.h' \) ! -name '*_embed.*' -print 2>/dev/null | LC_ALL=C sort
