// SPDX-License-Identifier: GPL-2.0-or-later
// The serial line as the USART sees it.
#pragma once

#include "machine.h"

/** Whether the two ends differ in speed too much for a character, the chip's in bits a second. */
bool line_is_garbled(const mcub_machine *m, uint64_t baud);
/** What a receiver at the wrong speed makes of a character. */
uint8_t line_garble(mcub_machine *m, uint8_t byte);
bool line_has_byte(const mcub_machine *m);
uint8_t line_next_byte(mcub_machine *m);
/** Counts a received byte; false when the fault mode loses it. */
bool line_keeps_received(mcub_machine *m);
/** Counts a sent byte and puts it on the line, unless a fault mode says otherwise. */
void line_send(mcub_machine *m, uint8_t byte);
