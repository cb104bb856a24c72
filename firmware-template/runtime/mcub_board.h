/* What the runtime asks of a board; one file in boards/ answers. */
#ifndef MCUB_BOARD_H
#define MCUB_BOARD_H

#include <stdbool.h>
#include <stdint.h>

/** Sets clocks, the second timer, and the serial line at a speed in bits a second. */
void mcub_board_start(uint32_t baud);

/** What kept the wanted clocks from being set, and what runs instead; NULL where they are set. */
const char *mcub_board_clock_problem(void);

/** The core clock that is set, in hertz. */
uint32_t mcub_board_core_hertz(void);

/** Ticks of a second timer, modulo 2^32; it stands in no relation to the cycle counter's wraps. */
uint32_t mcub_board_timer_ticks(void);

/** The second timer's rate in hertz; divides the core clock, a multiple of 1 MHz. */
uint32_t mcub_board_timer_hertz(void);

/** The next byte from the host, [0, 255], or -1 when none has come. */
int32_t mcub_board_receive(void);

/** Whether mcub_board_send would send at once. */
bool mcub_board_can_send(void);

/** Sends a byte; call only when mcub_board_can_send. */
void mcub_board_send(uint8_t byte);

/** Whether the last byte has left the line. */
bool mcub_board_is_sent(void);

/** Changes the line's speed; call only when mcub_board_is_sent. */
void mcub_board_set_baud(uint32_t baud);

/** Bytes from the host that came with a framing or noise error. */
uint32_t mcub_board_line_errors(void);

/** Times that bytes from the host were lost because nobody took them in time. */
uint32_t mcub_board_overruns(void);

/** The chip's reset cause register, as it stood at start. */
uint32_t mcub_board_reset_flags(void);

/** The chip's unique id; zeros behind a shorter one. */
void mcub_board_unique_id(uint8_t id[12]);

/** What counts the cycles of a virtual chip: text with zeros to its end; zeros alone on silicon. */
void mcub_board_timing_model(uint8_t text[32]);

/** Empties caches, and what the flash interface keeps. */
void mcub_board_empty_caches(void);

#endif
