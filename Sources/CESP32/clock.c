#include "esp32.h"

#include <string.h>

/** Offsets and bits; TRM, system clock, low-power management, timer group. IDF, regi2c_bbpll.h. */
enum {
    DPORT_CPU_PER_CONF = 0x3C,
    RTC_CLK_CONF = 0x70,
    RTC_REG = 0x7C,
    SYSCLK_CONF = 0x00,
    EFUSE_BLK0_RDATA5 = 0x14,
    NO_BUS_POWER = 1 << 6 | 1 << 8 | 1 << 18, /* BB_I2C, BBPLL_I2C, BIAS_I2C */
    NO_PLL_POWER = 1 << 10,
    ANA_CONFIG = 0x44,
    ANA_NO_BBPLL = 1 << 17,
    ANA_HOSTS = 8, /* registers of the bus, one a host */
    ANA_WRITE = 1 << 24,
    ANA_BUSY = 1 << 25,
    BBPLL = 0x66,
    OC_LREF = 2,
    OC_DIV_7_0 = 3,
    ENDIV5 = 11,
    ENDIV5_480 = 1 << 7,
    T0CONFIG = 0x00,
    T0LO = 0x04,
    T0UPDATE = 0x0C,
    T0LOADLO = 0x18,
    T0LOAD = 0x20,
    RTCCALICFG = 0x68,
    RTCCALICFG1 = 0x6C,
    CALI_READY = 1 << 15,
    SOURCE_CRYSTAL = 0,
    SOURCE_PLL = 1
};
static const uint32_t top_bit = UINT32_C(1) << 31, fast_hertz = 8500000,
                      settling_cycles = 3200, /* 80 us of the crystal: IDF, rtc_clk.c */
    locked_apb_hertz = 80000000,
                      /* A program of others that selects the PLL as it stands talks at dividers for
                         so much: the one thing known of a PLL that does not lock. */
    loose_apb_hertz = 55000000, most_hertz_at_low_voltage = 160000000;

uint32_t mcub_esp32_core_hertz(const mcub_esp32 *chip) {
    return chip->clocks.core_hertz;
}

uint32_t mcub_esp32_apb_hertz(const mcub_esp32 *chip) {
    return chip->clocks.apb_hertz;
}

uint32_t esp32_apb_divider(const mcub_esp32 *chip) {
    return chip->clocks.core_hertz / chip->clocks.apb_hertz;
}

/** Cycles of a clock in so many of the core's; no product overflows in a billion years. */
static uint64_t converted(const mcub_esp32 *chip, uint64_t cycles, uint32_t hertz) {
    const uint32_t core = chip->clocks.core_hertz;
    return cycles / core * hertz + cycles % core * hertz / core;
}

static uint64_t since_change(const mcub_esp32 *chip) {
    return mcub_lx6_cycles(chip->core) - chip->clocks.since;
}

static uint64_t crystal_cycles(const mcub_esp32 *chip) {
    return chip->clocks.crystal_cycles + converted(chip, since_change(chip), CRYSTAL_HERTZ);
}

static uint64_t apb_cycles(const mcub_esp32 *chip) {
    return chip->clocks.apb_cycles + converted(chip, since_change(chip), chip->clocks.apb_hertz);
}

/** Whether the PLL has power, dividers that suit the crystal, and had the time. */
static bool is_locked(mcub_esp32 *chip) {
    const uint8_t *pll = chip->clocks.pll;
    const uint32_t off = *esp32_register(chip, BLOCK_RTC, RTC_OPTIONS0) & NO_PLL_POWER;
    return off == 0 && !chip->how.pll_never_locks && pll[OC_LREF] == 0 &&
           pll[OC_DIV_7_0] == (pll[ENDIV5] & ENDIV5_480 ? 28 : 32) &&
           crystal_cycles(chip) >= chip->clocks.pll_settles_at;
}

/** What the registers ask for; TRM, system clock, CPU_CLK. */
static uint32_t wanted_core_hertz(mcub_esp32 *chip, uint32_t *apb) {
    const uint32_t source = *esp32_register(chip, BLOCK_RTC, RTC_CLK_CONF) >> 27 & 3;
    const uint32_t divider = (*esp32_register(chip, BLOCK_APB_CTRL, SYSCLK_CONF) & 0x3FF) + 1;
    if (source != SOURCE_PLL) {
        *apb = (source == SOURCE_CRYSTAL ? CRYSTAL_HERTZ : fast_hertz) / divider;
        return *apb;
    }
    const uint32_t period = *esp32_register(chip, BLOCK_DPORT, DPORT_CPU_PER_CONF) & 3;
    /* The dividers behind the PLL are those of its setting; half of 320 MHz is no 240. */
    const bool is_fast = (chip->clocks.pll[ENDIV5] & ENDIV5_480) != 0;
    *apb = is_locked(chip) ? locked_apb_hertz : loose_apb_hertz;
    return *apb * (period == 0 ? 1 : period == 2 && is_fast ? 3 : 2);
}

/** The level of DIG_DBIAS_WAK that 240 MHz need; IDF, efuse_reg.h, RD_VOL_LEVEL_HP_INV. */
static bool lacks_voltage(mcub_esp32 *chip) {
    const uint32_t level = *esp32_register(chip, BLOCK_RTC, RTC_REG) >> 11 & 7;
    const uint32_t below = *esp32_register(chip, BLOCK_EFUSE, EFUSE_BLK0_RDATA5) >> 22 & 3;
    return chip->clocks.core_hertz > most_hertz_at_low_voltage && level + below < 7;
}

void esp32_set_clocks(mcub_esp32 *chip) {
    uint32_t apb;
    const uint32_t core = wanted_core_hertz(chip, &apb);
    if (core != chip->clocks.core_hertz || apb != chip->clocks.apb_hertz) {
        chip->clocks.crystal_cycles = crystal_cycles(chip);
        chip->clocks.apb_cycles = apb_cycles(chip);
        chip->clocks.since = mcub_lx6_cycles(chip->core);
        chip->clocks.core_hertz = core;
        chip->clocks.apb_hertz = apb;
    }
    if (lacks_voltage(chip)) {
        chip->detail = "the supply broke down: 240 MHz without the voltage for it, DIG_DBIAS_WAK";
        chip->reset_cause = CAUSE_BROWN_OUT;
        chip->wants_reset = true;
        mcub_lx6_stop(chip->core);
    }
}

void esp32_reset_clocks(mcub_esp32 *chip) {
    chip_clocks *clocks = &chip->clocks;
    *clocks = (chip_clocks){.since = mcub_lx6_cycles(chip->core),
                            .core_hertz = CRYSTAL_HERTZ,
                            .apb_hertz = CRYSTAL_HERTZ};
    chip->timer_latched = 0;
    chip->timer_from = 0;
    /* What these hold after power-on is not written down: a program has to set them. */
    *esp32_register(chip, BLOCK_ANA, ANA_CONFIG) = ANA_NO_BBPLL;
    *esp32_register(chip, BLOCK_RTC, RTC_OPTIONS0) = NO_BUS_POWER | NO_PLL_POWER;
}

/* The analog bus. A transfer ends with the write that starts it. A PLL without power, or taken from
 * the bus, takes nothing and gives zeros. */
void esp32_write_analog(mcub_esp32 *chip, uint32_t offset, uint32_t value) {
    uint32_t *place = esp32_register(chip, BLOCK_ANA, offset);
    if (offset >= 4 * ANA_HOSTS) {
        *place = value;
        return;
    }
    const uint32_t pll_register = value >> 8 & 0xFF;
    const bool is_heard = !(*esp32_register(chip, BLOCK_RTC, RTC_OPTIONS0) & NO_BUS_POWER) &&
                          !(*esp32_register(chip, BLOCK_ANA, ANA_CONFIG) & ANA_NO_BBPLL) &&
                          (value & 0xFF) == BBPLL && pll_register < PLL_REGISTERS;
    uint8_t data = (uint8_t)(value >> 16);
    if (value & ANA_WRITE && is_heard) {
        chip->clocks.pll[pll_register] = data;
        chip->clocks.pll_settles_at = crystal_cycles(chip) + settling_cycles;
        esp32_set_clocks(chip);
    } else if (!(value & ANA_WRITE)) {
        data = is_heard ? chip->clocks.pll[pll_register] : 0;
    }
    *place = (value & ~(UINT32_C(0xFF) << 16 | ANA_BUSY)) | (uint32_t)data << 16;
}

/* Timer 0 of group 0 counts cycles of the APB; RTCCALICFG those of the crystal in some of the RTC's
 * slow clock. */

static uint32_t timer_count(mcub_esp32 *chip) {
    const uint32_t start = *esp32_register(chip, BLOCK_TIMG0, T0LOADLO);
    const uint32_t config = *esp32_register(chip, BLOCK_TIMG0, T0CONFIG);
    const uint32_t field = config >> 13 & 0xFFFF;
    if (!(config & top_bit)) {
        return start;
    }
    return (uint32_t)(start + (apb_cycles(chip) - chip->timer_from) / (field < 2 ? 2 : field));
}

/** Cycles of the crystal that a comparison takes. */
static uint32_t compared_cycles(mcub_esp32 *chip) {
    const uint32_t slow = *esp32_register(chip, BLOCK_TIMG0, RTCCALICFG) >> 16 & 0x7FFF;
    return (uint32_t)((uint64_t)slow * CRYSTAL_HERTZ / SLOW_HERTZ);
}

bool esp32_read_timer(mcub_esp32 *chip, uint32_t offset, uint32_t *value) {
    switch (offset) {
    case T0LO:
        *value = chip->timer_latched;
        return true;
    case RTCCALICFG:
    case RTCCALICFG1: {
        const uint32_t config = *esp32_register(chip, BLOCK_TIMG0, RTCCALICFG);
        const uint64_t passed = crystal_cycles(chip) - chip->clocks.compared_from;
        const bool is_ready = config & top_bit && passed >= compared_cycles(chip);
        *value = offset == RTCCALICFG1 ? (is_ready ? compared_cycles(chip) << 7 : 0)
                                       : (config | (is_ready ? CALI_READY : 0u));
        return true;
    }
    default:
        return false;
    }
}

void esp32_write_timer(mcub_esp32 *chip, uint32_t offset, uint32_t value) {
    uint32_t *place = esp32_register(chip, BLOCK_TIMG0, offset);
    const bool is_started = (value & ~*place & top_bit) != 0;
    if (offset == T0LOAD || (offset == T0CONFIG && is_started)) {
        chip->timer_from = apb_cycles(chip);
    } else if (offset == T0UPDATE) {
        chip->timer_latched = timer_count(chip);
    } else if (offset == RTCCALICFG) {
        value &= ~(uint32_t)CALI_READY;
        chip->clocks.compared_from = is_started ? crystal_cycles(chip) : chip->clocks.compared_from;
    }
    *place = value;
}
