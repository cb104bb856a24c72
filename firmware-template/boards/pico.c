/* Raspberry Pi Pico: RP2040 with a 12 MHz crystal and a W25Q16JV. Sections are those of the RP2040
 * datasheet; registers are named as there. */
#include "mcub_board.h"
#include "mcub_core.h"
#include "mcub_cores.h"
#include "pico_flash.h"

/* 2.1.2: writing at these distances sets or clears bits. */
#define SET_BITS 0x2000u
#define CLEAR_BITS 0x3000u
#define SET(address) MCUB_REGISTER((address) + SET_BITS)
#define CLEAR(address) MCUB_REGISTER((address) + CLEAR_BITS)

/* 2.14.3: resets of subsystems. */
#define RESETS_RESET 0x4000C000u
#define RESETS_DONE MCUB_REGISTER(0x4000C008u)
#define RESET_IO_BANK0 (1u << 5)
#define RESET_PADS_BANK0 (1u << 8)
#define RESET_PLL_SYS (1u << 12)
#define RESET_TIMER (1u << 21)
#define RESET_UART0 (1u << 22)

/* 2.15.7: clocks. */
#define CLK_REF_CTRL 0x40008030u
#define CLK_REF_SELECTED MCUB_REGISTER(0x40008038u)
#define CLK_SYS_CTRL 0x4000803Cu
#define CLK_SYS_SELECTED MCUB_REGISTER(0x40008044u)
#define CLK_PERI_CTRL MCUB_REGISTER(0x40008048u)
#define CLK_REF_SOURCES 3u
#define CLK_REF_CRYSTAL 2u
#define CLK_SYS_FROM_AUX 1u
#define CLK_SYS_AUX_SOURCES (7u << 5) /* 0: the system PLL */
#define CLK_PERI_ENABLE (1u << 11)    /* from CLK_SYS */

/* 2.16.7 and 2.18.4: crystal oscillator and system PLL. */
#define XOSC_CTRL 0x40024000u
#define XOSC_STATUS MCUB_REGISTER(0x40024004u)
#define XOSC_STARTUP MCUB_REGISTER(0x4002400Cu)
#define XOSC_RANGE 0xAA0u
#define XOSC_ENABLE (0xFABu << 12)
#define XOSC_STABLE (1u << 31)
#define XOSC_STARTUP_DELAY 47u /* 2.16.3: 1 ms of 12 MHz, in units of 256 */
#define PLL_CS MCUB_REGISTER(0x40028000u)
#define PLL_PWR 0x40028004u
#define PLL_FBDIV_INT MCUB_REGISTER(0x40028008u)
#define PLL_PRIM MCUB_REGISTER(0x4002800Cu)
#define PLL_LOCK (1u << 31)
#define PLL_POWER_DOWN (1u << 0 | 1u << 5) /* PD and VCOPD */
#define PLL_POST_POWER_DOWN (1u << 3)
/* 12 MHz / 1 * 125 = 1500 MHz, / 6 / 2 = 125 MHz (2.18.2.1). */
#define PLL_REFERENCE_DIVIDER 1u
#define PLL_FEEDBACK 125u
#define PLL_POST_DIVIDERS (6u << 16 | 2u << 12)

/* 4.7.6, 2.12.8, 2.13.5: watchdog with its tick, causes of reset. */
#define WATCHDOG_CTRL 0x40058000u
#define WATCHDOG_REASON MCUB_REGISTER(0x40058008u)
#define WATCHDOG_TICK MCUB_REGISTER(0x4005802Cu)
#define WATCHDOG_TRIGGER (1u << 31)
#define WATCHDOG_REASONS 3u
#define TICK_ENABLE (1u << 9)
#define CHIP_RESET MCUB_REGISTER(0x40064008u)
#define PSM_WDSEL MCUB_REGISTER(0x40010008u)
#define PSM_ALL_BUT_OSCILLATORS 0x1FFFCu

/* 4.6.5: the timer, one microsecond a tick. */
#define TIMER_TIMERAWL MCUB_REGISTER(0x40054028u)
#define TIMER_HERTZ 1000000u

/* 4.2.8: UART0, a PL011, on GP0 and GP1 (2.19.2: function 2). */
#define UART_DR MCUB_REGISTER(0x40034000u)
#define UART_FR MCUB_REGISTER(0x40034018u)
#define UART_IBRD MCUB_REGISTER(0x40034024u)
#define UART_FBRD MCUB_REGISTER(0x40034028u)
#define UART_LCR_H MCUB_REGISTER(0x4003402Cu)
#define UART_CR MCUB_REGISTER(0x40034030u)
#define UART_DR_FE (1u << 8)
#define UART_DR_PE (1u << 9)
#define UART_DR_BE (1u << 10)
#define UART_DR_OE (1u << 11)
#define UART_FR_BUSY (1u << 3)
#define UART_FR_RXFE (1u << 4)
#define UART_FR_TXFF (1u << 5)
#define UART_LCR_8_BITS_FIFO (3u << 5 | 1u << 4)
#define UART_CR_ON (1u << 0 | 1u << 8 | 1u << 9)
#define GPIO0_CTRL MCUB_REGISTER(0x40014004u)
#define GPIO1_CTRL MCUB_REGISTER(0x4001400Cu)
#define GPIO_UART 2u
#define PAD_GPIO1 MCUB_REGISTER(0x4001C008u)
#define PAD_INPUT_PULLED_UP                                                                        \
    0x5Au /* input, pull-up, hysteresis, 4 mA: a line without probe is quiet */

/* 2.6.3.6: the cache of flash that is read in place. */
#define XIP_FLUSH MCUB_REGISTER(0x14000004u)

/* 2.3.1.7: the mailbox that the boot ROM on the other core leaves a word in. */
#define SIO_FIFO_ST MCUB_REGISTER(0xD0000050u)
#define SIO_FIFO_RD MCUB_REGISTER(0xD0000058u)
#define FIFO_VLD (1u << 0)
#define FIFO_WORDS 8u
#define NVIC_ICPR MCUB_REGISTER(0xE000E280u) /* Armv6-M ARM, B3.4.6 */
#define SIO_IRQ_PROC0 (1u << 15)             /* 2.3.2 */

#define PLL_HERTZ 125000000u
#define CRYSTAL_TICK 12u
/* 2.17.1: the ring oscillator runs at about 6.5 MHz. Six of its cycles make a tick, so that cycles
 * and ticks agree whatever it does. */
#define RING_LINE_HERTZ 6500000u
#define RING_HERTZ 6000000u
#define RING_TICK 6u

/* Polls a ready bit: at 6.5 MHz about 0.2 s, a hundred times the crystal's start. */
#define MAX_POLLS 100000u

static bool clock_is_set;
static uint32_t reset_flags;
static uint32_t overruns;
static uint32_t line_errors;
static pico_flash_identity identity;

static bool wait_for(const volatile uint32_t *place, uint32_t mask, uint32_t value) {
    for (uint32_t poll = 0; poll < MAX_POLLS; poll++) {
        if ((*place & mask) == value) {
            return true;
        }
    }
    return false;
}

static bool leave_reset(uint32_t subsystems) {
    SET(RESETS_RESET) = subsystems;
    CLEAR(RESETS_RESET) = subsystems;
    return wait_for(&RESETS_DONE, subsystems, subsystems);
}

/* 2.15.3: both clocks on the ring oscillator, as after reset. */
static bool leave_crystal(void) {
    CLEAR(CLK_SYS_CTRL) = CLK_SYS_FROM_AUX;
    if (!wait_for(&CLK_SYS_SELECTED, 0xFFFFFFFFu, 1)) {
        return false;
    }
    CLEAR(CLK_REF_CTRL) = CLK_REF_SOURCES;
    return wait_for(&CLK_REF_SELECTED, 0xFFFFFFFFu, 1);
}

static bool start_crystal(void) {
    MCUB_REGISTER(XOSC_CTRL) = XOSC_RANGE;
    XOSC_STARTUP = XOSC_STARTUP_DELAY;
    SET(XOSC_CTRL) = XOSC_ENABLE;
    if (!wait_for(&XOSC_STATUS, XOSC_STABLE, XOSC_STABLE)) {
        return false;
    }
    MCUB_REGISTER(CLK_REF_CTRL) = CLK_REF_CRYSTAL;
    return wait_for(&CLK_REF_SELECTED, 0xFFFFFFFFu, 1u << CLK_REF_CRYSTAL);
}

static bool start_pll(void) {
    if (!leave_reset(RESET_PLL_SYS)) {
        return false;
    }
    PLL_CS = PLL_REFERENCE_DIVIDER;
    PLL_FBDIV_INT = PLL_FEEDBACK;
    CLEAR(PLL_PWR) = PLL_POWER_DOWN;
    if (!wait_for(&PLL_CS, PLL_LOCK, PLL_LOCK)) {
        return false;
    }
    PLL_PRIM = PLL_POST_DIVIDERS;
    CLEAR(PLL_PWR) = PLL_POST_POWER_DOWN;
    CLEAR(CLK_SYS_CTRL) = CLK_SYS_AUX_SOURCES;
    SET(CLK_SYS_CTRL) = CLK_SYS_FROM_AUX;
    return wait_for(&CLK_SYS_SELECTED, 0xFFFFFFFFu, 1u << CLK_SYS_FROM_AUX);
}

static bool set_clocks(void) {
    if (leave_crystal() && start_crystal() && start_pll()) {
        return true;
    }
    (void)leave_crystal();
    return false;
}

void mcub_board_set_baud(uint32_t baud) {
    const uint32_t hertz = clock_is_set ? PLL_HERTZ : RING_LINE_HERTZ;
    /* 4.2.7.1: the divisor in 64ths of 16 clocks a bit; 543 at 125 MHz: 0.09 % below 921600. */
    const uint32_t divisor = (4u * hertz + baud / 2u) / baud;
    UART_CR = 0;
    UART_IBRD = divisor >> 6;
    UART_FBRD = divisor & 0x3Fu;
    UART_LCR_H = UART_LCR_8_BITS_FIFO; /* which lets the divisor in */
    UART_CR = UART_CR_ON;
}

static void start_serial(uint32_t baud) {
    CLK_PERI_CTRL = CLK_PERI_ENABLE;
    (void)leave_reset(RESET_IO_BANK0 | RESET_PADS_BANK0 | RESET_UART0);
    PAD_GPIO1 = PAD_INPUT_PULLED_UP;
    mcub_board_set_baud(baud);
    GPIO0_CTRL = GPIO_UART;
    GPIO1_CTRL = GPIO_UART;
}

static void start_timer(void) {
    WATCHDOG_TICK = TICK_ENABLE | (clock_is_set ? CRYSTAL_TICK : RING_TICK);
    (void)leave_reset(RESET_TIMER);
}

/* A word in the mailbox asks for an interrupt, which would wait at the end of every window. */
static void empty_mailbox(void) {
    for (uint32_t word = 0; word < FIFO_WORDS && (SIO_FIFO_ST & FIFO_VLD) != 0; word++) {
        (void)SIO_FIFO_RD;
    }
    NVIC_ICPR = SIO_IRQ_PROC0;
}

void mcub_board_start(uint32_t baud) {
    reset_flags = CHIP_RESET | (WATCHDOG_REASON & WATCHDOG_REASONS);
    (void)pico_flash_identify(&identity);
    clock_is_set = set_clocks();
    start_serial(baud);
    start_timer();
    empty_mailbox();
#ifdef MCUB_CORES
    mcub_cores_start();
#endif
}

const char *mcub_board_clock_problem(void) {
    return clock_is_set ? 0 : "a clock did not start; on the internal oscillator";
}

uint32_t mcub_board_core_hertz(void) {
    return clock_is_set ? PLL_HERTZ : RING_HERTZ;
}

uint32_t mcub_board_timer_ticks(void) {
    return TIMER_TIMERAWL;
}

uint32_t mcub_board_timer_hertz(void) {
    return TIMER_HERTZ;
}

int32_t mcub_board_receive(void) {
    if ((UART_FR & UART_FR_RXFE) != 0) {
        return -1;
    }
    const uint32_t entry = UART_DR;
    overruns += (entry & UART_DR_OE) != 0 ? 1u : 0u;
    line_errors += (entry & (UART_DR_FE | UART_DR_PE | UART_DR_BE)) != 0 ? 1u : 0u;
    return (int32_t)(entry & 0xFFu);
}

bool mcub_board_can_send(void) {
    return (UART_FR & UART_FR_TXFF) == 0;
}

void mcub_board_send(uint8_t byte) {
    UART_DR = byte;
}

bool mcub_board_is_sent(void) {
    return (UART_FR & UART_FR_BUSY) == 0;
}

uint32_t mcub_board_line_errors(void) {
    return line_errors;
}

uint32_t mcub_board_overruns(void) {
    return overruns;
}

uint32_t mcub_board_reset_flags(void) {
    return reset_flags;
}

/* The chip has no number of its own: that of its flash stands for it. */
void mcub_board_unique_id(uint8_t id[12]) {
    for (uint32_t index = 0; index < 12; index++) {
        id[index] = index < sizeof identity.unique_id ? identity.unique_id[index] : 0;
    }
}

/* A virtual chip has a mark and its timing model's name in the flash's first security register. On
 * silicon that is erased, or the user's. */
void mcub_board_timing_model(uint8_t text[32]) {
    static const char mark[8] = {'M', 'C', 'U', 'B', 'V', 'I', 'R', 'T'};
    bool is_virtual = true;
    for (uint32_t index = 0; index < sizeof mark; index++) {
        is_virtual = is_virtual && identity.security[index] == (uint8_t)mark[index];
    }
    for (uint32_t index = 0; index < 32; index++) {
        text[index] = is_virtual ? identity.security[sizeof mark + index] : 0;
    }
}

void mcub_board_empty_caches(void) {
    XIP_FLUSH = 1;
    (void)XIP_FLUSH; /* 2.6.3.6: a read waits for the end */
}

/* 2.13: everything but the oscillators, as the watchdog would. */
void mcub_chip_reset(void) {
    PSM_WDSEL = PSM_ALL_BUT_OSCILLATORS;
    SET(WATCHDOG_CTRL) = WATCHDOG_TRIGGER;
    for (;;) {
    }
}
