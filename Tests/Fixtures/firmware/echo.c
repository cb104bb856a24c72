// SPDX-License-Identifier: GPL-2.0-or-later
// Bare metal: sends '>', echoes USART1, and answers 'c' with the cycles of a known stretch of code.
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

typedef void (*entry)(void);

extern const entry vectors[16];

static void setup(void) {
    REGISTER(0xE000ED08u) = (uint32_t)vectors;
    REGISTER(0xE000EDFCu) |= 1u << 24; /* TRCENA */
    REGISTER(0xE0001FB0u) = 0xC5ACCE55u;
    REGISTER(0xE0001004u) = 0;
    REGISTER(0xE0001000u) |= 1;
    REGISTER(0x40023830u) |= 3;       /* GPIOA, GPIOB */
    REGISTER(0x40023844u) |= 1u << 4; /* USART1 */
    REGISTER(0x40020000u) = 0xA8080000u;
    REGISTER(0x40020024u) = 0x70u; /* PA9: AF7 */
    REGISTER(0x40020400u) = 0x8280u;
    REGISTER(0x40020420u) = 0x70000000u; /* PB7: AF7 */
    REGISTER(0x4001100Cu) = 139;         /* 115,108 baud at 16 MHz */
    REGISTER(0x40011000u) = 0xDu;
}

static void send(uint32_t byte) {
    while (!(REGISTER(0x4001101Cu) & 0x80u)) {
    }
    REGISTER(0x40011028u) = byte;
}

/* Ten instructions between the two reads, two of them skipped in an IT block. */
static uint32_t stretch(void) {
    uint32_t start, end;
    __asm__ volatile("ldr %0, [%2]\n"
                     "movs r3, #1\n"
                     "cmp r3, #2\n"
                     "itte eq\n"
                     "moveq r3, #3\n"
                     "moveq.w r3, #4\n"
                     "movne r3, #5\n"
                     "nop\n"
                     "nop\n"
                     "nop\n"
                     "ldr %1, [%2]\n"
                     : "=&r"(start), "=&r"(end)
                     : "r"(0xE0001004u)
                     : "r3", "cc");
    return end - start;
}

void reset_handler(void) {
    setup();
    send('>');
    for (;;) {
        uint32_t status = REGISTER(0x4001101Cu);
        if (status & 8u) {
            REGISTER(0x40011020u) = 8u;
            send('!');
        }
        if (status & 0x20u) {
            uint32_t byte = REGISTER(0x40011024u);
            send(byte == 'c' ? '0' + stretch() : byte);
        }
    }
}

static void stuck(void) {
    for (;;) {
    }
}

__attribute__((section(".vectors"), used)) const entry vectors[16] = {
    (entry)0x20004000u, reset_handler, stuck, stuck, stuck, stuck, stuck,
};
