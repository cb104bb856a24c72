// What the loader's files share; nothing outside includes it.
#pragma once

#include "CROMLoader.h"

enum {
    MOST_DATA = 0x4000,           /* bytes of data in one packet */
    MOST_PACKET = MOST_DATA + 64, /* with headers */
    MOST_ANSWER = 128,
    SECTOR = 4096
};

/** What a packet is for (esptool documentation, commands). */
typedef enum {
    FLASH_BEGIN = 0x02,
    FLASH_DATA = 0x03,
    FLASH_END = 0x04,
    MEM_BEGIN = 0x05,
    MEM_END = 0x06,
    MEM_DATA = 0x07,
    SYNC = 0x08,
    WRITE_REG = 0x09,
    READ_REG = 0x0A,
    SPI_SET_PARAMS = 0x0B,
    SPI_ATTACH = 0x0D,
    READ_FLASH_SLOW = 0x0E,
    CHANGE_BAUDRATE = 0x0F,
    SPI_FLASH_MD5 = 0x13
} loader_command;

/** Why one was refused (esptool documentation, ROM loader errors). */
typedef enum {
    DONE = 0,
    INVALID = 5,
    FAILED = 6,
    WRONG_CHECKSUM = 7,
    FLASH_WRITE_FAILED = 8,
    FLASH_READ_FAILED = 9,
} loader_error;

/** Data on its way to flash or RAM. */
typedef struct {
    bool begun;
    uint32_t at;       /* where the next byte goes */
    uint32_t left;     /* packets that may still come */
    uint32_t sequence; /* of the next packet */
} loader_transfer;

/** A packet taken apart. */
typedef struct {
    loader_command command;
    uint32_t checksum;
    const uint8_t *body;
    uint32_t bytes;
} loader_packet;

/** What goes back beside the status. */
typedef struct {
    uint32_t value;
    uint8_t data[MOST_ANSWER];
    uint32_t bytes;
} loader_answer;

/** What to do once the answer is out. */
typedef enum { STAY, START, REBOOT, NEW_SPEED } loader_afterwards;

struct mcub_rom_loader {
    mcub_rom_loader_host host;
    uint8_t packet[MOST_PACKET];
    uint32_t received;
    bool inside, escaped, overlong;
    loader_transfer flash, memory;
    loader_afterwards afterwards;
    uint32_t argument; /* of what comes afterwards */
};

loader_error loader_do(mcub_rom_loader *loader, const loader_packet *packet, loader_answer *answer);
/** The word number `index` of a packet's body; the caller has seen that it is there. */
uint32_t loader_word(const loader_packet *packet, uint32_t index);
