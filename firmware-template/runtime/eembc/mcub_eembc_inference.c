/* Timed inferences on the buffered input: infer, results, time stamps. */
#include "mcub_board.h"
#include "mcub_eembc.h"
#include "mcub_runtime.h"

#include <stddef.h>

#define DEFAULT_WARMUP 10 /* ee_profile_parse in the reference firmware */

static bool has_results;

uint32_t mcub_eembc_microseconds(void) {
    return mcub_board_timer_ticks() / (mcub_board_timer_hertz() / 1000000u);
}

void mcub_eembc_send_lap(uint32_t time) {
    mcub_text_send("m-lap-us-");
    mcub_text_send_number(time);
    mcub_text_send(MCUB_END);
}

/* Inferences on the same input; fewer than asked for when the host has interrupted them. */
static int32_t infer(int32_t count) {
    int32_t done = 0;
    while (done < count && !mcub_text_is_interrupted()) {
        mcub_inference_restore_inputs();
        mcub_inference_run();
        done++;
    }
    return done;
}

static void send_interrupted(int32_t done, int32_t count) {
    mcub_text_send_count("e-[Interrupted after ", done, " of ");
    mcub_text_send_signed(count);
    mcub_text_send(" inferences]" MCUB_END);
}

/* Nothing is sent between the two stamps; the line has told the first only after the second. */
static void measure(int32_t count, int32_t warmup) {
    mcub_text_forget_interrupt();
    mcub_eembc_set_input();
    mcub_text_send_count("m-warmup-start-", warmup, MCUB_END);
    int32_t done = infer(warmup);
    if (done < warmup) {
        send_interrupted(done, warmup);
        return;
    }
    mcub_text_send("m-warmup-done" MCUB_END);
    mcub_text_send_count("m-infer-start-", count, MCUB_END);
    mcub_text_drain();
    const uint32_t begin = mcub_eembc_microseconds();
    done = infer(count);
    const uint32_t end = mcub_eembc_microseconds();
    if (done < count) {
        send_interrupted(done, count);
        return;
    }
    mcub_eembc_take_output();
    has_results = true;
    mcub_eembc_send_lap(begin);
    mcub_eembc_send_lap(end);
    mcub_text_send("m-infer-done" MCUB_END);
    mcub_eembc_send_results();
}

void mcub_eembc_obey_infer(char *rest) {
    const char *count_word = mcub_text_next_word(&rest);
    const char *warmup_word = mcub_text_next_word(&rest);
    const int32_t count = count_word == NULL ? 1 : mcub_text_number(count_word);
    const int32_t warmup = warmup_word == NULL ? DEFAULT_WARMUP : mcub_text_number(warmup_word);
    if (count <= 0) {
        mcub_text_send("e-[Inference iterations must be >0]" MCUB_END);
    } else if (warmup < 0) {
        mcub_text_send("e-[Inference warmup must be >=0]" MCUB_END);
    } else if (mcub_eembc_loaded_bytes() < mcub_eembc.input_bytes) {
        mcub_text_send("e-[Input db has ");
        mcub_text_send_number(mcub_eembc_loaded_bytes());
        mcub_text_send(" bytes, expected ");
        mcub_text_send_number(mcub_eembc.input_bytes);
        mcub_text_send("]" MCUB_END);
    } else {
        has_results = false;
        measure(count, warmup);
    }
}

void mcub_eembc_obey_results(char *rest) {
    (void)rest;
    if (has_results) {
        mcub_eembc_send_results();
    } else {
        mcub_text_send("e-[No inference has run to its end]" MCUB_END);
    }
}
