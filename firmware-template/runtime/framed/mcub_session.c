/* The session: commands from the host, answers, signs of life. */
#include "mcub_board.h"
#include "mcub_core.h"
#include "mcub_model.h"
#include "mcub_runtime.h"
#include "mcub_wire.h"

#include <string.h>

#define MAX_BYTES_A_CHUNK (MCUB_WIRE_MAX_PAYLOAD - MCUB_WIRE_OUTPUT_CHUNK_DATA)

/* From the linker script: the flash that can be read, in which the image lies. */
extern const uint8_t mcub_flash_begin[];
extern const uint8_t mcub_flash_end[];

static bool is_open;
static uint64_t init_cycles;

/* The command that was acknowledged last: the same again is acknowledged, not done, again. */
static bool has_done;
static uint8_t done_code;
static uint8_t done_sequence;
static uint32_t done_checksum;

static void send_log(uint8_t level, const char *text) {
    uint8_t *payload = mcub_line_payload();
    const uint32_t bytes = (uint32_t)strlen(text);
    payload[MCUB_WIRE_LOG_LEVEL] = level;
    memcpy(payload + MCUB_WIRE_LOG_TEXT, text, bytes);
    mcub_line_send(MCUB_WIRE_LOG, MCUB_WIRE_LOG_BYTES + bytes);
}

static void send_boot(void) {
    uint8_t *payload = mcub_line_payload();
    mcub_put_u16(payload + MCUB_WIRE_BOOT_PROTOCOL, MCUB_WIRE_PROTOCOL);
    mcub_put_u32(payload + MCUB_WIRE_BOOT_RESET_FLAGS, mcub_board_reset_flags());
    mcub_line_send(MCUB_WIRE_BOOT, MCUB_WIRE_BOOT_BYTES);
}

static void send_clock_note(void) {
    const char *problem = mcub_board_clock_problem();
    if (problem == 0) {
        send_log(MCUB_WIRE_LEVEL_INFO, "clocks are set");
    } else {
        send_log(MCUB_WIRE_LEVEL_WARNING, problem);
    }
}

static void send_heartbeat(void) {
    uint8_t *payload = mcub_line_payload();
    mcub_put_u64(payload + MCUB_WIRE_HEARTBEAT_CYCLES, mcub_clock_now());
    mcub_put_u16(payload + MCUB_WIRE_HEARTBEAT_PASSES, mcub_pass_count());
    mcub_line_send(MCUB_WIRE_HEARTBEAT, MCUB_WIRE_HEARTBEAT_BYTES);
}

static void send_ack(const mcub_frame *frame) {
    uint8_t *payload = mcub_line_payload();
    payload[MCUB_WIRE_ACK_COMMAND] = frame->code;
    payload[MCUB_WIRE_ACK_SEQUENCE] = frame->sequence;
    mcub_line_send(MCUB_WIRE_ACK, MCUB_WIRE_ACK_BYTES);
}

static void send_nack(uint8_t code, uint8_t sequence, uint8_t reason) {
    uint8_t *payload = mcub_line_payload();
    payload[MCUB_WIRE_NACK_COMMAND] = code;
    payload[MCUB_WIRE_NACK_SEQUENCE] = sequence;
    payload[MCUB_WIRE_NACK_REASON] = reason;
    mcub_line_send(MCUB_WIRE_NACK, MCUB_WIRE_NACK_BYTES);
}

static void send_hello_reply(uint32_t nonce) {
    uint8_t *payload = mcub_line_payload();
    uint32_t input_bytes = 0;
    uint32_t output_bytes = 0;
    for (uint32_t index = 0; index < mcub_model_input_count; index++) {
        input_bytes += mcub_model_inputs[index].bytes;
    }
    for (uint32_t index = 0; index < mcub_model_output_count; index++) {
        output_bytes += mcub_model_outputs[index].bytes;
    }
    mcub_put_u16(payload + MCUB_WIRE_HELLO_REPLY_PROTOCOL, MCUB_WIRE_PROTOCOL);
    mcub_put_u32(payload + MCUB_WIRE_HELLO_REPLY_NONCE, nonce);
    memcpy(payload + MCUB_WIRE_HELLO_REPLY_BUILD_ID, mcub_model_build_id, 16);
    memcpy(payload + MCUB_WIRE_HELLO_REPLY_BOARD, mcub_model_board, 16);
    mcub_put_u32(payload + MCUB_WIRE_HELLO_REPLY_CORE_HERTZ, mcub_board_core_hertz());
    payload[MCUB_WIRE_HELLO_REPLY_COUNTER_KIND] = MCUB_CORE_COUNTER;
    mcub_board_unique_id(payload + MCUB_WIRE_HELLO_REPLY_UNIQUE_ID);
    mcub_board_timing_model(payload + MCUB_WIRE_HELLO_REPLY_TIMING_MODEL);
    mcub_put_u16(payload + MCUB_WIRE_HELLO_REPLY_LAYER_COUNT, (uint16_t)mcub_model_layer_count);
    payload[MCUB_WIRE_HELLO_REPLY_INPUT_COUNT] = (uint8_t)mcub_model_input_count;
    payload[MCUB_WIRE_HELLO_REPLY_OUTPUT_COUNT] = (uint8_t)mcub_model_output_count;
    mcub_put_u32(payload + MCUB_WIRE_HELLO_REPLY_INPUT_BYTES, input_bytes);
    mcub_put_u32(payload + MCUB_WIRE_HELLO_REPLY_OUTPUT_BYTES, output_bytes);
    payload[MCUB_WIRE_HELLO_REPLY_KEEPS_INPUTS] = (uint8_t)mcub_model_keeps_inputs;
    mcub_put_u64(payload + MCUB_WIRE_HELLO_REPLY_INIT_CYCLES, init_cycles);
    uint8_t *registers = payload + MCUB_WIRE_HELLO_REPLY_REGISTERS;
    for (uint32_t index = 0; index < mcub_model_register_count; index++) {
        mcub_put_u32(registers + 4u * index, MCUB_REGISTER(mcub_model_registers[index]));
    }
    mcub_line_send(MCUB_WIRE_HELLO_REPLY,
                   MCUB_WIRE_HELLO_REPLY_BYTES + 4u * mcub_model_register_count);
}

/* Answers read_output; 0, or a nack reason. */
static uint8_t read_output(const mcub_frame *frame) {
    const uint32_t tensor = frame->payload[MCUB_WIRE_READ_OUTPUT_TENSOR];
    const uint32_t offset = mcub_get_u32(frame->payload + MCUB_WIRE_READ_OUTPUT_OFFSET);
    const uint32_t length = mcub_get_u16(frame->payload + MCUB_WIRE_READ_OUTPUT_LENGTH);
    if (!mcub_pass_has_output()) {
        return MCUB_WIRE_REASON_NOT_READY;
    }
    if (tensor >= mcub_model_output_count || length > MAX_BYTES_A_CHUNK ||
        offset > mcub_model_outputs[tensor].bytes ||
        length > mcub_model_outputs[tensor].bytes - offset) {
        return MCUB_WIRE_REASON_OUT_OF_RANGE;
    }
    uint8_t *payload = mcub_line_payload();
    payload[MCUB_WIRE_OUTPUT_CHUNK_TENSOR] = (uint8_t)tensor;
    mcub_put_u32(payload + MCUB_WIRE_OUTPUT_CHUNK_OFFSET, offset);
    memcpy(payload + MCUB_WIRE_OUTPUT_CHUNK_DATA, mcub_model_outputs[tensor].tensor + offset,
           length);
    mcub_line_send(MCUB_WIRE_OUTPUT_CHUNK, MCUB_WIRE_OUTPUT_CHUNK_BYTES + length);
    return 0;
}

static uint8_t read_samples(const mcub_frame *frame) {
    return mcub_pass_send_samples(mcub_get_u16(frame->payload + MCUB_WIRE_READ_SAMPLES_RUN),
                                  mcub_get_u16(frame->payload + MCUB_WIRE_READ_SAMPLES_FIRST),
                                  mcub_get_u16(frame->payload + MCUB_WIRE_READ_SAMPLES_COUNT));
}

static void send_clock(uint8_t sequence) {
    const mcub_moment now = mcub_clock_moment();
    uint8_t *payload = mcub_line_payload();
    payload[MCUB_WIRE_CLOCK_SEQUENCE] = sequence;
    mcub_put_u64(payload + MCUB_WIRE_CLOCK_CYCLES, now.cycles);
    mcub_put_u64(payload + MCUB_WIRE_CLOCK_TIMER_TICKS, now.ticks);
    mcub_put_u32(payload + MCUB_WIRE_CLOCK_TIMER_HERTZ, mcub_board_timer_hertz());
    mcub_line_send(MCUB_WIRE_CLOCK, MCUB_WIRE_CLOCK_BYTES);
}

/* Answers read_checksum; 0, or a nack reason. */
static uint8_t read_checksum(const mcub_frame *frame) {
    const uint32_t address = mcub_get_u32(frame->payload + MCUB_WIRE_READ_CHECKSUM_ADDRESS);
    const uint32_t length = mcub_get_u32(frame->payload + MCUB_WIRE_READ_CHECKSUM_LENGTH);
    const uint32_t begin = (uint32_t)(uintptr_t)mcub_flash_begin;
    const uint32_t end = (uint32_t)(uintptr_t)mcub_flash_end;
    if (address < begin || address > end || length > end - address) {
        return MCUB_WIRE_REASON_OUT_OF_RANGE;
    }
    uint8_t *payload = mcub_line_payload();
    mcub_put_u32(payload + MCUB_WIRE_CHECKSUM_ADDRESS, address);
    mcub_put_u32(payload + MCUB_WIRE_CHECKSUM_LENGTH, length);
    mcub_put_u32(payload + MCUB_WIRE_CHECKSUM_CRC,
                 mcub_crc32((const uint8_t *)(uintptr_t)address, length));
    mcub_line_send(MCUB_WIRE_CHECKSUM, MCUB_WIRE_CHECKSUM_BYTES);
    return 0;
}

static uint8_t set_input(const mcub_frame *frame) {
    const uint8_t reason = mcub_pass_set_input(
        frame->payload[MCUB_WIRE_SET_INPUT_TENSOR],
        mcub_get_u32(frame->payload + MCUB_WIRE_SET_INPUT_OFFSET),
        frame->payload + MCUB_WIRE_SET_INPUT_DATA, frame->bytes - MCUB_WIRE_SET_INPUT_BYTES);
    if (reason == 0) {
        send_ack(frame);
    }
    return reason;
}

static uint8_t run_pass(const mcub_frame *frame) {
    const uint8_t kind = frame->payload[MCUB_WIRE_RUN_PASS_KIND];
    const uint32_t warmup = mcub_get_u16(frame->payload + MCUB_WIRE_RUN_PASS_WARMUP);
    const uint32_t runs = mcub_get_u16(frame->payload + MCUB_WIRE_RUN_PASS_RUNS);
    const uint8_t reason = mcub_pass_check(kind, warmup, runs);
    if (reason == 0) {
        send_ack(frame);
        mcub_pass_run(kind, warmup, runs, frame->payload[MCUB_WIRE_RUN_PASS_FRESH] != 0);
    }
    return reason;
}

static bool is_done_already(const mcub_frame *frame) {
    return has_done && frame->code == done_code && frame->sequence == done_sequence &&
           frame->checksum == done_checksum;
}

/* Whether the payload has the command's length. */
static bool has_right_length(const mcub_frame *frame) {
    switch (frame->code) {
    case MCUB_WIRE_HELLO:
        return frame->bytes == MCUB_WIRE_HELLO_BYTES;
    case MCUB_WIRE_SET_INPUT:
        return frame->bytes >= MCUB_WIRE_SET_INPUT_BYTES;
    case MCUB_WIRE_RUN_PASS:
        return frame->bytes == MCUB_WIRE_RUN_PASS_BYTES;
    case MCUB_WIRE_READ_OUTPUT:
        return frame->bytes == MCUB_WIRE_READ_OUTPUT_BYTES;
    case MCUB_WIRE_READ_SAMPLES:
        return frame->bytes == MCUB_WIRE_READ_SAMPLES_BYTES;
    case MCUB_WIRE_RESET:
        return frame->bytes == MCUB_WIRE_RESET_BYTES;
    case MCUB_WIRE_READ_CLOCK:
        return frame->bytes == MCUB_WIRE_READ_CLOCK_BYTES;
    case MCUB_WIRE_READ_CHECKSUM:
        return frame->bytes == MCUB_WIRE_READ_CHECKSUM_BYTES;
    default:
        return true;
    }
}

/* Does a command of the right length; 0, or a nack reason. */
static uint8_t obey(const mcub_frame *frame) {
    switch (frame->code) {
    case MCUB_WIRE_HELLO:
        is_open = true;
        has_done = false;
        if (mcub_board_clock_problem() != 0) {
            send_clock_note(); /* again: nobody need have heard the start */
        }
        send_hello_reply(mcub_get_u32(frame->payload + MCUB_WIRE_HELLO_NONCE));
        return 0;
    case MCUB_WIRE_SET_INPUT:
        return set_input(frame);
    case MCUB_WIRE_RUN_PASS:
        return run_pass(frame);
    case MCUB_WIRE_READ_OUTPUT:
        return read_output(frame);
    case MCUB_WIRE_READ_SAMPLES:
        return read_samples(frame);
    case MCUB_WIRE_RESET:
        send_ack(frame);
        mcub_line_drain();
        mcub_core_reset();
    case MCUB_WIRE_READ_CLOCK:
        send_clock(frame->sequence);
        return 0;
    case MCUB_WIRE_READ_CHECKSUM:
        return read_checksum(frame);
    default:
        return MCUB_WIRE_REASON_UNKNOWN_COMMAND;
    }
}

static void answer(const mcub_frame *frame) {
    if (!is_open && frame->code != MCUB_WIRE_HELLO) {
        send_boot(); /* the host is in a session that a reset has ended */
        return;
    }
    if (!has_right_length(frame)) {
        send_nack(frame->code, frame->sequence, MCUB_WIRE_REASON_BAD_LENGTH);
        return;
    }
    if (is_done_already(frame)) {
        send_ack(frame);
        if (frame->code == MCUB_WIRE_RUN_PASS) {
            mcub_pass_send_end();
        }
        return;
    }
    const mcub_frame kept = *frame;
    const uint8_t reason = obey(frame);
    if (reason != 0) {
        send_nack(kept.code, kept.sequence, reason);
    } else if (kept.code == MCUB_WIRE_SET_INPUT || kept.code == MCUB_WIRE_RUN_PASS) {
        has_done = true;
        done_code = kept.code;
        done_sequence = kept.sequence;
        done_checksum = kept.checksum;
    }
}

void mcub_main(void) {
    mcub_board_start(mcub_model_bauds[0]);
    mcub_inference_copy_weights();
    init_cycles = mcub_clock_now();
    send_boot();
    send_clock_note();
    uint64_t quiet_since = mcub_clock_now();
    for (;;) {
        mcub_frame frame;
        const mcub_line_event event = mcub_line_poll(&frame);
        if (event == MCUB_LINE_FRAME) {
            answer(&frame);
        } else if (event == MCUB_LINE_BROKEN && is_open) {
            send_nack(0, 0, MCUB_WIRE_REASON_BROKEN_FRAME);
        } else if (event == MCUB_LINE_NEW_SPEED && !is_open) {
            send_boot();
        }
        const uint64_t now = mcub_clock_now();
        if (event != MCUB_LINE_NOTHING) {
            quiet_since = now;
        } else if (is_open && now - quiet_since >= mcub_board_core_hertz()) {
            send_heartbeat();
            quiet_since = now;
        } else {
            mcub_core_pause();
        }
    }
}

void mcub_session_fault(const mcub_fault *fault) {
    for (;;) {
        uint8_t *payload = mcub_line_payload();
        mcub_put_u16(payload + MCUB_WIRE_FAULT_EXCEPTION, fault->exception);
        mcub_put_u16(payload + MCUB_WIRE_FAULT_LAYER, mcub_running_layer);
        mcub_put_u32(payload + MCUB_WIRE_FAULT_CFSR, fault->cfsr);
        mcub_put_u32(payload + MCUB_WIRE_FAULT_HFSR, fault->hfsr);
        mcub_put_u32(payload + MCUB_WIRE_FAULT_MMFAR, fault->mmfar);
        mcub_put_u32(payload + MCUB_WIRE_FAULT_BFAR, fault->bfar);
        mcub_put_u32(payload + MCUB_WIRE_FAULT_R0, fault->stacked[0]);
        mcub_put_u32(payload + MCUB_WIRE_FAULT_R1, fault->stacked[1]);
        mcub_put_u32(payload + MCUB_WIRE_FAULT_R2, fault->stacked[2]);
        mcub_put_u32(payload + MCUB_WIRE_FAULT_R3, fault->stacked[3]);
        mcub_put_u32(payload + MCUB_WIRE_FAULT_R12, fault->stacked[4]);
        mcub_put_u32(payload + MCUB_WIRE_FAULT_LR, fault->stacked[5]);
        mcub_put_u32(payload + MCUB_WIRE_FAULT_PC, fault->stacked[6]);
        mcub_put_u32(payload + MCUB_WIRE_FAULT_XPSR, fault->stacked[7]);
        mcub_line_send(MCUB_WIRE_FAULT, MCUB_WIRE_FAULT_BYTES);
        /* A host that asks, or whose speed is found, hears it at once. */
        const uint64_t sent = mcub_clock_now();
        mcub_line_event event = MCUB_LINE_NOTHING;
        while (event != MCUB_LINE_FRAME && event != MCUB_LINE_NEW_SPEED &&
               mcub_clock_now() - sent < mcub_board_core_hertz()) {
            mcub_frame ignored;
            event = mcub_line_poll(&ignored);
            mcub_core_pause();
        }
    }
}
