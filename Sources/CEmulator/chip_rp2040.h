// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of the RP2040 share. Sections are those of the RP2040 datasheet.
#pragma once

#include "machine.h"

enum {
    RP2040_CRYSTAL_HERTZ = 12000000, /* Pico datasheet, 2: the board's crystal */
    RP2040_RING_HERTZ = 6500000,     /* 2.17.1: what it runs at at first, nominally */
    RP2040_CLOCKS = 0xC8 / 4,        /* 2.15.7: registers */
    RP2040_QSPI_FIFO = 16,           /* 4.10.2 */
    RP2040_UART_FIFO = 32,           /* 4.2.2 */
    RP2040_MAILBOX_WORDS = 8,        /* 2.3.1.4 */
    FLASH_PAGE = 256,
    FLASH_SECURITY_BYTES = 256
};

/** Bits of RESETS (2.14.3) of what is modelled; the index of rcc_state.enable is 0. */
enum {
    RESET_IO_BANK0 = 5,
    RESET_IO_QSPI = 6,
    RESET_PADS_BANK0 = 8,
    RESET_PADS_QSPI = 9,
    RESET_PLL_SYS = 12,
    RESET_PLL_USB = 13,
    RESET_SYSINFO = 19,
    RESET_TIMER = 21,
    RESET_UART0 = 22
};

typedef struct {
    uint32_t control, power, feedback, dividers; /* CS, PWR, FBDIV_INT, PRIM */
    bool is_started;
    uint64_t locked_at;
} rp2040_pll;

/** The flash on the QSPI lines: a W25Q16JV (its datasheet, 8: instructions). */
typedef struct {
    uint8_t unique_id[8];
    uint8_t security[3][FLASH_SECURITY_BYTES];
    uint8_t status[3];
    uint8_t page[FLASH_PAGE]; /* what a program instruction has gathered */
    uint32_t page_bytes;
    unsigned opcode;            /* of the transfer under way; 0x100 for none yet */
    uint32_t position, address; /* bytes of the transfer so far */
    bool is_enabled;
    uint64_t busy_until;
} rp2040_flash;

/** The serial interface to the flash (4.10). */
typedef struct {
    uint32_t ctrlr0, ctrlr1, enabled, ser, baudr, txftlr, rxftlr, imr, sample_delay, spi_ctrlr0;
    uint32_t received[RP2040_QSPI_FIFO]; /* frames that the core has not taken */
    uint32_t head, count;
    uint64_t busy_until;
    bool is_selected;    /* the flash sees its chip select low */
    uint32_t select_pin; /* GPIO_QSPI_SS_CTRL */
} rp2040_ssi;

/** Words on their way from one core to the other. */
typedef struct {
    uint32_t words[RP2040_MAILBOX_WORDS];
    uint32_t head, count;
} rp2040_mailbox;

typedef struct {
    uint32_t clocks[RP2040_CLOCKS];
    uint32_t ref_source, sys_source; /* what CLK_REF and CLK_SYS run from, as in SELECTED */
    uint32_t xosc_control, xosc_startup;
    uint64_t xosc_ready_at;
    uint32_t rosc_control;
    rp2040_pll pll_sys, pll_usb;
    uint32_t ref_hertz;
    uint32_t tick_control; /* WATCHDOG TICK */
    uint32_t watchdog_control, watchdog_reason, scratch[8];
    uint32_t psm_force_on, psm_force_off, psm_wdsel;
    uint32_t chip_reset; /* VREG_AND_CHIP_RESET, CHIP_RESET */
    uint64_t microseconds, timer_base, timer_fraction;
    uint32_t latched_high;
    bool timer_paused;
    uint32_t io[30][2]; /* STATUS is not kept; CTRL of each pin in [1] */
    uint32_t pads[31];
    uint32_t divider[2][4];      /* SIO, each core's: dividend, divisor, quotient, remainder */
    rp2040_mailbox mailboxes[2]; /* by the core that reads */
    uint32_t mailbox_errors[2];  /* WOF and ROE of each core's FIFO_ST */
    uint32_t spinlocks;          /* claimed ones, a bit each */
    uint32_t launch_step;        /* words of the launch that the ROM's loop has taken */
    uint32_t launch_words[3];    /* vector table, stack, entry */
    uint64_t xip_busy_until;     /* the cycle up to which a miss of either core holds the flash */
    uint32_t xip_control;
    uint64_t xip_accesses, xip_hits;
    rp2040_ssi ssi;
    rp2040_flash flash;
    bool is_forced;        /* the watchdog's reset that is due was asked for */
    const char *rom_waits; /* why the boot ROM waits for USB, or NULL when it does not */
    bool bootsel;          /* the button is held at reset */
} rp2040_state;

static inline rp2040_state *rp2040(const mcub_machine *m) {
    return m->chip_state;
}

/* chip_rp2040_clocks.c */
void rp2040_clocks_reset(mcub_machine *m);
uint32_t rp2040_resets_read(mcub_machine *m, uint32_t offset);
void rp2040_resets_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t rp2040_clocks_read(mcub_machine *m, uint32_t offset);
void rp2040_clocks_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t rp2040_xosc_read(mcub_machine *m, uint32_t offset);
void rp2040_xosc_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t rp2040_rosc_read(mcub_machine *m, uint32_t offset);
void rp2040_rosc_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t rp2040_pll_sys_read(mcub_machine *m, uint32_t offset);
void rp2040_pll_sys_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t rp2040_pll_usb_read(mcub_machine *m, uint32_t offset);
void rp2040_pll_usb_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint64_t rp2040_peripheral_hertz(const mcub_machine *m);

/* chip_rp2040_system.c */
void rp2040_system_reset(mcub_machine *m, uint32_t cause);
void rp2040_timer_sync(mcub_machine *m);
uint32_t rp2040_watchdog_read(mcub_machine *m, uint32_t offset);
void rp2040_watchdog_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t rp2040_timer_read(mcub_machine *m, uint32_t offset);
void rp2040_timer_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t rp2040_chip_reset_read(mcub_machine *m, uint32_t offset);
void rp2040_chip_reset_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t rp2040_sysinfo_read(mcub_machine *m, uint32_t offset);
void rp2040_sysinfo_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t rp2040_io_read(mcub_machine *m, uint32_t offset);
void rp2040_io_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t rp2040_pads_read(mcub_machine *m, uint32_t offset);
void rp2040_pads_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
bool rp2040_transmits(const mcub_machine *m);
bool rp2040_receives(const mcub_machine *m);

/* chip_rp2040_sio.c */
uint32_t rp2040_sio_read(mcub_machine *m, uint32_t offset);
void rp2040_sio_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
void rp2040_sio_lines(mcub_machine *m);
bool rp2040_mailbox_push(rp2040_mailbox *box, uint32_t word);
bool rp2040_mailbox_pop(rp2040_mailbox *box, uint32_t *word);

/* chip_rp2040_cores.c */
void rp2040_cores_reset(mcub_machine *m);
void rp2040_hears_event(mcub_machine *m);
uint32_t rp2040_psm_read(mcub_machine *m, uint32_t offset);
void rp2040_psm_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);

/* chip_rp2040_ssi.c */
void rp2040_ssi_reset(mcub_machine *m);
uint32_t rp2040_ssi_read(mcub_machine *m, uint32_t offset);
void rp2040_ssi_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t rp2040_qspi_pins_read(mcub_machine *m, uint32_t offset);
void rp2040_qspi_pins_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t rp2040_xip_read(mcub_machine *m, uint32_t offset);
void rp2040_xip_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
bool rp2040_executes_in_place(const mcub_machine *m);
uint32_t rp2040_word_clocks(const mcub_machine *m);

/* chip_rp2040_flash.c */
void rp2040_flash_power_on(mcub_machine *m);
void rp2040_flash_select(mcub_machine *m, bool is_low);
uint8_t rp2040_flash_exchange(mcub_machine *m, uint8_t byte);
