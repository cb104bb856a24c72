/* The EEMBC protocol of MLPerf Tiny: text lines, the byte buffer, what is made of both. */
#ifndef MCUB_EEMBC_H
#define MCUB_EEMBC_H

#include <stdbool.h>
#include <stdint.h>

/* ---- What the generated file defines ---- */

/* Element type of the output. */
typedef enum {
    MCUB_EEMBC_INT8,
    MCUB_EEMBC_UINT8,
    MCUB_EEMBC_INT32,
    MCUB_EEMBC_FLOAT32
} mcub_eembc_type;

/* How the buffer's bytes become the input tensor. */
typedef enum {
    MCUB_EEMBC_AS_THEY_ARE,
    MCUB_EEMBC_PIXELS, /* bytes in [0, 255]; the tensor's int8 is 128 less */
    MCUB_EEMBC_FLOATS  /* float32, little-endian, quantized to int8 */
} mcub_eembc_encoding;

/* What results tells. */
typedef enum {
    MCUB_EEMBC_OUTPUT,      /* every output value as a real number */
    MCUB_EEMBC_SQUARE_ERROR /* mean square of output minus input; as many values in as out */
} mcub_eembc_results;

typedef struct {
    const char *name;  /* the device's */
    const char *model; /* profile's answer */
    uint8_t *buffer;
    uint32_t buffer_bytes;
    uint32_t input_bytes; /* of the buffer that make one input; at most buffer_bytes */
    mcub_eembc_encoding encoding;
    uint32_t input_scale; /* a float32's bits */
    int32_t input_zero_point;
    mcub_eembc_type output_type;
    uint32_t output_scale; /* a float32's bits */
    int32_t output_zero_point;
    uint32_t output_count; /* values */
    mcub_eembc_results results;
} mcub_eembc_model;

extern const mcub_eembc_model mcub_eembc;

/* ---- The line: text in and out ---- */

#define MCUB_END "\r\n"

/** The next byte from the host, [0, 255], or -1 when none has come; never an interrupt. */
int32_t mcub_text_next(void);

/** Whether the host has sent a byte 3 (Ctrl-C) since the last call of forget; keeps other bytes. */
bool mcub_text_is_interrupted(void);
void mcub_text_forget_interrupt(void);

/** Sends a text; what comes from the host meanwhile is kept. */
void mcub_text_send(const char *text);

/** Sends a number in decimal. */
void mcub_text_send_number(uint32_t value);
void mcub_text_send_signed(int32_t value);

/** Sends a number between two texts. */
void mcub_text_send_count(const char *text, int32_t count, const char *end);

/** Sends the lowest digits of a number in hexadecimal, lower case. */
void mcub_text_send_hex(uint32_t value, uint32_t digits);

/** Sends a number with three decimals, halves to even: what printf makes of "%.3f". */
void mcub_text_send_decimal(float value);

/** Returns once the last byte has left the line. */
void mcub_text_drain(void);

/** The next word of a text, ended with a zero, or NULL; words are kept apart by spaces. */
char *mcub_text_next_word(char **rest);

/** The number that a word begins with, 0 for none; beyond 2^31 - 1 it is that. */
int32_t mcub_text_number(const char *word);

/* ---- The commands with words behind the verb ---- */

void mcub_eembc_obey_buffer(char *rest);
void mcub_eembc_obey_infer(char *rest);
void mcub_eembc_obey_results(char *rest);

/** Bytes of the buffer that have come since the latest load. */
uint32_t mcub_eembc_loaded_bytes(void);

/** The second timer in microseconds, modulo 2^32. */
uint32_t mcub_eembc_microseconds(void);

/** Sends a time stamp. */
void mcub_eembc_send_lap(uint32_t time);

/* ---- The tensors ---- */

/** Makes the input tensor from the buffer. */
void mcub_eembc_set_input(void);

/** Keeps what send_results will tell of the inference that has just run. */
void mcub_eembc_take_output(void);

/** Sends the m-results line. */
void mcub_eembc_send_results(void);

#endif
