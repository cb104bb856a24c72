#include "esp32.h"

#include <string.h>

/** Registers; TRM, UART controllers. */
enum {
    UART_FIFO = 0x00,
    UART_INT_RAW = 0x04,
    UART_INT_CLR = 0x10,
    UART_CLKDIV = 0x14,
    UART_STATUS = 0x1C,
    UART_MEM_RX_STATUS = 0x60,
    FRAME_ERROR = 1 << 3,
    OVERFLOW = 1 << 4,
    SHIFTING = 1 << 24, /* the transmitter's state while it is not at rest */
    BITS_A_BYTE = 10
};

/** Sixteenths of the APB's cycles that a bit takes. */
static uint32_t divider(mcub_esp32 *chip) {
    const uint32_t value = *esp32_register(chip, BLOCK_UART0, UART_CLKDIV);
    const uint32_t sixteenths = (value & 0xFFFFF) * 16 + (value >> 20 & 15);
    return sixteenths == 0 ? 16 : sixteenths;
}

/** The core's cycles that a byte takes. */
static uint64_t byte_cycles(mcub_esp32 *chip) {
    return ((uint64_t)divider(chip) * esp32_apb_divider(chip) * BITS_A_BYTE + 15) / 16;
}

static uint32_t baud(mcub_esp32 *chip) {
    return (uint32_t)((uint64_t)mcub_esp32_apb_hertz(chip) * 16 / divider(chip));
}

/** Whether the two ends are set to speeds more than 3 % apart, or the adapter cannot do it. */
static bool is_garbled(mcub_esp32 *chip) {
    const uint32_t ours = baud(chip), theirs = chip->line.host_baud;
    const bool is_apart =
        theirs != 0 && (ours > theirs ? ours - theirs : theirs - ours) > theirs / 32;
    return is_apart || (chip->how.max_baud != 0 && ours > chip->how.max_baud + ours / 32);
}

void esp32_reset_uart(mcub_esp32 *chip) {
    serial_line *line = &chip->line;
    line->waiting_first = line->waiting_count = 0;
    line->fifo_read = line->fifo_count = 0;
    line->raw_interrupts = 0;
    line->quiet_from = 0;
    line->idle_polls = 0;
    *esp32_register(chip, BLOCK_UART0, UART_CLKDIV) = 347 | 4 << 20; /* the ROM's: 115,200 */
}

/** Moves into the FIFO what has arrived by now. */
static void hear(mcub_esp32 *chip) {
    serial_line *line = &chip->line;
    const uint64_t now = mcub_lx6_cycles(chip->core);
    while (line->waiting_count != 0 && line->next_arrival <= now) {
        uint8_t byte = line->waiting[line->waiting_first];
        line->waiting_first = (line->waiting_first + 1) % LINE_BYTES;
        line->waiting_count--;
        line->next_arrival += byte_cycles(chip);
        line->heard_total++;
        if (chip->how.drop_every_rx != 0 && line->heard_total % chip->how.drop_every_rx == 0) {
            continue;
        }
        if (is_garbled(chip)) {
            line->raw_interrupts |= FRAME_ERROR;
            byte = (uint8_t)(byte * 0x9D ^ 0x65);
        }
        if (line->fifo_count == FIFO_BYTES) {
            line->raw_interrupts |= OVERFLOW;
            continue;
        }
        line->fifo[(line->fifo_read + line->fifo_count++) % FIFO_BYTES] = byte;
    }
}

/** Bytes that have not left yet, the one under way included. */
static uint64_t unsent(mcub_esp32 *chip) {
    const uint64_t now = mcub_lx6_cycles(chip->core), until = chip->line.quiet_from;
    const uint64_t each = byte_cycles(chip);
    return until <= now ? 0 : (until - now + each - 1) / each;
}

uint32_t esp32_uart_read(mcub_esp32 *chip, uint32_t offset) {
    serial_line *line = &chip->line;
    hear(chip);
    switch (offset) {
    case UART_FIFO: {
        line->idle_polls = 0;
        if (line->fifo_count == 0) {
            return 0;
        }
        const uint8_t byte = line->fifo[line->fifo_read];
        line->fifo_read = (line->fifo_read + 1) % FIFO_BYTES;
        line->fifo_count--;
        return byte;
    }
    case UART_INT_RAW:
        return line->raw_interrupts;
    case UART_STATUS: {
        const uint64_t left = unsent(chip);
        const uint64_t in_fifo = left == 0 ? 0 : left - 1;
        return line->fifo_count |
               (uint32_t)(in_fifo < FIFO_BYTES ? in_fifo : FIFO_BYTES - 1) << 16 |
               (left != 0 ? SHIFTING : 0u);
    }
    case UART_MEM_RX_STATUS:
        if (line->fifo_count == 0 && line->waiting_count == 0 && unsent(chip) == 0 &&
            ++line->idle_polls >= IDLE_POLLS) {
            mcub_lx6_stop(chip->core);
        }
        return line->fifo_read << 2 | (line->fifo_read + line->fifo_count) % FIFO_BYTES << 13;
    default:
        return *esp32_register(chip, BLOCK_UART0, offset);
    }
}

static void put(mcub_esp32 *chip, uint8_t byte) {
    serial_line *line = &chip->line;
    const mcub_esp32_misbehaviour *how = &chip->how;
    line->sent_total++;
    if (how->reset_after_tx_bytes == line->sent_total) {
        chip->reset_cause = CAUSE_SOFTWARE;
        chip->wants_reset = true;
        mcub_lx6_stop(chip->core);
    }
    if (how->close_after_tx_bytes == line->sent_total) {
        chip->line_closed = true;
        mcub_lx6_stop(chip->core);
    }
    if (how->drop_every_tx != 0 && line->sent_total % how->drop_every_tx == 0) {
        return;
    }
    if (how->corrupt_every_tx != 0 && line->sent_total % how->corrupt_every_tx == 0) {
        byte ^= 1;
    }
    if (line->sent_count < SENT_BYTES) {
        line->sent[line->sent_count++] = byte;
    }
}

void esp32_uart_write(mcub_esp32 *chip, uint32_t offset, uint32_t value) {
    serial_line *line = &chip->line;
    switch (offset) {
    case UART_FIFO: {
        line->idle_polls = 0;
        const uint64_t now = mcub_lx6_cycles(chip->core);
        if (unsent(chip) > FIFO_BYTES) {
            return; /* a full FIFO loses what is written to it */
        }
        line->quiet_from = (line->quiet_from > now ? line->quiet_from : now) + byte_cycles(chip);
        put(chip, is_garbled(chip) ? (uint8_t)(value * 0x9D ^ 0x65) : (uint8_t)value);
        return;
    }
    case UART_INT_CLR:
        line->raw_interrupts &= ~value;
        return;
    default:
        *esp32_register(chip, BLOCK_UART0, offset) = value;
    }
}

void esp32_send(mcub_esp32 *chip, const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        put(chip, bytes[i]);
    }
}

size_t mcub_esp32_serial_space(const mcub_esp32 *chip) {
    return LINE_BYTES - chip->line.waiting_count;
}

bool mcub_esp32_is_hearing(const mcub_esp32 *chip) {
    return chip->line.waiting_count != 0;
}

void mcub_esp32_set_host_baud(mcub_esp32 *chip, uint32_t baud) {
    chip->line.host_baud = baud;
}

/** A packet that asks the loader whether it is there: esptool, serial protocol, initial sync. */
static const uint8_t sync_packet[SYNC_BYTES] = {0xC0, 0x00, 0x08, 0x24, 0x00, 0x00, 0x00,
                                                0x00, 0x00, 0x07, 0x07, 0x12, 0x20, 0x55};

static void hear_program_byte(mcub_esp32 *chip, uint8_t byte) {
    serial_line *line = &chip->line;
    if (byte == sync_packet[chip->synced]) {
        chip->synced++;
    } else {
        chip->synced = byte == sync_packet[0];
    }
    if (chip->synced == SYNC_BYTES) {
        chip->synced = 0;
        esp32_download(chip);
        mcub_rom_loader_receive(chip->loader, sync_packet, SYNC_BYTES);
        return;
    }
    if (line->waiting_count == LINE_BYTES) {
        return;
    }
    if (line->waiting_count == 0) {
        const uint64_t now = mcub_lx6_cycles(chip->core);
        line->next_arrival = now + byte_cycles(chip);
    }
    line->idle_polls = 0;
    line->waiting[(line->waiting_first + line->waiting_count++) % LINE_BYTES] = byte;
}

void mcub_esp32_receive(mcub_esp32 *chip, const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (chip->mode == IN_LOADER) {
            mcub_rom_loader_receive(chip->loader, bytes + i, 1);
        } else {
            hear_program_byte(chip, bytes[i]);
        }
    }
}

size_t mcub_esp32_take_sent(mcub_esp32 *chip, uint8_t *bytes, size_t most) {
    serial_line *line = &chip->line;
    const size_t count = line->sent_count < most ? line->sent_count : most;
    memcpy(bytes, line->sent, count);
    memmove(line->sent, line->sent + count, line->sent_count - count);
    line->sent_count -= count;
    return count;
}
