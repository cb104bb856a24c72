/** The devices that were asked for, plugged in and out. */
#pragma once

#include "options.h"

/** Plugs everything in, as soon as it is there; calls `complete` when all was there once. */
void bus_start(const struct options *options, void (*complete)(void));
/** Names what has not been there yet, as an error; for the end of a wait. */
int bus_complain(void);
