#!/usr/bin/env bash
# Measures the kernels of a commit and of this checkout in one run and compares them, layer by layer:
# compare-commits.sh COMMIT OUTPUT. The first time, the commit's bench is built whole: some minutes.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
commit=${1:-}
output=${2:-.build/kernel-bench}
swift=${SWIFT:-swift}

if ! name=$(git rev-parse --verify --quiet --short "$commit^{commit}"); then
    echo "error: '$commit' is no commit of this repository" >&2
    echo "try: make bench-kernels-compare BASE=HEAD~1" >&2
    exit 2
fi
if ! git cat-file -e "$name:Tests/KernelBench/layers.json" 2>/dev/null; then
    echo "error: $name has no kernel bench yet" >&2
    echo "try: a commit after $(git log --diff-filter=A --format=%h -1 -- Tests/KernelBench/layers.json)" >&2
    exit 2
fi

base=.build/kernel-bench-base
git worktree prune
if [ -d "$base" ]; then
    git -C "$base" checkout --quiet --detach "$name"
else
    git worktree add --quiet --detach "$base" "$name"
fi
mkdir -p "$output"
output=$(cd "$output" && pwd)

# measure CHECKOUT FILE
measure() {
    (
        cd "$1"
        "$swift" build -c release --product kernel-bench
        .build/release/kernel-bench report --json "$2"
    )
}
measure "$base" "$output/base.json"
measure . "$output/this.json"
echo
echo "from $name to this checkout, simulated cycles:"
.build/release/kernel-bench compare "$output/base.json" "$output/this.json"
