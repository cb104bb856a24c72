/* mcub_look_up_eights in plain C: what a core's assembly does, for the host. */
#include "mcub_look_up_eights.h"

void mcub_look_up_eights(const int8_t *input, const int8_t *middle, int8_t *output, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        output[i] = middle[input[i]];
    }
}
