/* The host's twins of the assembly for the Cortex-M7. */
#include "mcub_gemm_few_quads_s8_dsp.h"

void mcub_gemm_s8_dsp_one_quad(const uint32_t *tile, const uint32_t *behind, const void *stream,
                               const void *end, int8_t *output, int32_t row_bytes, int32_t quads) {
    (void)quads;
    mcub_gemm_s8_dsp(tile, behind, stream, end, output, row_bytes, 1);
}

void mcub_gemm_s8_dsp_two_quads(const uint32_t *tile, const uint32_t *behind, const void *stream,
                                const void *end, int8_t *output, int32_t row_bytes, int32_t quads) {
    (void)quads;
    mcub_gemm_s8_dsp(tile, behind, stream, end, output, row_bytes, 2);
}

void mcub_gemm_s8_dsp_four_quads(const uint32_t *tile, const uint32_t *behind, const void *stream,
                                 const void *end, int8_t *output, int32_t row_bytes,
                                 int32_t quads) {
    (void)quads;
    mcub_gemm_s8_dsp(tile, behind, stream, end, output, row_bytes, 4);
}

void mcub_gemm_s8_dsp_seven_quads(const uint32_t *tile, const uint32_t *behind, const void *stream,
                                  const void *end, int8_t *output, int32_t row_bytes,
                                  int32_t quads) {
    (void)quads;
    mcub_gemm_s8_dsp(tile, behind, stream, end, output, row_bytes, 7);
}
