/** The outer process, whose end in whatever way still has everything taken down. */
#pragma once

/**
 * Goes on in an inner process; the outer one passes signals on to it and ends as it ends.
 *
 * Only the inner process returns. When the outer one is killed, the inner one gets
 * `guard_lost_signal()`.
 */
void guard_start(void);

/** The signal of an inner process whose outer one has gone. */
int guard_lost_signal(void);

/** Ends this process with an exit status or, unless it is 0, by a signal. */
_Noreturn void end_with(int status, int signal);
