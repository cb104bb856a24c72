#!/bin/sh
# build_bench.sh FOLDER: the kernels that an LX6 runs, for the bench of one call at a time.
#
# Leaves in FOLDER code.bin for 0x40080400, data.bin for 0x3FFE8000, and symbols, a line each:
# address, type, name. Kernels of floats are not among them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$1
kernels=$root/Sources/CKernels
template=$root/firmware-template/startup/lx6
mkdir -p "$out/include"

# What kernels take of a C library.
cat > "$out/include/string.h" <<'END'
#include <stddef.h>
void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
END
cat > "$out/memory.c" <<'END'
#include <stdint.h>
#include <string.h>
void *memcpy(void *restrict to, const void *restrict from, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        ((uint8_t *)to)[i] = ((const uint8_t *)from)[i];
    }
    return to;
}
void *memmove(void *to, const void *from, size_t bytes) {
    if ((uintptr_t)to <= (uintptr_t)from) {
        return memcpy(to, from, bytes);
    }
    while (bytes-- > 0) {
        ((uint8_t *)to)[bytes] = ((const uint8_t *)from)[bytes];
    }
    return to;
}
void *memset(void *to, int value, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        ((uint8_t *)to)[i] = (uint8_t)value;
    }
    return to;
}
END
cat > "$out/bench.ld" <<'END'
ENTRY(bench_return)
SECTIONS
{
  . = 0x40080400;
  .text : { KEEP(*(.literal .literal.* .text .text.*)) }
  . = 0x3FFE8000;
  .data : { *(.rodata .rodata.* .data .data.* .bss .bss.* COMMON) LONG(0) }
  /DISCARD/ : { *(.comment) *(.xtensa.info) *(.xt.*) }
}
END
# Where a call returns to.
cat > "$out/return.S" <<'END'
    .text
    .balign 4
    .global bench_return
bench_return:
    simcall
END

flags="-mabi=call0 -std=c11 -O2 -ffreestanding -mlongcalls -mtext-section-literals -fno-tree-loop-distribute-patterns"
for file in "$out/memory.c" "$kernels"/lx6/*.c "$kernels"/mcub_*_ref.c "$kernels"/mcub_clamp_s8.c \
    "$kernels"/mcub_add_s8_dsp.c "$kernels"/mcub_mul_s8_dsp.c "$kernels"/mcub_lookup_s8_dsp.c \
    "$kernels"/mcub_softmax_s8_dsp.c "$kernels"/mcub_*_words.c "$kernels"/mcub_max_bytes.c "$kernels"/mcub_pool_windows.c \
    "$kernels"/mcub_window_sums.c; do
    case $file in *f32*) continue ;; esac
    # shellcheck disable=SC2086
    xtensa-lx106-elf-gcc $flags -I"$kernels/include" -I"$out/include" -c "$file" \
        -o "$out/$(basename "$file" .c).c.o"
done
for file in "$out/return.S" "$kernels"/lx6/*.S "$template"/mcub_division.S \
    "$template"/mcub_multiplication.S; do
    xtensa-lx106-elf-gcc -mabi=call0 -Wa,--no-transform -I"$template" -c "$file" \
        -o "$out/$(basename "$file" .S).S.o"
done
xtensa-lx106-elf-gcc -nostdlib -Wl,--no-relax -Wl,--no-warn-rwx-segments -T "$out/bench.ld" \
    -o "$out/bench.elf" "$out"/*.o -lgcc
xtensa-lx106-elf-objcopy -O binary -j .text "$out/bench.elf" "$out/code.bin"
xtensa-lx106-elf-objcopy -O binary -j .data "$out/bench.elf" "$out/data.bin"
xtensa-lx106-elf-nm "$out/bench.elf" > "$out/symbols"
