// Offers the ROM loader on a TCP port of this machine, for esptool's socket:// transport.
//
// serve_loader FLASH-FILE: a new flash of 4 MB, written to the file when the line closes. The port
// is printed; one connection is served. Registers are as in an ESP32 of revision 1 at 40 MHz.
#include "CROMLoader.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FLASH_BYTES = 4 << 20, RAM_BYTES = 512 << 10 };

static const uint32_t ram_base = 0x3FFA0000, spi_base = 0x3FF42000;

typedef struct {
    int line;
    mcub_spi_flash spi;
    uint8_t ram[RAM_BYTES];
    bool started;
} board;

static void send_bytes(void *context, const uint8_t *bytes, size_t count) {
    const board *served = context;
    while (count != 0) {
        const ssize_t sent = write(served->line, bytes, count);
        if (sent <= 0) {
            return;
        }
        bytes += sent;
        count -= (size_t)sent;
    }
}

static bool read_word(void *context, uint32_t address, uint32_t *value) {
    const board *served = context;
    if (address - spi_base < MCUB_SPI_FLASH_REGISTERS) {
        *value = mcub_spi_flash_read(&served->spi, address - spi_base);
        return true;
    }
    switch (address) {
    case 0x40001000: /* by which esptool tells the chip */
        *value = 0x00F01D83;
        break;
    case 0x3FF40014: /* UART_CLKDIV at 115,200 baud from 40 MHz */
        *value = 347;
        break;
    case 0x3FF5A004: /* the MAC address */
        *value = 0xC4010203;
        break;
    case 0x3FF5A008:
        *value = 0x00A0B0;
        break;
    case 0x3FF5A00C: /* revision 1 */
        *value = 1 << 15;
        break;
    default:
        *value = 0;
        break;
    }
    return true;
}

static bool write_word(void *context, uint32_t address, uint32_t value) {
    board *served = context;
    if (address - spi_base < MCUB_SPI_FLASH_REGISTERS) {
        mcub_spi_flash_write(&served->spi, address - spi_base, value, FLASH_BYTES);
    }
    return true;
}

static bool write_memory(void *context, uint32_t address, const uint8_t *bytes, uint32_t count) {
    board *served = context;
    const uint32_t offset = address - ram_base;
    if (offset > RAM_BYTES || count > RAM_BYTES - offset) {
        return false;
    }
    memcpy(served->ram + offset, bytes, count);
    return true;
}

static void set_baud(void *context, uint32_t baud) {
    (void)context;
    fprintf(stderr, "baud %u\n", baud);
}

static void start(void *context, uint32_t entry) {
    board *served = context;
    served->started = true;
    fprintf(stderr, "start 0x%08x\n", entry);
}

static void reboot(void *context) {
    (void)context;
    fprintf(stderr, "reboot\n");
}

static int listen_anywhere(void) {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 1) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
        return -1;
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return accept(listener, NULL, NULL);
}

int main(int argc, char **argv) {
    board *served = calloc(1, sizeof *served);
    uint8_t *flash = malloc(FLASH_BYTES);
    if (argc != 2 || !served || !flash) {
        fprintf(stderr, "usage: serve_loader FLASH-FILE\n");
        return 2;
    }
    memset(flash, 0xFF, FLASH_BYTES);
    mcub_rom_loader *loader = mcub_rom_loader_create((mcub_rom_loader_host){
        .context = served,
        .flash = flash,
        .flash_bytes = FLASH_BYTES,
        .send = send_bytes,
        .read_word = read_word,
        .write_word = write_word,
        .write_memory = write_memory,
        .set_baud = set_baud,
        .start = start,
        .reboot = reboot,
    });
    served->line = loader ? listen_anywhere() : -1;
    if (served->line < 0) {
        fprintf(stderr, "serve_loader: no connection\n");
        return 1;
    }
    uint8_t bytes[4096];
    for (ssize_t count; (count = read(served->line, bytes, sizeof bytes)) > 0;) {
        mcub_rom_loader_receive(loader, bytes, (size_t)count);
    }
    FILE *file = fopen(argv[1], "wb");
    const bool written = file && fwrite(flash, 1, FLASH_BYTES, file) == FLASH_BYTES;
    if (file) {
        fclose(file);
    }
    mcub_rom_loader_destroy(loader);
    free(flash);
    free(served);
    return written ? 0 : 1;
}
