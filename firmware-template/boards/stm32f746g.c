/* STM32F746G-DISCO. RM0385: reference manual of the STM32F75x and F74x. UM1907: the board's user
 * manual. Registers are named as in RM0385. */
#include "mcub_board.h"
#include "mcub_core.h"

#include <string.h>

/* Reset and clock control. */
#define RCC_CR MCUB_REGISTER(0x40023800u)
#define RCC_PLLCFGR MCUB_REGISTER(0x40023804u)
#define RCC_CFGR MCUB_REGISTER(0x40023808u)
#define RCC_AHB1ENR MCUB_REGISTER(0x40023830u)
#define RCC_APB1ENR MCUB_REGISTER(0x40023840u)
#define RCC_APB2ENR MCUB_REGISTER(0x40023844u)
#define RCC_CSR MCUB_REGISTER(0x40023874u)
#define RCC_CR_HSEON (1u << 16)
#define RCC_CR_HSERDY (1u << 17)
#define RCC_CR_PLLON (1u << 24)
#define RCC_CR_PLLRDY (1u << 25)
/* VCO = 25 MHz / M * N = 432 MHz; core = VCO / P = 216 MHz; 48 MHz clock = VCO / Q. */
#define PLL_M 25u
#define PLL_N 432u
#define PLL_P 2u
#define PLL_Q 9u
#define RCC_PLLCFGR_SRC_HSE (1u << 22)
#define RCC_PLLCFGR_VALUE                                                                          \
    (PLL_M | PLL_N << 6 | (PLL_P / 2u - 1u) << 16 | RCC_PLLCFGR_SRC_HSE | PLL_Q << 24)
#define RCC_CFGR_PRESCALERS (5u << 10 | 4u << 13) /* APB1 a quarter, APB2 half, AHB undivided */
#define RCC_CFGR_SW_PLL 2u
#define RCC_CFGR_SWS_MASK (3u << 2)
#define RCC_CFGR_SWS_PLL (2u << 2)
#define RCC_CSR_RMVF (1u << 24)
#define RCC_AHB1ENR_GPIOA (1u << 0)
#define RCC_AHB1ENR_GPIOB (1u << 1)
#define RCC_APB1ENR_TIM2 (1u << 0)
#define RCC_APB1ENR_PWR (1u << 28)
#define RCC_APB2ENR_USART1 (1u << 4)

/* Power control. */
#define PWR_CR1 MCUB_REGISTER(0x40007000u)
#define PWR_CSR1 MCUB_REGISTER(0x40007004u)
#define PWR_CR1_VOS_SCALE_1 (3u << 14)
#define PWR_CR1_ODEN (1u << 16)
#define PWR_CR1_ODSWEN (1u << 17)
#define PWR_CSR1_ODRDY (1u << 16)
#define PWR_CSR1_ODSWRDY (1u << 17)

/* Flash interface. 216 MHz at 2.7 to 3.6 V needs 7 wait states. The ART accelerator serves the
 * ITCM interface only, which this image does not run from; it is on all the same. */
#define FLASH_ACR MCUB_REGISTER(0x40023C00u)
#define FLASH_ACR_LATENCY 7u
#define FLASH_ACR_PRFTEN (1u << 8)
#define FLASH_ACR_ARTEN (1u << 9)
#define FLASH_ACR_ARTRST (1u << 11)

/* Serial line to the probe: PA9 sends, PB7 receives, both alternate function 7 (UM1907, virtual
 * COM port). */
#define GPIOA_MODER MCUB_REGISTER(0x40020000u)
#define GPIOA_OSPEEDR MCUB_REGISTER(0x40020008u)
#define GPIOA_AFRH MCUB_REGISTER(0x40020024u)
#define GPIOB_MODER MCUB_REGISTER(0x40020400u)
#define GPIOB_PUPDR MCUB_REGISTER(0x4002040Cu)
#define GPIOB_AFRL MCUB_REGISTER(0x40020420u)
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

/* Second timer: TIM2, 32 bits, one microsecond a tick. */
#define TIM2_CR1 MCUB_REGISTER(0x40000000u)
#define TIM2_EGR MCUB_REGISTER(0x40000014u)
#define TIM2_CNT MCUB_REGISTER(0x40000024u)
#define TIM2_PSC MCUB_REGISTER(0x40000028u)
#define TIM2_ARR MCUB_REGISTER(0x4000002Cu)
#define TIMER_HERTZ 1000000u

#define UNIQUE_ID ((const volatile uint8_t *)0x1FF0F420u)
/* One-time programmable bytes (RM0385, flash memory organization). */
#define OTP ((const volatile uint8_t *)0x1FF0F000u)

#define HSI_HERTZ 16000000u
#define PLL_HERTZ 216000000u

/* Polls a ready bit: at 16 MHz about 0.2 s, twice what the slowest oscillator needs. */
#define MAX_POLLS 500000u

static bool clock_is_set;
static uint32_t reset_flags;
static uint32_t overruns;
static uint32_t line_errors;

static bool wait_for(const volatile uint32_t *place, uint32_t mask, uint32_t value) {
    for (uint32_t poll = 0; poll < MAX_POLLS; poll++) {
        if ((*place & mask) == value) {
            return true;
        }
    }
    return false;
}

/* RM0385, entering over-drive mode: PLL on, over-drive, wait states, prescalers, lock, switch. */
static bool set_clocks(void) {
    RCC_APB1ENR |= RCC_APB1ENR_PWR;
    RCC_CR |= RCC_CR_HSEON;
    if (!wait_for(&RCC_CR, RCC_CR_HSERDY, RCC_CR_HSERDY)) {
        return false;
    }
    PWR_CR1 |= PWR_CR1_VOS_SCALE_1;
    RCC_PLLCFGR = RCC_PLLCFGR_VALUE;
    RCC_CR |= RCC_CR_PLLON;
    PWR_CR1 |= PWR_CR1_ODEN;
    if (!wait_for(&PWR_CSR1, PWR_CSR1_ODRDY, PWR_CSR1_ODRDY)) {
        return false;
    }
    PWR_CR1 |= PWR_CR1_ODSWEN;
    if (!wait_for(&PWR_CSR1, PWR_CSR1_ODSWRDY, PWR_CSR1_ODSWRDY)) {
        return false;
    }
    FLASH_ACR = FLASH_ACR_LATENCY | FLASH_ACR_PRFTEN | FLASH_ACR_ARTEN;
    if (!wait_for(&FLASH_ACR, 0xFu, FLASH_ACR_LATENCY)) {
        return false;
    }
    RCC_CFGR = RCC_CFGR_PRESCALERS;
    if (!wait_for(&RCC_CR, RCC_CR_PLLRDY, RCC_CR_PLLRDY)) {
        return false;
    }
    RCC_CFGR = RCC_CFGR_PRESCALERS | RCC_CFGR_SW_PLL;
    return wait_for(&RCC_CFGR, RCC_CFGR_SWS_MASK, RCC_CFGR_SWS_PLL);
}

void mcub_board_set_baud(uint32_t baud) {
    /* USART1 runs on APB2: half the core clock, or all of it before the prescalers are set. */
    const uint32_t hertz = clock_is_set ? PLL_HERTZ / 2u : HSI_HERTZ;
    USART1_CR1 = 0;                          /* BRR is writable only while the USART is off */
    USART1_BRR = (hertz + baud / 2u) / baud; /* 108 MHz / 117 = 923077: 0.16 % above 921600 */
    USART1_CR1 = USART_CR1_UE | USART_CR1_RE | USART_CR1_TE;
}

static void start_serial(uint32_t baud) {
    RCC_AHB1ENR |= RCC_AHB1ENR_GPIOA | RCC_AHB1ENR_GPIOB;
    RCC_APB2ENR |= RCC_APB2ENR_USART1;
    mcub_core_barrier(); /* two bus cycles before a block that was just enabled is used */
    GPIOA_AFRH = (GPIOA_AFRH & ~(15u << 4)) | 7u << 4;
    GPIOA_OSPEEDR |= 3u << 18;
    GPIOA_MODER = (GPIOA_MODER & ~(3u << 18)) | 2u << 18;
    GPIOB_AFRL = (GPIOB_AFRL & ~(15u << 28)) | 7u << 28;
    GPIOB_PUPDR = (GPIOB_PUPDR & ~(3u << 14)) | 1u << 14;
    GPIOB_MODER = (GPIOB_MODER & ~(3u << 14)) | 2u << 14;
    mcub_board_set_baud(baud);
}

static void start_timer(void) {
    /* Timers on a divided APB1 run at twice its rate: 108 MHz; else at the core's. */
    const uint32_t hertz = clock_is_set ? PLL_HERTZ / 2u : HSI_HERTZ;
    RCC_APB1ENR |= RCC_APB1ENR_TIM2;
    mcub_core_barrier();
    TIM2_PSC = hertz / TIMER_HERTZ - 1u;
    TIM2_ARR = 0xFFFFFFFFu;
    TIM2_EGR = 1; /* loads the prescaler */
    TIM2_CR1 = 1;
}

void mcub_board_start(uint32_t baud) {
    reset_flags = RCC_CSR;
    RCC_CSR |= RCC_CSR_RMVF;
    clock_is_set = set_clocks();
    start_serial(baud);
    start_timer();
}

bool mcub_board_clock_is_set(void) {
    return clock_is_set;
}

uint32_t mcub_board_core_hertz(void) {
    return clock_is_set ? PLL_HERTZ : HSI_HERTZ;
}

uint32_t mcub_board_timer_ticks(void) {
    return TIM2_CNT;
}

uint32_t mcub_board_timer_hertz(void) {
    return TIMER_HERTZ;
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

uint32_t mcub_board_reset_flags(void) {
    return reset_flags;
}

void mcub_board_unique_id(uint8_t id[12]) {
    for (uint32_t index = 0; index < 12; index++) {
        id[index] = UNIQUE_ID[index];
    }
}

/* A virtual chip has its timing model's name in the first one-time programmable bytes. On silicon
 * those are the user's. */
void mcub_board_timing_model(uint8_t text[32]) {
    static const char virtual_id[8] = {'M', 'C', 'U', 'B', 'V', 'I', 'R', 'T'};
    bool is_virtual = true;
    for (uint32_t index = 0; index < sizeof virtual_id; index++) {
        is_virtual = is_virtual && UNIQUE_ID[index] == (uint8_t)virtual_id[index];
    }
    for (uint32_t index = 0; index < 32; index++) {
        text[index] = is_virtual ? OTP[index] : 0;
    }
}

void mcub_board_empty_caches(void) {
    /* The ART's lines may only be dropped while it is off (RM0385, FLASH_ACR). */
    FLASH_ACR &= ~FLASH_ACR_ARTEN;
    FLASH_ACR |= FLASH_ACR_ARTRST;
    FLASH_ACR &= ~FLASH_ACR_ARTRST;
    FLASH_ACR |= FLASH_ACR_ARTEN;
    mcub_core_empty_caches();
}
