// SPDX-License-Identifier: GPL-2.0-or-later
// RP2040 on the Raspberry Pi Pico: its tables, and what its boot ROM does.
#include "chip_rp2040.h"

#include <string.h>

enum {
    ALIASED_BYTES = 0x4000, /* registers and their atomic aliases, 2.1.2 */
    BOOT2_BYTES = 256,
    BOOT2_CHECKED_BYTES = 252
};

/* 2.8.1.3: where the boot ROM puts the second stage; its stack ends below. */
static const uint32_t boot2_address = 0x20041F00;

/* 2.2: address map. A peripheral is there unless RESETS holds it. */
static const chip_peripheral peripherals[] = {
    {0x40000000, ALIASED_BYTES, 0, RESET_SYSINFO, rp2040_sysinfo_read, rp2040_sysinfo_write},
    {0x40008000, ALIASED_BYTES, ALWAYS_ON, 0, rp2040_clocks_read, rp2040_clocks_write},
    {0x4000C000, ALIASED_BYTES, ALWAYS_ON, 0, rp2040_resets_read, rp2040_resets_write},
    {0x40010000, ALIASED_BYTES, ALWAYS_ON, 0, rp2040_psm_read, rp2040_psm_write},
    {0x40014000, ALIASED_BYTES, 0, RESET_IO_BANK0, rp2040_io_read, rp2040_io_write},
    {0x40018000, ALIASED_BYTES, 0, RESET_IO_QSPI, rp2040_qspi_pins_read, rp2040_qspi_pins_write},
    {0x4001C000, ALIASED_BYTES, 0, RESET_PADS_BANK0, rp2040_pads_read, rp2040_pads_write},
    {0x40024000, ALIASED_BYTES, ALWAYS_ON, 0, rp2040_xosc_read, rp2040_xosc_write},
    {0x40028000, ALIASED_BYTES, 0, RESET_PLL_SYS, rp2040_pll_sys_read, rp2040_pll_sys_write},
    {0x4002C000, ALIASED_BYTES, 0, RESET_PLL_USB, rp2040_pll_usb_read, rp2040_pll_usb_write},
    {0x40034000, ALIASED_BYTES, 0, RESET_UART0, pl011_read, pl011_write},
    {0x40054000, ALIASED_BYTES, 0, RESET_TIMER, rp2040_timer_read, rp2040_timer_write},
    {0x40058000, ALIASED_BYTES, ALWAYS_ON, 0, rp2040_watchdog_read, rp2040_watchdog_write},
    {0x40060000, ALIASED_BYTES, ALWAYS_ON, 0, rp2040_rosc_read, rp2040_rosc_write},
    {0x40064000, ALIASED_BYTES, ALWAYS_ON, 0, rp2040_chip_reset_read, rp2040_chip_reset_write},
    {0x14000000, 0x1000, ALWAYS_ON, 0, rp2040_xip_read, rp2040_xip_write},
    {0x18000000, 0x1000, ALWAYS_ON, 0, rp2040_ssi_read, rp2040_ssi_write},
    {0xD0000000, 0x1000, OF_CORE, 0, rp2040_sio_read, rp2040_sio_write},
};

/** CRC-32 of the second stage as the boot ROM computes it: most significant bit first (2.8.1.3.1).
 */
static uint32_t boot2_checksum(const uint8_t *bytes) {
    uint32_t crc = 0xFFFFFFFF;
    for (uint32_t i = 0; i < BOOT2_CHECKED_BYTES; i++) {
        crc ^= (uint32_t)bytes[i] << 24;
        for (int bit = 0; bit < 8; bit++) {
            crc = crc << 1 ^ (crc >> 31 ? 0x04C11DB7 : 0);
        }
    }
    return crc;
}

static bool is_erased(const uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (bytes[i] != 0xFF) {
            return false;
        }
    }
    return true;
}

/** Why the boot ROM does not start what is in flash, or NULL when it does. */
static const char *refusal(const mcub_machine *m) {
    const uint8_t *flash = m->image->host;
    uint32_t stored = 0;
    memcpy(&stored, flash + BOOT2_CHECKED_BYTES, 4);
    if (rp2040(m)->bootsel) {
        return "BOOTSEL is held: the boot ROM waits for USB";
    }
    if (is_erased(flash, BOOT2_BYTES)) {
        return "the flash is empty: the boot ROM waits for USB";
    }
    if (boot2_checksum(flash) != stored) {
        return "the second stage's checksum is wrong: the boot ROM waits for USB";
    }
    return NULL;
}

static void set_register(mcub_machine *m, int id, uint32_t value) {
    uc_reg_write(m->uc, id, &value);
}

/** The boot ROM (2.8.1): copies the second stage, checks it, and calls it with LR clear. */
static void boot(mcub_machine *m) {
    rp2040(m)->rom_waits = refusal(m);
    if (rp2040(m)->rom_waits != NULL) {
        return;
    }
    memcpy(memory_host(m, boot2_address, BOOT2_BYTES, true), m->image->host, BOOT2_BYTES);
    memory_changed(m, boot2_address, BOOT2_BYTES);
    set_register(m, UC_ARM_REG_MSP, boot2_address);
    set_register(m, UC_ARM_REG_SP, boot2_address);
    set_register(m, UC_ARM_REG_LR, 0);
    set_register(m, UC_ARM_REG_PC, boot2_address | 1);
}

static const char *waits_in_rom(const mcub_machine *m) {
    return rp2040(m)->rom_waits;
}

static void hold_bootsel(mcub_machine *m, bool is_held) {
    rp2040(m)->bootsel = is_held;
}

static void power_on(mcub_machine *m) {
    rp2040_flash_power_on(m);
}

static void reset(mcub_machine *m, uint32_t cause) {
    rp2040_clocks_reset(m);
    rp2040_system_reset(m, cause);
    rp2040_cores_reset(m);
    rp2040_ssi_reset(m);
}

/** The firmware cannot store into flash; a store only drops a line of the cache (2.6.3.2). */
static uint32_t refuses_store(const mcub_machine *m, uint32_t offset, uint32_t bytes) {
    (void)m;
    (void)offset;
    (void)bytes;
    return 1;
}

/** What a virtual chip tells of itself lies in the flash's first security register, marked. */
static bool load_otp(mcub_machine *m, const uint8_t *bytes, size_t count) {
    static const uint8_t mark[8] = {'M', 'C', 'U', 'B', 'V', 'I', 'R', 'T'};
    uint8_t *place = rp2040(m)->flash.security[0];
    if (count > FLASH_SECURITY_BYTES - sizeof mark) {
        return false;
    }
    memcpy(place, mark, sizeof mark);
    memcpy(place + sizeof mark, bytes, count);
    return true;
}

const chip_model chip_rp2040 = {
    .name = "rp2040",
    .core = &core_cortex_m0plus,
    .interrupts = 32, /* 2.3.2: 26 of them are used */
    .reset_vectors = 0x00000000,
    .memory_count = 3,
    .memories =
        {
            {MEMORY_FLASH, 2 << 20, 0x10000000, 0x13000000}, /* Pico: W25Q16; 2.6.3.1: aliases */
            {MEMORY_RAM, 264 << 10, 0x20000000, 0x20000000}, /* 2.6.2: SRAM0 to SRAM5 */
            {MEMORY_SYSTEM, 16 << 10, 0x00000000, 0x00000000},
        },
    .window_count = 5,
    .windows = {{0x40000000, 0x70000},
                {0x50000000, 0x400000},
                {0x14000000, 0x1000},
                {0x18000000, 0x1000},
                {0xD0000000, 0x1000}},
    .peripherals = peripherals,
    .peripheral_count = sizeof peripherals / sizeof peripherals[0],
    .atomic_base = 0x40000000, /* 2.1.2: the APB and AHB peripherals */
    .atomic_bytes = 0x20000000,
    .console =
        {
            .unit = &console_pl011,
            .interrupt = 20, /* 2.3.2: UART0_IRQ */
            .kernel_hertz = rp2040_peripheral_hertz,
            .transmits = rp2040_transmits,
            .receives = rp2040_receives,
        },
    .lines = {.flash = NO_INTERRUPT, .timer2 = NO_INTERRUPT, .timer5 = NO_INTERRUPT},
    .state_bytes = sizeof(rp2040_state),
    .power_on = power_on,
    .reset = reset,
    .boot = boot,
    .sync = rp2040_timer_sync,
    .set_core_lines = rp2040_sio_lines,
    .hears_event = rp2040_hears_event,
    .waits_in_rom = waits_in_rom,
    .reads_flash = rp2040_executes_in_place,
    .hold_bootsel = hold_bootsel,
    .load_otp = load_otp,
    .refuses_store = refuses_store,
    .has_xip_cache = true,
};
