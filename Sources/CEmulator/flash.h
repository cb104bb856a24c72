// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of the flash interface share (RM0385, 3.7).
#pragma once

#include "machine.h"

enum { FLASH_SECTORS = 8 };

/** FLASH_CR. */
#define CR_PG (1u << 0)
#define CR_SER (1u << 1)
#define CR_MER (1u << 2)
#define CR_STRT (1u << 16)
#define CR_EOPIE (1u << 24)
#define CR_ERRIE (1u << 25)
#define CR_LOCK (1u << 31)

/** FLASH_SR. */
#define SR_EOP (1u << 0)
#define SR_OPERR (1u << 1)
#define SR_WRPERR (1u << 4)
#define SR_PGAERR (1u << 5)
#define SR_PGPERR (1u << 6)
#define SR_ERSERR (1u << 7)
#define SR_ERRORS 0xF3u
#define SR_BSY (1u << 16)

/** FLASH_OPTCR. */
#define OPTCR_LOCK (1u << 0)
#define OPTCR_STRT (1u << 1)

void flash_be_busy(mcub_machine *m, uint32_t microseconds);
void flash_wait(mcub_machine *m);
void flash_refuse(mcub_machine *m, uint32_t error);
bool flash_is_protected(const mcub_machine *m, uint32_t offset);
void flash_erase_all(mcub_machine *m);
bool flash_accepts_key(uint32_t *step, const uint32_t keys[2], uint32_t key);
void flash_write_option(mcub_machine *m, uint32_t offset, uint32_t value, uint32_t mask);
