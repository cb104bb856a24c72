/** What an ST-Link's command means for the bus: whether data follow it, and to where. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Each takes the 16 bytes of a command. */

/** How many bytes the host sends after the command. */
size_t bytes_to_probe(const uint8_t *command);
/** How many bytes the probe answers, or 0 where only the host knows. */
size_t bytes_from_probe(const uint8_t *command);
/** Whether the probe answers nothing at all. */
bool is_answerless(const uint8_t *command);
