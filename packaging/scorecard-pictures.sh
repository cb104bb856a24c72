#!/usr/bin/env bash
# Draws an example model's scorecard and the figures in Debian's Chromium: light, dark, on a phone,
# printed. Status 1 when text is clipped, lies on other text, or a page is wider than its screen.
#
# usage: scorecard-pictures.sh FOLDER [MODELS]
#
# MODELS is a folder of .tflite files for the figures over many models; without it those of examples/
# are taken. The programs are those of .build/debug, or of the directory that MCUBENCH_BIN names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -eq 1 ] || [ $# -eq 2 ] || {
    echo "usage: $0 FOLDER [MODELS]" >&2
    exit 2
}
mkdir -p "$1"
folder=$(cd "$1" && pwd)
models=${2:-examples}

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
for pair in chromium:chromium pdftoppm:poppler-utils; do
    command -v "${pair%%:*}" >/dev/null || {
        echo "installing Debian's ${pair##*:}"
        "${as_root[@]}" apt-get install -y --no-install-recommends "${pair##*:}" fonts-dejavu-core
    }
done
program=${MCUBENCH_BIN:-.build/debug}/mcubench
[ -x "$program" ] || {
    echo "error: $program is not built" >&2
    echo "try: ${SWIFT:-swift} build --product mcubench" >&2
    exit 1
}
rm -f "$folder"/*.{png,pdf,html,svg,csv,txt}

# An empty store: the pictures are the same whatever the user has measured.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export MCUBENCH_STORE=$scratch/results.sqlite
example=examples/mobilenetv1_0.25_96_c3_o2/mobilenetv1_0.25_96_c3_o2.tflite
other=examples/block_inverted_residual/block_inverted_residual.tflite

# over STATUS COMMAND...: runs it; a broken budget (3) is no failure here.
over() {
    local status=0
    "$@" || status=$?
    [ "$status" -eq 0 ] || [ "$status" -eq 3 ] || exit "$status"
}
over "$program" scorecard "$example" --board stm32f746g --accuracy 85.4 \
    --budget ram=250KB,rom=250KB,macs=60M,file=250KB -o "$folder/scorecard.html"
over "$program" scorecard "$example" -o "$folder/scorecard-no-board.html"
over "$program" scorecard "$example" --board pico --width 80 >"$folder/scorecard.txt"

# Figure 3 of the paper: its twenty networks, made here.
"$program" make mobilenetv1 --alpha 0.1,0.2,0.25,0.35 --loop 1-5 -o "$scratch/made" >"$folder/made.txt"
"$program" figure size "$scratch/made" -o "$folder/size.html"
"$program" figure size "$scratch/made" -o "$folder/size.svg"

# Nobody trained them, and nobody made 150: these values are made up, the pages say so.
python3 - "$scratch" <<'END'
import pathlib, sys
names = [(a, l, f"mobilenetv1_{a}_96_c3_o2_l{l}") for a in (0.1, 0.2, 0.25, 0.35) for l in (1, 2, 3, 4, 5)]
write = pathlib.Path(sys.argv[1])
(write / "accuracy.csv").write_text("name,accuracy\n" + "".join(f"{n},{70 + 45 * a + l / 2:.1f}\n" for a, l, n in names))
(write / "many.csv").write_text("name,size_kb\n" + "".join(
    f"mobilenetv1_{a / 100}_96_c3_o2_l{l},{a * l / 2}\n" for a in range(5, 35) for l in range(1, 6)))
END
made_up="These values are made up: the picture shows the drawing."
"$program" figure size "$scratch/many.csv" --note "$made_up" -o "$folder/size-150.html"
"$program" figure accuracy "$scratch/accuracy.csv" --note "$made_up" -o "$folder/accuracy.html"
"$program" figure overlay "$example" "$other" --by params -o "$folder/overlay.html"
"$program" figure cumulative "$example" "$other" -o "$folder/cumulative.html"
"$program" figure latency "$models" --board stm32f746g --board pico -o "$folder/latency.html"

PYTHONDONTWRITEBYTECODE=1 python3 packaging/screenshots/charts.py "$folder"
echo "the pictures are in $folder"
