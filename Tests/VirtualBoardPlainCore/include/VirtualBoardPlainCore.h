// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Runs an image of the STM32F746 on Unicorn alone, from reset until it sleeps: memory, no hooks, no
 * peripherals. False when it stops in another way.
 */
bool plain_core_run(const uint8_t *image, size_t bytes);
