#!/usr/bin/env bash
# Fuzzes the lab's API against its own description with schemathesis, on a daemon with one virtual board.
#
#   packaging/api-fuzz.sh [EXAMPLES]   examples an operation, 50 without it
#
# The debug build's daemon is used; schemathesis goes from PyPI into .build/api-fuzz, nothing else is
# touched. The daemon's store and cache are removed at the end.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
examples=${1-50}
version=4.32.5
place=$PWD/.build/api-fuzz
tool=$place/bin/schemathesis

if [ ! -x "$tool" ] || ! "$tool" --version | grep -q "$version"; then
    python3 -m venv "$place"
    "$place/bin/pip" install --quiet "schemathesis==$version"
fi
for program in mcubenchd mcubench-vboard; do
    if [ ! -x ".build/debug/$program" ]; then
        echo "error: there is no .build/debug/$program" >&2
        echo "try: ${SWIFT:-swift} build" >&2
        exit 1
    fi
done

scratch=$(mktemp -d)
daemon=''
finish() {
    [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
    [ -z "$daemon" ] || wait "$daemon" 2>/dev/null || true
    rm -rf "$scratch"
}
trap finish EXIT

cat >"$scratch/rig.yaml" <<'RIG'
boards:
  - {name: v1, board: stm32f746g, virtual: true}
service:
  listen: 127.0.0.1:0
  limits: {requestsPerMinute: 1000000, uploadBytes: 65536, requestSeconds: 5}
RIG
XDG_CACHE_HOME=$scratch MCUBENCH_STORE=$scratch/results.sqlite \
    .build/debug/mcubenchd --rig "$scratch/rig.yaml" --home "$PWD" 2>"$scratch/log" &
daemon=$!
port=''
for _ in $(seq 300); do
    port=$(sed -n 's/.*listening on [^ ]* port \([0-9]*\).*/\1/p' "$scratch/log")
    [ -z "$port" ] || break
    sleep 0.1
done
if [ -z "$port" ]; then
    echo "error: the daemon does not listen" >&2
    cat "$scratch/log" >&2
    exit 1
fi

# Event streams of jobs do not end by themselves while a job waits: they have tests of their own.
# What it keeps of its findings goes with the rest of the scratch place.
status=0
cd "$scratch"
"$tool" run "http://127.0.0.1:$port/api/v1/openapi.json" \
    --url "http://127.0.0.1:$port" --exclude-operation-id watchJob \
    --checks all --exclude-checks positive_data_acceptance,ignored_auth \
    --max-examples "$examples" --seed 1 --request-timeout 10 --workers 2 --no-color || status=$?

if ! kill -0 "$daemon" 2>/dev/null; then
    echo "error: the daemon is gone" >&2
    cat "$scratch/log" >&2
    exit 1
fi
resident=$(awk '/^VmHWM:/ { print $2 }' "/proc/$daemon/status")
echo "the daemon held $((resident / 1024)) MiB at most"
exit "$status"
