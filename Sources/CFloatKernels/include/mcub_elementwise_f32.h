/* Elementwise operators over float32 tensors. */
#ifndef MCUB_ELEMENTWISE_F32_H
#define MCUB_ELEMENTWISE_F32_H

#include <stdint.h>

/* Dimensions that a broadcast or a walk has; leading ones are 1. */
#define MCUB_F32_RANK 8

typedef enum {
    MCUB_F32_ADD,
    MCUB_F32_SUB,
    MCUB_F32_MUL,
    MCUB_F32_MAXIMUM,
    MCUB_F32_MINIMUM,
    MCUB_F32_PRELU /* the first where it is not negative, else the product */
} mcub_f32_binary;

typedef struct {
    mcub_f32_binary kind;
    int64_t extents[MCUB_F32_RANK];  /* of the output, outermost first */
    int64_t strides1[MCUB_F32_RANK]; /* elements of input 1 a step; 0 where it repeats */
    int64_t strides2[MCUB_F32_RANK];
    float activation_min; /* -INFINITY for none */
    float activation_max; /* INFINITY for none */
} mcub_binary_f32_params;

/** Combines two tensors of unlike shapes element by element; the output is written in order. */
void mcub_binary_f32(const mcub_binary_f32_params *params, const float *input1, const float *input2,
                     float *output);

typedef enum {
    MCUB_F32_CLAMP,      /* to [first, second] */
    MCUB_F32_HARD_SWISH, /* x * min(max(x + 3, 0), 6) / 6 */
    MCUB_F32_LOGISTIC,
    MCUB_F32_TANH,
    MCUB_F32_EXP,
    MCUB_F32_ABS,
    MCUB_F32_ELU,
    MCUB_F32_LEAKY_RELU /* slope first where negative */
} mcub_f32_unary;

void mcub_unary_f32(mcub_f32_unary kind, float first, float second, const float *input,
                    float *output, int64_t count);

/**
 * exp(beta * x) of each row, divided by its sum; the row's largest value is taken off before.
 *   input, output [rows][depth]
 */
void mcub_softmax_f32(const float *input, float *output, int64_t rows, int64_t depth, float beta);

#endif
