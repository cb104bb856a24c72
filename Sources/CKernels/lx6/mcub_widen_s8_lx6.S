/* mcub_widen_s8_lx6 and mcub_widen_weights_s8_lx6: two words at a time, by masks over two lanes. */
#include "mcub_lx6_kernels.h"

    .section .text.mcub_widen_s8_lx6, "ax"
    .balign 4
signs:
    .word 0x80808080
even:
    .word 0x00FF00FF
    .global mcub_widen_s8_lx6
    .type mcub_widen_s8_lx6, @function
mcub_widen_s8_lx6:
    l32r a5, signs
    l32r a6, even
0:
    srli a7, a4, 1
    mcub_aligned_loopgtz a7, 1f, 0b, 2
    l32i.n a8, a2, 0
    l32i.n a9, a2, 4
    addi.n a2, a2, 8
    xor a8, a8, a5
    xor a9, a9, a5
    and a10, a8, a6
    srli a8, a8, 8
    and a11, a9, a6
    srli a9, a9, 8
    and a8, a8, a6
    and a9, a9, a6
    s32i.n a10, a3, 0
    s32i.n a8, a3, 4
    s32i.n a11, a3, 8
    s32i.n a9, a3, 12
    addi a3, a3, 16
1:
    bbci a4, 0, 2f
    l32i.n a8, a2, 0
    xor a8, a8, a5
    and a10, a8, a6
    srli a8, a8, 8
    and a8, a8, a6
    s32i.n a10, a3, 0
    s32i.n a8, a3, 4
2:
    ret.n
    .size mcub_widen_s8_lx6, . - mcub_widen_s8_lx6

    .section .text.mcub_widen_weights_s8_lx6, "ax"
    .balign 4
low_bytes:
    .word 0x00FF00FF
less_128:
    .word 0x7F807F80 /* with the lanes' top bits turned after it, so that none carries */
top_bits:
    .word 0x80008000
    .global mcub_widen_weights_s8_lx6
    .type mcub_widen_weights_s8_lx6, @function
mcub_widen_weights_s8_lx6:
    l32r a5, low_bytes
    l32r a6, less_128
    l32r a7, top_bits
0:
    srli a11, a4, 1
    nop.n
    mcub_aligned_loopgtz a11, 1f, 0b, 1
    l32i.n a8, a2, 0
    l32i.n a9, a2, 4
    addi.n a2, a2, 8
    and a10, a8, a5
    srli a8, a8, 8
    add.n a10, a10, a6
    and a8, a8, a5
    xor a10, a10, a7
    add.n a8, a8, a6
    s32i.n a10, a3, 0
    xor a8, a8, a7
    and a10, a9, a5
    srli a9, a9, 8
    s32i.n a8, a3, 4
    add.n a10, a10, a6
    and a9, a9, a5
    xor a10, a10, a7
    add.n a9, a9, a6
    s32i.n a10, a3, 8
    xor a9, a9, a7
    s32i.n a9, a3, 12
    addi a3, a3, 16
1:
    bbci a4, 0, 2f
    l32i.n a8, a2, 0
    and a10, a8, a5
    srli a8, a8, 8
    add.n a10, a10, a6
    and a8, a8, a5
    xor a10, a10, a7
    add.n a8, a8, a6
    s32i.n a10, a3, 0
    xor a8, a8, a7
    s32i.n a8, a3, 4
2:
    ret.n
    .size mcub_widen_weights_s8_lx6, . - mcub_widen_weights_s8_lx6
