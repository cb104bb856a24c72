// SPDX-License-Identifier: GPL-2.0-or-later
// System control block, caches, MPU and FPU registers (PM0253, 4.3, 4.5 to 4.8).
#include "machine.h"

#include <string.h>

static const uint32_t ccr_writable = 0x0007031B, ccr_always = 0x00040000;
static const uint32_t vector_key = 0x05FA0000, reset_request = 1u << 2;

/* 4 KiB each on the F746: data 4-way and 32 sets, instructions 2-way and 64 (M7 TRM, 3.3.3). */
static const uint32_t data_geometry = 0xF003E019, instruction_geometry = 0xF007E009;

/** Fixed words of the Cortex-M7's identity (M7 TRM, table 3-1, r0p1), most of them the M4's, too.
 */
static uint32_t identity(const mcub_machine *m, uint32_t offset) {
    static const uint32_t features[14] = {
        0x00000030, 0x00000200, 0x00100000, 0x00000000, 0x00100030, 0x00000000, 0x01000000,
        0x00000000, 0x01101110, 0x02112000, 0x20232231, 0x01111131, 0x01310132, 0x00000000};
    if (!m->core->has_caches && (offset == 0xD78 || offset == 0xF48)) {
        return 0; /* CLIDR; MVFR2 came with the next floating-point unit */
    }
    switch (offset) {
    case 0x004:
        return 3; /* ICTR: 128 interrupt lines at most */
    case 0xD78:
        return 0x09000003; /* CLIDR */
    case 0xD7C:
        return m->core->has_caches ? 0x8303C003 : 0x8000C000; /* CTR */
    case 0xD90:
        return 0x00000800; /* MPU_TYPE: 8 regions, which this model does not enforce */
    case 0xF40:
        return 0x10110021;
    case 0xF44:
        return 0x11000011;
    case 0xF48:
        return 0x00000040;
    default:
        return offset >= 0xD40 && offset < 0xD78 ? features[(offset - 0xD40) / 4] : 0;
    }
}

/** Whether Armv6-M has a register (Armv6-M ARM, B3.2.2 and B3.5.1); the others read as zero. */
static bool is_in_armv6m(const mcub_machine *m, uint32_t offset) {
    switch (offset) {
    case 0x008:
    case 0xD00:
    case 0xD04:
    case 0xD08:
    case 0xD0C:
    case 0xD10:
    case 0xD14:
    case 0xD1C:
    case 0xD20:
    case 0xD90:
        return true;
    case 0xD30: /* of the debugger alone (Armv6-M ARM, C1.6) */
    case 0xDF0:
    case 0xDF4:
    case 0xDF8:
    case 0xDFC:
        return m->debug.by_debugger;
    default:
        return offset >= 0xD94 && offset < 0xDA4;
    }
}

/** The registers that hold what was written to them. */
static uint32_t *plain_register(mcub_machine *m, uint32_t offset) {
    switch (offset) {
    case 0x008:
        return &m->actlr;
    case 0xD10:
        return &m->scr;
    case 0xD34:
        return &m->mmfar;
    case 0xD38:
        return &m->bfar;
    case 0xD84:
        return &m->csselr;
    case 0xF34:
        return &m->fpccr;
    case 0xF38:
        return &m->fpcar;
    case 0xF3C:
        return &m->fpdscr;
    default:
        return offset >= 0xD94 && offset < 0xDC0 ? &m->mpu[(offset - 0xD94) / 4] : NULL;
    }
}

static uint32_t interrupt_state(mcub_machine *m) {
    uint32_t xpsr = 0;
    uc_reg_read(m->uc, UC_ARM_REG_XPSR, &xpsr);
    uint32_t value = xpsr & 0x1FF;
    for (unsigned i = 2; i < EXCEPTIONS; i++) {
        if (m->pending[i]) {
            value |= i >= EXC_IRQ0 ? 1u << 22 : 0;
            value = value & 0x1FF000 ? value : value | i << 12;
        }
    }
    value |= (uint32_t)m->pending[EXC_NMI] << 31 | (uint32_t)m->pending[EXC_PEND_SV] << 28 |
             (uint32_t)m->pending[EXC_SYSTICK] << 26;
    return value;
}

static void set_interrupt_state(mcub_machine *m, uint32_t bits) {
    m->pending[EXC_NMI] = m->pending[EXC_NMI] || (bits >> 31 & 1);
    m->pending[EXC_PEND_SV] = (m->pending[EXC_PEND_SV] || (bits >> 28 & 1)) && !(bits >> 27 & 1);
    m->pending[EXC_SYSTICK] = (m->pending[EXC_SYSTICK] || (bits >> 26 & 1)) && !(bits >> 25 & 1);
    request_stop(m);
}

static uint32_t handler_state(const mcub_machine *m) {
    return m->shcsr | (uint32_t)m->active[EXC_MEM_MANAGE] |
           (uint32_t)m->active[EXC_BUS_FAULT] << 1 | (uint32_t)m->active[EXC_USAGE_FAULT] << 3 |
           (uint32_t)m->active[EXC_SVC] << 7 | (uint32_t)m->active[EXC_PEND_SV] << 10 |
           (uint32_t)m->active[EXC_SYSTICK] << 11;
}

static uint32_t handler_priorities(const mcub_machine *m, uint32_t offset) {
    const uint8_t *first = &m->priority[4 + offset - 0xD18];
    return first[0] | (uint32_t)first[1] << 8 | (uint32_t)first[2] << 16 | (uint32_t)first[3] << 24;
}

uint32_t system_control_read(mcub_machine *m, uint32_t offset) {
    if (!m->core->is_armv7m && !is_in_armv6m(m, offset)) {
        return 0;
    }
    switch (offset) {
    case 0xD00:
        return m->core->cpuid;
    case 0xD04:
        return interrupt_state(m);
    case 0xD08:
        return m->vtor;
    case 0xD0C:
        return 0xFA050000 | m->aircr_group << 8;
    case 0xD14:
        return m->ccr;
    case 0xD18:
    case 0xD1C:
    case 0xD20:
        return handler_priorities(m, offset);
    case 0xD24:
        return handler_state(m);
    case 0xD28:
        return m->cfsr;
    case 0xD2C:
        return m->hfsr;
    case 0xD30:
    case 0xDF0:
    case 0xDF4:
    case 0xDF8:
    case 0xDFC:
        return debug_read(m, offset);
    case 0xD80:
        return !m->core->has_caches ? 0 : m->csselr & 1 ? instruction_geometry : data_geometry;
    case 0xD88:
        return m->cpacr;
    default: {
        const uint32_t *found = plain_register(m, offset);
        return found ? *found : identity(m, offset);
    }
    }
}

static void write_reset_control(mcub_machine *m, uint32_t value) {
    if ((value & 0xFFFF0000) != vector_key) {
        return;
    }
    m->aircr_group = m->core->is_armv7m ? value >> 8 & 7 : 0;
    if (value & reset_request) {
        m->reset_requested = true;
        m->reset_cause = MCUB_RESET_SOFTWARE;
    }
    request_stop(m);
}

static void write_coprocessors(mcub_machine *m, uint32_t value, uint32_t mask) {
    merge(&m->cpacr, value, mask & 0x00F00000);
    if ((m->cpacr >> 20 & 1) && (m->cpacr >> 22 & 1)) {
        m->attention &= ~(uint32_t)ATTENTION_NO_FPU;
    } else {
        set_attention(m, ATTENTION_NO_FPU);
    }
}

void system_control_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask) {
    if (!m->core->is_armv7m && (!is_in_armv6m(m, offset) || offset == 0xD14)) {
        return; /* CCR is fixed */
    }
    switch (offset) {
    case 0xD04:
        set_interrupt_state(m, value & mask);
        return;
    case 0xD08:
        merge(&m->vtor, value, mask & (m->core->is_armv7m ? 0xFFFFFF80 : 0xFFFFFF00));
        return;
    case 0xD0C:
        write_reset_control(m, value & mask);
        return;
    case 0xD14:
        merge(&m->ccr, value, mask & ccr_writable);
        m->ccr |= ccr_always;
        timing_maintain_cache(m, offset, value);
        return;
    case 0xD18:
    case 0xD1C:
    case 0xD20:
        for (uint32_t i = 0; i < 4; i++) {
            if (mask >> (8 * i) & 0xFF) {
                m->priority[4 + offset - 0xD18 + i] =
                    (uint8_t)(value >> (8 * i) & m->core->priority_mask);
            }
        }
        request_stop(m);
        return;
    case 0xD24:
        merge(&m->shcsr, value, mask & 0x00070000);
        return;
    case 0xD28:
        m->cfsr &= ~(value & mask);
        return;
    case 0xD2C:
        m->hfsr &= ~(value & mask);
        return;
    case 0xD30:
    case 0xDF0:
    case 0xDF4:
    case 0xDF8:
    case 0xDFC:
        debug_write(m, offset, value, mask);
        return;
    case 0xD88:
        write_coprocessors(m, value, mask);
        return;
    case 0xF00:
        if ((value & 0x1FF) < m->model->interrupts) {
            exceptions_pend(m, EXC_IRQ0 + (value & 0x1FF));
        }
        return;
    default: {
        uint32_t *found = plain_register(m, offset);
        if (found) {
            merge(found, value, mask);
        } else if (offset >= 0xF50 && offset < 0xF7C) {
            timing_maintain_cache(m, offset, value);
        }
    }
    }
}

void system_control_reset(mcub_machine *m) {
    m->vtor = m->model->reset_vectors;
    m->aircr_group = 0;
    m->scr = m->shcsr = m->cfsr = m->hfsr = m->mmfar = m->bfar = 0;
    m->ccr = m->core->ccr_reset;
    m->cpacr = m->csselr = m->actlr = m->fpcar = m->fpdscr = 0;
    m->fpccr = m->core->is_armv7m ? 0xC0000000 : 0;
    if (m->core->is_armv7m) {
        set_attention(m, ATTENTION_NO_FPU);
    }
    memset(m->mpu, 0, sizeof m->mpu);
}
