/* Text on the serial line. */
#include "mcub_board.h"
#include "mcub_core.h"
#include "mcub_eembc.h"

#include <stddef.h>
#include <string.h>

#define INTERRUPT 3

static bool is_interrupted;

/* Bytes that came while something was sent or inferred: a command sent too early, at most. */
static uint8_t early[512];
static uint32_t early_begin;
static uint32_t early_end;

/* What has come from the host, but for interrupts. */
static int32_t receive(void) {
    const int32_t byte = mcub_board_receive();
    if (byte != INTERRUPT) {
        return byte;
    }
    is_interrupted = true;
    return -1;
}

int32_t mcub_text_next(void) {
    if (early_begin == early_end) {
        return receive();
    }
    const uint8_t byte = early[early_begin];
    early_begin = (early_begin + 1u) % sizeof early;
    return byte;
}

/* Keeps a byte for mcub_text_next; when there is no room it is lost. */
static void keep(int32_t byte) {
    const uint32_t next = (early_end + 1u) % sizeof early;
    if (byte >= 0 && next != early_begin) {
        early[early_end] = (uint8_t)byte;
        early_end = next;
    }
}

void mcub_text_forget_interrupt(void) {
    is_interrupted = false;
}

bool mcub_text_is_interrupted(void) {
    keep(receive());
    return is_interrupted;
}

static void await_line(bool (*is_ready)(void)) {
    while (!is_ready()) {
        const int32_t byte = receive();
        if (byte >= 0) {
            keep(byte);
        } else {
            mcub_core_pause();
        }
    }
}

static void send_byte(uint8_t byte) {
    await_line(mcub_board_can_send);
    mcub_board_send(byte);
}

void mcub_text_send(const char *text) {
    for (; *text != 0; text++) {
        send_byte((uint8_t)*text);
    }
}

void mcub_text_drain(void) {
    await_line(mcub_board_is_sent);
}

/* Sends a number in decimal, with zeros in front up to a width of at most 10. */
static void send_padded(uint32_t value, uint32_t width) {
    char digits[11];
    uint32_t place = sizeof digits - 1u;
    digits[place] = 0;
    do {
        digits[--place] = (char)('0' + value % 10u);
        value /= 10u;
    } while (value != 0 || sizeof digits - 1u - place < width);
    mcub_text_send(digits + place);
}

void mcub_text_send_number(uint32_t value) {
    send_padded(value, 1);
}

void mcub_text_send_signed(int32_t value) {
    if (value < 0) {
        mcub_text_send("-");
    }
    mcub_text_send_number(value < 0 ? 0u - (uint32_t)value : (uint32_t)value);
}

void mcub_text_send_count(const char *text, int32_t count, const char *end) {
    mcub_text_send(text);
    mcub_text_send_signed(count);
    mcub_text_send(end);
}

void mcub_text_send_hex(uint32_t value, uint32_t digits) {
    while (digits-- > 0) {
        send_byte((uint8_t) "0123456789abcdef"[(value >> (4u * digits)) & 15u]);
    }
}

/* Sends mantissa * 2^exponent, mantissa below 2^24, exponent in [0, 104]: 39 digits at most. */
static void send_shifted(uint32_t mantissa, uint32_t exponent) {
    uint32_t billions[5] = {mantissa}; /* base 10^9, the lowest first */
    uint32_t used = 1;
    for (; exponent > 0; exponent--) {
        uint32_t carry = 0;
        for (uint32_t place = 0; place < 5; place++) {
            const uint32_t doubled = 2u * billions[place] + carry;
            carry = doubled >= 1000000000u ? 1u : 0u;
            billions[place] = doubled - carry * 1000000000u;
            used = billions[place] != 0 && place >= used ? place + 1u : used;
        }
    }
    mcub_text_send_number(billions[used - 1u]);
    for (uint32_t place = used - 1u; place > 0; place--) {
        send_padded(billions[place - 1u], 9);
    }
    mcub_text_send(".000");
}

void mcub_text_send_decimal(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    if ((bits >> 31) != 0) {
        mcub_text_send("-");
    }
    const uint32_t biased = (bits >> 23) & 0xFFu;
    const uint32_t fraction = bits & 0x7FFFFFu;
    if (biased == 0xFFu) {
        mcub_text_send(fraction != 0 ? "nan" : "inf");
        return;
    }
    const uint32_t mantissa = biased == 0 ? fraction : fraction | 1u << 23;
    const uint32_t exponent =
        biased == 0 ? 1u : biased; /* the value is mantissa * 2^(this - 150) */
    if (exponent >= 150u) {
        send_shifted(mantissa, exponent - 150u);
        return;
    }
    const uint32_t shift = 150u - exponent;
    uint64_t thousandths = 0;
    if (shift < 36u) { /* else below half a thousandth: mantissa * 1000 is below 2^34 */
        const uint64_t scaled = (uint64_t)mantissa * 1000u;
        const uint64_t rest = scaled & ((1ull << shift) - 1u);
        const uint64_t half = 1ull << (shift - 1u);
        thousandths = scaled >> shift;
        if (rest > half || (rest == half && (thousandths & 1u) != 0)) {
            thousandths++;
        }
    }
    mcub_text_send_number((uint32_t)(thousandths / 1000u));
    mcub_text_send(".");
    send_padded((uint32_t)(thousandths % 1000u), 3);
}

char *mcub_text_next_word(char **rest) {
    char *begin = *rest;
    while (*begin == ' ') {
        begin++;
    }
    char *end = begin;
    while (*end != ' ' && *end != 0) {
        end++;
    }
    *rest = *end == 0 ? end : end + 1;
    *end = 0;
    return end == begin ? NULL : begin;
}

int32_t mcub_text_number(const char *word) {
    const bool is_negative = *word == '-';
    if (*word == '-' || *word == '+') {
        word++;
    }
    int32_t value = 0;
    for (; *word >= '0' && *word <= '9'; word++) {
        const int32_t digit = *word - '0';
        value = value > (INT32_MAX - digit) / 10 ? INT32_MAX : 10 * value + digit;
    }
    return is_negative ? -value : value;
}
