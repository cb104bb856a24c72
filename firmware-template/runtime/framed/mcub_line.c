/* Frames: COBS between zeros, CRC-32 at the end. */
#include "mcub_board.h"
#include "mcub_core.h"
#include "mcub_model.h"
#include "mcub_runtime.h"
#include "mcub_wire.h"

#include <stddef.h>

/* Bytes with framing errors and broken frames, since the last whole one, at which the line changes
 * its speed. A hello at another speed makes two of them at least; noise that breaks so many frames
 * in a row leaves nothing to work with. */
#define MAX_ERRORS 16u

/* The line is quiet after a thousandth of a second: a dozen bytes at the slowest speed. */
#define QUIET_HERTZ 1000u

/* The frame that comes in, stuffed; then, in the same place, what it holds. */
static uint8_t incoming[MCUB_WIRE_MAX_ENCODED];
static uint32_t incoming_bytes;
static bool incoming_is_overlong;
static uint32_t broken_frames;

/* A frame was broken, and neither a whole one nor quiet has come since. */
static bool broken_waits;
static uint64_t quiet_since;

/* The speed's place in mcub_model_bauds, and the errors counted there. */
static uint32_t speed;
static uint32_t broken_in_a_row;
static uint32_t line_errors_before;

/* Bytes that came while a frame was sent: a command repeated too early, at most. */
static uint8_t early[512];
static uint32_t early_begin;
static uint32_t early_end;

/* The record that goes out: code, sequence, payload, checksum; then the same, stuffed. */
static uint8_t outgoing[MCUB_WIRE_MAX_PAYLOAD + MCUB_WIRE_OVERHEAD];
static uint8_t outgoing_sequence;

void mcub_put_u16(uint8_t *place, uint16_t value) {
    place[0] = (uint8_t)value;
    place[1] = (uint8_t)(value >> 8);
}

void mcub_put_u32(uint8_t *place, uint32_t value) {
    mcub_put_u16(place, (uint16_t)value);
    mcub_put_u16(place + 2, (uint16_t)(value >> 16));
}

void mcub_put_u64(uint8_t *place, uint64_t value) {
    mcub_put_u32(place, (uint32_t)value);
    mcub_put_u32(place + 4, (uint32_t)(value >> 32));
}

uint16_t mcub_get_u16(const uint8_t *place) {
    return (uint16_t)(place[0] | place[1] << 8);
}

uint32_t mcub_get_u32(const uint8_t *place) {
    return mcub_get_u16(place) | (uint32_t)mcub_get_u16(place + 2) << 16;
}

uint32_t mcub_crc32(const uint8_t *bytes, uint32_t count) {
    /* The remainders of four bits, polynomial 0xEDB88320 reflected. */
    static const uint32_t table[16] = {
        0x00000000u, 0x1DB71064u, 0x3B6E20C8u, 0x26D930ACu, 0x76DC4190u, 0x6B6B51F4u,
        0x4DB26158u, 0x5005713Cu, 0xEDB88320u, 0xF00F9344u, 0xD6D6A3E8u, 0xCB61B38Cu,
        0x9B64C2B0u, 0x86D3D2D4u, 0xA00AE278u, 0xBDBDF21Cu,
    };
    uint32_t crc = 0xFFFFFFFFu;
    for (uint32_t index = 0; index < count; index++) {
        crc ^= bytes[index];
        crc = crc >> 4 ^ table[crc & 15u];
        crc = crc >> 4 ^ table[crc & 15u];
    }
    return ~crc;
}

/* Undoes COBS in place; the bytes held, or 0 when the stuffing is wrong. */
static uint32_t unstuff(uint8_t *bytes, uint32_t count) {
    uint32_t read = 0;
    uint32_t written = 0;
    while (read < count) {
        const uint32_t code = bytes[read++];
        if (code - 1u > count - read) {
            return 0;
        }
        for (uint32_t index = 1; index < code; index++) {
            bytes[written++] = bytes[read++];
        }
        if (code != 255u && read < count) {
            bytes[written++] = 0;
        }
    }
    return written;
}

static void forget_errors(void) {
    broken_waits = false;
    broken_in_a_row = 0;
    line_errors_before = mcub_board_line_errors();
}

/* Judges the bytes between two zeros; true when they were a whole frame. */
static bool finish_incoming(mcub_frame *frame) {
    const uint32_t stuffed = incoming_bytes;
    const bool is_overlong = incoming_is_overlong;
    incoming_bytes = 0;
    incoming_is_overlong = false;
    if (stuffed == 0) {
        return false;
    }
    const uint32_t bytes = is_overlong ? 0 : unstuff(incoming, stuffed);
    if (bytes < MCUB_WIRE_OVERHEAD ||
        mcub_crc32(incoming, bytes - 4u) != mcub_get_u32(incoming + bytes - 4u)) {
        broken_frames++;
        broken_in_a_row++;
        broken_waits = true;
        return false;
    }
    forget_errors();
    frame->code = incoming[0];
    frame->sequence = incoming[1];
    frame->payload = incoming + 2;
    frame->bytes = bytes - MCUB_WIRE_OVERHEAD;
    frame->checksum = mcub_get_u32(incoming + bytes - 4u);
    return true;
}

/* The next byte from the host, or -1. */
static int32_t next_byte(void) {
    if (early_begin == early_end) {
        return mcub_board_receive();
    }
    const uint8_t byte = early[early_begin];
    early_begin = (early_begin + 1u) % sizeof early;
    return byte;
}

/* Keeps what comes while the firmware waits for the line; when there is no room it is lost. */
static void keep_early_bytes(void) {
    const int32_t byte = mcub_board_receive();
    const uint32_t next = (early_end + 1u) % sizeof early;
    if (byte >= 0 && next != early_begin) {
        early[early_end] = (uint8_t)byte;
        early_end = next;
    } else {
        mcub_core_pause();
    }
}

/* Goes on at the next speed of the list, from the last to the first. */
static void change_speed(void) {
    mcub_line_drain();
    speed = (speed + 1u) % mcub_model_baud_count;
    mcub_board_set_baud(mcub_model_bauds[speed]);
    incoming_bytes = 0;
    incoming_is_overlong = false;
    early_begin = early_end;
    forget_errors();
}

mcub_line_event mcub_line_poll(mcub_frame *frame) {
    const uint32_t line_errors = mcub_board_line_errors() - line_errors_before;
    if (mcub_model_baud_count > 1u && broken_in_a_row + line_errors >= MAX_ERRORS) {
        change_speed();
        return MCUB_LINE_NEW_SPEED;
    }
    bool has_come = false;
    for (int32_t byte = next_byte(); byte >= 0; byte = next_byte()) {
        has_come = true;
        if (byte == 0) {
            if (finish_incoming(frame)) {
                return MCUB_LINE_FRAME;
            }
        } else if (incoming_bytes < sizeof incoming) {
            incoming[incoming_bytes++] = (uint8_t)byte;
        } else {
            incoming_is_overlong = true;
        }
    }
    const uint64_t now = mcub_clock_now();
    if (has_come) {
        quiet_since = now;
    } else if (broken_waits && now - quiet_since >= mcub_board_core_hertz() / QUIET_HERTZ) {
        broken_waits = false;
        return MCUB_LINE_BROKEN;
    }
    return MCUB_LINE_NOTHING;
}

static void send_byte(uint8_t byte) {
    while (!mcub_board_can_send()) {
        keep_early_bytes();
    }
    mcub_board_send(byte);
}

uint8_t *mcub_line_payload(void) {
    return outgoing + 2;
}

void mcub_line_send(uint8_t code, uint32_t payload_bytes) {
    outgoing[0] = code;
    outgoing[1] = outgoing_sequence++;
    mcub_put_u32(outgoing + 2 + payload_bytes, mcub_crc32(outgoing, payload_bytes + 2u));
    const uint32_t bytes = payload_bytes + MCUB_WIRE_OVERHEAD;

    send_byte(0); /* ends a frame that broke off */
    uint32_t begin = 0;
    for (;;) {
        uint32_t run = 0;
        while (begin + run < bytes && run < 254u && outgoing[begin + run] != 0) {
            run++;
        }
        send_byte((uint8_t)(run + 1u));
        for (uint32_t index = 0; index < run; index++) {
            send_byte(outgoing[begin + index]);
        }
        begin += run;
        if (begin == bytes) {
            break;
        }
        if (run < 254u) {
            begin++; /* the zero that the code stands for */
        }
    }
    send_byte(0);
}

void mcub_line_drain(void) {
    while (!mcub_board_is_sent()) {
        keep_early_bytes();
    }
}

uint32_t mcub_line_broken_frames(void) {
    return broken_frames;
}
