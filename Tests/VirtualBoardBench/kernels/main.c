// One kernel of this project, called over and over in a bare image of the STM32F746, which then
// sleeps: what the speed of the emulation is measured on. KERNEL says which kernel.
#include <stdint.h>

#include "mcub_conv_2d_s8.h"
#include "mcub_depthwise_conv_2d_s8.h"

enum { SIDE = 24, CHANNELS = 16 };

/* Coprocessor access, caches (Armv7-M ARM, B3.2.20 and B2.2.7). */
#define REGISTER(address) (*(volatile uint32_t *)(address))
#define CPACR REGISTER(0xE000ED88u)
#define CCR REGISTER(0xE000ED14u)
#define CCR_CACHES (3u << 16)

static int8_t input[SIDE * SIDE * CHANNELS], output[SIDE * SIDE * CHANNELS];
static const int8_t weights[CHANNELS * 9 * CHANNELS] = {1, -2, 3};
static const int32_t bias[CHANNELS] = {5};
static int32_t multipliers[CHANNELS], shifts[CHANNELS];

#if KERNEL == 1
static void run(int32_t kernel) {
    const mcub_conv_2d_s8_params params = {
        1, SIDE, SIDE, CHANNELS, SIDE,       SIDE,       CHANNELS, kernel, kernel, CHANNELS,
        1, 1,    1,    1,        kernel / 2, kernel / 2, -3,       4,      -128,   127};
    mcub_conv_2d_s8_ref(&params, input, weights, bias, multipliers, shifts, output);
}
#else
static void run(int32_t kernel) {
    const mcub_depthwise_conv_2d_s8_params params = {
        1, SIDE, SIDE, CHANNELS,   SIDE,       SIDE, 1, kernel, kernel, 1,
        1, 1,    1,    kernel / 2, kernel / 2, -3,   4, -128,   127};
    mcub_depthwise_conv_2d_s8_ref(&params, input, weights, bias, multipliers, shifts, output);
}
#endif

extern uint32_t stack_top[];

__attribute__((noreturn)) void start(void) {
    CPACR |= 0xFu << 20;
    CCR |= CCR_CACHES;
    for (int32_t i = 0; i < CHANNELS; i++) {
        multipliers[i] = 1 << 30;
        shifts[i] = -7;
    }
    for (int32_t i = 0; i < SIDE * SIDE * CHANNELS; i++) {
        input[i] = (int8_t)(i * 37);
    }
    for (int32_t round = 0; round < ROUNDS; round++) {
        run(KERNEL_SIDE);
    }
    for (;;) {
        __asm__ volatile("wfi");
    }
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    stack_top,
    (const void *)start,
};
