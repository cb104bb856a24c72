// SPDX-License-Identifier: GPL-2.0-or-later
// What the files that know of a second core share. `first` is the machine that the chip's users
// hold; each core's own calls come with its own machine.
#pragma once

#include "machine.h"

/**
 * Starts the second core, out of reset, with its vector table, its stack and its first instruction
 * (bit 0 set, for Thumb); false when Unicorn cannot be set up.
 */
bool cores_launch(mcub_machine *first, uint32_t vectors, uint32_t stack, uint32_t entry);
/** Takes the second core out of the program: into reset, or back to its boot ROM. */
void cores_stop_second(mcub_machine *first);
void cores_destroy(mcub_machine *first);
/** SEV: the event registers of both cores. */
void cores_send_event(mcub_machine *m);
/** A core has shown the other one something that may interrupt it. */
void cores_exchange(mcub_machine *m);
/** Ends a core's turn behind the instruction under way. */
void cores_yield(mcub_machine *m);
/** An access of either core to what both share: a first core that sleeps has its time, too. */
void cores_meet(mcub_machine *m, bool writes);
/** Lets time pass on the second core as mcub_machine_advance does on the first. */
void cores_advance(mcub_machine *first, uint64_t cycles, bool is_halted);
