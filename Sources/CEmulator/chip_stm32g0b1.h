// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of the STM32G0B1 share.
#pragma once

#include "flash.h"

/* Buses as RCC enables their peripherals, in the order of rcc_state.enable. */
enum { G0_IOP, G0_AHB, G0_APB1, G0_APB2 };

uint32_t g0_rcc_read(mcub_machine *m, uint32_t offset);
void g0_rcc_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
void g0_rcc_reset(mcub_machine *m, uint32_t cause);
uint32_t g0_pwr_read(mcub_machine *m, uint32_t offset);
void g0_pwr_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t g0_flash_read(mcub_machine *m, uint32_t offset);
void g0_flash_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
uint32_t g0_debug_read(mcub_machine *m, uint32_t offset);
void g0_debug_write(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
