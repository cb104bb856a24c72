/* mcub_look_up_eights for the LX6: four elements at a time, so that none waits for its load. */
#include "mcub_lx6_kernels.h"

    .section .text.mcub_look_up_eights, "ax"
    .balign 4
    .global mcub_look_up_eights
    .type mcub_look_up_eights, @function
mcub_look_up_eights:
    addi a3, a3, -128
    srai a5, a5, 2
    movi a6, 128
0:
    mcub_aligned_loop a5, 1f, 0b, 1
    l8ui a8, a2, 0
    l8ui a9, a2, 1
    l8ui a10, a2, 2
    l8ui a11, a2, 3
    xor a8, a8, a6
    xor a9, a9, a6
    xor a10, a10, a6
    xor a11, a11, a6
    add.n a8, a8, a3
    add.n a9, a9, a3
    add.n a10, a10, a3
    add.n a11, a11, a3
    l8ui a8, a8, 0
    l8ui a9, a9, 0
    l8ui a10, a10, 0
    l8ui a11, a11, 0
    addi.n a2, a2, 4
    s8i a8, a4, 0
    s8i a9, a4, 1
    s8i a10, a4, 2
    s8i a11, a4, 3
    addi.n a4, a4, 4
1:
    ret.n
    .size mcub_look_up_eights, . - mcub_look_up_eights
