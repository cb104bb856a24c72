#!/usr/bin/env bash
# Takes the images that Bosch published for two boards and the logs of their measurement out of the
# MLCommons result repositories: collect-images.sh TINY_RESULTS_V1.1 TINY_RESULTS_V1.2 OUTPUT.
# The first two are clones of github.com/mlcommons/tiny_results_v1.1 and _v1.2, bare or not.
set -euo pipefail

if [ $# -ne 3 ]; then
    echo "usage: collect-images.sh TINY_RESULTS_V1.1 TINY_RESULTS_V1.2 OUTPUT" >&2
    exit 2
fi
first=$1 second=$2 output=$3
for clone in "$first" "$second"; do
    if [ -z "$clone" ] || ! git -C "$clone" rev-parse -q --verify HEAD >/dev/null 2>&1; then
        echo "error: '$clone' is not a clone of a result repository" >&2
        echo "try: git clone https://github.com/mlcommons/tiny_results_v1.1, and make TINY_V11=DIR" >&2
        exit 2
    fi
done
mkdir -p "$output"

# take CLONE NAME IMAGE RESULTS: NAME.bin and NAME.log.
take() {
    git -C "$1" show "HEAD:closed/bosch/code/$3" >"$output/$2.bin"
    git -C "$1" show "HEAD:closed/bosch/results/$4/performance/log.txt" >"$output/$2.log"
}

for board in DISCO_F746NG NUCLEO_G0B1RE; do
    for task in ad ic kws vww; do
        take "$first" "$board-v1.1-$task" "$board/$task/BUILD/$board/GCC_ARM-CUSTOM_PROFILE/code.bin" \
            "$board/$task"
    done
done
for task in ad ic kws vww; do
    take "$second" "DISCO_F746NG-v1.2-$task" "DISCO_F746NG_int8/$task/disco_$task.bin" \
        "DISCO_F746NG_int8/$task"
    take "$second" "NUCLEO_G0B1RE-v1.2-$task" \
        "NUCLEO_G0B1RE_int8/$task/nucleo_g0b1re_$task.bin" "NUCLEO_G0B1RE_int8/$task"
done
take "$second" DISCO_F746NG-v1.2-ad-max DISCO_F746NG_int8_max_performance/ad/disco_ad.bin \
    DISCO_F746NG_int8_max_performance/ad
