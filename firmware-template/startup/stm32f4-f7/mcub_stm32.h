/* What the STM32F4 and F7 have in common: clocks, over-drive, TIM2, reset flags, identity.
 * Registers are named as in RM0385 (STM32F75x and F74x) and RM0390 (STM32F446), which have them at
 * the same places. */
#ifndef MCUB_STM32_H
#define MCUB_STM32_H

#include <stdbool.h>
#include <stdint.h>

#define RCC_CR_HSEON (1u << 16)
#define RCC_CR_HSEBYP (1u << 18)
#define RCC_PLLCFGR_SRC_HSE (1u << 22)
#define RCC_CFGR_APB1_QUARTER (5u << 10)
#define RCC_CFGR_APB2_HALF (4u << 13)
#define FLASH_ACR_PRFTEN (1u << 8)

/** A chip's clock tree, and where it keeps its identity. */
typedef struct {
    uint32_t hse;        /* bits of RCC_CR that start the external clock */
    uint32_t pllcfgr;    /* RCC_PLLCFGR */
    uint32_t prescalers; /* RCC_CFGR without the switch */
    uint32_t flash_acr;  /* FLASH_ACR at full speed, its wait states in bits 3:0 */
    uint32_t core_hertz; /* with all of this set */
    uint32_t apb1_hertz; /* and so that of the second timer, which has twice as much */
    uint32_t apb2_hertz;
    uintptr_t unique_id; /* address of its 12 bytes */
    uintptr_t one_time;  /* address of the one-time programmable bytes */
} mcub_stm32;

/** The board's chip; its file in boards/ defines it. */
extern const mcub_stm32 mcub_chip;

/** Notes the reset's cause, sets the clocks, and enables a console's ports and USART. */
void mcub_stm32_start(uint32_t ahb1_enable, uint32_t apb1_enable, uint32_t apb2_enable);

/** Starts TIM2 at 1 MHz. */
void mcub_stm32_start_timer(void);

/** Makes a pin of a port, at the port's address, an alternate function. */
void mcub_stm32_select(uintptr_t port, uint32_t pin, uint32_t function);

/** The clock of APB1 or APB2 now: the crystal's tree, or the internal oscillator. */
uint32_t mcub_stm32_apb1_hertz(void);
uint32_t mcub_stm32_apb2_hertz(void);

#endif
