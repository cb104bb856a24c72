#!/usr/bin/env bash
# Builds CoreMark for the core-only chips: build-coremark.sh SOURCE OUTPUT, where SOURCE is EEMBC's
# repository as it is published and OUTPUT gets cortex-m7-O2.elf and its like.
set -euo pipefail

if [ $# -ne 2 ] || [ ! -f "$1/core_main.c" ]; then
    echo "error: '${1:-}' is not a clone of CoreMark: it has no core_main.c" >&2
    echo "try: git clone https://github.com/eembc/coremark, and make COREMARK=DIR" >&2
    exit 2
fi
source=$1 output=$2
port=$(dirname "${BASH_SOURCE[0]}")/coremark
sources=("$source"/core_{list_join,main,matrix,state,util}.c "$port"/core_portme.c "$port"/startup.c)
mkdir -p "$output"

# build CORE LEVEL ITERATIONS FLAGS...: so few that the count stays below 2^24 cycles.
build() {
    local core=$1 level=$2 iterations=$3
    shift 3
    arm-none-eabi-gcc "$@" "-$level" -std=gnu11 -w -ffunction-sections -fdata-sections \
        -DITERATIONS="$iterations" -DCOMPILER_FLAGS="\"-$level\"" -I"$port" -I"$source" \
        "${sources[@]}" -nostartfiles --specs=nano.specs -Wl,--gc-sections -L"$port" \
        -T"$port/$core.ld" -o "$output/$core-$level.elf"
}

for level in O0 Og O1 Os O2 O3; do
    build cortex-m7 "$level" 10 -mcpu=cortex-m7 -mthumb -mfpu=fpv5-sp-d16 -mfloat-abi=hard
done
for level in O2 O3; do
    build cortex-m0plus "$level" 10 -mcpu=cortex-m0plus -mthumb
done
