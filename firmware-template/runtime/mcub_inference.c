/* One inference, as every protocol runs it. */
#include "mcub_model.h"
#include "mcub_runtime.h"

#include <string.h>

volatile uint16_t mcub_running_layer = MCUB_NO_LAYER;

void mcub_inference_copy_weights(void) {
    for (uint32_t index = 0; index < mcub_model_copy_count; index++) {
        const mcub_model_copy *copy = &mcub_model_copies[index];
        memcpy(copy->to, copy->from, copy->bytes);
    }
}

uint8_t *mcub_inference_input(uint32_t tensor) {
    const mcub_model_input *input = &mcub_model_inputs[tensor];
    return input->store != NULL ? input->store : input->tensor;
}

bool mcub_inference_uses_up(uint32_t tensor) {
    const mcub_model_input *input = &mcub_model_inputs[tensor];
    return input->tensor != NULL && input->store == NULL;
}

void mcub_inference_restore_inputs(void) {
    for (uint32_t index = 0; index < mcub_model_input_count; index++) {
        const mcub_model_input *input = &mcub_model_inputs[index];
        if (input->tensor != NULL && input->store != NULL && input->tensor != input->store) {
            memcpy(input->tensor, input->store, input->bytes);
        }
    }
}

/* One piece of code for both lists, so that it costs the same around either. */
static __attribute__((noinline, noclone)) void run_all(mcub_model_layer *const *layers) {
    for (uint32_t layer = 0; layer < mcub_model_layer_count; layer++) {
        mcub_running_layer = (uint16_t)layer;
        if (layers[layer] != NULL) {
            layers[layer]();
        }
    }
    mcub_running_layer = MCUB_NO_LAYER;
}

void mcub_inference_run(void) {
    run_all(mcub_model_layers);
}

void mcub_inference_run_empty(void) {
    run_all(mcub_model_no_layers);
}
