/* What boards with a plain ESP32 have in common: all but the clock. TRM: ESP32 Technical Reference
 * Manual, whose register names these are. IDF: what ESP-IDF's source does where the manual is
 * silent. */
#include "mcub_esp32.h"

#include "mcub_board.h"
#include "mcub_core.h"

/* Watchdogs; TRM, watchdog timers. The ROM leaves those of the RTC and of timer group 0 on. */
#define WATCHDOG_KEY 0x50D83AA1u
#define RTC_CNTL_WDTCONFIG0 MCUB_REGISTER(0x3FF4808Cu)
#define RTC_CNTL_WDTWPROTECT MCUB_REGISTER(0x3FF480A4u)
#define TIMG0_WDTCONFIG0 MCUB_REGISTER(0x3FF5F048u)
#define TIMG0_WDTWPROTECT MCUB_REGISTER(0x3FF5F064u)
#define TIMG1_WDTCONFIG0 MCUB_REGISTER(0x3FF60048u)
#define TIMG1_WDTWPROTECT MCUB_REGISTER(0x3FF60064u)

/* TRM, system clock. */
#define APB_CTRL_SYSCLK_CONF MCUB_REGISTER(0x3FF66000u)
#define APB_CTRL_PRE_DIV_CNT_MASK 0x3FFu /* the crystal's divider, less one */

/* Flash cache of the PRO core; TRM, memory and peripheral access, external memory. Bit places:
 * IDF, dport_reg.h. */
#define DPORT_PRO_CACHE_CTRL MCUB_REGISTER(0x3FF00040u)
#define DPORT_PRO_CACHE_CTRL1 MCUB_REGISTER(0x3FF00044u)
#define CACHE_ENABLE (1u << 3)
#define CACHE_FLUSH_ENA (1u << 4)
#define CACHE_FLUSH_DONE (1u << 5)
#define CACHE_MASK_DROM0 (1u << 4)
#define CACHE_MMU ((volatile uint32_t *)0x3FF10000u)
#define CACHE_MMU_DROM0_PAGES 64u
#define CACHE_MMU_INVALID 0x100u
#define FLASH_PAGE_BYTES 0x10000u
#define MODEL_FLASH_PAGE 1u   /* the image writer puts the model at 0x10000 */
#define PROGRAM_FLASH_PAGE 0u /* and the program at 0x1000 */

/* UART0; TRM, UART controllers. Its FIFO is read at the peripheral's address and written at that
 * of the AHB, and the length comes from the FIFO's addresses: IDF, uart_ll.h, errata of the ESP32.
 */
#define UART0_FIFO_READ MCUB_REGISTER(0x3FF40000u)
#define UART0_FIFO_WRITE MCUB_REGISTER(0x60000000u)
#define UART0_INT_RAW MCUB_REGISTER(0x3FF40004u)
#define UART0_INT_CLR MCUB_REGISTER(0x3FF40010u)
#define UART0_CLKDIV MCUB_REGISTER(0x3FF40014u)
#define UART0_STATUS MCUB_REGISTER(0x3FF4001Cu)
#define UART0_CONF0 MCUB_REGISTER(0x3FF40020u)
#define UART0_MEM_RX_STATUS MCUB_REGISTER(0x3FF40060u)
#define UART_INT_PARITY (1u << 2)
#define UART_INT_FRAME (1u << 3)
#define UART_INT_OVERFLOW (1u << 4)
#define UART_CONF0_8N1 (3u << 2 | 1u << 4) /* eight bits, one stop bit */
#define UART_CONF0_APB_CLOCK (1u << 27)
#define UART_FIFO_BYTES 128u

/* Timer 0 of timer group 0 is the second timer: one microsecond a tick; TRM, 64-bit timers. */
#define TIMG0_T0CONFIG MCUB_REGISTER(0x3FF5F000u)
#define TIMG0_T0LO MCUB_REGISTER(0x3FF5F004u)
#define TIMG0_T0UPDATE MCUB_REGISTER(0x3FF5F00Cu)
#define TIMG0_T0LOADLO MCUB_REGISTER(0x3FF5F018u)
#define TIMG0_T0LOADHI MCUB_REGISTER(0x3FF5F01Cu)
#define TIMG0_T0LOAD MCUB_REGISTER(0x3FF5F020u)
#define TIMG_T0_DIVIDER_PLACE 13u
#define TIMG_T0_INCREASE (1u << 30)
#define TIMG_T0_EN (1u << 31)
#define TIMER_HERTZ 1000000u

#define RTC_CNTL_RESET_STATE MCUB_REGISTER(0x3FF48034u)
#define RESET_CAUSE_PRO_MASK 0x3Fu

/* eFuse; TRM, eFuse controller: the MAC address, and the block that is the user's. */
#define EFUSE_BLK0_RDATA1 MCUB_REGISTER(0x3FF5A004u)
#define EFUSE_BLK0_RDATA2 MCUB_REGISTER(0x3FF5A008u)
#define EFUSE_BLK3_RDATA ((const volatile uint32_t *)0x3FF5A078u)
#define MAC_IS_LOCAL 0x02u /* IEEE 802: in the first byte, an address that no maker has given */

/* Polls of a flag: at 240 MHz some 20 ms, far longer than the cache's memory takes to clear. */
#define MAX_POLLS 500000u

/* From the linker script: what is read through the flash cache. */
extern const uint8_t mcub_model_begin[];
extern const uint8_t mcub_model_end[];

static mcub_esp32_clock clock;
static bool is_mapped;
static uint32_t reset_cause;
static uint32_t overruns;
static uint32_t line_errors;

static void stop_watchdogs(void) {
    RTC_CNTL_WDTWPROTECT = WATCHDOG_KEY;
    RTC_CNTL_WDTCONFIG0 = 0;
    TIMG0_WDTWPROTECT = WATCHDOG_KEY;
    TIMG0_WDTCONFIG0 = 0;
    TIMG1_WDTWPROTECT = WATCHDOG_KEY;
    TIMG1_WDTCONFIG0 = 0;
}

mcub_esp32_clock mcub_esp32_use_crystal(void) {
    APB_CTRL_SYSCLK_CONF &= ~APB_CTRL_PRE_DIV_CNT_MASK;
    RTC_CNTL_CLK_CONF &= ~RTC_CNTL_SOC_CLK_SEL_MASK;
    mcub_core_barrier();
    const bool is_set = (RTC_CNTL_CLK_CONF & RTC_CNTL_SOC_CLK_SEL_MASK) == 0;
    return (mcub_esp32_clock){
        .problem = is_set ? 0 : "the clock does not leave the source that the ROM chose",
        .core_hertz = MCUB_ESP32_CRYSTAL_HERTZ,
        .apb_hertz = MCUB_ESP32_CRYSTAL_HERTZ,
    };
}

/* The model's pages to the start of DROM, and the program's behind them, for its checksum. The
 * cache is off meanwhile; this code is in IRAM. */
static bool map_model(void) {
    const uint32_t bytes = (uint32_t)(mcub_model_end - mcub_model_begin);
    const uint32_t pages = (bytes + FLASH_PAGE_BYTES - 1u) / FLASH_PAGE_BYTES;
    DPORT_PRO_CACHE_CTRL &= ~CACHE_ENABLE;
    for (uint32_t page = 0; page < CACHE_MMU_DROM0_PAGES; page++) {
        CACHE_MMU[page] = page < pages ? MODEL_FLASH_PAGE + page : CACHE_MMU_INVALID;
    }
    if (pages < CACHE_MMU_DROM0_PAGES) {
        CACHE_MMU[pages] = PROGRAM_FLASH_PAGE;
    }
    DPORT_PRO_CACHE_CTRL1 &= ~CACHE_MASK_DROM0;
    mcub_board_empty_caches();
    return (DPORT_PRO_CACHE_CTRL & CACHE_ENABLE) != 0;
}

void mcub_board_set_baud(uint32_t baud) {
    const uint32_t sixteenths = (clock.apb_hertz * 16u + baud / 2u) / baud;
    UART0_CONF0 = UART_CONF0_8N1 | UART_CONF0_APB_CLOCK;
    UART0_CLKDIV = (sixteenths & 15u) << 20 | sixteenths >> 4;
}

static void start_timer(void) {
    TIMG0_T0CONFIG = 0;
    TIMG0_T0LOADLO = 0;
    TIMG0_T0LOADHI = 0;
    TIMG0_T0LOAD = 1;
    TIMG0_T0CONFIG = (clock.apb_hertz / TIMER_HERTZ) << TIMG_T0_DIVIDER_PLACE | TIMG_T0_INCREASE;
    TIMG0_T0CONFIG |= TIMG_T0_EN;
}

void mcub_board_start(uint32_t baud) {
    stop_watchdogs();
    reset_cause = RTC_CNTL_RESET_STATE & RESET_CAUSE_PRO_MASK;
    /* What the ROM has printed leaves at the speed that it was printed at. */
    for (uint32_t poll = 0; poll < MAX_POLLS && !mcub_board_is_sent(); poll++) {
    }
    clock = mcub_esp32_set_clock();
    is_mapped = map_model();
    mcub_board_set_baud(baud);
    start_timer();
}

const char *mcub_board_clock_problem(void) {
    return clock.problem != 0 || is_mapped ? clock.problem : "the flash cache does not come on";
}

uint32_t mcub_board_core_hertz(void) {
    return clock.core_hertz;
}

uint32_t mcub_board_timer_ticks(void) {
    TIMG0_T0UPDATE = 1; /* any write latches the count */
    mcub_core_barrier();
    return TIMG0_T0LO;
}

uint32_t mcub_board_timer_hertz(void) {
    return TIMER_HERTZ;
}

int32_t mcub_board_receive(void) {
    const uint32_t flags = UART0_INT_RAW & (UART_INT_PARITY | UART_INT_FRAME | UART_INT_OVERFLOW);
    if (flags != 0) {
        /* The frame's checksum finds what was lost; the line must go on. */
        overruns += (flags & UART_INT_OVERFLOW) != 0 ? 1u : 0u;
        line_errors += (flags & (UART_INT_PARITY | UART_INT_FRAME)) != 0 ? 1u : 0u;
        UART0_INT_CLR = flags;
    }
    const uint32_t places = UART0_MEM_RX_STATUS;
    const uint32_t read = (places >> 2) & 0x7FFu;
    const uint32_t written = (places >> 13) & 0x7FFu;
    /* Equal places are an empty FIFO, or a full one. */
    if (read == written && (UART0_STATUS & 0xFFu) == 0) {
        return -1;
    }
    return (int32_t)(UART0_FIFO_READ & 0xFFu);
}

bool mcub_board_can_send(void) {
    return ((UART0_STATUS >> 16) & 0xFFu) < UART_FIFO_BYTES - 1u;
}

void mcub_board_send(uint8_t byte) {
    UART0_FIFO_WRITE = byte;
}

bool mcub_board_is_sent(void) {
    /* Nothing in the FIFO, and the transmitter at rest. */
    return (UART0_STATUS & 0x0FFF0000u) == 0;
}

uint32_t mcub_board_line_errors(void) {
    return line_errors;
}

uint32_t mcub_board_overruns(void) {
    return overruns;
}

uint32_t mcub_board_reset_flags(void) {
    return reset_cause;
}

/* The MAC address in its usual order, which is from the most significant byte down. */
void mcub_board_unique_id(uint8_t id[12]) {
    const uint32_t high = EFUSE_BLK0_RDATA2, low = EFUSE_BLK0_RDATA1;
    id[0] = (uint8_t)(high >> 8);
    id[1] = (uint8_t)high;
    for (uint32_t index = 0; index < 4; index++) {
        id[2 + index] = (uint8_t)(low >> (24u - 8u * index));
    }
    for (uint32_t index = 6; index < 12; index++) {
        id[index] = 0;
    }
}

/* A virtual chip has an address that no maker gave, and its timing model's name in the eFuse block
 * that is the user's. */
void mcub_board_timing_model(uint8_t text[32]) {
    const bool is_virtual = ((EFUSE_BLK0_RDATA2 >> 8) & MAC_IS_LOCAL) != 0;
    for (uint32_t index = 0; index < 32; index++) {
        const uint32_t word = EFUSE_BLK3_RDATA[index / 4u];
        text[index] = is_virtual ? (uint8_t)(word >> (8u * (index % 4u))) : 0;
    }
}

void mcub_board_empty_caches(void) {
    DPORT_PRO_CACHE_CTRL &= ~CACHE_ENABLE;
    DPORT_PRO_CACHE_CTRL &= ~CACHE_FLUSH_ENA;
    DPORT_PRO_CACHE_CTRL |= CACHE_FLUSH_ENA;
    for (uint32_t poll = 0; poll < MAX_POLLS; poll++) {
        if ((DPORT_PRO_CACHE_CTRL & CACHE_FLUSH_DONE) != 0) {
            DPORT_PRO_CACHE_CTRL &= ~CACHE_FLUSH_ENA;
            DPORT_PRO_CACHE_CTRL |= CACHE_ENABLE;
            break;
        }
    }
    mcub_core_barrier();
}
