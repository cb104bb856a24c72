/* The runtime: the line, the clock, the stack's mark, passes, and the session with the host. */
#ifndef MCUB_RUNTIME_H
#define MCUB_RUNTIME_H

#include <stdbool.h>
#include <stdint.h>

/* ---- The line: frames in and out ---- */

/* A command's frame, valid until the next poll. */
typedef struct {
    uint8_t code;
    uint8_t sequence;
    const uint8_t *payload;
    uint32_t bytes; /* of payload */
    uint32_t checksum;
} mcub_frame;

typedef enum {
    MCUB_LINE_NOTHING,
    MCUB_LINE_FRAME,    /* frame was filled */
    MCUB_LINE_BROKEN,   /* frames were broken, no whole one followed, and the line fell quiet */
    MCUB_LINE_NEW_SPEED /* too much was broken: the line goes at the next speed from now on */
} mcub_line_event;

/** Takes what has come from the host. */
mcub_line_event mcub_line_poll(mcub_frame *frame);

/** Where the next record's payload is written; MCUB_WIRE_MAX_PAYLOAD bytes. */
uint8_t *mcub_line_payload(void);

/** Sends the record whose payload was written; returns once the line has taken every byte. */
void mcub_line_send(uint8_t code, uint32_t payload_bytes);

/** Returns once the last byte has left the line. */
void mcub_line_drain(void);

/** Broken frames from the host so far. */
uint32_t mcub_line_broken_frames(void);

/** CRC-32 of IEEE 802.3 over bytes. */
uint32_t mcub_crc32(const uint8_t *bytes, uint32_t count);

/* Little-endian numbers at any address. */
void mcub_put_u16(uint8_t *place, uint16_t value);
void mcub_put_u32(uint8_t *place, uint32_t value);
void mcub_put_u64(uint8_t *place, uint64_t value);
uint16_t mcub_get_u16(const uint8_t *place);
uint32_t mcub_get_u32(const uint8_t *place);

/* ---- The clock: windows of cycles, widened to 64 bits ---- */

/* What one window saw. */
typedef struct {
    uint64_t cycles; /* between the two stamps, their cost included */
    uint32_t wraps;  /* of the 32-bit counter inside the window */
    bool interrupt_waits;
    bool is_contradicted; /* by the second timer: the counter stopped, or its stamps are swapped */
} mcub_window;

/* What both clocks show at one moment. */
typedef struct {
    uint64_t cycles; /* of the core since start */
    uint64_t ticks;  /* of the second timer since start */
} mcub_moment;

/** Times work, or nothing when it is NULL, with interrupts masked. */
mcub_window mcub_clock_measure(void (*work)(void));

/** What the clocks show; call this or mcub_clock_now at least once in 2^32 timer ticks. */
mcub_moment mcub_clock_moment(void);

/** Core cycles since start. */
uint64_t mcub_clock_now(void);

/* ---- The stack's high-water mark ---- */

/** Fills the unused stack with a pattern. */
void mcub_stack_paint(void);

/** The most bytes of stack used since it was painted. */
uint32_t mcub_stack_used(void);

/** Bytes of stack there are. */
uint32_t mcub_stack_limit(void);

/* ---- Inferences ---- */

#define MCUB_NO_LAYER 0xFFFFu

/** The layer that runs, MCUB_NO_LAYER when none does. */
extern volatile uint16_t mcub_running_layer;

/** Where an input is written before an inference; NULL when no layer reads it. */
uint8_t *mcub_inference_input(uint32_t tensor);

/** Whether an inference leaves nothing of an input, so that it has to be written again. */
bool mcub_inference_uses_up(uint32_t tensor);

/** Copies the weights that layers read from other memory than the flash, before the first run. */
void mcub_inference_copy_weights(void);

/** Puts the inputs where the layers read them; a network may use that memory for other tensors. */
void mcub_inference_restore_inputs(void);

/** Runs every layer once. */
void mcub_inference_run(void);

/** What mcub_inference_run does besides: as many layers, none of which needs a call. */
void mcub_inference_run_empty(void);

/* ---- Passes ---- */

/** Whether a pass of this kind, warm-up and runs may start now; else a nack reason. */
uint8_t mcub_pass_check(uint8_t kind, uint32_t warmup, uint32_t runs);

/** Runs a pass and sends its records; with empty caches at first when it is to be fresh. */
void mcub_pass_run(uint8_t kind, uint32_t warmup, uint32_t runs, bool is_fresh);

/** Sends the latest pass's pass_end once more. */
void mcub_pass_send_end(void);

/** Sends counts of the latest pass; 0, or a nack reason when they cannot be had. */
uint8_t mcub_pass_send_samples(uint32_t run, uint32_t first, uint32_t count);

/** Writes a part of an input; 0, or a nack reason. */
uint8_t mcub_pass_set_input(uint32_t tensor, uint32_t offset, const uint8_t *data, uint32_t bytes);

/** Whether an output can be read. */
bool mcub_pass_has_output(void);

/** Passes since start. */
uint16_t mcub_pass_count(void);

/* ---- The session ---- */

/* Exceptions from this number on are an LX6's: bits 5:0 EXCCAUSE, bits 8:6 0 for an exception, 1
 * for one inside another, else the level of an interrupt. Those below are an Arm core's. */
#define MCUB_FAULT_LX6 0x0200u

/* With it, an exception of the second core by its number; 0: it does not start, answer, or keep to
 * its stack. */
#define MCUB_FAULT_SECOND_CORE 0x0100u

/* Registers of a fault, under an Arm core's names. */
typedef struct {
    uint16_t exception;
    uint32_t cfsr;       /* an LX6's EXCCAUSE */
    uint32_t hfsr;       /* an LX6's bits 8:6 of the exception */
    uint32_t mmfar;      /* an LX6's EXCVADDR */
    uint32_t bfar;       /* an LX6 has no such */
    uint32_t stacked[8]; /* r0 to r3, r12, lr, pc, xpsr; an LX6's a2 to a5, sp, a0, pc, PS */
} mcub_fault;

/** Starts the board and answers the host; never returns. */
void mcub_main(void) __attribute__((noreturn));

/** Sends the fault about once a second for ever. */
void mcub_session_fault(const mcub_fault *fault) __attribute__((noreturn));

#endif
