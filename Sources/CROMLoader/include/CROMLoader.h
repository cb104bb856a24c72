// The serial loader in the ESP32's ROM, as esptool speaks with it, and the flash it writes.
//
// Bytes from the line go in, packets come out by a callback; memory, registers and what to do at
// the end are the caller's. There is no stub: a program sent to RAM is handed over, not played.
//
// The protocol: Espressif, esptool documentation, "Serial Protocol". SPI registers: ESP32
// Technical Reference Manual, chapter SPI controller. Flash commands: JEDEC JESD216 and the data
// sheets of 25-series serial flash.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What the loader acts on. Every function gets `context`; none may be NULL. */
typedef struct {
    void *context;
    uint8_t *flash; /* the flash's bytes; they stay the caller's */
    uint32_t flash_bytes;
    /** Packets to the line. */
    void (*send)(void *context, const uint8_t *bytes, size_t count);
    /** A word on the bus; false where there is none. */
    bool (*read_word)(void *context, uint32_t address, uint32_t *value);
    bool (*write_word)(void *context, uint32_t address, uint32_t value);
    /** Bytes of a program sent to RAM; false where there is none. */
    bool (*write_memory)(void *context, uint32_t address, const uint8_t *bytes, uint32_t count);
    /** The line's new speed, once the answer is out. */
    void (*set_baud)(void *context, uint32_t baud);
    /** Runs a program in RAM, once the answer is out. */
    void (*start)(void *context, uint32_t entry);
    /** Runs what the flash holds, once the answer is out. */
    void (*reboot)(void *context);
} mcub_rom_loader_host;

typedef struct mcub_rom_loader mcub_rom_loader;

/** A loader that waits for a packet, or NULL without memory for it. Allocates nothing later. */
mcub_rom_loader *mcub_rom_loader_create(mcub_rom_loader_host host);
void mcub_rom_loader_destroy(mcub_rom_loader *loader);

/** Bytes that came on the line, in any pieces. */
void mcub_rom_loader_receive(mcub_rom_loader *loader, const uint8_t *bytes, size_t count);

/** As after a reset: no packet under way, nothing begun. */
void mcub_rom_loader_reset(mcub_rom_loader *loader);

/* The SPI controller that the flash is on (SPI1), as far as single commands go. */

enum {
    MCUB_SPI_FLASH_REGISTERS = 0x100, /* bytes that the registers take */
    MCUB_SPI_FLASH_BUFFER_WORDS = 16
};

typedef struct {
    uint32_t registers[MCUB_SPI_FLASH_REGISTERS / 4];
    uint8_t status; /* of the flash: bit 1 is its write enable latch */
} mcub_spi_flash;

uint32_t mcub_spi_flash_read(const mcub_spi_flash *spi, uint32_t offset);
/** A write to CMD's USR bit runs a command on `flash_bytes` of flash, a power of two. */
void mcub_spi_flash_write(mcub_spi_flash *spi, uint32_t offset, uint32_t value,
                          uint32_t flash_bytes);

/** The MD5 of some bytes (RFC 1321), which esptool checks flash by. */
void mcub_md5(const uint8_t *bytes, size_t count, uint8_t digest[16]);

#ifdef __cplusplus
}
#endif
