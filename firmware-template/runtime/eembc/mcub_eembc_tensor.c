/* From the buffer to the input, and from the output to real numbers. */
#include "mcub_eembc.h"
#include "mcub_model.h"
#include "mcub_runtime.h"

#include <string.h>

/* The mean square of output minus input, taken while the buffer holds that input. */
static float square_error;

static float float_of(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The float32 at a place of the buffer. */
static float buffered_float(uint32_t index) {
    float value;
    memcpy(&value, mcub_eembc.buffer + 4u * index, sizeof value);
    return value;
}

/* Quantizes, halves away from zero; what is no number counts as 0. */
static int8_t quantized(float value) {
    const float steps = value / float_of(mcub_eembc.input_scale);
    if (steps >= 512.0f) { /* with any zero point beyond the int8 */
        return 127;
    }
    if (steps <= -512.0f) {
        return -128;
    }
    const float finite = steps == steps ? steps : 0.0f;
    int32_t whole = (int32_t)finite;
    const float rest = finite - (float)whole;
    if (rest >= 0.5f) {
        whole++;
    } else if (rest <= -0.5f) {
        whole--;
    }
    whole += mcub_eembc.input_zero_point;
    return (int8_t)(whole > 127 ? 127 : whole < -128 ? -128 : whole);
}

void mcub_eembc_set_input(void) {
    uint8_t *input = mcub_inference_input(0);
    if (input == NULL) {
        return; /* no layer reads it */
    }
    const uint32_t bytes = mcub_model_inputs[0].bytes;
    if (mcub_eembc.encoding == MCUB_EEMBC_AS_THEY_ARE) {
        memcpy(input, mcub_eembc.buffer, bytes);
        return;
    }
    for (uint32_t index = 0; index < bytes; index++) {
        input[index] = mcub_eembc.encoding == MCUB_EEMBC_PIXELS
                           ? mcub_eembc.buffer[index] ^ 0x80u
                           : (uint8_t)quantized(buffered_float(index));
    }
}

/* The 32 bits at a place of the output. */
static uint32_t output_word(uint32_t index) {
    uint32_t word;
    memcpy(&word, mcub_model_outputs[0].tensor + 4u * index, sizeof word);
    return word;
}

/* An output value as a real number. */
static float output_value(uint32_t index) {
    uint32_t value = 0; /* of a signed number, modulo 2^32 */
    switch (mcub_eembc.output_type) {
    case MCUB_EEMBC_INT8:
        value = (uint32_t)(int8_t)mcub_model_outputs[0].tensor[index];
        break;
    case MCUB_EEMBC_UINT8:
        value = mcub_model_outputs[0].tensor[index];
        break;
    case MCUB_EEMBC_INT32:
        value = output_word(index);
        break;
    case MCUB_EEMBC_FLOAT32:
        return float_of(output_word(index));
    }
    const int32_t steps = (int32_t)(value - (uint32_t)mcub_eembc.output_zero_point);
    return (float)steps * float_of(mcub_eembc.output_scale);
}

void mcub_eembc_take_output(void) {
    if (mcub_eembc.results != MCUB_EEMBC_SQUARE_ERROR) {
        return;
    }
    float sum = 0.0f;
    for (uint32_t index = 0; index < mcub_eembc.output_count; index++) {
        const float difference = output_value(index) - buffered_float(index);
        sum += difference * difference;
    }
    square_error = sum / (float)mcub_eembc.output_count;
}

void mcub_eembc_send_results(void) {
    mcub_text_send("m-results-[");
    if (mcub_eembc.results == MCUB_EEMBC_SQUARE_ERROR) {
        mcub_text_send_decimal(square_error);
    } else {
        for (uint32_t index = 0; index < mcub_eembc.output_count; index++) {
            mcub_text_send(index == 0 ? "" : ",");
            mcub_text_send_decimal(output_value(index));
        }
    }
    mcub_text_send("]\r\n");
}
