/** The program that the bus is for. */
#pragma once

#include <stdbool.h>

/** What the signals and the ends of processes are told to; call before any other thread or loop. */
void command_prepare(void);

/**
 * Starts the command with the bus at `testbed` in front of its eyes.
 *
 * With `is_bound_by_modes`, even root's command may not open what file modes forbid. Returns false
 * after a message when it cannot be started; the status is then `command_status`.
 */
bool command_start(char *const *arguments, const char *testbed, bool is_bound_by_modes);

/** Ends what the command has left running; call when the loop has ended. */
void command_end_descendants(void);
/** The command's exit status, or that of a failure of this program. */
int command_status(void);
/** The signal that ended the command, or 0. */
int command_signal(void);
