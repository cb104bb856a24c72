/* The EEMBC session: commands that end in %, answers in lines, m-ready after each. */
#include "mcub_board.h"
#include "mcub_core.h"
#include "mcub_eembc.h"
#include "mcub_model.h"
#include "mcub_runtime.h"

#include <string.h>

/* As in the reference firmware's internally_implemented.h: EE_CMD_SIZE, the terminator, and what
 * profile and the help begin with. */
#define COMMAND_CHARACTERS 80u
#define TERMINATOR '%'
#define BANNER "ULPMark for tinyML Firmware V0.0.1"

/* The command that comes in; characters beyond the last place are dropped. */
static char command[COMMAND_CHARACTERS + 1u];
static uint32_t command_characters;

/* ---- What the device is ---- */

static void obey_name(char *rest) {
    (void)rest;
    mcub_text_send("m-name-dut-[");
    mcub_text_send(mcub_eembc.name);
    mcub_text_send("]" MCUB_END);
}

static void obey_timestamp(char *rest) {
    (void)rest;
    mcub_eembc_send_lap(mcub_eembc_microseconds());
}

static void obey_profile(char *rest) {
    (void)rest;
    mcub_text_send("m-profile-[" BANNER "]" MCUB_END "m-model-[");
    mcub_text_send(mcub_eembc.model);
    mcub_text_send("]" MCUB_END);
}

static void obey_help(char *rest) {
    (void)rest;
    mcub_text_send(
        BANNER MCUB_END MCUB_END
        "help: this list" MCUB_END "name: the device's name" MCUB_END
        "profile: the firmware and its model" MCUB_END "timestamp: the microsecond timer" MCUB_END
        "db load N: begin an input of N bytes" MCUB_END
        "db HH...: the input's next bytes, two hex digits each" MCUB_END
        "db print: the input as hex" MCUB_END
        "infer N W: W inferences, then N timed ones; 1 and 10 if left out" MCUB_END
        "results: what the latest inference gave" MCUB_END "mcub: build, board, clock" MCUB_END);
}

/* One bracketed line of our own; older hosts pass over it. */
static void send_own(const char *name, const uint8_t *bytes, uint32_t count) {
    mcub_text_send("m-mcub-");
    mcub_text_send(name);
    mcub_text_send("-[");
    for (uint32_t index = 0; index < count; index++) {
        mcub_text_send_hex(bytes[index], 2);
    }
    mcub_text_send("]" MCUB_END);
}

static void obey_own(char *rest) {
    (void)rest;
    uint8_t id[12];
    uint8_t timing_model[33] = {0};
    char board[sizeof mcub_model_board + 1u] = {0};
    mcub_board_unique_id(id);
    mcub_board_timing_model(timing_model);
    send_own("build", mcub_model_build_id, sizeof mcub_model_build_id);
    mcub_text_send("m-mcub-board-[");
    memcpy(board, mcub_model_board, sizeof mcub_model_board);
    mcub_text_send(board);
    mcub_text_send("]" MCUB_END);
    send_own("unique-id", id, sizeof id);
    mcub_text_send("m-mcub-timing-model-["); /* empty on silicon */
    mcub_text_send((const char *)timing_model);
    mcub_text_send("]" MCUB_END "m-mcub-core-hertz-[");
    mcub_text_send_number(mcub_board_core_hertz());
    mcub_text_send("]" MCUB_END "m-mcub-overruns-[");
    mcub_text_send_number(mcub_board_overruns());
    mcub_text_send("]" MCUB_END);
    for (uint32_t index = 0; index < mcub_model_register_count; index++) {
        mcub_text_send("m-mcub-register-[");
        mcub_text_send_hex(mcub_model_registers[index], 8);
        mcub_text_send(" ");
        mcub_text_send_hex(MCUB_REGISTER(mcub_model_registers[index]), 8);
        mcub_text_send("]" MCUB_END);
    }
}

/* ---- The session ---- */

static void obey(char *rest) {
    static const struct {
        const char *name;
        void (*obey)(char *rest);
    } verbs[] = {
        {"name", obey_name},
        {"timestamp", obey_timestamp},
        {"profile", obey_profile},
        {"help", obey_help},
        {"db", mcub_eembc_obey_buffer},
        {"infer", mcub_eembc_obey_infer},
        {"results", mcub_eembc_obey_results},
        {"mcub", obey_own},
    };
    const char *verb = mcub_text_next_word(&rest);
    for (uint32_t index = 0; index < sizeof verbs / sizeof verbs[0]; index++) {
        if (verb != NULL && strcmp(verb, verbs[index].name) == 0) {
            verbs[index].obey(rest);
            return;
        }
    }
    mcub_text_send("e-[Unknown command: ");
    mcub_text_send(verb == NULL ? "" : verb);
    mcub_text_send("]" MCUB_END);
}

static void take(char character) {
    if (character != TERMINATOR) {
        if (command_characters < COMMAND_CHARACTERS) {
            command[command_characters++] = character;
        }
        return;
    }
    command[command_characters] = 0;
    command_characters = 0;
    obey(command);
    mcub_text_send("m-ready" MCUB_END);
}

void mcub_main(void) {
    mcub_board_start(mcub_model_bauds[0]);
    mcub_inference_copy_weights();
    mcub_text_send("m-timestamp-mode-performance" MCUB_END);
    mcub_eembc_send_lap(mcub_eembc_microseconds());
    const char *problem = mcub_board_clock_problem();
    if (problem != 0) {
        mcub_text_send("m-mcub-clock-[");
        mcub_text_send(problem);
        mcub_text_send("]" MCUB_END);
    }
    mcub_text_send("m-init-done" MCUB_END "m-ready" MCUB_END);
    for (;;) {
        const int32_t byte = mcub_text_next();
        if (byte >= 0) {
            take((char)byte);
        } else {
            mcub_core_pause();
        }
    }
}

void mcub_session_fault(const mcub_fault *fault) {
    const uint32_t values[] = {fault->stacked[6], fault->cfsr, fault->hfsr, fault->mmfar,
                               fault->bfar};
    static const char *const names[] = {" pc ", " cfsr ", " hfsr ", " mmfar ", " bfar "};
    for (;;) {
        mcub_text_send(MCUB_END "e-[Fault ");
        mcub_text_send_number(fault->exception);
        for (uint32_t index = 0; index < sizeof values / sizeof values[0]; index++) {
            mcub_text_send(names[index]);
            mcub_text_send_hex(values[index], 8);
        }
        if (mcub_running_layer != MCUB_NO_LAYER) {
            mcub_text_send(" layer ");
            mcub_text_send_number(mcub_running_layer);
        }
        mcub_text_send("]" MCUB_END);
        const uint32_t sent = mcub_board_timer_ticks();
        while (mcub_board_timer_ticks() - sent < mcub_board_timer_hertz()) {
            mcub_core_pause();
        }
    }
}
