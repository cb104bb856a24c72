#include "stlink_commands.h"

/* The numbers: OpenOCD, src/jtag/drivers/stlink_usb.c, STLINK_DEBUG_*. */
enum {
    GROUP_DEBUG = 0xF2,
    GROUP_DFU = 0xF3,
    GROUP_SWIM = 0xF4,
    DEBUG_READ_32 = 0x07,
    DEBUG_WRITE_32 = 0x08,
    DEBUG_READ_8 = 0x0C,
    DEBUG_WRITE_8 = 0x0D,
    DEBUG_EXIT = 0x21,
    DEBUG_READ_16 = 0x47,
    DEBUG_WRITE_16 = 0x48,
    DEBUG_WRITE_32_SAME_ADDRESS = 0x50,
    DEBUG_MISCELLANEOUS_OUT = 0x51,
    DEBUG_READ_32_SAME_ADDRESS = 0x54,
    DFU_EXIT = 0x07,
    SWIM_ENTER = 0x00,
    SWIM_EXIT = 0x01,
};

static size_t length_field(const uint8_t *command) {
    return (size_t)(command[6] | command[7] << 8);
}

size_t bytes_to_probe(const uint8_t *command) {
    if (command[0] != GROUP_DEBUG) {
        return 0;
    }
    switch (command[1]) {
    case DEBUG_WRITE_32:
    case DEBUG_WRITE_16:
    case DEBUG_WRITE_8:
    case DEBUG_WRITE_32_SAME_ADDRESS:
        return length_field(command);
    case DEBUG_MISCELLANEOUS_OUT: {
        /* One byte an operation, padded to words, then one word an operation. */
        size_t operations = (size_t)(command[2] | command[3] << 8);
        return (operations + 3) / 4 * 4 + 4 * operations;
    }
    default:
        return 0;
    }
}

size_t bytes_from_probe(const uint8_t *command) {
    if (command[0] != GROUP_DEBUG) {
        return 0;
    }
    switch (command[1]) {
    case DEBUG_READ_32:
    case DEBUG_READ_16:
    case DEBUG_READ_32_SAME_ADDRESS:
        return length_field(command);
    case DEBUG_READ_8:
        /* A single byte comes with another one. */
        return length_field(command) == 1 ? 2 : length_field(command);
    default:
        return 0;
    }
}

bool is_answerless(const uint8_t *command) {
    switch (command[0]) {
    case GROUP_DEBUG:
        return command[1] == DEBUG_EXIT;
    case GROUP_DFU:
        return command[1] == DFU_EXIT;
    case GROUP_SWIM:
        return command[1] == SWIM_ENTER || command[1] == SWIM_EXIT;
    default:
        return false;
    }
}
