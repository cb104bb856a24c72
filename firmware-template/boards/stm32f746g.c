/* STM32F746G-DISCO. RM0385: reference manual of the STM32F75x and F74x. UM1907: the board's user
 * manual. Registers are named as in RM0385. */
#include "mcub_board.h"
#include "mcub_core.h"
#include "mcub_stm32.h"

/* VCO = 25 MHz / M * N = 432 MHz; core = VCO / P = 216 MHz; 48 MHz clock = VCO / Q. */
#define PLL_M 25u
#define PLL_N 432u
#define PLL_P 2u
#define PLL_Q 9u

/* Flash interface. 216 MHz at 2.7 to 3.6 V needs 7 wait states. The ART accelerator serves the
 * ITCM interface only, which this image does not run from; it is on all the same. */
#define FLASH_ACR MCUB_REGISTER(0x40023C00u)
#define FLASH_ACR_LATENCY_7 7u
#define FLASH_ACR_ARTEN (1u << 9)
#define FLASH_ACR_ARTRST (1u << 11)

const mcub_stm32 mcub_chip = {
    .hse = RCC_CR_HSEON,
    .pllcfgr = PLL_M | PLL_N << 6 | (PLL_P / 2u - 1u) << 16 | RCC_PLLCFGR_SRC_HSE | PLL_Q << 24,
    .prescalers = RCC_CFGR_APB1_QUARTER | RCC_CFGR_APB2_HALF,
    .flash_acr = FLASH_ACR_LATENCY_7 | FLASH_ACR_PRFTEN | FLASH_ACR_ARTEN,
    .core_hertz = 216000000u,
    .apb1_hertz = 54000000u,
    .apb2_hertz = 108000000u,
    .unique_id = 0x1FF0F420u, /* RM0385, unique device id */
    .one_time = 0x1FF0F000u,  /* RM0385, flash memory organization */
};

/* Serial line to the probe: PA9 sends, PB7 receives, both alternate function 7 (UM1907, virtual
 * COM port). */
#define GPIOA 0x40020000u
#define GPIOB 0x40020400u
#define RCC_AHB1ENR_GPIOA (1u << 0)
#define RCC_AHB1ENR_GPIOB (1u << 1)
#define RCC_APB2ENR_USART1 (1u << 4)
#define USART1_CR1 MCUB_REGISTER(0x40011000u)
#define USART1_BRR MCUB_REGISTER(0x4001100Cu)
#define USART1_ISR MCUB_REGISTER(0x4001101Cu)
#define USART1_ICR MCUB_REGISTER(0x40011020u)
#define USART1_RDR MCUB_REGISTER(0x40011024u)
#define USART1_TDR MCUB_REGISTER(0x40011028u)
#define USART_CR1_UE (1u << 0)
#define USART_CR1_RE (1u << 2)
#define USART_CR1_TE (1u << 3)
#define USART_ISR_ERRORS 0xFu /* parity, framing, noise, overrun; the same bits clear them */
#define USART_ISR_FE (1u << 1)
#define USART_ISR_NF (1u << 2)
#define USART_ISR_ORE (1u << 3)
#define USART_ISR_RXNE (1u << 5)
#define USART_ISR_TC (1u << 6)
#define USART_ISR_TXE (1u << 7)

static uint32_t overruns;
static uint32_t line_errors;

void mcub_board_set_baud(uint32_t baud) {
    const uint32_t hertz = mcub_stm32_apb2_hertz();
    USART1_CR1 = 0;                          /* BRR is writable only while the USART is off */
    USART1_BRR = (hertz + baud / 2u) / baud; /* 108 MHz / 117 = 923077: 0.16 % above 921600 */
    USART1_CR1 = USART_CR1_UE | USART_CR1_RE | USART_CR1_TE;
}

void mcub_board_start(uint32_t baud) {
    mcub_stm32_start(RCC_AHB1ENR_GPIOA | RCC_AHB1ENR_GPIOB, 0, RCC_APB2ENR_USART1);
    mcub_stm32_select(GPIOA, 9, 7);
    mcub_stm32_select(GPIOB, 7, 7);
    mcub_board_set_baud(baud);
    mcub_stm32_start_timer();
}

int32_t mcub_board_receive(void) {
    const uint32_t status = USART1_ISR;
    if ((status & USART_ISR_ERRORS) != 0) {
        /* The frame's checksum finds what was lost; the line must go on. */
        overruns += (status & USART_ISR_ORE) != 0 ? 1u : 0u;
        line_errors += (status & (USART_ISR_FE | USART_ISR_NF)) != 0 ? 1u : 0u;
        USART1_ICR = status & USART_ISR_ERRORS;
    }
    return (status & USART_ISR_RXNE) != 0 ? (int32_t)(USART1_RDR & 0xFFu) : -1;
}

bool mcub_board_can_send(void) {
    return (USART1_ISR & USART_ISR_TXE) != 0;
}

void mcub_board_send(uint8_t byte) {
    USART1_TDR = byte;
}

bool mcub_board_is_sent(void) {
    return (USART1_ISR & USART_ISR_TC) != 0;
}

uint32_t mcub_board_line_errors(void) {
    return line_errors;
}

uint32_t mcub_board_overruns(void) {
    return overruns;
}

void mcub_board_empty_caches(void) {
    /* The ART's lines may only be dropped while it is off (RM0385, FLASH_ACR). */
    FLASH_ACR &= ~FLASH_ACR_ARTEN;
    FLASH_ACR |= FLASH_ACR_ARTRST;
    FLASH_ACR &= ~FLASH_ACR_ARTRST;
    FLASH_ACR |= FLASH_ACR_ARTEN;
    mcub_core_empty_caches();
}
