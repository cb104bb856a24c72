/* The byte buffer that the host fills: the db commands. */
#include "mcub_eembc.h"

#include <stddef.h>
#include <string.h>

#define BYTES_A_LINE 8u

/* Bytes that the latest load asked for, 0 for none, and those that have come. */
static uint32_t wanted_bytes;
static uint32_t loaded_bytes;

uint32_t mcub_eembc_loaded_bytes(void) {
    return loaded_bytes;
}

static int32_t hex_digit(char digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    const char lower = (char)(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static void load(const char *word) {
    if (word == NULL) {
        mcub_text_send("e-[Command 'db load' requires the # of bytes]" MCUB_END);
        return;
    }
    const int32_t count = mcub_text_number(word);
    wanted_bytes = 0;
    loaded_bytes = 0;
    if (count == 0) {
        mcub_text_send("e-[Command 'db load' must be >0 bytes]" MCUB_END);
    } else if (count < 0 || (uint32_t)count > mcub_eembc.buffer_bytes) {
        mcub_text_send_count("e-[Supplied buffer size ", count, " exceeds maximum of ");
        mcub_text_send_number(mcub_eembc.buffer_bytes);
        mcub_text_send("]" MCUB_END);
    } else {
        wanted_bytes = (uint32_t)count;
        mcub_text_send_count("m-[Expecting ", count, " bytes]" MCUB_END);
    }
}

static void print_buffer(void) {
    for (uint32_t index = 0; index < wanted_bytes; index++) {
        mcub_text_send(index % BYTES_A_LINE == 0 ? "m-buffer-" : "-");
        mcub_text_send_hex(mcub_eembc.buffer[index], 2);
        if ((index + 1u) % BYTES_A_LINE == 0 || index + 1u == wanted_bytes) {
            mcub_text_send(MCUB_END);
        }
    }
}

static void take_digits(const char *digits) {
    if (strlen(digits) % 2u != 0) {
        mcub_text_send(
            "e-[Insufficent number of hex digits]" MCUB_END); /* spelt so by the protocol */
        return;
    }
    if (wanted_bytes == 0) {
        mcub_text_send("e-[Command 'db load' must come before the data]" MCUB_END);
        return;
    }
    for (; *digits != 0 && loaded_bytes < wanted_bytes; digits += 2) {
        const int32_t high = hex_digit(digits[0]);
        const int32_t low = hex_digit(digits[1]);
        if (high < 0 || low < 0) {
            const char pair[3] = {digits[0], digits[1], 0};
            mcub_text_send("e-[Invalid hex digit '");
            mcub_text_send(pair);
            mcub_text_send("']" MCUB_END);
            return;
        }
        mcub_eembc.buffer[loaded_bytes++] = (uint8_t)(high << 4 | low);
        if (loaded_bytes == wanted_bytes) {
            mcub_text_send("m-load-done" MCUB_END);
        }
    }
}

void mcub_eembc_obey_buffer(char *rest) {
    const char *word = mcub_text_next_word(&rest);
    if (word == NULL) {
        mcub_text_send("e-[Command 'db' requires a subcommand]" MCUB_END);
    } else if (strcmp(word, "load") == 0) {
        load(mcub_text_next_word(&rest));
    } else if (strcmp(word, "print") == 0) {
        print_buffer();
    } else {
        take_digits(word);
    }
}
