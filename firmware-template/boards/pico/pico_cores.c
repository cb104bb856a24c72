/* The RP2040's second core. Sections are those of the RP2040 datasheet; registers are named as
 * there. Empty where a model runs on one core. */
#include "mcub_board.h"
#include "mcub_core.h"
#include "mcub_cores.h"
#include "mcub_runtime.h"

#ifdef MCUB_CORES

/* 2.3.1.7: the mailboxes between the cores. */
#define SIO_FIFO_ST MCUB_REGISTER(0xD0000050u)
#define SIO_FIFO_WR MCUB_REGISTER(0xD0000054u)
#define SIO_FIFO_RD MCUB_REGISTER(0xD0000058u)
#define FIFO_VLD (1u << 0)
#define FIFO_RDY (1u << 1)

/* 2.13.5: power-on state machine; the second core goes back into the boot ROM. */
#define PSM_FRCE_OFF MCUB_REGISTER(0x40010004u)
#define PSM_PROC1 (1u << 16)

/* Rounds of the start's sequence, and looks at a mailbox: the boot ROM answers within some hundred
 * cycles. */
#define MAX_ROUNDS 100u
#define MAX_LOOKS 10000u
/* The second core's part is about as long as the first's; so much longer, and it is lost. */
#define PATIENCE_FACTOR 4u
#define PATIENCE_TICKS 100000u

#define STACK_WORDS 512u
#define STACK_MARK 0x4D435542u

/* 2.4.3: vectors are aligned to 256 bytes. */
#define VECTORS 48u

static uint32_t stack[STACK_WORDS] __attribute__((aligned(8)));
static volatile bool has_fault;
static mcub_fault fault;

/* 2.3.2: a word that waits in the mailbox asks for this interrupt, which stays pending behind it.
 */
#define NVIC_ICPR MCUB_REGISTER(0xE000E280u) /* Armv6-M ARM, B3.4.6 */
#define SIO_IRQ_PROC0 (1u << 15)

static void barrier(void) {
    __asm volatile("dmb" ::: "memory");
}

static void wake_other(void) {
    __asm volatile("dsb\n\tsev" ::: "memory");
}

void mcub_cores_keep_fault(const uint32_t *frame) __attribute__((noreturn, used));

/* The second core's handler: it leaves the registers to the first, and stays. */
void mcub_cores_keep_fault(const uint32_t *frame) {
    uint32_t exception;
    __asm volatile("mrs %0, ipsr" : "=r"(exception));
    fault.exception = (uint16_t)(MCUB_FAULT_SECOND_CORE | (exception & 0x3Fu));
    /* A stack pointer beside the stack has nothing to read. */
    if (frame >= stack && frame + 8 <= stack + STACK_WORDS) {
        for (uint32_t index = 0; index < 8; index++) {
            fault.stacked[index] = frame[index];
        }
    }
    barrier();
    has_fault = true;
    wake_other();
    for (;;) {
        __asm volatile("wfe");
    }
}

static __attribute__((naked)) void second_fault(void) {
    __asm volatile(".syntax unified\n\t"
                   "mrs r0, msp\n\t"
                   "ldr r1, =mcub_cores_keep_fault\n\t"
                   "bx r1\n\t"
                   ".ltorg");
}

/* Handlers alone: the start's sequence gives the stack. */
static void (*const second_vectors[VECTORS])(void) __attribute__((aligned(256))) = {
    [1 ... VECTORS - 1] = second_fault,
};

/* Waits for work, does it, and says so, for ever. */
static __attribute__((section(".ramfunc"), noreturn)) void second_main(void) {
    for (;;) {
        while ((SIO_FIFO_ST & FIFO_VLD) == 0) {
            __asm volatile("wfe");
        }
        mcub_model_layer *const work = (mcub_model_layer *)(uintptr_t)SIO_FIFO_RD;
        barrier();
        work();
        barrier();
        SIO_FIFO_WR = (uint32_t)(uintptr_t)work;
        wake_other();
    }
}

static __attribute__((noreturn)) void give_up(void) {
    if (!has_fault) {
        fault.exception = MCUB_FAULT_SECOND_CORE;
    }
    barrier();
    mcub_session_fault(&fault);
}

static bool has_answer(void) {
    for (uint32_t look = 0; look < MAX_LOOKS; look++) {
        if ((SIO_FIFO_ST & FIFO_VLD) != 0) {
            return true;
        }
    }
    return false;
}

static void drain(void) {
    while ((SIO_FIFO_ST & FIFO_VLD) != 0) {
        (void)SIO_FIFO_RD;
    }
}

void mcub_cores_start(void) {
    /* 2.8.2: what the boot ROM on the second core waits for, and echoes word by word. */
    const uint32_t words[] = {0,
                              0,
                              1,
                              (uint32_t)(uintptr_t)second_vectors,
                              (uint32_t)(uintptr_t)(stack + STACK_WORDS),
                              (uint32_t)(uintptr_t)second_main};
    const uint32_t count = sizeof words / sizeof words[0];
    uint32_t rounds = 0;

    for (uint32_t word = 0; word < STACK_WORDS; word++) {
        stack[word] = STACK_MARK;
    }
    PSM_FRCE_OFF |= PSM_PROC1;
    for (uint32_t look = 0; look < MAX_LOOKS && (PSM_FRCE_OFF & PSM_PROC1) == 0; look++) {
    }
    PSM_FRCE_OFF &= ~PSM_PROC1;
    for (uint32_t word = 0; word < count; rounds++) {
        if (words[word] == 0) {
            drain();
            wake_other();
        }
        if (rounds == MAX_ROUNDS || (SIO_FIFO_ST & FIFO_RDY) == 0) {
            give_up();
        }
        SIO_FIFO_WR = words[word];
        wake_other();
        /* Any other echo, and the sequence begins again. */
        word = has_answer() && SIO_FIFO_RD == words[word] ? word + 1 : 0;
    }
    NVIC_ICPR = SIO_IRQ_PROC0;
}

__attribute__((section(".ramfunc"))) void mcub_cores_run(mcub_model_layer *first,
                                                         mcub_model_layer *second) {
    const uint32_t begin = mcub_board_timer_ticks();
    barrier();
    SIO_FIFO_WR = (uint32_t)(uintptr_t)second;
    wake_other();
    first();
    const uint32_t taken = mcub_board_timer_ticks() - begin;
    while ((SIO_FIFO_ST & FIFO_VLD) == 0) {
        if (has_fault ||
            mcub_board_timer_ticks() - begin - taken > PATIENCE_FACTOR * taken + PATIENCE_TICKS) {
            give_up();
        }
        __asm volatile("wfe"); /* until the other's event, or a wrap of SysTick, 134 ms at most */
    }
    if (SIO_FIFO_RD != (uint32_t)(uintptr_t)second || stack[0] != STACK_MARK) {
        give_up();
    }
    NVIC_ICPR = SIO_IRQ_PROC0;
    barrier();
}

#endif
