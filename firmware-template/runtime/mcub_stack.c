/* The stack's high-water mark, by a pattern that use overwrites. */
#include "mcub_runtime.h"

#define PATTERN 0x4D435542u

/* From the linker script. */
extern uint32_t mcub_stack_bottom[];
extern uint32_t mcub_stack_top[];

void mcub_stack_paint(void) {
    /* Up to below this function's own frame. */
    uint32_t *const end = (uint32_t *)__builtin_frame_address(0) - 32;
    for (volatile uint32_t *word = mcub_stack_bottom; word < end; word++) {
        *word = PATTERN;
    }
}

uint32_t mcub_stack_used(void) {
    const volatile uint32_t *word = mcub_stack_bottom;
    while (word < mcub_stack_top && *word == PATTERN) {
        word++;
    }
    return (uint32_t)(mcub_stack_top - word) * 4u;
}

uint32_t mcub_stack_limit(void) {
    return (uint32_t)(mcub_stack_top - mcub_stack_bottom) * 4u;
}
