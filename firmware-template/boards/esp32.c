/* ESP32-DevKitC on its crystal: 40 MHz for the core and the APB. */
#include "mcub_esp32.h"

mcub_esp32_clock mcub_esp32_set_clock(void) {
    return mcub_esp32_use_crystal();
}
