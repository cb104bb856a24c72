#include "CROMLoader.h"

/** Registers, by offset (ESP32 Technical Reference Manual, SPI controller, registers). */
enum {
    SPI_CMD = 0x00,
    SPI_USER = 0x1C,
    SPI_USER2 = 0x24,
    SPI_MISO_LENGTH = 0x2C, /* bits to read, less one */
    SPI_W0 = 0x80,
    CMD_USER = 1 << 18,
    USER_MISO = 1 << 28
};

/** Commands of the flash. */
enum {
    FLASH_WRITE_DISABLE = 0x04,
    FLASH_STATUS = 0x05,
    FLASH_WRITE_ENABLE = 0x06,
    FLASH_STATUS_HIGH = 0x35,
    FLASH_IDENTITY = 0x9F,
    WRITE_ENABLED = 2
};

/** The exponent of a power of two. */
static uint32_t exponent(uint32_t value) {
    uint32_t found = 0;
    while (value >> 1 >> found != 0) {
        found++;
    }
    return found;
}

/** What the flash answers to a command, first byte lowest. */
static uint32_t answer(mcub_spi_flash *spi, uint32_t command, uint32_t flash_bytes) {
    switch (command) {
    case FLASH_WRITE_ENABLE:
        spi->status |= WRITE_ENABLED;
        return 0;
    case FLASH_WRITE_DISABLE:
        spi->status &= (uint8_t)~WRITE_ENABLED;
        return 0;
    case FLASH_STATUS:
        return spi->status;
    case FLASH_STATUS_HIGH:
        return 0;
    case FLASH_IDENTITY: /* maker 0xEF, kind 0x40, and the size as an exponent */
        return 0x0040EF | exponent(flash_bytes) << 16;
    default: /* a command that the flash does not know leaves the line high */
        return UINT32_MAX;
    }
}

uint32_t mcub_spi_flash_read(const mcub_spi_flash *spi, uint32_t offset) {
    return offset < MCUB_SPI_FLASH_REGISTERS ? spi->registers[offset / 4] : 0;
}

void mcub_spi_flash_write(mcub_spi_flash *spi, uint32_t offset, uint32_t value,
                          uint32_t flash_bytes) {
    if (offset >= MCUB_SPI_FLASH_REGISTERS) {
        return;
    }
    if (offset / 4 != SPI_CMD / 4) {
        spi->registers[offset / 4] = value;
        return;
    }
    if (!(value & CMD_USER)) {
        return;
    }
    const uint32_t command = spi->registers[SPI_USER2 / 4] & 0xFF;
    const uint32_t answered = answer(spi, command, flash_bytes);
    if (spi->registers[SPI_USER / 4] & USER_MISO) {
        const uint32_t bits = (spi->registers[SPI_MISO_LENGTH / 4] & 31) + 1;
        spi->registers[SPI_W0 / 4] = answered & UINT32_MAX >> (32 - bits);
    }
}
