// SPDX-License-Identifier: GPL-2.0-or-later
// What one chip has and another has not: tables that the shared code reads.
#pragma once

#include "CEmulator.h"

enum {
    MOST_MEMORIES = 5,
    MOST_WINDOWS = 5,
    GPIO_PORTS = 11,
    GPIO_REGISTERS = 11,
    NO_INTERRUPT = 0xFF,
    ALWAYS_ON = 0xFF, /* a peripheral whose clock cannot be switched off */
    OF_CORE = 0xFE    /* likewise, each core having its own: it gets that core's machine */
};

/** The rules that a core follows. */
typedef struct {
    int unicorn_model;     /* of UC_ARCH_ARM */
    uint32_t cpuid;        /* CPUID: part and revision */
    uint32_t ccr_reset;    /* CCR after reset */
    uint8_t priority_mask; /* the bits of a priority that exist */
    bool has_caches;       /* of its own, as CLIDR says */
    bool is_armv7m;        /* else Armv6-M: one fault, HardFault, and no debug unit in this model */
} core_model;

typedef enum {
    MEMORY_FLASH,  /* programmed through the flash interface; the image lies here */
    MEMORY_LOADED, /* RAM that a boot loader fills with the image at each reset */
    MEMORY_RAM,
    MEMORY_SYSTEM, /* read-only: boot loader, one-time programmable bytes, identity */
    MEMORY_OPTION  /* read-only: option bytes */
} memory_kind;

/** A memory of the chip; without an alias both addresses are the same. */
typedef struct {
    memory_kind kind;
    uint32_t bytes;
    uint32_t base;
    uint32_t alias;
} chip_memory;

/** A stretch of addresses with registers; what is not modelled there reads as zero. */
typedef struct {
    uint32_t base;
    uint32_t bytes;
} chip_window;

/** A peripheral on the chip's buses. */
typedef struct {
    uint32_t base;
    uint32_t bytes;
    uint8_t bus; /* index into rcc_state.enable, ALWAYS_ON or OF_CORE */
    uint8_t enable_bit;
    uint32_t (*read)(mcub_machine *m, uint32_t offset);
    void (*write)(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
} chip_peripheral;

/** A pin and the alternate function that leads to the console. */
typedef struct {
    uint8_t port, pin, function;
} chip_pin;

/** What a kind of UART does apart from its registers. */
typedef struct {
    void (*sync)(mcub_machine *m); /* lets pass what was due up to the current cycle */
    bool (*line)(const mcub_machine *m);
    uint64_t (*next_event)(const mcub_machine *m);
    void (*reset)(mcub_machine *m);
} console_unit;

extern const console_unit console_usart, console_pl011;

/** The UART at the far end of whose line the host listens. */
typedef struct {
    const console_unit *unit;
    uint8_t interrupt;
    uint8_t reset_bus, reset_bit; /* its bit of rcc_state.reset */
    bool has_pins;                /* else the line is always connected */
    bool has_prescaler;           /* PRESC, at 0x2C */
    chip_pin transmit, receive;
    uint64_t (*kernel_hertz)(const mcub_machine *m);
    /** Of a PL011: whether its line leads out of the chip, and in. */
    bool (*transmits)(const mcub_machine *m);
    bool (*receives)(const mcub_machine *m);
} chip_console;

/** The general-purpose ports: `bytes` apart, enabled by the same bits of `bus` as their number. */
typedef struct {
    uint32_t base;
    uint32_t bytes;
    uint32_t count;
    uint8_t bus;
    bool has_bit_reset;          /* BRR, at 0x28 */
    const uint32_t (*resets)[4]; /* MODER, OTYPER, OSPEEDR and PUPDR of each port */
} chip_ports;

/** The interrupts of what is modelled on every chip, or NO_INTERRUPT. */
typedef struct {
    uint8_t flash, timer2, timer5;
} chip_interrupts;

typedef struct {
    const char *name;
    const core_model *core;
    uint32_t interrupts;    /* lines of the NVIC */
    uint32_t reset_vectors; /* where the vector table lies at reset */
    uint32_t memory_count;
    chip_memory memories[MOST_MEMORIES];
    uint32_t window_count;
    chip_window windows[MOST_WINDOWS];
    const chip_peripheral *peripherals;
    size_t peripheral_count;
    chip_ports ports;
    chip_console console;
    chip_interrupts lines;
    uint32_t unique_id, flash_size; /* addresses in system memory; 0 for none */
    uint32_t otp;                   /* address of the one-time programmable bytes; 0 for none */
    uint32_t otp_bytes;
    uint32_t external_hertz;            /* what HSE brings, for the STM32F4's and F7's RCC */
    uint32_t device_id;                 /* DBGMCU_IDCODE of the STM32F4 and F7 */
    const uint32_t *flash_sectors;      /* where the eight sectors begin, and the end */
    uint32_t atomic_base, atomic_bytes; /* where registers have atomic aliases */
    size_t state_bytes;                 /* of chip_state; 0 for none */
    bool has_xip_cache;                 /* flash is read through the RP2040's cache */
    void (*power_on)(mcub_machine *m);  /* what a new chip holds; NULL for nothing */
    void (*reset)(mcub_machine *m, uint32_t cause); /* clocks and what only this chip has */
    void (*boot)(mcub_machine *m); /* what a boot ROM does once the core is reset; NULL for none */
    void (*sync)(mcub_machine *m); /* its own timers, up to the current cycle; NULL for none */
    void (*set_core_lines)(mcub_machine *m); /* interrupts of a core's own; NULL for none */
    void (*hears_event)(mcub_machine *m);    /* a core has executed SEV; NULL for nothing */
    /** Why the boot ROM has not started the image, or NULL; itself NULL where nothing can keep it.
     */
    const char *(*waits_in_rom)(const mcub_machine *m);
    /** Whether flash answers as memory now; NULL where it always does. */
    bool (*reads_flash)(const mcub_machine *m);
    void (*hold_bootsel)(mcub_machine *m, bool is_held);
    /** Takes what otherwise lies in one-time programmable bytes; NULL for `otp`. */
    bool (*load_otp)(mcub_machine *m, const uint8_t *bytes, size_t count);
    /** Why flash takes no store: a bit of its SR, or 0 when it does. */
    uint32_t (*refuses_store)(const mcub_machine *m, uint32_t offset, uint32_t bytes);
} chip_model;

extern const core_model core_cortex_m7, core_cortex_m4, core_cortex_m0plus;
extern const chip_model chip_stm32f746, chip_stm32f446, chip_stm32g0b1, chip_cortex_m7_tcm,
    chip_cortex_m0plus_ram, chip_rp2040;

const chip_model *chip_find(mcub_chip chip);
