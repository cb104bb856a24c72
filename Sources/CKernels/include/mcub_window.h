/* Which taps of a sliding window lie inside its input, along one dimension. */
#ifndef MCUB_WINDOW_H
#define MCUB_WINDOW_H

#include <stdint.h>

/** The taps [first, end) of a window that lie inside the input. */
typedef struct {
    int32_t origin; /* input position of tap 0; negative in the padding */
    int32_t first;
    int32_t end;
} mcub_taps;

/** The taps of the window at origin; extent, kernel and dilation are at least 1. */
static inline mcub_taps mcub_taps_inside(int32_t origin, int32_t extent, int32_t kernel,
                                         int32_t dilation) {
    mcub_taps taps = {origin, 0, 0};
    if (origin < 0) {
        taps.first = (-origin - 1) / dilation + 1;
    }
    if (origin < extent) {
        const int32_t reachable = (extent - origin - 1) / dilation + 1;
        taps.end = reachable < kernel ? reachable : kernel;
    }
    return taps;
}

#endif
