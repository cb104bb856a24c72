/* Passes: warm-up, measured inferences, their records. Nothing is sent inside a window. */
#include "mcub_board.h"
#include "mcub_core.h"
#include "mcub_model.h"
#include "mcub_runtime.h"
#include "mcub_wire.h"

#include <string.h>

#define MIN_STAMP_PAIRS 1000u
#define EMPTY_INFERENCES 100u
#define MAX_COUNTS_A_FRAME ((MCUB_WIRE_MAX_PAYLOAD - MCUB_WIRE_LAYER_SAMPLE_CYCLES) / 8u)
_Static_assert(MAX_COUNTS_A_FRAME <= 32u, "a frame has a bit of each mark for each count");

/* Marks beside a count that is kept: no count reaches them in a thousand years. */
#define MARK_INTERRUPT (1ull << 63)
#define MARK_CONTRADICTION (1ull << 62)
#define MARKS (MARK_INTERRUPT | MARK_CONTRADICTION)

/* The latest pass. */
typedef struct {
    uint8_t kind;
    uint16_t runs;
    uint16_t runs_done;
    uint32_t wraps;
    uint32_t interrupts;
    uint64_t cycles;
    uint32_t ticks;
} pass_state;

static pass_state latest;
static uint16_t pass_count;
static uint32_t probe_cycles = 0xFFFFFFFFu;
static uint32_t frame_least_cycles = 0xFFFFFFFFu;
static uint32_t frame_most_cycles = 0xFFFFFFFFu;
static uint64_t first_cycles; /* of the first inference since start, if it was one window */
static bool has_output;

/* Counts of the latest runs with their marks, a row a run, the oldest overwritten first. */
static uint64_t counts[MCUB_MODEL_MAX_LAYERS];

/* Bytes of each input that have come without a gap. */
static uint32_t input_bytes_set[256];

/* Whether a pass of this kind times each layer, and the layers of the latest pass if it does. */
#ifdef MCUB_CORES
static bool times_layers(uint8_t kind) {
    return kind == MCUB_WIRE_PASS_LAYER || kind == MCUB_WIRE_PASS_SINGLE;
}

static mcub_model_layer *const *timed_layers(void) {
    return latest.kind == MCUB_WIRE_PASS_SINGLE ? mcub_model_whole_layers : mcub_model_layers;
}
#else
static bool times_layers(uint8_t kind) {
    return kind == MCUB_WIRE_PASS_LAYER;
}

static mcub_model_layer *const *timed_layers(void) {
    return mcub_model_layers;
}
#endif

static uint32_t counts_a_run(void) {
    return times_layers(latest.kind) ? mcub_model_layer_count : 1u;
}

static uint64_t *row_of_run(uint32_t run) {
    const uint32_t rows = MCUB_MODEL_MAX_LAYERS / counts_a_run();
    return counts + (run % rows) * counts_a_run();
}

static bool is_held(uint32_t run) {
    return run < latest.runs_done &&
           run + MCUB_MODEL_MAX_LAYERS / counts_a_run() >= latest.runs_done;
}

uint8_t mcub_pass_set_input(uint32_t tensor, uint32_t offset, const uint8_t *data, uint32_t bytes) {
    if (tensor >= mcub_model_input_count) {
        return MCUB_WIRE_REASON_OUT_OF_RANGE;
    }
    const mcub_model_input *input = &mcub_model_inputs[tensor];
    if (offset > input->bytes || bytes > input->bytes - offset) {
        return MCUB_WIRE_REASON_OUT_OF_RANGE;
    }
    uint8_t *place = mcub_inference_input(tensor);
    if (place != NULL) {
        memcpy(place + offset, data, bytes);
    }
    if (offset <= input_bytes_set[tensor] && offset + bytes > input_bytes_set[tensor]) {
        input_bytes_set[tensor] = offset + bytes;
    }
    return 0;
}

static bool inputs_are_set(void) {
    for (uint32_t index = 0; index < mcub_model_input_count; index++) {
        if (input_bytes_set[index] != mcub_model_inputs[index].bytes) {
            return false;
        }
    }
    return true;
}

/* What an inference uses up has to be sent again. */
static void forget_used_inputs(void) {
    for (uint32_t index = 0; index < mcub_model_input_count; index++) {
        if (mcub_inference_uses_up(index)) {
            input_bytes_set[index] = 0;
        }
    }
}

/* A window's count with its marks. */
static uint64_t measure(mcub_model_layer *work) {
    const mcub_window window = mcub_clock_measure(work);
    latest.wraps += window.wraps;
    latest.interrupts += window.interrupt_waits ? 1u : 0u;
    return (window.cycles & ~MARKS) | (window.interrupt_waits ? MARK_INTERRUPT : 0) |
           (window.is_contradicted ? MARK_CONTRADICTION : 0);
}

/* One inference of a pass, its counts written to row. */
static void run_once(uint64_t *row) {
    mcub_inference_restore_inputs();
    forget_used_inputs();
    if (times_layers(latest.kind)) {
        for (uint32_t layer = 0; layer < mcub_model_layer_count; layer++) {
            mcub_running_layer = (uint16_t)layer;
            row[layer] = measure(timed_layers()[layer]);
        }
        mcub_running_layer = MCUB_NO_LAYER;
    } else {
        if (latest.kind == MCUB_WIRE_PASS_COLD) {
            mcub_board_empty_caches();
        }
        row[0] = measure(mcub_inference_run);
        if (!has_output) {
            first_cycles = row[0] & ~MARKS;
        }
    }
    has_output = true;
}

static void probe(uint32_t pairs) {
    uint64_t least = UINT32_MAX;
    for (uint32_t pair = 0; pair < pairs; pair++) {
        const uint64_t cycles = measure(NULL) & ~MARKS;
        least = cycles < least ? cycles : least;
    }
    probe_cycles = (uint32_t)least;
}

/* Times inferences without their layers, from where a fresh pass stands after a warm-up run to
 * where the branch predictor knows all of it. */
static void probe_frame(void) {
    uint64_t least = UINT32_MAX;
    uint64_t most = 0;
    mcub_board_empty_caches();
    (void)measure(mcub_inference_run_empty);
    for (uint32_t window = 0; window < EMPTY_INFERENCES; window++) {
        const uint64_t cycles = measure(mcub_inference_run_empty) & ~MARKS;
        least = cycles < least ? cycles : least;
        most = cycles > most ? cycles : most;
    }
    frame_least_cycles = (uint32_t)least;
    frame_most_cycles = most < UINT32_MAX ? (uint32_t)most : UINT32_MAX;
}

uint8_t mcub_pass_check(uint8_t kind, uint32_t warmup, uint32_t runs) {
    if (runs == 0) {
        return MCUB_WIRE_REASON_OUT_OF_RANGE;
    }
    if (kind == MCUB_WIRE_PASS_PROBE) {
        return 0;
    }
    if (kind != MCUB_WIRE_PASS_CLEAN && !times_layers(kind) && kind != MCUB_WIRE_PASS_COLD) {
        return MCUB_WIRE_REASON_OUT_OF_RANGE;
    }
    if (mcub_model_keeps_inputs == 0 && (warmup != 0 || runs != 1)) {
        return MCUB_WIRE_REASON_OUT_OF_RANGE;
    }
    return inputs_are_set() ? 0 : MCUB_WIRE_REASON_NOT_READY;
}

static void send_begin(uint32_t warmup) {
    uint8_t *payload = mcub_line_payload();
    mcub_put_u16(payload + MCUB_WIRE_PASS_BEGIN_PASS, pass_count);
    payload[MCUB_WIRE_PASS_BEGIN_KIND] = latest.kind;
    mcub_put_u16(payload + MCUB_WIRE_PASS_BEGIN_WARMUP, (uint16_t)warmup);
    mcub_put_u16(payload + MCUB_WIRE_PASS_BEGIN_RUNS, latest.runs);
    mcub_line_send(MCUB_WIRE_PASS_BEGIN, MCUB_WIRE_PASS_BEGIN_BYTES);
}

static void send_counts(uint32_t run, uint32_t first, uint32_t count) {
    uint8_t *payload = mcub_line_payload();
    mcub_put_u16(payload + MCUB_WIRE_LAYER_SAMPLE_PASS, pass_count);
    payload[MCUB_WIRE_LAYER_SAMPLE_KIND] = latest.kind;
    mcub_put_u16(payload + MCUB_WIRE_LAYER_SAMPLE_RUN, (uint16_t)run);
    mcub_put_u16(payload + MCUB_WIRE_LAYER_SAMPLE_FIRST, (uint16_t)first);
    const uint64_t *row = row_of_run(run) + first;
    uint32_t interrupts = 0;
    uint32_t contradictions = 0;
    for (uint32_t index = 0; index < count; index++) {
        interrupts |= (row[index] & MARK_INTERRUPT) != 0 ? 1u << index : 0;
        contradictions |= (row[index] & MARK_CONTRADICTION) != 0 ? 1u << index : 0;
        mcub_put_u64(payload + MCUB_WIRE_LAYER_SAMPLE_CYCLES + 8u * index, row[index] & ~MARKS);
    }
    mcub_put_u32(payload + MCUB_WIRE_LAYER_SAMPLE_INTERRUPTS, interrupts);
    mcub_put_u32(payload + MCUB_WIRE_LAYER_SAMPLE_CONTRADICTIONS, contradictions);
    mcub_line_send(MCUB_WIRE_LAYER_SAMPLE, MCUB_WIRE_LAYER_SAMPLE_BYTES + 8u * count);
}

uint8_t mcub_pass_send_samples(uint32_t run, uint32_t first, uint32_t count) {
    if (pass_count == 0 || latest.kind == MCUB_WIRE_PASS_PROBE || !is_held(run)) {
        return MCUB_WIRE_REASON_NOT_HELD;
    }
    if (count == 0 || count > MAX_COUNTS_A_FRAME || first >= counts_a_run() ||
        count > counts_a_run() - first) {
        return MCUB_WIRE_REASON_OUT_OF_RANGE;
    }
    send_counts(run, first, count);
    return 0;
}

void mcub_pass_send_end(void) {
    uint8_t *payload = mcub_line_payload();
    mcub_put_u16(payload + MCUB_WIRE_PASS_END_PASS, pass_count);
    payload[MCUB_WIRE_PASS_END_KIND] = latest.kind;
    mcub_put_u16(payload + MCUB_WIRE_PASS_END_RUNS, latest.runs);
    mcub_put_u32(payload + MCUB_WIRE_PASS_END_STACK_BYTES, mcub_stack_used());
    mcub_put_u32(payload + MCUB_WIRE_PASS_END_STACK_LIMIT_BYTES, mcub_stack_limit());
    mcub_put_u32(payload + MCUB_WIRE_PASS_END_COUNTER_WRAPS, latest.wraps);
    mcub_put_u32(payload + MCUB_WIRE_PASS_END_INTERRUPTS, latest.interrupts);
    mcub_put_u32(payload + MCUB_WIRE_PASS_END_PROBE_CYCLES, probe_cycles);
    mcub_put_u32(payload + MCUB_WIRE_PASS_END_FRAME_LEAST_CYCLES, frame_least_cycles);
    mcub_put_u32(payload + MCUB_WIRE_PASS_END_FRAME_MOST_CYCLES, frame_most_cycles);
    mcub_put_u64(payload + MCUB_WIRE_PASS_END_FIRST_CYCLES, first_cycles);
    mcub_put_u64(payload + MCUB_WIRE_PASS_END_PASS_CYCLES, latest.cycles);
    mcub_put_u32(payload + MCUB_WIRE_PASS_END_TIMER_TICKS, latest.ticks);
    mcub_put_u32(payload + MCUB_WIRE_PASS_END_TIMER_HERTZ, mcub_board_timer_hertz());
    mcub_put_u32(payload + MCUB_WIRE_PASS_END_BROKEN_FRAMES, mcub_line_broken_frames());
    mcub_put_u32(payload + MCUB_WIRE_PASS_END_OVERRUNS, mcub_board_overruns());
    mcub_line_send(MCUB_WIRE_PASS_END, MCUB_WIRE_PASS_END_BYTES);
}

void mcub_pass_run(uint8_t kind, uint32_t warmup, uint32_t runs, bool is_fresh) {
    if (kind == MCUB_WIRE_PASS_PROBE && runs < MIN_STAMP_PAIRS) {
        runs = MIN_STAMP_PAIRS;
    }
    latest = (pass_state){.kind = kind, .runs = (uint16_t)runs};
    pass_count++;
    send_begin(warmup);
    mcub_line_drain();

    if (is_fresh) {
        mcub_board_empty_caches();
    }
    const uint64_t first_cycle = mcub_clock_now();
    const uint32_t first_tick = mcub_board_timer_ticks();
    if (kind == MCUB_WIRE_PASS_PROBE) {
        probe(runs);
        probe_frame();
    } else {
        for (uint32_t run = 0; run < warmup; run++) {
            run_once(counts);
        }
        latest.wraps = 0;
        latest.interrupts = 0;
        for (uint32_t run = 0; run < runs; run++) {
            run_once(row_of_run(run));
            latest.runs_done = (uint16_t)(run + 1u);
            for (uint32_t first = 0; first < counts_a_run(); first += MAX_COUNTS_A_FRAME) {
                const uint32_t left = counts_a_run() - first;
                send_counts(run, first, left < MAX_COUNTS_A_FRAME ? left : MAX_COUNTS_A_FRAME);
            }
            mcub_line_drain();
        }
    }
    latest.ticks = mcub_board_timer_ticks() - first_tick;
    latest.cycles = mcub_clock_now() - first_cycle;
    mcub_pass_send_end();
}

bool mcub_pass_has_output(void) {
    return has_output;
}

uint16_t mcub_pass_count(void) {
    return pass_count;
}
