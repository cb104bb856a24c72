#include "esp32.h"

#include <string.h>

/** Offsets and bits; TRM, the chapters of the blocks. */
enum {
    MMU_INVALID = 0x100,
    RTC_RESET_STATE = 0x34,
    RTC_WDTCONFIG0 = 0x8C,
    RTC_WDTCONFIG1 = 0x90,
    RTC_WDTFEED = 0xA0,
    RTC_WDTWPROTECT = 0xA4,
    RTC_WDT_FLASHBOOT = 1 << 10,
    TIMG_WDTCONFIG0 = 0x48,
    TIMG_WDTCONFIG2 = 0x50,
    TIMG_WDTFEED = 0x60,
    TIMG_WDTWPROTECT = 0x64,
    TIMG_WDT_FLASHBOOT = 1 << 14,
    EFUSE_BLK0_RDATA1 = 0x04,
    EFUSE_BLK0_RDATA2 = 0x08,
    EFUSE_BLK0_RDATA3 = 0x0C,
    EFUSE_BLK3_RDATA0 = 0x78,
    EFUSE_REVISION_1 = 1 << 15 /* TRM, eFuse controller: chip_ver_rev1 */
};
static const uint32_t watchdog_key = 0x50D83AA1, enable_bit = UINT32_C(1) << 31,
                      ahb_uart0 = 0x60000000, rom_magic_address = 0x40001000,
                      rom_magic = 0x00F01D83; /* by which esptool tells an ESP32 */

static const uint32_t bases[BLOCKS] = {
    [BLOCK_DPORT] = 0x3FF00000, [BLOCK_MMU] = 0x3FF10000,    [BLOCK_UART0] = 0x3FF40000,
    [BLOCK_SPI1] = 0x3FF42000,  [BLOCK_SPI0] = 0x3FF43000,   [BLOCK_GPIO] = 0x3FF44000,
    [BLOCK_RTC] = 0x3FF48000,   [BLOCK_IO_MUX] = 0x3FF49000, [BLOCK_EFUSE] = 0x3FF5A000,
    [BLOCK_TIMG0] = 0x3FF5F000, [BLOCK_TIMG1] = 0x3FF60000,  [BLOCK_APB_CTRL] = 0x3FF66000,
    [BLOCK_ANA] = 0x6000E000,
};

uint32_t *esp32_register(mcub_esp32 *chip, unsigned block, uint32_t offset) {
    return &chip->blocks[block].words[offset / 4 % 1024];
}

/* Watchdogs: those that the ROM leaves on, with their first stages only. Where the clock changes
 * while one runs, it counts from its last feed at the new clock. */

uint64_t esp32_watchdog(mcub_esp32 *chip, uint32_t *cause) {
    const uint32_t group = *esp32_register(chip, BLOCK_TIMG0, TIMG_WDTCONFIG0);
    const uint32_t rtc = *esp32_register(chip, BLOCK_RTC, RTC_WDTCONFIG0);
    uint64_t bites = UINT64_MAX;
    if (group & (TIMG_WDT_FLASHBOOT | enable_bit)) {
        bites =
            chip->watchdog_from +
            (uint64_t)*esp32_register(chip, BLOCK_TIMG0, TIMG_WDTCONFIG2) * esp32_apb_divider(chip);
        *cause = CAUSE_TG0_WATCHDOG;
    }
    if (rtc & (RTC_WDT_FLASHBOOT | enable_bit)) {
        const uint64_t ticks = *esp32_register(chip, BLOCK_RTC, RTC_WDTCONFIG1);
        const uint64_t at = chip->watchdog_from + ticks * mcub_esp32_core_hertz(chip) / SLOW_HERTZ;
        if (at < bites) {
            bites = at;
            *cause = CAUSE_RTC_WATCHDOG;
        }
    }
    return bites;
}

/** Whether a register is one of a watchdog's that its key keeps from writes. */
static bool is_protected(mcub_esp32 *chip, unsigned block, uint32_t offset) {
    if (block == BLOCK_RTC) {
        return offset >= RTC_WDTCONFIG0 && offset <= RTC_WDTFEED &&
               *esp32_register(chip, block, RTC_WDTWPROTECT) != watchdog_key;
    }
    return (block == BLOCK_TIMG0 || block == BLOCK_TIMG1) && offset >= TIMG_WDTCONFIG0 &&
           offset <= TIMG_WDTFEED && *esp32_register(chip, block, TIMG_WDTWPROTECT) != watchdog_key;
}

/* The bus */

static bool read_block(void *context, uint32_t address, unsigned bytes, uint32_t *value) {
    const register_block *block = context;
    mcub_esp32 *chip = block->chip;
    const uint32_t offset = address - block->base;
    if (bytes != 4) {
        return false;
    }
    const unsigned number = (unsigned)(block - chip->blocks);
    if (number == BLOCK_UART0) {
        *value = esp32_uart_read(chip, offset);
    } else if (number == BLOCK_SPI1 && offset < MCUB_SPI_FLASH_REGISTERS) {
        *value = mcub_spi_flash_read(&chip->spi, offset);
    } else if (number != BLOCK_TIMG0 || !esp32_read_timer(chip, offset, value)) {
        *value = block->words[offset / 4];
    }
    return true;
}

static bool write_block(void *context, uint32_t address, unsigned bytes, uint32_t *value) {
    register_block *block = context;
    mcub_esp32 *chip = block->chip;
    const uint32_t offset = address - block->base;
    const unsigned number = (unsigned)(block - chip->blocks);
    if (bytes != 4) {
        return false;
    }
    if (is_protected(chip, number, offset) || number == BLOCK_EFUSE) {
        return true;
    }
    switch (number) {
    case BLOCK_UART0:
        esp32_uart_write(chip, offset, *value);
        return true;
    case BLOCK_SPI1:
        if (offset < MCUB_SPI_FLASH_REGISTERS) {
            mcub_spi_flash_write(&chip->spi, offset, *value, MCUB_ESP32_FLASH_BYTES);
        }
        return true;
    case BLOCK_TIMG0:
        if (offset == TIMG_WDTFEED) {
            chip->watchdog_from = mcub_lx6_cycles(chip->core);
        }
        esp32_write_timer(chip, offset, *value);
        return true;
    case BLOCK_DPORT:
    case BLOCK_MMU:
        block->words[offset / 4] = *value;
        esp32_set_cache(chip, number, offset);
        esp32_set_clocks(chip);
        return true;
    case BLOCK_ANA:
        esp32_write_analog(chip, offset, *value);
        return true;
    case BLOCK_RTC:
        if (offset == RTC_OPTIONS0 && (*value & enable_bit)) { /* SW_SYS_RST */
            chip->reset_cause = CAUSE_SOFTWARE;
            chip->wants_reset = true;
            mcub_lx6_stop(chip->core);
            return true;
        }
        if (offset == RTC_RESET_STATE) {
            return true;
        }
        if (offset == RTC_WDTFEED) {
            chip->watchdog_from = mcub_lx6_cycles(chip->core);
        }
        break;
    default:
        break;
    }
    block->words[offset / 4] = *value;
    if (number == BLOCK_RTC || number == BLOCK_APB_CTRL) {
        esp32_set_clocks(chip);
    }
    return true;
}

/** UART0's FIFO as the AHB shows it: written only. */
static bool write_ahb(void *context, uint32_t address, unsigned bytes, uint32_t *value) {
    if (bytes == 4 && address == ahb_uart0) {
        esp32_uart_write(context, 0, *value);
        return true;
    }
    return false;
}

static bool read_ahb(void *context, uint32_t address, unsigned bytes, uint32_t *value) {
    (void)context, (void)address, (void)bytes, (void)value;
    return false;
}

bool esp32_map_registers(mcub_esp32 *chip) {
    bool is_mapped =
        mcub_lx6_map_device(chip->core, ahb_uart0, block_bytes, read_ahb, write_ahb, chip) >= 0;
    for (unsigned i = 0; i < BLOCKS; i++) {
        chip->blocks[i].chip = chip;
        chip->blocks[i].base = bases[i];
        is_mapped &= mcub_lx6_map_device(chip->core, bases[i], block_bytes, read_block, write_block,
                                         &chip->blocks[i]) >= 0;
    }
    return is_mapped;
}

void esp32_reset_registers(mcub_esp32 *chip) {
    for (unsigned i = 0; i < BLOCKS; i++) {
        memset(chip->blocks[i].words, 0, sizeof chip->blocks[i].words);
    }
    for (uint32_t page = 0; page < 1024; page++) {
        *esp32_register(chip, BLOCK_MMU, 4 * page) = MMU_INVALID;
    }
    esp32_reset_cache(chip);
    esp32_reset_clocks(chip);
    *esp32_register(chip, BLOCK_RTC, RTC_RESET_STATE) = chip->reset_cause;
    /* Defaults of TRM, watchdog timers; on in flash boot mode. */
    *esp32_register(chip, BLOCK_RTC, RTC_WDTCONFIG0) = RTC_WDT_FLASHBOOT;
    *esp32_register(chip, BLOCK_RTC, RTC_WDTCONFIG1) = 128000;
    *esp32_register(chip, BLOCK_RTC, RTC_WDTWPROTECT) = watchdog_key;
    *esp32_register(chip, BLOCK_TIMG0, TIMG_WDTCONFIG0) = TIMG_WDT_FLASHBOOT;
    *esp32_register(chip, BLOCK_TIMG0, TIMG_WDTCONFIG2) = 26000000;
    *esp32_register(chip, BLOCK_TIMG0, TIMG_WDTWPROTECT) = watchdog_key;
    chip->watchdog_from = mcub_lx6_cycles(chip->core);

    const uint8_t *mac = chip->mac;
    *esp32_register(chip, BLOCK_EFUSE, EFUSE_BLK0_RDATA1) =
        (uint32_t)mac[2] << 24 | (uint32_t)mac[3] << 16 | (uint32_t)mac[4] << 8 | mac[5];
    *esp32_register(chip, BLOCK_EFUSE, EFUSE_BLK0_RDATA2) = (uint32_t)mac[0] << 8 | mac[1];
    *esp32_register(chip, BLOCK_EFUSE, EFUSE_BLK0_RDATA3) = EFUSE_REVISION_1;
    for (unsigned i = 0; i < MCUB_ESP32_TAG_BYTES; i++) {
        *esp32_register(chip, BLOCK_EFUSE, EFUSE_BLK3_RDATA0 + i / 4 * 4) |= (uint32_t)chip->tag[i]
                                                                             << 8 * (i % 4);
    }
    esp32_reset_uart(chip);
}

static register_block *block_at(mcub_esp32 *chip, uint32_t address) {
    for (unsigned i = 0; i < BLOCKS; i++) {
        if (address - bases[i] < block_bytes) {
            return &chip->blocks[i];
        }
    }
    return NULL;
}

bool esp32_read_word(mcub_esp32 *chip, uint32_t address, uint32_t *value) {
    *value = rom_magic;
    if (address == rom_magic_address) {
        return true;
    }
    *value = 0;
    register_block *block = block_at(chip, address & ~UINT32_C(3));
    return block != NULL && read_block(block, address & ~UINT32_C(3), 4, value);
}

bool esp32_write_word(mcub_esp32 *chip, uint32_t address, uint32_t value) {
    register_block *block = block_at(chip, address & ~UINT32_C(3));
    return block != NULL && write_block(block, address & ~UINT32_C(3), 4, &value);
}
