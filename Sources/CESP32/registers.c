#include "esp32.h"

#include <string.h>

/** Offsets and bits; TRM, the chapters of the blocks. */
enum {
    DPORT_CACHE_CTRL = 0x40,
    DPORT_CACHE_CTRL1 = 0x44,
    CACHE_ENABLE = 1 << 3,
    CACHE_FLUSH_ENA = 1 << 4,
    CACHE_FLUSH_DONE = 1 << 5,
    CACHE_MASK_DROM0 = 1 << 4,
    MMU_INVALID = 0x100,
    RTC_OPTIONS0 = 0x00,
    RTC_RESET_STATE = 0x34,
    RTC_CLK_CONF = 0x70,
    RTC_WDTCONFIG0 = 0x8C,
    RTC_WDTCONFIG1 = 0x90,
    RTC_WDTFEED = 0xA0,
    RTC_WDTWPROTECT = 0xA4,
    RTC_WDT_FLASHBOOT = 1 << 10,
    TIMG_T0CONFIG = 0x00,
    TIMG_T0LO = 0x04,
    TIMG_T0UPDATE = 0x0C,
    TIMG_T0LOADLO = 0x18,
    TIMG_T0LOAD = 0x20,
    TIMG_WDTCONFIG0 = 0x48,
    TIMG_WDTCONFIG2 = 0x50,
    TIMG_WDTFEED = 0x60,
    TIMG_WDTWPROTECT = 0x64,
    TIMG_WDT_FLASHBOOT = 1 << 14,
    EFUSE_BLK0_RDATA1 = 0x04,
    EFUSE_BLK0_RDATA2 = 0x08,
    EFUSE_BLK0_RDATA3 = 0x0C,
    EFUSE_BLK3_RDATA0 = 0x78,
    EFUSE_REVISION_1 = 1 << 15, /* TRM, eFuse controller: chip_ver_rev1 */
    SYSCLK_CONF = 0x00
};
static const uint32_t watchdog_key = 0x50D83AA1, enable_bit = UINT32_C(1) << 31,
                      slow_clock_hertz = 150000, fast_clock_hertz = 8500000, ahb_uart0 = 0x60000000,
                      rom_magic_address = 0x40001000,
                      rom_magic = 0x00F01D83; /* by which esptool tells an ESP32 */

static const uint32_t bases[BLOCKS] = {
    [BLOCK_DPORT] = 0x3FF00000, [BLOCK_MMU] = 0x3FF10000,    [BLOCK_UART0] = 0x3FF40000,
    [BLOCK_SPI1] = 0x3FF42000,  [BLOCK_SPI0] = 0x3FF43000,   [BLOCK_GPIO] = 0x3FF44000,
    [BLOCK_RTC] = 0x3FF48000,   [BLOCK_IO_MUX] = 0x3FF49000, [BLOCK_EFUSE] = 0x3FF5A000,
    [BLOCK_TIMG0] = 0x3FF5F000, [BLOCK_TIMG1] = 0x3FF60000,  [BLOCK_APB_CTRL] = 0x3FF66000,
};

uint32_t *esp32_register(mcub_esp32 *chip, unsigned block, uint32_t offset) {
    return &chip->blocks[block].words[offset / 4 % 1024];
}

uint32_t mcub_esp32_core_hertz(const mcub_esp32 *chip) {
    const uint32_t source = chip->blocks[BLOCK_RTC].words[RTC_CLK_CONF / 4] >> 27 & 3;
    const uint32_t divider = (chip->blocks[BLOCK_APB_CTRL].words[SYSCLK_CONF / 4] & 0x3FF) + 1;
    /* The PLL is set over an analog bus that is not modelled: without it there is no clock. */
    return source == 0 ? CRYSTAL_HERTZ / divider : fast_clock_hertz;
}

/* Flash cache */

static void point_pages(mcub_esp32 *chip) {
    const bool is_open =
        (*esp32_register(chip, BLOCK_DPORT, DPORT_CACHE_CTRL) & CACHE_ENABLE) &&
        !(*esp32_register(chip, BLOCK_DPORT, DPORT_CACHE_CTRL1) & CACHE_MASK_DROM0);
    for (uint32_t page = 0; page < DROM_PAGES; page++) {
        const uint32_t entry = *esp32_register(chip, BLOCK_MMU, 4 * page);
        const bool is_mapped = is_open && entry < MCUB_ESP32_FLASH_BYTES / PAGE_BYTES;
        mcub_lx6_point(chip->core, chip->drom[page],
                       is_mapped ? chip->flash + (size_t)entry * PAGE_BYTES : NULL);
    }
}

static void write_cache_control(mcub_esp32 *chip, uint32_t value) {
    uint32_t *place = esp32_register(chip, BLOCK_DPORT, DPORT_CACHE_CTRL);
    *place =
        (value & ~(uint32_t)CACHE_FLUSH_DONE) | (value & CACHE_FLUSH_ENA ? CACHE_FLUSH_DONE : 0u);
    point_pages(chip);
}

/* Timer 0 of group 0 counts the APB's cycles, which are the core's on the crystal. */

static uint32_t timer_divider(mcub_esp32 *chip) {
    const uint32_t field = *esp32_register(chip, BLOCK_TIMG0, TIMG_T0CONFIG) >> 13 & 0xFFFF;
    return field < 2 ? 2 : field;
}

static uint32_t timer_count(mcub_esp32 *chip) {
    const uint32_t start = *esp32_register(chip, BLOCK_TIMG0, TIMG_T0LOADLO);
    if (!(*esp32_register(chip, BLOCK_TIMG0, TIMG_T0CONFIG) & enable_bit)) {
        return start;
    }
    const uint64_t passed = mcub_lx6_cycles(chip->core) - chip->timer_from;
    return (uint32_t)(start + passed / timer_divider(chip));
}

static void write_timer(mcub_esp32 *chip, uint32_t offset, uint32_t value) {
    switch (offset) {
    case TIMG_T0CONFIG: {
        const uint32_t before = *esp32_register(chip, BLOCK_TIMG0, TIMG_T0CONFIG);
        if (value & ~before & enable_bit) {
            chip->timer_from = mcub_lx6_cycles(chip->core);
        }
        break;
    }
    case TIMG_T0UPDATE:
        chip->timer_latched = timer_count(chip);
        break;
    case TIMG_T0LOAD:
        chip->timer_from = mcub_lx6_cycles(chip->core);
        break;
    default:
        break;
    }
    *esp32_register(chip, BLOCK_TIMG0, offset) = value;
}

/* Watchdogs: those that the ROM leaves on, with their first stages only. */

uint64_t esp32_watchdog(mcub_esp32 *chip, uint32_t *cause) {
    const uint32_t group = *esp32_register(chip, BLOCK_TIMG0, TIMG_WDTCONFIG0);
    const uint32_t rtc = *esp32_register(chip, BLOCK_RTC, RTC_WDTCONFIG0);
    uint64_t bites = UINT64_MAX;
    if (group & (TIMG_WDT_FLASHBOOT | enable_bit)) {
        bites = chip->watchdog_from + *esp32_register(chip, BLOCK_TIMG0, TIMG_WDTCONFIG2);
        *cause = CAUSE_TG0_WATCHDOG;
    }
    if (rtc & (RTC_WDT_FLASHBOOT | enable_bit)) {
        const uint64_t ticks = *esp32_register(chip, BLOCK_RTC, RTC_WDTCONFIG1);
        const uint64_t at =
            chip->watchdog_from + ticks * mcub_esp32_core_hertz(chip) / slow_clock_hertz;
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
    } else if (number == BLOCK_TIMG0 && offset == TIMG_T0LO) {
        *value = chip->timer_latched;
    } else {
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
        write_timer(chip, offset, *value);
        return true;
    case BLOCK_DPORT:
        if (offset == DPORT_CACHE_CTRL) {
            write_cache_control(chip, *value);
            return true;
        }
        break;
    case BLOCK_RTC:
        if (offset == RTC_OPTIONS0 && (*value & enable_bit)) {
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
    if (number == BLOCK_MMU || (number == BLOCK_DPORT && offset == DPORT_CACHE_CTRL1)) {
        point_pages(chip);
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
    *esp32_register(chip, BLOCK_DPORT, DPORT_CACHE_CTRL1) = 0x3F; /* every window is closed */
    point_pages(chip);
    *esp32_register(chip, BLOCK_RTC, RTC_RESET_STATE) = chip->reset_cause;
    /* Defaults of TRM, watchdog timers; on in flash boot mode. */
    *esp32_register(chip, BLOCK_RTC, RTC_WDTCONFIG0) = RTC_WDT_FLASHBOOT;
    *esp32_register(chip, BLOCK_RTC, RTC_WDTCONFIG1) = 128000;
    *esp32_register(chip, BLOCK_RTC, RTC_WDTWPROTECT) = watchdog_key;
    *esp32_register(chip, BLOCK_TIMG0, TIMG_WDTCONFIG0) = TIMG_WDT_FLASHBOOT;
    *esp32_register(chip, BLOCK_TIMG0, TIMG_WDTCONFIG2) = 26000000;
    *esp32_register(chip, BLOCK_TIMG0, TIMG_WDTWPROTECT) = watchdog_key;
    chip->watchdog_from = mcub_lx6_cycles(chip->core);
    chip->timer_latched = 0;

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
