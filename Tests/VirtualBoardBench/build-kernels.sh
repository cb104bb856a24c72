#!/usr/bin/env bash
# Builds the images that the emulation's speed is measured on: build-kernels.sh KERNELS OUTPUT, where
# KERNELS is Sources/CKernels.
set -euo pipefail

kernels=$1 output=$2
here=$(dirname "${BASH_SOURCE[0]}")/kernels
mkdir -p "$output"

# build NAME KERNEL SIDE ROUNDS SOURCE: so many rounds that the image executes some 100 M instructions.
build() {
    arm-none-eabi-gcc -mcpu=cortex-m7 -mthumb -mfpu=fpv5-sp-d16 -mfloat-abi=hard -O2 -std=gnu11 \
        -Wall -Wextra -Werror -DKERNEL="$2" -DKERNEL_SIDE="$3" -DROUNDS="$4" -I"$kernels/include" \
        "$here/main.c" "$kernels/$5" -nostartfiles --specs=nano.specs -T"$here/stm32f746.ld" \
        -Wl,--no-warn-rwx-segments -o "$output/$1.elf"
}

build conv-1x1 1 1 60 mcub_conv_2d_s8_ref.c
build conv-3x3 1 3 8 mcub_conv_2d_s8_ref.c
build depthwise-3x3 2 3 60 mcub_depthwise_conv_2d_s8_ref.c
