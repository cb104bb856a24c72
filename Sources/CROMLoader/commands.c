#include "loader.h"

#include <string.h>

uint32_t loader_word(const loader_packet *packet, uint32_t index) {
    const uint8_t *at = packet->body + 4 * index;
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static bool has_words(const loader_packet *packet, uint32_t count) {
    return packet->bytes >= 4 * count;
}

static bool is_flash(const mcub_rom_loader *loader, uint32_t address, uint32_t bytes) {
    return address <= loader->host.flash_bytes && bytes <= loader->host.flash_bytes - address;
}

static loader_error begin(mcub_rom_loader *loader, const loader_packet *packet,
                          loader_transfer *transfer) {
    (void)loader;
    if (!has_words(packet, 4)) {
        return INVALID;
    }
    *transfer = (loader_transfer){
        .begun = true, .at = loader_word(packet, 3), .left = loader_word(packet, 1)};
    return DONE;
}

/** Erases the sectors that will be written. */
static loader_error flash_begin(mcub_rom_loader *loader, const loader_packet *packet) {
    if (!has_words(packet, 4)) {
        return INVALID;
    }
    const uint32_t bytes = loader_word(packet, 0), at = loader_word(packet, 3);
    if (!is_flash(loader, at, bytes)) {
        return FLASH_WRITE_FAILED;
    }
    const uint32_t first = at / SECTOR * SECTOR;
    uint32_t end = at + bytes;
    while (end % SECTOR != 0 && end < loader->host.flash_bytes) {
        end++;
    }
    memset(loader->host.flash + first, 0xFF, end - first);
    return begin(loader, packet, &loader->flash);
}

/** Finds a data packet's bytes: header of four words, the next in sequence, checksum right. */
static loader_error check_data(const loader_packet *packet, loader_transfer *transfer,
                               uint32_t *bytes) {
    if (!has_words(packet, 4)) {
        return INVALID;
    }
    *bytes = loader_word(packet, 0);
    if (*bytes != packet->bytes - 16) {
        return INVALID;
    }
    uint8_t sum = 0xEF;
    for (uint32_t i = 0; i < *bytes; i++) {
        sum ^= packet->body[16 + i];
    }
    if (sum != (packet->checksum & 0xFF)) {
        return WRONG_CHECKSUM;
    }
    if (!transfer->begun || transfer->left == 0 || loader_word(packet, 1) != transfer->sequence) {
        return FAILED;
    }
    return DONE;
}

static void advance(loader_transfer *transfer, uint32_t bytes) {
    transfer->at += bytes;
    transfer->left--;
    transfer->sequence++;
}

/** Flash takes zeros where it has ones, as the chip does. */
static loader_error flash_data(mcub_rom_loader *loader, const loader_packet *packet) {
    uint32_t bytes;
    const loader_error error = check_data(packet, &loader->flash, &bytes);
    if (error != DONE) {
        return error;
    }
    if (!is_flash(loader, loader->flash.at, bytes)) {
        return FLASH_WRITE_FAILED;
    }
    for (uint32_t i = 0; i < bytes; i++) {
        loader->host.flash[loader->flash.at + i] &= packet->body[16 + i];
    }
    advance(&loader->flash, bytes);
    return DONE;
}

static loader_error memory_data(mcub_rom_loader *loader, const loader_packet *packet) {
    uint32_t bytes;
    const loader_error error = check_data(packet, &loader->memory, &bytes);
    if (error != DONE) {
        return error;
    }
    if (!loader->host.write_memory(loader->host.context, loader->memory.at, packet->body + 16,
                                   bytes)) {
        return FAILED;
    }
    advance(&loader->memory, bytes);
    return DONE;
}

static loader_error flash_end(mcub_rom_loader *loader, const loader_packet *packet) {
    if (!has_words(packet, 1)) {
        return INVALID;
    }
    loader->flash.begun = false;
    if (loader_word(packet, 0) == 0) {
        loader->afterwards = REBOOT;
    }
    return DONE;
}

static loader_error memory_end(mcub_rom_loader *loader, const loader_packet *packet) {
    if (!has_words(packet, 2)) {
        return INVALID;
    }
    loader->memory.begun = false;
    if (loader_word(packet, 0) == 0) {
        loader->afterwards = START;
        loader->argument = loader_word(packet, 1);
    }
    return DONE;
}

static loader_error write_register(mcub_rom_loader *loader, const loader_packet *packet) {
    if (!has_words(packet, 4)) {
        return INVALID;
    }
    const uint32_t address = loader_word(packet, 0), mask = loader_word(packet, 2);
    uint32_t value = loader_word(packet, 1) & mask;
    if (mask != UINT32_MAX) {
        uint32_t old;
        if (!loader->host.read_word(loader->host.context, address, &old)) {
            return FAILED;
        }
        value |= old & ~mask;
    }
    return loader->host.write_word(loader->host.context, address, value) ? DONE : FAILED;
}

static loader_error read_register(mcub_rom_loader *loader, const loader_packet *packet,
                                  loader_answer *answer) {
    if (!has_words(packet, 1)) {
        return INVALID;
    }
    return loader->host.read_word(loader->host.context, loader_word(packet, 0), &answer->value)
               ? DONE
               : FAILED;
}

/** Answers with 64 bytes, of which as many count as were asked for. */
static loader_error read_flash(mcub_rom_loader *loader, const loader_packet *packet,
                               loader_answer *answer) {
    if (!has_words(packet, 2)) {
        return INVALID;
    }
    const uint32_t at = loader_word(packet, 0), bytes = loader_word(packet, 1);
    if (bytes > 64 || !is_flash(loader, at, bytes)) {
        return FLASH_READ_FAILED;
    }
    memset(answer->data, 0, 64);
    memcpy(answer->data, loader->host.flash + at, bytes);
    answer->bytes = 64;
    return DONE;
}

static loader_error flash_md5(mcub_rom_loader *loader, const loader_packet *packet,
                              loader_answer *answer) {
    if (!has_words(packet, 2)) {
        return INVALID;
    }
    const uint32_t at = loader_word(packet, 0), bytes = loader_word(packet, 1);
    if (!is_flash(loader, at, bytes)) {
        return FLASH_READ_FAILED;
    }
    uint8_t digest[16];
    mcub_md5(loader->host.flash + at, bytes, digest);
    static const char digits[] = "0123456789abcdef";
    for (unsigned i = 0; i < 16; i++) {
        answer->data[2 * i] = (uint8_t)digits[digest[i] >> 4];
        answer->data[2 * i + 1] = (uint8_t)digits[digest[i] & 15];
    }
    answer->bytes = 32;
    return DONE;
}

static loader_error change_speed(mcub_rom_loader *loader, const loader_packet *packet) {
    if (!has_words(packet, 1) || loader_word(packet, 0) == 0) {
        return INVALID;
    }
    loader->afterwards = NEW_SPEED;
    loader->argument = loader_word(packet, 0);
    return DONE;
}

loader_error loader_do(mcub_rom_loader *loader, const loader_packet *packet,
                       loader_answer *answer) {
    switch (packet->command) {
    case FLASH_BEGIN:
        return flash_begin(loader, packet);
    case FLASH_DATA:
        return flash_data(loader, packet);
    case FLASH_END:
        return flash_end(loader, packet);
    case MEM_BEGIN:
        return begin(loader, packet, &loader->memory);
    case MEM_DATA:
        return memory_data(loader, packet);
    case MEM_END:
        return memory_end(loader, packet);
    case SYNC:
        answer->value = 0x20120707;
        return DONE;
    case WRITE_REG:
        return write_register(loader, packet);
    case READ_REG:
        return read_register(loader, packet, answer);
    case SPI_SET_PARAMS:
        return has_words(packet, 6) ? DONE : INVALID;
    case SPI_ATTACH:
        return has_words(packet, 1) ? DONE : INVALID;
    case READ_FLASH_SLOW:
        return read_flash(loader, packet, answer);
    case CHANGE_BAUDRATE:
        return change_speed(loader, packet);
    case SPI_FLASH_MD5:
        return flash_md5(loader, packet, answer);
    default:
        return INVALID;
    }
}
