// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine.h"

/* Cortex-M7 r0p1 (M7 TRM, 3.2); CCR with STKALIGN and the branch predictor on (PM0253, 4.3.7). */
const core_model core_cortex_m7 = {
    .unicorn_model = UC_CPU_ARM_CORTEX_M7,
    .cpuid = 0x410FC271,
    .ccr_reset = 0x00040200,
    .priority_mask = 0xF0,
    .has_caches = true,
    .is_armv7m = true,
};

/* Cortex-M4 r0p1 (M4 TRM, 4.1); CCR with STKALIGN (PM0214, 4.4.6). */
const core_model core_cortex_m4 = {
    .unicorn_model = UC_CPU_ARM_CORTEX_M4,
    .cpuid = 0x410FC241,
    .ccr_reset = 0x00000200,
    .priority_mask = 0xF0,
    .is_armv7m = true,
};

/*
 * Cortex-M0+ r0p1 (M0+ TRM, 4.2), whose instructions are those of Unicorn's Cortex-M0. CCR is
 * fixed: STKALIGN and UNALIGN_TRP (Armv6-M ARM, B3.2.8).
 */
const core_model core_cortex_m0plus = {
    .unicorn_model = UC_CPU_ARM_CORTEX_M0,
    .cpuid = 0x410CC601,
    .ccr_reset = 0x00000208,
    .priority_mask = 0xC0,
    .is_armv7m = false,
};

const chip_model *chip_find(mcub_chip chip) {
    switch (chip) {
    case MCUB_CHIP_STM32F446:
        return &chip_stm32f446;
    case MCUB_CHIP_STM32G0B1:
        return &chip_stm32g0b1;
    case MCUB_CHIP_CORTEX_M7_TCM:
        return &chip_cortex_m7_tcm;
    case MCUB_CHIP_CORTEX_M0PLUS_RAM:
        return &chip_cortex_m0plus_ram;
    case MCUB_CHIP_RP2040:
        return &chip_rp2040;
    default:
        return &chip_stm32f746;
    }
}
