/* Two cores that share a layer; one file of a board that has them answers. */
#ifndef MCUB_CORES_H
#define MCUB_CORES_H

#include "mcub_model.h"

/** Starts the second core, which waits for work; once, after the serial line. */
void mcub_cores_start(void);

/**
 * Runs first on this core and second on the other, and returns when both are done. A second core
 * that fails, or is not done long after this one, ends in mcub_session_fault.
 */
void mcub_cores_run(mcub_model_layer *first, mcub_model_layer *second);

#endif
