/** The serial port's node: the modem lines, which a pseudo-terminal does not have. */
#pragma once

/** Answers for a node of /dev from now on, such as `ttyACM0`; again for the same one is fine. */
void tty_serve(const char *name);
