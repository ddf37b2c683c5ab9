#!/bin/sh
# picture.sh [SCENARIO]: makes the images that README shows: runs tests/screen/picture.scr, and turns
# each page that its `picture` steps write into tests/screen/picture/NAME.png with headless Chromium.
set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
scenario=${1-$top_srcdir/tests/screen/picture.scr}
pages=$top_builddir/tests/screen/pages
images=$top_srcdir/tests/screen/picture

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
  echo "picture: install chromium first" >&2
  exit 1
}
rm -rf "$pages"
mkdir -p "$pages" "$images"
AKSCOPE_PICTURES=$pages "$top_builddir/tests/screen/runner" "$scenario"
for page in "$pages"/*.html; do
  image=$images/$(basename "$page" .html).png
  # The page says in its title how large it is: WIDTH,HEIGHT.
  size=$(sed -n 's,.*<title>\(.*\)</title>.*,\1,p' "$page")
  "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
    --window-size="$size" --screenshot="$image" "file://$page" 2>/dev/null
  echo "picture: $image"
done
