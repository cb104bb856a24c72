/* The model as the generated file defines it. */
#ifndef MCUB_MODEL_H
#define MCUB_MODEL_H

#include <stdint.h>

/* Cycle counts kept for read_samples, and so the most layers of a model. */
#define MCUB_MODEL_MAX_LAYERS 1024u

/* A graph input. */
typedef struct {
    uint8_t *store;  /* where it lies between inferences: tensor itself when no layer overwrites
                      * that, or NULL when there is no memory to keep it in */
    uint8_t *tensor; /* where layers read it, or NULL when none does */
    uint32_t bytes;
} mcub_model_input;

/* A graph output. */
typedef struct {
    const uint8_t *tensor;
    uint32_t bytes;
} mcub_model_output;

/* Weights that layers read from faster memory than the flash. */
typedef struct {
    const uint32_t *from;
    uint8_t *to;
    uint32_t bytes;
} mcub_model_copy;

/* Runs one layer. */
typedef void mcub_model_layer(void);

extern const uint8_t mcub_model_build_id[16];
extern const char mcub_model_board[16]; /* the profile's name, zeros to the end */

/* In execution order; NULL where a layer needs no call. */
extern mcub_model_layer *const mcub_model_layers[];
#ifdef MCUB_CORES
/* As many, each the layer's whole call on one core. */
extern mcub_model_layer *const mcub_model_whole_layers[];
#endif
/* As many, all NULL. */
extern mcub_model_layer *const mcub_model_no_layers[];
extern const uint32_t mcub_model_layer_count; /* [1, MCUB_MODEL_MAX_LAYERS] */

extern const mcub_model_input mcub_model_inputs[];
extern const uint32_t mcub_model_input_count; /* [0, 255] */
extern const mcub_model_output mcub_model_outputs[];
extern const uint32_t mcub_model_output_count; /* [1, 255] */
extern const uint32_t mcub_model_keeps_inputs; /* 0 when an inference uses an input up, else 1 */

extern const mcub_model_copy mcub_model_copies[];
extern const uint32_t mcub_model_copy_count;

/* Speeds of the line in bits a second, the one to start at first. */
extern const uint32_t mcub_model_bauds[];
extern const uint32_t mcub_model_baud_count; /* [1, 16] */

/* Addresses that hello_reply reads back, in the board profile's order. */
extern const uint32_t mcub_model_registers[];
extern const uint32_t mcub_model_register_count; /* [0, 32] */

#endif
