/* What the Pico's serial flash is asked for besides its contents. */
#ifndef PICO_FLASH_H
#define PICO_FLASH_H

#include <stdbool.h>
#include <stdint.h>

/* The flash's own bytes. */
typedef struct {
    uint8_t unique_id[8];
    uint8_t security[40]; /* the start of the first security register */
} pico_flash_identity;

/**
 * Asks the flash who it is; reads in place rest meanwhile, with interrupts masked. False when the
 * interface did not answer in time, with zeros as the identity.
 */
bool pico_flash_identify(pico_flash_identity *identity);

#endif
