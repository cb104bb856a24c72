// Vectors and start of a core-only image: data to their place, then main.
#include <stdint.h>
#include <string.h>

extern uint32_t stack_top[];
extern char data_load[], data_start[], data_end[], bss_start[], bss_end[];
extern int main(void);
extern void _exit(int status) __attribute__((noreturn));

/* Coprocessor access control (Armv7-M ARM, B3.2.20); the M0+ ignores the write. */
#define CPACR (*(volatile uint32_t *)0xE000ED88u)

void start(void) {
#ifdef __ARM_FP
    CPACR |= 0xFu << 20;
    __asm__ volatile("dsb\n\tisb");
#endif
    memcpy(data_start, data_load, (size_t)(data_end - data_start));
    memset(bss_start, 0, (size_t)(bss_end - bss_start));
    main();
    _exit(0);
}

void stopped(void) {
    for (;;) {
        __asm__ volatile("wfi");
    }
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    stack_top,
    (const void *)start,
    (const void *)stopped,
    (const void *)stopped,
    (const void *)stopped,
    (const void *)stopped,
    (const void *)stopped,
};
