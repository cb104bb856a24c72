// CoreMark's port to the core-only chips of the virtual board: the clock is the core's own cycle
// counter, the console the chip's serial port.
#include "coremark.h"

#include <errno.h>
#include <sys/types.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

/* System timer, 24 bits, on the core clock (Armv6-M and Armv7-M ARM, B3.3). */
#define SYST_CSR REGISTER(0xE000E010u)
#define SYST_RVR REGISTER(0xE000E014u)
#define SYST_CVR REGISTER(0xE000E018u)
#define SYST_ON_CORE_CLOCK 5u
#define SYST_COUNTFLAG (1u << 16)
#define SYST_MAX 0xFFFFFFu

/* Serial port of the core-only chips: USART1 as on the STM32F7. */
#define USART_CR1 REGISTER(0x40011000u)
#define USART_BRR REGISTER(0x4001100Cu)
#define USART_ISR REGISTER(0x4001101Cu)
#define USART_TDR REGISTER(0x40011028u)
#define USART_TXE (1u << 7)

volatile ee_s32 seed1_volatile = 0;
volatile ee_s32 seed2_volatile = 0;
volatile ee_s32 seed3_volatile = 0x66;
volatile ee_s32 seed4_volatile = ITERATIONS;
volatile ee_s32 seed5_volatile = 0;

ee_u32 default_num_contexts = 1;

static CORE_TICKS ticks;

void start_time(void) {
    SYST_CSR = 0;
    SYST_RVR = SYST_MAX;
    SYST_CVR = 0;
    SYST_CSR = SYST_ON_CORE_CLOCK;
}

void stop_time(void) {
    const uint32_t left = SYST_CVR;
    /* A count that wrapped would be too small by an unknown number of rounds: say none. */
    ticks = SYST_CSR & SYST_COUNTFLAG ? 0 : SYST_MAX - left;
}

CORE_TICKS get_time(void) {
    return ticks;
}

secs_ret time_in_secs(CORE_TICKS cycles) {
    return (secs_ret)(cycles / 1000000u);
}

void portable_init(core_portable *p, int *argc, char *argv[]) {
    (void)argc;
    (void)argv;
    USART_BRR = 16;
    USART_CR1 = 1u | 1u << 3; /* on, transmitter on */
    p->portable_id = 1;
}

void portable_fini(core_portable *p) {
    printf("port: end\n");
    p->portable_id = 0;
}

/* What newlib's printf ends in. */
int _write(int file, const char *bytes, int count) {
    (void)file;
    for (int i = 0; i < count; i++) {
        while (!(USART_ISR & USART_TXE)) {
        }
        USART_TDR = (uint8_t)bytes[i];
    }
    return count;
}

extern char heap_start[], heap_end[];

void *_sbrk(ptrdiff_t bytes) {
    static char *top = heap_start;
    if (bytes > heap_end - top) {
        errno = ENOMEM;
        return (void *)-1;
    }
    char *old = top;
    top += bytes;
    return old;
}

int _close(int file) {
    (void)file;
    return -1;
}

int _lseek(int file, int offset, int whence) {
    (void)file;
    (void)offset;
    (void)whence;
    return 0;
}

int _read(int file, char *bytes, int count) {
    (void)file;
    (void)bytes;
    (void)count;
    return 0;
}

int _fstat(int file, void *status) {
    (void)file;
    (void)status;
    return -1;
}

int _isatty(int file) {
    (void)file;
    return 1;
}

int _kill(int process, int signal) {
    (void)process;
    (void)signal;
    return -1;
}

int _getpid(void) {
    return 1;
}

void _exit(int status) {
    (void)status;
    for (;;) {
        __asm__ volatile("wfi");
    }
}
