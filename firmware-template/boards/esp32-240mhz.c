/* ESP32-DevKitC at 240 MHz: the PLL at 480 MHz, halved; the APB has 80 MHz. TRM: ESP32 Technical
 * Reference Manual. IDF: what ESP-IDF's source does where the manual is silent: rtc_clk.c,
 * regi2c_bbpll.h. ROM: what the chip's own routine for the analog bus does, rom_i2c_writeReg, as
 * public emulators of the chip have it; that routine is windowed code, which this firmware is not.
 *
 * None of it was seen on silicon. So the clock is held against the crystal before it is claimed. */
#include "mcub_board.h"
#include "mcub_core.h"
#include "mcub_esp32.h"

#include <stdbool.h>

/* Analog bus; IDF, regi2c_defs.h, and ROM. A host's register takes a transfer and shows its end. */
#define ANA_I2C_HOST4 MCUB_REGISTER(0x6000E010u)
#define ANA_I2C_REGISTER_PLACE 8u
#define ANA_I2C_DATA_PLACE 16u
#define ANA_I2C_WRITE (1u << 24)
#define ANA_I2C_BUSY (1u << 25)
#define ANA_CONFIG MCUB_REGISTER(0x6000E044u)
#define ANA_CONFIG_NO_BBPLL (1u << 17)

/* The PLL on that bus; IDF, regi2c_bbpll.h. */
#define BBPLL 0x66u
enum {
    IR_CAL_DELAY = 0,
    IR_CAL_EXT_CAP = 1,
    OC_LREF = 2,
    OC_DIV_7_0 = 3,
    OC_ENB_FCAL = 4,
    OC_DCUR = 5,
    BBADC_DSMP = 9,
    OC_ENB_VCON = 10,
    ENDIV5 = 11,
    BBADC_CAL_7_0 = 12,
    DIVIDER = 28 /* for 480 MHz of 40 MHz; IDF, clk_ll_bbpll_set_config */
};

/* Power and voltage; TRM, low-power management. */
#define RTC_CNTL_OPTIONS0 MCUB_REGISTER(0x3FF48000u)
#define PLL_POWER_DOWN                                                                             \
    (1u << 6 | 1u << 8 | 1u << 10 | 1u << 18) /* BB_I2C, BBPLL_I2C, BBPLL, BIAS */
#define RTC_CNTL_REG MCUB_REGISTER(0x3FF4807Cu)
#define DIG_DBIAS_WAK_PLACE 11u
#define DIG_DBIAS_WAK_MASK (7u << DIG_DBIAS_WAK_PLACE)
#define DIG_DBIAS_1V10 4u
#define DIG_DBIAS_HIGHEST 7u
#define EFUSE_BLK0_RDATA5 MCUB_REGISTER(0x3FF5A014u)
#define VOL_LEVEL_HP_INV_PLACE 22u /* IDF, efuse_reg.h: levels below the highest for 240 MHz */

#define DPORT_CPU_PER_CONF MCUB_REGISTER(0x3FF0003Cu) /* TRM, system clock */
#define CPU_PERIOD_MASK 3u
#define CPU_PERIOD_240 2u

/* IDF, rtc_clk.c: microseconds until the voltage and the PLL have settled, the longer of its two.
 */
#define VOLTAGE_MICROSECONDS 3u
#define PLL_MICROSECONDS 160u

/* TRM, timer group: cycles of the crystal in so many of the RTC's slow clock, some 150 kHz. */
#define TIMG0_RTCCALICFG MCUB_REGISTER(0x3FF5F068u)
#define RTC_CALI_MAX_PLACE 16u
#define RTC_CALI_START (1u << 31)
#define RTC_CALI_RDY (1u << 15)
#define TIMG0_RTCCALICFG1 MCUB_REGISTER(0x3FF5F06Cu)
#define RTC_CALI_VALUE_PLACE 7u
#define SLOW_CYCLES 1500u /* 10 ms, of which a slow clock's cycle at either end is 0.1 % */

#define CRYSTAL_MEGAHERTZ (MCUB_ESP32_CRYSTAL_HERTZ / 1000000u)
#define CORE_HERTZ 240000000u
#define APB_HERTZ 80000000u
#define WANTED_TENTHS (CORE_HERTZ / 100000u) /* of a megahertz */
#define TOLERATED_TENTHS (WANTED_TENTHS / 100u)

/* Polls of a flag: some 0.1 s at the least. */
#define MAX_POLLS 1000000u

/* On the crystal. */
static void wait_microseconds(uint32_t microseconds) {
    const uint32_t first = mcub_core_cycles();
    while (mcub_core_cycles() - first < microseconds * CRYSTAL_MEGAHERTZ) {
    }
}

/* A transfer on the analog bus; the data of a read. */
static uint32_t transfer(uint32_t what, uint32_t pll_register) {
    ANA_I2C_HOST4 = BBPLL | pll_register << ANA_I2C_REGISTER_PLACE | what;
    for (uint32_t poll = 0; poll < MAX_POLLS && (ANA_I2C_HOST4 & ANA_I2C_BUSY) != 0; poll++) {
    }
    return (ANA_I2C_HOST4 >> ANA_I2C_DATA_PLACE) & 0xFFu;
}

static void write_pll(uint32_t pll_register, uint32_t value) {
    (void)transfer(ANA_I2C_WRITE | value << ANA_I2C_DATA_PLACE, pll_register);
}

static void set_voltage(uint32_t level) {
    RTC_CNTL_REG = (RTC_CNTL_REG & ~DIG_DBIAS_WAK_MASK) | level << DIG_DBIAS_WAK_PLACE;
}

/* 480 MHz from a crystal of 40 MHz; whether the bus took it. IDF, rtc_clk_bbpll_configure. */
static bool start_pll(void) {
    static const uint8_t settings[][2] = {
        {IR_CAL_DELAY, 0x18},  {IR_CAL_EXT_CAP, 0x20},  {OC_ENB_FCAL, 0x9A}, {OC_ENB_VCON, 0x00},
        {BBADC_CAL_7_0, 0x00}, {ENDIV5, 0xC3},          {BBADC_DSMP, 0x74},  {OC_LREF, 0x00},
        {OC_DIV_7_0, DIVIDER}, {OC_DCUR, 3u << 6 | 6u},
    };
    ANA_CONFIG &= ~ANA_CONFIG_NO_BBPLL;
    RTC_CNTL_OPTIONS0 &= ~PLL_POWER_DOWN;
    set_voltage(DIG_DBIAS_HIGHEST - ((EFUSE_BLK0_RDATA5 >> VOL_LEVEL_HP_INV_PLACE) & 3u));
    wait_microseconds(VOLTAGE_MICROSECONDS);
    for (uint32_t index = 0; index < sizeof settings / sizeof *settings; index++) {
        write_pll(settings[index][0], settings[index][1]);
    }
    wait_microseconds(PLL_MICROSECONDS);
    return transfer(0, OC_DIV_7_0) == DIVIDER;
}

static void select_pll(void) {
    DPORT_CPU_PER_CONF = (DPORT_CPU_PER_CONF & ~CPU_PERIOD_MASK) | CPU_PERIOD_240;
    RTC_CNTL_CLK_CONF = (RTC_CNTL_CLK_CONF & ~RTC_CNTL_SOC_CLK_SEL_MASK) | RTC_CNTL_SOC_CLK_SEL_PLL;
    mcub_core_barrier();
}

static mcub_esp32_clock leave_pll(const char *problem) {
    mcub_esp32_clock clock = mcub_esp32_use_crystal();
    DPORT_CPU_PER_CONF &= ~CPU_PERIOD_MASK;
    set_voltage(DIG_DBIAS_1V10);
    RTC_CNTL_OPTIONS0 |= PLL_POWER_DOWN;
    clock.problem = problem;
    return clock;
}

/* Tenths of a megahertz of the core by the crystal, which does not hang on the PLL; 0 where the
 * comparison does not end. */
static uint32_t core_tenths(void) {
    TIMG0_RTCCALICFG = SLOW_CYCLES << RTC_CALI_MAX_PLACE;
    TIMG0_RTCCALICFG = SLOW_CYCLES << RTC_CALI_MAX_PLACE | RTC_CALI_START;
    const uint32_t first = mcub_core_cycles();
    for (uint32_t poll = 0; poll < MAX_POLLS; poll++) {
        if ((TIMG0_RTCCALICFG & RTC_CALI_RDY) != 0) {
            const uint32_t cycles = mcub_core_cycles() - first;
            const uint32_t crystal_cycles = TIMG0_RTCCALICFG1 >> RTC_CALI_VALUE_PLACE;
            TIMG0_RTCCALICFG = 0;
            /* At 240 MHz some 2.4 million cycles: the product has room for four times as many. */
            return crystal_cycles == 0 ? 0 : cycles * (CRYSTAL_MEGAHERTZ * 10u) / crystal_cycles;
        }
    }
    TIMG0_RTCCALICFG = 0;
    return 0;
}

/* Says what the PLL gives, with the number at its place in the text. */
static const char *wrong_clock(uint32_t tenths) {
    static char text[] = "the PLL gives   0.0 MHz by the crystal, not 240; left for 40 MHz";
    enum { LAST_DIGIT = 18, POINT = 17, FIRST_DIGIT = 14 };
    for (uint32_t place = LAST_DIGIT; place >= FIRST_DIGIT && tenths != 0; place--) {
        if (place != POINT) {
            text[place] = (char)('0' + tenths % 10u);
            tenths /= 10u;
        }
    }
    return text;
}

mcub_esp32_clock mcub_esp32_set_clock(void) {
    const mcub_esp32_clock crystal = mcub_esp32_use_crystal();
    if (crystal.problem != 0) {
        return crystal;
    }
    if (!start_pll()) {
        return leave_pll("the PLL does not take its settings; left at 40 MHz");
    }
    select_pll();
    const uint32_t tenths = core_tenths();
    if (tenths + TOLERATED_TENTHS < WANTED_TENTHS || tenths > WANTED_TENTHS + TOLERATED_TENTHS) {
        return leave_pll(wrong_clock(tenths));
    }
    return (mcub_esp32_clock){.core_hertz = CORE_HERTZ, .apb_hertz = APB_HERTZ};
}
