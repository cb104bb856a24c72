/* A function of one int8 value as a table: TANH, LOGISTIC, HARD_SWISH and folded chains. */
#ifndef MCUB_LOOKUP_S8_H
#define MCUB_LOOKUP_S8_H

#include <stdint.h>

typedef struct {
    int32_t count; /* >= 0; elements */
} mcub_lookup_s8_params;

/**
 * Replaces every element by its entry in a table.
 *   input   [count]  int8
 *   table   [256]    int8; entry i is the output for the input i - 128
 *   output  [count]  int8, the input's own memory or apart from it
 */
typedef void mcub_lookup_s8_fn(const mcub_lookup_s8_params *params, const int8_t *input,
                               const int8_t *table, int8_t *output);
mcub_lookup_s8_fn mcub_lookup_s8_ref;
mcub_lookup_s8_fn mcub_lookup_s8_dsp; /* eight elements at a time */

#endif
