// What the files of this target share.
#pragma once

#include "CESP32.h"

#include "CROMLoader.h"
#include "CXtensa.h"

enum {
    PAGE_BYTES = 64 << 10, /* of the flash cache's MMU */
    DROM_PAGES = 64,
    FIFO_BYTES = 128,
    LINE_BYTES = 4096, /* that may wait on the line to the chip */
    SENT_BYTES = 1 << 16,
    CRYSTAL_HERTZ = 40000000,
    SLOW_HERTZ = 150000, /* DS, the RTC's slow clock */
    RTC_OPTIONS0 = 0x00,
    PLL_REGISTERS = 16,
    CACHE_LINE_BYTES = 32, /* TRM, external memory, cache: 32 KB, two ways, blocks of 32 bytes */
    CACHE_WAYS = 2,
    CACHE_SETS = (32 << 10) / CACHE_LINE_BYTES / CACHE_WAYS,
    IDLE_POLLS = 64,
    SYNC_BYTES = 14 /* by which a SYNC packet is known */
};

/** Reset causes; TRM, reset and clock, PRO_CPU. */
enum {
    CAUSE_POWER = 0x01,
    CAUSE_SOFTWARE = 0x03,
    CAUSE_TG0_WATCHDOG = 0x07,
    CAUSE_BROWN_OUT = 0x0F,
    CAUSE_RTC_WATCHDOG = 0x10
};

/** Blocks of registers; TRM, system and memory, peripherals. */
enum {
    BLOCK_DPORT,
    BLOCK_MMU,
    BLOCK_UART0,
    BLOCK_SPI1,
    BLOCK_SPI0,
    BLOCK_GPIO,
    BLOCK_RTC,
    BLOCK_IO_MUX,
    BLOCK_EFUSE,
    BLOCK_TIMG0,
    BLOCK_TIMG1,
    BLOCK_APB_CTRL,
    BLOCK_ANA,
    BLOCKS
};

typedef struct {
    mcub_esp32 *chip;
    uint32_t base;
    uint32_t words[1024];
} register_block;

typedef struct {
    uint8_t waiting[LINE_BYTES]; /* on the line to the chip */
    size_t waiting_first, waiting_count;
    uint64_t next_arrival;
    uint8_t fifo[FIFO_BYTES];
    unsigned fifo_read, fifo_count;
    uint32_t raw_interrupts;
    uint64_t quiet_from; /* the cycle when all that was written has left */
    unsigned idle_polls;
    uint8_t sent[SENT_BYTES];
    size_t sent_count;
    uint64_t sent_total, heard_total;
    uint32_t host_baud;
} serial_line;

typedef enum { IN_PROGRAM, IN_LOADER, IN_ROM } chip_mode;

/** What runs at what rate; the counts go on over changes. */
typedef struct {
    uint32_t core_hertz, apb_hertz;
    uint64_t since;                      /* the core's cycle of the last change */
    uint64_t crystal_cycles, apb_cycles; /* up to it */
    uint8_t pll[PLL_REGISTERS];
    uint64_t pll_settles_at; /* the crystal's cycle */
    uint64_t compared_from;  /* the crystal's cycle when a comparison of clocks began */
} chip_clocks;

/** What a load through the flash cache costs; bytes, in the order of their table. */
typedef struct {
    uint8_t line_clocks; /* of the flash for a line */
    uint8_t divider;     /* of the APB's clock for the flash's */
} cache_costs;

/** The flash cache's lines by their address; NO_LINE where there is none. The first is the latest.
 */
typedef struct {
    cache_costs costs;
    uint32_t lines[CACHE_SETS][CACHE_WAYS];
} flash_cache;

struct mcub_esp32 {
    mcub_lx6 *core;
    mcub_lx6_costs costs;
    mcub_rom_loader *loader;
    mcub_spi_flash spi;
    chip_mode mode;
    register_block blocks[BLOCKS];
    serial_line line;
    mcub_esp32_misbehaviour how;
    const char *detail;
    bool wants_reset, line_closed, must_reboot;
    uint32_t reset_cause;
    int drom[DROM_PAGES]; /* regions of the core's map */
    chip_clocks clocks;
    flash_cache cache;
    uint64_t timer_from; /* a cycle of the APB */
    uint64_t watchdog_from;
    uint32_t timer_latched;
    uint8_t synced; /* bytes of a SYNC packet that have come */
    uint8_t mac[MCUB_ESP32_MAC_BYTES];
    uint8_t tag[MCUB_ESP32_TAG_BYTES];
    uint8_t *flash, *ram, *iram;
};

/** Where RAM is; TRM, system and memory, embedded memory. */
enum { RAM_BYTES = 0x52000, IRAM_BYTES = 0x20000 };
static const uint32_t ram_base = 0x3FFAE000, iram_base = 0x40080000, drom_base = 0x3F400000,
                      block_bytes = 4096;

/* registers.c */
bool esp32_map_registers(mcub_esp32 *chip);
void esp32_reset_registers(mcub_esp32 *chip);
/** The register of a block, by its offset in bytes. */
uint32_t *esp32_register(mcub_esp32 *chip, unsigned block, uint32_t offset);
/** A word as the loader sees it; false where there is no register. */
bool esp32_read_word(mcub_esp32 *chip, uint32_t address, uint32_t *value);
bool esp32_write_word(mcub_esp32 *chip, uint32_t address, uint32_t value);
/** The cycle when a watchdog bites, or UINT64_MAX; its reset cause. */
uint64_t esp32_watchdog(mcub_esp32 *chip, uint32_t *cause);
void esp32_reset(mcub_esp32 *chip, uint32_t cause);

/* clock.c */
void esp32_reset_clocks(mcub_esp32 *chip);
/** To be called when a register that a clock hangs on has changed. */
void esp32_set_clocks(mcub_esp32 *chip);
/** A transfer on the analog bus, or another register of its block. */
void esp32_write_analog(mcub_esp32 *chip, uint32_t offset, uint32_t value);
/** Cycles of the core for one of the APB. */
uint32_t esp32_apb_divider(const mcub_esp32 *chip);
/** Timer 0 of group 0, and its comparison of clocks; false where a register is plain. */
bool esp32_read_timer(mcub_esp32 *chip, uint32_t offset, uint32_t *value);
void esp32_write_timer(mcub_esp32 *chip, uint32_t offset, uint32_t value);

/* costs.c */
/** Counts cycles by the table from now on. */
void esp32_estimate_costs(mcub_esp32 *chip);

/* cache.c */
void esp32_reset_cache(mcub_esp32 *chip);
/** To be called when a register of these blocks has changed. */
void esp32_set_cache(mcub_esp32 *chip, unsigned block, uint32_t offset);
/** Cycles that a load through the cache takes besides. */
uint32_t esp32_load_flash_line(void *chip, uint32_t address);

/* uart.c */
void esp32_reset_uart(mcub_esp32 *chip);
uint32_t esp32_uart_read(mcub_esp32 *chip, uint32_t offset);
void esp32_uart_write(mcub_esp32 *chip, uint32_t offset, uint32_t value);
/** Bytes to the host, past the chip's UART: what the ROM says. */
void esp32_send(mcub_esp32 *chip, const uint8_t *bytes, size_t count);

/* rom.c */
bool esp32_create_loader(mcub_esp32 *chip);
/** What the ROM does after a reset: loads the program from flash, or says why not. */
void esp32_boot(mcub_esp32 *chip);
/** Resets into the loader. */
void esp32_download(mcub_esp32 *chip);

/* sha256.c */
void esp32_sha256(const uint8_t *bytes, size_t count, uint8_t digest[32]);
