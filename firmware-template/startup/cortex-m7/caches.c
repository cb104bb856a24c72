/* Caches of the Cortex-M7. PM0253: programming manual of the Cortex-M7. */
#include "mcub_core.h"

/* System control block; PM0253, system control block and cache maintenance operations. */
#define SCB_CCR MCUB_REGISTER(0xE000ED14u)
#define SCB_CCSIDR MCUB_REGISTER(0xE000ED80u)
#define SCB_CSSELR MCUB_REGISTER(0xE000ED84u)
#define SCB_ICIALLU MCUB_REGISTER(0xE000EF50u)
#define SCB_DCISW MCUB_REGISTER(0xE000EF60u)
#define SCB_DCCISW MCUB_REGISTER(0xE000EF74u)
#define SCB_BPIALL MCUB_REGISTER(0xE000EF78u) /* Armv7-M ARM, B3.2.2, table B3-10 */
#define CCR_DC (1u << 16)
#define CCR_IC (1u << 17)

/* Writes every set and way of the level 1 data cache to a maintenance register. */
static void for_every_data_line(volatile uint32_t *maintenance) {
    SCB_CSSELR = 0;
    mcub_core_barrier();
    const uint32_t geometry = SCB_CCSIDR;
    const uint32_t last_set = (geometry >> 13) & 0x7FFFu;
    const uint32_t last_way = (geometry >> 3) & 0x3FFu;
    const uint32_t way_shift = last_way == 0 ? 0 : (uint32_t)__builtin_clz(last_way);
    for (uint32_t set = 0; set <= last_set; set++) {
        for (uint32_t way = 0; way <= last_way; way++) {
            *maintenance = way << way_shift | set << 5; /* 32-byte lines */
        }
    }
    mcub_core_barrier();
}

void mcub_core_start_caches(void) {
    SCB_ICIALLU = 0;
    mcub_core_barrier();
    SCB_CCR |= CCR_IC;
    for_every_data_line(&SCB_DCISW);
    SCB_CCR |= CCR_DC;
    mcub_core_barrier();
}

void mcub_core_empty_caches(void) {
    for_every_data_line(&SCB_DCCISW);
    SCB_ICIALLU = 0;
    SCB_BPIALL = 0;
    mcub_core_barrier();
}
