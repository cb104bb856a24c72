#!/usr/bin/env bash
# Draws every page with example values in Chromium: light, dark, and as a printed PDF.
#
# usage: page-gallery.sh FOLDER
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -eq 1 ] || {
    echo "usage: $0 FOLDER" >&2
    exit 2
}
mkdir -p "$1"
folder=$(cd "$1" && pwd)

if ! command -v chromium >/dev/null; then
    echo "installing Debian's chromium"
    as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get install -y --no-install-recommends chromium fonts-dejavu-core
fi

swift=${SWIFT:-swift}
"$swift" build --product page-gallery
"$("$swift" build --show-bin-path)/page-gallery" "$folder"

profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
browser=(timeout 120 chromium --headless --disable-gpu --hide-scrollbars
    --user-data-dir="$profile" --window-size=1280,3000)
# Chromium's sandbox refuses to run as root, as containers do.
[ "$(id -u)" -ne 0 ] || browser+=(--no-sandbox)

# draw FILE FLAGS...: has the browser write FILE, and says what it said if it did not.
draw() {
    local file=$1 words
    shift
    words=$("${browser[@]}" "$@" 2>&1) || true
    [ -s "$file" ] || {
        printf 'error: chromium did not write %s\n%s\n' "$file" "$words" >&2
        exit 1
    }
}

for page in "$folder"/*.html; do
    name=${page%.html}
    rm -f "$name"-{light,dark}.png "$name.pdf"
    draw "$name-light.png" --screenshot="$name-light.png" "file://$page"
    draw "$name-dark.png" --blink-settings=preferredColorScheme=0 \
        --screenshot="$name-dark.png" "file://$page"
    draw "$name.pdf" --no-pdf-header-footer --print-to-pdf="$name.pdf" "file://$page"
done
echo "the pages are in $folder"
