// SPDX-License-Identifier: GPL-2.0-or-later
#include "cores.h"

#include <stdlib.h>
#include <string.h>

mcub_machine *mcub_machine_create(mcub_chip chip, mcub_timing timing, const uint8_t unique_id[12]) {
    mcub_machine *m = calloc(1, sizeof *m);
    if (m == NULL) {
        return NULL;
    }
    m->first = m;
    m->chip = chip;
    m->timing = timing;
    m->model = chip_find(chip);
    m->core = m->model->core;
    memcpy(m->unique_id, unique_id, sizeof m->unique_id);
    m->chip_state = m->model->state_bytes > 0 ? calloc(1, m->model->state_bytes) : NULL;
    m->to_chip.bytes = malloc(QUEUE_BYTES);
    m->from_chip.bytes = malloc(QUEUE_BYTES);
    if (m->to_chip.bytes == NULL || m->from_chip.bytes == NULL ||
        (m->model->state_bytes > 0 && m->chip_state == NULL) ||
        uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &m->uc) != UC_ERR_OK ||
        uc_ctl_set_cpu_model(m->uc, m->core->unicorn_model) != UC_ERR_OK ||
        !memory_map(m, unique_id) || !bus_map(m) || !timing_create(m) || !hooks_add(m)) {
        mcub_machine_destroy(m);
        return NULL;
    }
    m->access_bytes = 4;
    if (m->model->power_on != NULL) {
        m->model->power_on(m);
    }
    serial_flash_power_on(m);
    mcub_machine_reset(m, MCUB_RESET_POWER_ON);
    return m;
}

void mcub_machine_destroy(mcub_machine *m) {
    if (m == NULL) {
        return;
    }
    cores_destroy(m);
    if (m->uc != NULL) {
        uc_close(m->uc);
    }
    timing_destroy(m);
    memory_free(m);
    serial_flash_free(m);
    free(m->chip_state);
    free(m->to_chip.bytes);
    free(m->from_chip.bytes);
    free(m);
}

static void write_core(mcub_machine *m, int id, uint32_t value) {
    uc_reg_write(m->uc, id, &value);
}

/** Starts the core as at the end of reset: SP and PC from the vector table (PM0253, 2.3.4). */
static void start_core(mcub_machine *m) {
    uint32_t stack = 0, entry = 0;
    write_core(m, UC_ARM_REG_XPSR, 1u << 24);
    write_core(m, UC_ARM_REG_CONTROL, 0);
    write_core(m, UC_ARM_REG_PRIMASK, 0);
    write_core(m, UC_ARM_REG_FAULTMASK, 0);
    write_core(m, UC_ARM_REG_BASEPRI, 0);
    write_core(m, UC_ARM_REG_FPSCR, 0);
    write_core(m, UC_ARM_REG_PSP, 0);
    for (int i = 0; i <= 12; i++) {
        write_core(m, UC_ARM_REG_R0 + i, 0);
    }
    write_core(m, UC_ARM_REG_LR, 0xFFFFFFFF);
    memory_load_word(m, m->vtor, &stack);
    memory_load_word(m, m->vtor + 4, &entry);
    write_core(m, UC_ARM_REG_MSP, stack & ~3u);
    write_core(m, UC_ARM_REG_SP, stack & ~3u);
    write_core(m, UC_ARM_REG_PC, entry | 1);
    if (m->debug.held_in_reset) {
        return;
    }
    if (debug_catches_reset(m)) {
        debug_halt(m, DFSR_VCATCH);
    } else if (!(entry & 1)) {
        exceptions_fault(m, EXC_USAGE_FAULT, CFSR_INVSTATE);
    }
}

/** What a reset does to a core's own registers, those of Unicorn's excepted. */
void core_forget(mcub_machine *m, bool is_power_on) {
    memset(m->pending, 0, sizeof m->pending);
    memset(m->active, 0, sizeof m->active);
    memset(m->enabled, 0, sizeof m->enabled);
    memset(m->priority, 0, sizeof m->priority);
    memset(m->line_is_high, 0, sizeof m->line_is_high);
    m->attention = 0;
    m->it_left = 0;
    m->code_page = m->checked_page = UINT32_MAX;
    m->breakpoint_hit = m->block_is_watched = false;
    m->reset_requested = m->idle_requested = m->locked_up = m->sleeping = false;
    m->waits_for_event = false;
    m->spin_pc = UINT32_MAX;
    m->event_registered = false;
    debug_reset(m, is_power_on);
    system_control_reset(m);
    systick_reset(m);
}

void mcub_machine_reset(mcub_machine *m, mcub_reset_cause cause) {
    core_forget(m, cause == MCUB_RESET_POWER_ON);
    m->model->reset(m, cause);
    gpio_reset(m);
    m->model->console.unit->reset(m);
    timer_reset(m, &m->tim2);
    timer_reset(m, &m->tim5);
    watchdog_reset(m);
    memset(m->syscfg, 0, sizeof m->syscfg);
    memory_start(m);
    timing_reset(m);
    start_core(m);
    if (m->model->boot != NULL) {
        m->model->boot(m);
    }
}

void mcub_machine_hold_bootsel(mcub_machine *m, bool is_held) {
    if (m->model->hold_bootsel != NULL) {
        m->model->hold_bootsel(m, is_held);
    }
}

void mcub_machine_power_cycle(mcub_machine *m) {
    memory_forget(m);
    serial_flash_power_on(m);
    memset(&m->flash_work, 0, sizeof m->flash_work);
    mcub_machine_reset(m, MCUB_RESET_POWER_ON);
}

mcub_chip_facts mcub_chip_describe(mcub_chip chip) {
    const chip_model *model = chip_find(chip);
    mcub_chip_facts facts = {.name = model->name, .has_debug = model->core->is_armv7m};
    for (uint32_t i = 0; i < model->memory_count; i++) {
        const chip_memory *memory = &model->memories[i];
        if (memory->kind == MEMORY_FLASH || memory->kind == MEMORY_LOADED) {
            facts.image_origin = memory->base;
            facts.image_bytes = memory->bytes;
            facts.has_flash = memory->kind == MEMORY_FLASH;
        }
    }
    facts.has_debug = facts.has_debug && facts.has_flash;
    return facts;
}

const char *mcub_machine_stop_detail(const mcub_machine *m) {
    const char *why = m->model->waits_in_rom != NULL ? m->model->waits_in_rom(m) : NULL;
    return why != NULL ? why : m->detail;
}

uint64_t mcub_machine_cycles(const mcub_machine *m) {
    return m->cycles;
}

uint32_t mcub_machine_core_hertz(const mcub_machine *m) {
    return m->rcc.hclk;
}

/** Unicorn's register for a number of the interface, or -1. */
static int register_id(unsigned number) {
    static const int ids[] = {
        UC_ARM_REG_R0,      UC_ARM_REG_R1,        UC_ARM_REG_R2,      UC_ARM_REG_R3,
        UC_ARM_REG_R4,      UC_ARM_REG_R5,        UC_ARM_REG_R6,      UC_ARM_REG_R7,
        UC_ARM_REG_R8,      UC_ARM_REG_R9,        UC_ARM_REG_R10,     UC_ARM_REG_R11,
        UC_ARM_REG_R12,     UC_ARM_REG_SP,        UC_ARM_REG_LR,      UC_ARM_REG_PC,
        UC_ARM_REG_XPSR,    UC_ARM_REG_MSP,       UC_ARM_REG_PSP,     UC_ARM_REG_PRIMASK,
        UC_ARM_REG_BASEPRI, UC_ARM_REG_FAULTMASK, UC_ARM_REG_CONTROL, UC_ARM_REG_FPSCR,
    };
    return number < sizeof ids / sizeof ids[0] ? ids[number] : -1;
}

uint32_t mcub_register_read(mcub_machine *m, unsigned number) {
    uint32_t value = 0;
    int id = register_id(number);
    if (id >= 0) {
        uc_reg_read(m->uc, id, &value);
    }
    return number == 15 ? value & ~1u : number == MCUB_REGISTER_CONTROL ? value & 7 : value;
}

void mcub_register_write(mcub_machine *m, unsigned number, uint32_t value) {
    int id = register_id(number);
    if (number == 15) {
        value |= 1;
    }
    if (id >= 0) {
        uc_reg_write(m->uc, id, &value);
    }
}
