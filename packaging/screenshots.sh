#!/usr/bin/env bash
# Runs the example lab and takes pictures of its dashboard and reports in Debian's Chromium: light,
# dark, on a phone, printed. Six virtual boards measure five models each, then the night runs.
# Status 1 when a page lacks what it must show.
#
# usage: screenshots.sh FOLDER
#
# The programs are those of .build/debug, or of the directory that MCUBENCH_BIN names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -eq 1 ] || {
    echo "usage: $0 FOLDER" >&2
    exit 2
}
mkdir -p "$1"
folder=$(cd "$1" && pwd)
rm -f "$folder"/*.{png,pdf,html}

if ! command -v chromium >/dev/null; then
    echo "installing Debian's chromium"
    as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get install -y --no-install-recommends chromium fonts-dejavu-core
fi
programs=$(cd "${MCUBENCH_BIN:-.build/debug}" 2>/dev/null && pwd) || programs=''
for program in mcubench mcubenchd mcubench-vboard; do
    [ -x "$programs/$program" ] || {
        echo "error: $program is not built" >&2
        echo "try: ${SWIFT:-swift} build --product $program" >&2
        exit 1
    }
done

scratch=$(mktemp -d)
daemon=''
finish() {
    [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
    [ -z "$daemon" ] || wait "$daemon" 2>/dev/null || true
    rm -rf "$scratch"
}
trap finish EXIT

store=$scratch/results.sqlite
"$programs/mcubenchd" --rig examples/rig.yaml --listen 127.0.0.1:0 --store "$store" \
    --cache "$scratch/cache" --home "$PWD" 2>"$folder/daemon.log" &
daemon=$!
port=''
for _ in $(seq 300); do
    port=$(sed -n 's/.*listening on [^ ]* port \([0-9]*\).*/\1/p' "$folder/daemon.log")
    [ -z "$port" ] || break
    kill -0 "$daemon" 2>/dev/null || break
    sleep 0.1
done
[ -n "$port" ] || {
    echo "error: the daemon does not listen" >&2
    cat "$folder/daemon.log" >&2
    exit 1
}

models=$(find examples -name '*.tflite' | wc -l)
status=0
PYTHONDONTWRITEBYTECODE=1 python3 packaging/screenshots/lab.py "http://127.0.0.1:$port" "$folder" \
    "$programs/mcubench" "$store" 6 "$models" || status=$?

# A lab that has worked ends when it is asked to, with its log as it stands.
kill "$daemon"
wait "$daemon" || {
    echo "error: the daemon ended with status $?" >&2
    status=1
}
daemon=''
if grep -nE '^[^ ]+ (error|warning):|^error' "$folder/daemon.log" >&2; then
    echo "error: the daemon's log has errors" >&2
    status=1
fi
[ "$status" -ne 0 ] || echo "the pictures are in $folder"
exit "$status"
