/* Clocks, TIM2 and identity of the STM32F4 and F7. */
#include "mcub_stm32.h"

#include "mcub_board.h"
#include "mcub_core.h"

/* Reset and clock control. */
#define RCC_CR MCUB_REGISTER(0x40023800u)
#define RCC_PLLCFGR MCUB_REGISTER(0x40023804u)
#define RCC_CFGR MCUB_REGISTER(0x40023808u)
#define RCC_AHB1ENR MCUB_REGISTER(0x40023830u)
#define RCC_APB1ENR MCUB_REGISTER(0x40023840u)
#define RCC_APB2ENR MCUB_REGISTER(0x40023844u)
#define RCC_CSR MCUB_REGISTER(0x40023874u)
#define RCC_CR_HSERDY (1u << 17)
#define RCC_CR_PLLON (1u << 24)
#define RCC_CR_PLLRDY (1u << 25)
#define RCC_CFGR_SW_PLL 2u
#define RCC_CFGR_SWS_MASK (3u << 2)
#define RCC_CFGR_SWS_PLL (2u << 2)
#define RCC_CSR_RMVF (1u << 24)
#define RCC_APB1ENR_TIM2 (1u << 0)
#define RCC_APB1ENR_PWR (1u << 28)

/* Power control; CR1 and CSR1 on the F7. */
#define PWR_CR MCUB_REGISTER(0x40007000u)
#define PWR_CSR MCUB_REGISTER(0x40007004u)
#define PWR_CR_VOS_SCALE_1 (3u << 14)
#define PWR_CR_ODEN (1u << 16)
#define PWR_CR_ODSWEN (1u << 17)
#define PWR_CSR_ODRDY (1u << 16)
#define PWR_CSR_ODSWRDY (1u << 17)

#define FLASH_ACR MCUB_REGISTER(0x40023C00u)
#define FLASH_ACR_LATENCY 0xFu

/* Second timer: TIM2, 32 bits, one microsecond a tick. */
#define TIM2_CR1 MCUB_REGISTER(0x40000000u)
#define TIM2_EGR MCUB_REGISTER(0x40000014u)
#define TIM2_CNT MCUB_REGISTER(0x40000024u)
#define TIM2_PSC MCUB_REGISTER(0x40000028u)
#define TIM2_ARR MCUB_REGISTER(0x4000002Cu)
#define TIMER_HERTZ 1000000u

/* General-purpose ports, from a port's address. */
#define GPIO_MODER(port) MCUB_REGISTER((port) + 0x00u)
#define GPIO_OSPEEDR(port) MCUB_REGISTER((port) + 0x08u)
#define GPIO_PUPDR(port) MCUB_REGISTER((port) + 0x0Cu)
#define GPIO_AFR(port, pin) MCUB_REGISTER((port) + 0x20u + (pin) / 8u * 4u)

#define HSI_HERTZ 16000000u

/* Polls a ready bit: at 16 MHz about 0.2 s, twice what the slowest oscillator needs. */
#define MAX_POLLS 500000u

static bool clock_is_set;
static uint32_t reset_flags;

static bool wait_for(const volatile uint32_t *place, uint32_t mask, uint32_t value) {
    for (uint32_t poll = 0; poll < MAX_POLLS; poll++) {
        if ((*place & mask) == value) {
            return true;
        }
    }
    return false;
}

/* RM0385 and RM0390, entering over-drive mode: PLL on, over-drive, wait states, prescalers, lock,
 * switch. */
static bool set_clocks(void) {
    RCC_APB1ENR |= RCC_APB1ENR_PWR;
    RCC_CR |= mcub_chip.hse & ~RCC_CR_HSEON; /* the bypass is set before the clock is on */
    RCC_CR |= RCC_CR_HSEON;
    if (!wait_for(&RCC_CR, RCC_CR_HSERDY, RCC_CR_HSERDY)) {
        return false;
    }
    PWR_CR |= PWR_CR_VOS_SCALE_1;
    RCC_PLLCFGR = mcub_chip.pllcfgr;
    RCC_CR |= RCC_CR_PLLON;
    PWR_CR |= PWR_CR_ODEN;
    if (!wait_for(&PWR_CSR, PWR_CSR_ODRDY, PWR_CSR_ODRDY)) {
        return false;
    }
    PWR_CR |= PWR_CR_ODSWEN;
    if (!wait_for(&PWR_CSR, PWR_CSR_ODSWRDY, PWR_CSR_ODSWRDY)) {
        return false;
    }
    FLASH_ACR = mcub_chip.flash_acr;
    if (!wait_for(&FLASH_ACR, FLASH_ACR_LATENCY, mcub_chip.flash_acr & FLASH_ACR_LATENCY)) {
        return false;
    }
    RCC_CFGR = mcub_chip.prescalers;
    if (!wait_for(&RCC_CR, RCC_CR_PLLRDY, RCC_CR_PLLRDY)) {
        return false;
    }
    RCC_CFGR = mcub_chip.prescalers | RCC_CFGR_SW_PLL;
    return wait_for(&RCC_CFGR, RCC_CFGR_SWS_MASK, RCC_CFGR_SWS_PLL);
}

void mcub_stm32_start(uint32_t ahb1_enable, uint32_t apb1_enable, uint32_t apb2_enable) {
    reset_flags = RCC_CSR;
    RCC_CSR |= RCC_CSR_RMVF;
    clock_is_set = set_clocks();
    RCC_AHB1ENR |= ahb1_enable;
    RCC_APB1ENR |= apb1_enable;
    RCC_APB2ENR |= apb2_enable;
    mcub_core_barrier(); /* two bus cycles before a block that was just enabled is used */
}

void mcub_stm32_start_timer(void) {
    /* Timers on a divided APB1 run at twice its rate; else at the core's. */
    const uint32_t hertz = clock_is_set ? 2u * mcub_chip.apb1_hertz : HSI_HERTZ;
    RCC_APB1ENR |= RCC_APB1ENR_TIM2;
    mcub_core_barrier();
    TIM2_PSC = hertz / TIMER_HERTZ - 1u;
    TIM2_ARR = 0xFFFFFFFFu;
    TIM2_EGR = 1; /* loads the prescaler */
    TIM2_CR1 = 1;
}

void mcub_stm32_select(uintptr_t port, uint32_t pin, uint32_t function) {
    const uint32_t nibble = pin % 8u * 4u;
    GPIO_AFR(port, pin) = (GPIO_AFR(port, pin) & ~(15u << nibble)) | function << nibble;
    GPIO_OSPEEDR(port) |= 3u << 2u * pin;
    GPIO_PUPDR(port) = (GPIO_PUPDR(port) & ~(3u << 2u * pin)) | 1u << 2u * pin;
    GPIO_MODER(port) = (GPIO_MODER(port) & ~(3u << 2u * pin)) | 2u << 2u * pin;
}

uint32_t mcub_stm32_apb1_hertz(void) {
    return clock_is_set ? mcub_chip.apb1_hertz : HSI_HERTZ;
}

uint32_t mcub_stm32_apb2_hertz(void) {
    return clock_is_set ? mcub_chip.apb2_hertz : HSI_HERTZ;
}

const char *mcub_board_clock_problem(void) {
    return clock_is_set ? 0 : "a clock did not start; on the internal oscillator";
}

uint32_t mcub_board_core_hertz(void) {
    return clock_is_set ? mcub_chip.core_hertz : HSI_HERTZ;
}

uint32_t mcub_board_timer_ticks(void) {
    return TIM2_CNT;
}

uint32_t mcub_board_timer_hertz(void) {
    return TIMER_HERTZ;
}

uint32_t mcub_board_reset_flags(void) {
    return reset_flags;
}

static const volatile uint8_t *bytes_at(uintptr_t address) {
    return (const volatile uint8_t *)address;
}

void mcub_board_unique_id(uint8_t id[12]) {
    for (uint32_t index = 0; index < 12; index++) {
        id[index] = bytes_at(mcub_chip.unique_id)[index];
    }
}

/* A virtual chip has its timing model's name in the first one-time programmable bytes. On silicon
 * those are the user's. */
void mcub_board_timing_model(uint8_t text[32]) {
    static const char virtual_id[8] = {'M', 'C', 'U', 'B', 'V', 'I', 'R', 'T'};
    bool is_virtual = true;
    for (uint32_t index = 0; index < sizeof virtual_id; index++) {
        is_virtual =
            is_virtual && bytes_at(mcub_chip.unique_id)[index] == (uint8_t)virtual_id[index];
    }
    for (uint32_t index = 0; index < 32; index++) {
        text[index] = is_virtual ? bytes_at(mcub_chip.one_time)[index] : 0;
    }
}
