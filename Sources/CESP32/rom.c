#include "esp32.h"

#include <stdio.h>
#include <string.h>

/** The image that the ROM loads: esptool documentation, firmware image format. */
enum {
    PROGRAM_AT = 0x1000,
    MAGIC = 0xE9,
    HEADER = 24,
    HASH_FLAG = 23,
    ENTRY = 4,
    MOST_SEGMENTS = 16,
    HASH_BYTES = 32
};

static uint32_t word_at(const uint8_t *bytes) {
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void say(mcub_esp32 *chip, const char *text) {
    esp32_send(chip, (const uint8_t *)text, strlen(text));
}

/** What the ROM prints first, at 115,200 baud. */
static void say_hello(mcub_esp32 *chip, const char *mode) {
    char text[128];
    snprintf(text, sizeof text, "ets Jul 29 2019 12:21:46\r\n\r\nrst:0x%x,boot:%s\r\n",
             (unsigned)chip->reset_cause, mode);
    say(chip, text);
}

/** Loads the segments; what is wrong, or NULL. */
static const char *load(mcub_esp32 *chip) {
    const uint8_t *image = chip->flash + PROGRAM_AT;
    const uint32_t room = MCUB_ESP32_FLASH_BYTES - PROGRAM_AT;
    if (image[0] != MAGIC) {
        return "the flash has no image at 0x1000: flash one with esptool";
    }
    if (image[1] == 0 || image[1] > MOST_SEGMENTS) {
        return "the image at 0x1000 has no segments, or more than the ROM loads";
    }
    uint32_t at = HEADER;
    uint8_t checksum = 0xEF;
    for (unsigned segment = 0; segment < image[1]; segment++) {
        if (at + 8 > room) {
            return "the image at 0x1000 has a segment beyond the flash";
        }
        const uint32_t address = word_at(image + at), bytes = word_at(image + at + 4);
        at += 8;
        if (bytes > room - at) {
            return "the image at 0x1000 has a segment beyond the flash";
        }
        if (!mcub_lx6_poke(chip->core, address, image + at, bytes)) {
            return "the image at 0x1000 has a segment where no memory is";
        }
        for (uint32_t i = 0; i < bytes; i++) {
            checksum ^= image[at + i];
        }
        at += bytes;
    }
    at |= 15;
    if (at >= room || image[at] != checksum) {
        return "the image at 0x1000 has a wrong checksum";
    }
    at++;
    if (image[HASH_FLAG] != 0) {
        uint8_t digest[HASH_BYTES];
        esp32_sha256(image, at, digest);
        if (room - at < HASH_BYTES || memcmp(digest, image + at, HASH_BYTES) != 0) {
            return "the image at 0x1000 has a wrong SHA-256";
        }
    }
    mcub_lx6_set_program_counter(chip->core, word_at(image + ENTRY));
    return NULL;
}

void esp32_boot(mcub_esp32 *chip) {
    say_hello(chip, "0x13 (SPI_FAST_FLASH_BOOT)");
    const char *problem = load(chip);
    chip->mode = problem == NULL ? IN_PROGRAM : IN_ROM;
    if (problem != NULL) {
        chip->detail = problem;
        say(chip, "invalid header\r\n");
    }
}

void esp32_download(mcub_esp32 *chip) {
    chip->reset_cause = CAUSE_POWER;
    mcub_lx6_reset(chip->core, 0x40000400);
    esp32_reset_registers(chip);
    chip->mode = IN_LOADER;
    chip->must_reboot = false;
    chip->detail = "the chip is in download mode";
    mcub_rom_loader_reset(chip->loader);
}

/* What the loader acts on. */

static void send(void *context, const uint8_t *bytes, size_t count) {
    mcub_esp32 *chip = context;
    enum { FLASH_DATA = 0x03, STATUS_AT = 9 };
    if (chip->how.weak_programmings != 0 && count > STATUS_AT && bytes[2] == FLASH_DATA &&
        bytes[STATUS_AT] == 0) {
        chip->how.weak_programmings -= chip->how.weak_programmings != UINT64_MAX;
        chip->flash[PROGRAM_AT + HEADER] ^= 1;
    }
    esp32_send(chip, bytes, count);
}

static bool read_word(void *context, uint32_t address, uint32_t *value) {
    return esp32_read_word(context, address, value);
}

static bool write_word(void *context, uint32_t address, uint32_t value) {
    return esp32_write_word(context, address, value);
}

static bool write_memory(void *context, uint32_t address, const uint8_t *bytes, uint32_t count) {
    mcub_esp32 *chip = context;
    return mcub_lx6_poke(chip->core, address, bytes, count);
}

static void set_baud(void *context, uint32_t baud) {
    (void)context, (void)baud;
}

static void start(void *context, uint32_t entry) {
    mcub_esp32 *chip = context;
    mcub_lx6_set_program_counter(chip->core, entry);
    chip->mode = IN_PROGRAM;
}

static void reboot(void *context) {
    mcub_esp32 *chip = context;
    chip->must_reboot = true;
}

bool esp32_create_loader(mcub_esp32 *chip) {
    chip->loader = mcub_rom_loader_create((mcub_rom_loader_host){
        .context = chip,
        .flash = chip->flash,
        .flash_bytes = MCUB_ESP32_FLASH_BYTES,
        .send = send,
        .read_word = read_word,
        .write_word = write_word,
        .write_memory = write_memory,
        .set_baud = set_baud,
        .start = start,
        .reboot = reboot,
    });
    return chip->loader != NULL;
}
