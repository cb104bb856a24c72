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
    IDLE_POLLS = 64,
    SYNC_BYTES = 14 /* by which a SYNC packet is known */
};

/** Reset causes; TRM, reset and clock, PRO_CPU. */
enum {
    CAUSE_POWER = 0x01,
    CAUSE_SOFTWARE = 0x03,
    CAUSE_TG0_WATCHDOG = 0x07,
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
    uint64_t timer_from, watchdog_from;
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
