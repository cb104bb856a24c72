/* NUCLEO-F446RE. RM0390: reference manual of the STM32F446. UM1724: the board's user manual.
 * Registers are named as in RM0390. */
#include "mcub_board.h"
#include "mcub_core.h"
#include "mcub_stm32.h"

/* VCO = 8 MHz / M * N = 360 MHz; core = VCO / P = 180 MHz; Q and R feed what is not used here. */
#define PLL_M 4u
#define PLL_N 180u
#define PLL_P 2u
#define PLL_Q 8u
#define PLL_R 2u

/* Flash interface. 180 MHz at 2.7 to 3.6 V needs 5 wait states. */
#define FLASH_ACR MCUB_REGISTER(0x40023C00u)
#define FLASH_ACR_LATENCY_5 5u
#define FLASH_ACR_CACHES (3u << 9)  /* ICEN and DCEN */
#define FLASH_ACR_RESETS (3u << 11) /* ICRST and DCRST */

const mcub_stm32 mcub_chip = {
    .hse = RCC_CR_HSEON | RCC_CR_HSEBYP, /* UM1724, HSE clock: from the ST-LINK's MCO */
    .pllcfgr = PLL_M | PLL_N << 6 | (PLL_P / 2u - 1u) << 16 | RCC_PLLCFGR_SRC_HSE | PLL_Q << 24 |
               PLL_R << 28,
    .prescalers = RCC_CFGR_APB1_QUARTER | RCC_CFGR_APB2_HALF,
    .flash_acr = FLASH_ACR_LATENCY_5 | FLASH_ACR_PRFTEN | FLASH_ACR_CACHES,
    .core_hertz = 180000000u,
    .apb1_hertz = 45000000u,
    .apb2_hertz = 90000000u,
    .unique_id = 0x1FFF7A10u, /* RM0390, unique device id */
    .one_time = 0x1FFF7800u,  /* RM0390, one-time programmable bytes */
};

/* Serial line to the probe: PA2 sends, PA3 receives, both alternate function 7 (UM1724, USART
 * communication; DS10693, alternate functions). */
#define GPIOA 0x40020000u
#define RCC_AHB1ENR_GPIOA (1u << 0)
#define RCC_APB1ENR_USART2 (1u << 17)
#define USART2_SR MCUB_REGISTER(0x40004400u)
#define USART2_DR MCUB_REGISTER(0x40004404u)
#define USART2_BRR MCUB_REGISTER(0x40004408u)
#define USART2_CR1 MCUB_REGISTER(0x4000440Cu)
#define USART_CR1_RE (1u << 2)
#define USART_CR1_TE (1u << 3)
#define USART_CR1_UE (1u << 13)
#define USART_SR_FE (1u << 1)
#define USART_SR_NF (1u << 2)
#define USART_SR_ORE (1u << 3)
#define USART_SR_RXNE (1u << 5)
#define USART_SR_TC (1u << 6)
#define USART_SR_TXE (1u << 7)
#define USART_SR_ERRORS 0xFu /* parity, framing, noise, overrun */

static uint32_t overruns;
static uint32_t line_errors;

void mcub_board_set_baud(uint32_t baud) {
    const uint32_t hertz = mcub_stm32_apb1_hertz();
    USART2_CR1 = 0;
    USART2_BRR = (hertz + baud / 2u) / baud; /* 45 MHz / 49 = 918367: 0.35 % below 921600 */
    USART2_CR1 = USART_CR1_UE | USART_CR1_RE | USART_CR1_TE;
}

void mcub_board_start(uint32_t baud) {
    mcub_stm32_start(RCC_AHB1ENR_GPIOA, RCC_APB1ENR_USART2, 0);
    mcub_stm32_select(GPIOA, 2, 7);
    mcub_stm32_select(GPIOA, 3, 7);
    mcub_board_set_baud(baud);
    mcub_stm32_start_timer();
}

/* Reading SR and then DR takes a byte and clears the errors that came with it. */
int32_t mcub_board_receive(void) {
    const uint32_t status = USART2_SR;
    if ((status & (USART_SR_RXNE | USART_SR_ERRORS)) == 0) {
        return -1;
    }
    const uint32_t byte = USART2_DR & 0xFFu;
    /* The frame's checksum finds what was lost; the line must go on. */
    overruns += (status & USART_SR_ORE) != 0 ? 1u : 0u;
    line_errors += (status & (USART_SR_FE | USART_SR_NF)) != 0 ? 1u : 0u;
    return (status & USART_SR_RXNE) != 0 ? (int32_t)byte : -1;
}

bool mcub_board_can_send(void) {
    return (USART2_SR & USART_SR_TXE) != 0;
}

void mcub_board_send(uint8_t byte) {
    USART2_DR = byte;
}

bool mcub_board_is_sent(void) {
    return (USART2_SR & USART_SR_TC) != 0;
}

uint32_t mcub_board_line_errors(void) {
    return line_errors;
}

uint32_t mcub_board_overruns(void) {
    return overruns;
}

void mcub_board_empty_caches(void) {
    /* The caches may only be emptied while they are off (RM0390, FLASH_ACR). */
    FLASH_ACR &= ~FLASH_ACR_CACHES;
    FLASH_ACR |= FLASH_ACR_RESETS;
    FLASH_ACR &= ~FLASH_ACR_RESETS;
    FLASH_ACR |= FLASH_ACR_CACHES;
    mcub_core_empty_caches();
}
